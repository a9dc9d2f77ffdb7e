"""Of which kind a file is: by its first bytes where they are plain, else by its name, else by its content."""

from __future__ import annotations

import re
from typing import Final

from tidings.read.limits import GZIP_MAGIC
from tidings.read.options import ReadOptions
from tidings.read.text import decode, is_text

HEAD: Final = 1 << 14
"""Bytes looked at."""
_BY_EXTENSION: Final = {
    **dict.fromkeys(("txt", "text", "md", "asc"), "text"),
    **dict.fromkeys(("html", "htm", "xhtml", "shtml"), "html"),
    **dict.fromkeys(("jsonl", "ndjson", "jsonlines"), "jsonl"),
    **dict.fromkeys(("csv", "tsv", "tab"), "csv"),
    **dict.fromkeys(("rss", "atom", "rdf"), "feed"),
    "json": "json",
    "pdf": "pdf",
    "warc": "warc",
}
_BINARY: Final = (
    b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"MZ\x90", b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!", b"RIFF", b"OggS", b"ID3", b"SQLite format 3",
)  # fmt: skip
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_PAGE: Final = re.compile(r"<!doctype html|<(?:html|head|body|article|p|div|title|h1)\b[^>]*>", re.IGNORECASE)


def find_kind(head: bytes, file_name: str, options: ReadOptions) -> str | None:
    """One of gzip, pdf, warc, text, html, jsonl, json, csv, feed; None where it is none of them."""
    if head.startswith(GZIP_MAGIC):
        return "gzip"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(_BINARY):
        return None
    extension = file_name.lower().rpartition(".")[2] if "." in file_name else ""
    return _BY_EXTENSION.get(extension) or _sniff(head, options)


def _sniff(head: bytes, options: ReadOptions) -> str | None:
    text = decode(head[:HEAD])
    if not is_text(text):
        return None
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return "json"
    if re.match(r"\[\s*\{", start):
        return "json"
    if start.startswith("<"):
        if _FEED.search(start[:2000]):
            return "feed"
        if _PAGE.search(start):
            return "html"
        if start.startswith("<?xml"):
            return None
    names = {name.strip(' "') for name in re.split(r"[,;\t|]", start.partition("\n")[0])}
    if len(names) > 1 and {options.key("text"), options.key("html")} & names:
        return "csv"
    return "text"
