"""Which of the places that a name may mean is meant here, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tidings.gazetteer.candidates import Candidate, distance_km
from tidings.gazetteer.landmarks import WATERS
from tidings.gazetteer.nations import country_name
from tidings.types import Location, Precision

NAMED_WEIGHT: Final = 4.0
"""For a country that the words of place name elsewhere."""
COUNTRY_WEIGHT: Final = 2.5
"""For the country that the article names most; others have the square of their share of it."""
NEAR_WEIGHT: Final = 3.0
NEAR_KM: Final = 400.0
"""The distance at which another place of the article has lost all but 1/e of its weight."""
OTHER_WEIGHT: Final = 1.0
"""Another place of the article counts like so many times that its country is named."""
NAMESAKE: Final = 15_000
"""Settlements of fewer people and less fame are meant only in countries that the article speaks of."""
FAMOUS: Final = 25
"""Names in the languages of the world that make a settlement known beyond its country."""
WELL_KNOWN: Final = 50
"""The same for one called by another name than its main one, or that only stands before a noun."""
DOUBTFUL: Final = 300_000
"""Part of what looks like a longer name, a settlement of fewer people is not meant, unless near."""
DOUBTFUL_AT_HOME: Final = 100_000
"""The same in a country that the article speaks of."""
CLEAR: Final = COUNTRY_WEIGHT + NEAR_WEIGHT
"""So far before the next a choice is certain: no other place of the article could turn it."""
SAME_KM: Final = 15.0
SAME_REGION_KM: Final = 250.0


@dataclass(frozen=True, slots=True)
class Context:
    """What the article says besides: countries (alpha-3) with weights, and places already known.

    `given` tells whether anything is known of the article at all.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    others: Sequence[Location] = ()
    weights: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, countries: Mapping[str, float], others: Sequence[Location]) -> Context:
        """The context of an article."""
        weights = {code: weight for code, weight in countries.items() if weight > 0}
        for place in others:
            if place.country is not None:
                weights[place.country] = weights.get(place.country, 0.0) + OTHER_WEIGHT
        return cls(countries, tuple(others), weights)

    def share(self, place: Candidate) -> float:
        """How much the article speaks of the place's country, of the country it speaks of most: 0 to 1."""
        top = max(self.weights.values(), default=0.0)
        return (
            max((self.weights.get(code, 0.0) for code in place.countries), default=0.0) / top if top else 0.0
        )

    def nearest(self, place: Candidate) -> tuple[float, str] | None:
        """Kilometres to the nearest other place that is more exact than a region, and its name."""
        near = [
            (apart, other.name)
            for other in self.others
            if other.precision is not Precision.COUNTRY
            and (apart := distance_km(place, other)) is not None
            and (other.name != place.name or apart > 1)
        ]
        return min(near, default=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that is meant, why, and whether no other comes near."""

    place: Candidate
    reason: str
    clear: bool

    @property
    def location(self) -> Location:
        """The choice as a location."""
        return self.place.location(f"{self.place.name}: {self.reason}")


def choose(
    found: Sequence[Candidate],
    context: Context,
    *,
    inside: Sequence[Sequence[Candidate]] = (),
    hinted: frozenset[str] = frozenset(),
    doubtful: bool = False,
    attributive: bool = False,
    common: bool = False,
) -> Choice | None:
    """The likeliest of the places a name may mean; None where none is likely enough to be meant.

    `inside` are the names around it, each with what it may mean, widest last; `hinted` are the countries
    that the words name besides. A `doubtful` name may be part of a longer one; an `attributive` one stands
    before a noun; a `common` one is an English word too.
    """
    fitting, around = list(found), ""
    for wider in inside:
        kept = [place for place in fitting if any(_lies_in(place, whole) for whole in wider)]
        if kept:
            fitting = kept
            around = around or _whole(kept[0], wider)
    odd = (doubtful, attributive, common)
    fitting = [p for p in fitting if around or _meant(p, context, hinted, *odd)]
    if not fitting:
        return None
    ranked = sorted(fitting, key=lambda p: (-_score(p, context, hinted), p.name, p.geonames or 0))
    best = ranked[0]
    rivals = [p for p in ranked[1:] if not _same(p, best)]
    margin = _score(best, context, hinted) - _score(rivals[0], context, hinted) if rivals else math.inf
    count = 1 + len({(p.name, p.countries, p.region) for p in found if not _same(p, best)})
    neighbours = any(set(p.countries) & set(best.countries) for p in rivals)
    return Choice(best, _reason(best, count, context, hinted, around, neighbours), margin >= CLEAR)


def _score(place: Candidate, context: Context, hinted: frozenset[str]) -> float:
    score = place.prior + COUNTRY_WEIGHT * context.share(place) ** 2
    if hinted & set(place.countries):
        score += NAMED_WEIGHT
    near = context.nearest(place)
    return score + (NEAR_WEIGHT * math.exp(-near[0] / NEAR_KM) if near else 0.0)


def _meant(
    place: Candidate,
    context: Context,
    hinted: frozenset[str],
    doubtful: bool,
    attributive: bool,
    common: bool,
) -> bool:
    """Whether a name out of the blue may mean this place."""
    if not place.settled and place.kind != "province":
        return True
    near = context.nearest(place)
    home = context.share(place) > 0 or bool(hinted & set(place.countries))
    by = near is not None and near[0] < NEAR_KM
    if common:
        return home or by
    if doubtful:
        known = place.people >= DOUBTFUL and place.fame >= WELL_KNOWN
        return known or (home and place.people >= DOUBTFUL_AT_HOME)
    if home or by or not context.weights:
        return True
    if place.other_name or attributive:
        return place.fame >= WELL_KNOWN
    return place.people >= NAMESAKE or place.fame >= FAMOUS


def _lies_in(place: Candidate, whole: Candidate) -> bool:
    """Whether a place lies in another: of the same country, and of the division where it is one."""
    if place is whole or not set(place.countries) & set(whole.countries):
        return False
    if whole.kind == "country" or place.kind == "country":
        return whole.kind == "country"
    if whole.kind == "province" and place.region is not None and whole.region is not None:
        return place.region == whole.region
    apart = distance_km(place, whole)
    return apart is None or apart <= max(2.0 * whole.radius_km, 100.0)


def _whole(place: Candidate, wider: Sequence[Candidate]) -> str:
    fitting = [whole for whole in wider if _lies_in(place, whole)]
    return max(fitting, key=lambda c: c.prior).name


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are one place of two tables, or a settlement and the division around it."""
    apart = distance_km(one, other)
    if apart is None or set(one.countries) != set(other.countries):
        return False
    if one.region is not None and one.region == other.region and "province" in {one.kind, other.kind}:
        return True
    both = {one.precision, other.precision}
    return apart < (SAME_REGION_KM if both == {Precision.REGION} else SAME_KM)


def _reason(
    place: Candidate,
    count: int,
    context: Context,
    hinted: frozenset[str],
    around: str,
    neighbours: bool,
) -> str:
    """Why a place was chosen of `count`; `neighbours` says that another of them is in its country."""
    where = _where(place)
    if count == 1:
        return f"the only place of that name, {where}" if place.kind != "country" else "the country"
    of = f"of {count} places the one"
    if around:
        return f"{of} in {around}, which the words name"
    code = place.countries[0] if place.countries else None
    if hinted & set(place.countries):
        return f"{of} {where}, which the words name"
    times = max((context.countries.get(c, 0.0) for c in place.countries), default=0.0)
    near = context.nearest(place)
    named = f"which the article names {times:g} {'time' if times == 1 else 'times'}"
    if times and code and not neighbours:
        return f"{of} {where}, {named}"
    if near is not None and near[0] <= NEAR_KM:
        return f"{of} {round(near[0])} km from {near[1]}, which the article names too"
    best = f"of {count} places the best known {where}"
    return f"{best}, {named}" if times else best


def _where(place: Candidate) -> str:
    if place.kind in WATERS and len(place.countries) != 1:
        return f"a {place.kind}"
    if not place.countries:
        return "in no one country"
    return "in " + " and ".join(country_name(code) for code in place.countries)
