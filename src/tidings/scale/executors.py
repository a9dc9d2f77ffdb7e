"""Executors: what runs `code_shard` for all shards of a plan. All give the same files."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tidings.config import Config
from tidings.errors import ConfigurationError, InstallationError, ScaleError, TidingsError
from tidings.read import ReadOptions
from tidings.scale.journal import FOLDER, Journal, note_late
from tidings.scale.overdue import ENDED, TimedCoder
from tidings.scale.places import Place, place
from tidings.scale.plan import Plan, Shard, stored_plan
from tidings.scale.pool import STARTS, Pool, cores, how_it_ended
from tidings.scale.shard import MANIFESTS, Manifest, check_machine, code_shard, promised, stamp, trained
from tidings.scale.tables import TABLES

if TYPE_CHECKING:
    from tidings.code.coder import Coder

EXECUTORS: Final = ("local", "serial", "datatrove")
"""Names of executors: worker processes on this machine; this process alone; DataTrove's."""


@dataclass(frozen=True, slots=True)
class ShardProgress:
    """How far a run is: shards done of all, those that were done before it, articles and words coded in it,
    inputs quarantined, bytes of the input done of all; `planning` while the input is only looked at."""

    shards: int
    done: int
    before: int
    articles: int
    words: int
    quarantined: int
    bytes: int
    all_bytes: int
    planning: bool = False


@dataclass(frozen=True, slots=True)
class ShardRun:
    """What a run came to: its plan and, for every shard, its manifest."""

    plan: Plan
    manifests: tuple[Manifest, ...]
    progress: ShardProgress


class Tally:
    """Counts what is done, and tells it."""

    def __init__(
        self, plan: Plan, before: dict[str, Manifest], tell: Callable[[ShardProgress], None]
    ) -> None:
        self.done = dict(before)
        self._sizes = {shard.name: shard.bytes for shard in plan.shards}
        self._under_way: dict[str, tuple[int, int]] = {}
        self._tell = tell
        self._state = ShardProgress(
            len(plan.shards),
            0,
            len(before),
            0,
            0,
            0,
            sum(self._sizes[n] for n in before),
            sum(self._sizes.values()),
        )
        self.tell()

    def coded(self, shard: str, articles: int, words: int) -> None:
        """So much of a shard is coded."""
        self._under_way[shard] = (articles, words)
        self.tell()

    def lost(self, shard: str) -> None:
        """What was coded of a shard is gone."""
        self._under_way.pop(shard, None)

    def finished(self, manifest: Manifest) -> None:
        """A shard is done."""
        self._under_way.pop(manifest.shard, None)
        self.done[manifest.shard] = manifest
        s = self._state
        self._state = replace(
            s, articles=s.articles + manifest.articles, words=s.words + manifest.words,
            quarantined=s.quarantined + manifest.quarantined, bytes=s.bytes + self._sizes[manifest.shard],
        )  # fmt: skip
        self.tell()

    @property
    def state(self) -> ShardProgress:
        """Everything until now, shards under way included."""
        s, under_way = self._state, self._under_way.values()
        return replace(
            s, done=len(self.done), articles=s.articles + sum(a for a, _ in under_way),
            words=s.words + sum(w for _, w in under_way),
        )  # fmt: skip

    def tell(self) -> None:
        """Tell how far it is."""
        self._tell(self.state)


def code_shards(
    paths: Sequence[str | Path],
    folder: str | os.PathLike[str],
    *,
    options: ReadOptions | None = None,
    config: Config | None = None,
    executor: str = "local",
    workers: int | None = None,
    coder: Coder | None = None,
    progress: Callable[[ShardProgress], None] | None = None,
) -> ShardRun:
    """Code the articles at these paths into the shards of a folder; what is done already is left as it is.

    The folder may be an address that fsspec understands. `workers` is the number of cores unless given.
    Raises ScaleError (7xx) where the folder holds something else or a shard can't be coded, ReadError
    (TID-101) for a path that is not there, ConfigurationError (TID-401) for an executor that is not known,
    InstallationError (3xx, TID-708) where something is missing.
    """
    plan = plan_shards(paths, folder, options=options, config=config, coder=coder, progress=progress)
    return run_plan(
        plan, place(folder), config=config, executor=executor, workers=workers, coder=coder, progress=progress
    )


def plan_shards(
    paths: Sequence[str | Path],
    folder: str | os.PathLike[str],
    *,
    options: ReadOptions | None = None,
    config: Config | None = None,
    coder: Coder | None = None,
    progress: Callable[[ShardProgress], None] | None = None,
) -> Plan:
    """The plan that is stored in a folder, or a new one, which is then stored; raises as `code_shards`."""
    config, options = config or Config(), options or ReadOptions()
    if coder is not None and coder.every_language:
        options = options.model_copy(update={"every_language": True})

    def looked(seen: int) -> None:
        if progress:
            progress(ShardProgress(0, 0, 0, 0, 0, 0, seen, 0, planning=True))

    return stored_plan(place(folder), paths, options, config, stamp(config, coder), looked)


