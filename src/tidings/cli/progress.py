"""The progress bars of `tidings code`, `tidings shard`, `tidings gather` and `tidings link`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from tidings import api
from tidings.cli.terminal import console, line

if TYPE_CHECKING:
    from tidings.scale.executors import ShardProgress
    from tidings.scale.gathering import Gathered
    from tidings.scale.linking import Linked


@contextmanager
def coding_progress(*, disable: bool) -> Iterator[Callable[[api.Progress], None]]:
    """A bar on standard error if that is a terminal, gone when done; the value is for `api.code_into`."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("files  {task.fields[counts]}"),
        TimeElapsedColumn(),
        console=console(stderr=True),
        transient=True,
        disable=disable or not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("reading", total=None, counts="")

        def advance(progress: api.Progress) -> None:
            counts = f"{progress.articles} articles, {progress.words:,} words coded"
            if progress.quarantined:
                counts += f", {progress.quarantined} quarantined"
            if progress.note:
                counts += f"; {line(progress.note)}"
            bar.update(
                task,
                description=line(PurePath(progress.origin).name)[:40] or "reading",
                completed=progress.files_done,
                total=progress.files,
                counts=counts,
            )

        yield advance


@contextmanager
def _bar(unit: str, *, disable: bool) -> Iterator[Callable[..., None]]:
    """A bar of so many of a unit; the value takes what `rich` calls a task's fields."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn(f"{unit}  {{task.fields[counts]}}"),
        TimeElapsedColumn(),
        console=console(stderr=True),
        transient=True,
        disable=disable or not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("starting", total=None, counts="")
        yield partial(bar.update, task)


@contextmanager
def shard_progress(*, disable: bool) -> Iterator[Callable[[ShardProgress], None]]:
    """A bar over all shards of a run; the value is for `code_shards`."""
    began = time.monotonic()
    with _bar("shards", disable=disable) as update:

        def advance(progress: ShardProgress) -> None:
            if progress.planning:
                update(description="planning", counts=f"{progress.bytes / 1e6:,.0f} MB seen")
                return
            seconds = max(time.monotonic() - began, 0.001)
            counts = f"{progress.articles:,} articles, {progress.words / seconds:,.0f} words a second"
            if progress.quarantined:
                counts += f", {progress.quarantined:,} quarantined"
            update(description="coding", completed=progress.done, total=progress.shards, counts=counts)

        yield advance


@contextmanager
def gathering_progress(*, disable: bool) -> Iterator[Callable[[Gathered], None]]:
    """A bar over all shards that are gathered; the value is for `gather_into`."""
    with _bar("shards", disable=disable) as update:

        def advance(done: Gathered) -> None:
            what = "linking" if done.linking else "loading"
            update(
                description=what, completed=done.done, total=done.shards, counts=f"{done.articles:,} articles"
            )

        yield advance


@contextmanager
def linking_progress(*, disable: bool) -> Iterator[Callable[[Linked], None]]:
    """A bar over the steps of linking shards; the value is for `link_shards`."""
    with _bar("steps", disable=disable) as update:

        def advance(found: Linked) -> None:
            update(description="linking", completed=found.done, total=found.steps)

        yield advance
