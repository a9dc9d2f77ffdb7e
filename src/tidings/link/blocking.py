"""Which accounts are compared: those that share a key and a time, never all pairs.

An account has a key for each thing that speaks for an event: the pair of its parties, a party at a place, a
party with the word for the action, one in its role with the type, a place, a name. Two accounts are
candidates where a key and a week are the same for both and their types may stand for the same action
(`data/types.toml`; a user's own type beside PLOVER goes only with itself). Where one of them says too little
for such keys, its party or its word alone will do. Nothing else in the record matters, so that neither the
order of arrival nor a third account changes who is compared. Two accounts of one article are candidates like
any others: what kept them apart there may be outweighed by what other articles tell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tidings.errors import InstallationError
from tidings.link.cluster import Numbers
from tidings.link.traits import BESIDE, LISTED, NO_DAY, TYPE_NUMBERS, Rows
from tidings.link.wording import key

Bits = NDArray[np.uint32]
Places = NDArray[np.int64]
Truths = NDArray[np.bool_]

SLACK: Final = 2
"""Days by which the time of an account is widened on both sides: twice that may lie between two."""

TABLE: Final = "account_keys"

CREATE: Final = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    number UBIGINT NOT NULL, article UBIGINT NOT NULL, key UBIGINT NOT NULL, week INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, types UINTEGER NOT NULL,
    fitting UINTEGER NOT NULL, weak BOOLEAN NOT NULL)
"""
"""One row for each key and week of an account. `first` and `last` are its days, widened by `SLACK`; `types`
are bits, `fitting` those of the types they go with. Two weak keys make no candidates, and a weak and a
strong one only with the same type."""

_SCHEMA: Final = pa.schema(
    [
        ("number", pa.uint64()), ("article", pa.uint64()), ("key", pa.uint64()), ("week", pa.int32()),
        ("first", pa.int32()), ("last", pa.int32()), ("types", pa.uint32()),
        ("fitting", pa.uint32()), ("weak", pa.bool_()),
    ]
)  # fmt: skip

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio (D. Knuth, The Art of Computer Programming, 6.4)."""

_SALTS: Final = {
    name: np.uint64(key(name))
    for name in ("pair", "at", "stem", "actor", "recipient", "place", "name", "party", "word")
}

# DuckDB cuts a quotient towards nought: days before 1970 are moved above it first.
_PAIRS: Final = """
SELECT DISTINCT least(a.number, b.number) AS one, greatest(a.number, b.number) AS other
FROM {left} a JOIN {right} b ON a.key = b.key AND a.week = b.week
WHERE a.number {order} b.number AND a.first <= b.last AND b.first <= a.last
    AND a.week = (greatest(a.first, b.first) + 7000000) // 7 - 1000000
    AND a.fitting & b.types != 0
    AND (NOT (a.weak OR b.weak) OR NOT (a.weak AND b.weak) AND a.types & b.types != 0)
"""


@cache
def fitting_types() -> tuple[int, ...]:
    """For each type, by its number, the bits of the types that may name the same action.

    Raises InstallationError (TID-301) where the table is damaged.
    """
    name = "types.toml"
    try:
        text = resources.files("tidings").joinpath(f"link/data/{name}").read_text("utf-8")
        together = [{TYPE_NUMBERS[t] for t in group} for group in tomllib.loads(text)["groups"].values()]
    except (OSError, KeyError, AttributeError, TypeError, tomllib.TOMLDecodeError) as error:
        raise InstallationError("TID-301", name=name, detail=error) from error
    return tuple(
        sum(1 << other for other in {number}.union(*(group for group in together if number in group)))
        for number in range(len(TYPE_NUMBERS))
    )


def fitting(one: np.void, other: np.void) -> bool:
    """Whether the types of two accounts may stand for the same action."""
    return bool(_fitting(int(one["types"])) & int(other["types"]))


def fitting_of(types: Bits) -> Bits:
    """For each account's types, as bits, those that they go with."""
    seen, at = np.unique(types, return_inverse=True)
    return np.array([_fitting(int(bits)) for bits in seen], np.uint32)[at]


@cache
def _fitting(types: int) -> int:
    found = types & 1 << BESIDE
    for number, bits in enumerate(fitting_types()):
        if types >> number & 1:
            found |= bits
    return found


