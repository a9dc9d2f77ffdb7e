"""What words of place say beyond the gazetteer: names that it does not know, and kinds of spots."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from tidings.gazetteer.atlas import named
from tidings.gazetteer.geo_precision import AROUND
from tidings.gazetteer.names import fold, word_set
from tidings.gazetteer.nations import country_named, country_of_people
from tidings.gazetteer.spelling import place_key, tokens
from tidings.types import Location, Precision

SMALL_TOWN: Final = 50_000
"""Inhabitants up to which a town has no quarters that news names without it (own judgement)."""
ALIKE: Final = 0.6
"""Likeness of two spellings (R. Ratcliff, J. Obershelp 1988) from which on they may be of one name:
*Svitlodarsk*, *Svetlodarsk*."""

_NAME: Final = re.compile(r"\b[^\W\d_a-zß-ÿ][^\W_]+(?:[’'-][^\W_]+)*")
_WORD: Final = re.compile(r"[^\W\d_]+")

_WIDE: Final = word_set(
    "forest valley hills mountains mountain desert district province region oblast county canton"
    " governorate state area zone corridor coast river lake sea gulf island islands sector front"
    " border frontier waters line steppe plain delta peninsula gorge plateau highlands axis direction"
)
"""Nouns of places that others lie in or along."""
_FACILITY: Final = word_set(
    "airport airfield airbase base bridge depot crossing checkpoint barracks hospital clinic school"
    " college university hotel market bazaar church mosque temple cathedral synagogue prison jail"
    " station port harbour harbor square street avenue road highway refinery plant factory mine dam"
    " stadium embassy consulate ministry parliament palace court warehouse terminal camp post outpost"
    " mast farm headquarters house home hall park cemetery monastery theatre theater museum tower"
    " mall"
)
_HEADS: Final = word_set(
    "government technical central northern southern eastern western north south east west upper lower new old"
    " saint st international national general village town city the hill at in from to on over inside into"
)

KINDS: Final = {
    word: kind
    for kind, words in {
        "home": "home house flat apartment bed bedroom",
        "roadblock": "roadblock checkpoint",
        "airport": "airport airfield",
        "hospital": "hospital clinic",
        "school": "school college university kindergarten",
        "market": "market bazaar",
        "place of worship": "church mosque temple synagogue cathedral monastery",
        "prison": "prison jail",
        "hotel": "hotel guesthouse",
        "station": "station",
        "border": "border frontier",
        "court": "court courthouse courtroom",
        "barracks": "barracks garrison outpost",
        "office": "office offices newsroom headquarters",
        "street": "street square",
    }.items()
    for word in words.split()
}
"""Kinds of spots by their nouns: what happened at one did not happen at another."""
_SPOT: Final = re.compile(
    r"\b(?:at|from|in|inside|outside|on)\s+(?:(?:a|an|the|his|her|their|its)\s+)?(?:[a-z]+\s+)?(?P<noun>"
    + "|".join(sorted(KINDS))
    + r")\b"
)


def kind_of(words: str) -> str | None:
    """The kind of spot (`KINDS`) that words of place name; None where they name none or several."""
    found = {KINDS[w] for word in _WORD.findall(words) if (w := word.casefold()) in KINDS}
    return found.pop() if len(found) == 1 else None


def kind_told(after: str) -> str | None:
    """The kind of spot that a sentence names after its verb (*took her from her house*)."""
    found = {KINDS[m["noun"]] for m in _SPOT.finditer(after)}
    return found.pop() if len(found) == 1 else None


def names_exclude(one: str, at: Location | None, other: str, there: Location | None) -> bool:
    """Whether two words of place name two towns, at least one of which the gazetteer does not know.

    No where one may lie in or near the other: wide areas, *near*, a spot and a town, a town large enough to
    have quarters with names of their own, spellings that are alike.
    """
    if at is not None and there is not None:
        return False
    if any(known is not None and not _small(known) for known in (at, there)):
        return False
    ours, theirs = _named(one), _named(other)
    if ours is None or theirs is None or ours[1] != theirs[1]:
        return False
    return not any(_alike(a, b) for a in ours[0] for b in theirs[0])


@lru_cache(maxsize=10_000)
def _named(words: str) -> tuple[frozenset[str], str | None] | None:
    """The names in words of place, folded, and the noun of the facility that they are of; None where they
    name no one spot."""
    lower = [word.casefold() for word in _WORD.findall(words)]
    if any(word in AROUND or word in _WIDE for word in lower):
        return None
    names = {fold(m.group()) for m in _NAME.finditer(words) if not _common(m.group())}
    facilities = sorted({word for word in lower if word in _FACILITY})
    if not names or len(facilities) > 1:
        return None
    return frozenset(names), facilities[0] if facilities else None


def _common(word: str) -> bool:
    lower = word.casefold()
    if lower in _HEADS or lower in _FACILITY or lower in KINDS:
        return True
    found = tokens(word)
    return country_named(found) is not None or country_of_people(found) is not None


def _alike(one: str, other: str) -> bool:
    one, other = sorted((one, other))
    return one in other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _small(place: Location) -> bool:
    """Whether a place is a settlement of the gazetteer with few inhabitants."""
    if place.precision is not Precision.CITY or place.geonames is None:
        return False
    known = [p for found in named(place_key(place.name)) for p in found if p.geonames == place.geonames]
    return bool(known) and 0 < known[0].people <= SMALL_TOWN
