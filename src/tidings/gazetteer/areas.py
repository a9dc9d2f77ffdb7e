"""Parts of countries and borders, which no table lists: their middles, from the settlements there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

from tidings.gazetteer.atlas import atlas
from tidings.gazetteer.candidates import Candidate
from tidings.gazetteer.landmarks import landmarks
from tidings.gazetteer.nations import country_name
from tidings.types import Precision

_POINTS: Final = {"north": (1, 0), "south": (-1, 0), "east": (0, 1), "west": (0, -1), "central": (0, 0)}
"""Steps to the north and to the east."""
_WORDS: Final = {
    **{word: point for word in _POINTS for point in (_POINTS[word],)},
    **{f"{word}ern": _POINTS[word] for word in ("north", "south", "east", "west")},
    "centre": (0, 0), "center": (0, 0), "middle": (0, 0),
}  # fmt: skip
_NAMES: Final = {
    (1, 0): "northern", (-1, 0): "southern", (0, 1): "eastern", (0, -1): "western", (0, 0): "central",
    (1, 1): "northeastern", (1, -1): "northwestern", (-1, 1): "southeastern", (-1, -1): "southwestern",
}  # fmt: skip
_HYPHENED: Final = {"northeastern": "north-eastern", "northwestern": "north-western",
                    "southeastern": "south-eastern", "southwestern": "south-western"}  # fmt: skip
OUTER: Final = 0.62
"""The east of a country begins so far along from its western to its eastern settlements."""
TRIMMED: Final = 0.02
"""The share of settlements on each side that do not count for its extent (islands, exclaves)."""
AREA_PRIOR: Final = 10.0


def heading(words: Sequence[str]) -> tuple[int, int] | None:
    """Steps to the north and east that folded words name (*north*, *eastern*); None where they name none."""
    north = east = 0
    found = False
    for word in words:
        steps = [_WORDS[word]] if word in _WORDS else _compound(word)
        for dy, dx in steps:
            north, east, found = north or dy, east or dx, True
    return (north, east) if found else None


def is_heading(word: str) -> bool:
    """Whether a folded word names a direction."""
    return word in _WORDS or bool(_compound(word))


@cache
def part_of(code: str, towards: tuple[int, int]) -> Candidate | None:
    """That part of a country; None where no settlement is known there.

    Its middle is that of the table of further places, else the mean of the settlements in the outer part,
    weighted by the square root of their inhabitants.
    """
    name = f"{_NAMES[towards]} {country_name(code)}"
    for form in (name, name.replace(_NAMES[towards], _HYPHENED.get(_NAMES[towards], _NAMES[towards]))):
        for _, place in landmarks().get(form.lower().replace("-", " "), ()):
            return Candidate(
                place.name, (code,), place.latitude, place.longitude, Precision.REGION, AREA_PRIOR, "region",
                radius_km=place.radius_km,
            )  # fmt: skip
    settlements = atlas().settlements(code)
    if not settlements:
        return None
    lats = _extent([s[0] for s in settlements])
    lons = _extent([s[1] for s in settlements])
    inside = [s for s in settlements if _within(s[0], lats, towards[0]) and _within(s[1], lons, towards[1])]
    if not inside:
        return None
    weights = [math.sqrt(s[2] + 100) for s in inside]
    lat = sum(w * s[0] for w, s in zip(weights, inside, strict=True)) / sum(weights)
    lon = sum(w * s[1] for w, s in zip(weights, inside, strict=True)) / sum(weights)
    return Candidate(name, (code,), round(lat, 2), round(lon, 2), Precision.REGION, AREA_PRIOR, "region")


def border(one: str, other: str) -> Candidate | None:
    """The border of two countries, in the middle of where their settlements meet; None without one."""
    middle = atlas().border(one, other)
    if middle is None:
        return None
    names = " and ".join(sorted(country_name(code) for code in (one, other)))
    return Candidate(f"border of {names}", (one, other), *middle, Precision.REGION, AREA_PRIOR, "line")


def _compound(word: str) -> list[tuple[int, int]]:
    """*northeast*, *southwestern*."""
    for first in ("north", "south"):
        rest = word.removeprefix(first)
        if rest != word and rest in {"east", "west", "eastern", "western"}:
            return [_WORDS[first], _WORDS[rest]]
    return []


def _extent(values: list[float]) -> tuple[float, float]:
    order = sorted(values)
    cut = int(len(order) * TRIMMED)
    return order[cut], order[-1 - cut]


def _within(value: float, extent: tuple[float, float], step: int) -> bool:
    low, high = extent
    if high == low:
        return True
    share = (value - low) / (high - low)
    if step == 0:
        return True
    return share >= OUTER if step > 0 else share <= 1 - OUTER
