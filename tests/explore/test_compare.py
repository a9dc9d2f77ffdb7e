"""Outlets compared: every number against the record's own tables, and no score anywhere."""

import re
from collections import Counter, defaultdict

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from scene_samples import ODD, make_scene

from tidings.record import open_record
from tidings.types import Factuality


@pytest.fixture(scope="module")
def scene(serve, tmp_path_factory):
    """The address of the scene's explorer, and the tables of its record."""
    path = make_scene(tmp_path_factory.mktemp("scene") / "scene.duckdb")
    tables = tables_of(path)
    with serve(path) as address:
        yield address, tables


def tables_of(path):
    with open_record(path, read_only=True) as record:
        return {
            name: record.table(name).to_pylist()
            for name in ("events", "tellings", "mentions", "articles", "statements")
        }


def get(address, **given):
    return httpx.get(f"{address}/compare", params=given, timeout=60)


def told_by(tables, outlet):
    """The events that an outlet tells of, with the certainties of its tellings."""
    theirs = {a["id"] for a in tables["articles"] if a["outlet"] == outlet}
    certainty = {m["id"]: m["factuality"] for m in tables["mentions"]}
    found = defaultdict(list)
    for telling in tables["tellings"]:
        if telling["article_id"] in theirs:
            found[telling["event_id"]].append(certainty[telling["mention_id"]])
    return dict(found)


def listed(answer):
    return {row["event_id"] for row in answer.json()}


def test_the_chooser_offers_every_outlet_with_its_articles(page, scene):
    address, tables = scene
    page.goto(f"{address}/compare")
    counts = Counter(a["outlet"] for a in tables["articles"] if a["outlet"])
    offered = page.locator("select[name=a] option").all()[1:]
    assert {o.get_attribute("value") for o in offered} == set(counts)
    for option in offered:
        assert f"({counts[option.get_attribute('value')]} article" in option.inner_text()
    expect(page.locator(".empty")).to_contain_text("Choose two or more")
    expect(page.locator(".covered")).to_have_count(0)


def test_two_outlets_are_chosen_and_compared_by_keyboard(page, scene):
    address, _ = scene
    page.goto(f"{address}/compare")
    page.locator("select[name=a]").focus()
    page.keyboard.type("Morning")
    page.keyboard.press("Tab")
    page.keyboard.type("Herald")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Compare").press("Enter")
    page.wait_for_url("**/compare?*b=Herald*")
    both = page.locator(".compared-list").first
    expect(both.locator(".compared")).to_have_count(1)
    sides = both.locator(".side").all_inner_texts()
    assert "happened" in sides[0]
    assert "in its own words" in sides[0]
    assert "denied" in sides[1]
    assert "according to The ministry" in re.sub(r"\s+", " ", sides[1])
    assert both.locator("mark").all_inner_texts() == ["shelled", "shelled"]
    assert "presented differently" in both.inner_text()


@pytest.mark.parametrize("pair", [("Morning", "Herald"), ("Evening", ODD), ("Morning", "nobody")])
def test_lists_are_those_of_the_record(scene, pair):
    address, tables = scene
    one, other = (set(told_by(tables, name)) for name in pair)
    given = {"a": pair[0], "b": pair[1], "format": "json"}
    assert listed(get(address, **given, show="both")) == one & other
    assert listed(get(address, **given, show="only", of="a")) == one - other
    assert listed(get(address, **given, show="only", of="b")) == other - one


def test_shares_are_those_of_the_record(coded_examples, examples_address):
    tables = tables_of(coded_examples[1])
    counts = Counter(a["outlet"] for a in tables["articles"] if a["outlet"])
    names = [name for name, _ in counts.most_common(3)]
    rows = get(examples_address, **dict(zip("abc", names, strict=False)), format="json").json()
    assert rows
    for name in names:
        told = told_by(tables, name)
        mine = {(r["what"], r["value"]): r for r in rows if r["outlet"] == name}
        certainty = {f: mine["certainty of events", f]["count"] for f in map(str, Factuality)}
        assert sum(certainty.values()) == len(told)
        for values in told.values():
            best = max(values.count(f) for f in values)
            certainty[next(f for f in map(str, Factuality) if values.count(f) == best)] -= 1
        assert not any(certainty.values())
        theirs = {a["id"] for a in tables["articles"] if a["outlet"] == name}
        said = [s for s in tables["statements"] if s["article_id"] in theirs]
        for (what, value), row in mine.items():
            if what == "speaker of statements":
                assert row["of"] == len(said)
                assert row["count"] == sum((s["speaker_name"] or s["speaker_code"]) == value for s in said)
            if row["of"]:
                assert row["share"] == pytest.approx(row["count"] / row["of"])


