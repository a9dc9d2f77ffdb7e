"""What should be reviewed first: mentions, figures and events in the order of their uncertainty.

Doubt is counted in points (`POINTS`): for what the model itself was unsure of, by the chances that the record
keeps, and for what the chances can't know. Of equal doubt the lower id comes first; ids are hashes, so
neighbours come from all over the collection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import duckdb
import pyarrow as pa

POINTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "unsure": 6.0,
        "contradicted": 4.0,
        "guessed": 3.0,
        "unlinked copy": 2.0,
        "unnamed": 1.0,
        "weak type": 1.0,
        "weak factuality": 1.0,
        "single": 1.0,
        "loose bounds": 1.0,
        "loose unit": 1.0,
    }
)
"""Doubt to its points. The kinds follow docs/explanation/mistakes.md and docs/model-card.md; the points are a
judgement, fitted to nothing: the model is unsure (times one less its lowest chance: of trigger, type and
factuality of a mention, of factuality of a figure); another outlet contradicts it; a party is guessed (times
one less its chance); a near-copy of another text that is in no event with it; a party without a code; where
no chance was kept, a type or factuality of those below; told by one mention only; bounds that are open or
apart; a unit of time or of another kind."""

WEAK_TYPES: Final = ("RETREAT", "AID", "MOBILIZE", "CONCEDE")
"""Types with the lowest F1 in docs/model-card.md (0.24 to 0.43)."""
WEAK_FACTUALITIES: Final = ("hypothetical", "negated")
"""Factualities whose sign often stands far from the trigger (docs/explanation/mistakes.md, kind 9)."""

PICK: Final = 4_000
"""Rows that each kind of doubt brings at most; only these are then weighed against each other."""

_CHANCE: Final = r"\(chance (\d\.\d+)\)"
"""How the reason of a guessed party ends (`tidings.code.actors`): it has the chance in older records too."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to review: `kind` is `mention` or `figure`; the others narrow it, None leaves them open.

    `article`, `event`: ids. `type`: PLOVER type of a mention, unit of a figure.
    """

    kind: str = "mention"
    article: str | None = None
    event: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement seen from one side: what on, what is said here and there, and by whom there."""

    what: str
    here: str
    there: str
    outlet: str | None
    mention: str


