"""Tries a user's own event types: on the examples in their file, and on any articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tidings.code.language import analyse, sentence_of
from tidings.code.own_types import own_triggers
from tidings.config import OwnType
from tidings.types import Article, Span


@dataclass(frozen=True, slots=True)
class TriedExample:
    """One sentence of a type's examples or, where `wanted` is False, of its counterexamples.

    `found` are the words in it that the type's own entries find, `other` those that other types find, with
    their names.
    """

    type: str
    sentence: str
    wanted: bool
    found: tuple[str, ...]
    other: tuple[tuple[str, str], ...]

    @property
    def right(self) -> bool:
        """Whether an example is found, or a counterexample is not."""
        return bool(self.found) is self.wanted


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of an article that one of the types finds, and the sentence they stand in."""

    article: Article
    type: str
    words: Span
    sentence: Span


def try_examples(types: Sequence[OwnType]) -> Iterator[TriedExample]:
    """Every example and counterexample of the types, in their order.

    Raises InstallationError (TID-302) where the spaCy model is missing.
    """
    asked = [(own.name, text, True) for own in types for text in own.examples]
    asked += [(own.name, text, False) for own in types for text in own.counterexamples]
    order = {own.name: number for number, own in enumerate(types)}
    asked.sort(key=lambda one: order[one[0]])
    for name, text, wanted in asked:
        hits = list(try_articles(types, [Article.make(text)]))
        yield TriedExample(
            name, text, wanted,
            tuple(hit.words.quote for hit in hits if hit.type == name),
            tuple((hit.type, hit.words.quote) for hit in hits if hit.type != name),
        )  # fmt: skip


def try_articles(types: Sequence[OwnType], articles: Iterable[Article]) -> Iterator[Hit]:
    """What the words of the types find in articles, in the order of these and of the text.

    The words only: nothing is coded. Raises InstallationError (TID-302) where the spaCy model is missing.
    """
    for analysis in analyse(articles):
        for trigger in own_triggers(replace(analysis, own_types=tuple(types))):
            sentence = sentence_of(analysis, trigger.span.start)
            around = analysis.span(sentence) if sentence is not None else trigger.span
            yield Hit(analysis.article, trigger.type.name, trigger.span, around)
