"""The list of articles and the page of one, against the tables of their record."""

import csv
import io
import re
from datetime import date
from urllib.parse import quote

import duckdb
import httpx
import pyarrow.parquet as pq
import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer_server import until
from playwright.sync_api import expect
from pypdf import PdfReader

from tidings.record import open_record
from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Quarantined,
    Statement,
    Unit,
)
from tidings.types.provenance import Provenance

ODD_TEXT = (
    "Minister Ada Blank said that “the envoy told her\u202e that troops\u202c would leave” soon.\r\n\r\n"
    "<script>alert(1)</script> 😀 e\u0301 שלום {{ 7 * 7 }} left 1,200 men\x1b behind.\nMenu | Home"
)
MADE = Provenance("ontology 1", "model 1", "settings 1")


def odd_coding():
    """An article without metadata whose statements nest, come in pieces and cross an action's edges."""
    article = Article.make(ODD_TEXT, origin="odd<b>.txt", furniture=((len(ODD_TEXT) - 11, len(ODD_TEXT)),))

    def span(words):
        start = ODD_TEXT.index(words)
        return article.span(start, start + len(words))

    outer = Statement.make(
        article.id, span("Minister Ada Blank"), span("said"),
        (span("that “the envoy told her"), span("would leave”")), Kind.ASSERTION,
    )  # fmt: skip
    inner = Statement.make(
        article.id, span("the envoy"), span("told her"), (span("that troops\u202c would leave"),),
        Kind.ATTITUDE, outer.id,
    )  # fmt: skip
    nobody = Statement.make(article.id, None, None, (span("left 1,200 men"),), Kind.ASSERTION)
    leave = Mention.make(article.id, span("leave” soon"), "RETREAT", "withdraw")
    leave = Mention(
        leave.id, leave.article_id, leave.trigger, leave.type, leave.mode, (Party(span("troops"), None),),
        (Party(None, "RUS:GOV", "<i>Name</i>", "left out → Russia: a guess (chance 0.34)"),),
        factuality=Factuality.FUTURE, voice=inner.id,
    )  # fmt: skip
    figure = Figure.make(article.id, span("1,200"), 1200, 1200, Unit.PEOPLE, of=span("men"))
    return Coding(article, (outer, inner, nobody), (leave,), (figure,))


@pytest.fixture(scope="module")
def odd_address(tmp_path_factory, serve):
    """An explorer of a record of odd articles, two of them copies, with inputs left out."""
    path = tmp_path_factory.mktemp("odd") / "odd.duckdb"
    one = odd_coding()
    others = [
        Coding(Article.make(f"Text number {n}.", title=f"=Title {n}", outlet=f"Out & let {n % 3}",
                            published=date(2022, 1, 1 + n % 28), url="javascript:alert(1)"))
        for n in range(60)
    ]  # fmt: skip
    left_out = [Quarantined(f"in/<{n}>.txt", "TID-110", f"in/<{n}>.txt: is in French") for n in range(3)]
    with open_record(path, create=True) as record:
        record.write([one, *others], left_out, MADE)
        record.replace_copies([(others[1].article.id, others[0].article.id, 0.93)])
    with serve(path) as address:
        yield address


@pytest.fixture(scope="module")
def odd():
    return odd_coding()


@pytest.fixture
def asked(coded_examples):
    """A question to the examples' record, read beside the server."""

    def ask(query, *values):
        with duckdb.connect(coded_examples[1], read_only=True) as db:
            return db.execute(query, values).fetchall()

    return ask


def rows_of(address, **parameters):
    answer = httpx.get(f"{address}/articles", params={"format": "json", **parameters})
    assert answer.status_code == 200, answer.text
    return answer.json()


def longest(asked):
    return asked("SELECT article_id FROM mentions GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")[0][0]


# The list


