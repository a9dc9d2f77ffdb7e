"""Names of countries and their people, and their capitals, as words of place use them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from tidings.gazetteer.atlas import Place, atlas, named
from tidings.gazetteer.names import countries, rows
from tidings.gazetteer.spelling import Token, place_key

SHORT: Final = 3
"""Names of so few letters stand in capitals: *US*, *UK*, *DRC*; *us* is none."""


@cache
def _table() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    names: dict[str, str] = {}
    people: dict[str, str] = {}
    shown: dict[str, str] = {}
    capitals: dict[str, tuple[str, ...]] = {}
    for code, own, demonyms, seats in rows("countries.csv", ("code", "names", "demonyms", "capitals")):
        shown[code] = own.split("|")[0]
        capitals[code] = tuple(filter(None, seats.split("|")))
        for name in filter(None, own.split("|")):
            names.setdefault(place_key(name), code)
        for name in filter(None, demonyms.split("|")):
            people.setdefault(place_key(name), code)
    return names, people, shown, capitals


def country_named(words: list[Token]) -> str | None:
    """The code of the country whose name these words are; None for others."""
    return _found(_table()[0], words)


def country_of_people(words: list[Token]) -> str | None:
    """The code of the country whose people these words name (*Syrian*); None for others."""
    return _found(_table()[1], words)


def country_name(code: str) -> str:
    """The name of a country to show; the code itself where it is unknown."""
    return _table()[2].get(code, code)


@cache
def capital(code: str) -> Place | None:
    """The capital of a country: the first that the table of countries names, else that of GeoNames."""
    for name in _table()[3].get(code, ()):
        main, other = named(place_key(name))
        inside = [p for p in (*main, *other) if p.country == code and not p.is_region]
        if inside:
            return max(inside, key=lambda p: p.people)
    return atlas().capital(code)


def leading(weights: Mapping[str, float]) -> str | None:
    """The country that weighs at least twice as much as any other; None where none does."""
    order = sorted(((w, c) for c, w in weights.items() if c in countries() and w > 0), reverse=True)
    if not order or (len(order) > 1 and order[0][0] < 2 * order[1][0]):
        return None
    return order[0][1]


def _found(table: Mapping[str, str], words: list[Token]) -> str | None:
    code = table.get(" ".join(word.key for word in words))
    if code is None or not words[0].text[0].isupper():
        return None
    if len(words) == 1 and len(words[0].key) <= SHORT and not words[0].text.replace(".", "").isupper():
        return None
    return code
