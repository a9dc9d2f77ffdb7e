"""Says which days words of time mean: *late on Thursday night*, *since 2014*, *by the end of next year*.

How a form is read stands in the modules of the forms (`time_days`, `time_units`, `time_spans`); how words
such as *since* and *by* bound it, here:

- *Since* a time reaches from its first day to the day of publishing.
- *By* and *until* a time that is still to come reach from the day of publishing to its last day, *before* to
  the day before its first; where it is past, the beginning is open. Such a bound without a year (weekdays
  apart) is the nearest one, as what is still going on may end later.
- *After* a time begins on the day after its last (after something on a day, such as *Monday's vote*, on that
  day) and ends with the day of publishing; for what lies ahead the end is open.
- *From* a time alone is that time: its end is not said. *From A to B*, *between A and B*, *A and B* reach
  from the first day of A to the last of B.
- *The day before Christmas* is counted from that day; *the next day*, *a week later*, *that Friday*, *at
  5 a.m.* hang on a day that the phrase doesn't name, and *every Friday* on none: they are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from tidings.code.time_calendar import Anchor
from tidings.code.time_forms import POINT, SHIFT, UNKNOWN, Point, Reading, find_points, pattern
from tidings.code.time_matched import Found
from tidings.code.time_vocabulary import KIND
from tidings.code.time_words import read_words
from tidings.types import Grain, When

_DAY: Final = timedelta(1)


def resolve_time(words: str, published: date | None, *, ahead: bool | None = None) -> When | None:
    """The days that words of time mean; None where they tell none (*soon*, *during the war*, *the next day*).

    `published` is the day that relative words count from; without it only full dates are known. `ahead` says
    whether the action lies in the future: then *on Wednesday* is the next one, else the last one up to and
    including `published`. None is as False, unless the words themselves look ahead (*next*, *will*, *by*).
    """
    phrase = read_words(words)
    reading = find_points(phrase)
    if not reading.points:
        return None
    anchor = Anchor(published, True if ahead is None and phrase.forward else ahead)
    try:
        found = _frame(reading, anchor)
        return When(found.start, found.end, found.grain, found.why) if found else None
    except (OverflowError, ValueError):  # in a year that no date can say, or that is not kept
        return None


def _frame(reading: Reading, anchor: Anchor) -> Found | None:
    """What the first frame that fits makes of the points."""
    for form, build in _FRAMES:
        if match := form.search(reading.kinds):
            points = [reading.points[i] for i in range(*match.span()) if i in reading.points]
            return build(points, anchor)
    return None


def _nothing(points: list[Point], anchor: Anchor) -> Found | None:
    return None


def _point(points: list[Point], anchor: Anchor) -> Found | None:
    """The first that can be resolved."""
    return next((found for point in points if (found := _told(point, anchor))), None)


def _told(point: Point, anchor: Anchor) -> Found | None:
    """The days of a point, with its words in the reason."""
    found = point.resolve(anchor)
    return Found(found.start, found.end, found.grain, f"{point.words}: {found.why}") if found else None


def _shift(points: list[Point], anchor: Anchor) -> Found | None:
    """*Two days before Christmas*."""
    base = _told(points[1], anchor)
    if base is None or base.grain is not Grain.DAY:
        return None
    found = points[0].resolve(Anchor(base.start, anchor.ahead))
    return Found(found.start, found.end, found.grain, f"{points[0].words} {base.why}") if found else None


def _eve(points: list[Point], anchor: Anchor) -> Found | None:
    """*On the eve of 9 May*, *the night before Christmas*."""
    base = _told(points[0], anchor)
    if base is None or base.grain is not Grain.DAY or base.start is None:
        return None
    eve = base.start - _DAY
    return Found(eve, eve, Grain.DAY, f"the day before {base.why}")


def _range(points: list[Point], anchor: Anchor) -> Found | None:
    """From one point to another: the one with a year, else the nearer one, says which the other is."""
    one, two = points[0], points[1]
    if not two.floating or (anchor.ahead and one.floating):
        last = _told(two, anchor)
        first = _told(one, Anchor(last.end, False) if last and one.floating else anchor)
    else:
        first = _told(one, anchor)
        last = _told(two, Anchor(first.start, True)) if first else None
    if first is None or last is None:
        return None
    starts, ends = [d for d in (first.start, last.start) if d], [d for d in (first.end, last.end) if d]
    return _between(min(starts, default=None), max(ends, default=None), f"{first.why}; {last.why}")


def _since(points: list[Point], anchor: Anchor) -> Found | None:
    begun = _told(points[0], Anchor(anchor.day, False))
    if begun is None or begun.start is None:
        return None
    return _between(begun.start, anchor.day, f"since {begun.why}; to the day of publishing")


def _bound(point: Point, anchor: Anchor) -> Found | None:
    """What ends a time. A date without a year is the nearest where the action is not said to lie ahead."""
    later = _told(point, Anchor(anchor.day, True))
    if anchor.ahead or not point.floating or later is None:
        return later if anchor.ahead else _told(point, anchor)
    earlier = _told(point, Anchor(anchor.day, False))
    if KIND["weekday"] in point.found.kinds or earlier is None or anchor.day is None:
        return earlier
    if earlier.end is None or later.start is None:
        return earlier
    return earlier if anchor.day - earlier.end <= later.start - anchor.day else later


def _by(points: list[Point], anchor: Anchor) -> Found | None:
    bound = _bound(points[0], Anchor(anchor.day, anchor.ahead is not False))
    return _up_to(bound.end, anchor, f"up to {bound.why}") if bound else None


def _before(points: list[Point], anchor: Anchor) -> Found | None:
    bound = _bound(points[0], anchor)
    return _up_to(bound.start - _DAY, anchor, f"before {bound.why}") if bound and bound.start else None


def _before_something(points: list[Point], anchor: Anchor) -> Found | None:
    """*Ahead of the summit in July* is taken for July; *ahead of Friday's vote* is known if still to come."""
    bound = _told(points[0], anchor)
    if bound is None or bound.grain is not Grain.DAY:
        return bound
    if not anchor.ahead or bound.start is None:
        return None
    return _up_to(bound.start - _DAY, anchor, f"before {bound.why}")


