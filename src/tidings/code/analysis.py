"""What the steps of `code` pass from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from tidings.config import OwnType
from tidings.gazetteer import ActorMatch, OwnNames
from tidings.types import Article, Coding, Figure, Mention, Span, Statement


@dataclass(frozen=True, slots=True)
class Pointed:
    """To which of the countries and bodies named around it a party belongs, in the model's eyes.

    `chances` are by code: a country's, or that of a body with its name. What is missing to 1 is the chance
    that it belongs to none of them.
    """

    chances: Mapping[str, float] = field(default_factory=dict)

    @property
    def nobody(self) -> float:
        """The chance that it belongs to none of them."""
        return max(0.0, 1.0 - sum(self.chances.values()))


@dataclass(frozen=True, slots=True)
class OwnTrigger:
    """Words that name an action of one of the user's own types."""

    span: Span
    type: OwnType


@dataclass(frozen=True, slots=True)
class Analysis:
    """An article, its sentences and words, and what the steps so far have found in it.

    `doc.text == article.text`, so that spaCy's character offsets are offsets into the article.
    `sentences` are those of the doc that hold a word and no page furniture. `pointed` says for a mention's id
    whose its actor and its recipient are in the model's eyes; `own` are the user's own names of actors,
    `own_types` their own event types, and `own_triggers` the words that these found. `names` are the actors
    that the gazetteer and `own` know in the text, once a step has looked for them.
    """

    article: Article
    doc: Doc
    sentences: tuple[DocSpan, ...]
    statements: tuple[Statement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    pointed: Mapping[str, tuple[Pointed, Pointed]] = field(default_factory=dict)
    own: OwnNames | None = None
    own_types: tuple[OwnType, ...] = ()
    own_triggers: tuple[OwnTrigger, ...] = ()
    names: tuple[ActorMatch, ...] | None = None

    def span(self, words: DocSpan) -> Span:
        """The words of the doc as a span of the article."""
        return self.article.span(words.start_char, words.end_char)

    def coding(self) -> Coding:
        """The records found, without the linguistic analysis."""
        return Coding(self.article, self.statements, self.mentions, self.figures)


Step: TypeAlias = Callable[[Analysis], Analysis]
"""A step reads an analysis and returns one with more in it; it never changes its input."""
