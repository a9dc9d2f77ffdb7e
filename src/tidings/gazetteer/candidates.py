"""What a name may mean: the settlements, divisions, countries and other places that are called so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tidings.gazetteer.atlas import Place, atlas, named
from tidings.gazetteer.landmarks import Landmark, landmarks_named
from tidings.gazetteer.names import word_set
from tidings.gazetteer.nations import country_name, country_named
from tidings.gazetteer.spelling import Token, tokens
from tidings.types import Location, Precision

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG, R1)."""
COUNTRY_PRIOR: Final = 12.0
LANDMARK_PRIOR: Final = 11.0
PEOPLE_PRIOR: Final = 1.5
"""For ten times the people."""
FAME_PRIOR: Final = 0.55
"""For twice the names in the languages of the world."""
CAPITAL_PRIOR: Final = 0.9
REGION_PRIOR: Final = -2.0
"""A settlement comes before the division around it that has the same name."""
OTHER_NAME_PRIOR: Final = -1.0
STANDS_FOR_KM: Final = 60.0
PARTICLES: Final = word_set(
    "of the de la las le les los al el ad an ar as ash at az ed en er es et ez del do da dos das du di"
    " sur am auf im and y i und von van der den bin ul ud au aux a o na nad pod on upon by in op aan ob"
    " sous lez"
)
"""Words that may stand small within a name."""
ADJECTIVES: Final = {
    "crimean": "Crimea",
    "chechen": "Chechnya",
    "kashmiri": "Kashmir",
    "tibetan": "Tibet",
    "catalan": "Catalonia",
    "siberian": "Siberia",
    "transnistrian": "Transnistria",
    "abkhaz": "Abkhazia",
    "abkhazian": "Abkhazia",
    "bavarian": "Bavaria",
    "tigrayan": "Tigray",
    "darfuri": "Darfur",
    "rakhine": "Rakhine",
    "scottish": "Scotland",
    "welsh": "Wales",
    "sicilian": "Sicily",
    "corsican": "Corsica",
    "dagestani": "Dagestan",
    "gazan": "Gaza Strip",
    "balkan": "Balkans",
    "baltic": "Baltic states",
    "papuan": "Papua",
    "kurdish": "Kurdistan",
}
"""Adjectives of parts of countries, folded, with the name of the part in the table of further places."""
KINDS: Final = word_set("state province region governorate department district county oblast")
"""Words that may stand small at its end."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a name may mean; `prior` is how likely, before the article has been asked.

    `region` is the GeoNames id of the division around a settlement, and of a division itself.
    """

    name: str
    countries: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    precision: Precision
    prior: float
    kind: str
    radius_km: float = 0.0
    people: int = 0
    fame: int = 0
    other_name: bool = False
    geonames: int | None = None
    region: int | None = None

    @property
    def settled(self) -> bool:
        """Whether it is a settlement of GeoNames."""
        return self.kind in {"city", "capital"} and self.geonames is not None

    def location(self, reason: str) -> Location:
        """The location, with why it was chosen."""
        only = self.countries[0] if len(self.countries) == 1 else None
        return Location(self.name, only, self.latitude, self.longitude, self.precision, self.geonames, reason)


def distance_km(a: Location | Candidate, b: Location | Candidate) -> float | None:
    """Kilometres between two places along a great circle (haversine, on a sphere of `EARTH_KM`).

    None where one has no coordinates, as a country.
    """
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(b.longitude - a.longitude) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def candidates(words: list[Token]) -> tuple[Candidate, ...]:
    """All places that exactly these words name; empty where they name none."""
    if not any(word.text[0].isupper() for word in words):
        return tuple(_of_landmark(place) for place in landmarks_named(words))
    found = [_of_landmark(place) for place in landmarks_named(words)]
    code = country_named(words)
    if code is not None and not found:
        found.append(of_country(code))
    if _stands_as_name(words):
        main, other = named(" ".join(word.key for word in words))
        places = [of_place(place) for place in main] + [of_place(place, OTHER_NAME_PRIOR) for place in other]
        known = tuple(found)
        found += [place for place in places if not any(_stands_for(row, place) for row in known)]
    return tuple(found)


def adjective_of(words: list[Token]) -> tuple[Candidate, ...]:
    """The part of a country that an adjective is formed from: Crimea for *Crimean*; empty for other words."""
    name = ADJECTIVES.get(words[0].key) if len(words) == 1 and words[0].text[0].isupper() else None
    return () if name is None else tuple(_of_landmark(place) for place in landmarks_named(tokens(name)))


def is_common(words: list[Token]) -> bool:
    """Whether the name is an English word too: *Nice*, *Man*, *Split*."""
    return len(words) == 1 and words[0].key in atlas().common


def of_country(code: str) -> Candidate:
    """A whole country: it has no coordinates."""
    return Candidate(country_name(code), (code,), None, None, Precision.COUNTRY, COUNTRY_PRIOR, "country")


def of_place(place: Place, bonus: float = 0.0) -> Candidate:
    """A settlement or division of GeoNames."""
    kind = "province" if place.is_region else "capital" if place.is_capital else "city"
    prior = bonus + PEOPLE_PRIOR * math.log10(place.people + 100) + FAME_PRIOR * math.log2(place.fame + 1)
    prior += {"province": REGION_PRIOR, "capital": CAPITAL_PRIOR}.get(kind, 0.0)
    return Candidate(
        place.name, (place.country,), place.latitude, place.longitude,
        Precision.REGION if place.is_region else Precision.CITY, prior, kind,
        people=place.people, fame=place.fame, other_name=bonus < 0, geonames=place.geonames or None,
        region=place.geonames if place.is_region else place.region,
    )  # fmt: skip


def _of_landmark(place: Landmark) -> Candidate:
    return Candidate(
        place.name, place.countries, place.latitude, place.longitude, place.precision, LANDMARK_PRIOR,
        place.kind, radius_km=place.radius_km,
    )  # fmt: skip


def _stands_for(row: Candidate, place: Candidate) -> bool:
    """Whether a country or row of the table takes the name from a place in it: *Mexico*, *Gaza*, *Idlib*."""
    if not set(place.countries) & set(row.countries):
        return False
    apart = distance_km(row, place)
    return apart is None or apart <= max(row.radius_km, STANDS_FOR_KM)


def _stands_as_name(words: Sequence[Token]) -> bool:
    """Whether the capitals are those of a name; *Of* and *The* by themselves are none."""
    if len(words) == 1:
        return words[0].text[0].isupper() and words[0].key not in PARTICLES and len(words[0].key) > 1
    last = words[-1].text[0].isupper() or words[-1].key in KINDS
    return last and all(w.text[0].isupper() or w.text[0].isdigit() or w.key in PARTICLES for w in words[:-1])