def _after(points: list[Point], anchor: Anchor) -> Found | None:
    bound = _told(points[0], anchor)
    return _onward(bound.end + _DAY, anchor, f"after {bound.why}") if bound and bound.end else None


def _after_something(points: list[Point], anchor: Anchor) -> Found | None:
    bound = _told(points[0], anchor)
    return _onward(bound.start, anchor, f"after {bound.why}") if bound and bound.start else None


def _up_to(last: date | None, anchor: Anchor, why: str) -> Found | None:
    """Up to a day, from the day of publishing if that is to come, but from when is unknown if it is past."""
    if last is not None and anchor.day is not None and anchor.day <= last:
        return _between(anchor.day, last, f"{why}; from the day of publishing")
    return _between(None, last, why)


def _onward(first: date, anchor: Anchor, why: str) -> Found | None:
    """From a day on, to the day of publishing if what is told is past."""
    if not anchor.ahead and anchor.day is not None and first <= anchor.day:
        return _between(first, anchor.day, f"{why}; to the day of publishing")
    return _between(first, None, why)


def _between(first: date | None, last: date | None, why: str) -> Found | None:
    if (first is None and last is None) or (first and last and last < first):
        return None
    return Found(first, last, Grain.DAY if first == last else Grain.SPAN, why)


def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(pattern(form).replace("@", POINT))


_FRAMES: Final[tuple[tuple[re.Pattern[str], Callable[[list[Point], Anchor], Found | None]], ...]] = (
    (re.compile(UNKNOWN), _nothing),
    (_compiled(f"{SHIFT} @"), _shift),
    (re.compile(SHIFT), _nothing),
    (_compiled("(?:eve|daypart before) @"), _eve),
    (_compiled("eve"), _nothing),
    (_compiled("@ tonow"), _since),
    (_compiled("@ possessive? [to until] in? @"), _range),
    (_compiled("@ possessive? and in? @"), _range),
    (_compiled("since [^@]* @"), _since),
    (_compiled("[by until] [^@]* @"), _by),
    (_compiled("before @ (?!possessive|other)"), _before),
    (_compiled("before [^@]* @"), _before_something),
    (_compiled("after @ (?!possessive)"), _after),
    (_compiled("after [^@]* @"), _after_something),
    (_compiled("@.*"), _point),
)
"""How words before and between points bound them; the first that fits is taken."""
