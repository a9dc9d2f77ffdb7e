"""A running explorer of a record, how Chromium is started, and what tests of pages wait for."""

import re
import shutil
import socket
import threading
import time
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import expect

from tidings.explore import close, make_app
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

TOKEN = "token-of-the-tests"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
]  # fmt: skip


@contextmanager
def served(path, **given):
    """The address of a running explorer of the record at `path`; `given` goes to `make_app`."""
    with open_record(path) as record, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        app = make_app(record, token=TOKEN, hosts=allowed_hosts(port), **given)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            until = time.monotonic() + 60
            while not server.started and thread.is_alive() and time.monotonic() < until:
                time.sleep(0.02)
            assert server.started
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(20)
            close(app)


LATE = "[hx-trigger=load], #map, #graph"
"""Parts of a page that are fetched or drawn after it has loaded."""


def opened(page, address):
    """Go to an address and wait for the whole page, with the parts that come late; the answer to it."""
    answer = page.goto(address)
    if page.locator(LATE).count():
        page.wait_for_load_state("networkidle")
    return answer


@contextmanager
def settled(page):
    """Do what makes the review store something, and wait until it is ready for more.

    What it says comes last; a key that is pressed before is not heard.
    """
    page.evaluate("document.getElementById('said').textContent = ''")
    yield
    expect(page.locator("#said")).to_have_text(re.compile("^(?!Still storing)."))


def until(page, true):
    """Wait until a question to the page is answered by something true."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        page.wait_for_timeout(20)
