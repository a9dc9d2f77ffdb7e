"""Figures: one quantity across sources and time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

import pyarrow as pa
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from tidings.explore import event_words
from tidings.explore.context import Explorer, Shown
from tidings.explore.downloads import Format, download
from tidings.explore.words import FACTUALITY, bounds, code_name, factuality, hue, part
from tidings.ontology import TYPES
from tidings.record import quantities
from tidings.record.quantities import FigureSearch

router = APIRouter()

PAGE: Final = 50
"""Rows of a page."""
LAST: Final = 1_000_000
"""The last page that may be asked for."""
OFFERED: Final = 400
"""Things counted that the choice offers; the list of all of them has the others."""
SOURCES: Final = 8
"""Sources that the key of the chart names."""
DRAWN: Final = 120
"""Periods that the chart has at most, where figures are too many for a mark each."""

VOICES: Final = {"outlet": "the outlets themselves", "quoted": "anybody quoted"}
TIMES: Final = {"report": "day of the report", "event": "day it holds at"}
SORTS: Final = {
    "newest": "newest first", "oldest": "oldest first", "largest": "largest first",
    "smallest": "smallest first",
}  # fmt: skip

Page = Annotated[int, Query(ge=1, le=LAST)]


def figure_search(
    what: str = "", holder: str = "", type: str = "", factuality: str = "", voice: str = "", outlet: str = "",
    since: str = "", until: str = "", time: str = "",
) -> FigureSearch:  # fmt: skip
    """The `FigureSearch` of a request; empty values, as forms send them, count as not given."""
    return FigureSearch(
        what=what or None, holder=holder.strip() or None, type=type.strip() or None,
        factuality=factuality.strip() or None, voice=voice.strip() or None, outlet=outlet or None,
        since=since.strip() or None, until=until.strip() or None, time=time or "report",
    )  # fmt: skip


@router.get("/figures")
def show(
    request: Request, shown: Shown, search: Annotated[FigureSearch, Depends(figure_search)],
    q: Annotated[str, Query(max_length=300)] = "", log: str = "", sort: str = "newest", counted: str = "",
    format: Format = Format.HTML, page: Page = 1,
) -> Response:  # fmt: skip
    """What is counted most; with `what`, every source's value of it.

    Without `what`, a `holder` gets the list of their figures.
    """
    if format is not Format.HTML:
        if counted or not (search.what or search.holder):
            return download(shown.ask(lambda db: quantities.counted(db, q)), format, "counted")
        return download(shown.ask(lambda db: quantities.figures(db, search, sort)), format, "figures")
    kinds = shown.ask(lambda db: quantities.counted(db, q, OFFERED)).to_pylist()
    for kind in kinds:
        kind["words"] = counted_words(kind)
    values: dict[str, Any] = {
        "title": "Figures", "kinds": kinds, "q": q.strip(), "search": search, "log": bool(log.strip()),
        "sort": sort, "page": page, "voices": VOICES, "times": TIMES, "sorts": SORTS,
        "types": (*TYPES, *(own.name for own in shown.record.own_types())),
        "value": value_words, "party": event_words.party, "hue": hue, "any_counted": bool(kinds),
        "most": max((k["figures"] for k in kinds), default=0),
    }  # fmt: skip
    if q.strip() and not kinds:
        values["any_counted"] = bool(shown.ask(lambda db: quantities.counted(db, None, 1)).num_rows)
    if not search.what and not search.holder:
        return shown.page(request, "figures.html", **values)
    return shown.page(request, "figure.html", **values, **_one(shown, search, sort, page, bool(log.strip())))


def _one(shown: Explorer, search: FigureSearch, sort: str, page: int, log: bool) -> dict[str, Any]:
    """The figures that fit: a page of the list, and the chart."""
    found, dated, first, last = shown.ask(lambda db: quantities.stretch(db, search))
    offset = (page - 1) * PAGE
    rows = shown.ask(lambda db: quantities.figures(db, search, sort, PAGE, offset)).to_pylist()
    chart: dict[str, Any] | None = None
    table: list[dict[str, Any]] = []
    by = ""
    if search.what and dated and dated <= quantities.MARKS:
        chart = _marks(shown.ask(lambda db: quantities.marks(db, search)), log)
    elif search.what and dated:
        by = period(first, last)
        table = shown.ask(lambda db: quantities.periods(db, search, by)).to_pylist()
        keys = ("figures", "low", "first", "middle", "third", "high")
        boxes = [[r["period"].isoformat(), r["own"], *(r[k] for k in keys)] for r in table]
        chart = {"by": by, "log": log, "boxes": boxes}
    holders = shown.ask(lambda db: quantities.holders(db, search.what or "")) if search.what else []
    return {
        "found": found, "dated": dated, "first": first, "last": last, "rows": rows, "chart": chart,
        "boxes": table[::-1], "by": by, "holders": holders, "pages": max(1, -(-found // PAGE)),
        "name": name_of(search.what), "certainties": FACTUALITY,
    }  # fmt: skip


def period(first: date | None, last: date | None) -> str:
    """How long the periods of a chart are."""
    if first is None or last is None or (last - first).days <= 7 * DRAWN:
        return "week"
    return "month" if (last - first).days <= 30 * DRAWN else "year"


def counted_words(kind: Mapping[str, Any]) -> str:
    """What is counted in a reader's words: *dead (people)*, *money in USD*, *hours*."""
    counted, unit = kind["counted"], kind["unit"]
    detail = kind["currency"] or kind["measure"]
    if unit == "money":
        money = f"money in {detail}" if detail else "money"
        return money if counted in {None, "money"} else f"{counted} ({money})"
    if unit in {"time", "other"}:
        return str(detail or counted or unit)
    if unit == "percent" and counted:
        of = counted.removeprefix("%").strip()
        return "percent" if of in {"", "percent"} else f"percent: {of}"
    return str(unit) if counted in {None, unit} else f"{event_words.counted(counted, many=True)} ({unit})"


