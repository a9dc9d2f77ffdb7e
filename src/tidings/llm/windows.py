"""Pieces of an article that one request holds: without overlap, ending where a paragraph or sentence does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tidings.types import Article, merged

Range = tuple[int, int]

_ENDS: Final = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"\n\s*"),
    # Ends of sentences in Latin, Cyrillic, Greek, CJK, Arabic, Urdu and Indic scripts, with what closes them.
    re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|[。！？｡]+[”’」』）]*\s*|[؟۔।]+[\"'”’»)]*\s*"),
    re.compile(r"\s+"),
)
"""Where a piece may end, the best first."""

LEAST_FILLED: Final = 0.4
"""Share of a piece that must be full before a better end is preferred to a later one."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece `[start, end)` of an article's text, and where the text shown before it starts."""

    start: int
    end: int
    context: int


def windows(article: Article, most: int, context: int) -> list[Window]:
    """The pieces of an article, of at most `most` code points each, that hold more than furniture and space.

    Together they hold every code point that is no furniture, once, save white space.
    """
    return [
        Window(start, end, _context(article.text, start, context))
        for start, end in _cut(article.text, 0, len(article.text), most)
        if any(c.isalnum() for part in parts(article, start, end) for c in article.text[slice(*part)])
    ]


def halves(article: Article, window: Window) -> tuple[Window, ...]:
    """The window in two or three pieces of about half its size; none where it can't be cut any more."""
    size = window.end - window.start
    if size < 2:
        return ()
    pieces = _cut(article.text, window.start, window.end, max(1, (size * 6) // 10))
    reach = window.start - window.context
    return tuple(Window(start, end, _context(article.text, start, reach)) for start, end in pieces)


def parts(article: Article, start: int, end: int) -> Iterator[Range]:
    """What of `[start, end)` is no page furniture, in order."""
    for first, last in merged(article.furniture):
        if start < first < end:
            yield start, first
        if first < end:
            start = max(start, last)
    if start < end:
        yield start, end


def _context(text: str, start: int, most: int) -> int:
    """From where the text before `start` is shown: the beginning of a sentence, if one begins there."""
    first = max(0, start - most)
    if first == 0:
        return first
    found = [match.end() for ends in _ENDS[:-1] if (match := ends.search(text, first, start)) is not None]
    return min((end for end in found if end < start), default=first)


def _cut(text: str, start: int, end: int, most: int) -> Iterator[Range]:
    while end - start > most:
        cut = _end(text, start, start + most)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _end(text: str, start: int, limit: int) -> int:
    """Where a piece that may reach to `limit` ends."""
    least = start + int((limit - start) * LEAST_FILLED)
    for ends in _ENDS:
        found = [match.end() for match in ends.finditer(text, least, limit) if match.end() > start]
        if found:
            return min(found[-1], limit)
    return limit
