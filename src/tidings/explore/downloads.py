"""Lists as files: the address of a page with `format=csv`, `excel`, `parquet` or `json`."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from starlette.responses import Response, StreamingResponse

from tidings.export.spreadsheets import safe_for_spreadsheets

PIECE: Final = 1_000
"""Rows that are written as JSON at once."""


class Format(StrEnum):
    """A way to give a list."""

    HTML = "html"
    CSV = "csv"
    """Values as they are."""
    EXCEL = "excel"
    """CSV for spreadsheets: with a byte order mark, and a cell that would start a formula made words."""
    PARQUET = "parquet"
    JSON = "json"


_TYPES: Final = {
    Format.CSV: ("text/csv; charset=utf-8", "csv"),
    Format.EXCEL: ("text/csv; charset=utf-8", "csv"),
    Format.PARQUET: ("application/vnd.apache.parquet", "parquet"),
    Format.JSON: ("application/json", "json"),
}


def download(table: pa.Table, format: Format, name: str) -> Response:
    """The table as a file `name` with the ending of its format; ValueError for `HTML`."""
    if format is Format.HTML:
        raise ValueError("a page is no download")
    media, ending = _TYPES[format]
    if format is Format.JSON:
        return StreamingResponse(_json(table), media_type=media)
    content = {Format.CSV: _csv, Format.EXCEL: _excel, Format.PARQUET: _parquet}[format](table)
    disposition = f'attachment; filename="{name}.{ending}"'
    return Response(content, media_type=media, headers={"content-disposition": disposition})


def _flat(table: pa.Table) -> pa.Table:
    """The table with lists as words joined by a semicolon, as a CSV cell holds them."""
    for n, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            column = table.column(n)
            if pa.types.is_string(field.type.value_type) and not pc.list_flatten(column).null_count:
                words = pc.binary_join(column, "; ")
            else:
                lists = column.to_pylist()
                words = pa.array([None if v is None else "; ".join(map(str, v)) for v in lists], pa.string())
            table = table.set_column(n, field.name, words)
    return table


def _csv(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pa_csv.write_csv(_flat(table), out)
    return out.getvalue()


def _excel(table: pa.Table) -> bytes:
    flat = _flat(table)
    for n, field in enumerate(flat.schema):
        if pa.types.is_string(field.type):
            flat = flat.set_column(n, field.name, safe_for_spreadsheets(flat.column(n)))
    return b"\xef\xbb\xbf" + _csv(flat)


def _parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _json(table: pa.Table) -> Iterator[bytes]:
    """One list of objects, in pieces, as the rows as Python values take many times the table's memory."""
    lead = "["
    for batch in table.to_batches(max_chunksize=PIECE):
        if not batch.num_rows:
            continue
        rows = (json.dumps(r, default=_plain, ensure_ascii=False, allow_nan=False) for r in batch.to_pylist())
        yield (lead + ",\n".join(rows)).encode()
        lead = ",\n"
    yield b"[]" if lead == "[" else b"]"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
