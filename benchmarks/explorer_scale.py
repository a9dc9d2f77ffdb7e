"""How quick the explorer's pages are on a large record, and how much memory it takes.

    python benchmarks/explorer_scale.py generate PATH [--articles 100000] [--indexed]
    python benchmarks/explorer_scale.py measure PATH [--times 40] [--no-browser]
    python benchmarks/explorer_scale.py adding PATH FOLDER

`generate` writes the record of `explorer_record.py`, `--indexed` with the tables by which the explorer finds
events; without them it makes them when it starts, and that is measured too. `measure` serves a copy of the
record with `tidings explore` in a process of its own and asks every kind of page many times, each time with
other filters, events, articles or speakers: milliseconds until the whole answer is there (median, 95th
percentile, worst), milliseconds until the first words are painted in Chromium, and the peak memory of the
server. `adding` measures the pages of a record while the articles of a folder are added to it, against
before.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import explorer_record
import httpx
from playwright.sync_api import sync_playwright

from tidings.record import open_record

BROWSER = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking")
HEAD = "| page | median, ms | 95th percentile, ms | worst, ms | {} |\n|---|---|---|---|---|"
MEANWHILE = frozenset({"overview", "events", "event", "article"})
"""Kinds of page that are asked for while articles are added."""
PERIODS = ((None, None), ("2020-05", "2020-06"), ("2021", "2021"), ("2022-03-01", "2022-03-07"))
FACTUALITY = ("actual", "future", "proposed", "hypothetical", "negated")

_DRAWN = {
    "event": "SELECT id FROM events USING SAMPLE 200 ROWS",
    "told": "SELECT id FROM events ORDER BY tellings DESC, id LIMIT 20",
    "article": "SELECT id FROM articles USING SAMPLE 200 ROWS",
    "outlet": "SELECT outlet FROM articles WHERE outlet IS NOT NULL GROUP BY 1"
    " ORDER BY count(*) DESC LIMIT 40",
    "code": "SELECT code FROM parties WHERE code IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 100",
    "speaker": "SELECT speaker_name FROM statements WHERE speaker_name IS NOT NULL GROUP BY 1"
    " ORDER BY count(*) DESC LIMIT 200",
    "type": "SELECT DISTINCT type FROM events ORDER BY 1",
    "place": "SELECT location_name FROM events WHERE location_name IS NOT NULL GROUP BY 1"
    " ORDER BY count(*) DESC LIMIT 100",
    "word": "SELECT DISTINCT trigger_quote FROM mentions USING SAMPLE 500 ROWS",
    "counted": "SELECT counted FROM figures WHERE counted IS NOT NULL GROUP BY 1"
    " ORDER BY count(*) DESC LIMIT 5",
}
"""Values to ask with, drawn from the record."""

Draw = Callable[[str], Any]


def addresses(draw: Draw, chance: random.Random) -> Mapping[str, Callable[[], str]]:
    """Kind of page to a maker of its addresses."""

    def period() -> dict[str, str]:
        since, until = chance.choice(PERIODS)
        return {"since": since, "until": until} if since and until else {}

    def query(path: str, **values: Any) -> str:
        given = {name: value for name, value in values.items() if value is not None}
        return f"{path}?{urlencode(given, doseq=True)}" if given else path

    def one_filter() -> dict[str, Any]:
        return chance.choice(
            [
                {"actor": draw("code")}, {"recipient": draw("code")}, {"type": draw("type")},
                {"factuality": chance.choice(FACTUALITY)}, {"outlet": draw("outlet")},
                {"voice": draw("speaker")}, {"place": draw("place")}, {"outlets": 3}, {"disputed": "true"},
                {"quad": chance.randrange(1, 5)},
            ]
        )  # fmt: skip

    def filtered(path: str) -> Callable[[], str]:
        return lambda: query(path, **{**one_filter(), **period()})

    return {
        "overview": lambda: "/",
        "overview, filtered": filtered("/"),
        "events": lambda: "/events",
        "events, one filter": lambda: query("/events", **one_filter()),
        "events, three filters": lambda: query(
            "/events", **(one_filter() | period() | {"type": draw("type")})
        ),
        "events, words": lambda: query("/events", q=draw("word")),
        "events, a far page": lambda: query("/events", page=chance.randrange(2, 2000)),
        "events, as JSON of one week": lambda: query(
            "/events", since="2022-03-01", until="2022-03-07", format="json", **one_filter()
        ),
        "event": lambda: f"/events/{draw('event')}",
        "event that most tell": lambda: f"/events/{draw('told')}",
        "articles": lambda: "/articles",
        "articles, filtered": lambda: query("/articles", outlet=draw("outlet"), **period()),
        "articles, words": lambda: query("/articles", q=draw("word")),
        "article": lambda: f"/articles/{draw('article')}",
        "people and bodies": lambda: "/speakers",
        "one person": lambda: f"/speakers/{draw('speaker')}",
        "one body or country": lambda: f"/speakers/{draw('code')}",
        "figures": lambda: query("/figures", counted=draw("counted")),
        "map": lambda: "/map",
        "map, filtered": filtered("/map"),
        "network": lambda: "/network",
        "network, filtered": filtered("/network"),
        "compare": lambda: query("/compare", a=draw("outlet"), b=draw("outlet"), **period()),
        "review": lambda: "/review",
        "review of an event": lambda: query("/review", event=draw("event")),
        "add articles": lambda: "/add",
    }


@contextmanager
def explored(path: Path) -> Iterator[tuple[str, int, float]]:
    """The address of a served copy of the record, the process, and the seconds until it answered."""
    with tempfile.TemporaryDirectory(prefix="tidings-scale-") as folder:
        copy = Path(shutil.copy(path, folder))
        started = time.monotonic()
        command = [sys.executable, "-c", "from tidings.cli.main import run; run()", "explore", str(copy)]
        run = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, text=True)
        try:
            assert run.stdout is not None
            lines = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in run.stdout)
            found = next(filter(None, lines), None)
            assert found, "the explorer did not start"
            httpx.get(f"{found[0]}/add", timeout=600)
            yield found[0], run.pid, time.monotonic() - started
        finally:
            run.send_signal(signal.SIGINT)
            run.wait(600)


def drawn(path: Path, chance: random.Random) -> Draw:
    """A chooser of values that the record holds."""
    with open_record(path, read_only=True) as record:
        values = {
            name: record.ask(lambda db, sql=sql: [row[0] for row in db.execute(sql).fetchall()])
            for name, sql in _DRAWN.items()
        }
    return lambda name: chance.choice(values[name] or ["x"])


def peak(pid: int) -> float:
    """The largest resident memory of a process so far, in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def timed(client: httpx.Client, address: str) -> float:
    """Milliseconds until the whole answer is there."""
    started = time.perf_counter()
    answer = client.get(address)
    taken = (time.perf_counter() - started) * 1000
    if answer.status_code >= 400:
        print(f"{answer.status_code} for {address}", file=sys.stderr)
    return taken


