"""Parts of a run's input: files, and stretches of files that hold many articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a file of JSON Lines: where they begin and how many bytes they have.

    `first` is the number of the first of them, from 1; `encoding` that of the file, None where its first
    bytes are among them and tell it.
    """

    start: int
    size: int
    first: int
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or only `lines` of it, or the `rows` [first, last) of it if it is a table (from 0).

    `origin` is what its articles' origins begin with.
    """

    path: Path
    origin: str
    lines: Lines | None = None
    rows: tuple[int, int | None] | None = None
