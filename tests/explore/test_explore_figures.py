"""Figures across sources and time, against the record's own tables."""

import json
import re
from html import unescape

import duckdb
import httpx
import pytest
from playwright.sync_api import expect

from tidings.explore import make_app
from tidings.explore.screens.figures import counted_words, name_of, period, value_words
from tidings.record import open_record, quantities
from tidings.record.quantities import FigureSearch

KEY = "unit || ':' || coalesce(currency, measure, '') || ':' || coalesce(counted, '')"


@pytest.fixture(scope="module")
def asked(coded_examples):
    """Rows of a query on the examples' record."""

    def ask(query, *values):
        with duckdb.connect(str(coded_examples[1]), read_only=True) as db:
            return db.execute(query, values).fetchall()

    return ask


@pytest.fixture(scope="module")
def most(asked):
    """The key of what is counted most often in the examples."""
    return asked(f"SELECT {KEY} AS key FROM figures GROUP BY 1 ORDER BY count(*) DESC, key")[0][0]


@pytest.fixture
def empty(tmp_path):
    """Pages of a record without an article."""
    from fastapi.testclient import TestClient

    with open_record(tmp_path / "empty.duckdb", create=True) as opened:
        app = make_app(opened, token="t", hosts=frozenset({"testserver"}))
        with TestClient(app) as made:
            yield made


def get(address, **choice):
    answer = httpx.get(address + "/figures", params=choice)
    assert answer.status_code == 200, answer.text
    return answer.json() if choice.get("format") == "json" else answer.text


def drawn(text):
    return json.loads(unescape(re.search(r'id="figures-chart"[^>]*data-values="([^"]*)"', text)[1]))


def test_an_empty_record_says_how_to_begin(empty):
    assert 'href="/add"' in empty.get("/figures").text.partition("<main")[2]
    assert 'class="empty"' in empty.get("/figures?what=people::dead").text
    for query in ("", "&what=people::dead", "&holder=RUS"):
        assert empty.get("/figures?format=json" + query).json() == []


@pytest.mark.parametrize(
    "query", ["time=ever", "voice=nobody", "factuality=sure", "since=soon", "sort=best", "page=0"]
)
def test_a_senseless_choice_is_refused(examples_address, most, query):
    name, _, value = query.partition("=")
    answer = httpx.get(examples_address + "/figures", params={"what": most, name: value})
    assert answer.status_code in {400, 422}


def test_everything_counted_is_listed_once(examples_address, asked):
    rows = get(examples_address, format="json")
    expected = dict(asked(f"SELECT {KEY}, count(*) FROM figures GROUP BY 1"))
    assert {row["key"]: row["figures"] for row in rows} == expected and len(rows) == len(expected)
    counts = [row["figures"] for row in rows]
    assert counts == sorted(counts, reverse=True)


def test_what_is_counted_is_searched(examples_address):
    rows = get(examples_address, format="json", q="TROOPS")
    assert rows
    assert all("troops" in f"{r['counted']} {r['unit']} {r['measure']}" for r in rows)
    assert "Show all" in get(examples_address, q="no such thing")


def test_figures_are_chosen(examples_address, asked, most):
    def ids(**choice):
        found = get(examples_address, format="json", what=most, **choice)
        assert len({r["id"] for r in found}) == len(found)
        return {r["id"] for r in found}

    source = (
        f"SELECT f.id FROM figures f JOIN articles a ON a.id = f.article_id"
        f" LEFT JOIN mentions m ON m.id = f.mention_id WHERE {KEY.replace('unit', 'f.unit', 1)} = ? AND "
    )
    ((outlet,), *_) = asked("SELECT a.outlet FROM figures f JOIN articles a ON a.id = f.article_id"
                            f" WHERE {KEY} = ? AND outlet IS NOT NULL", most)  # fmt: skip
    for choice, condition in (
        ({}, "true"), ({"voice": "outlet"}, "f.voice = 'outlet'"),
        ({"voice": "quoted"}, "f.voice <> 'outlet'"),
        ({"factuality": "actual"}, "f.factuality = 'actual'"), ({"outlet": outlet}, f"a.outlet = '{outlet}'"),
        ({"type": "support"}, "m.type = 'SUPPORT'"), ({"since": "2022"}, "a.published >= '2022-01-01'"),
        ({"until": "2021-12"}, "a.published <= '2021-12-31'"),
    ):  # fmt: skip
        assert ids(**choice) == {id for (id,) in asked(source + condition, most)}, choice


def test_a_holder_is_found_by_its_code_or_the_beginning_of_it(record):
    with duckdb.connect(str(record)) as db:
        db.execute("UPDATE figures SET holder = NULL")
        ids = [id for (id,) in db.execute("SELECT id FROM figures ORDER BY id LIMIT 4").fetchall()]
        for id, holder in zip(ids, ["RUS", "UKR:CVL, RUS:MIL", "UNO:RUS", "RUSX"], strict=True):
            db.execute("UPDATE figures SET holder = ? WHERE id = ?", [holder, id])

        def held(code):
            return set(quantities.figures(db, FigureSearch(holder=code))["id"].to_pylist())

        assert held("RUS") == set(ids[:2])
        assert held("RUS:MIL") == held("UKR:CVL") == {ids[1]}
        assert held("UNO:RUS") == {ids[2]}
        assert held("R") == held("MIL") == set()


