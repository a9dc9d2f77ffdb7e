"""The codes and names that other data sets have for a country, and the province that a place lies in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from tidings.errors import InstallationError
from tidings.gazetteer.atlas import atlas, named
from tidings.gazetteer.names import rows
from tidings.gazetteer.nations import country_name
from tidings.gazetteer.spelling import place_key

FILE: Final = "country_codes.csv"
COLUMNS: Final = (
    "code", "iso2", "number", "fips", "cow", "gw", "ucdp_name", "ucdp_region", "icews_name", "acled_region",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountryCodes:
    """One country: ISO 3166-1 (`code` alpha-3, `iso2` alpha-2, `number`), FIPS 10-4, Correlates of War,
    Gleditsch and Ward; what UCDP, ICEWS and ACLED call it. None where a scheme does not have it."""

    code: str
    name: str
    iso2: str
    number: int | None
    fips: str | None
    cow: int | None
    gw: int | None
    ucdp_name: str | None
    ucdp_region: str | None
    icews_name: str
    acled_region: str


@cache
def country_codes() -> Mapping[str, CountryCodes]:
    """Alpha-3 code to the codes of the country; InstallationError TID-301 where the table is damaged."""
    found: dict[str, CountryCodes] = {}
    for code, iso2, number, fips, cow, gw, ucdp_name, ucdp_region, icews_name, acled_region in rows(
        FILE, COLUMNS
    ):
        try:
            numbers = [int(n) if n else None for n in (number, cow, gw)]
        except ValueError as error:
            raise InstallationError("TID-301", name=FILE, detail=f"{code}: {error}") from error
        found[code] = CountryCodes(
            code, country_name(code), iso2, numbers[0], fips or None, numbers[1], numbers[2],
            ucdp_name or None, ucdp_region or None, icews_name, acled_region,
        )  # fmt: skip
    return MappingProxyType(found)


def province_of(name: str, country: str | None, geonames: int | None) -> str | None:
    """The first-order division that the place of a GeoNames id is or lies in; None where it can't be told."""
    if country is None or geonames is None:
        return None
    main, other = named(place_key(name))
    place = next((p for p in (*main, *other) if p.country == country and p.geonames == geonames), None)
    if place is None:
        return None
    if place.is_region:
        return place.name
    return None if place.region is None else atlas().division(country, place.region)
