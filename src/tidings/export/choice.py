"""Which events of a record are exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError
from tidings.record import EventFilter
from tidings.record.event_queries import DAY, conditions
from tidings.types import Factuality

CHOSEN: Final = "chosen_events"
"""Temporary table of the connection: number and id of each event to export, in the order of the rows."""

SLICE: Final = "events_of_slice"
"""Temporary table of the connection: those of the chosen events whose rows are computed now."""
AT_ONCE: Final = 50_000
"""Events of a slice: memory depends on this, and not on the number of events in the record."""

_HISTORICAL: Final = (
    "SELECT t.event_id FROM tellings t JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id"
    " GROUP BY 1 HAVING avg(m.historical::INTEGER) > 0.5"
)
"""Events that most tellings date to over a year before the article."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which events count: by default those that most outlets present as actual, none of long ago.

    `factuality`: how most outlets present it, or, with a voice in `events`, how at least one telling of that
    voice does; empty for any. `historical`: also events that most tellings date to over a year before the
    article. `events`: the further conditions of `tidings events`; its factuality is not used.
    """

    factuality: tuple[str, ...] = (Factuality.ACTUAL.value,)
    historical: bool = False
    events: EventFilter = field(default_factory=EventFilter)

    def __post_init__(self) -> None:
        unknown = [f for f in self.factuality if f not in set(Factuality)]
        if unknown:
            detail = f"known are {', '.join(Factuality)}"
            raise ConfigurationError("TID-402", name="factuality", value=unknown[0], detail=detail)

    @property
    def words(self) -> str:
        """The choice in a sentence."""
        wanted = self.events
        said = f"told as {' or '.join(self.factuality)}" if self.factuality else "told in any way"
        said += f" by the voice {wanted.voice!r}" if wanted.voice else " by most outlets, whoever says so"
        said += "; also those" if self.historical else "; none"
        said += " of over a year before the article"
        rest = {
            "actor": wanted.actor, "recipient": wanted.recipient, "type": wanted.type, "since": wanted.since,
            "until": wanted.until, "outlet": wanted.outlet,
        }  # fmt: skip
        said += "".join(f"; {name}: {value}" for name, value in rest.items() if value is not None)
        said += f"; told by at least {wanted.outlets} outlets" if wanted.outlets > 1 else ""
        said += f"; at least {wanted.independent} independent outlets" if wanted.independent > 1 else ""
        return said + ("; only disputed ones" if wanted.disputed else "")


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many events the record has, and how many of them were chosen."""

    events: int
    chosen: int


def choose(db: duckdb.DuckDBPyConnection, choice: Choice) -> Chosen:
    """Put the events to export into `CHOSEN`, in the order of day and id.

    Raises ConfigurationError TID-402 for a filter that makes no sense, UnknownCodeError TID-303 for a type
    that neither PLOVER nor the record has.
    """
    where, values = _where(db, choice)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {CHOSEN} AS SELECT row_number() OVER () AS n, id FROM"
        f" (SELECT e.id FROM events e WHERE {where} ORDER BY {DAY} NULLS LAST, e.id)",
        values,
    )
    counted = f"SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM {CHOSEN})"
    events, chosen = db.execute(counted).fetchall()[0]
    return Chosen(int(events), int(chosen))


def without(db: duckdb.DuckDBPyConnection, condition: str) -> int:
    """Keep only the chosen events `e` that meet a condition, numbered anew; gives how many there are."""
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE kept_events AS SELECT c.id, c.n FROM {CHOSEN} c"
        f" JOIN events e ON e.id = c.id WHERE {condition}"
    )
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {CHOSEN} AS"
        " SELECT row_number() OVER () AS n, id FROM (SELECT id FROM kept_events ORDER BY n)"
    )
    db.execute("DROP TABLE kept_events")
    return int(db.execute(f"SELECT count(*) FROM {CHOSEN}").fetchall()[0][0])


def _where(db: duckdb.DuckDBPyConnection, choice: Choice) -> tuple[str, list[Any]]:
    found: list[str] = []
    values: list[Any] = []
    for factuality in choice.factuality or (None,):
        where, bound = conditions(_with(choice.events, factuality), db)
        found.append(f"({where.removeprefix('WHERE ')})")
        values += bound
    said = f"({' OR '.join(found)})"
    return (said if choice.historical else f"{said} AND e.id NOT IN ({_HISTORICAL})"), values


def _with(events: EventFilter, factuality: str | None) -> EventFilter:
    return replace(events, factuality=factuality, limit=None)


def reader(
    db: duckdb.DuckDBPyConnection, query: str, rows: int, values: Sequence[object] = ()
) -> pa.RecordBatchReader:
    """The answer to a query in batches of about so many rows, computed as they are asked for."""
    return db.sql(query, params=list(values)).to_arrow_reader(rows)


def in_slices(
    db: duckdb.DuckDBPyConnection, rows: Callable[[], pa.RecordBatchReader]
) -> pa.RecordBatchReader:
    """The rows of the chosen events, asked for anew for each slice of them (`SLICE`), in their order."""
    last = int(db.execute(f"SELECT coalesce(max(n), 0) FROM {CHOSEN}").fetchall()[0][0])

    def asked(first: int) -> pa.RecordBatchReader:
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE {SLICE} AS SELECT * FROM {CHOSEN} WHERE n BETWEEN $1 AND $2",
            [first, first + AT_ONCE - 1],
        )
        return rows()

    def batches(found: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        yield from found
        for first in range(AT_ONCE + 1, last + 1, AT_ONCE):
            yield from asked(first)

    some = asked(1)
    return pa.RecordBatchReader.from_batches(some.schema, batches(some))
