from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.types import (
    FIRST_DAY,
    LAST_DAY,
    OUTLET,
    Article,
    Coding,
    Event,
    Factuality,
    Figure,
    Grain,
    Kind,
    Location,
    Mention,
    Party,
    Precision,
    Quarantined,
    Statement,
    Unit,
    Verdict,
    When,
    iso_days,
)
from tidings.types.provenance import Provenance
from tidings.types.schemas import CODED, SCHEMAS, column_docs

TEXT = "Poland sent 12 tanks, officials said."
ARTICLE = Article.make(TEXT, outlet="Wire", furniture=((0, 6), (20, 22)))


def test_the_id_of_an_article_is_its_text_and_outlet() -> None:
    other = Article.make(TEXT, outlet="wire ", title="T", published=date(2022, 1, 1), origin="x", url="u")
    assert other.id == ARTICLE.id
    assert Article.make(TEXT).id != ARTICLE.id


def test_furniture_is_touched_by_any_shared_code_point() -> None:
    touched = {n for n in range(len(TEXT)) if ARTICLE.is_furniture(n, n + 1)}
    assert touched == {*range(6), 20, 21}
    assert ARTICLE.is_furniture(0, len(TEXT))
    assert not ARTICLE.is_furniture(6, 20)


def test_ids_follow_from_place_and_kind_only() -> None:
    sent, tanks = ARTICLE.span(7, 11), ARTICLE.span(15, 20)
    mention = Mention.make(ARTICLE.id, sent, "AID")
    assert mention.id == Mention.make(ARTICLE.id, sent, "AID", "any").id
    assert mention.id != Mention.make(ARTICLE.id, sent, "YIELD").id
    assert mention.id != Mention.make(ARTICLE.id, tanks, "AID").id
    assert mention.id != Mention.make("a_other", sent, "AID").id
    figure = Figure.make(ARTICLE.id, sent, 1, 2, Unit.WEAPONS)
    assert figure.id == Figure.make(ARTICLE.id, sent, None, 3, Unit.WEAPONS, of=tanks).id
    assert figure.id != Figure.make(ARTICLE.id, sent, 1, 2, Unit.OTHER).id
    statement = Statement.make(ARTICLE.id, None, sent, (tanks,), Kind.ASSERTION)
    assert statement.id == Statement.make(ARTICLE.id, None, sent, (tanks,), Kind.ATTITUDE, "s_x").id
    assert statement.id != Statement.make(ARTICLE.id, sent, None, (tanks,), Kind.ASSERTION).id
    assert statement.id != Statement.make(ARTICLE.id, None, sent, (tanks, sent), Kind.ASSERTION).id


def test_a_new_mention_is_the_outlets_and_actual() -> None:
    mention = Mention.make(ARTICLE.id, ARTICLE.span(7, 11), "AID")
    assert (mention.voice, mention.factuality, mention.historical) == (OUTLET, Factuality.ACTUAL, False)


KEPT = st.dates(FIRST_DAY, LAST_DAY)
DAYS = st.none() | KEPT


@given(DAYS, DAYS, st.sampled_from(Grain))
def test_the_iso_form_of_a_date_parses_back_to_its_days(
    start: date | None, end: date | None, grain: Grain
) -> None:
    if (start is None and end is None) or (start and end and end < start):
        with pytest.raises(ValueError, match=r"open on both sides|before"):
            When(start, end, grain, "x")
        return
    when = When(start, end, grain, "x")
    assert iso_days(when.iso) == (start, end)


@given(KEPT, st.sampled_from([(Grain.DAY, 10), (Grain.MONTH, 7), (Grain.YEAR, 4)]))
def test_a_whole_day_month_or_year_is_written_short(day: date, kind: tuple[Grain, int]) -> None:
    grain, length = kind
    start, end = iso_days(day.isoformat()[:length])
    assert start is not None
    assert end is not None
    assert start <= day <= end
    assert When(start, end, grain, "x").iso == day.isoformat()[:length]


