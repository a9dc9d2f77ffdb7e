"""Groups tellings into events from the scores of pairs, the same way whatever order they came in.

Average linkage (R. Sokal, C. Michener 1958) within the connected parts of the graph of pairs: the two groups
with the highest mean score between their tellings are joined, as long as that mean is high enough. A weak
link between two groups is outweighed by the pairs that do not fit, so that nothing is chained through it.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]
Pair = tuple[int, int]

MOST: Final = 200
"""Nodes of a part in which groups are sought, unless its links are as strong as can be."""
WHOLE: Final = 2000
"""Nodes of such a part, at most: pairs grow with the square of it, and two million can be held in memory."""
STEP: Final = 500
"""Thousandths of log-odds by which the links of a part that is too large must be stronger."""


def connected(nodes: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """For each node the smallest node that links lead to; `nodes` are sorted, and hold both ends of each
    link.

    Trees of labels are joined at their roots, along the links between them, and flattened, until no link
    leads from one to another (Y. Shiloach, U. Vishkin 1982).
    """
    return nodes[_labels(len(nodes), np.searchsorted(nodes, one), np.searchsorted(nodes, other))]


def _labels(number: int, one: Places, other: Places) -> Places:
    """`connected` for the nodes 0 to `number` - 1."""
    labels = np.arange(number)
    while True:
        left, right = labels[one], labels[other]
        apart = left != right
        if not apart.any():
            return labels
        one, other, left, right = one[apart], other[apart], left[apart], right[apart]
        # The label of a label: what was joined to it before follows it.
        np.minimum.at(labels, np.maximum(left, right), np.minimum(left, right))
        while not np.array_equal(further := labels[labels], labels):
            labels = further


def parts(
    nodes: Numbers, one: Numbers, other: Numbers, scores: NDArray[np.int64], *, connect: int
) -> Numbers:
    """For each node the smallest node of its part: `connected` by links that score at least `connect`.

    A part of more than `MOST` nodes is parted again by links that score more and more, by `STEP`, as long as
    it has any, so that groups are seldom sought in a part that grows with the record; one of more than
    `WHOLE` nodes is parted even so. The result depends on the links alone.
    """
    strong = scores >= connect
    a, b = np.searchsorted(nodes, one[strong]), np.searchsorted(nodes, other[strong])
    scores = scores[strong]
    labels = _labels(len(nodes), a, b)
    while len(a):
        sizes = np.bincount(labels, minlength=len(nodes))[labels]
        big = sizes > MOST
        if not big.any():
            break
        connect += STEP
        strong = (scores >= connect) & big[a] & big[b]
        a, b, scores = a[strong], b[strong], scores[strong]
        # A part without stronger links stays whole: copies of one text must not fall apart for being many.
        stronger = np.zeros(len(nodes), np.bool_)
        stronger[labels[a]] = True
        parted = np.flatnonzero(big & (stronger[labels] | (sizes > WHOLE)))
        labels[parted] = parted[_labels(len(parted), np.searchsorted(parted, a), np.searchsorted(parted, b))]
    return nodes[labels]


def groups(
    nodes: Sequence[int], scores: Mapping[Pair, int], *, missing: int, join: int
) -> list[tuple[int, ...]]:
    """The nodes in groups, each sorted, sorted by their smallest nodes.

    `scores` are those of pairs (smaller node first); a pair without one has the score `missing`. Two groups
    are joined while the mean score of the pairs between them is above `join`; of equal means, that of the
    smallest nodes goes first. Only groups with a score between them are joined.
    """
    if len(nodes) > 1 and len(scores) == comb(len(nodes), 2) and min(scores.values()) > join:
        return [tuple(sorted(nodes))]  # any mean is above `join`
    members: dict[int, tuple[int, ...]] = {n: (n,) for n in nodes}
    between: dict[int, dict[int, tuple[int, int]]] = {n: {} for n in nodes}
    for (a, b), score in scores.items():
        between[a][b] = between[b][a] = (score, 1)
    heap: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int) -> None:
        a, b = min(a, b), max(a, b)
        total, known = between[a][b]
        pairs = len(members[a]) * len(members[b])
        mean = (total + missing * (pairs - known)) / pairs
        if mean > join:
            heapq.heappush(heap, (-mean, a, b, len(members[a]), len(members[b])))

    for a, b in scores:
        offer(a, b)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if len(members.get(a, ())) != size_a or len(members.get(b, ())) != size_b:
            continue  # one of them has been joined since
        members[a] = tuple(sorted((*members[a], *members.pop(b))))
        theirs = between.pop(b)
        del theirs[a], between[a][b]
        for c, (total, known) in theirs.items():
            mine = between[a].get(c, (0, 0))
            between[a][c] = between[c][a] = (mine[0] + total, mine[1] + known)
            del between[c][b]
        for c in between[a]:
            offer(a, c)
    return sorted(members.values())
