"""How exactly a place is known in the terms of the conflict data sets ACLED and UCDP GED."""

from __future__ import annotations

from typing import Final

from tidings.gazetteer.landmarks import kinds
from tidings.gazetteer.names import word_set
from tidings.gazetteer.spelling import tokens
from tidings.types import Location, Precision

AROUND: Final = word_set("near nearby outside off around close towards toward outskirts between beyond")
"""Words of place after which the event lay about a place, not in it."""
OPEN_WATERS: Final = frozenset({"sea", "ocean", "gulf", "strait"})


def acled_geo_precision(location: Location, words: str = "") -> int:
    """`geo_precision` of ACLED: 1 to 3.

    By the ACLED codebook (spatial precision codes): 1, the town or spot is named; 2, a small part of a
    region, or about a place, which stands for it; 3, a larger region. `words` are the words of place:
    *near* in them makes a settlement 2. A whole country, which ACLED would not leave without a place, is 3
    too.
    """
    if location.precision in (Precision.EXACT, Precision.CITY):
        return 2 if _about(words) else 1
    return 2 if _small(location) else 3


def ucdp_where_precision(location: Location, words: str = "") -> int:
    """`where_prec` of UCDP GED: 1 to 7.

    By the UCDP GED codebook: 1, the exact spot or settlement; 2, within about 25 km of one (`words`, the
    words of place, say *near*); 3, a second-order division (district); 4, a first-order division
    (province); 5, a line or an area without formal borders (a river, a border, a valley, *eastern
    Ukraine*); 6, the country alone; 7, international waters or airspace: a sea, gulf or strait that is not
    one country's.
    """
    if location.precision is Precision.COUNTRY:
        return 6
    if location.precision in (Precision.EXACT, Precision.CITY):
        return 2 if _about(words) else 1
    kind = _kind(location)
    if kind in OPEN_WATERS and location.country is None:
        return 7
    if kind == "district":
        return 3
    return 4 if kind == "province" else 5


def _about(words: str) -> bool:
    return any(token.key in AROUND for token in tokens(words))


def _small(location: Location) -> bool:
    return _kind(location) in {"district", "zone", "crossing", "camp"}


def _kind(location: Location) -> str:
    """The kind of a region: a division of GeoNames has an id, others are in the table of further places."""
    if location.geonames is not None:
        return "province"
    return kinds().get(location.name, "region")
