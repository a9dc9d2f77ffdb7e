"""The tellings of a linking, kept in a temporary table until their events are known, then given by event.

They are pickled: the bytes never leave the connection that made them.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from tidings.link.telling import Telling
from tidings.record.judged_events import BELONGS

CHUNK: Final = 5000
"""Tellings of events that are held in memory at once, but a whole event."""

_BY_EVENT: Final = f"""
CREATE OR REPLACE TEMP TABLE kept_by_event AS
WITH belongs AS (
    SELECT mention_id, event_id FROM ({BELONGS}) WHERE event_id IN ({{events}})
), sizes AS (SELECT event_id, count(*) AS size FROM belongs GROUP BY event_id), chunks AS (
    SELECT event_id, ((sum(size) OVER (ORDER BY event_id) - size) // {{chunk}})::BIGINT AS chunk FROM sizes
)
SELECT chunk, event_id, telling
FROM kept_tellings JOIN belongs USING (mention_id) JOIN chunks USING (event_id) ORDER BY chunk
"""


def clear(db: duckdb.DuckDBPyConnection) -> None:
    """Keep nothing."""
    db.execute("CREATE OR REPLACE TEMP TABLE kept_tellings (mention_id VARCHAR, telling BLOB)")
    db.execute("DROP TABLE IF EXISTS kept_by_event")


def keep(db: duckdb.DuckDBPyConnection, told: Sequence[Telling]) -> None:
    """Keep these tellings, none of which is kept already."""
    columns = {
        "mention_id": pa.array([telling.mention_id for telling in told], pa.string()),
        "telling": pa.array([pickle.dumps(telling) for telling in told], pa.binary()),
    }
    db.register("to_keep", pa.table(columns))
    db.execute("INSERT INTO kept_tellings BY NAME SELECT * FROM to_keep")
    db.unregister("to_keep")


def by_event(db: duckdb.DuckDBPyConnection, events: str) -> Iterator[dict[str, list[Telling]]]:
    """The kept tellings of each of the events that a query gives, some events at a time, by their ids."""
    db.execute(_BY_EVENT.format(events=events, chunk=CHUNK))
    chunks = db.execute("SELECT DISTINCT chunk FROM kept_by_event ORDER BY 1").fetchall()
    for (chunk,) in chunks:
        found: defaultdict[str, list[Telling]] = defaultdict(list)
        query = "SELECT event_id, telling FROM kept_by_event WHERE chunk = ? ORDER BY event_id"
        for event, telling in db.execute(query, [chunk]).fetchall():
            found[event].append(pickle.loads(telling))
        yield found
