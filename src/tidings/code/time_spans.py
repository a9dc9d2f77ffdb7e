"""Forms that count from the day of publishing: *two weeks ago*, *over the next five years*, *in recent days*.

*A week ago* is a day, *three months ago* a month, *two years ago* a year; *more than two years ago* ends that
year's length before the day of publishing, with no beginning. Spans run to or from the day of publishing, by
whole units: *the past three weeks* begins 21 days before it. *Recent*, *a few* and *several* have no bound in
the words; they get the ones of `RECENT`, so that they can be sorted, and say so in their reason.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from tidings.code.time_calendar import GRAINS, Anchor, Unit, shifted, unit_around
from tidings.code.time_matched import Found, Matched, one_day, stretch
from tidings.code.time_units import weekend
from tidings.types import Grain

RECENT: Final = {Unit.HOUR: 24, Unit.DAY: 7, Unit.WEEK: 4, Unit.MONTH: 6, Unit.YEAR: 5}
"""How many units *recent* or *a few* reach at most: a convention of this program, of no standard."""
SAME_DAY_HOURS: Final = 12
"""So many hours ago is taken for the day of publishing."""


def _unit(found: Matched) -> Unit:
    return Unit(found.value("units", "unit") or 0)


def ago(found: Matched, anchor: Anchor) -> Found | None:
    """*Two weeks ago*, *more than a year ago*, *a few days ago*."""
    return _counted(found, anchor, -1)


def hence(found: Matched, anchor: Anchor) -> Found | None:
    """*In two weeks' time*, *three months from now*."""
    return _counted(found, anchor, 1)


def ahead_by(found: Matched, anchor: Anchor) -> Found | None:
    """*In two days*: only of what lies ahead; else it is how long something took."""
    return _counted(found, anchor, 1) if anchor.ahead else None


def _counted(found: Matched, anchor: Anchor, sign: int) -> Found | None:
    day, unit, count = anchor.day, _unit(found), found.first("num")
    if day is None:
        return None
    why = f"counted from {day}"
    if found.has("few"):
        if unit not in RECENT or unit is Unit.HOUR:
            return None
        ends = sorted((shifted(day, unit, sign * 2), shifted(day, unit, sign * RECENT[unit])))
        return stretch((ends[0], ends[1]), f"{why}, taken as 2 to {RECENT[unit]} {unit.name.lower()}s")
    if count is None:
        return one_day(day, why) if unit <= Unit.HOUR else None
    if unit is Unit.HOUR and SAME_DAY_HOURS < count < 24:
        return None
    if found.has("half"):
        if unit is not Unit.YEAR:
            return None
        unit, count = Unit.MONTH, 6 + 12 * count * found.has("and")
    then = shifted(day, unit, sign * count)
    if found.has("more", "over"):
        return Found(None, then, Grain.SPAN, why) if sign < 0 else Found(then, None, Grain.SPAN, why)
    if found.has("less"):
        return stretch((min(day, then), max(day, then)), why)
    return _point(then, unit, why)


def _point(then: date, unit: Unit, why: str) -> Found:
    if unit is Unit.MONTH:
        return stretch(unit_around(unit, then), why, GRAINS[unit])
    if unit is Unit.QUARTER:
        return stretch(unit_around(unit, then), why, GRAINS[unit])
    if unit >= Unit.YEAR:
        return stretch(unit_around(Unit.YEAR, then), why, Grain.YEAR)
    return one_day(then, why)


def _reach(found: Matched) -> tuple[int, str] | None:
    """How many units a span has, and a word on it where that is a convention."""
    unit, count = _unit(found), found.first("num")
    if unit <= Unit.MINUTE:
        return None
    if count is not None:
        return count, ""
    if found.has("units"):
        return (RECENT[unit], f", taken as {RECENT[unit]} {unit.name.lower()}s") if unit in RECENT else None
    return 1, ""


def rolling_back(found: Matched, anchor: Anchor) -> Found | None:
    """*The past three weeks*, *in recent days*, *the last year*: up to the day of publishing."""
    if found.first("unit") == Unit.WEEKEND:
        return weekend(found, Anchor(anchor.day, False))
    reach = _reach(found)
    if anchor.day is None or reach is None:
        return None
    start = shifted(anchor.day, _unit(found), -reach[0])
    return stretch((start, anchor.day), f"counted back from {anchor.day}{reach[1]}")


def rolling_ahead(found: Matched, anchor: Anchor) -> Found | None:
    """*The next five years*, *in the coming weeks*: from the day of publishing on."""
    if found.first("unit") == Unit.WEEKEND:
        return weekend(found, Anchor(anchor.day, True))
    reach = _reach(found)
    if anchor.day is None or reach is None:
        return None
    end = shifted(anchor.day, _unit(found), reach[0])
    return stretch((anchor.day, end), f"counted from {anchor.day}{reach[1]}")


def within(found: Matched, anchor: Anchor) -> Found | None:
    """*Within 48 hours*: from the day of publishing on, but for what is past unknown."""
    return None if anchor.ahead is False else rolling_ahead(found, anchor)


def length(found: Matched, anchor: Anchor) -> Found | None:
    """*Two days before*: from the day of the anchor on; None for other lengths than days and weeks."""
    unit, count = _unit(found), found.first("num")
    if anchor.day is None or found.has("few") or unit not in {Unit.DAY, Unit.WEEK, Unit.FORTNIGHT}:
        return None
    if count is None and (unit is not Unit.DAY or found.has("units")):
        return None
    sign = 1 if found.has("after") else -1
    return one_day(shifted(anchor.day, unit, sign * (count or 1)), f"counted from {anchor.day}")
