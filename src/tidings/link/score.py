"""The probability that two tellings are of one event: a logistic regression over readable evidence.

The weights (`data/weights.toml`) are fitted by `python -m training.link`, whose head says on what. A score
is a log-odds in thousandths, a whole number, so that sums of scores do not depend on their order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tidings.errors import InstallationError
from tidings.link.evidence import EVIDENCE, VECTOR_EVIDENCE, Reals, plain_evidence, vector_evidence
from tidings.link.traits import Rows

Scores = NDArray[np.int64]

THOUSANDTHS: Final = 1000


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the evidence, by name, and the log-odds without any.

    `missing` is the score that two tellings of one event have in clustering if they were not compared or
    scored below `least`; `join` is the mean score above which two groups are one event; `connect` is the
    score from which a pair can bring two parts of the record together at all, which keeps the parts small.
    `later` is added to the score of two accounts of one article when events are formed of all articles: what
    one article leaves apart, others may bring together. All five are in thousandths.
    """

    weights: Mapping[str, float]
    bias: float
    least: int
    missing: int
    join: int
    connect: int
    later: int = 0

    def scores(self, one: Rows, other: Rows) -> Scores:
        """The score of each pair (`one[i]`, `other[i]`); it depends on that pair alone.

        A pair that scores below `least` whatever its vectors say has the best score that they could give it.
        """
        plain = plain_evidence(one, other)
        total: Reals = np.full(len(one), self.bias)
        for name in EVIDENCE:  # one after the other: sums of floats depend on their order
            if name in plain and self.weights[name]:
                total = total + self.weights[name] * plain[name]
        most = sum(abs(self.weights[name]) for name in VECTOR_EVIDENCE)
        open_ = np.flatnonzero(total + most >= self.least / THOUSANDTHS)
        found = vector_evidence(one[open_], other[open_])
        rest: Reals = np.zeros(len(open_))
        for name in VECTOR_EVIDENCE:
            rest = rest + self.weights[name] * found[name]
        scores: Reals = total + most
        scores[open_] = total[open_] + rest
        return np.rint(scores * THOUSANDTHS).astype(np.int64)


def probability(score: float) -> float:
    """The probability that a score (log-odds in thousandths) stands for."""
    return float(1 / (1 + np.exp(-score / THOUSANDTHS)))


@dataclass(frozen=True, slots=True)
class Linking:
    """The weights for two tellings of one article, and for what two articles tell."""

    within: Weights
    across: Weights


@cache
def installed_weights() -> Linking:
    """The shipped weights; InstallationError (TID-301) where their file is damaged."""
    name = "weights.toml"
    try:
        text = resources.files("tidings").joinpath(f"link/data/{name}").read_text("utf-8")
        data = tomllib.loads(text)
        return Linking(_weights(data["within"]), _weights(data["across"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InstallationError("TID-301", name=name, detail=error) from error


def _weights(data: Mapping[str, Any]) -> Weights:
    return Weights(
        {name: float(data["weights"].get(name, 0.0)) for name in EVIDENCE},
        float(data["bias"]),
        int(data["least"]),
        int(data["missing"]),
        int(data["join"]),
        int(data["connect"]),
        int(data.get("later", 0)),
    )
