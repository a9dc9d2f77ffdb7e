"""The standoff format: one JSON object a line for each article, spans as `[start, end)` into its text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from tidings.errors import ExportError
from tidings.evaluate.standoff import to_standoff
from tidings.record import Record


def standoff(record: Record) -> Iterator[str]:
    """Each article of the record as a line of standoff JSON, in the order of article ids."""
    for coding in record.codings():
        yield json.dumps(to_standoff(coding), ensure_ascii=False) + "\n"


FORMATS: Final[Mapping[str, Callable[[Record], Iterator[str]]]] = MappingProxyType({"standoff": standoff})
"""The name of each export format and the function that writes it."""


def export(record: Record, format: str) -> Iterator[str]:
    """The record in the format of that name, line by line; ExportError (TID-503) for an unknown name."""
    try:
        write = FORMATS[format]
    except KeyError:
        raise ExportError("TID-503", name=format, known=", ".join(sorted(FORMATS))) from None
    return write(record)
