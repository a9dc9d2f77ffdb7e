"""Opening and creating the file of a record, without ever harming a file that is none."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import duckdb

from tidings.errors import RecordError
from tidings.record.failures import OUTSIDE, opening_failure
from tidings.record.schema import found_version, known_version, migrate

MAGIC: Final = (8, b"DUCK")
"""Offset and bytes that mark a DuckDB file (DuckDB's storage format, main header)."""

_LOCKED_DOWN: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}
"""Nothing in a query may reach another file, the network, an extension or a Python variable."""


def program_version() -> str:
    """The version of tidings that runs."""
    try:
        return version("tidings")
    except PackageNotFoundError:
        return "unknown"


def connect(
    path: Path, *, create: bool, read_only: bool, memory: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection to the record at `path`, brought up to the schema of this tidings.

    DuckDB keeps to `memory` bytes and puts what needs more beside the file; None lets it take most of the
    machine's. Raises RecordError TID-201 to TID-205 and TID-208. A file that is no record is left as it is.
    """
    # An absolute path, so that DuckDB never takes a name like ":memory:" or "md:x" for anything but a file.
    file = Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve would follow links
    made = False
    if not os.path.lexists(file):
        if not create or read_only:
            raise RecordError("TID-205", path=path)
        made = _create(path, file)
    _check_magic(path, file)
    if not read_only and not made:
        # A first look that can't write: opened for writing, a foreign file's log would be folded into it.
        try:
            _checked(path, _open(path, file, read_only=True, memory=memory), read_only=False).close()
        except RecordError as error:
            if error.number != "TID-201" or "this process" not in str(error.details["detail"]):
                raise
    db = _checked(path, _open(path, file, read_only=read_only, memory=memory), read_only=read_only)
    if not read_only:
        try:
            migrate(db, program_version())
        except OUTSIDE as failure:
            db.close()
            raise opening_failure(path, failure) from failure
    return db


def _open(path: Path, file: Path, *, read_only: bool, memory: int | None) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {**_LOCKED_DOWN}
    if memory is not None:
        config["memory_limit"] = f"{memory}B"
    try:
        return duckdb.connect(str(file), read_only=read_only, config=config)
    except (duckdb.Error, OSError) as failure:
        raise opening_failure(path, failure) from failure


def _checked(path: Path, db: duckdb.DuckDBPyConnection, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        found, known = found_version(db), known_version()
        if found is None:
            raise RecordError("TID-202", path=path, detail="a DuckDB file of something else")
        if found > known:
            raise RecordError("TID-203", path=path, found=found, known=known)
        if found < known and read_only:
            raise RecordError("TID-208", path=path, found=found, known=known)
    except RecordError:
        db.close()
        raise
    except duckdb.Error as failure:
        db.close()
        raise opening_failure(path, failure) from failure
    return db


def _check_magic(path: Path, file: Path) -> None:
    offset, magic = MAGIC
    try:
        if not file.is_file():
            raise RecordError("TID-202", path=path, detail="not a file")
        with file.open("rb") as stream:
            head = stream.read(offset + len(magic))
    except RecordError:
        raise
    except OSError as failure:
        raise opening_failure(path, failure) from failure
    if head[offset:] != magic:
        raise RecordError("TID-202", path=path, detail="not a DuckDB file" if head else "an empty file")


def _create(path: Path, file: Path) -> bool:
    """Make the file beside its place and move it there whole, so that no killed run leaves half a record.

    False where another process has made one meanwhile, which stays.
    """
    log = file.with_name(file.name + ".wal")
    if log.exists():
        detail = f"{log.name} of a record that is gone lies beside it; move that away first"
        raise RecordError("TID-204", path=path, detail=detail)
    draft = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        draft.unlink(missing_ok=True)
        with duckdb.connect(str(draft), config=dict(_LOCKED_DOWN)) as db:
            migrate(db, program_version())
            db.execute("CHECKPOINT")
        try:
            # Unlike a rename, a link never replaces a record that another process has just made.
            os.link(draft, file)
        except FileExistsError:
            return False
        except OSError:
            draft.rename(file)
        return True
    except (duckdb.Error, OSError) as failure:
        raise RecordError("TID-204", path=path, detail=str(failure).splitlines()[0]) from failure
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
            draft.with_name(draft.name + ".wal").unlink(missing_ok=True)
