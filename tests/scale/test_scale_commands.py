"""The commands for very many articles, on the shipped examples: the record is that of `tidings code`."""

import os
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tidings.record import open_record

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "code-millions-of-articles.md"


def digest(path):
    with open_record(path, read_only=True) as record:
        assert record.check() == []
        return record.digest()


@pytest.fixture(scope="module")
def shards(command, tmp_path_factory):
    """The folder that the page's commands are run in, and what they print."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "examples").symlink_to(ROOT / "examples")
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    lines = re.findall(r"^tidings (.*)", "".join(blocks), re.M)
    assert len(lines) == 4
    return folder, [command(*line.split(), cwd=folder).stdout for line in lines]


def test_shards_and_workers_make_the_record_that_code_makes(shards, command):
    folder, printed = shards
    assert all(printed)
    assert digest(folder / "crisis.duckdb") == digest(folder / "gathered.duckdb")
    alone = folder / "alone.duckdb"
    command("code", "examples/articles", "--to", alone, "--quiet", cwd=folder)
    assert digest(alone) == digest(folder / "gathered.duckdb")
    assert "shards coded. coded holds" in printed[1]
    with open_record(folder / "gathered.duckdb", read_only=True) as record:
        events = record.table("events").to_pylist()
    linked = pq.read_table(folder / "coded" / "events" / "000000.parquet").to_pylist()
    assert sorted(map(repr, linked)) == sorted(map(repr, events))
    assert f"make up {len(events)} events" in printed[3]


def test_a_second_run_codes_nothing(shards, command):
    folder, _ = shards
    before = {p: p.stat().st_mtime_ns for p in (folder / "coded").rglob("*.parquet")}
    said = command(
        "shard", "examples/articles", "--to", "coded", "--articles-per-shard", 10, cwd=folder
    ).stdout
    assert said.startswith("0 shards coded;")
    assert before == {p: p.stat().st_mtime_ns for p in (folder / "coded").rglob("*.parquet")}


def test_the_page_s_python_runs(shards, capsys):
    folder, _ = shards
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(blocks) >= 3
    here = Path.cwd()
    os.chdir(folder)
    try:
        for block in blocks:
            exec(compile(block, str(PAGE), "exec"), {})
    finally:
        os.chdir(here)
    assert "actual" in capsys.readouterr().out


def test_what_is_wrong_is_said_with_its_number(command, shards, tmp_path):
    folder, _ = shards
    for arguments, said in (
        (["shard", "-", "--to", tmp_path / "out"], "TID-710"),
        (["shard", "nowhere", "--to", tmp_path / "out"], "TID-101"),
        (["shard", "examples/articles/wire_digest.jsonl", "--to", "coded"], "TID-702"),
        (["shard", "examples/articles", "--to", tmp_path / "out", "--limit", "max_bytes=many"], "TID-401"),
        (["gather", tmp_path / "nothing", "--to", tmp_path / "r.duckdb"], "TID-705"),
    ):
        run = command(*arguments, cwd=folder, check=False)
        assert run.returncode == 1
        assert said in run.stderr


def test_a_plan_is_made_without_coding(command, shards, tmp_path):
    folder, _ = shards
    said = command("shard", "examples/articles", "--to", tmp_path / "out", "--plan-only", cwd=folder).stdout
    assert "Nothing is coded yet" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["plan.jsonl"]
    unfinished = command("gather", tmp_path / "out", "--to", tmp_path / "r.duckdb", check=False)
    assert "TID-704" in unfinished.stderr
