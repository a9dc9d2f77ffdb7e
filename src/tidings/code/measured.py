"""Which mention a figure measures, and the words that say as of when it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.language import sentence_of
from tidings.types import Figure, Mention, Span, Unit

REACH: Final = 12
"""Tokens within which a number measures an action of its sentence that does not govern it.

Of 8 to 18 the best on the training articles, by F1 of the mentions measured.
"""

_WITHIN: Final = frozenset(("of", "in", "for", "as"))
"""Prepositions after a number whose noun may be the action itself (*$2 million in aid*)."""

_EQUAL: Final = frozenset(("be", "total", "number", "reach", "stand", "rise", "become", "include", "exceed"))
"""Verbs by which something is said to be a number (*the deaths are fourteen civilians*)."""

_VERBAL: Final = frozenset(("AGREE", "REQUEST", "ACCUSE", "THREATEN", "CONSULT"))
"""Types of action that a number measures only where the grammar says so: words, not deeds."""

_MODIFIERS: Final = frozenset(("nummod", "quantmod", "compound", "amod", "nmod", "det"))


def measure_mentions(analysis: Analysis) -> Analysis:
    """The analysis with the mention each figure measures, None where it measures none.

    That is the action in the number's own phrase (*$2 million in aid*, *two cutters given*); else the nearest
    that governs it in its clause, or that it is said of; else, save for a stretch of time, the nearest deed
    of its sentence within `REACH`.
    """
    triggers: dict[int, Mention] = {}
    for mention in analysis.mentions:
        words = analysis.doc.char_span(mention.trigger.start, mention.trigger.end, alignment_mode="expand")
        triggers.update({token.i: mention for token in words or ()})
    return replace(analysis, figures=tuple(_measuring(analysis, f, triggers) for f in analysis.figures))


def _measuring(analysis: Analysis, figure: Figure, triggers: Mapping[int, Mention]) -> Figure:
    number = _words(analysis, figure)
    if number is None or not triggers:
        return figure
    mention = _inside(number, triggers) or _above(number, triggers)
    if mention is None and figure.unit is not Unit.TIME:
        mention = _near(analysis, figure, number, triggers)
    return replace(figure, mention_id=mention.id) if mention is not None else figure


def _words(analysis: Analysis, figure: Figure) -> DocSpan | None:
    return analysis.doc.char_span(figure.span.start, figure.span.end, alignment_mode="expand")


def _phrase(number: DocSpan) -> Iterator[Token]:
    """The number and the nouns that it modifies, from within."""
    token = number.root
    yield token
    while token.dep_ in _MODIFIERS and token.head.i != token.i:
        token = token.head
        yield token


def _inside(number: DocSpan, triggers: Mapping[int, Mention]) -> Mention | None:
    for token in _phrase(number):
        if token.i in triggers:
            return triggers[token.i]
        for child in token.rights:
            if child.dep_ in ("acl", "relcl") and child.i in triggers:
                return triggers[child.i]
            if child.dep_ == "prep" and child.lower_ in _WITHIN:
                for noun in child.rights:
                    if noun.i in triggers:
                        return triggers[noun.i]
    return None


def _above(number: DocSpan, triggers: Mapping[int, Mention]) -> Mention | None:
    token = number.root
    while True:
        if token.i in triggers:
            return triggers[token.i]
        if token.lemma_ in _EQUAL and (found := _said_of(token, triggers)) is not None:
            return found
        if token.head.i == token.i or _ends_clause(token):
            return None
        token = token.head


def _said_of(verb: Token, triggers: Mapping[int, Mention]) -> Mention | None:
    """The action that is the verb's subject, or of which it is (*the number of arrests reached 40*)."""
    for child in verb.lefts:
        if child.dep_ in ("nsubj", "nsubjpass"):
            for token in (child, *(t for prep in child.rights if prep.dep_ == "prep" for t in prep.rights)):
                if token.i in triggers:
                    return triggers[token.i]
    return None


def _ends_clause(token: Token) -> bool:
    """Whether what governs the token is another clause's verb, which has no say over its numbers."""
    if token.dep_ == "parataxis":
        return True
    if token.pos_ not in ("VERB", "AUX") or token.dep_ not in ("conj", "ccomp"):
        return False
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in token.lefts)