@dataclass(frozen=True, slots=True)
class Told:
    """A telling with its words around it: `text[start:end]` is the trigger, `cut` says where text goes on."""

    mention_id: str
    article_id: str
    outlet: str | None
    published: date | None
    type: str
    factuality: str
    source: str | None
    text: str
    start: int
    end: int
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A mention or figure in short: its words, its type or unit, its article."""

    kind: str
    words: str
    type: str
    article_id: str


def ordered(db: duckdb.DuckDBPyConnection, wanted: QueueFilter, without: Sequence[str] = ()) -> list[str]:
    """Ids of the most doubtful mentions or figures that fit, the most doubtful first; not those `without`.

    All of them where they are at most `PICK`, else at least as many.
    """
    condition, values = _condition(wanted)
    with _registered(db, "review_done", pa.table({"id": pa.array(list(without), pa.string())})):
        if without:
            condition += " AND m.id NOT IN (SELECT id FROM review_done)"
        if wanted.kind == "figure":
            return [row[0] for row in db.execute(_FIGURES.format(condition=condition), values).fetchall()]
        picked = _picked(db, condition, values)
    with _registered(db, "review_picked", picked):
        return [row[0] for row in db.execute(_WEIGHED).fetchall()]


def _picked(db: duckdb.DuckDBPyConnection, condition: str, values: Mapping[str, Any]) -> pa.Table:
    """All mentions that fit, or the most doubtful of each kind of doubt where they are many."""
    first = _arrow(db, _BY_KIND.format(condition=condition, limit=PICK + 1), values)
    if first.num_rows <= PICK:
        return first
    rest = _arrow(db, _BY_DOUBT.format(condition=condition), values)
    return pa.concat_tables([first, rest.cast(first.schema)])


_WEAK_TYPE: Final = f"(m.type_score IS NULL AND m.type IN {WEAK_TYPES})"
_WEAK_FACTUALITY: Final = f"(m.factuality_score IS NULL AND m.factuality IN {WEAK_FACTUALITIES})"
_READ: Final = f"""
coalesce(1 - least(m.trigger_score, m.type_score, m.factuality_score), 0) * {POINTS["unsure"]}
+ {_WEAK_TYPE}::INT * {POINTS["weak type"]} + {_WEAK_FACTUALITY}::INT * {POINTS["weak factuality"]}
"""
"""SQL for the points of a mention by what was read in it alone; `least` passes over what was not kept."""
_COLUMNS: Final = f"m.id, m.article_id, {_READ} AS read"
_BY_KIND: Final = f"""
SELECT {_COLUMNS} FROM mentions m WHERE {{condition}} ORDER BY read DESC, m.id LIMIT {{limit}}
"""
_BY_DOUBT: Final = f"""
WITH doubtful AS (
    (SELECT mention_one AS id FROM disagreements ORDER BY 1 LIMIT {3 * PICK})
    UNION
    (SELECT mention_other FROM disagreements ORDER BY 1 LIMIT {3 * PICK})
    UNION
    (SELECT mention_id FROM parties WHERE contains(reason, '(chance ')
     ORDER BY substr(reason, -5), mention_id LIMIT {10 * PICK})
)
SELECT {_COLUMNS} FROM mentions m SEMI JOIN doubtful USING (id) WHERE {{condition}}
ORDER BY m.id LIMIT {3 * PICK}
"""
_WEIGHED: Final = f"""
WITH m AS (SELECT DISTINCT * FROM review_picked), sided AS (
    SELECT mention_one AS id FROM disagreements SEMI JOIN review_picked ON id = mention_one
    UNION SELECT mention_other FROM disagreements SEMI JOIN review_picked ON id = mention_other
), named AS (
    SELECT mention_id AS id, bool_or(code IS NULL) AS unnamed,
           min(TRY_CAST(regexp_extract(reason, '{_CHANCE}', 1) AS DOUBLE)) AS chance
    FROM parties SEMI JOIN review_picked ON id = mention_id GROUP BY 1
), told AS MATERIALIZED (
    SELECT mention_id AS id, event_id, article_id FROM tellings SEMI JOIN review_picked ON id = mention_id
), single AS (
    SELECT t.id FROM told t JOIN events e ON e.id = t.event_id WHERE e.tellings = 1
), copied AS (
    SELECT t.id FROM told t JOIN copies c USING (article_id)
    ANTI JOIN tellings o ON o.event_id = t.event_id AND o.article_id = c.copy_of
)
SELECT m.id FROM m LEFT JOIN named n USING (id)
ORDER BY (m.id IN (SELECT id FROM sided))::INT * {POINTS["contradicted"]}
    + (1 - coalesce(n.chance, 1)) * {POINTS["guessed"]}
    + (m.id IN (SELECT id FROM copied))::INT * {POINTS["unlinked copy"]}
    + coalesce(n.unnamed, false)::INT * {POINTS["unnamed"]}
    + m.read
    + (m.id IN (SELECT id FROM single))::INT * {POINTS["single"]} DESC, m.id
"""
_LOOSE: Final = "(m.low IS DISTINCT FROM m.high)"
_FIGURES: Final = f"""
WITH sided AS MATERIALIZED (
    SELECT figure_one AS id FROM disagreements WHERE figure_one IS NOT NULL
    UNION SELECT figure_other FROM disagreements WHERE figure_other IS NOT NULL
)
SELECT m.id FROM figures m WHERE {{condition}}
ORDER BY (m.id IN (SELECT id FROM sided))::INT * {POINTS["contradicted"]}
    + {_LOOSE}::INT * {POINTS["loose bounds"]}
    + (m.unit IN ('time', 'other'))::INT * {POINTS["loose unit"]}
    + coalesce(1 - m.factuality_score, 0) * {POINTS["unsure"]}
    + {_WEAK_FACTUALITY}::INT * {POINTS["weak factuality"]} DESC, m.id
