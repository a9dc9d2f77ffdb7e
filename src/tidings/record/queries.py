"""Questions to a record, answered as Arrow tables. Every value is bound; none is formatted into SQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError, RecordError
from tidings.record.own_types import known_type
from tidings.types import OUTLET, Factuality, iso_days
from tidings.types.schemas import SCHEMAS

CODE: Final = re.compile(r"[A-Z]{3}(:.+)?")
"""What looks like an actor code and not like words."""

BODIES: Final = "('IGO', 'UNO', 'EUR', 'NGO', 'MNC', 'ISM', 'IMG', 'UNK')"
"""First parts of codes that name a kind of body, and no country (coding manual, PLOVER 2.0)."""

_FIRST_DAY: Final = (
    "CASE WHEN m.date IS NULL THEN a.published WHEN m.date_end IS NULL THEN m.date_start"
    " ELSE coalesce(m.date_start, DATE '0001-01-01') END"
)
_LAST_DAY: Final = (
    "CASE WHEN m.date IS NULL THEN a.published WHEN m.date_start IS NULL THEN m.date_end"
    " ELSE coalesce(m.date_end, DATE '9999-12-31') END"
)
"""First and last day of a mention, or of its article; an open side lies far away."""


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """Which mentions to give; None leaves a field open, and all given fields must fit.

    `actor`, `recipient`: a code or its beginning (`RUS`, `RUS:GOV`, `IGO:NATO`), or a stretch of the words in
    any case. `type`: PLOVER event type, or one of the user's own. `factuality`: one of `Factuality`. `voice`:
    `outlet`, or a stretch of the source's words in any case. `since`, `until`: ISO 8601 days, months or
    years, both inclusive; they are held against the mention's date, or the article's where it has none.
    `article`: an article id. `limit`: at most so many rows, above 0. `outlet`: the outlet that tells of it,
    in any case.
    """

    actor: str | None = None
    recipient: str | None = None
    type: str | None = None
    factuality: str | None = None
    voice: str | None = None
    since: str | None = None
    until: str | None = None
    article: str | None = None
    limit: int | None = None
    outlet: str | None = None


def whose(code: str) -> str:
    """SQL for the country of a code, or the whole code of a body that has a name (`IGO:NATO`).

    What follows `UNK` is a name too, unless it is a sector: three capitals. Organs of the UN and the EU stay
    apart here; for linking they are one body.
    """
    kind, rest = f"split_part({code}, ':', 1)", f"substr({code}, 5)"
    vague = f"{kind} = 'UNK' AND regexp_full_match({rest}, '[A-Z]{{3}}')"
    return f"CASE WHEN {kind} IN {BODIES} AND NOT ({vague}) THEN {code} ELSE {kind} END"


def arrow(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> pa.Table:
    """The whole answer to a query as an Arrow table."""
    return db.sql(query, params=list(values)).to_arrow_table()


def table(db: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """All rows of one table in a fixed order; KeyError where there is no such table."""
    columns = ", ".join(f'"{column}"' for column in SCHEMAS[name].names)
    return arrow(db, f"SELECT {columns} FROM {name} ORDER BY ALL").cast(SCHEMAS[name])


def articles(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Articles without their texts, by day and id, with how much was read in each."""
    return arrow(
        db,
        """
            SELECT a.id, a.title, a.outlet, a.author, a.published, a.url, a.language, a.external_id, a.origin,
                   a.inferred, a.words, coalesce(s.n, 0) AS statements, coalesce(m.n, 0) AS mentions,
                   coalesce(f.n, 0) AS figures
            FROM articles a
            LEFT JOIN (SELECT article_id, count(*) AS n FROM statements GROUP BY 1) s ON s.article_id = a.id
            LEFT JOIN (SELECT article_id, count(*) AS n FROM mentions GROUP BY 1) m ON m.article_id = a.id
            LEFT JOIN (SELECT article_id, count(*) AS n FROM figures GROUP BY 1) f ON f.article_id = a.id
            ORDER BY a.published NULLS LAST, a.id
            """,
    )


