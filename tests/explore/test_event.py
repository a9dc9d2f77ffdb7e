"""The page of one event, against the record's own tables."""

import csv
import io
import json
import re
from urllib.parse import quote

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from scene_samples import EARLIER, ODD, PROVENANCE, SHELLED, make_scene

from tidings.record import event_around, event_page, event_sources, open_record


@pytest.fixture(scope="module")
def scene(serve, tmp_path_factory):
    """The address of the scene's explorer, and its events by trigger."""
    path = make_scene(tmp_path_factory.mktemp("scene") / "scene.duckdb")
    with open_record(path, read_only=True) as record:
        events = {t["trigger"]: e["id"] for e in record.events().to_pylist() for t in told(record, e["id"])}
        tables = {
            name: record.table(name).to_pylist()
            for name in ("events", "tellings", "mentions", "articles", "disagreements", "event_figures")
        }
    with serve(path) as address:
        yield address, events, tables


def told(record, event):
    return record.tellings(event).to_pylist()


def get(address, path, **given):
    return httpx.get(address + path, timeout=60, **given)


def shown(page, address, event):
    page.goto(f"{address}/events/{quote(event, safe='')}")
    return page


def test_the_page_says_who_did_what_to_whom_when_and_by_how_many(page, scene):
    address, events, tables = scene
    (event,) = [e for e in tables["events"] if e["id"] == events["shelled"]]
    shown(page, address, event["id"])
    assert page.inner_text("h1") == "Russia (military) used heavy weapons against Ukraine"
    facts = dict(
        zip(
            page.locator(".facts dt").all_inner_texts(),
            page.locator(".facts dd").all_inner_texts(),
            strict=True,
        )
    )
    assert facts["outlets, copies counted once"] == str(event["outlets"])
    assert facts["tellings"] == str(event["tellings"])
    assert facts["articles"] == str(event["articles"])
    assert facts["copy among them"] == "1"
    assert "15 Mar 2022" in page.inner_text(".event-kind")
    certainty = page.inner_text(".event-certainty")
    assert re.search(r"happened\s+3 outlets", certainty)
    assert re.search(r"denied\s+1 outlet", certainty)
    assert f"{event['disagreements']} disagreement" in certainty
    assert (
        page.get_by_role("link", name="Review", exact=True).last.get_attribute("href")
        == f"/review?event={event['id']}"
    )


def test_every_telling_leads_to_its_sentence_and_says_whose_words_it_is(page, scene):
    address, events, tables = scene
    shown(page, address, events["shelled"])
    ids = {t["mention_id"]: t["article_id"] for t in tables["tellings"] if t["event_id"] == events["shelled"]}
    links = {a.get_attribute("href") for a in page.locator(".tellings .telling-where a").all()}
    assert links == {f"/articles/{article}#m-{mention}" for mention, article in ids.items()}
    morning = page.locator(".outlet", has_text="Morning").first
    assert morning.locator("mark").all_inner_texts() == ["shelled"]
    assert morning.locator(".doer").all_inner_texts() == ["The army"]
    assert morning.locator(".evidence").inner_text().strip("“” \n") == SHELLED
    herald = page.locator(".outlet", has_text="Herald")
    assert "according to The ministry – Ukraine (government)" in re.sub(r"\s+", " ", herald.inner_text())
    assert "denied" in herald.inner_text()


def test_wordings_stand_side_by_side(page, scene):
    address, events, _ = scene
    shown(page, address, events["shelled"])
    rows = {
        row.locator("th").inner_text().split("\n")[0]: [c.inner_text() for c in row.locator("td").all()]
        for row in page.locator(".wordings tbody tr").all()
    }
    assert list(rows) == ["Mirror", "Morning", "Evening", "Herald"]
    assert rows["Evening"][:3] == ["Russian troops", "shelled", "depot"]
    assert rows["Herald"][3].split() == ["denied"]


def test_a_copy_is_shown_as_a_copy(page, scene):
    address, events, _ = scene
    shown(page, address, events["shelled"])
    assert "Repeats the text of Morning" in page.locator(".outlet.copied").inner_text()
    expect(page.locator(".outlet.copied")).to_have_count(1)


def test_disagreements_show_both_quotations(page, scene):
    address, events, tables = scene
    shown(page, address, events["shelled"])
    pairs = [d for d in tables["disagreements"] if d["event_id"] == events["shelled"]]
    assert {d["kind"] for d in pairs} >= {"figure", "factuality"}
    expect(page.locator(".dispute")).to_have_count(len(pairs))
    figure = page.locator(".quarrel", has_text="The number").locator(".dispute").first
    assert sorted(figure.locator("mark.point").all_inner_texts()) == ["12", "at least 30"]
    assert sorted(figure.locator("strong").all_inner_texts()) == ["12 dead", "at least 30 dead"]
    whether = page.locator(".quarrel", has_text="Whether it happened")
    assert {"happened", "denied"} <= set(whether.first.locator(".side-said").all_inner_texts())


