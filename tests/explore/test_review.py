"""The review as its users meet it: decisions by single keys, beside the machine's values, undone, told."""

import re
from urllib.parse import quote

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer_server import settled
from playwright.sync_api import expect

TOKEN = {"x-tidings-token": "token-of-the-tests"}


@pytest.fixture
def review(page, address):
    """A page of the queue, as Ana, of a private record."""
    page.goto(f"{address}/review?reviewer=Ana")
    return page


def stored(address):
    return httpx.get(f"{address}/review/decisions", params={"format": "json"}, timeout=60).json()


def standing(address, field="kept"):
    return [(r["target_id"], r["value"]) for r in stored(address) if r["field"] == field and r["stands"]]


def decisions(address):
    """What was ever decided on whom, taken back or not."""
    return [(r["target_id"], r["value"]) for r in stored(address) if r["field"] == "kept"]


def target(page):
    return page.locator("#review-form").get_attribute("data-target")


def press_and_wait(page, key, before=None):
    """Press a key that decides, and wait for what comes next."""
    before = before or target(page)
    with settled(page):
        page.keyboard.press(key)
        expect(page.locator("#review-form")).not_to_have_attribute("data-target", before)


def decided(page, count):
    expect(page.locator(".review-progress strong").first).to_have_text(str(count))


def shown(page, id):
    """Wait until this one is asked about."""
    expect(page.locator("#review-form")).to_have_attribute("data-target", id)


def test_single_keys_decide_and_the_next_one_comes_at_once(review, address):
    total = int(re.search(r"of (\d+)", review.inner_text(".review-progress"))[1])
    seen = []
    for key in "cxs":
        seen.append(target(review))
        press_and_wait(review, key)
    decided(review, 3)
    assert len({*seen, target(review)}) == 4, "the same came twice"
    assert standing(address) == list(zip(seen, ["yes", "no", "unsure"], strict=True))
    assert total > 3
    expect(review.locator("#item-title")).to_be_focused()
    expect(review.locator("#said")).to_contain_text("can't tell")


def test_undo_brings_it_back_and_redo_takes_it_away_and_the_history_holds_all(review, address):
    first = target(review)
    press_and_wait(review, "c")
    press_and_wait(review, "z")
    shown(review, first)
    assert standing(address) == []
    press_and_wait(review, "y")
    assert standing(address) == [(first, "yes")]
    assert [r["field"] for r in stored(address)].count("withdrawn") == 2
    expect(review.locator(".past li")).to_have_count(1)


def test_a_correction_is_kept_beside_the_machines_value(review, address, expect_errors):
    id = target(review)
    machine = review.input_value("#f-type")
    review.keyboard.press("t")
    other = "SANCTION" if machine != "SANCTION" else "AID"
    review.select_option("#f-type", other)
    expect(review.locator(".changed-words")).to_be_visible()
    review.keyboard.press("Escape")
    key, certainty = ("1", "actual") if review.locator("[value=negated]").is_checked() else ("5", "negated")
    review.keyboard.press(key)
    press_and_wait(review, "c")
    rows = {r["field"]: r["value"] for r in stored(address) if r["target_id"] == id}
    assert (rows["type"], rows["factuality"]) == (other, certainty)
    assert {"type", "factuality"} <= set(rows["corrected"].split("; "))
    review.goto(f"{address}/review?mention={quote(id)}")
    expect(review.locator("#f-type")).to_have_value(other)
    assert review.inner_text("[data-field=type] .field-machine").endswith(machine.lower())
    expect(review.locator(".own-verdict")).to_contain_text("corrected")
    assert review.locator("mark").inner_text(), "the words are the article's"


def test_keys_are_letters_while_one_types(review, address):
    id = target(review)
    review.keyboard.press("d")
    review.locator("#f-date").fill("")
    review.keyboard.type("cxsz?")
    expect(review.locator("#f-date")).to_have_value("cxsz?")
    expect(review.locator("#review-help")).to_be_hidden()
    shown(review, id)
    review.keyboard.press("Escape")
    press_and_wait(review, "s", id)
    assert decisions(address) == [(id, "unsure")], "the first of the keys that decides"


def test_what_can_not_be_is_refused_in_words_and_nothing_is_lost(review, address, expect_errors):
    review.fill("#f-date", "yesterday")
    review.keyboard.press("Control+Enter")
    expect(review.locator(".review-problem")).to_have_text(re.compile("^TID-405: date"))
    expect(review.locator("#f-date")).to_have_value("yesterday")
    assert stored(address) == []
    expect_errors()
    review.fill("#f-date", "2022-03-16")
    before = target(review)
    press_and_wait(review, "Control+Enter", before)
    assert standing(address, "date") == [(before, "2022-03-16")]


