"""What an article ties to a country or body: *the Norwegian minister*, the place it was sent from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.whose import UNNAMED
from tidings.gazetteer import ActorMatch, Reason, countries, lookup, match_actors

DATELINE: Final = re.compile(
    r"^[ \t]*(?P<place>[A-Z][\w.’'\- ]{1,30}?)(?:[,/(][^\n]{0,40}?)?\s*(?:[—–:]|--|-\s|\.\s)", re.MULTILINE
)
HEAD: Final = 700
"""Code points at the head of a text in which a dateline is looked for."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A noun that the article ties to a country or body: *the Norwegian minister*."""

    at: int
    noun: str
    sector: str | None
    key: str


def key_of(code: str) -> str:
    """The country of a code, or the whole code of a body."""
    country = code.partition(":")[0]
    return country if country in countries() or country == UNNAMED else code


def dateline_country(text: str) -> str | None:
    """The country of the place that the article was sent from; None without a dateline."""
    for match in DATELINE.finditer(text[:HEAD]):
        found = lookup(match["place"].strip())
        if found is not None and found.code and found.reason in {Reason.CAPITAL, Reason.PLACE}:
            return key_of(found.code)
    return None


def introductions(analysis: Analysis, match: ActorMatch) -> Iterator[Introduction]:
    """The nouns that a name describes, with their sector and whose they are."""
    doc = analysis.doc
    words = doc.char_span(match.start, match.end, alignment_mode="expand")
    if words is None or match.code is None:
        return
    head = _governing_noun(words.root)
    if head.i == words.root.i:
        return
    phrase = doc[min(head.left_edge.i, words.start) : max(head.i, words.end - 1) + 1]
    found = match_actors(phrase.text, analysis.article.published, analysis.own)
    sector = next((m.sector for m in found if m.code and key_of(m.code) == key_of(match.code)), None)
    for noun in (head, *(c for c in head.children if c.dep_ == "compound")):
        if noun.i not in range(words.start, words.end):
            yield Introduction(match.start, noun.lemma_.casefold(), sector, key_of(match.code))


def _governing_noun(token: Token) -> Token:
    """The noun that a name describes: *minister* for *Norway* in *Norway's minister*, *army of Norway*."""
    seen = token
    while True:
        head = seen.head
        if seen.dep_ in {"amod", "compound", "poss", "nmod"} and head.pos_ in {"NOUN", "PROPN"}:
            seen = head
        elif (
            seen.dep_ == "pobj"
            and head.lower_ in {"of", "in", "from"}
            and head.head.pos_ in {"NOUN", "PROPN"}
        ):
            seen = head.head
        else:
            return seen
