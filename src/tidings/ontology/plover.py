"""PLOVER 2.0: types, modes, contexts, sectors, quad classes, scores, and the projection of tidings' records.

The modes of tidings' coding manual are those of PLOVER 2.0, name for name, so no mode is renamed on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from tidings.errors import UnknownCodeError
from tidings.ontology._data import LazyMapping, json_object, parsed
from tidings.types import Factuality

FILE: Final = "plover.json"

VERSION: Final = "PLOVER 2.0 (draft of 2024-02-04)"
"""The manual that types, modes and scores are taken from; it stands on every coded row."""


class QuadClass(IntEnum):
    """The four classes of political action, by their numbers."""

    VERBAL_COOPERATION = 1
    MATERIAL_COOPERATION = 2
    VERBAL_CONFLICT = 3
    MATERIAL_CONFLICT = 4

    @property
    def label(self) -> str:
        """The class in words, for instance `verbal cooperation`."""
        return self.name.lower().replace("_", " ")

    @property
    def cooperative(self) -> bool:
        """Whether it is cooperation, verbal or material."""
        return self <= QuadClass.MATERIAL_COOPERATION


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the sixteen types. Scores run from -10 (conflict) to 10 (cooperation)."""

    name: str
    quad: QuadClass
    modes: tuple[str, ...]
    score: float
    mode_scores: Mapping[str, float]
    recipient_required: bool


@dataclass(frozen=True, slots=True)
class Projection:
    """A record in PLOVER's own terms: `auxiliary` are its auxiliary modes, in PLOVER's order."""

    type: str
    mode: str | None
    auxiliary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plover:
    types: Mapping[str, EventType]
    contexts: tuple[str, ...]
    sectors: Mapping[str, str]
    auxiliary_modes: tuple[str, ...]


def _event_type(row: Mapping[str, Any]) -> EventType:
    modes = tuple(str(mode) for mode in row["modes"])
    scores = {mode: float(row["mode_scores"].get(mode, row["score"])) for mode in modes}
    return EventType(
        str(row["type"]), QuadClass(row["quad"]), modes, float(row["score"]), MappingProxyType(scores),
        bool(row["recipient_required"]),
    )  # fmt: skip


def _parse(text: str) -> _Plover:
    data = json_object(text)
    types = {row["type"]: _event_type(row) for row in data["types"]}
    return _Plover(
        MappingProxyType(types),
        tuple(data["contexts"]),
        MappingProxyType(dict(data["sectors"])),
        tuple(data["auxiliary_modes"]),
    )


@cache
def _plover() -> _Plover:
    return parsed(FILE, _parse)


TYPES: Final[Mapping[str, EventType]] = LazyMapping(lambda: _plover().types)
"""The sixteen types by name, in the manual's order."""

SECTORS: Final[Mapping[str, str]] = LazyMapping(lambda: _plover().sectors)
"""Sector code to its meaning in a few words."""

CONTEXTS: Final[Mapping[str, str]] = LazyMapping(
    lambda: {name: name.replace("_", " ") for name in _plover().contexts}
)
"""Context code to its name in words."""

AUXILIARY: Final[Mapping[Factuality, tuple[str, ...]]] = MappingProxyType(
    {
        Factuality.ACTUAL: (),
        Factuality.FUTURE: ("future",),
        Factuality.PROPOSED: ("hypothetical",),
        Factuality.HYPOTHETICAL: ("hypothetical",),
        Factuality.NEGATED: ("negation",),
    }
)
"""Factuality to PLOVER's auxiliary modes (coding manual, section 4)."""


def auxiliary_modes() -> tuple[str, ...]:
    """PLOVER's auxiliary modes, in its order."""
    return _plover().auxiliary_modes


def event_type(name: str) -> EventType:
    """The type of that name; UnknownCodeError TID-303 where there is none."""
    try:
        return TYPES[name]
    except KeyError:
        raise UnknownCodeError("TID-303", code=name, kind="type", known=", ".join(TYPES)) from None


def modes(type: str) -> tuple[str, ...]:
    """The modes of a type, possibly none; UnknownCodeError TID-303 for an unknown type."""
    return event_type(type).modes


def quad_class(type: str) -> QuadClass:
    """The quad class of a type; UnknownCodeError TID-303 for an unknown type."""
    return event_type(type).quad


def check_mode(type: str, mode: str | None) -> None:
    """Nothing where the type has the mode, or `mode` is None; else UnknownCodeError TID-303."""
    known = event_type(type).modes
    if mode is not None and mode not in known:
        raise UnknownCodeError("TID-303", code=mode, kind=f"mode of {type}", known=", ".join(known) or "none")


def plover_score(type: str, mode: str | None = None) -> float:
    """PLOVER's score, from -10 to 10, of a type or of one of its modes.

    UnknownCodeError TID-303 for an unknown type, or a mode that the type does not have.
    """
    check_mode(type, mode)
    known = event_type(type)
    return known.score if mode is None else known.mode_scores[mode]


def plover_projection(
    type: str, mode: str | None, factuality: Factuality | str, historical: bool = False
) -> Projection:
    """A mention in PLOVER's terms.

    PLOVER codes cooperation that is still to come as AGREE, and a retreat to come as CONCEDE; a concession to
    come stays one. Those have no modes. The auxiliary mode `future` is kept beside the new type, so that an
    act to come can be told from a promise made (AGREE, actual). Conflict to come keeps its type.

    UnknownCodeError TID-303 for an unknown type, mode or factuality.
    """
    check_mode(type, mode)
    try:
        judged = Factuality(factuality)
    except ValueError:
        known = ", ".join(value.value for value in Factuality)
        raise UnknownCodeError("TID-303", code=factuality, kind="factuality", known=known) from None
    auxiliary = (("historical",) if historical else ()) + AUXILIARY[judged]
    if judged is not Factuality.FUTURE or not quad_class(type).cooperative:
        return Projection(type, mode, auxiliary)
    target = "CONCEDE" if type in {"RETREAT", "CONCEDE"} else "AGREE"
    return Projection(target, mode if type == target else None, auxiliary)
