"""The overview, the map and the network as pages: what they show is what the record's tables say."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import duckdb
import httpx
import pytest
from playwright.sync_api import expect

from tidings.config import Config
from tidings.explore import make_app
from tidings.explore.screens.map import SHAPES, shapes
from tidings.explore.screens.overview import usual_period
from tidings.gazetteer import countries
from tidings.record import open_record

DAY = "coalesce(date_start, first_published)"


@pytest.fixture(scope="module")
def asked(coded_examples):
    """Rows of a query on the examples' record."""

    def ask(query, *values):
        with duckdb.connect(str(coded_examples[1]), read_only=True) as db:
            return db.execute(query, values).fetchall()

    return ask


@pytest.fixture
def empty_pages(tmp_path):
    """Pages of an explorer of a record without an article."""
    from fastapi.testclient import TestClient

    with open_record(tmp_path / "empty.duckdb", create=True) as record:
        app = make_app(record, token="t", hosts=frozenset({"testserver"}), config=Config())
        with TestClient(app) as client:
            yield client


@pytest.mark.parametrize("path", ["/", "/map", "/network"])
def test_an_empty_record_says_how_to_begin(empty_pages, path):
    answer = empty_pages.get(path)
    assert answer.status_code == 200
    assert 'href="/add"' in answer.text.partition("<main")[2]


@pytest.mark.parametrize(
    "path", ["/overview/disagreements", "/overview/speakers", "/network?one=RUS&other=UKR", "/map?name=X"]
)
def test_parts_of_an_empty_record_are_empty(empty_pages, path):
    answer = empty_pages.get(path)
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


@pytest.mark.parametrize("path", ["/", "/map", "/network"])
@pytest.mark.parametrize("format", ["csv", "excel", "parquet", "json"])
def test_lists_of_an_empty_record_have_no_rows(empty_pages, path, format):
    answer = empty_pages.get(path, params={"format": format})
    assert answer.status_code == 200
    if format == "json":
        assert answer.json() == []


@pytest.mark.parametrize(
    "query",
    [
        "/?by=year", "/?since=soon", "/map?rows=0", "/map?page=x", "/map?grid=1&south=x&west=0",
        "/map?grid=-1&south=0&west=0", "/network?level=people", "/network?least=0", "/network?page=-1",
        "/?factuality=sure", "/network?type=PARTY",
    ],
)  # fmt: skip
def test_a_senseless_choice_is_refused_in_words(examples_address, query):
    answer = httpx.get(examples_address + query)
    assert answer.status_code in {400, 422}
    assert "TID-" in answer.text


