import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.link.cluster import connected, groups, parts

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), st.integers(-3000, 6000)
)


def test_a_weak_link_does_not_chain_two_groups():
    strong = {(0, 1): 4000, (0, 2): 4000, (1, 2): 4000, (3, 4): 4000, (3, 5): 4000, (4, 5): 4000}
    assert groups(range(6), {**strong, (2, 3): 1000}, missing=-3000, join=0) == [(0, 1, 2), (3, 4, 5)]


def test_pairs_that_speak_against_outweigh_one_that_speaks_for():
    assert groups(range(3), {(0, 1): 3000, (1, 2): 2000, (0, 2): -2500}, missing=-3000, join=0) == [
        (0, 1),
        (2,),
    ]
    assert groups(range(3), {(0, 1): 3000, (1, 2): 2000, (0, 2): -1500}, missing=-3000, join=0) == [(0, 1, 2)]


@pytest.mark.parametrize("join", [0, 1999, 2000])
def test_a_mean_at_the_bound_does_not_join(join):
    expected = [(0, 1)] if join < 2000 else [(0,), (1,)]
    assert groups([0, 1], {(0, 1): 2000}, missing=-3000, join=join) == expected


@settings(deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_scores_changes_nothing(scores, chance: random.Random):
    nodes, items = list(range(10)), list(scores.items())
    chance.shuffle(nodes)
    chance.shuffle(items)
    assert groups(nodes, dict(items), missing=-2000, join=0) == groups(
        range(10), scores, missing=-2000, join=0
    )


@settings(deadline=None)
@given(PAIRS)
def test_every_node_is_in_one_group_and_no_group_spans_unconnected_parts(scores):
    found = groups(range(10), scores, missing=-2000, join=0)
    assert sorted(n for group in found for n in group) == list(range(10))
    strong = np.array([p for p, s in scores.items() if s > 0], np.uint64).reshape(-1, 2)
    part = connected(np.arange(10, dtype=np.uint64), strong[:, 0], strong[:, 1])
    assert all(len({int(part[n]) for n in group}) == 1 for group in found)


@settings(deadline=None)
@given(PAIRS)
def test_groups_of_connected_parts_are_those_of_the_whole(scores):
    strong = np.array([p for p, s in scores.items() if s > 0], np.uint64).reshape(-1, 2)
    part = connected(np.arange(10, dtype=np.uint64), strong[:, 0], strong[:, 1])
    apart = []
    for label in set(part.tolist()):
        inside = [n for n in range(10) if part[n] == label]
        theirs = {p: s for p, s in scores.items() if set(p) <= set(inside)}
        apart += groups(inside, theirs, missing=-2000, join=0)
    assert sorted(apart) == groups(range(10), scores, missing=-2000, join=0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda p: p[0] != p[1])))
def test_connected_gives_the_smallest_node_that_can_be_reached(links):
    ends = np.array(links, np.uint64).reshape(-1, 2)
    found = connected(np.arange(16, dtype=np.uint64), ends[:, 0], ends[:, 1]).tolist()
    reach = {n: {n} for n in range(16)}
    for _ in range(16):
        for a, b in links:
            both = reach[a] | reach[b]
            for n in both:
                reach[n] |= both
    assert found == [min(reach[n]) for n in range(16)]


def test_a_large_part_is_parted_by_stronger_links_and_a_small_one_is_not(monkeypatch):
    monkeypatch.setattr("tidings.link.cluster.MOST", 3)
    nodes = np.arange(8, dtype=np.uint64)
    one, other = np.array([0, 1, 2, 3, 5], np.uint64), np.array([1, 2, 3, 4, 6], np.uint64)
    scores = np.array([4000, 600, 4000, 4000, 600])
    assert parts(nodes, one, other, scores, connect=500).tolist() == [0, 0, 2, 2, 2, 5, 5, 7]


def test_a_large_part_whose_links_are_all_as_strong_stays_whole(monkeypatch):
    monkeypatch.setattr("tidings.link.cluster.MOST", 3)
    alike = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    mixed = [(5, 6, 4000), (6, 7, 4000), (7, 8, 600), (8, 9, 4000)]
    links = np.array([(a, b, 4000) for a, b in alike] + mixed, np.uint64)
    found = parts(
        np.arange(10, dtype=np.uint64), links[:, 0], links[:, 1], links[:, 2].astype(np.int64), connect=500
    )
    assert found.tolist() == [0, 0, 0, 0, 0, 5, 5, 5, 8, 8]
    monkeypatch.setattr("tidings.link.cluster.WHOLE", 4)
    found = parts(
        np.arange(10, dtype=np.uint64), links[:, 0], links[:, 1], links[:, 2].astype(np.int64), connect=500
    )
    assert found.tolist() == [0, 1, 2, 3, 4, 5, 5, 5, 8, 8]


@settings(deadline=None)
@given(st.lists(st.integers(-500, 3000), min_size=10, max_size=10), st.integers(-500, 500))
def test_groups_hold_together_where_every_pair_is_above_the_bound(values, join):
    scores = dict(zip(combinations(range(5), 2), values, strict=True))
    found = groups(range(5), scores, missing=-2000, join=join)
    if min(values) > join:
        assert found == [(0, 1, 2, 3, 4)]
    assert sorted(n for group in found for n in group) == list(range(5))
