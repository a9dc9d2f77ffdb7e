"""Linking the mentions of all shards into events, without one record that holds them.

Which accounts are compared depends on weeks and keys alone (`tidings.link.blocking`): a pair belongs to the
first week that both have, and to the pairs of parties, places and names that both have. So each week is
compared by itself, by whichever process, from the keys of that week; all links together then give the events,
as they do in a record.
"""

from __future__ import annotations

import os
import pickle
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tidings.errors import ScaleError
from tidings.link import linker
from tidings.link.blocking import TABLE as KEYS
from tidings.link.summary import summarise
from tidings.link.telling import Telling, tellings
from tidings.record import bulk, own_types, rebuild
from tidings.record.events import CHUNK as EVENTS_CHUNK
from tidings.record.events import TABLES as EVENT_TABLES
from tidings.record.events import event_rows
from tidings.record.opening import program_version
from tidings.record.schema import migrate
from tidings.record.write import as_table
from tidings.scale.executors import done_shards
from tidings.scale.gathering import read_file, with_shard
from tidings.scale.places import Place, is_remote, place
from tidings.scale.plan import Plan, Shard, needed_plan
from tidings.scale.pool import Pool, cores, how_it_ended
from tidings.scale.shard import MANIFESTS, promised
from tidings.scale.tables import to_parquet
from tidings.types.schemas import CODED, SCHEMAS

