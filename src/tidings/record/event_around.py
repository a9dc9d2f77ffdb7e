"""What lies around one event: outlets that leave it out, changes of its id, events of the same parties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import duckdb

from tidings.record.event_queries import DAY
from tidings.record.queries import arrow

WEEK: Final = 7
"""Days from the first report on in which other outlets could have told of it too."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An outlet that leaves an event out, and its articles in the week from the first report on."""

    outlet: str
    articles: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an event: `kind` of `link.changes`, the other event (None where there is none)."""

    changed: datetime
    kind: str
    event_id: str
    other: str | None
    tellings: int


def missing(db: duckdb.DuckDBPyConnection, event: str) -> tuple[Missing, ...]:
    """The outlets that published in the week from an event's first report on and do not tell of it."""
    rows = db.execute(
        f"""
        WITH t AS MATERIALIZED (SELECT DISTINCT article_id FROM tellings WHERE event_id = $1),
        tell AS MATERIALIZED (
            SELECT DISTINCT lower(outlet) FROM articles SEMI JOIN t ON id = t.article_id
            WHERE outlet IS NOT NULL
        ), first AS MATERIALIZED (SELECT first_published AS day FROM events WHERE id = $1)
        SELECT a.outlet, count(*) FROM articles a JOIN first f
            ON a.published BETWEEN f.day AND f.day + INTERVAL {WEEK - 1} DAY
        WHERE a.outlet IS NOT NULL AND lower(a.outlet) NOT IN (SELECT * FROM tell)
        GROUP BY 1 ORDER BY 2 DESC, 1
        """,
        [event],
    ).fetchall()
    return tuple(Missing(*row) for row in rows)


def trail(db: duckdb.DuckDBPyConnection, event: str, limit: int = 50) -> tuple[Change, ...]:
    """What became of an event and its id, the latest first."""
    rows = db.execute(
        "SELECT changed, kind, event_id, other, len(mention_ids) FROM event_changes"
        " WHERE event_id = $1 OR other = $1 ORDER BY changed DESC, kind, event_id, other LIMIT $2",
        [event, limit],
    ).fetchall()
    return tuple(Change(*row) for row in rows)


def heir(db: duckdb.DuckDBPyConnection, wanted: str) -> str | None:
    """The event that one which is gone has become part of, by its id or the beginning of it; None if none."""
    start = f"e_{wanted.removeprefix('e_')}"
    seen: set[str] = set()
    names = db.execute(
        "SELECT DISTINCT other FROM event_changes WHERE starts_with(other, ?)"
        " AND kind IN ('renamed', 'merged') LIMIT 2",
        [start],
    ).fetchall()
    name: str | None = names[0][0] if len(names) == 1 else None
    while name is not None and name not in seen:
        seen.add(name)
        if db.execute("SELECT 1 FROM events WHERE id = ?", [name]).fetchone():
            return name
        next_ = db.execute(
            "SELECT event_id FROM event_changes WHERE other = ? AND kind IN ('renamed', 'merged')"
            " ORDER BY changed DESC, len(mention_ids) DESC, event_id LIMIT 1",
            [name],
        ).fetchone()
        name = None if next_ is None else str(next_[0])
    return None


def neighbours(
    db: duckdb.DuckDBPyConnection, event: Mapping[str, Any], limit: int = 4
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events of the same first actor and recipient before an event, the latest last, and after it.

    Those of an event without an actor or without a date are none.
    """
    actor = next(iter(event["actors"]), "") or None
    recipient = next(iter(event["recipients"]), "") or None
    day = event["date_start"] or event["first_published"]
    if actor is None or day is None:
        return [], []

    def side(sign: str, order: str) -> list[dict[str, Any]]:
        query = f"""
            SELECT e.*, {DAY} AS day FROM events e
            WHERE list_contains(e.actors, $1)
              AND CASE WHEN $2::VARCHAR IS NULL THEN e.recipients = []
                       ELSE list_contains(e.recipients, $2) END
              AND ({DAY}, e.id) {sign} ($3::DATE, $4) ORDER BY {DAY} {order}, e.id {order} LIMIT $5
        """
        found = arrow(db, query, [actor, recipient, day, event["id"], limit])
        return [dict(row) for row in found.to_pylist()]

    return side("<", "DESC")[::-1], side(">", "ASC")
