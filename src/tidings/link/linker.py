"""Keeps the tellings of a record and the events they make up, in DuckDB, as articles come and go.

The events depend only on the tellings that are there: whatever the order and the batches in which they were
added or taken out, the same tellings make the same events with the same ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from operator import itemgetter
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from tidings.link.accounts import accounts
from tidings.link.blocking import CREATE, TABLE, all_candidates, candidates_of, keys
from tidings.link.cluster import Numbers, connected, groups, parts
from tidings.link.score import Linking, Weights, installed_weights
from tidings.link.telling import Telling
from tidings.link.traits import ROW, Rows, rows

SQL: Final = (
    "CREATE TABLE IF NOT EXISTS accounts (number UBIGINT NOT NULL, article_id VARCHAR NOT NULL, "
    "mention_id VARCHAR NOT NULL, published DATE, traits BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS account_tellings (number UBIGINT NOT NULL, mention_id VARCHAR NOT NULL)",
    CREATE,
    "CREATE TABLE IF NOT EXISTS account_links (one UBIGINT NOT NULL, other UBIGINT NOT NULL, "
    "score INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS account_events (number UBIGINT NOT NULL, event_id VARCHAR NOT NULL, "
    "component UBIGINT NOT NULL, part UBIGINT NOT NULL)",
)
"""The tables of linking.

`accounts` holds each account as numbers (`traits.ROW`) with its first mention, `account_tellings` its
mentions, `account_links` the scores of pairs from `least` on, `account_events` which event each belongs to;
`component` is the smallest number that strong links lead to, `part` that of the part in which its event was
found.
"""

_CHANGED: Final = """
CREATE OR REPLACE TEMP TABLE changed AS
WITH old AS (SELECT part, count(*) AS n FROM account_events GROUP BY part),
same AS (
    SELECT l.part FROM labelled l LEFT JOIN account_events e USING (number) LEFT JOIN old o ON o.part = e.part
    GROUP BY l.part
    HAVING count(e.number) = count(*) AND count(DISTINCT e.part) = 1 AND max(o.n) = count(*)
)
SELECT number, component, part FROM labelled ANTI JOIN same USING (part)
"""
"""The accounts whose part has other members than before."""

TABLES: Final = ("accounts", "account_tellings", TABLE, "account_links", "account_events")
"""Their names."""

WEEKS: Final = 4
"""Weeks whose pairs are compared at once when everything is linked anew."""
BATCH: Final = 50_000
"""Pairs that are scored at once."""


@cache
def digest() -> str:
    """SHA-256 of what decides, besides the tellings, which events are formed: this package's source and
    data."""
    found = hashlib.sha256()
    root = resources.files("tidings").joinpath("link")
    files = [f for room in (root, root.joinpath("data")) for f in room.iterdir() if f.is_file()]
    for file in sorted(files, key=lambda f: f.name):
        if not file.name.endswith(".pyc"):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def create(db: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of linking where they are missing."""
    for statement in SQL:
        db.execute(statement)


def store(
    db: duckdb.DuckDBPyConnection, tellings: Iterable[Telling], weights: Linking | None = None
) -> Numbers:
    """Add tellings without linking them to others; gives the numbers of their accounts.

    All tellings of an article come at once and one after the other, and none of them may be there already.
    """
    told = list(accounts(tellings, (weights or installed_weights()).within))
    if not told:
        return np.array([], np.uint64)
    found = rows(told)
    heads = [min(account, key=lambda t: t.mention_id) for account in told]
    numbers = pa.array(found["number"], pa.uint64())
    table = pa.table(
        {
            "number": numbers,
            "article_id": pa.array([t.article_id for t in heads], pa.string()),
            "mention_id": pa.array([t.mention_id for t in heads], pa.string()),
            "published": pa.array([t.published for t in heads], pa.date32()),
            "traits": pa.array([row.tobytes() for row in found], pa.binary()),
        }
    )
    _insert(db, "accounts", table)
    mentions = [(n, t.mention_id) for n, account in zip(found["number"], told, strict=True) for t in account]
    columns = {"number": [m[0] for m in mentions], "mention_id": [m[1] for m in mentions]}
    _insert(db, "account_tellings", pa.table(columns))
    _insert(db, TABLE, keys(found))
    return np.asarray(found["number"], np.uint64)


