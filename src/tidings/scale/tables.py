"""Codings as Parquet files, one a table, whose bytes depend on the codings alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidings.read.copies import signature
from tidings.record.write import as_table, flatten, quarantine_rows, storable
from tidings.types import Coding, Quarantined
from tidings.types.provenance import Provenance
from tidings.types.schemas import CODED, SCHEMAS

TABLES: Final = ("articles", *CODED, "quarantine")
"""The tables of a shard: those of a record that hold what was read, with the same columns."""

LEFT_OUT: Final = pa.field(
    "article_id", pa.string(), metadata={"doc": "id of the article, where it was read but not coded"}
)
"""What `quarantine` has here besides: shards that hold the same article must not count it twice."""

_KEYS: Final = {"articles": "id", "quarantine": "id"}
"""The column that each table is sorted by; the others by their article."""
_ROW_GROUP: Final = 50_000


class Tables:
    """Gathers the rows of a shard, a batch at a time, in little memory."""

    def __init__(self, provenance: Provenance) -> None:
        self._provenance = provenance
        self._some: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._left_out: dict[str, tuple[Quarantined, str | None]] = {}
        self.articles = 0
        self.words = 0

    @property
    def quarantined(self) -> int:
        """Inputs that were left out so far."""
        return len(self._left_out)

    def add(
        self, codings: Sequence[Coding], quarantined: Sequence[Quarantined], ids: Mapping[str, str]
    ) -> None:
        """Add a batch; `ids` has the article ids of those quarantined that were read, by quarantine id."""
        kept, refused = storable(codings)
        signatures = {id: signature(coding.article.text) for id, coding in kept.items()}
        for name, rows in flatten(kept.values(), self._provenance, signatures).items():
            if rows:
                self._some[name].append(as_table(name, rows))
        self.articles += len(kept)
        self.words += sum(len(coding.article.text.split()) for coding in kept.values())
        for row in (*quarantined, *refused):
            self._left_out[row.id] = (row, ids.get(row.id))

    def files(self) -> dict[str, bytes]:
        """The Parquet file of each table."""
        return {name: self._file(name) for name in TABLES}

    def rows(self) -> dict[str, int]:
        """The rows of each table."""
        found = {name: sum(len(table) for table in some) for name, some in self._some.items()}
        return found | {"quarantine": self.quarantined}

    def _file(self, name: str) -> bytes:
        if name == "quarantine":
            table = as_table(name, quarantine_rows(row for row, _ in self._left_out.values()))
            table = table.append_column(
                LEFT_OUT, pa.array([id for _, id in self._left_out.values()], pa.string())
            )
        else:
            table = pa.concat_tables([SCHEMAS[name].empty_table(), *self._some[name]])
        # A stable order: within an article the rows are in the order of its text already.
        order = pc.sort_indices(table, sort_keys=[(_KEYS.get(name, "article_id"), "ascending")])
        return to_parquet(table.take(order).combine_chunks())


def to_parquet(table: pa.Table) -> bytes:
    """A table as a Parquet file; the same table gives the same bytes with the same version of pyarrow."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table, sink, row_group_size=_ROW_GROUP, version="2.6", compression="zstd", compression_level=3,
        use_dictionary=True, write_statistics=True, data_page_version="1.0", store_schema=True,
    )  # fmt: skip
    return bytes(sink.getvalue())


def sha256(data: bytes) -> str:
    """SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()
