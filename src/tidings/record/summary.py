"""What a record holds, in one screen: counted in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from tidings.record.queries import whose
from tidings.types import OUTLET, Factuality

TOP: Final = 8
"""How many sources and dyads a summary names."""

_NAMELESS: Final = (
    "he", "she", "they", "it", "we", "i", "you", "who", "which", "that", "this", "these", "those", "him",
    "her", "them", "us", "me", "one", "some", "many", "others",
)  # fmt: skip
"""Sources that name nobody: pronouns."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source by its words: its statements, and the articles they stand in."""

    name: str
    statements: int
    articles: int


@dataclass(frozen=True, slots=True)
class Action:
    """An event type, its quad class (1 to 4, None if the type is unknown) and its mentions by factuality."""

    type: str
    quad: int | None
    mentions: int
    factuality: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dyad:
    """An actor's and a recipient's country (a body's whole code), and their mentions by type, most first."""

    actor: str
    recipient: str
    mentions: int
    types: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class QuarantineCount:
    """How many inputs are quarantined for one numbered problem, with the reason of one of them."""

    number: str
    inputs: int
    example: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a record holds.

    `sources` and `dyads` give the `TOP` most frequent, `actions` all, most frequent first. `factuality`
    counts mentions by each of `Factuality`; `outlet` and `quoted` count mentions in the outlet's and in
    others' voice. `copies` counts articles that repeat another one.
    """

    articles: int
    words: int
    statements: int
    mentions: int
    figures: int
    sources: tuple[Source, ...]
    actions: tuple[Action, ...]
    dyads: tuple[Dyad, ...]
    factuality: Mapping[str, int]
    outlet: int
    quoted: int
    quarantine: tuple[QuarantineCount, ...]
    copies: int


def summarise(db: duckdb.DuckDBPyConnection) -> Summary:
    """Count everything that a `Summary` says."""
    (counts,) = db.execute(
        """
        SELECT (SELECT count(*) FROM articles), (SELECT coalesce(sum(words), 0)::BIGINT FROM articles),
               (SELECT count(*) FROM statements), (SELECT count(*) FROM mentions),
               (SELECT count(*) FROM figures), (SELECT count(*) FROM mentions WHERE voice = $1),
               (SELECT count(DISTINCT article_id) FROM copies)
        """,
        [OUTLET],
    ).fetchall()
    articles, words, statements, mentions, figures, outlet, copies = counts
    actions = _actions(db)
    return Summary(
        articles=articles,
        words=words,
        statements=statements,
        mentions=mentions,
        figures=figures,
        sources=_sources(db),
        actions=actions,
        dyads=_dyads(db),
        factuality={str(f): sum(action.factuality[f] for action in actions) for f in Factuality},
        outlet=outlet,
        quoted=mentions - outlet,
        quarantine=_quarantine(db),
        copies=copies,
    )


def _sources(db: duckdb.DuckDBPyConnection) -> tuple[Source, ...]:
    # One source is one set of words, in any case, without article, possessive or what follows a comma.
    rows = db.execute(
        r"""
        WITH worded AS (
            SELECT source_quote AS quote, count(*) AS n FROM statements WHERE source_quote IS NOT NULL
            GROUP BY 1
        ), named AS MATERIALIZED (
            SELECT quote, n,
                   regexp_replace(trim(regexp_replace(split_part(quote, ',', 1), '\s+', ' ', 'g')),
                                  '^(the|a|an) |[''’]s?$', '', 'gi') AS name
            FROM worded
        ), top AS (
            SELECT lower(name) AS key FROM named
            WHERE name <> '' AND key NOT IN (SELECT unnest($1::VARCHAR[]))
            GROUP BY key ORDER BY sum(n) DESC, key LIMIT $2
        )
        SELECT mode(name ORDER BY name), count(*), count(DISTINCT article_id)
        FROM statements JOIN named ON quote = source_quote JOIN top ON key = lower(name)
        GROUP BY key ORDER BY count(*) DESC, key
        """,
        [list(_NAMELESS), TOP],
    ).fetchall()
    return tuple(Source(*row) for row in rows)


def _actions(db: duckdb.DuckDBPyConnection) -> tuple[Action, ...]:
    counts = ", ".join("count(*) FILTER (factuality = ?)" for _ in Factuality)
    rows = db.execute(
        f"SELECT type, any_value(quad), count(*), {counts} FROM mentions"
        " GROUP BY type ORDER BY count(*) DESC, type",
        [str(f) for f in Factuality],
    ).fetchall()
    return tuple(
        Action(type, quad, total, dict(zip(map(str, Factuality), by, strict=True)))
        for type, quad, total, *by in rows
    )


def _dyads(db: duckdb.DuckDBPyConnection) -> tuple[Dyad, ...]:
    rows = db.execute(
        f"""
        WITH whose AS MATERIALIZED (
            SELECT code, {whose("code")} AS who
            FROM (SELECT DISTINCT code FROM parties WHERE code IS NOT NULL)
        ), pairs AS MATERIALIZED (
            SELECT DISTINCT a.mention_id, x.who AS actor, y.who AS recipient
            FROM parties a JOIN parties r ON r.mention_id = a.mention_id
            JOIN whose x ON x.code = a.code JOIN whose y ON y.code = r.code
            WHERE a.role = 'actor' AND r.role = 'recipient'
        ), top AS MATERIALIZED (
            SELECT actor, recipient, count(*) AS n FROM pairs GROUP BY ALL
            ORDER BY n DESC, actor, recipient LIMIT $1
        )
        SELECT actor, recipient, top.n, m.type, count(*)
        FROM pairs JOIN top USING (actor, recipient) JOIN mentions m ON m.id = mention_id
        GROUP BY ALL ORDER BY top.n DESC, actor, recipient, count(*) DESC, m.type
        """,
        [TOP],
    ).fetchall()
    types: dict[tuple[str, str, int], dict[str, int]] = {}
    for actor, recipient, total, type, count in rows:
        types.setdefault((actor, recipient, total), {})[type] = count
    return tuple(Dyad(*key, by_type) for key, by_type in types.items())


def _quarantine(db: duckdb.DuckDBPyConnection) -> tuple[QuarantineCount, ...]:
    rows = db.execute(
        "SELECT number, count(*), arg_min(reason, id) FROM quarantine GROUP BY number ORDER BY number"
    ).fetchall()
    return tuple(QuarantineCount(*row) for row in rows)
