"""Words that may name a political action, and its event type and mode, by lexicon and frame."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.lexicon import NOUN, VERB, Match, lexicon

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


def matches(analysis: Analysis) -> Iterator[tuple[Match, bool]]:
    """Every word of the lexicon in the article's sentences, and whether it tells of an action there.

    Page furniture is in no sentence.
    """
    known, doc = lexicon(), analysis.doc
    lemmas = known.heads(doc)
    for sentence in analysis.sentences:
        for place in range(sentence.start, sentence.end):
            match = known.match(doc[place]) if lemmas[place] else None
            if match is not None:
                yield match, is_told(match.head)


def is_told(token: Token) -> bool:
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
