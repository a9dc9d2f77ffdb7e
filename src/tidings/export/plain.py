"""Batches of rows as text: tab-separated, comma-separated, one JSON object a line."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from tidings.export.spreadsheets import safe_for_spreadsheets

_BREAKS: Final = r"[\x00-\x1F\x7F\x{85}\x{2028}\x{2029}]+"
"""What a reader may take for the end of a cell or line."""
BOM: Final = "\ufeff"


def tsv(
    batches: Iterable[pa.RecordBatch], names: Sequence[str], *, header: bool, empty: str | None
) -> Iterator[str]:
    """Tab-separated lines, one string a batch.

    Nothing is quoted: runs of control characters and line ends become a space, and quotation marks
    apostrophes, so that every reader sees the same. `empty` stands for missing words; missing numbers are
    empty.
    """
    if header:
        yield "\t".join(names) + "\n"
    options = pa_csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    for batch in batches:
        yield _written(pa.table([_plain(c, empty) for c in batch.columns], list(names)), options)


def csv(batches: Iterable[pa.RecordBatch], names: Sequence[str], *, excel_safe: bool) -> Iterator[str]:
    """Comma-separated lines, one string a batch.

    Words are quoted and missing values are not, so that an empty text and none are told apart. `excel_safe`:
    with a byte order mark, and an apostrophe before words that a spreadsheet would run.
    """
    yield (BOM if excel_safe else "") + ",".join(names) + "\n"
    options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
    for batch in batches:
        table = pa.table([_text(c) for c in batch.columns], list(names))
        if excel_safe:
            table = pa.table(
                [safe_for_spreadsheets(c) if pa.types.is_string(c.type) else c for c in table.columns],
                list(names),
            )
        yield _written(table, options)


def lines(batches: Iterable[pa.RecordBatch]) -> Iterator[str]:
    """The only column of the batches, JSON, one line a row; one string a batch.

    What some readers take for the end of a line, as `str.splitlines` does, is escaped.
    """
    for batch in batches:
        found = "".join(f"{line}\n" for line in batch.column(0).to_pylist())
        for mark in ("\x85", "\u2028", "\u2029"):
            found = found.replace(mark, f"\\u{ord(mark):04x}")
        yield found


def _written(table: pa.Table, options: pa_csv.WriteOptions) -> str:
    out = io.BytesIO()
    pa_csv.write_csv(table, out, options)
    return out.getvalue().decode()


def _text(column: pa.Array) -> pa.Array:
    """Words in the type that all functions on them take; other values stay."""
    kind = column.type
    words = pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return column.cast(pa.string()) if words else column


def _plain(column: pa.Array, empty: str | None) -> pa.Array:
    column = _text(column)
    if not pa.types.is_string(column.type):
        return column
    words = pc.replace_substring_regex(column, _BREAKS, " ")
    words = pc.replace_substring(words, '"', "'")
    return words if empty is None else pc.fill_null(pc.if_else(pc.equal(words, ""), empty, words), empty)
