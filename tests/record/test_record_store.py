from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import count
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from record_samples import OTHER, PROVENANCE, codings_strategy, random_coding

from tidings.errors import RecordError
from tidings.record import Record, open_record
from tidings.types import Article, Coding, Mention, Quarantined
from tidings.types.schemas import SCHEMAS, column_docs


def by_id(codings: list[Coding]) -> list[Coding]:
    return sorted(codings, key=lambda coding: coding.article.id)


def test_everything_written_is_read_back(path: Path) -> None:
    codings = [random_coding(seed) for seed in range(600)]
    with open_record(path, create=True) as record:
        for start in range(0, len(codings), 100):
            record.write(codings[start : start + 100], [], PROVENANCE)
    with open_record(path, read_only=True) as record:
        assert list(record.codings()) == by_id(codings)
        assert record.check() == []
        some = [codings[7].article.id, codings[3].article.id, "a_absent"]
        assert list(record.codings(some)) == by_id([codings[7], codings[3]])
        assert list(record.codings([])) == []


def test_the_samples_fill_every_column() -> None:
    codings = [random_coding(seed) for seed in range(200)]
    mentions = [m for c in codings for m in c.mentions]
    parties = [p for m in mentions for p in (*m.actors, *m.recipients)]
    places = [m.location for m in mentions if m.location]
    speakers = [s.speaker for c in codings for s in c.statements if s.speaker]
    for records in (mentions, parties, places, speakers, [f for c in codings for f in c.figures]):
        # Speakers are a statement's: it has the score, and none of them is guessed.
        of_others = {"score", "code_score"} if records is speakers else set()
        for name in {field.name for field in fields(records[0])} - of_others:
            assert len({getattr(record, name) for record in records}) > 1, name


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with open_record(tmp_path_factory.mktemp("shared") / "r", create=True) as record:
        yield record


RUNS = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(codings=codings_strategy())
def test_any_codings_survive_the_round_trip(shared: Record, codings: list[Coding]) -> None:
    # A provenance of its own each time, so that every example is written and none left as it was.
    shared.write(codings, [], replace(PROVENANCE, config_digest=f"config-{next(RUNS)}"))
    assert list(shared.codings([coding.article.id for coding in codings])) == by_id(codings)
    assert shared.check() == []


def test_the_same_articles_three_times_in_any_order_change_nothing(tmp_path: Path) -> None:
    codings = [random_coding(seed) for seed in range(60)]
    refused = [Quarantined(f"file{n}", "TID-108", "no text") for n in range(5)]
    digests = set()
    for run in range(3):
        rng = random.Random(run)
        with open_record(tmp_path / f"r{run}", create=True) as record:
            for _ in range(1 if run == 0 else 3):
                rng.shuffle(codings)
                rng.shuffle(refused)
                for start in range(0, 60, 17):
                    record.write(codings[start : start + 17], refused, PROVENANCE)
            digests.add(record.digest())
            assert record.check() == []
            assert record.table("runs").num_rows == 1
    assert len(digests) == 1


def test_digest_tells_records_apart(tmp_path: Path) -> None:
    coding = next(c for c in map(random_coding, range(99)) if c.mentions)
    other = replace(
        coding, mentions=(replace(coding.mentions[0], historical=not coding.mentions[0].historical),)
    )
    digests = set()
    for n, codings in enumerate(([], [coding], [other])):
        with open_record(tmp_path / f"{n}", create=True) as record:
            record.write(codings, [], PROVENANCE)
            digests.add(record.digest())
    assert len(digests) == 3


def test_other_provenance_replaces_all_rows_of_an_article(path: Path) -> None:
    old = [random_coding(seed) for seed in range(30)]
    bare = [Coding(coding.article) for coding in old[:10]]
    with open_record(path, create=True) as record:
        record.write(old, [], PROVENANCE)
        assert record.known([c.article.id for c in old] + ["a_absent"], PROVENANCE) == {
            c.article.id for c in old
        }
        assert record.known([c.article.id for c in old], OTHER) == set()
        record.write(bare, [], OTHER)
        record.write(old[20:], [], OTHER)
        assert list(record.codings()) == by_id(bare + old[10:])
        assert record.known([c.article.id for c in old], OTHER) == {c.article.id for c in old[:10] + old[20:]}
        assert record.check() == []
        assert record.table("runs").num_rows == 2
    with open_record(path) as record:
        assert list(record.codings()) == by_id(bare + old[10:])


