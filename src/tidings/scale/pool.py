"""Worker processes that may die: each has a reader of its own, and what it was given is known when it dies.

A worker is `python -m tidings.scale.worker`, a fresh interpreter, so that nothing of the caller's program is
run again in it; jobs and answers are pickled through a socket that only the two of them have.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from tidings.config import Config
from tidings.scale.worker import Setup

if TYPE_CHECKING:
    from tidings.code.coder import Coder

ONE_THREAD: Final = dict.fromkeys(
    (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS", "ARROW_NUM_THREADS",
    ), "1",
)  # fmt: skip
"""Work is spread over processes: threads inside them would only get in each other's way."""

STARTS: Final = 3
"""Times that workers may die at a job without getting anywhere with it: then it is no article's fault."""


class StoppedError(Exception):
    """Another thread has stopped the pool: nothing becomes of its jobs."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a job, by its key.

    `told`: it goes on, and says so; `done`: its answer; `failed`: the exception it raised; `died`: its
    worker's process ended, the value is its return code.
    """

    key: Any
    kind: Literal["told", "done", "failed", "died"]
    value: Any


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    line: Connection[Any, Any]
    key: Any = None
    busy: bool = False


class Pool:
    """So many worker processes, started as there are jobs for them. Use it in a `with` statement.

    One thread uses it at a time; any thread may `stop` it meanwhile.
    """

    def __init__(self, workers: int, config: Config, coder: Coder | None = None) -> None:
        self._most = max(1, workers)
        self._setup = Setup(config.scale.worker_bytes, config.scale.tired_bytes, coder)
        self._workers: list[_Worker] = []
        self._waiting: deque[tuple[Any, tuple[Any, ...]]] = deque()
        self._starting = threading.Lock()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, key: Any, *job: Any, first: bool = False) -> None:
        """Wait for a free worker with a job (`tidings.scale.worker.JOBS`); `first`: before all that wait."""
        if first:
            self._waiting.appendleft((key, job))
        else:
            self._waiting.append((key, job))

    @property
    def left(self) -> int:
        """Jobs that wait or are being done."""
        return len(self._waiting) + sum(worker.busy for worker in self._workers)

    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [worker.process.pid for worker in self._workers]

    def reports(self) -> Generator[Report, None, None]:
        """What becomes of the jobs, as it happens, until none is left; more may be submitted meanwhile.

        Raises OSError where no process can be started, and StoppedError where the pool is stopped; no job
        waits any more then.
        """
        while self.left:
            try:
                self._hand_out()
            except BaseException:
                self._waiting.clear()
                raise
            lines = {worker.line: worker for worker in self._workers if worker.busy}
            for line in wait(list(lines)):
                report = self._heard(lines[line])  # type: ignore[index]
                if self._stopped:
                    self._waiting.clear()
                    raise StoppedError
                yield report

    def stop(self) -> None:
        """End all workers at once, for good; for a thread other than that which listens to them."""
        with self._starting:
            self._stopped = True
            processes = [worker.process for worker in self._workers]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()

    def close(self) -> None:
        """End all workers at once, whatever they do; a job that is submitted later starts others."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()
        self._waiting.clear()

    def _hand_out(self) -> None:
        free = [worker for worker in self._workers if not worker.busy]
        while self._waiting and (free or len(self._workers) < self._most):
            worker = free.pop() if free else self._start()
            key, job = self._waiting.popleft()
            worker.key, worker.busy = key, True
            with contextlib.suppress(OSError):  # one that has died is heard of when it is listened to
                worker.line.send(job)

    def _start(self) -> _Worker:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        with self._starting:
            if self._stopped:
                raise StoppedError
            mine, theirs = Pipe()
            try:
                process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "tidings.scale.worker", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env={**os.environ, **ONE_THREAD, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
                )  # fmt: skip
            except BaseException:
                mine.close()
                raise
            finally:
                theirs.close()
            worker = _Worker(process, mine)
            self._workers.append(worker)
        with contextlib.suppress(OSError):
            mine.send(self._setup)
        return worker

    def _heard(self, worker: _Worker) -> Report:
        try:
            kind, value = worker.line.recv()
        except (EOFError, OSError):
            self._workers.remove(worker)
            self._end(worker)
            return Report(worker.key, "died", worker.process.returncode)
        if kind == "told":
            return Report(worker.key, "told", value)
        worker.busy = False
        if kind == "failed":
            return Report(worker.key, "failed", value)
        answer, tired = value
        if tired:
            self._workers.remove(worker)
            worker.process.kill()
            self._end(worker)
        return Report(worker.key, "done", answer)

    def _end(self, worker: _Worker) -> None:
        worker.line.close()
        worker.process.wait()


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def how_it_ended(returncode: int) -> str:
    """How a process ended, in words."""
    return f"ended by signal {-returncode}" if returncode < 0 else f"ended with status {returncode}"
