"""Forms that name a unit of the calendar or a part of one: months, seasons, years, *the second half of May*.

A month, season, quarter or feast without a year is the last one that has begun; ahead, the first not yet
over. *Last March* is the latest before the month of publishing, *next March* the first after it, *this March*
the nearest. *Last week, month, quarter, year* are those of the calendar, and weeks run from Monday; *next
weekend* is that of next week. Early, middle, late, beginning and end of a unit are that unit, as in the value
of TIMEX3 (ISO 24617-1): how late *late July* begins nobody has fixed. Halves and counted parts (*the last two
weeks of May*) have days of their own. Seasons are whole months of the northern hemisphere; a winter bears the
year in which it starts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tidings.code.time_calendar import (
    GRAINS,
    Anchor,
    Days,
    Feast,
    Season,
    Unit,
    direction,
    feast,
    months,
    nearest,
    nth_weekday,
    season,
    shifted,
    unit_around,
)
from tidings.code.time_matched import Found, Matched, one_day, stretch
from tidings.code.time_vocabulary import KIND
from tidings.types import Grain


def month(found: Matched, anchor: Anchor) -> Found | None:
    """*March*, *late March 2019*, *last March*, *January of this year*."""
    which = found.first("month")
    if which is None:
        return None
    days, why = _yearly(lambda year: months(year, which), found, anchor)
    return stretch(days, why, Grain.MONTH) if days else None


def iso_month(found: Matched, anchor: Anchor) -> Found | None:
    """*2022-03*."""
    written = found.first("isomonth")
    return stretch(months(*divmod(written, 100)), "as written", Grain.MONTH) if written else None


def seasons(found: Matched, anchor: Anchor) -> Found | None:
    """*This summer*, *winter 2013/14*, *the spring of 2020*."""
    which, pair = found.first("season"), found.first("years")
    if which is None:
        return None
    if pair is not None:
        return stretch(season(Season(which), pair // 10000), "as written", Grain.SEASON)
    days, why = _yearly(lambda year: season(Season(which), year), found, anchor)
    return stretch(days, why, Grain.SEASON) if days else None


def feasts(found: Matched, anchor: Anchor) -> Found | None:
    """*Christmas Day*, *last Easter*, *New Year's Eve 2019*."""
    which = found.first("feast")
    if which is None:
        return None
    days, why = _yearly(lambda year: (feast(Feast(which), year),) * 2, found, anchor)
    return stretch(days, why) if days else None


def quarter(found: Matched, anchor: Anchor) -> Found | None:
    """*Q3 2019*, *Q1*."""
    return _quarter(found.first("quarter") or 0, found, anchor)


def ranked_unit(found: Matched, anchor: Anchor) -> Found | None:
    """*The first quarter*; *the 19th century*: 1801 to 1900. Other units of a rank tell no date alone."""
    unit, number = found.first("unit"), found.first("ord") or 0
    if unit == Unit.QUARTER:
        return _quarter(number, found, anchor)
    if unit != Unit.CENTURY or not 1 <= number <= 21:
        return None
    return stretch((date(number * 100 - 99, 1, 1), date(number * 100, 12, 31)), "as written")


def _quarter(number: int, found: Matched, anchor: Anchor) -> Found | None:
    if not 1 <= number <= 4:
        return None
    days, why = _yearly(lambda year: months(year, number * 3 - 2, 3), found, anchor)
    return stretch(days, why, Grain.QUARTER) if days else None


def _yearly(of: Callable[[int], Days], found: Matched, anchor: Anchor) -> tuple[Days | None, str]:
    """What comes once a year: of the year that the words name, or the nearest."""
    year = found.year(anchor)
    if year is not None:
        return of(year), "as written" if found.has("year") else f"in {year}"
    day = anchor.day
    if day is None:
        return None, ""
    near = [of(day.year + n) for n in (-2, -1, 0, 1, 2)]
    step = found.step()
    if step == -1:
        return next(s for s in reversed(near) if s[1] < day), f"the last one before {day}"
    if step == 1:
        return next(s for s in near if s[0] > day), f"the first one after {day}"
    if step == 0 and anchor.ahead is None:
        return min(near, key=lambda s: _distance(s, day)), f"the one nearest to {day}"
    return nearest(near, anchor), direction(anchor)


def _distance(days: Days, day: date) -> int:
    return max((days[0] - day).days, (day - days[1]).days, 0)


def year(found: Matched, anchor: Anchor) -> Found | None:
    """*In 2014*, *early 2019*."""
    written = found.first("year")
    return stretch(unit_around(Unit.YEAR, date(written, 1, 1)), "as written", Grain.YEAR) if written else None


def years(found: Matched, anchor: Anchor) -> Found | None:
    """*2014–16*."""
    first, last = divmod(found.first("years") or 0, 10000)
    return stretch((date(first, 1, 1), date(last, 12, 31)), "as written")


def decade(found: Matched, anchor: Anchor) -> Found | None:
    """*The 1990s*."""
    first = found.first("decade") or 0
    return stretch((date(first, 1, 1), date(first + 9, 12, 31)), "as written", Grain.DECADE)


