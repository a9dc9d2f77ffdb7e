"""The unit of a counted noun, where the words around it decide (*members*, *men*, *fighters*, *states*)."""

from __future__ import annotations

import re
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.units import lexicon, names_people, singular, unit_of
from tidings.types import Unit


def unit_in(noun: Token, of: DocSpan, sentence: DocSpan) -> Unit:
    """The unit of the noun at the end of `of` in its sentence; OTHER where it has no unit of its own."""
    word, lemma = noun.lower_, noun.lemma_.lower()
    unit = unit_of(word, lemma)
    before = noun.nbor(-1).lower_ if noun.i > of.start else ""
    if unit is None:
        return _by_its_look(noun, of)
    if lemma in ("member", "members"):
        return Unit.COUNTRIES if _of_states(noun, sentence) else Unit.PEOPLE
    if lemma == "other" and noun.i > sentence.start and _STATES_BEFORE.search(_lead(noun, sentence)):
        return Unit.OTHER
    if unit is Unit.COUNTRIES and lemma == "state" and _federal(noun):
        return Unit.OTHER
    if unit is Unit.WEAPONS and _harmless(lemma, before, sentence):
        return Unit.OTHER
    if unit is Unit.VEHICLES and before in _ARMED:
        return Unit.WEAPONS
    if unit is Unit.TROOPS:
        if before == "police":
            return Unit.PEOPLE
        if lemma == "fighter" and _AIRCRAFT.search(sentence.text):
            return Unit.WEAPONS
        if lemma in ("adviser", "trainer", "trainers") and before in _CIVIL:
            return Unit.PEOPLE
    if unit is Unit.PEOPLE and _as_troops(lemma, sentence):
        return Unit.TROOPS
    return unit


def _by_its_look(noun: Token, of: DocSpan) -> Unit:
    """The unit of a noun that the lexicon has not."""
    if _DESIGNATION.fullmatch(noun.text):
        return Unit.WEAPONS
    for other in reversed([t for t in of if t.i < noun.i and t.pos_ in ("NOUN", "PROPN")][-1:]):
        if noun.tag_ in ("NN", "NNP") and unit_of(other.lower_) in (Unit.WEAPONS, Unit.VEHICLES):
            return unit_of(other.lower_) or Unit.OTHER
    peoples = noun.i > of.start and noun.nbor(-1)
    if (
        peoples
        and noun.tag_ == "NN"
        and peoples.text[:1].isupper()
        and peoples.lower_.endswith(("ese", "ish"))
    ):
        return Unit.PEOPLE
    many = noun.tag_ in ("NNS", "NNPS") or noun.pos_ == "PROPN"
    if many and singular(noun.lower_) not in lexicon().salient and names_people(noun.text):
        return Unit.PEOPLE
    return Unit.OTHER


_DESIGNATION: Final = re.compile(r"[A-Z]{1,4}-?\d{1,3}[A-Z]?s?")
"""The name of a type of weapon (*CF-18s*)."""

_ARMED: Final = frozenset(("fighting", "fighter", "combat", "attack", "war", "bomber"))
_CIVIL: Final = frozenset(("police", "political", "economic", "legal", "financial", "presidential", "senior"))

_AIRCRAFT: Final = re.compile(
    r"\b(?:jets?|planes?|aircraft|air\s+force|airspace|scrambled?|intercept\w*|sorties?|bombers?"
    r"|[A-Z]{1,3}-\d{1,3}\w*|typhoons?|squadrons?)\b",
    re.I,
)


def _harmless(lemma: str, before: str, sentence: DocSpan) -> bool:
    """Whether what might be a weapon is none: *storage tanks*, *rounds of talks*."""
    if lemma == "tank":
        return before in ("storage", "fuel", "oil", "water", "gas", "septic", "propane", "fish")
    if lemma == "mine":
        return _PITS.search(sentence.text) is not None and not _LAID.search(sentence.text)
    if lemma == "round":
        return (
            re.search(
                r"\b(?:talks?|negotiat\w*|parties|dialogue|consultations?|voting|elections?)\b", sentence.text
            )
            is not None
        )
    return False


