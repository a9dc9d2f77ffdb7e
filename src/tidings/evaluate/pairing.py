"""Which predicted record is which gold one: overlap of their words, counted in non-space characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TypeVar

from tidings.types import Span, intersection, merged, size

Ranges = tuple[tuple[int, int], ...]
"""Disjoint sorted `[start, end)` ranges, in non-space characters of a text."""

G = TypeVar("G")
P = TypeVar("P")


class Ruler:
    """Measures spans of one text in non-space characters, so that reflowed text scores alike."""

    def __init__(self, text: str) -> None:
        self._before = list(accumulate((not c.isspace() for c in text), initial=0))

    def ranges(self, spans: Iterable[Span | None]) -> Ranges:
        """The union of the spans; None and spans of white space add nothing."""
        return merged((self._before[s.start], self._before[s.end]) for s in spans if s is not None)


def overlap(a: Ranges, b: Ranges) -> int:
    """How many characters the two share."""
    return size(intersection(a, b))


def iou(a: Ranges, b: Ranges) -> float:
    """Intersection over union, 0 where either is empty."""
    shared = overlap(a, b)
    return shared / (size(a) + size(b) - shared) if shared else 0.0


def pair(golds: Sequence[G], predictions: Sequence[P], same: Callable[[G, P], float]) -> list[tuple[G, P]]:
    """Greedy one-to-one pairing by descending similarity.

    0 or less is no match; of equally similar pairs the later records win.
    """
    candidates = sorted(
        (
            (value, i, j)
            for i, gold in enumerate(golds)
            for j, prediction in enumerate(predictions)
            if (value := same(gold, prediction)) > 0
        ),
        reverse=True,
    )
    taken_golds: set[int] = set()
    taken_predictions: set[int] = set()
    out: list[tuple[G, P]] = []
    for _, i, j in candidates:
        if i not in taken_golds and j not in taken_predictions:
            taken_golds.add(i)
            taken_predictions.add(j)
            out.append((golds[i], predictions[j]))
    return out
