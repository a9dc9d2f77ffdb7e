"""Figures across sources and time: what is counted, and each source's value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError
from tidings.record.event_search import Condition, both
from tidings.record.queries import arrow, bound_days
from tidings.record.speakers import holder_condition
from tidings.types import OUTLET, Factuality

MARKS: Final = 1500
"""Figures that are drawn one by one at most; more are drawn by period."""

ALL: Final = 1_000_000_000
"""A limit that lets everything through."""

SORTS: Final = ("newest", "oldest", "largest", "smallest")
"""Orders of the list."""

TIMES: Final = ("report", "event")
"""What day a figure stands on: that of the report, or the one it holds at (else of its action, else none)."""

_KEY: Final = "f.unit || ':' || coalesce(f.currency, f.measure, '') || ':' || coalesce(f.counted, '')"
_SIZE: Final = "coalesce((f.low + f.high) / 2, f.low, f.high)"


@dataclass(frozen=True, slots=True)
class FigureSearch:
    """Which figures are shown; what is not set lets everything through.

    `what` is a `key` of `counted`; `holder` a code or its beginning; `type` an event type of the action that
    is measured; `voice` is `outlet` (the outlets themselves) or `quoted`; `since` and `until` are days,
    months or years; `time` is one of `TIMES`.
    """

    what: str | None = None
    holder: str | None = None
    type: str | None = None
    factuality: str | None = None
    voice: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    time: str = "report"


def counted(db: duckdb.DuckDBPyConnection, words: str | None = None, limit: int = ALL) -> pa.Table:
    """What is counted, most often first.

    Columns: key, counted (null where the words say only the unit), unit, currency, measure, figures,
    low, high (the lowest and highest bound given). `words` are looked for in what is counted.
    """
    condition, values = "true", list[Any]()
    if words and words.strip():
        condition = "contains(lower(concat_ws(' ', f.counted, f.unit, f.measure, f.currency)), lower(?))"
        values = [words.strip()]
    return arrow(
        db,
        f"""
        SELECT {_KEY} AS key, * FROM (
            SELECT f.counted, f.unit, f.currency, CASE WHEN f.currency IS NULL THEN f.measure END AS measure,
                   count(*)::INTEGER AS figures, min(coalesce(f.low, f.high)) AS low,
                   max(coalesce(f.high, f.low)) AS high
            FROM figures f WHERE {condition} GROUP BY 1, 2, 3, 4
        ) f ORDER BY figures DESC, key LIMIT ?
        """,
        [*values, limit],
    )


def holders(db: duckdb.DuckDBPyConnection, what: str, limit: int = 200) -> list[tuple[str, int]]:
    """Codes of those whose figures of a key of `counted` are told, with how many, most first."""
    rows = db.execute(
        "SELECT trim(h) AS code, count(*) AS figures FROM"
        " (SELECT unnest(string_split(f.holder, ',')) AS h"
        f" FROM figures f WHERE {_KEY} = ? AND f.holder <> '')"
        " WHERE trim(h) <> '' GROUP BY 1 ORDER BY figures DESC, code LIMIT ?",
        [what, limit],
    ).fetchall()
    return [(code, int(count)) for code, count in rows]


def _day(search: FigureSearch) -> str:
    if search.time not in TIMES:
        detail = f"known are {', '.join(TIMES)}"
        raise ConfigurationError("TID-402", name="time", value=search.time, detail=detail)
    if search.time == "report":
        return "a.published"
    return (
        "coalesce(TRY_CAST(split_part(f.as_of, '/', 1)"
        " || substr('-01-01', length(split_part(f.as_of, '/', 1)) - 3) AS DATE), m.date_start)"
    )


def _where(search: FigureSearch) -> tuple[str, Condition]:
    """What figures `f` are taken from, and the condition on them; raises as `figures`."""
    day = _day(search)
    source = "figures f JOIN articles a ON a.id = f.article_id"
    if search.type or search.time == "event":
        source += " LEFT JOIN mentions m ON m.id = f.mention_id AND m.article_id = f.article_id"
    parts: list[Condition] = []
    for sql, value in (
        (f"{_KEY} = ?", search.what),
        ("a.outlet = ?", search.outlet),
        ("? IN (m.type, m.own_type)", search.type and search.type.upper()),
        ("f.factuality = ?", search.factuality),
    ):
        if value:
            parts.append((sql, [value]))
    if search.factuality and search.factuality not in set(Factuality):
        detail = f"known are {', '.join(Factuality)}"
        raise ConfigurationError("TID-402", name="factuality", value=search.factuality, detail=detail)
    if search.holder:
        parts.append(holder_condition(search.holder))
    if search.voice:
        if search.voice not in {OUTLET, "quoted"}:
            detail = "known are outlet, quoted"
            raise ConfigurationError("TID-402", name="voice", value=search.voice, detail=detail)
        parts.append((f"f.voice {'=' if search.voice == OUTLET else '<>'} '{OUTLET}'", []))
    if search.since:
        parts.append((f"{day} >= ?", [bound_days("since", search.since)[0]]))
    if search.until:
        parts.append((f"{day} <= ?", [bound_days("until", search.until)[1]]))
    return source, both(parts)


def stretch(db: duckdb.DuckDBPyConnection, search: FigureSearch) -> tuple[int, int, date | None, date | None]:
    """How many figures fit, how many of them have a day, and the first and last of these days."""
    source, (condition, values) = _where(search)
    day = _day(search)
    query = f"SELECT count(*), count({day}), min({day}), max({day}) FROM {source} WHERE {condition}"
    found, dated, first, last = db.execute(query, values).fetchall()[0]
    return int(found), int(dated), first, last


def figures(
    db: duckdb.DuckDBPyConnection,
    search: FigureSearch,
    sort: str = "newest",
    limit: int = ALL,
    offset: int = 0,
) -> pa.Table:
    """The figures that fit.

    Columns: id, article_id, outlet, title, published, day, quote, of (words of what is counted), counted,
    unit, measure, currency, low, high, holder, as_of, factuality, own (in the outlet's own voice), speaker
    (name, else code, else words of the source), start, end (code points of the number), mention_id, type and
    trigger of the action it measures, event_id. Raises ConfigurationError TID-402 for a choice that makes no
    sense.
    """
    if sort not in SORTS:
        raise ConfigurationError("TID-402", name="sort", value=sort, detail=f"known are {', '.join(SORTS)}")
    source, (condition, values) = _where(search)
    key = {"newest": "day DESC", "oldest": "day", "largest": "size DESC", "smallest": "size"}[sort]
    order = f"{key} NULLS LAST, f.article_id, f.position"
    return arrow(
        db,
        f"""
        WITH found AS MATERIALIZED (
            SELECT f.rowid AS number, {_day(search)} AS day, {_SIZE} AS size, f.article_id, f.position
            FROM {source} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?
        ), picked AS MATERIALIZED (
            SELECT f.*, found.day, found.size, a.outlet, a.title, a.published
            FROM figures f JOIN found ON found.number = f.rowid JOIN articles a ON a.id = f.article_id
            WHERE f.rowid IN (SELECT number FROM found)
        ), voices AS MATERIALIZED (
            SELECT id, article_id, coalesce(speaker_name, speaker_code, source_quote) AS speaker
            FROM statements WHERE id IN (SELECT voice FROM picked)
        ), acts AS MATERIALIZED (
            SELECT id, article_id, type, trigger_quote FROM mentions
            WHERE id IN (SELECT mention_id FROM picked)
        ), told AS MATERIALIZED (
            SELECT mention_id, min(event_id) AS event_id FROM tellings
            WHERE mention_id IN (SELECT mention_id FROM picked) GROUP BY 1
        )
        SELECT p.id, p.article_id, p.outlet, p.title, p.published, p.day, p.quote, p.of_quote AS of,
               p.counted, p.unit, p.measure, p.currency, p.low, p.high, p.holder, p.as_of, p.factuality,
               p.voice = '{OUTLET}' AS own, v.speaker, p."start", p."end", p.mention_id, m.type,
               m.trigger_quote AS "trigger", t.event_id
        FROM picked p LEFT JOIN voices v ON v.id = p.voice AND v.article_id = p.article_id
        LEFT JOIN acts m ON m.id = p.mention_id AND m.article_id = p.article_id
        LEFT JOIN told t ON t.mention_id = p.mention_id
        ORDER BY {order.replace("f.", "p.")}
        """,
        [*values, limit, offset],
    )


def marks(db: duckdb.DuckDBPyConnection, search: FigureSearch) -> pa.Table:
    """The figures that have a day, for a chart: at most `MARKS`, by day.

    Columns: id, article_id, outlet, day, quote, low, high, factuality, own, speaker.
    """
    source, (condition, values) = _where(search)
    day = _day(search)
    return arrow(
        db,
        f"""
        WITH picked AS MATERIALIZED (
            SELECT f.id, f.article_id, a.outlet, {day} AS day, f.quote, f.low, f.high, f.factuality, f.voice
            FROM {source} WHERE {condition} AND {day} IS NOT NULL
            AND (f.low IS NOT NULL OR f.high IS NOT NULL) ORDER BY {day}, f.id LIMIT {MARKS}
        ), voices AS MATERIALIZED (
            SELECT id, article_id, coalesce(speaker_name, speaker_code, source_quote) AS speaker
            FROM statements WHERE id IN (SELECT voice FROM picked)
        )
        SELECT p.id, p.article_id, p.outlet, p.day, p.quote, p.low, p.high, p.factuality,
               p.voice = '{OUTLET}' AS own, v.speaker
        FROM picked p LEFT JOIN voices v ON v.id = p.voice AND v.article_id = p.article_id
        ORDER BY p.day, p.id
        """,
        values,
    )


def periods(db: duckdb.DuckDBPyConnection, search: FigureSearch, by: str) -> pa.Table:
    """The figures by period (`week`, `month` or `year`) and voice, where there are too many to draw each.

    Columns: period (its first day), own, figures, low (lowest bound), first and third (quartiles), middle
    (median), high (highest bound); of a figure with two bounds, quartiles take the mean. ValueError for
    another period.
    """
    if by not in {"week", "month", "year"}:
        raise ValueError(by)
    source, (condition, values) = _where(search)
    day = _day(search)
    return arrow(
        db,
        f"""
        SELECT date_trunc('{by}', {day})::DATE AS period, f.voice = '{OUTLET}' AS own,
               count(*)::INTEGER AS figures, min(coalesce(f.low, f.high)) AS low,
               quantile_cont({_SIZE}, 0.25) AS first, median({_SIZE}) AS middle,
               quantile_cont({_SIZE}, 0.75) AS third, max(coalesce(f.high, f.low)) AS high
        FROM {source} WHERE {condition} AND {day} IS NOT NULL AND (f.low IS NOT NULL OR f.high IS NOT NULL)
        GROUP BY 1, 2 ORDER BY 1, 2
        """,
        values,
    )
