"""The scores of chains against values worked out by hand from their definitions."""

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

PATH = Path(__file__).parents[2] / "benchmarks" / "linking_scores.py"


@pytest.fixture(scope="module")
def scores():
    spec = importlib.util.spec_from_file_location("linking_scores", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["linking_scores"] = module
    spec.loader.exec_module(module)
    return module


def test_by_hand(scores):
    gold = {"a": 1, "b": 1, "c": 1, "d": 2}
    found = scores.chain_scores(gold, {"a": 8, "b": 8, "c": 9, "d": 9})
    values = {name: (s.recall, s.precision) for name, s in found.items()}
    assert values["MUC"] == (0.5, 0.5)
    assert values["B3"] == pytest.approx((2 / 3, 0.75))
    assert values["CEAFe"] == pytest.approx((22 / 30, 22 / 30))
    assert values["LEA"] == pytest.approx((0.25, 0.5))


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 3), min_size=2))
def test_gold_itself_is_right_and_names_of_chains_do_not_matter(gold):
    spec = importlib.util.spec_from_file_location("linking_scores_again", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["linking_scores_again"] = module
    spec.loader.exec_module(module)
    found = module.chain_scores(gold, {m: f"chain {c}" for m, c in gold.items()})
    expected = 1.0 if len(set(gold.values())) < len(gold) else 0.0
    assert found["MUC"].f1 == expected
    assert all(found[name].f1 == pytest.approx(1) for name in ("B3", "CEAFe", "LEA"))
