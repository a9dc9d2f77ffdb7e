"""Counting of events, filters of voices, wordings side by side, and the trail of changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_samples import OTHER, PROVENANCE

from tidings.errors import ConfigurationError, UnknownCodeError
from tidings.link.telling import Side
from tidings.ontology import TYPES, modes
from tidings.record import EventFilter, SeriesFilter, open_record
from tidings.record.queries import whose
from tidings.record.series import goldstein_of
from tidings.types import OUTLET, Article, Coding, Factuality, Kind, Mention, Party, Statement

DAY = date(2022, 3, 16)


def report(
    outlet: str | None,
    text: str,
    trigger: str,
    *,
    actor: str | None,
    recipient: str | None,
    codes: tuple[str, str] = ("RUS:MIL", "UKR"),
    kind: tuple[str, str | None] = ("ASSAULT", "heavy-weapons"),
    source: str | None = None,
    speaker: Party | None = None,
    factuality: Factuality = Factuality.ACTUAL,
    day: date = DAY,
) -> Coding:
    """An article with one mention in these words, told by `source` where there is one."""
    article = Article.make(f"{text} ({outlet})", outlet=outlet, published=day)

    def party(words: str | None, code: str) -> Party:
        if words is None:
            return Party(None, code, code)
        start = text.index(words)
        return Party(article.span(start, start + len(words)), code, code)

    voices: tuple[Statement, ...] = ()
    if source is not None:
        start = text.index(source)
        named = article.span(start, start + len(source))
        said = Statement.make(article.id, named, None, (article.span(0, 5),), Kind.ASSERTION)
        voices = (replace(said, speaker=speaker),)
    at = text.index(trigger)
    mention = replace(
        Mention.make(article.id, article.span(at, at + len(trigger)), *kind),
        actors=(party(actor, codes[0]),), recipients=(party(recipient, codes[1]),),
        date=day.isoformat(), factuality=factuality, voice=voices[0].id if voices else OUTLET,
    )  # fmt: skip
    return Coding(article, voices, (mention,), ())


MINISTER = Party(None, "RUS:GOV", "Sergei Ivanov")
TOLD = (
    report("Morning", "The army shelled Velyka.", "shelled", actor="The army", recipient="Velyka"),
    report("MORNING", "Again, the  army Shelled it.", "Shelled", actor="the  army", recipient=None),
    report("Evening", "Invaders pounded the town.", "pounded", actor="Invaders", recipient="the town"),
    report(None, "Velyka was shelled.", "shelled", actor=None, recipient="Velyka"),
    report(
        "Herald", "The minister in Moscow says nobody shelled Velyka.", "shelled", actor=None,
        recipient="Velyka", source="The minister in Moscow", speaker=MINISTER,
        factuality=Factuality.NEGATED,
    ),
)  # fmt: skip


@pytest.fixture
def told(path: Path) -> Path:
    with open_record(path, create=True) as record:
        record.write(TOLD, [], PROVENANCE)
        record.link()
        assert record.events()["tellings"].to_pylist() == [5]
    return path


@pytest.mark.parametrize(
    ("voice", "factuality", "found"),
    [
        ("outlet", None, 1), ("outlet", "actual", 1), ("outlet", "negated", 0),
        ("RUS:GOV", None, 1), ("RUS", "negated", 1), ("rus:gov", "actual", 0), ("RUS:MIL", None, 0),
        ("RU", None, 0), ("minister in moscow", "negated", 1), ("ivanov", "negated", 1), ("MIN", None, 0),
        ("Kyiv", None, 0), (None, "actual", 1), (None, "negated", 0),
    ],
)  # fmt: skip
def test_an_event_counts_if_one_telling_of_the_voice_presents_it_so(
    told: Path, voice: str | None, factuality: str | None, found: int
) -> None:
    wanted = EventFilter(voice=voice, factuality=factuality)
    with open_record(told, read_only=True) as record:
        assert record.events(wanted).num_rows == found
        assert record.series(SeriesFilter("day", wanted)).num_rows == found


def test_each_outlet_stands_beside_the_others_with_its_words(told: Path) -> None:
    with open_record(told, read_only=True) as record:
        rows = record.wordings(record.events()["id"][0].as_py()).to_pylist()
        assert record.wordings("e_nothing").num_rows == 0
    by_outlet = {(row["outlet"] or "").lower(): row for row in rows}
    assert sorted(by_outlet) == ["", "evening", "herald", "morning"] and len(rows) == 4
    morning = by_outlet["morning"]
    assert [word.lower() for word in morning["triggers"]] == ["shelled"]
    assert [" ".join(word.lower().split()) for word in morning["actors"]] == ["the army"]
    assert (morning["recipients"], len(morning["article_ids"])) == (["Velyka"], 2)
    evening = by_outlet["evening"]
    assert (evening["triggers"], evening["actors"], evening["recipients"]) == (
        ["pounded"], ["Invaders"], ["the town"],
    )  # fmt: skip
    assert by_outlet["herald"]["actors"] == []
    assert by_outlet[""]["article_ids"] == [TOLD[3].article.id]


def test_a_series_names_bodies_whole_and_gives_both_scores(path: Path) -> None:
    def sent(n: int, codes: tuple[str, str], kind: tuple[str, str | None]) -> Coding:
        text = f"Somebody {n} acted somehow."
        return report(f"O{n}", text, "acted", actor=None, recipient=None, codes=codes, kind=kind)

    codings = [
        sent(1, ("IGO:NATO", "UKR:GOV"), ("AID", None)),
        sent(2, ("NGO", "UNK:GOV"), ("ACCUSE", "allege")),
        sent(3, ("UNO:Security Council", "EUR:Parliament"), ("RETREAT", "resign")),
    ]
    with open_record(path, create=True) as record:
        record.write(codings, [], PROVENANCE)
        record.link()
        rows = record.series(SeriesFilter("week")).to_pylist()
    assert {(r["actor"], r["recipient"], r["score"], round(r["goldstein"], 3)) for r in rows} == {
        ("IGO:NATO", "UKR", 10.0, round(52.6 / 7, 3)),
        ("NGO", "UNK", -3.5, -2.0),
        ("UNO:Security Council", "EUR:Parliament", 4.5, 6.0),
    }
    assert {r["period"] for r in rows} == {date(2022, 3, 14)}
    assert [r["events"] for r in rows] == [1, 1, 1]


def test_the_scores_of_a_series_are_means_over_events_not_tellings(path: Path) -> None:
    other = report(
        "Late", "They met a lot.", "met", actor=None, recipient=None, kind=("COERCE", None),
        day=date(2022, 3, 28),
    )  # fmt: skip
    with open_record(path, create=True) as record:
        record.write([*TOLD, other], [], PROVENANCE)
        record.link()
        (row,) = record.series(SeriesFilter("month")).to_pylist()
    assert (row["events"], row["score"], row["goldstein"]) == (2, (-9.5 - 7.0) / 2, (-10.0 - 7.0) / 2)


def test_every_type_and_mode_has_a_goldstein_value_with_the_sign_of_its_class() -> None:
    for type_ in TYPES:
        for mode in (None, *modes(type_)):
            value = goldstein_of(type_, mode)
            assert -10 <= value <= 10
            assert (value > 0) == TYPES[type_].quad.cooperative, (type_, mode)
    assert goldstein_of("CONSULT", "visit") == pytest.approx((1.9 + 2.8) / 2)
    assert goldstein_of("CONSULT", "multilateral") == goldstein_of("CONSULT", None)
    with pytest.raises(UnknownCodeError, match="TID-303"):
        goldstein_of("WAR", None)


@given(
    st.sampled_from(["RUS", "UNK", "IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG"]),
    st.sampled_from(["", ":GOV", ":NATO", ":Security Council", ":Hezbollah", ":GOV:x"]),
)
def test_a_side_of_a_series_is_that_of_linking_where_linking_knows_it(first: str, rest: str) -> None:
    code = first + rest
    found = duckdb.execute(f"SELECT {whose('?')}", [code] * whose("?").count("?")).fetchall()[0][0]
    whole = first in {"UNO", "EUR"}  # whose organs linking takes for one body, and a series tells apart
    assert (found.partition(":")[0] if whole else found) == (Side(code, None).country or first)
    assert found == code or not whole


def test_changes_are_those_of_events_that_fit_now_under_the_id_they_have_now(path: Path) -> None:
    first = report("Early", "The army shelled Velyka.", "shelled", actor="The army", recipient="Velyka")
    met = report(
        "Wire", "Envoys met in Geneva.", "met", actor="Envoys", recipient="Geneva",
        codes=("USA:GOV", "CHE"), kind=("CONSULT", None),
    )  # fmt: skip
    silent = replace(met, mentions=())
    moved = replace(first, mentions=(replace(first.mentions[0], date="2021-01-01"),))
    with open_record(path, create=True) as record:
        record.write([met], [], PROVENANCE)
        record.link()
        steps = (([TOLD[0], TOLD[2]], PROVENANCE), ([first], PROVENANCE), ([moved], OTHER), ([silent], OTHER))
        for codings, made in steps:
            record.write(codings, [], made)
            record.link()
        whole = record.changes().to_pylist()
        assaults = record.changes(None, EventFilter(type="ASSAULT", limit=1)).to_pylist()
        assert assaults and all(row in whole for row in assaults)
        now = {row["id"] for row in record.events(EventFilter(type="ASSAULT")).to_pylist()}
        heirs = {row["other"]: row["event_id"] for row in whole if row["kind"] in {"renamed", "merged"}}
        assert heirs and "gone" in {row["kind"] for row in whole}
        assert {row["event_id"] for row in assaults} >= now & {row["event_id"] for row in whole}
        for row in assaults:
            assert row["event_id"] in now or heirs[row["event_id"]] in now
        assert record.changes(None, EventFilter(type="CONSULT")).num_rows == 0
        assert record.changes(date(2999, 1, 1), EventFilter(type="ASSAULT")).num_rows == 0
        with pytest.raises(ConfigurationError, match="TID-402"):
            record.changes(None, EventFilter(voice=" "))
