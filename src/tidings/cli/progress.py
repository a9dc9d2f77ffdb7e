"""The progress bar of `tidings code`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath

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
            bar.update(
                task,
                description=line(PurePath(progress.origin).name)[:40] or "reading",
                completed=progress.files_done,
                total=progress.files,
                counts=counts,
            )

        yield advance
