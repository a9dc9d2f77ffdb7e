"""Statements that fit, answered as Arrow tables. Every value is bound; none is formatted into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError
from tidings.record.event_search import Condition, both
from tidings.record.queries import CODE, arrow, bound_days
from tidings.types import Kind


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """Which statements to give; None leaves a field open, and all given fields must fit.

    `speaker`: a code or its beginning (`RUS`, `RUS:GOV`), or a stretch of the source's words or of the
    speaker's name in any case. `kind`: one of `Kind`. `words`: a stretch of the content in any case.
    `outlet`: the outlet that tells of it, in any case. `since`, `until`: ISO 8601 days, months or years of
    publishing, both inclusive. `article`: an article id. `limit`: at most so many rows, above 0.
    """

    speaker: str | None = None
    kind: str | None = None
    words: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    article: str | None = None
    limit: int | None = None


def statements(db: duckdb.DuckDBPyConnection, wanted: StatementFilter) -> pa.Table:
    """Statements that fit, in the order of article ids and of the text.

    Columns: id, article_id, outlet, published, source, cue (their words), content (list of its stretches),
    kind, speaker (name), speaker_code, within, start, end (code points from the first word of the content to
    the last; null where there is none). Raises ConfigurationError TID-402 for a filter that makes no sense.
    """
    condition, values = statement_conditions(wanted)
    limit = "" if wanted.limit is None else "LIMIT ?"
    return arrow(
        db,
        f"""
            WITH chosen AS MATERIALIZED (
                SELECT s.*, a.outlet, a.published FROM statements s JOIN articles a ON a.id = s.article_id
                WHERE {condition} ORDER BY s.article_id, s.position {limit}
            ), held AS MATERIALIZED (
                SELECT article_id, statement_id, list(quote ORDER BY n) AS quotes, min("start") AS "start",
                       max("end") AS "end"
                FROM statement_contents WHERE statement_id IN (SELECT id FROM chosen) GROUP BY ALL
            )
            SELECT c.id, c.article_id, c.outlet, c.published, c.source_quote AS source, c.cue_quote AS cue,
                   coalesce(h.quotes, []::VARCHAR[]) AS content, c.kind, c.speaker_name AS speaker,
                   c.speaker_code, c.within, h."start", h."end"
            FROM chosen c LEFT JOIN held h ON h.statement_id = c.id AND h.article_id = c.article_id
            ORDER BY c.article_id, c.position
            """,
        values if wanted.limit is None else [*values, wanted.limit],
    )


def spoken_by(speaker: str, row: str = "s") -> Condition:
    """The condition that a row of `statements` is made by a code or its beginning, or by these words.

    Raises ConfigurationError TID-402 for empty words.
    """
    if not speaker.strip():
        raise ConfigurationError("TID-402", name="speaker or voice", value=speaker, detail="is empty")
    # Words must fit a code's capitals, so that RUS does not find a source in Belarus.
    words = "contains({0}, ?)" if CODE.fullmatch(speaker) else "contains(lower({0}), lower(?))"
    named = [words.format(f"{row}.{column}") for column in ("source_quote", "speaker_name")]
    code = f"lower({row}.speaker_code)"
    coded = f"{code} = lower(?) OR starts_with({code}, lower(?) || ':')"
    return f"({' OR '.join([coded, *named])})", [speaker] * 4


def published_in(outlet: str | None, since: str | None, until: str | None) -> list[Condition]:
    """The conditions on an article `a` that it is of this outlet and of these days.

    Raises ConfigurationError TID-402 for words that are no day, month or year.
    """
    found: list[Condition] = []
    if outlet is not None:
        found.append(("lower(a.outlet) = lower(?)", [outlet]))
    if since is not None:
        found.append(("a.published >= ?", [bound_days("since", since)[0]]))
    if until is not None:
        found.append(("a.published <= ?", [bound_days("until", until)[1]]))
    return found


def check_limit(limit: int | None) -> None:
    """Raises ConfigurationError TID-402 for a limit below 1."""
    if limit is not None and limit < 1:
        raise ConfigurationError("TID-402", name="limit", value=limit, detail="must be above 0")


def statement_conditions(wanted: StatementFilter) -> Condition:
    """The condition on a statement `s`, and on its article `a` where outlet or days are given; TID-402."""
    check_limit(wanted.limit)
    found = published_in(wanted.outlet, wanted.since, wanted.until)
    if wanted.speaker is not None:
        found.append(spoken_by(wanted.speaker))
    if wanted.kind is not None:
        if wanted.kind not in set(Kind):
            detail = f"known are {', '.join(Kind)}"
            raise ConfigurationError("TID-402", name="kind", value=wanted.kind, detail=detail)
        found.append(("s.kind = ?", [str(wanted.kind)]))
    if wanted.words is not None:
        holds = "SELECT statement_id FROM statement_contents WHERE contains(lower(quote), lower(?))"
        found.append((f"s.id IN ({holds})", [wanted.words]))
    if wanted.article is not None:
        found.append(("s.article_id = ?", list[Any]([wanted.article])))
    return both(found)
