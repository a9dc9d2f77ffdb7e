"""Tellings as rows of numbers of one fixed shape, so that pairs are compared in bulk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tidings.link.telling import Telling
from tidings.link.wording import PLACES, key, stems
from tidings.ontology import TYPES
from tidings.types import Factuality, Precision

Rows = NDArray[np.void]

LISTED: Final = 4
"""Parties of a role, words of place, and figures of a telling that are compared, at most."""

BEFORE_REPORT: Final = 14
"""Days before the report in which an action without a date is taken to lie; 7 to 30 were tried, each writer's
scenes left out in turn (`training/link.py`). More cost time and gain next to nothing."""
AFTER_REPORT: Final = 28
"""Days after it, where the action is still to come."""
WIDE: Final = 45
"""A date of more days says little: of it, only what lies near the report counts."""

UNDATED, WIDELY, DATED = 0, 1, 2
"""How well a telling's days are known: from the report alone, from a wide date, from a date."""

_NAMES: Final = re.compile(r"\b[^\W\d_a-z]\w+")
"""Words with a capital: of the words of place those that name one."""

NO_DAY: Final = -1_000_000
"""The day of tellings without date and report date, and of undated ones from long ago."""

TYPE_NUMBERS: Final = {name: number for number, name in enumerate(TYPES)}
BESIDE: Final = len(TYPE_NUMBERS)
"""The number of the user's own types beside PLOVER, all of them: `beside` tells which."""
FACTUALITY_NUMBERS: Final = {name: number for number, name in enumerate(Factuality)}
PRECISION_NUMBERS: Final = {Precision.COUNTRY: 1, Precision.REGION: 2, Precision.CITY: 3, Precision.EXACT: 4}

ROW: Final = np.dtype(
    [
        ("number", "<u8"), ("article", "<u8"), ("start", "<i4"), ("published", "<i4"),
        ("types", "<u4"), ("beside", "<u8"), ("modes", "<u8", (LISTED,)),
        ("factualities", "u1"), ("known", "u1"),
        ("first", "<i4"), ("last", "<i4"),
        ("actors", "<u8", (LISTED,)), ("recipients", "<u8", (LISTED,)),
        ("actor_countries", "<u8", (LISTED,)), ("recipient_countries", "<u8", (LISTED,)),
        ("names", "<u8", (2 * LISTED,)),
        ("places", "<u8", (LISTED,)), ("place_country", "<u8"), ("place_words", "<u8", (2 * LISTED,)),
        ("latitude", "<f4"), ("longitude", "<f4"), ("precision", "u1"),
        ("stems", "<u8", (LISTED,)), ("speakers", "<u8", (LISTED,)),
        ("counted", "<u8", (LISTED,)), ("low", "<f8", (LISTED,)), ("high", "<f8", (LISTED,)),
        ("wording", "i1", (PLACES,)), ("about", "i1", (PLACES,)),
    ]
)  # fmt: skip
"""One account. `types` and `factualities` have a bit for each; `beside` is the key of a user's own type
beside PLOVER, else 0. Texts are 64-bit keys (`wording.key`), 0
where there is none; days count from 1970-01-01; latitude and longitude are WGS 84 degrees, NaN where there
are none; bounds are infinite where open."""


def number_of(mention_id: str) -> int:
    """The number that stands in linking for the account whose first mention this is: 64 bits of its id."""
    return key(mention_id)


def rows(accounts: Iterable[Sequence[Telling]]) -> Rows:
    """A row of `ROW` for each account, in their order.

    An account is what one article tells of one event: its tellings, at least one, in the article's order.
    What they say is put together; of several dates and places the most exact counts.
    """
    return np.array([_row(account) for account in accounts], ROW)


