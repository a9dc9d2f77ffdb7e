"""Writes a record in a format: as text piece by piece, or as a file or folder that is whole or not there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tidings.errors import ConfigurationError, ExportError, TidingsError
from tidings.export import codes, event_rows, gdelt, metadata, plain, tables, web_annotation
from tidings.export.as_reviewed import Reviewed, as_reviewed
from tidings.export.choice import Choice, Chosen, choose, without
from tidings.export.columns import Column, Format, Layout
from tidings.export.formats import STANDOFF, format_of
from tidings.export.standoff import shared_ids, standoff
from tidings.record import Record
from tidings.review import reviewed
from tidings.types.schemas import SCHEMAS

MEMORY: Final = 750_000_000
"""Bytes that DuckDB may take for an export: enough for a record of any size, as events and articles are gone
through in slices, and what is sorted goes to the disk."""
UNFINISHED: Final = ".unfinished"
ABOUT: Final = "metadata.json"
"""The file of a folder that describes the others."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to export.

    `choice`: which events count (None for the default); only for formats of events. `table`: one table of the
    record; only for csv, jsonl and parquet, which else are folders of all tables. `excel_safe`: no cell of a
    comma-separated table starts a formula. `extra`: with (or without) the columns after those of the format,
    None for where they break no script. `only`: reviewed articles, as people have them.
    """

    format: str
    choice: Choice | None = None
    table: str | None = None
    excel_safe: bool = False
    extra: bool | None = None
    only: Reviewed | None = None


@dataclass(slots=True)
class Written:
    """What was written: rows by file (or by table), and for formats of events what was chosen."""

    format: Format
    rows: dict[str, int] = field(default_factory=dict)
    choice: Choice | None = None
    chosen: Chosen | None = None
    described_in: Path | None = None

    @property
    def total(self) -> int:
        """Rows in all."""
        return sum(self.rows.values())


def check(request: Request) -> Format:
    """The format of a request.

    ExportError: TID-503 unknown format, TID-505 an option that does not go with it, TID-506 unknown table.
    """
    format = format_of(request.format)
    if request.table is not None:
        tables.check_table(request.table)
    whole = "it holds the record as it is; filter it afterwards, or use: tidings events --json"
    refused = (
        (request.choice is not None and not format.counts_events, "a choice of events", whole),
        (request.table is not None and format.columns + format.extra != (), "--table", "it has its own rows"),
        (request.table is not None and format is STANDOFF, "--table", "it has its own rows"),
        (request.excel_safe and format.layout is not Layout.CSV, "--excel-safe", "it is not comma-separated"),
        (request.extra is not None and not format.extra, "--extra-columns", "it has none to add"),
    )
    for wrong, option, detail in refused:
        if wrong:
            raise ExportError("TID-505", option=option, format=format.name, detail=detail)
    return format


def is_folder(request: Request) -> bool:
    """Whether a request is written as a folder of files."""
    return request.table is None and check(request) in (tables.CSV, tables.JSONL, tables.PARQUET)


def text(record: Record, request: Request) -> Iterator[str]:
    """The record in the format of a request, in pieces that end with a line.

    Raises as `check`, ExportError TID-507 for a format that is no text or a folder, TID-504 where no article
    is reviewed, ConfigurationError TID-402 for a filter that makes no sense, RecordError TID-209.
    """
    format = check(request)
    if is_folder(request) or format.layout is Layout.PARQUET:
        what = "a folder" if is_folder(request) else "a file"
        raise ExportError("TID-507", format=format.name, what=what)
    with _now(record, format, request) as now:
        yield from _text(now, format, request, Written(format), [])


def write(record: Record, request: Request, path: Path, *, force: bool = False) -> Written:
    """Write the record into a file, or for csv, jsonl and parquet without a table into a folder.

    It appears under its name when it is whole. Beside a file lies its description, `NAME.metadata.json`, in a
    folder `metadata.json`; Parquet files carry theirs. Standoff and Web Annotation have none.
    Raises as `text`, ConfigurationError TID-403 where there is such a file or folder and not `force`, TID-401
    where it can't be written, ExportError TID-508 for a folder that holds something else.
    """
    format = check(request)
    if path.resolve() == record.path.resolve():
        raise ConfigurationError("TID-401", name="--output", detail="it is the record itself")
    folder = is_folder(request)
    _check_place(path, folder, force)
    written = Written(format)
    with _now(record, format, request) as now, _unfinished(path) as draft:
        if folder:
            draft.mkdir()
            for table in SCHEMAS:
                one = draft / f"{table}{format.ending}"
                _file(now, format, replace(request, table=table), one, written)
            schemas = {
                table: [{"name": c.name, "dc:description": c.meaning} for c in _columns(format, table)]
                for table in SCHEMAS
            }
            said = metadata.about(format, now.ask(metadata.made_with), written.rows, None, None, request.only)
            _save(draft / ABOUT, {"tidings": said, "tables": schemas})
            written.described_in = path / ABOUT
        else:
            schema = _file(now, format, request, draft, written)
            if schema is not None and format.layout is not Layout.PARQUET:
                beside = path.with_name(path.name + metadata.ENDING)
                said = _about(now, written, request.only)
                columns = _columns(format, request.table, request.extra)
                written.rows = {path.name: written.total}
                said["rows"] = written.rows
                fits = None if format.layout is Layout.JSONL else schema
                _save(beside, metadata.described(path.name, format, columns, fits, said))
                written.described_in = beside
    return written


@contextmanager
def _now(record: Record, format: Format, request: Request) -> Iterator[Record]:
    """The record as it is now or, where only reviewed articles are wanted, as people have them."""
    with record.snapshot() as now:
        if request.only is None or format is STANDOFF:  # which needs no events
            yield now
            return
        with as_reviewed(now, request.only, MEMORY) as made, made.snapshot() as theirs:
            yield theirs


def _file(record: Record, format: Format, request: Request, path: Path, written: Written) -> pa.Schema | None:
    """Write one file; gives the schema of its rows, None where it has none."""
    if format.layout is Layout.PARQUET:
        return _parquet(record, format, request, path, written)
    schemas: list[pa.Schema] = []
    with path.open("w", encoding="utf-8", newline="") as file:
        for piece in _text(record, format, request, written, schemas):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return schemas[0] if schemas else None


def _text(
    record: Record, format: Format, request: Request, written: Written, schemas: list[pa.Schema]
) -> Iterator[str]:
    name = request.table or format.name
    if format is STANDOFF:
        only = request.only
        codings = record.codings() if only is None else reviewed(record, only.by)
        for line in standoff(codings, record.ask(shared_ids)):
            written.rows[name] = written.rows.get(name, 0) + 1
            yield line
        written.rows.setdefault(name, 0)
        return
    if format is web_annotation.WEB_ANNOTATION:
        version = ", ".join(record.ask(metadata.made_with)["tidings_version"])
        for piece, count in record.ask(lambda db: web_annotation.document(db, f"tidings {version}".strip())):
            written.rows[name] = written.rows.get(name, 0) + count
            yield piece
        return
    columns = _columns(format, request.table, request.extra)
    stream = record.ask(lambda db: _rows(db, format, request, columns, written))
    schemas.append(stream.schema)
    batches = _counted(stream, written, name)
    names = [column.name for column in columns]
    if format.layout is Layout.JSONL:
        yield from plain.lines(batches)
    elif format.layout is Layout.TSV:
        yield from plain.tsv(batches, names, header=format.header, empty=format.empty)
    else:
        yield from plain.csv(batches, names, excel_safe=request.excel_safe)


def _columns(format: Format, table: str | None, extra: bool | None = None) -> tuple[Column, ...]:
    return tables.columns(table, format.layout) if table is not None else format.chosen(extra)


def _rows(
    db: duckdb.DuckDBPyConnection,
    format: Format,
    request: Request,
    columns: tuple[Column, ...],
    written: Written,
) -> pa.RecordBatchReader:
    if request.table is not None:
        return tables.rows(db, request.table, format.layout)
    choice = request.choice or Choice()
    codes.register(db)
    chosen = choose(db, choice)
    if format.only is not None:
        without(db, format.only)
    codes.register_places(db)
    written.choice, written.chosen = choice, chosen
    if format.tellings:
        return gdelt.mentions(db, columns)
    return event_rows.events(db, columns, as_json=format.layout is Layout.JSONL)


def _counted(stream: pa.RecordBatchReader, written: Written, name: str) -> Iterator[pa.RecordBatch]:
    written.rows.setdefault(name, 0)
    for batch in stream:
        written.rows[name] += batch.num_rows
        yield batch


def _parquet(record: Record, format: Format, request: Request, path: Path, written: Written) -> pa.Schema:
    table = request.table or ""
    made = record.ask(metadata.made_with)
    said = {"table": table} | metadata.about(format, made, {}, None, None, request.only)
    schema = SCHEMAS[table].with_metadata({"tidings": json.dumps(said, ensure_ascii=False, sort_keys=True)})
    stream = record.ask(lambda db: tables.rows(db, table, Layout.PARQUET))
    with path.open("wb") as file, pq.ParquetWriter(file, schema, compression="zstd") as out:
        for batch in _counted(stream, written, table):
            out.write_table(pa.Table.from_batches([batch]).cast(schema))
        out.close()
        file.flush()
        os.fsync(file.fileno())
    return schema


def _about(record: Record, written: Written, only: Reviewed | None) -> dict[str, Any]:
    made = record.ask(metadata.made_with)
    return metadata.about(written.format, made, written.rows, written.choice, written.chosen, only)


def _save(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_name(path.name + UNFINISHED)
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def _check_place(path: Path, folder: bool, force: bool) -> None:
    if not os.path.lexists(path):
        return
    if not force:
        raise ConfigurationError("TID-403", path=path)
    if folder != path.is_dir() or path.is_symlink():
        detail = f"{path} is {'no folder' if folder else 'no file'}"
        raise ConfigurationError("TID-401", name="--output", detail=detail)
    if folder and not _is_export(path):
        raise ExportError("TID-508", path=path)


def _is_export(folder: Path) -> bool:
    """Whether a folder holds nothing but what an export writes, so that it may be replaced."""
    known = {f"{table}.{layout.value}" for table in SCHEMAS for layout in Layout} | {ABOUT}
    names = {entry.name for entry in folder.iterdir()}
    return not names or (ABOUT in names and names <= known)


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A place for what is being written, which takes its name at the end and is gone after a failure."""
    draft = path.with_name(path.name + UNFINISHED)
    try:
        _remove(draft)
        yield draft
        if path.is_dir():
            _remove(path)
        draft.replace(path)
    except OSError as error:
        if isinstance(error, TidingsError):
            raise
        detail = f"{path} can't be written ({error.strerror or error})"
        raise ConfigurationError("TID-401", name="--output", detail=detail) from error
    finally:
        with suppress(OSError):
            _remove(draft)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
