"""Shards as a step of a DataTrove pipeline, for its executors: one machine, Slurm, Ray.

Needs `pip install "tidings[scale]"`: import it only where DataTrove is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datatrove.pipeline.base import PipelineStep

from tidings.code.coder import Coder
from tidings.scale.executors import done_shards, pooled
from tidings.scale.places import place
from tidings.scale.plan import needed_plan
from tidings.scale.pool import Pool


class CodeShards(PipelineStep):  # type: ignore[misc]
    """Codes the shards of a plan: of `world_size` tasks, task `rank` codes every shard whose number leaves
    that remainder.

    `folder` is where `tidings shard --plan-only` put the plan, a path that every machine sees or an address
    such as `s3://bucket/coded`. `workers` processes of each task read articles: an article that kills one
    of them is found out and left out, and the task lives on. Shards that are done are left as they are, by
    their manifests, so that a task can be run again at any time; `skip_completed` of the executor only saves
    looking. `coder` is the trained reader unless given.
    """

    type = "tidings"
    name = "Code shards"

    def __init__(self, folder: str, workers: int = 1, coder: Coder | None = None) -> None:
        super().__init__()
        self.folder = str(folder)
        self.workers = workers
        self.coder = coder

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Code the shards of this task; documents that come in are passed on."""
        target = place(self.folder)
        plan = needed_plan(target)
        mine = plan.shards[rank::world_size]
        done = done_shards(plan, target, mine)
        names = [shard.name for shard in mine if shard.name not in done]
        if names:
            with (
                Pool(min(self.workers, len(names)), plan.config, self.coder) as pool,
                self.track_time("shard"),
            ):
                for manifest in pooled(pool, target, names):
                    self.stat_update("shards")
                    self.stat_update("articles", value=manifest.articles, unit="shard")
                    self.stat_update("words", value=manifest.words, unit="shard")
                    self.stat_update("quarantined", value=manifest.quarantined, unit="shard")
        if data:
            yield from data
