"""The explorer as its user meets it: a server on loopback and a page in Chromium."""

import shutil
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from tidings.explore import make_app
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

expect.set_options(timeout=20_000)

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


@pytest.fixture(scope="session")
def serve():
    """`served`, for a test with a record of its own."""
    return served


@pytest.fixture
def address(record):
    """The address of an explorer of a private copy of the examples' record."""
    with served(record) as found:
        yield found


@pytest.fixture(scope="session")
def examples_address(coded_examples, tmp_path_factory):
    """The address of an explorer of the examples' record that all tests share: only look, don't write."""
    path = Path(shutil.copy(coded_examples[1], tmp_path_factory.mktemp("shared") / "crisis.duckdb"))
    with served(path) as found:
        yield found


@pytest.fixture(scope="session")
def chromium():
    """The browser that all tests share."""
    assert CHROMIUM, "the tests of the explorer need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page in a fresh context; a script error, a breach of the policy or a request to elsewhere fails."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True)
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda r: (
            None
            if r.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
            else wrong.append(f"request to {r.url}")
        ),
    )
    page.wrong = wrong
    yield page
    context.close()
    assert not wrong, wrong


@pytest.fixture
def expect_errors(page):
    """For tests in which the page is meant to be refused: call it to forget what went wrong so far."""
    return page.wrong.clear
