"""Overview: what the record holds, conflict and cooperation over time, and where to look first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Request
from starlette.responses import Response

from tidings.errors import ConfigurationError
from tidings.explore import event_words, words
from tidings.explore.context import Shown, address
from tidings.explore.downloads import Format, download
from tidings.explore.event_lines import event_line, event_lines
from tidings.explore.filters import Searched
from tidings.record import dyads, overview
from tidings.record.event_index import QUOTED
from tidings.record.event_search import EventSearch
from tidings.types import OUTLET, Factuality

router = APIRouter()

WEEKS: Final = 220
"""Weeks up to which a timeline counts by week of itself: its bars are then four pixels or more."""
MARKS: Final = 8000
"""Bars of a timeline at most; with more, it counts by a longer period."""
MARGIN: Final = timedelta(days=92)
"""Days before the first and after the last article that a timeline shows of itself."""
VOICES: Final = (("", "anyone"), (OUTLET, "the outlets themselves"), (QUOTED, "anybody quoted"))
"""Who tells of an event: values of the filter, and how they are called."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events by period: the rows drawn, and what is not drawn.

    `rows` have the columns of `record.overview.timeline`; `before` and `after` count events outside of
    `first` to `last`; `coarser` says that fewer, longer periods are shown than were asked for.
    """

    by: str
    rows: pa.Table
    first: date | None
    last: date | None
    before: int
    after: int
    coarser: bool

    @property
    def by_quad(self) -> list[int]:
        """Events that are drawn, by quad class."""
        return [_sum(self.rows.filter(pc.equal(self.rows["quad"], q))) for q in range(1, 5)]


@router.get("/")
def show(
    request: Request, shown: Shown, search: Searched, by: str = "", whole: str = "",
    format: Format = Format.HTML,
) -> Response:  # fmt: skip
    """The overview; with a `format`, its timeline."""
    if by and by not in overview.PERIODS:
        detail = f"known are {', '.join(overview.PERIODS)}"
        raise ConfigurationError("TID-402", name="by", value=by, detail=detail)
    holds = shown.ask(overview.contents)
    open_ended = bool(whole.strip() or search.since or search.until)
    events, dated, first, last = shown.ask(lambda db: overview.stretch(db, search))
    if format is not Format.HTML:
        kind = by or usual_period(first, last)
        return download(shown.ask(lambda db: overview.timeline(db, search, kind)), format, "timeline")
    window = (None, None) if open_ended else (holds.first, holds.last)
    time = shown.ask(lambda db: timeline(db, search, by, first, last, window))
    pairs = shown.ask(lambda db: dyads.pairs(db, search, dyads.PairFilter(limit=13)))
    told = shown.ask(lambda db: overview.most_told(db, search, 6))
    return shown.page(
        request, "overview.html", title="Overview", holds=holds, search=search, events=events, dated=dated,
        time=time, chart=_chart(request, time), pairs=pairs.to_pylist(), told=event_lines(told),
        periods=overview.PERIODS, voices=VOICES, certainties=_toggles(request, search),
        table=_table(time.rows), days=words.days, party=event_words.party, whole=open_ended,
        share=_share,
    )  # fmt: skip


@router.get("/overview/disagreements")
def disagreements(request: Request, shown: Shown, search: Searched) -> Response:
    """Disagreements worth looking at, as a part of the page."""
    found = shown.ask(lambda db: overview.contested(db, search))
    return shown.page(
        request, "overview_disagreements.html", contested=[(event_line(c.event), c) for c in found],
        said=_said, kinds=KINDS,
    )  # fmt: skip


@router.get("/overview/speakers")
def speakers(request: Request, shown: Shown) -> Response:
    """Who is quoted most in the whole record, as a part of the page."""
    found = shown.ask(lambda db: overview.speakers(db, 10)).to_pylist()
    most = max((row["statements"] for row in found), default=0)
    return shown.page(request, "overview_speakers.html", rows=found, most=most, share=_share)


KINDS: Final = {
    "figure": "How many", "factuality": "Whether it happened", "place": "Where", "actor": "Who did it",
    "time": "When",
}  # fmt: skip
"""What a disagreement is about, by its kind."""


def timeline(
    db: duckdb.DuckDBPyConnection, search: EventSearch, by: str, first: date | None, last: date | None,
    published: tuple[date | None, date | None],
) -> Timeline:  # fmt: skip
    """The timeline of events from `first` to `last`, no further from the days of publishing than `MARGIN`."""
    begins, ends = published
    begin = first if not (begins and first) or begins - first <= MARGIN else begins - MARGIN
    end = last if not (ends and last) or last - ends <= MARGIN else ends + MARGIN
    if begin is None or end is None or begin > end:
        begin, end = first, last
    chosen = by or usual_period(begin, end)
    for kind in overview.PERIODS[overview.PERIODS.index(chosen) :]:
        rows = overview.timeline(db, search, kind)
        before = rows.filter(pc.less(rows["until"], pa.scalar(begin, pa.date32())))
        after = rows.filter(pc.greater(rows["period"], pa.scalar(end, pa.date32())))
        drawn = rows.slice(before.num_rows, rows.num_rows - before.num_rows - after.num_rows)
        if drawn.num_rows <= MARKS:
            break
    return Timeline(kind, drawn, begin, end, _sum(before), _sum(after), kind != chosen)


def usual_period(first: date | None, last: date | None) -> str:
    """Week, or month where weeks would be too narrow to see."""
    long = first is not None and last is not None and last - first > timedelta(weeks=WEEKS)
    return "month" if long else "week"


def _sum(rows: pa.Table) -> int:
    return int(pc.sum(rows["events"]).as_py() or 0)


def _chart(request: Request, time: Timeline) -> dict[str, Any]:
    rows = [[p.isoformat(), u.isoformat(), q, n] for p, u, q, n in _tuples(time.rows)]
    link = address(request, "/events", by=None, whole=None, since=None, until=None, quad=None)
    return {"by": time.by, "rows": rows, "link": link}


def _table(rows: pa.Table) -> list[tuple[date, date, list[int]]]:
    """Periods, the newest first, with their events by quad class."""
    found: dict[tuple[date, date], list[int]] = {}
    for period, until, quad, events in _tuples(rows):
        found.setdefault((period, until), [0, 0, 0, 0])[quad - 1] = events
    return [(period, until, counts) for (period, until), counts in reversed(found.items())]


def _tuples(rows: pa.Table) -> list[tuple[date, date, int, int]]:
    return list(zip(*(rows[name].to_pylist() for name in ("period", "until", "quad", "events")), strict=True))


def _toggles(request: Request, search: EventSearch) -> list[tuple[str, str, bool]]:
    """Each factuality, the address of this view with it switched, and whether it is on."""
    chosen = search.factuality
    return [
        (
            str(value),
            address(request, factuality=[v for v in Factuality if (v in chosen) != (v == value)] or None),
            value in chosen,
        )
        for value in Factuality
    ]


def _share(part: float, whole: float) -> float:
    """Part of a whole in percent, with a decimal; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def _said(kind: str, value: str) -> str:
    return words.factuality(value) if kind == "factuality" else event_words.said(kind, value)