def run_plan(
    plan: Plan,
    target: Place,
    *,
    config: Config | None = None,
    executor: str = "local",
    workers: int | None = None,
    coder: Coder | None = None,
    progress: Callable[[ShardProgress], None] | None = None,
) -> ShardRun:
    """Code what is missing of a plan that is stored in a folder; see `code_shards`."""
    if executor not in EXECUTORS:
        raise ConfigurationError("TID-401", name="executor", detail=f"{executor!r} is none of {EXECUTORS}")
    check_machine(plan, target.name, coder)
    tally = Tally(plan, done_shards(plan, target), progress or (lambda _: None))
    missing = [shard for shard in plan.shards if shard.name not in tally.done]
    workers = workers or cores()
    if not missing:
        pass
    elif executor == "serial":
        timed = TimedCoder(coder or trained(), plan.config.scale, fatal=False)
        for shard in missing:
            told = _teller(tally, shard)
            tally.finished(code_shard(plan, shard, target, coder=timed, told=told))
    elif executor == "datatrove":
        _by_datatrove(target, workers, coder)
        for name, manifest in done_shards(plan, target).items():
            if name not in tally.done:
                tally.finished(manifest)
    else:
        names = [shard.name for shard in missing]
        with Pool(min(workers, len(names)), config or plan.config, coder) as pool:
            for manifest in pooled(pool, target, names, tally):
                tally.finished(manifest)
    for file in target.sizes(FOLDER):  # of processes that were killed just after their shard was done
        target.remove(f"{FOLDER}/{file}")
    return ShardRun(plan, tuple(tally.done[shard.name] for shard in plan.shards), tally.state)


def _teller(tally: Tally, shard: Shard) -> Callable[[int, int], None]:
    return lambda articles, words: tally.coded(shard.name, articles, words)


def done_shards(plan: Plan, target: Place, shards: Sequence[Shard] | None = None) -> dict[str, Manifest]:
    """The manifests of the shards that are done, by name: of these shards, or of all in the plan."""
    there = target.sizes(MANIFESTS)
    sizes = {name: target.sizes(name) for name in TABLES} if there else {}
    found: dict[str, Manifest] = {}
    for shard in plan.shards if shards is None else shards:
        if f"{shard.name}.json" in there and (manifest := promised(target, plan, shard)) is not None:
            file = f"{shard.name}.parquet"
            if all(sizes[name].get(file) == size for name, (_, size) in manifest.files.items()):
                found[shard.name] = manifest
    return found


def pooled(pool: Pool, target: Place, names: Sequence[str], tally: Tally | None = None) -> Iterator[Manifest]:
    """The manifests of these shards, as worker processes finish them.

    A shard whose worker died is given out again: its journal (`tidings.scale.journal`) finds what the worker
    died of. Raises ScaleError TID-706 at the end where shards could not be coded; an error that all would
    meet at once.
    """
    stuck: Counter[str] = Counter()
    blames: Counter[str] = Counter()
    failed: dict[str, str] = {}
    for name in names:
        pool.submit(name, "shard", target.name, name)
    with closing(pool.reports()) as reports:
        for report in reports:
            name, value = report.key, report.value
            if report.kind == "told":
                if tally:
                    tally.coded(name, *value)
            elif report.kind == "done":
                yield value
            elif report.kind == "failed":
                if isinstance(value, InstallationError) or _of_all(value):
                    raise value
                failed[name] = str(value)
            else:
                if tally:
                    tally.lost(name)
                if value == ENDED:
                    note_late(target, name)
                blame = Journal(target, name, 1).blame
                stuck[name] += blame <= blames[name]
                blames[name] = blame
                if stuck[name] >= STARTS:
                    failed[name] = f"its worker {how_it_ended(value)}"
                else:
                    pool.submit(name, "shard", target.name, name, first=True)
    if failed:
        name = min(failed)
        raise ScaleError(
            "TID-706", folder=target.name, count=len(failed), name=name, detail=failed[name].rstrip(".")
        )


def _of_all(error: BaseException) -> bool:
    """Whether every shard would meet this error."""
    return isinstance(error, TidingsError) and error.number in {"TID-204", "TID-705", "TID-707"}


def _by_datatrove(target: Place, workers: int, coder: Coder | None) -> None:
    """DataTrove's own executor for one machine, with one task: its shards go to `workers` processes."""
    try:
        local = importlib.import_module("datatrove.executor").LocalPipelineExecutor
        steps = importlib.import_module("tidings.scale.trove")
    except ImportError as error:
        raise InstallationError("TID-708", what="The executor datatrove", package="datatrove") from error
    with tempfile.TemporaryDirectory(prefix="tidings-") as logs:
        step = steps.CodeShards(target.name, workers=workers, coder=coder)
        local(pipeline=[step], tasks=1, workers=1, logging_dir=logs, skip_completed=False).run()
