"""One visit from end to end: add an article, see it, correct it, undo, filter, download, come back."""

import csv
import io
from urllib.parse import parse_qs, quote, urlsplit

import httpx
from explorer_server import settled
from playwright.sync_api import expect

TEXT = (
    "Kenya sent two hundred soldiers to the border with Somalia on Monday, the defence ministry in Nairobi "
    "said. The governor of Mandera demanded that the troops withdraw."
)


def test_one_visit_from_adding_to_coming_back(address, page):
    page.goto(f"{address}/add")
    form = page.locator("#add-text")
    form.get_by_label("Text of one article").fill(TEXT)
    form.get_by_label("Outlet").fill("Nairobi Ledger Test")
    form.get_by_label("Date").fill("2022-05-18")
    form.get_by_label("Title").fill("Soldiers at the border")
    form.get_by_role("button", name="Read the text").click()
    page.locator(".job[data-state=done]").wait_for(timeout=120_000)

    page.locator(".outcomes a").click()
    expect(page.locator("h1")).to_have_text("Soldiers at the border")
    text = page.locator("#text")
    expect(text).to_contain_text("two hundred soldiers")
    article = urlsplit(page.url).path.rpartition("/")[2]

    page.goto(f"{address}/review?reviewer=Ana&article={quote(article)}")
    wanted = page.locator("#review-form").get_attribute("data-target")
    machine = page.input_value("#f-type")
    other = "SANCTION" if machine != "SANCTION" else "AID"
    page.select_option("#f-type", other)
    page.keyboard.press("Escape")
    with settled(page):
        page.keyboard.press("c")
    expect(page.locator("#review-form")).not_to_have_attribute("data-target", wanted)
    page.goto(f"{address}/review?reviewer=Ana&mention={quote(wanted)}")
    expect(page.locator("#f-type")).to_have_value(other)
    page.goto(f"{address}/review?reviewer=Ana&article={quote(article)}")
    with settled(page):
        page.keyboard.press("z")
    expect(page.locator("#review-form")).to_have_attribute("data-target", wanted)
    expect(page.locator("#f-type")).to_have_value(machine)

    page.goto(f"{address}/events")
    page.locator("#filter-q").click()
    page.keyboard.type("soldiers border")
    page.wait_for_url("**q=soldiers*border*")
    wanted = httpx.get(f"{address}/events", params={"q": "soldiers border", "format": "json"}, timeout=60)
    assert 0 < len(wanted.json()) <= 50
    expect(page.locator("#found-title")).to_have_attribute("data-count", str(len(wanted.json())))
    expect(page.locator(".event")).to_have_count(len(wanted.json()))
    shown = page.locator(".event").all_inner_texts()
    assert any("Nairobi Ledger Test" in event for event in shown)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8"))))
    assert len(rows) == len(shown)

    assert parse_qs(urlsplit(page.url).query)["q"] == ["soldiers border"]
    page.reload()
    expect(page.locator(".event")).to_have_count(len(shown))
    assert page.locator(".event").all_inner_texts() == shown
    assert [row["id"] for row in httpx.get(f"{page.url}&format=json", timeout=60).json()] == [
        row["id"] for row in rows
    ]
