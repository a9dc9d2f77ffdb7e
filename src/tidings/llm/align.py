"""Where the words that a model quotes stand in the article; words that don't stand there are nowhere.

A quotation must be in the text letter by letter. Only white space may differ (a line end for a space), and
what comes back is always the article's own slice. Nothing is matched by likeness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tidings.llm.answers import Words
from tidings.llm.windows import Range, Window, parts
from tidings.types import Article, Span

LONGEST: Final = 4000
"""Code points of a quotation, at most."""

MOST: Final = 200
"""Places of one quotation that are looked at."""

_WHOLE_WORDS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "DIGIT")
"""Scripts whose words are parted by spaces and carry no particles that are words of their own."""


@dataclass(frozen=True, slots=True)
class Places:
    """What of one article may be quoted for one window: its own words, and those of its context."""

    article: Article
    window: Window
    own: tuple[Range, ...]
    shown: tuple[Range, ...]

    @classmethod
    def of(cls, article: Article, window: Window) -> Places:
        """The places of a window; page furniture is none."""
        own = tuple(parts(article, window.start, window.end))
        return cls(article, window, own, (*parts(article, window.context, window.start), *own))

    def find(self, words: Words | None, *, near: int | None = None, context: bool = False) -> Span | None:
        """The words that are quoted, as a span; None where they stand nowhere.

        Of several places the ones with the given words before them come first, then the nearest to the code
        point `near`, else the first. With `context` the words may also stand in the text before the window.
        """
        found = self.all(words, context=context)
        if not found or words is None:
            return None
        if near is None:
            return found[0]
        return min(found, key=lambda span: (abs(span.start - near), span.start))

    def all(self, words: Words | None, *, context: bool = False) -> list[Span]:
        """Every place of the words, in order; if some have the given words before them, only those."""
        if words is None or not words.quote.strip() or len(words.quote) > LONGEST:
            return []
        if not any(c.isalnum() or c == ":" for c in words.quote):
            return []
        text = self.article.text
        found = _occurrences(text, words.quote.strip(), self.shown if context else self.own)
        before = "".join((words.before or "").split())
        if before:
            led = [r for r in found if _ends_with(text, r[0], before)]
            found = led or found
        return [self.article.span(*r) for r in found]


def _occurrences(text: str, quote: str, ranges: Sequence[Range]) -> list[Range]:
    pattern = _pattern(quote)
    found: list[Range] = []
    for start, end in ranges:
        for match in pattern.finditer(text, start, end):
            if _is_whole(text, *match.span()):
                found.append(match.span())
                if len(found) >= MOST:
                    return found
    return found


@lru_cache(maxsize=256)
def _pattern(quote: str) -> re.Pattern[str]:
    """The quotation, any white space of it standing for any; overlapping places are not asked for."""
    return re.compile(r"\s+".join(map(re.escape, quote.split())))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the words neither begin nor end in the middle of a word."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    """Whether the letters on both sides of a place belong to one word."""
    if not 0 < at < len(text):
        return False
    if unicodedata.combining(text[at]):
        return True
    return _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(character: str) -> bool:
    return character.isalnum() and unicodedata.name(character, "").startswith(_WHOLE_WORDS)


def _ends_with(text: str, end: int, before: str) -> bool:
    """Whether the text up to `end` ends with the words, white space aside."""
    seen = "".join(text[max(0, end - 2 * len(before) - 50) : end].split())
    return seen.endswith(before)


def sorted_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in the order of the text, without those that overlap one before them."""
    out: list[Span] = []
    for span in sorted(spans):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)
