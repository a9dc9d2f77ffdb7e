"""Verdicts are only ever added; undoing and redoing leave the whole history."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_samples import sample, write

from tidings.errors import RecordError
from tidings.record import open_record, verdicts

VALUES = {verdicts.KEPT: "yes", "type": "AID"}


@pytest.fixture
def record(tmp_path):
    with open_record(write(tmp_path / "r.duckdb", [sample()])) as found:
        yield found


def ask(record, question, *arguments, **named):
    return record.ask(lambda db: question(db, *arguments, **named))


def decide(record, target="m_1", values=VALUES, who="ana"):
    made = []
    record.do(lambda db: made.append(verdicts.decide(db, target, values, who)))
    return made[0]


def turn(record, how, decision, who="ana"):
    made = []
    record.do(lambda db: made.append(how(db, record.path, decision.id, who)))
    return made[0]


def test_a_decision_is_found_again_with_all_its_fields(record):
    made = decide(record)
    (found,) = ask(record, verdicts.decisions)
    assert (found, dict(found.values)) == (made, VALUES)
    assert ask(record, verdicts.judged, "ana") == {"m_1"}
    assert ask(record, verdicts.judged, "ben") == frozenset()


def test_the_machines_rows_are_never_touched(record):
    before = record.digest()
    made = decide(record, sample().mentions[0].id, VALUES | {"type": "ASSAULT"})
    turn(record, verdicts.withdraw, made)
    assert record.digest() == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["decide", "undo", "redo"]), max_size=8))
def test_any_run_of_undo_and_redo_only_adds_rows(record, steps):
    who = f"run {record.table('verdicts').num_rows}"
    stands, made = [], []
    for step in steps:
        rows = record.table("verdicts").num_rows
        if step == "decide":
            made.append(decide(record, f"m_{len(made)}", who=who))
            stands.append(True)
        elif (step == "undo") in stands:
            how = verdicts.withdraw if step == "undo" else verdicts.restore
            n = max(n for n, s in enumerate(stands) if s == (step == "undo"))
            stands[n] = turn(record, how, made[n], who).stands
            assert stands[n] == (step == "redo")
        assert record.table("verdicts").num_rows >= rows
    found = {d.id: d.stands for d in ask(record, verdicts.decisions, reviewer=who)}
    assert found == {d.id: s for d, s in zip(made, stands, strict=True)}
    assert ask(record, verdicts.judged, who) == {d.target_id for d, s in zip(made, stands, strict=True) if s}


def test_what_is_undone_does_not_count_and_counts_again_when_redone(record):
    made = decide(record)
    turn(record, verdicts.withdraw, made)
    assert ask(record, verdicts.judged, "ana") == frozenset()
    assert ask(record, verdicts.decisions, standing=True) == []
    turn(record, verdicts.restore, made)
    assert ask(record, verdicts.judged, "ana") == {"m_1"}


@pytest.mark.parametrize("case", ["missing", "another's", "twice", "not undone"])
def test_only_ones_own_standing_decision_can_be_undone(record, case):
    made = decide(record)
    who, how = "ben" if case == "another's" else "ana", verdicts.withdraw
    if case == "twice":
        turn(record, how, made)
    if case == "not undone":
        how = verdicts.restore
    id = "v_none" if case == "missing" else made.id
    rows = record.table("verdicts").num_rows
    with pytest.raises(RecordError) as caught:
        record.do(lambda db: how(db, record.path, id, who))
    assert caught.value.number == "TID-211"
    assert record.table("verdicts").num_rows == rows


def test_of_two_words_on_one_pair_the_later_counts(record):
    decide(record, "m_2", {verdicts.SAME: "m_1"})
    assert ask(record, verdicts.told_apart, "ana") == {("m_1", "m_2"): verdicts.SAME}
    later = decide(record, "m_1", {verdicts.APART: "m_2"})
    assert ask(record, verdicts.told_apart, None) == {("m_1", "m_2"): verdicts.APART}
    turn(record, verdicts.withdraw, later)
    assert ask(record, verdicts.told_apart, "ana") == {("m_1", "m_2"): verdicts.SAME}


def test_a_decision_needs_one_head(record):
    for values in ({"type": "AID"}, VALUES | {verdicts.SAME: "m_2"}):
        with pytest.raises(ValueError, match="head"):
            decide(record, "m_1", values)


def test_reviewers_and_the_list_of_verdicts_say_what_stands(record):
    turn(record, verdicts.withdraw, decide(record))
    decide(record, "m_2", who="ben")
    people = ask(record, verdicts.reviewers).to_pylist()
    assert [(p["reviewer"], p["standing"], p["withdrawn"]) for p in people] == [("ana", 0, 1), ("ben", 1, 0)]
    rows = ask(record, verdicts.listed).to_pylist()
    assert [r["stands"] for r in rows] == [False, False, None, True, True]
