"""What the tellings of an event come to, with every one of them kept apart.

Where they differ the most votes decide; an outlet has one vote, however many articles and sentences it
gives to the event, and the outlets that print copies of one text have one between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import TypeVar

from tidings.link.sources import independent, outlets, reports
from tidings.link.telling import Side, Telling
from tidings.link.traits import PRECISION_NUMBERS
from tidings.types import Factuality, Location

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Value:
    """One source's figure; a bound is None where it is open."""

    outlet: str | None
    speaker: str | None
    low: float | None
    high: float | None
    figure_id: str | None


@dataclass(frozen=True, slots=True)
class FigureRange:
    """One counted thing: the lowest and the highest value that a source gives, and the middle one.

    `best` is the lower median of what the outlets give, one value each: the bound that is there, the lower
    one of two.
    """

    counted: str
    unit: str
    low: float
    best: float
    high: float
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class EventSummary:
    """An event as its tellings have it. `outlets` and `independent` are explained in
    `tidings.link.sources`."""

    id: str
    type: str
    mode: str | None
    quad: int
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    location: Location | None
    first: date | None
    last: date | None
    factuality: Factuality
    figures: tuple[FigureRange, ...]
    first_report: str
    first_published: date | None
    outlets: int
    independent: int
    mention_ids: tuple[str, ...]
    own_type: str | None = None


def summarise(event_id: str, event: Iterable[Telling], copies: Mapping[str, str]) -> EventSummary:
    """The summary of an event; ValueError where it has no telling.

    `copies` names for an article the one that it is a copy of. The order of the tellings changes nothing.
    """
    told = sorted(event, key=lambda t: (t.published or date.max, t.mention_id))
    if not told:
        raise ValueError("an event has at least one telling")

    whose = reports(told, copies)

    def votes(value: Callable[[Telling], Iterable[T]]) -> list[T]:
        return _by_votes(told, whose, value)

    type_ = votes(lambda t: [t.type])[0]
    own_types = votes(lambda t: [t.own_type] if t.own_type else [])
    modes = votes(lambda t: [t.mode] if t.type == type_ and t.mode else [])
    dates = votes(lambda t: [(t.first, t.last)] if t.first is not None and t.last is not None else [])
    first, last = _narrowest(dates)
    places = votes(lambda t: [t.location] if t.location is not None else [])
    return EventSummary(
        event_id, type_, modes[0] if modes else None, next(t.quad for t in told if t.type == type_),
        _parties(votes(lambda t: t.actors)), _parties(votes(lambda t: t.recipients)),
        max(places, key=lambda p: PRECISION_NUMBERS[p.precision], default=None), first, last,
        votes(lambda t: [t.factuality])[0], _figures(told, whose), told[0].article_id, told[0].published,
        outlets(told, copies), independent(told, copies), tuple(t.mention_id for t in told),
        own_types[0] if own_types else None,
    )  # fmt: skip


def _by_votes(
    told: Sequence[Telling], whose: Mapping[str, str], value: Callable[[Telling], Iterable[T]]
) -> list[T]:
    """The values that tellings give, those of the most outlets first, then those told first."""
    voters: dict[T, set[str]] = {}
    for telling in told:
        for one in value(telling):
            voters.setdefault(one, set()).add(whose[telling.article_id])
    return sorted(voters, key=lambda one: -len(voters[one]))


def _narrowest(dates: Sequence[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """The first of the shortest intervals: exact dates go before wide ones."""
    return min(dates, key=lambda d: (d[1] - d[0]).days if d[0] and d[1] else 0, default=(None, None))


def _parties(sides: Sequence[Side]) -> tuple[Side, ...]:
    """One side for each code, the one with the most votes first."""
    found: dict[str | None, Side] = {}
    for side in sides:
        found.setdefault(side.code, side)
    return tuple(found.values())


def _figures(told: Sequence[Telling], whose: Mapping[str, str]) -> tuple[FigureRange, ...]:
    values: defaultdict[tuple[str, str], list[Value]] = defaultdict(list)
    by_outlet: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for t in told:
        for c in t.counts:
            values[c.counted, c.unit].append(Value(t.outlet, t.speaker, c.low, c.high, c.figure_id))
            bound = c.low if c.low is not None else c.high
            if bound is not None:
                by_outlet[c.counted, c.unit].setdefault(whose[t.article_id], bound)
    found = []
    for (counted, unit), given in sorted(values.items()):
        bounds = [b for v in given for b in (v.low, v.high) if b is not None]
        best = median_low(by_outlet[counted, unit].values())
        found.append(FigureRange(counted, unit, min(bounds), best, max(bounds), tuple(given)))
    return tuple(found)
