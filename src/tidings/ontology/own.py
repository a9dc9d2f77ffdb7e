"""A user's own event types: a TOML file of definitions, words and examples, in PLOVER or beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

from tidings.config import OwnType
from tidings.errors import ConfigurationError
from tidings.ontology.own_words import parse_entry
from tidings.ontology.plover import TYPES

LISTS: Final = ("words", "examples", "counterexamples")
KEYS: Final = ("definition", "plover", "mode", "quad", "score", *LISTS)
"""Keys of a type, in the order in which they are explained."""

LONGEST: Final = 10_000
"""Characters of a value at most."""
NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{1,49}")

Wrong: TypeAlias = Callable[..., NoReturn]
"""Takes what is wrong and the key that it is wrong with."""


def read_own_types(path: Path) -> tuple[OwnType, ...]:
    """The types of a TOML file, one table `[types.NAME]` each, in the file's order.

    Raises ConfigurationError: TID-410 for a file that is not there or no TOML, TID-411 for a type that makes
    no sense, with its line.
    """
    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError("TID-410", path=path, detail=str(error)) from error
    file = _File(path, text)
    for key in data:
        if key != "types":
            file.wrong((key,), f"unknown; a type is a table [types.{_capitals(key)}]")
    types = data.get("types")
    if not isinstance(types, dict) or not types:
        file.wrong(("types",), "there is none; write a table [types.NAME]")
    return tuple(_own_type(file, name, table) for name, table in types.items())


class _File:
    """The file as text, to tell in which line something stands."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def wrong(self, keys: tuple[str, ...], detail: str) -> NoReturn:
        raise ConfigurationError(
            "TID-411", path=self.path, line=self._line(keys), key=".".join(keys), detail=detail
        )

    def _line(self, keys: tuple[str, ...]) -> int:
        """The line of a table's header, or of a key below it; 1 where neither is written plainly."""
        header = 0
        if len(keys) > 1:
            table = re.compile(rf"\s*\[\s*{keys[0]}\s*\.\s*[\"']?{re.escape(keys[1])}[\"']?\s*\]")
            header = next((n for n, line in enumerate(self.lines, 1) if table.match(line)), 0)
        if len(keys) != 2:
            name = re.escape(keys[-1].partition("[")[0])
            key = re.compile(rf"\s*(?:\[\s*)?[\"']?{name}[\"']?\s*[=.\]]")
            for number, line in enumerate(self.lines[header:], header + 1):
                if key.match(line):
                    return number
                if header and re.match(r"\s*\[\s*types\b", line):
                    break
        return header or 1


def _own_type(file: _File, name: str, table: object) -> OwnType:
    def wrong(detail: str, *key: str) -> NoReturn:
        file.wrong(("types", name, *key), detail)

    if not NAME.fullmatch(name):
        wrong(f"write the name in capitals, digits and _, as {_capitals(name)}")
    if name in TYPES:
        wrong(f'this is a type of PLOVER; choose another name, and say plover = "{name}" to refine it')
    if not isinstance(table, dict):
        wrong(f"a type is a table: [types.{name}]")
    for key in table:
        if key not in KEYS:
            wrong(f"unknown; known are {', '.join(KEYS)}", key)
    values: dict[str, Any] = {"name": name}
    for key in ("definition", "plover", "mode"):
        if key in table:
            values[key] = _text(table[key], wrong, key)
    if "definition" not in values:
        wrong('it needs a definition = "..." that says what counts')
    values |= _place(table, values, wrong)
    for key in LISTS:
        given = table.get(key, [])
        if not isinstance(given, list):
            wrong('write a list: ["...", "..."]', key)
        values[key] = tuple(_text(one, wrong, f"{key}[{n}]") for n, one in enumerate(given, 1))
    for n, entry in enumerate(values["words"], 1):
        try:
            parse_entry(entry)
        except ValueError as error:
            wrong(f"{entry!r}: {error}", f"words[{n}]")
    if not values["words"] and not values["examples"]:
        wrong("it has neither words nor examples; nothing could be found by it")
    return OwnType(**values)


def _place(table: Mapping[str, Any], values: Mapping[str, Any], wrong: Wrong) -> dict[str, Any]:
    """Quad class and score: PLOVER's where the type refines one of its types."""
    plover, mode = values.get("plover"), values.get("mode")
    if plover is None:
        if mode is not None:
            wrong("only a type that refines one of PLOVER's has a mode; say which with plover", "mode")
        quad = table.get("quad")
        if quad is None:
            wrong('say plover = "TYPE" for a type that refines one of PLOVER\'s, or quad = 1 to 4 beside it')
        if type(quad) is not int or not 1 <= quad <= 4:
            wrong(
                "write 1 (verbal cooperation), 2 (material cooperation), 3 (verbal conflict) or 4 (material "
                "conflict)",
                "quad",
            )
        score = table.get("score")
        if score is not None and (type(score) not in (int, float) or not -10 <= score <= 10):
            wrong("write a number from -10 (conflict) to 10 (cooperation)", "score")
        return {"quad": quad, "score": None if score is None else float(score)}
    if plover not in TYPES:
        wrong(f"{plover!r} is no PLOVER type; known are {', '.join(TYPES)}", "plover")
    for key in ("quad", "score"):
        if key in table:
            wrong(f"{plover} gives it; leave it out, or leave plover out", key)
    if mode is not None and mode not in (known := TYPES[plover].modes):
        wrong(f"{mode!r} is no mode of {plover}; known are {', '.join(known) or 'none'}", "mode")
    return {"quad": int(TYPES[plover].quad)}


def _text(value: object, wrong: Wrong, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        wrong("write words in quotation marks", key)
    if len(value) > LONGEST:
        wrong(f"it is longer than {LONGEST:,} characters", key)
    return value.strip()


def _capitals(name: str) -> str:
    capitals = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
    return capitals if NAME.fullmatch(capitals) else "MY_TYPE"
