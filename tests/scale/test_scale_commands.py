"""The commands for very many articles, on the shipped examples: the record is that of `tidings code`."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tidings.cli.main import tidings
from tidings.errors import TidingsError
from tidings.record import open_record

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "code-millions-of-articles.md"


def digest(path):
    with open_record(path, read_only=True) as record:
        assert record.check() == []
        return record.digest()


def run(*arguments):
    """What the command prints, in this process; it raises the command's own error."""
    found = CliRunner().invoke(tidings, [str(a) for a in arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return " ".join(found.output.split())


@pytest.fixture
def here(shards, monkeypatch):
    """The folder of the page, and in it."""
    monkeypatch.chdir(shards[0])
    return shards[0]


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    """The folder that the page's commands are run in, and what they print."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "examples").symlink_to(ROOT / "examples")
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    lines = re.findall(r"^tidings (.*)", "".join(blocks), re.M)
    assert len(lines) == 4
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        return folder, [run(*line.split()) for line in lines]


def test_shards_and_workers_make_the_record_that_code_makes(shards, here):
    folder, printed = shards
    assert all(printed)
    assert digest(folder / "crisis.duckdb") == digest(folder / "gathered.duckdb")
    alone = folder / "alone.duckdb"
    run("code", "examples/articles", "--to", alone, "--quiet")
    assert digest(alone) == digest(folder / "gathered.duckdb")
    assert "shards coded. coded holds" in printed[1]
    with open_record(folder / "gathered.duckdb", read_only=True) as record:
        events = record.table("events").to_pylist()
    linked = pq.read_table(folder / "coded" / "events" / "000000.parquet").to_pylist()
    assert sorted(map(repr, linked)) == sorted(map(repr, events))
    assert f"make up {len(events)} events" in printed[3]


def test_a_second_run_codes_nothing(here):
    before = {p: p.stat().st_mtime_ns for p in (here / "coded").rglob("*.parquet")}
    said = run("shard", "examples/articles", "--to", "coded", "--articles-per-shard", 10)
    assert said.startswith("0 shards coded;")
    assert before == {p: p.stat().st_mtime_ns for p in (here / "coded").rglob("*.parquet")}


def test_the_page_s_python_runs(here, capsys):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(blocks) >= 3
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), {})
    assert "actual" in capsys.readouterr().out


def test_what_is_wrong_is_said_with_its_number(here, tmp_path):
    for arguments, said in (
        (["shard", "-", "--to", tmp_path / "out"], "TID-710"),
        (["shard", "nowhere", "--to", tmp_path / "out"], "TID-101"),
        (["shard", "examples/articles/wire_digest.jsonl", "--to", "coded"], "TID-702"),
        (["shard", "examples/articles", "--to", tmp_path / "out", "--limit", "max_bytes=many"], "TID-401"),
        (["gather", tmp_path / "nothing", "--to", tmp_path / "r.duckdb"], "TID-705"),
    ):
        with pytest.raises(TidingsError, match=said):
            run(*arguments)


def test_a_plan_is_made_without_coding(here, tmp_path):
    said = run("shard", "examples/articles", "--to", tmp_path / "out", "--plan-only")
    assert "Nothing is coded yet" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["plan.jsonl"]
    with pytest.raises(TidingsError, match="TID-704"):
        run("gather", tmp_path / "out", "--to", tmp_path / "r.duckdb")
    assert not (tmp_path / "r.duckdb").exists()
