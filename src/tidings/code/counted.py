"""What a number counts, by the words around it, as far as they say so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.units import lexicon, names_people, plural, singular, unit_of, words
from tidings.types import Unit

REACH: Final = 8
"""Tokens after a number in which its noun must stand."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Unit and measure of a number, the words for what is counted, and the noun they rest on."""

    unit: Unit
    measure: str | None
    of: DocSpan | None
    noun: Token | None


def counted_by(
    number: DocSpan, text: str, end: int, sentence: DocSpan, previous: Counted | None, *, vague: bool
) -> Counted | None:
    """What the number counts; None where no words say so.

    `end` is the code point of the article's text after the number. (spaCy joins all words for `doc.text`.)
    """
    doc = number.doc
    at = number.end
    loose = vague and text[end - 1] == "s"
    if at < sentence.end and text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return _hyphened(text, end)
    while at < sentence.end and (doc[at].is_space or doc[at].text in ("“", '"', "‘", "[")):
        at += 1
    if doc[at : at + 2].text.lower() == "out of" and at + 3 < sentence.end:
        at += 1
    of = at < sentence.end and doc[at].lower_ == "of"
    noun = None if loose and not of else _noun_after(at + 1 if of else at, sentence, after_of=of)
    if (
        noun is None
        and of
        and at + 1 < sentence.end
        and doc[at + 1].lower_ in ("them", "us", "whom", "those", "these", "which")
    ):
        return (
            Counted(previous.unit, previous.measure, None, None)
            if previous
            else Counted(Unit.PEOPLE, None, None, None)
        )
    if noun is None and not of and not loose:
        noun = _noun_above(number, sentence)
    if noun is not None:
        return _by_noun(noun, at + 1 if of else at, sentence)
    following = doc[at] if at < sentence.end else None
    if following is not None and (following.lower_ in words("harmed") or _harmed_soon(at, sentence)):
        return Counted(Unit.PEOPLE, None, doc[at : at + 1], following)
    if vague or _harm_before(number, sentence):
        return Counted(Unit.PEOPLE, None, None, None)
    if previous is not None:
        return Counted(previous.unit, previous.measure, None, None)
    return None


def _harm_before(number: DocSpan, sentence: DocSpan) -> bool:
    before: Iterable[Token] = number.doc[max(sentence.start, number.start - 3) : number.start]
    return any(token.lemma_.lower() in words("harming") for token in before)


def _harmed_soon(at: int, sentence: DocSpan) -> bool:
    ahead = [t.lower_ for t in sentence.doc[at : min(at + 4, sentence.end)]]
    return (
        bool(ahead)
        and ahead[0] in ("were", "was", "have", "had", "people", "are", "others", "of")
        and any(w in words("harmed") for w in ahead)
    )


def _hyphened(text: str, end: int) -> Counted | None:
    match = re.compile(r"-([A-Za-z]+)").match(text, end)
    if match is None:
        return None
    word = match[1].lower()
    if word == "to":
        return Counted(Unit.OTHER, "votes", None, None)
    if re.compile(r"-years?-olds?\b", re.I).match(text, end):
        return None
    unit = lexicon().hyphened.get(word) or unit_of(word) or Unit.OTHER
    if unit is not Unit.TIME and word not in lexicon().hyphened:
        return None
    return Counted(unit, plural(singular(word)) if unit is Unit.TIME else None, None, None)


def _noun_after(at: int, sentence: DocSpan, *, after_of: bool) -> Token | None:
    """The last noun of the noun phrase that starts at token `at`."""
    doc, found = sentence.doc, None
    for i in range(at, min(at + REACH, sentence.end)):
        token = doc[i]
        if token.is_space or token.text in "“”\"‘’'[]-–":
            continue
        if token.pos_ in ("NOUN", "PROPN") or token.tag_ in ("NNS", "NNPS"):
            if (
                found is not None
                and found.tag_ == "NNS"
                and (
                    unit_of(found.lower_) is not None
                    or token.lower_ in ("yesterday", "today", "tomorrow")
                    or (token.pos_ == "PROPN" and found.text.islower())
                )
            ):
                break
            found = token
            continue
        if (
            found is None
            and (token.pos_ in ("ADJ", "ADV", "NUM") or token.tag_ in ("VBN", "VBG", "CC", ","))
            and token.lower_ not in words("harmed")
        ):
            if token.tag_ in (",",) or token.tag_ == "CC":
                if i == at:
                    return None
                continue
            continue
        if (
            found is None
            and after_of
            and token.pos_ in ("DET", "PRON")
            and token.tag_ in ("DT", "PRP$", "WDT", "PDT")
        ):
            continue
        if found is not None and token.tag_ == "POS":
            if unit_of(found.lower_) is Unit.TIME:
                break
            found = None
            continue
        break
    return found


