"""What the command line and notebooks call: read, code, store and look up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from tidings import ontology
from tidings.code.coder import Coder, TrainedCoder
from tidings.code.own_check import Hit, try_articles
from tidings.code.own_check import try_examples as try_own_examples
from tidings.code.pipeline import load
from tidings.config import Config, Limits, OwnType, Scale
from tidings.errors import ConfigurationError
from tidings.gazetteer import read_own_actors
from tidings.read import ReadOptions, count_files, read
from tidings.read.copies import copies, signature
from tidings.record import EventFilter, MentionFilter, Record, SeriesFilter, Summary, open_record
from tidings.scale.pooled_coder import pooled
from tidings.types import Article, Coding, Provenance, Quarantined

T = TypeVar("T")

__all__ = [
    "EventFilter",
    "MentionFilter",
    "Outcome",
    "Progress",
    "Run",
    "SeriesFilter",
    "Summary",
    "code_into",
    "code_into_record",
    "code_rows_into_record",
    "config",
    "day",
    "event_filter",
    "mention_filter",
    "open_record",
    "provenance",
    "read_options",
    "try_own_examples",
    "try_own_types",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files done of all, articles seen, those coded now, inputs quarantined, words coded.

    `origin` is the input that was read last; `note` is what the coder says of its cost.
    """

    files_done: int
    files: int
    articles: int
    coded: int
    quarantined: int
    words: int
    origin: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What one call of `code_into` did, and what the record holds after it; `seconds` is wall-clock time."""

    progress: Progress
    seconds: float
    summary: Summary


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: an article (its id) that is new or was known, or a numbered problem."""

    origin: str
    article: str | None
    title: str | None
    known: bool
    number: str | None
    reason: str | None


def read_options(*, keys: Sequence[str] = (), **given: Any) -> ReadOptions:
    """Options for `read` from the command line's words; `keys` are `OURS=THEIRS`.

    Raises ConfigurationError (TID-401) for a pair that is none, or an unknown key.
    """
    pairs = _pairs("--map", keys)
    try:
        return ReadOptions(**{k: v for k, v in given.items() if v is not None}, keys=pairs)
    except ValueError as error:  # pydantic's message lists each wrong value
        raise ConfigurationError("TID-401", name="options", detail=str(error)) from error


def config(
    *, actors: Path | None = None, own_types: Path | None = None, limits: Sequence[str] = ()
) -> Config:
    """Settings from the command line's words: files of your own actors (CSV) and event types (TOML).

    `limits` are `NAME=NUMBER`, of `Limits` or `Scale` (worker processes). Raises ConfigurationError for a
    file that can't be read (TID-404; event types TID-410, TID-411) and for a limit that is none (TID-401).
    """
    pairs = _pairs("--limit", limits)
    try:
        given = Limits.model_validate({k: v for k, v in pairs.items() if k not in _OF_WORKERS})
        scale = Scale.model_validate({k: v for k, v in pairs.items() if k in _OF_WORKERS})
    except ValueError as error:
        raise ConfigurationError("TID-401", name="--limit", detail=str(error)) from error
    return Config(
        limits=given,
        scale=scale,
        actors=read_own_actors(actors, ontology.SECTORS) if actors else (),
        own_types=ontology.read_own_types(own_types) if own_types else (),
    )


_OF_WORKERS: Final = Scale.model_fields.keys() - {"articles_per_shard"}
"""Settings of `Scale` that have no option of their own."""


