"""Scores of coreference chains: MUC, B cubed, CEAF-e, LEA, and the CoNLL mean of the first three.

Definitions: M. Vilain et al. 1995 (MUC); A. Bagga, B. Baldwin 1998 (B cubed); X. Luo 2005 (CEAF, with the
similarity phi 4); N. Moosavi, M. Strube 2016 (LEA, a chain of one counts as linked to itself); S. Pradhan et
al. 2012 (CoNLL). Both sides hold the same mentions, each in one chain.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True, slots=True)
class Score:
    recall: float
    precision: float

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


Chains = Mapping[Hashable, Hashable]
"""Mention to the name of its chain."""


def chain_scores(gold: Chains, found: Chains) -> dict[str, Score]:
    """MUC, B3, CEAFe and LEA by name; ValueError where the two sides hold different mentions."""
    if gold.keys() != found.keys():
        raise ValueError("both sides must hold the same mentions")
    return {
        "MUC": Score(_muc(gold, found), _muc(found, gold)),
        "B3": Score(_b_cubed(gold, found), _b_cubed(found, gold)),
        "CEAFe": _ceaf(gold, found),
        "LEA": Score(_lea(gold, found), _lea(found, gold)),
    }


def conll(scores: Mapping[str, Score]) -> float:
    return sum(scores[name].f1 for name in ("MUC", "B3", "CEAFe")) / 3


def _overlaps(key: Chains, other: Chains) -> dict[Hashable, Counter[Hashable]]:
    """For each chain of `key`, how many of its mentions lie in each chain of `other`."""
    found: defaultdict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for mention, chain in key.items():
        found[chain][other[mention]] += 1
    return found


def _muc(key: Chains, other: Chains) -> float:
    overlaps = _overlaps(key, other).values()
    links = sum(c.total() - 1 for c in overlaps)
    return sum(c.total() - len(c) for c in overlaps) / links if links else 0.0


def _b_cubed(key: Chains, other: Chains) -> float:
    overlaps = _overlaps(key, other).values()
    return sum(sum(n * n for n in c.values()) / c.total() for c in overlaps) / len(key) if key else 0.0


def _ceaf(gold: Chains, found: Chains) -> Score:
    overlaps = _overlaps(gold, found)
    sizes = Counter(found.values())
    columns = {chain: n for n, chain in enumerate(sizes)}
    similar = np.zeros((len(overlaps), len(columns)))
    for row, counts in enumerate(overlaps.values()):
        for chain, n in counts.items():
            similar[row, columns[chain]] = 2 * n / (counts.total() + sizes[chain])
    best = similar[linear_sum_assignment(similar, maximize=True)].sum()
    return Score(*(float(best) / n if n else 0.0 for n in similar.shape))


def _lea(key: Chains, other: Chains) -> float:
    sizes, total, resolved = Counter(other.values()), 0, 0.0
    for counts in _overlaps(key, other).values():
        size = counts.total()
        total += size
        if size == 1:
            resolved += sizes[next(iter(counts))] == 1
        else:
            resolved += size * sum(n * (n - 1) for n in counts.values()) / (size * (size - 1))
    return resolved / total if total else 0.0
