"""How values are put into words and marks on a page: those of `tidings.display.words`, as filters too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from tidings.display.words import (
    BODIES,
    FACTUALITY,
    HUES,
    bounds,
    code_name,
    day,
    days,
    factuality,
    hue,
    number,
    plain,
    plural,
    quad,
    spaced,
    type_words,
    types_of,
    web,
)

__all__ = [
    "BODIES",
    "FACTUALITY",
    "FILTERS",
    "HUES",
    "bounds",
    "code_name",
    "day",
    "days",
    "factuality",
    "hue",
    "number",
    "part",
    "plain",
    "plural",
    "quad",
    "spaced",
    "type_words",
    "types_of",
    "web",
]


def part(value: str) -> str:
    """A value as one segment of a path."""
    return quote(value, safe="")


FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "factuality": factuality, "quad": quad, "type_words": type_words, "code_name": code_name,
        "number": number, "plural": plural, "day": day, "plain": plain, "spaced": spaced,
        "web": web, "hue": hue, "part": part,
    }
)  # fmt: skip
"""Filters of the templates."""
