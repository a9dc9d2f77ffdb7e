"""A shard is a pure function of its articles: the same bytes whoever codes it, and however often it dies."""

import gzip

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scale_samples import (
    CODER,
    POISON,
    REFUSED,
    Died,
    WordCoder,
    codes,
    contents,
    mixed,
    planned,
    serial,
    settings_of,
    text,
    write_lines,
)

from tidings.config import Config, Limits, Scale
from tidings.errors import ConfigurationError, ReadError, RecordError, ScaleError
from tidings.read import ReadOptions, read
from tidings.record import open_record
from tidings.scale.executors import code_shards
from tidings.scale.gathering import gather
from tidings.scale.places import place
from tidings.scale.plan import Plan, make_plan
from tidings.scale.shard import code_shard, finished, stamp
from tidings.types import Article


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The mixed input, and the shards of it as one process codes them."""
    root = tmp_path_factory.mktemp("mixed")
    mixed(root / "in")
    serial([root / "in"], root / "out")
    return root


@pytest.mark.parametrize("per_shard", [1, 3, 1000])
def test_shards_hold_what_read_gives_in_its_order(whole, per_shard):
    config, target = settings_of(per_shard), place(whole / f"of{per_shard}")
    plan = planned(target, [whole / "in"], config)
    for shard in plan.shards:
        code_shard(plan, shard, target, coder=CODER)
        assert shard.articles <= per_shard
    rows = list(read([whole / "in"]))
    expected = {row.id: row for row in rows if isinstance(row, Article)}
    got = codes(whole / f"of{per_shard}")
    first = {}
    for row in got:
        first.setdefault(row["id"], row)
    assert set(first) == set(expected)
    assert {i: row["origin"] for i, row in first.items()} == {i: a.origin for i, a in expected.items()}
    refused = {(q["origin"], q["number"]) for q in codes(whole / f"of{per_shard}", "quarantine")}
    assert refused == {(row.origin, row.number) for row in rows if not isinstance(row, Article)}


def test_rows_are_sorted_and_of_the_record_s_columns(whole):
    for path in (whole / "out" / "mentions").glob("*.parquet"):
        rows = pq.read_table(path).to_pylist()
        keys = [(row["article_id"], row["position"]) for row in rows]
        assert keys == sorted(keys)
        assert {row["model_digest"] for row in rows} <= {"words-1"}


def test_every_executor_writes_the_same_bytes(whole, tmp_path):
    expected = contents(whole / "out")
    for executor, workers in (("local", 2), ("datatrove", 1)):
        run = code_shards(
            [whole / "in"], tmp_path / executor, config=settings_of(), executor=executor, workers=workers,
            coder=CODER,
        )  # fmt: skip
        assert contents(tmp_path / executor) == expected
        assert len(run.manifests) == len(run.plan.shards) == run.progress.done
    assert not list((tmp_path / "local").rglob(".*")), "a draft was left"


def test_other_batches_make_no_difference(whole, tmp_path):
    serial([whole / "in"], tmp_path / "out", settings_of(batch=50))
    assert contents(tmp_path / "out") == contents(whole / "out")


def test_a_store_elsewhere_holds_the_same_files(whole, tmp_path):
    address = f"local://{tmp_path}/store"
    serial([whole / "in"], address)
    assert contents(tmp_path / "store") == contents(whole / "out")
    target = place(address)
    assert target.sizes("manifests") == place(tmp_path / "store").sizes("manifests")
    assert target.size("nothing.json") is None
    assert target.sizes("nothing") == {}


def test_articles_of_a_store_elsewhere_are_read(tmp_path):
    write_lines(tmp_path / "in" / "a.jsonl", [text(n) for n in range(9)])
    with gzip.open(tmp_path / "in" / "b.csv.gz", "wt") as file:
        file.write("text,language\n" + "".join(f"{text(n)},en\n" for n in range(20, 26)))
    (tmp_path / "in" / "c.txt").write_text(text(40))
    serial([tmp_path / "in"], tmp_path / "here")
    serial([f"local://{tmp_path}/in"], tmp_path / "there")
    here, there = codes(tmp_path / "here"), codes(tmp_path / "there")
    assert [row["id"] for row in there] == [row["id"] for row in here]
    assert {row["origin"] for row in there} == {"file://" + row["origin"] for row in here}


class Killed(BaseException):
    pass


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    poisoned=st.sets(st.integers(0, 11), max_size=3),
    kills=st.lists(st.integers(1, 12), max_size=4, unique=True),
    batch=st.integers(1, 6),
    deaths=st.integers(1, 3),
)
def test_deaths_cost_the_poisoned_articles_and_no_others(tmp_path_factory, poisoned, kills, batch, deaths):
    """Killed at any batch and dying of any articles, a shard ends the same, with a row for each of them."""
    root = tmp_path_factory.mktemp("deaths")
    texts = [text(n, POISON if n in poisoned else "") for n in range(12)]
    source = write_lines(root / "a.jsonl", texts)
    config, target = settings_of(12, batch, deaths=deaths), place(root / "out")
    coder = WordCoder("raise")
    plan = planned(target, [source], config, coder)
    (shard,) = plan.shards
    left = list(kills)
    manifest, tries = None, 0
    while manifest is None:
        tries += 1
        assert tries < 200
        batches = 0

        def told(articles, words):
            nonlocal batches
            batches += 1
            if left and batches == left[0]:
                left.pop(0)
                raise Killed

        try:
            manifest = code_shard(plan, shard, target, coder=coder, told=told)
        except (Died, Killed):
            continue
    refused = codes(root / "out", "quarantine")
    assert sorted(row["origin"] for row in refused) == sorted(f"{source}!line {n + 1}" for n in poisoned)
    assert {row["number"] for row in refused} <= {"TID-701"}
    assert manifest.articles == 12 - len(poisoned) == len(codes(root / "out"))
    assert not place(root / "out").sizes("working"), "the journal is gone"


def test_a_death_after_all_is_coded_blames_no_article(tmp_path, monkeypatch):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(5)])
    config, target = settings_of(5), place(tmp_path / "out")
    plan = planned(target, [source], config)
    for _ in range(6):
        with monkeypatch.context() as patched:
            patched.setattr("tidings.scale.shard._commit", lambda *_: (_ for _ in ()).throw(Died()))
            with pytest.raises(Died):
                code_shard(plan, plan.shards[0], target, coder=CODER)
    assert code_shard(plan, plan.shards[0], target, coder=CODER).articles == 5


def test_a_piece_that_kills_whoever_reads_it_costs_only_itself(tmp_path, monkeypatch):
    for n in range(3):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{n}.txt").write_text(text(n))
    config, target = settings_of(3), place(tmp_path / "out")
    plan = planned(target, [tmp_path / "in"], config)
    real = __import__("tidings.scale.shard", fromlist=["read_parts"]).read_parts

    def deadly(parts, **options):
        if parts[0].origin.endswith("1.txt"):
            raise Died
        return real(parts, **options)

    monkeypatch.setattr("tidings.scale.shard.read_parts", deadly)
    for _ in range(8):
        try:
            code_shard(plan, plan.shards[0], target, coder=CODER)
            break
        except Died:
            continue
    assert [row["origin"][-5:] for row in codes(tmp_path / "out", "quarantine")] == ["1.txt"]
    assert len(codes(tmp_path / "out")) == 2


@pytest.mark.parametrize("table", ["articles", "mentions", "manifests"])
@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_shard_is_done_only_while_its_files_are_whole(whole, tmp_path, table, harm):
    config, target = settings_of(), place(tmp_path / "out")
    plan = planned(target, [whole / "in" / "a.jsonl"], config)
    shard = plan.shards[0]
    made = code_shard(plan, shard, target, coder=CODER)
    assert finished(target, plan, shard) == made
    file = next((tmp_path / "out" / table).iterdir())
    before = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(before[:-3])
    assert finished(target, plan, shard) is None
    assert code_shard(plan, shard, target, coder=CODER) == made
    assert file.read_bytes() == before


def test_input_that_changed_after_planning_is_refused(tmp_path):
    config = settings_of()
    for name in ("a.jsonl", "b.txt"):
        root = tmp_path / name
        source = write_lines(root / name, [text(n) for n in range(6)])
        target = place(root / "out")
        plan = planned(target, [source], config)
        data = source.read_bytes()
        source.write_bytes(data.replace(b"place1", b"placeX"))
        with pytest.raises(ScaleError, match="TID-703"):
            code_shard(plan, plan.shards[0], target, coder=CODER)
        source.unlink()
        with pytest.raises(ScaleError, match="TID-703"):
            code_shard(plan, plan.shards[0], target, coder=CODER)
        source.write_bytes(data)
        again = code_shard(plan, plan.shards[0], target, coder=CODER)
        assert again.articles + again.quarantined


def test_another_run_in_the_same_folder_is_refused(tmp_path):
    source = write_lines(tmp_path / "in" / "a.jsonl", [text(n) for n in range(6)])
    serial([tmp_path / "in"], tmp_path / "out")
    with pytest.raises(ScaleError, match="other articles"):
        serial([source], tmp_path / "out")
    with pytest.raises(ScaleError, match="size of shards"):
        serial([tmp_path / "in"], tmp_path / "out", settings_of(5))
    with pytest.raises(ScaleError, match="another reader"):
        code_shards([tmp_path / "in"], tmp_path / "out", config=settings_of(), executor="serial",
                    coder=Newer())  # fmt: skip
    with pytest.raises(ScaleError, match="other metadata"):
        code_shards([tmp_path / "in"], tmp_path / "out", config=settings_of(), executor="serial",
                    options=ReadOptions(outlet="X"), coder=CODER)  # fmt: skip
    write_lines(tmp_path / "in" / "new.jsonl", [text(9)])
    with pytest.raises(ScaleError, match="come, gone or changed"):
        serial([tmp_path / "in"], tmp_path / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(ScaleError, match="TID-702"):
        serial([source], tmp_path / "full")
    with pytest.raises(ScaleError, match="TID-710"):
        serial(["-"], tmp_path / "stdin")
    with pytest.raises(ReadError, match="TID-101"):
        serial([tmp_path / "nowhere"], tmp_path / "nothing")


def test_a_place_that_shards_can_not_have_is_refused_before_anything_is_written(tmp_path):
    source = write_lines(tmp_path / "in" / "a.jsonl", [text(1)])
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ScaleError, match=r"TID-702.*a file"):
        serial([source], tmp_path / "file")
    with pytest.raises(ScaleError, match="TID-705"):
        gather([tmp_path / "file"], None)
    for folder in (tmp_path / "in", tmp_path / "in" / "coded"):
        with pytest.raises(ScaleError, match=r"TID-702.*among which it lies"):
            serial([tmp_path / "in"], folder)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["a.jsonl"]
    with pytest.raises(RecordError, match="TID-204"):
        place(tmp_path).write("file/a.json", b"")
    with pytest.raises(ConfigurationError, match="TID-401"):
        code_shards([source], tmp_path / "out", executor="slurm", coder=CODER)


@pytest.mark.parametrize("wrong", ["[]", '{"files": [], "rows": {}}', "{", '{"now": []}'])
def test_a_damaged_manifest_or_journal_is_none(whole, tmp_path, wrong):
    config, target = settings_of(), place(tmp_path / "out")
    plan = planned(target, [whole / "in" / "a.jsonl"], config)
    for name in ("manifests", "working"):
        target.write(f"{name}/{plan.shards[0].name}.json", wrong.encode())
    assert finished(target, plan, plan.shards[0]) is None
    assert code_shard(plan, plan.shards[0], target, coder=CODER).articles == 4


class Newer(WordCoder):
    def digest(self):
        return "words-2"


def test_a_machine_with_another_reader_is_refused(tmp_path):
    from tidings.scale.shard import check_machine

    source = write_lines(tmp_path / "a.jsonl", [text(1)])
    config = settings_of()
    plan = planned(place(tmp_path / "out"), [source], config)
    check_machine(plan, "out", CODER)
    with pytest.raises(ScaleError, match="TID-707"):
        check_machine(plan, "out", Newer())


def test_a_plan_is_what_was_stored_or_an_error(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(9)])
    config = settings_of()
    plan = make_plan([source], ReadOptions(), config, stamp(config, CODER))
    data = plan.to_bytes()
    assert Plan.from_bytes(data, "x") == plan
    for broken in (b"", b"{}", data[: len(data) // 2], data.replace(b'"first": 5', b'"first": 6')):
        with pytest.raises(ScaleError, match="TID-705"):
            Plan.from_bytes(broken, "x")


def test_limits_of_a_file_do_not_hold_for_lines_of_it(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(50)])
    config = Config(limits=Limits(max_bytes=2000), scale=Scale(articles_per_shard=10))
    serial([source], tmp_path / "out", config)
    assert len(codes(tmp_path / "out")) == 50


def test_gathering_counts_every_article_and_every_refusal_once(tmp_path):
    texts = [text(n) for n in range(6)] + [text(90, REFUSED)]
    for name in ("a", "b"):
        write_lines(tmp_path / "in" / f"{name}.jsonl", texts)
    write_lines(tmp_path / "more.jsonl", [text(n) for n in range(4, 9)])
    serial([tmp_path / "in"], tmp_path / "one")
    serial([tmp_path / "more.jsonl"], tmp_path / "two")
    with open_record(tmp_path / "r.duckdb", create=True) as record:
        assert gather([tmp_path / "one"], record).fresh == 6
        first = {row["id"]: row["origin"] for row in record.table("articles").to_pylist()}
        assert all("a.jsonl" in origin for origin in first.values())
        assert [row["origin"][-14:] for row in record.quarantine().to_pylist()] == ["a.jsonl!line 7"]
        assert gather([tmp_path / "one", tmp_path / "two"], record).fresh == 3 + 2
        assert record.check() == []
        digest = record.digest()
        assert gather([tmp_path / "two", tmp_path / "one"], record).fresh == 0
        assert record.digest() == digest


def test_gathering_puts_newer_codings_in_the_place_of_older_ones(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(5)])
    serial([source], tmp_path / "old")
    serial([source], tmp_path / "new", coder=Newer())
    with open_record(tmp_path / "r.duckdb", create=True) as record:
        gather([tmp_path / "old"], record)
        assert gather([tmp_path / "new"], record).fresh == 5
        assert {row["model_digest"] for row in record.table("mentions").to_pylist()} == {"words-2"}
        assert len(record.table("articles")) == 5
        assert record.check() == []


def test_what_is_unfinished_or_damaged_is_not_gathered(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [text(n) for n in range(9)])
    serial([source], tmp_path / "out")
    file = sorted((tmp_path / "out" / "mentions").iterdir())[1]
    data = bytearray(file.read_bytes())
    data[20] ^= 1
    file.write_bytes(data)
    with open_record(tmp_path / "r.duckdb", create=True) as record:
        with pytest.raises(ScaleError, match="TID-709"):
            gather([tmp_path / "out"], record)
        with pytest.raises(ScaleError, match="TID-704"):
            gather([tmp_path / "out"], record)
        serial([source], tmp_path / "out")
        gather([tmp_path / "out"], record)
        assert len(record.table("articles")) == 9
        with pytest.raises(ScaleError, match="TID-705"):
            gather([tmp_path / "nowhere"], record)