@pytest.mark.parametrize(
    ("start", "end", "grain", "iso"),
    [
        (date(2022, 3, 16), date(2022, 3, 16), Grain.DAY, "2022-03-16"),
        (date(2022, 3, 1), date(2022, 3, 10), Grain.MONTH, "2022-03-01/2022-03-10"),
        (date(2022, 1, 1), date(2022, 3, 31), Grain.QUARTER, "2022-01-01/2022-03-31"),
        (date(2014, 1, 1), None, Grain.SPAN, "2014-01-01/.."),
        (None, date(2014, 12, 31), Grain.YEAR, "../2014-12-31"),
    ],
)
def test_other_dates_are_intervals(start: date | None, end: date | None, grain: Grain, iso: str) -> None:
    assert When(start, end, grain, "x").iso == iso


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-02/2023", date(2022, 2, 1), date(2023, 12, 31)),
        ("../2022", None, date(2022, 12, 31)),
        ("2022-03-04/..", date(2022, 3, 4), None),
    ],
)
def test_iso_days_of_each_form(value: str, first: date | None, last: date | None) -> None:
    assert iso_days(value) == (first, last)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "..",
        "../..",
        "/",
        "2022/",
        "/2022",
        "2022-13",
        "2022-02-30",
        "0000",
        "soon",
        "2022/soon",
        "2022-3",
    ],
)
def test_what_is_no_date_has_no_days(value: str | None) -> None:
    assert iso_days(value) == (None, None)


@given(st.text(max_size=12))
def test_any_text_has_days_or_none(value: str) -> None:
    first, last = iso_days(value)
    assert first is None or first.isoformat()[:4] == value[:4]
    assert last is None or value.endswith(
        ("..", last.isoformat(), last.isoformat()[:7], last.isoformat()[:4])
    )


def test_quarantine_and_verdict_ids() -> None:
    assert Quarantined("f", "TID-108", "one").id == Quarantined("f", "TID-108", "two").id
    assert Quarantined("f", "TID-108", "one").id != Quarantined("f", "TID-109", "one").id
    when = datetime(2026, 1, 1, tzinfo=UTC)
    verdict = Verdict.make("m_1", "type", "AID", "reader", when)
    assert verdict.id == Verdict.make("m_1", "type", "AID", "reader", when).id
    assert verdict.id != Verdict.make("m_1", "type", None, "reader", when).id


@pytest.mark.parametrize(
    "record",
    [
        ARTICLE,
        ARTICLE.span(0, 3),
        Coding(ARTICLE),
        Event("e", "AID", ()),
        Party(None, "POL"),
        When(date(2022, 3, 1), None, Grain.SPAN, "since March"),
        Location("Oslo", "NOR", 59.9, 10.7, Precision.CITY, 3143244, "the only place of that name"),
        Provenance("2", "m", "c"),
        Quarantined("f", "TID-108", "x"),
        Mention.make("a", ARTICLE.span(7, 11), "AID"),
    ],
)
def test_records_are_frozen_and_hashable(record: object) -> None:
    field = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, field, "x")
    assert not hasattr(record, "__dict__")
    assert record in {record}


def test_every_column_says_what_it_holds() -> None:
    for table, schema in SCHEMAS.items():
        docs = column_docs(table)
        assert list(docs) == schema.names
        assert all(len(doc) > 5 for doc in docs.values())
    assert all("article_id" in SCHEMAS[table].names for table in CODED)
    with pytest.raises(KeyError):
        column_docs("no such table")


def test_coded_rows_carry_what_they_were_made_with() -> None:
    made = [field.name for field in dataclasses.fields(Provenance)]
    for table in ("articles", "statements", "mentions", "figures"):
        assert set(made) <= set(SCHEMAS[table].names)


@pytest.mark.parametrize("value", ["0999", "3000-01-01", "9999-12-31", "0001/..", "2022/9999"])
def test_a_day_that_is_far_from_any_news_is_none(value: str) -> None:
    assert iso_days(value) == (None, None)
    with pytest.raises(ValueError, match="outside of the years"):
        When(date(999, 12, 31), date(2022, 1, 1), Grain.SPAN, "")
    with pytest.raises(ValueError, match="outside of the years"):
        When(None, date(3000, 1, 1), Grain.SPAN, "")
    assert iso_days("1000/2999") == (date(1000, 1, 1), date(2999, 12, 31))
