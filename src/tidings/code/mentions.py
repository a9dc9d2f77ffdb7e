"""Finds the words that name a political action, and its event type and mode, by lexicon and frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.lexicon import NOUN, VERB, Match, lexicon
from tidings.types import Mention

POINTING = frozenset({"this", "that", "these", "those", "such", "any", "all"})
TELLING = frozenset({"prep", "acl", "relcl", "poss", "appos"})
HAPPENING = frozenset(
    {
        "begin",
        "break",
        "continue",
        "end",
        "erupt",
        "follow",
        "happen",
        "hold",
        "kill",
        "occur",
        "resume",
        "start",
    }
)
"""Verbs whose subject is told of, not only pointed back to ("the protests began")."""

LONGEST = 4
"""Most words of a trigger: a longer stretch from head to particle is cut to the head."""


def find_mentions(analysis: Analysis) -> Analysis:
    """The analysis with a mention for every trigger in its sentences, in the order of the text.

    Each mention has its trigger, type and mode; later steps fill the rest. Page furniture holds none.
    """
    article = analysis.article
    mentions = []
    for sentence in analysis.sentences:
        for words, match in _triggers(sentence):
            span = analysis.span(words)
            if not article.is_furniture(span.start, span.end):
                mentions.append(Mention.make(article.id, span, match.entry.type, match.entry.mode))
    return replace(analysis, mentions=tuple(sorted(mentions, key=lambda m: (m.trigger, m.type))))


def _triggers(sentence: DocSpan) -> Iterator[tuple[DocSpan, Match]]:
    """Triggers of one sentence, no two sharing a word; those of several words go first."""
    known = lexicon()
    matches = [m for m in map(known.match, sentence) if m is not None and _is_told(m.head)]
    taken: set[int] = set()
    for match in sorted(matches, key=lambda m: -len(m.others)):
        tokens = {t.i for t in (match.head, *match.others)}
        if tokens & taken:
            continue
        taken |= tokens
        yield _extent(match), match


def _is_told(token: Token) -> bool:
    """Whether the word tells of an action, and does not merely describe or point back to one."""
    if token.pos_ == VERB:
        return token.dep_ not in {"amod", "compound"}
    if token.pos_ == NOUN:
        if token.dep_ == "compound":
            return False
        determiners = {c.lower_ for c in token.children if c.dep_ == "det"}
        if determiners & POINTING:
            return False
        if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_.lower() in HAPPENING:
            return True
        return "the" not in determiners or any(
            c.dep_ in TELLING or c.dep_ in {"compound", "amod"} for c in token.children
        )
    return False


def _extent(match: Match) -> DocSpan:
    """From the entry's first word to its last where these stand together; else the head alone."""
    indexes = [t.i for t in (match.head, *match.others)]
    first, last = min(indexes), max(indexes) + 1
    if last - first > min(LONGEST, len(indexes) + 1):
        first, last = match.head.i, match.head.i + 1
    return match.head.doc[first:last]
