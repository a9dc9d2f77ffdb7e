"""Adding articles in the page: pasted, chosen, known, unreadable, stopped; seen by the other screens."""

import io
import re
import threading
import time

import httpx
import pytest
from playwright.sync_api import expect

from tidings import api
from tidings.code import coder
from tidings.config import Config
from tidings.errors import ConfigurationError
from tidings.explore import adding_jobs
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
        threading.Event().wait(0.05)
    raise AssertionError("the jobs did not end")


def adder(record):
    return Adder(record, Config())


def over(adder):
    adder.close()
    return adder.jobs()


def test_a_pasted_text_is_read_and_shown_by_the_other_screens(address, page):
    page.goto(f"{address}/add")
    assert "Nothing yet" in page.inner_text("#jobs")
    form = page.locator("#add-text")
    form.get_by_label("Text of one article").fill(TEXT)
    form.get_by_label("Outlet").fill("Nordlys Test")
    form.get_by_label("Date").fill("2022-03-11")
    form.get_by_label("Title").fill("Arrests at the border")
    form.get_by_role("button", name="Read the text").click()
    page.locator(".job[data-state=done]").wait_for(timeout=120_000)
    assert page.locator(".counts").inner_text().split()[:2] == ["1", "added"]
    assert form.get_by_label("Text of one article").input_value() == ""
    page.reload()
    assert page.locator(".job[data-state=done] h3").inner_text() == "Arrests at the border"
    (job,) = CLIENT.get(f"{address}/add/jobs?format=json").json()
    assert re.fullmatch(r"pasted \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", job["outcomes"][0]["origin"])
    link = page.locator(".outcomes a")
    assert link.inner_text() == "Arrests at the border"
    link.click()
    assert "Arrests at the border" in page.inner_text("main")
    assert "Kirkenes" in page.locator("#text").text_content()


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
    counts = re.findall(r"\d+", page.inner_text(".counts"))
    assert counts[:3] == ["0", "1", "1"]
    assert "TID-103 added/scan.png" in page.inner_text(".outcomes >> nth=1")
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


def test_a_job_waits_for_the_one_before_and_can_be_stopped(record, monkeypatch):
    reading, go_on = threading.Event(), threading.Event()
    really = coder.code

    def slow(articles, config):
        for row in really(articles, config):
            reading.set()
            assert go_on.wait(60)
            yield row

    monkeypatch.setattr(coder, "code", slow)
    files = [(f"{n}.txt", io.BytesIO(f"{TEXT} This is version {n}.".encode())) for n in range(20)]
    with open_record(record) as opened:
        before = opened.summary().articles
        adding = adder(opened)
        first = adding.add("first", keep_files(files), ReadOptions())
        second = adding.add("second", keep_text({"text": TEXT}), ReadOptions())
        assert reading.wait(60)
        assert [job.state for job in adding.jobs()] == [State.WAITING, State.READING]
        assert opened.summary().articles == before, "asking is possible while articles are read"
        adding.stop(second.number)
        adding.stop(first.number)
        go_on.set()
        newest, oldest = over(adding)
        assert (newest.state, oldest.state) == (State.STOPPED, State.STOPPED)
        assert 0 < oldest.added < 20 and newest.added == 0
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
        while not all(job.over for job in adding.jobs()):
            threading.Event().wait(0.02)
        second, first = over(adding)
    assert (first.state, first.words) == (State.FAILED, "ValueError: a defect")
    assert (second.state, second.added) == (State.DONE, 1)


def test_the_private_folder_is_gone_after_reading(record):
    upload = keep_files([("one.txt", io.BytesIO(TEXT.encode()))])
    assert upload.folder.stat().st_mode & 0o077 == 0
    with open_record(record) as opened:
        adding = adder(opened)
        adding.add("one", upload, ReadOptions())
        while not all(job.over for job in adding.jobs()):
            threading.Event().wait(0.02)
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
