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

_STALE: Final = """
SELECT a.id, {made} || coalesce(c.copy_of, '') AS made, coalesce(starts_with(l.made, {made}), false)
FROM articles a LEFT JOIN linked l ON l.article_id = a.id
LEFT JOIN (SELECT article_id, min(copy_of) AS copy_of FROM copies GROUP BY 1) c ON c.article_id = a.id
WHERE l.made IS DISTINCT FROM {made} || coalesce(c.copy_of, '') ORDER BY a.id
"""
"""Articles that are new, were coded anew or are the copy of another one now; whether they are only the last.

`linked.made` is what an article was linked and coded with, and then what it was a copy of.
"""
_GONE: Final = """
SELECT l.article_id FROM linked l LEFT JOIN articles a ON a.id = l.article_id
WHERE a.id IS NULL OR NOT starts_with(l.made, {made}) ORDER BY 1
"""
_ASSIGNED: Final = """
WITH assigned AS MATERIALIZED (
    SELECT coalesce(o.mention_id, n.mention_id) AS mention_id, o.event_id AS old, n.event_id AS new
    FROM tellings o FULL JOIN (
        SELECT mention_id, event_id FROM account_tellings JOIN account_events USING (number)
    ) n ON n.mention_id = o.mention_id
), hit AS MATERIALIZED (
    SELECT old AS id FROM assigned WHERE old IS DISTINCT FROM new AND old IS NOT NULL
    UNION SELECT new FROM assigned WHERE old IS DISTINCT FROM new AND new IS NOT NULL
    UNION SELECT event_id FROM tellings SEMI JOIN stale_articles s ON s.id = article_id
)
SELECT mention_id, old, new FROM assigned
WHERE old IN (SELECT id FROM hit) OR new IN (SELECT id FROM hit) ORDER BY 1
"""
"""The mentions of the events to form again: the event each is shown in, and the one it belongs to now."""


def made_with() -> str:
    """SQL for what the article `a` is to be linked and was coded with: how `linked.made` begins then."""
    coded = "a.ontology_version || ' ' || a.model_digest || ' ' || a.config_digest"
    return f"'{linker.digest()} ' || {coded} || ' '"


def link(db: duckdb.DuckDBPyConnection) -> int:
    """Link what was written since the last linking, in one transaction; gives how many events were formed.

    The events are those of the record as it is, whatever the order in which its articles came. Raises
    InstallationError (TID-301) where shipped data is damaged.
    """
    linker.create(db)
    made = made_with()
    found = db.execute(_STALE.format(made=made)).fetchall()
    stale = {article: made for article, made, _ in found}
    changed = [article for article, _, same in found if not same]
    gone = [row[0] for row in db.execute(_GONE.format(made=made)).fetchall()]
    if not stale and not gone:
        return 0
    copies = _copies(db)
    fresh = len(gone) == db.execute("SELECT count(*) FROM linked").fetchall()[0][0]
    if fresh:
        _link_anew(db, changed)
    db.execute("BEGIN")
    try:
        if not fresh:
            linker.remove(db, gone)
            _forget(db, "linked", "article_id", [*gone, *stale])
            for told in _told(db, changed):
                linker.add(db, told)
        _insert_linked(db, stale)
        before, after = _assigned(db, stale)
        touched: dict[str, list[str]] = {}
        for mention, event in after.items():
            touched.setdefault(event, []).append(mention)
        _forget_events(db, {*before.values(), *touched})
        _write(db, touched, after, copies)
        if before or not fresh:
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
    db.execute("DELETE FROM linked")
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


def _assigned(db: duckdb.DuckDBPyConnection, stale: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Of the events to form again, the event of each mention before and now: those whose mentions moved,
    and those that stale articles tell of."""
    db.register("stale_articles", pa.table({"id": pa.array(list(stale), pa.string())}))
    found = db.execute(_ASSIGNED).fetchall()
    db.unregister("stale_articles")
    before = {mention: old for mention, old, _ in found if old is not None}
    return before, {mention: new for mention, _, new in found if new is not None}


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
    """The trail of what became of events."""
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
