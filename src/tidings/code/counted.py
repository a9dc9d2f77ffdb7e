"""What a number counts, by the words around it, as far as they say so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.counted_units import is_military, unit_in
from tidings.code.units import lexicon, plural, singular, unit_of, words
from tidings.types import Unit

REACH: Final = 8
"""Tokens after a number in which its noun must stand."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Unit and measure of a number, the words for what is counted, and the noun they rest on.

    `alone` says that no words beside the number tell, and that it counts what the number before it does.
    """

    unit: Unit
    measure: str | None
    of: DocSpan | None
    noun: Token | None
    alone: bool = False


def counted_by(
    number: DocSpan, text: str, end: int, sentence: DocSpan, previous: Counted | None, *, vague: bool
) -> Counted | None:
    """What the number counts; None where no words say so.

    `end` is the code point of the article's text after the number. (spaCy joins all words for `doc.text`.)
    `previous` is what the number before it counts, None where that one stands too far off.
    """
    doc = number.doc
    at = number.end
    loose = vague and text[end - 1] == "s"
    if at < sentence.end and text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return _hyphened(number, text, end, sentence)
    while at < sentence.end and (doc[at].is_space or doc[at].text in ("“", '"', "‘", "[")):
        at += 1
    if doc[at : at + 2].text.lower() == "out of" and at + 3 < sentence.end:
        at += 1
    of = at < sentence.end and doc[at].lower_ == "of"
    noun = None if loose and not of else _noun_after(at + 1 if of else at, sentence, after_of=of)
    if noun is None and of and at + 1 < sentence.end and doc[at + 1].lower_ in _BACK:
        return _again(previous) or Counted(Unit.PEOPLE, None, None, None)
    if noun is not None:
        found = _by_noun(noun, at + 1 if of else at, sentence)
        named = noun.pos_ == "PROPN" and noun.tag_ == "NNP" and found.unit is Unit.OTHER
        if loose and named:
            unit = Unit.TROOPS if noun.lower_ in words("armed_groups") else Unit.PEOPLE
            return Counted(unit, None, found.of, noun)
        return found
    if of and (back := _those_harmed(at + 1, sentence)) is not None:
        return back
    if not of and not loose and (above := _counted_above(number, sentence)) is not None:
        return above
    following = doc[at] if at < sentence.end else None
    if following is not None and following.lower_ == "strong":
        return Counted(Unit.TROOPS if is_military(sentence) else Unit.PEOPLE, None, None, following)
    if following is not None and (following.lower_ in words("harmed") or _harmed_soon(at, sentence)):
        unit = Unit.TROOPS if previous is not None and previous.unit is Unit.TROOPS else Unit.PEOPLE
        return Counted(unit, None, doc[at : at + 1], following)
    if (group := _after_group(number, sentence)) is not None:
        return group
    doing = following is not None and following.lemma_.lower() in words("human")
    if vague or doing or _harm_before(number, sentence) or _does_harm_above(number):
        return Counted(Unit.PEOPLE, None, None, None)
    return _again(previous)


def _after_group(number: DocSpan, sentence: DocSpan) -> Counted | None:
    """*a nation of 1.1 million*, where the grammar is read otherwise."""
    doc, of = number.doc, number.start - 1
    while of > max(sentence.start, number.start - 4) and doc[of].lower_ != "of":
        of -= 1
    if of <= sentence.start or doc[of].lower_ != "of":
        return None
    name = doc[of - 1].lemma_.lower()
    return (
        _of_group(doc[of - 1], sentence) if name in words("groups") or name in words("formations") else None
    )


def _those_harmed(at: int, sentence: DocSpan) -> Counted | None:
    """*of the wounded*, *of its dead*."""
    for i in range(at, min(at + 3, sentence.end)):
        token = sentence.doc[i]
        if token.lower_ in words("harmed"):
            return Counted(Unit.PEOPLE, None, sentence.doc[at : i + 1], token)
        if token.pos_ not in ("DET", "PRON"):
            break
    return None


_BACK: Final = frozenset(("them", "us", "whom", "those", "these", "which", "our"))
"""Words after *of* that point back to what was counted before."""


def _again(previous: Counted | None) -> Counted | None:
    return previous and Counted(previous.unit, previous.measure, None, None, alone=True)


def _harm_before(number: DocSpan, sentence: DocSpan) -> bool:
    before: Iterable[Token] = number.doc[max(sentence.start, number.start - 3) : number.start]
    return any(token.lemma_.lower() in words("harming") for token in before)


def _harmed_soon(at: int, sentence: DocSpan) -> bool:
    ahead = [t.lower_ for t in sentence.doc[at : min(at + 5, sentence.end)]]
    return (
        bool(ahead)
        and ahead[0] in ("were", "was", "have", "had", "people", "are", "others", "of", "more", "on")
        and any(w in words("harmed") for w in ahead)
    )


def _does_harm_above(number: DocSpan) -> bool:
    """Whether the number is itself said to have died, fled, marched or the like."""
    root = number.root
    return root.dep_ in ("nsubj", "nsubjpass") and (
        root.head.lemma_.lower() in words("harming") or root.head.lemma_.lower() in words("human")
    )


def _hyphened(number: DocSpan, text: str, end: int, sentence: DocSpan) -> Counted | None:
    match = _HYPHENED.match(text, end)
    if match is None:
        return None
    word = match[1].lower()
    if word == "to":
        return Counted(Unit.OTHER, "votes", None, None)
    if match["old"] or (match["population"] and word == "strong"):
        return None
    unit = lexicon().hyphened.get(word) or unit_of(word) or Unit.OTHER
    if unit is not Unit.TIME and word not in lexicon().hyphened:
        return None
    few = number.text.lower() in ("one", "two")
    if few and unit is not Unit.TIME and word not in lexicon().measures:
        return None
    if word == "strong":
        told = unit_of(number.root.head.lower_) is Unit.TROOPS or is_military(sentence)
        unit = Unit.TROOPS if told or _FORCE.match(text, match.end(1)) else unit
    measure = None
    if unit in (Unit.TIME, Unit.OTHER):
        measure = lexicon().measures.get(word) or plural(singular(word))
    return Counted(unit, measure, None, None)


_HYPHENED: Final = re.compile(
    r"-([A-Za-z]+)(?P<old>-olds?\b|(?:-(?:high|low))|\s+(?:high|low"
    r"|record)\b)?(?P<population>\s+population\b)?",
    re.I,
)
_FORCE: Final = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}?(?:force|contingent|garrison|battlegroup|brigade|battalion|army|regiment"
    r"|unit|corps|militia)\b",
    re.I,
)


def _noun_after(at: int, sentence: DocSpan, *, after_of: bool) -> Token | None:
    """The last noun of the noun phrase that starts at token `at`."""
    doc, found = sentence.doc, None
    for i in range(at, min(at + REACH, sentence.end)):
        token = doc[i]
        if token.is_space or token.text in "“”\"‘’'[]-–":
            continue
        if token.pos_ in ("NOUN", "PROPN") or token.tag_ in ("NNS", "NNPS"):
            if token.pos_ == "PROPN" and _is_hyphened(token, sentence):
                continue
            if found is not None and _ends_before(found, token):
                break
            found = token
            continue
        if found is not None and token.tag_ == "VBG" and i + 1 < sentence.end and doc[i + 1].tag_ == "NNS":
            continue
        if found is None or (found.pos_ == "PROPN" and _DESIGNATION.fullmatch(token.text)):
            if token.pos_ in ("ADJ", "ADV", "NUM") or token.tag_ in ("VBN", "VBG", "CC", ","):
                if found is None and token.lower_ in words("harmed"):
                    break
                if token.tag_ in (",", "CC") and i == at:
                    return None
                continue
            if (
                after_of
                and token.pos_ in ("DET", "PRON")
                and token.tag_ in ("DT", "PRP$", "WDT", "WP$", "PDT")
            ):
                continue
        if found is not None and token.tag_ == "POS":
            if unit_of(found.lower_) is Unit.TIME:
                break
            found = None
            continue
        break
    return found


_DESIGNATION: Final = re.compile(r"[A-Z]{1,4}-?\d{1,3}[A-Z]?s?")
"""The name of a type of weapon (*CF-18s*)."""


def _is_hyphened(token: Token, sentence: DocSpan) -> bool:
    """Whether a hyphen joins the token to the next (*Chinese-owned fleets*)."""
    return not token.whitespace_ and token.i + 1 < sentence.end and token.nbor().text == "-"


def _ends_before(found: Token, token: Token) -> bool:
    """Whether the noun phrase ends at the plural `found`, although a noun follows."""
    return found.tag_ == "NNS" and (
        unit_of(found.lower_) is not None
        or token.lower_ in ("yesterday", "today", "tomorrow")
        or (token.pos_ == "PROPN" and found.text.islower())
    )


def _counted_above(number: DocSpan, sentence: DocSpan) -> Counted | None:
    """What the number counts by the noun that it modifies or is said of (*the turnout was 300*)."""
    root = number.root
    head = root.head
    while head.i != root.i and number.start <= head.i < number.end:
        root, head = head, head.head
    if head.pos_ == "NOUN" and head.i > number.end and root.dep_ == "nummod":
        return _by_noun(head, number.end, sentence)
    noun = None
    if root.dep_ == "pobj" and head.lower_ in _PREPOSITIONS:
        over = head.head
        if head.lower_ == "to" and over.lower_ == "from":
            over = over.head
        noun = over if over.pos_ == "NOUN" else _changed(over)
        if noun is not None and noun.i >= number.start:
            noun = None
        if noun is not None and head.lower_ == "of" and noun.i == over.i:
            return _of_group(noun, sentence)
    elif root.dep_ in ("attr", "dobj") and head.lemma_ in (
        "be",
        "total",
        "reach",
        "stand",
        "number",
        "exceed",
    ):
        noun = _subject(head)
    return _said_of(noun, sentence)


_PREPOSITIONS: Final = frozenset(("of", "at", "to", "from", "by"))


def _of_group(noun: Token, sentence: DocSpan) -> Counted | None:
    """What a number after *of* counts, by the noun before it (*a crowd of 300*, *a battalion of 700*)."""
    name = noun.lemma_.lower()
    if name in words("formations"):
        return Counted(Unit.TROOPS, None, sentence.doc[noun.i : noun.i + 1], noun)
    if name in words("groups"):
        return Counted(Unit.PEOPLE, None, sentence.doc[noun.i : noun.i + 1], noun)
    return _said_of(noun, sentence)


def _said_of(noun: Token | None, sentence: DocSpan) -> Counted | None:
    """What a number said of a noun counts: the noun, or what it is the number, size or share of."""
    if noun is None:
        return None
    name = noun.lemma_.lower()
    if name in words("countless"):
        for child in noun.rights:
            if child.lower_ == "of":
                for inner in child.rights:
                    if inner.dep_ == "pobj" and inner.pos_ in ("NOUN", "PROPN"):
                        return _by_noun(inner, inner.left_edge.i, sentence)
            elif child.dep_ == "acl" and child.lemma_.lower() in words("harming"):
                return Counted(Unit.PEOPLE, None, None, noun)
        return None
    if name in words("tolls") or name in words("groups"):
        return Counted(Unit.PEOPLE, None, sentence.doc[noun.i : noun.i + 1], noun)
    if name in words("formations"):
        return Counted(Unit.TROOPS, None, sentence.doc[noun.i : noun.i + 1], noun)
    return _by_noun(noun, _first_of(noun), sentence)


def _first_of(noun: Token) -> int:
    """The first token of a noun's own words: its compounds and adjectives."""
    first = noun.i
    for child in noun.lefts:
        if child.dep_ in ("compound", "amod", "nmod"):
            first = min(first, child.i)
    return first


