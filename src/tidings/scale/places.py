"""A folder that shards are written to: on this machine or, with fsspec, in a store such as S3.

A file is there whole or not at all: here it is written under another name, synced and renamed; an object
store keeps nothing of an unfinished upload.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import tempfile
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol

from tidings.errors import InstallationError, RecordError, ScaleError

_REMOTE: Final = "://"


class Place(Protocol):
    """A folder; names in it are relative, with `/` between their parts."""

    name: str

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """Put a file there, whole or not at all; one of that name gives way.

        One that need not be `lasting` may be lost with the machine, but not with the process. Raises
        RecordError TID-204 where a disk of this machine does not take it.
        """

    def read(self, name: str) -> bytes:
        """The bytes of a file; FileNotFoundError where there is none."""

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder of it with their bytes, by name in order; none where it is not there."""


def place(folder: str | os.PathLike[str]) -> Place:
    """The folder of that path, or of an address such as `s3://bucket/coded`.

    Raises InstallationError (TID-708) for an address where fsspec is missing.
    """
    name = os.fspath(folder)
    return _Remote(name) if is_remote(name) else _Local(Path(name))


def is_remote(path: str | os.PathLike[str]) -> bool:
    """Whether this is an address and no path on this machine."""
    return _REMOTE in os.fspath(path)


def filesystem(address: str) -> tuple[Any, str]:
    """fsspec's file system of an address, and the path in it; InstallationError TID-708 without fsspec."""
    try:
        core = importlib.import_module("fsspec.core")
        fs, path = core.url_to_fs(address)
    except ImportError as error:  # fsspec itself, or what it needs for this kind of address
        package = getattr(error, "name", None) or str(error)
        raise InstallationError("TID-708", what=address, package=package) from error
    return fs, str(path)


@contextlib.contextmanager
def fetched(address: str, start: int | None = None, end: int | None = None) -> Iterator[Path]:
    """A copy of a remote file (or of its bytes [start, end)) here, under its own name, while it is needed.

    Raises ScaleError (TID-703) where it is gone.
    """
    fs, path = filesystem(address)
    with tempfile.TemporaryDirectory(prefix="tidings-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, PurePosixPath(path).name)
        try:
            if start is None:
                fs.get_file(path, str(copy))
            else:
                copy.write_bytes(fs.cat_file(path, start=start, end=end))
        except FileNotFoundError as error:
            raise ScaleError("TID-703", path=address, detail="it is gone") from error
        yield copy


class _Local:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """Under a temporary name first, so that nobody ever sees half a file."""
        target = self._folder / name
        draft = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(data)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            draft.replace(target)
            if lasting:
                _sync(target.parent)
        except OSError as error:
            detail = error.strerror or str(error)
            raise RecordError("TID-204", path=target, detail=detail) from error
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return (self._folder / name).read_bytes()

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        (self._folder / name).unlink(missing_ok=True)

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their bytes; drafts are passed over."""
        try:
            with os.scandir(self._folder / folder) as entries:
                found = {e.name: e.stat().st_size for e in entries if not e.name.startswith(".")}
        except FileNotFoundError:
            return {}
        return dict(sorted(found.items()))


def _sync(folder: Path) -> None:
    """Make a renaming in a folder last; not every system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _Remote:
    """A folder in a store that fsspec reaches."""

    def __init__(self, address: str) -> None:
        self.name = address
        self._fs, self._root = filesystem(address)

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """An upload that breaks off leaves nothing."""
        path = self._path(name)
        self._fs.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
        self._fs.pipe_file(path, data)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return bytes(self._fs.cat_file(self._path(name)))

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""
        # What another machine has written may be newer than what this one has listed.
        self._fs.invalidate_cache()
        try:
            return int(self._fs.size(self._path(name)))
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their bytes."""
        self._fs.invalidate_cache()
        try:
            found = self._fs.ls(self._path(folder), detail=True)
        except FileNotFoundError:
            return {}
        return {
            PurePosixPath(f["name"]).name: int(f["size"] or 0) for f in sorted(found, key=itemgetter("name"))
        }

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"
