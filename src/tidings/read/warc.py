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
    where that is broken. Positions count the bytes from the tape's beginning on.
    """

    def __init__(
        self,
        stream: io.BufferedIOBase,
        head: bytes = b"",
        *,
        starts: tuple[int, ...] = (0,),
        inside: bool = False,
        fails: Exception | None = None,
    ) -> None:
        raw = getattr(stream, "raw", None)
        self._stream = stream
        self._packed = raw if isinstance(raw, Unzipped) else None
        self._head = head
        self._position = 0
        self._kept = bytearray()
        self._starts = list(starts)
        """Where members of a packed file begin, as far as they are kept."""
        self._inside = inside
        """Whether records begin inside members too: the file is packed as a whole, not by records."""
        self._begun: int | None = None
        self._end: int | None = None
        self._fails = fails
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end, or once the stream has failed."""
        if self._head and size > 0:
            data, self._head = self._head[:size], self._head[size:]
            self._take(data)
        else:
            data = self._more(size)
        if len(self._kept) > 2 * _KEPT:
            del self._kept[:-_KEPT]
        return data

    def tell(self) -> int:
        """Bytes read so far."""
        return self._position

    def begin(self, position: int) -> None:
        """A record begins here."""
        del self._kept[: max(0, position - self._base)]
        self._inside |= self._packed is not None and position not in self._starts
        self._starts = [start for start in self._starts if start >= position]
        self._begun, self._end = position, self._stated_end(position)

    def ends_well(self) -> bool:
        """Whether the record of the moment ends where it says so, with two line ends (ISO 28500:2017, 4).

        True too where none has begun.
        """
        while self.error is None and self._end is not None and self._position < self._end + 4:
            if not self.read(CHUNK):  # what a page is packed with broke before the record ended
                break
        return self._begun is None or self._closed(self._end)

    def next_member(self) -> _Tape | None:
        """The tape from the next member of a packed file on, past a broken one; None where there is none."""
        there = self._packed is not None and self._packed.skip()
        return _Tape(self._stream, inside=self._inside) if there else None

    def after_broken(self, limit: int, *, itself: bool) -> _Tape | None:
        """The tape from the record after a broken one on; None where there is none, or none can be read.

        The broken one is that of the moment where that is refused `itself`, else what comes after it.
        A broken record that states its length, at most `limit` bytes, and ends there is passed over by it.
        Else, where each record is a member of its own (ISO 28500:2017, annex D), the next member is taken.
        """
        if self._head:
            self._take(self._head)
            self._head = b""
        broken = self._begun or 0
        if self.ends_well():
            broken = 0 if self._end is None else self._end + 4
            if itself:
                return self._from(broken)
            if self.error is None and (rest := self._past(broken, limit)) is not None:
                return rest
            self._inside |= self._packed is not None and broken not in self._starts
        if self.error is not None or (self._packed is not None and not self._inside):
            return self._at_member(broken, limit)
        return self._at_header(broken)

    @property
    def _base(self) -> int:
        return self._position - len(self._kept)

    def _take(self, data: bytes) -> None:
        self._position += len(data)
        self._kept += data

    def _more(self, size: int = CHUNK) -> bytes:
        """The next bytes of the stream; none at its end, or once it has failed."""
        if self.error is None:
            self.error = self._fails
        if self.error is not None:
            return b""
        members = self._packed.members if self._packed else 0
        data = b""
        try:
            # One piece of a packed file at a time: what came before a broken one is not lost with it.
            data = self._stream.read1(size)
        except (ReadError, OSError) as error:
            self.error = error
        if self._packed and self._packed.members > members:
            self._starts.append(self._position)
        self._take(data)
        return data

    def _stated_end(self, position: int) -> int | None:
        """Where the record that begins there ends, as it says; None where it does not say so."""
        at = position - self._base
        if at < 0:
            return None
        head, blank, _ = bytes(self._kept[at : at + CHUNK]).partition(b"\r\n\r\n")
        if not blank or _HEADER.search(head, 1):  # it breaks off, and the length is that of the next
            return None
        length = _LENGTH.search(head)
        return position + len(head) + 4 + int(length[1]) if length else None

    def _closed(self, end: int | None) -> bool:
        """Whether a record that ends there has its two line ends."""
        at = -1 if end is None else end - self._base
        return at >= 0 and self._kept[at : at + 4] == b"\r\n\r\n"

    def _from(self, position: int) -> _Tape:
        starts = tuple(start - position for start in self._starts if start >= position)
        head = bytes(self._kept[position - self._base :])
        return _Tape(self._stream, head, starts=starts, inside=self._inside, fails=self.error)

    def _past(self, broken: int, limit: int) -> _Tape | None:
        """The tape past a broken record, if that ends where it says."""
        while b"\r\n\r\n" not in self._kept[max(0, broken - self._base) :][:CHUNK]:
            if self._position - broken >= CHUNK or not self._more():
                break
        end = self._stated_end(broken)
        if end is None or end - broken > limit:
            return None
        while self._position < end + 4 and self._more():
            pass
        return self._from(end + 4) if self._closed(end) else None

    def _at_member(self, broken: int, limit: int) -> _Tape | None:
        """The tape from the first member that begins after a broken record."""
        while True:
            for start in self._starts:
                if start > broken and start >= self._base:
                    return self._from(start)
            alone = self._packed is not None and self._packed.members == 1 and self.error is None
            if alone and len(self._kept) > limit:
                break
            if not alone:
                self._kept.clear()
            if not self._more():
                break
        if alone and self.error is None and self._packed is not None and self._packed.members == 1:
            self._inside = True  # one member, with all records in it
            return self._at_header(broken)
        unpacks = isinstance(self.error, ReadError) and self.error.number == "TID-109"
        if self._packed is not None and self._position > broken:
            # A member that breaks at once is a broken record of its own, and is counted; so is what follows
            # the last member and is none. The next tape meets either.
            if unpacks and self._position in self._starts:
                return self._from(self._position)
            if self.error is None and self._packed.members > 1:
                return self._from(self._position)
        return self.next_member() if unpacks else None

    def _at_header(self, broken: int) -> _Tape | None:
        """The tape from the first place after the beginning of a broken record where one could begin."""
        at = max(0, broken + 1 - self._base)
        while (found := _HEADER.search(self._kept, at)) is None:
            if len(self._kept) > max(at, _OVERLAP):
                del self._kept[: -min(_OVERLAP, len(self._kept) - at)]
                at = 0
            if not self._more():
                unpacks = isinstance(self.error, ReadError) and self.error.number == "TID-109"
                return self.next_member() if unpacks else None
        return self._from(self._base + found.start())


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
    A page's text is not searched for records where the broken one states where it ends, or where the file is
    packed record by record, as crawlers do. What is left to whoever wrote a page is to forge a record, with
    any address, by quoting one: in a file not packed, or packed as a whole, where the record of the page does
    not end where it says; in any file, where that record's length is wrong by just so much that it ends
    before the quoted one; and in a member that can't be unpacked, where the page holds a packed record.
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
            if tape.error is None and not tape.ends_well():
                last = _broken(f"{origin}!record {number}", "it does not end where it says")
        problem = tape.error or problem
        if last is not None:
            yield last
        itself = problem is not None and last is not None and last.error is not None
        if problem is None:
            rest = tape.next_member()
            if rest is None:
                break
            problem = ReadError("TID-109", path=origin, kind="gzip", detail="no member begins there")
        else:
            rest = tape.after_broken(limits.max_article_bytes, itself=itself)
            if rest is None:
                raise tape.error or problem
        if not itself:
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
