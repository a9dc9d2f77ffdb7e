"""The parser process: a library that does not load is told from a bad input."""

import pytest

from tidings.config import Limits
from tidings.errors import InstallationError
from tidings.read.worker import Worker


def test_a_parser_that_does_not_load_is_the_installation_s_fault_not_the_input_s(tmp_path, monkeypatch):
    (tmp_path / "trafilatura.py").write_text("raise ImportError('a library\\nis missing')")
    monkeypatch.syspath_prepend(str(tmp_path))
    worker = Worker()
    try:
        with pytest.raises(InstallationError, match=r"TID-304.*a library is missing"):
            worker.extract("html", b"<p>Hello</p>", origin="a.html", limits=Limits())
    finally:
        worker.close()
