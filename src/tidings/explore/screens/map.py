"""Map: events by place, each place no nearer than the articles say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
from fastapi import APIRouter, Request
from starlette.responses import Response

from tidings.errors import ConfigurationError
from tidings.explore.context import HERE, Shown
from tidings.explore.downloads import Format, download
from tidings.explore.event_lines import event_lines
from tidings.explore.filters import Searched
from tidings.explore.screens.network import share, whole_number
from tidings.gazetteer import countries, country_name
from tidings.gazetteer.nations import country_named
from tidings.gazetteer.spelling import tokens
from tidings.record import geography
from tidings.record.geography import Spot

router = APIRouter()

PAGE: Final = 50
"""Events of a place on a page."""
ROWS: Final = 25
"""Places on a page of their table."""

SHAPES: Final = MappingProxyType(
    {
        "W. Sahara": "ESH", "Dem. Rep. Congo": "COD", "Dominican Rep.": "DOM", "Falkland Is.": "FLK",
        "Fr. S. Antarctic Lands": "ATF", "Central African Rep.": "CAF", "Eq. Guinea": "GNQ",
        "Solomon Is.": "SLB", "Bosnia and Herz.": "BIH", "S. Sudan": "SSD", "N. Cyprus": "",
    }
)  # fmt: skip
"""Names of shapes in Natural Earth that the gazetteer does not have, with their ISO 3166-1 alpha-3 code."""


@router.get("/map")
def show(
    request: Request, shown: Shown, search: Searched, name: str = "", country: str = "", south: str = "",
    west: str = "", grid: str = "", rows: str = "1", page: str = "1", format: Format = Format.HTML,
) -> Response:  # fmt: skip
    """The map; with a `name` or `country`, or the corner of a cell, also the events there.

    With a `format`, all places. `rows` is the page of the table of places, `page` that of the events.
    """
    if format is not Format.HTML:
        return download(shown.ask(lambda db: geography.places(db, search)), format, "places")
    spot = _spot(name, country, south, west, grid)
    at_rows, at_page = whole_number("rows", rows), whole_number("page", page)
    placed = shown.ask(lambda db: geography.placed(db, search))
    marks, cell = shown.ask(lambda db: geography.marks(db, search))
    nations = shown.ask(lambda db: geography.countries(db, search)).to_pylist()
    lines, there = [], 0
    if spot:
        start = (at_page - 1) * PAGE
        found, there = shown.ask(lambda db: geography.events_at(db, search, spot, PAGE, start))
        lines = event_lines(found)
    table = marks.slice((at_rows - 1) * ROWS, ROWS).to_pylist()
    return shown.page(
        request, "map.html", title="Map", search=search, placed=placed, cell=cell, nations=nations,
        marks=table, count=marks.num_rows, rows=at_rows, row_pages=-(-marks.num_rows // ROWS),
        chart=_chart(marks, nations, cell), spot=spot, lines=lines, there=there, page=at_page,
        pages=max(1, -(-there // PAGE)), nation=nation, share=share,
    )  # fmt: skip


def nation(code: str | None) -> str:
    """A country's name, or the name of a place that is no country; nothing for none."""
    return country_name(code) if code in countries() else code or ""


@cache
def shapes() -> Mapping[str, str]:
    """Names of the shapes of the map to the codes of their countries; a shape without one is left out."""
    world = json.loads((HERE / "static" / "vendor" / "countries-110m.json").read_text())
    names = (shape["properties"]["name"] for shape in world["objects"]["countries"]["geometries"])
    found = {name: SHAPES.get(name, country_named(tokens(name))) for name in names}
    return MappingProxyType({name: code for name, code in found.items() if code})


def _chart(marks: pa.Table, nations: list[dict[str, Any]], cell: float) -> dict[str, Any]:
    spots = [
        [
            round(row["longitude"], 4), round(row["latitude"], 4), row["precision"], row["events"],
            row["quad_1"] + row["quad_2"], row["name"] or "", row["country"], nation(row["country"]),
            row["places"], row["south"], row["west"],
        ]
        for row in marks.to_pylist()
    ]  # fmt: skip
    return {
        "marks": spots,
        "grid": cell,
        "countries": [
            [n["country"], nation(n["country"]), n["events"], n["quad_1"] + n["quad_2"]] for n in nations
        ],
        "shapes": dict(shapes()),
    }


def _spot(name: str, country: str, south: str, west: str, grid: str) -> Spot | None:
    if grid.strip():
        numbers = {"south": south, "west": west, "grid": grid}
        return Spot(
            name or None, country or None, **{key: _real(key, value) for key, value in numbers.items()}
        )
    return Spot(name or None, country or None) if name or country else None


def _real(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not -180 <= number <= 180 or (name == "grid" and number <= 0):
        detail = "write degrees from -180 to 180"
        raise ConfigurationError("TID-402", name=name, value=value, detail=detail)
    return number
