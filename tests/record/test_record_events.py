from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from record_samples import OTHER, PROVENANCE, random_coding

from tidings.errors import ConfigurationError, RecordError
from tidings.record import EventFilter, SeriesFilter, open_record, rebuild
from tidings.types import Article, Coding, Factuality, Figure, Mention, Party, Unit

SENTENCES = (
    (
        "Morning",
        "The army shelled the depot in Velyka on Tuesday, killing 12 people.",
        "shelled",
        12,
        "actual",
    ),
    (
        "Evening",
        "Troops shelled a depot in Velyka on Tuesday; 30 people were killed.",
        "shelled",
        30,
        "actual",
    ),
    (
        "Herald",
        "The ministry says the army never shelled the depot in Velyka on Tuesday.",
        "shelled",
        None,
        "negated",
    ),
)
DAY = date(2022, 3, 16)


def telling(
    outlet: str, text: str, trigger: str, dead: int | None, factuality: str, day: date = DAY
) -> Coding:
    article = Article.make(f"{text} {outlet} has more.", outlet=outlet, published=day)
    at = text.index(trigger)
    span = article.span(at, at + len(trigger))
    tuesday = text.index("Tuesday")
    mention = replace(
        Mention.make(article.id, span, "ASSAULT", "heavy-weapons"),
        actors=(Party(None, "RUS:MIL", "Russia"),),
        recipients=(Party(None, "UKR", "Ukraine"),),
        time=article.span(tuesday, tuesday + 7),
        date="2022-03-15",
        factuality=Factuality(factuality),
    )
    figures = []
    if dead is not None:
        where = text.index(str(dead))
        figure = Figure.make(article.id, article.span(where, where + 2), dead, dead, Unit.PEOPLE)
        figures.append(replace(figure, mention_id=mention.id, counted="dead"))
    return Coding(article, (), (mention,), tuple(figures))


CODINGS = [telling(*sentence) for sentence in SENTENCES]


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    with open_record(path) as record:
        assert record.check() == []
        return {
            t: record.table(t).to_pylist() for t in ("events", "tellings", "event_figures", "disagreements")
        }


def test_tellings_of_one_action_are_one_event_with_what_they_disagree_on(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
        (event,) = record.events().to_pylist()
        assert (event["tellings"], event["outlets"], event["independent"]) == (3, 3, 3)
        assert (event["factuality"], event["date_start"], event["actors"]) == (
            "actual",
            date(2022, 3, 15),
            ["RUS:MIL"],
        )
        kinds = {(d["kind"], d["said_one"], d["said_other"]) for d in record.disagreements().to_pylist()}
        assert {kind for kind, *_ in kinds} == {"figure", "factuality"}
        assert any({one, other} == {"12 dead", "30 dead"} for _, one, other in kinds)
        (figure,) = record.event_figures(event["id"]).to_pylist()
        assert (figure["counted"], figure["low"], figure["high"]) == ("dead", 12, 30)
        assert [t["outlet"] for t in record.tellings(event["id"]).to_pylist()] == [
            "Evening",
            "Herald",
            "Morning",
        ]
        assert record.find_event(event["id"][:8]) == record.find_event(event["id"]) == event["id"]
        assert record.event(event["id"]) == event


@pytest.mark.parametrize("batches", [[[0], [1], [2]], [[2, 0], [1]], [[1], [0, 2]], [[2], [1], [0]]])
def test_the_order_in_which_articles_come_changes_no_event(
    path: Path, tmp_path: Path, batches: list[list[int]]
) -> None:
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
    other = tmp_path / "other.duckdb"
    with open_record(other, create=True) as record:
        for batch in batches:
            record.write([CODINGS[n] for n in batch], [], PROVENANCE)
            record.link()
        whole = {e for row in record.changes().to_pylist() for e in (row["event_id"], row["other"]) if e}
        assert whole >= {row["id"] for row in record.events().to_pylist()}
    assert rows(path) == rows(other)


def test_an_article_coded_anew_is_linked_anew(path: Path) -> None:
    changed = replace(CODINGS[1], mentions=(replace(CODINGS[1].mentions[0], date="2022-02-01"),))
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
        before = record.digest()
        assert record.link() == 0
        record.write([changed], [], OTHER)
        assert record.link() == 2
        assert sorted(e["tellings"] for e in record.events().to_pylist()) == [1, 2]
        assert {"split", "shrank", "made", "renamed"} & {row["kind"] for row in record.changes().to_pylist()}
        assert record.changes(date(2999, 1, 1)).num_rows == 0
        record.write([CODINGS[1]], [], PROVENANCE)
        record.link()
        assert record.digest() == before


def test_an_outlet_that_left_it_out_is_named(path: Path) -> None:
    silent = Coding(Article.make("Grain prices fell. Nothing else.", outlet="Silent", published=DAY))
    late = Coding(
        Article.make("Grain prices rose. Nothing else.", outlet="Late", published=date(2022, 4, 16))
    )
    with open_record(path, create=True) as record:
        record.write([*CODINGS, silent, late], [], PROVENANCE)
        record.link()
        (event,) = record.events().to_pylist()
        assert record.left_out(event["id"]).to_pylist() == [{"outlet": "Silent"}]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (EventFilter(), 1), (EventFilter(actor="RUS"), 1), (EventFilter(actor="RU"), 0),
        (EventFilter(recipient="ukr"), 1),
        (EventFilter(type="assault"), 1), (EventFilter(type="AID"), 0), (EventFilter(factuality="actual"), 1),
        (EventFilter(since="2022-03-16"), 0), (EventFilter(since="2022-03", until="2022-03-15"), 1),
        (EventFilter(until="2021"), 0), (EventFilter(outlets=3), 1), (EventFilter(outlets=4), 0),
        (EventFilter(independent=3, disputed=True), 1),
    ],
)  # fmt: skip
def test_filters_of_events(path: Path, wanted: EventFilter, number: int) -> None:
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
        assert record.events(wanted).num_rows == number
        counted = record.series(SeriesFilter("month", wanted)).to_pylist()
        assert [row["events"] for row in counted] == [1] * number
        if number:
            assert (counted[0]["period"], counted[0]["actor"], counted[0]["quad"]) == (
                date(2022, 3, 1),
                "RUS",
                4,
            )
            assert counted[0]["score"] < -5


