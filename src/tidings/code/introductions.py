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

HEAD: Final = 700
"""Code points at the head of a text in which a dateline is looked for."""
LONGEST_DATELINE: Final = 80
"""Code points of a line in which its dateline ends, at most."""
LONGEST_PHRASE: Final = 40
"""Words of a noun phrase that ties a noun to a country, at most; longer ones are no phrases but lists."""
_END: Final = re.compile(r"[—–:]|--|-(?=\s)|\.(?=\s|$)")
_PLACE: Final = re.compile(r"(?P<place>[^\W\d_][^,/(]{1,30})(?P<more>[,/(].*)?")
_LOWER: Final = re.compile(r"(?<![\w’'-])(?!(?:of|and|the|in)\b)[^\W\d_A-Z]", re.ASCII)
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_DATED: Final = re.compile(r"[\d(]")


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
    """The country of the place that the article was sent from; None without a dateline.

    A dateline opens a line: *KYIV, March 3 (Agency) — …*, *Warsaw, Poland – The …*, *MOSCOW. …*. A place that
    is not in capitals needs a day or an agency, or a dash or colon and a new sentence behind it.
    """
    for line in text[:HEAD].splitlines():
        for place in _datelines(line.strip()):
            found = lookup(place)
            if found is not None and found.code and found.reason in {Reason.CAPITAL, Reason.PLACE}:
                return key_of(found.code)
    return None


def _datelines(line: str) -> Iterator[str]:
    """The words at the head of a line that stand as the place of a dateline would."""
    for end in _END.finditer(line, 0, LONGEST_DATELINE):
        form = _PLACE.fullmatch(line[: end.start()].strip())
        if form is None or _LOWER.search(_BRACKETS.sub("", form["more"] or "")):
            continue
        place, after = form["place"].strip(), line[end.end() :].lstrip()
        opens = end[0] != "." and not after[:1].islower()
        if place.isupper() or opens or _DATED.search(form["more"] or ""):
            yield place
            yield place.rstrip(".")


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
    if len(phrase) > LONGEST_PHRASE:
        return
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
