"""A folder that shards are written to: on this machine or, with fsspec, in a store such as S3.

A file is there whole or not at all: here it is written under another name, synced and renamed; an object
store keeps nothing of an unfinished upload.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol

from tidings.errors import InstallationError, RecordError, ScaleError, TidingsError

_REMOTE: Final = "://"
_LONGEST: Final = 200
"""Characters of a store's own message that are told."""
_NO_ROOM: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENAMETOOLONG}
)
"""What only a system that writes says, so that it is this one while a file is fetched (errno(3))."""
_PACKAGES: Final = {"libarchive": "libarchive-c", "smbclient": "smbprotocol"}
"""Modules whose packages have another name (the extras that fsspec 2026.9 declares)."""


class Place(Protocol):
    """A folder; names in it are relative, with `/` between their parts."""

    name: str

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """Put a file there, whole or not at all; one of that name gives way.

        One that need not be `lasting` may be lost with the machine, but not with the process. Raises
        RecordError TID-204 where a disk of this machine does not take it. All of these raise ScaleError
        TID-714 where a store elsewhere refuses or can't be reached.
        """

    def read(self, name: str) -> bytes:
        """The bytes of a file; FileNotFoundError where there is none."""

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder of it with their bytes, by name in order; none where it is not there.

        Files whose names begin with a dot, drafts among them, are passed over.
        """


def place(folder: str | os.PathLike[str]) -> Place:
    """The folder of that path, or of an address such as `s3://bucket/coded`.

    Raises InstallationError (TID-708) for an address where fsspec, or what it needs for it, is missing, and
    ScaleError (TID-714) for one of no kind that it knows.
    """
    name = os.fspath(folder)
    return _Remote(name) if is_remote(name) else _Local(Path(name))


def is_remote(path: str | os.PathLike[str]) -> bool:
    """Whether this is an address and no path on this machine."""
    return _REMOTE in os.fspath(path)


@contextlib.contextmanager
def asking(address: str) -> Iterator[None]:
    """Ask a store for something; ScaleError TID-714 where it refuses or can't be reached.

    FileNotFoundError and ImportError stay what they are: they mean another thing for each who asks.
    """
    try:
        yield
    except (FileNotFoundError, ImportError, TidingsError):
        raise
    except Exception as error:  # the errors of stores have no class in common
        detail = " ".join(str(error).split())[:_LONGEST] or type(error).__name__
        raise ScaleError("TID-714", path=address, detail=detail) from error


def filesystem(address: str) -> tuple[Any, str]:
    """fsspec's file system of an address, and the path in it.

    Raises InstallationError TID-708 without fsspec or without what it needs for this kind of address,
    ScaleError TID-714 as `asking` does.
    """
    try:
        core = importlib.import_module("fsspec.core")
        with asking(address):
            fs, path = core.url_to_fs(address)
    except ImportError as error:
        package = _missing(error, address)
        raise InstallationError("TID-708", what=address, package=package) from error
    return fs, str(path)


def _missing(error: ImportError, address: str) -> str:
    """The package that an import failed for, as pip takes it.

    fsspec names that of a kind of address only underneath, or in a sentence; then it is that which fsspec has
    such an address from, and where that is fsspec itself, all that it can need.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ImportError) and cause.name:
            module = cause.name.partition(".")[0]
            return _PACKAGES.get(module, module)
        cause = cause.__cause__ or cause.__context__
    known = importlib.import_module("fsspec.registry").known_implementations
    module = (
        known.get(address.partition(_REMOTE)[0].rpartition("::")[2], {})
        .get("class", "fsspec")
        .partition(".")[0]
    )
    return '"fsspec[full]"' if module == "fsspec" else str(module)


@contextlib.contextmanager
def _writing(path: Path, told: frozenset[int] | None = None) -> Iterator[None]:
    """Write here; RecordError TID-204 where this system does not take it, if its reason is one of `told`."""
    try:
        yield
    except OSError as error:
        if told is not None and error.errno not in told:
            raise
        raise RecordError("TID-204", path=path, detail=error.strerror or str(error)) from error


@contextlib.contextmanager
def fetched(address: str, start: int | None = None, end: int | None = None) -> Iterator[Path]:
    """A copy of a remote file (or of its bytes [start, end)) here, under its own name, while it is needed.

    Raises ScaleError: TID-703 where it is gone, TID-714 as `asking` does; RecordError TID-204 where there is
    no room for it here.
    """
    fs, path = filesystem(address)
    with _writing(Path(tempfile.gettempdir())):
        kept = tempfile.TemporaryDirectory(prefix="tidings-", ignore_cleanup_errors=True)
    with kept as folder:
        copy, part = Path(folder, PurePosixPath(path).name), None
        try:
            # A store's `get_file` both reads there and writes here.
            with asking(address), _writing(copy, _NO_ROOM):
                if start is None:
                    fs.get_file(path, str(copy))
                else:
                    part = fs.cat_file(path, start=start, end=end)
        except FileNotFoundError as error:
            raise ScaleError("TID-703", path=address, detail="it is gone") from error
        if part is not None:
            with _writing(copy):
                copy.write_bytes(part)
        yield copy


class _Local:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """Under a temporary name first, so that nobody ever sees half a file."""
        target = self._folder / name
        # Machines that share the folder may have processes of the same number.
        draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}.new")
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
        """The files in a folder with their bytes."""
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
        with asking(self._address(name)):
            try:
                self._fs.pipe_file(path, data)
            except FileNotFoundError as error:
                self._make_folder(path, error)
                self._fs.pipe_file(path, data)

    def _make_folder(self, path: str, missing: FileNotFoundError) -> None:
        """Make the folder of a file where the store has folders; a bucket is not made."""
        top = path.partition("/")[0] or "/"
        if not self._fs.exists(top):
            raise OSError(f"there is no {top}") from missing
        self._fs.makedirs(str(PurePosixPath(path).parent), exist_ok=True)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        with asking(self._address(name)):
            return bytes(self._fs.cat_file(self._path(name)))

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where there is none."""
        # What another machine has written may be newer than what this one has listed.
        self._fs.invalidate_cache()
        with asking(self._address(name)):
            try:
                return int(self._fs.size(self._path(name)))
            except FileNotFoundError:
                return None

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        with asking(self._address(name)), contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their bytes."""
        self._fs.invalidate_cache()
        with asking(self._address(folder)):
            try:
                found = self._fs.ls(self._path(folder), detail=True)
            except FileNotFoundError:
                return {}
        files = {PurePosixPath(entry["name"]).name: int(entry["size"] or 0) for entry in found}
        return {name: size for name, size in sorted(files.items()) if not name.startswith(".")}

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _address(self, name: str) -> str:
        return f"{self.name.rstrip('/')}/{name}"
