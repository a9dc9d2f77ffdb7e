"""Worker processes die, are killed and run out of memory: the work goes on, and is done once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scale_samples import POISON, REFUSED, SettingsCoder, WordCoder, contents, text, write_lines

from tidings import api
from tidings.config import Config, Scale
from tidings.errors import ConfigurationError, ScaleError
from tidings.scale import pool as pools
from tidings.scale.executors import code_shards
from tidings.scale.journal import Journal, note_late
from tidings.scale.overdue import TimedCoder, seconds_for
from tidings.scale.places import place
from tidings.scale.pool import Pool
from tidings.scale.pooled_coder import PooledCoder, pooled
from tidings.types import Article, Coding, Quarantined


def rows(folder, table):
    return pa.concat_tables(pq.read_table(p) for p in sorted((folder / table).glob("*.parquet"))).to_pylist()


def test_one_deadly_article_costs_itself_however_it_kills(tmp_path):
    texts = [text(n, POISON if n == 7 else "") for n in range(10)]
    source = write_lines(tmp_path / "a.jsonl", texts)
    config = Config(batch_articles=4, scale=Scale(articles_per_shard=5, deaths=1))
    run = code_shards([source], tmp_path / "out", config=config, workers=1, coder=WordCoder("kill"))
    assert [m.articles for m in run.manifests] == [5, 4]
    (left_out,) = rows(tmp_path / "out", "quarantine")
    assert (left_out["origin"], left_out["number"]) == (f"{source}!line 8", "TID-701")


def test_articles_in_worker_processes_are_as_without_them():
    texts = [text(n, POISON if n == 5 else REFUSED if n == 9 else "") for n in range(24)]
    articles = [Article.make(words, origin=f"n{n}") for n, words in enumerate(texts)]
    config = Config(scale=Scale(deaths=1))
    with pooled(WordCoder("kill"), config, 2) as (coder, larger):
        assert isinstance(coder, PooledCoder)
        assert larger.digest() == config.digest()
        found = list(coder.code(articles, config))
    alone = list(WordCoder().code(articles, config))
    assert [r for n, r in enumerate(found) if n != 5] == [r for n, r in enumerate(alone) if n != 5]
    assert isinstance(alone[5], Coding)
    assert (found[5].origin, found[5].number) == ("n5", "TID-701")


SHORT = Scale(articles_per_shard=6, deaths=2, article_seconds=0.5, character_seconds=0.01)


def late_row(source, line, words):
    limit = f"{SHORT.article_seconds + len(words) * SHORT.character_seconds:.0f}"
    return (f"{source}!line {line}", f"{source}!line {line}: took more than {limit} seconds to code")


def test_an_article_that_never_ends_costs_itself_whatever_codes_it(tmp_path):
    texts = [text(n, POISON if n == 2 else REFUSED if n == 8 else "") for n in range(10)]
    source = write_lines(tmp_path / "a.jsonl", texts)
    config = Config(batch_articles=4, scale=SHORT)
    for executor, how in (("local", "hang"), ("datatrove", "hang"), ("serial", "wait")):
        run = code_shards(
            [source], tmp_path / executor, config=config, executor=executor, workers=2, coder=WordCoder(how)
        )
        assert [m.articles for m in run.manifests] == [5, 3]
    refused = rows(tmp_path / "local", "quarantine")
    late = [(r["origin"], r["reason"].split(". ")[0]) for r in refused if r["number"] == "TID-713"]
    assert late == [late_row(source, 3, texts[2])]
    assert {r["number"] for r in refused} == {"TID-713", "TID-117"}
    assert contents(tmp_path / "datatrove") == contents(tmp_path / "local")
    assert contents(tmp_path / "serial") == contents(tmp_path / "local")


def test_an_article_that_never_ends_is_left_out_of_a_record_with_any_number_of_workers():
    texts = [text(n, POISON if n == 5 else "") for n in range(12)]
    articles = [Article.make(words, origin=f"n{n}") for n, words in enumerate(texts)]
    config = Config(scale=SHORT)
    with pooled(WordCoder("hang"), config, 2) as (coder, larger):
        found = list(coder.code(articles, larger))
    alone = list(TimedCoder(WordCoder("wait"), SHORT, fatal=False).code(articles, config))
    assert found == alone
    assert [row.number for row in found if isinstance(row, Quarantined)] == ["TID-713"]
    assert (found[5].origin, len(found)) == ("n5", 12)


def test_a_worker_that_was_killed_at_an_article_that_never_ends_makes_no_difference(tmp_path):
    target, id = place(tmp_path), "a1"
    for late in (False, True, False):
        Journal(target, "s", 3).coding([id])  # it is known to be alone from here on
        if late:
            note_late(target, "s")
    assert (Journal(target, "s", 2).poison(id), Journal(target, "s", 2).late(id)) == (2, True)
    note_late(target, "none")
    assert target.sizes("working") == {"s.json": target.size("working/s.json")}


def test_a_timer_that_was_there_goes_on(tmp_path):
    def heard(*_):
        raise KeyboardInterrupt

    config = Config(scale=SHORT)
    before, rest = signal.signal(signal.SIGALRM, heard), signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        list(TimedCoder(WordCoder(), SHORT, fatal=False).code([Article.make(text(1))], config))
        assert signal.getsignal(signal.SIGALRM) is heard
        assert 90 < signal.getitimer(signal.ITIMER_REAL)[0] <= 100
    finally:
        signal.setitimer(signal.ITIMER_REAL, *rest)
        signal.signal(signal.SIGALRM, before)


def test_with_no_limit_of_time_none_is_set():
    scale = Scale(article_seconds=0)
    assert seconds_for([Article.make(text(1))], scale) == 0
    assert seconds_for([Article.make(text(1))] * 3, SHORT) == pytest.approx(0.5 + 3 * len(text(1)) * 0.01)
    assert api.config(limits=["article_seconds=5", "max_bytes=10"]).scale.article_seconds == 5
    with pytest.raises(ConfigurationError, match="TID-401"):
        api.config(limits=["articles_per_shard=5"])


def test_a_worker_that_can_not_start_is_an_error_and_no_loop(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [text(1)])
    with pytest.raises(ScaleError, match="TID-706"):
        code_shards([source], tmp_path / "out", workers=1, coder=WordCoder("always"))
    with (
        pooled(WordCoder("always"), Config(), 2) as (coder, larger),
        pytest.raises(ScaleError, match="TID-712"),
    ):
        list(coder.code([Article.make(text(n)) for n in range(3)], larger))


def test_a_job_whose_worker_can_not_be_started_is_not_mistaken_for_the_next(monkeypatch):
    config, used = Config(), psutil.Process().num_fds()
    with Pool(1, config, WordCoder()) as pool:
        coder = PooledCoder(WordCoder(), pool, 1)

        def refused(*_, **__):
            raise BlockingIOError

        with monkeypatch.context() as patched, pytest.raises(BlockingIOError):
            patched.setattr(pools.subprocess, "Popen", refused)
            list(coder.code([Article.make(text(1)), Article.make(text(2))], config))
        assert (pool.left, psutil.Process().num_fds()) == (0, used)
        (row,) = coder.code([Article.make(text(3))], config)
        assert row.article.text == text(3)


def test_settings_that_change_reach_a_worker_that_runs():
    first, second = (Config(scale=Scale(article_seconds=seconds)) for seconds in (5, 6))
    with Pool(1, first, SettingsCoder()) as pool:
        coder = PooledCoder(SettingsCoder(), pool, 1)
        found = [next(coder.code([Article.make(text(1))], c)).reason for c in (first, first, second, first)]
    assert found == ["5.0", "5.0", "6.0", "5.0"]


SLOW = """
import sys, time
from dataclasses import dataclass
sys.path.insert(0, {here!r})
from pathlib import Path
from scale_samples import SlowCoder
from tidings.config import Config, Scale
from tidings.scale.executors import code_shards
config = Config(batch_articles=2, scale=Scale(articles_per_shard=10))
code_shards([{source!r}], {out!r}, config=config, executor="local", workers=2, coder=SlowCoder())
"""


def started(source, out):
    script = SLOW.format(here=str(Path(__file__).parent), source=str(source), out=str(out))
    return subprocess.Popen([sys.executable, "-c", script])


def until(true, run):
    end = time.monotonic() + 200
    while not true():
        assert run.poll() is None, "it ended too early"
        assert time.monotonic() < end
        time.sleep(0.02)


def test_killed_workers_and_killed_runs_end_in_the_same_files(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(60)])
    config = Config(batch_articles=2, scale=Scale(articles_per_shard=10))
    code_shards([source], tmp_path / "whole", config=config, executor="serial", coder=WordCoder())
    out = tmp_path / "out"
    run = started(source, out)
    until(lambda: len(list(out.glob("manifests/*.json"))) >= 1, run)
    workers = psutil.Process(run.pid).children()
    os.kill(workers[0].pid, signal.SIGKILL)
    until(lambda: len(list(out.glob("manifests/*.json"))) >= 3, run)
    workers = psutil.Process(run.pid).children()
    run.kill()
    run.wait()
    done = len(list(out.glob("manifests/*.json")))
    assert 3 <= done < 6
    psutil.wait_procs(workers, timeout=20)
    assert not any(w.is_running() and w.status() != psutil.STATUS_ZOMBIE for w in workers), "left alone"
    assert started(source, out).wait() == 0
    # What a killed process had begun to write stays hidden: no table's `*.parquet` finds it.
    seen = {name: data for name, data in contents(out).items() if "/." not in name}
    assert seen == contents(tmp_path / "whole")
