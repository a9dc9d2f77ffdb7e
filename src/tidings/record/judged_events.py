"""Where verdicts move mentions to: into other events than the linking has them in, or into none.

A mention is in none where the latest decision on it that stands says that it is no mention. Of decisions on a
pair of mentions the latest that stands counts, whoever made it (`tidings.link.judged` says how they are
followed). Decisions on mentions that are not in the record, or not any more, wait until they are. The values
that people correct (type, parties, date) do not change which event a mention is in.
"""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from tidings.link.judged import Judgement, Placed, holding, reformed
from tidings.record import verdicts

CREATE: Final = "CREATE TABLE IF NOT EXISTS judged_events (mention_id VARCHAR NOT NULL, event_id VARCHAR)"
"""The mentions that verdicts move, with their events; null for none."""

BELONGS: Final = """
SELECT t.mention_id, a.article_id, coalesce(j.event_id, e.event_id) AS event_id
FROM account_tellings t JOIN account_events e USING (number) JOIN accounts a USING (number)
LEFT JOIN judged_events j ON j.mention_id = t.mention_id
WHERE j.mention_id IS NULL OR j.event_id IS NOT NULL
"""
"""SQL for the event that each mention belongs to, and its article."""

_PLACES: Final = """
SELECT t.mention_id, a.published, t.number, e.event_id
FROM account_tellings t JOIN account_events e USING (number) JOIN accounts a USING (number)
WHERE {some}
"""
_LINKS: Final = """
WITH n AS (SELECT number, event_id FROM account_events SEMI JOIN wanted ON event_id = id)
SELECT l.one, l.other, l.score FROM account_links l
JOIN n x ON x.number = l.one JOIN n y ON y.number = l.other WHERE x.event_id = y.event_id
"""

Moved = dict[str, str | None]


def create(db: duckdb.DuckDBPyConnection) -> None:
    """Make the table where it is missing."""
    db.execute(CREATE)


def moved(db: duckdb.DuckDBPyConnection) -> Moved:
    """The event that each mention is to be in, by its id, of those that verdicts move; None for none."""
    rejected = verdicts.rejected(db)
    pairs = verdicts.paired(db)
    named = {*rejected, *(id for pair in pairs for id in (pair.one, pair.other))}
    if not named:
        return {}
    event_of = {p.mention_id: p.event for p in _placed(db, "t.mention_id IN (SELECT id FROM wanted)", named)}
    stay = event_of.keys() - rejected
    judged = holding(pair for pair in pairs if pair.one in stay and pair.other in stay)
    lead = _together(event_of, judged)
    # Where the judgements are what the linking found anyhow, nothing moves.
    against = [j for j in judged if j.same != (event_of[j.one] == event_of[j.other])]
    judged_on = {j.one for j in against} | (rejected & event_of.keys())
    leads = {lead[event_of[id]] for id in judged_on}
    events = {event for event, first in lead.items() if first in leads}
    if not events:
        return {}
    placed = _placed(db, "e.event_id IN (SELECT id FROM wanted)", events)
    left = [p for p in placed if p.mention_id not in rejected]
    here = [j for j in judged if event_of[j.one] in events and event_of[j.other] in events]
    found: Moved = dict(reformed(left, _links(db, events), here))
    found |= {p.mention_id: None for p in placed if p.mention_id in rejected}
    return {p.mention_id: found[p.mention_id] for p in placed if found[p.mention_id] != p.event}


def stored(db: duckdb.DuckDBPyConnection) -> Moved:
    """What was stored last."""
    return dict(db.execute("SELECT mention_id, event_id FROM judged_events").fetchall())


def store(db: duckdb.DuckDBPyConnection, found: Moved) -> None:
    """Put this in the place of what was stored."""
    db.execute("DELETE FROM judged_events")
    if found:
        columns = {"mention_id": list(found), "event_id": pa.array(found.values(), pa.string())}
        db.register("moved", pa.table(columns))
        db.execute("INSERT INTO judged_events BY NAME SELECT * FROM moved ORDER BY mention_id")
        db.unregister("moved")


def _together(event_of: dict[str, str], judged: list[Judgement]) -> dict[str, str]:
    """For each event the one that stands for all that judgements make one with it."""
    lead = {event: event for event in event_of.values()}

    def of(event: str) -> str:
        while lead[event] != event:
            lead[event] = event = lead[lead[event]]
        return event

    for judgement in judged:
        if judgement.same:
            lead[of(event_of[judgement.one])] = of(event_of[judgement.other])
    return {event: of(event) for event in lead}


def _placed(db: duckdb.DuckDBPyConnection, some: str, wanted: set[str]) -> list[Placed]:
    db.register("wanted", pa.table({"id": pa.array(sorted(wanted), pa.string())}))
    rows = db.execute(_PLACES.format(some=some)).fetchall()
    db.unregister("wanted")
    return [Placed(*row) for row in rows]


def _links(db: duckdb.DuckDBPyConnection, events: set[str]) -> list[tuple[int, int, int]]:
    db.register("wanted", pa.table({"id": pa.array(sorted(events), pa.string())}))
    rows = db.execute(_LINKS).fetchall()
    db.unregister("wanted")
    return [(one, other, score) for one, other, score in rows]
