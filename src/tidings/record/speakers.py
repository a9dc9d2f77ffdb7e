"""People and bodies: who speaks and acts, what one of them said, and what is said about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb
import pyarrow as pa

from tidings.record.event_search import Condition
from tidings.record.queries import arrow, bound_days

CODE: Final = re.compile(r"[A-Z]{3}(:.+)?", re.DOTALL)
"""The form of a code (coding manual, section 2)."""

ALL: Final = 1_000_000_000
"""A limit that lets everything through."""

NAMES: Final = 200
"""Names for one speaker that are listed."""


@dataclass(frozen=True, slots=True)
class Who:
    """One speaker or party.

    `by` says what `value` is: `code` (a code without a colon stands for all that it begins), `name` (of a
    person or body), or `words` (a source's words whose bearer is not known).
    """

    by: str
    value: str

    def says(self, row: str = "s") -> Condition:
        """The condition on a row of `statements` that they are its source."""
        match self.by:
            case "code":
                column = "speaker_code" if ":" in self.value else "speaker_country"
                return f"{row}.{column} = ?", [self.value]
            case "name":
                return f"{row}.speaker_name = ?", [self.value]
        unknown = f"{row}.speaker_code IS NULL AND {row}.speaker_name IS NULL"
        return f"{unknown} AND lower({row}.source_quote) = lower(?)", [self.value]

    def takes_part(self, row: str = "p") -> Condition:
        """The condition on a row of `parties` that it is they."""
        match self.by:
            case "code":
                return f"{row}.{'code' if ':' in self.value else 'country'} = ?", [self.value]
            case "name":
                return f"{row}.name = ?", [self.value]
        return f"{row}.code IS NULL AND {row}.name IS NULL AND lower({row}.quote) = lower(?)", [self.value]


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the record has of somebody; `first` and `last` are days of publishing of what they said.

    `did` and `met` count mentions of actions in which they act, and which are directed at them.
    """

    statements: int
    articles: int
    outlets: int
    first: date | None
    last: date | None
    did: int
    met: int
    figures: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which statements or mentions are listed; what is not set lets everything through.

    `words` are looked for in the content of a statement; `kind` is `assertion` or `attitude`, `role` `actor`
    or `recipient`; `since` and `until` are days, months or years of publishing; `own` keeps what outlets say
    in their own voice (True) or what they quote (False).
    """

    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    words: str | None = None
    kind: str | None = None
    role: str | None = None
    type: str | None = None
    factuality: str | None = None
    own: bool | None = None


_READ: Final = (
    "coalesce(min(CASE WHEN ends_with({0}, ': institution') OR ends_with({0}, ': international body')"
    " THEN 'body' WHEN ends_with({0}, ': place') THEN 'place' END), '')"
)


def everyone(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Who speaks, acts or is acted on, by code and name (either may be null, not both).

    Columns: code, name, read_as (`body` or `place` where the name was read as that of one, else empty),
    statements, did, met: how often they are a statement's source, named as doing something, named as the one
    it is done to. Two words of one mention that have the same code and name count twice (see `together`).
    """
    return arrow(
        db,
        f"""
        SELECT code, name, max(read_as) AS read_as, sum(statements)::INTEGER AS statements,
               sum(did)::INTEGER AS did, sum(met)::INTEGER AS met
        FROM (
            SELECT speaker_code AS code, speaker_name AS name, count(*) AS statements, 0 AS did, 0 AS met,
                   {_READ.format("speaker_reason")} AS read_as
            FROM statements WHERE speaker_code IS NOT NULL OR speaker_name IS NOT NULL GROUP BY 1, 2
            UNION ALL
            SELECT code, name, 0, count_if(role = 'actor'), count_if(role = 'recipient'),
                   {_READ.format("reason")}
            FROM parties WHERE code IS NOT NULL OR name IS NOT NULL GROUP BY 1, 2
        ) GROUP BY 1, 2 ORDER BY 1, 2
        """,
    )


def together(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Which parties that are somehow the same stand together in one role of a mention, and how often.

    Columns: role, codes and names (lists, side by side; either may hold null), times (mentions). Only where
    a name, or the first part of a code, comes up again: *Iran* and *Tehran*, or *Russia* and *its army*.
    """
    return arrow(
        db,
        """
        WITH several AS MATERIALIZED (SELECT DISTINCT mention_id, role FROM parties WHERE n > 0),
        alike AS (
            SELECT role, list(code ORDER BY code, name) AS codes, list(name ORDER BY code, name) AS names
            FROM parties SEMI JOIN several USING (mention_id, role) GROUP BY mention_id, role
            HAVING count(code) > count(DISTINCT split_part(code, ':', 1))
                OR count(name) > count(DISTINCT name)
        )
        SELECT role, codes, names, count(*)::INTEGER AS times FROM alike GROUP BY ALL ORDER BY ALL
        """,
    )


def find(db: duckdb.DuckDBPyConnection, asked: str) -> Who | None:
    """Who is meant by a code, a name or the words for a source; None where the record knows nobody such.

    Capitals may differ; a code comes before a name, and a name before mere words.
    """
    wanted = asked.strip()
    if not wanted:
        return None
    loose = wanted[:3].upper() + wanted[3:]
    codes = [Who("code", code) for code in dict.fromkeys((wanted, loose)) if CODE.fullmatch(code)]
    for who in [*codes[:1], Who("name", wanted), *codes[1:]]:
        if _held(db, who):
            return who
    named = db.execute(
        "SELECT min(name) FROM (SELECT speaker_name AS name FROM statements"
        " WHERE lower(speaker_name) = lower($1)"
        " UNION ALL SELECT name FROM parties WHERE lower(name) = lower($1))",
        [wanted],
    ).fetchall()[0][0]
    if named is not None:
        return Who("name", named)
    words = Who("words", wanted)
    return words if _held(db, words) else None


def _held(db: duckdb.DuckDBPyConnection, who: Who) -> bool:
    (says, said), (takes, taken) = who.says(), who.takes_part()
    parts = [
        f"EXISTS (SELECT 1 FROM statements s WHERE {says})",
        f"EXISTS (SELECT 1 FROM parties p WHERE {takes})",
    ]
    values = [*said, *taken]
    if who.by == "code":
        holds, held = holder_condition(who.value)
        parts.append(f"EXISTS (SELECT 1 FROM figures f WHERE {holds})")
        values += held
    return bool(db.execute(f"SELECT {' OR '.join(parts)}", values).fetchall()[0][0])


def holder_condition(code: str, row: str = "f") -> Condition:
    """The condition on a row of `figures` that the code is among its holders, or begins one of them."""
    listed = f"',' || regexp_replace({row}.holder, '\\s*,\\s*', ',', 'g') || ','"
    return (
        f"contains({row}.holder, ?) AND (contains({listed}, ?) OR contains({listed}, ?))",
        [code, f",{code},", f",{code}:"],
    )


def totals(db: duckdb.DuckDBPyConnection, who: Who) -> Totals:
    """Count what the record has of somebody."""
    says, said = who.says()
    takes, taken = who.takes_part()
    spoken = db.execute(
        "SELECT count(*), count(DISTINCT hash(s.article_id)), count(DISTINCT lower(a.outlet)),"
        " min(a.published), max(a.published)"
        f" FROM statements s JOIN articles a ON a.id = s.article_id WHERE {says}",
        said,
    ).fetchall()[0]
    acts = db.execute(
        "SELECT count(DISTINCT hash(mention_id)) FILTER (role = 'actor'),"
        f" count(DISTINCT hash(mention_id)) FILTER (role = 'recipient') FROM parties p WHERE {takes}",
        taken,
    ).fetchall()[0]
    figures = 0
    if who.by == "code":
        holds, held = holder_condition(who.value)
        figures = db.execute(f"SELECT count(*) FROM figures f WHERE {holds}", held).fetchall()[0][0]
    statements, articles, in_outlets, first, last = spoken
    return Totals(statements, articles, in_outlets, first, last, acts[0], acts[1], figures)


def members(db: duckdb.DuckDBPyConnection, who: Who, limit: int = 40) -> pa.Table:
    """The codes and names that belong to a code, or the codes of a name, those most spoken of first.

    Columns: code, name, read_as (as in `everyone`), statements, parties.
    """
    says, said = who.says()
    takes, taken = who.takes_part()
    return arrow(
        db,
        f"""
        SELECT code, name, max(read_as) AS read_as, sum(statements)::INTEGER AS statements,
               sum(parties)::INTEGER AS parties
        FROM (
            SELECT speaker_code AS code, speaker_name AS name, count(*) AS statements, 0 AS parties,
                   {_READ.format("speaker_reason")} AS read_as
            FROM statements s WHERE {says} GROUP BY 1, 2
            UNION ALL
            SELECT code, name, 0, count(*), {_READ.format("reason")}
            FROM parties p WHERE {takes} GROUP BY 1, 2
        ) GROUP BY 1, 2 ORDER BY sum(statements + parties) DESC, code, name LIMIT ?
        """,
        [*said, *taken, limit],
    )


def said(
    db: duckdb.DuckDBPyConnection, who: Who, chosen: Chosen, limit: int = ALL, offset: int = 0
) -> tuple[pa.Table, int]:
    """Statements of somebody, the newest first, and how many fit in all.

    Columns: id, article_id, outlet, title, published, source, cue, content (list of stretches) and kind.
    Raises ConfigurationError TID-402 for a bad day.
    """
    condition, values = _said_where(who, chosen)
    order = "published DESC NULLS LAST, article_id, position"
    rows = arrow(
        db,
        f"""
        WITH found AS MATERIALIZED (
            SELECT s.rowid AS n, a.published, s.article_id, s.position
            FROM statements s JOIN articles a ON a.id = s.article_id WHERE {condition}
        ), picked AS MATERIALIZED (
            SELECT s.id, s.article_id, s.source_quote, s.cue_quote, s.kind, s.position FROM statements s
            WHERE s.rowid IN (SELECT n FROM found ORDER BY {order} LIMIT ? OFFSET ?)
        ), words AS MATERIALIZED (
            SELECT statement_id, article_id, list(quote ORDER BY n) AS content FROM statement_contents
            WHERE statement_id IN (SELECT id FROM picked) GROUP BY ALL
        )
        SELECT p.id, p.article_id, a.outlet, a.title, a.published, p.source_quote AS source,
               p.cue_quote AS cue, coalesce(w.content, []::VARCHAR[]) AS content, p.kind,
               (SELECT count(*) FROM found) AS found
        FROM picked p JOIN articles a ON a.id = p.article_id
        LEFT JOIN words w ON w.statement_id = p.id AND w.article_id = p.article_id
        ORDER BY a.published DESC NULLS LAST, p.article_id, p.position
        """,
        [*values, limit, offset],
    )
    count = f"SELECT count(*) FROM statements s JOIN articles a ON a.id = s.article_id WHERE {condition}"
    return with_count(db, rows, offset, count, values)


def with_count(
    db: duckdb.DuckDBPyConnection, rows: pa.Table, offset: int, count: str, values: list[object]
) -> tuple[pa.Table, int]:
    """The rows without their column `found`, and how many there are in all."""
    if rows.num_rows or not offset:
        found = rows["found"][0].as_py() if rows.num_rows else 0
    else:
        found = db.execute(count, values).fetchall()[0][0]
    return rows.drop_columns("found"), int(found)


def _said_where(who: Who, chosen: Chosen) -> Condition:
    condition, values = who.says()
    parts = [condition, *published(chosen, values)]
    if chosen.kind:
        parts.append("s.kind = ?")
        values.append(chosen.kind)
    if chosen.words:
        says, said = who.says()
        # Materialized, so that the words of this speaker alone are searched.
        parts.append(
            "s.id IN (WITH theirs AS MATERIALIZED (SELECT statement_id, quote FROM statement_contents"
            f" WHERE statement_id IN (SELECT s.id FROM statements s WHERE {says}))"
            " SELECT statement_id FROM theirs WHERE contains(lower(quote), lower(?)))"
        )
        values += [*said, chosen.words]
    return " AND ".join(parts), values


def published(chosen: Chosen, values: list[object]) -> list[str]:
    """The conditions on an article `a` that its outlet and day are among the chosen; adds their values."""
    parts = []
    if chosen.outlet:
        parts.append("a.outlet = ?")
        values.append(chosen.outlet)
    if chosen.since:
        parts.append("a.published >= ?")
        values.append(bound_days("since", chosen.since)[0])
    if chosen.until:
        parts.append("a.published <= ?")
        values.append(bound_days("until", chosen.until)[1])
    return parts


def outlets(db: duckdb.DuckDBPyConnection, who: Who, limit: int = 100) -> pa.Table:
    """Outlets by how often they give somebody the word: outlet (null: not named), statements, articles."""
    says, values = who.says()
    return arrow(
        db,
        "SELECT a.outlet, count(*)::INTEGER AS statements, count(DISTINCT a.id)::INTEGER AS articles"
        f" FROM statements s JOIN articles a ON a.id = s.article_id WHERE {says}"
        " GROUP BY 1 ORDER BY statements DESC, a.outlet LIMIT ?",
        [*values, limit],
    )


def names(db: duckdb.DuckDBPyConnection, who: Who, limit: int = NAMES) -> pa.Table:
    """The words that outlets use for somebody, those used most first.

    Columns: words, times, outlets (how many), by (list of outlets, those that use them most first, each with
    its count), article_id (of one article that uses them).
    """
    says, said = who.says()
    takes, taken = who.takes_part()
    return arrow(
        db,
        f"""
        WITH used AS (
            SELECT quote AS used_words, article_id FROM parties p WHERE {takes} AND quote IS NOT NULL
            UNION ALL
            SELECT source_quote, article_id FROM statements s WHERE {says} AND source_quote IS NOT NULL
        ), counted AS (
            SELECT used_words AS words, a.outlet, count(*)::INTEGER AS times, min(a.id) AS article_id
            FROM used JOIN articles a ON a.id = used.article_id GROUP BY 1, 2
        )
        SELECT words, sum(times)::INTEGER AS times, count(DISTINCT lower(outlet))::INTEGER AS outlets,
               list(coalesce(outlet, 'an outlet not named') || ' ' || times ORDER BY times DESC, outlet)
                   AS by,
               arg_max(article_id, times) AS article_id
        FROM counted GROUP BY words ORDER BY times DESC, words LIMIT ?
        """,
        [*taken, *said, limit],
    )


def timeline(db: duckdb.DuckDBPyConnection, who: Who) -> pa.Table:
    """By month of publishing: month (its first day), said (statements), did and met (mentions of actions)."""
    says, said = who.says()
    takes, taken = who.takes_part()
    return arrow(
        db,
        f"""
        WITH days AS (
            SELECT a.published AS day, count(*) AS said, 0 AS did, 0 AS met
            FROM statements s JOIN articles a ON a.id = s.article_id WHERE {says} GROUP BY 1
            UNION ALL
            SELECT a.published, 0, count(DISTINCT p.mention_id) FILTER (p.role = 'actor'),
                   count(DISTINCT p.mention_id) FILTER (p.role = 'recipient')
            FROM parties p JOIN articles a ON a.id = p.article_id WHERE {takes} GROUP BY 1
        )
        SELECT date_trunc('month', day)::DATE AS month, sum(said)::INTEGER AS said, sum(did)::INTEGER AS did,
               sum(met)::INTEGER AS met
        FROM days WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1
        """,
        [*said, *taken],
    )
