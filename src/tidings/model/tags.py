"""From scores of tags to stretches of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_NEVER = np.float32(-1e4)


def best_tags(scores: Scores, tags: Sequence[str]) -> NDArray[np.int64]:
    """The best row of tags in which an `I-x` only follows a `B-x` or `I-x` (Viterbi, 1967).

    `scores` has the shape (rows, words, tags), as does the result without the last.
    """
    rows, words, width = scores.shape
    allowed = np.array(
        [[not b.startswith("I-") or a[2:] == b[2:] for b in tags] for a in tags], dtype=np.bool_
    )
    moves = np.where(allowed, np.float32(0), _NEVER)
    score = scores[:, 0] + np.where([t.startswith("I-") for t in tags], _NEVER, np.float32(0))
    came = np.zeros((rows, words, width), np.int64)
    for word in range(1, words):
        through = score[:, :, None] + moves[None]
        came[:, word] = through.argmax(1)
        score = through.max(1) + scores[:, word]
    out = np.zeros((rows, words), np.int64)
    out[:, -1] = score.argmax(1)
    every = np.arange(rows)
    for word in range(words - 1, 0, -1):
        out[:, word - 1] = came[every, word, out[:, word]]
    return out


def stretches(row: NDArray[np.int64], begin: int) -> list[tuple[int, int]]:
    """The stretches `[first, last)` of words tagged `begin` and, after it, `begin + 1`."""
    found: list[tuple[int, int]] = []
    for word in np.flatnonzero((row == begin) | (row == begin + 1)).tolist():
        if row[word] == begin or not found or found[-1][1] != word:
            found.append((word, word + 1))
        else:
            found[-1] = (found[-1][0], word + 1)
    return found
