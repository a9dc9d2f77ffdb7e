"""Which accounts are compared: those that share a key and a time, never all pairs.

An account has a key for each thing that speaks for an event: the pair of its parties, a party at a place, a
party with the word for the action, a place, a name. Two accounts are candidates where a key and a week are
the same for both and their types may stand for the same action (`data/types.toml`). Where one of them says
too little for such keys, its party or its word alone will do. Nothing else in the record matters, so that
neither the order of arrival nor a third account changes who is compared.
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

from tidings.errors import InstallationError
from tidings.link.cluster import Numbers
from tidings.link.traits import LISTED, NO_DAY, TYPE_NUMBERS, Rows
from tidings.link.wording import key

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
    name: np.uint64(key(name)) for name in ("pair", "at", "stem", "place", "name", "party", "word")
}

_PAIRS: Final = f"""
SELECT DISTINCT least(a.number, b.number) AS one, greatest(a.number, b.number) AS other
FROM {{left}} a JOIN {TABLE} b ON a.key = b.key AND a.week = b.week
WHERE a.number {{order}} b.number AND a.article <> b.article AND a.first <= b.last AND b.first <= a.last
    AND a.week = greatest(a.first, b.first) // 7
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


@cache
def _fitting(types: int) -> int:
    found = 0
    for number, bits in enumerate(fitting_types()):
        if types >> number & 1:
            found |= bits
    return found


def keys(rows: Rows) -> pa.Table:
    """The rows of `account_keys` for these accounts; one without any day has none."""
    found: list[tuple[int | bool, ...]] = []
    for row in rows:
        if int(row["first"]) == NO_DAY:
            continue
        first, last = int(row["first"]) - SLACK, int(row["last"]) + SLACK
        types = int(row["types"])
        head, tail = (int(row["number"]), int(row["article"])), (first, last, types, _fitting(types))
        for one, weak in sorted(_of(row).items()):
            found += [(*head, one, week, *tail, weak) for week in range(first // 7, last // 7 + 1)]
    columns = zip(*found, strict=True) if found else ([] for _ in _SCHEMA)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)


def _of(row: np.void) -> dict[int, bool]:
    """The keys of an account, and whether each is weak."""
    actors = [int(x) for x in row["actor_countries"] if x]
    recipients = [int(x) for x in row["recipient_countries"] if x]
    parties = sorted({*actors, *recipients})
    places = [int(x) for x in (*row["places"], *row["place_words"]) if x]
    words = [int(x) for x in row["stems"] if x]
    strong = {_key("pair", *sorted((a, b))) for a in actors for b in recipients}
    strong |= {_key("pair", *sorted((a, b))) for n, a in enumerate(actors) for b in actors[n + 1 :]}
    strong |= {_key("at", p, q) for p in parties for q in (*places, int(row["place_country"])) if q}
    strong |= {_key("stem", p, w) for p in parties for w in words}
    strong |= {_key("place", p) for p in places}
    strong |= {_key("name", int(n)) for n in row["names"][:LISTED] if n}
    bare = not places and not (actors and recipients)
    found = {_key("party", p): not bare for p in parties}
    found |= {_key("word", w): bool(parties or places) for w in words}
    return found | dict.fromkeys(strong, False)


def _key(kind: str, *parts: int) -> int:
    value = _SALTS[kind]
    with np.errstate(over="ignore"):
        for part in parts:
            value = (value ^ np.uint64(part)) * _MIX
            value ^= value >> np.uint64(29)
    return int(value)


def candidates_of(db: duckdb.DuckDBPyConnection, numbers: Numbers) -> pa.Table:
    """All pairs (`one` < `other`) of candidates in which one of these accounts stands; their keys are
    stored."""
    db.register("asked", pa.table({"number": pa.array(numbers, pa.uint64())}))
    try:
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE asked_keys AS SELECT * FROM {TABLE} SEMI JOIN asked USING (number)"
        )
        return db.sql(_PAIRS.format(left="asked_keys", order="<>")).to_arrow_table()
    finally:
        db.unregister("asked")


def all_candidates(
    db: duckdb.DuckDBPyConnection, first_week: int, last_week: int
) -> Iterator[pa.RecordBatch]:
    """All pairs of candidates whose first week in common lies between these two, each pair once."""
    weeks = f"(SELECT * FROM {TABLE} WHERE week BETWEEN {int(first_week)} AND {int(last_week)})"
    yield from db.sql(_PAIRS.format(left=weeks, order="<")).to_arrow_reader(100_000)