def _noun_above(number: DocSpan, sentence: DocSpan) -> Token | None:
    """The noun that the number modifies or is said of (*the turnout was 300*, *a toll of five*)."""
    root = number.root
    head = root.head
    while head.i != root.i and number.start <= head.i < number.end:
        root, head = head, head.head
    if head.pos_ == "NOUN" and head.i > number.end and root.dep_ == "nummod":
        return head
    if root.dep_ == "pobj" and head.lower_ in ("of", "at", "to", "from", "by") and head.head.pos_ == "NOUN":
        noun = head.head
        return noun if noun.i < number.start and noun.lemma_ not in words("countless") else None
    if root.dep_ in ("attr", "dobj") and head.lemma_ in ("be", "total", "reach", "stand"):
        for child in head.lefts:
            if (
                child.dep_ in ("nsubj", "nsubjpass")
                and child.pos_ == "NOUN"
                and child.lemma_ not in words("countless")
            ):
                return child
    return None


def _by_noun(noun: Token, at: int, sentence: DocSpan) -> Counted:
    doc = noun.doc
    of = doc[at : noun.i + 1] if at <= noun.i else doc[noun.i : noun.i + 1]
    word, lemma = noun.lower_, noun.lemma_.lower()
    if lemma in lexicon().measures or singular(word) in lexicon().measures:
        return Counted(Unit.OTHER, plural(singular(word)), of, noun)
    unit = unit_of(word, lemma)
    if unit is None and _DESIGNATION.fullmatch(noun.text):
        unit = Unit.WEAPONS
    if unit is None:
        for other in reversed([t for t in of if t.i < noun.i and t.pos_ in ("NOUN", "PROPN")][-1:]):
            if unit_of(other.lower_) in (Unit.WEAPONS, Unit.VEHICLES) and noun.tag_ in ("NN", "NNP"):
                unit = unit_of(other.lower_)
    if unit is None and (noun.tag_ in ("NNS", "NNPS") or noun.pos_ == "PROPN") and names_people(word):
        unit = Unit.PEOPLE
    if lemma in ("member", "members") and _of_states(noun, sentence):
        unit = Unit.COUNTRIES
    if unit is None or unit is Unit.OTHER:
        return Counted(Unit.OTHER, word if noun.tag_ in ("NNS", "NNPS") else plural(singular(word)), of, noun)
    measure = plural(singular(word)) if unit is Unit.TIME else None
    if (
        unit is Unit.PEOPLE
        and lemma in ("man", "people", "woman", "instructor", "medic")
        and _MILITARY.search(sentence.text)
    ):
        unit = Unit.TROOPS
    return Counted(unit, measure, of, noun)


_MILITARY: Final = re.compile(
    r"\b(?:troops|contingents?|battalions?|brigades?|regiments?|garrisons?|barracks|deploy\w*|reinforce\w*|peacekeep\w*"
    r"|army|armies|task force|mission|frontier|pull-?out|helmets?|bundeswehr|paratroopers?)\b",
    re.I,
)
"""Words in whose sentence *men* are soldiers."""

_DESIGNATION: Final = re.compile(r"[A-Z]{1,4}-?\d{1,3}[A-Z]?s?")
"""The name of a type of weapon (*CF-18s*)."""


def _of_states(noun: Token, sentence: DocSpan) -> bool:
    nearby = sentence.doc[max(sentence.start, noun.i - 5) : min(sentence.end, noun.i + 6)].text
    return re.search(r"\b(?:NATO|EU|alliance|bloc|union|council)\b", nearby, re.I) is not None


def percent_of(number: DocSpan, sentence: DocSpan) -> DocSpan | None:
    """The words that say what a share or an amount is of: those after *of* or *in*, else None."""
    doc, at = number.doc, number.end
    if at + 1 < sentence.end and doc[at].lower_ in ("of", "in"):
        noun = _noun_after(at + 1, sentence, after_of=True)
        if noun is not None:
            return doc[at + 1 : noun.i + 1]
    return None
