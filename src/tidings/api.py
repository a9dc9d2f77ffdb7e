"""What the command line and notebooks call: read, code, store, look up, score and export."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tidings import evaluate, ontology
from tidings import export as exports
from tidings.code.pipeline import code, reader_digest
from tidings.config import Config
from tidings.errors import ConfigurationError, GoldError
from tidings.evaluate import Scores
from tidings.gazetteer import read_own_actors
from tidings.read import ReadOptions, count_files, read
from tidings.read.copies import copies, signature
from tidings.record import MentionFilter, Summary, open_record
from tidings.types import Article, Coding, Provenance, Quarantined

__all__ = [
    "MentionFilter",
    "Progress",
    "Run",
    "Summary",
    "code_into",
    "config",
    "export_record",
    "mention_filter",
    "open_record",
    "provenance",
    "read_options",
    "score_gold",
    "standoff_line",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files done of all, articles seen, those coded now, inputs quarantined, words coded.

    `origin` is the input that was read last.
    """

    files_done: int
    files: int
    articles: int
    coded: int
    quarantined: int
    words: int
    origin: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one call of `code_into` did, and what the record holds after it; `seconds` is wall-clock time."""

    progress: Progress
    seconds: float
    summary: Summary


def read_options(*, keys: Sequence[str] = (), **given: Any) -> ReadOptions:
    """Options for `read` from the command line's words; `keys` are `OURS=THEIRS`.

    Raises ConfigurationError (TID-401) for a pair that is none, or an unknown key.
    """
    pairs: dict[str, str] = {}
    for pair in keys:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours or not theirs:
            raise ConfigurationError(
                "TID-401", name="--map", detail=f"{pair!r} is not of the form OURS=THEIRS"
            )
        pairs[ours] = theirs
    try:
        return ReadOptions(**{k: v for k, v in given.items() if v is not None}, keys=pairs)
    except ValueError as error:  # pydantic's message lists each wrong value
        raise ConfigurationError("TID-401", name="options", detail=str(error)) from error


def config(*, actors: Path | None = None) -> Config:
    """Settings from the command line's words; `actors` is a CSV file of the user's own actors.

    Raises ConfigurationError (TID-404) for a table that can't be read.
    """
    return Config(actors=read_own_actors(actors)) if actors else Config()


def mention_filter(**wanted: Any) -> MentionFilter:
    """A filter of mentions; UnknownCodeError (TID-303) for a type that the ontology does not have."""
    found = MentionFilter(**wanted)
    if found.type is not None:
        ontology.event_type(found.type.upper())
    return found


def standoff_line(coding: Coding) -> str:
    """One article as standoff JSON, without a line end."""
    return json.dumps(evaluate.to_standoff(coding), ensure_ascii=False)


def provenance(config: Config) -> Provenance:
    """What decides a row besides the article: ontology, reader and settings."""
    return Provenance(
        ontology_version=ontology.VERSION, model_digest=reader_digest(), config_digest=config.digest()
    )


def code_into(
    paths: Sequence[str | Path],
    record_path: Path,
    *,
    options: ReadOptions | None = None,
    config: Config | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Read the paths, code what is new, and write it into the record, a whole batch at a time.

    Articles that the record holds from the same reader and settings are passed over, so that a second run
    changes nothing and an interrupted one goes on. Raises ReadError (TID-101) for a path that is not there,
    RecordError (2xx) where the record can't be opened or written, InstallationError (3xx) where a model is
    missing or refused.
    """
    config = config or Config()
    started = time.monotonic()
    stamp = provenance(config)
    files = count_files(paths)
    opened: set[str] = set()
    state = Progress(0, files, 0, 0, 0, 0, "")
    with open_record(record_path, create=True) as record:
        stream = read(paths, options=options or ReadOptions(), config=config)
        for batch in _batches(stream, config.batch_articles):
            articles = [row for row in batch if isinstance(row, Article)]
            refused = [row for row in batch if isinstance(row, Quarantined)]
            known = record.known([article.id for article in articles], stamp)
            done: list[Coding] = []
            for row in code((a for a in articles if a.id not in known), config):
                if isinstance(row, Quarantined):
                    refused.append(row)
                else:
                    done.append(row)
            signatures = {coding.article.id: signature(coding.article.text) for coding in done}
            record.write(done, refused, stamp, signatures)
            unreadable = {row.origin for row in refused}
            record.clear_quarantine([a.origin for a in articles if a.origin not in unreadable])
            opened.update(row.origin.split("!")[0] for row in batch)
            state = Progress(
                # The file that was read last may have more to give.
                files_done=min(len(opened) - 1, files),
                files=files,
                articles=state.articles + len(articles),
                coded=state.coded + len(done),
                quarantined=state.quarantined + len(refused),
                words=state.words + sum(len(coding.article.text.split()) for coding in done),
                origin=batch[-1].origin,
            )
            if progress:
                progress(state)
        record.replace_copies(copies(record.signatures(), config.copy_similarity))
        summary = record.summary()
    return Run(state, time.monotonic() - started, summary)


def export_record(record_path: Path, format: str) -> Iterator[str]:
    """The record in an export format, line by line, each with its line end.

    Raises ExportError (TID-503) for an unknown format, RecordError (2xx) for an unreadable record.
    """
    with open_record(record_path, read_only=True) as record:
        yield from exports.export(record, format)


def score_gold(
    gold_path: Path, predicted_path: Path | None = None, *, config: Config | None = None
) -> Scores:
    """The measures of a prediction against gold articles, with 95 % intervals (bootstrap over articles).

    `predicted_path` is standoff JSON Lines or a record; without one, the gold's texts are coded now.
    Raises GoldError (TID-101, TID-501, TID-502) for a file that is missing or breaks the format, RecordError
    (2xx) for a record that can't be read.
    """
    gold = _read_gold(gold_path)
    return evaluate.score(gold, _predictions(gold, predicted_path, config))


def _read_gold(path: Path) -> Mapping[str, Coding]:
    if not path.is_file():
        raise GoldError("TID-101", path=path)
    return evaluate.read_gold(path)


def _predictions(
    gold: Mapping[str, Coding], path: Path | None, config: Config | None
) -> Mapping[str, Coding]:
    if path is None:
        articles = [coding.article for coding in gold.values()]
        rows = code(articles, config)
        return {row.article.external_id or row.article.id: row for row in rows if isinstance(row, Coding)}
    if path.suffix in {".duckdb", ".db"}:
        with open_record(path, read_only=True) as record:
            return {c.article.external_id or c.article.id: c for c in record.codings()}
    return _read_gold(path)


def _batches(stream: Iterator[Article | Quarantined], size: int) -> Iterator[list[Article | Quarantined]]:
    while batch := list(islice(stream, size)):
        yield batch