_PITS: Final = re.compile(
    r"\b(?:miners?|workers|coal|gold|copper|diamonds?|pits?|shafts?|ore|iron|companies|company|owners?"
    r"|uranium)\b",
    re.I,
)
_LAID: Final = re.compile(
    r"\b(?:land|sea|laid|lay|laying|clear\w*|explo\w*|demin\w*|anti-?tank|naval)\b", re.I
)

_MILITARY: Final = re.compile(
    r"\b(?:troops|contingents?|battalions?|brigades?|regiments?|garrisons?|barracks|deploy\w*"
    r"|reinforce\w*|peacekeep\w*"
    r"|army|armies|task force|mission|frontier|pull-?out|helmets?|bundeswehr|paratroopers?|border force"
    r"|africa corps)\b",
    re.I,
)
"""Words in whose sentence *men* are soldiers."""

_CONTINGENT: Final = re.compile(
    r"\b(?:contingents?|battalions?|troops|reinforcements)\b|\bpeople will be sent\b", re.I
)
_SUFFERED: Final = re.compile(
    r"\b(?:kill\w*|butcher\w*|dead|died|wound\w*|displac\w*|arrest\w*|detain\w*|machetes?|refugees?"
    r"|fled|lives?|living|march\w*)\b",
    re.I,
)


def is_military(sentence: DocSpan) -> bool:
    """Whether the sentence speaks of an army, so that its *men* are soldiers."""
    return _MILITARY.search(sentence.text) is not None


def _as_troops(lemma: str, sentence: DocSpan) -> bool:
    if lemma in ("man", "instructor", "medic"):
        return is_military(sentence) and not re.search(
            r"\b(?:machetes?|fed|picked up|arrest\w*|detain\w*)\b", sentence.text, re.I
        )
    if lemma in ("people", "person", "woman"):
        return _CONTINGENT.search(sentence.text) is not None and not _SUFFERED.search(sentence.text)
    return False


_UNION: Final = re.compile(
    r"\b(?:NATO|EU|alliance|allies|bloc|union|council|commission|G\d+|BRICS|ASEAN|OSCE|OPEC\+?|ECOWAS"
    r"|Mercosur)\b|\bGDP\b",
    re.I,
)
_MEN_OF: Final = re.compile(
    r"\b(?:trade union|party|parliament|famil\w+|crew|staff|board|jury|congress|assembly|senate|militia"
    r"|gang|team|knesset|duma|committee)\b",
    re.I,
)


def _of_states(noun: Token, sentence: DocSpan) -> bool:
    """Whether members are states: a union of states is named near by, and nothing that people belong to."""
    doc = sentence.doc
    nearby = doc[max(sentence.start, noun.i - 5) : min(sentence.end, noun.i + 6)].text
    if _MEN_OF.search(nearby):
        return False
    return _UNION.search(nearby) is not None or (
        _UNION.search(sentence.text) is not None
        and not _MEN_OF.search(sentence.text)
        and doc[noun.i].tag_ == "NNS"
    )


_FEDERAL: Final = re.compile(
    r"\b(?:Republicans?|Democrats?|Democratic|GOP|primar(?:y|ies)|electoral\s+(?:votes?|college)"
    r"|caucus\w*|governors?|battleground"
    r"|swing|ballot\s+access|legislatures?|Congress)\b"
)
_BETWEEN_STATES: Final = re.compile(
    r"\b(?:NATO|EU|European|UN|United Nations|treaty|member|sovereign|Arab|Gulf|Baltic|African"
    r"|neighbou?r\w*|independent|nations?)\b"
)


def _federal(noun: Token) -> bool:
    """Whether states are those of a federation: its offices and elections are named near by."""
    doc = noun.doc
    nearby = doc[max(0, noun.i - 60) : noun.i + 60].text
    near = doc[max(0, noun.i - 8) : noun.i + 8].text
    return _FEDERAL.search(nearby) is not None and not _BETWEEN_STATES.search(near)


_STATES_BEFORE: Final = re.compile(
    r"\b(?:states|districts|cities|towns|villages|regions|seats|provinces|areas)\b"
)


def _lead(noun: Token, sentence: DocSpan) -> str:
    return str(sentence.doc[max(sentence.start, noun.i - 12) : noun.i].text)
