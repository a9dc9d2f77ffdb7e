"""From scores of tags to stretches of words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

NEVER: Final = -1e4


def best_tags(scores: Scores, tags: Sequence[str]) -> NDArray[np.int64]:
    """The best row of tags in which an `I-x` only follows a `B-x` or `I-x`.

    `scores` has the shape (rows, words, tags), as does the result without the last.

    Most rows of each word's best tag are allowed, and then the best. In the others a search (Viterbi, 1967)
    is needed only around each `I-x` that may not stand there: writing `B-x` for all of them is allowed and
    costs a known sum, so that a word whose best tag leads by more than that sum keeps it.
    """
    best: NDArray[np.int64] = scores.argmax(2)
    begins, follows = _grammar(tuple(tags))
    broken = np.zeros(best.shape, np.bool_)
    broken[:, 0] = ~follows[tags.index("O"), best[:, 0]]
    broken[:, 1:] = ~follows[best[:, :-1], best[:, 1:]]
    for row in np.flatnonzero(broken.any(1)).tolist():
        own, given, wrong = best[row], scores[row], np.flatnonzero(broken[row])
        sure = given.max(1)
        price = float((sure[wrong] - given[wrong, begins[own[wrong]]]).sum())
        second = np.partition(given, -2, axis=1)[:, -2]
        kept = np.flatnonzero(sure - second > price)
        done = 0
        for word in wrong.tolist():
            if word < done:
                continue
            at = int(np.searchsorted(kept, word))
            first = int(kept[at - 1]) if at else -1
            last = int(kept[at]) if at < len(kept) else len(own)
            part = given[first + 1 : last].tolist()
            before_it = [_only(int(begins[own[first]]), len(tags))] if first >= 0 else []
            after_it = [_only(int(own[last]), len(tags))] if last < len(own) else []
            found = _searched([*before_it, *part, *after_it], tags)
            own[first + 1 : last] = found[len(before_it) : len(before_it) + len(part)]
            done = last
    return best


@cache
def _grammar(tags: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The tag that begins what each tag is of (`O` its own), and which tags may follow which."""
    begins = [tags.index("B-" + t[2:]) if t[2:] else n for n, t in enumerate(tags)]
    follows = [[not b.startswith("I-") or a[2:] == b[2:] for b in tags] for a in tags]
    return np.array(begins), np.array(follows)


def _only(tag: int, tags: int) -> list[float]:
    """Scores of a word that has this tag."""
    return [0.0 if n == tag else NEVER for n in range(tags)]


def _searched(scores: list[list[float]], tags: Sequence[str]) -> list[int]:
    """The best allowed tags of these words by Viterbi's search."""
    before = [[n for n, b in enumerate(tags) if b[2:] == t[2:]] if t[:2] == "I-" else None for t in tags]
    score = [s + (NEVER if p else 0.0) for s, p in zip(scores[0], before, strict=True)]
    came: list[list[int]] = []
    for word in scores[1:]:
        anything = max(range(len(tags)), key=score.__getitem__)
        came.append([max(p, key=score.__getitem__) if p else anything for p in before])
        score = [s + score[n] for s, n in zip(word, came[-1], strict=True)]
    out = [max(range(len(tags)), key=score.__getitem__)]
    for origin in reversed(came):
        out.append(origin[out[-1]])
    return out[::-1]


def stretches(row: NDArray[np.int64], begin: int) -> list[tuple[int, int]]:
    """The stretches `[first, last)` of words tagged `begin` and, after it, `begin + 1`."""
    found: list[tuple[int, int]] = []
    for word in np.flatnonzero((row == begin) | (row == begin + 1)).tolist():
        if row[word] == begin or not found or found[-1][1] != word:
            found.append((word, word + 1))
        else:
            found[-1] = (found[-1][0], word + 1)
    return found
