from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_samples import OTHER, PROVENANCE, random_coding

from tidings.errors import ConfigurationError, UnknownCodeError
from tidings.record import Record, event_facets, event_index, event_list, open_record
from tidings.record.event_search import WORD, EventSearch, phrases, plain_letters, spans_of, where
from tidings.types import Article, Coding, Mention, Party

TEXT = (
    "Gen. Ada Blank said on Monday that troops had shelled Velyka. A U.S. envoy met Recep Erdoğan's aide "
    "in Oslo\nThe Black Sea deal ended."
)


def found(record: Record, **fields: Any) -> set[str]:
    condition, values = where(EventSearch(**fields))
    query = f"SELECT e.id FROM events e WHERE {condition}"
    return {row[0] for row in record.ask(lambda db: db.execute(query, values).fetchall())}


def two_events(outlet: str | None = "Wire", published: date | None = date(2022, 3, 16)) -> Coding:
    article = Article.make(TEXT, outlet=outlet, published=published, title="Shells fall")

    def span(words: str) -> Any:
        return article.span(TEXT.index(words), TEXT.index(words) + len(words))

    shelled = replace(
        Mention.make(article.id, span("shelled"), "ASSAULT", "heavy-weapons"),
        actors=(Party(None, "RUS:MIL", "Russia"),),
    )
    met = replace(
        Mention.make(article.id, span("met"), "CONSULT"),
        actors=(Party(None, "USA:GOV", "United States"), Party(None, "TUR:GOV", "Recep Tayyip Erdoğan")),
    )
    return Coding(article, (), (shelled, met), ())


@pytest.fixture
def record(path: Path) -> Any:
    with open_record(path, create=True) as opened:
        opened.write([two_events()], [], PROVENANCE)
        opened.link()
        yield opened


def of_type(record: Record, type: str) -> set[str]:
    return {row["id"] for row in record.events().to_pylist() if row["type"] == type}


@pytest.mark.parametrize(
    ("words", "types"),
    [
        ("shelled", {"ASSAULT"}),
        ("SHELL velyka", {"ASSAULT"}),
        ("gen blank", {"ASSAULT"}),
        ("envoy oslo", {"CONSULT"}),
        ("shelled envoy", set()),
        ("erdogan", {"CONSULT"}),
        ("Erdoğan’s", {"CONSULT"}),
        ('"recep erdogan"', {"CONSULT"}),
        ('"erdogan recep"', set()),
        ('"troops had shelled"', {"ASSAULT"}),
        ('"velyka a"', set()),
        ("shells", {"ASSAULT", "CONSULT"}),
        ('"shell"', set()),
        ("black", set()),
        ("u.s.", {"CONSULT"}),
        ("russia", {"ASSAULT"}),
        ("elyka", set()),
    ],
)
def test_words_are_found_in_the_sentences_titles_and_names_of_tellings(
    record: Record, words: str, types: set[str]
) -> None:
    assert found(record, words=words) == set().union(*(of_type(record, type) for type in types))


@pytest.mark.parametrize("words", ['"', "--", "x " * 21])
def test_a_search_without_words_or_with_too_many_is_refused(words: str) -> None:
    with pytest.raises(ConfigurationError, match="TID-402"):
        where(EventSearch(words=words))


def test_a_value_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(UnknownCodeError):
        where(EventSearch(type=("NOPE",)))
    for fields in ({"factuality": ("maybe",)}, {"since": "soon"}, {"until": "2022-13"}):
        with pytest.raises(ConfigurationError, match="TID-402"):
            where(EventSearch(**fields))  # type: ignore[arg-type]


def test_codes_fit_by_their_beginning_and_names_as_a_whole(record: Record) -> None:
    assaults = of_type(record, "ASSAULT")
    for value in ("RUS", "rus", "RUS:MIL", "rus:MIL", "russia"):
        assert found(record, actor=(value,)) == assaults
    for value in ("RU", "RUS:GOV", "MIL", "Rus sia", "russi"):
        assert found(record, actor=(value,)) == set()
    assert found(record, voice=("outlet",)) == of_type(record, "ASSAULT") | of_type(record, "CONSULT")
    assert found(record, outlet=("Wire",)) == found(record)
    assert found(record, outlet=("Nobody",)) == set()