LIMIT {3 * PICK}
"""


def count(db: duckdb.DuckDBPyConnection, wanted: QueueFilter) -> int:
    """How many mentions or figures fit."""
    condition, values = _condition(wanted)
    table = "mentions" if wanted.kind == "mention" else "figures"
    return int(db.execute(f"SELECT count(*) FROM {table} m WHERE {condition}", values).fetchall()[0][0])


def count_of(db: duckdb.DuckDBPyConnection, wanted: QueueFilter, ids: Sequence[str]) -> int:
    """How many of these mentions or figures fit."""
    condition, values = _condition(wanted)
    table = "mentions" if wanted.kind == "mention" else "figures"
    with _registered(db, "review_some", pa.table({"id": pa.array(list(ids), pa.string())})):
        query = f"SELECT count(*) FROM {table} m SEMI JOIN review_some USING (id) WHERE {condition}"
        return int(db.execute(query, values).fetchall()[0][0])


def events(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Ids of events with several tellings, first those with the most disagreements, then tellings."""
    rows = db.execute(
        "SELECT id FROM events WHERE tellings > 1 ORDER BY disagreements DESC, tellings DESC, id LIMIT ?",
        [PICK],
    ).fetchall()
    return [row[0] for row in rows]


def state(db: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """Numbers that change when articles were coded or linked."""
    tables = ("articles", "mentions", "figures", "copies", "disagreements", "event_changes", "runs", "linked")
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    return tuple(map(int, db.execute(f"SELECT {counts}").fetchall()[0]))


def codes(db: duckdb.DuckDBPyConnection, most: int) -> list[str]:
    """The codes of parties, the most frequent first."""
    rows = db.execute(
        "SELECT code FROM parties WHERE code IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?", [most]
    ).fetchall()
    return [row[0] for row in rows]


def article_of(db: duckdb.DuckDBPyConnection, kind: str, id: str) -> str | None:
    """The article of a mention or figure; None where there is no such."""
    table = "mentions" if kind == "mention" else "figures"
    found = _one(db, f"SELECT article_id FROM {table} WHERE id = ?", [id])
    return None if found is None else str(found[0])


def named(db: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, Named]:
    """What mentions and figures are, by id, of those that there are."""
    rows = db.execute(
        "SELECT id, 'mention', trigger_quote, type, article_id FROM mentions"
        " WHERE id IN (SELECT unnest($1::VARCHAR[]))"
        " UNION ALL SELECT id, 'figure', quote, unit, article_id FROM figures"
        " WHERE id IN (SELECT unnest($1::VARCHAR[]))",
        [list(ids)],
    ).fetchall()
    return {id: Named(*rest) for id, *rest in rows}


def words_at(db: duckdb.DuckDBPyConnection, article: str, start: int, end: int) -> str | None:
    """The words of an article from `start` to `end`; None where there is no such article."""
    query = "SELECT substring(text, ?, ?) FROM articles WHERE id = ?"
    found = _one(db, query, [start + 1, end - start, article])
    return None if found is None else str(found[0])


def told_of(db: duckdb.DuckDBPyConnection, events: Sequence[str]) -> dict[str, list[str]]:
    """The mentions of events, by event; the earliest telling, which named the event, comes first."""
    rows = db.execute(
        "SELECT t.event_id, t.mention_id FROM tellings t JOIN articles a ON a.id = t.article_id"
        " WHERE t.event_id IN (SELECT unnest($1::VARCHAR[]))"
        " ORDER BY t.event_id, a.published NULLS LAST, t.mention_id",
        [list(events)],
    ).fetchall()
    found: dict[str, list[str]] = {}
    for event, mention in rows:
        found.setdefault(event, []).append(mention)
    return found


def tellings(db: duckdb.DuckDBPyConnection, mentions: Sequence[str], around: int) -> list[Told]:
    """Mentions with the words around them, in the order given; what is gone is left out.

    `around` is the number of characters shown on each side.
    """
    rows = db.execute(
        "SELECT id, article_id, type, factuality, voice, trigger_start, trigger_end FROM mentions"
        " WHERE id IN (SELECT unnest($1::VARCHAR[]))",
        [list(mentions)],
    ).fetchall()
    query = "SELECT id, source_quote FROM statements WHERE id IN (SELECT unnest($1::VARCHAR[]))"
    sources = dict(db.execute(query, [[row[4] for row in rows]]).fetchall())
    query = "SELECT id, outlet, published, text FROM articles WHERE id IN (SELECT unnest($1::VARCHAR[]))"
    articles = {row[0]: row[1:] for row in db.execute(query, [[row[1] for row in rows]]).fetchall()}
    found: dict[str, Told] = {}
    for id, article, type, factuality, voice, start, end in rows:
        outlet, published, text = articles[article]
        left = max(0, start - around)
        found[id] = Told(
            id, article, outlet, published, type, factuality, sources.get(voice), text[left : end + around],
            start - left, end - left, left > 0, end + around < len(text),
        )  # fmt: skip
    return [found[id] for id in mentions if id in found]


def _condition(wanted: QueueFilter) -> tuple[str, dict[str, Any]]:
    """The condition on a row `m` of the kind's table."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if wanted.article is not None:
        conditions.append("m.article_id = $article")
        values["article"] = wanted.article
    if wanted.event is not None:
        column = "id" if wanted.kind == "mention" else "mention_id"
        conditions.append(f"m.{column} IN (SELECT mention_id FROM tellings WHERE event_id = $event)")
        values["event"] = wanted.event
    if wanted.type is not None:
        conditions.append("$type IN (m.type, m.own_type)" if wanted.kind == "mention" else "m.unit = $type")
        values["type"] = wanted.type
    return " AND ".join(conditions) or "true", values


@contextmanager
def _registered(db: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    db.register(name, table)
    try:
        yield
    finally:
        db.unregister(name)


def _arrow(db: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> pa.Table:
    return db.sql(query, params=dict(values)).to_arrow_table()


def disputes(db: duckdb.DuckDBPyConnection, kind: str, id: str) -> list[Dispute]:
    """What contradicts a mention or figure."""
    found: list[Dispute] = []
    for one, other in (("one", "other"), ("other", "one")):
        rows = db.execute(
            f"SELECT kind, said_{one}, said_{other}, event_id, mention_{other} FROM disagreements"
            f" WHERE {'mention' if kind == 'mention' else 'figure'}_{one} = ? ORDER BY ALL",
            [id],
        ).fetchall()
        for what, here, there, event, mention in rows:
            article = _one(
                db, "SELECT article_id FROM tellings WHERE event_id = ? AND mention_id = ?", [event, mention]
            )
            outlet = article and _one(db, "SELECT outlet FROM articles WHERE id = ?", [article[0]])
            found.append(Dispute(what, here, there, outlet[0] if outlet else None, mention))
    return found


def standing_alone(db: duckdb.DuckDBPyConnection, mention: str) -> tuple[str | None, int, bool]:
    """The event of a mention, how many tell of it, and whether its article is a copy of one that does not.

    None and 0 where it was not linked.
    """
    told = _one(db, "SELECT event_id, article_id FROM tellings WHERE mention_id = ?", [mention])
    if told is None:
        return None, 0, False
    event, article = told
    tellings = _one(db, "SELECT tellings FROM events WHERE id = ?", [event])
    copy = _one(db, "SELECT min(copy_of) FROM copies WHERE article_id = ?", [article])
    alone = False
    if copy is not None and copy[0] is not None:
        query = "SELECT 1 FROM tellings WHERE event_id = ? AND article_id = ? LIMIT 1"
        alone = _one(db, query, [event, copy[0]]) is None
    return event, tellings[0] if tellings else 0, alone


def _one(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    rows = db.execute(query, values).fetchall()
    return rows[0] if rows else None
