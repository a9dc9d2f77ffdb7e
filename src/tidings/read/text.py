"""Bytes become text: the encoding is found, not assumed, and the text is made fit to store."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Final

from tidings.errors import ReadError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 1 << 16
_SPARSE: Final = 0.05
"""Share of bytes above 127 up to which a text that is not UTF-8 is taken for English in Windows-1252."""
_BINARY: Final = 0.02
"""Share of control characters and replacements beyond which bytes are no text."""
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_ESCAPED: Final = re.compile("[\udc80-\udcff]")


def normalise(text: str) -> str:
    """The text as it is stored: `\\n` ends every line; NUL and lone surrogates are U+FFFD.

    The result can always be written as UTF-8. Nothing else is changed, so offsets stay meaningful.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("\ufffd", text)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a byte-order mark: English text in it has a NUL in nearly every second byte."""
    sample = sample[: len(sample) & ~1]
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    if even > 0.7 and odd < 0.1:
        return "utf-16-be"
    return None


def find_encoding(data: bytes, *, markup: bool = False) -> str:
    """The name of the encoding of `data`; with `markup`, HTML's own statement is heard as well.

    Order: byte-order mark, UTF-16's NULs, valid UTF-8, the markup's statement, Windows-1252 where few bytes
    lie above 127, uchardet's guess.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    if wide := _wide(data[:_SAMPLE]):
        return wide
    try:
        data.decode()
        return "utf-8"
    except UnicodeDecodeError:
        pass
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415 - keeps the import light

    if markup and b"charset" in data[:2048].lower():
        return str(detect_encoding(data, from_html_meta=True) or "utf-8")
    sample = data[:_SAMPLE]
    if sum(byte > 127 for byte in sample) <= _SPARSE * len(sample):
        return "windows-1252"
    return str(detect_encoding(data) or "utf-8")


def decode(data: bytes, *, markup: bool = False) -> str:
    """The text of `data`, not yet normalised; bytes that fit no encoding become U+FFFD."""
    encoding = find_encoding(data, markup=markup)
    if encoding == "utf-8":
        return data.decode("utf-8", "replace")
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        if encoding.startswith(("utf-16", "utf-32")):
            return data.decode(encoding, "replace")
    from resiliparse.parse.encoding import bytes_to_str  # noqa: PLC0415 - keeps the import light

    try:
        return str(bytes_to_str(data, "windows-1252", errors="replace"))
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def is_text(text: str) -> bool:
    """Whether a decoded sample reads as text and not as the bytes of some other kind of file."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) <= max(1, _BINARY * len(sample))


def plain_text(data: bytes, origin: str) -> str:
    """The normalised text of `data`; TID-112 where it is not text."""
    text = decode(data)
    if not is_text(text):
        raise ReadError("TID-112", path=origin, detail="too many control characters")
    return normalise(text)


def lines_encoding(head: bytes) -> str:
    """The encoding by which `lines` reads a file that begins with these bytes."""
    head = head[:_SAMPLE]
    return next((name for mark, name in _BOMS if head.startswith(mark)), None) or _wide(head) or "utf-8"


def lines(
    stream: io.BufferedReader, limit: int, encoding: str | None = None
) -> Iterator[tuple[int, str | None]]:
    """Number (from 1) and text of each line, read one at a time; None for one of over `limit` code points.

    The encoding is told by the first bytes unless it is given. A line that is not UTF-8 in a file without a
    byte-order mark is decoded by itself.
    """
    encoding = encoding or lines_encoding(stream.peek(_SAMPLE))
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    reader = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="\n")
    number = 0
    while line := reader.readline(limit):
        number += 1
        if len(line) >= limit and not line.endswith("\n"):
            while (rest := reader.readline(limit)) and not rest.endswith("\n"):
                pass
            yield number, None
            continue
        if _ESCAPED.search(line):
            line = decode(line.encode("utf-8", "surrogateescape"))
        yield number, line
