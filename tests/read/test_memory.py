"""How much memory a worker process has had."""

import subprocess
import sys
from pathlib import Path

import pytest

from tidings.read.memory import resident

LARGE = 600_000_000
CHILD = "from tidings.read.memory import resident; print(resident())"
PARENT = f"""
import subprocess, sys
from tidings.read.memory import resident
held = b"x" * {LARGE}
print(resident(), flush=True)
subprocess.run([sys.executable, "-c", {CHILD!r}])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux")
def test_what_the_process_had_that_started_this_one_is_not_counted():
    """A worker of a program that holds a large record is not tired from the start."""
    found = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, check=True)
    parent, child = map(int, found.stdout.split())
    assert parent > LARGE
    assert 1_000_000 < child < LARGE / 2


def test_where_the_system_has_no_such_file_it_is_asked_itself(monkeypatch, tmp_path):
    monkeypatch.setattr("tidings.read.memory._STATUS", tmp_path / "none")
    assert resident() > 1_000_000
