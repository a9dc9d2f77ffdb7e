"""From paths to articles: walks folders, opens containers, and turns every failure into a quarantine row."""

from __future__ import annotations

import importlib
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, cast

from tidings.config import Config, Limits
from tidings.errors import ReadError
from tidings.read.articles import build
from tidings.read.extract import Extracted
from tidings.read.kinds import HEAD, find_kind
from tidings.read.limits import CHUNK, Counted, Stretch, Unzipped, read_all
from tidings.read.metadata import SIDECAR, Metadata, from_options, from_sidecar, parse_date, tidy
from tidings.read.options import ReadOptions
from tidings.read.parts import Part
from tidings.read.tables import Row, csv_rows, json_file, json_lines, row_of
from tidings.read.text import normalise, plain_text
from tidings.read.worker import shared
from tidings.types import Article, Quarantined

STDIN: Final = "-"


def read(
    paths: Sequence[str | Path], *, options: ReadOptions | None = None, config: Config | None = None
) -> Iterator[Article | Quarantined]:
    """The articles in files, folders and standard input (`-`), and what could not be read, with its reason.

    Paths are taken in the order given, folders sorted by name, level by level; hidden files and sidecars in
    them are passed over. An article that was met before (same id) is not given again. Raises ReadError
    TID-101, before anything is read, where a path does not exist; every later failure is a `Quarantined`.
    """
    for path in paths:
        if str(path) != STDIN and not os.path.lexists(path):
            raise ReadError("TID-101", path=_name(path))
    reading = _Reading(options or ReadOptions(), (config or Config()).limits)
    return _distinct(reading.path(path) for path in paths)


def read_parts(
    parts: Iterable[Part], *, options: ReadOptions | None = None, config: Config | None = None
) -> Iterator[Article | Quarantined]:
    """The articles of these files and stretches of files, as `read` gives those of whole files.

    An article that was met before is not given again; every failure is a `Quarantined`.
    """
    limits = (config or Config()).limits
    return _distinct(_Reading(options or ReadOptions(), limits, part.rows).part(part) for part in parts)


def read_row(
    row: Mapping[str, object],
    origin: str,
    *,
    options: ReadOptions | None = None,
    config: Config | None = None,
) -> Article | Quarantined:
    """The article of a row that is in memory, with the keys of JSON Lines (`KEYS`), or why there is none."""
    options = options or ReadOptions()
    reading = _Reading(options, (config or Config()).limits)
    return reading.row(row_of(row, options, origin), Metadata())


