"""Where the tellings of one event contradict each other, each with both tellings to quote.

Only contradictions count, not differences in exactness: *at least 12* and *15* agree, so do *in March* and
*on 3 March*, *in Donbas* and *in Mariupol*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Final

from tidings.gazetteer.locations import distance_km
from tidings.link.evidence import NEAR_KM
from tidings.link.telling import FATES, Count, Side, Telling
from tidings.types import Factuality, Location, Precision


class DisagreementKind(StrEnum):
    """What two tellings disagree on."""

    FIGURE = "figure"
    """Bounds of the same counted thing that exclude each other."""
    TIME = "time"
    """Days that exclude each other."""
    PLACE = "place"
    """Places of which neither lies in the other."""
    ACTOR = "actor"
    """Who did it."""
    FACTUALITY = "factuality"
    """One asserts it, the other denies it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two tellings that exclude each other; `one` is that of the earlier report.

    `figure_one` and `figure_other` are the ids of the figures where `kind` is `FIGURE`; `said_one` and
    `said_other` say in short what is claimed.
    """

    kind: DisagreementKind
    one: str
    other: str
    said_one: str
    said_other: str
    figure_one: str | None = None
    figure_other: str | None = None


AHEAD: Final = frozenset({Factuality.FUTURE, Factuality.PROPOSED, Factuality.HYPOTHETICAL})

MUTUAL: Final = frozenset({"CONSULT", "COOPERATE", "AGREE"})
"""Types whose actors are everybody who takes part, so that an outlet that names others names more of them."""

STATE: Final = frozenset(["GOV", "MIL", "LEG", "JUD", "SPY", "COP", "PRE"])
AGAINST: Final = frozenset(["REB", "OPP", "UAF", "PRM", "CRM", "IMG", "ISM"])
"""Sectors of a country that stand for its state, and for those who fight or oppose it (PLOVER 2.0)."""


def disagreements(event: Sequence[Telling]) -> list[Disagreement]:
    """The disagreements among the tellings of an event, sorted; each pair of claims once.

    Two tellings of one article are held against each other only where different sources speak. Of the
    tellings that make a claim, the earliest report stands for it.
    """
    told = sorted(event, key=lambda t: (t.published or date.max, t.mention_id))
    found: dict[tuple[DisagreementKind, frozenset[str]], Disagreement] = {}
    for one, other in combinations(told, 2):
        if one.article_id == other.article_id and one.speaker == other.speaker:
            continue
        for disagreement in _between(one, other):
            claims = frozenset((disagreement.said_one, disagreement.said_other))
            found.setdefault((disagreement.kind, claims), disagreement)
    return sorted(found.values(), key=lambda d: (d.kind, d.one, d.other, d.said_one, d.said_other))


def _between(one: Telling, other: Telling) -> Iterator[Disagreement]:
    def of(kind: DisagreementKind, said_one: object, said_other: object) -> Disagreement:
        return Disagreement(kind, one.mention_id, other.mention_id, str(said_one), str(said_other))

    denied = (one.factuality is Factuality.NEGATED, other.factuality is Factuality.NEGATED)
    if denied[0] != denied[1]:
        asserted = other if denied[0] else one
        if asserted.factuality in {Factuality.ACTUAL, Factuality.FUTURE}:
            yield of(DisagreementKind.FACTUALITY, one.factuality, other.factuality)
    if not any(denied):
        if _exclude(one.actors, other.actors) and not {one.type, other.type} & MUTUAL:
            yield of(DisagreementKind.ACTOR, _codes(one.actors), _codes(other.actors))
        if _days_apart(one, other):
            yield of(DisagreementKind.TIME, _days(one), _days(other))
        if (one.factuality in AHEAD) == (other.factuality in AHEAD):
            for a in one.counts:
                yield from (_figures(one, other, a, b) for b in other.counts if _contradict(a, b))
    if one.location is not None and other.location is not None and _elsewhere(one.location, other.location):
        yield of(DisagreementKind.PLACE, one.location.name, other.location.name)


def _figures(one: Telling, other: Telling, a: Count, b: Count) -> Disagreement:
    said_one, said_other = (f"{_bounds(c)} {c.counted}" for c in (a, b))
    return Disagreement(
        DisagreementKind.FIGURE,
        one.mention_id,
        other.mention_id,
        said_one,
        said_other,
        a.figure_id,
        b.figure_id,
    )


def _contradict(a: Count, b: Count) -> bool:
    if a.unit != b.unit or _counted(a) != _counted(b):
        return False
    below = a.high is not None and b.low is not None and a.high < b.low
    return below or (b.high is not None and a.low is not None and b.high < a.low)


def _counted(count: Count) -> str:
    """What is counted; one outlet's *students* are another's *girls*."""
    return "people" if count.unit == "people" and count.counted not in FATES else count.counted


def _bounds(count: Count) -> str:
    low, high = (".." if v is None else f"{v:g}" for v in (count.low, count.high))
    return low if low == high else f"{low}–{high}"


def _days_apart(one: Telling, other: Telling) -> bool:
    if one.last is not None and other.first is not None and one.last < other.first:
        return True
    return other.last is not None and one.first is not None and other.last < one.first


def _days(telling: Telling) -> str:
    first, last = (".." if d is None else d.isoformat() for d in (telling.first, telling.last))
    return first if first == last else f"{first}/{last}"


def _elsewhere(a: Location, b: Location) -> bool:
    if a.country is not None and b.country is not None and a.country != b.country:
        return True
    spots = {Precision.CITY, Precision.EXACT}
    if a.precision not in spots or b.precision not in spots:
        return False
    apart = distance_km(a, b)
    return apart is not None and apart > NEAR_KM


def _codes(sides: Sequence[Side]) -> str:
    return ", ".join(sorted({side.code for side in sides if side.code}))


def _exclude(one: Sequence[Side], other: Sequence[Side]) -> bool:
    """Whether both name a doer that is known, and none of the one can be one of the other."""
    ours, theirs = ([s for s in sides if s.country is not None] for sides in (one, other))
    return bool(ours and theirs) and not any(_compatible(a, b) for a in ours for b in theirs)


def _compatible(a: Side, b: Side) -> bool:
    if a.country != b.country:
        return False
    sectors = [(s.code or "").partition(":")[2] for s in (a, b)]
    camps = [STATE if s in STATE else AGAINST if s in AGAINST else None for s in sectors]
    return None in camps or camps[0] is camps[1]
