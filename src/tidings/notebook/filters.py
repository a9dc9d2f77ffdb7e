"""Keyword arguments become the filters of a record, with a word for whoever misspells one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from operator import index
from typing import Any, Final, SupportsIndex, TypeAlias

from tidings.errors import ConfigurationError

Day: TypeAlias = str | date | None
"""A day, or the words `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
_COUNTS: Final = ("limit", "outlets", "independent")


def wanted(filter: type, of: str, unknown: Mapping[str, object], **given: object) -> dict[str, Any]:
    """The fields of `filter` that are given, days as ISO 8601.

    Raises ConfigurationError TID-421 for a name that is none of its fields, TID-402 for a value of another
    type.
    """
    known = [field.name for field in fields(filter)]
    for name in unknown:
        raise ConfigurationError("TID-421", name=name, of=of, known=", ".join(known))
    return {name: _plain(name, value) for name, value in given.items() if value is not None}


def _plain(name: str, value: object) -> object:
    if name in _COUNTS:
        return count(name, value)
    if name == "disputed":
        if not isinstance(value, bool):
            raise ConfigurationError("TID-402", name=name, value=value, detail="give True or False")
        return value
    if name in {"since", "until"}:
        return day_words(name, value)
    if not isinstance(value, str):
        raise ConfigurationError("TID-402", name=name, value=value, detail="give words")
    return value


def count(name: str, value: object) -> int:
    """A whole number, of Python or NumPy; ConfigurationError TID-402 for anything else."""
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        return index(value)
    raise ConfigurationError("TID-402", name=name, value=value, detail="give a whole number")


def day_words(name: str, value: object) -> str:
    """A day, month or year as ISO 8601; ConfigurationError TID-402 for what is none of these by its type."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        return str(index(value))
    raise ConfigurationError("TID-402", name=name, value=value, detail="give words or a date")
