"""A record in the formats that other tools read.

`text` gives a format piece by piece, `write` makes a file or folder that is whole or not there; what to write
is a `Request`, and which events count a `Choice`.
"""

from tidings.export.as_reviewed import Reviewed
from tidings.export.choice import Choice, Chosen
from tidings.export.columns import EXTRA, Column, Format, Layout
from tidings.export.formats import FORMATS, STANDOFF
from tidings.export.spreadsheets import exact_from_spreadsheets, safe_for_spreadsheets
from tidings.export.writing import MEMORY, Request, Written, check, is_folder, text, write

__all__ = [
    "EXTRA",
    "FORMATS",
    "MEMORY",
    "STANDOFF",
    "Choice",
    "Chosen",
    "Column",
    "Format",
    "Layout",
    "Request",
    "Reviewed",
    "Written",
    "check",
    "exact_from_spreadsheets",
    "is_folder",
    "safe_for_spreadsheets",
    "text",
    "write",
]
