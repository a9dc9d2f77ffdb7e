"""What all screens share: they open without an error, by keyboard and on a phone, and pass axe."""

import hashlib
import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer_server import opened
from playwright.sync_api import expect

import tidings.explore
from tidings.explore.context import SCREENS

STATIC = Path(tidings.explore.__file__).parent / "static"


@pytest.mark.parametrize("path", [path for path, _ in SCREENS])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_opens_and_has_no_serious_axe_finding(page, examples_address, path, scheme):
    page.emulate_media(color_scheme=scheme)
    answer = opened(page, examples_address + path)
    assert answer.status == 200
    expect(page.locator("h1")).to_have_count(1)
    found = Axe().run(page).response["violations"]
    assert not [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("path", [path for path, _ in SCREENS])
def test_no_screen_is_wider_than_a_phone(page, examples_address, path):
    page.set_viewport_size({"width": 375, "height": 740})
    opened(page, examples_address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_menu_opens_on_a_phone(page, examples_address):
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(examples_address)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Events", exact=True).click()
    expect(page).to_have_url(f"{examples_address}/events")


def test_the_theme_is_kept(page, examples_address):
    page.goto(examples_address)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_theme_follows_the_system_until_one_is_chosen(page, examples_address):
    root, body = page.locator("html"), page.locator("body")
    page.emulate_media(color_scheme="dark")
    page.goto(examples_address)
    expect(root).to_have_attribute("data-theme", "dark")
    ink = page.evaluate("getComputedStyle(document.body).color")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-theme", "light")
    expect(body).not_to_have_css("color", ink)
    page.get_by_role("button", name="Light or dark").click()
    expect(root).to_have_attribute("data-theme", "dark")
    # Another listener, called after the page's own, tells that the page has heard of the change.
    page.evaluate("""() => matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
        document.body.dataset.system = event.matches ? "dark" : "light"; })""")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(body).to_have_attribute("data-system", scheme)
    expect(body).to_have_css("color", ink)
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")


def test_a_key_leads_to_the_search(page, examples_address):
    page.goto(examples_address)
    page.keyboard.press("/")
    page.keyboard.type("strike")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events?q=strike")


def test_an_unknown_page_says_so(page, examples_address, expect_errors):
    assert page.goto(f"{examples_address}/nowhere").status == 404
    expect(page.locator("h1")).to_contain_text("Not here")
    expect_errors()


def test_vendored_files_are_those_that_were_published():
    sources = json.loads((STATIC / "vendor" / "SOURCES.json").read_text())
    assert {s["file"] for s in sources} | {"SOURCES.json"} == {p.name for p in (STATIC / "vendor").iterdir()}
    for source in sources:
        content = (STATIC / "vendor" / source["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == source["sha256"], source["file"]
        assert source["licence"] in {"MIT", "ISC", "0BSD"}