def _near(
    analysis: Analysis, figure: Figure, number: DocSpan, triggers: Mapping[int, Mention]
) -> Mention | None:
    sentence = sentence_of(analysis, figure.span.start)
    if sentence is None:
        return None
    root = number.root.i
    deeds = [i for i, m in triggers.items() if sentence.start <= i < sentence.end and m.type not in _VERBAL]
    nearest = min(deeds, key=lambda i: (abs(i - root), i), default=None)
    if nearest is None or abs(nearest - root) > REACH:
        return None
    return triggers[nearest]


_MONTH: Final = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_WEEKDAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = (
    rf"(?:(?:{_WEEKDAY},?\s+)?(?:(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?!\d)|{_MONTH}(?:\s+{_YEAR})?)|{_YEAR}"
    rf"|{_WEEKDAY})\b"
)
_AS_OF: Final = re.compile(
    rf"\bas\s+(?:of|at)\s+(?:(?:the\s+)?(?:end|start|beginning|middle)\s+of\s+|(?:early|late|mid)[-\s])?"
    rf"(?:{_DATE}|now|today|yesterday|(?:this|last)\s+(?:week|month|year|morning|evening|{_WEEKDAY}))",
    re.I,
)
"""Words that date a number and nothing else."""

_DATED: Final = re.compile(
    rf"\b(?:(?:by|in|at|during|on|for)\s+(?:(?:the\s+)?(?:end|start|beginning|middle|first\s+half"
    rf"|second\s+half"
    rf"|(?:first|second|third|fourth)\s+quarter)\s+of\s+|(?:early|late|mid)[-\s])?{_DATE}"
    rf"|(?:by|at)\s+the\s+end\s+of\s+(?:the|this|last|next)\s+(?:week|month|year|decade)"
    rf"|(?:last|this|next)\s+(?:week|month|year|quarter|decade)|(?:a|one)\s+(?:week|month|year"
    rf"|decade)\s+(?:ago|earlier)"
    rf"|currently|at\s+present|so\s+far(?:\s+this\s+(?:week|month|year))?)\b",
    re.I,
)
"""Words that date a number where they stand in its own clause, and the clause tells of no action."""


def as_of_words(analysis: Analysis, figure: Figure) -> Span | None:
    """The words that say as of when the figure holds (*as of 5 March*, *in 2014*); None where none do.

    Words that date the action which the figure measures, or any other, are none: in *on Monday they freed 40*
    the day is that of the mention. *As of 5 March* dates every figure of its sentence.
    """
    sentence = sentence_of(analysis, figure.span.start)
    number = _words(analysis, figure)
    if sentence is None or number is None:
        return None
    text = analysis.article.text
    if (match := _AS_OF.search(text, sentence.start_char, sentence.end_char)) is not None:
        return analysis.article.span(match.start(), match.end())
    triggers = {
        token.i
        for mention in analysis.mentions
        for token in analysis.doc.char_span(
            mention.trigger.start, mention.trigger.end, alignment_mode="expand"
        )
        or ()
    }
    found: list[tuple[int, int, int]] = []
    for match in _DATED.finditer(text, sentence.start_char, sentence.end_char):
        if match.end() <= figure.span.start or match.start() >= figure.span.end:
            words = analysis.doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if words is not None and _dates(words, number, triggers, day=match[0][:3].lower() == "on "):
                distance = min(abs(match.start() - figure.span.end), abs(figure.span.start - match.end()))
                found.append((distance, match.start(), match.end()))
    if not found:
        return None
    _, start, end = min(found)
    return analysis.article.span(start, end)


_STATES: Final = frozenset(
    ("be", "have", "hold", "stand", "number", "total", "reach", "count", "remain", "own", "employ")
)


def _dates(words: DocSpan, number: DocSpan, triggers: set[int], *, day: bool) -> bool:
    """Whether the time stands with the number's noun, or with its verb where that is no action's trigger.

    A day (*on Monday*) dates a number only by a verb of state; with others it dates what happened.
    """
    head = words.root.head
    if words.root.dep_ == "pobj":
        head = head.head
    own = {token.i for token in _phrase(number)}
    if head.i in own:
        return head.i not in triggers
    if head.i != _verb(number.root).i or head.pos_ not in ("VERB", "AUX") or head.i in triggers:
        return False
    return not day or head.lemma_ in _STATES


def _verb(token: Token) -> Token:
    """The verb of the token's clause, or the word above all others."""
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token
