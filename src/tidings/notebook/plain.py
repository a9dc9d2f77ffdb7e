"""Tables in a terminal."""

from __future__ import annotations

import io
import shutil
import textwrap
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table as Lines
from rich.text import Text

from tidings.display.words import plural
from tidings.notebook.columns import first_columns, is_number, value_words

if TYPE_CHECKING:
    from tidings.notebook.tables import Table

ROWS: Final = 10
"""Rows that are shown in a terminal."""
NARROW: Final = 12
"""Characters that a column has at least, if its values have: enough for a day and most types."""
GAP: Final = 2
"""Characters between two columns."""


def table_text(table: Table) -> str:
    """The first rows of a table in the columns that matter, as many as fit, as lines of text."""
    width = shutil.get_terminal_size((110, 24)).columns
    rows = table.arrow.slice(0, ROWS).to_pylist()
    widths = _widths(rows, first_columns(table.kind, table.columns), width)
    lines = Lines(box=None, pad_edge=False)
    for name, narrow in widths.items():
        lines.add_column(name, overflow="ellipsis", no_wrap=True, width=narrow)
    for row in rows:
        cells = ((value_words(row, name), is_number(row[name])) for name in widths)
        lines.add_row(*(Text(words, justify="right" if right else "left") for words, right in cells))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False).print(lines)
    more = [f"and {plural(len(table) - ROWS, 'more row')}"] * (len(table) > ROWS)
    if others := [name for name in table.columns if name not in widths]:
        more += textwrap.wrap("also: " + ", ".join(others), width)
    head = f"{table.kind}: {plural(len(table), 'row')}, {plural(len(table.columns), 'column')}"
    return "\n".join([head, *(line.rstrip() for line in out.getvalue().rstrip().split("\n")), *more])


def _widths(rows: list[dict[str, Any]], columns: list[str], width: int) -> dict[str, int]:
    """As many columns as fit with `NARROW` characters each; what is left over goes to those that need it."""
    needed = {name: max(len(name), *(len(value_words(row, name)) for row in rows), 1) for name in columns}
    found: dict[str, int] = {}
    for name, need in needed.items():
        narrow = max(min(NARROW, need), len(name))
        if found and width < narrow:
            break
        found[name] = narrow
        width -= narrow + GAP
    for name in sorted(found, key=lambda n: needed[n]):
        more = min(needed[name] - found[name], max(0, width))
        found[name] += more
        width -= more
    return found