def test_the_period_is_that_of_publishing(scene):
    address, tables = scene
    given = {"a": "Morning", "b": "Herald", "format": "json", "show": "only", "of": "a"}
    late = {
        a["id"] for a in tables["articles"] if a["published"] and a["published"].isoformat() >= "2022-03-19"
    }
    wanted = {t["event_id"] for t in tables["tellings"] if t["article_id"] in late}
    assert listed(get(address, **given, since="2022-03-19")) == wanted & set(told_by(tables, "Morning"))
    assert get(address, **given, since="March").status_code == 400


def test_only_events_that_fit_the_filter_count(scene):
    address, tables = scene
    given = {"a": "Morning", "b": "Herald", "format": "json", "show": "only", "of": "a"}
    events = {e["id"] for e in tables["events"] if e["type"] == "AID"}
    assert listed(get(address, **given, type="AID")) == events
    assert listed(get(address, **given, type="PROTEST")) == set()
    page = get(address, a="Morning", b="Herald", type="PROTEST").text
    assert "None of these outlets tells of an event that fits" in page


def test_the_page_names_differences_and_its_limits_but_gives_no_score(page, scene):
    address, _ = scene
    page.goto(f'{address}/compare?a=Morning&b=Mirror&c=Söhne %26 "Co" <i>\u202e')
    words = page.inner_text("main")
    assert "What this can't tell" in words
    assert "not in the collection" in words
    assert "Only 1 article of Mirror" in words
    assert "copy of Morning" in words
    assert "⟨U+202E⟩" in words
    assert not re.search(r"\b(score|bias|reliab\w+|trust\w*|rating|worse|better)\b", words, re.IGNORECASE)
    found = Axe().run(page).response["violations"]
    assert not [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_choice_is_kept_through_sorting_filtering_and_the_lists(page, scene):
    address, _ = scene
    page.goto(f"{address}/compare?a=Morning&b=Herald&since=2022")
    page.locator("select[name=sort]").select_option("day")
    page.get_by_role("button", name="Sort").click()
    page.wait_for_url("**sort=day*")
    page.get_by_text("Only some events").click()
    page.locator(".filterbar select[name=factuality]").select_option("future")
    page.get_by_role("button", name="Compare on these events").click()
    page.wait_for_url("**factuality=future*")
    for name, value in (("a", "Morning"), ("b", "Herald")):
        expect(page.locator(f"select[name={name}]")).to_have_value(value)
    expect(page.locator("input[name=since]").first).to_have_value("2022")
    page.get_by_role("link", name="event it alone has").first.click()
    page.wait_for_url("**show=only*")
    expect(page.locator(".compared")).to_have_count(1)
    expect(page.locator(".compared")).to_contain_text("Poland to help Ukraine")


def test_odd_requests_are_answered(scene):
    address, _ = scene
    for given in (
        {"a": "Morning", "b": "Morning"}, {"a": "x" * 5000, "b": "y"}, {"b": "Herald"}, {"page": 10**6},
        {"a": "Morning", "b": "Herald", "show": "only", "of": "f", "page": 99},
        {"a": "Morning", "b": "Herald", "sort": "told", "show": "both"},
        {"show": "both"}, {"format": "csv"}, {"a": "\x00", "b": "Herald"},
    ):  # fmt: skip
        assert get(address, **given).status_code == 200, given
    for given in ({"sort": "x"}, {"show": "x"}, {"of": "z"}, {"page": 0}):
        assert get(address, **given).status_code == 400, given


def test_a_record_with_one_outlet_says_what_to_do(serve, tmp_path):
    with open_record(tmp_path / "empty.duckdb", create=True):
        pass
    with serve(tmp_path / "empty.duckdb") as address:
        page = get(address)
        assert page.status_code == 200
        assert "Add articles" in page.text
        assert get(address, a="x", b="y").status_code == 200
