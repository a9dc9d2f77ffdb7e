"""Brings the mentions of a record together into events, and keeps the tables of events up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.link import linker
from tidings.link.changes import changes
from tidings.link.disagreements import disagreements
from tidings.link.summary import EventSummary, summarise
from tidings.link.telling import Telling, tellings
from tidings.ontology import TYPES
from tidings.record import rebuild
from tidings.record.schema import rollback
from tidings.record.write import insert

TABLES: Final = ("events", "tellings", "event_figures", "disagreements")
CHUNK: Final = 500
"""Articles, or events, that are held in memory at once."""

_MADE: Final = "a.ontology_version || ' ' || a.model_digest || ' ' || a.config_digest"
_CHANGED: Final = f"""
SELECT a.id, {_MADE} FROM articles a LEFT JOIN linked l ON l.article_id = a.id
WHERE l.made IS DISTINCT FROM {_MADE} ORDER BY a.id
"""
_GONE: Final = f"""
SELECT l.article_id FROM linked l LEFT JOIN articles a ON a.id = l.article_id
WHERE a.id IS NULL OR l.made IS DISTINCT FROM {_MADE} ORDER BY 1
"""


def link(db: duckdb.DuckDBPyConnection) -> int:
    """Link what was written since the last linking, in one transaction; gives how many events were formed.

    The events are those of the record as it is, whatever the order in which its articles came. Raises
    InstallationError (TID-301) where shipped data is damaged.
    """
    linker.create(db)
    changed = dict(db.execute(_CHANGED).fetchall())
    gone = [row[0] for row in db.execute(_GONE).fetchall()]
    copies = _copies(db)
    if not changed and not gone:
        return 0
    fresh = not db.execute("SELECT count(*) FROM linked").fetchall()[0][0]
    if fresh:
        _link_anew(db, list(changed))
    db.execute("BEGIN")
    try:
        before = {} if fresh else linker.assignment(db)
        if not fresh:
            linker.remove(db, gone)
            _forget(db, "linked", "article_id", gone)
            for told in _told(db, list(changed)):
                linker.add(db, told)
        _insert_linked(db, changed)
        after = linker.assignment(db)
        touched = _touched(db, before, after, set(changed), copies)
        _write(db, touched, after, copies)
        _log(db, before, after)
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise
    return len(touched)


def _link_anew(db: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    """Link all articles; what an interrupted first linking has left is thrown away.

    It takes several transactions: nothing is shown of it before the events are written.
    """
    for table in linker.TABLES:
        db.execute(f"DELETE FROM {table}")
    for told in _told(db, articles):
        linker.store(db, told)
    linker.link_all(db)


def _told(db: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> Iterator[list[Telling]]:
    """The tellings of articles, some articles at a time, of mentions whose type is one of PLOVER's."""
    stream = rebuild.rebuilt(db, articles)
    while some := list(islice(stream, CHUNK)):
        yield [telling for coding in some for telling in tellings(coding) if telling.type in TYPES]


def _copies(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(db.execute("SELECT article_id, min(copy_of) FROM copies GROUP BY 1").fetchall())


def _touched(
    db: duckdb.DuckDBPyConnection,
    before: Mapping[str, str],
    after: Mapping[str, str],
    changed: set[str],
    copies: Mapping[str, str],
) -> dict[str, list[str]]:
    """The events to form again, each with its mentions: those whose tellings or articles changed."""
    moved = {after[m] for m in after if before.get(m) != after[m]}
    left = {before[m] for m in before if after.get(m) != before[m]}
    shared = changed | {a for a, original in copies.items() if original in changed}
    named = pa.table({"id": pa.array(sorted(shared), pa.string())})
    db.register("shared_articles", named)
    query = "SELECT t.mention_id FROM tellings t SEMI JOIN shared_articles s ON s.id = t.article_id"
    moved |= {after[m] for (m,) in db.execute(query).fetchall() if m in after}
    db.unregister("shared_articles")
    wanted: dict[str, list[str]] = {event: [] for event in moved | (left & set(after.values()))}
    for mention, event in after.items():
        if event in wanted:
            wanted[event].append(mention)
    _forget_events(db, {*wanted, *left})
    return wanted


def _write(
    db: duckdb.DuckDBPyConnection,
    touched: Mapping[str, Sequence[str]],
    after: Mapping[str, str],
    copies: Mapping[str, str],
) -> None:
    """The rows of the touched events, some events at a time."""
    names = iter(sorted(touched))
    while some := list(islice(names, CHUNK)):
        mentions = pa.table({"id": pa.array([m for e in some for m in touched[e]], pa.string())})
        db.register("some_mentions", mentions)
        query = "SELECT DISTINCT article_id FROM mentions SEMI JOIN some_mentions USING (id) ORDER BY 1"
        articles = [row[0] for row in db.execute(query).fetchall()]
        db.unregister("some_mentions")
        events: dict[str, list[Telling]] = {event: [] for event in some}
        for told in _told(db, articles):
            for telling in told:
                event = after.get(telling.mention_id)
                if event in events:
                    events[event].append(telling)
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        for event, told in events.items():
            if told:
                _rows(rows, summarise(event, told, copies), told)
        for table, values in rows.items():
            insert(db, table, values)


def _rows(rows: dict[str, list[tuple[Any, ...]]], event: EventSummary, told: Sequence[Telling]) -> None:
    found = disagreements(told)
    place = event.location
    articles = {telling.article_id for telling in told}
    rows["events"].append(
        (event.id, event.type, event.mode, event.quad, [s.code or "" for s in event.actors],
         [s.name or "" for s in event.actors], [s.code or "" for s in event.recipients],
         [s.name or "" for s in event.recipients], event.first, event.last, place and place.name,
         place and place.country, place and place.latitude, place and place.longitude,
         place and place.precision.value, event.factuality.value, len(told), len(articles), event.outlets,
         event.independent, len(found), event.first_published, event.first_report)
    )  # fmt: skip
    rows["tellings"] += sorted((event.id, t.mention_id, t.article_id) for t in told)
    rows["event_figures"] += [
        (event.id, f.counted, f.unit, f.low, f.best, f.high, len(f.values)) for f in event.figures
    ]
    rows["disagreements"] += [
        (event.id, d.kind.value, d.one, d.other, d.said_one, d.said_other, d.figure_one, d.figure_other)
        for d in found
    ]


def _log(db: duckdb.DuckDBPyConnection, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """The trail of what became of events that were there before."""
    if not before:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    insert(
        db,
        "event_changes",
        [(now, c.kind.value, c.event_id, c.other, list(c.mention_ids)) for c in changes(before, after)],
    )


def _forget_events(db: duckdb.DuckDBPyConnection, events: Iterable[str]) -> None:
    gone = sorted(events)
    for table in TABLES:
        _forget(db, table, "id" if table == "events" else "event_id", gone)


def _forget(db: duckdb.DuckDBPyConnection, table: str, column: str, values: Sequence[str]) -> None:
    db.register("forgotten", pa.table({"id": pa.array(values, pa.string())}))
    db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM forgotten)")
    db.unregister("forgotten")


def _insert_linked(db: duckdb.DuckDBPyConnection, changed: Mapping[str, str]) -> None:
    columns = {"article_id": list(changed), "made": list(changed.values())}
    db.register("incoming", pa.table({name: pa.array(c, pa.string()) for name, c in columns.items()}))
    db.execute("INSERT INTO linked BY NAME SELECT * FROM incoming")
    db.unregister("incoming")
