"""Which numbers are no figures: dates, ages, clock times, names, and counts that say nothing of politics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.counted import Counted
from tidings.code.units import lexicon, singular, words
from tidings.types import Unit

LOOK: Final = 40
"""Characters before and after a number that are looked at."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A number as written, the tokens beside it, and the text before and after it in lower case."""

    number: DocSpan
    bare: str
    hedged: bool
    counted: Counted
    before: Token | None
    after: Token | None
    lead: str
    tail: str

    @property
    def previous(self) -> str:
        """The word before, in lower case."""
        return self.before.lower_.strip(".") if self.before is not None else ""

    @property
    def following(self) -> str:
        """The word after, in lower case."""
        return self.after.lower_.strip(".") if self.after is not None else ""

    @property
    def lone(self) -> bool:
        """Whether no noun after the number says what it counts."""
        return self.counted.noun is None or self.counted.noun.i < self.number.start


def is_no_figure(
    text: str, number: DocSpan, written: str, hedged: bool, counted: Counted, sentence: DocSpan
) -> bool:
    """Whether the number is a date, an age, a name, a clock time or another number that is no figure."""
    doc = number.doc
    before = doc[number.start - 1] if number.start > sentence.start else None
    after = doc[number.end] if number.end < sentence.end else None
    lead = text[max(sentence.start_char, number.start_char - LOOK) : number.start_char].lower()
    tail = text[number.end_char : number.end_char + LOOK].lower()
    place = _Place(number, written.strip(), hedged, counted, before, after, lead, tail)
    noun = counted.noun
    return (
        _is_date(place)
        or _is_clock_time(place)
        or _is_age(place)
        or _is_name(place, text)
        or _is_of_informants(place)
        or (place.bare.lower() == "one" and _is_pronoun(place))
        or (place.bare.lower() in ("two", "2") and not hedged and _LOOSE_BEFORE.search(lead) is not None)
        or place.previous == "per"
        or (noun is not None and noun.lemma_.lower() in words("uncounted"))
        or (noun is not None and noun.lower_ == "cases" and place.previous == "in" and _is_small(place.bare))
        or (counted.unit is Unit.OTHER and noun is not None and _is_trifle(place, noun, text, sentence))
        or (counted.unit is Unit.TIME and _only_dates(place, text))
    )


_LOOSE_BEFORE: Final = re.compile(r"\b(?:the|both|these|those)\s+$")

_MARKETS: Final = re.compile(
    r"\b(?:bourse|stock\s+(?:exchange|market|index)|stocks|shares\s+(?:fell|rose|closed|slid|gained|lost)|futures"
    r"|crude|brent|copper|markets\s+(?:closed|opened|in)|benchmark\s+index|nikkei|dow\s+jones|ftse|freight\s+rates"
    r"|(?:tin|oil|cotton|wheat|coffee)\s+(?:fell|rose|closed|slipped))\b",
    re.I,
)
"""Words of the market report, whose prices and movements are no politics."""

_ORDINAL_BEFORE: Final = re.compile(r"\b(?:first|second|third|fourth|last|other|latter)\s+$", re.I)
_OTHER_HALF: Final = re.compile(r"\bother\s+half\b", re.I)


def is_of_markets(text: str, start: int, sentence: DocSpan) -> bool:
    """Whether the amount at code point `start` is a price of the market report, or follows an ordinal."""
    if _ORDINAL_BEFORE.search(text, max(0, start - 12), start):
        return _OTHER_HALF.search(text, max(0, start - 12), start + 5) is None
    return _MARKETS.search(sentence.text) is not None


_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_SEASON: Final = re.compile(r"(?:\d\d)?\d\d[-–/]\d\d")
_YEARS: Final = re.compile(r"(?:1[5-9]|20)\d\d\W+\w*\W*(?:1[5-9]|20)\d\d")
_DAYS: Final = re.compile(
    r"\s*(?:to|and|or|[-–])\s*\d\d?\s+(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b"
)


def _is_date(place: _Place) -> bool:
    noun, previous = place.counted.noun, place.previous
    if noun is not None and noun.lower_ in ("season", "year") and _SEASON.fullmatch(place.number.text):
        return True
    if _YEAR.fullmatch(place.number.text) and not place.hedged:
        known = noun is not None and noun.tag_ == "NNS" and place.counted.unit is not Unit.OTHER
        if not known or previous in ("in", "since", "of", "by", "the") or previous in words("months"):
            return True
    if _is_month(place.before) and re.fullmatch(r"\d\d?|\d{4}", place.bare):
        return True
    return (
        _is_month(place.after)
        or _YEARS.fullmatch(place.number.text) is not None
        or _DAYS.match(place.tail) is not None
    )


def _is_month(token: Token | None) -> bool:
    return token is not None and token.text[0].isupper() and token.lower_.strip(".") in words("months")


