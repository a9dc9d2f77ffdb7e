"""The vocabulary of time: for each word its kind (weekday, month, number, *since*, *last*, ...) and value."""

from __future__ import annotations

from calendar import day_name, month_abbr, month_name
from collections.abc import Iterator
from string import ascii_letters, digits
from typing import Final

from tidings.code.time_calendar import Feast, Season, Unit


def _split(words: str) -> list[str]:
    return words.split()


_KINDS: Final = _split(
    "weekday month year years decade quarter isodate isomonth feast season num ord half unit units dayword "
    "daypart overnight midnight part end last this next thelast thenext past recent coming few ago hence "
    "earlier later other since by until before after from to tonow and between in over within more less eve "
    "every same possessive"
)
KIND: Final = dict(zip(_KINDS, (ascii_letters + digits)[: len(_KINDS)], strict=True))
"""A character for each kind of word, so that a phrase becomes a string that patterns can match."""

_TENS: Final = _split("twenty thirty forty fifty sixty seventy eighty ninety")
_ONES: Final = _split(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_NTHS: Final = _split(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

_VALUED: Final = (
    ("weekday", 1, "tues"),
    ("weekday", 3, "thur, thurs"),
    ("month", 9, "sept"),
    ("num", 2, "a couple of, a couple, couple"),
    ("num", 12, "a dozen"),
    ("ord", 2, "latter"),
    ("ord", 30, "thirtieth"),
    ("units", Unit.CENTURY, "centuries"),
    ("units", Unit.HOUR, "hrs"),
    ("season", Season.AUTUMN, "fall"),
    ("season", Season.SPRING, "springtime"),
    ("season", Season.SUMMER, "summertime"),
    ("season", Season.WINTER, "wintertime"),
    ("feast", Feast.CHRISTMAS, "christmas, christmas day, xmas"),
    ("feast", Feast.CHRISTMAS_EVE, "christmas eve"),
    ("feast", Feast.BOXING_DAY, "boxing day"),
    ("feast", Feast.NEW_YEARS_EVE, "new year's eve, new years eve"),
    ("feast", Feast.NEW_YEAR, "new year's day, new years day, new year's, new year"),
    ("feast", Feast.VALENTINE, "valentine's day"),
    ("feast", Feast.MAY_DAY, "may day"),
    ("feast", Feast.HALLOWEEN, "halloween"),
    ("feast", Feast.GOOD_FRIDAY, "good friday"),
    ("feast", Feast.EASTER, "easter, easter sunday, easter day"),
    ("feast", Feast.EASTER_MONDAY, "easter monday"),
    ("dayword", 0, "today, tonight"),
    ("dayword", -1, "yesterday"),
    ("dayword", 1, "tomorrow"),
)
"""Words with a value: a number, a place in the week or year, days from today."""

_PLAIN: Final = {
    "daypart": "morning, afternoon, evening, night, nighttime, noon, midday, lunchtime, dawn, dusk, "
    "daybreak, sunrise, sunset, sundown, nightfall, dark, small hours, early hours, late hours, wee hours, "
    "prayers, mass, lunch",
    "midnight": "midnight",
    "overnight": "overnight",
    "part": "early, mid, late, middle, beginning, start, turn, outset, opening, closing, course",
    "end": "end, close, is out",
    "half": "half",
    "last": "last",
    "this": "this, current",
    "next": "next",
    "thelast": "the last",
    "thenext": "the next",
    "past": "past, the past",
    "recent": "recent",
    "coming": "coming, upcoming, forthcoming, ahead",
    "few": "few, several, a few, the few",
    "ago": "ago",
    "hence": "hence, from now, from today, time from now, time",
    "earlier": "earlier, previously, before that",
    "later": "later, afterwards, after that, thereafter",
    "since": "since, ever since",
    "by": "by, no later than, not later than",
    "until": "until, till, up to, up until, through, through to",
    "before": "before, ahead of, prior to, in advance of, in the run-up to",
    "after": "after, following, in the wake of",
    "from": "from, as of, as from, starting, beginning on",
    "to": "to, into",
    "tonow": "to the present, to this day, until now, till now, up to now",
    "and": "and, or",
    "between": "between",
    "in": "in",
    "over": "over, during",
    "within": "within",
    "more": "more than, at least",
    "less": "less than, under",
    "eve": "the eve of, eve of, eve",
    "every": "every, each, first time, second time, third time, last time, only time, daily, weekly",
    "same": "that, same, the following, the previous, previous, those, these",
    "other": "at first, arab spring, prague spring, good friday agreement, local time, at the time, "
    "at the same time, for the time being, this time",
}


def _counted() -> Iterator[tuple[str, int, str]]:
    """Numbers, and the names that the calendar and the units have themselves."""
    for n, name in enumerate(day_name):
        yield "weekday", n, f"{name}, {name[:3]}"
        yield "every", 0, f"{name}s"
    for n in range(1, 13):
        yield "month", n, f"{month_name[n]}, {month_abbr[n]}"
    for n, word in enumerate(_ONES, 1):
        yield "num", n, word
    for n, word in enumerate(_NTHS, 1):
        yield "ord", n, word
    for tens, word in enumerate(_TENS, 2):
        yield "num", tens * 10, word
        yield "decade", (2000 if tens == 2 else 1900) + tens * 10, f"{word[:-1]}ies"
        for n in range(1, 10):
            yield "num", tens * 10 + n, f"{word} {_ONES[n - 1]}"
            yield "ord", tens * 10 + n, f"{word} {_NTHS[n - 1]}"
    for unit in Unit:
        yield "unit", unit, unit.name
        yield "units", unit, f"{unit.name}s"
    for season in Season:
        yield "season", season, season.name


def _vocabulary() -> dict[str, tuple[str, int]]:
    listed = [*_counted(), *_VALUED, *((kind, 0, words) for kind, words in _PLAIN.items())]
    return {
        word.strip().lower(): (KIND[kind], value)
        for kind, value, words in listed
        for word in words.split(",")
    }


WORDS: Final = _vocabulary()
"""Kind and value of each word or phrase, in small letters."""