def test_every_dated_value_is_drawn_with_its_source(examples_address, asked, most):
    points = drawn(get(examples_address, what=most))["points"]
    rows = asked(
        f"SELECT f.article_id, f.id, f.low, f.high, f.voice = 'outlet' FROM figures f JOIN articles a"
        f" ON a.id = f.article_id WHERE {KEY} = ? AND a.published IS NOT NULL",
        most,
    )
    expected = {(f"/articles/{article}#f-{id}", low, high, own) for article, id, low, high, own in rows}
    assert {(p["href"], p["low"], p["high"], p["own"]) for p in points} == expected
    assert all(p["source"] and p["certainty"] for p in points)


def test_the_order_of_the_list(examples_address, most):
    def sizes(sort):
        rows = get(examples_address, format="json", what=most, sort=sort)
        means = [(r["low"] + r["high"]) / 2 if None not in (r["low"], r["high"]) else r["low"] or r["high"]
                 for r in rows]  # fmt: skip
        return [m for m in means if m is not None]

    assert sizes("largest") == sorted(sizes("newest"), reverse=True)
    assert sizes("smallest") == sorted(sizes("newest"))


def test_too_many_to_draw_are_drawn_by_period(record, monkeypatch):
    from fastapi.testclient import TestClient

    monkeypatch.setattr(quantities, "MARKS", 2)
    with duckdb.connect(str(record)) as db:
        db.execute("UPDATE articles SET published = '2022-03-04'")
        db.execute("UPDATE figures SET counted = 'dead', unit = 'people', measure = NULL, currency = NULL")
        expected = db.execute(
            "SELECT voice = 'outlet' AS own, count(*), min(coalesce(low, high)), max(coalesce(high, low))"
            " FROM figures WHERE coalesce(low, high) IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
    with open_record(record) as opened:
        app = make_app(opened, token="t", hosts=frozenset({"testserver"}))
        with TestClient(app) as client:
            text = client.get("/figures?what=people::dead").text
    boxes = drawn(text)["boxes"]
    assert [(b[1], b[2], b[3], b[7]) for b in boxes] == expected
    assert all(b[3] <= b[4] <= b[5] <= b[6] <= b[7] for b in boxes)
    assert "The same as a table" in text


def test_figures_without_day_outlet_or_bounds_are_shown(record):
    from fastapi.testclient import TestClient

    with duckdb.connect(str(record)) as db:
        db.execute("UPDATE articles SET published = NULL, outlet = NULL, title = NULL")
        db.execute(
            "UPDATE figures SET low = NULL, high = NULL, counted = 'odd:<b>', unit = 'other', measure = NULL,"
            " as_of = NULL, of_quote = NULL, holder = ' , '"
        )
    with open_record(record) as opened:
        app = make_app(opened, token="t", hosts=frozenset({"testserver"}))
        with TestClient(app) as client:
            assert "odd:&lt;b&gt;" in client.get("/figures").text
            for choice in ({}, {"time": "event"}, {"log": "1"}):
                answer = client.get("/figures", params={"what": "other::odd:<b>", **choice})
                assert answer.status_code == 200
                assert "<b>" not in answer.text
                assert "no date" in answer.text or choice


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("people::dead", "dead (people)"), ("people::people", "people"), ("money:USD:money", "money in USD"),
        ("time:hours:hour", "hours"), ("percent::%", "percent"), ("weapons::", "weapons"),
        ("other:tonnes:tonne", "tonnes"), ("percent::% percent", "percent"),
        ("vehicles::ship", "ships (vehicles)"),
    ],
)  # fmt: skip
def test_what_is_counted_in_words(key, words):
    assert name_of(key) == words


def test_values_in_words():
    row = {"low": 5.0, "high": None, "unit": "money", "currency": "USD", "measure": None}
    assert value_words(row) == "at least 5 USD"
    assert value_words({**row, "high": 5.0, "unit": "percent", "currency": None}) == "5 %"
    assert counted_words({"counted": None, "unit": "money", "currency": None, "measure": None}) == "money"


def test_a_long_time_has_long_periods():
    from datetime import date

    assert period(date(2022, 1, 1), date(2022, 3, 1)) == "week"
    assert period(date(2018, 1, 1), date(2022, 3, 1)) == "month"
    assert period(date(1990, 1, 1), date(2022, 3, 1)) == "year"


def test_a_mark_leads_to_its_sentence(page, examples_address, most):
    page.goto(f"{examples_address}/figures?what={most}")
    marks = page.locator("#figures-chart a")
    values = json.loads(page.get_attribute("#figures-chart", "data-values"))
    expect(marks).to_have_count(len(values["points"]))
    target = marks.first.get_attribute("href")
    page.get_by_role("link", name="powers of ten").click()
    page.wait_for_url("**log=1*")
    expect(page.locator("#figures-chart svg")).to_have_count(1)
    marks.first.dispatch_event("click")
    page.wait_for_url("**" + target)


def test_a_phone_needs_no_sideways_scroll(page, examples_address, most):
    page.set_viewport_size({"width": 375, "height": 800})
    for path in ("/figures", f"/figures?what={most}", "/figures?holder=RUS"):
        page.goto(examples_address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
