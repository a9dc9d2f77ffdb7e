"""Cuts an input into pieces of a known number of articles, without making articles of them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from tidings.config import Limits
from tidings.errors import PROBLEMS, ReadError, ScaleError
from tidings.read import Lines, ReadOptions, count_rows, files, origin_of
from tidings.read.kinds import HEAD, find_kind
from tidings.read.metadata import SIDECAR
from tidings.read.text import lines_encoding
from tidings.scale.places import asking, fetched, filesystem, is_remote
from tidings.types import Quarantined

BLOCK: Final = 1 << 20
"""Bytes read at a time."""
STDIN: Final = "-"
UNSEEN: Final = ""
"""The digest of a file that can't be read now: whoever codes it says why."""
_VERSION: Final = ("ETag", "etag", "generation", "md5Hash", "content_md5")
"""What stores call their mark of the version of a file, as fsspec tells it: S3; Azure and Google; others."""
_SPLIT: Final = frozenset({"utf-8", "utf-8-sig"})
"""Encodings in which a line's end is one byte that nothing else has."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or some lines or rows of it, as `tidings.read.Part` has them.

    `digest` is SHA-256 of its bytes (of the lines, where it is lines), or a store's own mark of the version;
    `sidecar` is that of its metadata beside it. `problem` is number and reason where it must not be opened;
    `alone`: it may hold very many articles.
    """

    path: str
    origin: str
    size: int
    digest: str
    articles: int = 1
    sidecar: str = UNSEEN
    lines: Lines | None = None
    rows: tuple[int, int | None] | None = None
    problem: tuple[str, str] | None = None
    alone: bool = False

    @classmethod
    def of(cls, row: dict[str, Any]) -> Piece:
        """A piece from its JSON."""
        lists = {name: tuple(row[name]) if row[name] else None for name in ("rows", "problem")}
        lines = Lines(**row["lines"]) if row["lines"] else None
        return cls(**{**row, **lists, "lines": lines})

    def content(self) -> list[object]:
        """What decides which articles are read here."""
        lines = [self.lines.first, self.lines.encoding] if self.lines else None
        return [self.origin, self.digest, self.sidecar, lines, self.rows, self.problem]


@dataclass(frozen=True, slots=True)
class Input:
    """One file of the input, or an entry of a folder that must not be opened."""

    path: str
    origin: str
    size: int
    problem: Quarantined | None = None


def inputs(paths: Sequence[str | Path]) -> Iterator[Input]:
    """The files at these paths and addresses, in the order in which `read` gives their articles.

    Raises ReadError (TID-101) for a path that is not there, ScaleError (TID-710) for what is no file and
    (TID-714) where a store does not list its files.
    """
    for path in paths:
        name = os.fspath(path)
        if name == STDIN:
            raise ScaleError("TID-710", path="Standard input")
        if is_remote(name):
            yield from _remote_inputs(name)
            continue
        for found in files([path]):
            if isinstance(found, Quarantined):
                yield Input(found.origin, found.origin, 0, found)
                continue
            try:
                state = found.stat()
            except OSError:  # whoever reads it says why
                yield Input(os.fspath(found), origin_of(found), 0)
                continue
            if not stat.S_ISREG(state.st_mode) and os.fspath(found) == name:
                raise ScaleError("TID-710", path=origin_of(found))
            yield Input(os.fspath(found), origin_of(found), state.st_size)


def _remote_inputs(address: str) -> Iterator[Input]:
    fs, root = filesystem(address)
    with asking(address):
        try:
            found = fs.find(root, detail=True)
        except FileNotFoundError:
            found = {}
    if not found:
        raise ReadError("TID-101", path=address)
    for path in sorted(found):
        name = PurePosixPath(path).name
        if not name.startswith(".") and not name.endswith(SIDECAR):
            yield Input(fs.unstrip_protocol(path), fs.unstrip_protocol(path), int(found[path]["size"] or 0))


def pieces(paths: Sequence[str | Path], options: ReadOptions, limits: Limits, most: int) -> Iterator[Piece]:
    """The pieces of all files at these paths, none of more than `most` rows."""
    for found in inputs(paths):
        if found.problem is not None:
            said = (found.problem.number, found.problem.reason)
            yield Piece(found.path, found.origin, 0, UNSEEN, problem=said)
            continue
        whole = Piece(found.path, found.origin, found.size, UNSEEN)
        try:
            yield from (
                _remote(whole, options, limits, most)
                if is_remote(found.path)
                else _local(
                    replace(whole, sidecar=_sidecar(Path(found.path))),
                    Path(found.path),
                    options,
                    limits,
                    most,
                )
            )
        except OSError:
            yield whole


def _local(whole: Piece, path: Path, options: ReadOptions, limits: Limits, most: int) -> Iterator[Piece]:
    if not stat.S_ISREG(path.stat().st_mode):
        yield whole  # inside a folder: it is quarantined when it comes to reading
        return
    with path.open("rb") as file:
        head = file.read(HEAD)
        kind = _kind(head, whole, options)
        if kind == "jsonl" and lines_encoding(head) in _SPLIT:
            file.seek(0)
            yield from _by_lines(whole, file, lines_encoding(head), most)
            return
    whole = replace(whole, digest=file_digest(path), alone=kind == "warc")
    yield from (
        _by_rows(whole, path, options, limits, most) if kind in {"gzip", "csv", "jsonl", "json"} else [whole]
    )


