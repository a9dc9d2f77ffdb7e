"""A record as people have it: a temporary one of the articles that they reviewed in full."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tidings.record import Record, open_record
from tidings.record.write import insert
from tidings.review import reviewed
from tidings.types import Coding
from tidings.types.provenance import Provenance

BATCH: Final = 200
"""Articles held in memory at a time."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Only articles that were reviewed in full, as people have them; `by`: as this reviewer has them."""

    by: str | None = None

    @property
    def words(self) -> str:
        """What is left of a record, in a sentence."""
        whose = f"the verdicts of {self.by!r}" if self.by is not None else "the latest verdicts"
        return f"only articles that people reviewed in full, with {whose} applied"


@contextmanager
def as_reviewed(record: Record, only: Reviewed, memory: int | None = None) -> Iterator[Record]:
    """A record of the articles of `record` that were reviewed in full, with the verdicts on them applied.

    Its events are formed of these articles alone and follow the same verdicts, so that they may be fewer,
    smaller and of other ids than those of `record`. It has no quarantine and no trail of changes, and is gone
    at the end. DuckDB keeps to `memory` bytes for it. Raises ExportError TID-504 where no article is
    reviewed, RecordError TID-204 where it can't be written.
    """
    with tempfile.TemporaryDirectory(prefix="tidings-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "reviewed.duckdb")
        with open_record(path, create=True, memory=memory) as made:
            ids: set[str] = set()
            codings = reviewed(record, only.by)
            while some := list(islice(codings, BATCH)):
                ids.update(coding.article.id for coding in some)
                _write(made, record, some)
            made.keep_own_types(record.own_types())
            made.replace_copies(
                (row["article_id"], row["copy_of"], row["similarity"])
                for row in record.copies().to_pylist()
                if row["article_id"] in ids and row["copy_of"] in ids
            )
            verdicts, runs = record.table("verdicts"), record.table("runs")
            if only.by is not None:
                verdicts = verdicts.filter(pc.equal(verdicts["reviewer"], only.by))
            made.do(lambda db: insert(db, "verdicts", _rows(verdicts)))
            made.link()
            made.do(lambda db: _as_before(db, runs))
            yield made


def _write(made: Record, record: Record, codings: Sequence[Coding]) -> None:
    stored = record.ask(lambda db: _stored(db, [coding.article.id for coding in codings]))
    by_provenance: dict[Provenance, list[Coding]] = {}
    for coding in codings:
        by_provenance.setdefault(stored[coding.article.id][0], []).append(coding)
    signatures = {id: signature for id, (_, signature) in stored.items() if signature is not None}
    for provenance, some in by_provenance.items():
        made.write(some, [], provenance, signatures)


def _stored(
    db: duckdb.DuckDBPyConnection, ids: Sequence[str]
) -> Mapping[str, tuple[Provenance, bytes | None]]:
    rows = db.execute(
        "SELECT id, ontology_version, model_digest, config_digest, signature FROM articles"
        " WHERE id IN (SELECT unnest($1::VARCHAR[]))",
        [list(ids)],
    ).fetchall()
    return {id: (Provenance(*made), signature) for id, *made, signature in rows}


def _as_before(db: duckdb.DuckDBPyConnection, runs: pa.Table) -> None:
    """What made the rows is what made them first; nothing has become of events that were never there."""
    db.execute("DELETE FROM event_changes")
    db.execute("DELETE FROM runs")
    insert(db, "runs", _rows(runs))


def _rows(table: pa.Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]
