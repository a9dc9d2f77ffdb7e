"""Accounts kept column by column, and the scores of many pairs of them.

A pair needs a few columns at once, and most pairs not all of them: a row of `traits.ROW` is fetched from
memory whole, a column is not.
"""

from __future__ import annotations

from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from tidings.link.score import Scores, Weights
from tidings.link.traits import Rows

Places = NDArray[np.int64]

BATCH: Final = 8192
"""Pairs that are scored at once: what is computed of them stays in a processor's cache (measured: 4,096 to
16,384 are equally fast, 50,000 take twice as long)."""


class _Chosen:
    """Some of the accounts; answers to a column's name like rows do, and fetches the column only then."""

    __slots__ = ("_at", "_columns", "_fetched")

    def __init__(self, columns: dict[str, NDArray[np.generic]], at: Places) -> None:
        self._columns, self._at = columns, at
        self._fetched: dict[str, NDArray[np.generic]] = {}

    def __len__(self) -> int:
        return len(self._at)

    def __getitem__(self, wanted: str | Places) -> NDArray[np.generic] | _Chosen:
        if not isinstance(wanted, str):
            return _Chosen(self._columns, self._at[wanted])
        if wanted not in self._fetched:
            self._fetched[wanted] = self._columns[wanted][self._at]
        return self._fetched[wanted]


class Columns:
    """The columns of some accounts."""

    __slots__ = ("_columns",)

    def __init__(self, rows: Rows) -> None:
        self._columns = {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names or ()}

    def alike(self, name: str, one: Places, other: Places) -> NDArray[np.bool_]:
        """Whether the two of each pair of accounts, given by their places, have one value in a column."""
        values = self._columns[name]
        return np.asarray(values[one] == values[other])

    def scores(self, one: Places, other: Places, weights: Weights) -> Scores:
        """The score of each pair of accounts, given by their places among the rows."""
        found = np.empty(len(one), np.int64)
        for start in range(0, len(one), BATCH):
            some = slice(start, start + BATCH)
            # Weights ask both sides only for columns and for some of the pairs.
            a, b = (cast("Rows", _Chosen(self._columns, ends[some])) for ends in (one, other))
            found[some] = weights.scores(a, b)
        return found