def _remote(whole: Piece, options: ReadOptions, limits: Limits, most: int) -> Iterator[Piece]:
    """The pieces of a file in a store; one that it keeps from us is left out, as one of a disk is."""
    fs, path = filesystem(whole.path)
    try:
        with asking(whole.path):
            # Not `open`, which would fetch megabytes: a crawl may have files of gigabytes, of no use here.
            head = fs.cat_file(path, start=0, end=min(HEAD, whole.size)) if whole.size else b""
    except ScaleError as error:
        if not isinstance(error.__cause__, PermissionError):
            raise
        reason = PROBLEMS["TID-102"].format(path=whole.origin, detail=error.__cause__)
        yield replace(whole, problem=("TID-102", reason))
        return
    kind = _kind(head, whole, options)
    if kind == "jsonl" and lines_encoding(head) in _SPLIT:
        with asking(whole.path), fs.open(path, "rb") as raw:
            # Files of stores do not read lines up to a length.
            yield from _by_lines(whole, io.BufferedReader(raw, BLOCK), lines_encoding(head), most)
        return
    whole = replace(whole, digest=mark(whole.path, listed=True), alone=kind == "warc")
    if kind not in {"gzip", "csv", "jsonl", "json"} or ".warc" in PurePosixPath(path).name:
        yield replace(whole, alone=whole.alone or ".warc" in PurePosixPath(path).name)
        return
    with fetched(whole.path) as copy:
        yield from _by_rows(whole, copy, options, limits, most)


def _kind(head: bytes, whole: Piece, options: ReadOptions) -> str | None:
    return find_kind(head, PurePosixPath(whole.origin).name.removesuffix(".gz"), options)


def _by_lines(whole: Piece, file: BinaryIO, encoding: str, most: int) -> Iterator[Piece]:
    """A piece for every `most` lines."""
    start, first = 0, 1
    while True:
        hashed, size, count = hashlib.sha256(), 0, 0
        while count < most and (line := file.readline(BLOCK)):
            hashed.update(line)
            size += len(line)
            count += line.endswith(b"\n")
        if not size:
            if first == 1:
                yield whole  # an empty file
            return
        told = None if first == 1 else encoding.removesuffix("-sig")
        yield replace(
            whole, size=size, digest=hashed.hexdigest(), articles=max(1, count),
            lines=Lines(start, size, first, told),
        )  # fmt: skip
        start, first = start + size, first + count


def _by_rows(whole: Piece, path: Path, options: ReadOptions, limits: Limits, most: int) -> Iterator[Piece]:
    """A piece for every `most` rows of a table; what is none stays whole."""
    rows = count_rows(path, options, limits)
    if rows is None:
        # Packed pages and archives are of no table: an archive may hold very many articles.
        yield replace(whole, alone=".warc" in PurePosixPath(whole.origin).name)
        return
    starts = range(0, rows, most)
    for first in starts:
        last = None if first == starts[-1] else first + most
        count = min(most, rows - first)
        yield replace(whole, size=whole.size * count // rows, articles=count, rows=(first, last))


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mark(address: str, *, listed: bool = False) -> str:
    """The mark that a store gives to this version of a file: the same whether it is listed or looked at.

    `listed`: as a listing of a moment ago has it. Raises ScaleError: TID-703 where the file is gone, TID-714
    as `asking` does.
    """
    fs, path = filesystem(address)
    if not listed:
        fs.invalidate_cache()
    try:
        with asking(address):
            return _version(fs, path)
    except FileNotFoundError as error:
        raise ScaleError("TID-703", path=address, detail="it is gone") from error


def _version(fs: Any, path: str) -> str:
    found = fs.info(path)
    for name in _VERSION:
        if found.get(name):
            return f"{name} {found[name]}"
    return str(fs.ukey(path))


def lines_digest(file: BinaryIO, lines: Lines) -> str:
    """SHA-256 of lines of a file."""
    hashed = hashlib.sha256()
    file.seek(lines.start)
    left = lines.size
    while left and (data := file.read(min(left, BLOCK))):
        hashed.update(data)
        left -= len(data)
    return hashed.hexdigest()


def _sidecar(path: Path) -> str:
    with contextlib.suppress(OSError):
        return file_digest(path.with_name(path.name + SIDECAR))
    return UNSEEN


def changed(piece: Piece, path: Path) -> bool:
    """Whether a local file is not what it was when this piece was cut from it."""
    if piece.digest == UNSEEN or piece.problem is not None:
        return False
    if _sidecar(path) != piece.sidecar:
        return True
    if piece.lines is None:
        return file_digest(path) != piece.digest
    with path.open("rb") as file:
        return lines_digest(file, piece.lines) != piece.digest
