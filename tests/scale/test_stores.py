"""Stores elsewhere: what they say of a file, what they refuse, and that no more than is needed is asked."""

import errno
import gzip
import itertools
import sys
from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractBufferedFile
from scale_samples import CODER, codes, contents, mixed, planned, serial, settings_of, text, write_lines

from tidings.errors import InstallationError, ReadError, RecordError, ScaleError
from tidings.read.kinds import HEAD
from tidings.scale.executors import done_shards
from tidings.scale.places import fetched, place
from tidings.scale.shard import code_shard


def address(path):
    return f"local://{path}"


class Buffered(AbstractBufferedFile):
    """A file as fsspec's stores open it, which does less than one of Python's."""

    def _fetch_range(self, start, end):
        with open(self.path, "rb") as file:  # noqa: PTH123 - a path as the store has it
            file.seek(start)
            return file.read(end - start)


@pytest.fixture
def talkative(monkeypatch):
    """A store that says something else of a file each time, but for its size and version, as S3 does."""
    real, real_open, asked = LocalFileSystem.info, LocalFileSystem._open, itertools.count()

    def info(self, path, **options):
        found = real(self, path, **options)
        if found["type"] != "file":
            return found
        with open(self._strip_protocol(path), "rb") as file:  # noqa: PTH123 - a path as the store has it
            version = str(hash(file.read()))
        return {**found, "ETag": version, "mtime": 0, "ContentType": next(asked)}

    def opened(self, path, mode="rb", **options):
        return Buffered(self, path) if mode == "rb" else real_open(self, path, mode, **options)

    monkeypatch.setattr(LocalFileSystem, "info", info)
    monkeypatch.setattr(LocalFileSystem, "_open", opened)


def test_a_file_is_the_same_whatever_else_a_store_says_of_it(tmp_path, talkative):
    mixed(tmp_path / "in")
    serial([tmp_path / "in"], tmp_path / "here")
    (tmp_path / "in" / "h60.txt.meta.json").unlink()  # read on disks only
    serial([address(tmp_path / "in")], tmp_path / "there")
    serial([address(tmp_path / "in")], address(tmp_path / "store"))
    assert contents(tmp_path / "there") == contents(tmp_path / "store")
    here = {row["id"] for row in codes(tmp_path / "here") if "h60" not in row["origin"]}
    assert here == {row["id"] for row in codes(tmp_path / "there") if "h60" not in row["origin"]}


def test_a_file_that_changed_in_a_store_is_refused(tmp_path, talkative):
    for name in ("a.txt", "a.csv.gz", "a.jsonl"):
        root = tmp_path / name
        root.mkdir()
        made = f"text,language\n{text(1)},en\n" if ".csv" in name else text(1)
        (root / name).write_bytes(gzip.compress(made.encode()) if name.endswith("gz") else made.encode())
        target = place(root / "out")
        plan = planned(target, [address(root / name)], settings_of())
        (root / name).write_bytes(b" " + (root / name).read_bytes()[:-1])
        with pytest.raises(ScaleError, match=r"TID-703"):
            code_shard(plan, plan.shards[0], target, coder=CODER)
        (root / name).unlink()
        with pytest.raises(ScaleError, match=r"TID-703.*gone"):
            code_shard(plan, plan.shards[0], target, coder=CODER)


def test_an_empty_file_of_a_store_is_read_as_one_of_a_disk_is(tmp_path):
    for name in ("a.jsonl", "b.txt", "c.csv"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"")
    serial([tmp_path / "in"], tmp_path / "here")
    serial([address(tmp_path / "in")], tmp_path / "there")
    here, there = (
        {row["origin"][-7:]: row["number"] for row in codes(tmp_path / name, "quarantine")}
        for name in ("here", "there")
    )
    assert here == there != {}


