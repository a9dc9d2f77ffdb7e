"""What is exported is read back as it was: Parquet, CSV, JSON Lines, Web Annotation, standoff."""

import base64
import io
import json

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from export_samples import CODINGS
from hypothesis import given
from hypothesis import strategies as st

from tidings.evaluate import read_gold
from tidings.export import FORMATS, exact_from_spreadsheets, plain, safe_for_spreadsheets
from tidings.record import open_record
from tidings.types.schemas import SCHEMAS, column_docs

RISKY = [
    "=1+1",
    "-5 apples",
    "+1",
    "@sum",
    "\tx",
    "\r",
    "'=1",
    "''-",
    " =x",
    "＝1",
    "−1",
    "plain",
    "",
    "'",
    "a=b",
]


@pytest.fixture
def stored(path):
    """The tables of the record by name."""
    with open_record(path, read_only=True) as record:
        return {name: record.table(name) for name in SCHEMAS}


def sorted_rows(rows):
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def test_parquet_gives_back_every_table_with_its_types_and_meanings(export, stored):
    folder = export("parquet")
    for name, table in stored.items():
        found = pq.read_table(folder / f"{name}.parquet")
        assert found.schema.equals(SCHEMAS[name])
        assert sorted_rows(found.to_pylist()) == sorted_rows(table.to_pylist())
        docs = {f.name: f.metadata[b"doc"].decode() for f in found.schema}
        assert docs == column_docs(name)
        said = json.loads(found.schema.metadata[b"tidings"])
        assert (said["table"], said["made_with"]["model_digest"]) == (name, ["model-1"])
    rows = len(stored["mentions"])
    mentions = folder / "mentions.parquet"
    assert len(pd.read_parquet(mentions)) == len(pl.read_parquet(mentions)) == rows
    assert duckdb.sql(f"SELECT count(*) FROM '{folder}/mentions.parquet'").fetchall() == [(rows,)]
    about = json.loads((folder / "metadata.json").read_text())
    assert about["tidings"]["rows"] == {name: len(table) for name, table in stored.items()}


def as_stored(column, kind):
    """A column of JSON or CSV values as the record has it."""
    if pa.types.is_binary(kind):
        return [None if v is None else base64.b64decode(v) for v in column]
    if pa.types.is_nested(kind):
        return [json.loads(v) if isinstance(v, str) else v for v in column]
    return column


def test_csv_is_exact(export, stored):
    folder = export("csv")
    options = pa_csv.ConvertOptions(
        strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""], include_columns=None
    )
    for name, table in stored.items():
        schema = SCHEMAS[name]
        kinds = {
            f.name: pa.string() if pa.types.is_nested(f.type) or pa.types.is_binary(f.type) else f.type
            for f in schema
        }
        options.column_types = kinds
        parse = pa_csv.ParseOptions(newlines_in_values=True)
        found = pa_csv.read_csv(folder / f"{name}.csv", parse_options=parse, convert_options=options)
        assert found.column_names == schema.names
        columns = {f.name: as_stored(found[f.name].to_pylist(), f.type) for f in schema}
        back = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        assert sorted_rows(back) == sorted_rows(table.to_pylist())


def test_json_lines_are_exact(export, stored):
    out = export("jsonl", "--table", "mentions")
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    expected = json.loads(json.dumps(stored["mentions"].to_pylist(), default=str))
    assert sorted_rows(rows) == sorted_rows(expected)
    folder = export("jsonl", "--force", name="all")
    assert {p.stem for p in folder.glob("*.jsonl")} == set(SCHEMAS)


