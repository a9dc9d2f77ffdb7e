"""Network: who deals with whom, with the sign of the relation."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Request
from starlette.responses import Response

from tidings.errors import ConfigurationError
from tidings.explore import event_words
from tidings.explore.context import Shown
from tidings.explore.downloads import Format, download
from tidings.explore.event_lines import event_lines
from tidings.explore.filters import Searched
from tidings.record import dyads
from tidings.record.dyads import Level, PairFilter

router = APIRouter()

EDGES: Final = 300
"""Pairs that are drawn at most; beyond that lines can no longer be told apart."""
PAGE: Final = 50
"""Pairs, or events of a pair, on a page."""
STEPS: Final = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Smallest numbers of events that a pair may be asked to have."""
LEVELS: Final = (
    (Level.COUNTRIES, "countries and bodies"),
    (Level.SECTORS, "governments, militaries and so on"),
)
"""What a point of the network stands for, and how that is called."""


@router.get("/network")
def show(
    request: Request, shown: Shown, search: Searched, level: str = "", least: str = "", focus: str = "",
    one: str = "", other: str = "", page: str = "1", format: Format = Format.HTML,
) -> Response:  # fmt: skip
    """The network; with `one` and `other` also the events of that pair; with a `format`, all its pairs."""
    kind = _level(level)
    smallest = whole_number("least", least or "1")
    number = whole_number("page", page)
    wanted = PairFilter(kind, smallest, focus.strip() or None)
    every = shown.ask(lambda db: dyads.pairs(db, search, wanted))
    if format is not Format.HTML:
        return download(every, format, "pairs")
    found = every.slice(0, EDGES)
    pair = sorted((one.strip(), other.strip())) if one.strip() and other.strip() else None
    about: dict[str, Any] | None = None
    lines = []
    if pair:
        about = _row(every, pair) or _row(
            shown.ask(lambda db: dyads.pairs(db, search, PairFilter(kind, focus=pair[0]))), pair
        )
    if pair and about:
        start = (number - 1) * PAGE
        lines = event_lines(
            shown.ask(lambda db: dyads.events_of(db, search, kind, pair[0], pair[1], PAGE, start))
        )
    return shown.page(
        request, "network.html", title="Network", search=search, level=kind, levels=LEVELS, least=smallest,
        steps=sorted({*STEPS, smallest}), focus=wanted.focus, pairs=found.to_pylist(), count=every.num_rows,
        chart=graph(found, wanted.focus) | {"pair": pair}, pair=pair, about=about, lines=lines, page=number,
        pages=-(-about["events"] // PAGE) if about else 1,
        party=event_words.party, share=share,
    )  # fmt: skip


def graph(found: pa.Table, focus: str | None) -> dict[str, Any]:
    """The points (code, name, events) and lines (two codes, events, score, cooperation, conflict) to draw."""
    events: dict[str, int] = {}
    lines = []
    for row in found.to_pylist():
        for code in (row["one"], row["other"]):
            events[code] = events.get(code, 0) + row["events"]
        together, against = row["quad_1"] + row["quad_2"], row["quad_3"] + row["quad_4"]
        lines.append([row["one"], row["other"], row["events"], row["score"], together, against])
    points = [
        [code, event_words.party(code), n] for code, n in sorted(events.items(), key=lambda e: (-e[1], e[0]))
    ]
    return {"nodes": points, "edges": lines, "focus": focus}


def _row(found: pa.Table, pair: list[str]) -> dict[str, Any] | None:
    both = pc.and_(pc.equal(found["one"], pair[0]), pc.equal(found["other"], pair[1]))
    rows: list[dict[str, Any]] = found.filter(both).to_pylist()
    return rows[0] if rows else None


def share(part: float, whole: float) -> float:
    """Part of a whole in percent, with a decimal; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def whole_number(name: str, value: str) -> int:
    """A number of a request from 1 to a million; ConfigurationError TID-402 for anything else."""
    if not value.strip().isdecimal() or len(value) > 20 or not 1 <= int(value) <= 1_000_000:
        detail = "write a number from 1 to 1000000"
        raise ConfigurationError("TID-402", name=name, value=value, detail=detail)
    return int(value)


def _level(value: str) -> Level:
    if value not in {"", *Level}:
        detail = f"known are {', '.join(Level)}"
        raise ConfigurationError("TID-402", name="level", value=value, detail=detail)
    return Level(value or Level.COUNTRIES)
