"""Events as lines of a list: what happened in plain words, when, where and how many tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tidings.explore.event_words import sentence, when


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event; `toward` says which way it goes between two parties, where the list is about two."""

    id: str
    words: str
    when: str
    type: str
    mode: str | None
    quad: int
    factuality: str
    place: str | None
    outlets: int
    independent: int
    disagreements: int
    toward: str | None
    own_type: str | None


def event_line(row: Mapping[str, Any]) -> EventLine:
    """A row of `events` as a line."""
    return EventLine(
        row["id"], sentence(row), when(row), row["type"], row["mode"], row["quad"], row["factuality"],
        row["location_name"], row["outlets"], row["independent"], row["disagreements"], row.get("toward"),
        row["own_type"],
    )  # fmt: skip


def event_lines(found: pa.Table) -> list[EventLine]:
    """Rows of `events` as lines."""
    return [event_line(row) for row in found.to_pylist()]
