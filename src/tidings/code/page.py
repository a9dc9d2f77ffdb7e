"""One window of an article with what the network says of its words: cues, triggers, and spans of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from tidings.code.chances import Part, mean, softmax
from tidings.code.outlook import paths
from tidings.code.words import Ids, WordTable
from tidings.config import OwnType
from tidings.gazetteer.names import word_set
from tidings.model import (
    FOUND_TAGS,
    TYPES,
    Network,
    Predicates,
    Scores,
    Window,
    WordScores,
    best_tags,
    shown,
    stretches,
)
from tidings.types import Mention

Stretch: TypeAlias = tuple[int, int]
"""Words `[first, last)` of an article."""

EMPTY_PARTS: Final = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PUNCT", "SCONJ"})
"""Parts of speech that name nobody, nowhere and no time by themselves."""
EMPTY_WORDS: Final = frozenset({"mr", "mrs", "ms", "dr"})
ALONE: Final = word_set("all another any both each either many neither none some these those this that")
"""Determiners that can stand for somebody."""


@dataclass(frozen=True, slots=True)
class Page:
    """One window of an article with the network's scores of its words."""

    network: Network
    table: WordTable
    window: Window
    scores: WordScores

    def found(self) -> tuple[list[Stretch], list[Stretch]]:
        """The cues and the triggers that begin in the window's own words."""
        settings, outside = self.network.files.settings, np.zeros((2, 1, len(FOUND_TAGS)), np.float32)
        outside[:, 0, 0] = settings["cue_bias"], settings["trigger_bias"]
        tags = best_tags(np.stack([self.scores.cue, self.scores.trigger]) - outside, FOUND_TAGS)
        return self._own(tags[0]), self._own(tags[1])

    def given(self, mentions: Sequence[Mention]) -> tuple[list[Stretch], Ids]:
        """The triggers of these mentions that begin in the window's own words, and their types."""
        found = {self.table.range_of(m.trigger.start, m.trigger.end): TYPES.index(m.type) for m in mentions}
        own = sorted(s for s in found if self.window.own_first <= s[0] < min(s[1], self.window.own_last))
        return own, np.array([found[s] for s in own], np.int64)

    def with_own(
        self, found: Sequence[Stretch], own: Mapping[Stretch, OwnType]
    ) -> tuple[list[Stretch], Mapping[Stretch, OwnType]]:
        """The triggers, with those of the user's own types in place of what they share words with.

        Only those that begin in the window's own words, each with its type.
        """
        first, last = self.window.own_first, self.window.own_last
        here = {(a, min(b, self.window.last)): t for (a, b), t in own.items() if first <= a < min(b, last)}
        taken = {word for stretch in here for word in range(*stretch)}
        return sorted([*here, *(s for s in found if taken.isdisjoint(range(*s)))]), here

    def sureness(self, scores: Scores, found: Sequence[Stretch]) -> list[float]:
        """The mean chance of the words of each cue or trigger to be part of one, by the scores of its tags.

        It is the model's own: no bias of the threshold is in it.
        """
        if not found:
            return []
        at, chances = self.window.first, (1 - softmax(scores)[:, 0]).tolist()
        return [mean(chances[a - at : b - at]) for a, b in found]

    def _own(self, tags: Ids) -> list[Stretch]:
        at = self.window.first
        every = [(at + a, at + b) for a, b in stretches(tags, FOUND_TAGS.index("B-x"))]
        own = [(a, b) for a, b in every if self.window.own_first <= a < self.window.own_last]
        return [next(unbroken(s, self.table.breaks)) for s in own]

    def predicates(
        self, found: Sequence[Stretch], outlooks: Sequence[range], rules: Sequence[Ids]
    ) -> Predicates:
        """Cues or triggers as the network takes them; outlook and rule of each have the same words."""
        at = self.window.first
        reached = [paths(self.table, *s, here) for s, here in zip(found, outlooks, strict=True)]
        return Predicates(
            np.array([a - at for a, _ in found], np.int64),
            np.array([b - at for _, b in found], np.int64),
            np.stack([np.arange(here.start, here.stop) - at for here in outlooks]),
            np.stack(reached),
            np.stack(rules),
        )

    def outlooks(self, kind: str, found: Sequence[Stretch]) -> list[range]:
        """The words of the article that each cue or trigger is shown."""
        at, words = self.window.first, self.window.last - self.window.first
        rows = shown([a - at for a, _ in found], words, kind)
        return [range(at + row.start, at + row.stop) for row in rows]


def parts_of(
    table: WordTable, row: Ids, scores: Scores, chances: Sequence[float], tags: Sequence[str], start: int
) -> dict[str, list[Part]]:
    """The spans of each role in a row of tags whose first word is `start`; the surest beginning first.

    None reaches across words that are not read. `chances` are those of the words to have their roles.
    """
    found: dict[str, list[Part]] = {}
    present = set(row.tolist())
    for number, tag in enumerate(tags):
        if tag.startswith("B-") and present.isdisjoint((number, number + 1)):
            found[tag[2:]] = []
        elif tag.startswith("B-"):
            sureness = scores[:, number]
            surest = sorted(stretches(row, number), key=lambda s, by=sureness: (-float(by[s[0]]), s))  # type: ignore[misc]
            whole = [(start + a, start + b) for a, b in surest]
            pieces = (piece for s in whole for piece in unbroken(s, table.breaks))
            found[tag[2:]] = [
                Part(table.span(a, b), mean(chances[a - start : b - start]), b - a)
                for a, b in pieces
                if _says_something(table, (a, b))
            ]
    return found


def _says_something(table: WordTable, stretch: Stretch) -> bool:
    """Whether there is more than *the*, *in*, *Ms* at these words."""
    for token in (table.analysis.doc[i] for i in table.tokens[slice(*stretch)].tolist()):
        if token.pos_ not in EMPTY_PARTS and token.lower_.rstrip(".") not in EMPTY_WORDS:
            return True
        if token.lower_ in ALONE:
            return True
    return False


def unbroken(stretch: Stretch, breaks: np.ndarray) -> Iterator[Stretch]:
    """The stretch, cut before each word that follows on words that are not read."""
    first, last = stretch
    for word in (np.flatnonzero(breaks[first + 1 : last]) + first + 1).tolist():
        yield first, word
        first = word
    yield first, last