FOLDER: Final = "linking"
"""Where what is found on the way lies, until the events are written."""
CHUNK: Final = 5000
"""Tellings whose events are summed up at once, but a whole event."""
_SIGNED: Final = pa.schema([("id", pa.string()), ("signature", pa.binary())])
_KEPT: Final = pa.schema([("mention_id", pa.string()), ("telling", pa.large_binary())])
_BY_CHUNK: Final = """
CREATE TEMP TABLE by_chunk AS
WITH belongs AS (SELECT event_id, mention_id FROM account_events JOIN account_tellings USING (number)),
sizes AS (SELECT event_id, count(*) AS size FROM belongs GROUP BY 1),
chunks AS (
    SELECT event_id, ((sum(size) OVER (ORDER BY event_id) - size) // {chunk})::BIGINT AS chunk FROM sizes
)
SELECT chunk, event_id, telling
FROM belongs JOIN chunks USING (event_id) JOIN {kept} USING (mention_id) ORDER BY chunk
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """How far linking is, in steps of all: shards and weeks. `events` and `mentions` are known at the end."""

    steps: int
    done: int
    events: int = 0
    mentions: int = 0


def link_shards(
    folder: str | os.PathLike[str],
    *,
    workers: int | None = None,
    progress: Callable[[Linked], None] | None = None,
) -> Linked:
    """Link all mentions of the shards in a folder on this machine into events.

    Writes the tables `events`, `tellings`, `event_figures` and `disagreements` beside the others. The events
    are those that a record of the same articles has. Which outlets print copies of one text is found among
    the articles of each event. Raises ScaleError TID-704, TID-705, TID-709 as `gather`, TID-706 where a
    worker dies, TID-711 for an address.
    """
    if is_remote(folder):
        raise ScaleError("TID-711", folder=folder)
    target = place(folder)
    plan = needed_plan(target)
    done = done_shards(plan, target)
    if left := len(plan.shards) - len(done):
        raise ScaleError("TID-704", folder=target.name, left=left, all=len(plan.shards))
    work = Path(folder, FOLDER)
    shutil.rmtree(work, ignore_errors=True)
    for part in ("accounts", "account_tellings", KEYS, "kept_tellings", "signatures", "links"):
        (work / part).mkdir(parents=True)
    tell = progress or (lambda _: None)
    twice = _elsewhere(Path(folder), list(done))
    shards = [("accounts", target.name, name, twice.get(name, [])) for name in done]
    found = Linked(len(shards), 0)
    with duckdb.connect(str(work / "work.duckdb")) as db:
        with Pool(workers or cores(), plan.config) as pool:
            for number in _each(pool, shards, target.name):
                tell(Linked(len(shards), number))
            if shards:
                weeks = _by_week(db, work)
                found = Linked(len(shards) + len(weeks), 0)
                for number in _each(pool, [("links", target.name, *some) for some in weeks], target.name):
                    tell(replace(found, done=len(shards) + number))
        if shards:
            _form(db, work)
            events, mentions = _write(db, work, Path(folder), plan.config.copy_similarity)
            found = Linked(found.steps, found.steps, events, mentions)
    shutil.rmtree(work, ignore_errors=True)
    tell(found)
    return found


def find_accounts(target: Place, plan: Plan, shard: Shard, elsewhere: Sequence[str]) -> None:
    """Write what linking needs to know of a shard, without the articles that another shard has before it."""
    work, name = Path(target.name, FOLDER), shard.name
    manifest = promised(target, plan, shard)
    if manifest is None:
        raise ScaleError("TID-709", path=f"{target.name}/{MANIFESTS}/{name}.json", detail="it is another's")
    tables = {table: with_shard(read_file(target, table, manifest), name) for table in ("articles", *CODED)}
    kept: dict[str, bytes] = {}
    with duckdb.connect(config={"threads": "1"}) as db:
        migrate(db, program_version())
        own_types.keep(db, plan.config.own_types)
        bulk.load(db, tables, [], plan.provenance)
        left_out = frozenset(elsewhere)
        signed = db.execute("SELECT id, signature FROM articles ORDER BY id").fetchall()
        signed = [(id, signature) for id, signature in signed if id not in left_out]
        linker.create(db)
        stream = rebuild.rebuilt(db, [id for id, _ in signed])
        while some := list(islice(stream, EVENTS_CHUNK)):
            told = [telling for coding in some for telling in tellings(coding) if telling.quad]
            linker.store(db, told)
            kept |= {telling.mention_id: pickle.dumps(telling) for telling in told}
        for part in ("accounts", "account_tellings", KEYS):
            _put(work, part, name, db.sql(f"SELECT * FROM {part} ORDER BY ALL").to_arrow_table())
    columns = {"id": [id for id, _ in signed], "signature": [signature for _, signature in signed]}
    _put(work, "signatures", name, pa.table(columns, schema=_SIGNED))
    columns = {"mention_id": list(kept), "telling": list(kept.values())}
    _put(work, "kept_tellings", name, pa.table(columns, schema=_KEPT))


def find_links(folder: str, first: int, last: int) -> None:
    """Write the links whose first week in common lies between these two."""
    work = Path(folder, FOLDER)
    with duckdb.connect(config={"threads": "1"}) as db:
        for table in ("keys_by_week", "accounts_by_week"):
            parts = [work / table / f"of_week={week}" for week in range(first, last + 1)]
            files = [_literal(file) for part in parts if part.is_dir() for file in sorted(part.iterdir())]
            db.execute(f"CREATE TABLE {table} AS SELECT DISTINCT * FROM read_parquet(?)", [files])
        longest = db.execute("SELECT max(last_week - week) FROM accounts_by_week").fetchall()[0][0]
        links = list(linker.links_between(db, first, last, longest))
    if links:
        _put(work, "links", f"{first}", pa.concat_tables(links))


def _put(work: Path, part: str, name: str, table: pa.Table) -> None:
    place(work / part).write(f"{name}.parquet", to_parquet(table), lasting=False)


def _literal(path: Path) -> str:
    """A path for DuckDB to read, which takes brackets and stars in it for a pattern otherwise."""
    return re.sub(r"[\[*?]", r"[\g<0>]", str(path))


def _quoted(path: str) -> str:
    return path.replace("'", "''")


def _files(folder: Path) -> str:
    """SQL for the rows of all files in a folder of which there is at least one."""
    return f"read_parquet('{_quoted(_literal(folder))}/*.parquet')"


def _each(pool: Pool, jobs: Sequence[tuple[Any, ...]], folder: str) -> Iterator[int]:
    """Do jobs in worker processes; counts those done."""
    for number, job in enumerate(jobs):
        pool.submit(number, *job)
    done = 0
    for report in pool.reports():
        if report.kind == "failed":
            raise report.value
        if report.kind == "died":
            detail = f"its worker {how_it_ended(report.value)}"
            raise ScaleError("TID-706", folder=folder, count=1, name=jobs[report.key][2], detail=detail)
        done += report.kind == "done"
        yield done


def _elsewhere(folder: Path, shards: Sequence[str]) -> Mapping[str, list[str]]:
    """For each shard the articles that an earlier one has too."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    files = [_literal(folder / "articles" / f"{name}.parquet") for name in shards]
    with duckdb.connect() as db:
        query = """
            WITH every AS (SELECT id, filename FROM read_parquet(?, filename = true)),
            firsts AS (SELECT id, min(filename) AS first FROM every GROUP BY id HAVING count(*) > 1)
            SELECT id, filename FROM every JOIN firsts USING (id) WHERE filename <> first ORDER BY ALL
        """
        for id, file in db.execute(query, [files]).fetchall() if files else []:
            found[Path(file).stem].append(id)
    return found


