"""Places that are no settlements: regions, waters, bases, crossings, squares, districts, camps, islands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tidings.errors import InstallationError
from tidings.gazetteer.names import capitals_fit, countries, rows
from tidings.gazetteer.spelling import Token, place_key, tokens
from tidings.types import Precision

FILE: Final = "places_more.csv"
COLUMNS: Final = ("names", "countries", "latitude", "longitude", "precision", "radius_km", "kind")
WATERS: Final = frozenset({"sea", "ocean", "strait", "gulf"})
VAST: Final = frozenset({"ocean", "continent", "sea"})
"""Kinds whose names other names begin with: *Atlantic Council*, *Africa Corps*."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A row of the table: WGS 84 degrees, the distance from there to its edge in kilometres, and its kind.

    `countries` are the codes it lies in (alpha-3), none for waters and parts of the world.
    """

    names: tuple[str, ...]
    countries: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    precision: Precision
    radius_km: float
    kind: str

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0]


@cache
def landmarks() -> Mapping[str, tuple[tuple[tuple[str, ...], Landmark], ...]]:
    """Key of a name to the words it is written in and its place; InstallationError TID-301 where damaged."""
    found: dict[str, list[tuple[tuple[str, ...], Landmark]]] = {}
    for row in rows(FILE, COLUMNS):
        try:
            place = _landmark(row)
        except ValueError as error:
            raise InstallationError("TID-301", name=FILE, detail=f"{row[0]}: {error}") from error
        for name in place.names:
            written = tuple(token.text for token in tokens(name))
            found.setdefault(place_key(name), []).append((written, place))
    return {key: tuple(places) for key, places in found.items()}


def landmarks_named(words: list[Token]) -> tuple[Landmark, ...]:
    """The places whose name these words are, with the capitals that the name has."""
    known = landmarks().get(" ".join(word.key for word in words), ())
    return tuple(
        place
        for written, place in known
        if len(written) == len(words) and all(map(capitals_fit, written, (w.text for w in words)))
    )


@cache
def kinds() -> Mapping[str, str]:
    """The kind of each place by the name it is shown with."""
    return {place.name: place.kind for places in landmarks().values() for _, place in places}


def _landmark(row: tuple[str, ...]) -> Landmark:
    names, codes, latitude, longitude, precision, radius, kind = row
    exact = Precision(precision)
    place = Landmark(
        tuple(names.split("|")),
        tuple(filter(None, codes.split("|"))),
        float(latitude) if latitude else None,
        float(longitude) if longitude else None,
        exact,
        float(radius or 0),
        kind,
    )
    if not set(place.countries) <= countries():
        raise ValueError(f"{codes} are no country codes")
    if (exact is Precision.COUNTRY) != (place.latitude is None) or (place.latitude is None) != (
        place.longitude is None
    ):
        raise ValueError("a country has no coordinates, any other place has both")
    if place.latitude is not None and not -90 <= place.latitude <= 90:
        raise ValueError(f"{latitude} is no latitude")
    if place.longitude is not None and not -180 <= place.longitude <= 180:
        raise ValueError(f"{longitude} is no longitude")
    return place
