"""Where the tellings of one event contradict each other, each with both tellings to quote.

Only contradictions count, not differences in exactness: *at least 12* and *15* agree, so do *in March* and
*on 3 March*, *in Donbas* and *in Mariupol*.

What a source says is taken together before it is held against another's: of several days, places, doers or
parts of a sum that one source gives in one article, one that fits is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

from tidings.link import contradictions as says
from tidings.link.telling import Telling
from tidings.types import Factuality

Source = tuple[str, str | None]
"""An article, and who speaks in it."""


class DisagreementKind(StrEnum):
    """What two tellings disagree on."""

    FIGURE = "figure"
    """Bounds of the same counted thing that exclude each other."""
    TIME = "time"
    """Days, or hours of one day, that exclude each other."""
    PLACE = "place"
    """Places of which neither lies in the other."""
    ACTOR = "actor"
    """Who did it."""
    FACTUALITY = "factuality"
    """One asserts it, the other denies it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two tellings that exclude each other; `one` is that of the earlier report.

    `figure_one` and `figure_other` are the ids of the figures where `kind` is `FIGURE`, None on the side
    that says in words that there was nobody; `said_one` and `said_other` say in short what is claimed.
    """

    kind: DisagreementKind
    one: str
    other: str
    said_one: str
    said_other: str
    figure_one: str | None = None
    figure_other: str | None = None


def disagreements(event: Sequence[Telling]) -> list[Disagreement]:
    """The disagreements among the tellings of an event, sorted; each pair of claims once.

    Two tellings of one article are held against each other only where different sources speak. Of the
    tellings that make a claim, the earliest report stands for it.
    """
    told = sorted(event, key=lambda t: (t.published or date.max, t.mention_id))
    sources: defaultdict[Source, list[Telling]] = defaultdict(list)
    articles: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in told:
        sources[telling.article_id, telling.speaker].append(telling)
        articles[telling.article_id].append(telling)
    claims_of = {
        t.mention_id: list(says.claimed(t, sources[t.article_id, t.speaker])) if t.counts else []
        for t in told
    }
    found: dict[tuple[DisagreementKind, frozenset[str]], Disagreement] = {}
    for one, other in combinations(_standing(told, sources, articles), 2):
        if one.article_id == other.article_id and one.speaker == other.speaker:
            continue
        for disagreement in _between(one, other, sources, articles, claims_of):
            claims = frozenset((disagreement.said_one, disagreement.said_other))
            found.setdefault((disagreement.kind, claims), disagreement)
    return sorted(found.values(), key=lambda d: (d.kind, d.one, d.other, d.said_one, d.said_other))


def _standing(
    told: Sequence[Telling],
    sources: Mapping[Source, Sequence[Telling]],
    articles: Mapping[str, Sequence[Telling]],
) -> list[Telling]:
    """Of the tellings that say the same, in like company, the first of each of two sources, in their order.

    The others would only repeat their disagreements; a large event has few different claims.
    """
    said = {t.mention_id: _said(t) for t in told}
    company = {
        key: tuple(said[t.mention_id] for t in some) for key, some in (*sources.items(), *articles.items())
    }
    first: dict[Hashable, list[Source]] = {}
    standing = []
    for t in told:
        source = (t.article_id, t.speaker)
        seen = first.setdefault((said[t.mention_id], company[source], company[t.article_id]), [])
        if len(seen) < 2 and source not in seen:
            seen.append(source)
            standing.append(t)
    return standing


def _said(telling: Telling) -> Hashable:
    """All that disagreements ask a telling for, but who says it and where."""
    return (
        telling.type, telling.factuality, telling.published, telling.first, telling.last, telling.historical,
        telling.hours, telling.location, telling.place_words, telling.spot,
        tuple(side.code for side in telling.actors),
        tuple(replace(count, figure_id=None) for count in telling.counts),
    )  # fmt: skip


def _between(
    one: Telling,
    other: Telling,
    sources: Mapping[Source, Sequence[Telling]],
    articles: Mapping[str, Sequence[Telling]],
    claims_of: Mapping[str, Sequence[says.Claim]],
) -> Iterator[Disagreement]:
    ours, theirs = (sources[t.article_id, t.speaker] for t in (one, other))

    def of(kind: DisagreementKind, said: Callable[[Telling], str]) -> Disagreement:
        return Disagreement(kind, one.mention_id, other.mention_id, said(one), said(other))

    def reconciled(agree: Callable[[Telling, Telling], bool]) -> bool:
        return any(agree(a, b) for a in ours for b in theirs)

    def placed(agree: Callable[[Telling, Telling], bool]) -> bool:
        return any(agree(a, b) for a in articles[one.article_id] for b in articles[other.article_id])

    denied = [t.factuality is Factuality.NEGATED for t in (one, other)]
    if says.denies(one, other):
        yield of(DisagreementKind.FACTUALITY, lambda t: str(t.factuality))
    if not any(denied):
        if says.other_doers(one, other) and not reconciled(says.same_doers):
            yield of(DisagreementKind.ACTOR, says.doers)
        if says.other_times(one, other) and not reconciled(says.same_times):
            yield of(DisagreementKind.TIME, says.times)
    if one.factuality is other.factuality or not (_ahead(one) or _ahead(other)):
        yield from _figures(one, other, claims_of)
    if says.other_places(one, other) and not placed(says.same_places):
        yield of(DisagreementKind.PLACE, says.place)


def _figures(
    one: Telling, other: Telling, claims_of: Mapping[str, Sequence[says.Claim]]
) -> Iterator[Disagreement]:
    for a in claims_of[one.mention_id]:
        for b in claims_of[other.mention_id]:
            if says.other_counts(a, b):
                yield Disagreement(
                    DisagreementKind.FIGURE, one.mention_id, other.mention_id, a.said, b.said,
                    a.count.figure_id, b.count.figure_id,
                )  # fmt: skip


def _ahead(telling: Telling) -> bool:
    return telling.factuality in says.AHEAD
