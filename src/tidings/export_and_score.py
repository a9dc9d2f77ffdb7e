"""What the command line calls to take a record elsewhere, or to measure it: exports, standoff, scores."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tidings import evaluate
from tidings import export as exports
from tidings.code.coder import Coder, TrainedCoder
from tidings.config import Config
from tidings.errors import GoldError
from tidings.evaluate import Scores
from tidings.record import open_record
from tidings.types import Coding

__all__ = ["export_record", "export_to", "score_gold", "standoff_line"]


def standoff_line(coding: Coding) -> str:
    """One article as standoff JSON, without a line end."""
    return json.dumps(evaluate.to_standoff(coding), ensure_ascii=False)


def export_record(
    record_path: Path, format: str, *, reviewed: bool = False, by: str | None = None, **wanted: Any
) -> Iterator[str]:
    """The record in an export format that is text, in pieces that end with a line (standoff: line by line).

    `reviewed`: only articles that people reviewed in full, as they have them, and the events that they tell
    of; `by`: as one reviewer has them; `wanted`: the other fields of `export.Request`.
    Raises ExportError (TID-503) for an unknown format, (TID-505) for an option that does not go with it,
    (TID-504) where no article is reviewed, RecordError (2xx) for an unreadable record.
    """
    request = _request(format, reviewed, by, wanted)
    exports.check(request)
    with open_record(record_path, read_only=True, memory=exports.MEMORY) as record:
        yield from exports.text(record, request)


def export_to(
    record_path: Path,
    output: Path,
    format: str,
    *,
    force: bool = False,
    reviewed: bool = False,
    by: str | None = None,
    **wanted: Any,
) -> exports.Written:
    """Write the record in an export format into a file or folder, which is whole or not there.

    Options as `export_record`; `force` replaces what was exported there before. Raises the same errors, and
    ConfigurationError (TID-401, TID-403) or ExportError (TID-508) where it can't be written.
    """
    request = _request(format, reviewed, by, wanted)
    exports.check(request)
    with open_record(record_path, read_only=True, memory=exports.MEMORY) as record:
        return exports.write(record, request, output, force=force)


def _request(format: str, reviewed: bool, by: str | None, wanted: Mapping[str, Any]) -> exports.Request:
    only = exports.Reviewed(by) if reviewed or by is not None else None
    return exports.Request(format, only=only, **wanted)


def score_gold(
    gold_path: Path,
    predicted_path: Path | None = None,
    *,
    config: Config | None = None,
    coder: Coder | None = None,
) -> Scores:
    """The measures of a prediction against gold articles, with 95 % intervals (bootstrap over articles).

    `predicted_path` is standoff JSON Lines or a record; without one, the gold's texts are coded
    now, by the trained pipeline unless a `coder` is given.
    Raises GoldError (TID-101, TID-501, TID-502) for a file that is missing or breaks the format, RecordError
    (2xx) for a record that can't be read.
    """
    gold = _read_gold(gold_path)
    return evaluate.score(gold, _predictions(gold, predicted_path, config, coder))


def _read_gold(path: Path) -> Mapping[str, Coding]:
    if not path.is_file():
        raise GoldError("TID-101", path=path)
    return evaluate.read_gold(path)


def _predictions(
    gold: Mapping[str, Coding], path: Path | None, config: Config | None, coder: Coder | None
) -> Mapping[str, Coding]:
    if path is None:
        articles = [coding.article for coding in gold.values()]
        rows = (coder or TrainedCoder()).code(articles, config or Config())
        return {row.article.external_id or row.article.id: row for row in rows if isinstance(row, Coding)}
    if path.suffix in {".duckdb", ".db"}:
        with open_record(path, read_only=True) as record:
            return {c.article.external_id or c.article.id: c for c in record.codings()}
    return _read_gold(path)
