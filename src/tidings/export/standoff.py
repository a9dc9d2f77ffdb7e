"""The standoff format: one JSON object a line for each article, spans as `[start, end)` into its text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tidings.errors import ExportError
from tidings.evaluate.standoff import to_standoff
from tidings.record import Record
from tidings.review import reviewed
from tidings.types import Coding


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Only articles that were reviewed in full, as people have them; `by`: as this reviewer has them."""

    by: str | None = None


def standoff(codings: Iterable[Coding]) -> Iterator[str]:
    """Each coding as a line of standoff JSON, in the order given."""
    for coding in codings:
        yield json.dumps(to_standoff(coding), ensure_ascii=False) + "\n"


FORMATS: Final[Mapping[str, Callable[[Iterable[Coding]], Iterator[str]]]] = MappingProxyType(
    {"standoff": standoff}
)
"""The name of each export format and the function that writes it."""


def export(record: Record, format: str, only: Reviewed | None = None) -> Iterator[str]:
    """The record in the format of that name, line by line, in the order of article ids.

    With `only`, the reviewed articles as people have them. ExportError: TID-503 for an unknown name, TID-504
    (when the first line is asked for) where no article is reviewed in full.
    """
    try:
        write = FORMATS[format]
    except KeyError:
        raise ExportError("TID-503", name=format, known=", ".join(sorted(FORMATS))) from None
    return write(record.codings() if only is None else reviewed(record, only.by))