def _subject(verb: Token) -> Token | None:
    for child in verb.lefts:
        if child.dep_ in ("nsubj", "nsubjpass") and child.pos_ == "NOUN":
            return child
    return None


def _changed(verb: Token) -> Token | None:
    """What a verb says has changed in number (*cut its garrison to 300*, *the force grew to 300*)."""
    if verb.pos_ != "VERB":
        return None
    noun = next((c for c in verb.rights if c.dep_ == "dobj" and c.pos_ == "NOUN"), None)
    noun = noun or _subject(verb)
    if noun is None or verb.lemma_.lower() not in words("changing"):
        return None
    return noun


def _by_noun(noun: Token, at: int, sentence: DocSpan) -> Counted:
    doc = noun.doc
    of = doc[at : noun.i + 1] if at <= noun.i else doc[noun.i : noun.i + 1]
    word = noun.lower_
    measure = lexicon().measures.get(word)
    if measure is not None:
        return Counted(Unit.OTHER, measure, of, noun)
    unit = unit_in(noun, of, sentence)
    if unit is Unit.OTHER:
        return Counted(unit, word if noun.tag_ in ("NNS", "NNPS") else plural(singular(word)), of, noun)
    return Counted(unit, plural(singular(word)) if unit is Unit.TIME else None, of, noun)


def percent_of(number: DocSpan, sentence: DocSpan) -> DocSpan | None:
    """The words that say what a share or an amount is of: those after *of* or *in*, else None."""
    doc, at = number.doc, number.end
    if at + 1 < sentence.end and doc[at].lower_ in ("of", "in"):
        noun = _noun_after(at + 1, sentence, after_of=True)
        if noun is not None:
            return doc[at + 1 : noun.i + 1]
    return None
