"""The forms in which news names days, and the points of time that they find in a phrase.

Each form is a pattern over kinds of words (`KIND`) with the function that says which days it means. Of forms
that begin at the same word the first in the table is taken; words that no form needs are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tidings.code import time_days, time_spans, time_units
from tidings.code.time_calendar import Anchor
from tidings.code.time_matched import Found, Matched
from tidings.code.time_vocabulary import KIND
from tidings.code.time_words import Phrase

POINT: Final = "#"
"""Stands for a point of time in `Reading.kinds`."""
SHIFT: Final = "%"
"""Stands for a length of time before or after what follows: *two days before*."""
UNKNOWN: Final = "!"
"""Stands for words that hang on something outside (*the next day*) or recur (*every Friday*)."""

_MACROS: Final = {
    "box": "(?:month(?:year|rel unit)?|year|rel unit|unit)",
    "day": "[num ord]",
    "rel": "[last this next]",
    "edge": "[daypart midnight overnight part earlier later in]*",
    "len": "[unit units]",
    "tail": "(?:in?[daypart midnight overnight part earlier later])*",
    "rough": "[part end earlier later in]*",
}

Builder = Callable[[Matched, Anchor], Found | None]


def pattern(form: str) -> str:
    """A form as a regular expression over `Phrase.kinds`: names and macros replaced, blanks dropped."""
    for macro, meaning in _MACROS.items():
        form = re.sub(rf"\b{macro}\b", meaning, form)
    return re.sub(r"[a-z]+", lambda m: KIND[m[0]], form).replace(" ", "")


def _unknown(found: Matched, anchor: Anchor) -> Found | None:
    return None


@dataclass(frozen=True, slots=True)
class Form:
    """How something is written, and what finds it; `symbol` stands for it in what is read next.

    `floating`: without a year it may be any year's (or week's), and another date beside it can say which.
    """

    written: str
    build: Builder
    symbol: str = POINT
    floating: bool = False


_OUTSIDE: Final = (
    Form("unit before last", time_units.before_last),
    Form("every", _unknown, UNKNOWN),
    Form(
        "same [num ord]* edge [unit units weekday month season daypart dayword year feast]", _unknown, UNKNOWN
    ),
    Form("in? num len since (?=other|ord)", time_spans.rolling_back),
    Form("[in over within] thenext unit", time_spans.rolling_ahead),
    Form("thenext edge [unit weekday daypart midnight overnight]", _unknown, UNKNOWN),
    Form("[num few]* half? len [earlier later]", _unknown, UNKNOWN),
)
_DAYS: Final = (
    Form("edge [num ord]* day [to and] day month (?:year|rel unit)?", time_days.day_range, floating=True),
    Form("month day [to and] day year? (?!len)", time_days.day_range, floating=True),
    Form("edge weekday? edge day month (?:year|rel unit)?", time_days.day_of_month, floating=True),
    Form("edge weekday? edge month day (?:year|rel unit)? (?!len)", time_days.day_of_month, floating=True),
    Form("weekday? isodate", time_days.written_day),
    Form("(?:num? weekday in?|num unit in) month (?:year|rel unit)?", time_units.month, floating=True),
    Form("last weekday unit (?!end)", time_days.weekday_and_week),
    Form("num unit [ago from]? weekday", time_days.weekday_and_week),
    Form("unit part? (?:day month|month day) year?", time_days.week_of, floating=True),
    Form("edge weekday edge rel unit", time_days.weekday_in_week),
    Form("rel unit weekday", time_days.weekday_in_week),
    Form("rough [ord thelast last] weekday in? box", time_units.part),
    Form("edge [last past thelast next coming this]+ edge weekday tail", time_days.weekday),
    Form("weekday edge ord (?!len|half)", time_days.bare_day, floating=True),
    Form("weekday unit", time_days.weekday_and_week),
    Form("edge weekday tail", time_days.weekday, floating=True),
    Form("edge dayword tail", time_days.day_word),
    Form("edge this [daypart midnight]", time_days.this_daypart),
    Form("[last past] edge [daypart midnight overnight]", time_days.last_night),
)
_PARTS: Final = (
    Form("rough [ord thelast last] (?:num units|half|unit) in? box", time_units.part),
    Form("ord rel unit", time_days.day_of_named_month),
    Form("quarter (?:year|rel unit)?", time_units.quarter, floating=True),
    Form("rough ord unit", time_units.ranked_unit, floating=True),
)
_SPANS: Final = (
    Form("[more over less]* [few num half]* len ago", time_spans.ago),
    Form("[more over less]* [few num half]+ len possessive? hence", time_spans.hence),
    Form("num (?:and half len|len and half) ago", time_spans.ago),
    Form("[last past recent thelast]+ [num few] len (?!other)", time_spans.rolling_back),
    Form("[past recent]+ len", time_spans.rolling_back),
    Form("thelast unit (?!other)", time_spans.rolling_back),
    Form("[next thenext coming]+ [num few] len", time_spans.rolling_ahead),
    Form("[next thenext coming]+ units", time_spans.rolling_ahead),
    Form("coming unit", time_spans.rolling_ahead),
    Form("units coming", time_spans.rolling_ahead),
    Form("within [num few]? len (?!other|since|after|before)", time_spans.within),
    Form("in num len (?!other|since|after|before|earlier|later|possessive|hence)", time_spans.ahead_by),
    Form("[num few]? len [before after]", time_spans.length, SHIFT),
)
_UNITS: Final = (
    Form(
        "rough [last past this next thelast thenext]? season (?:years|year|rel unit)? (?:possessive? end)?",
        time_units.seasons,
        floating=True,
    ),
    Form(
        "rough [last this next]? month (?:year|rel unit)? (?:possessive? end)?",
        time_units.month,
        floating=True,
    ),
    Form("rough [last this next]? feast (?:year|rel unit)?", time_units.feasts, floating=True),
    Form("rough isomonth", time_units.iso_month),
    Form("rough rel unit (?:possessive? end)?", time_units.named_unit),
    Form("[part end earlier later]+ unit", time_units.unit_end),
    Form("unit possessive? end", time_units.unit_end),
    Form("rough years", time_units.years),
    Form("rough decade", time_units.decade),
    Form("rough unit? year", time_units.year),
    Form("unit (?!before|after)", time_units.weekend),
    Form(
        "edge ord (?!other|day|len|half|year|weekday|month|season|decade)", time_days.bare_day, floating=True
    ),
    Form("overnight", time_days.overnight),
)
_FORMS: Final = _OUTSIDE + _DAYS + _PARTS + _SPANS + _UNITS
_ANY_FORM: Final = re.compile("|".join(f"(?P<n{n}>{pattern(f.written)})" for n, f in enumerate(_FORMS)))
_BY_GROUP: Final = {f"n{n}": form for n, form in enumerate(_FORMS)}
_FIXING: Final = re.compile(pattern("[year years last this next thelast thenext past coming]"))


@dataclass(frozen=True, slots=True)
class Point:
    """A point of time as written, which is resolved against an anchor."""

    form: Form
    words: str
    found: Matched

    @property
    def floating(self) -> bool:
        """Whether another date beside it may say which one is meant."""
        return self.form.floating and not _FIXING.search(self.found.kinds)

    def resolve(self, anchor: Anchor) -> Found | None:
        """Its days; None where the words tell none."""
        return self.form.build(self.found, anchor)


@dataclass(frozen=True, slots=True)
class Reading:
    """A phrase with a symbol in place of each point, whose places in `kinds` are the keys of `points`."""

    kinds: str
    points: dict[int, Point]


def find_points(phrase: Phrase) -> Reading:
    """The points of time in a phrase, from left to right."""
    out: list[str] = []
    points: dict[int, Point] = {}
    length = done = 0
    for match in _ANY_FORM.finditer(phrase.kinds):
        first, end = match.span()
        form = _BY_GROUP[match.lastgroup or ""]
        shown = first + (match[0][0] == KIND["in"] and end - first > 1)
        words = phrase.text[phrase.starts[shown] : phrase.ends[end - 1]]
        points[length + first - done] = Point(form, words, Matched(match[0], phrase.values[first:end]))
        out += (phrase.kinds[done:first], form.symbol)
        length += first - done + 1
        done = end
    return Reading("".join((*out, phrase.kinds[done:])), points)
