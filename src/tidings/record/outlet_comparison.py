"""Two or more outlets on the same period: what each of them tells, of what, as how certain, by whose words.

An event counts once for an outlet, however often it tells of it. `prepare` makes temporary tables of one
connection, which the other questions are asked on: `compared_articles`; `told`, a telling a row;
`per_outlet`, an event and outlet a row; `per_event`. They hold numbers in place of words where they can: an
event has that of `event_index`, an outlet is its place `k`, a certainty its place in `Factuality`, a telling
its row in `event_tellings`, where those of an event stand by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record.event_search import EventSearch, both, conditions
from tidings.record.queries import arrow, bound_days
from tidings.types import Factuality

MOST: Final = 6
"""Outlets that are compared at once."""
SPEAKERS: Final = 12
"""Speakers whose shares are compared: those who are quoted most."""


_EVERY: Final = EventSearch()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare: outlets by name, and the period (`since`, `until` of `search`) of their articles.

    The other fields of `search` say which events count.
    """

    outlets: tuple[str, ...]
    search: EventSearch = _EVERY

    @property
    def filtered(self) -> bool:
        """Whether only some events count."""
        return self.events != _EVERY

    @property
    def events(self) -> EventSearch:
        """Which events count, whatever their days."""
        return replace(self.search, since=None, until=None)


@dataclass(frozen=True, slots=True)
class Covered:
    """What one outlet has in the period: articles, how many of them repeat another text, days, tellings.

    `telling` are its articles that tell of an event that counts, `events` those events; of `tellings`, `own`
    are in the outlet's own words.
    """

    outlet: str
    articles: int
    copies: int
    first: date | None
    last: date | None
    telling: int
    events: int
    tellings: int
    own: int


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a comparison: what it counts (`value`, and a `label`), and the number for each outlet."""

    value: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """How one outlet tells of an event: its first telling, its certainty in most of them, their number."""

    mention_id: str
    article_id: str
    factuality: str
    tellings: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A row of `events` on a list, and how each outlet, by its number from 0, tells of it."""

    event: dict[str, Any]
    told: dict[int, Telling]