def row(name: str, times: Sequence[float], *more: str) -> str:
    ordered = sorted(times)
    at = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    cells = (name, *(f"{v:.0f}" for v in (statistics.median(ordered), at, ordered[-1])), *more)
    return f"| {' | '.join(cells)} |"


# Playwright's own waiting compiles words as a script, which the pages' Content-Security-Policy forbids.
_PAINTED = """() => new Promise(resolve => new PerformanceObserver(list => {
    for (const entry of list.getEntries())
        if (entry.name === "first-contentful-paint") resolve(entry.startTime);
}).observe({type: "paint", buffered: true}))"""


def first_paint(address: str, path: str, times: int = 5) -> str:
    """The median of milliseconds to the first contentful paint, each in a fresh browser context."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(BROWSER))
        paints = []
        for _ in range(times):
            page = browser.new_page()
            page.goto(address + path, timeout=120_000)
            paints.append(page.evaluate(_PAINTED))
            page.close()
        browser.close()
    return f"{statistics.median(paints):.0f}"


def measure(path: Path, times: int, *, browser: bool) -> None:
    chance = random.Random(3)
    draw = drawn(path, chance)
    with explored(path) as (address, pid, started):
        print(f"answers {started:.1f} s after the command; {peak(pid):.0f} MiB then\n")
        print(HEAD.format("first paint, ms"))
        with httpx.Client(base_url=address, timeout=600) as client:
            for name, make in addresses(draw, chance).items():
                taken = [timed(client, make()) for _ in range(times)]
                paint = first_paint(address, make()) if browser and "JSON" not in name else "–"
                print(row(name, taken, paint), flush=True)
        print(f"\npeak memory of the server: {peak(pid):.0f} MiB")


def adding(path: Path, folder: Path) -> None:
    chance = random.Random(3)
    draw = drawn(path, chance)
    kinds = {name: make for name, make in addresses(draw, chance).items() if name in MEANWHILE}
    files = sorted(p for p in folder.iterdir() if p.is_file())
    with explored(path) as (address, pid, _), httpx.Client(base_url=address, timeout=600) as client:
        token = re.findall(r'tidings-token" content="([^"]+)', client.get("/add").text)[0]
        before = {name: [timed(client, make()) for _ in range(20)] for name, make in kinds.items()}
        # The outlet is part of what an article is: under another one, known articles are new.
        upload = [("files", (p.name, p.read_bytes())) for p in files]
        started = time.monotonic()
        client.post(f"/add/files?token={token}", files=upload, data={"outlet": "Measured Again"})
        during: dict[str, list[float]] = {name: [] for name in kinds}
        while client.get("/add/jobs?format=json").json()[0]["state"] not in {"done", "failed"}:
            for name, make in kinds.items():
                during[name].append(timed(client, make()))
            threading.Event().wait(0.05)
        (job,) = client.get("/add/jobs?format=json").json()
        print(f"{job['added']} articles added in {time.monotonic() - started:.0f} s ({job['state']})\n")
        print(HEAD.format("when"))
        for name in kinds:
            print(row(name, before[name], "at rest"))
            print(row(name, during[name], "while articles are added"))
        print(f"\npeak memory of the server: {peak(pid):.0f} MiB")


def main() -> None:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("generate")
    make.add_argument("path", type=Path)
    make.add_argument("--articles", type=int, default=100_000)
    make.add_argument("--indexed", action="store_true")
    ask = verbs.add_parser("measure")
    ask.add_argument("path", type=Path)
    ask.add_argument("--times", type=int, default=40)
    ask.add_argument("--no-browser", action="store_true")
    add = verbs.add_parser("adding")
    add.add_argument("path", type=Path)
    add.add_argument("folder", type=Path)
    given = parser.parse_args()
    if given.verb == "generate":
        explorer_record.generate(given.path, given.articles)
        if given.indexed:
            with open_record(given.path) as record:
                record.index()
    elif given.verb == "measure":
        measure(given.path, given.times, browser=not given.no_browser)
    else:
        adding(given.path, given.folder)


if __name__ == "__main__":
    main()