def test_the_first_of_two_codings_of_an_article_counts(path: Path) -> None:
    coding = random_coding(1)
    twin = Coding(replace(coding.article, origin="elsewhere"))
    with open_record(path, create=True) as record:
        record.write([coding, twin], [], PROVENANCE)
        assert list(record.codings()) == [coding]


def test_a_failed_batch_leaves_nothing_behind(path: Path) -> None:
    good, coding = random_coding(1), next(c for c in map(random_coding, range(2, 99)) if c.mentions)
    broken = replace(coding, mentions=(replace(coding.mentions[0], date=7),))  # type: ignore[arg-type]
    with open_record(path, create=True) as record:
        record.write([good], [], PROVENANCE)
        before = record.digest()
        with pytest.raises(Exception, match=r"7|int"):
            record.write([random_coding(200), broken], [Quarantined("x", "TID-108", "y")], PROVENANCE)
        assert record.digest() == before
        record.write([coding], [], PROVENANCE)
        assert list(record.codings()) == by_id([good, coding])


def test_half_a_surrogate_pair_is_quarantined_and_the_rest_is_stored(path: Path) -> None:
    good = random_coding(1)
    bad = Coding(Article.make("half a pair \ud83d here", origin="news.jsonl!4"))
    odd_name = Coding(Article.make("fine text", origin="caf\udce9.txt"))
    with open_record(path, create=True) as record:
        record.write([good, bad, odd_name], [], PROVENANCE)
        assert {c.article.id for c in record.codings()} == {good.article.id, odd_name.article.id}
        (row,) = record.quarantine().to_pylist()
        assert (row["origin"], row["number"]) == ("news.jsonl!4", "TID-112")
        assert record.check() == []


def test_quarantine_is_upserted_and_cleared(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write(
            [], [Quarantined("a", "TID-108", "old"), Quarantined("b\udcff", "TID-110", "x")], PROVENANCE
        )
        record.write([], [Quarantined("a", "TID-108", "new")], PROVENANCE)
        assert {row["reason"] for row in record.quarantine().to_pylist()} == {"new", "x"}
        record.clear_quarantine(["b\udcff", "unknown"])
        record.clear_quarantine([])
        assert [row["origin"] for row in record.quarantine().to_pylist()] == ["a"]


def test_signatures_and_copies(path: Path) -> None:
    codings = [random_coding(seed) for seed in range(3)]
    ids = [coding.article.id for coding in codings]
    with open_record(path, create=True) as record:
        record.write(codings, [], PROVENANCE, {ids[0]: b"\x00\xff", ids[1]: b""})
        assert record.signatures() == {ids[0]: b"\x00\xff", ids[1]: b""}
        record.replace_copies([(ids[1], ids[0], 0.9), (ids[2], ids[0], 0.8)])
        record.replace_copies([(ids[1], ids[0], 0.95)])
        assert record.copies().to_pylist() == [{"article_id": ids[1], "copy_of": ids[0], "similarity": 0.95}]
        assert record.summary().copies == 1
        record.replace_copies([("a_absent", ids[0], 1.0)])
        assert record.check() == ["copies: rows of the article a_absent, which is not stored"]


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("UPDATE mentions SET trigger_quote = trigger_quote || 'x'", "mentions .*: trigger_quote"),
        ("UPDATE mentions SET trigger_end = trigger_start", "mentions .*: trigger_quote"),
        ("UPDATE articles SET text = 'another'", "quote is not the text"),
        ("UPDATE mentions SET voice = 's_absent'", "mentions .*: voice s_absent"),
        ("UPDATE statements SET within = 's_absent'", "statements .*: within s_absent"),
        ("UPDATE figures SET mention_id = 'm_absent'", "figures .*: mention_id m_absent"),
        ("DELETE FROM articles", "which is not stored"),
        ("DELETE FROM mentions", "parties .*: mention_id"),
        ("INSERT INTO mentions SELECT * FROM mentions", "mentions .*: stored more than once"),
        ("UPDATE figures SET model_digest = 'x'", "figures: rows of .* something else"),
    ],
)
def test_check_finds_damage(path: Path, damage: str, complaint: str) -> None:
    with open_record(path, create=True) as record:
        record.write([random_coding(seed) for seed in range(40)], [], PROVENANCE)
        assert record.check() == []
    with duckdb.connect(str(path)) as db:
        db.execute(damage)
    with open_record(path) as record:
        assert any(re.search(complaint, line) for line in record.check())