def choices(db: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """The outlets and their numbers of articles, most first."""
    query = "SELECT outlet, count(*) FROM articles WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    return [(str(name), int(count)) for name, count in db.execute(query).fetchall()]


_OUTLETS: Final = "SELECT unnest(?::VARCHAR[]) AS outlet, unnest(range(len(?::VARCHAR[]))) AS k"
_CERTAINTY: Final = "list_position(?::VARCHAR[], t.factuality)"


def prepare(db: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    """Make the tables that the other questions are asked on.

    Raises ConfigurationError TID-402 for a filter that makes no sense.
    """
    period, days = _period(wanted.search)
    outlets = [list(wanted.outlets)] * 2
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared_articles AS
        SELECT a.id, o.k::INTEGER AS k, a.published FROM articles a JOIN ({_OUTLETS}) o ON o.outlet = a.outlet
        WHERE {period}
        """,
        [*outlets, *days],
    )
    fits, values = both([*conditions(wanted.events, db).values()])
    some = f"AND t.n IN (SELECT e.n FROM event_index e WHERE {fits})" if wanted.filtered else ""
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT t.n, o.k::INTEGER AS k, {_CERTAINTY}::INTEGER AS f, t.own, t.rowid AS place, t.article_id
        FROM event_tellings t JOIN ({_OUTLETS}) o ON o.outlet = t.outlet WHERE {period} {some}
        """,
        [[str(f) for f in Factuality], *outlets, *days, *values],
    )
    db.execute(
        """
        CREATE OR REPLACE TEMP TABLE per_outlet AS
        WITH c AS (
            SELECT n, k, f, count(*) AS tellings, count(*) FILTER (own) AS own, min(place) AS first
            FROM told GROUP BY n, k, f
        )
        SELECT n, k, sum(tellings)::INTEGER AS tellings, sum(own)::INTEGER AS own,
               (8 - max(tellings * 8 + 8 - f) % 8)::INTEGER AS f, min(first) AS first
        FROM c GROUP BY n, k
        """
    )
    db.execute(
        """
        CREATE OR REPLACE TEMP TABLE per_event AS
        SELECT p.*, e.id, e.type, e.outlets, e.disagreements, e.day
        FROM event_index e JOIN (
            SELECT n, sum(1 << k)::INTEGER AS who, count(*)::INTEGER AS told_by, min(f) < max(f) AS differ
            FROM per_outlet GROUP BY 1
        ) p ON p.n = e.n
        """
    )


def _period(search: EventSearch) -> tuple[str, list[Any]]:
    parts, values = ["true"], []
    if search.since:
        parts.append("published >= ?")
        values.append(bound_days("since", search.since)[0])
    if search.until:
        parts.append("published <= ?")
        values.append(bound_days("until", search.until)[1])
    return " AND ".join(parts), values


def covered(db: duckdb.DuckDBPyConnection, wanted: Wanted) -> tuple[Covered, ...]:
    """What each outlet has, in their order."""
    rows = db.execute(
        """
        WITH a AS (
            SELECT k, count(*) AS articles, count(*) FILTER (id IN (SELECT article_id FROM copies)) AS copies,
                   min(published) AS first, max(published) AS last
            FROM compared_articles GROUP BY 1
        ), e AS (SELECT k, count(*) AS events FROM per_outlet GROUP BY 1),
        t AS (
            SELECT k, count(DISTINCT article_id) AS telling, count(*) AS tellings,
                   count(*) FILTER (own) AS own
            FROM told GROUP BY 1
        )
        SELECT k, articles, copies, first, last, coalesce(telling, 0), coalesce(events, 0),
               coalesce(tellings, 0), coalesce(own, 0)
        FROM a LEFT JOIN e USING (k) LEFT JOIN t USING (k)
        """
    ).fetchall()
    by_k = {row[0]: row[1:] for row in rows}
    none = (0, 0, None, None, 0, 0, 0, 0)
    return tuple(Covered(outlet, *by_k.get(k, none)) for k, outlet in enumerate(wanted.outlets))


def overlap(db: duckdb.DuckDBPyConnection) -> list[tuple[tuple[int, ...], int]]:
    """How many events are told by just these outlets (numbers from 0), most first."""
    rows = db.execute("SELECT who, count(*) FROM per_event GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
    return [(tuple(k for k in range(MOST) if who >> k & 1), int(count)) for who, count in rows]


def certainties(db: duckdb.DuckDBPyConnection, outlets: int) -> list[Share]:
    """Events by how each outlet presents them in the most of its tellings, in the order of `Factuality`."""
    rows = db.execute("SELECT f, k, count(*) FROM per_outlet GROUP BY ALL").fetchall()
    counts = {(f, k): int(count) for f, k, count in rows}
    return [
        Share(str(value), str(value), tuple(counts.get((f, k), 0) for k in range(outlets)))
        for f, value in enumerate(Factuality, 1)
    ]


def types(db: duckdb.DuckDBPyConnection, outlets: int) -> list[Share]:
    """Events by type, that of most outlets, most first."""
    counts = ", ".join(f"count(*) FILTER (who & {1 << k} > 0)" for k in range(outlets))
    rows = db.execute(f"SELECT type, {counts} FROM per_event GROUP BY 1 ORDER BY count(*) DESC, 1").fetchall()
    return [Share(type, type, tuple(map(int, found))) for type, *found in rows]


def speakers(db: duckdb.DuckDBPyConnection, wanted: Wanted) -> tuple[list[Share], tuple[int, ...]]:
    """The statements of those who are quoted most, and how many statements each outlet has in all.

    Where only some events count, the statements are those of the articles that tell of them.
    """
    some = "WHERE id IN (SELECT article_id FROM told)" if wanted.filtered else ""
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared_statements AS
        SELECT coalesce(s.speaker_name, s.speaker_code) AS who, max(s.speaker_code) AS code, k,
               count(*) AS n
        FROM statements s JOIN (SELECT id, k FROM compared_articles {some}) c ON c.id = s.article_id
        GROUP BY who, k
        """
    )
    totals = db.execute("SELECT k, sum(n)::INTEGER FROM compared_statements GROUP BY 1").fetchall()
    in_all = {k: int(n) for k, n in totals}
    query = f"""
        WITH top AS (
            SELECT who FROM compared_statements WHERE who IS NOT NULL GROUP BY 1
            ORDER BY sum(n) DESC, who LIMIT {SPEAKERS}
        )
        SELECT who, coalesce(code, ''), k, n FROM compared_statements SEMI JOIN top USING (who)
    """
    counts = tuple(in_all.get(k, 0) for k in range(len(wanted.outlets)))
    return _shares(db, query, len(wanted.outlets)), counts


def _shares(db: duckdb.DuckDBPyConnection, query: str, outlets: int) -> list[Share]:
    found: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    for value, label, k, count in db.execute(query).fetchall():
        found.setdefault(value, [0] * outlets)[k] += count
        labels[value] = max(labels.get(value, ""), label)
    shares = [Share(value, labels[value], tuple(counts)) for value, counts in found.items()]
    return sorted(shares, key=lambda s: (-sum(s.counts), s.value))


SORTS: Final = {
    "told": "outlets DESC, day DESC NULLS LAST, id",
    "differ": "differ DESC, disagreements DESC, outlets DESC, day DESC NULLS LAST, id",
    "day": "day DESC NULLS LAST, id",
}
"""Orders of the lists: most told first, most differently told first, newest first."""


def picked(
    db: duckdb.DuckDBPyConnection, outlet: int | None, sort: str, limit: int, page: int = 1
) -> list[Pick]:
    """One page of the events that one outlet alone tells of, or (None) that several do."""
    query = f"SELECT id, n FROM per_event WHERE {_fits(outlet)} ORDER BY {SORTS[sort]} LIMIT ? OFFSET ?"
    numbers = dict(db.execute(query, [limit, (page - 1) * limit]).fetchall())
    rows = arrow(
        db,
        "SELECT e.*, p.day, p.differ FROM events e JOIN per_event p ON p.id = e.id"
        " WHERE e.id IN (SELECT unnest(?::VARCHAR[]))",
        [list(numbers)],
    ).to_pylist()
    by_id = {row["id"]: dict(row) for row in rows}
    told: dict[int, dict[int, Telling]] = {}
    found = db.execute(
        """
        WITH p AS MATERIALIZED (
            SELECT n, k, f, tellings, first FROM per_outlet WHERE n IN (SELECT unnest(?::INTEGER[]))
        )
        SELECT p.n, k, mention_id, article_id, f, tellings
        FROM p JOIN event_tellings t ON t.rowid = p.first ORDER BY k
        """,
        [list(numbers.values())],
    ).fetchall()
    order = list(Factuality)
    for n, k, mention, article, f, tellings in found:
        told.setdefault(n, {})[k] = Telling(mention, article, str(order[f - 1]), tellings)
    return [Pick(by_id[id], told[n]) for id, n in numbers.items()]


def _fits(outlet: int | None) -> str:
    return "told_by > 1" if outlet is None else f"who = {1 << outlet}"


def listed(db: duckdb.DuckDBPyConnection, wanted: Wanted, outlet: int | None, sort: str) -> pa.Table:
    """All events that one outlet alone tells of, or (None) that several do: an event and outlet a row."""
    return arrow(
        db,
        f"""
        WITH o AS ({_OUTLETS})
        SELECT e.id AS event_id, c.day, e.type, e.mode, e.actors, e.recipients, e.location_name AS place,
               e.outlets AS outlets_in_all, e.independent, e.disagreements, o.outlet,
               list_extract(?::VARCHAR[], p.f) AS factuality, p.tellings, p.own AS in_own_words,
               t.mention_id, t.article_id, m.trigger_quote AS "trigger"
        FROM (
            SELECT *, row_number() OVER (ORDER BY {SORTS[sort]}) AS place FROM per_event
            WHERE {_fits(outlet)}
        ) c JOIN events e ON e.id = c.id
        JOIN per_outlet p ON p.n = c.n JOIN o ON o.k = p.k
        JOIN event_tellings t ON t.rowid = p.first
        JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id
        ORDER BY c.place, p.k
        """,
        [list(wanted.outlets), list(wanted.outlets), [str(f) for f in Factuality]],
    )


def shares_table(wanted: Wanted, parts: Sequence[tuple[str, Sequence[Share], Sequence[int]]]) -> pa.Table:
    """Shares as a table: what is counted, its value, outlet, count, out of how many, share (0 to 1)."""
    rows = [
        (what, share.value, outlet, share.counts[k], of[k], share.counts[k] / of[k] if of[k] else None)
        for what, shares, of in parts
        for share in shares
        for k, outlet in enumerate(wanted.outlets)
    ]
    names = ("what", "value", "outlet", "count", "of", "share")
    kinds = (pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.float64())
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, kinds, strict=True)})
