"""A process of its own for parsers that hostile files can hang, crash or fill the memory of.

`Worker` starts `python -m tidings.read.worker` and sends it one job at a time: a line of JSON, the bytes in
a temporary file. The process limits its own memory, and is killed where a job takes too long.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import importlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Final

from tidings.config import Limits
from tidings.errors import InstallationError, ReadError
from tidings.read.extract import Extracted
from tidings.read.memory import limit_memory, resident

MEMORY_BYTES: Final = 900 << 20
"""Address space of the worker."""
_TIRED_BYTES: Final = 400 << 20
"""Resident memory from which a worker is replaced after its job, so that leaks and caches don't add up."""
_START_SECONDS: Final = 120.0
"""Time to start and to import the parser of the job, which counts for no article."""
_LARGEST_ANSWER: Final = 256 << 20
_MODULES: Final = {"html": "tidings.read.html", "pdf": "tidings.read.pdf", "feed": "tidings.read.feeds"}


class Worker:
    """A parser process, started at its first job and again after each death."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._rest = b""

    def extract(
        self, kind: str, data: bytes, *, origin: str, limits: Limits, url: str | None = None
    ) -> tuple[list[Extracted], bool]:
        """The articles in a page, PDF or feed, and whether there are more than `limits` allow.

        Raises InstallationError TID-304 where the parser's library does not load, and ReadError: what the
        parser raised, TID-107 where it took too long, TID-105 where its memory
        ran out, TID-109 where it died.
        """
        with self._lock, tempfile.TemporaryDirectory(prefix="tidings-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, "job")
            path.write_bytes(data)
            job: dict[str, object] = {
                "kind": kind,
                "path": str(path),
                "origin": origin,
                "url": url,
                "limits": limits.model_dump(),
            }
            answer = self._ask(job, limits.max_seconds, origin)
        if "number" in answer:
            raise ReadError(answer["number"], **{"path": origin, **answer["details"]})
        return [Extracted(**fields) for fields in answer["articles"]], answer["more"]

    def close(self) -> None:
        """End the process, if it runs."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a forked child must not share its parent's pipes
            self._process = None
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._owner = os.getpid()
            self._rest = b""
            path = os.pathsep.join(entry for entry in sys.path if entry)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "tidings.read.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"},
            )
        return self._process

    def _ask(self, job: dict[str, object], seconds: float, origin: str) -> dict[str, Any]:
        for attempt in (1, 2):
            process = self._start()
            try:
                assert process.stdin is not None
                process.stdin.write(json.dumps(job).encode() + b"\n")
                process.stdin.flush()
                missing = self._line(process, _START_SECONDS)
                break
            except (BrokenPipeError, EOFError, TimeoutError) as error:
                self.close()
                if attempt == 2:
                    raise ReadError(
                        "TID-102", path=origin, detail="the parser process can't start"
                    ) from error
        if missing:
            raise InstallationError("TID-304", name=job["kind"], detail=missing.decode())
        try:
            answer = json.loads(self._line(process, seconds))
        except TimeoutError as error:
            self.close()
            raise ReadError("TID-107", path=origin, limit=seconds) from error
        except (EOFError, ValueError) as error:
            self.close()
            raise ReadError("TID-109", path=origin, kind="file", detail="its parser crashed") from error
        except BaseException:
            self.close()
            raise
        if answer.pop("tired"):
            self.close()
        return dict(answer)

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """The next line of the process; TimeoutError after `seconds`, EOFError at its death."""
        assert process.stdout is not None
        descriptor = process.stdout.fileno()
        end = time.monotonic() + seconds
        parts = [self._rest]
        count = 0
        while b"\n" not in parts[-1]:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError
            chunk = os.read(descriptor, 1 << 16)
            count += len(chunk)
            if not chunk or count > _LARGEST_ANSWER:
                raise EOFError
            parts.append(chunk)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line


_SHARED: Final = Worker()
atexit.register(_SHARED.close)


def shared() -> Worker:
    """The one worker of this Python process: starting one takes half a second."""
    return _SHARED


def _perform(job: dict[str, Any], module: ModuleType) -> dict[str, Any]:
    limits = Limits(**job["limits"])
    origin = job["origin"]
    more = False
    try:
        data = Path(job["path"]).read_bytes()
        if job["kind"] == "html":
            articles = module.extract_page(data, origin, job["url"])
        elif job["kind"] == "pdf":
            articles = module.extract_pdf(data, origin, limits.max_characters)
        else:
            articles, more = module.extract_feed(data, origin, limits.max_members, limits.max_characters)
    except ReadError as error:
        return {
            "number": error.number,
            "details": {k: str(v) for k, v in error.details.items() if k != "path"},
        }
    except MemoryError:
        return {"number": "TID-105", "details": {"limit": f"{MEMORY_BYTES >> 20} MB of memory"}}
    except RecursionError:
        return {"number": "TID-106", "details": {"limit": sys.getrecursionlimit()}}
    except Exception as error:  # a parser's own bug on a broken file
        detail = f"{type(error).__name__}: {error}"[:120]
        return {"number": "TID-109", "details": {"kind": job["kind"].upper(), "detail": detail}}
    if any(len(article.text) > limits.max_characters for article in articles) and job["kind"] != "feed":
        return {"number": "TID-118", "details": {"limit": str(limits.max_characters)}}
    return {"articles": [dataclasses.asdict(article) for article in articles], "more": more}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs, a line each, until the requests end: first an empty line once the parser is loaded.

    Where the parser does not load, the only line says why.
    """
    while line := requests.readline():
        job = json.loads(line)
        try:
            module = importlib.import_module(_MODULES[job["kind"]])
        except ImportError as error:
            answers.write(" ".join(str(error).split()).encode() + b"\n")
            answers.flush()
            continue
        answers.write(b"\n")
        answers.flush()
        if hasattr(signal, "alarm"):  # outlive neither the job nor a parent that was killed
            signal.alarm(int(job["limits"]["max_seconds"]) + 5)
        answer = _perform(job, module)
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        answer["tired"] = resident() > _TIRED_BYTES
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Run the worker's side."""
    limit_memory(MEMORY_BYTES)
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a parser prints must not mix with the answers
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
