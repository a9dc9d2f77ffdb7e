"""Fitting the weights of linking: scenes whose answer is known."""

import sys
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from link_samples import DAY, strike

from tidings.link.evidence import EVIDENCE
from tidings.link.score import Linking, installed_weights
from tidings.link.telling import Side
from tidings.link.wording import hashed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def training():
    sys.path.insert(0, str(ROOT))
    try:
        from training import link
    finally:
        sys.path.remove(str(ROOT))
    return link


@pytest.fixture
def scene(training):
    """Two strikes by other armies in two places, each told by three articles."""
    told, groups = [], {}
    for n in range(6):
        second = n % 2
        words = ["bridge", "mala"] if second else ["shell", "depot", "velyka"]
        telling = strike(
            n, place_words="Mala bridge" if second else "Velyka depot",
            actors=(Side("MDA:MIL" if second else "RUS:MIL", None),), wording=hashed(words),
            first=DAY + timedelta(days=second), last=DAY + timedelta(days=second),
        )  # fmt: skip
        told.append((telling,))
        groups[telling.mention_id] = f"event {second}"
    return training.Scene(tuple(told), groups, frozenset(groups))


def test_fitted_weights_part_what_they_were_fitted_on(training, scene):
    data = scene.across(installed_weights().within)
    assert data[1].any()
    weights = training.fitted([data], "across")
    assert set(weights.weights) == set(EVIDENCE)
    assert all(weights.weights[name] == 0 for name in training.ONLY_WITHIN)
    scores = data[0] @ np.array([weights.weights[name] for name in EVIDENCE]) + weights.bias
    assert ((scores > 0) == data[1]).all()


def test_pairs_that_nobody_judged_teach_nothing_and_do_not_count(training, scene):
    known = replace(scene, judged=frozenset(["m_0", "m_2", "m_3"]))
    weights = installed_weights().within
    assert len(scene.across(weights)[1]) > len(known.across(weights)[1]) > 0
    assert training.counted(known, dict.fromkeys(scene.groups, "e"), known)[:2] == (1, 3)
    one_article = training.Scene((tuple(t for (t,) in scene.articles),), scene.groups, known.judged)
    assert len(one_article.within()[1]) == 3


def test_what_counts_for_nothing_changes_no_weight(training, scene):
    data = scene.across(installed_weights().within)
    turned = (data[0], ~data[1])
    alone = training.fitted([data], "across")
    assert training.fitted([data, turned], "across", worth=[1.0, 0.0]) == alone
    assert training.fitted([data, turned], "across", worth=[1.0, 1.0]) != alone


def test_each_writer_is_scored_by_weights_from_the_others(training, scene):
    gold = {"A-1": scene, "B-1": scene}
    assert training.left_out(gold, gold) == ({"A": 1.0, "B": 1.0}, {"A": 1.0, "B": 1.0})


def test_a_greater_penalty_makes_smaller_weights(training, scene):
    data = scene.across(installed_weights().within)
    loose, tight = (training.fitted([data], "across", penalty) for penalty in (0.1, 10.0))
    assert sum(abs(w) for w in tight.weights.values()) < sum(abs(w) for w in loose.weights.values())


def test_scenes_are_moved_to_one_day_with_their_distances(training, scene):
    later = replace(
        scene,
        articles=tuple(
            (replace(t, published=DAY + timedelta(days=n)),) for n, (t,) in enumerate(scene.articles)
        ),
    )
    moved = later.moved(date(2020, 1, 1))
    assert [told[0].published for told in moved.articles] == [
        date(2020, 1, 1) + timedelta(days=n) for n in range(6)
    ]
    assert training.together([later]).groups == later.groups


def test_pairs_are_counted_by_those_who_were_judged(training, scene):
    right = dict(scene.groups)
    assert training.counted(scene, right, scene) == (6, 6, 6)
    lumped = dict.fromkeys(scene.groups, "e")
    assert training.counted(scene, lumped, scene) == (6, 15, 6)
    apart = {m: m for m in scene.groups}
    assert training.counted(scene, apart, scene) == (0, 0, 6)
    precision, recall, f1 = training.f1([(6, 15, 6), (0, 0, 6)])
    assert (precision, recall) == (0.4, 0.5)
    assert f1 == pytest.approx(0.4444, abs=1e-4)


def test_events_of_a_scene_are_those_of_the_linker(training, scene):
    found = training.events(scene, Linking(installed_weights().within, installed_weights().across))
    assert found.keys() == scene.groups.keys()
    assert len({found["m_0"], found["m_2"], found["m_4"]}) == 1


def test_the_written_weights_are_read_back(training):
    weights = installed_weights().across
    data = tomllib.loads(training._toml("across", weights))["across"]
    assert data["join"] == weights.join
    assert data["bias"] == pytest.approx(weights.bias, abs=1e-3)
    assert data["weights"] == {n: pytest.approx(w, abs=1e-3) for n, w in weights.weights.items() if w}
