"""Files, pages, archives and feeds become articles; what can't be read is quarantined with its reason.

Kinds: plain text, HTML, PDF, JSON Lines (and JSON), CSV and TSV, WARC, RSS and Atom, gzip of any of these,
folders of any of these, and standard input (`-`). A sidecar `NAME.EXT.meta.json` beside a file gives
metadata by the same keys as JSON Lines; it is not itself an article.
"""

from tidings.read.options import KEYS, ReadOptions
from tidings.read.parts import Lines, Part
from tidings.read.sources import count_files, count_rows, files, origin_of, read, read_parts, read_row

__all__ = [
    "KEYS",
    "Lines",
    "Part",
    "ReadOptions",
    "count_files",
    "count_rows",
    "files",
    "origin_of",
    "read",
    "read_parts",
    "read_row",
]
