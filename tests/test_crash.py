"""A run killed at any moment leaves a record that opens, holds whole articles only, and can be resumed."""

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tidings.record import open_record

KILLS = 25
ARTICLES = 130

ACTIONS = (
    "Poland sent {n} soldiers to the border on Monday, the defence ministry said.",
    '"We will not withdraw our troops," a spokesman for the army told reporters in Kyiv.',
    "The United Nations called for a ceasefire and asked for at least ${n} million in aid.",
    "Iran denied that it had seized {n} ships, while France threatened new sanctions.",
    "Leaders of Germany and Turkey met in Berlin and are planning joint exercises with up to {n} troops.",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    chance = random.Random(7)
    folder = tmp_path_factory.mktemp("articles")
    for part in range(2):
        with (folder / f"{part}.jsonl").open("w", encoding="utf-8") as file:
            for i in range(part, ARTICLES, 2):
                text = " ".join(
                    line.format(n=chance.randrange(3, 9000)) for line in chance.choices(ACTIONS, k=3)
                )
                row = {
                    "id": f"n{i}",
                    "text": text,
                    "outlet": f"Outlet {i % 7}",
                    "date": "2021-05-04",
                    "language": "en",
                }
                file.write(json.dumps(row) + "\n")
    (folder / "broken.jsonl").write_text("{\n", encoding="utf-8")
    return folder


def start(folder, record):
    return subprocess.Popen(
        [sys.executable, "-c", "from tidings.cli.main import run; run()",
         "code", folder, "--to", record, "--quiet"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(folder, record):
    run = start(folder, record)
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    with open_record(record, read_only=True) as opened:
        return opened.digest()


def midway(held):
    """Whether these are some of the articles, and not all."""
    return 0 < len(held) < ARTICLES


def killed(folder, place, seed, kills, took):
    """The last record after so many kills, and what was held after each: mentions by article.

    As many more follow until one falls between the first batch and the last: how long a run takes to start,
    and whether others run beside it, decides how many do.
    """
    chance = random.Random(11 + seed)
    place.mkdir()
    number, record, seen = 0, place / "0.duckdb", []
    while kills > 0 or (kills > -KILLS and not any(map(midway, seen))):
        run = start(folder, record)
        time.sleep(chance.uniform(0.25, 1.0) * took)
        if run.poll() is not None:
            number += 1
            record = place / f"{number}.duckdb"
            continue
        run.send_signal(signal.SIGKILL)
        run.communicate()
        kills -= 1
        if not record.exists():
            continue
        with open_record(record, read_only=True) as opened:
            assert opened.check() == []
            seen.append({row["id"]: row["mentions"] for row in opened.articles().to_pylist()})
    return record, seen


@pytest.mark.timeout(900)
def test_a_killed_run_leaves_whole_articles_and_is_finished_by_the_next(folder, tmp_path):
    began = time.monotonic()
    whole = finish(folder, tmp_path / "whole.duckdb")
    took = time.monotonic() - began
    with open_record(tmp_path / "whole.duckdb", read_only=True) as opened:
        per_article = {row["id"]: row["mentions"] for row in opened.articles().to_pylist()}
    assert len(per_article) == ARTICLES

    halves = [(n, KILLS // 2 + n * (KILLS % 2)) for n in range(2)]
    with ThreadPoolExecutor(2) as both:
        runs = list(both.map(lambda half: killed(folder, tmp_path / str(half[0]), *half, took), halves))
    for record, seen in runs:
        for held in seen:
            assert held.items() <= per_article.items()
        assert finish(folder, record) == whole
    assert any(midway(held) for _, seen in runs for held in seen), (
        "no kill fell between the first batch and the last"
    )
