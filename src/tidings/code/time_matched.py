"""What the forms of time work with: the words that a form matched, and what was found in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from tidings.code.time_calendar import Anchor, Days, Unit, shifted, unit_around
from tidings.code.time_vocabulary import KIND
from tidings.types import Grain

_STEPS: Final = {
    KIND["last"]: -1,
    KIND["thelast"]: -1,
    KIND["past"]: -1,
    KIND["this"]: 0,
    KIND["next"]: 1,
    KIND["thenext"]: 1,
    KIND["coming"]: 1,
}


@dataclass(frozen=True, slots=True)
class Matched:
    """The tokens that a form took: one letter of `KIND` each, and their values."""

    kinds: str
    values: tuple[int, ...]

    def value(self, *names: str) -> int | None:
        """The value of the first token of one of these kinds."""
        return next((found for name in names if (found := self.first(name)) is not None), None)

    def first(self, name: str) -> int | None:
        """The value of the first token of this kind."""
        at = self.kinds.find(KIND[name])
        return None if at < 0 else self.values[at]

    def has(self, *names: str) -> bool:
        """Whether a token of one of these kinds is there."""
        return any(KIND[name] in self.kinds for name in names)

    def all(self, *names: str) -> list[int]:
        """The values of all tokens of these kinds, in their order."""
        wanted = {KIND[name] for name in names}
        return [v for k, v in zip(self.kinds, self.values, strict=True) if k in wanted]

    def step(self, before: int | None = None) -> int | None:
        """-1 for *last*, 0 for *this*, 1 for *next*: of the last such word (before a place), else None."""
        return next((_STEPS[k] for k in reversed(self.kinds[:before]) if k in _STEPS), None)

    def named_unit(self, anchor: Anchor) -> tuple[Unit, Days] | None:
        """The unit at the end of *last year*, *this month*, *the year*, beside its days."""
        at = self.kinds.rfind(KIND["unit"])
        if at < 0 or anchor.day is None:
            return None
        unit = Unit(self.values[at])
        return unit, unit_around(unit, shifted(anchor.day, unit, self.step(at) or 0))

    def year(self, anchor: Anchor) -> int | None:
        """The year as written, or that of *last year*; None where the words leave it open."""
        written = self.first("year")
        if written is not None:
            return written
        named = self.named_unit(anchor) if self.step() is not None else None
        return named[1][0].year if named and named[0] is Unit.YEAR else None


@dataclass(frozen=True, slots=True)
class Found:
    """First and last day (None where open), how exactly, and why."""

    start: date | None
    end: date | None
    grain: Grain
    why: str


def one_day(day: date, why: str) -> Found:
    """A day."""
    return Found(day, day, Grain.DAY, why)


def stretch(days: Days, why: str, grain: Grain = Grain.SPAN) -> Found:
    """From a first day to a last; a stretch of one day is a day."""
    first, last = days
    return Found(first, last, Grain.DAY if first == last else grain, why)
