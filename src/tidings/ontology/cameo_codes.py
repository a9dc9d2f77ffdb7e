"""CAMEO codes with their Goldstein values, and what each becomes in PLOVER 2.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from tidings.errors import InstallationError, UnknownCodeError
from tidings.ontology._data import LazyMapping, csv_rows, parsed
from tidings.ontology.plover import QuadClass, check_mode
from tidings.types import Factuality


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code of two (root), three or four digits.

    `goldstein` runs from -10 to 10 (values of ICEWS); None where the list has none for this code.
    """

    code: str
    name: str
    quad: QuadClass
    goldstein: float | None

    @property
    def root(self) -> str:
        """The two digits of its root category."""
        return self.code[:2]

    @property
    def parent(self) -> str | None:
        """The code one digit shorter; None for a root."""
        return self.code[:-1] if len(self.code) > 2 else None


class Crosswalk(NamedTuple):
    """What a CAMEO code becomes in PLOVER 2.0; `type` is None for statements and appeals, which have none."""

    type: str | None
    mode: str | None
    contexts: tuple[str, ...]


def _parse_codes(text: str) -> Mapping[str, CameoCode]:
    return MappingProxyType(
        {
            row["code"]: CameoCode(
                row["code"], row["name"], QuadClass(int(row["quad"])),
                float(row["goldstein"]) if row["goldstein"] else None,
            )
            for row in csv_rows(text)
        }
    )  # fmt: skip


def _parse_crosswalk(text: str) -> Mapping[str, Crosswalk]:
    return MappingProxyType(
        {
            row["cameo"]: Crosswalk(
                row["type"] or None, row["mode"] or None, tuple(filter(None, row["contexts"].split(";")))
            )
            for row in csv_rows(text)
        }
    )


def _parse_reverse(text: str) -> Mapping[tuple[str, str | None], tuple[str, str]]:
    return MappingProxyType(
        {(row["type"], row["mode"] or None): (row["cameo"], row["future"]) for row in csv_rows(text)}
    )


@cache
def _reverse() -> Mapping[tuple[str, str | None], tuple[str, str]]:
    return parsed("plover_to_cameo.csv", _parse_reverse)


@cache
def _codes() -> Mapping[str, CameoCode]:
    return parsed("cameo.csv", _parse_codes)


@cache
def _crosswalk() -> Mapping[str, Crosswalk]:
    return parsed("cameo_to_plover.csv", _parse_crosswalk)


CAMEO: Final[Mapping[str, CameoCode]] = LazyMapping(_codes)
"""All CAMEO codes, in the manual's order."""


def cameo(code: str) -> CameoCode:
    """The CAMEO code; UnknownCodeError TID-303 where there is none."""
    try:
        return CAMEO[code]
    except KeyError:
        known = "01 to 20 and their three and four digit codes"
        raise UnknownCodeError("TID-303", code=code, kind="CAMEO code", known=known) from None


def goldstein(code: str) -> float:
    """The Goldstein value of a CAMEO code, -10 to 10; its parent's where the list has none for it.

    UnknownCodeError TID-303 for an unknown code.
    """
    entry = cameo(code)
    while entry.goldstein is None and entry.parent is not None:
        entry = cameo(entry.parent)
    if entry.goldstein is None:
        raise InstallationError("TID-301", name="cameo.csv", detail=f"no Goldstein value above {code}")
    return entry.goldstein


def crosswalk(code: str) -> Crosswalk:
    """PLOVER type, mode and contexts of a CAMEO code; UnknownCodeError TID-303 for an unknown code."""
    return _crosswalk()[cameo(code).code]


def plover_to_cameo(type: str, mode: str | None, factuality: Factuality | str = Factuality.ACTUAL) -> str:
    """The CAMEO code that stands nearest to a PLOVER type and mode.

    Cooperation still to come (`future`) is the intent to cooperate, root 03, as CAMEO has it; all else keeps
    its code whatever its factuality, as CAMEO has none. UnknownCodeError TID-303 for an unknown type, or a
    mode that the type does not have.
    """
    check_mode(type, mode)
    code, intent = _reverse()[type, mode]
    return intent if intent and factuality == Factuality.FUTURE else code
