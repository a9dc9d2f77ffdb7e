"""From paths to articles: walks folders, opens containers, and turns every failure into a quarantine row."""

from __future__ import annotations

import importlib
import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, cast

from tidings.config import Config, Limits
from tidings.errors import ReadError
from tidings.read.articles import build
from tidings.read.extract import Extracted
from tidings.read.kinds import HEAD, find_kind
from tidings.read.limits import CHUNK, Counted, Unzipped, read_all
from tidings.read.metadata import SIDECAR, Metadata, from_options, from_sidecar, parse_date, tidy
from tidings.read.options import ReadOptions
from tidings.read.tables import Row, csv_rows, json_file, json_lines
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
    return _distinct(paths, options or ReadOptions(), (config or Config()).limits)


def count_files(paths: Sequence[str | Path]) -> int:
    """How many files `read` would open at these paths; standard input counts as one."""
    total = 0
    for path in paths:
        if str(path) != STDIN and Path(path).is_dir():
            total += sum(1 for _ in _files(Path(path)))
        else:
            total += 1
    return total


def _distinct(
    paths: Sequence[str | Path], options: ReadOptions, limits: Limits
) -> Iterator[Article | Quarantined]:
    seen: set[str] = set()
    for path in paths:
        for item in _Reading(options, limits).path(path):
            if isinstance(item, Article):
                if item.id in seen:
                    continue
                seen.add(item.id)
            yield item


def _name(path: str | Path) -> str:
    """A path as it can be stored: file names that are not UTF-8 lose their odd bytes."""
    return normalise(os.fsencode(path).decode("utf-8", "replace"))


def _quarantined(error: ReadError) -> Quarantined:
    """The row for a failure; its origin is the innermost place the failure names."""
    return Quarantined(normalise(str(error.details["path"])), error.number, normalise(error.reason))


class _Reading:
    """One run's options and limits, so that the steps need not hand them on."""

    def __init__(self, options: ReadOptions, limits: Limits) -> None:
        self._options = options
        self._limits = limits
        self._given = from_options(options)

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
            for row in _TABLES[kind](stream, options, limits, origin):
                yield self._row(row, sidecar)
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
        return build(text, origin, self._given.over(metadata), page_language, self._limits)

    def _row(self, row: Row, sidecar: Metadata) -> Article | Quarantined:
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
_GZIP_MEMBERS: Final = 10_000_000
"""Members of one gzip stream; a compressed WARC has one a record, so this is far above `max_members`."""


def _peek(stream: io.BufferedReader) -> bytes:
    """The first bytes of a stream, without taking them."""
    return stream.peek(HEAD)[:HEAD]


def _counts(entry: Path) -> bool:
    return not (entry.name.startswith(".") or entry.name.endswith(SIDECAR))


def _why(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
