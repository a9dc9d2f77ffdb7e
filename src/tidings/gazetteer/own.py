"""A user's own table of actors: names and codes that go before the shipped ones."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from tidings.config import OwnActor
from tidings.errors import ConfigurationError
from tidings.gazetteer.find import BODIES, reason_of
from tidings.gazetteer.names import Name, Node, Word, countries, index, longest, split

COLUMNS: Final = ("name", "code", "start", "end", "also")
"""Columns that a table may have; `name` and `code` it must have."""

LONGEST: Final = 10_000
"""Characters of a cell at most."""
_CODE: Final = re.compile(r"([A-Z]{3})(?::(.+))?")


def read_own_actors(path: Path, sectors: Collection[str]) -> tuple[OwnActor, ...]:
    """The rows of a CSV file with the columns `name` and `code`, and perhaps `start`, `end` and `also`.

    `also` are other names, parted by `|`; `start` and `end` are the first and last day (YYYY-MM-DD) on which
    the name has this code; `sectors` are those that a code may have. Raises ConfigurationError (TID-404) for
    a file that can't be read or a line that is wrong, with its number.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("TID-404", path=path, line=0, detail=str(error)) from error
    table = csv.DictReader(io.StringIO(text, newline=None))
    try:
        columns = table.fieldnames or ()
        known = {"name", "code"} <= set(columns) <= set(COLUMNS)
        if not known or len(set(columns)) < len(columns):
            detail = (
                f"its columns are {', '.join(columns) or 'none'}; known are {', '.join(COLUMNS)}, once each"
            )
            raise ConfigurationError("TID-404", path=path, line=1, detail=detail)
        return tuple(_actor(path, table.line_num, row, sectors) for row in table)
    except csv.Error as error:
        raise ConfigurationError("TID-404", path=path, line=table.line_num + 1, detail=str(error)) from error


def _actor(path: Path, line: int, row: dict[str, str | None], sectors: Collection[str]) -> OwnActor:
    def wrong(detail: str) -> ConfigurationError:
        return ConfigurationError("TID-404", path=path, line=line, detail=detail)

    if None in row or None in row.values():
        raise wrong("it has more or fewer cells than the header")
    cells = {key: (value or "").strip() for key, value in row.items()}
    if any(len(value) > LONGEST for value in cells.values()):
        raise wrong(f"a cell is longer than {LONGEST:,} characters")
    names = [n.strip() for n in (cells["name"], *cells.get("also", "").split("|")) if n.strip()]
    if not cells["name"] or not all(split(name) for name in names):
        raise wrong("the name is empty")
    if (problem := _problem(cells["code"], sectors)) is not None:
        raise wrong(problem)
    days: list[date | None] = []
    for column in ("start", "end"):
        try:
            days.append(date.fromisoformat(cells[column]) if cells.get(column) else None)
        except ValueError:
            raise wrong(f"{column} is {cells[column]!r}; write YYYY-MM-DD") from None
    if days[0] and days[1] and days[1] < days[0]:
        raise wrong("end lies before start")
    return OwnActor(names=tuple(names), code=cells["code"], start=days[0], end=days[1])


def _problem(code: str, sectors: Collection[str]) -> str | None:
    """What is wrong with a code; None where nothing is."""
    form = _CODE.fullmatch(code)
    if form is None:
        return f"the code {code!r} is not of the form COUNTRY, COUNTRY:SECTOR or BODY:Name"
    country, rest = form.groups()
    if country in BODIES:
        return None
    if country not in countries() and country != "UNK":
        return f"{country} is neither a country (ISO 3166-1 alpha-3) nor one of {', '.join(sorted(BODIES))}"
    if rest is not None and rest not in sectors:
        return f"{rest} is no sector; known are {', '.join(sectors)}"
    return None


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names of a user's table, ready to be found in a text."""

    index: Node
    actors: dict[str, tuple[OwnActor, ...]]

    @classmethod
    def of(cls, actors: Iterable[OwnActor]) -> OwnNames:
        """The names of these actors."""
        rows = tuple(actors)
        by_name: dict[str, tuple[OwnActor, ...]] = {}
        for actor in rows:
            for name in actor.names:
                by_name[name] = (*by_name.get(name, ()), actor)
        return cls(index(_names(by_name)), by_name)

    def longest(
        self, text: str, words: list[Word], at: int, on: date | None
    ) -> tuple[Name, OwnActor, int] | None:
        """The longest name at word `at` that has a code on a day, and the number of the word after it.

        None where no name begins there.
        """
        found = longest(self.index, text, words, at, lambda name: self._on(name, on) is not None)
        if found is None:
            return None
        name, after = found
        actor = self._on(name, on)
        return (name, actor, after) if actor else None

    def _on(self, name: Name, on: date | None) -> OwnActor | None:
        """The last row for a name that has its code on a day."""
        return next((actor for actor in reversed(self.actors[name.text]) if actor.covers(on)), None)


def _names(by_name: dict[str, tuple[OwnActor, ...]]) -> Iterator[Name]:
    for text, actors in by_name.items():
        code = actors[0].code
        yield Name(text, tuple(w.text for w in split(text)), code, None, reason_of(code), actors[0].names[0])