def _by_week(db: duckdb.DuckDBPyConnection, work: Path) -> list[tuple[int, int]]:
    """Part keys and accounts by weeks, on disk; the weeks to compare at once."""
    keys, accounts = (_files(work / name) for name in (KEYS, "accounts"))
    db.execute(f"""
        CREATE TEMP TABLE spans AS
        SELECT number, min(week) AS week, max(week) AS last_week FROM {keys} GROUP BY number
    """)
    for name, query in (
        ("keys_by_week", f"SELECT *, week AS of_week FROM {keys}"),
        (
            "accounts_by_week",
            f"SELECT number, traits, week, last_week, unnest(range(week, last_week + 1)) AS of_week"
            f" FROM {accounts} JOIN spans USING (number)",
        ),
    ):
        target = _quoted(str(work / name))
        db.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, PARTITION_BY (of_week))")
    db.execute("DROP TABLE spans")
    db.execute(f"CREATE TEMP VIEW keys_by_week AS SELECT * FROM {keys}")
    return linker.stretches(db)


def _form(db: duckdb.DuckDBPyConnection, work: Path) -> None:
    """Bring accounts and links together and form the events."""
    linker.create(db)
    # What accounts are like has been compared; here only their links count.
    for table, part, columns in (
        ("accounts", "accounts", "* REPLACE (''::BLOB AS traits)"),
        ("account_tellings", "account_tellings", "*"),
        ("account_links", "links", "*"),
    ):
        if any((work / part).iterdir()):
            db.execute(f"INSERT INTO {table} BY NAME SELECT {columns} FROM {_files(work / part)}")
    linker.form_all(db)


def _write(db: duckdb.DuckDBPyConnection, work: Path, folder: Path, similarity: float) -> tuple[int, int]:
    """The tables of events, one file each, in the order of events; how many events and mentions there are."""
    db.execute(_BY_CHUNK.format(chunk=CHUNK, kept=_files(work / "kept_tellings")))
    chunks = db.execute("SELECT DISTINCT chunk FROM by_chunk ORDER BY 1").fetchall()
    events = mentions = 0
    with ExitStack() as stack:
        writers = {}
        for name in EVENT_TABLES:
            (folder / name).mkdir(exist_ok=True)
            draft = folder / name / ".000000.new"
            writers[name] = stack.enter_context(pq.ParquetWriter(draft, SCHEMAS[name], compression="zstd"))
        for (chunk,) in chunks:
            told: defaultdict[str, list[Telling]] = defaultdict(list)
            query = "SELECT event_id, telling FROM by_chunk WHERE chunk = ? ORDER BY event_id"
            for event, telling in db.execute(query, [chunk]).fetchall():
                told[event].append(pickle.loads(telling))  # this run itself has written it
            several = [some for some in told.values() if len({t.article_id for t in some}) > 1]
            signed = _signatures(db, work, sorted({t.article_id for some in several for t in some}))
            rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in EVENT_TABLES}
            for event, some in told.items():
                event_rows(rows, summarise(event, some, copies_of(some, signed, similarity)), some)
            for name, writer in writers.items():
                writer.write_table(as_table(name, rows[name]))
            events += len(told)
            mentions += sum(map(len, told.values()))
    for name in EVENT_TABLES:
        (folder / name / ".000000.new").replace(folder / name / "000000.parquet")
    return events, mentions


def _signatures(db: duckdb.DuckDBPyConnection, work: Path, ids: list[str]) -> dict[str, bytes]:
    query = (
        f"SELECT id, signature FROM {_files(work / 'signatures')} WHERE id IN (SELECT unnest(?::VARCHAR[]))"
    )
    return dict(db.execute(query, [ids]).fetchall()) if ids else {}


def copies_of(told: Sequence[Telling], signed: Mapping[str, bytes], similarity: float) -> dict[str, str]:
    """Each article of an event that repeats another one of them, with the one that stands for them all.

    Two are copies where their signatures are as similar as that; copies of copies are one group, and its
    smallest id stands for it (`tidings.read.copies`).
    """
    ids = sorted({t.article_id for t in told} & signed.keys())
    if len(ids) < 2:
        return {}
    rows = np.stack([np.frombuffer(signed[id], "<u4") for id in ids])
    stands = list(range(len(ids)))
    alike = [np.flatnonzero((rows == row).mean(1) >= similarity).tolist() for row in rows]
    for _ in ids:
        smallest = [min(stands[other] for other in others) for others in alike]
        if smallest == stands:
            break
        stands = smallest
    return {id: ids[stands[n]] for n, id in enumerate(ids) if len(alike[n]) > 1}