def test_charts_have_a_mark_for_each_value_and_a_table_that_says_the_same(page, scene):
    address, events, _ = scene
    shown(page, address, events["shelled"])
    figure = page.locator("figure[data-chart=eventFigure]")
    rows = json.loads(figure.get_attribute("data-values"))["rows"]
    figure.locator("svg").wait_for()
    titles = figure.locator("svg title").all_text_contents()
    assert {f"{r['label']}: {r['words']}" for r in rows} <= set(titles)
    assert len(rows) == 3
    page.locator(".figure summary").click()
    table = page.locator(".figure tbody tr")
    expect(table.first).to_be_visible()
    assert [r["words"] for r in rows] == [row.locator("td").nth(2).inner_text() for row in table.all()]
    status = page.locator("figure[data-chart=eventStatus]")
    points = json.loads(status.get_attribute("data-values"))["points"]
    status.locator("svg").wait_for()
    assert [(p["day"], p["words"]) for p in points] == [
        ("2022-03-16", "happened"), ("2022-03-17", "happened"), ("2022-03-18", "denied"),
    ]  # fmt: skip
    expect(page.locator(".certainty tbody tr")).to_have_count(len(points))


def test_the_page_passes_axe_and_fits_a_phone(page, scene):
    address, events, _ = scene
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        shown(page, address, events["shelled"])
        found = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
    page.set_viewport_size({"width": 375, "height": 740})
    shown(page, address, events["shelled"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_outlets_that_left_it_out_are_named_and_only_those(scene):
    address, events, tables = scene
    answer = get(address, f"/events/{events['shelled']}").text
    around = answer[answer.index('id="around"') :]
    tell = {t["article_id"] for t in tables["tellings"] if t["event_id"] == events["shelled"]}
    telling = {a["outlet"] for a in tables["articles"] if a["id"] in tell}
    others = {a["outlet"] for a in tables["articles"] if a["outlet"] and a["published"]} - telling
    assert others == {ODD}
    assert "Söhne &amp; &#34;Co&#34; &lt;i&gt;⟨U+202E⟩" in around
    assert not re.search(r">Morning</a> <span", around)


def test_an_event_without_doer_day_or_outlet_is_shown_too(page, scene):
    address, events, _ = scene
    shown(page, address, events["burned"])
    assert page.inner_text("h1") == "Somebody not named destroyed something"
    assert "outlet not named" in page.inner_text(".outlet")
    assert "no date" in page.inner_text(".facts")
    assert "have no date" in page.inner_text("#around")
    expect(page.locator("figure[data-chart]")).to_have_count(0)


def test_a_beginning_of_an_id_is_enough_and_an_unknown_one_says_so(scene):
    address, events, _ = scene
    assert get(address, f"/events/{events['marched'][:14]}").status_code == 200
    for unknown in ("e_nothing", "%00", "e_", "x" * 400):
        answer = get(address, f"/events/{unknown}")
        assert answer.status_code == 404
        assert "TID-210" in answer.text


def test_an_id_that_is_gone_leads_to_what_it_has_become(serve, tmp_path):
    path = make_scene(tmp_path / "scene.duckdb")
    with open_record(path) as record:
        (old,) = {e["id"] for e in record.events().to_pylist() if "RUS:MIL" in e["actors"]}
        record.write([EARLIER], [], PROVENANCE)
        record.link()
        (new,) = {e["id"] for e in record.events().to_pylist() if "RUS:MIL" in e["actors"]}
        assert old != new
        assert record.ask(lambda db: event_around.heir(db, old)) == new
        assert record.ask(lambda db: event_around.heir(db, "e_never")) is None
    with serve(path) as address:
        answer = get(address, f"/events/{old}", follow_redirects=True)
        assert answer.status_code == 200
        assert answer.url.path == f"/events/{new}"
        assert old in re.search(r'<p class="notice">.*?</p>', answer.text, re.DOTALL)[0]
        assert "was known before by the id" in answer.text


@pytest.mark.parametrize("format", ["csv", "excel", "json", "parquet"])
def test_the_tellings_can_be_downloaded(scene, format):
    address, events, tables = scene
    answer = get(address, f"/events/{events['shelled']}", params={"format": format})
    assert answer.status_code == 200
    wanted = {t["mention_id"] for t in tables["tellings"] if t["event_id"] == events["shelled"]}
    if format == "json":
        rows = answer.json()
        assert {r["mention_id"] for r in rows} == wanted
        text = {a["id"]: a["text"] for a in tables["articles"]}
        assert all(r["words"] in text[r["article_id"]] and r["trigger"] in r["words"] for r in rows)
        assert {r["own"] for r in rows if r["outlet"] == "Herald"} == {False}
    if format in {"csv", "excel"}:
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert {r["mention_id"] for r in rows} == wanted


def test_the_values_of_the_sources_are_those_that_linking_compared(scene, coded_examples, tmp_path):
    for path in (make_scene(tmp_path / "scene.duckdb"), coded_examples[1]):
        with open_record(path, read_only=True) as record:
            for event in {row["event_id"] for row in record.table("event_figures").to_pylist()}:
                tellings = record.ask(lambda db, e=event: event_page.told(db, e))
                for thing in record.ask(lambda db, e=event, t=tellings: event_sources.counted(db, e, t)):
                    bounds = [b for g in thing.given for b in (g.low, g.high) if b is not None]
                    assert (min(bounds), max(bounds)) == (thing.low, thing.high)


def test_every_event_of_the_examples_opens(examples_address):
    with httpx.Client(base_url=examples_address, timeout=60) as client:
        events = client.get("/events", params={"format": "json"}).json()
        for event in events[:12]:
            answer = client.get(f"/events/{event['id']}")
            assert answer.status_code == 200
            assert answer.text.count("<h1>") == 1
