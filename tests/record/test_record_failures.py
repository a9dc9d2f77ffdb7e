from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from record_samples import OTHER, PROVENANCE, random_coding

from tidings.errors import RecordError
from tidings.record import open_record, schema
from tidings.types import iso_days
from tidings.types.schemas import SCHEMAS

HERE = Path(__file__).parent


def number(path: Path, **options: bool) -> str:
    with pytest.raises(RecordError) as caught:
        open_record(path, **options)
    assert str(path) in str(caught.value)
    return caught.value.number


def script(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run code in another process that can make codings."""
    return subprocess.run(
        [sys.executable, "-c", PREAMBLE + textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(["src", str(HERE), *sys.path])},
    )


PREAMBLE = """
import os, sys, resource, time
from pathlib import Path
from record_samples import PROVENANCE, random_coding
from tidings.errors import RecordError
from tidings.record import open_record

def fill(path, batches, first=1000):
    record = open_record(path)
    stored = 0
    try:
        for batch in range(batches):
            start = first + 40 * batch
            record.write([random_coding(n) for n in range(start, start + 40)], [], PROVENANCE)
            stored += 1
    except RecordError as error:
        print(error.number, stored, error)
    try:
        record.close()
    except BaseException as error:
        print("close failed", error)
"""


@pytest.fixture
def filled(path: Path) -> Path:
    with open_record(path, create=True) as record:
        record.write([random_coding(seed) for seed in range(40)], [], PROVENANCE)
    return path


def test_a_missing_record_is_not_made_unasked(path: Path) -> None:
    assert number(path) == "TID-205"
    assert number(path, read_only=True) == "TID-205"
    assert number(path, create=True, read_only=True) == "TID-205"
    assert list(path.parent.iterdir()) == []


def test_create_opens_a_record_that_is_there(filled: Path) -> None:
    with open_record(filled, create=True) as record:
        assert record.articles().num_rows == 40
    assert [p.name for p in filled.parent.iterdir()] == [filled.name]


@pytest.mark.parametrize("kind", ["random", "empty", "text", "sqlite", "cut", "folder", "magic only"])
def test_files_of_other_kinds_are_left_alone(path: Path, tmp_path: Path, kind: str) -> None:
    if kind == "folder":
        path.mkdir()
        assert number(path, create=True) == "TID-202"
        return
    if kind == "sqlite":
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE t (x)")
        db.close()
    elif kind == "cut":
        with open_record(tmp_path / "whole", create=True) as record:
            record.write([random_coding(1)], [], PROVENANCE)
        path.write_bytes((tmp_path / "whole").read_bytes()[:5000])
    else:
        content = {
            "random": os.urandom(20000),
            "empty": b"",
            "text": b"hello " * 900,
            "magic only": b"8bytes..DUCK" * 2000,
        }
        path.write_bytes(content[kind])
    before = path.read_bytes()
    for options in ({"create": True}, {}, {"read_only": True}):
        assert number(path, **options) == "TID-202"
    assert path.read_bytes() == before
    assert not path.with_name(path.name + ".wal").exists()


@pytest.mark.parametrize(
    "made",
    [
        "CREATE VIEW tidings_schema AS SELECT 1 AS version",
        "CREATE TABLE tidings_schema AS SELECT 'one' AS version",
        "CREATE TABLE tidings_schema AS SELECT 1 AS x",
    ],
)
def test_what_only_has_a_like_name_is_no_record(path: Path, made: str) -> None:
    with duckdb.connect(str(path)) as db:
        db.execute(made)
    for options in ({"create": True}, {}, {"read_only": True}):
        assert number(path, **options) == "TID-202"


@pytest.mark.parametrize("log", [False, True])
def test_a_foreign_duckdb_file_is_left_alone(path: Path, log: bool) -> None:
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            "import duckdb, os, sys; db = duckdb.connect(sys.argv[1])\n"
            "db.execute('CREATE TABLE accounts AS SELECT 42 AS x')\n"
            "if sys.argv[2] == 'True': os._exit(0)",
            str(path),
            str(log),
        ],
        check=True,
    )
    assert made.returncode == 0
    beside = path.with_name(path.name + ".wal")
    assert beside.exists() is log
    before = {p: hashlib.sha256(p.read_bytes()).digest() for p in path.parent.iterdir()}
    for options in ({"create": True}, {}, {"read_only": True}):
        assert number(path, **options) == "TID-202"
    assert {p: hashlib.sha256(p.read_bytes()).digest() for p in path.parent.iterdir()} == before


def test_names_that_mean_something_to_duckdb_are_file_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "md:x", "it's; DROP TABLE articles"):
        with open_record(name, create=True) as record:
            record.write([random_coding(1)], [], PROVENANCE)
        assert (tmp_path / name).is_file()


def test_a_newer_schema_is_refused_and_left_alone(filled: Path) -> None:
    with duckdb.connect(str(filled)) as db:
        db.execute("INSERT INTO tidings_schema VALUES (99, '9.0')")
    before = filled.read_bytes()
    for options in ({"create": True}, {}, {"read_only": True}):
        assert number(filled, **options) == "TID-203"
    assert filled.read_bytes() == before


def test_an_older_schema_is_migrated_once(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        schema.migrate, "__defaults__", ((*schema.MIGRATIONS, "CREATE TABLE later (x INTEGER)"),)
    )
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x INTEGER)"))
    assert number(filled, read_only=True) == "TID-208"
    for _ in range(2):
        with open_record(filled) as record:
            assert record.articles().num_rows == 40
    with duckdb.connect(str(filled)) as db:
        assert db.execute("SELECT version FROM tidings_schema ORDER BY 1").fetchall() == [
            (n + 1,) for n in range(len(schema.MIGRATIONS))
        ]
        assert db.execute("SELECT count(*) FROM later").fetchone() == (0,)


@pytest.fixture
def first_schema(filled: Path, tmp_path: Path) -> Path:
    """The filled record as the first schema held it: the same rows, fewer columns."""
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as db:
        schema.migrate(db, "0.1", schema.MIGRATIONS[:1])
        columns: dict[str, list[str]] = {}
        for table, column in db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall():
            columns.setdefault(table, []).append(f'"{column}"')
        db.execute(f"ATTACH '{filled}' AS new (READ_ONLY)")
        for table, names in columns.items():
            if table != schema.META:
                some = ", ".join(names)
                db.execute(f"INSERT INTO {table} ({some}) SELECT {some} FROM new.{table}")
    return old


def test_a_record_of_the_first_schema_is_upgraded_and_read(first_schema: Path) -> None:
    assert number(first_schema, read_only=True) == "TID-208"
    coded = sorted((random_coding(seed) for seed in range(40)), key=lambda coding: coding.article.id)
    with open_record(first_schema) as record:
        assert record.check() == []
        found = list(record.codings())
        assert [c.article for c in found] == [c.article for c in coded]
        for old, new in zip(found, coded, strict=True):
            assert [(s.id, s.source, s.content, s.speaker) for s in old.statements] == [
                (s.id, s.source, s.content, None) for s in new.statements
            ]
            assert [(m.id, m.date, m.grain, m.location) for m in old.mentions] == [
                (m.id, m.date, None, None) for m in new.mentions
            ]
            assert [[(p.span, p.code, p.name) for p in m.actors] for m in old.mentions] == [
                [(p.span, p.code, None) for p in m.actors] for m in new.mentions
            ]
            assert [(f.id, f.holder, f.counted) for f in old.figures] == [
                (f.id, f.holder, None) for f in new.figures
            ]
            kept = (*old.statements, *old.mentions, *old.figures)
            kept += tuple(p for m in old.mentions for p in (*m.actors, *m.recipients))
            assert {getattr(k, n) for k in kept for n in type(k).__slots__ if n.endswith("score")} <= {None}
        days = [(r["date"], r["date_start"], r["date_end"]) for r in record.table("mentions").to_pylist()]
        assert {day for day, *_ in days} > {None, "2021", "2022-03", "../2022"}
        assert all(iso_days(day) == (start, end) for day, start, end in days)
        record.write(coded, [], OTHER)
        assert list(record.codings()) == coded
        assert record.check() == []
        for name, declared in SCHEMAS.items():
            assert record.table(name).schema.equals(declared)


def test_a_failing_migration_changes_nothing(filled: Path) -> None:
    steps = (*schema.MIGRATIONS, "CREATE TABLE later (x INTEGER); DROP TABLE figures; SELECT error('stop')")
    with duckdb.connect(str(filled)) as db:
        with pytest.raises(duckdb.Error):
            schema.migrate(db, "0", steps)
        assert schema.found_version(db) == schema.known_version()
    with open_record(filled) as record:
        assert record.check() == []
        assert "later" not in record.table("figures").schema.names


@pytest.fixture
def holder(filled: Path) -> Iterator[subprocess.Popen[str]]:
    code = (
        "import sys, duckdb; db = duckdb.connect(sys.argv[1]); print('ready', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(filled)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.communicate(timeout=30)


def test_the_process_that_holds_the_record_is_named(filled: Path, holder: subprocess.Popen[str]) -> None:
    for options in ({}, {"read_only": True}):
        with pytest.raises(RecordError) as caught:
            open_record(filled, **options)
        assert caught.value.number == "TID-201"
        assert f"process {holder.pid}" in str(caught.value)


def test_in_one_process_writers_share_and_other_modes_are_refused(filled: Path) -> None:
    with open_record(filled) as one:
        with open_record(filled) as two:
            two.write([random_coding(99)], [], PROVENANCE)
        assert one.articles().num_rows == 41
        assert number(filled, read_only=True) == "TID-201"
    with open_record(filled, read_only=True), open_record(filled, read_only=True) as reader:
        assert number(filled) == "TID-201"
        with pytest.raises(RecordError, match=r"TID-204.*for reading only"):
            reader.write([random_coding(98)], [], PROVENANCE)


def test_a_query_can_reach_nothing_outside(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with open_record(filled) as record:
        for query in (
            f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
            f"ATTACH '{tmp_path}/other.duckdb'",
            f"COPY articles TO '{tmp_path}/out.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "LOAD httpfs",
        ):
            with pytest.raises(duckdb.Error):
                record._db.execute(query)
    assert not (tmp_path / "out.csv").exists()


def whole(path: Path, expected: int) -> None:
    with open_record(path) as record:
        assert record.articles().num_rows == expected
        assert record.check() == []
        stored = {coding.article.origin: coding for coding in record.codings()}
    for seed in range(40):
        assert stored[f"folder/file.jsonl!{seed}"] == random_coding(seed)


def test_a_file_that_may_not_grow_keeps_what_was_stored(filled: Path) -> None:
    done = script(
        """
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        path = Path(sys.argv[1])
        limit = path.stat().st_size + 150_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        fill(path, 500)
        """,
        filled,
    )
    assert done.returncode == 0, done.stderr
    found = re.match(r"TID-204 (\d+) .*can't be written", done.stdout)
    assert found, done.stdout
    assert "close failed" not in done.stdout
    whole(filled, 40 + 40 * int(found[1]))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)
def test_a_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    path = disk / "r.duckdb"
    try:
        with open_record(path, create=True) as record:
            record.write([random_coding(seed) for seed in range(40)], [], PROVENANCE)
        done = script("fill(Path(sys.argv[1]), 1000)", path)
        assert done.returncode == 0, done.stderr
        found = re.match(r"TID-204 (\d+) ", done.stdout)
        assert found, done.stdout
        with open_record(path, read_only=True) as record:
            assert record.articles().num_rows == 40 + 40 * int(found[1])
            assert record.check() == []
        with (disk / "ballast").open("wb", buffering=0) as stream, suppress(OSError):
            while True:
                stream.write(bytes(4096))
        with pytest.raises(RecordError) as caught:
            open_record(disk / "new.duckdb", create=True)
        assert caught.value.number == "TID-204"
        assert not (disk / "new.duckdb").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_may_not_be_written_to(filled: Path, tmp_path: Path) -> None:
    # Root may write anywhere, so the other process gives that up first.
    tmp_path.chmod(0o555)
    filled.chmod(0o444)
    for parent in tmp_path.parents[:3]:
        if parent != Path("/tmp"):
            parent.chmod(0o755)
    done = script(
        """
        import duckdb, pyarrow
        path = Path(sys.argv[1])
        with open_record(path, read_only=True) as record:
            record.summary()
        if os.geteuid() == 0:
            os.setuid(65534)
        for target in (path, path.with_name("new.duckdb")):
            try:
                open_record(target, create=True)
            except RecordError as error:
                print(error.number)
        with open_record(path, read_only=True) as record:
            print(record.articles().num_rows)
        """,
        filled,
    )
    tmp_path.chmod(0o755)
    assert done.stdout.split() == ["TID-204", "TID-204", "40"], done.stderr


def test_the_log_of_a_record_that_is_gone_is_not_played_into_a_new_one(filled: Path) -> None:
    filled.rename(filled.with_name(filled.name + ".wal"))
    assert number(filled, create=True) == "TID-204"
    assert not filled.exists()
