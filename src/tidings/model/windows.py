"""Cuts an article into the stretches that the encoder reads at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

WHOLE: Final = 510
"""Word pieces of an article that is read in one window, at most: the encoder's positions less two marks."""

OWN: Final = 320
"""Word pieces that a window of a longer article is read for, at most; longer sentences are cut."""

BEFORE: Final = 96
AFTER: Final = 32
"""Word pieces of whole sentences that a window shows before and after its own, at most.

Own and shown pieces and the two marks around them stay under the encoder's 512 positions.
"""

LONGEST_WORD: Final = 12
"""Word pieces of one word that are read."""


@dataclass(frozen=True, slots=True)
class Window:
    """The words `[first, last)` of an article, read for the words `[own_first, own_last)`."""

    first: int
    last: int
    own_first: int
    own_last: int


def windows(pieces: Sequence[int], sentences: Sequence[tuple[int, int]]) -> Iterator[Window]:
    """Windows that own each word of the sentences once, in order; one window for an article that fits in it.

    `pieces[i]` is how many word pieces word `i` has; sentences are ranges of words, in order, without gaps.
    """
    units = [u for s in sentences for u in _cut(pieces, *s)]
    if units and sum(pieces[units[0][0] : units[-1][1]]) <= WHOLE:
        first, last = units[0][0], units[-1][1]
        yield Window(first, last, first, last)
        return
    sizes = [sum(pieces[a:b]) for a, b in units]
    at = 0
    while at < len(units):
        end, total = at, 0
        while end < len(units) and total + sizes[end] <= OWN:
            total += sizes[end]
            end += 1
        left = _reach(sizes[:at][::-1], BEFORE)
        right = _reach(sizes[end:], AFTER)
        yield Window(units[at - left][0], units[end + right - 1][1], units[at][0], units[end - 1][1])
        at = end


def _cut(pieces: Sequence[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """A sentence in stretches of at most `OWN` pieces."""
    start, total = first, 0
    for word in range(first, last):
        if total + pieces[word] > OWN:
            yield start, word
            start, total = word, 0
        total += pieces[word]
    if start < last:
        yield start, last


def _reach(sizes: Sequence[int], room: int) -> int:
    """How many of these fit in one after the other."""
    for number, size in enumerate(sizes):
        room -= size
        if room < 0:
            return number
    return len(sizes)
