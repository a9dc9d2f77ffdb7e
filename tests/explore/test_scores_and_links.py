"""The model's chances beside what it read, and events that follow what people decide."""

import json
import re
from urllib.parse import quote

import duckdb
import httpx
from axe_playwright_python.sync_playwright import Axe
from explorer_server import settled
from playwright.sync_api import expect

from tidings.explore.screens import review

TOKEN = {"x-tidings-token": "token-of-the-tests"}


def outlets(address, event):
    """How many tell of an event, and where they are told apart."""
    page = httpx.get(f"{address}/review", params={"event": event, "kind": "event"}, timeout=60).text
    return len(re.findall(r'class="telling( telling-first)?"', page))


def test_why_so_tells_the_models_chances_and_what_is_by_rule(page, examples_address):
    listed = httpx.get(f"{examples_address}/articles", params={"format": "json"}, timeout=60).json()
    article = max(listed, key=lambda row: row["actions"])["id"]
    page.goto(f"{examples_address}/articles/{quote(article)}")
    row = page.locator(".row-actions").first
    row.locator("summary").click()
    why = row.locator(".why")
    for words in (
        r"by the model: an action (over )?\d+ %, this type (over )?\d+ %", r"this certainty (over )?\d+ %",
        "by rule: it stands in",
    ):  # fmt: skip
        expect(why).to_contain_text(re.compile(words), use_inner_text=True)
    said = page.locator(".row-statements").first
    said.locator("summary").click()
    words = re.compile(r"somebody speaks here (over )?\d+ %, this kind (over )?\d+ %")
    expect(said).to_contain_text(words, use_inner_text=True)
    expect(page.locator("#rows")).not_to_contain_text("not kept", use_inner_text=True)
    found = Axe().run(page).response["violations"]
    assert not [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


def test_of_what_was_coded_before_the_chances_are_not_kept(record, serve):
    with duckdb.connect(str(record)) as db:
        for table in ("mentions", "statements", "figures", "parties"):
            columns = [c for c in db.table(table).columns if c.endswith(("score", "how", "type_next"))]
            db.execute(f"UPDATE {table} SET {', '.join(f'{c} = NULL' for c in columns)}")
        (article,) = db.execute(
            "SELECT article_id FROM mentions GROUP BY 1 ORDER BY count(*) DESC"
        ).fetchone()
    with serve(record) as address:
        shown = httpx.get(f"{address}/articles/{article}", timeout=60).text
        assert "not kept: the trained model did not read this" in shown
        assert "by-model" not in shown
        assert httpx.get(f"{address}/review", timeout=60).status_code == 200


def test_the_least_sure_come_first_and_the_card_says_so(record, serve):
    with duckdb.connect(str(record)) as db:
        db.execute("UPDATE mentions SET trigger_score = 1, type_score = 1, factuality_score = 1")
        db.execute("DELETE FROM disagreements")
        db.execute("UPDATE parties SET reason = NULL")
        db.execute(
            "UPDATE mentions SET type_score = 0.12, type_next = 'YIELD' WHERE id ="
            " (SELECT max(id) FROM mentions)"
        )
        (least,) = db.execute("SELECT max(id) FROM mentions").fetchone()
    with serve(record) as address:
        shown = httpx.get(f"{address}/review", timeout=60).text
        assert re.search(r'data-target="([^"]+)"', shown)[1] == least
        assert "The model gives only 12 % to this type; next best is yield." in shown


def test_a_telling_that_does_not_belong_leaves_its_event_and_comes_back(page, address):
    page.goto(f"{address}/review?kind=event&reviewer=Ana")
    event = page.locator(".telling").first.get_attribute("data-event")
    other = page.locator(".telling").nth(1).get_attribute("data-mention")
    before = outlets(address, event)
    with settled(page):
        page.keyboard.press("j")
        page.keyboard.press("n")
    gone = page.locator(f'.telling-out[data-mention="{other}"]')
    expect(gone).to_contain_text("Taken out of this event")
    assert outlets(address, event) < before
    with settled(page):
        page.keyboard.press("z")
    gone.wait_for(state="detached")
    assert outlets(address, event) == before


def test_what_was_taken_out_does_not_count_as_shown(record, serve, monkeypatch):
    monkeypatch.setattr(review, "TELLINGS", 1)
    with duckdb.connect(str(record)) as db:
        told = db.execute(
            "SELECT event_id, list(mention_id ORDER BY mention_id) FROM tellings"
            " GROUP BY 1 HAVING count(*) > 2 ORDER BY count(*) DESC"
        )
        event, mentions = told.fetchone()
    with serve(record) as address:
        asked = {"event": event, "kind": "event", "reviewer": "ben"}
        shown = httpx.get(f"{address}/review", params=asked, timeout=60).text
        first = re.search(r'data-other="([^"]+)"', shown)[1]
        other = next(m for m in mentions if m != first)
        body = {"mention": first, "other": other, "same": False, "reviewer": "ben"}
        httpx.post(f"{address}/review/link", json=body, headers=TOKEN, timeout=60).raise_for_status()
        page = httpx.get(f"{address}/review", params=asked, timeout=60).text
    assert "telling-out" in page
    assert "The first 1 of" in page


def test_two_events_are_made_one(page, address):
    page.goto(f"{address}/review?kind=event&reviewer=Ana")
    listed = httpx.get(f"{address}/events", params={"format": "json"}, timeout=60).json()
    here = page.locator(".telling").first.get_attribute("data-event")
    there = next(row["id"] for row in listed if row["id"] != here)
    page.fill("#join-event", f"{address}/events/{there}?from=overview")
    with settled(page):
        page.click("#review-join button")
    page.locator(".past .past-said", has_text="the same event").first.wait_for()
    now = httpx.get(f"{address}/events", params={"format": "json"}, timeout=60).json()
    assert len(now) == len(listed) - 1
    page.fill("#join-event", "e_nothing")
    page.click("#review-join button")
    page.locator(".review-problem", has_text="TID-210").wait_for()
    page.wrong.clear()


def test_half_a_character_joins_nothing(examples_address):
    given = {"event": "e_none", "other": "m_none", "reviewer": "ben"}
    for name in given:
        body = json.dumps(given | {name: "\ud800"})
        headers = TOKEN | {"content-type": "application/json"}
        answer = httpx.post(f"{examples_address}/review/join", content=body, headers=headers, timeout=60)
        assert answer.status_code == 400, answer.text


def test_what_is_rejected_is_in_no_event_until_it_is_undone(address):
    queue = httpx.get(f"{address}/review", timeout=60).text
    target = re.search(r'data-target="([^"]+)"', queue)[1]

    def post(what, **body):
        return httpx.post(
            f"{address}/review/{what}", json={"reviewer": "ben"} | body, headers=TOKEN, timeout=60
        ).json()

    def told():
        listed = httpx.get(f"{address}/events", params={"format": "json"}, timeout=60).json()
        return sum(row["tellings"] for row in listed)

    before = told()
    made = post("decide", kind="mention", target=target, kept="no")
    assert told() == before - 1
    post("undo", id=made["id"])
    assert told() == before


def test_decisions_on_what_was_coded_anew_still_say_on_which_words(record, serve):
    with serve(record) as address:
        queue = httpx.get(f"{address}/review", timeout=60).text
        target = re.search(r'data-target="([^"]+)"', queue)[1]
        body = {"kind": "mention", "target": target, "kept": "yes", "reviewer": "ben"}
        httpx.post(f"{address}/review/decide", json=body, headers=TOKEN, timeout=60).raise_for_status()
    with duckdb.connect(str(record)) as db:
        (words,) = db.execute("SELECT trigger_quote FROM mentions WHERE id = ?", [target]).fetchone()
        db.execute("UPDATE mentions SET id = 'm_anew' WHERE id = ?", [target])
    with serve(record) as address:
        history = httpx.get(f"{address}/review/decisions", timeout=60).text
    assert f'<span class="past-words">{words}</span>' in history
    assert "no longer marked so" in history
