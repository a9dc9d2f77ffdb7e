"""A page of events with what else could be chosen, and the whole list for a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record.event_facets import Facet, facets, hits
from tidings.record.event_index import TOLD
from tidings.record.event_search import EventSearch, phrases, spans_of, where
from tidings.record.queries import arrow
from tidings.types import OUTLET

SIZE: Final = 50
"""Events on a page."""


class Sort(StrEnum):
    """How a list of events is sorted."""

    NEWEST = "newest"
    """By their last reported day, the latest first."""
    OLDEST = "oldest"
    REPORTED = "reported"
    """By the day of the first report, the latest first."""
    OUTLETS = "outlets"
    """By how many independent outlets tell of them, then by all outlets."""
    DISAGREEMENTS = "disagreements"


_ORDER: Final[Mapping[Sort, str]] = {
    Sort.NEWEST: "e.day DESC NULLS LAST",
    Sort.OLDEST: "e.day NULLS LAST",
    Sort.REPORTED: "e.first_published DESC NULLS LAST",
    Sort.OUTLETS: "e.independent DESC, e.outlets DESC, e.day DESC NULLS LAST",
    Sort.DISAGREEMENTS: "e.disagreements DESC, e.independent DESC, e.day DESC NULLS LAST",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """One telling of an event: its sentence around the trigger, who prints it and who is said to say so.

    `speaker` is None where the outlet says so itself, or nobody is named.
    """

    before: str
    trigger: str
    after: str
    outlet: str | None
    published: date | None
    own: bool
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """An event of a list: its row in `events`, and what its tellings hold in short.

    `told_by` are outlets, `according_to` the names or words of those who are said to tell of it, `own`
    whether an outlet tells of it in its own voice. `kinds` are kinds of disagreement, `figures` rows of
    `event_figures`.
    """

    event: Mapping[str, Any]
    quote: Quote | None
    told_by: tuple[str, ...]
    according_to: tuple[str, ...]
    own: bool
    kinds: tuple[str, ...]
    figures: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of events, how many fit in all, and what the list can be narrowed by."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    facets: tuple[Facet, ...]


def listing(
    db: duckdb.DuckDBPyConnection, search: EventSearch, *, sort: Sort, page: int, more: str | None = None
) -> Listing:
    """The page (from 1; the last one where there are fewer) of the events that fit.

    `more` names the facet that is given at length. Raises as `event_search.where`.
    """
    fits = hits(db, search)
    total, found = facets(db, search, fits, more)
    pages = max(1, -(-total // SIZE))
    page = min(page, pages)
    rows = db.execute(
        f"SELECT e.id, e.n FROM hits e WHERE {fits.all} ORDER BY {_ORDER[sort]}, e.id LIMIT {SIZE} OFFSET ?",
        [(page - 1) * SIZE],
    ).fetchall()
    numbers = {str(id): int(n) for id, n in rows}
    return Listing(_rows(db, numbers, search), total, page, pages, found)


def all_rows(db: duckdb.DuckDBPyConnection, search: EventSearch, sort: Sort) -> pa.Table:
    """All events that fit: the columns of `events`, and `told_by`, `according_to`, `disagree_on` as lists."""
    condition, values = where(search, db)
    order = _ORDER[sort].replace("e.day", "x.day")
    return arrow(
        db,
        f"""
            WITH chosen AS MATERIALIZED (
                SELECT e.*, x.n, row_number() OVER (ORDER BY {order}, e.id) AS place
                FROM events e JOIN event_index x ON x.id = e.id WHERE {condition}
            ), named AS (
                SELECT n, list(value ORDER BY value) FILTER (field = 'outlet') AS told_by,
                       list(value ORDER BY value) FILTER (field = 'voice_name') AS according_to
                FROM event_facets WHERE field IN ('outlet', 'voice_name') AND n IN (SELECT n FROM chosen)
                GROUP BY n
            ), disputed AS (
                SELECT event_id, list(DISTINCT kind ORDER BY kind) AS kinds FROM disagreements GROUP BY 1
            )
            SELECT c.* EXCLUDE (n, place), coalesce(n.told_by, []::VARCHAR[]) AS told_by,
                   coalesce(n.according_to, []::VARCHAR[]) AS according_to,
                   coalesce(d.kinds, []::VARCHAR[]) AS disagree_on
            FROM chosen c LEFT JOIN named n ON n.n = c.n LEFT JOIN disputed d ON d.event_id = c.id
            ORDER BY c.place
            """,
        values,
    )


def _rows(db: duckdb.DuckDBPyConnection, numbers: Mapping[str, int], search: EventSearch) -> tuple[Row, ...]:
    if not numbers:
        return ()
    ids = list(numbers)
    events = {row["id"]: row for row in _asked(db, "SELECT * FROM events WHERE id IN", ids)}
    told: dict[str, dict[int, list[str]]] = {"outlet": {}, "voice_name": {}, "voice": {}}
    facts = db.execute(
        "SELECT field, n, value FROM event_facets WHERE field IN ('outlet', 'voice_name', 'voice')"
        " AND n IN (SELECT unnest(?::INTEGER[])) ORDER BY value",
        [list(numbers.values())],
    )
    for field, n, value in facts.fetchall():
        told[field].setdefault(n, []).append(value)
    numbers = {id: n for id, n in numbers.items() if id in events}  # some may just have been linked anew
    kinds = _grouped(_asked(db, "SELECT DISTINCT event_id, kind FROM disagreements WHERE event_id IN", ids))
    figures = _grouped(_asked(db, "SELECT * FROM event_figures WHERE event_id IN", ids))
    quotes = _quotes(db, list(numbers.values()), search)
    rows: list[Row] = []
    for id, n in numbers.items():
        disputed = tuple(sorted(row["kind"] for row in kinds.get(id, ())))
        counted = sorted(figures.get(id, ()), key=lambda f: (-f["compared"], f["counted"], f["unit"]))
        rows.append(
            Row(
                events[id], quotes.get(n), tuple(told["outlet"].get(n, ())),
                tuple(told["voice_name"].get(n, ())), OUTLET in told["voice"].get(n, ()), disputed,
                tuple(counted),
            )
        )  # fmt: skip
    return tuple(rows)


def _quotes(db: duckdb.DuckDBPyConnection, numbers: Sequence[int], search: EventSearch) -> dict[int, Quote]:
    """One telling of each event by its number: of the first few, that with the most of the searched words."""
    wanted = phrases(search.words) if search.words else ()
    rows = db.execute(
        """SELECT n, before, "trigger", after, outlet, published, own, speaker FROM event_sentences
           WHERE n IN (SELECT unnest(?::INTEGER[])) AND place <= ? ORDER BY n, place""",
        [list(numbers), TOLD if wanted else 1],
    ).fetchall()
    best: dict[int, tuple[int, Quote]] = {}
    for n, *told in rows:
        quote = Quote(*told)
        found = len(spans_of(wanted, quote.before + quote.trigger + quote.after)[1])
        if n not in best or found > best[n][0]:
            best[n] = found, quote
    return {n: quote for n, (_, quote) in best.items()}


def _asked(db: duckdb.DuckDBPyConnection, query: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = db.execute(f"{query} (SELECT unnest(?::VARCHAR[]))", [list(ids)])
    names = [column[0] for column in rows.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def _grouped(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["event_id"], []).append(row)
    return found
