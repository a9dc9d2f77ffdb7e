"""What the first page of a record says: what it holds, when things happened, who is quoted, who disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record.event_page import windows
from tidings.record.event_queries import DAY
from tidings.record.event_search import EventSearch, where
from tidings.record.passages import Passage, passage
from tidings.record.queries import arrow
from tidings.types import OUTLET

PERIODS: Final = ("day", "week", "month")
"""What a timeline may count by; a week begins on Monday."""

SHORT: Final = 320
"""Code points of a quotation that may stand on the overview."""

_KINDS: Final = ("figure", "factuality", "place", "actor", "time")
"""Kinds of disagreement, those first that a reader asks about first."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a record holds, counted; `first` and `last` are days of publishing, None where none is known."""

    articles: int
    outlets: int
    words: int
    first: date | None
    last: date | None
    statements: int
    mentions: int
    figures: int
    events: int
    quarantined: int
    copies: int


@dataclass(frozen=True, slots=True)
class Side:
    """One telling of a disagreement: its outlet, who says so (None in the outlet's own voice), the words."""

    article_id: str
    mention_id: str
    outlet: str | None
    published: date | None
    own: bool
    speaker: str | None
    said: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Contested:
    """An event (its row of `events`), and one disagreement of its tellings."""

    event: Mapping[str, Any]
    kind: str
    one: Side
    other: Side


def contents(db: duckdb.DuckDBPyConnection) -> Contents:
    """Count what the record holds."""
    (row,) = db.execute(
        """
        SELECT a.*, (SELECT count(*) FROM statements), (SELECT count(*) FROM mentions),
               (SELECT count(*) FROM figures), (SELECT count(*) FROM events),
               (SELECT count(*) FROM quarantine), (SELECT count(DISTINCT article_id) FROM copies)
        FROM (SELECT count(*), count(DISTINCT lower(outlet)), coalesce(sum(words), 0)::BIGINT, min(published),
                     max(published) FROM articles) a
        """
    ).fetchall()
    articles, outlets, words, first, last, *others = row
    return Contents(articles, outlets, words, first, last, *others)


def timeline(db: duckdb.DuckDBPyConnection, search: EventSearch, by: str = "week") -> pa.Table:
    """Events by the period of their first day (else of their first report) and quad class.

    Columns: period (its first day), until (its last), quad, events. Events without any day are left out.
    `by` is one of `PERIODS`, ValueError for others.
    Raises as `event_search.where`.
    """
    if by not in PERIODS:
        raise ValueError(by)
    condition, values = where(search, db)
    return arrow(
        db,
        f"""
        SELECT period, (period + INTERVAL 1 {by} - INTERVAL 1 DAY)::DATE AS until, quad,
               sum(n)::INTEGER AS events
        FROM (SELECT date_trunc('{by}', day)::DATE AS period, quad, n FROM (
                  SELECT {DAY} AS day, e.quad, count(*) AS n FROM events e WHERE {condition} GROUP BY ALL)
              WHERE day IS NOT NULL)
        GROUP BY period, quad ORDER BY period, quad
        """,
        values,
    )


def stretch(db: duckdb.DuckDBPyConnection, search: EventSearch) -> tuple[int, int, date | None, date | None]:
    """How many events fit, how many of them have a day, and the first and last of these days."""
    condition, values = where(search, db)
    query = f"SELECT count(*), count({DAY}), min({DAY}), max({DAY}) FROM events e WHERE {condition}"
    events, dated, first, last = db.execute(query, values).fetchall()[0]
    return int(events), int(dated), first, last


def most_told(db: duckdb.DuckDBPyConnection, search: EventSearch, limit: int = 8) -> pa.Table:
    """Events that most outlets tell, and of those that most independent ones tell: columns of `events`."""
    condition, values = where(search, db)
    order = f"e.outlets DESC, e.independent DESC, e.tellings DESC, {DAY} DESC NULLS LAST, e.id"
    return arrow(
        db,
        f"SELECT e.* FROM events e WHERE e.rowid IN (SELECT e.rowid FROM events e WHERE e.outlets > 1 AND"
        f" {condition} ORDER BY {order} LIMIT ?) ORDER BY {order}",
        [*values, limit],
    )


def speakers(db: duckdb.DuckDBPyConnection, limit: int = 10) -> pa.Table:
    """Who is quoted most: name, code (null where unknown), statements, articles."""
    return arrow(
        db,
        """
        WITH top AS MATERIALIZED (
            SELECT coalesce(speaker_name, speaker_code) AS name, count(*)::INTEGER AS statements
            FROM statements WHERE coalesce(speaker_name, speaker_code) IS NOT NULL
            GROUP BY 1 ORDER BY statements DESC, name LIMIT ?
        )
        SELECT name, mode(speaker_code ORDER BY speaker_code) AS code,
               any_value(top.statements) AS statements, count(DISTINCT article_id)::INTEGER AS articles
        FROM top JOIN statements ON coalesce(speaker_name, speaker_code) = name
        GROUP BY name ORDER BY statements DESC, name
        """,
        [limit],
    )