def test_the_timeline_counts_each_event_once(examples_address, asked):
    rows = httpx.get(examples_address + "/?format=json&by=month").json()
    expected = asked(
        f"SELECT date_trunc('month', {DAY})::DATE::VARCHAR, quad, count(*) FROM events"
        f" WHERE {DAY} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    assert [(r["period"], r["quad"], r["events"]) for r in rows] == expected


def test_switches_narrow_the_timeline(examples_address, asked):
    def total(query):
        return sum(row["events"] for row in httpx.get(f"{examples_address}/?format=json&{query}").json())

    ((planned,),) = asked(f"SELECT count({DAY}) FROM events WHERE factuality IN ('future', 'proposed')")
    assert total("factuality=future&factuality=proposed") == planned
    told = (
        f"SELECT count(*) FROM events WHERE {DAY} IS NOT NULL AND id IN (SELECT event_id FROM tellings t"
        " JOIN mentions m ON m.id = t.mention_id WHERE m.voice {} 'outlet')"
    )
    assert total("voice=outlet") == asked(told.format("="))[0][0]
    assert total("voice=quoted") == asked(told.format("<>"))[0][0]


@pytest.mark.parametrize(("days", "period"), [(100, "week"), (2000, "month")])
def test_a_long_time_is_counted_by_month(days, period):
    from datetime import date, timedelta

    first = date(2020, 1, 1)
    assert usual_period(first, first + timedelta(days)) == period
    assert usual_period(None, None) == "week"


def test_a_bar_leads_to_its_events(page, examples_address):
    page.goto(examples_address + "/?by=month&type=ASSAULT&whole=true")
    link = page.locator("#timeline-chart a").first
    target = parse_qs(urlsplit(link.get_attribute("href")).query)
    assert target["type"] == ["ASSAULT"] and target["quad"] == ["4"] and "whole" not in target
    drawn = json.loads(page.get_attribute("#timeline-chart", "data-values"))["rows"]
    expect(page.locator("#timeline-chart a")).to_have_count(len(drawn))
    assert [target["since"][0], target["until"][0]] in [row[:2] for row in drawn]
    link.dispatch_event("click")
    page.wait_for_url("**/events?*")


def test_what_is_not_drawn_is_counted(examples_address, asked):
    text = httpx.get(examples_address + "/").text
    assert "Draw all of time" in text
    shown = json.loads(_values(text, "timeline-chart"))["rows"]
    whole = httpx.get(examples_address + "/?whole=true").text
    everything = json.loads(_values(whole, "timeline-chart"))["rows"]
    ((dated,),) = asked(f"SELECT count({DAY}) FROM events")
    assert sum(row[3] for row in everything) == dated > sum(row[3] for row in shown)
    (told,) = re.findall(r"Not drawn: ([^,]+),", text)
    left = [int(n) for n in re.findall(r"(\d+)(?: events?)? (?:before|after)", told)]
    assert sum(left) == dated - sum(row[3] for row in shown) and 0 not in left


def test_the_overview_says_what_the_record_holds(page, examples_address, asked):
    page.goto(examples_address)
    names, numbers = (page.locator(f".facts {part}").all_inner_texts() for part in ("dt", "dd"))
    held = dict(zip(names, numbers, strict=True))
    for name in ("articles", "statements", "mentions", "events", "figures"):
        ((count,),) = asked(f"SELECT count(*) FROM {name}")
        assert held[name].replace(" ", "") == str(count)
    page.get_by_role("heading", name="Where outlets contradict one another").wait_for()
    page.locator(".contested .evidence mark").first.wait_for()
    page.locator(".quoted a").first.wait_for()
    sides = page.locator(".contested > li").first.locator(".side-by a")
    expect(sides).to_have_count(2)
    assert sides.first.inner_text() != sides.last.inner_text()


def test_disagreements_show_the_words_of_the_articles(examples_address, asked):
    from html import unescape
    from re import findall

    part = httpx.get(examples_address + "/overview/disagreements").text
    texts = " ".join(row[0] for row in asked("SELECT text FROM articles"))
    marked = findall(r"<mark>(.*?)</mark>", part)
    assert marked
    assert all(unescape(words) in texts for words in marked)


def test_network_pairs_have_the_events_behind_them(examples_address):
    rows = httpx.get(examples_address + "/network?format=json").json()
    assert rows
    for row in rows[:3]:
        assert row["events"] == sum(row[f"quad_{q}"] for q in range(1, 5))
        assert -10 <= row["score"] <= 10
        pair = {"one": row["one"], "other": row["other"]}
        text = httpx.get(f"{examples_address}/network", params=pair).text
        assert text.partition('id="pair"')[2].partition("</section>")[0].count('class="line"') == min(
            row["events"], 50
        )


def test_the_network_around_one_party_has_it_and_its_neighbours(examples_address):
    rows = httpx.get(examples_address + "/network?format=json&focus=RUS").json()
    pairs = [{row["one"], row["other"]} for row in rows]
    near = set().union(*(pair for pair in pairs if "RUS" in pair))
    assert "RUS" in near
    assert all(pair <= near for pair in pairs)
    assert len(rows) < len(httpx.get(examples_address + "/network?format=json").json())


def test_the_network_is_drawn_the_same_each_time_and_leads_on(page, examples_address):
    page.goto(examples_address + "/network")
    page.wait_for_selector("#graph[data-drawn]")
    before = page.locator("tbody tr").count()
    slider = page.locator("#least-shown")
    slider.focus()
    page.keyboard.press("End")
    most = max(edge[2] for edge in json.loads(page.get_attribute("#graph", "data-values"))["edges"])
    expect(page.locator("#least-out")).to_have_text(str(most))
    page.locator("tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**focus=*")
    page.wait_for_selector("#graph[data-drawn]")
    assert page.locator("tbody tr").count() <= before
    page.locator("tbody td a").first.click()
    page.wait_for_url("**one=*")
    expect(page.locator("#pair .line a").first).to_be_visible()


def test_without_webgl_the_table_stands_for_the_network(chromium, examples_address):
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(examples_address + "/network")
    page.locator("#no-webgl").wait_for(state="visible")
    expect(page.locator(".stage")).to_be_hidden()
    expect(page.locator(".pairs tbody tr").first).to_be_visible()
    context.close()


def test_the_map_has_every_place(page, examples_address, asked):
    page.goto(examples_address + "/map")
    page.wait_for_selector("#map[data-drawn]")
    ((places, exact),) = asked(
        "SELECT count(*), count(*) FILTER (location_precision = 'exact') FROM (SELECT DISTINCT location_name,"
        " location_country, latitude, longitude, location_precision FROM events WHERE latitude IS NOT NULL)"
    )
    expect(page.locator("#map .m")).to_have_count(places)
    expect(page.locator("#map .m-exact")).to_have_count(exact)
    expect(page.locator("#map .m-core")).to_have_count(exact)
    ((told,),) = asked("SELECT count(DISTINCT location_country) FROM events WHERE latitude IS NULL")
    expect(page.locator("#map .land-told")).to_have_count(told)
    expect(page.locator("main")).to_contain_text("imply no position")


def test_the_map_moves_by_keys_and_keeps_its_view(page, examples_address):
    page.goto(examples_address + "/map")
    page.wait_for_selector("#map[data-drawn]")
    page.locator("#map").focus()
    before = page.get_attribute("#map", "data-scale")
    page.keyboard.press("+")
    expect(page.locator("#map")).not_to_have_attribute("data-scale", before)
    after = float(page.get_attribute("#map", "data-scale"))
    assert after > float(before)
    expect(page).to_have_url(re.compile("view="))
    there = page.url
    page.keyboard.press("ArrowLeft")
    expect(page).not_to_have_url(there)
    page.reload()
    page.wait_for_selector("#map[data-drawn]")
    assert float(page.get_attribute("#map", "data-scale")) == pytest.approx(after, abs=0.02)
    page.get_by_role("button", name="World").click()
    expect(page.locator("#map")).to_have_attribute("data-scale", "1.00")


def test_a_place_leads_to_its_events(page, examples_address, asked):
    ((name, country, count),) = asked(
        "SELECT location_name, location_country, count(*) FROM events WHERE latitude IS NOT NULL GROUP BY ALL"
        " ORDER BY 3 DESC, 1 LIMIT 1"
    )
    page.goto(examples_address + "/map")
    page.wait_for_selector("#map[data-drawn]")
    page.locator("#map a").first.dispatch_event("click")
    page.wait_for_selector("#there")
    expect(page).to_have_url(re.compile("name="))
    page.goto(f"{examples_address}/map?name={name}&country={country}")
    expect(page.locator("#there .line")).to_have_count(count)
    expect(page.locator("#map a.here")).to_have_count(1)
    page.locator("#there p a").first.click()
    page.wait_for_url(f"**/events?place={name}*")


def test_shapes_of_the_map_have_countries():
    assert set(shapes().values()) <= set(countries())
    assert {code for code in SHAPES.values() if code} <= set(countries())
    assert shapes()["Ukraine"] == "UKR" and shapes()["Kosovo"] == "XKX" and "N. Cyprus" not in shapes()


def _values(text, id):
    from html import unescape

    return unescape(text.partition(f'id="{id}"')[2].partition('data-values="')[2].partition('"')[0])