def mentions(db: duckdb.DuckDBPyConnection, wanted: MentionFilter) -> pa.Table:
    """Mentions that fit, in the order of articles and of the text; see `Record.mentions`."""
    conditions, values = mention_conditions(wanted, db)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    limit = ""
    if wanted.limit is not None:
        limit = "LIMIT ?"
        values.append(wanted.limit)
    return arrow(
        db,
        f"""
            WITH chosen AS MATERIALIZED (
                SELECT m.*, a.outlet, a.published, coalesce(m.date, a.published::VARCHAR) AS day,
                       s.source_quote AS source, s.speaker_name AS speaker, s.speaker_code
                FROM mentions m JOIN articles a ON a.id = m.article_id
                LEFT JOIN statements s ON s.id = m.voice AND s.article_id = m.article_id
                {where} ORDER BY m.article_id, m.position {limit}
            ), named AS (
                SELECT mention_id, role, list(concat_ws(' ', quote, '[' || code || ']') ORDER BY n) AS names,
                       list(code ORDER BY n) FILTER (code IS NOT NULL) AS codes
                FROM parties WHERE mention_id IN (SELECT id FROM chosen) AND coalesce(quote, code) IS NOT NULL
                GROUP BY mention_id, role
            )
            SELECT c.id, c.article_id, c.outlet, c.published, c.day AS date, c.location_name AS place,
                   c.location_country AS country,
                   coalesce(x.names, []::VARCHAR[]) AS actors, c.trigger_quote AS "trigger", c.type, c.mode,
                   coalesce(y.names, []::VARCHAR[]) AS recipients, c.factuality, c.historical, c.voice,
                   c.source, c.speaker, c.speaker_code, coalesce(x.codes, []::VARCHAR[]) AS actor_codes,
                   coalesce(y.codes, []::VARCHAR[]) AS recipient_codes, c.trigger_start AS "start",
                   c.trigger_end AS "end", c.own_type
            FROM chosen c
            LEFT JOIN named x ON x.mention_id = c.id AND x.role = 'actor'
            LEFT JOIN named y ON y.mention_id = c.id AND y.role = 'recipient'
            ORDER BY c.article_id, c.position
            """,
        values,
    )


def statements(db: duckdb.DuckDBPyConnection, article: str | None) -> pa.Table:
    """Statements in the order of articles and of the text."""
    return arrow(
        db,
        """
            SELECT s.id, s.article_id, a.outlet, a.published, s.source_quote AS source, s.cue_quote AS cue,
                   coalesce(c.quotes, []::VARCHAR[]) AS content, s.kind, s.within
            FROM statements s JOIN articles a ON a.id = s.article_id
            LEFT JOIN (
                SELECT statement_id, list(quote ORDER BY n) AS quotes FROM statement_contents GROUP BY 1
            ) c ON c.statement_id = s.id
            WHERE $1::VARCHAR IS NULL OR s.article_id = $1
            ORDER BY s.article_id, s.position
            """,
        [article],
    )


def figures(db: duckdb.DuckDBPyConnection, article: str | None) -> pa.Table:
    """Figures in the order of articles and of the text."""
    return arrow(
        db,
        """
            SELECT f.id, f.article_id, a.outlet, a.published, f.quote, f.low, f.high, f.unit, f.measure,
                   f.currency, f.of_quote AS "of", f.holder, f.as_of, f.mention_id, f.factuality, f.voice,
                   s.source_quote AS source
            FROM figures f JOIN articles a ON a.id = f.article_id
            LEFT JOIN statements s ON s.id = f.voice AND s.article_id = f.article_id
            WHERE $1::VARCHAR IS NULL OR f.article_id = $1
            ORDER BY f.article_id, f.position
            """,
        [article],
    )