def test_the_list_counts_what_the_record_holds(examples_address, asked):
    for row in rows_of(examples_address):
        for name, table in (("statements", "statements"), ("actions", "mentions"), ("figures", "figures")):
            assert [(row[name],)] == asked(f"SELECT count(*) FROM {table} WHERE article_id = ?", row["id"])


@pytest.mark.parametrize("sort", ["newest", "oldest", "title", "outlet", "words", "statements", "actions"])
def test_each_order_gives_all_articles_in_that_order(examples_address, asked, sort):
    rows = rows_of(examples_address, sort=sort)
    assert {(row["id"],) for row in rows} == set(asked("SELECT id FROM articles"))
    column = {"newest": "published", "oldest": "published"}.get(sort, sort)
    values = [
        row[column].lower() if sort in {"title", "outlet"} else row[column] for row in rows if row[column]
    ]
    assert values == sorted(values, reverse=sort not in {"oldest", "title", "outlet"})


def test_filters_give_the_articles_that_fit(examples_address, asked):
    words = "lower(concat(title, ' ', text))"
    fits = f"SELECT id FROM articles WHERE {words} LIKE '%grain%' AND {words} LIKE '%ship%'"
    assert {(r["id"],) for r in rows_of(examples_address, q="GRAIN ship")} == set(asked(fits))
    outlet = asked(
        "SELECT outlet FROM articles WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
    )[0][0]
    named = "SELECT id FROM articles WHERE outlet = ?"
    assert {(r["id"],) for r in rows_of(examples_address, outlet=outlet)} == set(asked(named, outlet))
    july = "SELECT id FROM articles WHERE published BETWEEN '2022-07-01' AND '2022-07-31'"
    assert {(r["id"],) for r in rows_of(examples_address, since="2022-07", until="2022-07")} == set(
        asked(july)
    )
    for missing in ("outlet", "title"):
        none = f"SELECT id FROM articles WHERE {missing} IS NULL"
        assert {(r["id"],) for r in rows_of(examples_address, missing=missing)} == set(asked(none))
    inferred = "SELECT id FROM articles WHERE len(inferred) > 0"
    assert {(r["id"],) for r in rows_of(examples_address, missing="inferred")} == set(asked(inferred))


def test_a_phrase_must_stand_as_it_is(odd_address):
    assert len(rows_of(odd_address, q='"number 5"')) == 11
    assert len(rows_of(odd_address, q='"5 number"')) == 0


def test_copies_are_told_and_can_be_left_out(odd_address):
    (copy,) = rows_of(odd_address, copies="only")
    rest = rows_of(odd_address, copies="without")
    assert copy["copy_of"] in {row["id"] for row in rest if row["copies"] == 1}
    assert len(rest) == 60
    page = httpx.get(f"{odd_address}/articles/{copy['id']}").text
    assert f"/articles/{copy['copy_of']}" in page and "93 %" in page
    assert f"/articles/{copy['id']}" in httpx.get(f"{odd_address}/articles/{copy['copy_of']}").text


def test_pages_hold_each_article_once(odd_address):
    found = []
    for number in (1, 2, 3):
        text = httpx.get(f"{odd_address}/articles", params={"page": number, "outlet": ""}).text
        found += [part.split('"')[0] for part in text.split('th scope="row"><a href="/articles/')[1:]]
    assert len(found) == len(set(found)) == 61


def test_downloads_are_the_whole_list(odd_address):
    def get(format):
        return httpx.get(f"{odd_address}/articles", params={"format": format, "outlet": "Out & let 1"})

    rows = list(csv.DictReader(io.StringIO(get("csv").text)))
    assert len(rows) == 20 and rows[0]["title"].startswith("=Title")
    safe = list(csv.DictReader(io.StringIO(get("excel").content.decode("utf-8-sig"))))
    assert {row["title"][:2] for row in safe} == {"'="}
    assert pq.read_table(io.BytesIO(get("parquet").content)).num_rows == 20


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"since": "soon"}, 400), ({"sort": "rowid; DROP"}, 400), ({"copies": "x"}, 400),
        ({"missing": "x"}, 400), ({"page": "0"}, 400), ({"page": "999999"}, 200), ({"kept": "x"}, 400),
        ({"q": "\x00'\"%_"}, 200), ({"q": "x" * 301}, 400), ({"until": "0000"}, 400),
        ({"kept": "quarantine", "number": "'", "q": '"'}, 200), ({"outlet": ["a", "b", ""]}, 200),
    ],
)  # fmt: skip
def test_odd_addresses_are_answered(odd_address, parameters, status):
    assert httpx.get(f"{odd_address}/articles", params=parameters).status_code == status


