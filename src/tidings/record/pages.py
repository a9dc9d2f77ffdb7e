"""Lists of a record a page at a time, by key: a page begins after the last row of the one before it.

No rows are counted off to get to a page, so that each costs the same, and rows that come or go meanwhile
neither repeat nor hide others. What stands in other tables is picked by article alone: to ask for ids too
takes longer. Every value is bound; none is formatted into SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record import article_list
from tidings.record.event_page import windows
from tidings.record.event_search import Condition, EventSearch, both, where
from tidings.record.figure_queries import FigureFilter, figure_conditions
from tidings.record.passages import passage
from tidings.record.queries import MentionFilter, arrow, mention_conditions
from tidings.record.statement_queries import StatementFilter, statement_conditions
from tidings.types.schemas import SCHEMAS

Key = tuple[str, ...]
"""The place of a row in the order of its list, each column of it as words."""

MADE_WITH: Final = ("ontology_version", "model_digest", "config_digest")
"""Columns that all rows of an article have in common; only articles give them."""
NOT_LISTED: Final = ("text", "furniture", "signature")
"""Columns of `articles` that the list of articles leaves out."""
_OF_PARTY: Final = tuple(n for n in SCHEMAS["parties"].names if n not in ("mention_id", "article_id", "n"))
_NO_EVENTS: Final = EventSearch()


class Sort(StrEnum):
    """How articles and events are sorted: by their day; those without one stand last."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, the key of the last of them (None where there is none), and whether more follow."""

    table: pa.Table
    last: Key | None
    more: bool


@dataclass(frozen=True, slots=True)
class _Order:
    """The columns of a key as SQL, never null and each with its type, all ascending or all descending."""

    columns: tuple[tuple[str, str], ...]
    descending: bool = False

    @property
    def sql(self) -> str:
        return ", ".join(f"{sql}{' DESC' if self.descending else ''}" for sql, _ in self.columns)

    def after(self, key: Key | None) -> Condition:
        """That a row stands after `key`; ValueError where the key is of another order."""
        if key is None:
            return "true", []
        if len(key) != len(self.columns):
            raise ValueError(f"a key of {len(key)} columns for {len(self.columns)}")
        sign = "<" if self.descending else ">"
        found, values = "false", list[Any]()
        for (sql, kind), value in reversed(list(zip(self.columns, key, strict=True))):
            bound = f"TRY_CAST(? AS {kind})"
            found = f"({sql} {sign}= {bound} AND ({sql} {sign} {bound} OR {found}))"
            values = [value, value, *values]
        return found, values


def _in_text(row: str) -> _Order:
    return _Order(((f"{row}.article_id", "VARCHAR"), (f"{row}.position", "INTEGER")))


def _by_day(day: str, id: str, sort: Sort) -> _Order:
    newest = sort is Sort.NEWEST
    last = "0001-01-01" if newest else "9999-12-31"
    return _Order(((f"coalesce({day}, DATE '{last}')", "DATE"), (id, "VARCHAR")), newest)


def _columns(table: str, row: str, without: Sequence[str] = MADE_WITH) -> str:
    return ", ".join(f'{row}."{name}"' for name in SCHEMAS[table].names if name not in without)


def _page(
    db: duckdb.DuckDBPyConnection, rows: str, order: _Order, fits: Sequence[Condition], after: Key | None,
    limit: int, filled: Callable[[str], str], alias: str,
) -> Page:  # fmt: skip
    """The rows after a key: their numbers are picked by the key, then `filled` gives the query around them.

    `rows` is what they are taken from, `alias` the row whose number counts.
    """
    condition, values = both([*fits, order.after(after)])
    keys = ", ".join(f"({sql})::VARCHAR" for sql, _ in order.columns)
    picked = db.execute(
        f"SELECT {alias}.rowid, {keys} FROM {rows} WHERE {condition} ORDER BY {order.sql} LIMIT ?",
        [*values, limit + 1],
    ).fetchall()
    shown = picked[:limit]
    numbers = "WITH p AS MATERIALIZED (SELECT unnest($1::BIGINT[]) AS number, unnest($2::INTEGER[]) AS place)"
    table = arrow(db, f"{numbers}, {filled('p')}", [[row[0] for row in shown], list(range(len(shown)))])
    return Page(table, tuple(shown[-1][1:]) if shown else None, len(picked) > limit)


