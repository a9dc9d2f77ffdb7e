"""Counted things of different names that are one, and the people among whom others are counted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from tidings.errors import InstallationError

FATES: Final = frozenset(
    ["dead", "wounded", "missing", "detained", "freed", "displaced", "expelled", "protesters", "voters"]
)
"""Words of `counted_things` for what befell people."""

ANY_OF: Final = {"vehicles": "vehicle", "weapons": "weapon"}
"""The noun of a unit that may stand for any thing of it."""


@dataclass(frozen=True, slots=True)
class Things:
    """`class_of` a noun; `measures`: unit of measure and factor to it; groups of nouns for people."""

    class_of: Mapping[str, str]
    measures: Mapping[str, tuple[str, float]]
    people: Mapping[str, frozenset[str]]


@cache
def things() -> Things:
    """The shipped table; InstallationError (TID-301) where it is damaged."""
    name = "counted.toml"
    try:
        text = resources.files("tidings").joinpath(f"link/data/{name}").read_text("utf-8")
        data = tomllib.loads(text)
        return Things(
            {noun: kind for kind, nouns in data["classes"].items() for noun in nouns},
            {n: (kind, float(by)) for kind, found in data["measures"].items() for n, by in found.items()},
            {kind: frozenset(nouns) for kind, nouns in data["people"].items()},
        )
    except (OSError, KeyError, AttributeError, TypeError, ValueError) as error:
        raise InstallationError("TID-301", name=name, detail=error) from error


def thing(unit: str, counted: str) -> tuple[str, float]:
    """What is counted, the same for words that mean one thing, and the factor that makes bounds compare."""
    if unit in {"people", "troops"}:
        return (counted if counted in FATES else "people"), 1.0
    if unit.startswith("money"):
        return unit, 1.0
    if unit in {"time", "other"} and counted in things().measures:
        return things().measures[counted]
    return things().class_of.get(counted, counted), 1.0
