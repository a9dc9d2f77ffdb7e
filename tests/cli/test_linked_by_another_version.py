"""A record that a version with other weights has linked: readable as it is, linked anew when coding next."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tidings
from tidings.record import open_record

EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"


@pytest.fixture(scope="module")
def other_version(tmp_path_factory):
    """A folder with a tidings whose weights bring no two articles' accounts together."""
    folder = tmp_path_factory.mktemp("other")
    copy = folder / "tidings"
    shutil.copytree(Path(tidings.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    weights = copy / "link" / "data" / "weights.toml"
    within, found, across = weights.read_text("utf-8").partition("[across]")
    across, changed = re.subn(r"(?m)^join = .*$", "join = 90000", across)
    assert found and changed == 1
    weights.write_text(within + found + across, "utf-8")
    return folder


def events(command, path):
    return {e["id"]: e for e in map(json.loads, command("events", path, "--json").stdout.splitlines())}


def test_it_is_read_as_it_is_and_linked_anew_when_coding_next(command, coded_examples, record, other_version):
    untouched = events(command, coded_examples[1])
    assert any(e["outlets"] > 1 for e in untouched.values())
    run = subprocess.run(
        [sys.executable, "-c", "from tidings.cli.main import run; run()", "code", EXAMPLES, "--to", record],
        check=False, capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(other_version)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    apart = events(command, record)
    assert len(apart) > len(untouched)
    assert all(e["outlets"] == 1 for e in apart.values())
    for event in list(apart)[:3]:
        assert event in command("show", record, event).stdout
    with open_record(record, read_only=True) as opened:
        assert opened.check() == []
        split = opened.changes().num_rows
    assert split > 0

    command("code", EXAMPLES, "--to", record)
    assert events(command, record) == untouched
    trail = command("events", record, "--changes", "2000-01-01", "--json").stdout
    kinds = {json.loads(line)["kind"] for line in trail.splitlines()}
    assert {"split", "merged"} <= kinds
    with open_record(record) as opened:
        trail_length = opened.changes().num_rows
        assert trail_length > split
        assert opened.check() == []
        assert opened.link() == 0
        assert opened.changes().num_rows == trail_length
