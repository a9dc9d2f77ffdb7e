"""Adding articles to the running record: one job after the other, in a thread of its own."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import threading
import traceback
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from tidings import api
from tidings.api import Outcome, Progress
from tidings.config import Config
from tidings.errors import ConfigurationError, TidingsError
from tidings.explore.own_process import OwnProcess
from tidings.read import ReadOptions
from tidings.record import Record

if TYPE_CHECKING:
    from tidings.code.coder import Coder

KEPT: Final = 50
"""Finished jobs that are remembered."""
SHOWN: Final = 500
"""Outcomes of one job that are remembered of each sort: added, known, refused."""
GRACE: Final = 5.0
"""Seconds that the article at work has to be done when all is ended."""
SIDECAR: Final = ".meta.json"
_CHUNK: Final = 1 << 20
_LONGEST_NAME: Final = 100


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    READING = "reading"
    LINKING = "linking"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """Inputs in a private folder of their own: paths to read, and the origin that stands for each path."""

    folder: Path
    paths: tuple[Path, ...]
    origins: Mapping[str, str]

    def origin(self, path: str) -> str:
        """The origin to store for a path, or for a member or sidecar of one."""
        for start, name in self.origins.items():
            if path.startswith(start):
                return name + path[len(start) :]
        return path


@dataclass(frozen=True, slots=True)
class Job:
    """One upload on its way: what it is called, when it came (UTC), how far it is and what became of it.

    `added`, `known` and `refused` count; `outcomes` holds the first `SHOWN` of each. `stopping` says that
    somebody asked for it to stop. `words` say why it failed.
    """

    number: int
    name: str
    made: datetime
    state: State = State.WAITING
    stopping: bool = False
    files: int = 0
    files_done: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    outcomes: tuple[Outcome, ...] = ()
    words: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in {State.DONE, State.STOPPED, State.FAILED}

    @property
    def new(self) -> tuple[Outcome, ...]:
        """Articles that were added."""
        return tuple(o for o in self.outcomes if o.article and not o.known)

    @property
    def old(self) -> tuple[Outcome, ...]:
        """Articles that the record held already."""
        return tuple(o for o in self.outcomes if o.article and o.known)

    @property
    def problems(self) -> tuple[Outcome, ...]:
        """Inputs that could not be read."""
        return tuple(o for o in self.outcomes if o.number)


def keep_files(files: Iterable[tuple[str, IO[bytes]]]) -> Upload:
    """Copy files, each with the name its sender gave it, into a private folder.

    No part of a path in a name counts. A sidecar goes beside the file whose name it begins with. Raises
    ConfigurationError TID-605 where there is none, TID-606 where they can't be written.
    """
    folder = _private_folder()
    try:
        paths: dict[Path, str] = {}
        places: dict[str, Path] = {}
        found = sorted(files, key=lambda file: file[0].endswith(SIDECAR))
        for n, (name, stream) in enumerate(found):
            shown = shown_name(name)
            beside = places.get(shown.removesuffix(SIDECAR)) if shown.endswith(SIDECAR) else None
            path = folder / f"{n:05d}" / safe_name(shown)
            if beside is not None:
                path = beside.with_name(beside.name + SIDECAR)
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as out:
                shutil.copyfileobj(stream, out, _CHUNK)
            if beside is None:
                paths[path] = shown
                places[shown] = path
        if not paths:
            raise ConfigurationError("TID-605")
    except OSError as failure:
        shutil.rmtree(folder, ignore_errors=True)
        raise ConfigurationError("TID-606", detail=failure.strerror or str(failure)) from failure
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Upload(folder, tuple(paths), {str(path): f"added/{name}" for path, name in paths.items()})


def keep_text(fields: Mapping[str, str]) -> Upload:
    """Write a pasted text with its metadata (keys of `tidings.read.KEYS`) into a private folder.

    Raises ConfigurationError TID-605 for an empty text, TID-606 where it can't be written.
    """
    if not fields.get("text", "").strip():
        raise ConfigurationError("TID-605")
    folder = _private_folder()
    path = folder / "pasted.json"
    try:
        given = {key: value for key, value in fields.items() if value.strip()}
        # On several lines, so that it is one object and not JSON Lines.
        path.write_text(json.dumps(given, indent=1), encoding="utf-8")
    except OSError as failure:
        shutil.rmtree(folder, ignore_errors=True)
        raise ConfigurationError("TID-606", detail=failure.strerror or str(failure)) from failure
    now = datetime.now(UTC)
    return Upload(folder, (path,), {str(path): f"pasted {now:%Y-%m-%d %H:%M:%S} UTC"})


def _private_folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="tidings-added-"))
    except OSError as failure:
        raise ConfigurationError("TID-606", detail=failure.strerror or str(failure)) from failure


def shown_name(name: str) -> str:
    """What a file that a stranger named is called: the last part of its path, without what can't be seen."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())[-_LONGEST_NAME:] or "file"


