"""What many tests share: the command line as a user runs it, and the shipped examples coded once."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "articles"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Any connection that leaves this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test reached for the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def tidings(*arguments, stdin=None, cwd=None, check=True):
    """Run the command; the finished process, with text in stdout and stderr."""
    run = subprocess.run(
        [sys.executable, "-c", "from tidings.cli.main import run; run()", *map(str, arguments)],
        check=False, input=stdin, capture_output=True, text=True, encoding="utf-8", cwd=cwd,
        env=os.environ | {"COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    if check:
        assert run.returncode == 0, run.stderr
    return run


@pytest.fixture(scope="session")
def command():
    """The function that runs the command line."""
    return tidings


@pytest.fixture(scope="session")
def coded_examples(tmp_path_factory):
    """The finished run of `tidings code` on the shipped examples, and the record it wrote."""
    path = tmp_path_factory.mktemp("examples") / "crisis.duckdb"
    return tidings("code", EXAMPLES, "--to", path), path


@pytest.fixture
def record(coded_examples, tmp_path):
    """A private copy of the record of the shipped examples."""
    return Path(shutil.copy(coded_examples[1], tmp_path / "crisis.duckdb"))


@pytest.fixture(scope="session")
def examples_folder():
    """The folder of the shipped examples."""
    return EXAMPLES


def pytest_collection_modifyitems(items):
    """The longest file first, so that no worker is left with it alone at the end."""
    items.sort(key=lambda item: item.path.name != "test_crash.py")