def test_annotations_point_at_their_words(export, stored):
    document = json.loads(export("web-annotation").read_text(encoding="utf-8"))
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    items = document["first"]["items"]
    texts = {a["id"]: (a["text"], a["url"]) for a in stored["articles"].to_pylist()}
    for item in items:
        text, url = texts[item["article"]]
        target = item["target"]
        assert target["source"] == (url or f"urn:tidings:{item['article']}")
        position, quote = target["selector"]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[max(0, start - 32) : start] == quote["prefix"]
        assert text[end : end + 32] == quote["suffix"]
    assert document["total"] == len(items) == len({item["id"] for item in items})
    triggers = {i["id"].removeprefix("urn:tidings:") for i in items if i["body"][1]["type"] == "Mention"}
    assert triggers == set(stored["mentions"]["id"].to_pylist())
    bodies = [json.dumps(item["body"]) for item in items]
    assert "null" not in "".join(bodies)


def test_standoff_is_read_back_as_the_same_codings(export):
    found = read_gold(export("standoff"))
    assert {c.article.id for c in found.values()} == {c.article.id for c in CODINGS}
    ours = {m.id: (m.trigger, m.type, m.factuality) for c in CODINGS for m in c.mentions}
    assert {m.id: (m.trigger, m.type, m.factuality) for c in found.values() for m in c.mentions} == ours


@given(st.lists(st.none() | st.sampled_from(RISKY) | st.text(max_size=12), min_size=1))
def test_what_is_made_safe_for_spreadsheets_is_harmless_and_can_be_undone(words):
    words = [w if w is None else w.encode("utf-8", "ignore").decode() for w in words]
    safe = safe_for_spreadsheets(pa.chunked_array([pa.array(words, pa.string())]))
    assert not [w for w in safe.to_pylist() if w and w[0] in "=+-@\t\r\n＝＋－＠−"]
    assert exact_from_spreadsheets(safe).to_pylist() == words


@given(st.lists(st.none() | st.text(max_size=12), min_size=1), st.booleans())
def test_comma_separated_words_are_exact(words, excel_safe):
    words = [w if w is None else w.encode("utf-8", "ignore").decode() for w in words]
    batch = pa.record_batch({"w": pa.array(words, pa.string()), "n": pa.array([-5] * len(words))})
    written = "".join(plain.csv([batch], ["w", "n"], excel_safe=excel_safe))
    assert written.startswith("\ufeff") == excel_safe
    back = pa_csv.read_csv(
        io.BytesIO(written.encode()), parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types={"w": pa.string(), "n": pa.int64()}, strings_can_be_null=True,
            quoted_strings_can_be_null=False, null_values=[""],
        ),
    )  # fmt: skip
    found = back["w"]
    assert (exact_from_spreadsheets(found) if excel_safe else found).to_pylist() == words
    assert set(back["n"].to_pylist()) == {-5}


@given(st.lists(st.none() | st.text(max_size=12), min_size=1))
def test_tabbed_words_never_break_a_line(words):
    words = [w if w is None else w.encode("utf-8", "ignore").decode() for w in words]
    batch = pa.record_batch({"w": pa.array(words, pa.string()), "n": pa.array(range(len(words)))})
    written = "".join(plain.tsv([batch], ["w", "n"], header=True, empty=None))
    lines = written.splitlines()
    assert [line.rsplit("\t", 1)[1] for line in lines[1:]] == [str(n) for n in range(len(words))]
    assert {line.count("\t") for line in lines} == {1}


def test_a_table_for_spreadsheets_starts_no_formula_and_keeps_numbers(export):
    out = export("csv", "--table", "articles", "--excel-safe")
    titles = pd.read_csv(out, encoding="utf-8-sig")["title"]
    assert set(titles.str[:2]) == {"'="}
    acled = pd.read_csv(export("acled", "--excel-safe", name="acled"), encoding="utf-8-sig")
    assert acled["fatalities"].tolist() == pd.read_csv(export("acled", name="plain"))["fatalities"].tolist()


def test_every_format_is_documented():
    for format in FORMATS.values():
        assert format.title and format.rows and format.source
        for column in (*format.columns, *format.extra):
            assert column.meaning, (format.name, column.name)
