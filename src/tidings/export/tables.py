"""The tables of a record as they are: CSV, JSON Lines, Parquet."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from tidings.errors import ExportError
from tidings.export.choice import reader
from tidings.export.columns import Column, Format, Layout
from tidings.types.schemas import SCHEMAS, column_docs

ROWS: Final = 20_000
"""Rows that are held as Arrow at once."""
ARTICLES: Final = 1_000
"""The same, where they have the text of an article."""

_KEYS: Final = ("article_id", "event_id", "position", "mention_id", "statement_id", "role", "n", "id")

CSV: Final = Format(
    name="csv",
    title="CSV",
    layout=Layout.CSV,
    rows="the tables of the record as they are, one file each; lists as JSON, binary values as Base64",
    source="docs/reference/record.md",
    counts_events=False,
)
JSONL: Final = Format(
    name="jsonl",
    title="JSON Lines",
    layout=Layout.JSONL,
    rows="the tables of the record as they are, one file each; binary values as Base64",
    source="docs/reference/record.md",
    counts_events=False,
)
PARQUET: Final = Format(
    name="parquet",
    title="Parquet",
    layout=Layout.PARQUET,
    rows="the tables of the record as they are, one file each",
    source="docs/reference/record.md",
    counts_events=False,
)


def check_table(name: str) -> str:
    """The name; ExportError TID-506 where no table of a record is called so."""
    if name not in SCHEMAS:
        raise ExportError("TID-506", name=name, known=", ".join(SCHEMAS))
    return name


def columns(table: str, layout: Layout) -> tuple[Column, ...]:
    """The columns of a table, as a layout can hold them."""
    docs = column_docs(table)
    return tuple(Column(f.name, _sql(f, layout), docs[f.name]) for f in SCHEMAS[table])


def rows(db: duckdb.DuckDBPyConnection, table: str, layout: Layout) -> pa.RecordBatchReader:
    """A table in a fixed order, a batch at a time."""
    selected = ", ".join(f'{c.sql} AS "{c.name}"' for c in columns(table, layout))
    names = SCHEMAS[table].names
    order = ", ".join(f'"{key}"' for key in _KEYS if key in names) or "ALL"
    if not ({"id", "n", "position"} & set(names)):
        order = "ALL"
    query = f"SELECT {selected} FROM {table} ORDER BY {order}"
    if layout is Layout.JSONL:
        query = f"SELECT to_json(row_)::VARCHAR FROM ({query}) row_"
    return reader(db, query, ARTICLES if "text" in names else ROWS)


def _sql(field: pa.Field, layout: Layout) -> str:
    if pa.types.is_binary(field.type) and layout is not Layout.PARQUET:
        return f'base64("{field.name}")'
    if layout is Layout.CSV and pa.types.is_nested(field.type):
        return f'to_json("{field.name}")::VARCHAR'
    return f'"{field.name}"'