def _pairs(name: str, given: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in given:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours or not theirs:
            raise ConfigurationError("TID-401", name=name, detail=f"{pair!r} is not of the form NAME=VALUE")
        pairs[ours] = theirs
    return pairs


def try_own_types(types: Sequence[OwnType], paths: Sequence[str | Path]) -> Iterator[Hit]:
    """Where the words of the user's own types stand in articles; inputs that can't be read are passed over.

    Raises ReadError (TID-101) for a path that is not there.
    """
    rows = read(paths, options=ReadOptions(), config=Config())
    return try_articles(types, (row for row in rows if isinstance(row, Article)))


def mention_filter(**wanted: Any) -> MentionFilter:
    """A filter of mentions; what is wrong with it is said when a record is asked."""
    return MentionFilter(**wanted)


def event_filter(**wanted: Any) -> EventFilter:
    """A filter of events; what is wrong with it is said when a record is asked."""
    return EventFilter(**wanted)


def day(name: str, value: str) -> date:
    """A day from the command line; ConfigurationError (TID-401) for other words."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError("TID-401", name=name, detail=f"{value!r} is no YYYY-MM-DD") from error


def provenance(config: Config, coder: Coder | None = None) -> Provenance:
    """What decides a row besides the article: ontology, reader (the trained one unless given), settings."""
    digest = (coder or TrainedCoder()).digest()
    return Provenance(ontology_version=ontology.VERSION, model_digest=digest, config_digest=config.digest())


def code_into(
    paths: Sequence[str | Path],
    record_path: Path,
    *,
    options: ReadOptions | None = None,
    config: Config | None = None,
    coder: Coder | None = None,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Read the paths, code what is new, and write it into the record, a whole batch at a time.

    Articles that the record holds from the same reader and settings are passed over, so that a second run
    changes nothing and an interrupted one goes on. `coder` is the trained pipeline unless given; `workers`
    processes do its work if they are more than one. Raises ReadError (TID-101) for a path that is not there,
    RecordError (2xx) where the record can't be opened or written, InstallationError (3xx) where a model is
    missing or refused.
    """
    provenance(config or Config(), coder)  # what is missing is said before a record is made
    with (
        _loading(wanted=coder is None and workers <= 1) as loaded,
        pooled(coder, config or Config(), workers) as (spread, larger),
        open_record(record_path, create=True) as record,
    ):
        loaded()
        return code_into_record(
            record, paths, options=options, config=larger, coder=spread, progress=progress
        )


def code_into_record(
    record: Record,
    paths: Sequence[str | Path],
    *,
    options: ReadOptions | None = None,
    config: Config | None = None,
    coder: Coder | None = None,
    progress: Callable[[Progress], None] | None = None,
    told: Callable[[Sequence[Outcome]], None] | None = None,
    linking: Callable[[], None] | None = None,
    stop: Callable[[], bool] | None = None,
    origin: Callable[[str], str] | None = None,
) -> Run:
    """As `code_into`, into a record that is open for writing; other threads may ask it meanwhile.

    `progress` and `told` are called after every batch; `told` gets what became of each article in it;
    `linking` is called once all is read. When `stop` says so (it is asked before each article), no more is
    read; what was coded until then is kept and linked. `origin` turns a path into the origin that is stored.
    """
    config, coder = config or Config(), coder or TrainedCoder()
    options = options or ReadOptions()
    if coder.every_language:
        options = options.model_copy(update={"every_language": True})
    stream = read(paths, options=options, config=config)
    renamed = (_renamed(row, origin) for row in stream) if origin else stream
    return code_rows_into_record(
        record, renamed, count_files(paths), config=config, coder=coder, progress=progress, told=told,
        linking=linking, stop=stop,
    )  # fmt: skip


def code_rows_into_record(
    record: Record,
    rows: Iterable[Article | Quarantined],
    files: int,
    *,
    config: Config | None = None,
    coder: Coder | None = None,
    progress: Callable[[Progress], None] | None = None,
    told: Callable[[Sequence[Outcome]], None] | None = None,
    linking: Callable[[], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Run:
    """As `code_into_record`, of what was read already, from so many `files`."""
    config, coder = config or Config(), coder or TrainedCoder()
    started = time.monotonic()
    stamp = provenance(config, coder)
    record.keep_own_types(config.own_types)
    state = Progress(0, files, 0, 0, 0, 0, "")
    opened: set[str] = set()
    for batch in _batches(_until(rows, stop), config.batch_articles):
        articles = [row for row in batch if isinstance(row, Article)]
        refused = [row for row in batch if isinstance(row, Quarantined)]
        known = record.known([article.id for article in articles], stamp)
        done: list[Coding] = []
        for row in coder.code(_until((a for a in articles if a.id not in known), stop), config):
            if isinstance(row, Quarantined):
                refused.append(row)
            else:
                done.append(row)
        signatures = {coding.article.id: signature(coding.article.text) for coding in done}
        record.write(done, refused, stamp, signatures)
        unreadable = {row.origin for row in refused}
        coded = {coding.article.id for coding in done}
        read_now = [a for a in articles if a.id in coded or a.id in known]
        record.clear_quarantine([a.origin for a in read_now if a.origin not in unreadable])
        opened.update(row.origin.split("!")[0] for row in batch)
        state = Progress(
            # The file that was read last may have more to give.
            files_done=min(len(opened) - 1, state.files),
            files=state.files,
            articles=state.articles + len(articles),
            coded=state.coded + len(done),
            quarantined=state.quarantined + len(refused),
            words=state.words + sum(len(coding.article.text.split()) for coding in done),
            origin=batch[-1].origin,
            note=coder.note(),
        )
        if told:
            told([*(_outcome(a, a.id in known) for a in read_now), *map(_outcome, refused)])
        if progress:
            progress(state)
    if linking:
        linking()
    record.replace_copies(copies(record.signatures(), config.copy_similarity))
    record.link()
    return Run(state, time.monotonic() - started, record.summary())


@contextmanager
def _loading(*, wanted: bool) -> Iterator[Callable[[], None]]:
    """Load the trained reader beside what is done here, if wanted; the function given waits until it is."""
    if not wanted:
        yield lambda: None
        return
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(load).result


def _outcome(row: Article | Quarantined, known: bool = False) -> Outcome:
    if isinstance(row, Article):
        return Outcome(row.origin, row.id, row.title, known, None, None)
    return Outcome(row.origin, None, None, False, row.number, row.reason)


def _renamed(row: Article | Quarantined, origin: Callable[[str], str]) -> Article | Quarantined:
    name = origin(row.origin)
    if isinstance(row, Article):
        return replace(row, origin=name)
    return Quarantined(name, row.number, row.reason.replace(row.origin, name))


def _until(stream: Iterable[T], stop: Callable[[], bool] | None) -> Iterator[T]:
    for row in stream:
        if stop and stop():
            return
        yield row


def _batches(stream: Iterator[Article | Quarantined], size: int) -> Iterator[list[Article | Quarantined]]:
    while batch := list(islice(stream, size)):
        yield batch