def test_an_empty_record_says_what_to_do(tmp_path, serve):
    path = tmp_path / "empty.duckdb"
    open_record(path, create=True).close()
    with serve(path) as address:
        assert 'href="/add"' in httpx.get(f"{address}/articles").text
        assert 'href="/add"' in httpx.get(f"{address}/articles?kept=quarantine").text
        assert httpx.get(f"{address}/articles/a_1").status_code == 404


def test_one_filters_and_follows_the_list(page, odd_address):
    page.goto(f"{odd_address}/articles")
    page.get_by_role("combobox", name="Outlet", exact=True).select_option("Out & let 2")
    page.get_by_label("Words in title or text").fill('"number 8"')
    page.keyboard.press("Enter")
    expect(page.locator("caption")).to_contain_text("1 article of 61")
    expect(page.locator(".opening mark")).to_have_text("number 8")
    gone = page.get_by_role("link", name="Remove the filter outlet")
    gone.click()
    expect(gone).to_have_count(0)
    expect(page.get_by_label("Words in title or text")).to_have_value('"number 8"')
    page.get_by_role("link", name="Left out").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody tr:first-child td:last-child")).to_have_text("is in French")
    page.locator(".tabs").get_by_role("link", name="Read").click()
    page.get_by_role("link", name="Date").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text(re.compile(r"^\s*Date"))


# The page of an article


def test_the_page_holds_all_that_was_read(page, examples_address, asked):
    id = longest(asked)
    page.goto(f"{examples_address}/articles/{id}")
    assert (
        page.evaluate("document.getElementById('text').textContent")
        == asked("SELECT text FROM articles WHERE id = ?", id)[0][0]
    )
    words = """id => [...document.querySelectorAll('#text .m')]
               .filter(m => m.dataset.of.split(' ').includes(id))
               .map(m => m.textContent)"""
    for mention, trigger in asked("SELECT id, trigger_quote FROM mentions WHERE article_id = ?", id):
        assert trigger in page.evaluate(words, mention)
        expect(page.locator(f"#row-{mention}")).to_have_count(1)
        expect(page.locator(f"#m-{mention}")).to_have_count(1)
    for statement, cue in asked("SELECT id, cue_quote FROM statements WHERE article_id = ?", id):
        assert cue is None or cue in page.evaluate(words, statement)
        expect(page.locator(f"#s-{statement}")).to_have_count(1)
    for figure, said in asked("SELECT id, quote FROM figures WHERE article_id = ?", id):
        assert said in page.evaluate(words, figure)
    events = asked("SELECT event_id FROM tellings WHERE article_id = ?", id)
    html = page.content()
    assert events and all(f'href="/events/{event}"' in html for (event,) in events)
    reasons = asked("SELECT reason FROM parties WHERE article_id = ? AND reason IS NOT NULL", id)
    told = page.evaluate("[...document.querySelectorAll('.reason')].map(r => r.textContent)")
    assert {reason for (reason,) in reasons} <= set(told)


