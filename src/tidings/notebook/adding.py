"""Coding into a record."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from tidings import api
from tidings.code.coder import Coder, TrainedCoder
from tidings.config import Config
from tidings.notebook.inputs import articles_of, count_of
from tidings.notebook.reading import with_bar
from tidings.notebook.streams import ProblemWarning, told_words
from tidings.read import ReadOptions
from tidings.record import Record
from tidings.types import Quarantined


@dataclass(frozen=True, slots=True)
class Added:
    """What one call of `Record.add` did: articles coded now, known before, and what was left out.

    `seconds` is wall-clock time.
    """

    coded: int
    known: int
    problems: tuple[Quarantined, ...]
    seconds: float


def add_to(
    record: Record,
    given: object,
    options: ReadOptions,
    config: Config,
    coder: Coder | None,
    name: str,
    *,
    progress: bool,
) -> Added:
    """Code what is given into a record that is open for writing; raises as `articles_of`."""
    coder = coder or TrainedCoder()
    if coder.every_language:
        options = options.model_copy(update={"every_language": True})
    problems: list[Quarantined] = []

    def told(outcomes: Sequence[api.Outcome]) -> None:
        problems.extend(Quarantined(o.origin, o.number, o.reason or "") for o in outcomes if o.number)

    rows = articles_of(given, options, config, name)
    if progress:
        rows = with_bar(rows, count_of(given), "coding")
    run = api.code_rows_into_record(record, rows, 0, config=config, coder=coder, told=told)
    if problems:
        warnings.warn(told_words(problems, ".problems and in .quarantine()"), ProblemWarning, stacklevel=3)
    done = run.progress
    return Added(done.coded, done.articles - done.coded, tuple(problems), run.seconds)