def articles(
    db: duckdb.DuckDBPyConnection, wanted: article_list.ArticleSearch, sort: Sort, after: Key | None,
    limit: int,
) -> Page:  # fmt: skip
    """Articles that fit, without texts, by day of publishing and id.

    Columns: those of `articles` without `NOT_LISTED`; statements, mentions, figures (counts); copy_of (the id
    of the article that it repeats). Raises as `article_list.articles`.
    """
    conditions, values = article_list.conditions(wanted)

    def filled(picked: str) -> str:
        counted = ", ".join(
            f"(SELECT count(*) FROM {name} c WHERE c.article_id = a.id)::INTEGER AS {name}"
            for name in ("statements", "mentions", "figures")
        )
        return (
            f"chosen AS MATERIALIZED (SELECT a.*, {picked}.place FROM articles a"
            f" JOIN {picked} ON {picked}.number = a.rowid WHERE a.rowid IN (SELECT number FROM {picked}))"
            f" SELECT {_columns('articles', 'a', NOT_LISTED)}, {counted},"
            " (SELECT min(copy_of) FROM copies c WHERE c.article_id = a.id) AS copy_of"
            " FROM chosen a ORDER BY a.place"
        )

    order = _by_day("a.published", "a.id", sort)
    return _page(db, "articles a", order, [(" AND ".join(conditions), values)], after, limit, filled, "a")


def mentions(
    db: duckdb.DuckDBPyConnection, wanted: MentionFilter, after: Key | None, limit: int, *,
    event: str | None = None, id: str | None = None,
) -> Page:  # fmt: skip
    """Mentions that fit, in the order of article ids and of the text; raises as `queries.mentions`.

    `event`: tellings of this event id only; `id`: this mention only.
    Columns: those of `mentions` without `MADE_WITH`; actors and recipients (lists of rows of `parties`);
    outlet, published, title of the article; source, speaker_code, speaker_name of the statement it stands in;
    event_id; sentence (the words around the trigger).
    """
    found, values = mention_conditions(replace(wanted, limit=None), db)
    fits: list[Condition] = [(" AND ".join(found) or "true", values)]
    rows = "mentions m"
    if wanted.outlet is not None or wanted.since is not None or wanted.until is not None:
        rows += " JOIN articles a ON a.id = m.article_id"
    if wanted.voice is not None:
        rows += " LEFT JOIN statements s ON s.id = m.voice AND s.article_id = m.article_id"
    if id is not None:
        fits.append(("m.id = ?", [id]))
    if event is not None:
        told = "IN (SELECT {0} FROM tellings WHERE event_id = ?)"
        fits.append((f"m.article_id {told.format('article_id')}", [event]))
        fits.append((f"m.id {told.format('mention_id')}", [event]))

    def filled(picked: str) -> str:
        named = ", ".join(f'"{name}" := p."{name}"' for name in _OF_PARTY if name != "role")
        return f"""
            chosen AS MATERIALIZED (
                SELECT m.*, {picked}.place FROM mentions m JOIN {picked} ON {picked}.number = m.rowid
                WHERE m.rowid IN (SELECT number FROM {picked})
            ), named AS MATERIALIZED (
                SELECT mention_id, role, list(struct_pack({named}) ORDER BY n) AS parties FROM parties p
                WHERE article_id IN (SELECT article_id FROM chosen) GROUP BY 1, 2
            ), told AS MATERIALIZED (
                SELECT mention_id, min(event_id) AS event_id FROM tellings
                WHERE article_id IN (SELECT article_id FROM chosen) GROUP BY 1
            ), said AS MATERIALIZED (
                SELECT * FROM statements WHERE article_id IN (SELECT article_id FROM chosen)
            )
            SELECT {_columns("mentions", "m")}, x.parties AS actors, y.parties AS recipients, a.outlet,
                   a.published, a.title, s.source_quote AS source, s.speaker_code, s.speaker_name, t.event_id
            FROM chosen m JOIN articles a ON a.id = m.article_id
            LEFT JOIN said s ON s.id = m.voice AND s.article_id = m.article_id
            LEFT JOIN named x ON x.mention_id = m.id AND x.role = 'actor'
            LEFT JOIN named y ON y.mention_id = m.id AND y.role = 'recipient'
            LEFT JOIN told t ON t.mention_id = m.id
            ORDER BY m.place
            """

    page = _page(db, rows, _in_text("m"), fits, after, limit, filled, "m")
    return replace(page, table=_with_sentences(db, page.table, "trigger_start", "trigger_end"))


