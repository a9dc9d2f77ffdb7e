"""The executors side by side, killed on the way: python benchmarks/executors.py [--articles N] [--folder F].

Generates N short articles (15 to 20 words each, invented from small vocabularies, the same for the same N),
then codes them with each executor in a process of its own. Half-way through, a worker process is killed by
SIGKILL, then the whole run, and the same command is given again. Prints seconds on the clock, words a second,
the largest memory of one process and of all together, and whether the files are the same, byte for byte, as
those of a run that nobody killed. `serial` has no workers: only the run is killed.

What is in the folder already is not made again, so that the benchmark itself can be interrupted: what an
executor has come to lies beside its shards.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import psutil

PEOPLE = (
    "defence minister",
    "president",
    "foreign minister",
    "army",
    "government",
    "parliament",
    "opposition",
)
STATES = (
    "Poland", "Germany", "France", "Iran", "Turkey", "India", "Japan", "Egypt", "Brazil", "Kenya", "Canada",
    "Sweden", "Norway", "Chile", "Mexico", "Italy", "Spain", "Greece", "Jordan", "Vietnam",
)  # fmt: skip
PLACES = ("Warsaw", "Berlin", "Cairo", "Delhi", "Tokyo", "Nairobi", "Ottawa", "Oslo", "Madrid", "Athens")
ACTS = (
    "sent {n} soldiers to", "condemned the government of", "promised {n} million dollars in aid to",
    "signed a trade agreement with", "threatened new sanctions against", "expelled {n} diplomats of",
    "withdrew its troops from", "began joint exercises with", "denied that it had attacked", "met envoys of",
)  # fmt: skip
TIMES = ("on Monday", "on Tuesday", "last week", "on Friday morning", "at the weekend", "this month")
SOURCES = (
    "a spokesman told reporters",
    "officials said",
    "the ministry said in a statement",
    "local media said",
)
EXECUTORS = ("serial", "local", "datatrove")
RUN = [sys.executable, "-c", "from tidings.cli.main import run; run()"]


def article(number: int) -> dict[str, str]:
    chance = random.Random(number)
    one, other = chance.sample(STATES, 2)
    act = chance.choice(ACTS).format(n=chance.randrange(3, 9000))
    text = (
        f"The {chance.choice(PEOPLE)} of {one} {act} {other} {chance.choice(TIMES)} "
        f"in {chance.choice(PLACES)}, {chance.choice(SOURCES)}."
    )
    day = date(2015, 1, 1) + timedelta(days=number // 50)
    return {"id": f"n{number}", "text": text, "outlet": f"Outlet {number % 40}", "date": day.isoformat(),
            "language": "en"}  # fmt: skip


def generate(folder: Path, count: int) -> int:
    """Files of 5,000 articles each; gives their words."""
    folder.mkdir(parents=True, exist_ok=True)
    words = 0
    for first in range(0, count, 5000):
        rows = [article(n) for n in range(first, min(first + 5000, count))]
        words += sum(len(row["text"].split()) for row in rows)
        path = folder / f"{first:08}.jsonl"
        if not path.exists():
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return words


class Watch:
    """Looks at the memory of a process and its children, four times a second."""

    def __init__(self, pid: int) -> None:
        self.one = self.all = 0
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.25):
            sizes = []
            with contextlib.suppress(psutil.Error):
                for process in (self._root, *self._root.children(recursive=True)):
                    with contextlib.suppress(psutil.Error):
                        sizes.append(process.memory_info().rss)
            if sizes:
                self.one, self.all = max(self.one, *sizes), max(self.all, sum(sizes))

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all Parquet files and manifests."""
    total = hashlib.sha256()
    for path in sorted((*folder.glob("*/*.parquet"), *folder.glob("manifests/*.json"))):
        total.update(f"{path.relative_to(folder)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def start(source: Path, out: Path, executor: str, workers: int, per_shard: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*RUN, "shard", str(source), "--to", str(out), "--executor", executor, "--workers", str(workers),
         "--articles-per-shard", str(per_shard), "--quiet"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def manifests(out: Path) -> int:
    return len(list(out.glob("manifests/*.json")))


def wait(run: subprocess.Popen[bytes], out: Path, wanted: int) -> None:
    while run.poll() is None and manifests(out) < wanted:
        time.sleep(0.05)


def coders(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The worker processes that code, of a run."""
    found = psutil.Process(run.pid).children(recursive=True)
    return [p for p in found if "tidings.scale.worker" in " ".join(p.cmdline())]


def coded(
    source: Path, out: Path, executor: str, workers: int, per_shard: int, shards: int, kill: bool
) -> dict:
    """Code with an executor, with two kills if wanted; what it took."""
    began = time.monotonic()
    killed, run, left = [], start(source, out, executor, workers, per_shard), []
    watch = Watch(run.pid)
    try:
        if kill:
            wait(run, out, max(1, shards // 3))
            if run.poll() is None and (some := coders(run)):
                some[0].kill()
                killed.append("worker")
            wait(run, out, max(2, shards * 2 // 3))
            if run.poll() is None:
                left = psutil.Process(run.pid).children(recursive=True)
                run.send_signal(signal.SIGKILL)
                run.wait()
                killed.append("run")
                watch.stop()
                one, all_ = watch.one, watch.all
                run = start(source, out, executor, workers, per_shard)
                watch = Watch(run.pid)
                watch.one, watch.all = one, all_
        if run.wait() != 0:
            sys.exit(f"{executor} ended with status {run.returncode}")
    finally:
        watch.stop()
        if run.poll() is None:
            run.kill()
        for process in left:  # workers end with their run; a helper of DataTrove's outlives it
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    return {
        "seconds": time.monotonic() - began, "killed": killed, "one": watch.one, "all": watch.all,
        "digest": digest(out),
    }  # fmt: skip


def kept(path: Path, make) -> dict:
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(make()))
        draft.rename(path)
    return json.loads(path.read_text())


def main() -> None:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--shards", type=int, default=20, help="shards that the articles are cut into, about")
    parser.add_argument("--folder", type=Path, help="where to work, and to go on from")
    parser.add_argument("--executors", nargs="*", choices=EXECUTORS, default=EXECUTORS)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="tidings-executors-"))
    per_shard = max(1, -(-given.articles // given.shards))
    source = folder / f"articles-{given.articles}"
    words = generate(source, given.articles)
    shards = -(-given.articles // per_shard)
    print(f"{given.articles:,} articles, {words:,} words, {shards} shards, {given.workers} workers\n")
    print("| executor | killed | seconds | words/s | one process, MiB | all, MiB | the same files |")
    print("|---|---|--:|--:|--:|--:|---|", flush=True)
    expected = None
    for executor, kill in [("local", False), *((name, True) for name in given.executors)]:
        name = f"{executor}{'-killed' if kill else ''}-{given.articles}"
        out = folder / name
        found = kept(
            folder / f"{name}.json",
            lambda e=executor, k=kill, o=out: coded(source, o, e, given.workers, per_shard, shards, k),
        )
        expected = expected or found["digest"]
        same = "yes" if found["digest"] == expected else "NO"
        print(
            f"| {executor} | {' and '.join(found['killed']) or 'none'} | {found['seconds']:.0f} "
            f"| {words / found['seconds']:,.0f} | {found['one'] / 2**20:.0f} | {found['all'] / 2**20:.0f} "
            f"| {same} |",
            flush=True,
        )
        if same == "NO":
            sys.exit(1)


if __name__ == "__main__":
    main()
