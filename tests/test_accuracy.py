"""The accuracy on the project's own gold set does not fall below what was pinned."""

import importlib.util
import json
from pathlib import Path

import pytest

from tidings.evaluate import read_gold

FILE = Path(__file__).parents[1] / "benchmarks" / "accuracy_floor.py"


@pytest.fixture(scope="module")
def floor():
    spec = importlib.util.spec_from_file_location("accuracy_floor", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pinned(floor):
    return json.loads(floor.FLOOR.read_text("utf-8"))


def test_the_gold_set_is_the_one_that_the_floor_was_measured_on(floor, pinned):
    assert pinned["gold_sha256"] == floor.gold_digest()


def test_the_gold_set_is_large_enough_and_has_every_layer(floor):
    codings = read_gold(floor.GOLD).values()
    assert sum(len(c.article.text.split()) for c in codings) >= 1500
    assert sum(len(c.mentions) for c in codings) >= 100
    assert all(c.statements for c in codings)
    assert any(c.figures for c in codings)


def test_no_score_has_fallen(floor, pinned):
    assert len(pinned["scores"]) >= 16
    today = floor.todays_scores()
    assert floor.fallen(today, pinned["scores"]) == []


def test_a_lost_point_is_noticed(floor, pinned):
    worse = {name: value - 0.01 for name, value in pinned["scores"].items()}
    assert set(floor.fallen(worse, pinned["scores"])) == set(pinned["scores"])