def statements(db: duckdb.DuckDBPyConnection, wanted: StatementFilter, after: Key | None, limit: int) -> Page:
    """Statements that fit, in the order of article ids and of the text.

    Columns: those of `statements` without `MADE_WITH`; contents (list of spans); outlet, published, title.
    Raises ConfigurationError TID-402 for a filter that makes no sense.
    """
    rows = "statements s"
    if wanted.outlet is not None or wanted.since is not None or wanted.until is not None:
        rows += " JOIN articles a ON a.id = s.article_id"
    fits = [statement_conditions(wanted)]

    def filled(picked: str) -> str:
        return f"""
            chosen AS MATERIALIZED (
                SELECT s.*, {picked}.place FROM statements s JOIN {picked} ON {picked}.number = s.rowid
                WHERE s.rowid IN (SELECT number FROM {picked})
            ), held AS MATERIALIZED (
                SELECT statement_id,
                       list(struct_pack("start" := c."start", "end" := c."end", "quote" := c."quote")
                            ORDER BY n) AS contents
                FROM statement_contents c WHERE article_id IN (SELECT article_id FROM chosen) GROUP BY 1
            )
            SELECT {_columns("statements", "s")}, h.contents, a.outlet, a.published, a.title
            FROM chosen s JOIN articles a ON a.id = s.article_id
            LEFT JOIN held h ON h.statement_id = s.id ORDER BY s.place
            """

    return _page(db, rows, _in_text("s"), fits, after, limit, filled, "s")


def figures(
    db: duckdb.DuckDBPyConnection, wanted: FigureFilter, after: Key | None, limit: int, *,
    event: str | None = None,
) -> Page:  # fmt: skip
    """Figures that fit, in the order of article ids and of the text; raises as `figure_queries.figures`.

    `event`: of tellings of this event id only. Columns: those of
    `figures` without `MADE_WITH`; outlet, published, title; source, speaker_code, speaker_name of the
    statement it stands in; sentence (the words around it).
    """
    rows = "figures f"
    if wanted.outlet is not None or wanted.since is not None or wanted.until is not None:
        rows += " JOIN articles a ON a.id = f.article_id"
    if wanted.voice is not None:
        rows += " LEFT JOIN statements s ON s.id = f.voice AND s.article_id = f.article_id"
    fits = [figure_conditions(replace(wanted, limit=None))]
    if event is not None:
        told = "IN (SELECT {0} FROM tellings WHERE event_id = ?)"
        fits.append((f"f.article_id {told.format('article_id')}", [event]))
        fits.append((f"f.mention_id {told.format('mention_id')}", [event]))

    def filled(picked: str) -> str:
        return f"""
            chosen AS MATERIALIZED (
                SELECT f.*, {picked}.place FROM figures f JOIN {picked} ON {picked}.number = f.rowid
                WHERE f.rowid IN (SELECT number FROM {picked})
            ), said AS MATERIALIZED (
                SELECT * FROM statements WHERE article_id IN (SELECT article_id FROM chosen)
            )
            SELECT {_columns("figures", "f")}, a.outlet, a.published, a.title, s.source_quote AS source,
                   s.speaker_code, s.speaker_name
            FROM chosen f JOIN articles a ON a.id = f.article_id
            LEFT JOIN said s ON s.id = f.voice AND s.article_id = f.article_id ORDER BY f.place
            """

    page = _page(db, rows, _in_text("f"), fits, after, limit, filled, "f")
    return replace(page, table=_with_sentences(db, page.table, "start", "end"))


