"""Questions about events, answered as Arrow tables. Every value is bound; none is formatted into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError, RecordError
from tidings.ontology import TYPES, modes, plover_score
from tidings.record.queries import arrow, bound_days
from tidings.types import Factuality

PERIODS: Final = ("day", "week", "month", "year")
DAY: Final = "coalesce(e.date_start, e.first_published)"
_SHOWN: Final = 6
"""Events that are counted where a beginning of an id fits several."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to give; None leaves a field open, and all given fields must fit.

    `actor`, `recipient`: a code or its beginning (`RUS`, `RUS:GOV`). `type`: PLOVER event type. `factuality`:
    how most outlets present it. `since`, `until`: ISO 8601 days, months or years, both inclusive. `outlets`
    and `independent`: at least so many (see the columns of `events`). `disputed`: with a disagreement.
    `limit`: at most so many rows, above 0.
    """

    actor: str | None = None
    recipient: str | None = None
    type: str | None = None
    factuality: str | None = None
    since: str | None = None
    until: str | None = None
    outlets: int = 1
    independent: int = 1
    disputed: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """How to count events: `by` is one of `PERIODS`; `events` says which (its limit aside)."""

    by: str = "month"
    events: EventFilter = EventFilter()


def events(db: duckdb.DuckDBPyConnection, wanted: EventFilter) -> pa.Table:
    """Events that fit, by first day and id."""
    where, values = _conditions(wanted)
    limit = ""
    if wanted.limit is not None:
        limit = "LIMIT ?"
        values.append(wanted.limit)
    return arrow(db, f"SELECT e.* FROM events e {where} ORDER BY {DAY} NULLS LAST, e.id {limit}", values)


def event(db: duckdb.DuckDBPyConnection, id: str) -> pa.Table:
    """The row of an event."""
    return arrow(db, "SELECT * FROM events WHERE id = ?", [id])


def find_event(db: duckdb.DuckDBPyConnection, path: Path, wanted: str) -> str:
    """The id of the one event meant; see `Record.find_event`."""
    start = f"e_{wanted.removeprefix('e_')}"
    found = db.execute("SELECT id FROM events WHERE starts_with(id, ?) ORDER BY id LIMIT ?", [start, _SHOWN])
    ids = [str(row[0]) for row in found.fetchall()]
    if start in ids:
        return start
    if len(ids) != 1:
        detail = f"{len(ids)}{' or more' if len(ids) == _SHOWN else ''} fit" if ids else "none fits"
        raise RecordError("TID-210", path=path, id=wanted, detail=detail)
    return ids[0]


def tellings(db: duckdb.DuckDBPyConnection, event: str) -> pa.Table:
    """The tellings of an event, by day of publishing, outlet and place in the text."""
    return arrow(
        db,
        """
            WITH named AS (
                SELECT mention_id, role, list(coalesce(quote, name, code) ORDER BY n) AS names
                FROM parties WHERE coalesce(quote, name, code) IS NOT NULL GROUP BY mention_id, role
            )
            SELECT a.published, a.outlet, a.id AS article_id, m.id AS mention_id,
                   coalesce(x.names, []::VARCHAR[]) AS actors, m.trigger_quote AS "trigger", m.type, m.mode,
                   coalesce(y.names, []::VARCHAR[]) AS recipients, m.date, m.place_quote AS place,
                   m.factuality, m.voice, s.source_quote AS source, s.speaker_code, s.speaker_name,
                   m.trigger_start AS start, m.trigger_end AS "end", a.text
            FROM tellings t JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id
            JOIN articles a ON a.id = t.article_id
            LEFT JOIN statements s ON s.id = m.voice AND s.article_id = m.article_id
            LEFT JOIN named x ON x.mention_id = m.id AND x.role = 'actor'
            LEFT JOIN named y ON y.mention_id = m.id AND y.role = 'recipient'
            WHERE t.event_id = ? ORDER BY a.published NULLS LAST, a.outlet, a.id, m.position
            """,
        [event],
    )


def disagreements(db: duckdb.DuckDBPyConnection, event: str | None) -> pa.Table:
    """Disagreements of an event, or of all, with the outlets of both tellings."""
    return arrow(
        db,
        """
            SELECT d.*, a.outlet AS outlet_one, b.outlet AS outlet_other
            FROM disagreements d
            JOIN tellings s ON s.event_id = d.event_id AND s.mention_id = d.mention_one
            JOIN tellings t ON t.event_id = d.event_id AND t.mention_id = d.mention_other
            JOIN articles a ON a.id = s.article_id JOIN articles b ON b.id = t.article_id
            WHERE $1::VARCHAR IS NULL OR d.event_id = $1
            ORDER BY d.event_id, d.kind, d.mention_one, d.mention_other, d.said_one
            """,
        [event],
    )


def left_out(db: duckdb.DuckDBPyConnection, event: str) -> pa.Table:
    """The outlets that published in the week from the first report on, but do not tell of an event."""
    return arrow(
        db,
        """
            SELECT DISTINCT a.outlet
            FROM events e JOIN articles a
                ON a.published BETWEEN e.first_published AND e.first_published + INTERVAL 6 DAY
            WHERE e.id = $1 AND a.outlet IS NOT NULL AND lower(a.outlet) NOT IN (
                SELECT lower(o.outlet) FROM tellings t JOIN articles o ON o.id = t.article_id
                WHERE t.event_id = $1 AND o.outlet IS NOT NULL)
            ORDER BY 1
            """,
        [event],
    )


def figures(db: duckdb.DuckDBPyConnection, event: str) -> pa.Table:
    """What the tellings of an event count."""
    return arrow(db, "SELECT * FROM event_figures WHERE event_id = ? ORDER BY counted, unit", [event])


def changes(db: duckdb.DuckDBPyConnection, since: date | None) -> pa.Table:
    """What became of events, by time."""
    query = "SELECT * FROM event_changes WHERE $1::DATE IS NULL OR changed >= $1 ORDER BY ALL"
    return arrow(db, query, [since])


def series(db: duckdb.DuckDBPyConnection, wanted: SeriesFilter) -> pa.Table:
    """Events by period, the actor's and the recipient's country (or kind of body), and quad class.

    `score` is the mean of PLOVER's scores (-10 conflict to 10 cooperation) of their types and modes. An event
    with several actors or recipients counts once for each pair of countries.
    """
    if wanted.by not in PERIODS:
        detail = f"known are {', '.join(PERIODS)}"
        raise ConfigurationError("TID-402", name="by", value=wanted.by, detail=detail)
    where, values = _conditions(wanted.events)
    kinds = [(t, m) for t in TYPES for m in (None, *modes(t))]
    scores = pa.table(
        {
            "type": pa.array([t for t, _ in kinds], pa.string()),
            "mode": pa.array([m for _, m in kinds], pa.string()),
            "score": pa.array([plover_score(t, m) for t, m in kinds], pa.float64()),
        }
    )
    db.register("plover_scores", scores)
    try:
        return arrow(
            db,
            f"""
                WITH chosen AS (SELECT e.*, {DAY} AS day FROM events e {where}), pairs AS (
                    SELECT DISTINCT id, day, quad, c.type, c.mode, coalesce(p.score, q.score) AS score,
                           split_part(actor, ':', 1) AS actor, split_part(recipient, ':', 1) AS recipient
                    FROM chosen c
                    LEFT JOIN plover_scores p ON p.type = c.type AND p.mode = c.mode
                    LEFT JOIN plover_scores q ON q.type = c.type AND q.mode IS NULL,
                    unnest(CASE WHEN actors = [] THEN [''] ELSE actors END) AS x(actor),
                    unnest(CASE WHEN recipients = [] THEN [''] ELSE recipients END) AS y(recipient)
                )
                SELECT date_trunc('{wanted.by}', day)::DATE AS period, nullif(actor, '') AS actor,
                       nullif(recipient, '') AS recipient, quad, count(*)::INTEGER AS events,
                       avg(score) AS score
                FROM pairs GROUP BY ALL ORDER BY ALL
                """,
            values,
        )
    finally:
        db.unregister("plover_scores")


def _conditions(wanted: EventFilter) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []

    def add(condition: str, *bound: Any) -> None:
        conditions.append(condition)
        values.extend(bound)

    for column, code in (("actors", wanted.actor), ("recipients", wanted.recipient)):
        if code is not None:
            if not code.strip():
                raise ConfigurationError("TID-402", name=column[:-1], value=code, detail="is empty")
            fits = "lower(c) = lower(?) OR starts_with(lower(c), lower(?) || ':')"
            add(f"EXISTS (SELECT 1 FROM unnest(e.{column}) AS u(c) WHERE {fits})", code, code)
    if wanted.type is not None:
        add("e.type = upper(?)", wanted.type)
    if wanted.factuality is not None:
        if wanted.factuality not in set(Factuality):
            detail = f"known are {', '.join(Factuality)}"
            raise ConfigurationError("TID-402", name="factuality", value=wanted.factuality, detail=detail)
        add("e.factuality = ?", str(wanted.factuality))
    if wanted.since is not None:
        day = "coalesce(e.date_end, e.date_start, e.first_published)"
        add(f"{day} >= ?", bound_days("since", wanted.since)[0])
    if wanted.until is not None:
        add(f"{DAY} <= ?", bound_days("until", wanted.until)[1])
    add("e.outlets >= ? AND e.independent >= ?", wanted.outlets, wanted.independent)
    if wanted.disputed:
        conditions.append("e.disagreements > 0")
    if wanted.limit is not None and wanted.limit < 1:
        raise ConfigurationError("TID-402", name="limit", value=wanted.limit, detail="must be above 0")
    return f"WHERE {' AND '.join(conditions)}", values