def test_parties_are_taken_out_and_put_in(review, address):
    id = target(review)
    group = review.locator("[data-field=recipients]")
    for button in group.locator(".party-gone").all():
        button.click()
    group.locator(".party-new .party-code").fill("IGO:NATO")
    review.locator("#item-title").focus()
    press_and_wait(review, "c")
    assert standing(address, "recipients") == [(id, "IGO:NATO")]


def test_keys_can_be_seen_and_turned_off(review, address):
    id, keys = target(review), review.get_by_label("single keys act")
    review.keyboard.press("?")
    expect(review.locator("#review-help")).to_be_visible()
    review.keyboard.press("Escape")
    expect(review.locator("#review-help")).to_be_hidden()
    keys.uncheck()
    review.locator("#item-title").focus()
    review.keyboard.press("x")
    review.keyboard.press("?")
    keys.check()  # which an open dialog would not let happen
    review.locator("#item-title").focus()
    press_and_wait(review, "s", id)
    assert decisions(address) == [(id, "unsure")], "the first of the keys that decides"


def test_a_name_is_asked_for_once_and_kept(page, address):
    page.goto(f"{address}/review")
    expect(page.locator("[data-decide=yes]")).to_be_disabled()
    page.get_by_label("Your name").fill("Zoë <b>")
    page.get_by_role("button", name="Start reviewing").click()
    page.wait_for_url("**/review?reviewer=*")
    page.goto(f"{address}/review")
    expect(page.locator("#reviewer")).to_have_value("Zoë <b>")
    press_and_wait(page, "c")
    assert {r["reviewer"] for r in stored(address)} == {"Zoë <b>"}


def test_tellings_of_an_event_are_told_apart_by_keys(page, address):
    page.goto(f"{address}/review?kind=event&reviewer=Ana")
    first, other = (page.locator(".telling").nth(n).get_attribute("data-mention") for n in (0, 1))
    with settled(page):
        page.keyboard.press("j")
        page.keyboard.press("n")
    decided(page, 1)
    assert standing(address, "other_event") == [(other, first)]
    page.locator(".telling[tabindex]").first.focus()
    with settled(page):
        page.keyboard.press("b")
    page.locator(f'.telling[data-mention="{other}"] [data-link=true][aria-pressed=true]').wait_for()
    assert standing(address, "same_event") == [(other, first)]


def test_figures_are_reviewed_too_and_nothing_serious_is_found_by_axe(page, address):
    page.goto(f"{address}/review?kind=figure&reviewer=Ana")
    id = target(page)
    page.fill("#f-low", "3")
    page.fill("#f-high", "1,000")
    page.locator("#item-title").focus()
    press_and_wait(page, "c")
    assert (standing(address, "low"), standing(address, "high")) == ([(id, "3")], [(id, "1000")])
    page.goto(f"{address}/review?figure={quote(id)}")
    for path in ("", "/review/decisions", "/review/agreement", "/review?kind=event"):
        if path:
            page.goto(address + path)
        found = Axe().run(page).response["violations"]
        assert not [
            (path, v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}
        ]


def post(address, what, **body):
    return httpx.post(f"{address}/review/{what}", json={"reviewer": "ben"} | body, headers=TOKEN, timeout=60)


@pytest.fixture(scope="module")
def ids(examples_address):
    """Ids of a mention and its article, from the record."""
    rows = httpx.get(f"{examples_address}/review?kind=mention", timeout=60).text
    mention = re.search(r'data-target="([^"]+)"', rows)[1]
    return mention, re.search(r'href="/articles/([^"#]+)#', rows)[1]


@pytest.mark.parametrize(
    ("what", "body", "status", "number"),
    [
        ("decide", {"kind": "mention", "target": "m_none", "kept": "yes"}, 404, "TID-407"),
        ("decide", {"kind": "mention", "target": "", "kept": "perhaps"}, 400, "TID-405"),
        ("decide", {"kind": "mention", "target": "", "kept": "yes", "reviewer": " "}, 400, "TID-406"),
        ("decide", {"kind": "mention", "target": "", "kept": "yes", "base": "v_none"}, 404, "TID-407"),
        ("link", {"mention": "", "other": "", "same": True}, 400, "TID-405"),
        (
            "decide",
            {"kind": "mention", "target": "", "kept": "yes", "fields": {"tpye": "AID"}},
            400,
            "TID-405",
        ),
        (
            "decide",
            {"kind": "mention", "target": "", "kept": "yes", "fields": {"actors": "RUS"}},
            400,
            "TID-405",
        ),
        ("undo", {"id": "v_none"}, 409, "TID-211"),
        ("redo", {"id": "v_none"}, 409, "TID-211"),
    ],
)
def test_what_is_refused_has_a_number(examples_address, ids, what, body, status, number):
    filled = {k: ids[0] if v == "" and k in {"target", "mention", "other"} else v for k, v in body.items()}
    answer = post(examples_address, what, **filled)
    assert (answer.status_code, answer.text[:7]) == (status, number)


