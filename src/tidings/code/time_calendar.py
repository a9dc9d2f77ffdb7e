"""The calendar behind words of time: its units, seasons and feasts, and the one nearest to a day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from tidings.types import Grain

Days = tuple[date, date]
"""First and last day of something."""


class Unit(IntEnum):
    """What durations count."""

    MINUTE = 0
    HOUR = 1
    DAY = 2
    WEEKEND = 3
    WEEK = 4
    FORTNIGHT = 5
    MONTH = 6
    QUARTER = 7
    YEAR = 8
    DECADE = 9
    CENTURY = 10


class Season(IntEnum):
    """The seasons of meteorology in the northern hemisphere: whole months, from March on."""

    SPRING = 3
    SUMMER = 6
    AUTUMN = 9
    WINTER = 12


class Feast(IntEnum):
    """Days with a name; those that move are Western Easter and the two days that hang on it."""

    CHRISTMAS_EVE = 1224
    CHRISTMAS = 1225
    BOXING_DAY = 1226
    NEW_YEARS_EVE = 1231
    NEW_YEAR = 101
    VALENTINE = 214
    MAY_DAY = 501
    HALLOWEEN = 1031
    GOOD_FRIDAY = -2
    EASTER = 0
    EASTER_MONDAY = 1


GRAINS: Final = {
    Unit.DAY: Grain.DAY,
    Unit.WEEK: Grain.WEEK,
    Unit.MONTH: Grain.MONTH,
    Unit.QUARTER: Grain.QUARTER,
    Unit.YEAR: Grain.YEAR,
    Unit.DECADE: Grain.DECADE,
}
_LENGTHS: Final = {Unit.WEEKEND: 7, Unit.WEEK: 7, Unit.FORTNIGHT: 14, Unit.DAY: 1}
_MONTHS: Final = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12, Unit.DECADE: 120, Unit.CENTURY: 1200}


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a phrase is read against: a day (None if unknown), and whether what it dates lies ahead of it."""

    day: date | None
    ahead: bool | None


def months(year: int, month: int, count: int = 1) -> Days:
    """`count` whole months from `month` on; ValueError outside the years 1 to 9999."""
    last = year * 12 + month - 1 + count - 1
    end_year, end_month = divmod(last, 12)
    return date(year, month, 1), date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])


def unit_around(unit: Unit, day: date) -> Days:
    """The unit of the calendar that holds `day`: weeks run from Monday, a weekend is that of its week."""
    if unit <= Unit.DAY:
        return day, day
    if unit <= Unit.FORTNIGHT:
        monday = day - timedelta(day.weekday())
        first, last = (5, 6) if unit is Unit.WEEKEND else (0, 6 if unit is Unit.WEEK else 13)
        return monday + timedelta(first), monday + timedelta(last)
    if unit is Unit.MONTH:
        return months(day.year, day.month)
    if unit is Unit.QUARTER:
        return months(day.year, (day.month - 1) // 3 * 3 + 1, 3)
    if unit is Unit.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    years = 10 if unit is Unit.DECADE else 100
    first_year = day.year - day.year % years
    return date(first_year, 1, 1), date(first_year + years - 1, 12, 31)


def shifted(day: date, unit: Unit, count: int) -> date:
    """The day `count` units later (earlier if negative); a day its month lacks becomes the month's last.

    Hours count as whole days of 24; fewer, and minutes, leave the day. OverflowError or ValueError outside
    the years 1 to 9999.
    """
    if unit is Unit.HOUR:
        return day + timedelta(count // 24 if count > 0 else -(-count // 24))
    if unit is Unit.MINUTE:
        return day
    if unit in _LENGTHS:
        return day + timedelta(_LENGTHS[unit] * count)
    year, month = divmod(day.year * 12 + day.month - 1 + _MONTHS[unit] * count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def season(which: Season, year: int) -> Days:
    """The season that starts in `year`."""
    return months(year, which, 3)


def feast(which: Feast, year: int) -> date:
    """The day of a feast in a year."""
    if which <= Feast.EASTER_MONDAY:
        return easter(year) + timedelta(int(which))
    return date(year, which // 100, which % 100)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (J. Meeus, Astronomical Algorithms, 2nd edition, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(weekday: int, nth: int, days: Days) -> date | None:
    """The nth such weekday (from 1; -1 is the last) inside `days`; None where there are fewer."""
    first, last = days
    if nth > 0:
        found = first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    else:
        found = last - timedelta((last.weekday() - weekday) % 7)
    return found if first <= found <= last else None


def nearest(spans: Sequence[Days], anchor: Anchor) -> Days | None:
    """Of spans in the order of time the last that has begun; where it lies ahead, the first not yet over."""
    if anchor.day is None:
        return None
    if anchor.ahead:
        return next((s for s in spans if s[1] >= anchor.day), None)
    return next((s for s in reversed(spans) if s[0] <= anchor.day), None)


def direction(anchor: Anchor) -> str:
    """Which one `nearest` takes, in words."""
    return f"the next one from {anchor.day}" if anchor.ahead else f"the last one up to {anchor.day}"
