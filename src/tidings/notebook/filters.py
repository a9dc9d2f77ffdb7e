"""Keyword arguments become the filters of a record, with a word for whoever misspells one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeAlias

from tidings.errors import ConfigurationError

Day: TypeAlias = str | date | None
"""A day, or the words `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""


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
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and name in {"since", "until"}:
        return str(value)
    if not isinstance(value, str | int):
        raise ConfigurationError("TID-402", name=name, value=value, detail="give words")
    return value
