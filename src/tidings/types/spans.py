"""Stretches of an article's text, in code points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch `[start, end)` of an article's text, in code points, with its words.

    Made by `Span.of`, which cuts `quote` out of the text, so that `text[start:end] == quote`
    holds by construction.
    """

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of `text` from `start` to `end`.

        Raises ValueError where it is empty or reaches outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span [{start}, {end}) does not lie in a text of {len(text)} code points")
        return cls(start, end, text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span (equal spans contain each other)."""
        return self.start <= other.start and other.end <= self.end

    def __len__(self) -> int:
        return self.end - self.start


def merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The union of `[start, end)` ranges: sorted, disjoint, touching ones joined, empty ones dropped."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(r for r in ranges if r[0] < r[1]):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def intersection(a: Iterable[tuple[int, int]], b: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The code points that both unions of ranges cover, as disjoint sorted ranges."""
    left, right, out = merged(a), merged(b), []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            out.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(out)


def size(ranges: Iterable[tuple[int, int]]) -> int:
    """How many code points the union of the ranges covers."""
    return sum(end - start for start, end in merged(ranges))
