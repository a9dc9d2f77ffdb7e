from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from record_samples import PROVENANCE, random_coding

from tidings.errors import RecordError
from tidings.record import open_record

ARTICLES, BATCH, KILLS = 2400, 16, 25

WRITER = f"""
import sys
from record_samples import PROVENANCE, random_coding
from tidings.record import open_record

print("ready", flush=True)
with open_record(sys.argv[1], create=True) as record:
    for start in range(0, {ARTICLES}, {BATCH}):
        batch = [random_coding(seed) for seed in range(start, start + {BATCH})]
        if len(record.known([c.article.id for c in batch], PROVENANCE)) < {BATCH}:
            record.write(batch, [], PROVENANCE)
            print(start, flush=True)
print("done", flush=True)
"""


def start(path: Path) -> subprocess.Popen[str]:
    paths = os.pathsep.join(["src", str(Path(__file__).parent), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_killed_at_any_moment_a_record_holds_whole_batches_and_can_go_on(tmp_path: Path) -> None:
    path, rng = tmp_path / "killed.duckdb", random.Random(7)
    acknowledged: set[int] = set()
    killed = 0
    for n in range(KILLS):
        process = start(path)
        # The first kills come while the file is being made.
        time.sleep(rng.uniform(0, 0.05 if n < 8 else 0.35))
        process.send_signal(signal.SIGKILL)
        output, _ = process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        acknowledged |= {int(line) for line in output.splitlines() if line.isdigit()}
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
    assert 0 < len(acknowledged) < ARTICLES // BATCH

    output, _ = start(path).communicate(timeout=120)
    assert output.endswith("done\n")
    with open_record(tmp_path / "whole.duckdb", create=True) as whole, open_record(path) as record:
        whole.write([random_coding(seed) for seed in range(ARTICLES)], [], PROVENANCE)
        assert record.check() == []
        assert record.digest() == whole.digest()
