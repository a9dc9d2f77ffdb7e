"""What a cue or trigger is shown of its window, and how far off each word is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

WORDS_BEFORE: Final = {"cue": 60, "trigger": 110}
WORDS_AFTER: Final = {"cue": 80, "trigger": 50}
"""Words before and after a predicate that it is shown, at most: in the training articles fewer than one cue
or trigger in fifty has a part further off. Near the window's end it is shown more on the other side."""

_EDGES: Final = np.array([1, 2, 3, 4, 6, 9, 14, 22, 36, 60, 120])
"""Distances in words at which a new bucket begins."""


def distances(
    first: NDArray[np.int64], last: NDArray[np.int64], words: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The bucket of each word's distance from the predicate `[first, last)`; arguments are broadcast.

    0 inside it, 1 to 11 after it, 12 to 22 before it.
    """
    after, before = words - last + 1, first - words
    out = np.where(after > 0, np.searchsorted(_EDGES, after, side="right"), 0)
    return np.where(before > 0, 11 + np.searchsorted(_EDGES, before, side="right"), out).astype(np.int64)


def shown(first: Sequence[int], words: int, kind: str) -> list[range]:
    """Which words of a window of so many are shown to predicates beginning at `first`: equally many each."""
    width = min(words, WORDS_BEFORE[kind] + WORDS_AFTER[kind])
    starts = [min(max(word - WORDS_BEFORE[kind], 0), words - width) for word in first]
    return [range(start, start + width) for start in starts]
