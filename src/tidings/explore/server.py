"""Serving the explorer on loopback until it is interrupted."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer

import uvicorn

from tidings.config import Config
from tidings.errors import ConfigurationError
from tidings.explore.app import make_app
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

HOST = "127.0.0.1"


def serve(
    path: Path, *, port: int = 0, browser: bool = True, config: Config | None = None,
    told: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Open the record for reading and writing and serve its pages until Ctrl-C.

    `port` 0 takes a free one; `told` is called with the page's address once it answers. Raises RecordError
    (TID-201 to TID-208) where the record can't be opened, ConfigurationError (TID-401) for a port in use.
    """
    with open_record(path) as record, _listening(port) as listener:
        taken = int(listener.getsockname()[1])
        app = make_app(record, token=secrets.token_urlsafe(32), hosts=allowed_hosts(taken), config=config)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        )
        address = f"http://{HOST}:{taken}/"
        if told:
            told(address)
        if browser:
            Timer(0.5, webbrowser.open, [address]).start()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError as failure:
        listener.close()
        raise ConfigurationError("TID-401", name="--port", detail=f"{port}: {failure.strerror}") from failure
    return listener
