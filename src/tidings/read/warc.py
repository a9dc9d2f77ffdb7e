"""WARC: the pages, texts and PDFs that a crawler stored."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tidings.config import Limits
from tidings.errors import ReadError
from tidings.read.limits import CHUNK
from tidings.read.metadata import tidy

_KINDS: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
}
"""Media types that hold articles; others (images, scripts) and responses other than 2xx are passed over."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The body of one record and its address, or what is wrong with it."""

    origin: str
    kind: str = "html"
    data: bytes = b""
    url: str | None = None
    error: ReadError | None = None


class _Tape:
    """A stream as fastwarc wants it: it reads and tells, and never raises into foreign code."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._position = 0
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end, or once the stream has failed."""
        if self.error is not None:
            return b""
        try:
            data = self._stream.read(size)
        except (ReadError, OSError) as error:
            self.error = error
            return b""
        self._position += len(data)
        return data

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position


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
    except ReadError as error:
        return Payload(origin, error=error)
    return Payload(origin, kind, data, tidy((record.headers.get("WARC-Target-URI") or "").strip("<>")))


def payloads(stream: io.BufferedIOBase, limits: Limits, origin: str) -> Iterator[Payload]:
    """The records that may be articles, `origin!record N` counted over all records.

    Raises TID-109 where the file breaks off and TID-116 beyond the limit of members; what came before stands.
    """
    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    number = 0
    tape: Any = _Tape(stream)  # fastwarc's stubs ask for `seek` and `close`, which it does not use
    try:
        for record in ArchiveIterator(tape, parse_http=True, auto_decode="all"):
            number += 1
            if number > limits.max_members:
                raise ReadError("TID-116", path=origin, limit=limits.max_members)
            if not record.record_type & kinds:
                continue
            payload = _payload(record, limits, f"{origin}!record {number}")
            if payload is not None:
                yield payload
    except (ReadError, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # fastwarc's panics are no `Exception`
        if tape.error is not None:
            raise tape.error from error
        raise ReadError("TID-109", path=origin, kind="WARC", detail=str(error)[:120]) from error
    if tape.error is not None:
        raise tape.error
    if number == 0:
        raise ReadError("TID-109", path=origin, kind="WARC", detail="no record in it")
