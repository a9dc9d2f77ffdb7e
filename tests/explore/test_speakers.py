"""People and bodies: the list and the page of one, against the record's own tables."""

import re
from html import unescape
from urllib.parse import quote

import duckdb
import httpx
import pytest
from explorer_server import opened
from playwright.sync_api import expect

from tidings.explore import make_app
from tidings.explore.speaker_rows import chosen, name_kind, speakers
from tidings.record import open_record
from tidings.record import speakers as asked_of

ODD = 'O/dd? "<b>#na%me'


@pytest.fixture(scope="module")
def asked(coded_examples):
    """Rows of a query on the examples' record."""

    def ask(query, *values):
        with duckdb.connect(str(coded_examples[1]), read_only=True) as db:
            return db.execute(query, values).fetchall()

    return ask


@pytest.fixture
def client(record):
    """Pages of a private copy of the examples' record, in which one speaker has an odd name."""
    from fastapi.testclient import TestClient

    with duckdb.connect(str(record)) as db:
        db.execute("UPDATE statements SET speaker_name = ? WHERE speaker_name = 'Vladimir Putin'", [ODD])
        db.execute("UPDATE articles SET outlet = NULL, title = NULL, published = NULL")
    with open_record(record) as opened:
        app = make_app(opened, token="t", hosts=frozenset({"testserver"}))
        with TestClient(app) as made:
            yield made


@pytest.fixture
def empty(tmp_path):
    """Pages of a record without an article."""
    from fastapi.testclient import TestClient

    with open_record(tmp_path / "empty.duckdb", create=True) as opened:
        app = make_app(opened, token="t", hosts=frozenset({"testserver"}))
        with TestClient(app) as made:
            yield made


def test_an_empty_record_says_how_to_begin(empty):
    answer = empty.get("/speakers")
    assert answer.status_code == 200
    assert 'href="/add"' in answer.text.partition("<main")[2]
    assert empty.get("/speakers", params={"format": "json"}).json() == []
    assert empty.get("/speakers/RUS").status_code == 404


@pytest.mark.parametrize("path", ["/speakers/RUQ", "/speakers/Nobody%20Such", "/speakers/..%2F%3Cb%3E"])
def test_somebody_unknown_gets_a_page_that_says_so(examples_address, path):
    answer = httpx.get(examples_address + path)
    assert answer.status_code == 404
    assert 'class="empty"' in answer.text and 'href="/speakers"' in answer.text
    assert "<b>" not in answer.text.partition("<main")[2].partition("</main")[0]


def test_somebody_unknown_is_shown_names_that_come_near(examples_address):
    answer = httpx.get(examples_address + "/speakers/Wladimir%20Putin")
    assert answer.status_code == 404
    assert "/speakers/Vladimir%20Putin" in answer.text


@pytest.mark.parametrize(
    "query",
    ["?kind=beast", "?sort=best", "?page=0", "/RUS?view=all", "/RUS?since=soon", "/RUS?role=hero&view=about"],
)
def test_a_senseless_choice_is_refused(examples_address, query):
    assert httpx.get(f"{examples_address}/speakers{query}").status_code in {400, 422}


def test_a_country_counts_with_all_of_its_people_and_bodies(examples_address, asked):
    rows = {r["key"]: r for r in httpx.get(examples_address + "/speakers?format=json").json()}
    for country, statements in asked(
        "SELECT speaker_country, count(*) FROM statements"
        " WHERE speaker_country IN ('RUS', 'UKR', 'IRN', 'UNO') GROUP BY 1"
    ):
        assert rows[country]["statements"] == statements
    for code, did in asked(
        "SELECT code, count(*) FROM parties WHERE role = 'actor' AND code LIKE '%:MIL' GROUP BY 1"
    ):
        assert rows[code]["did"] == did and rows[code]["kind"] == "group"


def test_each_person_stands_once_whatever_the_codes(examples_address, asked):
    rows = httpx.get(examples_address + "/speakers?kind=person&format=json").json()
    assert len({r["key"] for r in rows}) == len(rows) > 0
    named = dict(asked("SELECT speaker_name, count(*) FROM statements WHERE speaker_name <> '' GROUP BY 1"))
    assert all(row["statements"] == named.get(row["name"], 0) for row in rows)
    assert not {"Russia", "NATO", "Kremlin"} & {row["name"] for row in rows}


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("Vladimir Putin", "RUS:GOV", "person"), ("Kremlin", "RUS:GOV", "body"), ("Russia", "RUS:GOV", None),
        ("NATO", "IGO:NATO", None), ("UN Security Council", "UNO:Security Council", None),
        ("the West", "UNK:GOV", None), ("Somebody Else", "RUS:GOV", "person"),
    ],
)  # fmt: skip
def test_what_a_name_is(name, code, kind):
    assert name_kind(name, code) == kind


