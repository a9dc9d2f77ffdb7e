"""The compiled places of GeoNames: settlements, first-order divisions, capitals, borders.

`data/places.bin` is written by `gazetteer_build/places.py`. It is: `MAGIC`; the length of the header as four
bytes (little-endian, as all numbers); the header, JSON in UTF-8; the sections at the offsets that it names.
Places are grouped by country, the divisions of each first. Names are lines in the order of their bytes, in
blocks of `BLOCK`; a line is one digit for the letters shared with the line before (none at the start of a
block), the other letters, a tab, the places so called, and after another tab those of which it is another
name. A place is three digits. One read and one digest are all that loading takes.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from tidings.errors import InstallationError

FILE: Final = "places.bin"
MAGIC: Final = b"TIDPLACES1\n\0"
SCALE: Final = 100_000
"""Coordinates are whole numbers of 1/100,000 degree."""
BLOCK: Final = 32
NO_REGION: Final = 0xFFFF
DIGITS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
_VALUE: Final = {digit: value for value, digit in enumerate(DIGITS)}


class Section(StrEnum):
    """The parts of the file."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    PEOPLE = "people"
    GEONAMES = "geonames"
    REGION = "region"
    FAME = "fame"
    NAME_STARTS = "name_starts"
    NAMES = "names"
    BLOCK_STARTS = "block_starts"
    KEYS = "keys"


