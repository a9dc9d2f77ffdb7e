"""The terminal that tidings prints to, and its colours."""

from __future__ import annotations

import sys
from typing import Final

from rich.console import Console

FACTUALITY_STYLE: Final = {
    "actual": "bold",
    "future": "blue",
    "proposed": "cyan",
    "hypothetical": "yellow",
    "negated": "red strike",
}
"""One style a factuality; the word is always printed too, so that nothing hangs on colour."""

QUAD_STYLE: Final = {1: "green", 2: "bright_green", 3: "yellow", 4: "red"}

PIPED_WIDTH: Final = 160
"""Columns where the output is no terminal."""


def console(*, stderr: bool = False) -> Console:
    """A console on standard output or error, wide where that is no terminal; texts are not read as markup."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)


CONTROLS: Final = {c: f"\\x{c:02x}" for c in (*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0))} | {
    c: f"\\u{c:04x}" for c in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Control and text-direction characters, shown as escapes: an article must not steer the terminal."""


def visible(text: str) -> str:
    """The text with its control and direction characters written out; line ends stay."""
    return text.translate(CONTROLS)


def action(type: str, mode: str | None, own_type: str | None) -> str:
    """What is done: the type and mode, after the user's own type where it refines that."""
    known = f"{type} {mode}" if mode else type
    return known if own_type in {None, type} else f"{own_type} ({known})"


def line(text: str | None) -> str:
    """The text on one line, its control characters visible; empty for None."""
    return visible(" ".join((text or "").split()))
