"""A running explorer of a record, and how Chromium is started."""

import shutil
import socket
import threading
import time
from contextlib import contextmanager

import uvicorn

from tidings.explore import make_app
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

TOKEN = "token-of-the-tests"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
]  # fmt: skip


@contextmanager
def served(path):
    """The address of a running explorer of the record at `path`."""
    with open_record(path) as record, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        app = make_app(record, token=TOKEN, hosts=allowed_hosts(port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        assert server.started
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(20)