def test_writing_needs_the_token(examples_address, ids):
    body = {"kind": "mention", "target": ids[0], "kept": "yes", "reviewer": "ben"}
    assert httpx.post(f"{examples_address}/review/decide", json=body).status_code == 403
    assert httpx.get(f"{examples_address}/review/decisions?format=json").json() == []


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("type=AID&article=a_none", 200, "Nothing fits these filters"),
        ("mention=m_none", 404, "TID-407"),
        ("figure=f_none", 404, "TID-407"),
        ("event=none", 404, "TID-210"),
        ("kind=else", 400, "TID-402"),
        ("reviewer=%E2%80%AEx", 400, "TID-406"),
    ],
)
def test_addresses_that_lead_nowhere_say_so(examples_address, query, status, words):
    answer = httpx.get(f"{examples_address}/review?{query}", timeout=60)
    assert answer.status_code == status
    assert words in answer.text


def test_filters_of_the_address_narrow_the_queue(examples_address, ids):
    everything = httpx.get(f"{examples_address}/review", timeout=60).text
    one = httpx.get(f"{examples_address}/review", params={"article": ids[1]}, timeout=60).text
    counts = [int(re.search(r"of (\d+) actions", text)[1]) for text in (everything, one)]
    assert 0 < counts[1] < counts[0]
    assert f"/articles/{ids[1]}#" in one


def test_another_reviewers_word_is_hidden_until_one_has_decided_and_then_compared(address):
    page = httpx.get(f"{address}/review?reviewer=Ana", timeout=60).text
    mention = re.search(r'data-target="([^"]+)"', page)[1]
    body = {"kind": "mention", "target": mention}
    post(address, "decide", kept="no", reviewer="ben", **body)
    seen = httpx.get(f"{address}/review?reviewer=Ana&mention={mention}", timeout=60).text
    assert "ben: rejected" not in seen
    assert "1 other reviewer has" in seen
    id = post(address, "decide", kept="yes", reviewer="Ana", **body).json()["id"]
    assert "ben: rejected" in httpx.get(f"{address}/review?reviewer=Ana&mention={mention}", timeout=60).text
    rows = httpx.get(f"{address}/review/agreement?format=json", timeout=60).json()
    kept = next(row for row in rows if row["field"] == "kept")
    assert (kept["units"], kept["reviewers"], kept["same"], kept["alpha"]) == (1, 2, 0, 0)
    assert post(address, "undo", id=id, reviewer="ben").status_code == 409


def test_an_empty_record_says_what_to_do(tmp_path):
    from explorer_server import served

    from tidings.record import open_record

    path = tmp_path / "empty.duckdb"
    open_record(path, create=True).close()
    with served(path) as found:
        for query in ("", "?kind=figure", "?kind=event"):
            answer = httpx.get(f"{found}/review{query}", timeout=60)
            assert (answer.status_code, "/add" in answer.text) == (200, True)
        assert "Nobody has decided" in httpx.get(f"{found}/review/decisions", timeout=60).text
        assert "Nobody has decided" in httpx.get(f"{found}/review/agreement", timeout=60).text


@pytest.mark.parametrize(
    "body",
    [
        '{"kind": "mention", "target": "\\ud800", "kept": "yes", "reviewer": "ben"}',
        '{"kind": "mention", "target": "m", "kept": "yes", "reviewer": "ben", "fields": {"date": "\\udfff"}}',
        '{"kind": "mention", "target": "m", "kept": "yes", "reviewer": "ben", "surplus": 1}',
        '{"kind": "mention"',
    ],
)
def test_what_no_page_sends_is_refused_in_plain_words(examples_address, body):
    head = TOKEN | {"content-type": "application/json"}
    answer = httpx.post(f"{examples_address}/review/decide", content=body, headers=head)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain") and "<" not in answer.text
