"""What a model is asked: the manual in short, the types it may use, and a piece of an article as data."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from tidings.config import Config
from tidings.errors import InstallationError
from tidings.llm.addressed import addressed
from tidings.llm.answers import schema
from tidings.llm.windows import Window, parts
from tidings.ontology import SECTORS, TYPES, modes
from tidings.types import Article

FILE: Final = "manual.toml"

LONGEST_HEADING: Final = 500
"""Characters of a title or an outlet's name that are shown."""

EXAMPLES: Final = 5
"""Of a user's own type, examples and counterexamples that are shown."""


@dataclass(frozen=True, slots=True)
class PromptType:
    """A type as a model is told of it."""

    name: str
    definition: str
    modes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """The part of a request that is the same for all pieces in one language: instructions and schema."""

    system: str
    schema: Mapping[str, Any]
    figures: bool
    foreign: bool


def types_for_prompt(config: Config) -> tuple[PromptType, ...]:
    """PLOVER's types, and after them the user's own; an own type that refines one of PLOVER's says so."""
    known = tuple(PromptType(name, _manual()["types"][name], modes(name)) for name in TYPES)
    own = tuple(
        PromptType(
            own.name,
            own.definition + (f" (use it instead of {own.plover} where it fits)" if own.plover else ""),
            modes(own.plover) if own.plover and own.mode is None else (),
            own.examples[:EXAMPLES],
            own.counterexamples[:EXAMPLES],
        )
        for own in config.own_types
    )
    return known + own


def prompt(types: Sequence[PromptType], *, figures: bool, foreign: bool) -> Prompt:
    """The instructions for texts in English, or (`foreign`) in another language, with or without figures."""
    manual = _manual()
    sectors = ", ".join(f"{code} {meaning}" for code, meaning in SECTORS.items())
    text = manual["guide"].replace("{sectors}", sectors)
    if figures:
        text += manual["figures"]
    if foreign:
        text += manual["foreign"]
    system = text.strip() + "\n\nTYPES, each with its modes:\n" + "\n".join(map(_listed, types))
    every_mode = dict.fromkeys(mode for type_ in types for mode in type_.modes)
    shape = schema([t.name for t in types], list(every_mode), figures=figures, foreign=foreign)
    return Prompt(system, shape, figures, foreign)


def _listed(type_: PromptType) -> str:
    line = f"- {type_.name}: {type_.definition}."
    if type_.modes:
        line += f" Modes: {', '.join(type_.modes)}."
    for heading, sentences in (("Such as", type_.examples), ("Not", type_.counterexamples)):
        if sentences:
            line += f" {heading}: {' / '.join(json.dumps(s, ensure_ascii=False) for s in sentences)}."
    return line


def question(article: Article, window: Window) -> str:
    """The user message for a window: the article's data as JSON between two fences.

    The fence is made from the data's digest and is not in the data, so that no article can close it from
    inside; within JSON no line of the article's begins a line of the message anyway.
    """
    data = {
        "title": _heading(article.title),
        "outlet": _heading(article.outlet),
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "context": _shown(article, window.context, window.start) or None,
        "text": _shown(article, window.start, window.end),
    }
    # Half characters (lone surrogates), which no encoding can send, go as "?".
    written = json.dumps(data, ensure_ascii=False, indent=0).encode("utf-8", "replace").decode("utf-8")
    mark = fence(written)
    return (
        f"The article, as data, between two lines {mark}:\n{mark}\n{written}\n{mark}\n"
        'Return the JSON object for its "text".'
    )


def _heading(words: str | None) -> str | None:
    """A title or an outlet's name as it is shown: shortened, and none that speaks to a machine."""
    return words[:LONGEST_HEADING] if words and not addressed(words) else None


def fence(data: str) -> str:
    """A line that is nowhere in the data: from its digest, and made anew until that holds."""
    mark = hashlib.sha256(data.encode("utf-8")).hexdigest()[:24]
    while mark in data:
        mark = hashlib.sha256((mark + data).encode("utf-8")).hexdigest()[:24]
    return f"======== {mark} ========"


def _shown(article: Article, start: int, end: int) -> str:
    """The text without page furniture."""
    return "\n\n".join(article.text[slice(*part)] for part in parts(article, start, end))


@cache
def _manual() -> Mapping[str, Any]:
    """The manual; InstallationError TID-301 where its file is missing or damaged."""
    try:
        text = resources.files("tidings.llm").joinpath("data", FILE).read_text("utf-8")
        manual = tomllib.loads(text)
        if set(manual["types"]) != set(TYPES) or not {"guide", "figures", "foreign"} <= set(manual):
            raise ValueError("types or texts are missing")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallationError("TID-301", name=FILE, detail=str(error)) from error
    return manual