def days(telling: Telling) -> tuple[int, int, int]:
    """The days `[first, last]` in which the action is taken to lie, and how well they are known."""
    report = day_number(telling.published) if telling.published is not None else None
    first = day_number(telling.first) if telling.first is not None else None
    last = day_number(telling.last) if telling.last is not None else None
    if first is None and last is None:
        if report is None or telling.historical:
            return NO_DAY, NO_DAY, UNDATED
        return (*_about(report, telling.factuality), UNDATED)
    if first is not None and last is not None and last - first < WIDE:
        return first, last, DATED
    low = first if first is not None else (last or 0) - WIDE
    high = last if last is not None else (first or 0) + WIDE
    if report is not None:
        near_low, near_high = _about(report, telling.factuality)
        if near_low <= high and low <= near_high:
            return max(low, near_low), min(high, near_high), WIDELY
    return (low, min(high, low + WIDE), WIDELY) if first is not None else (high - WIDE, high, WIDELY)


def _about(report: int, factuality: Factuality) -> tuple[int, int]:
    if factuality in {Factuality.FUTURE, Factuality.PROPOSED, Factuality.HYPOTHETICAL}:
        return report - 1, report + AFTER_REPORT
    return report - BEFORE_REPORT, report


def day_number(day: date) -> int:
    """Days from 1970-01-01."""
    return (day - date(1970, 1, 1)) // timedelta(days=1)


def _row(account: Sequence[Telling]) -> tuple[Any, ...]:
    head = account[0]
    first, last, known = min(map(days, account), key=lambda d: (-d[2], d[1] - d[0], d))
    located = sorted(
        (t.location for t in account if t.location is not None), key=lambda p: -PRECISION_NUMBERS[p.precision]
    )
    at = (located[0].latitude, located[0].longitude) if located else (None, None)
    actors = [s for t in account for s in t.actors]
    recipients = [s for t in account for s in t.recipients]
    counts = [c for t in account for c in t.counts][:LISTED]
    words = sorted({word for t in account for word in stems(" ".join(_NAMES.findall(t.place_words or "")))})
    return (
        number_of(head.mention_id), key(head.article_id), head.start,
        day_number(head.published) if head.published else NO_DAY,
        _bits(TYPE_NUMBERS.get(t.type, BESIDE) for t in account),
        0 if head.type in TYPE_NUMBERS else key(head.type), _keys(t.mode for t in account),
        _bits(FACTUALITY_NUMBERS[t.factuality] for t in account), known, first, last,
        _keys(s.code for s in actors), _keys(s.code for s in recipients),
        _keys(s.country for s in actors), _keys(s.country for s in recipients),
        _keys((s.name.casefold() for s in (*actors, *recipients) if s.name), 2 * LISTED),
        _keys(str(p.geonames or p.name) for p in located if p.precision is not Precision.COUNTRY),
        key(located[0].country) if located and located[0].country else 0, _keys(words, 2 * LISTED),
        np.nan if at[0] is None else at[0], np.nan if at[1] is None else at[1],
        PRECISION_NUMBERS[located[0].precision] if located else 0,
        _keys(t.stem for t in account), _keys(t.speaker.casefold() for t in account if t.speaker),
        _keys((f"{c.unit} {c.counted}" for c in counts), every=True),
        _padded([-np.inf if c.low is None else c.low for c in counts]),
        _padded([np.inf if c.high is None else c.high for c in counts]),
        _summed([t.wording for t in account], PLACES), np.frombuffer(head.about, np.int8),
    )  # fmt: skip


def _bits(numbers: Iterable[int]) -> int:
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def _keys(texts: Iterable[str | None], most: int = LISTED, *, every: bool = False) -> list[int]:
    found = [key(text) for text in texts if text]
    found = found[:most] if every else list(dict.fromkeys(found))[:most]
    return found + [0] * (most - len(found))


def _padded(values: Sequence[float]) -> list[float]:
    return [*values, *([0.0] * (LISTED - len(values)))]


def _summed(vectors: Sequence[bytes], places: int) -> NDArray[np.int8]:
    """The sum of signed bytes, scaled down to fit into signed bytes where it does not."""
    total = np.zeros(places, np.int64)
    for vector in vectors:
        total += np.frombuffer(vector, np.int8)
    largest = int(np.abs(total).max())
    return (total if largest <= 127 else np.rint(total * (127 / largest))).astype(np.int8)
