"""Precision, recall, F1 and accuracy of predictions against gold data, with confidence intervals.

An interval is a percentile bootstrap over articles (Efron and Tibshirani, An Introduction to the Bootstrap,
1993, chapter 13): articles are drawn with replacement, because records of one article are not independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tidings.evaluate.counting import ACCURACIES, OVERLAPS, count
from tidings.types import Coding

RESAMPLES: Final = 1000
SEED: Final = 20_220_224
"""Any fixed number does; the same scores always have the same intervals."""

LEVEL: Final = 0.95

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share between 0 and 1, with the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """A measure of what was found: records (or characters) matched, in gold, predicted."""

    name: str
    precision: Estimate
    recall: Estimate
    f1: Estimate
    matched: int
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """A measure of what was right about matched records: `right` out of `of`, which is never 0."""

    name: str
    accuracy: Estimate
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Scores:
    """All measures over `articles` gold articles, in a fixed order.

    Every name of `OVERLAPS` has a row; a name of `ACCURACIES` has one where records were matched.
    """

    articles: int
    overlaps: tuple[Overlap, ...]
    accuracies: tuple[Accuracy, ...]

    def overlap(self, name: str) -> Overlap:
        """The row of that name; KeyError where there is none."""
        return {row.name: row for row in self.overlaps}[name]

    def accuracy(self, name: str) -> Accuracy:
        """The row of that name; KeyError where there is none."""
        return {row.name: row for row in self.accuracies}[name]


def score(gold: Mapping[str, Coding], predicted: Mapping[str, Coding], *, seed: int = SEED) -> Scores:
    """How well `predicted` agrees with `gold`, matched by key; articles without gold are left out.

    An article without a prediction counts as one in which nothing was found.
    """
    counted = [count(coding, predicted.get(key)) for key, coding in gold.items()]
    overlaps = np.array([[c.overlaps[name] for name in OVERLAPS] for c in counted], dtype=np.int64)
    accuracies = np.array([[c.accuracies[name] for name in ACCURACIES] for c in counted], dtype=np.int64)
    overlaps = overlaps.reshape(-1, len(OVERLAPS), 3)
    accuracies = accuracies.reshape(-1, len(ACCURACIES), 2)
    draws = _draws(len(counted), seed)
    return Scores(
        len(counted),
        tuple(_overlap(name, overlaps[:, i], draws) for i, name in enumerate(OVERLAPS)),
        tuple(
            _accuracy(name, accuracies[:, i], draws)
            for i, name in enumerate(ACCURACIES)
            if accuracies[:, i, 1].any()
        ),
    )


def _draws(articles: int, seed: int) -> Floats:
    """How often each article is drawn: shape (RESAMPLES, articles), each row summing to `articles`."""
    if not articles:
        return np.zeros((RESAMPLES, 0))
    chances = np.full(articles, 1 / articles)
    return np.random.default_rng(seed).multinomial(articles, chances, RESAMPLES).astype(np.float64)


def _share(part: Floats, whole: Floats, empty: float) -> Floats:
    """`part / whole`, and `empty` where the whole is 0."""
    return np.divide(part, whole, out=np.full_like(part, empty), where=whole > 0)


def _estimate(values: Floats) -> Estimate:
    """From the value on all articles and then on each resample, NaN where a resample has none."""
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.nanpercentile(values[1:], [tail, 100 - tail])
    return Estimate(float(values[0]), float(low), float(high))


def _sums(counts: npt.NDArray[np.int64], draws: Floats) -> Floats:
    """Counts over all articles, then over each resample: shape (counts, 1 + RESAMPLES)."""
    return np.vstack([counts.sum(axis=0), draws @ counts]).T.astype(np.float64)


def _overlap(name: str, counts: npt.NDArray[np.int64], draws: Floats) -> Overlap:
    matched, gold, predicted = _sums(counts, draws)
    precision, recall = _share(matched, predicted, 0.0), _share(matched, gold, 0.0)
    f1 = _share(2 * precision * recall, precision + recall, 0.0)
    return Overlap(
        name,
        _estimate(precision),
        _estimate(recall),
        _estimate(f1),
        int(matched[0]),
        int(gold[0]),
        int(predicted[0]),
    )


def _accuracy(name: str, counts: npt.NDArray[np.int64], draws: Floats) -> Accuracy:
    right, of = _sums(counts, draws)
    return Accuracy(name, _estimate(_share(right, of, np.nan)), int(right[0]), int(of[0]))