def keys(rows: Rows) -> pa.Table:
    """The rows of `account_keys` for these accounts; one without any day has none."""
    rows = rows[rows["first"] != NO_DAY]
    at, key, weak = _of(rows)
    key ^= rows["beside"][at]
    first, last = rows["first"] - SLACK, rows["last"] + SLACK
    weeks = (last // 7 - first // 7 + 1)[at]
    at, key, weak = np.repeat(at, weeks), np.repeat(key, weeks), np.repeat(weak, weeks)
    before = np.repeat(np.cumsum(weeks) - weeks, weeks)
    week = first[at] // 7 + (np.arange(len(at)) - before)
    fits = fitting_of(rows["types"])
    columns = (rows["number"][at], rows["article"][at], key, week, first[at], last[at], rows["types"][at],
               fits[at], weak)  # fmt: skip
    return pa.table([pa.array(c).cast(f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)


def _of(rows: Rows) -> tuple[Places, Numbers, Truths]:
    """The keys of accounts: the place of the account, the key, and whether it is weak; each key once."""
    actors, recipients, words = rows["actor_countries"], rows["recipient_countries"], rows["stems"]
    parties = np.concatenate([actors, recipients], 1)
    types = _listed(rows["types"])
    places = np.concatenate([rows["places"], rows["place_words"]], 1)
    spots = np.concatenate([places, rows["place_country"][:, None]], 1)
    placed, named = (places != 0).any(1), (parties != 0).any(1)
    bare = ~placed & ~((actors != 0).any(1) & (recipients != 0).any(1))
    several = np.triu_indices(actors.shape[1], 1)
    strong = [
        _paired(*_crossed(actors, recipients)),
        _paired(*_both(actors[:, several[0]], actors[:, several[1]])),
        _keyed("at", *_crossed(parties, spots)),
        _keyed("stem", *_crossed(parties, words)),
        _keyed("actor", *_crossed(actors, types)),
        _keyed("recipient", *_crossed(recipients, types)),
        _keyed("place", *_each(places)),
        _keyed("name", *_each(rows["names"][:, :LISTED])),
    ]
    party, word = _keyed("party", *_each(parties)), _keyed("word", *_each(words))
    weak = [*(np.zeros(len(at), np.bool_) for at, _ in strong), ~bare[party[0]], (named | placed)[word[0]]]
    at, key = (np.concatenate(columns) for columns in zip(*strong, party, word, strict=True))
    weaker = np.concatenate(weak)
    order = np.lexsort((weaker, key, at))
    at, key, weaker = at[order], key[order], weaker[order]
    first = np.ones(len(at), np.bool_)
    first[1:] = (at[1:] != at[:-1]) | (key[1:] != key[:-1])
    return at[first], key[first], weaker[first]


def _listed(bits: Bits) -> Numbers:
    """In each row, for each bit that is set, its place counted from 1."""
    places = np.arange(BESIDE + 1, dtype=np.uint64)
    there = bits[:, None].astype(np.uint64) >> places & np.uint64(1)
    return there * (places + np.uint64(1))


def _each(columns: Numbers) -> tuple[Places, Numbers]:
    """Every value that is there, after the place of its row."""
    at, column = np.nonzero(columns)
    return at, columns[at, column]


def _both(left: Numbers, right: Numbers) -> tuple[Places, Numbers, Numbers]:
    """The pairs of values in the same row and column, where both are there."""
    at, column = np.nonzero((left != 0) & (right != 0))
    return at, left[at, column], right[at, column]


def _crossed(left: Numbers, right: Numbers) -> tuple[Places, Numbers, Numbers]:
    """The pairs of a value of the one and a value of the other in the same row."""
    at, one, other = np.nonzero((left[:, :, None] != 0) & (right[:, None, :] != 0))
    return at, left[at, one], right[at, other]


def _paired(at: Places, one: Numbers, other: Numbers) -> tuple[Places, Numbers]:
    return _keyed("pair", at, np.minimum(one, other), np.maximum(one, other))


def _keyed(kind: str, at: Places, *parts: Numbers) -> tuple[Places, Numbers]:
    """A key for each row's values, other for each kind."""
    value = np.full(len(at), _SALTS[kind])
    for part in parts:
        value = (value ^ part) * _MIX  # modulo 2^64
        value ^= value >> np.uint64(29)
    return at, value


def candidates_of(db: duckdb.DuckDBPyConnection, numbers: Numbers) -> pa.Table:
    """All pairs (`one` < `other`) of candidates in which one of these accounts stands; their keys are
    stored."""
    db.register("asked", pa.table({"number": pa.array(numbers, pa.uint64())}))
    try:
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE asked_keys AS SELECT * FROM {TABLE} SEMI JOIN asked USING (number)"
        )
        return db.sql(_PAIRS.format(left="asked_keys", right=TABLE, order="<>")).to_arrow_table()
    finally:
        db.unregister("asked")


def all_candidates(
    db: duckdb.DuckDBPyConnection, first_week: int, last_week: int, table: str = TABLE
) -> Iterator[pa.RecordBatch]:
    """All pairs of candidates whose first week in common lies between these two, each pair once.

    `table` is `account_keys` or a copy of it. The connection is taken up until the last batch.
    """
    weeks = f"(SELECT * FROM {table} WHERE week BETWEEN {int(first_week)} AND {int(last_week)})"
    yield from db.sql(_PAIRS.format(left=weeks, right=weeks, order="<")).to_arrow_reader(100_000)
