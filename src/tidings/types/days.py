"""Days, and how exactly they are known."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Grain(StrEnum):
    """How exactly a date is known: the unit of the calendar that the words name."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    SPAN = "span"
    """An interval of another length, or one that is open on a side."""


_LENGTHS: Final = {Grain.DAY: 10, Grain.MONTH: 7, Grain.YEAR: 4}
"""Characters of an ISO 8601 day that name the day, the month, the year."""
_OPEN: Final = ".."

FIRST_DAY: Final = date(1000, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""The days that are kept: with years of four digits, and far enough from the ends of what dates can hold
that adding a week or a century to one is always possible."""


@dataclass(frozen=True, slots=True)
class When:
    """What words of time mean: first and last day (None on the side that is open), and why.

    `reason` is for a person to read. ValueError where both sides are open, the last day is before the
    first, or one lies outside of `FIRST_DAY` to `LAST_DAY`.
    """

    start: date | None
    end: date | None
    grain: Grain
    reason: str

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("a date that is open on both sides says nothing")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"{self.end} lies before {self.start}")
        if any(side and not FIRST_DAY <= side <= LAST_DAY for side in (self.start, self.end)):
            raise ValueError(f"{self.start} to {self.end} lies outside of the years that are kept")

    @property
    def iso(self) -> str:
        """ISO 8601: `2022-03-16`, `2022-03`, `2022`, or `start/end` with `..` for an open side.

        A month or year is written so only where it is whole: `iso_days` gives back the same days.
        """
        length = _LENGTHS.get(self.grain)
        if length is not None and self.start is not None:
            short = self.start.isoformat()[:length]
            if iso_days(short) == (self.start, self.end):
                return short
        return "/".join(side.isoformat() if side else _OPEN for side in (self.start, self.end))


def iso_days(value: str | None) -> tuple[date | None, date | None]:
    """First and last day of an ISO 8601 day, month, year or interval; None for an open side.

    Both are None where there is no value, one of another form, or one before `FIRST_DAY` or after
    `LAST_DAY`.
    """
    if value is None:
        return None, None
    first, slash, last = value.partition("/")
    sides = (first, last if slash else first)
    if any(side != _OPEN and _calendar(side) == (None, None) for side in sides):
        return None, None
    return _calendar(sides[0])[0], _calendar(sides[1])[1]


def _calendar(value: str) -> tuple[date | None, date | None]:
    form = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if form is None:
        return None, None
    year, month, day = (int(part) if part else None for part in form.groups())
    if not FIRST_DAY.year <= (year or 0) <= LAST_DAY.year:
        return None, None
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        last = month or 12
        return first, date(first.year, last, monthrange(first.year, last)[1])
    except ValueError:
        return None, None