def find_article(db: duckdb.DuckDBPyConnection, path: Path, wanted: str) -> str:
    """The id of the one article meant; see `Record.find_article`."""
    digits = wanted.removeprefix("a_")
    ways = [
        ("id = $1", wanted),
        ("external_id = $1", wanted),
        ("origin = $1 OR ends_with(origin, '/' || $1)", wanted),
        ("lower(title) = lower($1)", wanted),
    ]
    if re.fullmatch(r"[0-9a-f]{2,}", digits):
        ways.append(("starts_with(id, $1)", f"a_{digits}"))
    ways.append(("contains(lower(title), lower($1))", wanted))
    for condition, value in ways if wanted.strip() else []:
        found = db.execute(
            f"SELECT id FROM articles WHERE {condition} ORDER BY id LIMIT 6", [value]
        ).fetchall()
        if len(found) == 1:
            return str(found[0][0])
        if found:
            matches = ", ".join(row[0] for row in found[:5]) + (", ..." if len(found) > 5 else "")
            raise RecordError("TID-207", path=path, id=wanted, matches=matches)
    raise RecordError("TID-206", path=path, id=wanted)


def mention_conditions(
    wanted: MentionFilter, db: duckdb.DuckDBPyConnection | None = None
) -> tuple[list[str], list[Any]]:
    """Conditions on a mention `m`, its article `a` and statement `s`, and what they bind; TID-402 as there.

    `a` is asked where `since`, `until` or `outlet` is given, `s` where `voice` is.
    With `db`, UnknownCodeError TID-303 for a type that neither PLOVER nor this record has.
    """
    conditions: list[str] = []
    values: list[Any] = []

    def add(condition: str, *bound: Any) -> None:
        conditions.append(condition)
        values.extend(bound)

    for role, words in (("actor", wanted.actor), ("recipient", wanted.recipient)):
        if words is not None:
            condition, bound = _party(words)
            add(
                "EXISTS (SELECT 1 FROM parties p WHERE p.mention_id = m.id AND p.article_id = m.article_id"
                f" AND p.role = ? AND ({condition}))",
                role,
                *bound,
            )
    if wanted.type is not None:
        name = known_type(db, wanted.type) if db is not None else wanted.type.upper()
        add("(m.type = ? OR m.own_type = ?)", name, name)
    if wanted.factuality is not None:
        if wanted.factuality not in set(Factuality):
            detail = f"known are {', '.join(Factuality)}"
            raise ConfigurationError("TID-402", name="factuality", value=wanted.factuality, detail=detail)
        add("m.factuality = ?", str(wanted.factuality))
    if wanted.voice == OUTLET:
        add("m.voice = ?", OUTLET)
    elif wanted.voice is not None:
        add("contains(lower(s.source_quote), lower(?))", wanted.voice)
    if wanted.since is not None:
        add(f"{_LAST_DAY} >= ?", bound_days("since", wanted.since)[0])
    if wanted.until is not None:
        add(f"{_FIRST_DAY} <= ?", bound_days("until", wanted.until)[1])
    if wanted.article is not None:
        add("m.article_id = ?", wanted.article)
    if wanted.outlet is not None:
        add("lower(a.outlet) = lower(?)", wanted.outlet)
    if wanted.limit is not None and wanted.limit < 1:
        raise ConfigurationError("TID-402", name="limit", value=wanted.limit, detail="must be above 0")
    return conditions, values


def _party(words: str) -> tuple[str, Sequence[str]]:
    if not words.strip():
        raise ConfigurationError("TID-402", name="actor or recipient", value=words, detail="is empty")
    if CODE.fullmatch(words):
        # Words must fit a code's capitals, so that RUS does not find Belarus.
        condition = "p.code = ? OR starts_with(p.code, ? || ':') OR p.sector = ? OR contains(p.quote, ?)"
    else:
        condition = (
            "lower(p.code) = lower(?) OR starts_with(lower(p.code), lower(?) || ':')"
            " OR lower(p.sector) = lower(?) OR contains(lower(p.quote), lower(?))"
        )
    return condition, [words] * 4


def bound_days(name: str, value: str) -> tuple[date, date]:
    """First and last day of an ISO 8601 day, month or year; ConfigurationError TID-402 for other words."""
    first, last = (None, None) if "/" in value else iso_days(value)
    if first is None or last is None:
        detail = "write YYYY, YYYY-MM or YYYY-MM-DD"
        raise ConfigurationError("TID-402", name=name, value=value, detail=detail)
    return first, last
