"""Words that a spreadsheet would run as a formula, made harmless, and made what they were again."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_START: Final = (
    r"[\s\x00\x{85}\x{A0}\x{1680}\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}\x{2060}\x{3000}\x{FEFF}]*"
    r"[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\x{2212}]|[\t\r\n]"
)
FORMULA: Final = rf"^'*(?:{_START})"
"""What a cell that a spreadsheet runs begins with (OWASP ASVS 5.0, 1.2.10; CWE-1236).

Also behind spaces and characters that can't be seen, which some programs take off, and in full width, which
some read as the ASCII sign (UTS 39). Apostrophes may stand before it: one more can then be taken off.
"""
GUARDED: Final = rf"^''*(?:{_START})"


def safe_for_spreadsheets(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words that a spreadsheet would run as a formula, with an apostrophe before them; numbers stay."""
    risky = pc.match_substring_regex(column, FORMULA)
    return pc.if_else(pc.fill_null(risky, False), pc.binary_join_element_wise("'", column, ""), column)


def exact_from_spreadsheets(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The words that `safe_for_spreadsheets` was given."""
    guarded = pc.match_substring_regex(column, GUARDED)
    return pc.if_else(pc.fill_null(guarded, False), pc.utf8_slice_codeunits(column, 1), column)
