"""Hostile words in every place that holds words: nothing runs or is fetched, and no markup comes of them."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

import httpx
import pyarrow as pa
import pytest
from explorer_server import opened, served
from hostile_strings import ALL, FAMILIES, FORMULAS, LARGE
from playwright.sync_api import expect

from tidings import review
from tidings.explore.downloads import Format, download
from tidings.record import open_record, verdicts
from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Location,
    Mention,
    Party,
    Precision,
    Quarantined,
    Statement,
    Unit,
)
from tidings.types.provenance import Provenance

PROVENANCE = Provenance("2.0", "model <b>", "config '\"")
TOGETHER = 15
"""Strings in one article."""

LOOK = """() => {
    const bad = [];
    if (window.hostile !== undefined) bad.push("a script ran");
    for (const words of window.breaches || []) bad.push(`the policy was breached: ${words}`);
    if (document.body.firstElementChild.className !== "skip") bad.push("the page begins differently");
    if (document.querySelectorAll("main").length !== 1) bad.push("more than one main");
    if (document.querySelectorAll("h1").length !== 1) bad.push("more than one h1");
    const strange = "iframe,frame,object,embed,applet,base,plaintext,xmp,marquee,portal,fencedframe,math,"
        + "foreignObject,video,audio,template,isindex,keygen,slot,style:not(.plot style),"
        + "script:not([src^='/static/']),link:not([href^='/static/']),meta[http-equiv],"
        + "img:not([src^='/static/'])";
    const note = (what, e) => bad.push(`${what}: ${e.outerHTML.slice(0, 200)}`);
    for (const e of document.querySelectorAll(strange)) note("an element came in", e);
    for (const e of document.querySelectorAll("*")) {
        for (const a of e.attributes) {
            if (a.name.startsWith("on") || a.name.startsWith("hx-on") || a.value.startsWith("js:"))
                note("a handler came in", e);
            if (["href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post"].includes(a.name)) {
                const to = new URL(a.value, location.href);
                const own = to.origin === location.origin;
                const web = /^https?:$/.test(to.protocol);
                const out = a.name === "href" && e.localName === "a" && web && e.rel;
                const inner = a.name === "href" && a.value.startsWith("#");
                if (!own && !out && !inner) note("leads elsewhere", e);
            }
        }
    }
    return bad;
}"""

WATCH = """addEventListener("securitypolicyviolation", (event) => {
    (window.breaches = window.breaches || []).push(`${event.violatedDirective} ${event.blockedURI}`);
});"""


def coding(number, strings):
    """An article that holds the strings as text, title, outlet, author and address, and in all its rows."""
    first = strings[0]
    parts, spans = [], []
    for words in strings:
        spans.append((sum(map(len, parts)), words))
        parts.append(f"{words} told us that 12 of {words} acted.\n\n")
    at = [words for words in strings if len(words) < 5_000]
    article = Article.make(
        "".join(parts), title=first, outlet=strings[1 % len(strings)], author=strings[2 % len(strings)],
        published=date(2022, 3, 1) + timedelta(days=number % 5), url=at[number % len(at)],
        external_id=strings[-1], origin=f"folder/{first}", inferred=("title",), furniture=((0, 1),),
    )  # fmt: skip
    statements, mentions, figures = [], [], []
    for n, (start, words) in enumerate(spans):
        after = start + len(words)
        whole = article.span(start, after)
        second = after + len(" told us that 12 of ")
        again = article.span(second, second + len(words))
        cue = article.span(after + 1, after + 8)
        content = article.span(after + 9, again.end)
        number_span = article.span(after + 14, after + 18)
        statement = Statement.make(article.id, whole, cue, (content,), Kind.ASSERTION)
        codes = ("RUS:GOV", f"IGO:{words}", f"NGO:{words}", None)
        speaker = Party(whole, codes[n % 4], words, f"{words} → {words}: {words}")
        statement = replace(statement, speaker=speaker)
        trigger = again if n % 2 else article.span(again.end + 1, again.end + 6)
        other = strings[(n + 1) % len(strings)]
        mention = replace(
            Mention.make(article.id, trigger, ("ASSAULT", "CONSULT", "AID")[n % 3]),
            actors=(Party(whole, codes[(n + 1) % 4], words, words), Party(None, "UKR:CVL", other, None)),
            recipients=(Party(again, codes[n % 4], other, words),), place=again, time=cue,
            date=f"2022-03-{n % 28 + 1:02d}", date_reason=words,
            location=Location(words, "UKR", 50 + n / 10, 30.0, Precision.CITY, 1, words),
            factuality=list(Factuality)[n % 5], voice=statement.id if n % 3 else "outlet",
        )  # fmt: skip
        figure = replace(
            Figure.make(
                article.id, number_span, 12.0, 12.0 + n % 2, Unit.OTHER, measure=words, currency=None,
                of=again,
            ),
            counted=words, holder=words, mention_id=mention.id, voice=statement.id,
        )  # fmt: skip
        statements.append(statement)
        mentions.append(mention)
        figures.append(figure)
    return Coding(article, tuple(statements), tuple(mentions), tuple(figures))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The address of an explorer of a record that is hostile all over, its article ids and its event ids."""
    path = tmp_path_factory.mktemp("hostile") / "crisis '\"<b>.duckdb"
    groups = [ALL[n : n + TOGETHER] for n in range(0, len(ALL), TOGETHER)]
    codings = [coding(n, group) for n, group in enumerate(groups)]
    with open_record(path, create=True) as record:
        refused = [Quarantined(f"folder/{words}", "TID-108", f"folder/{words}: {words}") for words in ALL]
        record.write(codings, refused, PROVENANCE)
        record.replace_copies([(codings[1].article.id, codings[0].article.id, 0.9)])
        record.link()

        def decide(db):
            for n, words in list(enumerate(ALL))[::3]:
                found = codings[n // TOGETHER]
                mention = found.mentions[n % TOGETHER]
                changed = replace(mention, mode=words, actors=(Party(None, words, words),))
                values = review.mention_values(found, changed)
                verdicts.decide(db, mention.id, values, words[:200])

        record.do(decide)
        assert record.check() == []
        events = [row["id"] for row in record.events().to_pylist()]
        first = {row["first_article"]: row["id"] for row in record.events().to_pylist()}
    with served(path) as address:
        yield address, [c.article.id for c in codings], list(first.values()), len(events)


@pytest.fixture
def watched(page):
    """The page, with an eye on breaches of the policy."""
    page.add_init_script(WATCH)
    return page


def looked_at(page, address, paths):
    for path in paths:
        answer = opened(page, address + path)
        assert answer.status == 200, (path[:200], answer.status)
        assert page.evaluate(LOOK) == [], path[:200]


def test_there_are_enough_of_them():
    assert len(ALL) >= 300
    assert len(FAMILIES) >= 10


@pytest.mark.parametrize(
    "paths",
    [
        ["/", "/map", "/network", "/figures", "/add"],
        ["/events", "/events?page=3", "/events?page=6", "/events?q=<script>window.hostile=1</script>"],
        ["/articles", "/articles?kept=quarantine", "/articles?kept=quarantine&page=4", "/speakers"],
        ["/compare", "/review", "/review/decisions", "/review/agreement"],
    ],
    ids=["overview", "events", "lists", "review"],
)
def test_screens_stay_themselves(watched, hostile, paths):
    looked_at(watched, hostile[0], paths)


def test_article_pages_stay_themselves(watched, hostile):
    address, articles, _, _ = hostile
    looked_at(watched, address, [f"/articles/{id}" for id in articles])


def test_event_pages_stay_themselves(watched, hostile):
    address, _, events, _ = hostile
    looked_at(watched, address, [f"/events/{id}" for id in events[:: max(1, len(events) // 6)]])


def test_addresses_that_hold_them_stay_themselves(watched, hostile):
    """As a search, a filter, a speaker, a path and a pair of outlets in the address itself."""
    short = [words for words in ALL if len(words) < 300]
    paths = []
    for n, words in enumerate(short[::20]):
        safe = quote(words, safe="")
        paths.append(
            [f"/events?q={safe}&actor={safe}", f"/speakers/{safe}", f"/compare?a={safe}&b={safe}",
             f"/articles?q={safe}&outlet={safe}", f"/figures?counted={safe}"][n % 5]
        )  # fmt: skip
    for path in paths:
        answer = opened(watched, hostile[0] + path)
        assert answer.status < 500, path
        if answer.status == 200:
            assert watched.evaluate(LOOK) == [], path
    watched.wrong[:] = [w for w in watched.wrong if "the server responded with a status of 4" not in w]


def test_every_event_and_list_is_answered_and_escaped(hostile):
    """Without the browser: no answer holds a string that could begin a tag where it was escaped nowhere."""
    address, articles, events, count = hostile
    risky = [w for w in ALL if "<" in w and len(w) > 12 and w not in {*LARGE, "<!doctype html>"}]
    with httpx.Client(base_url=address, timeout=60) as client:
        paths = [f"/events?page={n}" for n in range(1, count // 50 + 2)]
        paths += [f"/events/{id}" for id in events] + [f"/articles/{id}" for id in articles[::4]]
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            found = [w for w in risky if w in answer.text]
            assert not found, (path, found)
            assert "javascript:window" not in [href[:17] for href in answer.text.split('href="')]


def test_adding_hostile_articles(watched, address):
    watched.goto(f"{address}/add")
    form = watched.locator("#add-text")
    form.get_by_label("Text of one article").fill(
        f"Poland condemned the attack on Kyiv. {' '.join(ALL[:40])}"
    )
    form.get_by_label("Title").fill("<img src=x onerror=window.hostile=1>")
    form.get_by_label("Outlet").fill('"><script>window.hostile=1</script>')
    form.get_by_label("Language").select_option("en")
    form.get_by_role("button").click()
    watched.locator(".job[data-state=done], .job[data-state=failed]").wait_for(timeout=120_000)
    expect(watched.locator(".job[data-state=done] .outcomes a")).to_have_count(1)
    assert watched.evaluate(LOOK) == []


@pytest.mark.parametrize("kind", [Format.CSV, Format.EXCEL])
def test_downloads_keep_words_and_spreadsheets_get_no_formula(kind):
    words = [w for w in ALL if "\0" not in w]
    answer = download(pa.table({"a": words, "n": list(range(len(words)))}), kind, "x")
    text = answer.body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    cells = [row[0] for row in rows]
    assert [row[1] for row in rows] == [str(n) for n in range(len(words))]
    if kind is Format.CSV:
        assert cells == words
        return
    assert all(cell in (w, f"'{w}") for cell, w in zip(cells, words, strict=True))
    for cell in cells:
        begins = cell.lstrip(" \t\r\n\x0b\x0c\xa0\u2003\u200b\ufeff")[:1]
        assert begins not in set("=+-@＝＋－＠−"), repr(cell[:40])


def test_a_number_stays_a_number_in_a_spreadsheet():
    answer = download(pa.table({"n": [-1.5, 2.0, None], "w": ["-1", "=x", None]}), Format.EXCEL, "x")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["-1.5", "2", ""]
    assert [row[1] for row in rows[1:]] == ["'-1", "'=x", ""]


def test_formulas_are_among_the_strings():
    assert any(w.startswith("=") for w in FORMULAS)
