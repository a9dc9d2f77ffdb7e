"""Which numbers are no figures: dates, ages, clock times, names, and counts that say nothing of politics."""

from __future__ import annotations

import re
from typing import Final

from spacy.tokens import Span as DocSpan

from tidings.code.counted import Counted
from tidings.code.units import lexicon, singular, words
from tidings.types import Unit

DIRECTIONS: Final = re.compile(
    r"\s*(?:due\s+)?(?:(?:north|south|east|west)\w*|from|away|off|inside|outside|long|high|wide|deep|tall|\))",
    re.I,
)


def is_no_figure(
    text: str, number: DocSpan, written: str, hedged: bool, counted: Counted, sentence: DocSpan
) -> bool:
    """Whether the number is a date, an age, a name, a clock time or another number that is no figure."""
    doc = number.doc
    before = doc[number.start - 1] if number.start > sentence.start else None
    after = doc[number.end] if number.end < sentence.end else None
    bare = written.strip()
    previous = before.lower_.strip(".") if before is not None else ""
    following = after.lower_.strip(".") if after is not None else ""
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", number.text) and not hedged:
        known = counted.noun is not None and counted.noun.tag_ == "NNS" and counted.unit is not Unit.OTHER
        if not known or previous in ("in", "since", "of", "by", "the") or previous in words("months"):
            return True
    if (
        previous in words("months")
        and before is not None
        and before.text[0].isupper()
        and re.fullmatch(r"\d\d?|\d{4}", bare)
    ):
        return True
    lead = text[max(sentence.start_char, number.start_char - 30) : number.start_char].lower()
    tail = text[number.end_char : number.end_char + 30].lower()
    if _AGE_BEFORE.search(lead) and (counted.noun is None or counted.noun.i < number.start):
        return True
    if _LOOSE_BEFORE.search(lead) and not hedged and bare.lower() in ("two", "2"):
        return True
    if _is_small(bare) and not hedged and _INFORMANT.match(tail) and counted.unit is Unit.PEOPLE:
        return True
    if _DAYS.match(tail):
        return True
    if bare.lower() == "one" and previous in ("some", "any", "every", "another", "no"):
        return True
    if counted.noun is None and _CLOCK_BEFORE.search(lead) and _is_small(bare):
        return True
    if re.fullmatch(r"(?:1[5-9]|20)\d\d\W+\w*\W*(?:1[5-9]|20)\d\d", number.text):
        return True
    if (
        counted.noun is None
        and bare[:1].isupper()
        and number.start > sentence.start
        and (before is not None and (before.pos_ == "PROPN" or previous in ("the", "of")))
    ):
        return True
    if following in words("months") and after is not None and after.text[0].isupper():
        return True
    if previous in words("numbered") and bare[:1].isdigit():
        return True
    if following in ("a.m", "p.m", "am", "pm", "o’clock", "o'clock", "gmt", "utc"):
        return True
    if re.match(
        r"[\s-]+years?(?:[\s-]+old|-olds?|\s+of\s+age)", text[number.end_char : number.end_char + 20]
    ):
        return True
    if previous == "," and following in (",", "") and counted.noun is None and re.fullmatch(r"\d\d", bare):
        return True
    if number.start == sentence.start and following in (".", ")", "", ":") and bare.isdigit():
        return True
    if counted.noun is not None and counted.noun.lemma_.lower() in words("uncounted"):
        return True
    if (
        counted.unit is Unit.OTHER
        and counted.noun is not None
        and _insignificant(text, counted, number, bare)
    ):
        return True
    if re.match(r"\s+minutes?\s+(?:past|to|before|after)\b", tail):
        return True
    if bare.lower() == "one" and (
        lead.endswith(("not ", "but ", "than ")) or tail.lstrip().startswith("of ")
    ):
        return not re.match(r"\s+of\s+(?:them|whom|us)\b", tail)
    if bare.lower() == "one" and (
        counted.unit not in (Unit.PEOPLE, Unit.TROOPS, Unit.WEAPONS, Unit.VEHICLES) or counted.noun is None
    ):
        return True
    return counted.unit is Unit.TIME and _only_dates(text, number, counted, previous)


_AGE_BEFORE: Final = re.compile(
    r"\bage[ds]?\s+(?:of\s+|from\s+|between\s+)?$|\bin age from .{0,12}$"
    r"|\b(?:he|she|i)(?:\s+(?:was|is|turned)|['’]m)\s+$"
)
_LOOSE_BEFORE: Final = re.compile(r"\b(?:the|both|these|those)\s+$")
_CLOCK_BEFORE: Final = re.compile(r"\b(?:at|by|past|until|till|between|minutes\s+to)\s+$")
_INFORMANT: Final = re.compile(
    r"(?:\s+[\w-]+){1,3},?\s+(?:said|says|say|told|tells|warned|disclosed|believes?|stressed|expect|claimed|recalled|confirmed)\b"
)
"""What follows the number of those whom the report quotes (*two diplomats said*)."""

_DAYS: Final = re.compile(
    r"\s*(?:to|and|or|[-–])\s*\d\d?\s+(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b"
)


def _is_small(bare: str) -> bool:
    return bare.lower() in words("few") or re.fullmatch(r"\d(?:\d(?:\.\d\d)?)?", bare) is not None


def _insignificant(text: str, counted: Counted, number: DocSpan, bare: str) -> bool:
    """Whether a count of things is furniture: a place's distance, a name, a handful of anything."""
    noun = counted.noun
    assert noun is not None
    name = singular(noun.lower_)
    if name in lexicon().measures:
        return DIRECTIONS.match(text, noun.idx + len(noun)) is not None
    if name in lexicon().salient or noun.lemma_.lower() in lexicon().salient:
        return False
    return noun.tag_ in ("NN", "NNP") or bare.lower() in words("few") or (bare.isdigit() and int(bare) < 10)


def _only_dates(text: str, number: DocSpan, counted: Counted, previous: str) -> bool:
    """Whether a stretch of time only says when something was (*two days ago*, *three years later*)."""
    if counted.noun is None:
        return False
    rest = text[counted.noun.idx + len(counted.noun) :][:12]
    dated = re.match(r"[’']?\s+(?:ago|later|earlier|before|after|since|old)\b", rest) is not None
    return dated or previous in ("first", "every", "past", "last")
