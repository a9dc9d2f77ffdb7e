"""Brings the mentions of a record together into events, and keeps the tables of events up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from tidings.record import judged_events, kept_tellings, rebuild
from tidings.record.judged_events import BELONGS
from tidings.record.schema import rollback
from tidings.record.write import insert

TABLES: Final = ("events", "tellings", "event_figures", "disagreements")
CHUNK: Final = 500
"""Articles that are held in memory at once."""

_STALE: Final = """
CREATE OR REPLACE TEMP TABLE stale_articles AS
SELECT a.id, {made} || coalesce(c.copy_of, '') AS made, coalesce(starts_with(l.made, {made}), false) AS same
FROM articles a LEFT JOIN linked l ON l.article_id = a.id
LEFT JOIN (SELECT article_id, min(copy_of) AS copy_of FROM copies GROUP BY 1) c ON c.article_id = a.id
WHERE l.made IS DISTINCT FROM {made} || coalesce(c.copy_of, '')
"""
"""Articles that are new, were coded anew or are the copy of another one now; whether they are only the last.

`linked.made` is what an article was linked and coded with, and then what it was a copy of.
"""
_GONE: Final = """
SELECT l.article_id FROM linked l LEFT JOIN articles a ON a.id = l.article_id
WHERE a.id IS NULL OR NOT starts_with(l.made, {made}) ORDER BY 1
"""
_ASSIGNED: Final = (
    f"""
    CREATE OR REPLACE TEMP TABLE assigned AS
    SELECT coalesce(o.mention_id, n.mention_id) AS mention_id, o.event_id AS old, n.event_id AS new
    FROM (SELECT * FROM tellings {{some}}) o FULL JOIN (SELECT * FROM ({BELONGS}) {{some}}) n
        ON n.mention_id = o.mention_id
    """,
    """
    CREATE OR REPLACE TEMP TABLE moved_events AS
    SELECT old AS id FROM assigned WHERE old IS DISTINCT FROM new AND old IS NOT NULL
    UNION SELECT new FROM assigned WHERE old IS DISTINCT FROM new AND new IS NOT NULL
    """,
    """
    CREATE OR REPLACE TEMP TABLE touched_events AS
    SELECT id FROM moved_events
    UNION SELECT event_id FROM tellings SEMI JOIN stale_articles s ON s.id = article_id
    """,
)
"""The event that each mention is shown in and the one it belongs to now; the events whose mentions moved;
the events to form again, those that stale articles tell of among them."""

_JUDGED: Final = f"""
CREATE OR REPLACE TEMP TABLE judged_touched AS
WITH moved AS (SELECT unnest(?::VARCHAR[]) AS mention_id)
SELECT event_id FROM tellings SEMI JOIN moved USING (mention_id)
UNION SELECT event_id FROM ({BELONGS}) SEMI JOIN moved USING (mention_id)
"""
"""The events that mentions leave or come to, where verdicts are all that changed."""

_OTHERS: Final = f"""
SELECT DISTINCT article_id FROM ({BELONGS})
SEMI JOIN touched_events t ON t.id = event_id
ANTI JOIN stale_articles s ON s.id = article_id AND NOT s.same ORDER BY 1
"""
"""The articles of the events to form again whose tellings have not been asked for yet."""


def made_with() -> str:
    """SQL for what the article `a` is to be linked and was coded with: how `linked.made` begins then."""
    coded = "a.ontology_version || ' ' || a.model_digest || ' ' || a.config_digest"
    return f"'{linker.digest()} ' || {coded} || ' '"


def link(db: duckdb.DuckDBPyConnection) -> int:
    """Link what was written since the last linking, in one transaction; gives how many events were formed.

    The events are those of the record as it is, whatever the order in which its articles and the verdicts on
    them came (`tidings.record.judged_events`). Each article is read once, and memory does not grow with their
    number. Raises InstallationError (TID-301) where shipped data is damaged.
    """
    gone, changed, waiting = _waiting(db)
    if not waiting:
        return _follow(db)
    kept_tellings.clear(db)
    fresh = len(gone) == _number(db, "SELECT count(*) FROM linked")
    if fresh:
        _link_anew(db, changed)
    db.execute("BEGIN")
    try:
        if not fresh:
            linker.remove(db, gone)
            _forget(db, gone)
            for told in _told(db, changed):
                linker.add(db, told)
                kept_tellings.keep(db, told)
        db.execute("DELETE FROM linked WHERE article_id IN (SELECT id FROM stale_articles)")
        db.execute("INSERT INTO linked SELECT id, made FROM stale_articles")
        judged_events.store(db, judged_events.moved(db))
        formed = _form(db, None, fresh=fresh)
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise
    kept_tellings.clear(db)
    return formed


def follow(db: duckdb.DuckDBPyConnection) -> int:
    """Bring events up to date with the verdicts, as `link` does; gives how many were formed.

    Where articles wait to be linked nothing is done: the next linking follows the verdicts too.
    """
    _create(db)
    if judged_events.moved(db) == judged_events.stored(db) or _waiting(db)[2]:
        return 0
    return _follow(db)


def _waiting(db: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str], bool]:
    """The articles to take out of the events, those to take in, and whether there is anything to link."""
    _create(db)
    made = made_with()
    db.execute(_STALE.format(made=made))
    gone = _ids(db, _GONE.format(made=made))
    changed = _ids(db, "SELECT id FROM stale_articles WHERE NOT same ORDER BY 1")
    return gone, changed, bool(gone) or _number(db, "SELECT count(*) FROM stale_articles") > 0


def _create(db: duckdb.DuckDBPyConnection) -> None:
    linker.create(db)
    judged_events.create(db)


def _follow(db: duckdb.DuckDBPyConnection) -> int:
    before, now = judged_events.stored(db), judged_events.moved(db)
    if before == now:
        return 0
    kept_tellings.clear(db)
    db.execute("BEGIN")
    try:
        judged_events.store(db, now)
        formed = _form(db, sorted(before.keys() | now.keys()), fresh=False)
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise
    kept_tellings.clear(db)
    return formed


def _form(db: duckdb.DuckDBPyConnection, moved: Sequence[str] | None, *, fresh: bool) -> int:
    """Form the events again whose mentions are not those that they had; only these may have `moved`."""
    some = ""
    if moved is not None:
        db.execute(_JUDGED, [moved])
        some = "WHERE event_id IN (SELECT event_id FROM judged_touched)"
    assigned, *rest = _ASSIGNED
    for statement in (assigned.format(some=some), *rest):
        db.execute(statement)
    for told in _told(db, _ids(db, _OTHERS)):
        kept_tellings.keep(db, told)
    if not fresh or _number(db, "SELECT count(old) FROM assigned"):
        _log(db)
    return _write(db)


def _link_anew(db: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    """Link all articles; what an interrupted first linking has left is thrown away.

    It takes several transactions: nothing is shown of it before the events are written.
    """
    db.execute("DELETE FROM linked")
    for table in linker.TABLES:
        db.execute(f"DELETE FROM {table}")
    for told in _told(db, articles):
        linker.store(db, told)
        kept_tellings.keep(db, told)
    linker.link_all(db)


def _told(db: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> Iterator[list[Telling]]:
    """The tellings of articles, some at a time, of mentions whose type is PLOVER's or the user's own."""
    stream = rebuild.rebuilt(db, articles)
    while some := list(islice(stream, CHUNK)):
        yield [telling for coding in some for telling in tellings(coding) if telling.quad]


def _write(db: duckdb.DuckDBPyConnection) -> int:
    """The rows of the touched events in the place of those they had; gives how many events there are."""
    for table in TABLES:
        column = "id" if table == "events" else "event_id"
        db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM touched_events)")
    copied = "SELECT article_id, min(copy_of) FROM copies GROUP BY 1"
    copies: dict[str, str] = dict(db.execute(copied).fetchall())
    formed = 0
    for some in kept_tellings.by_event(db, "SELECT id FROM touched_events"):
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        for event, told in some.items():
            event_rows(rows, summarise(event, told, copies), told)
        for table, values in rows.items():
            insert(db, table, values)
        formed += len(some)
    return formed


def event_rows(rows: dict[str, list[tuple[Any, ...]]], event: EventSummary, told: Sequence[Telling]) -> None:
    """Add the rows of an event to those of the tables `TABLES`."""
    found = disagreements(told)
    place = event.location
    articles = {telling.article_id for telling in told}
    rows["events"].append(
        (event.id, event.type, event.mode, event.quad, [s.code or "" for s in event.actors],
         [s.name or "" for s in event.actors], [s.code or "" for s in event.recipients],
         [s.name or "" for s in event.recipients], event.first, event.last, place and place.name,
         place and place.country, place and place.latitude, place and place.longitude,
         place and place.precision.value, event.factuality.value, len(told), len(articles), event.outlets,
         event.independent, len(found), event.first_published, event.first_report, event.own_type)
    )  # fmt: skip
    rows["tellings"] += sorted((event.id, t.mention_id, t.article_id) for t in told)
    rows["event_figures"] += [
        (event.id, f.counted, f.unit, f.low, f.best, f.high, len(f.values)) for f in event.figures
    ]
    rows["disagreements"] += [
        (event.id, d.kind.value, d.one, d.other, d.said_one, d.said_other, d.figure_one, d.figure_other)
        for d in found
    ]


def _log(db: duckdb.DuckDBPyConnection) -> None:
    """The trail of what became of events."""
    found = db.execute(
        "SELECT mention_id, old, new FROM assigned"
        " WHERE old IN (SELECT id FROM moved_events) OR new IN (SELECT id FROM moved_events)"
    ).fetchall()
    before = {mention: old for mention, old, _ in found if old is not None}
    after = {mention: new for mention, _, new in found if new is not None}
    now = datetime.now(UTC).replace(tzinfo=None)
    insert(
        db,
        "event_changes",
        [(now, c.kind.value, c.event_id, c.other, list(c.mention_ids)) for c in changes(before, after)],
    )


def _forget(db: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    db.register("forgotten", pa.table({"id": pa.array(articles, pa.string())}))
    db.execute("DELETE FROM linked WHERE article_id IN (SELECT id FROM forgotten)")
    db.unregister("forgotten")


def _ids(db: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [str(row[0]) for row in db.execute(query).fetchall()]


def _number(db: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(db.execute(query).fetchall()[0][0])
