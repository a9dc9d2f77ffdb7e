"""Keeps the tellings of a record and the events they make up, in DuckDB, as articles come and go.

The events depend only on the tellings that are there: whatever the order and the batches in which they were
added or taken out, the same tellings make the same events with the same ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import groupby
from operator import itemgetter
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from tidings.link.accounts import account_rows
from tidings.link.blocking import CREATE, TABLE, all_candidates, candidates_of, keys
from tidings.link.cluster import Numbers, connected, groups, parts
from tidings.link.columns import Columns
from tidings.link.score import Linking, Weights, installed_weights
from tidings.link.telling import Telling
from tidings.link.traits import ROW

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

_IN_ORDER: Final = (
    "DELETE FROM account_links",
    "DELETE FROM account_events",
    f"CREATE OR REPLACE TEMP TABLE keys_by_week AS SELECT * FROM {TABLE} ORDER BY week",
    f"""
    CREATE OR REPLACE TEMP TABLE accounts_by_week AS
    SELECT number, traits, week, last_week FROM accounts JOIN (
        SELECT number, min(week) AS week, max(week) AS last_week FROM {TABLE} GROUP BY number
    ) USING (number)
    ORDER BY week
    """,
)
"""What all linking anew begins with: keys and accounts by their weeks, so that a few weeks of them can be
read without the rest."""

TABLES: Final = ("accounts", "account_tellings", TABLE, "account_links", "account_events")
"""Their names."""

AT_ONCE: Final = 250_000
"""Rows of `account_keys` whose pairs are sought at once when everything is linked anew, but a whole week."""
BATCH: Final = 50_000
"""Pairs whose scores are stored at once."""


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
    told, found = account_rows(tellings, (weights or installed_weights()).within)
    if not told:
        return np.array([], np.uint64)
    heads = [min(account, key=lambda t: t.mention_id) for account in told]
    ends = pa.py_buffer(np.arange(len(told) + 1, dtype=np.int64) * ROW.itemsize)
    packed = [None, ends, pa.py_buffer(np.ascontiguousarray(found))]
    table = pa.table(
        {
            "number": pa.array(found["number"], pa.uint64()),
            "article_id": pa.array([t.article_id for t in heads], pa.string()),
            "mention_id": pa.array([t.mention_id for t in heads], pa.string()),
            "published": pa.array([t.published for t in heads], pa.date32()),
            "traits": pa.Array.from_buffers(pa.large_binary(), len(told), packed),
        }
    )
    _insert(db, "accounts", table)
    numbers = np.repeat(found["number"], [len(account) for account in told])
    mentions = pa.array([t.mention_id for account in told for t in account], pa.string())
    _insert(db, "account_tellings", pa.table({"number": numbers, "mention_id": mentions}))
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
    _insert(db, "account_links", _scored(pairs, _Known.in_pairs(db, pairs), linking))
    _form(db, _touched(db, new, linking.across), linking.across)


def remove(db: duckdb.DuckDBPyConnection, articles: Iterable[str], weights: Linking | None = None) -> None:
    """Take out the tellings of articles, and form the events they were in again without them."""
    linking = weights or installed_weights()
    db.register("gone_articles", pa.table({"id": pa.array(list(articles), pa.string())}))
    gone = _numbers(db, "SELECT number FROM accounts SEMI JOIN gone_articles ON article_id = id")
    db.unregister("gone_articles")
    if not len(gone):
        return
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
    """Link all stored tellings anew, some weeks at a time, so that memory does not grow with the record.

    The result is that of `add`. No transaction may be open: what is found is stored bit by bit.
    """
    linking = weights or installed_weights()
    for statement in _IN_ORDER:
        db.execute(statement)
    longest = db.execute("SELECT max(last_week - week) FROM accounts_by_week").fetchall()[0][0]
    # The reader of pairs holds its connection, so what is found goes through another one.
    with db.cursor() as store_to:
        for first, last in stretches(db):
            kept: list[pa.Table] = []
            for links in links_between(db, first, last, longest, linking):
                kept.append(links)
                if sum(len(table) for table in kept) >= BATCH:
                    _insert(store_to, "account_links", pa.concat_tables(kept))
                    kept.clear()
            if kept:
                _insert(store_to, "account_links", pa.concat_tables(kept))
    for name in ("keys_by_week", "accounts_by_week"):
        db.execute(f"DROP TABLE {name}")
    form_all(db, linking)


def links_between(
    db: duckdb.DuckDBPyConnection, first: int, last: int, longest: int, weights: Linking | None = None
) -> Iterator[pa.Table]:
    """Rows of `account_links` for the pairs whose first week in common lies between these two.

    It takes only the rows of these weeks of a table `keys_by_week` (as `account_keys`) and their accounts in
    a table `accounts_by_week` (number, traits, week, last_week), of which none lies in more than `longest`
    weeks after its first. Each pair of all weeks is given once.
    """
    known = _Known.in_weeks(db, first, last, longest)
    linking = weights or installed_weights()
    for pairs in all_candidates(db, first, last, "keys_by_week"):
        yield _scored(pairs, known, linking)


def form_all(db: duckdb.DuckDBPyConnection, weights: Linking | None = None) -> None:
    """Form the events of all accounts from all links, which are stored."""
    _form(db, _numbers(db, "SELECT number FROM accounts"), (weights or installed_weights()).across)


def stretches(db: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """First and last of some weeks each: as many as hold `AT_ONCE` rows of `keys_by_week`, or one."""
    query = "SELECT week, count(*) FROM keys_by_week GROUP BY week ORDER BY week"
    found: list[tuple[int, int]] = []
    room = 0
    for week, rows in db.execute(query).fetchall():
        if rows <= room:
            found[-1] = (found[-1][0], week)
        else:
            found.append((week, week))
            room = AT_ONCE
        room -= rows
    return found


def assignment(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The event of each mention, by their ids, in the order of the mentions' ids."""
    query = "SELECT mention_id, event_id FROM account_tellings JOIN account_events USING (number) ORDER BY 1"
    return dict(db.execute(query).fetchall())