def events(
    db: duckdb.DuckDBPyConnection, wanted: EventSearch, sort: Sort, after: Key | None, limit: int
) -> Page:
    """Events that fit, by first day and id: the columns of `events`. Raises as `event_search.where`."""
    order = _by_day("e.date_start, e.first_published", "e.id", sort)

    def filled(picked: str) -> str:
        return (
            f"chosen AS (SELECT e.*, {picked}.place FROM events e JOIN {picked} ON {picked}.number = e.rowid"
            f" WHERE e.rowid IN (SELECT number FROM {picked}))"
            f" SELECT {_columns('events', 'e', ())} FROM chosen e ORDER BY e.place"
        )

    return _page(db, "events e", order, [where(wanted, db)], after, limit, filled, "e")


def changes(
    db: duckdb.DuckDBPyConnection, since: datetime | None, wanted: EventSearch, after: Key | None, limit: int
) -> Page:
    """What became of events, by time: the columns of `event_changes`, from an instant in UTC on.

    With a filter only changes of events that fit it now; one whose id is gone because it was renamed or
    merged counts as the one it went into. Raises as `event_search.where`.
    """
    order = _Order(
        (
            ("c.changed", "TIMESTAMP"), ("c.event_id", "VARCHAR"), ("c.kind", "VARCHAR"),
            ("coalesce(c.other, '')", "VARCHAR"), ("md5(c.mention_ids::VARCHAR)", "VARCHAR"),
        )
    )  # fmt: skip
    fits: list[Condition] = []
    if since is not None:
        fits.append(("c.changed >= ?", [since]))
    if wanted != _NO_EVENTS:
        condition, values = where(wanted, db)
        fits.append(
            (
                f"""c.event_id IN (
                WITH RECURSIVE fits AS MATERIALIZED (SELECT e.id FROM events e WHERE {condition}), meant AS (
                    SELECT id FROM fits
                    UNION SELECT g.other FROM event_changes g JOIN meant m ON g.event_id = m.id
                    WHERE g.kind IN ('renamed', 'merged') AND g.other NOT IN (SELECT id FROM events)
                ) SELECT id FROM meant)""",
                values,
            )
        )

    def filled(picked: str) -> str:
        return (
            f"chosen AS (SELECT c.*, {picked}.place FROM event_changes c"
            f" JOIN {picked} ON {picked}.number = c.rowid)"
            f" SELECT {_columns('event_changes', 'c', ())} FROM chosen c ORDER BY c.place"
        )

    return _page(db, "event_changes c", order, fits, after, limit, filled, "c")


def quarantine(db: duckdb.DuckDBPyConnection, number: str | None, after: Key | None, limit: int) -> Page:
    """Inputs that could not become articles, by id: the columns of `quarantine`; of one problem only."""
    fits: list[Condition] = [("q.number = ?", [number])] if number is not None else []

    def filled(picked: str) -> str:
        return (
            f"chosen AS (SELECT q.*, {picked}.place FROM quarantine q"
            f" JOIN {picked} ON {picked}.number = q.rowid)"
            f" SELECT {_columns('quarantine', 'q', ())} FROM chosen q ORDER BY q.place"
        )

    return _page(db, "quarantine q", _Order((("q.id", "VARCHAR"),)), fits, after, limit, filled, "q")


def sentences(
    db: duckdb.DuckDBPyConnection, places: Sequence[tuple[str, int, int]]
) -> dict[tuple[str, int, int], str]:
    """The words around each place (article id, first code point, code point after the last).

    They are cut where the sentence ends.
    """
    found = windows(db, places)
    return {place: passage(found[place], place[1], place[2]).words for place in places}


def _with_sentences(db: duckdb.DuckDBPyConnection, table: pa.Table, start: str, end: str) -> pa.Table:
    """The table with a column `sentence`: the words around each row's span."""
    names = ("article_id", start, end)
    places = list(zip(*(table.column(name).to_pylist() for name in names), strict=True))
    found = sentences(db, places)
    return table.append_column(
        pa.field("sentence", pa.string()), pa.array([found[place] for place in places], pa.string())
    )
