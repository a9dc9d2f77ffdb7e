"""Adding articles in the page: pasted, chosen, known, unreadable, stopped; seen by the other screens."""

import io
import re
import time

import httpx
import psutil
import pytest
from explorer_server import served
from odd_readers import DEADLY, ENDLESS, HeldReader, NotingReader, OddReader
from playwright.sync_api import expect

from tidings import api
from tidings.config import Config, Scale
from tidings.errors import ConfigurationError
from tidings.explore import adding_jobs, own_process
from tidings.explore.adding_jobs import Adder, State, keep_files, keep_text, safe_name, shown_name
from tidings.read import ReadOptions
from tidings.record import open_record

CLIENT = httpx.Client(timeout=60)
TEXT = (
    "The border police of Norway arrested two smugglers in Kirkenes on Tuesday, the ministry of justice "
    "said. Sweden’s foreign minister praised the arrest and called for joint patrols in the north."
)


def token(address):
    return re.search(r'name="tidings-token" content="([^"]+)"', CLIENT.get(f"{address}/add").text)[1]


def finished(address):
    """The jobs, newest first, once all of them are over."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        found = CLIENT.get(f"{address}/add/jobs?format=json").json()
        if all(job["state"] in {"done", "stopped", "failed"} for job in found):
            return found
        time.sleep(0.05)
    raise AssertionError("the jobs did not end")


def adder(record, coder=None):
    return Adder(record, Config(), coder)


def over(adder):
    adder.close()
    return adder.jobs()


def wait_for(true):
    """What a question is answered with, once that is something true."""
    until = time.monotonic() + 60
    while not (found := true()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def test_a_pasted_text_is_read_and_shown_by_the_other_screens(address, page):
    page.goto(f"{address}/add")
    expect(page.locator("#jobs")).to_contain_text("Nothing yet")
    form = page.locator("#add-text")
    form.get_by_label("Text of one article").fill(TEXT)
    form.get_by_label("Outlet").fill("Nordlys Test")
    form.get_by_label("Date").fill("2022-03-11")
    form.get_by_label("Title").fill("Arrests at the border")
    form.get_by_role("button", name="Read the text").click()
    page.locator(".job[data-state=done]").wait_for(timeout=120_000)
    expect(page.locator(".counts")).to_contain_text("1 added")
    expect(form.get_by_label("Text of one article")).to_have_value("")
    page.reload()
    expect(page.locator(".job[data-state=done] h3")).to_have_text("Arrests at the border")
    (job,) = CLIENT.get(f"{address}/add/jobs?format=json").json()
    assert re.fullmatch(r"pasted \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", job["outcomes"][0]["origin"])
    link = page.locator(".outcomes a")
    expect(link).to_have_text("Arrests at the border")
    link.click()
    expect(page.locator("h1")).to_have_text("Arrests at the border")
    expect(page.locator("#text")).to_contain_text("Kirkenes")


def test_files_are_read_known_ones_passed_over_and_unreadable_ones_explained(
    address, page, examples_folder, tmp_path
):
    known = sorted(examples_folder.glob("*.html"))[0]
    scan = tmp_path / "scan.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    page.goto(f"{address}/add")
    page.set_input_files("#files", [known, scan])
    expect(page.locator("#chosen li")).to_have_count(2)
    page.get_by_role("button", name="Read the files").click()
    page.locator(".job[data-state=done]").wait_for(timeout=120_000)
    expect(page.locator(".counts b")).to_have_text(["0", "1", "1"])
    expect(page.locator(".outcomes").nth(1)).to_contain_text("TID-103 added/scan.png")
    (job,) = CLIENT.get(f"{address}/add/jobs?format=json").json()
    assert [o["number"] for o in job["outcomes"] if o["number"]] == ["TID-103"]


def test_what_a_file_is_given_reaches_its_article(address):
    files = [("files", ("../../etc/nota.txt", TEXT.encode()))]
    data = {"outlet": "Given Outlet", "published": "2021-05-06"}
    answer = CLIENT.post(f"{address}/add/files?token={token(address)}", files=files, data=data)
    assert answer.status_code == 303
    (job,) = finished(address)
    (outcome,) = job["outcomes"]
    assert outcome["origin"] == "added/nota.txt"
    rows = CLIENT.get(f"{address}/articles?format=json&outlet=Given+Outlet").json()
    assert [row["published"] for row in rows] == ["2021-05-06"]


def test_a_job_waits_for_the_one_before_and_can_be_stopped(record, tmp_path):
    files = [(f"{n}.txt", io.BytesIO(f"{TEXT} This is version {n}.".encode())) for n in range(20)]
    with open_record(record) as opened:
        before = opened.summary().articles
        adding = adder(opened, HeldReader(tmp_path))
        first = adding.add("first", keep_files(files), ReadOptions())
        second = adding.add("second", keep_text({"text": TEXT}), ReadOptions())
        wait_for((tmp_path / "reading").exists)
        assert [job.state for job in adding.jobs()] == [State.WAITING, State.READING]
        assert opened.summary().articles == before, "asking is possible while articles are read"
        adding.stop(second.number)
        adding.stop(first.number)
        (tmp_path / "go_on").touch()
        newest, oldest = over(adding)
        assert (newest.state, oldest.state) == (State.STOPPED, State.STOPPED)
        assert oldest.added == 1 and newest.added == 0, "it stops after the article that it was at"
        assert opened.summary().articles == before + oldest.added
        assert opened.check() == []
        ids = [outcome.article for outcome in oldest.new]
        assert all(opened.event(opened.find_event(row)) for row in opened.ask(_events_of(ids)))


def _events_of(ids):
    sql = "SELECT DISTINCT event_id FROM tellings WHERE list_contains(?::VARCHAR[], article_id)"

    def question(db):
        found = [row[0] for row in db.execute(sql, [ids]).fetchall()]
        assert found, "what was kept is linked"
        return found

    return question


def test_a_failing_job_says_why_and_the_next_one_is_read(record, monkeypatch):
    really = api.code_into_record
    calls = []

    def once(*given, **named):
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("a defect")
        return really(*given, **named)

    monkeypatch.setattr(adding_jobs.api, "code_into_record", once)
    with open_record(record) as opened:
        adding = adder(opened)
        adding.add("first", keep_text({"text": TEXT}), ReadOptions())
        adding.add("second", keep_text({"text": TEXT, "outlet": "Another"}), ReadOptions())
        wait_for(lambda: all(job.over for job in adding.jobs()))
        second, first = over(adding)
    assert (first.state, first.words) == (State.FAILED, "ValueError: a defect")
    assert (second.state, second.added) == (State.DONE, 1)


def test_the_private_folder_is_gone_after_reading(record):
    upload = keep_files([("one.txt", io.BytesIO(TEXT.encode()))])
    assert upload.folder.stat().st_mode & 0o077 == 0
    with open_record(record) as opened:
        adding = adder(opened)
        adding.add("one", upload, ReadOptions())
        wait_for(lambda: all(job.over for job in adding.jobs()))
        over(adding)
    assert not upload.folder.exists()


def test_a_sidecar_goes_with_its_file():
    meta = b'{"outlet": "By sidecar", "date": "2020-02-03"}'
    upload = keep_files([("a.txt.meta.json", io.BytesIO(meta)), ("a.txt", io.BytesIO(TEXT.encode()))])
    (path,) = upload.paths
    assert path.with_name(path.name + ".meta.json").read_bytes() == meta
    assert upload.origin(f"{path}.meta.json") == "added/a.txt.meta.json"


@pytest.mark.parametrize(
    ("name", "shown", "safe"),
    [
        ("../../etc/passwd", "passwd", "passwd"),
        ("C:\\Users\\x\\report.PDF", "report.PDF", "report.PDF"),
        ("статья.html", "статья.html", "______.html"),
        ("a\u202ecod.exe.txt", "acod.exe.txt", "acod.exe.txt"),
        ("nul\0.txt", "nul.txt", "nul.txt"),
        ("..", "..", "file"),
        (".", ".", "file"),
        ("", "file", "file"),
        (".hidden", ".hidden", "hidden"),
        ("x" * 400 + ".txt", "x" * 96 + ".txt", "x" * 96 + ".txt"),
    ],
)
def test_names_of_strangers_are_made_harmless(name, shown, safe):
    assert shown_name(name) == shown
    assert safe_name(shown_name(name)) == safe


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": " \n\t"}])
def test_nothing_to_add_is_said(address, fields):
    answer = CLIENT.post(
        f"{address}/add/text", params={"token": token(address)}, data=fields or {"title": "x"},
        headers={"hx-request": "true"},
    )  # fmt: skip
    assert (answer.status_code, answer.text[:8]) == (400, "TID-605:")
    with pytest.raises(ConfigurationError, match="TID-605"):
        keep_text(fields)


def test_no_files_and_a_date_that_is_none_are_refused(address):
    base = {"params": {"token": token(address)}, "headers": {"hx-request": "true"}}
    empty = CLIENT.post(f"{address}/add/files", files=[("files", ("", b""))], **base)
    assert (empty.status_code, empty.text[:8]) == (400, "TID-605:")
    files = [("files", ("a.txt", TEXT.encode()))]
    dated = CLIENT.post(f"{address}/add/files", files=files, data={"published": "yesterday"}, **base)
    assert (dated.status_code, dated.text[:7]) == (400, "TID-401")
    long = CLIENT.post(f"{address}/add/files", files=files, data={"outlet": "x" * 501}, **base)
    assert long.status_code == 400
    assert finished(address) == []


def test_stopping_what_is_not_there_is_said(address):
    assert CLIENT.post(f"{address}/add/jobs/99/stop?token={token(address)}").status_code == 404


SHORT = Scale(article_seconds=0.5, character_seconds=0, deaths=2)


def test_an_article_that_never_ends_is_left_out_with_its_reason_and_nothing_else(record, page):
    """The page answers meanwhile, the other articles are added, and so is what was waiting."""
    texts = {"one": TEXT, "endless": f"{TEXT} {ENDLESS}", "deadly": f"{TEXT} {DEADLY}", "two": f"{TEXT} Two."}
    files = [("files", (f"{name}.txt", words.encode())) for name, words in texts.items()]
    with served(record, coder=OddReader(), config=Config(scale=SHORT)) as address:
        before = CLIENT.get(f"{address}/api/v1/summary").json()["articles"]
        CLIENT.post(f"{address}/add/files?token={token(address)}", files=files)
        CLIENT.post(f"{address}/add/text?token={token(address)}", files={"text": (None, f"{TEXT} Later.")})
        assert CLIENT.get(f"{address}/events").status_code == 200
        later, first = finished(address)
        assert (first["state"], first["added"], later["state"], later["added"]) == ("done", 2, "done", 1)
        assert {(o["origin"], o["number"]) for o in first["outcomes"] if o["number"]} == {
            ("added/endless.txt", "TID-713"), ("added/deadly.txt", "TID-701"),
        }  # fmt: skip
        reasons = {row["number"]: row for row in CLIENT.get(f"{address}/api/v1/quarantine").json()["items"]}
        assert reasons["TID-713"]["origin"] == "added/endless.txt"
        assert CLIENT.get(f"{address}/api/v1/summary").json()["articles"] == before + 3
        page.goto(f"{address}/add")
        words = re.compile("TID-713 added/endless.txt: took more than [01] seconds to code")
        expect(page.locator(".outcomes li", has_text="endless")).to_have_text(words)


def test_the_process_that_codes_ends_with_the_adder_and_when_it_has_nothing_to_do(record, monkeypatch):
    monkeypatch.setattr(own_process, "IDLE", 0.2)
    with open_record(record) as opened:
        adding = adder(opened, OddReader())
        for number in range(2):
            adding.add("text", keep_text({"text": f"{TEXT} Number {number}."}), ReadOptions())
            pids = wait_for(adding._reader._pool.pids)
            wait_for(lambda: all(job.over for job in adding.jobs()))
            wait_for(lambda pids=pids: not any(psutil.pid_exists(pid) for pid in pids))
        assert [job.added for job in over(adding)] == [1, 1]
        monkeypatch.setattr(own_process, "IDLE", 300)
        adding = adder(opened, OddReader())
        adding.add("text", keep_text({"text": f"{TEXT} Number 2."}), ReadOptions())
        wait_for(lambda: all(job.over for job in adding.jobs()))
        (job,) = adding.jobs()
        assert (job.state, job.added, job.words) == (State.DONE, 1, "")
        pids = adding._reader._pool.pids()
        assert [psutil.pid_exists(pid) for pid in pids] == [True]
        over(adding)
        assert [psutil.pid_exists(pid) for pid in pids] == [False]


def test_an_article_that_never_ends_does_not_hold_up_the_end_and_what_was_read_before_it_is_kept(
    record, monkeypatch, tmp_path
):
    monkeypatch.setattr(adding_jobs, "GRACE", 0.2)
    texts = [f"{TEXT} {word}." for word in ("One", "Two", ENDLESS, "Three")]
    files = [(f"{n}.txt", io.BytesIO(words.encode())) for n, words in enumerate(texts)]
    with open_record(record) as opened:
        before = opened.summary().articles
        adding = adder(opened, NotingReader(tmp_path))
        adding.add("four", keep_files(files), ReadOptions())
        wait_for((tmp_path / ENDLESS).exists)
        pids = adding._reader._pool.pids()
        (job,) = over(adding)
        assert (job.state, job.added, job.refused) == (State.STOPPED, 2, 0)
        assert opened.summary().articles == before + 2
        assert opened.check() == []
        assert [psutil.pid_exists(pid) for pid in pids] == [False]
