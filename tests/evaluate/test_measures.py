"""The measures: pinned numbers, what each must and must not depend on, and the intervals."""

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.evaluate import from_standoff, read_gold, score, to_standoff
from tidings.evaluate.counting import ACCURACIES, OVERLAPS
from tidings.evaluate.pairing import Ruler, iou, pair
from tidings.types import Coding, Factuality, Span, Unit

DATA = Path(__file__).parents[1] / "data"

# Computed once by the reference implementation of these measures (the scorer that came with the gold data),
# on the sample and a copy of it that was disturbed at random: P, R, F1, gold, predicted.
REFERENCE_OVERLAPS = {
    "statement (content IoU>=.5)": (0.966, 0.903, 0.933, 31, 29),
    "attributed characters": (0.991, 0.871, 0.927, 1268, 1115),
    "mention trigger": (0.86, 0.845, 0.852, 58, 57),
    "mention trigger + type": (0.684, 0.672, 0.678, 58, 57),
    "mention trigger + quad class": (0.702, 0.69, 0.696, 58, 57),
    "mention, whole record": (0.404, 0.397, 0.4, 58, 57),
    "tuple (type, actor, recipient)": (0.579, 0.569, 0.574, 58, 57),
    "figure": (0.789, 0.882, 0.833, 17, 19),
}
REFERENCE_ACCURACIES = {
    "source right, of matched statements": (0.964, 28),
    "factuality right, of matched mentions": (0.821, 39),
    "voice right, of matched mentions": (0.872, 39),
    "actor countries right, of matched mentions": (0.821, 39),
    "recipient countries right, of matched mentions": (1.0, 39),
    "bounds right, of matched figures": (0.8, 15),
    "unit right, of matched figures": (0.733, 15),
    "factuality right, of matched figures": (0.933, 15),
}


@pytest.fixture(scope="module")
def gold():
    return read_gold(DATA / "composed_sample.jsonl")


@pytest.fixture(scope="module")
def predicted():
    return read_gold(DATA / "composed_sample_predicted.jsonl")


def test_every_number_is_that_of_the_reference(gold, predicted):
    scores = score(gold, predicted)
    found = {
        o.name: (*(round(e.value, 3) for e in (o.precision, o.recall, o.f1)), o.gold, o.predicted)
        for o in scores.overlaps
    }
    assert found == REFERENCE_OVERLAPS
    assert {a.name: (round(a.accuracy.value, 3), a.of) for a in scores.accuracies} == REFERENCE_ACCURACIES
    assert tuple(found) == OVERLAPS
    assert tuple(REFERENCE_ACCURACIES) == ACCURACIES


def test_gold_against_itself_is_perfect_and_certain(gold):
    scores = score(gold, gold)
    for row in scores.overlaps:
        for estimate in (row.precision, row.recall, row.f1):
            assert (estimate.value, estimate.low, estimate.high) == (1, 1, 1)
    assert {row.accuracy.value for row in scores.accuracies} == {1}


def test_nothing_predicted_is_nothing_found(gold):
    for predicted in ({}, {key: Coding(coding.article) for key, coding in gold.items()}):
        scores = score(gold, predicted)
        assert {row.f1.value for row in scores.overlaps} == {0}
        assert all(row.gold > 0 and row.predicted == 0 for row in scores.overlaps)
        assert scores.accuracies == ()


def test_predictions_for_articles_without_gold_are_left_out(gold, predicted):
    some = dict(list(gold.items())[:2])
    assert score(some, predicted) == score(some, {k: predicted[k] for k in some})


def test_no_articles_give_zeros():
    scores = score({}, {})
    assert scores.articles == 0
    assert {row.f1.value for row in scores.overlaps} == {0}