class _Known:
    """Some accounts: their numbers in order, and what is known of them."""

    def __init__(self, db: duckdb.DuckDBPyConnection, query: str) -> None:
        table = db.sql(query).to_arrow_table()
        self.numbers = np.asarray(table["number"].to_numpy(), np.uint64)
        self.columns = Columns(np.frombuffer(b"".join(table["traits"].to_pylist()), ROW))

    @classmethod
    def in_weeks(cls, db: duckdb.DuckDBPyConnection, first: int, last: int, longest: int) -> _Known:
        """Those that lie in some of these weeks; none lies in more than `longest` weeks after its first."""
        weeks = f"week BETWEEN {first - longest} AND {last} AND last_week >= {first}"
        return cls(db, f"SELECT number, traits FROM accounts_by_week WHERE {weeks} ORDER BY number")

    @classmethod
    def in_pairs(cls, db: duckdb.DuckDBPyConnection, pairs: pa.Table) -> _Known:
        """Those that stand in these pairs."""
        db.register("these_pairs", pairs)
        try:
            which = "SELECT one FROM these_pairs UNION SELECT other FROM these_pairs"
            return cls(db, f"SELECT number, traits FROM accounts WHERE number IN ({which}) ORDER BY number")
        finally:
            db.unregister("these_pairs")


def _scored(pairs: pa.Table | pa.RecordBatch, known: _Known, linking: Linking) -> pa.Table:
    """Rows of `account_links` for those of the pairs that score what two articles must at least.

    Two accounts of one article have the score of its weights, and what these add later.
    """
    one, other = (np.asarray(pairs.column(n).to_numpy(), np.uint64) for n in ("one", "other"))
    left, right = (np.searchsorted(known.numbers, numbers) for numbers in (one, other))
    scores = np.empty(len(one), np.int64)
    inside = known.columns.alike("article", left, right)
    for which, weights in ((inside, linking.within), (~inside, linking.across)):
        some = np.flatnonzero(which)
        scores[some] = known.columns.scores(left[some], right[some], weights) + weights.later
    keep = scores >= linking.across.least
    return pa.table({"one": one[keep], "other": other[keep], "score": scores[keep].astype(np.int32)})


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
        f"AND score >= {weights.connect}"
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
    members: list[int] = []
    led: list[int] = []
    stream = (row for batch in db.sql(query).to_arrow_reader(BATCH) for row in _tuples(batch))
    for _, linked in groupby(stream, key=itemgetter(0)):
        scores = {(a, b): score for _, a, b, score in linked}
        inside = sorted({n for pair in scores for n in pair})
        for group in groups(inside, scores, missing=weights.missing, join=weights.join):
            members += group
            led += [group[0]] * len(group)
    leaders = nodes.copy()
    leaders[np.searchsorted(nodes, np.array(members, np.uint64))] = np.array(led, np.uint64)
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
