"""DataTrove's clusters and S3, killed on the way: python benchmarks/clusters.py [ray] [s3] [slurm]

Invented articles (200 of 4 sentences each unless told otherwise) are coded by the executor `local`, then

- `ray`: by `RayPipelineExecutor` on this machine (`pip install ray`), where SIGKILL hits one worker process,
  then the driver with everything that it started; the same script is run again.
- `slurm`: by `SlurmPipelineExecutor` on the cluster that `sbatch` reaches, which must see `--folder`. SIGKILL
  hits one worker process where the cluster is this machine, then `scancel` the job; the same script is run
  again.
- `s3`: by `tidings shard`, with articles and shards in S3: a server of moto on this machine
  (`pip install "moto[server]" s3fs`). SIGKILL hits one worker process, then the whole run, which is given
  again.

Prints whether the files are the same, byte for byte, as those of the executor `local`, whether shards that
were done before the second kill were left as they are, and how many articles there are.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pyarrow.dataset as ds
from executors import RUN, article, digest

SENTENCES = 4
TASKS = 4
BUCKET = "s3://news"
DRIVER = """
import sys
from datatrove.executor import {name}
from tidings.scale.trove import CodeShards
if __name__ == "__main__":
    {before}
    {name}(pipeline=[CodeShards(sys.argv[1])], tasks={tasks}, logging_dir=sys.argv[2], {more}).run()
"""
JOB = "tidings-benchmark"


def generate(folder: Path, count: int) -> None:
    """Files of 50 articles each."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, 50):
        rows = [
            article(n) | {"text": " ".join(article(n + count * k)["text"] for k in range(SENTENCES))}
            for n in range(first, min(first + 50, count))
        ]
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{first:06}.jsonl").write_text(lines, encoding="utf-8")


def shard(source: str, out: str, per_shard: int, *more: str) -> list[str]:
    return [*RUN, "shard", source, "--to", out, "--articles-per-shard", str(per_shard), "--quiet", *more]


def ended(command: list[str]) -> None:
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"failed: {' '.join(command)}\n{run.stdout}{run.stderr}")