def test_questions_that_make_no_sense_are_refused(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
        for wanted in (
            EventFilter(factuality="maybe"), EventFilter(since="soon"), EventFilter(limit=0),
            EventFilter(actor=" "),
        ):  # fmt: skip
            with pytest.raises(ConfigurationError, match="TID-402"):
                record.events(wanted)
        with pytest.raises(ConfigurationError, match="TID-402"):
            record.series(SeriesFilter("century"))
        with pytest.raises(RecordError, match="TID-210"):
            record.find_event("e_nothing")
        with pytest.raises(KeyError):
            record.event("e_nothing")


def test_any_record_can_be_linked(path: Path) -> None:
    with open_record(path, create=True) as record:
        assert record.link() == 0
        record.write([random_coding(seed) for seed in range(40)], [], PROVENANCE)
        record.link()
        assert record.check() == []
        told = record.table("tellings").num_rows
        known = [m for m in record.table("mentions").to_pylist() if m["type"] != "no such type"]
        assert told == len(known)


def test_what_an_article_is_a_copy_of_counts_though_no_article_changed(path: Path, tmp_path: Path) -> None:
    one, other, third = (coding.article.id for coding in CODINGS)
    copies = [(other, one, 0.9), (third, one, 0.9)]
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
        record.replace_copies(copies[:1])
        record.link()
        assert record.events().to_pylist()[0]["outlets"] == 2
        record.replace_copies([(one, third, 0.9), (other, third, 0.9)])
        record.link()
        assert record.events().to_pylist()[0]["outlets"] == 1
        record.replace_copies(copies)
        assert record.link() == 1
        assert record.link() == 0
        assert record.changes().num_rows == 0
    with open_record(tmp_path / "other.duckdb", create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.replace_copies(copies)
        record.link()
    assert rows(path) == rows(tmp_path / "other.duckdb")


def test_events_of_a_record_that_had_none_are_in_the_trail(path: Path) -> None:
    silent = Coding(Article.make("Grain prices fell. Nothing else.", outlet="Silent", published=DAY))
    with open_record(path, create=True) as record:
        record.write([silent], [], PROVENANCE)
        record.link()
        record.write(CODINGS, [], PROVENANCE)
        record.link()
        (event,) = record.events().to_pylist()
        (change,) = record.changes().to_pylist()
        assert (change["kind"], change["event_id"]) == ("made", event["id"])
        assert len(change["mention_ids"]) == 3


@pytest.mark.parametrize("seed", range(4))
def test_linking_bit_by_bit_gives_the_record_of_linking_at_once(
    path: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    days = [date(2022, 3, 15) + timedelta(days=n) for n in range(4)]
    codings = [
        telling(f"{sentence[0]} {n}", *sentence[1:], chance.choice(days))
        for n in range(4)
        for sentence in SENTENCES
    ]
    with open_record(path, create=True) as record:
        record.write(codings, [], PROVENANCE)
        record.link()
        whole = record.digest()
    with open_record(tmp_path / "other.duckdb", create=True) as record:
        chance.shuffle(codings)
        for start in range(0, len(codings), 3):
            some = codings[start : start + 3]
            changed = [replace(c, mentions=(replace(c.mentions[0], date="2022-02-01"),)) for c in some[:1]]
            record.write([*changed, *some[1:]], [], OTHER)
            record.link()
            assert record.check() == []
        record.write(codings, [], PROVENANCE)
        assert record.check() == []
        record.link()
        assert record.check() == []
        assert record.digest() == whole


def test_an_interrupted_linking_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_record(path, create=True) as record:
        record.write(CODINGS[:2], [], PROVENANCE)
        record.link()
        before = record.digest()
        record.write(CODINGS[2:], [], PROVENANCE)
        with monkeypatch.context() as broken:
            broken.setattr("tidings.record.events.summarise", interrupted)
            with pytest.raises(KeyboardInterrupt):
                record.link()
        assert record.events().to_pylist()[0]["tellings"] == 2
        assert record.digest() != before
        record.link()
        assert record.events().to_pylist()[0]["tellings"] == 3
        assert len(record.table("tellings")) == 3


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_event_with_a_mode_that_its_type_has_not_is_counted(path: Path) -> None:
    odd = replace(CODINGS[0], mentions=(replace(CODINGS[0].mentions[0], mode="no such mode"),))
    with open_record(path, create=True) as record:
        record.write([odd], [], PROVENANCE)
        record.link()
        (row,) = record.series(SeriesFilter()).to_pylist()
        assert row["events"] == 1
        assert row["score"] < 0


def test_an_outlet_is_the_same_in_capitals(path: Path) -> None:
    loud = Coding(Article.make("Grain prices fell. Nothing.", outlet="MORNING", published=DAY))
    with open_record(path, create=True) as record:
        record.write([*CODINGS, loud], [], PROVENANCE)
        record.link()
        assert record.left_out(record.events()["id"][0].as_py()).num_rows == 0


def test_a_record_linked_by_another_version_is_linked_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_record(path, create=True) as record:
        with monkeypatch.context() as older:
            older.setattr("tidings.link.linker.digest", lambda: "older")
            record.write(CODINGS, [], PROVENANCE)
            record.link()
        before = record.digest()
        with monkeypatch.context() as broken:
            broken.setattr("tidings.record.events.summarise", interrupted)
            with pytest.raises(KeyboardInterrupt):
                record.link()
        assert record.digest() == before
        assert record.check() == []
        assert (record.link(), record.link()) == (1, 0)
        assert record.digest() == before
        assert record.changes().num_rows == 0


def test_how_many_tellings_are_held_at_once_changes_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codings = [*CODINGS, *(random_coding(seed) for seed in range(20))]
    with open_record(path, create=True) as record:
        record.write(codings, [], PROVENANCE)
        formed = record.link()
        whole = record.digest()
    monkeypatch.setattr("tidings.record.kept_tellings.CHUNK", 1)
    monkeypatch.setattr("tidings.record.events.CHUNK", 1)
    with open_record(tmp_path / "other.duckdb", create=True) as record:
        record.write(codings, [], PROVENANCE)
        assert record.link() == formed == record.events().num_rows
        assert record.digest() == whole


def test_an_article_is_read_once_in_a_linking(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def rebuilt(db: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Iterator[Coding]:
        read.extend(ids)
        return whole(db, ids)

    whole = rebuild.rebuilt
    monkeypatch.setattr("tidings.record.rebuild.rebuilt", rebuilt)
    monkeypatch.setattr("tidings.record.kept_tellings.CHUNK", 1)
    with open_record(path, create=True) as record:
        for codings in (CODINGS[:2], CODINGS[2:]):
            record.write(codings, [], PROVENANCE)
            record.link()
            assert len(read) == len(set(read)) > 0
            read.clear()


def test_linking_leaves_nothing_behind_but_the_events(path: Path) -> None:
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
    with duckdb.connect(str(path), read_only=True) as db:
        tables = {row[0] for row in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert not {"kept_tellings", "kept_by_event", "keys_by_week", "accounts_by_week"} & tables
