"""The list of events in the browser and as files, against the tables of its record."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import duckdb
import httpx
import pyarrow.parquet as pq
import pytest
from explorer_server import served
from playwright.sync_api import expect

from tidings.explore.downloads import Format, download
from tidings.explore.event_rows import part_of_time, when
from tidings.record import open_record
from tidings.types import Article, Coding, Factuality, Mention, Party
from tidings.types.provenance import Provenance

MADE = Provenance("ontology 1", "model 1", "settings 1")
PLACES = ("Oslo", "Quito", "Dakar", "Hanoi", "Riga", "Lima", "Accra", "Sofia")
ODD = '<img src=x onerror=alert(1)>=1+1 \u202e"it'


def telling(n, **fields):
    """An article that tells of one action that no other one tells of."""
    text = f"{PLACES[n % 8]} council number{n} signed paper{n * 7}."
    article = Article.make(
        text, title=fields.pop("title", f"Paper {n}"), outlet=fields.pop("outlet", f"Outlet {n % 3}"),
        published=fields.pop("published", date(2022, 1, 1) + timedelta(days=9 * n)),
    )  # fmt: skip
    at = text.index("signed")
    mention = replace(
        Mention.make(article.id, article.span(at, at + 6), "SUPPORT"),
        actors=(Party(None, f"{'RUS' if n % 2 else 'NOR'}:GOV", fields.pop("name", f"Council {n}")),),
        factuality=Factuality.FUTURE if n % 4 == 0 else Factuality.ACTUAL,
        time=article.span(0, 3) if article.published else None,
        date=article.published and article.published.isoformat(),
    )
    return Coding(article, (), (mention,), ())


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """An explorer of a record of 60 events, some of them odd."""
    path = tmp_path_factory.mktemp("many") / "many.duckdb"
    codings = [telling(n) for n in range(57)]
    codings += [
        telling(57, title=None, outlet=None, published=None),
        telling(58, title=ODD, outlet=ODD, name=ODD),
        telling(59, outlet="=cmd()", name="+1"),
    ]
    with open_record(path, create=True) as record:
        record.write(codings, [], MADE)
        record.link()
        assert len(record.events()) == 60
    with served(path) as address:
        yield address


def get(address, query=""):
    answer = httpx.get(f"{address}/events{query}", timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.text


def total(text):
    return int(re.search(r'data-count="(\d+)"', text).group(1))


def ids(text):
    return re.findall(r'<li class="event" id="([^"]+)"', text)


def asked(path, query):
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(query).fetchall()


def test_a_record_without_events_says_how_to_add_some(tmp_path):
    with open_record(tmp_path / "none.duckdb", create=True):
        pass
    with served(tmp_path / "none.duckdb") as address:
        text = get(address)
        assert total(text) == 0
        assert 'href="/add"' in text
        assert 'class="chips"' not in text
        assert httpx.get(f"{address}/events?format=json").json() == []
        assert httpx.get(f"{address}/events?format=csv").text.startswith('"id","type"')
        assert httpx.get(f"{address}/suggest/actor?actor=a").status_code == 200


def test_pages_hold_every_event_once_in_order(many):
    first, second = get(many, "?sort=oldest"), get(many, "?sort=oldest&page=2")
    found = ids(first) + ids(second)
    rows = {row["id"]: row for row in httpx.get(f"{many}/events?format=json").json()}
    assert len(ids(first)) == 50
    assert set(found) == set(rows)
    assert len(found) == len(set(found)) == total(first) == 60
    days = [rows[id]["date_start"] or rows[id]["first_published"] or "9999" for id in found]
    assert days == sorted(days)
    assert ids(get(many, "?page=99")) == ids(get(many, "?page=2"))


@pytest.mark.parametrize("view", ["", "?actor=RUS", "?q=council+signed&factuality=actual"])
def test_the_number_beside_a_value_is_what_choosing_it_gives(many, view):
    text = get(many, view)
    facets = re.findall(
        r'<a id="facet-(\w+)-\w+" href="([^"]+)"( class="chosen")?.*?facet-count">([\d\u2009]+)<', text, re.S
    )
    assert {name for name, *_ in facets} >= {"time", "actor", "factuality", "outlet", "voice", "type"}
    open_ones = {}
    for name, href, chosen, count in facets:
        before = parse_qs(urlsplit(view).query)
        if not chosen and name not in before:
            open_ones.setdefault(name, (unescape(href), int(count.replace("\u2009", ""))))
    assert len(open_ones) >= 4
    for href, count in open_ones.values():
        assert total(httpx.get(many + href).text) == count


def test_files_hold_all_rows_that_fit_and_not_the_page(many):
    query = "?actor=NOR&format="
    rows = httpx.get(f"{many}/events{query}json").json()
    assert len(rows) == 30 == total(get(many, "?actor=NOR"))
    ids_of = [row["id"] for row in rows]
    table = pq.read_table(io.BytesIO(httpx.get(f"{many}/events{query}parquet").content))
    assert table["id"].to_pylist() == ids_of
    answer = httpx.get(f"{many}/events{query}csv")
    assert 'filename="events.csv"' in answer.headers["content-disposition"]
    assert [row["id"] for row in csv.DictReader(io.StringIO(answer.text))] == ids_of


def test_a_spreadsheet_starts_no_formula(many):
    text = httpx.get(f"{many}/events?format=excel").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r\n" and cell]
    assert "'=cmd()" in cells
    assert "'+1" in cells
    plain = httpx.get(f"{many}/events?format=csv").text
    assert '"=cmd()"' in plain


def test_a_page_is_no_download():
    with pytest.raises(ValueError, match="no download"):
        download(None, Format.HTML, "x")


@pytest.mark.parametrize(
    "query", ["?since=soon", "?type=NOPE", "?factuality=x", "?q=%22", "?quad=9", "?independent=many"]
)
def test_a_filter_that_makes_no_sense_says_so(many, query):
    answer = httpx.get(f"{many}/events{query}")
    assert answer.status_code == 400
    assert 'class="notice"' in answer.text


def test_empty_fields_count_as_not_given(many):
    text = get(many, "?q=&actor=&type=&quad=&factuality=&since=&outlets=&independent=&disputed=&place=")
    assert total(text) == 60
    assert 'class="chips"' not in text


def test_words_are_put_as_options(many):
    options = httpx.get(f"{many}/suggest/actor?actor=norw").text
    assert '<option value="NOR">Norway (30 events)</option>' in options
    assert httpx.get(f"{many}/suggest/colour?colour=x").status_code == 400


def test_odd_names_are_shown_as_words_and_run_nothing(page, many):
    page.goto(f"{many}/events?q=paper{58 * 7}")
    expect(page.locator(".event")).to_have_count(1)
    expect(page.locator(".event h3")).to_contain_text("<img src=x onerror=alert(1)>", use_inner_text=True)
    expect(page.locator(".event h3")).to_contain_text("⟨U+202E⟩", use_inner_text=True)
    page.goto(f"{many}/events?q=paper{57 * 7}")
    expect(page.locator(".event-source")).to_contain_text("outlet unknown")
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(f"{many}/events")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_typing_finds_without_losing_the_field_and_back_goes_back(page, many):
    page.goto(f"{many}/events")
    page.locator("#filter-q").click()
    page.keyboard.insert_text("oslo")  # at once: a pause between letters would find something of its own
    expect(page.locator("#found-title")).to_have_attribute("data-count", "8")
    expect(page.locator("#filter-q")).to_be_focused()
    expect(page.locator("#filter-q")).to_have_value("oslo")
    expect(page).to_have_url(f"{many}/events?q=oslo")
    expect(page.locator(".event-quote strong").first).to_have_text("Oslo")
    expect(page.locator(".event-quote mark").first).to_have_text("signed")
    expect(page.locator("#said")).to_have_text("8 events")
    page.go_back()
    expect(page.locator("#found-title")).to_have_attribute("data-count", "60")


def test_facets_and_chips_narrow_and_widen_by_keyboard(page, many):
    page.goto(f"{many}/events?q=council")
    page.get_by_role("link", name=re.compile("^Russia")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#found-title")).to_have_attribute("data-count", "30")
    expect(page.locator("[id^=facet-actor-]:focus")).to_have_count(1)
    page.wait_for_url("**actor=*")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["council"], "actor": ["RUS"]}
    expect(page.locator("#filter-actor")).to_have_value("RUS")
    page.get_by_role("link", name="Remove the filter who Russia").click()
    expect(page.locator("#found-title")).to_have_attribute("data-count", "60")
    expect(page.locator("#filter-actor")).to_have_value("")
    page.get_by_role("link", name="most outlets").click()
    page.wait_for_url("**sort=outlets")
    expect(page.locator("#sort-outlets")).to_have_attribute("aria-current", "true")
    first = ids(get(many, "?q=council&sort=outlets"))[0]
    expect(page.locator(".event").first).to_have_attribute("id", first)
    page.reload()
    expect(page.locator(".event").first).to_have_attribute("id", first)
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_it_works_without_scripts(chromium, many):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{many}/events")
    page.fill("#filter-q", "dakar")
    page.fill("#filter-since", "2022")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#found-title")).to_have_text("8 events")
    page.get_by_role("link", name=re.compile("^happened")).click()
    expect(page).to_have_url(re.compile("factuality=actual"))
    expect(page.locator("#filter-q")).to_have_value("dakar")
    context.close()


def test_numbers_are_those_of_the_record(examples_address, coded_examples):
    path = coded_examples[1]
    text = get(examples_address, "?sort=disagreements")
    assert total(text) == asked(path, "SELECT count(*) FROM events")[0][0]
    worst = asked(path, "SELECT max(disagreements) FROM events")[0][0]
    first = asked(path, f"SELECT disagreements FROM events WHERE id = '{ids(text)[0]}'")[0][0]
    assert first == worst
    told = "SELECT count(DISTINCT t.event_id) FROM tellings t JOIN articles a ON a.id = t.article_id WHERE"
    wire = get(examples_address, "?outlet=Harbour+Wire")
    assert total(wire) == asked(path, f"{told} a.outlet = 'Harbour Wire'")[0][0]
    disputed = get(examples_address, "?disputed=true&independent=2")
    query = "SELECT count(*) FROM events WHERE disagreements > 0 AND independent > 1"
    assert total(disputed) == asked(path, query)[0][0]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2022, 3, 1), date(2022, 3, 31), "Mar 2022"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2022, 3, 3), date(2022, 3, 7), "3–7 Mar 2022"),
        (date(2022, 3, 3), date(2022, 3, 3), "3 Mar 2022"),
        (date(2022, 3, 1), date(2022, 4, 30), "1 Mar 2022 – 30 Apr 2022"),
        (None, date(2022, 3, 3), "until 3 Mar 2022"),
    ],
)
def test_days_are_put_in_few_words(first, last, words):
    assert when(first, last) == words


def test_parts_of_time_are_named():
    assert [part_of_time(v) for v in ("2022", "2022-03", "2022-03-09", "x")] == [
        "2022", "Mar 2022", "9 Mar 2022", "x",
    ]  # fmt: skip


def test_outlets_that_differ_only_in_capitals_are_two(tmp_path):
    path = tmp_path / "capitals.duckdb"
    with open_record(path, create=True) as record:
        record.write([telling(n, outlet="The sun" if n < 2 else "The Sun") for n in range(5)], [], MADE)
        record.link()
    with served(path) as address:
        page = httpx.get(f"{address}/events", params={"outlet": "The Sun"}).text
        choices = re.findall(r'<a[^>]*href="([^"]*)"[^>]*id="facet-outlet-[^>]*>(.*?)</a>', page, re.S)
        choices += re.findall(r'<a[^>]*id="facet-outlet-[^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.S)
    found = {
        " ".join(unescape(re.sub("<[^>]+>", " ", words)).split()): unescape(href) for href, words in choices
    }
    other = next(href for words, href in found.items() if words.startswith("The sun 2"))
    assert parse_qs(urlsplit(other).query)["outlet"] == ["The Sun", "The sun"]
    own = next(href for words, href in found.items() if words.startswith("✓ The Sun 3"))
    assert "outlet" not in parse_qs(urlsplit(own).query)
