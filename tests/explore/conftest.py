"""The explorer as its user meets it: a server on loopback and a page in Chromium."""

import shutil
from functools import partial
from pathlib import Path

import httpx
import pytest
from explorer_server import ARGUMENTS, CHROMIUM, served
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=20_000)


@pytest.fixture(autouse=True, scope="session")
def patience():
    """A slow machine may take longer for an answer than the five seconds that httpx waits unless told."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("get", "post"):
            patched.setattr(httpx, name, partial(getattr(httpx, name), timeout=60))
        yield


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