def test_a_name_read_as_a_body_is_a_body():
    assert name_kind("Northern Brigade", "UKR:MIL", "body") == "body"
    assert name_kind("Northern Town", "UKR", "place") == "group"


def test_the_list_is_searched_and_sorted(record):
    with duckdb.connect(str(record), read_only=True) as db:
        everyone = speakers(asked_of.everyone(db), asked_of.together(db))
    for sort in ("statements", "did", "met"):
        counts = [getattr(s, sort) for s in chosen(everyone, "", "", sort)]
        assert counts == sorted(counts, reverse=True)
    assert {s.kind for s in chosen(everyone, "", "country", "name")} == {"country"}
    assert all("putin" in s.name.lower() for s in chosen(everyone, "PUTIN", "", "name"))
    assert chosen(everyone, "no such name", "", "name") == []


def test_all_that_a_speaker_said_is_listed(examples_address, asked):
    rows = httpx.get(examples_address + "/speakers/RUS?format=json").json()
    expected = asked("SELECT id FROM statements WHERE speaker_country = 'RUS'")
    assert {row["id"] for row in rows} == {id for (id,) in expected} and len(rows) == len(expected)
    contents = dict(
        asked("SELECT statement_id, list(quote ORDER BY n) FROM statement_contents GROUP BY statement_id")
    )
    assert all(row["content"] == contents[row["id"]] for row in rows)
    days = [row["published"] for row in rows]
    assert days == sorted(days, reverse=True)


def test_statements_are_chosen_by_words_outlet_kind_and_day(examples_address):
    whole = httpx.get(examples_address + "/speakers/RUS?format=json").json()
    row = whole[-1]
    word = max(" ".join(row["content"]).split(), key=len)

    def ids(**choice):
        found = httpx.get(examples_address + "/speakers/RUS", params={"format": "json", **choice}).json()
        return {r["id"] for r in found}

    assert row["id"] in ids(q=word.upper())
    assert ids(q="no such words") == set()
    assert ids(outlet=row["outlet"]) == {r["id"] for r in whole if r["outlet"] == row["outlet"]}
    assert ids(kind="attitude") == {r["id"] for r in whole if r["kind"] == "attitude"}
    day = row["published"]
    assert ids(since=day, until=day) == {r["id"] for r in whole if r["published"] == day}


def test_what_is_said_about_somebody_is_listed_and_counted(examples_address, asked):
    def ids(**choice):
        found = httpx.get(
            examples_address + "/speakers/UKR", params={"format": "json", "view": "about", **choice}
        ).json()
        assert len({r["id"] for r in found}) == len(found)
        return {r["id"] for r in found}

    query = (
        "SELECT DISTINCT m.id FROM mentions m JOIN parties p ON p.mention_id = m.id WHERE p.country = 'UKR'"
        " AND {}"
    )
    for choice, condition in (
        ({}, "true"), ({"role": "recipient"}, "p.role = 'recipient'"),
        ({"factuality": "negated"}, "m.factuality = 'negated'"), ({"voice": "outlet"}, "m.voice = 'outlet'"),
        ({"voice": "quoted", "type": "assault"}, "m.voice <> 'outlet' AND m.type = 'ASSAULT'"),
    ):  # fmt: skip
        assert ids(**choice) == {id for (id,) in asked(query.format(condition))}, choice


def test_counted_numbers_lead_to_as_many_mentions(examples_address):
    text = httpx.get(examples_address + "/speakers/UKR?counts=1").text
    links = re.findall(r'href="([^"]*factuality=[^"]*)">(\d+)<', text)
    assert links
    for link, count in links[:6]:
        address = unescape(link).partition("#")[0]
        assert len(httpx.get(f"{examples_address}{address}&format=json").json()) == int(count), link


def test_the_words_for_somebody_are_counted_by_outlet(examples_address, asked):
    rows = httpx.get(examples_address + "/speakers/UKR?view=names&format=json").json()
    used = dict(
        asked(
            "SELECT words, count(*) FROM (SELECT quote AS words FROM parties WHERE country = 'UKR'"
            " UNION ALL SELECT source_quote FROM statements WHERE speaker_country = 'UKR')"
            " WHERE words IS NOT NULL GROUP BY 1"
        )
    )
    assert {row["words"]: row["times"] for row in rows} == used
    assert all(sum(int(by.rsplit(" ", 1)[1]) for by in row["by"]) == row["times"] for row in rows)