def test_a_file_that_a_store_keeps_from_us_costs_only_itself(tmp_path, monkeypatch):
    for n in range(3):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{n}.txt").write_text(text(n))
    real = LocalFileSystem.cat_file

    def cat_file(self, path, *given, **options):
        if str(path).endswith("1.txt"):
            raise PermissionError("Forbidden")
        return real(self, path, *given, **options)

    monkeypatch.setattr(LocalFileSystem, "cat_file", cat_file)
    serial([address(tmp_path / "in")], tmp_path / "out")
    (left_out,) = codes(tmp_path / "out", "quarantine")
    assert left_out["origin"].endswith("1.txt") and left_out["number"] == "TID-102"
    assert len(codes(tmp_path / "out")) == 2


@pytest.mark.parametrize("method", ["find", "cat_file", "info"])
def test_a_store_that_fails_is_told_by_number(tmp_path, monkeypatch, method):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(text(1))

    def fails(*given, **options):
        raise RuntimeError("no route\nto it")

    monkeypatch.setattr(LocalFileSystem, method, fails)
    with pytest.raises(ScaleError, match=r"TID-714.*no route to it"):
        serial([address(tmp_path / "in")], tmp_path / "out")


def test_a_store_that_takes_nothing_is_known_before_anything_is_read(tmp_path, monkeypatch):
    source = write_lines(tmp_path / "in" / "a.jsonl", [text(1)])

    def refuses(*given, **options):
        raise PermissionError("Access Denied")

    monkeypatch.setattr(LocalFileSystem, "pipe_file", refuses)
    monkeypatch.setattr("tidings.scale.plan.make_plan", None)
    with pytest.raises(ScaleError, match=r"TID-714.*Access Denied"):
        serial([source], address(tmp_path / "out"))


def test_a_bucket_is_never_made(tmp_path, monkeypatch):
    source = write_lines(tmp_path / "in" / "a.jsonl", [text(1)])
    made = []

    def no_bucket(*given, **options):
        raise FileNotFoundError("The specified bucket does not exist")

    monkeypatch.setattr(LocalFileSystem, "pipe_file", no_bucket)
    monkeypatch.setattr(LocalFileSystem, "exists", lambda *given: False)
    monkeypatch.setattr(LocalFileSystem, "makedirs", lambda *given, **options: made.append(given))
    with pytest.raises(ScaleError, match=r"TID-714.*there is no"):
        serial([source], address(tmp_path / "out"))
    assert not made


def test_an_address_that_is_none_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dropboxdrivefs", None)
    with pytest.raises(InstallationError, match=r"TID-708.*needs dropboxdrivefs\."):
        place("dropbox://articles")
    monkeypatch.setitem(sys.modules, "pyarrow.fs", None)
    with pytest.raises(InstallationError, match=r"TID-708.*needs pyarrow\."):
        place("hdfs://host/articles")
    monkeypatch.setitem(sys.modules, "smbclient", None)
    with pytest.raises(InstallationError, match=r"TID-708.*needs smbprotocol\."):
        place("smb://host/articles")
    with pytest.raises(ScaleError, match=r"TID-714"):
        place("nothing-like-it://articles")
    with pytest.raises(ReadError, match=r"TID-101"):
        serial([address(tmp_path / "nowhere")], tmp_path / "out")
    write_lines(tmp_path / "in" / "a.jsonl", [text(1)])
    with pytest.raises(ScaleError, match=r"TID-702.*among which it lies"):
        serial([address(tmp_path / "in")], address(tmp_path / "in" / "coded"))
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["a.jsonl"]


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        ("gs", "gcsfs"),
        ("simplecache::gs", "gcsfs"),
        ("github", '"fsspec[full]"'),
        ("nothing-like-it", '"fsspec[full]"'),
    ],
)
def test_what_is_told_to_be_installed_is_a_package(monkeypatch, kind, package):
    """fsspec says of some kinds of address only in a sentence what they need."""

    def fails(*given, **options):
        raise ImportError("Please install what is needed to access this storage")

    monkeypatch.setattr("fsspec.core.url_to_fs", fails)
    with pytest.raises(InstallationError) as told:
        place(f"{kind}://articles")
    assert str(told.value).endswith(f'pip install "tidings[scale]" {package}')


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("piece", [(), (0, 5)])
def test_a_full_disk_here_is_not_told_of_the_store(tmp_path, monkeypatch, piece):
    (tmp_path / "a.txt").write_text(text(1))

    def full(*given, **options):
        raise FULL

    monkeypatch.setattr(LocalFileSystem, "get_file", full)
    monkeypatch.setattr(Path, "write_bytes", full)
    with (
        pytest.raises(RecordError, match=r"TID-204.*a\.txt.*No space left"),
        fetched(address(tmp_path / "a.txt"), *piece),
    ):
        pass
    monkeypatch.setattr("tempfile.mkdtemp", full)
    with (
        pytest.raises(RecordError, match=r"TID-204.*No space left"),
        fetched(address(tmp_path / "a.txt"), *piece),
    ):
        pass


