"""The hours of a day that words of time name, so that *at dawn* and *in the evening* exclude each other."""

from __future__ import annotations

import re
from typing import Final

Hours = tuple[tuple[float, float], ...]
"""Stretches of a day, in hours from 0 to 24."""

_PARTS: Final[tuple[tuple[str, Hours], ...]] = (
    (r"before (?:dawn|daybreak|sunrise)|pre-?dawn|small hours|early hours|after midnight", ((0, 7),)),
    (r"overnight|midnight|\bnights?\b|tonight", ((0, 6), (18, 24))),
    (r"at dawn|dawn|daybreak|sunrise|first light", ((4, 8),)),
    (r"mornings?\b|breakfast", ((0, 12),)),
    (r"noon|midday|lunch(?:time)?", ((11, 15),)),
    (r"afternoon", ((12, 19),)),
    (r"evening|dusk|sunset|nightfall", ((16, 24),)),
)
"""Wide enough that what is told loosely does not exclude what is told exactly (own judgement)."""
_FORMS: Final = tuple((re.compile(words, re.I), hours) for words, hours in _PARTS)
_NOON: Final = re.compile(r"(?:after|mid|before)noon", re.I)
_CLOCK: Final = re.compile(
    r"\b(?P<hour>2[0-3]|[01]?\d)(?!\d)(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap]\.?m\b\.?)?", re.I
)
SPREAD: Final = 1.0
"""Hours before and after a time of the clock that it may stand for."""


def hours_of(words: str) -> Hours:
    """The hours that words of time name; empty where they name none, or more than one part of the day."""
    if _FORMS[0][0].search(words):
        return _FORMS[0][1]
    found = [hours for form, hours in _FORMS if form.search(words)]
    if _NOON.search(words) and len(found) > 1:
        found = [hours for hours in found if hours != ((11, 15),)]
    if clock := _clock(words):
        return clock
    return found[0] if len(found) == 1 else ()


def _clock(words: str) -> Hours:
    # With a stop and no half of the day it may be a date: 16.03.
    found = [m for m in _CLOCK.finditer(words) if m["half"] or (m["minute"] and ":" in m[0])]
    if len(found) != 1:
        return ()
    hour = int(found[0]["hour"]) + int(found[0]["minute"] or 0) / 60
    if half := found[0]["half"]:
        if hour >= 13:
            return ()
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return ((max(0.0, hour - SPREAD), min(24.0, hour + SPREAD)),)


def exclude(one: Hours, other: Hours) -> bool:
    """Whether both name hours, and none in common."""
    if not one or not other:
        return False
    return not any(a[0] < b[1] and b[0] < a[1] for a in one for b in other)


def meet(one: Hours, next_day: Hours) -> bool:
    """Whether the hours of one day and those of the next may be one night: *on Monday night*, *at dawn on
    Tuesday*."""
    return bool(one and next_day) and max(h[1] for h in one) == 24 and max(h[1] for h in next_day) <= 8
