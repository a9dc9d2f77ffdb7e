"""`tidings.read` and `tidings.code`: files to articles, and articles to codings, as streams."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tidings import api
from tidings.code.coder import Coder, TrainedCoder
from tidings.config import Config
from tidings.notebook.inputs import Given, articles_of, count_of, options_of
from tidings.notebook.records import Coding, shown, shown_article
from tidings.notebook.streams import Codings, Reading
from tidings.read import read as read_files
from tidings.types import Article, Quarantined

T = TypeVar("T")


def read(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    outlet: str | None = None,
    title: str | None = None,
    author: str | None = None,
    date: str | date | None = None,
    url: str | None = None,
    language: str | None = None,
    map: Mapping[str, str] | None = None,
    config: Config | None = None,
    on_problem: Callable[[Quarantined], None] | None = None,
) -> Reading:
    """The articles in a file or folder, or in several: text, HTML, PDF, JSON Lines, CSV, WARC, RSS.

    Articles come one at a time, each once. `outlet`, `title`, `author`, `date` (`YYYY-MM-DD`), `url` and
    `language` hold for all of them and go before what the files say; `map` says how JSON Lines or CSV name a
    key: `map={"text": "body"}`. What can't be read is left out and kept in the result's `problems`, or given
    to `on_problem`.

    Raises ReadError TID-101 for a path that is not there, ConfigurationError TID-401 for what makes no sense.
    """
    options = options_of(
        outlet=outlet, title=title, author=author, date=date, url=url, language=language, map=map
    )
    paths = [path] if isinstance(path, str | os.PathLike) else list(path)
    rows = read_files([Path(p) for p in paths], options=options, config=config)
    return Reading((row if isinstance(row, Quarantined) else shown_article(row) for row in rows), on_problem)


def code(
    articles: Given | Iterable[Given] | object,
    *,
    progress: bool = False,
    outlet: str | None = None,
    title: str | None = None,
    author: str | None = None,
    date: str | date | None = None,
    url: str | None = None,
    language: str | None = None,
    map: Mapping[str, str] | None = None,
    actors: str | os.PathLike[str] | None = None,
    own_types: str | os.PathLike[str] | None = None,
    config: Config | None = None,
    coder: Coder | None = None,
    on_problem: Callable[[Quarantined], None] | None = None,
) -> Codings:
    """What each article says: its statements, mentions and figures.

    `articles` is what you have: a text, an article, a row (a mapping with the keys of JSON Lines: `text`,
    `title`, `outlet`, `date` ...), a `pathlib.Path`, a data frame (pandas, Polars, Arrow) with such columns,
    or any iterable of these, read as it is needed. A string is always a text. The codings come one at a time
    in the same order, an article that is met again is passed over; `Config.batch_articles` are coded
    together. `progress` shows a bar. `actors` is your own table of actors, a CSV file, `own_types` your
    own event types, a TOML file. The other words are those of `tidings.read`; they say nothing of articles
    that are articles already.

    What can't be coded is left out and kept in the result's `problems`, or given to `on_problem`.

    Raises ConfigurationError TID-422 for a string that names a file, TID-423 for what is nothing to code;
    InstallationError (3xx) where a model is missing.
    """
    config = settings(config, actors, own_types)
    coder = coder or TrainedCoder()
    options = options_of(
        outlet=outlet, title=title, author=author, date=date, url=url, language=language, map=map
    )
    if coder.every_language:
        options = options.model_copy(update={"every_language": True})
    rows = articles_of(articles, options, config, "python")
    if progress:
        rows = with_bar(rows, count_of(articles), "coding")
    return Codings(_coded(rows, coder, config), on_problem)


def settings(
    config: Config | None,
    actors: str | os.PathLike[str] | None,
    own_types: str | os.PathLike[str] | None,
) -> Config:
    """The settings, with the user's own actors and event types in the place of theirs.

    Raises ConfigurationError for a broken file: TID-404 for actors, TID-410 and TID-411 for types.
    """
    config = config or Config()
    given = api.config(
        actors=None if actors is None else Path(actors),
        own_types=None if own_types is None else Path(own_types),
    )
    own = {"actors": actors and given.actors, "own_types": own_types and given.own_types}
    return config.model_copy(update={name: value for name, value in own.items() if value is not None})


def _coded(
    rows: Iterator[Article | Quarantined], coder: Coder, config: Config
) -> Iterator[Coding | Quarantined]:
    refused: list[Quarantined] = []

    def articles() -> Iterator[Article]:
        for row in rows:
            if isinstance(row, Quarantined):
                refused.append(row)
            else:
                yield row

    for found in coder.code(articles(), config):
        yield from refused
        refused.clear()
        yield found if isinstance(found, Quarantined) else shown(found)
    yield from refused


def with_bar(rows: Iterator[T], total: int | None, what: str) -> Iterator[T]:
    """The same rows, with a progress bar while they are taken; it is gone at the end."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        transient=True,
    ) as bar:
        task = bar.add_task(what, total=total)
        for row in rows:
            yield row
            bar.advance(task)
