"""Events follow what people decide, in any order, and go back when it is taken back."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_samples import OTHER, PROVENANCE

from tidings.record import Record, open_record, verdicts
from tidings.record.write import insert
from tidings.types import Article, Coding, Mention, Party

DAY = date(2022, 3, 16)
TELLING = "The army shelled the depot in Velyka on Tuesday, killing 12 people. {} has more."


def strike(outlet: str, text: str = TELLING, *, day: date = DAY) -> Coding:
    """An article that tells of one strike on the day before."""
    article = Article.make(text.format(outlet), outlet=outlet, published=day)
    at, when = text.index("shelled"), text.index("Tuesday")
    mention = replace(
        Mention.make(article.id, article.span(at, at + 7), "ASSAULT", "heavy-weapons"),
        actors=(Party(None, "RUS:MIL", "Russia"),), recipients=(Party(None, "UKR", "Ukraine"),),
        time=article.span(when, when + 7), date=(day - timedelta(days=1)).isoformat(),
    )  # fmt: skip
    return Coding(article, (), (mention,), ())


ONE = [strike("Morning"), strike("Evening"), strike("Herald")]
"""Three that are linked."""
LATER = [strike("Courier", day=DAY + timedelta(days=40)), strike("Post", day=DAY + timedelta(days=40))]
"""Two of another strike."""
IDS = {c.article.outlet: c.mentions[0].id for c in (*ONE, *LATER)}


def decide(record: Record, target: str, values: dict[str, str | None], who: str = "ana") -> str:
    made: list[verdicts.Decision] = []
    record.do(lambda db: made.append(verdicts.decide(db, target, values, who)))
    return made[0].id


def judge(record: Record, one: str, other: str, *, same: bool, who: str = "ana") -> str:
    head = verdicts.SAME if same else verdicts.APART
    return decide(record, IDS[one], {head: IDS[other]}, who)


def reject(record: Record, outlet: str) -> str:
    return decide(record, IDS[outlet], {verdicts.KEPT: "no", "at": "{}"})


def undo(record: Record, id: str) -> None:
    record.do(lambda db: verdicts.withdraw(db, record.path, id, "ana"))


def events(record: Record) -> set[frozenset[str]]:
    """The outlets of each event."""
    outlets = {mention: outlet for outlet, mention in IDS.items()}
    found: dict[str, set[str]] = {}
    for row in record.table("tellings").to_pylist():
        found.setdefault(row["event_id"], set()).add(outlets[row["mention_id"]])
    assert found.keys() == set(record.events()["id"].to_pylist())
    assert record.check() == []
    return {frozenset(some) for some in found.values()}


def kinds(record: Record) -> list[str]:
    return sorted(row["kind"] for row in record.changes().to_pylist())


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("judged") / "r.duckdb"
    with open_record(path, create=True) as found:
        found.write([*ONE, *LATER], [], PROVENANCE)
        found.link()
        assert events(found) == {frozenset({"Morning", "Evening", "Herald"}), frozenset({"Courier", "Post"})}
    return path


@pytest.fixture
def record(linked: Path, path: Path):
    with open_record(shutil.copy(linked, path)) as found:
        yield found


def test_what_belongs_together_becomes_one_event_until_it_is_undone(record: Record) -> None:
    before = record.digest()
    id = judge(record, "Courier", "Evening", same=True)
    assert record.follow() == 1
    assert events(record) == {frozenset(IDS)}
    (event,) = record.events().to_pylist()
    assert (event["tellings"], event["outlets"]) == (5, 5)
    assert kinds(record) == ["merged"]
    assert record.follow() == record.link() == 0
    undo(record, id)
    assert record.link() == 2
    assert record.digest() == before
    assert kinds(record) == ["merged", "split"]


def test_what_does_not_belong_is_taken_out_and_nothing_else_is_formed_again(record: Record) -> None:
    before = record.digest()
    other = next(e for e in record.events().to_pylist() if e["tellings"] == 2)
    id = judge(record, "Herald", "Morning", same=False)
    judge(record, "Evening", "Morning", same=True)
    judge(record, "Courier", "Post", same=True)
    assert record.follow() == 2
    assert events(record) == {
        frozenset({"Morning", "Evening"}), frozenset({"Herald"}), frozenset({"Courier", "Post"}),
    }  # fmt: skip
    assert record.event(other["id"]) == other
    undo(record, id)
    assert record.follow() == 1
    assert record.digest() == before


def test_what_is_no_mention_is_in_no_event_but_stays_in_the_record(record: Record) -> None:
    before = record.digest()
    mentions = record.table("mentions")
    ids = [reject(record, outlet) for outlet in ("Courier", "Post", "Herald")]
    record.follow()
    assert events(record) == {frozenset({"Morning", "Evening"})}
    assert record.table("mentions").equals(mentions)
    assert "gone" in kinds(record)
    for id in ids:
        undo(record, id)
    record.follow()
    assert record.digest() == before


def test_who_decides_last_decides(record: Record) -> None:
    judge(record, "Herald", "Morning", same=False)
    judge(record, "Morning", "Herald", same=True, who="ben")
    reject(record, "Post")
    decide(record, IDS["Post"], {verdicts.KEPT: "yes", "at": "{}"}, "ben")
    assert record.follow() == 0
    judge(record, "Herald", "Morning", same=False)
    assert record.follow() == 2


def test_judgements_that_contradict_each_other_give_way_to_the_latest(record: Record) -> None:
    judge(record, "Evening", "Morning", same=True)
    judge(record, "Evening", "Herald", same=True)
    judge(record, "Herald", "Morning", same=False)
    record.follow()
    assert events(record) >= {frozenset({"Evening", "Herald"}), frozenset({"Morning"})}


def test_judgements_hold_when_articles_come_are_coded_anew_and_linked_by_another_version(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_record(path, create=True) as record:
        record.write([ONE[0]], [], PROVENANCE)
        record.link()
        judge(record, "Herald", "Morning", same=False)
        judge(record, "Courier", "Herald", same=True)
        assert record.follow() == 0, "one of each pair is not there yet"
        record.write([*ONE[1:], *LATER], [], PROVENANCE)
        assert record.follow() == 0, "the articles wait to be linked"
        record.link()
        apart = events(record)
        assert len(apart) == 2
        assert any(some >= {"Herald", "Courier", "Post"} and "Morning" not in some for some in apart)
        record.write([ONE[2]], [], OTHER)
        record.link()
        assert events(record) == apart
        before = record.digest()
        monkeypatch.setattr("tidings.link.linker.digest", lambda: "another")
        assert record.link() == 2
        assert record.digest() == before


def test_an_interrupted_following_changes_nothing(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record.digest()
    judge(record, "Courier", "Evening", same=True)
    with monkeypatch.context() as broken:
        broken.setattr("tidings.record.events.summarise", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            record.follow()
    assert record.digest() == before
    assert record.follow() == 1


def store(record: Record, verdict: tuple[object, ...]) -> None:
    """Add a verdict of another record."""

    def work(db: duckdb.DuckDBPyConnection) -> None:
        db.execute("BEGIN")
        insert(db, "verdicts", [verdict])
        db.execute("COMMIT")

    record.do(work)


NAMES = sorted(IDS)
STEP = st.tuples(
    st.sampled_from(["same", "apart", "no", "yes"]), st.sampled_from(NAMES), st.sampled_from(NAMES)
).filter(lambda step: step[1] != step[2])


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=6), chance=st.randoms(use_true_random=False))
def test_neither_the_order_of_verdicts_nor_of_articles_matters(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]], chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("order")
    codings = [*ONE, *LATER]
    with open_record(folder / "one", create=True) as record:
        record.write(codings, [], PROVENANCE)
        for what, one, other in steps:
            if what in {"same", "apart"}:
                judge(record, one, other, same=what == "same")
            else:
                decide(record, IDS[one], {verdicts.KEPT: what, "at": "{}"})
        record.link()
        whole = record.digest()
        rows = [tuple(row.values()) for row in record.table("verdicts").to_pylist()]
    with open_record(folder / "other", create=True) as record:
        chance.shuffle(codings)
        chance.shuffle(rows)
        while codings or rows:
            if codings and (not rows or chance.random() < 0.5):
                record.write([codings.pop()], [], PROVENANCE)
            else:
                store(record, rows.pop())
            chance.choice([record.link, record.follow])()
        record.link()
        assert record.digest() == whole
        assert record.check() == []
