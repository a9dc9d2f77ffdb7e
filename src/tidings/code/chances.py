"""What the network's scores come to as chances, as they are kept in the record.

A chance is the softmax of the scores of the choices there were (J. Bridle 1990); that of words to have a role
is the mean over the words. They are not calibrated: docs/model-card.md has how often each was right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from tidings.code.words import Ids
from tidings.model import Scores
from tidings.types import Span

Chances: TypeAlias = NDArray[np.float64]

DECIMALS: Final = 3
"""Digits that are kept, so that the last bits of a processor do not show."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words that have a role, the mean chance that they do, and how many words it is of."""

    span: Span
    score: float
    words: int


def softmax(scores: Scores) -> Chances:
    """The chances that scores stand for, along the last axis."""
    powers: Chances = np.exp(scores.astype(np.float64) - scores.max(-1, keepdims=True))
    powers /= powers.sum(-1, keepdims=True)
    return powers


def of_roles(scores: Scores, rows: Ids) -> list[list[float]]:
    """The chance of each word to have the role of its tag, begun there or not; 0 where it has none.

    `rows` are rows of tags, by `scores` of the shape (rows, words, tags): tag 0 is none, and each role has
    two, for its first word and for those after it.
    """
    found = np.zeros(rows.shape)
    at = np.nonzero(rows)
    chances, first = softmax(scores[at]), rows[at] - 1 + rows[at] % 2
    every = np.arange(len(first))
    found[at] = chances[every, first] + chances[every, first + 1]
    return cast("list[list[float]]", found.tolist())


def chosen(scores: Sequence[float], number: int) -> float:
    """The chance of one of a few choices, as it is kept; quicker than `softmax`."""
    best = max(scores)
    powers = [exp(score - best) for score in scores]
    return kept(powers[number] / sum(powers))


def kept(chance: float) -> float:
    """A chance as the record keeps it."""
    return round(float(chance), DECIMALS)


def mean(chances: Sequence[float]) -> float:
    """The mean chance, as it is kept."""
    return kept(sum(chances) / len(chances))


def mean_over(parts: Sequence[Part]) -> float:
    """The mean chance of the words of several parts, as it is kept."""
    return kept(sum(p.score * p.words for p in parts) / sum(p.words for p in parts))
