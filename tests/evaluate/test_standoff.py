"""The standoff format, there and back."""

import json
from datetime import date
from pathlib import Path

import pytest

from tidings.errors import GoldError
from tidings.evaluate import from_standoff, read_gold, to_standoff
from tidings.types import Article, Coding, Factuality, Figure, Kind, Mention, Party, Statement, Unit

SAMPLE = Path(__file__).parents[1] / "data" / "composed_sample.jsonl"

MINIMAL = {
    "doc_id": "x-1",
    "text": "Oslo sent 40 trucks.",
    "published": "2020-05-01",
    "outlet": None,
    "statements": [],
    "mentions": [],
    "figures": [],
}

FIGURE = {
    "id": "f1",
    "span": [10, 12],
    "low": 40,
    "high": 40,
    "unit": "vehicles",
    "measure": None,
    "currency": None,
    "of": [13, 19],
    "holder": "NOR",
    "event": None,
    "factuality": "actual",
    "voice": "outlet",
}


def test_gold_lines_come_back_byte_for_byte():
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        assert json.dumps(to_standoff(from_standoff(data))) == json.dumps(data)


def test_a_coding_comes_back_as_it_was():
    text = "“We sent 40 trucks,” said Oslo."
    article = Article.make(
        text, outlet="The Fjord", published=date(2020, 5, 1), url="https://example.org/1", external_id="x-1"
    )
    s = Statement.make(
        article.id, article.span(26, 30), article.span(21, 25), (article.span(0, 20),), Kind.ASSERTION
    )
    m = Mention(
        "m1", article.id, article.span(4, 8), "AID", None, (Party(article.span(1, 3), "NOR:GOV"),),
        (Party(None, "UKR"),), date="2020-04", factuality=Factuality.NEGATED, historical=True, voice=s.id,
    )  # fmt: skip
    f = Figure(
        "f1", article.id, article.span(9, 11), 40.5, None, Unit.OTHER, "trucks", None, article.span(12, 18),
        "NOR,SWE", "2020-05", "m1", Factuality.FUTURE, s.id,
    )  # fmt: skip
    coding = Coding(article, (s,), (m,), (f,))
    assert from_standoff(json.loads(json.dumps(to_standoff(coding)))) == coding


def test_the_doc_id_is_the_article_id_where_the_article_brought_none():
    article = Article.make("Nothing happened.")
    data = to_standoff(Coding(article))
    assert data["doc_id"] == article.id
    assert list(data) == ["doc_id", "text", "published", "outlet", "statements", "mentions", "figures"]
    assert data["published"] is None


def test_whole_numbers_are_written_whole():
    coding = from_standoff(MINIMAL | {"figures": [FIGURE | {"low": 40.0, "high": 40.5}]})
    written = json.dumps(to_standoff(coding))
    assert '"low": 40, "high": 40.5' in written


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"text": None}, "text"),
        ({"txet": "Oslo"}, "txet"),
        ({"published": "yesterday"}, "published"),
        ({"figures": [FIGURE | {"unit": "apples"}]}, "figures.0.unit"),
        ({"figures": [FIGURE | {"low": float("nan")}]}, "figures.0.low"),
        ({"figures": [FIGURE | {"span": [10]}]}, "figures.0.span"),
        ({"figures": [FIGURE | {"span": [12, 12]}]}, "[12, 12)"),
        ({"figures": [FIGURE | {"span": [10, 99]}]}, "[10, 99)"),
        ({"figures": [{k: v for k, v in FIGURE.items() if k != "high"}]}, "figures.0.high"),
        ({"statements": [{"id": "s1"}]}, "statements.0.source"),
        ({"mentions": "none"}, "mentions"),
    ],
)
def test_a_broken_object_is_refused_by_the_name_of_its_key(change, named):
    with pytest.raises(GoldError) as caught:
        from_standoff(MINIMAL | change, where=("gold.jsonl", 7))
    assert caught.value.number == "TID-501"
    assert "gold.jsonl: line 7" in str(caught.value)
    assert named in str(caught.value)


@pytest.mark.parametrize("data", [None, 3, "text", [], [MINIMAL]])
def test_what_is_no_object_is_refused(data):
    with pytest.raises(GoldError, match="TID-501"):
        from_standoff(data)


def test_a_file_is_read_by_doc_id(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(
        "\ufeff" + json.dumps(MINIMAL) + "\n\n" + json.dumps(MINIMAL | {"doc_id": "x-2"}), "utf-8"
    )
    found = read_gold(path)
    assert list(found) == ["x-1", "x-2"]
    assert found["x-1"].article.published == date(2020, 5, 1)


@pytest.mark.parametrize("line", [b"{", b"\xff\xfe", b"[1]", json.dumps(MINIMAL).encode(), b"[" * 100_000])
def test_the_line_at_fault_is_named(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(json.dumps(MINIMAL).encode() + b"\n\n" + line + b"\n")
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    assert (caught.value.number, caught.value.details["line"]) == ("TID-501", 3)


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_is_refused(tmp_path, content):
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError, match="TID-502"):
        read_gold(path)