def test_offsets_are_code_points_whatever_the_script(path: Path) -> None:
    text = "👩‍👩‍👧 met e\u0301lite in שלום, then 🇺🇦 sent aid\u200f."
    article = Article.make(text)
    spans = [article.span(n, n + 2) for n in range(len(text) - 1)]
    with open_record(path, create=True) as record:
        coding = Coding(article, (), tuple(Mention.make(article.id, span, "AID") for span in spans))
        record.write([coding], [], PROVENANCE)
        assert record.check() == []
        assert [m.trigger for m in next(record.codings()).mentions] == spans


def test_declared_schemas_are_those_of_the_tables(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write([random_coding(seed) for seed in range(20)], [], PROVENANCE)
        for name, schema in SCHEMAS.items():
            assert record.table(name).schema.equals(schema)
    with duckdb.connect(str(path)) as db:
        for name, schema in SCHEMAS.items():
            columns = db.execute(
                "SELECT column_name, comment, is_nullable FROM duckdb_columns()"
                " WHERE table_name = ? ORDER BY column_index",
                [name],
            ).fetchall()
            assert {c[0] for c in columns} == set(schema.names)
            assert {c[0]: c[1] for c in columns} == column_docs(name)
            assert {c[0]: c[2] for c in columns} == {f.name: f.nullable for f in schema}


def test_parties_know_country_and_sector(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write([random_coding(seed) for seed in range(60)], [], PROVENANCE)
        codes = {(r["code"], r["country"], r["sector"]) for r in record.table("parties").to_pylist()}
    assert codes == {
        (None, None, None),
        ("POL", "POL", None),
        ("RUS:GOV", "RUS", "GOV"),
        ("IGO:NATO", "IGO", "NATO"),
        ("UNO:Security Council", "UNO", "Security Council"),
        ("USA:GOV:x", "USA", "GOV:x"),
    }


def test_threads_read_while_one_writes(path: Path) -> None:
    failures: list[BaseException] = []
    with open_record(path, create=True) as record:

        def ask() -> None:
            try:
                for _ in range(8):
                    # A batch is seen as a whole or not at all.
                    assert record.articles().num_rows % 10 == 0
                    assert record.check() == []
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for start in range(0, 100, 10):
            record.write([random_coding(seed) for seed in range(start, start + 10)], [], PROVENANCE)
        for thread in threads:
            thread.join()
        assert failures == []
        assert record.articles().num_rows == 100


def test_an_iterator_left_open_neither_blocks_writing_nor_closing(path: Path) -> None:
    codings = [random_coding(seed) for seed in range(20)]
    record = open_record(path, create=True)
    record.write(codings[:10], [], PROVENANCE)
    left = record.codings()
    next(left)
    record.write(codings[10:], [], PROVENANCE)
    assert len(list(left)) == 9
    abandoned = record.codings()
    next(abandoned)
    record.close()
    record.close()
    with open_record(path, read_only=True) as again:
        assert list(again.codings()) == by_id(codings)


def test_a_snapshot_does_not_see_what_is_written_meanwhile(path: Path) -> None:
    first, second = random_coding(1), random_coding(2)
    with open_record(path, create=True) as record:
        record.write([first], [], PROVENANCE)
        with record.snapshot() as now:
            record.write([second], [], PROVENANCE)
            assert now.summary().articles == 1
            assert list(now.codings()) == [first]
            assert now.ask(lambda db: db.execute("SELECT count(*) FROM articles").fetchone()) == (1,)
            with pytest.raises(RecordError, match="TID-204"):
                now.write([second], [], PROVENANCE)
        assert record.summary().articles == 2
        assert list(record.codings()) == by_id([first, second])


def test_one_question_of_several_queries_is_answered_from_one_state(path: Path) -> None:
    def twice(db: duckdb.DuckDBPyConnection) -> tuple[object, object]:
        before = db.execute("SELECT count(*) FROM articles").fetchone()
        record.write([random_coding(2)], [], PROVENANCE)
        return before, db.execute("SELECT count(*) FROM articles").fetchone()

    with open_record(path, create=True) as record:
        record.write([random_coding(1)], [], PROVENANCE)
        assert record.ask(twice) == ((1,), (1,))


def test_the_memory_that_is_given_is_kept_to(path: Path) -> None:
    query = "SELECT current_setting('memory_limit')"
    with open_record(path, create=True, memory=300 * 1024**2) as record:
        assert record.ask(lambda db: db.execute(query).fetchall()) == [("300.0 MiB",)]
    with open_record(path, read_only=True, memory=200 * 1024**2) as record:
        assert record.ask(lambda db: db.execute(query).fetchall()) == [("200.0 MiB",)]
