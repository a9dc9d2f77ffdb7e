"""Serving the explorer on loopback until it is interrupted."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Final

import uvicorn
from fastapi import FastAPI

from tidings.config import Config
from tidings.errors import ConfigurationError, TidingsError
from tidings.explore.app import close, end_coding, make_app
from tidings.explore.screens.review import prepare
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

HOST: Final = "127.0.0.1"
PATIENCE: Final = 3.0
"""Seconds after which a user is told what they wait for."""
QUIET: Final = 1.5
"""Seconds from the start on that belong to the first page alone."""
MEMORY: Final = 450_000_000
"""Bytes that DuckDB keeps to. Pages of a record of a million mentions are as quick as with more, and with
what Python and the page take (some 250 MB) the whole stays well under a gigabyte."""


def serve(
    path: Path, *, port: int = 0, browser: bool = True, create: bool = False, config: Config | None = None,
    told: Callable[[str], None] | None = None, waiting: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """Open the record for reading and writing and serve its pages until Ctrl-C.

    `port` 0 takes a free one; with `create`, a missing record is made, with nothing in it; `told` is called
    with the page's address once it can be asked for, `waiting` where that takes longer than `PATIENCE`
    (a record of an older tidings is brought up to date, and a large one is indexed when it is opened first).
    At the end a text that `POST /code` is at is not coded on. Articles that are being added are stopped after
    the one at work, which has a few seconds for it; what was read of them is kept, and a second Ctrl-C does
    not wait for that. Raises RecordError (TID-201 to TID-208) where the record
    can't be opened, ConfigurationError (TID-401) for a port in use.
    """
    with ExitStack() as open_now:
        with _after(PATIENCE, waiting or (lambda: None)), _interrupts_known():
            record = open_now.enter_context(open_record(path, create=create, memory=MEMORY))
            listener = open_now.enter_context(_listening(port))
            taken = int(listener.getsockname()[1])
            app = make_app(record, token=secrets.token_urlsafe(32), hosts=allowed_hosts(taken), config=config)
        server = _Server(app)
        address = f"http://{HOST}:{taken}/"
        if told:
            told(address)
        if browser:
            opening = Timer(0.5, webbrowser.open, [address])
            opening.daemon = True
            opening.start()
        with _after(QUIET, partial(_prepare, app)), _terminated_as_interrupted(), suppress(KeyboardInterrupt):
            # When it has shut down, uvicorn raises the signals again that it caught.
            server.run(sockets=[listener])
        close(app)


class _Server(uvicorn.Server):
    """Ends what could hold up its answers for long before it waits for them."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        await asyncio.to_thread(end_coding, self._app)
        await super().shutdown(sockets)


@contextmanager
def _after(seconds: float, work: Callable[[], None]) -> Iterator[None]:
    """Do some work beside what is done here once that takes longer than `seconds`; at the end wait for it."""
    timer = Timer(seconds, work)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join(PATIENCE)


def _prepare(app: FastAPI) -> None:
    """Put the review's queue in order; where that fails its page does it again and says why."""
    with suppress(TidingsError):
        prepare(app)


@contextmanager
def _interrupts_known() -> Iterator[None]:
    """Raise KeyboardInterrupt where DuckDB, interrupted by Ctrl-C in a query, raises RuntimeError."""
    try:
        yield
    except RuntimeError as failure:
        if "interrupted" not in str(failure).lower():
            raise
        raise KeyboardInterrupt from failure


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C, so that the record is closed then too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows that option would let two programs share the port.
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError as failure:
        listener.close()
        raise ConfigurationError("TID-401", name="--port", detail=f"{port}: {failure.strerror}") from failure
    return listener