def named_unit(found: Matched, anchor: Anchor) -> Found | None:
    """*Last week*, *later this month*, *next year*, *the end of the quarter*."""
    named = found.named_unit(anchor)
    if named is None:
        return None
    unit, days = named
    if unit <= Unit.DAY:
        return None
    return stretch(days, f"counted from {anchor.day}", GRAINS.get(unit, Grain.SPAN))


def before_last(found: Matched, anchor: Anchor) -> Found | None:
    """*The week before last*."""
    unit = Unit(found.first("unit") or 0)
    if anchor.day is None or unit <= Unit.DAY:
        return None
    days = unit_around(unit, shifted(anchor.day, unit, -2))
    return stretch(days, f"counted from {anchor.day}", GRAINS.get(unit, Grain.SPAN))


def unit_end(found: Matched, anchor: Anchor) -> Found | None:
    """*The end of the year*, *month's end*: that of the day of publishing, or the last that is over.

    Past and not over by the day of publishing means the unit before.
    """
    at = found.first("unit")
    if at is None or anchor.day is None or Unit(at) <= Unit.DAY:
        return None
    unit = Unit(at)
    days = unit_around(unit, anchor.day)
    if anchor.ahead is False and found.has("end") and days[1] > anchor.day:
        days = unit_around(unit, shifted(anchor.day, unit, -1))
    return stretch(days, f"counted from {anchor.day}", GRAINS.get(unit, Grain.SPAN))


def weekend(found: Matched, anchor: Anchor) -> Found | None:
    """*Over the weekend*: Saturday and Sunday, the last that has begun, or ahead the first not yet over."""
    if found.first("unit") != Unit.WEEKEND or anchor.day is None:
        return None
    weeks = [unit_around(Unit.WEEKEND, anchor.day + timedelta(7 * n)) for n in (-1, 0, 1)]
    days = nearest(weeks, anchor)
    return stretch(days, direction(anchor)) if days else None


def part(found: Matched, anchor: Anchor) -> Found | None:
    """*The second Sunday of May*, *the last two weeks of 2019*, *the first half of the year*."""
    start = next(i for i, k in enumerate(found.kinds) if k in _RANKS)
    nth = found.values[start] if found.kinds[start] == KIND["ord"] else -1
    head = next(i for i in range(start + 1, len(found.kinds)) if found.kinds[i] in _HEADS) + 1
    head += found.kinds[head] == KIND["in"]
    box = Matched(found.kinds[head:], found.values[head:])
    which = Matched(found.kinds[start + 1 : head], found.values[start + 1 : head])
    days = _box(box, anchor)
    piece = _piece(nth, which, days) if days else None
    late = piece and anchor.day and piece.start and piece.start > anchor.day
    if late and not anchor.ahead and box.kinds == KIND["unit"] and days:
        days = _box(box, Anchor(days[0] - timedelta(1), None))
        piece = _piece(nth, which, days) if days else None
    return piece


_RANKS = frozenset({KIND["ord"], KIND["last"], KIND["thelast"]})
_HEADS = frozenset({KIND["weekday"], KIND["half"], KIND["units"], KIND["unit"]})


def _box(box: Matched, anchor: Anchor) -> Days | None:
    """The days that a part is taken from."""
    build = month if box.has("month") else year if box.has("year") else named_unit
    whole = build(box, anchor)
    return (whole.start, whole.end) if whole and whole.start and whole.end else None


def _piece(nth: int, which: Matched, days: Days) -> Found | None:
    """The nth (from 1; -1 is the last) of what the words say within these days; None where it is lacking."""
    first, last = days
    why = f"counted within {first} to {last}"
    weekday = which.first("weekday")
    if weekday is not None:
        day = nth_weekday(weekday, nth, days)
        return one_day(day, why) if day else None
    if which.has("half"):
        return _half(nth, days, why)
    unit, count = Unit(which.value("units", "unit") or 0), which.first("num") or 1
    if unit in {Unit.WEEKEND, Unit.FORTNIGHT} or unit < Unit.DAY:
        return None
    if nth < 0:
        piece = shifted(last + timedelta(1), unit, -count), last
    else:
        start = shifted(first, unit, count * (nth - 1))
        piece = start, shifted(start, unit, count) - timedelta(1)
    if not first <= piece[0] <= piece[1] <= last:
        return None
    whole = unit_around(unit, piece[0]) == piece
    return stretch(piece, why, GRAINS.get(unit, Grain.SPAN) if whole else Grain.SPAN)


def _half(nth: int, days: Days, why: str) -> Found | None:
    """A half of a year is six months, of a month its first 15 days or the rest."""
    first, last = days
    length = (last - first).days + 1
    if nth not in {1, 2, -1} or length < 28 or length > 366:
        return None
    middle = date(first.year, 7, 1) if length > 31 else first + timedelta(15)
    return stretch((first, middle - timedelta(1)) if nth == 1 else (middle, last), why)
