"""What users have in hand becomes articles: texts, rows, data frames, paths, articles, and mixtures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sized
from datetime import date
from pathlib import PurePath
from typing import Any, Final, TypeAlias

import pyarrow as pa

from tidings.api import day, read_options
from tidings.config import Config
from tidings.errors import ConfigurationError
from tidings.notebook.records import shown_article
from tidings.notebook.streams import Reading
from tidings.read import ReadOptions, count_files, read, read_row
from tidings.types import Article, Quarantined

Given: TypeAlias = str | os.PathLike[str] | Article | Mapping[str, Any]
"""One thing to code: a text, a path, an article, or a row with the key `text` (or `html`)."""

_LONGEST_PATH: Final = 4096
"""Characters of a path on Linux (`PATH_MAX`); a longer text is certainly none."""


def options_of(
    *,
    outlet: str | None,
    title: str | None,
    author: str | None,
    date: str | date | None,
    url: str | None,
    language: str | None,
    map: Mapping[str, str] | None,
) -> ReadOptions:
    """What the caller says of all articles; ConfigurationError TID-401 for what makes no sense."""
    return read_options(
        outlet=outlet, title=title, author=author, url=url, language=language,
        published=day("date", date) if isinstance(date, str) else date,
        keys=[f"{ours}={theirs}" for ours, theirs in (map or {}).items()],
    )  # fmt: skip


def articles_of(
    given: object, options: ReadOptions, config: Config, origin: str
) -> Iterator[Article | Quarantined]:
    """Articles, and why something is none, one at a time; `origin` is what origins of rows begin with.

    Raises ConfigurationError TID-422 where a text is a path, TID-423 for what is nothing to code, ReadError
    TID-101 for a path that is not there; the first two before anything is coded, unless met in a stream.
    """
    refuse_path(given)
    if isinstance(given, Reading):
        return given.handed_on()
    return _articles(_items(given), options, config, origin)


def count_of(given: object) -> int | None:
    """How many things to code there are, as far as that can be told without reading them."""
    if isinstance(given, str | Mapping | Article):
        return 1
    if isinstance(given, os.PathLike):
        return count_files([os.fspath(given)])
    if isinstance(given, Sized):
        return len(given)
    return None


def refuse_path(given: object) -> None:
    """ConfigurationError TID-422 for a string that names a file or folder.

    A string is a text, always; were it taken for a path, texts from elsewhere could have files read.
    """
    if isinstance(given, str) and given and len(given) < _LONGEST_PATH and "\n" not in given:
        try:
            there = os.path.lexists(given)
        except (OSError, ValueError):
            there = False
        if there:
            raise ConfigurationError("TID-422", value=given)


def _items(given: object) -> Iterable[object]:
    if isinstance(given, str | os.PathLike | Article | Mapping | Quarantined):
        return [given]
    # A data frame or table; a column of one (which has a dtype) is an iterable of its values.
    if hasattr(given, "__arrow_c_stream__") and not hasattr(given, "dtype"):
        return _rows(given)
    if isinstance(given, Iterable) and not isinstance(given, bytes | bytearray):
        return given
    raise ConfigurationError("TID-423", kind=f"An object of type {type(given).__name__}")


def _rows(frame: object) -> Iterator[Mapping[str, Any]]:
    for batch in pa.RecordBatchReader.from_stream(frame):
        for start in range(0, batch.num_rows, 256):
            yield from batch.slice(start, 256).to_pylist()


def _articles(
    items: Iterable[object], options: ReadOptions, config: Config, origin: str
) -> Iterator[Article | Quarantined]:
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        for found in _of(item, options, config, f"{origin}!row {number}"):
            if isinstance(found, Article):
                if found.id in seen:
                    continue
                seen.add(found.id)
                yield shown_article(found)
            else:
                yield found


def _of(
    item: object, options: ReadOptions, config: Config, origin: str
) -> Iterator[Article | Quarantined] | list[Article | Quarantined]:
    match item:
        case Article() | Quarantined():
            return [item]
        case str():
            return [read_row({options.key("text"): item}, origin, options=options, config=config)]
        case Mapping():
            return [read_row(_plain(item, options), origin, options=options, config=config)]
        case PurePath() | os.PathLike():
            return read([os.fspath(item)], options=options, config=config)
    kind = f"An object of type {type(item).__name__} ({origin})"
    raise ConfigurationError("TID-423", kind=kind)


def _plain(row: Mapping[str, Any], options: ReadOptions) -> dict[str, object]:
    """The row as JSON would have it: days in ISO 8601, nothing where a data frame has none.

    `published` is another name for `date`, as in `Article`.
    """
    plain = {str(name): _value(value) for name, value in row.items()}
    if options.key("date") not in plain and "published" in plain:
        plain[options.key("date")] = plain["published"]
    return plain


def _value(value: object) -> object:
    if isinstance(value, float | date) and value != value:  # noqa: PLR0124 - NaN and NaT are not themselves
        return None
    return value.isoformat() if isinstance(value, date) else value