def add(db: duckdb.DuckDBPyConnection, tellings: Iterable[Telling], weights: Linking | None = None) -> None:
    """Add the tellings of new articles, as `store` takes them, and link them to those that are there.

    Only the new ones are compared, and only the events they touch are formed again. Raises
    InstallationError (TID-301) where shipped data is damaged.
    """
    linking = weights or installed_weights()
    new = store(db, tellings, linking)
    if not len(new):
        return
    pairs = candidates_of(db, new)
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    for batch in _scored(one, other, _Known.in_pairs(db, pairs), linking.across):
        _insert(db, "account_links", batch)
    _form(db, _touched(db, new, linking.across), linking.across)


def remove(db: duckdb.DuckDBPyConnection, articles: Iterable[str], weights: Linking | None = None) -> None:
    """Take out the tellings of articles, and form the events they were in again without them."""
    linking = weights or installed_weights()
    db.register("gone_articles", pa.table({"id": pa.array(list(articles), pa.string())}))
    gone = _numbers(db, "SELECT number FROM accounts SEMI JOIN gone_articles ON article_id = id")
    db.unregister("gone_articles")
    nodes = _touched(db, gone, linking.across)
    db.register("gone", pa.table({"number": gone}))
    for table in ("accounts", "account_tellings", TABLE):
        db.execute(f"DELETE FROM {table} WHERE number IN (SELECT number FROM gone)")
    for end in ("one", "other"):
        db.execute(f"DELETE FROM account_links WHERE {end} IN (SELECT number FROM gone)")
    db.register("touched", pa.table({"number": nodes}))
    db.execute("DELETE FROM account_events WHERE number IN (SELECT number FROM touched)")
    for name in ("gone", "touched"):
        db.unregister(name)
    _form(db, np.setdiff1d(nodes, gone), linking.across)


def link_all(db: duckdb.DuckDBPyConnection, weights: Linking | None = None) -> None:
    """Link all stored tellings anew, a few weeks at a time, so that memory does not grow with the record.

    The result is that of `add`.
    """
    linking = weights or installed_weights()
    db.execute("DELETE FROM account_links")
    db.execute("DELETE FROM account_events")
    span = db.execute(f"SELECT min(week), max(week) FROM {TABLE}").fetchall()[0]
    if span[0] is not None:
        for week in range(span[0], span[1] + 1, WEEKS):
            last = week + WEEKS - 1
            known = _Known.in_weeks(db, week, last)
            if not len(known.numbers):
                continue
            for pairs in all_candidates(db.cursor(), week, last):
                one, other = (pairs.column(n).to_numpy() for n in ("one", "other"))
                for batch in _scored(one, other, known, linking.across):
                    _insert(db, "account_links", batch)
    _form(db, _numbers(db, "SELECT number FROM accounts"), linking.across)


