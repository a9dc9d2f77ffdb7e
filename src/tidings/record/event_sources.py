"""The figures of one event, each with the value that every source gives for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb

from tidings.link.telling import tellings
from tidings.record.event_page import Told, of_articles, windows
from tidings.record.passages import AROUND
from tidings.types import OUTLET, Article, Coding, Factuality, Figure, Mention, Span, Unit

MEASURED: Final = 60
"""Tellings with figures that are compared on the page of an event at most, the earliest."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one source gives: bounds (None where open), the words, and where they stand.

    `source` are the words for who gives it, `speaker` who that is; None in the outlet's own voice.
    """

    figure_id: str
    mention_id: str
    article_id: str
    outlet: str | None
    published: date | None
    low: float | None
    high: float | None
    quote: str
    factuality: str
    own: bool
    source: str | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One counted thing of an event: lowest, middle and highest value (`link.summary.FigureRange`)."""

    counted: str
    unit: str
    low: float
    best: float
    high: float
    given: tuple[Given, ...]


def counted(db: duckdb.DuckDBPyConnection, event: str, told: Sequence[Told]) -> tuple[Counted, ...]:
    """What these tellings of an event count, those that most sources give first."""
    rows = db.execute(
        "SELECT counted, unit, low, best, high FROM event_figures WHERE event_id = ?", [event]
    ).fetchall()
    if not rows:
        return ()
    given = _given(db, {t.mention_id: t for t in told})
    found = [
        Counted(what, unit, low, best, high, given.get((what, unit), ()))
        for what, unit, low, best, high in rows
    ]
    return tuple(sorted(found, key=lambda c: (-len(c.given), c.counted, c.unit)))


_FIGURES: Final = (
    of_articles(
        "figures",
        'id, mention_id, "start", "end", quote, low, high, unit, measure, currency, of_start, of_end,'
        " of_quote, factuality, voice, counted",
        "mention_id IN (SELECT unnest($2::VARCHAR[]))",
    )
    + "ORDER BY article_id, position"
)
_SOURCES: Final = of_articles(
    "statements",
    "id, source_quote, coalesce(speaker_name, speaker_code)",
    "id IN (SELECT unnest($2::VARCHAR[]))",
)


def _given(
    db: duckdb.DuckDBPyConnection, told: Mapping[str, Told]
) -> Mapping[tuple[str, str], tuple[Given, ...]]:
    """The values of each counted thing, as linking compares them."""
    articles = sorted({t.article_id for t in told.values()})
    rows: dict[str, list[Sequence[Any]]] = {}
    for row in db.execute(_FIGURES, [articles, list(told)]).fetchall():
        rows.setdefault(row[1], []).append(row)
    measured = [t for t in told.values() if t.mention_id in rows][:MEASURED]
    places = {
        t.mention_id: (
            t.article_id,
            min(t.start, *(row[2] for row in rows[t.mention_id])),
            max(t.end, *(row[3] for row in rows[t.mention_id])),
        )
        for t in measured
    }
    texts = windows(db, list(places.values()))
    voices = [row[14] for t in measured for row in rows[t.mention_id] if row[14] != OUTLET]
    said = {id: words for id, *words in db.execute(_SOURCES, [articles, voices]).fetchall()}
    found: dict[tuple[str, str], list[Given]] = {}
    for t in measured:
        place = places[t.mention_id]
        coding = _coding(t, rows[t.mention_id], texts[place], max(place[1] - AROUND, 0))
        by_id = {one[0]: one for one in rows[t.mention_id]}
        for telling in tellings(coding):
            for count in telling.counts:
                one = by_id[count.figure_id]
                source, speaker = said.get(one[14], (None, None))
                found.setdefault((count.counted, count.unit), []).append(
                    Given(
                        one[0], t.mention_id, t.article_id, t.outlet, t.published, count.low, count.high,
                        one[4], one[13], one[14] == OUTLET, source, speaker,
                    )
                )  # fmt: skip
    return {key: tuple(given) for key, given in found.items()}


def _coding(told: Told, figures: Sequence[Sequence[Any]], text: str, offset: int) -> Coding:
    """One mention with its figures as linking reads it, in the part of its text that lies around them."""

    def span(start: int | None, end: int | None, quote: str | None) -> Span | None:
        if start is None or end is None or quote is None or start < offset:
            return None
        return Span(start - offset, end - offset, quote)

    article = Article(told.article_id, text, outlet=told.outlet, published=told.published)
    trigger = Span(told.start - offset, told.end - offset, told.trigger)
    mention = Mention(told.mention_id, told.article_id, trigger, told.type, told.mode)
    measures = tuple(
        Figure(
            id, told.article_id, Span(start - offset, end - offset, quote), low, high, Unit(unit), measure,
            currency, span(*of), mention_id=mention_id, factuality=Factuality(factuality), counted=counted,
        )
        for id, mention_id, start, end, quote, low, high, unit, measure, currency, *of, factuality, _, counted
        in figures
    )  # fmt: skip
    return Coding(article, (), (mention,), measures)
