"""What in two tellings excludes each other: counts, days, places, doers, and a denial what it denies.

Each of these is symmetric, and false where one of the two says nothing or says it vaguely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tidings.gazetteer.locations import distance_km
from tidings.link.counts import Count
from tidings.link.daytime import exclude, meet
from tidings.link.evidence import NEAR_KM
from tidings.link.sites import names_exclude
from tidings.link.telling import Side, Telling
from tidings.link.things import ANY_OF, thing, things
from tidings.link.traits import day_number, days
from tidings.types import Factuality, Location, Precision

MUTUAL: Final = frozenset({"CONSULT", "COOPERATE", "AGREE"})
"""Types whose actors are everybody who takes part, so that an outlet that names others names more of them."""
AT_A_SPOT: Final = frozenset({"ASSAULT", "COERCE"})
"""Types whose actions happen at one spot as a rule, so that another kind of spot is another place."""

STATE: Final = frozenset(["GOV", "MIL", "LEG", "JUD", "SPY", "COP", "PRE"])
AGAINST: Final = frozenset(["REB", "OPP", "UAF", "PRM", "CRM", "IMG", "ISM"])
"""Sectors of a country that stand for its state, and for those who fight or oppose it (PLOVER 2.0)."""
AHEAD: Final = frozenset({Factuality.FUTURE, Factuality.PROPOSED, Factuality.HYPOTHETICAL})
CITIZENS: Final = frozenset(["CVL", "LAB", "EDU", "AGR", "REL", "MED", "REF", "JRN", "SOC"])
"""Sectors that are neither; they may be with those who oppose the state, not with the state."""

ROUGHLY: Final = 0.1
"""Share of itself by which a figure given as *about* may be off (own judgement)."""
LATEST: Final = 31
"""Days apart from which on two dates show two events that were brought together wrongly, not two claims."""


def denies(one: Telling, other: Telling) -> bool:
    """Whether one asserts as a fact what the other denies.

    Who denies that anybody was killed does not deny the attack: harm is held against harm. A denial holds up
    to the day on which it is reported; what happens later is a change, not a contradiction.
    """
    denied = [t.factuality is Factuality.NEGATED for t in (one, other)]
    if denied[0] == denied[1]:
        return False
    asserted, negated = (other, one) if denied[0] else (one, other)
    if asserted.factuality is not Factuality.ACTUAL or _after(asserted, negated):
        return False
    return not nobody(negated) or bool(harms(asserted))


def _after(asserted: Telling, negated: Telling) -> bool:
    """Whether what is asserted happened after the report of the denial."""
    first, _, _ = days(asserted)
    return negated.published is not None and first > day_number(negated.published)


def nobody(telling: Telling) -> bool:
    """Whether its words say that nobody came to harm."""
    return any(c.high == 0 for c in telling.counts)


def harms(telling: Telling) -> bool:
    """Whether it counts people who came to harm."""
    return any(c.counted in {"dead", "wounded"} and c.high != 0 for c in telling.counts)


@dataclass(frozen=True, slots=True)
class Claim:
    """A count of a source, with the bounds that all it says leaves open."""

    count: Count
    low: float | None
    high: float | None

    @property
    def said(self) -> str:
        """In short, what is claimed."""
        low, high = (".." if v is None else f"{v:g}" for v in (self.count.low, self.count.high))
        return f"{low if low == high else f'{low}–{high}'} {self.count.counted}"


def claimed(telling: Telling, source: Sequence[Telling]) -> Iterator[Claim]:
    """The counts of a telling that are the largest of their source; `source` are all its tellings.

    What a denial counts did not happen, but for nobody. Smaller counts are parts of the largest, or of a sum
    where each names other people: then the sum may be meant.
    """
    every = [c for t in source for c in t.counts if _stands(t, c)]
    for count in telling.counts:
        if not _stands(telling, count):
            continue
        alike = [c for c in every if _same_thing(c, count)]
        if count.size < max(c.size for c in alike):
            continue
        yield Claim(count, *_bounds(count, alike))


def _stands(telling: Telling, count: Count) -> bool:
    return telling.factuality is not Factuality.NEGATED or count.high == 0


def _bounds(count: Count, alike: Sequence[Count]) -> tuple[float | None, float | None]:
    low, high = count.low, count.high
    anybody = things().people["anybody"]
    if count.who is not None and count.who not in anybody and high is not None:
        parts = {c.who: c for c in alike if c.who not in {None, count.who} and c.who not in anybody}
        high += sum(c.size for c in parts.values())
    if count.rough:
        low, high = low and low * (1 - ROUGHLY), high and high * (1 + ROUGHLY)
    return low, high


def other_counts(one: Claim, other: Claim) -> bool:
    """Whether the two count the same thing with bounds that exclude each other."""
    if (
        not _same_thing(one.count, other.count)
        or _among_others(one, other)
        or _of_others(one.count, other.count)
    ):
        return False
    a, b = (_scaled(c, one.count.counted != other.count.counted) for c in (one, other))
    return a[1] < b[0] or b[1] < a[0]


def _same_thing(a: Count, b: Count) -> bool:
    if {a.unit, b.unit} != {"people", "troops"} and a.unit != b.unit:
        return False
    if a.unit == "percent":
        return a.counted == b.counted or "%" in {a.counted, b.counted}
    return a.thing == b.thing or _any_of(a) or _any_of(b)


def _any_of(count: Count) -> bool:
    """Whether the noun may stand for any thing of its unit: *forty vehicles*."""
    return ANY_OF.get(count.unit) == count.thing


def _of_others(a: Count, b: Count) -> bool:
    """Whether nobody is said of civilians and a number of soldiers, or the other way round."""
    if 0 not in {a.high, b.high}:
        return False
    people = things().people
    groups = [{k for k in ("armed", "unarmed") if c.who in people[k]} for c in (a, b)]
    return bool(groups[0] and groups[1]) and groups[0] != groups[1]


def _among_others(one: Claim, other: Claim) -> bool:
    """Whether one counts some of those that the other counts, as children among the dead."""
    some = [c.count.who in things().people["some_of_them"] for c in (one, other)]
    if one.count.thing != other.count.thing and one.count.unit in ANY_OF:
        some = [not _any_of(c.count) for c in (one, other)]
    if some[0] == some[1]:
        return False
    part, whole = (one, other) if some[0] else (other, one)
    return whole.high is None or (part.low or 0) <= whole.high


def _scaled(claim: Claim, rounded: bool) -> tuple[float, float]:
    """Bounds in the measure that both have; half of one up and down where their measures differ."""
    by = thing(claim.count.unit, claim.count.counted)[1]
    off = 0.5 if rounded and by != 1.0 else 0.0
    low = float("-inf") if claim.low is None else (claim.low - off) * by
    high = float("inf") if claim.high is None else (claim.high + off) * by
    return low, high


def other_times(one: Telling, other: Telling) -> bool:
    """Whether their days exclude each other, or the hours of one day.

    What was planned may come later than planned, not earlier; a night goes on to the next dawn.
    """
    gap = _days_between(one, other)
    if gap:
        early, late = sorted((one, other), key=lambda t: (t.last or t.first or date.max, t.mention_id))
        delayed = early.factuality in AHEAD and late.factuality not in AHEAD
        return gap <= LATEST and not delayed and not (gap == 1 and meet(early.hours, late.hours))
    if gap is None or one.first != one.last or (one.first, one.last) != (other.first, other.last):
        return False
    return exclude(one.hours, other.hours)


def same_times(one: Telling, other: Telling) -> bool:
    """Whether both have days, and some in common."""
    return _days_between(one, other) == 0 and not other_times(one, other)


def _days_between(one: Telling, other: Telling) -> int | None:
    """Days from the end of the earlier to the start of the later, 0 where they meet; None without days."""
    if (one.first is None and one.last is None) or (other.first is None and other.last is None):
        return None
    gaps = [
        (b.first - a.last).days
        for a, b in ((one, other), (other, one))
        if a.last is not None and b.first is not None
    ]
    return max(0, *gaps) if gaps else 0


def times(telling: Telling) -> str:
    """Its days in short."""
    first, last = (".." if d is None else d.isoformat() for d in (telling.first, telling.last))
    days = first if first == last else f"{first}/{last}"
    hours = "+".join(f"{a:g}-{b:g} h" for a, b in telling.hours)
    return f"{days} {hours}".strip()


def other_places(one: Telling, other: Telling) -> bool:
    """Whether both name places of which neither lies in the other."""
    a, b = one.location, other.location
    if a is not None and b is not None and _elsewhere(a, b):
        return True
    at_spots = one.type in AT_A_SPOT and other.type in AT_A_SPOT and one.spot and other.spot
    if at_spots and one.spot != other.spot:
        return True
    if one.place_words is None or other.place_words is None:
        return False
    return names_exclude(one.place_words, a, other.place_words, b)


def same_places(one: Telling, other: Telling) -> bool:
    """Whether both name places, and these do not exclude each other."""
    known = all(t.location is not None or t.place_words for t in (one, other))
    return known and not other_places(one, other)


def _elsewhere(a: Location, b: Location) -> bool:
    if a.country is not None and b.country is not None and a.country != b.country:
        return True
    spots = {Precision.CITY, Precision.EXACT}
    if a.precision not in spots or b.precision not in spots:
        return False
    apart = distance_km(a, b)
    return apart is not None and apart > NEAR_KM


def place(telling: Telling) -> str:
    """Its place in short."""
    if telling.location is not None and telling.spot is None:
        return telling.location.name
    return telling.place_words or telling.spot or ""


def doers(telling: Telling) -> str:
    """The codes of its actors."""
    return ", ".join(sorted({side.code for side in telling.actors if side.code}))


def other_doers(one: Telling, other: Telling) -> bool:
    """Whether both name a doer that is known, and none of the one can be one of the other."""
    if {one.type, other.type} & MUTUAL:
        return False
    ours, theirs = ([s for s in t.actors if s.country is not None] for t in (one, other))
    return bool(ours and theirs) and not any(_compatible(a, b) for a in ours for b in theirs)


def same_doers(one: Telling, other: Telling) -> bool:
    """Whether both name a doer that is known, and one of the one can be one of the other.

    A denial names nobody who did it.
    """
    if Factuality.NEGATED in {one.factuality, other.factuality}:
        return False
    return any(
        _compatible(a, b)
        for a in one.actors
        for b in other.actors
        if a.country is not None and b.country is not None
    )


def _compatible(a: Side, b: Side) -> bool:
    if a.country != b.country:
        return False
    camps = [_camp((s.code or "").partition(":")[2]) for s in (a, b)]
    if None in camps or camps[0] == camps[1]:
        return True
    return "state" not in camps


def _camp(sector: str) -> str | None:
    groups = {"state": STATE, "against": AGAINST, "citizens": CITIZENS}
    return next((name for name, sectors in groups.items() if sector in sectors), None)
