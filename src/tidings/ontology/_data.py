"""Loading of the data files that are shipped beside the code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from typing import Any, TypeVar

from tidings.errors import InstallationError

T = TypeVar("T")


def read_text(name: str) -> str:
    """The text of a data file; InstallationError TID-301 where it is missing or no UTF-8."""
    try:
        return resources.files("tidings.ontology").joinpath("data", name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InstallationError("TID-301", name=name, detail=str(error)) from error


def parsed(name: str, parse: Callable[[str], T]) -> T:
    """What `parse` makes of a data file; InstallationError TID-301 where it can't."""
    text = read_text(name)
    try:
        return parse(text)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InstallationError("TID-301", name=name, detail=f"{type(error).__name__}: {error}") from error


def json_object(text: str) -> dict[str, Any]:
    """The JSON object that a text holds; TypeError where it holds none."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("no JSON object")
    return value


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text by its header; ValueError where it has none, or a row is too short."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or any(None in row or None in row.values() for row in rows):
        raise ValueError("no rows, or rows of unequal length")
    return rows


class LazyMapping(Mapping[str, T]):
    """A read-only mapping that is made on its first use."""

    def __init__(self, load: Callable[[], Mapping[str, T]]) -> None:
        self._load = load

    def __getitem__(self, key: str) -> T:
        return self._load()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def __repr__(self) -> str:
        return repr(dict(self._load()))