def wait(until: Callable[[], bool], run: subprocess.Popen[bytes] | None = None, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until() and (run is None or run.poll() is None):
        time.sleep(0.05)


def coders(mine: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    """The worker processes that code for a run."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        with contextlib.suppress(psutil.Error):
            if "tidings.scale.worker" in (process.info["cmdline"] or []) and mine(process):
                found.append(process)
    return found


def below(pid: int) -> Callable[[psutil.Process], bool]:
    return lambda process: any(parent.pid == pid for parent in process.parents())


def of_slurm(process: psutil.Process) -> bool:
    return process.environ().get("SLURM_JOB_NAME") == JOB


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def kill_all(run: subprocess.Popen[bytes]) -> None:
    """The run and everything it started: Ray's own processes too."""
    below_it = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(signal.SIGKILL)
    kill(below_it)
    run.wait()


class Trial:
    """Kills on the way: `done` gives the manifests that are there, with what changes when one is written."""

    def __init__(self, name: str, shards: int, done: Callable[[], dict[str, object]]) -> None:
        self.name, self.shards, self.done = name, shards, done
        self.before: dict[str, object] = {}
        self.killed: list[str] = []

    def first_kill(self, run: subprocess.Popen[bytes] | None, mine: Callable[[psutil.Process], bool]) -> None:
        wait(lambda: len(self.done()) >= 1, run)
        if some := coders(mine):
            kill(some[:1])
            self.killed.append("a worker")

    def second_kill(self, run: subprocess.Popen[bytes] | None, how: Callable[[], None], what: str) -> None:
        wait(lambda: len(self.done()) >= self.shards // 2, run)
        if len(self.done()) < self.shards and (run is None or run.poll() is None):
            how()
            self.killed.append(what)
        self.before = self.done()

    def report(self, out: Path, expected: str, articles: int) -> bool:
        after = self.done()
        left = all(after.get(name) == at for name, at in self.before.items())
        articles_of = ds.dataset(sorted((out / "articles").glob("*.parquet")))
        ids = articles_of.to_table(columns=["id"])["id"].to_pylist()
        same = digest(out) == expected
        once = len(ids) == len(set(ids)) == articles
        print(
            f"| {self.name} | {' and '.join(self.killed) or 'none'} | {len(self.before)} of {self.shards} "
            f"| {'yes' if left else 'NO'} | {len(ids)} | {'yes' if same else 'NO'} |",
            flush=True,
        )
        return same and left and once


def on_disk(out: Path) -> Callable[[], dict[str, object]]:
    def done() -> dict[str, object]:
        found: dict[str, object] = {}
        for path in out.glob("manifests/*.json"):
            with contextlib.suppress(FileNotFoundError):
                found[path.name] = path.stat().st_mtime_ns
        return found

    return done


def driver(folder: Path, name: str, **words: str) -> list[str]:
    path = folder / f"{name}.py"
    path.write_text(DRIVER.format(name=name, tasks=TASKS, **{"before": "pass", "more": "", **words}))
    return [sys.executable, str(path)]


def ray(folder: Path, source: Path, given: argparse.Namespace, expected: str) -> bool:
    out, logs = folder / "ray", folder / "ray-logs"
    ended(shard(str(source), str(out), given.per_shard, "--plan-only"))
    before = f"import ray; ray.init(num_cpus={given.workers}, include_dashboard=False)"
    more = "cpus_per_task=1, mem_per_cpu_gb=1"
    command = [*driver(folder, "RayPipelineExecutor", before=before, more=more), str(out), str(logs)]
    trial = Trial("Ray", given.shards, on_disk(out))
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    trial.first_kill(run, below(run.pid))
    trial.second_kill(run, lambda: kill_all(run), "driver, raylet and workers")
    run.wait()
    ended(command)
    return trial.report(out, expected, given.articles)


def jobs() -> bool:
    names = ["squeue", "-h", "-n", JOB]
    return bool(subprocess.run(names, capture_output=True, text=True, check=True).stdout.strip())


def slurm(folder: Path, source: Path, given: argparse.Namespace, expected: str) -> bool:
    out, logs = folder / "slurm", folder / "slurm-logs"
    ended(shard(str(source), str(out), given.per_shard, "--plan-only"))
    more = (
        f"job_name={JOB!r}, time='00:20:00', partition={given.partition!r}, cpus_per_task=1, mem_per_cpu_gb=2"
    )
    command = [*driver(folder, "SlurmPipelineExecutor", more=more), str(out), str(logs)]
    trial = Trial("Slurm", given.shards, on_disk(out))
    ended(command)
    trial.first_kill(None, of_slurm)
    trial.second_kill(None, lambda: ended(["scancel", "-n", JOB]), "the job (scancel)")
    wait(lambda: not jobs())
    ended(command)
    wait(lambda: len(trial.done()) == given.shards)
    wait(lambda: not jobs(), seconds=60)
    return trial.report(out, expected, given.articles)


@contextlib.contextmanager
def server() -> Iterator[None]:
    """A server of S3 on this machine, and where it is in the environment, while it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keys = {
        "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1",
        "FSSPEC_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    os.environ.update(keys)
    run = subprocess.Popen(
        [shutil.which("moto_server") or "moto_server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        run.terminate()
        run.wait()


def s3(folder: Path, source: Path, given: argparse.Namespace, _: str) -> bool:
    with server():
        import fsspec  # noqa: PLC0415 - it reads the environment when it is imported

        store = fsspec.filesystem("s3")

        def there() -> bool:
            with contextlib.suppress(Exception):
                store.mkdir(BUCKET)
                return True
            return False

        def done() -> dict[str, object]:
            store.invalidate_cache()
            with contextlib.suppress(FileNotFoundError):
                found = store.ls(f"{BUCKET}/coded/manifests", detail=True)
                return {file["name"]: file["LastModified"] for file in found}
            return {}

        wait(there, seconds=60)
        for path in source.iterdir():
            store.put_file(str(path), f"{BUCKET}/articles/{path.name}")
        ended(shard(f"{BUCKET}/articles", str(folder / "s3-local"), given.per_shard))
        expected = digest(folder / "s3-local")
        command = shard(
            f"{BUCKET}/articles", f"{BUCKET}/coded", given.per_shard, "--workers", str(given.workers)
        )
        trial = Trial("S3", given.shards, done)
        run = subprocess.Popen(command)
        trial.first_kill(run, below(run.pid))
        trial.second_kill(run, lambda: kill_all(run), "the run")
        run.wait()
        ended(command)
        store.get(f"{BUCKET}/coded", str(folder / "s3"), recursive=True)
        return trial.report(folder / "s3", expected, given.articles)


KINDS = {"ray": ray, "s3": s3, "slurm": slurm}


def main() -> None:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("kinds", nargs="*", choices=[[], *KINDS], default=[], metavar="KIND")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--shards", type=int, default=16, help="shards that the articles are cut into, about")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--partition", default="cpu", help="Slurm's")
    parser.add_argument("--folder", type=Path, help="an empty folder to work in")
    given = parser.parse_args()
    folder = (given.folder or Path(tempfile.mkdtemp(prefix="tidings-clusters-"))).resolve()
    given.per_shard = max(1, -(-given.articles // given.shards))
    generate(folder / "articles", given.articles)
    ended(shard(str(folder / "articles"), str(folder / "local"), given.per_shard))
    given.shards = len(list(folder.glob("local/manifests/*.json")))
    expected = digest(folder / "local")
    print("| with | killed on the way | done before | left as they were | articles | the same files |")
    print("|---|---|--:|---|--:|---|", flush=True)
    right = [KINDS[name](folder, folder / "articles", given, expected) for name in given.kinds or KINDS]
    if not all(right):
        sys.exit(1)


if __name__ == "__main__":
    main()