@pytest.mark.parametrize("piece", [(), (0, 5)])
def test_what_a_store_refuses_to_give_is_told_of_the_store(tmp_path, monkeypatch, piece):
    (tmp_path / "a.txt").write_text(text(1))

    def refuses(*given, **options):
        raise PermissionError(errno.EACCES, "Access Denied")

    for method in ("get_file", "cat_file"):
        monkeypatch.setattr(LocalFileSystem, method, refuses)
    with (
        pytest.raises(ScaleError, match=r"TID-714.*Access Denied"),
        fetched(address(tmp_path / "a.txt"), *piece),
    ):
        pass


def test_the_bytes_of_a_crawl_are_not_fetched_for_its_plan(tmp_path, monkeypatch):
    """A WARC file is told by its first bytes, and by its name where it is compressed."""
    body = b"WARC/1.0\r\n" + b"x" * 100_000
    for name, data in (("a.warc", body), ("b.warc.gz", gzip.compress(body))):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    asked = []

    def cat_file(self, path, start=None, end=None, **options):
        asked.append((start, end))
        with open(path, "rb") as file:  # noqa: PTH123 - the store's own `open` is taken away
            file.seek(start)
            return file.read(end - start)

    monkeypatch.setattr(LocalFileSystem, "cat_file", cat_file)
    for name in ("open", "get_file"):
        monkeypatch.setattr(LocalFileSystem, name, None)
    plan = planned(place(tmp_path / "out"), [address(tmp_path / "in")], settings_of())
    assert [[piece.alone for piece in shard.pieces] for shard in plan.shards] == [[True], [True]]
    assert asked == [(0, HEAD), (0, (tmp_path / "in" / "b.warc.gz").stat().st_size)]


def test_a_task_looks_only_at_its_own_shards(tmp_path, monkeypatch):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(12)])
    serial([source], tmp_path / "out")
    target = place(tmp_path / "out")
    plan = planned(target, [source], settings_of())
    read, real = [], type(target).read
    monkeypatch.setattr(type(target), "read", lambda self, name: read.append(name) or real(self, name))
    assert list(done_shards(plan, target, plan.shards[1::2])) == ["000001"]
    assert read == ["manifests/000001.json"]
    assert len(done_shards(plan, target)) == 3


def test_tasks_of_datatrove_share_the_shards_out(tmp_path):
    executor = pytest.importorskip("datatrove.executor")
    from tidings.scale.trove import CodeShards

    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(20)])
    serial([source], tmp_path / "alone")
    plan = planned(place(tmp_path / "out"), [source], settings_of())
    assert len(plan.shards) == 5
    step = CodeShards(str(tmp_path / "out"), coder=CODER)
    list(step.run(rank=0, world_size=3))
    assert sorted(done_shards(plan, place(tmp_path / "out"))) == ["000000", "000003"]
    kept = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.parquet")}
    logs = str(tmp_path / "logs")
    executor.LocalPipelineExecutor(pipeline=[step], tasks=3, workers=1, logging_dir=logs).run()
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")
    assert all(path.stat().st_mtime_ns == at for path, at in kept.items())
