"""What an export says of itself: its columns, which events it holds, and what they were made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.export.as_reviewed import Reviewed
from tidings.export.choice import Choice, Chosen
from tidings.export.columns import Column, Format, Layout

ENDING: Final = ".metadata.json"
"""Of the file beside a plain table that describes it."""

_DATATYPES: Final = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "double"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
)


def made_with(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The versions and digests that the rows of a record were made with."""
    found: dict[str, Any] = {}
    for column in ("tidings_version", "ontology_version", "model_digest", "config_digest"):
        values = db.execute(f"SELECT DISTINCT {column} FROM runs ORDER BY 1").fetchall()
        found[column] = [value for (value,) in values]
    return found


def about(
    format: Format,
    made: Mapping[str, Any],
    rows: Mapping[str, int],
    choice: Choice | None,
    chosen: Chosen | None,
    only: Reviewed | None = None,
) -> dict[str, Any]:
    """What is said of every format: rows written (by file), articles and events chosen, versions, digests."""
    found: dict[str, Any] = {
        "format": format.name, "rows_are": format.rows, "columns_from": format.source, "rows": dict(rows),
    }  # fmt: skip
    if only is not None:
        found["articles"] = only.words
    if choice is not None and chosen is not None:
        wanted = choice.events
        found["choice"] = {
            "words": choice.words, "factuality": list(choice.factuality), "voice": wanted.voice,
            "historical": choice.historical, "outlets": wanted.outlets, "independent": wanted.independent,
            "actor": wanted.actor, "recipient": wanted.recipient, "type": wanted.type,
            "since": wanted.since, "until": wanted.until, "outlet": wanted.outlet,
            "disputed": wanted.disputed, "only": format.only_words or None,
        }  # fmt: skip
        found["events"] = {"in the record": chosen.events, "chosen": chosen.chosen}
    return found | {"made_with": dict(made)}


def described(
    url: str, format: Format, columns: Sequence[Column], schema: pa.Schema | None, said: Mapping[str, Any]
) -> dict[str, Any]:
    """The description of a plain table, in the terms of CSV on the Web (W3C, 2015) with `tidings` beside."""
    found: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw", "url": url, "dc:title": format.title,
    }  # fmt: skip
    if format.layout in {Layout.TSV, Layout.CSV}:
        found["dialect"] = {
            "delimiter": "\t" if format.layout is Layout.TSV else ",", "header": format.header,
            "quoteChar": None if format.layout is Layout.TSV else '"', "encoding": "utf-8",
        }  # fmt: skip
    listed = []
    for n, column in enumerate(columns):
        entry = {"name": column.name, "dc:description": column.meaning}
        if schema is not None:
            entry["datatype"] = _datatype(schema.field(n).type)
        listed.append(entry)
    return found | {"tableSchema": {"columns": listed}, "tidings": dict(said)}


def _datatype(kind: pa.DataType) -> str:
    return next((name for fits, name in _DATATYPES if fits(kind)), "string")