def test_the_timeline_has_every_dated_statement(examples_address, asked):
    rows = httpx.get(examples_address + "/speakers/RUS?timeline=1&format=json").json()
    ((said,),) = asked(
        "SELECT count(*) FROM statements s JOIN articles a ON a.id = s.article_id"
        " WHERE speaker_country = 'RUS' AND published IS NOT NULL"
    )
    assert sum(row["said"] for row in rows) == said


def test_other_capitals_lead_to_the_name_that_is_stored(examples_address):
    answer = httpx.get(examples_address + "/speakers/vladimir%20putin?view=about")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/speakers/Vladimir%20Putin?view=about"
    assert httpx.get(examples_address + "/speakers/rus").headers["location"] == "/speakers/RUS"
    assert httpx.get(examples_address + "/speakers/").headers["location"] == "/speakers"


def test_words_whose_bearer_is_not_known_have_a_page(examples_address, asked):
    words, _ = asked(
        "SELECT source_quote, count(*) FROM statements WHERE speaker_code IS NULL AND speaker_name IS NULL"
        " AND source_quote IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    )[0]
    answer = httpx.get(f"{examples_address}/speakers/{quote(words, safe='')}")
    assert answer.status_code == 200
    assert "could not be told" in answer.text


@pytest.mark.parametrize("view", ["said", "about", "names"])
def test_odd_names_and_missing_days_and_outlets_are_shown(client, view):
    answer = client.get(f"/speakers/{quote(ODD, safe='')}", params={"view": view})
    assert answer.status_code == 200
    assert "<b>" not in answer.text
    assert f"/speakers/{quote(ODD, safe='')}" in client.get("/speakers?q=O/dd").text
    if view == "said":
        assert "an outlet not named, no date" in answer.text
        assert client.get("/speakers/UKR?counts=1").status_code == 200
        assert client.get("/speakers/UKR?beside=1").status_code == 200
    assert client.get("/speakers/UKR", params={"view": view}).status_code == 200
    assert "no timeline" in client.get("/speakers/UKR?timeline=1").text


def test_the_code_of_a_holder_of_figures_alone_has_a_page(client, record):
    assert client.get("/speakers/TUV:MED").status_code == 404
    client.app.state.explorer.record._do(
        lambda db: db.execute("UPDATE figures SET holder = 'UKR, TUV:MED' WHERE position = 0")
    )
    for code in ("TUV:MED", "TUV"):
        answer = client.get(f"/speakers/{code}")
        assert answer.status_code == 200
        assert f"/figures?holder={quote(code, safe='')}" in answer.text


def test_a_reader_goes_from_the_list_to_the_sentence(page, examples_address):
    page.goto(examples_address + "/speakers?kind=person")
    page.locator(".speakers tbody tr").first.get_by_role("link").first.click()
    page.wait_for_selector("figure[data-chart=speakerTimeline] svg")
    expect(page.get_by_text("The same as a table")).not_to_have_count(0)
    link = page.locator(".sayings a").first
    target = link.get_attribute("href")
    link.click()
    page.wait_for_url("**" + target)
    page.go_back()
    shown = page.get_by_role("navigation", name="What is shown")
    shown.get_by_role("link", name="What is said about them").click()
    page.wait_for_url("**view=about*")
    page.wait_for_selector(".counts a, .empty")
    page.get_by_role("navigation", name="What is shown").get_by_role("link", name="Words for them").click()
    page.wait_for_url("**view=names*")
    page.wait_for_selector(".words-for tbody tr")


def test_a_phone_needs_no_sideways_scroll(page, examples_address):
    page.set_viewport_size({"width": 375, "height": 800})
    for path in ("/speakers", "/speakers/RUS", "/speakers/RUS?view=about", "/speakers/RUS?view=names"):
        opened(page, examples_address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path


def test_a_mention_counts_once_for_whoever_it_names_twice(record, asked):
    with duckdb.connect(str(record), read_only=True) as db:
        everyone = {s.key: s for s in speakers(asked_of.everyone(db), asked_of.together(db))}
    twice = 0
    for role, counted in (("actor", "did"), ("recipient", "met")):
        query = f"""
            SELECT key, count(DISTINCT mention_id), count(*) FROM (
                SELECT mention_id, unnest(list_distinct([code, split_part(code, ':', 1)])) AS key
                FROM parties WHERE role = '{role}' AND code IS NOT NULL
                UNION ALL SELECT mention_id, name FROM parties WHERE role = '{role}' AND code IS NULL
            ) GROUP BY key
        """
        for key, mentions, rows in asked(query):
            if key in everyone and everyone[key].name != key:
                assert getattr(everyone[key], counted) == mentions, key
                twice += rows > mentions
    assert twice, "the examples have a mention that names one twice"