def files(paths: Sequence[str | Path]) -> Iterator[Path | Quarantined]:
    """The files that `read` would open at these paths, in its order, and entries that must not be opened.

    Raises ReadError TID-101 where a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise ReadError("TID-101", path=_name(path))
    for path in map(Path, paths):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def count_rows(path: Path, options: ReadOptions, limits: Limits) -> int | None:
    """How many rows `read` would meet in a file that holds a table, packed or not; None where it is none.

    A table that breaks off has the rows before that.
    """
    counting = _Counting(options, limits)
    for _ in counting.path(path):
        pass
    return counting.rows


def count_files(paths: Sequence[str | Path]) -> int:
    """How many files `read` would open at these paths; standard input counts as one."""
    total = 0
    for path in paths:
        if str(path) != STDIN and Path(path).is_dir():
            total += sum(1 for _ in _files(Path(path)))
        else:
            total += 1
    return total


def _distinct(streams: Iterable[Iterator[Article | Quarantined]]) -> Iterator[Article | Quarantined]:
    seen: set[str] = set()
    for item in chain.from_iterable(streams):
        if isinstance(item, Article):
            if item.id in seen:
                continue
            seen.add(item.id)
        yield item


def origin_of(path: str | Path) -> str:
    """The origin of what is read at a path."""
    return _name(path)


def _name(path: str | Path) -> str:
    """A path as it can be stored: file names that are not UTF-8 lose their odd bytes."""
    return normalise(os.fsencode(path).decode("utf-8", "replace"))


def _quarantined(error: ReadError) -> Quarantined:
    """The row for a failure; its origin is the innermost place the failure names."""
    return Quarantined(normalise(str(error.details["path"])), error.number, normalise(error.reason))


class _Reading:
    """One run's options and limits, so that the steps need not hand them on."""

    def __init__(
        self, options: ReadOptions, limits: Limits, rows: tuple[int, int | None] | None = None
    ) -> None:
        self._options = options
        self._limits = limits
        self._given = from_options(options)
        self._wanted = slice(*(rows or (0, None)))

    def part(self, part: Part) -> Iterator[Article | Quarantined]:
        """Everything in a part of a run's input."""
        if part.lines is None:
            yield from self._file(part.path, part.origin, named=True)
            return
        try:
            sidecar = from_sidecar(part.path, part.origin)
            with part.path.open("rb") as file:
                file.seek(part.lines.start)
                some = cast(io.BufferedReader, io.BufferedReader(Stretch(file, part.lines.size), CHUNK))
                first, encoding = part.lines.first, part.lines.encoding
                for row in json_lines(some, self._options, self._limits, part.origin, first, encoding):
                    yield self.row(row, sidecar)
        except ReadError as error:
            yield _quarantined(error)
        except (OSError, MemoryError) as error:
            yield _quarantined(ReadError("TID-102", path=part.origin, detail=_why(error)))

    def path(self, path: str | Path) -> Iterator[Article | Quarantined]:
        """Everything at one path the caller named."""
        if str(path) == STDIN:
            yield from self._stream(cast(BinaryIO, sys.stdin.buffer), STDIN, "", Metadata())
            return
        path = Path(path)
        if path.is_dir():
            yield from self._folder(path)
        else:
            yield from self._file(path, _name(path), named=True)

    def _folder(self, root: Path) -> Iterator[Article | Quarantined]:
        for found in _files(root):
            if isinstance(found, Quarantined):
                yield found
            else:
                yield from self._file(found, _name(found), named=False)

    def _file(self, path: Path, origin: str, *, named: bool) -> Iterator[Article | Quarantined]:
        try:
            mode = path.stat().st_mode
            if not (stat.S_ISREG(mode) or (named and stat.S_ISFIFO(mode))):
                raise ReadError("TID-102", path=origin, detail="not a regular file")
            if stat.S_ISREG(mode) and path.stat().st_size > self._limits.max_bytes:
                raise ReadError("TID-104", path=origin, limit=self._limits.max_bytes)
            sidecar = from_sidecar(path, origin)
            with path.open("rb") as file:
                yield from self._stream(cast(BinaryIO, file), origin, path.name, sidecar)
        except ReadError as error:
            yield _quarantined(error)
        except OSError as error:
            yield _quarantined(ReadError("TID-102", path=origin, detail=_why(error)))

    def _stream(
        self, stream: BinaryIO, origin: str, file_name: str, sidecar: Metadata
    ) -> Iterator[Article | Quarantined]:
        """The articles in a stream of bytes, at most `max_bytes` of them as stored."""
        counted = Counted(b"", stream, limit=self._limits.max_bytes, origin=origin)
        try:
            yield from self._content(io.BufferedReader(counted, CHUNK), origin, file_name, sidecar, 0)
        except ReadError as error:
            yield _quarantined(error)
        except (OSError, MemoryError) as error:
            yield _quarantined(ReadError("TID-102", path=origin, detail=_why(error)))

    def _content(
        self, stream: io.BufferedReader, origin: str, file_name: str, sidecar: Metadata, depth: int
    ) -> Iterator[Article | Quarantined]:
        head = _peek(stream)
        kind = find_kind(head, file_name.removesuffix(".gz"), self._options)
        limits, options = self._limits, self._options
        if kind == "gzip":
            if depth >= limits.max_depth:
                raise ReadError("TID-106", path=origin, limit=limits.max_depth)
            unzipped = Unzipped(stream, ratio=limits.max_ratio, members=_GZIP_MEMBERS, origin=origin)
            inner = cast(io.BufferedReader, io.BufferedReader(unzipped, CHUNK))
            yield from self._content(inner, origin, file_name.removesuffix(".gz"), sidecar, depth + 1)
            return
        if kind is None:
            raise ReadError("TID-103", path=origin)
        if kind in _TABLES:
            rows = _TABLES[kind](stream, options, limits, origin)
            for row in islice(rows, self._wanted.start, self._wanted.stop):
                yield self.row(row, sidecar)
            return
        if kind == "warc":
            yield from self._warc(stream, origin, sidecar)
            return
        data = read_all(stream, limit=limits.max_article_bytes, packed=depth > 0, origin=origin)
        yield from self._single(kind, data, origin, sidecar)

    def _single(
        self, kind: str, data: bytes, origin: str, stated: Metadata, url: str | None = None
    ) -> Iterator[Article | Quarantined]:
        """The article in a text, page or PDF, or those in a feed; `stated` goes before what the file says."""
        if not data:
            raise ReadError("TID-108", path=origin, detail="an empty file")
        if kind == "text":
            yield self._article(plain_text(data, origin), origin, stated, None)
            return
        found, more = shared().extract(kind, data, origin=origin, limits=self._limits, url=url)
        for extracted in found:
            where = origin + (extracted.member or "")
            try:
                yield self._extracted(extracted, where, stated)
            except ReadError as error:
                yield _quarantined(error)
        if more:
            raise ReadError("TID-116", path=origin, limit=self._limits.max_members)

    def _extracted(self, extracted: Extracted, origin: str, stated: Metadata) -> Article:
        own = Metadata(
            title=tidy(extracted.title),
            outlet=tidy(extracted.outlet),
            author=tidy(extracted.author),
            published=parse_date(extracted.published) if extracted.published else None,
            url=tidy(extracted.url),
            external_id=tidy(extracted.external_id),
        )
        return self._article(extracted.text, origin, stated.over(own), extracted.language)

    def _article(self, text: str, origin: str, metadata: Metadata, page_language: str | None) -> Article:
        every = self._options.every_language
        return build(text, origin, self._given.over(metadata), page_language, self._limits, every)

    def row(self, row: Row, sidecar: Metadata) -> Article | Quarantined:
        """The article of a row of a table; `sidecar` goes before what the row says."""
        try:
            if row.error is not None:
                raise row.error
            stated = sidecar.over(row.metadata)
            if not row.html:
                return self._article(row.text, row.origin, stated, None)
            data = row.text.encode()
            found, _ = shared().extract(
                "html", b"\xef\xbb\xbf" + data, origin=row.origin, limits=self._limits, url=stated.url
            )
            return self._extracted(found[0], row.origin, stated)
        except ReadError as error:
            return _quarantined(error)

    def _warc(
        self, stream: io.BufferedReader, origin: str, sidecar: Metadata
    ) -> Iterator[Article | Quarantined]:
        warc = importlib.import_module("tidings.read.warc")
        with closing(warc.payloads(stream, self._limits, origin)) as payloads:
            for payload in payloads:
                try:
                    if payload.error is not None:
                        raise payload.error
                    own = Metadata(url=payload.url)
                    yield from self._single(
                        payload.kind, payload.data, payload.origin, sidecar.over(own), payload.url
                    )
                except ReadError as error:
                    yield _quarantined(error)


