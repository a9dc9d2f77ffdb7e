"""The HTTP API as a program meets it: lists, single things, one text coded, and errors."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from odd_readers import DEADLY, ENDLESS, OddReader
from starlette.testclient import TestClient

from tidings.config import Config, Limits, Scale
from tidings.explore import close, make_app
from tidings.explore.http_api import coded
from tidings.explore.own_process import OwnProcess
from tidings.explore.security import HEADERS, allowed_hosts
from tidings.record import EventFilter, MentionFilter, SeriesFilter, open_record
from tidings.record.event_search import EventSearch
from tidings.record.figure_queries import FigureFilter, figures
from tidings.record.pages import MADE_WITH, events
from tidings.record.statement_queries import StatementFilter, statements
from tidings.types import Article, Coding, Mention, Provenance
from tidings.types.schemas import SCHEMAS

ROOT = Path(__file__).parents[2]
API = "/api/v1"
LISTS = ("articles", "mentions", "statements", "figures", "events", "changes", "quarantine", "series")
JSON = {"content-type": "application/json"}
LONGEST = 30_000


@pytest.fixture(scope="module")
def app(coded_examples, tmp_path_factory):
    """The application on a copy of the examples' record that all tests share."""
    path = tmp_path_factory.mktemp("api") / "crisis.duckdb"
    path.write_bytes(coded_examples[1].read_bytes())
    with open_record(path) as record:
        record.do(lambda db: db.execute("UPDATE event_changes SET changed = changed - INTERVAL 1 HOUR"))
        config = Config(limits=Limits(max_characters=LONGEST))
        made = make_app(record, token="t", hosts=allowed_hosts(80), config=config)
        yield made
        close(made)


@pytest.fixture(scope="module")
def client(app):
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture(scope="module")
def kept(app):
    """The record behind the application."""
    return app.state.explorer.record


@pytest.fixture
def own(record):
    """An application on a private copy, to write into, and its record."""
    with open_record(record) as opened:
        made = make_app(opened, token="t", hosts=allowed_hosts(80))
        yield TestClient(made, base_url="http://127.0.0.1", follow_redirects=False), opened