def test_odd_words_are_shown_as_they_are(page, odd_address, odd):
    page.goto(f"{odd_address}/articles/{odd.article.id}")
    assert page.evaluate("document.getElementById('text').textContent") == ODD_TEXT
    assert page.evaluate("[...document.querySelectorAll('.odd')].map(o => o.dataset.code)") == [
        "U+202E", "U+202C", "U+001B",
    ]  # fmt: skip
    expect(page.locator("#text b, #text script, #record i")).to_have_count(0)
    assert page.inner_text("h1") == "Untitled article"
    assert "Menu | Home" in page.inner_text("#text .furniture")
    outer, inner, nobody = odd.statements
    both = page.locator(f"#text .said[data-of='{inner.id}'] .said[data-of='{outer.id}']")
    assert both.first.text_content() == "would leave"
    expect(page.locator(f"#text .said.begins[data-of='{outer.id}']")).to_have_count(2)
    assert "hue-none" in page.get_attribute(f"#row-{nobody.id}", "class")
    page.click(f"#row-{odd.mentions[0].id} summary")
    why = page.locator(f"#row-{odd.mentions[0].id} .why")
    for words in (
        "<i>Name</i>", "chance 0.34", "Minister Ada Blank", "the envoy", "not linked with other articles yet",
    ):  # fmt: skip
        expect(why).to_contain_text(words, use_inner_text=True)


def test_rows_light_their_words_and_words_their_rows(page, odd_address, odd):
    page.goto(f"{odd_address}/articles/{odd.article.id}")
    mention, figure = odd.mentions[0].id, odd.figures[0].id
    lit = page.locator("#text .m.lit")
    page.hover(f"#row-{mention} summary")
    for words in ("troops", "leave"):
        expect(lit.filter(has_text=words)).not_to_have_count(0)
    page.hover(f"#text .figure[data-of='{figure}']")
    expect(page.locator(".row.lit")).to_have_attribute("data-row", figure)
    expect(lit.filter(has_text="troops")).to_have_count(0)
    page.hover("h1")
    expect(page.locator(".lit")).to_have_count(0)
    page.click(f"#text .figure[data-of='{figure}']")
    expect(page).to_have_url(re.compile(f"#f-{figure}$"))
    expect(page.locator(".row[aria-current=true]")).to_have_attribute("data-row", figure)
    expect(page.locator(f"#row-{figure}[open]")).to_have_count(1)


def test_one_walks_through_the_text_by_keyboard(page, odd_address, odd):
    page.goto(f"{odd_address}/articles/{odd.article.id}")
    current, seen = page.locator(".row[aria-current=true]"), []
    for _ in range(5):
        page.keyboard.press("j")
        if seen:
            expect(current).not_to_have_attribute("data-row", seen[-1])
        seen.append(current.get_attribute("data-row"))
    everything = {r.id for r in (*odd.statements, *odd.mentions, *odd.figures)}
    assert set(seen) == everything and len(seen) == len(everything)
    page.keyboard.press("k")
    expect(current).to_have_attribute("data-row", seen[-2])
    page.keyboard.press("Escape")
    expect(page.locator("[aria-current=true], .chosen")).to_have_count(0)
    page.focus(f"#text .trigger[data-of='{odd.mentions[0].id}'][tabindex]")
    expect(page.locator(".row.lit")).to_have_attribute("data-row", odd.mentions[0].id)
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-{odd.mentions[0].id} summary").first).to_be_focused()
    expect(page.locator(f"#row-{odd.mentions[0].id}[open]")).to_have_count(1)


