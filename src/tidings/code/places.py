"""Says where the mentions of an article lie, by the words of place that were read for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tidings.code.analysis import Analysis
from tidings.gazetteer import ActorMatch, Reason, countries, find_actors
from tidings.gazetteer.locations import locate_all
from tidings.types import Location, Mention

TOWNS: Final = frozenset({Reason.CAPITAL, Reason.PLACE})


def resolve_places(analysis: Analysis, names: Sequence[ActorMatch] | None = None) -> Analysis:
    """The analysis with a location for each mention whose words of place name one that is known.

    What the words leave open is settled by the countries that the article names, page furniture aside, and
    by its other places: of its mentions, and the towns and regions among its names. Words that leave no
    doubt come first. `names` are those of `tidings.gazetteer.find_actors` over the article's text, where
    that was done already. Mentions that have a location keep it.
    Raises InstallationError (TID-301) where shipped data is missing or damaged.
    """
    if not any(_open(mention) for mention in analysis.mentions):
        return analysis
    article = analysis.article
    found = find_actors(article.text, article.published) if names is None else names
    seen = [name for name in found if not article.is_furniture(name.start, name.end)]
    phrases = [m.place.quote for m in analysis.mentions if m.place is not None and m.location is None]
    weights = _weights(seen, phrases)
    given = [mention.location for mention in analysis.mentions if mention.location is not None]
    others = (*given, *_named(seen, weights, phrases))
    places = dict(zip(phrases, locate_all(phrases, countries=weights, others=others), strict=True))
    return replace(analysis, mentions=tuple(_placed(m, places) for m in analysis.mentions))


def _open(mention: Mention) -> bool:
    return mention.place is not None and mention.location is None


def _placed(mention: Mention, places: dict[str, Location | None]) -> Mention:
    if mention.place is None or mention.location is not None:
        return mention
    return replace(mention, location=places[mention.place.quote])


def _weights(names: Sequence[ActorMatch], phrases: Sequence[str]) -> Counter[str]:
    """How often the article names each country.

    The towns that are sought are no evidence for themselves (*Tripoli* is in the tables of actors as Libya's
    capital), unless there is no other.
    """
    known, said = countries(), " ".join(phrases)
    named = [n for n in names if n.country in known and n.sector != "JRN"]
    others = [n for n in named if n.reason not in TOWNS or n.name not in said]
    return Counter(n.country for n in others or named if n.country is not None)


def _named(
    names: Sequence[ActorMatch], weights: Counter[str], phrases: Sequence[str]
) -> tuple[Location, ...]:
    """Where the towns and regions lie that the article names outside the words of place.

    Capitals are left out: mostly they stand for a government.
    """
    said = " ".join(phrases)
    towns = sorted({name.name for name in names if name.reason is Reason.PLACE and name.name not in said})
    return tuple(place for place in locate_all(towns, countries=weights) if place is not None)
