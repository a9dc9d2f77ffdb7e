"""Pairs of parties: how many events each pair has, of which kinds, and which way they go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.ontology import SECTORS, TYPES, modes, plover_score
from tidings.record.event_queries import DAY
from tidings.record.event_search import EventSearch, where
from tidings.record.queries import arrow, whose

MUTUAL: Final = ("CONSULT", "COOPERATE", "ASSAULT")
"""Types whose doers act on one another where nobody is named to whom it is done: those who meet, those who
exchange, two sides fighting each other (coding manual, section 2)."""

NAMELESS: Final = ("", "UNK")
"""Codes that name nobody."""


class Level(StrEnum):
    """What a party of a pair is."""

    COUNTRIES = "countries"
    """A country, or a body by its whole code."""
    SECTORS = "sectors"
    """A code as it is: the military of a country apart from its government."""


@dataclass(frozen=True, slots=True)
class PairFilter:
    """Which pairs to give, most events first.

    `level`: what a party is. `least`: pairs with at least so many events. `focus`: pairs of this party only,
    and those between the parties it has events with. `limit`: at most so many pairs, all of them if None.
    """

    level: Level = Level.COUNTRIES
    least: int = 1
    focus: str | None = None
    limit: int | None = None


ALL: Final = PairFilter()


def pairs(db: duckdb.DuckDBPyConnection, search: EventSearch, wanted: PairFilter = ALL) -> pa.Table:
    """Pairs of parties with their events, most events first.

    Columns: one, other (codes; one comes first in the alphabet), events, forward (one to other), back (other
    to one), mutual (see `MUTUAL`), quad_1 to quad_4 (events by quad class), score (mean of the PLOVER scores
    of their types and modes, -10 conflict to 10 cooperation). An event with several parties counts once for
    each pair; what happens within one party is no pair. Raises as `event_search.where` does.
    """
    query, values = _counted(db, search, wanted)
    fits = ""
    if wanted.focus is not None:
        fits = "WHERE one = ? OR other = ? OR (one IN (FROM near) AND other IN (FROM near))"
        query += ", near AS (SELECT CASE WHEN one = ? THEN other ELSE one END FROM counted"
        query += " WHERE one = ? OR other = ?)"
        values += [wanted.focus] * 5
    query += f" SELECT * FROM counted {fits} ORDER BY events DESC, one, other"
    if wanted.limit is not None:
        query += " LIMIT ?"
        values.append(wanted.limit)
    return arrow(db, query, values)


def events_of(
    db: duckdb.DuckDBPyConnection, search: EventSearch, level: Level, one: str, other: str,
    limit: int = 50, offset: int = 0,
) -> pa.Table:  # fmt: skip
    """The events of a pair, the newest first: the columns of `events` and `toward` (forward, back, mutual).

    `forward` is from `one` to `other`. At most `limit` rows, after the first `offset`.
    """
    query, values = _directed(db, search, level)
    condition, again = where(search, db)
    return arrow(
        db,
        f"""
        {query}, mine AS (
            SELECT doers, done_to, type, CASE WHEN bool_or(mutual) THEN 'mutual'
                   WHEN bool_or(a = ?) THEN 'forward' ELSE 'back' END AS toward
            FROM directed WHERE (a = ? AND r = ?) OR (a = ? AND r = ?) GROUP BY doers, done_to, type
        ), first AS MATERIALIZED (
            SELECT e.rowid AS n, toward FROM events e
            JOIN mine ON mine.doers = e.actors AND mine.done_to = e.recipients AND mine.type = e.type
            WHERE {condition} ORDER BY {DAY} DESC NULLS LAST, e.id LIMIT ? OFFSET ?
        )
        SELECT e.*, toward FROM events e JOIN first ON first.n = e.rowid
        ORDER BY {DAY} DESC NULLS LAST, e.id
        """,
        [*values, one, one, other, other, one, *again, limit, offset],
    )


def _directed(db: duckdb.DuckDBPyConnection, search: EventSearch, level: Level) -> tuple[str, list[Any]]:
    """A query up to `directed`: one row a kind of event, doer a and recipient r; `n` numbers the kinds.

    A kind is events of one type and mode with the same parties, `w` of them: codes are taken apart once a
    kind, which are far fewer than events.
    """
    condition, values = where(search, db)
    sectors = ", ".join(f"'{sector}'" for sector in SECTORS)
    # A body's sector (EUR:GOV) is no name of a body.
    country = f"CASE WHEN substr(c, 5) IN ({sectors}) THEN split_part(c, ':', 1) ELSE {whose('c')} END"
    code = country if level is Level.COUNTRIES else "c"
    side = "list_distinct(list_transform({}, lambda c: " + code.replace("{", "{{").replace("}", "}}") + "))"
    mutual = ", ".join(f"'{name}'" for name in MUTUAL)
    query = f"""
        WITH kinds AS MATERIALIZED (
            SELECT e.actors AS doers, e.recipients AS done_to, e.type, e.mode, e.quad, count(*) AS w
            FROM events e WHERE len(e.actors) > 0 AND {condition} GROUP BY ALL
        ), sides AS (
            SELECT row_number() OVER () AS n, doers, done_to, type, mode, quad, w,
                   {side.format("doers")} AS actors, {side.format("done_to")} AS recipients
            FROM kinds
        ), split AS (
            SELECT n, doers, done_to, type, mode, quad, w, unnest(actors) AS a, len(recipients) = 0 AS mutual,
                   CASE WHEN len(recipients) > 0 THEN recipients ELSE actors END AS others
            FROM sides
            WHERE len(recipients) > 0 OR (len(actors) > 1 AND type IN ({mutual}))
        ), directed AS (
            SELECT n, doers, done_to, type, mode, quad, w, mutual, a, r FROM split, unnest(others) AS x(r)
            WHERE NOT mutual OR a < r
        )
    """
    return query, values


def _counted(db: duckdb.DuckDBPyConnection, search: EventSearch, wanted: PairFilter) -> tuple[str, list[Any]]:
    """A query up to `counted`: the rows of `pairs`, in no order."""
    query, values = _directed(db, search, wanted.level)
    nameless = ", ".join(f"'{code}'" for code in NAMELESS)

    def number(of: str) -> str:
        return f"coalesce(sum(w) FILTER ({of}), 0)::INTEGER"

    by_quad = ", ".join(f"{number(f'quad = {q}')} AS quad_{q}" for q in range(1, 5))
    query += f""", told AS (
            SELECT n, least(a, r) AS one, greatest(a, r) AS other, any_value(type) AS type, any_value(w) AS w,
                   any_value(mode) AS mode, any_value(quad) AS quad,
                   bool_or(NOT mutual AND a <= r) AS forward, bool_or(NOT mutual AND a > r) AS back,
                   bool_or(mutual) AS mutual
            FROM directed WHERE a NOT IN ({nameless}) AND r NOT IN ({nameless}) AND a <> r
            GROUP BY n, one, other
        ), scores AS (
            SELECT unnest(?::VARCHAR[]) AS type, unnest(?::VARCHAR[]) AS mode, unnest(?::DOUBLE[]) AS score
            UNION ALL SELECT name, NULL, score FROM own_types WHERE plover IS NULL
        ), counted AS (
            SELECT one, other, sum(w)::INTEGER AS events, {number("forward")} AS forward,
                   {number("back")} AS back, {number("told.mutual")} AS mutual, {by_quad},
                   sum(score * w) / sum(w) FILTER (score IS NOT NULL) AS score
            FROM told LEFT JOIN scores ON scores.type = told.type
                AND scores.mode IS NOT DISTINCT FROM told.mode
            GROUP BY one, other HAVING sum(w) >= ?
        )"""
    return query, [*values, *_scores(), wanted.least]


@cache
def _scores() -> tuple[list[str], list[str | None], list[float]]:
    kinds = [(t, m) for t in TYPES for m in (None, *modes(t))]
    return [t for t, _ in kinds], [m for _, m in kinds], [plover_score(t, m) for t, m in kinds]