_FORMATS: Final[Mapping[Section, str]] = {
    Section.LATITUDE: "i", Section.LONGITUDE: "i", Section.PEOPLE: "I", Section.GEONAMES: "I",
    Section.REGION: "H", Section.FAME: "B", Section.NAME_STARTS: "I", Section.BLOCK_STARTS: "I",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement or first-order division: WGS 84 degrees, inhabitants (0 where unknown), GeoNames ids.

    `fame` counts its names in all languages, up to 255. `country` is ISO 3166-1 alpha-3; `region` is the
    GeoNames id of the division that a settlement lies in.
    """

    name: str
    country: str
    is_region: bool
    is_capital: bool
    latitude: float
    longitude: float
    people: int
    fame: int
    geonames: int
    region: int | None


class Atlas:
    """The places of the file, by name and by country."""

    def __init__(self, data: bytes) -> None:
        """Read the layout; ValueError where it is not that of this module, or the digest differs."""
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError("not a file of places of this version")
        try:
            (length,) = struct.unpack_from("<I", data, len(MAGIC))
            first = len(MAGIC) + 4 + length
            header: dict[str, Any] = json.loads(data[len(MAGIC) + 4 : first])
            body = memoryview(data)[first:]
            if hashlib.sha256(body).hexdigest() != header["sha256"]:
                raise ValueError("its digest is another")
            where = {Section(name): span for name, span in header["sections"].items()}
            parts = {name: body[at : at + size] for name, (at, size) in where.items()}
            self._numbers: dict[Section, Any] = {n: _column(parts[n], f) for n, f in _FORMATS.items()}
            self._names, self._keys = parts[Section.NAMES], bytes(parts[Section.KEYS])
            self._countries: dict[str, list[int]] = header["countries"]
            self._capitals: dict[str, int] = header["capitals"]
            self._borders: dict[str, list[float]] = header["borders"]
            self.common: frozenset[str] = frozenset(header["common"])
        except (struct.error, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"its layout is broken: {error}") from error
        self._order = sorted((span[0], code) for code, span in self._countries.items())
        self._capital_numbers = frozenset(self._capitals.values())

    def __len__(self) -> int:
        return len(self._numbers[Section.LATITUDE])

    def named(self, key: str) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """The places so called by their main name, and by another; empty where there are none."""
        wanted = key.encode()
        starts = self._numbers[Section.BLOCK_STARTS]
        low, high = 0, len(starts) - 1
        if high < 1:
            return (), ()
        while high - low > 1:
            middle = (low + high) // 2
            at = starts[middle]
            if self._keys[at + 1 : self._keys.index(b"\t", at)] <= wanted:
                low = middle
            else:
                high = middle
        before = b""
        for line in self._keys[starts[low] : starts[low + 1]].split(b"\n")[:-1]:
            coded, main, *other = line.split(b"\t")
            before = before[: _VALUE[coded[0]]] + coded[1:]
            if before == wanted:
                return self._places(main), self._places(other[0] if other else b"")
        return (), ()

    def capital(self, country: str) -> Place | None:
        """The capital of a country (alpha-3); None where it has none in the file."""
        number = self._capitals.get(country)
        return None if number is None else self.place(number)

    def border(self, one: str, other: str) -> tuple[float, float] | None:
        """Latitude and longitude of the middle of the border of two countries; None where they have none."""
        found = self._borders.get("-".join(sorted((one, other))))
        return None if found is None else (found[0], found[1])

    def neighbours(self, country: str) -> frozenset[str]:
        """The countries that a country has a land border with."""
        pairs = (key.split("-") for key in self._borders)
        return frozenset(b if a == country else a for a, b in pairs if country in (a, b))

    def settlements(self, country: str) -> tuple[tuple[float, float, int], ...]:
        """Latitude, longitude and inhabitants of each settlement of a country."""
        _, first, after = self._countries.get(country, (0, 0, 0))
        numbers = self._numbers
        lats, lons, people = (
            numbers[section][first:after].tolist()
            for section in (Section.LATITUDE, Section.LONGITUDE, Section.PEOPLE)
        )
        return tuple((lat / SCALE, lon / SCALE, n) for lat, lon, n in zip(lats, lons, people, strict=True))

    def division(self, country: str, geonames: int) -> str | None:
        """The name of the first-order division of a country with this GeoNames id; None without any."""
        first, cities, _ = self._countries.get(country, (0, 0, 0))
        ids = self._numbers[Section.GEONAMES]
        found = (self.place(number).name for number in range(first, cities) if ids[number] == geonames)
        return next(found, None)

    def place(self, number: int) -> Place:
        """The place of a number from 0 to `len(self) - 1`; IndexError for others."""
        low, high = 0, len(self._order)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._order[middle][0] <= number else (low, middle)
        country = self._order[low][1]
        first, cities, _ = self._countries[country]
        numbers = self._numbers
        region = numbers[Section.REGION][number]
        starts = numbers[Section.NAME_STARTS]
        return Place(
            name=str(self._names[starts[number] : starts[number + 1]], "utf-8"),
            country=country,
            is_region=number < cities,
            is_capital=number in self._capital_numbers,
            latitude=numbers[Section.LATITUDE][number] / SCALE,
            longitude=numbers[Section.LONGITUDE][number] / SCALE,
            people=numbers[Section.PEOPLE][number],
            fame=numbers[Section.FAME][number],
            geonames=numbers[Section.GEONAMES][number],
            region=None if region == NO_REGION else numbers[Section.GEONAMES][first + region],
        )

    def _places(self, digits: bytes) -> tuple[Place, ...]:
        found = []
        for at in range(0, len(digits), 3):
            number = 0
            for digit in digits[at : at + 3]:
                number = number * len(DIGITS) + _VALUE[digit]
            found.append(self.place(number))
        return tuple(found)


def _column(data: memoryview, kind: str) -> memoryview:
    if struct.pack("=H", 1) == struct.pack("<H", 1):
        return data.cast(kind)  # type: ignore[call-overload, no-any-return]
    numbers = struct.unpack(f"<{len(data) // struct.calcsize(kind)}{kind}", data)
    return memoryview(struct.pack(f"={len(numbers)}{kind}", *numbers)).cast(kind)  # type: ignore[call-overload, no-any-return]


@cache
def atlas() -> Atlas:
    """The shipped file, read on first use; InstallationError TID-301 where it is missing or damaged."""
    try:
        data = resources.files("tidings.gazetteer").joinpath("data", FILE).read_bytes()
        return Atlas(data)
    except (OSError, ValueError) as error:
        raise InstallationError("TID-301", name=FILE, detail=str(error)) from error


@lru_cache(maxsize=20_000)
def named(key: str) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """`Atlas.named` of the shipped file, remembered."""
    return atlas().named(key)
