"""WARC: the pages, texts and PDFs that a crawler stored."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tidings.config import Limits
from tidings.errors import ReadError
from tidings.read.limits import CHUNK, Unzipped
from tidings.read.metadata import tidy

_KINDS: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
}
"""Media types that hold articles; others (images, scripts) and responses other than 2xx are passed over."""

_RECORDS: Final = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_NOT_OURS: Final = (ReadError, GeneratorExit, KeyboardInterrupt, SystemExit)
_HEADER: Final = re.compile(rb"WARC/1\.\d\r?\n[\w-]{1,40}:")
"""How a record begins: its version, then named fields (ISO 28500:2017, 4)."""
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,15})\r?$", re.IGNORECASE | re.MULTILINE)
_KEPT: Final = 1 << 20
"""Bytes before a place where no record begins that are looked through for one."""
_OVERLAP: Final = 64
"""More bytes than the beginning of a record has, as `_HEADER` has it."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The body of one record and its address, or what is wrong with it."""

    origin: str
    kind: str = "html"
    data: bytes = b""
    url: str | None = None
    error: ReadError | None = None


class _Tape:
    """A stream as fastwarc wants it: it reads and tells, and never raises into foreign code.

    What was read since the record of the moment began, the end of it at least, is kept, to find the next one
    where that is broken.
    """

    def __init__(self, stream: io.BufferedIOBase, head: bytes = b"") -> None:
        self._stream = stream
        self._head = head
        self._position = 0
        self._kept = bytearray()
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end, or once the stream has failed."""
        if self.error is not None:
            return b""
        if self._head and size > 0:
            data, self._head = self._head[:size], self._head[size:]
        else:
            try:
                # One piece of a packed file at a time: what came before a broken one is not lost with it.
                data = self._stream.read1(size)
            except (ReadError, OSError) as error:
                self.error = error
                return b""
        self._position += len(data)
        self._kept += data
        if len(self._kept) > 2 * _KEPT:
            del self._kept[:-_KEPT]
        return data

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def begin(self, position: int) -> None:
        """A record begins here."""
        del self._kept[: max(0, position - (self._position - len(self._kept)))]

    def ends_well(self) -> bool:
        """Whether the record of the moment ends where it says so, with two line ends (ISO 28500:2017, 4)."""
        head = bytes(self._kept[:CHUNK]).partition(b"\r\n\r\n")[0]
        length = _LENGTH.search(head)
        end = len(head) + 4 + int(length[1]) if length else 0
        return bool(end) and self._kept[end : end + 4] == b"\r\n\r\n"

    def next_member(self) -> _Tape | None:
        """The tape from the next member of a packed file on, past a broken one; None where there is none."""
        raw = getattr(self._stream, "raw", None)
        return _Tape(self._stream) if isinstance(raw, Unzipped) and raw.skip() else None

    def after_broken(self) -> _Tape | None:
        """The tape from the record after a broken one on; None where there is none, or none can be read."""
        if self.error is not None:
            broken = isinstance(self.error, ReadError) and self.error.number == "TID-109"
            return self.next_member() if broken else None
        if self._head:
            self._kept += self._head
            self._head = b""
        start = 1  # past that of the broken one itself
        while (at := _HEADER.search(self._kept, start)) is None:
            if len(self._kept) > _OVERLAP:
                del self._kept[:-_OVERLAP]
                start = 0
            more = self._stream.read1(CHUNK)
            if not more:
                return None
            self._kept += more
        return _Tape(self._stream, bytes(self._kept[at.start() :]))


def _body(record: WarcRecord, limits: Limits, origin: str) -> bytes:
    parts, count = [], 0
    while chunk := record.reader.read(CHUNK):
        parts.append(chunk)
        count += len(chunk)
        if count > limits.max_article_bytes:
            raise ReadError("TID-105", path=origin, limit=f"{limits.max_article_bytes} bytes")
    return b"".join(parts)


def _payload(record: WarcRecord, limits: Limits, origin: str) -> Payload | None:
    """The payload of a record, or None where it is none that could be an article."""
    media = (
        str(record.http_content_type or "") if record.is_http else (record.headers.get("Content-Type") or "")
    )
    kind = _KINDS.get(media.partition(";")[0].strip().lower())
    if record.is_http:
        status = record.http_headers.status_code if record.http_headers else None
        if status is not None and not 200 <= status < 300:
            return None
    if kind is None:
        return None
    try:
        data = _body(record, limits, origin)
        if len(data) < record.content_length and not _encoded(record):
            return _broken(origin, "it ends too early")
    except ReadError as error:
        return Payload(origin, error=error)
    except _NOT_OURS:
        raise
    except BaseException as error:  # what it is packed with is broken
        return _broken(origin, str(error)[:120])
    return Payload(origin, kind, data, tidy((record.headers.get("WARC-Target-URI") or "").strip("<>")))


def _broken(origin: str, detail: object) -> Payload:
    return Payload(origin, error=ReadError("TID-109", path=origin, kind="WARC", detail=detail))


def _encoded(record: WarcRecord) -> bool:
    """Whether what was read is not what was stored, so that their lengths can't be compared."""
    headers = record.http_headers if record.is_http else None
    return headers is not None and any(
        name.lower() in {"content-encoding", "transfer-encoding"} for name, _ in headers
    )


def payloads(stream: io.BufferedIOBase, limits: Limits, origin: str) -> Iterator[Payload]:
    """The records that may be articles, `origin!record N` counted over all records.

    A broken one is such a payload too, with its error (TID-109), and the next that can be found follows it.
    Raises TID-109 where none can, TID-116 beyond the limit of members, and what the stream raises; what came
    before stands.
    """
    number, tape = 0, _Tape(stream)
    while True:
        last: Payload | None = None
        problem: Exception | None = None
        try:
            for record in _records(tape):
                if last is not None:
                    yield last
                    last = None
                number += 1
                _count(number, limits, origin)
                tape.begin(record.stream_pos)
                if record.record_type & _RECORDS:
                    last = _payload(record, limits, f"{origin}!record {number}")
        except _NOT_OURS:
            raise
        except BaseException as error:  # fastwarc's panics are no `Exception`
            problem = ReadError("TID-109", path=origin, kind="WARC", detail=str(error)[:120])
            if last is not None and tape.error is None and not tape.ends_well():
                last = _broken(last.origin, "it does not end where it says")
        problem = tape.error or problem
        if last is not None:
            yield last
        if problem is None:
            rest = tape.next_member()
            if rest is None:
                break
            problem = ReadError("TID-109", path=origin, kind="gzip", detail="no member begins there")
        else:
            rest = tape.after_broken()
            if rest is None:
                raise problem
        if last is None or last.error is None:
            number += 1
            _count(number, limits, origin)
            detail = problem.details.get("detail") if isinstance(problem, ReadError) else problem
            yield _broken(f"{origin}!record {number}", detail)
        tape = rest
    if number == 0:
        raise ReadError("TID-109", path=origin, kind="WARC", detail="no record in it")


def _records(tape: Any) -> Iterator[WarcRecord]:
    # fastwarc's stubs ask for `seek` and `close`, which it does not use.
    return iter(ArchiveIterator(tape, parse_http=True, auto_decode="all"))


def _count(number: int, limits: Limits, origin: str) -> None:
    if number > limits.max_members:
        raise ReadError("TID-116", path=origin, limit=limits.max_members)
