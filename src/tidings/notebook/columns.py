"""Which columns of a table a person wants to see first, and how their values read."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from tidings.display.words import number, plain
from tidings.types import OUTLET

FIRST: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "articles": (
            "published", "outlet", "title", "words", "statements", "mentions", "figures", "copies", "id"
        ),
        "mentions": (
            "date", "outlet", "actors", "trigger", "type", "recipients", "place", "factuality", "source"
        ),
        "statements": ("published", "outlet", "speaker_code", "source", "cue", "content", "kind"),
        "figures": (
            "published", "outlet", "quote", "of", "low", "high", "unit", "holder", "factuality", "source"
        ),
        "events": (
            "date_start", "actor_names", "type", "recipient_names", "location_name", "factuality", "outlets",
            "independent", "disagreements", "id",
        ),
        "tellings": (
            "published", "outlet", "actors", "trigger", "recipients", "factuality", "source", "sentence"
        ),
        "disagreements": ("kind", "outlet_one", "said_one", "outlet_other", "said_other", "event_id"),
        "quarantine": ("number", "reason"),
    }
)  # fmt: skip
"""By the kind of a table; of other kinds the first `MOST` columns are shown."""
MOST: Final = 12
LONGEST: Final = 120
"""Characters of a value that are shown; of a sentence three times as many."""
_DAY: Final = re.compile(r"\d{4}(-\d\d)*$")
_SHORT_IDS: Final = ("id", "article_id", "event_id", "mention_id")
_IDS: Final = 12
"""Characters of an id that are shown: enough to find it by."""


def first_columns(kind: str, columns: Sequence[str]) -> list[str]:
    """The columns to show, in their order."""
    wanted = [name for name in FIRST.get(kind, ()) if name in columns]
    return wanted or list(columns[:MOST])


def value_words(row: Mapping[str, Any], column: str) -> str:
    """A value on one line; what can't be seen (controls, bidi marks) is shown as its code point."""
    value = row[column]
    if column == "source" and value is None and row.get("voice") == OUTLET:
        return "the outlet itself"
    if column in _SHORT_IDS and isinstance(value, str):
        value = value[:_IDS]
    words = plain(_words(value))
    longest = LONGEST * (3 if column in {"sentence", "content"} else 1)
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def is_short(value: object) -> bool:
    """Whether a value is kept on one line: numbers and days."""
    return (
        is_number(value)
        or isinstance(value, date)
        or (isinstance(value, str) and _DAY.match(value) is not None)
    )


def is_number(value: object) -> bool:
    """Whether a value is set to the right."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number(round(value, 3)) if math.isfinite(value) else str(value)
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case list() | tuple():
            return "; ".join(dict.fromkeys(_words(item) for item in value)) or "–"
        case Mapping():
            return ", ".join(f"{name}: {_words(item)}" for name, item in value.items())
        case bytes():
            return f"{len(value)} bytes"
    return str(value)
