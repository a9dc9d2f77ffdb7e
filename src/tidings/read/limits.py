"""Streams that count what passes through them and stop at the limits of `tidings.config.Limits`."""

from __future__ import annotations

import io
import zlib
from typing import Final, Protocol

from tidings.errors import ReadError

CHUNK: Final = 1 << 16
"""Bytes read at a time."""
RATIO_FLOOR: Final = 1 << 20
"""Unpacked bytes below which no ratio is judged: a short repetitive text packs well, and harms nobody."""
GZIP_MAGIC: Final = b"\x1f\x8b"
_MEMBER: Final = GZIP_MAGIC + b"\x08"
"""How a member begins whose method is deflate, the only one there is (RFC 1952, 2.3.1)."""


class Source(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes; none at the end."""


class Counted(io.RawIOBase):
    """The bytes of `head` and then those of `rest`; TID-104 once they are more than `limit`."""

    def __init__(self, head: bytes, rest: Source, *, limit: int, origin: str) -> None:
        self._head = head
        self._rest = rest
        self._limit = limit
        self._origin = origin
        self.count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; the number of bytes put in it."""
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._rest.read(len(buffer)) or b""
        self.count += len(data)
        if self.count > self._limit:
            raise ReadError("TID-104", path=self._origin, limit=self._limit)
        buffer[: len(data)] = data
        return len(data)


class Stretch(io.RawIOBase):
    """The next `size` bytes of a stream."""

    def __init__(self, stream: Source, size: int) -> None:
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; the number of bytes put in it."""
        data = self._stream.read(min(self._left, len(buffer))) or b""
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


class Unzipped(io.RawIOBase):
    """The unpacked bytes of a gzip stream of one member or more, counted while they are read.

    Raises TID-105 where they are more than `ratio` times the packed bytes, TID-116 beyond `members`
    members, TID-109 where the stream is broken.
    """

    def __init__(self, packed: Source, *, ratio: int, members: int, origin: str) -> None:
        self._packed = packed
        self._ratio = ratio
        self._members = members
        self._origin = origin
        self._engine = zlib.decompressobj(wbits=31)
        self._pending = b""
        self._begun = False
        self._seen = 1
        self._in = 0
        self._out = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; the number of bytes put in it."""
        while True:
            if self._engine.eof and not self._next_member():
                return 0
            if not self._pending:
                self._pending = self._packed.read(CHUNK) or b""
                self._in += len(self._pending)
                if not self._pending:
                    raise ReadError("TID-109", path=self._origin, kind="gzip", detail="ends too early")
            try:
                data = self._engine.decompress(self._pending, len(buffer))
            except zlib.error as error:
                raise ReadError("TID-109", path=self._origin, kind="gzip", detail=str(error)) from error
            self._pending = self._engine.unconsumed_tail
            if data:
                self._out += len(data)
                if self._out > RATIO_FLOOR and self._out > self._ratio * self._in:
                    limit = f"{self._ratio} times its size"
                    raise ReadError("TID-105", path=self._origin, limit=limit)
                buffer[: len(data)] = data
                return len(data)

    @property
    def members(self) -> int:
        """Members begun so far, that of the moment among them."""
        return self._seen

    def skip(self) -> bool:
        """Go on with the next member, past one that is broken or what is none; False where there is none."""
        rest = self._engine.unused_data if self._engine.eof else self._pending[1:]
        while (at := rest.find(_MEMBER)) < 0:
            more = self._packed.read(CHUNK) or b""
            self._in += len(more)
            if not more:
                return False
            rest = rest[1 - len(_MEMBER) :] + more
        return self._begin(rest[at:])

    def _next_member(self) -> bool:
        rest = self._engine.unused_data
        if len(rest) < 2:
            more = self._packed.read(CHUNK) or b""
            self._in += len(more)
            rest += more
        if not rest.startswith(GZIP_MAGIC):  # the end, or padding after it, which gzip ignores too
            return False
        return self._begin(rest)

    def _begin(self, rest: bytes) -> bool:
        self._seen += 1
        if self._seen > self._members:
            raise ReadError("TID-116", path=self._origin, limit=self._members)
        self._engine = zlib.decompressobj(wbits=31)
        self._pending = rest
        return True


def read_all(stream: io.BufferedIOBase, *, limit: int, packed: bool, origin: str) -> bytes:
    """All bytes of one article; TID-105 (unpacked) or TID-119 (stored so) beyond `limit` bytes."""
    parts, count = [], 0
    while chunk := stream.read(min(CHUNK, limit + 1 - count)):
        parts.append(chunk)
        count += len(chunk)
        if count > limit:
            if packed:
                raise ReadError("TID-105", path=origin, limit=f"{limit} bytes")
            raise ReadError("TID-119", path=origin, limit=limit)
    return b"".join(parts)