def get(client, path, **parameters):
    answer = client.get(f"{API}/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def pages(client, path, **parameters):
    """The pages of a list from the first to the last, by their links."""
    answer = client.get(f"{API}/{path}", params=parameters)
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        link = f'<{page["next"]}>; rel="next"' if page["next"] else None
        assert answer.headers.get("link") == link
        if page["next"] is None:
            return
        answer = client.get(page["next"])


def items(client, path, **parameters):
    return [item for page in pages(client, path, **parameters) for item in page["items"]]


def refusal(answer, status, number):
    """The problem that an answer is, which must be of this status and number."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["number"]) == (status, number)
    assert problem["type"] == f"{API}/problems/{number}"
    assert problem["detail"] and problem["title"]
    assert "Traceback" not in answer.text
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    return problem


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("articles", 1), ("articles", 3), ("articles", 1000), ("mentions", 40), ("mentions", 1000),
        ("statements", 60), ("figures", 50), ("events", 40), ("quarantine", 1),
    ],
)  # fmt: skip
def test_the_pages_of_a_list_hold_every_row_once(client, kept, name, limit):
    found = list(pages(client, name, limit=limit))
    ids = [item["id"] for page in found for item in page["items"]]
    assert sorted(ids) == sorted(kept.table(name).column("id").to_pylist())
    assert all(len(page["items"]) == limit for page in found[:-1])
    assert found[-1]["items"] or len(found) == 1


def test_rows_are_those_of_the_record(client, kept):
    for name in ("mentions", "statements", "figures", "events", "quarantine"):
        columns = [c for c in SCHEMAS[name].names if name == "events" or c not in MADE_WITH]
        listed = {item["id"]: item for item in items(client, name, limit=100)}
        for row in kept.table(name).to_pylist():
            plain = json.loads(json.dumps({c: row[c] for c in columns}, default=date.isoformat))
            assert {c: listed[row["id"]][c] for c in columns} == plain
    changes = kept.table("event_changes").to_pylist()
    assert len(items(client, "changes", limit=50)) == len(changes)


def test_rows_know_what_stands_beside_them(client, kept):
    published = {row["id"]: row for row in kept.articles().to_pylist()}
    texts = {row["id"]: row["text"] for row in kept.table("articles").to_pylist()}
    events = {row["mention_id"]: row["event_id"] for row in kept.table("tellings").to_pylist()}
    said = {row["id"]: row for row in kept.table("statements").to_pylist()}
    parties = kept.table("parties").to_pylist()
    for mention in items(client, "mentions", limit=100):
        article = published[mention["article_id"]]
        assert (mention["outlet"], mention["title"]) == (article["outlet"], article["title"])
        assert mention["event_id"] == events[mention["id"]]
        assert mention["trigger_quote"] in mention["sentence"]
        assert mention["sentence"] in texts[mention["article_id"]]
        voice = said.get(mention["voice"])
        assert mention["source"] == (voice and voice["source_quote"])
        for role in ("actor", "recipient"):
            own = [p for p in parties if p["mention_id"] == mention["id"] and p["role"] == role]
            own.sort(key=lambda p: p["n"])
            names = [p["quote"] for p in mention[f"{role}s"]]
            assert names == [p["quote"] for p in own]
    counts = {a["id"]: (a["statements"], a["mentions"], a["figures"]) for a in items(client, "articles")}
    assert counts == {id: (a["statements"], a["mentions"], a["figures"]) for id, a in published.items()}


@pytest.mark.parametrize(
    ("path", "given", "ask"),
    [
        ("mentions", {"actor": "RUS"}, lambda r: r.mentions(MentionFilter(actor="RUS"))),
        ("mentions", {"recipient": "russia"}, lambda r: r.mentions(MentionFilter(recipient="russia"))),
        (
            "mentions", {"type": "accuse", "since": "2022", "until": "2024-03"},
            lambda r: r.mentions(MentionFilter(type="ACCUSE", since="2022", until="2024-03")),
        ),
        (
            "mentions", {"voice": "outlet", "factuality": "negated"},
            lambda r: r.mentions(MentionFilter(voice="outlet", factuality="negated")),
        ),
        ("mentions", {"voice": "moscow"}, lambda r: r.mentions(MentionFilter(voice="moscow"))),
        (
            "mentions", {"outlet": "claim and count"},
            lambda r: r.mentions(MentionFilter(outlet="Claim and Count")),
        ),
        (
            "statements", {"speaker": "RUS"},
            lambda r: r.ask(lambda db: statements(db, StatementFilter("RUS"))),
        ),
        (
            "statements", {"kind": "attitude", "q": "the", "since": "2022"},
            lambda r: r.ask(
                lambda db: statements(db, StatementFilter(kind="attitude", words="the", since="2022"))
            ),
        ),
        ("figures", {"unit": "people"}, lambda r: r.ask(lambda db: figures(db, FigureFilter(unit="people")))),
        (
            "figures", {"voice": "outlet", "until": "2024-03-08"},
            lambda r: r.ask(lambda db: figures(db, FigureFilter(voice="outlet", until="2024-03-08"))),
        ),
        ("events", {"actor": "RUS"}, lambda r: r.events(EventFilter(actor="RUS"))),
        (
            "events", {"type": ["ACCUSE"], "factuality": ["actual"], "since": "2022"},
            lambda r: r.events(EventFilter(type="ACCUSE", factuality="actual", since="2022")),
        ),
        (
            "events", {"outlets": 2, "disputed": "true"},
            lambda r: r.events(EventFilter(outlets=2, disputed=True)),
        ),
    ],
)  # fmt: skip
def test_a_filter_gives_what_the_record_gives(client, kept, path, given, ask):
    wanted = ask(kept).column("id").to_pylist()
    assert wanted
    found = [item["id"] for item in items(client, path, limit=9, **given)]
    assert (sorted(found), len(found)) == (sorted(wanted), len(wanted))
    if path != "events":
        assert found == wanted


def test_several_values_and_words_of_events(client, kept):
    found = items(client, "events", type=["ACCUSE", "REJECT"], quad=[3])
    wanted = {e["id"] for e in kept.events().to_pylist() if e["type"] in {"ACCUSE", "REJECT"}}
    assert {e["id"] for e in found} == wanted
    words = items(client, "events", q="parliament")
    search = EventSearch(words="parliament")
    table = kept.ask(lambda db: events(db, search, "oldest", None, 1000)).table
    assert words and [e["id"] for e in words] == table.column("id").to_pylist()


def test_mentions_and_figures_of_one_article_and_of_one_event(client, kept):
    event = max(kept.events().to_pylist(), key=lambda e: e["tellings"])
    told = kept.tellings(event["id"]).column("mention_id").to_pylist()
    assert {m["id"] for m in items(client, "mentions", event=event["id"])} == set(told)
    article = event["first_article"]
    assert [m["id"] for m in items(client, "mentions", article=article)] == kept.mentions(
        MentionFilter(article=article)
    ).column("id").to_pylist()
    measured = [f for f in kept.table("figures").to_pylist() if f["mention_id"]]
    of = next(
        m["event_id"] for m in items(client, "mentions", limit=1000) if m["id"] == measured[0]["mention_id"]
    )
    assert measured[0]["id"] in {f["id"] for f in items(client, "figures", event=of)}


@pytest.mark.parametrize("name", ["events", "articles"])
def test_sorting_by_day(client, name):
    oldest = items(client, name, limit=6)
    newest = items(client, name, limit=6, sort="newest")
    assert {r["id"] for r in oldest} == {r["id"] for r in newest}

    def days(rows):
        return [
            (r["date_start"] or r["first_published"]) if name == "events" else r["published"] for r in rows
        ]

    dated = [d for d in days(oldest) if d]
    assert dated == sorted(dated)
    assert [d for d in days(newest) if d] == sorted(dated, reverse=True)
    for found in (days(oldest), days(newest)):
        assert None not in found or set(found[found.index(None) :]) == {None}


def coding(words, outlet):
    article = Article.make(words, outlet=outlet, published=date(2022, 3, 1), origin="test")
    triggers = [article.span(m.start(), m.end()) for m in re.finditer("attacked", words)]
    return Coding(article, mentions=tuple(Mention.make(article.id, t, "ASSAULT") for t in triggers))


@pytest.mark.parametrize("name", ["mentions", "articles", "events"])
def test_paging_is_stable_while_rows_are_added(own, name):
    client, record = own
    before = [item["id"] for item in items(client, name, limit=1000)]
    found = []
    for number, page in enumerate(pages(client, name, limit=max(2, len(before) // 2))):
        found += [item["id"] for item in page["items"]]
        stamp = Provenance("o", "m", "c")
        record.write([coding(f"They attacked {n} {number}.", f"Paper {n}") for n in range(4)], [], stamp)
        if name == "events":
            record.link()
    assert len(found) == len(set(found))
    assert set(before) <= set(found)


def test_a_cursor_is_good_for_its_own_list_only(client):
    page = get(client, "mentions", limit=2, actor="RUS")
    after = page["cursor"]
    assert page["next"]
    same = get(client, "mentions", limit=5, actor="RUS", after=after)
    assert [i["id"] for i in same["items"]] == [i["id"] for i in items(client, "mentions", actor="RUS")][2:7]
    for path, given in (
        ("mentions", {}), ("mentions", {"actor": "UKR"}), ("mentions", {"actor": "RUS", "type": "ASSAULT"}),
        ("statements", {}), ("events", {"actor": "RUS"}), ("series", {"actor": "RUS"}),
    ):  # fmt: skip
        answer = client.get(f"{API}/{path}", params={**given, "after": after})
        refusal(answer, 400, "TID-614")
    for broken in ("x", "abcd", after[:-2], after[1:], "W10", "bnVsbA", "e30"):
        answer = client.get(f"{API}/mentions", params={"actor": "RUS", "after": broken})
        refusal(answer, 400, "TID-614")
    refusal(
        client.get(f"{API}/events?sort=newest&after=" + get(client, "events", limit=1)["cursor"]),
        400,
        "TID-614",
    )


def test_the_end_of_a_list_can_be_asked_for_again_later(own):
    client, record = own
    *_, last = pages(client, "changes", limit=50)
    stamp = Provenance("o", "m", "c")
    record.write([coding("They attacked again.", "New paper")], [], stamp)
    record.link()
    parameters = {"after": last["cursor"]} if last["cursor"] else {}
    later = get(client, "changes", limit=50, **parameters)
    assert [c["kind"] for c in later["items"]] == ["made"]
    then = get(client, "changes", limit=50, after=later["cursor"])
    assert (then["items"], then["cursor"]) == ([], later["cursor"])


def test_changes_since_a_day_and_an_instant(own):
    client, record = own
    record.write([coding("They attacked first.", "One")], [], Provenance("o", "m", "c"))
    record.link()
    when = [datetime(2025, 3, 1, 12), datetime(2025, 3, 2, 12, 30, 15, 250), datetime(2026, 1, 1)]
    rows = [(moment, "grew", f"e_{n}", None, ["m"]) for n, moment in enumerate(when)]
    record.do(lambda db: db.execute("DELETE FROM event_changes"))
    record.do(lambda db: db.executemany("INSERT INTO event_changes VALUES (?, ?, ?, ?, ?)", rows))

    def since(value):
        return [c["event_id"] for c in get(client, "changes", since=value)["items"]]

    assert since("2025") == since("2025-03") == since("2025-03-01") == ["e_0", "e_1", "e_2"]
    assert since("2025-03-02") == since("2025-03-02T12:30:15.000250Z") == ["e_1", "e_2"]
    assert since("2025-03-02T14:30:15+02:00") == since("2025-03-02T12:30:15") == ["e_1", "e_2"]
    assert since("2025-03-02T12:30:16Z") == ["e_2"]
    assert since("2026-01-01T01:00:00+01:00") == ["e_2"]
    assert get(client, "changes")["items"][1]["changed"] == "2025-03-02T12:30:15.000250Z"
    for wrong in ("2025-02-30", "2025-03-02T25:00:00", "0999", "3000", "today", "2025-03-02T12:00+99:00", ""):
        assert client.get(f"{API}/changes", params={"since": wrong}).status_code == 422


def test_changes_of_events_that_fit(own):
    client, record = own
    event = record.events().to_pylist()[0]
    rows = [
        (datetime(2025, 1, 1), "grew", event["id"], None, ["m"]),
        (datetime(2025, 1, 2), "renamed", event["id"], "e_before", ["m"]),
        (datetime(2025, 1, 3), "grew", "e_unknown", None, ["m"]),
    ]
    record.do(lambda db: db.executemany("INSERT INTO event_changes VALUES (?, ?, ?, ?, ?)", rows))
    found = get(client, "changes", type=event["type"], since="2025-01", limit=1000)
    ids = [c["event_id"] for c in found["items"] if c["changed"].startswith("2025-01-0")]
    assert ids == [event["id"], event["id"]]


def test_an_event_with_all_its_tellings(client, kept):
    event = max(kept.events().to_pylist(), key=lambda e: (e["disagreements"], e["tellings"]))
    found = get(client, f"events/{event['id']}")
    assert found["type"] == event["type"] and found["disagreements"] == event["disagreements"] > 0
    tellings = kept.tellings(event["id"]).to_pylist()
    assert {t["mention_id"] for t in found["told"]} == {t["mention_id"] for t in tellings}
    texts = {t["article_id"]: t["text"] for t in tellings}
    for told in found["told"]:
        assert texts[told["article_id"]][told["start"] : told["end"]] == told["trigger"]
        assert told["sentence"] in texts[told["article_id"]]
    assert len(found["contradictions"]) == kept.disagreements(event["id"]).num_rows
    assert [w["outlet"] for w in found["wordings"]] == kept.wordings(event["id"]).column("outlet").to_pylist()
    assert set(found["left_out"]) == set(kept.left_out(event["id"]).column("outlet").to_pylist())
    counted = kept.event_figures(event["id"]).to_pylist()
    assert [f["best"] for f in found["figures"]] == [f["best"] for f in counted]


def test_an_event_that_went_into_another_leads_there(own):
    client, record = own
    event = record.events().column("id")[0].as_py()
    row = [datetime(2025, 1, 2), "merged", event, "e_before", ["m"]]
    record.do(lambda db: db.execute("INSERT INTO event_changes VALUES (?, ?, ?, ?, ?)", row))
    answer = client.get(f"{API}/events/e_before")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{API}/events/{event}")
    assert get(client, f"events/{event}")["changes"][-1]["other"] == "e_before"


def test_an_article_with_everything_in_it(client, kept):
    for listed in get(client, "articles", limit=4)["items"]:
        found = get(client, f"articles/{listed['id']}")
        text = found["article"]["text"]
        assert found["article"]["model_digest"] == listed["model_digest"]
        spans = 0
        for row in [*found["statements"], *found["mentions"], *found["figures"]]:
            inner = [*row.get("contents", ()), *row.get("actors", ()), *row.get("recipients", ())]
            for part in [row, *inner]:
                for name in [n for n in part if n.endswith("quote") and part[n] is not None]:
                    start, end = (part[name.replace("quote", side)] for side in ("start", "end"))
                    assert text[start:end] == part[name]
                    spans += 1
        assert spans > 20
        assert [len(found[n]) for n in ("statements", "mentions", "figures")] == [
            listed[n] for n in ("statements", "mentions", "figures")
        ]
        assert set(found["events"]) == {m["id"] for m in found["mentions"]}
    mention = found["mentions"][0]
    single = get(client, f"mentions/{mention['id']}")
    assert mention.items() <= single.items()


def test_series_count_what_the_record_counts(client, kept):
    for by in ("month", "year"):
        wanted = kept.series(SeriesFilter(by, EventFilter(outlets=1, actor="RUS"))).to_pylist()
        found = items(client, "series", by=by, actor="RUS", limit=3)
        assert found == json.loads(json.dumps(wanted, default=date.isoformat))
    assert len(items(client, "series", limit=50)) == kept.series(SeriesFilter()).num_rows


def test_the_summary_follows_the_record(own):
    client, record = own
    before = get(client, "summary")
    assert before["mentions"] == record.summary().mentions > 0
    assert before["events"] == record.events().num_rows
    counted = get(client, "series", limit=1000)["items"]
    record.write([coding("They attacked first.", "One")], [], Provenance("o", "m", "c"))
    record.link()
    after = get(client, "summary")
    assert after["articles"] == before["articles"] + 1
    assert sum(r["events"] for r in get(client, "series", limit=1000)["items"]) > sum(
        r["events"] for r in counted
    )


@pytest.mark.parametrize(
    ("method", "path", "status", "number"),
    [
        ("GET", "/nowhere", 404, "TID-610"), ("GET", "/", 404, "TID-610"), ("GET", "", 404, "TID-610"),
        ("GET", "/articles/a%0Ab", 422, "TID-613"), ("GET", "/no%0Awhere", 404, "TID-610"),
        ("GET", "/events/", 404, "TID-610"),
        ("GET", "/problems/TID-999", 404, "TID-610"), ("GET", "/articles/a_none", 404, "TID-206"),
        ("GET", "/mentions/m_none", 404, "TID-407"), ("GET", "/events/e_none", 404, "TID-210"),
        ("GET", "/events/%00", 422, "TID-613"), ("GET", "/events/" + "e" * 200, 422, "TID-613"),
        ("POST", "/events", 405, "TID-611"), ("DELETE", "/articles/a_x", 405, "TID-611"),
        ("PUT", "/code", 405, "TID-611"), ("GET", "/code", 405, "TID-611"),
        ("BREW", "/events", 405, "TID-611"),
        ("POST", "/code", 415, "TID-612"),
        ("GET", "/events?colour=red", 422, "TID-613"), ("GET", "/mentions?limit=0", 422, "TID-613"),
        ("GET", "/mentions?limit=1001", 422, "TID-613"),
        ("GET", "/mentions?limit=" + "9" * 5000, 422, "TID-613"),
        ("GET", "/mentions?limit=x", 422, "TID-613"), ("GET", "/mentions?actor=", 422, "TID-613"),
        ("GET", "/mentions?actor=a%00b", 422, "TID-613"), ("GET", "/mentions?actor=%20", 422, "TID-402"),
        ("GET", "/mentions?actor=" + "x" * 301, 422, "TID-613"),
        ("GET", "/mentions?type=WAR", 422, "TID-303"),
        ("GET", "/events?type=WAR", 422, "TID-303"), ("GET", "/series?type=WAR", 422, "TID-303"),
        ("GET", "/mentions?factuality=likely", 422, "TID-613"), ("GET", "/events?quad=5", 422, "TID-613"),
        ("GET", "/mentions?since=2022-02-30", 422, "TID-402"), ("GET", "/events?since=22", 422, "TID-613"),
        ("GET", "/articles?until=9999-12-31", 422, "TID-613"), ("GET", "/events?q=%22%22", 422, "TID-402"),
        ("GET", "/articles?q=%22%22", 422, "TID-402"),
        ("GET", "/events?independent=0", 422, "TID-613"), ("GET", "/series?by=decade", 422, "TID-613"),
        ("GET", "/quarantine?number=1", 422, "TID-613"), ("GET", "/mentions?after=%C3%BC", 422, "TID-613"),
        ("GET", "/events?" + "&".join(["actor=RUS"] * 21), 422, "TID-613"),
    ],
)  # fmt: skip
def test_every_error_is_a_problem(client, method, path, status, number):
    answer = client.request(method, f"{API}{path}")
    problem = refusal(answer, status, number)
    assert problem["instance"].startswith(API)
    if status == 405:
        assert answer.headers["allow"]
    if number == "TID-613":
        assert problem["errors"][0]["where"].split(".")[0] in {"query", "path", "body"}
    meaning = client.get(problem["type"]).json()
    assert meaning["number"] == number


@pytest.mark.parametrize(
    "value", ["%ED%A0%80", "%FF", "%u0041", "%", "\u202e", "'; DROP TABLE mentions; --", "%25", "_"]
)
def test_odd_words_find_nothing_and_break_nothing(client, value):
    for path in ("mentions?actor=", "statements?speaker=", "figures?counted=", "events?q=", "articles?q="):
        assert client.get(f"{API}/{path}{value}").status_code in {200, 422}


@pytest.mark.parametrize(
    ("headers", "status", "number"),
    [
        ({"host": "evil.example"}, 421, "TID-601"), ({"origin": "http://evil.example"}, 403, "TID-602"),
        ({"origin": "null"}, 403, "TID-602"), ({"sec-fetch-site": "cross-site"}, 403, "TID-602"),
        ({"content-type": "text/plain"}, 415, "TID-612"), ({"content-type": ""}, 415, "TID-612"),
        ({"content-type": "application/x-www-form-urlencoded"}, 415, "TID-612"),
        ({"content-type": "text/plain; application/json"}, 415, "TID-612"),
        ({"content-type": "multipart/form-data; boundary=b"}, 415, "TID-612"),
    ],
)  # fmt: skip
def test_no_page_of_another_site_can_have_a_text_coded(client, headers, status, number, monkeypatch):
    monkeypatch.setattr(OwnProcess, "code", lambda *_: pytest.fail("coded for another site"))
    answer = client.post(f"{API}/code", content=b'{"text": "They attacked."}', headers=JSON | headers)
    refusal(answer, status, number)
    assert "access-control-allow-origin" not in answer.headers
    asked = client.options(f"{API}/code", headers={"origin": "http://evil.example"})
    refusal(asked, 403, "TID-602")


def test_nothing_under_it_writes(client):
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    assert {path: set(methods) for path, methods in paths.items() if set(methods) != {"get"}} == {
        "/code": {"post"}
    }


def test_a_text_is_coded_as_the_record_has_it_and_not_kept(client, kept):
    wanted = get(client, f"articles/{get(client, 'articles', limit=1)['items'][0]['id']}")
    article = wanted["article"]
    before = kept.digest()
    given = {
        name: article[name] for name in ("text", "title", "outlet", "author", "published", "url", "language")
    }
    answer = client.post(f"{API}/code", json=given)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["article"]["id"] == article["id"]
    for name in ("statements", "mentions", "figures"):
        assert found[name] == wanted[name]
    assert kept.digest() == before


@pytest.mark.parametrize(
    ("body", "status", "number"),
    [
        (b"", 422, "TID-613"), (b"{", 422, "TID-613"), (b"[]", 422, "TID-613"), (b"\xff", 422, "TID-613"),
        (b'{"text": ""}', 422, "TID-613"), (b'{"text": "  "}', 422, "TID-108"),
        (b'{"text": 5}', 422, "TID-613"),
        (b'{"text": "a \\ud800 b"}', 422, "TID-613"), (b'{"text": "x", "colour": 1}', 422, "TID-613"),
        (b'{"text": "x", "published": "0001-01-01"}', 422, "TID-613"),
        (b'{"text": "x", "published": "yesterday"}', 422, "TID-613"),
        (b'{"text": "x", "language": "German"}', 422, "TID-110"),
        (b'{"text": "x", "title": "\\ud800"}', 422, "TID-613"),
        (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}", 422, "TID-613"),
        (json.dumps({"text": "x" * (LONGEST + 1)}).encode(), 413, "TID-118"),
        (json.dumps({"text": "x" * LONGEST * 20}).encode(), 413, "TID-604"),
    ],
)  # fmt: skip
def test_a_text_that_can_not_be_coded_is_a_problem(client, body, status, number):
    refusal(client.post(f"{API}/code", content=body, headers=JSON), status, number)


def test_a_body_without_an_end_is_cut_off(client):
    def endless():
        for _ in range(1000):
            yield b" " * 1000

    refusal(client.post(f"{API}/code", content=endless(), headers=JSON), 413, "TID-604")


def test_texts_wait_for_their_turn_and_then_are_refused(client, app, monkeypatch):
    monkeypatch.setattr(coded, "PATIENCE", 0.01)
    with app.state.api.state.coding():
        answer = client.post(f"{API}/code", json={"text": "They attacked.", "language": "en"})
        refusal(answer, 503, "TID-615")
        assert int(answer.headers["retry-after"]) > 0
    turn = coded.Turn()
    held = [turn._room.acquire(blocking=False) for _ in range(coded.WAITING + 1)]
    assert all(held)
    with pytest.raises(coded.ConfigurationError, match="TID-615"), turn():
        pass


def test_a_text_that_never_ends_is_a_problem_and_the_next_one_is_coded(tmp_path):
    scale = Scale(article_seconds=1, character_seconds=0)
    with open_record(tmp_path / "empty.duckdb", create=True) as record:
        made = make_app(
            record, token="t", hosts=allowed_hosts(80), config=Config(scale=scale), coder=OddReader()
        )
        client = TestClient(made, base_url="http://127.0.0.1")

        def asked(word):
            text = {"text": f"They praised it with {word}.", "language": "en"}
            return client.post(f"{API}/code", json=text)

        late = refusal(asked(ENDLESS), 422, "TID-713")
        assert late["detail"].startswith("text: took more than")
        assert refusal(asked(DEADLY), 422, "TID-701")["detail"].startswith("text: the reader died")
        answer = asked("joy")
        assert answer.status_code == 200, answer.text
        assert [m["trigger_quote"] for m in answer.json()["mentions"]] == ["praised"]
        assert answer.json()["article"]["model_digest"] == "odd-1"
        close(made)


def test_a_defect_says_nothing_of_itself(client, app, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("a secret defect")

    monkeypatch.setattr(type(app.state.explorer), "ask", broken)
    for path in ("events", "summary", "events/e_x"):
        answer = client.get(f"{API}/{path}")
        refusal(answer, 500, "TID-616")
        assert "secret" not in answer.text
    assert "a secret defect" in caplog.text


def test_the_description_is_complete(client):
    found = get(client, "openapi.json")
    for name, schema in found["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, value in schema.get("properties", {}).items():
            assert value.get("description"), f"{name}.{field}"
    for path, methods in found["paths"].items():
        for operation in methods.values():
            assert operation["description"] and operation["tags"], path
            assert all(
                p["description"] or p["in"] == "path"
                for p in operation.get("parameters", [])
                if "description" in p or p["in"] == "query"
            )
            for status, answer in operation["responses"].items():
                kinds = list(answer.get("content", {}))
                assert kinds == (
                    ["application/json"]
                    if status == "200"
                    else []
                    if status == "307"
                    else ["application/problem+json"]
                )
    assert "HTTPValidationError" not in found["components"]["schemas"]
    columns = set(SCHEMAS["mentions"].names) - set(MADE_WITH)
    assert columns <= set(found["components"]["schemas"]["Mention"]["properties"])


def test_an_empty_record_answers(tmp_path):
    with open_record(tmp_path / "empty.duckdb", create=True) as record:
        client = TestClient(make_app(record, token="t", hosts=allowed_hosts(80)), base_url="http://127.0.0.1")
        for name in LISTS:
            assert get(client, name) == {"items": [], "next": None, "cursor": None}
        assert get(client, "summary")["articles"] == 0


def test_the_examples_of_the_page_about_it_run(examples_address):
    page = (ROOT / "docs" / "how-to" / "http-api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(blocks) >= 3
    space = {}
    for block in blocks:
        exec(compile(block.replace("http://127.0.0.1:8000", examples_address), "http-api.md", "exec"), space)
    for path in re.findall(r"127\.0\.0\.1:8000(/api/v1/[^\s'\"]*)", page):
        if path != "/api/v1/code":
            with urlopen(examples_address + path, timeout=30) as answer:
                assert answer.status == 200