class _Counting(_Reading):
    """Meets the rows of tables without making articles of them."""

    rows: int | None = None

    def row(self, row: Row, sidecar: Metadata) -> Article | Quarantined:
        """Nothing: it is counted."""
        self.rows = (self.rows or 0) + 1
        return _NOTHING

    def _warc(
        self, stream: io.BufferedReader, origin: str, sidecar: Metadata
    ) -> Iterator[Article | Quarantined]:
        yield from ()

    def _single(
        self, kind: str, data: bytes, origin: str, stated: Metadata, url: str | None = None
    ) -> Iterator[Article | Quarantined]:
        yield from ()


def _files(root: Path) -> Iterator[Path | Quarantined]:
    """The files in a folder, sorted by name, level by level, and the entries that must not be opened."""
    inside = os.path.realpath(root)
    stack = [root]
    while stack:
        path = stack.pop()
        name = _name(path)
        try:
            if path.is_symlink():
                real = os.path.realpath(path)
                if path != root and os.path.commonpath([inside, real]) != inside:
                    raise ReadError("TID-115", path=name)
                if path != root and path.is_dir():
                    continue  # its files are met where they are
            if path.is_dir():
                entries = sorted((e for e in path.iterdir() if _counts(e)), key=lambda e: os.fsencode(e.name))
                stack += reversed(entries)
                continue
        except ReadError as error:
            yield _quarantined(error)
            continue
        except (OSError, ValueError) as error:
            yield _quarantined(ReadError("TID-102", path=name, detail=_why(error)))
            continue
        yield path


_TABLES: Final = {"jsonl": json_lines, "json": json_file, "csv": csv_rows}
_NOTHING: Final = Quarantined("", "TID-108", "")
_GZIP_MEMBERS: Final = 10_000_000
"""Members of one gzip stream; a compressed WARC has one a record, so this is far above `max_members`."""


def _peek(stream: io.BufferedReader) -> bytes:
    """The first bytes of a stream, without taking them."""
    return stream.peek(HEAD)[:HEAD]


def _counts(entry: Path) -> bool:
    return not (entry.name.startswith(".") or entry.name.endswith(SIDECAR))


def _why(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