def test_an_address_leads_to_its_words_and_keeps_the_layers(page, odd_address, odd):
    mention = odd.mentions[0].id
    here = f"{odd_address}/articles/{odd.article.id}"
    page.goto(f"{here}#m-{mention}")
    expect(page.locator(".row.chosen")).to_have_attribute("data-row", mention)
    page.goto(here)
    page.get_by_label("Statements").uncheck()
    page.get_by_label("Figures").uncheck()
    expect(page.locator(".row:visible")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Figures")).not_to_be_checked()
    expect(page.locator(".row:visible")).to_have_count(1)
    page.get_by_label("Actions").uncheck()
    expect(page.locator(".nothing-shown")).to_be_visible()
    page.goto(f"{here}?show=figures#m-{mention}")
    expect(page.get_by_label("Actions")).to_be_checked()
    expect(page.locator(".row.chosen")).to_be_visible()


def test_a_speaker_is_picked_out(page, odd_address, odd):
    page.goto(f"{odd_address}/articles/{odd.article.id}")
    page.get_by_role("button", name="Minister Ada Blank").click()
    voiced = page.locator("#text .said.voiced")
    expect(voiced).not_to_have_count(0)
    assert {mark.get_attribute("data-of") for mark in voiced.all()} == {odd.statements[0].id}
    page.get_by_role("button", name="Minister Ada Blank").click()
    expect(page.locator(".voiced")).to_have_count(0)


def test_the_beginning_of_an_id_leads_to_the_article(examples_address, asked):
    id = longest(asked)
    answer = httpx.get(f"{examples_address}/articles/{id[:12]}?show=figures", follow_redirects=True)
    assert str(answer.url).endswith(f"/articles/{id}?show=figures")
    assert httpx.get(f"{examples_address}/articles/a_00000000").status_code == 404


def test_reasons_can_be_asked_one_by_one(odd_address, odd):
    here = f"{odd_address}/articles/{odd.article.id}/why"
    assert "chance 0.34" in httpx.get(f"{here}/{odd.mentions[0].id}").text
    assert httpx.get(f"{here}/m_none").status_code == 404
    assert httpx.get(f"{odd_address}/articles/a_none/why/m_none").status_code == 404


@pytest.mark.parametrize("of", ["actions", "statements", "figures"])
def test_what_was_read_can_be_downloaded(examples_address, asked, of):
    id = longest(asked)
    table = "mentions" if of == "actions" else of
    rows = httpx.get(f"{examples_address}/articles/{quote(id)}", params={"format": "json", "of": of}).json()
    assert [(len(rows),)] == asked(f"SELECT count(*) FROM {table} WHERE article_id = ?", id)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_serious_axe_finding_and_fits_a_phone(page, examples_address, asked, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{examples_address}/articles/{longest(asked)}")
    page.click("#legend summary")
    page.click(".row-actions summary >> nth=0")
    expect(page.locator("#legend[open]")).to_have_count(1)
    expect(page.locator(".row-actions[open] .why").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    serious = [v for v in found if v["impact"] in {"serious", "critical"}]
    assert not [(v["id"], v["nodes"][0]["html"][:200], len(v["nodes"])) for v in serious]
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Fold", exact=True).click()
    expect(page.get_by_role("button", name="Unfold")).to_be_visible()
    assert page.locator("#record").bounding_box()["height"] < 100


def test_on_a_phone_the_list_unfolds_below_the_chosen_words(page, odd_address, odd):
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{odd_address}/articles/{odd.article.id}")
    expect(page.get_by_role("button", name="Unfold")).to_have_attribute("aria-expanded", "false")
    figure = page.locator(f"#text .figure[data-of='{odd.figures[0].id}']")
    figure.click()
    expect(page.get_by_role("button", name="Fold", exact=True)).to_have_attribute("aria-expanded", "true")
    below = """words => words.getBoundingClientRect().bottom
        <= document.getElementById("record").getBoundingClientRect().top"""
    until(page, lambda: figure.evaluate(below))


def test_print_holds_the_text_and_all_reasons(page, odd_address, odd):
    page.goto(f"{odd_address}/articles/{odd.article.id}")
    printed = " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages).split()
    )
    for words in ("Ada Blank", "would leave", "chance 0.34", "Somebody not named"):
        assert words in printed
    assert "Search events" not in printed and "Review this article" not in printed


def test_more_records_than_a_page_can_show_are_counted(monkeypatch, odd):
    from tidings.display import article_rows

    monkeypatch.setattr(article_rows, "MARKS", 8)
    rows = article_rows.rows(odd)
    marks, covered = article_rows.marks(odd, rows)
    assert len(marks) <= 8 and 0 < covered < len(rows)