_CLOCK_BEFORE: Final = re.compile(
    r"\b(?:at|by|past|until|till|between|minutes\s+to)\s+(?:around\s+|about\s+)?$"
)


def _is_clock_time(place: _Place) -> bool:
    if place.following in ("a.m", "p.m", "am", "pm", "o’clock", "o'clock", "gmt", "utc"):
        return True
    if re.match(r"\s+minutes?\s+(?:past|to|before|after)\b", place.tail):
        return True
    return (
        place.counted.noun is None and _CLOCK_BEFORE.search(place.lead) is not None and _is_small(place.bare)
    )


def _is_small(bare: str) -> bool:
    return bare.lower() in words("few") or re.fullmatch(r"\d(?:\d(?:\.\d\d)?)?", bare) is not None


_AGE_AFTER: Final = re.compile(
    r"[\s-]+(?:years?|months?)(?:[\s-]+old|-olds?|\s+of\s+age)|-year\s+[a-z]+er\s+[a-z]"
)
_AGE_BEFORE: Final = re.compile(
    r"\bage[ds]?\s+(?:of\s+|from\s+|between\s+)?$|\bin age from .{0,12}$"
    r"|\b(?:he|she|i)(?:\s+(?:was|is|turned)|['’]m)\s+$"
)
_AGED: Final = re.compile(
    r"\b(?:those|anyone|people|children|women|men|adults|persons|minors|girls|boys|are|were)\s+\w+\s+$"
)
_CHILDREN: Final = re.compile(
    r"\b(?:mother|father|parents?|boy|girl|child|son|daughter|man|woman)\s+of\s+$"
    r"|\bsurvived by (?:\w+ ){0,4}$"
)
"""Before the age of a child, or the number of somebody's children."""


def _is_age(place: _Place) -> bool:
    lead = place.lead
    if (
        _AGE_AFTER.match(place.tail)
        or lead.endswith(("aged ", "age of ", "ages of "))
        or _CHILDREN.search(lead)
    ):
        return True
    if place.lone and _AGE_BEFORE.search(lead):
        return True
    if place.lone and place.hedged and _AGED.search(lead):
        return re.fullmatch(r"\d\d|[a-z]+-[a-z]+", place.bare) is not None
    listed = place.counted.noun is None and lead.endswith(", ") and re.fullmatch(r"\d\d", place.bare)
    return bool(listed) and re.match(r"\s*,|\s+and\s+\d\d\b", place.tail) is not None


def _is_name(place: _Place, text: str) -> bool:
    """Whether the number is part of a name, or that of a page, a list's item or a footnote."""
    bare, before, noun = place.bare, place.before, place.counted.noun
    if before is None:
        return place.following in ("", ")", ":") and bare.isdigit()
    proper = before.pos_ == "PROPN" and before.text[:1].isupper()
    if bare[:1].isupper() and (proper or _is_of_name(place)):
        return True
    numbered = place.previous in words("numbered") and before.pos_ in ("NOUN", "PROPN", "ADJ", "X")
    if numbered and (bare[:1].isdigit() or noun is None or place.counted.alone):
        return True
    if proper and bare.isdigit() and not place.hedged and (noun is None or noun.tag_ in ("NN", "NNP")):
        return place.previous not in words("months") and not _is_headline_verb(before)
    if (
        place.previous == ","
        and place.following in (",", "")
        and noun is None
        and re.fullmatch(r"\d\d", bare)
    ):
        return True
    if place.following == ")" and re.fullmatch(r"1?\d", bare) and (noun is None or place.previous == "("):
        return True
    quoted = text[place.number.start_char - 1] in '“"‘' and bare.isdigit()
    if quoted and place.after is not None and place.after.text[:1].isupper():
        return True
    return place.previous == "[" and place.following.startswith("]")


def _is_of_name(place: _Place) -> bool:
    """Whether a number with a capital letter ends a name (*the Group of Seven*, *the Five*)."""
    if place.counted.noun is None and place.previous in ("the", "of"):
        return True
    at = place.number.start - 2
    return place.previous == "of" and at >= 0 and place.number.doc[at].text[:1].isupper()


def _is_headline_verb(token: Token) -> bool:
    """Whether what is tagged a name is a verb of a headline (*Bomb Kills 14*)."""
    return token.lower_ in words("harming") or singular(token.lower_) in words("harming")


_INFORMANT: Final = re.compile(
    r"(?:\s+[\w-]+){1,3}\s+(?:who\s+(?:asked|requested|spoke|declined)|in the room|said|says|say|told|tells"
    r"|warned|disclosed|believes?|stressed|expect|claimed|recalled|confirmed)\b"
)
"""What follows the number of those whom the report quotes (*two diplomats said*)."""


