"""DuckDB's failures as numbered errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from tidings.errors import RecordError

OUTSIDE: Final = (duckdb.OperationalError, duckdb.FatalException, duckdb.InternalError, OSError)
"""Failures that come from the file, the disk or the machine; any other DuckDB error is a defect here."""


def opening_failure(path: Path, failure: BaseException) -> RecordError:
    """The error for a file that DuckDB did not open: TID-201, TID-202 or TID-204."""
    words = _first_line(failure)
    low = words.lower()
    if "different configuration" in low:
        return RecordError("TID-201", path=path, detail="this process itself has it open in another mode")
    if "lock on file" in low or "used by another process" in low:
        holder = re.search(r"\(PID (\d+)\)", words)
        return RecordError("TID-201", path=path, detail=f"process {holder[1]}" if holder else words)
    if any(
        sign in low for sign in ("permission denied", "read-only file system", "no space", "input/output")
    ):
        return RecordError("TID-204", path=path, detail=words)
    return RecordError("TID-202", path=path, detail=words)


@contextmanager
def numbered(path: Path, number: str) -> Iterator[None]:
    """Raise failures from outside as a RecordError of this number (TID-204 writing, TID-209 reading)."""
    try:
        yield
    except RecordError:
        raise
    except OUTSIDE as failure:
        raise RecordError(number, path=path, detail=_first_line(failure)) from failure


def _first_line(failure: BaseException) -> str:
    return (str(failure).strip().splitlines() or [type(failure).__name__])[0]
