"""Forms that name a day: weekdays, dates, *yesterday*, *the 16th*.

A weekday is the last one up to the day of publishing; ahead, the first of the seven days after it. *Last
Friday* lies before that day, *next Friday* after it. A date without a year, or a day without a month, is the
last one up to that day; ahead, the first one from it. Where a weekday stands beside such a date, and one of
the dates near fits it, that one is meant. Midnight tonight begins tomorrow. A night has the date of its
evening: *last night* and *overnight* are the day before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from tidings.code.time_calendar import Anchor, Days, Unit, direction, nearest, unit_around
from tidings.code.time_matched import Found, Matched, one_day, stretch
from tidings.code.time_vocabulary import KIND
from tidings.types import Grain

_NEAR_YEARS: Final = (-1, 0, 1)
_LEAP_YEARS: Final = tuple(range(-8, 9))
"""29 February comes at least every eight years."""


def weekday(found: Matched, anchor: Anchor) -> Found | None:
    """*On Wednesday*, *late last Friday*, *this coming Monday*."""
    wanted, day = found.first("weekday"), anchor.day
    if wanted is None or day is None:
        return None
    back = (day.weekday() - wanted) % 7
    step = found.step()
    if step == -1:
        return one_day(day - timedelta(back or 7), f"the last one before {day}")
    if step == 1:
        return one_day(day + timedelta(7 - back), f"the first one after {day}")
    if step == 0:
        return _this_weekday(day, wanted, back, anchor.ahead)
    return one_day(day + timedelta(7 - back if anchor.ahead else -back), direction(anchor))


def _this_weekday(day: date, wanted: int, back: int, ahead: bool | None) -> Found:
    own = day + timedelta(wanted - day.weekday())
    if ahead and own < day:
        own += timedelta(7)
    elif ahead is False and own > day:
        own = day - timedelta(back)
    return one_day(own, f"the one in the week of {day}")


def weekday_in_week(found: Matched, anchor: Anchor) -> Found | None:
    """*Tuesday of last week*, *Friday this week*."""
    named, wanted = found.named_unit(anchor), found.first("weekday")
    if named is None or wanted is None or named[0] is not Unit.WEEK:
        return None
    return one_day(named[1][0] + timedelta(wanted), f"in the week from {named[1][0]}")


def weekday_and_week(found: Matched, anchor: Anchor) -> Found | None:
    """*Monday week*, *a week on Monday*: a week after the next one; *last Monday week*: before the last."""
    wanted, unit, day = found.first("weekday"), found.first("unit"), anchor.day
    if wanted is None or day is None or unit not in {Unit.WEEK, Unit.FORTNIGHT}:
        return None
    days = 7 if unit == Unit.WEEK else 14
    back = (day.weekday() - wanted) % 7
    if found.has("last", "ago"):
        return one_day(day - timedelta((back or 7) + days), f"{days} days before the last one before {day}")
    return one_day(day + timedelta(7 - back + days), f"{days} days after the first one after {day}")


def day_of_month(found: Matched, anchor: Anchor) -> Found | None:
    """*16 March 2022*, *Wednesday the 16th of March*, *May 3 last year*."""
    number, month = found.value("ord", "num"), found.first("month")
    if number is None or month is None:
        return None
    year = found.year(anchor)
    if year is not None:
        day = _date(year, month, number)
        return one_day(day, "as written") if day else None
    return _nearest_day(list(_in_years(month, number, number, anchor)), found, anchor)


def week_of(found: Matched, anchor: Anchor) -> Found | None:
    """*The week of 7 March*."""
    day = day_of_month(found, anchor)
    if day is None or day.start is None or found.first("unit") != Unit.WEEK:
        return None
    return stretch(unit_around(Unit.WEEK, day.start), day.why, Grain.WEEK)


def day_range(found: Matched, anchor: Anchor) -> Found | None:
    """*From 1 to 5 May*, *3, 4 and 5 May 2021*, *May 11–12*: first to last."""
    numbers, month = found.all("num", "ord"), found.first("month")
    if month is None or numbers[-1] < numbers[0]:
        return None
    year = found.year(anchor)
    if year is not None:
        first, last = _date(year, month, numbers[0]), _date(year, month, numbers[-1])
        return stretch((first, last), "as written") if first and last else None
    days = nearest(list(_in_years(month, numbers[0], numbers[-1], anchor)), anchor)
    return stretch(days, direction(anchor)) if days else None


def bare_day(found: Matched, anchor: Anchor) -> Found | None:
    """*On the 16th*, *the night of the 3rd*, *Friday the 13th*."""
    number, day = found.first("ord"), anchor.day
    if number is None or day is None:
        return None
    at = day.year * 12 + day.month - 1
    found_days = (_date(m // 12, m % 12 + 1, number) for m in range(at - 13, at + 14))
    return _nearest_day([(d, d) for d in found_days if d], found, anchor)


def day_of_named_month(found: Matched, anchor: Anchor) -> Found | None:
    """*The 5th of next month*."""
    named, number = found.named_unit(anchor), found.first("ord")
    if named is None or number is None or named[0] is not Unit.MONTH:
        return None
    day = _date(named[1][0].year, named[1][0].month, number)
    return one_day(day, f"in {day:%Y-%m}") if day else None


def written_day(found: Matched, anchor: Anchor) -> Found | None:
    """*2022-03-16*, *16.03.2022*, *9/11*."""
    ordinal = found.first("isodate")
    return one_day(date.fromordinal(ordinal), "as written") if ordinal is not None else None


def day_word(found: Matched, anchor: Anchor) -> Found | None:
    """*Today*, *yesterday evening*, *tomorrow*, *midnight tonight*."""
    offset = found.first("dayword")
    if offset is None:
        return None
    midnight = found.kinds[0] == KIND["midnight"] and offset == 0
    return _counted(offset + midnight, anchor)


def this_daypart(found: Matched, anchor: Anchor) -> Found | None:
    """*This morning*: the day of publishing."""
    return _counted(0, anchor)


def last_night(found: Matched, anchor: Anchor) -> Found | None:
    """*Last night*: the day before that of publishing."""
    return _counted(-1, anchor)


def overnight(found: Matched, anchor: Anchor) -> Found | None:
    """*Overnight* alone: the night that began on the day before; ahead, that of the day of publishing."""
    return _counted(0 if anchor.ahead else -1, anchor)


def _counted(offset: int, anchor: Anchor) -> Found | None:
    if anchor.day is None:
        return None
    return one_day(anchor.day + timedelta(offset), f"counted from {anchor.day}")


def _nearest_day(days: list[Days], found: Matched, anchor: Anchor) -> Found | None:
    wanted = found.first("weekday")
    fitting = [d for d in days if d[0].weekday() == wanted] if wanted is not None else []
    chosen = nearest(fitting, anchor)
    if fitting and chosen is None:
        return one_day(fitting[0][0], "the one near that has this weekday")
    chosen = chosen or nearest(days, anchor)
    return one_day(chosen[0], direction(anchor)) if chosen else None


def _in_years(month: int, first: int, last: int, anchor: Anchor) -> Iterator[Days]:
    if anchor.day is None:
        return
    for offset in _LEAP_YEARS if month == 2 and last == 29 else _NEAR_YEARS:
        start, end = (_date(anchor.day.year + offset, month, n) for n in (first, last))
        if start and end:
            yield start, end


def _date(year: int, month: int, day: int) -> date | None:
    """None for a day that the calendar lacks (31 April): such words name none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