def safe_name(name: str) -> str:
    """A name for the disk: ASCII letters, digits, dashes and underscores, and the ending of the name."""
    kept = re.sub(r"[^A-Za-z0-9.\-]", "_", name)[-_LONGEST_NAME:].strip(".")
    return kept or "file"


class Adder:
    """Takes uploads and works them off in the order in which they came.

    `coder` is the trained pipeline unless given; it works in a process of its own, within its limits of time.
    """

    def __init__(self, record: Record, config: Config, coder: Coder | None = None) -> None:
        self._record = record
        self._reader = OwnProcess(coder, config)
        self._config = config.model_copy(update={"batch_articles": config.uploads.batch_articles})
        self._lock = threading.Condition()
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._waiting: list[tuple[int, Upload, ReadOptions]] = []
        self._thread: threading.Thread | None = None
        self._closed = False
        self._last = 0

    def add(self, name: str, upload: Upload, options: ReadOptions) -> Job:
        """Queue an upload, which is removed once it is read."""
        with self._lock:
            self._last += 1
            job = Job(self._last, name, datetime.now(UTC), files=len(upload.paths))
            self._jobs[job.number] = job
            over = [number for number, found in self._jobs.items() if found.over]
            for number in over[: max(0, len(over) - KEPT)]:
                del self._jobs[number]
            self._waiting.append((job.number, upload, options))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="adding", daemon=True)
                self._thread.start()
            self._lock.notify()
        return job

    def jobs(self) -> list[Job]:
        """The jobs, newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def stop(self, number: int) -> None:
        """Stop a job after the article that it reads now; KeyError where there is none."""
        with self._lock:
            job = self._jobs[number]
            if job.state is State.WAITING:
                self._change(number, state=State.STOPPED)
            elif job.state is State.READING:
                self._change(number, stopping=True)

    def close(self) -> None:
        """Stop all jobs and wait until the one at work has written and linked what it has.

        The article that it is at is left out, without a word of it, where it takes longer than `GRACE`.
        """
        with self._lock:
            self._closed = True
            for number in self._jobs:
                self.stop(number)
            self._lock.notify()
        if self._thread is not None:
            self._thread.join(GRACE)
        self._reader.end()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._waiting and not self._closed:
                    self._lock.wait()
                if not self._waiting:
                    return
                number, upload, options = self._waiting.pop(0)
            try:
                if number in self._jobs and not self._of(number).over:
                    self._read(number, upload, options)
            finally:
                shutil.rmtree(upload.folder, ignore_errors=True)

    def _read(self, number: int, upload: Upload, options: ReadOptions) -> None:
        self._change(number, state=State.READING)
        try:
            api.code_into_record(
                self._record, upload.paths, options=options, config=self._config, coder=self._reader,
                origin=upload.origin,
                progress=lambda p: self._go_on(number, p), told=lambda o: self._tell(number, o),
                linking=lambda: self._change(number, state=State.LINKING),
                stop=lambda: self._of(number).stopping,
            )  # fmt: skip
        except TidingsError as error:
            self._change(number, state=State.FAILED, words=str(error))
        except Exception as error:  # a defect must end neither the thread nor the jobs after it
            traceback.print_exc(file=sys.stderr)
            self._change(number, state=State.FAILED, words=f"{type(error).__name__}: {error}")
        else:
            stopped = self._of(number).stopping
            self._change(number, state=State.STOPPED if stopped else State.DONE)

    def _go_on(self, number: int, progress: Progress) -> None:
        self._change(number, files_done=progress.files_done)

    def _tell(self, number: int, outcomes: Sequence[Outcome]) -> None:
        job = self._of(number)
        counts = {
            "added": sum(1 for o in outcomes if o.article and not o.known),
            "known": sum(1 for o in outcomes if o.article and o.known),
            "refused": sum(1 for o in outcomes if o.number),
        }
        room = {sort: SHOWN - getattr(job, sort) for sort in counts}
        kept = []
        for outcome in outcomes:
            sort = "refused" if outcome.number else "known" if outcome.known else "added"
            if room[sort] > 0:
                room[sort] -= 1
                kept.append(outcome)
        self._change(
            number, outcomes=(*job.outcomes, *kept),
            **{sort: getattr(job, sort) + count for sort, count in counts.items()},
        )  # fmt: skip

    def _of(self, number: int) -> Job:
        with self._lock:
            return self._jobs[number]

    def _change(self, number: int, **changed: Any) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **changed)
