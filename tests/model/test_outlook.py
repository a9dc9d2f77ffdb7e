"""What a predicate is shown of its window, and how far off it says that a word is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tidings.model.outlook import WORDS_AFTER, WORDS_BEFORE, distances, shown

KINDS = st.sampled_from(sorted(WORDS_BEFORE))


def far(first, last, words):
    return distances(np.array([[first]]), np.array([[last]]), np.arange(words)[None])[0].tolist()


def test_distance_is_counted_from_the_nearest_word_of_the_predicate():
    assert far(2, 4, 8) == [13, 12, 0, 0, 1, 2, 3, 4]


@given(st.integers(0, 400), st.integers(1, 5), st.integers(1, 448))
def test_distances_grow_away_from_the_predicate_and_tell_the_sides_apart(first, length, words):
    buckets = far(first, first + length, words)
    before, after = buckets[:first], buckets[first + length :]
    assert all(12 <= b <= 22 for b in before)
    assert all(1 <= b <= 11 for b in after)
    assert before == sorted(before, reverse=True)
    assert after == sorted(after)


@given(KINDS, st.integers(1, 448), st.data())
def test_what_is_shown_is_a_stretch_of_the_window_that_holds_the_predicate(kind, words, data):
    first = data.draw(st.lists(st.integers(0, words - 1), min_size=1, max_size=5))
    for begin, row in zip(first, shown(first, words, kind), strict=True):
        assert len(row) == min(words, WORDS_BEFORE[kind] + WORDS_AFTER[kind])
        assert row.step == 1
        assert 0 <= row[0] <= begin <= row[-1] < words