def assignment(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The event of each mention, by their ids, in the order of the mentions' ids."""
    query = "SELECT mention_id, event_id FROM account_tellings JOIN account_events USING (number) ORDER BY 1"
    return dict(db.execute(query).fetchall())


@dataclass(frozen=True, slots=True)
class _Known:
    """Some accounts: their numbers in order, and their rows."""

    numbers: Numbers
    rows: Rows

    @classmethod
    def in_weeks(cls, db: duckdb.DuckDBPyConnection, first: int, last: int) -> _Known:
        weeks = f"SELECT number FROM {TABLE} WHERE week BETWEEN {first} AND {last}"
        return cls._asked(db, weeks)

    @classmethod
    def in_pairs(cls, db: duckdb.DuckDBPyConnection, pairs: pa.Table) -> _Known:
        db.register("these_pairs", pairs)
        try:
            return cls._asked(db, "SELECT one FROM these_pairs UNION SELECT other FROM these_pairs")
        finally:
            db.unregister("these_pairs")

    @classmethod
    def _asked(cls, db: duckdb.DuckDBPyConnection, which: str) -> _Known:
        query = f"SELECT number, traits FROM accounts WHERE number IN ({which}) ORDER BY number"
        table = db.sql(query).to_arrow_table()
        return cls(table["number"].to_numpy(), np.frombuffer(b"".join(table["traits"].to_pylist()), ROW))

    def of(self, numbers: Numbers) -> Rows:
        return self.rows[np.searchsorted(self.numbers, numbers)]


def _scored(one: Numbers, other: Numbers, known: _Known, weights: Weights) -> Iterator[pa.Table]:
    """Rows of `account_links` for those of the pairs that score enough."""
    for start in range(0, len(one), BATCH):
        a, b = one[start : start + BATCH], other[start : start + BATCH]
        scores = weights.scores(known.of(a), known.of(b))
        keep = scores >= weights.least
        yield pa.table({"one": a[keep], "other": b[keep], "score": scores[keep].astype(np.int32)})


def _touched(db: duckdb.DuckDBPyConnection, seeds: Numbers, weights: Weights) -> Numbers:
    """The seeds and every telling in a component that a link leads to from one of them."""
    db.register("seeds", pa.table({"number": seeds}))
    found = _numbers(
        db,
        f"""
        WITH near AS (
            SELECT number FROM seeds
            UNION SELECT other FROM account_links SEMI JOIN seeds ON one = number
                WHERE score >= {weights.connect}
            UNION SELECT one FROM account_links SEMI JOIN seeds ON other = number
                WHERE score >= {weights.connect}
        ), hit AS (SELECT DISTINCT component FROM account_events SEMI JOIN near USING (number))
        SELECT number FROM near UNION SELECT number FROM account_events SEMI JOIN hit USING (component)
        """,
    )
    db.unregister("seeds")
    return found


def _form(db: duckdb.DuckDBPyConnection, nodes: Numbers, weights: Weights) -> None:
    """Form the events of these accounts; no strong link may lead from them to others.

    A part with the same accounts as before keeps its events, for the links between them are the same too.
    """
    nodes = np.unique(nodes)
    db.register("nodes", pa.table({"number": nodes}))
    links = db.sql(
        "SELECT one, other, score FROM account_links WHERE one IN (SELECT number FROM nodes) "
        f"AND other IN (SELECT number FROM nodes) AND score >= {weights.connect}"
    ).to_arrow_table()
    one, other = links["one"].to_numpy(), links["other"].to_numpy()
    strong = links["score"].to_numpy().astype(np.int64)
    labels = connected(nodes, one, other)
    part = parts(nodes, one, other, strong, connect=weights.connect)
    db.register("labelled", pa.table({"number": nodes, "component": labels, "part": part}))
    db.execute(_CHANGED)
    query = (
        "SELECT x.part, l.one, l.other, l.score FROM account_links l JOIN changed x ON l.one = x.number "
        "JOIN changed y ON l.other = y.number WHERE x.part = y.part ORDER BY ALL"
    )
    leaders = nodes.copy()
    stream = (row for batch in db.sql(query).to_arrow_reader(BATCH) for row in _tuples(batch))
    for _, linked in groupby(stream, key=itemgetter(0)):
        scores = {(a, b): score for _, a, b, score in linked}
        inside = sorted({n for pair in scores for n in pair})
        for group in groups(inside, scores, missing=weights.missing, join=weights.join):
            leaders[np.searchsorted(nodes, np.array(group, np.uint64))] = group[0]
    db.register("led", pa.table({"number": nodes, "leader": leaders}))
    db.execute(
        "UPDATE account_events e SET component = l.component FROM labelled l "
        "WHERE e.number = l.number AND e.component <> l.component"
    )
    db.execute("DELETE FROM account_events WHERE number IN (SELECT number FROM changed)")
    db.execute(
        """
        INSERT INTO account_events
        SELECT number, 'e_' || first_value(regexp_replace(mention_id, '^m_', '')) OVER (
            PARTITION BY leader ORDER BY published NULLS LAST, mention_id), component, part
        FROM changed JOIN led USING (number) JOIN accounts USING (number)
        """
    )
    for name in ("nodes", "labelled", "led"):
        db.unregister(name)


def _tuples(batch: pa.RecordBatch) -> Iterator[tuple[int, int, int, int]]:
    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _numbers(db: duckdb.DuckDBPyConnection, query: str) -> Numbers:
    return np.asarray(db.sql(query).to_arrow_table().column(0).to_numpy(), np.uint64)


def _insert(db: duckdb.DuckDBPyConnection, table: str, values: pa.Table) -> None:
    db.register("inserted", values)
    db.execute(f"INSERT INTO {table} BY NAME SELECT * FROM inserted")
    db.unregister("inserted")
