"""What stands near a place in an article: names, mentions, quotations, nouns that were introduced.

Sorted once, so that an article of any length costs each party only what stands around it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.introductions import Introduction, introductions
from tidings.code.party_words import is_pronoun
from tidings.gazetteer import ActorMatch, Reason
from tidings.types import Mention, Span


class _Content(NamedTuple):
    """One stretch of a statement's content; `size` is that of all its content, in code points.

    `reach` is the furthest end of this stretch and of those that begin before it.
    """

    start: int
    end: int
    size: int
    source: Span
    reach: int


@dataclass(eq=False)
class Nearby:
    """An article with its names, in the order of the text; offsets are code points into the article."""

    analysis: Analysis
    names: tuple[ActorMatch, ...]

    def named_in(self, start: int, end: int) -> tuple[ActorMatch, ...]:
        """The names that begin in `[start, end)`."""
        first = bisect_left(self.names, start, key=_begin)
        return self.names[first : bisect_left(self.names, end, lo=first, key=_begin)]

    def named_before(self, at: int) -> Sequence[ActorMatch]:
        """The names in the sentence of `at` that end before it, the nearest first."""
        number = bisect_right(self._sentence_starts, at) - 1
        if number < 0:
            return ()
        sentence = self.analysis.sentences[number]
        inside = self.named_in(sentence.start_char, sentence.end_char)
        return [match for match in reversed(inside) if match.end <= at]

    def opens_sentence(self, at: int) -> bool:
        """Whether a sentence begins at a place."""
        starts = self._sentence_starts
        return starts[bisect_left(starts, at) : bisect_right(starts, at)] != []

    def bodies_before(self, at: int) -> Iterator[ActorMatch]:
        """The international bodies named before `at` or there, the nearest first."""
        return reversed(self._bodies[: bisect_right(self._bodies, at, key=_begin)])

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions whose triggers begin in `[start, end)`, in the order of the text."""
        every = self._by_trigger
        first = bisect_left(every, start, key=_trigger)
        return tuple(every[first : bisect_left(every, end, lo=first, key=_trigger)])

    def source_of(self, span: Span) -> Span | None:
        """The source of the innermost statement that says the words at a span; None without one."""
        around: list[tuple[int, Span]] = []
        number = bisect_right(self._contents, span.start, key=lambda content: content.start)
        while number and self._contents[number - 1].reach >= span.end:
            number -= 1
            content = self._contents[number]
            if content.end >= span.end:
                around.append((content.size, content.source))
        return min(around)[1] if around else None

    def full_before(self, at: int, back: int) -> list[Span]:
        """The words of sources and parties before `at` that are no pronouns, the nearest first.

        Those of its sentence and of `back` sentences before it.
        """
        starts = self._sentence_starts
        first = starts[max(0, bisect_right(starts, at) - 1 - back)] if starts else 0
        low = bisect_left(self._full, first, key=_begin)
        begun = self._full[low : bisect_left(self._full, at, lo=low, key=_begin)]
        return sorted((s for s in begun if s.end <= at), key=_begin, reverse=True)

    def tokens(self, word: str) -> Iterator[Token]:
        """The words of the doc that are written so, where they are capitalised."""
        return (self.analysis.doc[number] for number in self._capitalised.get(word, ()))

    def noun_before(self, at: int, noun: str) -> str | None:
        """Whose a noun was when last introduced before `at`."""
        return _last(self._introductions.get(("noun", noun), ()), at)

    def sector_before(self, at: int, sector: str) -> str | None:
        """Whose the last introduction of a sector before `at` was."""
        return _last(self._introductions.get(("sector", sector), ()), at)

    @cached_property
    def _introductions(self) -> Mapping[tuple[str, str], list[Introduction]]:
        out: dict[tuple[str, str], list[Introduction]] = {}
        for match in self.names:
            for one in introductions(self.analysis, match):
                out.setdefault(("noun", one.noun), []).append(one)
                if one.sector:
                    out.setdefault(("sector", one.sector), []).append(one)
        return out

    @cached_property
    def _bodies(self) -> tuple[ActorMatch, ...]:
        return tuple(match for match in self.names if match.reason is Reason.BODY)

    @cached_property
    def _by_trigger(self) -> list[Mention]:
        return sorted(self.analysis.mentions, key=_trigger)

    @cached_property
    def _capitalised(self) -> Mapping[str, list[int]]:
        out: dict[str, list[int]] = {}
        for token in self.analysis.doc:
            if token.text[0].isupper():
                out.setdefault(token.text, []).append(token.i)
        return out

    @cached_property
    def _contents(self) -> list[_Content]:
        found = sorted(
            (content.start, content.end, sum(map(len, statement.content)), statement.source)
            for statement in self.analysis.statements
            if statement.source is not None
            for content in statement.content
        )
        reaches = accumulate((end for _, end, *_ in found), max)
        return [_Content(*row, reach) for row, reach in zip(found, reaches, strict=True)]

    @cached_property
    def _full(self) -> list[Span]:
        mentions = self.analysis.mentions
        sources = [statement.source for statement in self.analysis.statements]
        parties = [party.span for m in mentions for party in (*m.actors, *m.recipients)]
        return sorted((s for s in (*sources, *parties) if s is not None and not is_pronoun(s)), key=_begin)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [int(sentence.start_char) for sentence in self.analysis.sentences]


def _last(introduced: Sequence[Introduction], at: int) -> str | None:
    number = bisect_left(introduced, at, key=lambda one: one.at)
    return introduced[number - 1].key if number else None


def _begin(words: ActorMatch | Span) -> int:
    return words.start


def _trigger(mention: Mention) -> int:
    return mention.trigger.start
