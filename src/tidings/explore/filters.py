"""The filter that the address of a page holds, the same on every screen that shows events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request

from tidings.errors import ConfigurationError
from tidings.explore import words
from tidings.gazetteer import countries, country_name
from tidings.ontology import QuadClass
from tidings.record.event_index import QUOTED
from tidings.record.event_search import EventSearch
from tidings.types import OUTLET

Many = Annotated[list[str], Query()]

SHORT: Final = 300
"""Characters of the searched words at most."""

Words = Annotated[str, Query(max_length=SHORT)]

FIELDS: Final = (
    "q", "type", "quad", "factuality", "voice", "actor", "recipient", "place", "outlet", "since", "until",
    "independent", "outlets", "disputed",
)  # fmt: skip
"""The parameters of the filter, in the order in which they are shown."""

NAMES: Final = {
    "q": "words", "type": "action", "quad": "kind of action", "factuality": "certainty",
    "voice": "according to", "actor": "who", "recipient": "to whom", "place": "where", "outlet": "told by",
    "since": "from", "until": "to",
}  # fmt: skip
"""How the fields that hold words are called on the page."""


def event_search(
    actor: Many = [],  # noqa: B006 - FastAPI copies the default
    recipient: Many = [],  # noqa: B006
    type: Many = [],  # noqa: B006
    quad: Many = [],  # noqa: B006
    factuality: Many = [],  # noqa: B006
    outlet: Many = [],  # noqa: B006
    voice: Many = [],  # noqa: B006
    place: Many = [],  # noqa: B006
    since: str = "",
    until: str = "",
    outlets: str = "",
    independent: str = "",
    disputed: str = "",
    q: Words = "",
) -> EventSearch:
    """The `EventSearch` of a request; empty values, as forms send them, count as not given.

    Raises ConfigurationError TID-402 where a number is none.
    """
    return EventSearch(
        actor=_given(actor), recipient=_given(recipient), type=_given(type),
        quad=tuple(_number("quad", value, 4) for value in _given(quad)), factuality=_given(factuality),
        outlet=_given(outlet), voice=_given(voice), place=_given(place), since=since.strip() or None,
        until=until.strip() or None, outlets=_number("outlets", outlets),
        independent=_number("independent", independent),
        disputed=disputed.strip().lower() not in {"", "0", "false", "no", "off"}, words=q.strip() or None,
    )  # fmt: skip


def _given(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in values if v.strip()))


def _number(name: str, value: str, most: int = 1_000_000) -> int:
    if not value.strip():
        return 1
    if not value.strip().isdecimal() or len(value) > 20 or not 1 <= int(value) <= most:
        raise ConfigurationError("TID-402", name=name, value=value, detail=f"write a number from 1 to {most}")
    return int(value)


Searched = Annotated[EventSearch, Depends(event_search)]
"""The type of a screen's parameter that receives the filter."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: its field, its value in words, and the values that the field keeps without it."""

    field: str
    words: str
    left: tuple[str, ...]


def chips(search: EventSearch) -> tuple[Chip, ...]:
    """The active filters, each of several values of a field by itself."""
    return tuple(
        Chip(name, value_words(name, value), tuple(v for v in values(search, name) if v != value))
        for name in FIELDS
        for value in values(search, name)
    )


def values(search: EventSearch, name: str) -> tuple[str, ...]:
    """What a field of the filter is set to, as the address holds it; nothing where it is open."""
    held = search.words if name == "q" else getattr(search, name)
    if name == "disputed":
        return ("true",) if held else ()
    if isinstance(held, tuple):
        return tuple(str(v) for v in held)
    return () if held is None or held == 1 else (str(held),)


def value_words(name: str, value: str) -> str:
    """A value of a field in a reader's words, without the field's name where it is plain without."""
    match name:
        case "disputed":
            return "outlets disagree"
        case "independent":
            return f"{value} or more independent outlets"
        case "outlets":
            return f"{value} or more outlets"
        case "quad":
            return words.quad(int(value))
        case "type":
            return words.type_words(value)
        case "factuality":
            return words.factuality(value)
        case "voice":
            named = {OUTLET: "the outlets themselves", QUOTED: "anybody quoted"}
            return named.get(value) or words.code_name(value)
        case "actor" | "recipient":
            return words.code_name(value)
        case "place":
            return country_name(value) if value in countries() else value
        case _:
            return value


def others(request: Request, fields: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The parameters that a form with these fields must carry along to keep the rest of the view."""
    left_out = {*fields, "page", "format"}
    return tuple(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in left_out and value.strip()
    )


GLOBALS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "chips": chips, "set_to": values, "carried": others, "value_words": value_words,
        "field_names": NAMES, "filter_fields": FIELDS, "factualities": words.FACTUALITY,
        "quads": tuple(QuadClass), "types_of": words.types_of,
    }
)  # fmt: skip
"""Names that all templates know, for the filter bar."""
