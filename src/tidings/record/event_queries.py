"""Questions about events, answered as Arrow tables. Every value is bound; none is formatted into SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError, RecordError
from tidings.record.own_types import known_type
from tidings.record.queries import CODE, arrow, bound_days
from tidings.types import OUTLET, Factuality

DAY: Final = "coalesce(e.date_start, e.first_published)"
"""First day of an event `e`."""
_SHOWN: Final = 6
"""Events that are counted where a beginning of an id fits several."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to give; None leaves a field open, and all given fields must fit.

    `actor`, `recipient`: a code or its beginning (`RUS`, `RUS:GOV`). `type`: PLOVER event type, or one of the
    user's own. `voice`: somebody who tells of it: `outlet` (an outlet itself), a speaker's code or its
    beginning, or a stretch of the source's words in any case. `factuality`: how most outlets present it, or,
    with `voice`, how at least one telling of that voice does. `since`, `until`: ISO 8601 days, months or
    years, both inclusive. `outlets` and `independent`: at least so many (see the columns of `events`).
    `disputed`: with a disagreement. `limit`: at most so many rows, above 0. `outlet`: told by this outlet, in
    any case.
    """

    actor: str | None = None
    recipient: str | None = None
    type: str | None = None
    factuality: str | None = None
    voice: str | None = None
    since: str | None = None
    until: str | None = None
    outlets: int = 1
    independent: int = 1
    disputed: bool = False
    limit: int | None = None
    outlet: str | None = None


def events(db: duckdb.DuckDBPyConnection, wanted: EventFilter) -> pa.Table:
    """Events that fit, by first day and id."""
    where, values = conditions(wanted, db)
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


def wordings(db: duckdb.DuckDBPyConnection, event: str) -> pa.Table:
    """How each outlet words an event, those that report first before the others; see `Record.wordings`."""
    return arrow(
        db,
        """
            WITH told AS (
                SELECT coalesce(lower(a.outlet), a.id) AS who, a.outlet, a.published, a.id AS article_id,
                       m.id AS mention_id, m.trigger_quote, row_number() OVER (
                           ORDER BY a.published NULLS LAST, a.outlet, a.id, m.position) AS place
                FROM tellings t JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id
                JOIN articles a ON a.id = t.article_id
                WHERE t.event_id = ?
            ), words AS (
                SELECT who, 'trigger' AS role, trigger_quote AS word, place, 0 AS n FROM told
                UNION ALL SELECT who, p.role, p.quote, place, p.n FROM told
                JOIN parties p ON p.mention_id = told.mention_id AND p.article_id = told.article_id
                WHERE p.quote IS NOT NULL
            ), different AS (
                SELECT who, role, arg_min(word, (place, n)) AS word, min((place, n)) AS first
                FROM words GROUP BY who, role, regexp_replace(lower(word), '\\s+', ' ', 'g')
            ), named AS (
                SELECT who, list(word ORDER BY first) FILTER (role = 'trigger') AS triggers,
                       list(word ORDER BY first) FILTER (role = 'actor') AS actors,
                       list(word ORDER BY first) FILTER (role = 'recipient') AS recipients
                FROM different GROUP BY who
            )
            SELECT arg_min(outlet, place) AS outlet, min(published) AS published, triggers,
                   coalesce(actors, []::VARCHAR[]) AS actors,
                   coalesce(recipients, []::VARCHAR[]) AS recipients,
                   list(DISTINCT article_id ORDER BY article_id) AS article_ids
            FROM told JOIN named USING (who)
            GROUP BY who, triggers, actors, recipients ORDER BY min(place)
            """,
        [event],
    )


def changes(db: duckdb.DuckDBPyConnection, since: date | None, wanted: EventFilter) -> pa.Table:
    """What became of events, by time; see `Record.changes`."""
    query = "SELECT * FROM event_changes WHERE ($1::DATE IS NULL OR changed >= $1)"
    if replace(wanted, limit=None) == EventFilter():
        return arrow(db, f"{query} ORDER BY ALL", [since])
    where, values = conditions(wanted, db)
    return arrow(
        db,
        f"""
            WITH RECURSIVE fits AS MATERIALIZED (SELECT e.id FROM events e {where}), meant AS (
                SELECT id FROM fits
                UNION SELECT c.other FROM event_changes c JOIN meant m ON c.event_id = m.id
                WHERE c.kind IN ('renamed', 'merged') AND c.other NOT IN (SELECT id FROM events)
            )
            SELECT * FROM event_changes WHERE (?::DATE IS NULL OR changed >= ?)
            AND event_id IN (SELECT id FROM meant) ORDER BY ALL
            """,
        [*values, since, since],
    )


def conditions(wanted: EventFilter, db: duckdb.DuckDBPyConnection | None = None) -> tuple[str, list[Any]]:
    """A WHERE clause on `events e`, and what it binds; ConfigurationError TID-402 for a senseless filter.

    With `db`, UnknownCodeError TID-303 for a type that neither PLOVER nor this record has.
    """
    found: list[str] = []
    values: list[Any] = []

    def add(condition: str, *bound: Any) -> None:
        found.append(condition)
        values.extend(bound)

    for column, code in (("actors", wanted.actor), ("recipients", wanted.recipient)):
        if code is not None:
            if not code.strip():
                raise ConfigurationError("TID-402", name=column[:-1], value=code, detail="is empty")
            fits = "lower(c) = lower(?) OR starts_with(lower(c), lower(?) || ':')"
            add(f"EXISTS (SELECT 1 FROM unnest(e.{column}) AS u(c) WHERE {fits})", code, code)
    if wanted.type is not None:
        name = known_type(db, wanted.type) if db is not None else wanted.type.upper()
        add("(e.type = ? OR e.own_type = ?)", name, name)
    if wanted.factuality is not None:
        if wanted.factuality not in set(Factuality):
            detail = f"known are {', '.join(Factuality)}"
            raise ConfigurationError("TID-402", name="factuality", value=wanted.factuality, detail=detail)
        if wanted.voice is None:
            add("e.factuality = ?", str(wanted.factuality))
    if wanted.voice is not None:
        add(*_voice(wanted.voice, wanted.factuality))
    if wanted.since is not None:
        day = "coalesce(e.date_end, e.date_start, e.first_published)"
        add(f"{day} >= ?", bound_days("since", wanted.since)[0])
    if wanted.until is not None:
        add(f"{DAY} <= ?", bound_days("until", wanted.until)[1])
    add("e.outlets >= ? AND e.independent >= ?", wanted.outlets, wanted.independent)
    if wanted.outlet is not None:
        told = "SELECT t.event_id FROM tellings t JOIN articles a ON a.id = t.article_id"
        add(f"e.id IN ({told} WHERE lower(a.outlet) = lower(?))", wanted.outlet)
    if wanted.disputed:
        found.append("e.disagreements > 0")
    if wanted.limit is not None and wanted.limit < 1:
        raise ConfigurationError("TID-402", name="limit", value=wanted.limit, detail="must be above 0")
    return f"WHERE {' AND '.join(found)}", values


def _voice(voice: str, factuality: str | None) -> tuple[str, *tuple[Any, ...]]:
    """The condition that somebody tells of an event `e` (so), and what it binds."""
    if not voice.strip():
        raise ConfigurationError("TID-402", name="voice", value=voice, detail="is empty")
    bound: list[Any] = [voice]
    if voice == OUTLET:
        said = "m.voice = ?"
    else:
        # Words must fit a code's capitals, so that RUS does not find a source in Belarus.
        words = "contains({0}, ?)" if CODE.fullmatch(voice) else "contains(lower({0}), lower(?))"
        spoken = (words.format(f"s.{column}") for column in ("source_quote", "speaker_name"))
        code = "lower(s.speaker_code) = lower(?) OR starts_with(lower(s.speaker_code), lower(?) || ':')"
        said = f"({code} OR {' OR '.join(spoken)})"
        bound *= 4
    if factuality is not None:
        said += " AND m.factuality = ?"
        bound.append(str(factuality))
    told = (
        "e.id IN (SELECT t.event_id FROM tellings t"
        " JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id"
        f" LEFT JOIN statements s ON s.id = m.voice AND s.article_id = m.article_id WHERE {said})"
    )
    return (told, *bound)
