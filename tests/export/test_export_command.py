"""`tidings export` as a user meets it: where it writes, what it refuses, what it leaves behind."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from export_samples import sample_record

from tidings import export_and_score
from tidings.cli import export as verb
from tidings.cli.main import tidings
from tidings.export import FORMATS
from tidings.record import open_record, verdicts
from tidings.review import figure_values, mention_values
from tidings.types import Article, Coding
from tidings.types.provenance import Provenance
from tidings.types.schemas import SCHEMAS

ROOT = Path(__file__).parents[2]


def test_the_help_names_every_format():
    assert set(verb.FORMATS) == set(FORMATS)


@pytest.mark.parametrize(
    ("format", "options", "number"),
    [
        ("tablets", (), "TID-503"),
        ("csv", ("--factuality", "actual"), "TID-505"),
        ("standoff", ("--voice", "outlet"), "TID-505"),
        ("plover", ("--table", "events"), "TID-505"),
        ("plover", ("--reviewed",), "TID-504"),
        ("parquet", ("--excel-safe",), "TID-505"),
        ("gdelt-mentions", ("--extra-columns",), "TID-505"),
        ("csv", ("--table", "quarrels"), "TID-506"),
        ("ucdp", ("--factuality", "maybe"), "TID-402"),
        ("ucdp", ("--since", "yesterday"), "TID-402"),
        ("acled", ("--type", "QUARREL"), "TID-303"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(export, tmp_path, format, options, number):
    assert export(format, *options) == number
    assert list(tmp_path.iterdir()) == []


def test_text_goes_to_the_terminal_and_folders_need_a_name(path):
    def run(*arguments):
        return CliRunner().invoke(tidings, ["export", str(path), "--format", *arguments])

    assert len(run("plover").output.splitlines()) == 3
    assert run("csv", "--table", "events").output.startswith("id,type,mode")
    for arguments in (["csv"], ["parquet"], ["parquet", "--table", "events"]):
        assert run(*arguments).exception.number == "TID-507"


def test_one_table_is_one_file(export):
    assert duckdb.sql(
        f"SELECT count(*) FROM '{export('parquet', '--table', 'events', name='e.parquet')}'"
    ).fetchall()
    out = export("csv", "--table", "mentions", name="m.csv")
    said = json.loads(Path(f"{out}.metadata.json").read_text())
    assert [c["name"] for c in said["tableSchema"]["columns"]] == SCHEMAS["mentions"].names


def test_a_folder_is_replaced_only_if_it_is_an_export(export, tmp_path):
    out = export("csv")
    assert export("csv") == "TID-403"
    assert export("csv", "--force") == out
    (out / "thesis.docx").write_text("mine")
    assert export("csv", "--force") == "TID-508"
    assert (out / "thesis.docx").read_text() == "mine"
    (tmp_path / "file").write_text("mine")
    assert export("parquet", "--force", name="file") == "TID-401"
    assert export("plover", "--force", name="out") == "TID-401"
    assert (tmp_path / "file").read_text() == "mine"


def test_an_export_that_fails_leaves_the_old_one(export, path, tmp_path, monkeypatch):
    out = export("ucdp")
    before = out.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tidings.export.writing.os.fsync", full)
    assert export("ucdp", "--force") == "TID-401"
    assert out.read_bytes() == before
    assert export("parquet", name="tables") == "TID-401"
    assert {p.name for p in tmp_path.iterdir()} == {"out", "out.metadata.json"}


def test_a_record_without_events_gives_tables_with_a_header_only(export, tmp_path):
    empty = tmp_path / "empty.duckdb"
    open_record(empty, create=True).close()
    for name, format in FORMATS.items():
        out = export(name, name=name, record=empty)
        if out.is_file():
            lines = out.read_text(encoding="utf-8").splitlines()
            tabular = format.header and format.layout.value in {"tsv", "csv"}
            assert len(lines) == (1 if tabular else 3 if name == "web-annotation" else 0), name


EVERY = ("plover", "polecat", "icews", "gdelt-events", "gdelt-mentions", "ucdp", "acled", "web-annotation")


@pytest.mark.parametrize("format", EVERY)
def test_slices_of_any_size_give_the_same_bytes(export, monkeypatch, format):
    options = () if format == "web-annotation" else ("--factuality", "any", "--historical")
    whole = export(format, *options, name="whole").read_bytes()
    assert whole.count(b"\n") > 1
    for size in (1, 2):
        monkeypatch.setattr("tidings.export.choice.AT_ONCE", size)
        monkeypatch.setattr("tidings.export.web_annotation.ARTICLES", size)
        assert export(format, *options, name=f"of{size}").read_bytes() == whole


def test_articles_that_share_an_id_of_their_own_have_another_in_standoff(tmp_path):
    texts = ("Poland met Kenya.", "Poland met Chile.", "Poland met Japan.", "Poland met Italy.")
    first = Article.make(texts[0], external_id="a")
    made = [first, Article.make(texts[1], external_id="a"), Article.make(texts[2], external_id="b"),
            Article.make(texts[3], external_id=first.id)]  # fmt: skip
    path = tmp_path / "r.duckdb"
    with open_record(path, create=True) as record:
        record.write([Coding(a, (), ()) for a in made], [], Provenance("2.0", "m", "c"))
    lines = [json.loads(line) for line in export_and_score.export_record(path, "standoff")]
    assert {line["text"]: line["doc_id"] for line in lines} == {
        texts[0]: first.id, texts[1]: made[1].id, texts[2]: "b", texts[3]: made[3].id,
    }  # fmt: skip


def test_an_export_changes_nothing_in_the_record(export, tmp_path):
    copy = sample_record(tmp_path / "own.duckdb")
    before = copy.read_bytes()
    for name in ("plover", "gdelt-mentions", "web-annotation", "parquet"):
        export(name, name=name, record=copy)
    assert copy.read_bytes() == before


def test_the_examples_of_the_how_to_run(path, tmp_path, monkeypatch):
    page = (ROOT / "docs" / "how-to" / "export.md").read_text(encoding="utf-8")
    shutil.copy(path, tmp_path / "crisis.duckdb")
    with open_record(tmp_path / "crisis.duckdb") as record:
        coding = next(c for c in record.codings() if c.mentions)
        decided = [(m.id, mention_values(coding, m)) for m in coding.mentions]
        decided += [(f.id, figure_values(coding, f)) for f in coding.figures]
        for id, values in decided:
            record.do(lambda db, id=id, values=values: verdicts.decide(db, id, values, "Ana"))
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^tidings (export .*)$", page, re.M)
    assert len(commands) >= 8
    for line in commands:
        run = CliRunner().invoke(tidings, line.split(" |")[0].split())
        assert run.exception is None, (line, run.output)
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(blocks) >= 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # the examples build on each other