def _is_of_informants(place: _Place) -> bool:
    if place.hedged or not _is_small(place.bare) or place.counted.unit is not Unit.PEOPLE:
        return False
    return _INFORMANT.match(place.tail) is not None or place.lead.endswith("according to ")


_ONE_HARMED: Final = re.compile(
    r"\s+of\s+(?:them|whom|us)\s+(?:an?\b|(?:was|were|is|has been|had been|died|wound|kill))"
)
"""What follows *one* where it counts after all (*one of them was wounded*)."""

_COUNTED_ONE: Final = frozenset((Unit.PEOPLE, Unit.TROOPS, Unit.WEAPONS, Unit.VEHICLES))


def _is_pronoun(place: _Place) -> bool:
    """Whether *one* is a pronoun or an article, no count."""
    if place.previous in ("some", "any", "every", "another", "no", "each"):
        return True
    if place.counted.measure in ("votes", "seats") and place.previous == "by":
        return False
    if place.lead.endswith(("not ", "but ", "than ", "not even ")):
        return True
    if place.tail.lstrip().startswith("of "):
        return _ONE_HARMED.match(place.tail) is None
    return place.counted.noun is None or place.counted.unit not in _COUNTED_ONE


DIRECTIONS: Final = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:due\s+)?(?:(?:north|south|east|west)\w*|from|away|off|inside|outside|long|high|wide"
    r"|deep|tall|\))",
    re.I,
)
"""After a distance, what makes it that of a place or the size of a thing."""

_ZONE: Final = re.compile(r"\b(?:zone|buffer|corridor|strip|wall|fence|trench\w*|border|front)\b", re.I)
_HEIGHT: Final = re.compile(r"\b(?:snow|altitude|elevation|sea level|peak|mountains?|tall|summit of)\b", re.I)
_MOVED: Final = re.compile(
    r"\b(?:pull\w*|withdr\w+|retreat\w*|advanc\w+|mov\w+|push\w*|fall back|fell back)\b", re.I
)


def _is_trifle(place: _Place, noun: Token, text: str, sentence: DocSpan) -> bool:
    """Whether a count of things is furniture: a place's distance, a name, a handful of anything."""
    if noun.lower_ in lexicon().measures:
        return _is_place(place, noun, text, sentence)
    bare = place.bare
    if singular(noun.lower_) in lexicon().salient or noun.lemma_.lower() in lexicon().salient:
        return False
    one = noun.tag_ in ("NN", "NNP") and place.counted.measure not in ("votes", "seats")
    if one and not place.hedged and "," not in bare:
        margin = noun.lower_.endswith(("total", "margin", "majority"))
        return not (margin and re.fullmatch(r"\d{3,}", bare))
    return bare.lower() in words("few") or re.fullmatch(r"\d", bare) is not None


def _is_place(place: _Place, noun: Token, text: str, sentence: DocSpan) -> bool:
    """Whether a measure is where something lies or how big it is, no distance of a deed."""
    if place.counted.measure in ("metres", "meters", "feet") and _HEIGHT.search(sentence.text):
        return True
    away = DIRECTIONS.match(text, noun.idx + len(noun))
    if away is None:
        return False
    word = away[0].split()[-1].lower()
    if word in ("wide", "deep", "long", "inside"):
        return not (_ZONE.search(sentence.text) or (word == "inside" and place.hedged))
    return not (word == "from" and _MOVED.search(sentence.text))


_DATED: Final = re.compile(
    r"[’']?\s+(?:ago|later|earlier|prior|before|after|since|old|late|ahead|away|hence|as\b"
    r"|on(?=[,.]|\s+(?:that|the same)\b)|out\s+from)\b",
    re.I,
)
_ELAPSED: Final = re.compile(r"\bin\s+(?:\w+\s+){0,2}$")
_FIRST_IN: Final = re.compile(
    r"\b(?:first|not|never|no|nobody|(?:has|have|had)n['’]t)\b"
    r"|\bin\s+(?:the|a|an|its|his|her|their|prison|jail|office)\s"
)
_LIVED: Final = re.compile(r"\b(?:spent|spending|worked|lived|flown?|fly|drove)\s+(?:for\s+)?(?:\w+\s+)?$")


def _only_dates(place: _Place, text: str) -> bool:
    """Whether a stretch of time only says when or how fast something was, or tells of a life or journey."""
    noun, before = place.counted.noun, place.before
    if _ELAPSED.search(place.lead) and not _FIRST_IN.search(place.lead):
        return True
    if _LIVED.search(place.lead) and place.counted.measure in ("years", "hours", "months"):
        return True
    if noun is None:
        return False
    if place.previous in ("first", "every", "past"):
        return True
    if place.previous == "last" and before is not None and before.pos_ != "VERB":
        return True
    return _DATED.match(text[noun.idx + len(noun) :][:14]) is not None