def rows_by_event(record: Record) -> dict[str, Any]:
    """What the index holds of each event, without the numbers it gives them."""
    held: dict[str, Any] = {}
    for id, n in record.ask(lambda db: db.execute("SELECT id, n FROM event_index").fetchall()):
        held[id] = [
            record.ask(lambda db, t=table, o=order, n=n: db.execute(  # type: ignore[misc]
                f"SELECT * EXCLUDE (n) FROM {t} WHERE n = ? ORDER BY {o}", [n]).fetchall())
            for table, order in (
                ("event_index", "ALL"), ("event_facets", "ALL"), ("event_words", "ALL"),
                ("event_sentences", "ALL"), ("event_tellings", "rowid"),
            )
        ]  # fmt: skip
        assert held[id].pop(0)
    return held


@settings(deadline=None, max_examples=3)
@given(st.integers(0, 10_000))
def test_the_index_is_the_same_however_it_came_about(tmp_path_factory: Any, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("index")
    codings = [random_coding(seed * 100 + n) for n in range(8)]
    with open_record(folder / "one.duckdb", create=True) as record:
        for _ in range(2):
            record.write(rng.sample(codings, 4), [], rng.choice([PROVENANCE, OTHER]))
            record.link()
        record.write(codings, [], PROVENANCE)
        record.link()
        assert record.index() == 0
        one = rows_by_event(record)
        assert set(one) == set(record.events()["id"].to_pylist())
    with open_record(folder / "other.duckdb", create=True) as record:
        record.write(codings, [], PROVENANCE)
        record.link()
        assert rows_by_event(record) == one


@settings(deadline=None, max_examples=4)
@given(st.integers(0, 10_000))
def test_each_event_is_found_by_its_words_and_values(tmp_path_factory: Any, seed: int) -> None:
    rng = random.Random(seed)
    with open_record(tmp_path_factory.mktemp("words") / "x.duckdb", create=True) as record:
        record.write([random_coding(seed * 100 + n) for n in range(6)], [], PROVENANCE)
        record.link()
        rows = record.ask(
            lambda db: db.execute(
                'SELECT id, before || "trigger" || after FROM event_sentences JOIN event_index USING (n)'
            ).fetchall()
        )
        for id, text in rng.sample(rows, min(10, len(rows))):
            words = [m.group() for m in WORD.finditer(text)]
            if words:
                at = rng.randrange(len(words))
                some = words[at : at + rng.randint(1, 3)]
                assert id in found(record, words='"' + " ".join(some) + '"'), some
                assert id in found(record, words=" ".join(some))
        for event in record.events().to_pylist():
            for role in ("actor", "recipient"):
                for code in filter(None, event[f"{role}s"]):
                    assert event["id"] in found(record, **{role: (code,)})
                    assert event["id"] in found(record, **{role: (code.split(":")[0],)})


def test_a_page_of_the_list_holds_what_the_tables_say(record: Record) -> None:
    search = EventSearch(words="troops")
    listing = record.ask(lambda db: event_list.listing(db, search, sort=event_list.Sort.NEWEST, page=9))
    assert (listing.total, listing.page, listing.pages) == (1, 1, 1)
    (row,) = listing.rows
    assert row.quote is not None
    assert row.quote.before + row.quote.trigger + row.quote.after == (
        "Gen. Ada Blank said on Monday that troops had shelled Velyka."
    )
    assert (row.told_by, row.according_to, row.own) == (("Wire",), (), True)
    counts = {facet.name: {v.value: v.events for v in facet.values} for facet in listing.facets}
    assert counts["actor"] == {"RUS": 1}
    assert counts["type"] == {"ASSAULT": 1}
    table = record.ask(lambda db: event_list.all_rows(db, search, event_list.Sort.OUTLETS))
    assert table["id"].to_pylist() == [row.event["id"]]
    assert table["told_by"].to_pylist() == [["Wire"]]


def test_events_without_outlet_or_date_are_listed(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write([two_events(None, None)], [], PROVENANCE)
        record.link()
        for sort in event_list.Sort:
            listing = record.ask(
                lambda db, s=sort: event_list.listing(db, EventSearch(), sort=s, page=1)  # type: ignore[misc]
            )
            assert len(listing.rows) == listing.total == 2
            assert next(f for f in listing.facets if f.name == "time").values == ()
        assert {row.told_by for row in listing.rows} == {()}


def test_a_record_without_events_lists_none(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.index()
        listing = record.ask(
            lambda db: event_list.listing(db, EventSearch(), sort=event_list.Sort.NEWEST, page=1)
        )
        assert (listing.rows, listing.total, listing.pages) == ((), 0, 1)
        assert record.ask(lambda db: event_facets.suggestions(db, "actor", "")) == []


def test_suggestions_hold_what_is_typed_or_the_codes_it_names(record: Record) -> None:
    def suggested(typed: str, *codes: str) -> set[str]:
        return {v for v, _ in record.ask(lambda db: event_facets.suggestions(db, "actor", typed, codes))}

    assert suggested("erdo") == {"Recep Tayyip Erdoğan"}
    assert suggested("russ", "RUS") == {"RUS", "RUS:MIL", "Russia"}
    assert suggested("nobody") == set()


@given(st.text(max_size=60))
def test_phrases_are_words_of_what_was_typed(typed: str) -> None:
    try:
        rows = phrases(typed)
    except ConfigurationError:
        return
    assert rows
    for row, _ in rows:
        for word in row:
            assert word in plain_letters(typed)
            assert re.fullmatch(r"[^\W_]+", word)


@given(st.text(alphabet="ab cé.", max_size=30), st.text(alphabet="ab cé", min_size=1, max_size=6))
def test_spans_of_found_words_stand_where_they_say(text: str, typed: str) -> None:
    try:
        rows = phrases(typed)
    except ConfigurationError:
        return
    spans, which = spans_of(rows, text)
    assert bool(spans) == bool(which)
    for start, end in spans:
        words = tuple(WORD.findall(plain_letters(text[start:end])))
        assert any(words == row or (not exact and words[0].startswith(row[0])) for row, exact in rows)


def test_the_index_is_made_anew_where_its_version_changed(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert record.index() == 0
    before = rows_by_event(record)
    monkeypatch.setattr(event_index, "_STALE", event_index._STALE.replace("hash(", "hash(7, ", 1))
    assert record.index() == 2
    assert rows_by_event(record).keys() == before.keys()


def _counted(record: Record) -> tuple[list[Any], list[Any]]:
    def both(db: Any) -> tuple[list[Any], list[Any]]:
        held = db.execute("SELECT field, value, events FROM event_totals ORDER BY ALL").fetchall()
        query = "SELECT field, value, count(*) FROM event_facets GROUP BY 1, 2 ORDER BY ALL"
        return held, db.execute(query).fetchall()

    return record.ask(both)


def _all_facets(record: Record) -> Any:
    search = EventSearch()
    return record.ask(lambda db: event_facets.facets(db, search, event_facets.hits(db, search)))


def test_totals_are_what_counting_gives_and_empty_until_all_is_indexed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_index, "CHUNK", 2)
    indexed = event_index._index
    with open_record(path, create=True) as record:
        for n in range(3):
            record.write([random_coding(10 * n + i) for i in range(4)], [], PROVENANCE)

            def fails(*given: Any, last: bool) -> None:
                if last:
                    raise KeyboardInterrupt
                indexed(*given, last=last)

            monkeypatch.setattr(event_index, "_index", fails)
            with pytest.raises(KeyboardInterrupt):
                record.link()
            assert _counted(record)[0] == []
            monkeypatch.setattr(event_index, "_index", indexed)
            record.index()
            held, counted = _counted(record)
            assert held == counted != []
            quick = _all_facets(record)
            record.do(lambda db: db.execute("DELETE FROM event_totals"))
            assert _all_facets(record) == quick
            record.index()
            assert _counted(record)[0] == held
