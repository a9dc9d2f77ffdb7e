"""Events by place: marks for a map, countries, and the events of one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record.event_queries import DAY
from tidings.record.event_search import EventSearch, where
from tidings.record.queries import arrow

MARKS: Final = 3000
"""Marks that a map gets at most: what a browser draws and moves as one vector image without a pause."""

GRIDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Sides of a cell, in degrees, in which places are put together where there are too many for a mark each."""

_BY_QUAD: Final = ", ".join(f"count_if(e.quad = {q})::INTEGER AS quad_{q}" for q in range(1, 5))


@dataclass(frozen=True, slots=True)
class Placed:
    """How many events fit, and how many of them say where: at a place of their own, or in a country only."""

    events: int
    at_places: int
    in_countries: int

    @property
    def nowhere(self) -> int:
        """Events that say no place."""
        return self.events - self.at_places - self.in_countries


@dataclass(frozen=True, slots=True)
class Spot:
    """What events are asked of: the cell of `grid` degrees whose south-western corner is given, or a place by
    its name and country; a country alone (`name` None) has the events that say no nearer place."""

    name: str | None = None
    country: str | None = None
    south: float = 0.0
    west: float = 0.0
    grid: float = 0.0


def placed(db: duckdb.DuckDBPyConnection, search: EventSearch) -> Placed:
    """How many of the events that fit say where. Raises as `event_search.where`."""
    condition, values = where(search, db)
    query = (
        "SELECT count(*), count(e.latitude),"
        " count(*) FILTER (e.latitude IS NULL AND coalesce(e.location_country, e.location_name) IS NOT NULL)"
        f" FROM events e WHERE {condition}"
    )
    return Placed(*db.execute(query, values).fetchall()[0])


def places(db: duckdb.DuckDBPyConnection, search: EventSearch, limit: int | None = None) -> pa.Table:
    """Places with coordinates and their events, most events first.

    Columns: name, country (null for a sea), latitude, longitude (WGS 84 degrees), precision (exact, city or
    region), events, quad_1 to quad_4 (events by quad class).
    """
    condition, values = where(search, db)
    return arrow(
        db,
        f"""
        SELECT e.location_name AS name, e.location_country AS country, e.latitude, e.longitude,
               coalesce(e.location_precision, 'region') AS precision, count(*)::INTEGER AS events, {_BY_QUAD}
        FROM events e WHERE e.latitude IS NOT NULL AND e.longitude IS NOT NULL AND {condition}
        GROUP BY ALL ORDER BY events DESC, name, country, latitude, longitude, precision
        {"" if limit is None else "LIMIT ?"}
        """,
        [*values, *([] if limit is None else [limit])],
    )


def marks(db: duckdb.DuckDBPyConnection, search: EventSearch, most: int = MARKS) -> tuple[pa.Table, float]:
    """At most `most` marks of a map, and the grid that they were put together on: 0 if each is a place.

    Columns: those of `places`, and places: how many a mark stands for. One that stands for several has the
    name, country and precision of the place with the most events, and lies at their mean; south and west are
    the corner of its cell.
    """
    found = places(db, search, most + 1)
    if found.num_rows <= most:
        ones = pa.array([1] * found.num_rows, pa.int64())
        corners = [found.append_column("places", ones)]
        for name in ("south", "west"):
            corners.append(corners[-1].append_column(name, pa.nulls(found.num_rows, pa.float64())))
        return corners[-1], 0.0
    condition, values = where(search, db)
    for grid in GRIDS:
        binned = arrow(
            db,
            f"""
            WITH p AS (
                SELECT e.location_name AS name, e.location_country AS country, e.latitude, e.longitude,
                       coalesce(e.location_precision, 'region') AS precision, count(*) AS events, {_BY_QUAD}
                FROM events e WHERE e.latitude IS NOT NULL AND e.longitude IS NOT NULL AND {condition}
                GROUP BY ALL
            )
            SELECT arg_max(name, (events, name)) AS name, arg_max(country, (events, name)) AS country,
                   sum(latitude * events) / sum(events) AS latitude,
                   sum(longitude * events) / sum(events) AS longitude,
                   arg_max(precision, (events, name)) AS precision, sum(events)::INTEGER AS events,
                   {", ".join(f"sum(quad_{q})::INTEGER AS quad_{q}" for q in range(1, 5))},
                   count(*) AS places, floor(latitude / $grid) * $grid AS south,
                   floor(longitude / $grid) * $grid AS west
            FROM p GROUP BY south, west ORDER BY events DESC, south, west LIMIT ?
            """.replace("$grid", f"{grid:g}"),
            [*values, most + 1],
        )
        if binned.num_rows <= most:
            return binned, grid
    return binned.slice(0, most), grid


def countries(db: duckdb.DuckDBPyConnection, search: EventSearch) -> pa.Table:
    """Countries with the events that name no nearer place, most first: country, events, quad_1 to quad_4.

    A place without coordinates or country (a sea by its name) stands under its name.
    """
    condition, values = where(search, db)
    return arrow(
        db,
        f"""
        SELECT coalesce(e.location_country, e.location_name) AS country, count(*)::INTEGER AS events,
               {_BY_QUAD}
        FROM events e
        WHERE e.latitude IS NULL AND coalesce(e.location_country, e.location_name) IS NOT NULL AND {condition}
        GROUP BY 1 ORDER BY events DESC, country
        """,
        values,
    )


def events_at(
    db: duckdb.DuckDBPyConnection, search: EventSearch, spot: Spot, limit: int = 50, offset: int = 0
) -> tuple[pa.Table, int]:
    """The events of a place, the newest first (columns of `events`), and how many there are in all."""
    condition, values = where(search, db)
    bound: list[Any]
    if spot.grid:
        fits = "floor(e.latitude / ?) * ? = ? AND floor(e.longitude / ?) * ? = ?"
        bound = [spot.grid, spot.grid, spot.south, spot.grid, spot.grid, spot.west]
    elif spot.name is not None:
        fits = "e.latitude IS NOT NULL AND e.location_name = ? AND e.location_country IS NOT DISTINCT FROM ?"
        bound = [spot.name, spot.country]
    else:
        fits = "e.latitude IS NULL AND coalesce(e.location_country, e.location_name) = ?"
        bound = [spot.country]
    found = f"FROM events e WHERE {fits} AND {condition}"
    table = arrow(
        db,
        f"SELECT * FROM events WHERE rowid IN (SELECT e.rowid {found} ORDER BY {DAY} DESC NULLS LAST, e.id"
        f" LIMIT ? OFFSET ?) ORDER BY {DAY.replace('e.', '')} DESC NULLS LAST, id",
        [*bound, *values, limit, offset],
    )
    (count,) = db.execute(f"SELECT count(*) {found}", [*bound, *values]).fetchall()
    return table, int(count[0])
