"""Coding beside the page: ended in the midst of it, ended for want of work, never started after its end."""

import threading
import time

import psutil
import pytest
from odd_readers import ENDLESS, OddReader

from tidings.config import Config, Scale
from tidings.explore import own_process
from tidings.explore.own_process import OwnProcess
from tidings.types import Article, Coding

CONFIG = Config(scale=Scale(article_seconds=100, character_seconds=0))
ARTICLES = [Article.make(f"They praised {who}.") for who in ("Ada", "Bo")]
NEVER = Article.make(f"They praised {ENDLESS}.")


def wait_for(true):
    until = time.monotonic() + 60
    while not (found := true()):
        assert time.monotonic() < until
        time.sleep(0.002)
    return found


def gone(pids):
    return not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.parametrize("later", [0.0, 0.05, 0.5, 2.0])
def test_it_can_be_ended_from_elsewhere_while_it_starts_and_while_it_codes(later):
    """What was coded before is given, and no process is started again."""
    reader, rows = OwnProcess(OddReader(), CONFIG), []
    work = threading.Thread(target=lambda: rows.extend(reader.code([NEVER, *ARTICLES], CONFIG)), daemon=True)
    work.start()
    pids = wait_for(reader._pool.pids)
    time.sleep(later)
    reader.end()
    work.join(20)
    assert not work.is_alive()
    assert (rows, reader._pool.pids()) == ([], [])
    assert gone(pids)
    assert list(reader.code(ARTICLES, CONFIG)) == [], "it is ended for good"
    assert reader._pool.pids() == []


def test_threads_take_turns_and_each_gets_its_own(monkeypatch):
    """Also where the process is ended for want of work between two articles."""
    monkeypatch.setattr(own_process, "IDLE", 0.01)
    reader, found = OwnProcess(OddReader(), CONFIG), {}

    def code(name):
        articles = [Article.make(f"{name} praised number {n}.") for n in range(4)]
        rows = []
        for row in reader.code(articles, CONFIG):
            rows.append(row)
            time.sleep(0.03)
        found[name] = [row.article.text for row in rows if isinstance(row, Coding)]

    threads = [threading.Thread(target=code, args=(name,), daemon=True) for name in ("Ada", "Bo", "Cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert found == {name: [f"{name} praised number {n}." for n in range(4)] for name in ("Ada", "Bo", "Cy")}
    wait_for(lambda: reader._pool.pids() == [])
    reader.end()
