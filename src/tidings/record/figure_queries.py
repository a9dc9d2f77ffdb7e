"""Figures that fit, answered as Arrow tables. Every value is bound; none is formatted into SQL."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError
from tidings.record.event_search import Condition, both
from tidings.record.queries import arrow
from tidings.record.speakers import holder_condition
from tidings.record.statement_queries import check_limit, published_in, spoken_by
from tidings.types import OUTLET, Factuality, Unit


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figures to give; None leaves a field open, and all given fields must fit.

    `counted`: a stretch of the words for what is counted, or its one short word (`dead`), in any case.
    `unit`: one of `Unit`. `holder`: the code of whose it is, or its beginning. `factuality`: one of
    `Factuality`. `voice`: `outlet`, a speaker's code or its beginning, or a stretch of the source's words in
    any case. `outlet`: the outlet that tells of it, in any case. `since`, `until`: ISO 8601 days, months or
    years of publishing, both inclusive. `article`: an article id. `limit`: at most so many rows, above 0.
    """

    counted: str | None = None
    unit: str | None = None
    holder: str | None = None
    factuality: str | None = None
    voice: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    article: str | None = None
    limit: int | None = None


def figures(db: duckdb.DuckDBPyConnection, wanted: FigureFilter) -> pa.Table:
    """Figures that fit, in the order of article ids and of the text.

    Columns: id, article_id, outlet, published, quote, low, high, unit, measure, currency, of (words),
    counted, holder, as_of, mention_id, factuality, voice, source (words of the source it is told by, null for
    the outlet), speaker (its name), speaker_code, start, end (code points of the number). Raises
    ConfigurationError TID-402 for a filter that makes no sense.
    """
    condition, values = figure_conditions(wanted)
    limit = "" if wanted.limit is None else "LIMIT ?"
    return arrow(
        db,
        f"""
            SELECT f.id, f.article_id, a.outlet, a.published, f.quote, f.low, f.high, f.unit, f.measure,
                   f.currency, f.of_quote AS "of", f.counted, f.holder, f.as_of, f.mention_id, f.factuality,
                   f.voice, s.source_quote AS source, s.speaker_name AS speaker, s.speaker_code, f."start",
                   f."end"
            FROM figures f JOIN articles a ON a.id = f.article_id
            LEFT JOIN statements s ON s.id = f.voice AND s.article_id = f.article_id
            WHERE {condition} ORDER BY f.article_id, f.position {limit}
            """,
        values if wanted.limit is None else [*values, wanted.limit],
    )


def figure_conditions(wanted: FigureFilter) -> Condition:
    """The condition on a figure `f`, its article `a` (outlet, days) and statement `s` (voice); TID-402."""
    check_limit(wanted.limit)
    found = published_in(wanted.outlet, wanted.since, wanted.until)
    if wanted.counted is not None:
        words = "contains(lower(f.of_quote), lower(?)) OR lower(f.counted) = lower(?)"
        found.append((f"({words})", [wanted.counted] * 2))
    for name, value, known in (("unit", wanted.unit, Unit), ("factuality", wanted.factuality, Factuality)):
        if value is not None:
            if value not in set(known):
                detail = f"known are {', '.join(known)}"
                raise ConfigurationError("TID-402", name=name, value=value, detail=detail)
            found.append((f"f.{name} = ?", [str(value)]))
    if wanted.holder is not None:
        found.append(holder_condition(wanted.holder))
    if wanted.voice == OUTLET:
        found.append(("f.voice = ?", [OUTLET]))
    elif wanted.voice is not None:
        found.append(spoken_by(wanted.voice))
    if wanted.article is not None:
        found.append(("f.article_id = ?", [wanted.article]))
    return both(found)
