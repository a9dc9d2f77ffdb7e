"""JSON Lines, JSON and CSV: every row an article, read one at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tidings.config import Limits
from tidings.errors import ReadError
from tidings.read.metadata import Metadata, from_row, lookup
from tidings.read.options import ReadOptions
from tidings.read.text import decode, lines, normalise

_ESCAPE: Final = 16
"""Code points of a line for each of its text: JSON writes one as `\\ud83d\\ude00`; metadata come on top."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its text (`html` where that is a page) or what is wrong with it."""

    origin: str
    text: str = ""
    html: bool = False
    metadata: Metadata = field(default_factory=Metadata)
    error: ReadError | None = None


def _longest(limits: Limits) -> int:
    return min(limits.max_article_bytes, _ESCAPE * limits.max_characters)


def row_of(row: Mapping[str, object], options: ReadOptions, origin: str) -> Row:
    """The text and metadata of one object or table row, or what is wrong with it."""
    try:
        for name in ("text", "html"):
            value = lookup(row, options.key(name))
            if value is None or value == "":
                continue
            if not isinstance(value, str):
                detail = f"the key {options.key(name)!r} holds no text"
                raise ReadError("TID-109", path=origin, kind="row", detail=detail)
            return Row(origin, normalise(value), name == "html", from_row(row, options, origin))
        if any(options.key(name) in row for name in ("text", "html")):
            raise ReadError("TID-108", path=origin, detail="an empty row")
        raise ReadError("TID-113", path=origin, key=options.key("text"))
    except ReadError as error:
        return Row(origin, error=error)


def _parse(line: str, origin: str) -> object:
    try:
        return json.loads(line)
    except RecursionError as error:
        raise ReadError("TID-106", path=origin, limit="a few hundred") from error
    except ValueError as error:
        raise ReadError("TID-109", path=origin, kind="JSON", detail=str(error)[:120]) from error


def _object(value: object, options: ReadOptions, origin: str) -> Row:
    if isinstance(value, dict):
        return row_of(value, options, origin)
    return Row(origin, error=ReadError("TID-109", path=origin, kind="JSON", detail="not an object"))


def json_lines(
    stream: io.BufferedReader, options: ReadOptions, limits: Limits, origin: str,
    first: int = 1, encoding: str | None = None,
) -> Iterator[Row]:  # fmt: skip
    """The rows of JSON Lines; a broken line is one row with its error, `origin!line N`.

    `first` is the number of the stream's first line, and `encoding` that of the file, where the stream
    begins within a file.
    """
    longest = _longest(limits)
    for number, line in ((first + n - 1, line) for n, line in lines(stream, longest, encoding)):
        where = f"{origin}!line {number}"
        if line is None:
            yield Row(where, error=ReadError("TID-119", path=where, limit=longest))
            continue
        if not line.strip():
            continue
        try:
            value = _parse(line, where)
        except ReadError as error:
            yield Row(where, error=error)
            continue
        yield _object(value, options, where)


def json_file(stream: io.BufferedReader, options: ReadOptions, limits: Limits, origin: str) -> Iterator[Row]:
    """The rows of a `.json` file: one object, an array of objects, or JSON Lines under that name."""
    longest = _longest(limits)
    head = stream.peek(1 << 16)
    first = head.partition(b"\n")[0]
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        try:
            whole_first = isinstance(json.loads(decode(first)), dict)
        except (ValueError, RecursionError):
            whole_first = False
        if whole_first or (b"\n" not in head and len(head) >= 1 << 16):
            yield from json_lines(stream, options, limits, origin)
            return
    data = stream.read(longest + 1)
    if len(data) > longest:
        raise ReadError("TID-119", path=origin, limit=longest)
    value = _parse(decode(data).removeprefix("\ufeff"), origin)
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield _object(item, options, f"{origin}!item {number}")
    else:
        yield _object(value, options, origin)


def _bounded(stream: io.BufferedReader, limit: int, origin: str) -> Iterator[str]:
    for number, line in lines(stream, limit):
        if line is None:
            raise ReadError("TID-119", path=f"{origin}!line {number}", limit=limit)
        yield line


def _delimiter(header: str) -> str:
    bare = "".join(part for n, part in enumerate(header.split('"')) if n % 2 == 0)
    return max(",;\t|", key=lambda c: (bare.count(c), c == ","))


def _chained(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def csv_rows(stream: io.BufferedReader, options: ReadOptions, limits: Limits, origin: str) -> Iterator[Row]:
    """The rows of a table whose first line names its columns; `origin!row N` counts from the one after it.

    The delimiter is the one of `, ; TAB |` that the header holds most of. Raises TID-113 where a column
    is missing: that of the text, or one that the caller mapped.
    """
    longest = _longest(limits)
    csv.field_size_limit(longest)
    source = _bounded(stream, longest, origin)
    header_line = next(source, "")
    reader = csv.reader(_chained(header_line, source), delimiter=_delimiter(header_line))
    try:
        header = [normalise(name).strip() for name in next(reader, [])]
    except csv.Error as error:
        raise ReadError("TID-109", path=origin, kind="CSV", detail=str(error)) from error
    wanted = {options.key(name) for name in options.keys}
    if not {options.key("text"), options.key("html")} & set(header):
        raise ReadError("TID-113", path=origin, key=options.key("text"))
    if missing := sorted(wanted - set(header)):
        raise ReadError("TID-113", path=origin, key=missing[0])
    number = 0
    while True:
        number += 1
        where = f"{origin}!row {number}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(where, error=ReadError("TID-109", path=where, kind="CSV", detail=str(error)))
            continue
        if any(cell.strip() for cell in cells):
            yield row_of(dict(zip(header, cells, strict=False)), options, where)