def name_of(key: str | None) -> str:
    """A key of `quantities.counted` in a reader's words."""
    if not key:
        return "All figures"
    unit, _, rest = key.partition(":")
    detail, _, counted = rest.partition(":")
    return counted_words(
        {"unit": unit, "counted": counted or None, "currency": detail or None, "measure": None}
    )


def value_words(row: Mapping[str, Any]) -> str:
    """The bounds of a figure with its unit, where that is not plain from what is counted."""
    said = bounds(row["low"], row["high"])
    if row["unit"] == "percent":
        return f"{said} %"
    unit = row["currency"] or row["measure"]
    return f"{said} {unit}" if unit and said != "–" else said


def source(row: Mapping[str, Any], *, short: bool = False) -> str:
    """Who gives a figure: the outlet itself, or whoever it quotes (`short`: without the outlet's name)."""
    outlet = row["outlet"] or "an outlet not named"
    if row["own"]:
        return str(outlet)
    speaker = row["speaker"] or "a source not named"
    return code_name(speaker) if short else f"{code_name(speaker)} in {outlet}"


def _marks(table: pa.Table, log: bool) -> dict[str, Any]:
    points = [
        {
            "day": r["day"].isoformat(), "low": r["low"], "high": r["high"], "own": r["own"],
            "status": r["factuality"], "certainty": factuality(r["factuality"]), "words": r["quote"],
            "value": bounds(r["low"], r["high"]), "source": source(r), "source_short": source(r, short=True),
            "hue": hue(r["outlet"] if r["own"] else r["speaker"]).removeprefix("hue-"),
            "href": f"/articles/{part(r['article_id'])}#f-{part(r['id'])}",
        }
        for r in table.to_pylist()
    ]  # fmt: skip
    told = Counter((p["source_short"], p["hue"]) for p in points)
    sources = [(name, shade, count) for (name, shade), count in told.most_common(SOURCES)]
    return {"log": log, "points": points, "sources": sources, "others": len(told) - len(sources)}
