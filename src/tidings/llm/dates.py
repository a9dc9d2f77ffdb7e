"""Days that a model gives: only what is a day of the calendar counts."""

from __future__ import annotations

from typing import Final

from tidings.types import Grain, When, iso_days

_GRAINS: Final = {10: Grain.DAY, 7: Grain.MONTH, 4: Grain.YEAR}


def day_or_span(value: str | None) -> When | None:
    """The days of an ISO 8601 day, month, year or interval; None for all else."""
    first, last = iso_days(value)
    if value is None or (first is None and last is None):
        return None
    grain = Grain.SPAN if "/" in value else _GRAINS.get(len(value), Grain.SPAN)
    try:
        return When(first, last, grain, "")
    except ValueError:
        return None