def test_reflowed_text_scores_alike(gold):
    def reflow(coding):
        data = to_standoff(coding)
        words = list(re.finditer(r"\S+|\s+", data["text"]))
        at, out = {}, ""
        for w in words:
            piece = "\n   " if w[0].isspace() else w[0]
            for i in range(w.end() - w.start()):
                at[w.start() + i] = len(out) + min(i, len(piece) - 1)
            out += piece
        at[len(data["text"])] = len(out)

        def moved(value):
            if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value):
                return [at[value[0]], at[value[1] - 1] + 1]
            if isinstance(value, list):
                return [moved(v) for v in value]
            if isinstance(value, dict):
                return {k: moved(v) for k, v in value.items()}
            return value

        return from_standoff(moved(data) | {"text": out})

    scores = score(gold, {key: reflow(coding) for key, coding in gold.items()})
    assert {row.f1.value for row in scores.overlaps} == {1}


@pytest.mark.parametrize(
    ("field", "value", "row"),
    [
        ("factuality", Factuality.NEGATED, "factuality right, of matched figures"),
        ("unit", Unit.TIME, "unit right, of matched figures"),
        ("low", -1.0, "bounds right, of matched figures"),
        ("high", None, "bounds right, of matched figures"),
    ],
)
def test_a_wrong_field_lowers_its_own_measure_only(gold, field, value, row):
    changed = {
        key: dataclasses.replace(
            coding, figures=tuple(dataclasses.replace(f, **{field: value}) for f in coding.figures)
        )
        for key, coding in gold.items()
    }
    right, scores = score(gold, gold), score(gold, changed)
    assert scores.accuracy(row).accuracy.value < 0.5
    for other in right.accuracies:
        if other.name != row:
            assert scores.accuracy(other.name) == other
    assert scores.overlaps == right.overlaps


def test_intervals_hold_their_value_and_are_always_the_same(gold, predicted):
    scores = score(gold, predicted)
    estimates = [e for o in scores.overlaps for e in (o.precision, o.recall, o.f1)]
    estimates += [a.accuracy for a in scores.accuracies]
    for e in estimates:
        assert 0 <= e.low <= e.value <= e.high <= 1
    assert any(e.low < e.high for e in estimates)
    assert score(gold, predicted) == scores
    assert score(gold, predicted, seed=1) != scores


def test_the_interval_of_a_known_share_has_the_width_theory_gives():
    """2,000 articles with one figure each, half of them found: recall .5 ± 1.96 sqrt(.25 / 2000)."""
    data = {
        "doc_id": "x",
        "text": "40 trucks",
        "figures": [
            {
                "id": "f1", "span": [0, 2], "low": 40, "high": 40, "unit": "vehicles", "measure": None,
                "currency": None, "of": None, "holder": None, "event": None, "factuality": "actual",
                "voice": "outlet",
            }
        ],
    }  # fmt: skip
    full = from_standoff(data)
    gold = {str(i): full for i in range(2000)}
    recall = score(gold, {str(i): full for i in range(0, 2000, 2)}).overlap("figure").recall
    assert recall.value == 0.5
    assert recall.high - recall.low == pytest.approx(2 * 1.96 * (0.25 / 2000) ** 0.5, rel=0.15)


ranges = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple), max_size=5)


@given(ranges, ranges)
def test_iou_is_that_of_the_character_sets(a, b):
    def members(rs):
        return {i for s, e in rs for i in range(s, e)}

    text = "x" * 31
    spans = [[Span.of(text, *r) for r in rs if r[0] < r[1]] for rs in (a, b)]
    left, right = members(a), members(b)
    expected = len(left & right) / len(left | right) if left and right else 0.0
    assert iou(*(Ruler(text).ranges(s) for s in spans)) == expected


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_pairs_are_one_to_one_and_alike(a, b):
    pairs = pair(list(enumerate(a)), list(enumerate(b)), lambda x, y: float(x[1] == y[1]))
    assert all(x[1] == y[1] for x, y in pairs)
    assert len({x[0] for x, _ in pairs}) == len({y[0] for _, y in pairs}) == len(pairs)
    assert len(pairs) == sum(min(a.count(v), b.count(v)) for v in range(6))
