from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from record_samples import PROVENANCE, random_coding
from record_writer import write_all

from tidings.errors import RecordError
from tidings.record import open_record

ARTICLES, BATCH, KILLS = 2000, 16, 25


def start(path: Path) -> tuple[BaseProcess, Connection]:
    # A fork server has loaded the libraries already, so that the delay before a kill is spent on writing.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["duckdb", "pyarrow", "record_writer"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=write_all, args=(str(path), ARTICLES, BATCH, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(60)
    assert ours.recv() == "ready"
    return process, ours


def received(reports: Connection) -> Iterator[object]:
    with suppress(EOFError, OSError):
        while True:
            yield reports.recv()


def rest(reports: Connection) -> list[object]:
    return list(received(reports))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_killed_at_any_moment_a_record_holds_whole_batches_and_can_go_on(tmp_path: Path) -> None:
    path, rng = tmp_path / "killed.duckdb", random.Random(7)
    acknowledged: set[object] = set()
    killed = 0
    for n in range(KILLS):
        process, reports = start(path)
        # The first kills come while the file is being made, every other one after it once a batch is stored.
        if n >= 8 and n % 2 and (first := next(iter(received(reports)), "done")) != "done":
            acknowledged.add(first)
        time.sleep(rng.uniform(0, 0.04 if n < 8 else 0.25))
        process.kill()
        acknowledged |= set(rest(reports)) - {"done"}
        process.join(60)
        killed += process.exitcode == -signal.SIGKILL
        try:
            with open_record(path, read_only=n % 2 == 0) as record:
                assert record.check() == []
                stored = {int(row["origin"].split("!")[1]) for row in record.articles().to_pylist()}
        except RecordError as error:
            # Killed before the file was there.
            assert error.number == "TID-205"
            stored = set()
        assert {seed - seed % BATCH for seed in stored} >= acknowledged
        assert len(stored) % BATCH == 0
    assert killed >= KILLS - 3
    assert acknowledged

    process, reports = start(path)
    assert rest(reports)[-1] == "done"
    process.join(60)
    with open_record(tmp_path / "whole.duckdb", create=True) as whole, open_record(path) as record:
        whole.write([random_coding(seed) for seed in range(ARTICLES)], [], PROVENANCE)
        assert record.check() == []
        assert record.digest() == whole.digest()