_PAIRS: Final = """
SELECT event_id, kind, mention_one, figure_one, said_one, mention_other, figure_other, said_other
FROM disagreements WHERE event_id IN (SELECT unnest(?::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY event_id, kind ORDER BY mention_one, mention_other, said_one) <= 3
ORDER BY ALL
"""
_TOLD: Final = """
WITH m AS MATERIALIZED (
    SELECT id, article_id, trigger_start, trigger_end, voice FROM mentions
    WHERE id IN (SELECT unnest(?::VARCHAR[]))
), v AS MATERIALIZED (
    SELECT id, article_id, coalesce(speaker_name, source_quote) AS speaker FROM statements
    WHERE id IN (SELECT voice FROM m)
)
SELECT m.id, m.article_id, a.outlet, a.published, m.voice, v.speaker, m.trigger_start, m.trigger_end
FROM m JOIN articles a ON a.id = m.article_id
LEFT JOIN v ON v.id = m.voice AND v.article_id = m.article_id
"""
_FIGURES: Final = """
SELECT id, article_id, "start", "end" FROM figures WHERE id IN (SELECT unnest(?::VARCHAR[]))
"""


def contested(db: duckdb.DuckDBPyConnection, search: EventSearch, limit: int = 4) -> tuple[Contested, ...]:
    """Events on which outlets contradict one another, those that most independent outlets tell first.

    One disagreement of each, between two outlets: of those with two short quotations the first of `_KINDS`;
    events that have none with short quotations come last. Raises as `event_search.where`.
    """
    events = _disputed(db, search, 3 * limit)
    # One question after the other: DuckDB plans them badly as one.
    pairs = db.execute(_PAIRS, [list(events)]).fetchall()
    told = _by_id(db, _TOLD, [pair[n] for pair in pairs for n in (2, 5)])
    figures = _by_id(db, _FIGURES, [pair[n] for pair in pairs for n in (3, 6) if pair[n]])
    shown: dict[str, list[tuple[str, Sequence[Any], Sequence[Any]]]] = {}
    for event, kind, *sides in sorted(pairs, key=lambda pair: _KINDS.index(pair[1])):
        one, other = ((told.get(m), figures.get(f), said) for m, f, said in (sides[:3], sides[3:]))
        if one[0] and other[0] and (one[0][2] or "").lower() != (other[0][2] or "").lower():
            shown.setdefault(event, []).append((kind, one, other))
    places = {_span(side) for some in shown.values() for _, *both in some[:4] for side in both}
    texts = windows(db, sorted(places))
    found = []
    for event, row in events.items():
        made = [Contested(row, k, _side(a, texts), _side(b, texts)) for k, a, b in shown.get(event, ())[:4]]
        if made:
            found.append(min(made, key=_long))
    return tuple(sorted(found, key=_long)[:limit])


def _disputed(db: duckdb.DuckDBPyConnection, search: EventSearch, limit: int) -> dict[str, dict[str, Any]]:
    condition, values = where(search, db)
    order = f"e.independent DESC, e.outlets DESC, e.disagreements DESC, {DAY} DESC NULLS LAST, e.id"
    query = f"""
        SELECT e.* FROM events e WHERE e.rowid IN (
            SELECT e.rowid FROM events e WHERE e.disagreements > 0 AND e.outlets > 1 AND {condition}
            ORDER BY {order} LIMIT ?
        ) ORDER BY {order}
    """
    return {row["id"]: row for row in arrow(db, query, [*values, limit]).to_pylist()}


def _by_id(db: duckdb.DuckDBPyConnection, query: str, ids: Sequence[str]) -> dict[str, Sequence[Any]]:
    return {row[0]: row for row in db.execute(query, [sorted(set(ids))]).fetchall()} if ids else {}


def _span(side: Sequence[Any]) -> tuple[str, int, int]:
    """The place of the words that disagree: of the figure, else of the trigger."""
    told, figure, _ = side
    return (figure[1], figure[2], figure[3]) if figure else (told[1], told[6], told[7])


def _side(side: Sequence[Any], texts: Mapping[tuple[str, int, int], str]) -> Side:
    (mention, article, outlet, published, voice, speaker, *_), _, said = side
    place = _span(side)
    words = passage(texts[place], place[1], place[2], role="point")
    return Side(article, mention, outlet, published, voice == OUTLET, speaker, said, words)


def _long(found: Contested) -> bool:
    return max(len(found.one.passage.words), len(found.other.passage.words)) > SHORT
