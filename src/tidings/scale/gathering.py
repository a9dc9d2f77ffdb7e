"""From shards to a record: the same record as coding the same articles into it would have made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from tidings.errors import ScaleError
from tidings.read.copies import copies
from tidings.record import Record, Summary, bulk, open_record
from tidings.scale.executors import done_shards
from tidings.scale.places import Place, place
from tidings.scale.plan import Plan, needed_plan
from tidings.scale.shard import Manifest, file_of
from tidings.scale.tables import LEFT_OUT, TABLES, sha256

AT_ONCE: Final = 20_000
"""Articles that are loaded in one transaction, but a whole shard."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How far gathering is: shards of all, articles seen, those that were new, inputs quarantined, words.

    `words` are those of all articles seen; `linking`: all is loaded, and events are being formed.
    """

    shards: int
    done: int
    articles: int
    fresh: int
    quarantined: int
    words: int
    linking: bool = False


def gather(
    folders: Sequence[str | os.PathLike[str]],
    record: Record,
    progress: Callable[[Gathered], None] | None = None,
) -> Gathered:
    """Load all shards of these folders into a record that is open for writing, and link what is new.

    An article in several shards counts once, as the first has it; one that the record holds from the same
    reader and settings is passed over, so that an interrupted gathering goes on where it stopped. Raises
    ScaleError TID-704 where shards are not coded yet, TID-705 where a folder has no plan, TID-709 where a
    file is damaged, all before anything is stored but the last; RecordError (2xx) as writing does.
    """
    return _gather([_complete(place(folder)) for folder in folders], record, progress)


def _gather(
    found: Sequence[tuple[Place, Plan, list[Manifest]]],
    record: Record,
    progress: Callable[[Gathered], None] | None,
) -> Gathered:
    tell = progress or (lambda _: None)
    state = Gathered(sum(len(manifests) for _, _, manifests in found), 0, 0, 0, 0, 0)
    left_out: set[str] = set()
    for target, plan, manifests in found:
        record.keep_own_types(plan.config.own_types)
        for some in _together(manifests):
            tables = {name: _table(target, name, some) for name in TABLES}
            refused = _refused(tables.pop("quarantine"), left_out)
            fresh: list[int] = []
            record.do(partial(_load, tables=tables, refused=refused, plan=plan, fresh=fresh))
            state = Gathered(
                state.shards, state.done + len(some), state.articles + sum(m.articles for m in some),
                state.fresh + fresh[0], state.quarantined + len(refused),
                state.words + sum(m.words for m in some),
            )  # fmt: skip
            tell(state)
    tell(
        Gathered(state.shards, state.done, state.articles, state.fresh, state.quarantined, state.words, True)
    )
    similarity = found[-1][1].config.copy_similarity
    record.replace_copies(copies(record.signatures(), similarity))
    record.link()
    return state


def gather_into(
    folders: Sequence[str | os.PathLike[str]],
    record_path: Path,
    *,
    progress: Callable[[Gathered], None] | None = None,
) -> tuple[Gathered, Summary]:
    """As `gather`, into the record at a path, made if need be; and what the record holds then."""
    found = [_complete(place(folder)) for folder in folders]
    with open_record(record_path, create=True) as record:
        return _gather(found, record, progress), record.summary()


def _load(db: Any, *, tables: dict[str, pa.Table], refused: list[Any], plan: Plan, fresh: list[int]) -> None:
    fresh.append(bulk.load(db, tables, refused, plan.provenance))


def _complete(target: Place) -> tuple[Place, Plan, list[Manifest]]:
    plan = needed_plan(target)
    done = done_shards(plan, target)
    left = len(plan.shards) - len(done)
    if left:
        raise ScaleError("TID-704", folder=target.name, left=left, all=len(plan.shards))
    return target, plan, [done[shard.name] for shard in plan.shards]


def _together(manifests: Sequence[Manifest]) -> Iterator[list[Manifest]]:
    some: list[Manifest] = []
    for manifest in manifests:
        some.append(manifest)
        if sum(m.articles for m in some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _table(target: Place, name: str, manifests: Sequence[Manifest]) -> pa.Table:
    """The rows of a table in these shards, with the shard of each."""
    return pa.concat_tables([with_shard(read_file(target, name, m), m.shard) for m in manifests])


def with_shard(table: pa.Table, shard: str) -> pa.Table:
    """A table with the column that `bulk.load` wants."""
    return table.append_column(bulk.SOURCE, pa.array([shard] * len(table), pa.string()))


def read_file(target: Place, name: str, manifest: Manifest) -> pa.Table:
    """The rows of a table in a shard; ScaleError TID-709 where the file is not what was written."""
    path = file_of(name, manifest.shard)
    try:
        data = target.read(path)
    except FileNotFoundError as error:
        raise ScaleError("TID-709", path=f"{target.name}/{path}", detail="it is gone") from error
    if sha256(data) != manifest.files[name][0]:
        target.remove(path)
        raise ScaleError("TID-709", path=f"{target.name}/{path}", detail="its digest is another")
    return pq.read_table(pa.BufferReader(data))


def _refused(table: pa.Table, left_out: set[str]) -> list[tuple[Any, ...]]:
    """The rows of `quarantine`: those of one article that is in several shards once."""
    rows: dict[str, tuple[Any, ...]] = {}
    for row in table.to_pylist():
        article = row.pop(LEFT_OUT.name)
        row.pop(bulk.SOURCE)
        if article is not None:
            if article in left_out:
                continue
            left_out.add(article)
        rows.setdefault(row["id"], tuple(row.values()))
    return list(rows.values())
