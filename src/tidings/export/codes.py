"""The codes of types, countries and places in other schemes, as tables that the export's queries join."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.export.acled_types import acled_type
from tidings.export.choice import CHOSEN
from tidings.gazetteer.country_codes import country_codes, province_of
from tidings.gazetteer.geo_precision import acled_geo_precision, ucdp_where_precision
from tidings.ontology import (
    TYPES,
    cameo,
    goldstein,
    modes,
    plover_projection,
    plover_score,
    plover_to_cameo,
    quad_class,
)
from tidings.types import Factuality, Location, Precision

CONVENTIONAL_FORCE: Final = "190"
UNCONVENTIONAL_VIOLENCE: Final = "180"
"""CAMEO for an assault of no named kind: by an armed actor, and by others."""

PLACES: Final = 50_000
"""Places that are looked up at once."""


def register(db: duckdb.DuckDBPyConnection) -> None:
    """Make `codes_of_types` and `codes_of_countries` known to this connection."""
    db.register("codes_of_types", _types())
    db.register("codes_of_countries", _countries())


@cache
def _types() -> pa.Table:
    rows = [
        _type(type, mode, factuality, armed)
        for type in TYPES
        for mode in (None, *modes(type))
        for factuality in Factuality
        for armed in (False, True)
    ]
    fields = [
        ("type", pa.string()), ("mode", pa.string()), ("factuality", pa.string()), ("armed", pa.bool_()),
        ("plover_type", pa.string()), ("plover_mode", pa.string()), ("auxiliary", pa.list_(pa.string())),
        ("quad_name", pa.string()), ("quad", pa.int8()), ("score", pa.float64()), ("cameo", pa.string()),
        ("cameo_name", pa.string()), ("cameo_base", pa.string()), ("cameo_root", pa.string()),
        ("cameo_quad", pa.int8()), ("goldstein", pa.float64()), ("acled_disorder", pa.string()),
        ("acled_type", pa.string()), ("acled_subtype", pa.string()), ("acled_civilian", pa.string()),
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema(fields))


def _type(type: str, mode: str | None, factuality: Factuality, armed: bool) -> dict[str, Any]:
    projected = plover_projection(type, mode, factuality)
    code = plover_to_cameo(type, mode, factuality)
    if code == CONVENTIONAL_FORCE and not armed:
        code = UNCONVENTIONAL_VIOLENCE
    entry = cameo(code)
    acled = acled_type(type, mode)
    quad = quad_class(projected.type)
    return {
        "type": type, "mode": mode, "factuality": factuality.value, "armed": armed,
        "plover_type": projected.type, "plover_mode": projected.mode,
        "auxiliary": list(projected.auxiliary), "quad": int(quad), "quad_name": quad.label.upper(),
        "score": plover_score(projected.type, projected.mode), "cameo": code, "cameo_name": entry.name,
        "cameo_base": code[:3], "cameo_root": entry.root, "cameo_quad": int(entry.quad),
        "goldstein": goldstein(code), "acled_disorder": acled and acled.disorder,
        "acled_type": acled and acled.type, "acled_subtype": acled and acled.subtype,
        "acled_civilian": acled and acled.against_civilians,
    }  # fmt: skip


@cache
def _countries() -> pa.Table:
    found = list(country_codes().values())
    fields = {
        "code": pa.string(), "name": pa.string(), "iso2": pa.string(), "number": pa.int32(),
        "fips": pa.string(), "cow": pa.int32(), "gw": pa.int32(), "ucdp_name": pa.string(),
        "ucdp_region": pa.string(), "icews_name": pa.string(), "acled_region": pa.string(),
    }  # fmt: skip
    return pa.table(
        {name: pa.array([getattr(c, name) for c in found], kind) for name, kind in fields.items()}
    )


def register_places(db: duckdb.DuckDBPyConnection) -> None:
    """Make `places_of_events`: each place that the chosen events have, looked up once."""
    db.execute(
        "CREATE OR REPLACE TEMP TABLE places_of_events (name VARCHAR, country VARCHAR, precision VARCHAR,"
        " geonames INTEGER, words VARCHAR, province VARCHAR, acled TINYINT, ucdp TINYINT)"
    )
    places = db.sql(
        f"""
        SELECT DISTINCT m.location_name AS name, m.location_country AS country,
               m.location_precision AS precision, m.geonames, m.place_quote AS words
        FROM {CHOSEN} c JOIN tellings s ON s.event_id = c.id
        JOIN mentions m ON m.id = s.mention_id AND m.article_id = s.article_id
        WHERE m.location_name IS NOT NULL
        """
    ).to_arrow_table()
    for batch in places.to_batches(PLACES):
        db.register("some_places", pa.Table.from_pylist([_place(row) for row in batch.to_pylist()], _PLACE))
        db.execute("INSERT INTO places_of_events SELECT * FROM some_places")
        db.unregister("some_places")


_PLACE: Final = pa.schema(
    [
        ("name", pa.string()), ("country", pa.string()), ("precision", pa.string()), ("geonames", pa.int32()),
        ("words", pa.string()), ("province", pa.string()), ("acled", pa.int8()), ("ucdp", pa.int8()),
    ]
)  # fmt: skip


def _place(row: dict[str, Any]) -> dict[str, Any]:
    place = Location(
        row["name"], row["country"], None, None, Precision(row["precision"]), row["geonames"], ""
    )
    words = row["words"] or ""
    return row | {
        "province": province_of(row["name"], row["country"], row["geonames"]),
        "acled": acled_geo_precision(place, words), "ucdp": ucdp_where_precision(place, words),
    }  # fmt: skip
