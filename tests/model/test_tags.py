"""Tags: the best allowed row, and the stretches in it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tidings.model import FOUND_TAGS, STATEMENT_TAGS, best_tags, stretches


def scores(tags):
    """Two rows of up to four words."""
    return st.integers(1, 4).flatmap(
        lambda words: arrays(np.float32, (2, words, len(tags)), elements=st.integers(-50, 50).map(float))
    )


def allowed(row, names):
    previous = "O"
    for tag in (names[t] for t in row):
        if tag.startswith("I-") and previous[2:] != tag[2:]:
            return False
        previous = tag
    return True


@pytest.mark.parametrize("names", [FOUND_TAGS, STATEMENT_TAGS])
@given(data=st.data())
def test_the_best_row_is_the_best_of_all_allowed_rows(names, data):
    given_scores = data.draw(scores(names))
    best = best_tags(given_scores, names)
    words = given_scores.shape[1]
    for row, own in zip(best, given_scores, strict=True):
        assert allowed(row, names)
        totals = (
            sum(own[w][t] for w, t in enumerate(tags))
            for tags in product(range(len(names)), repeat=words)
            if allowed(tags, names)
        )
        assert sum(own[w][t] for w, t in enumerate(row)) == pytest.approx(max(totals))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([0, 1, 2, 0, 1], [(1, 3), (4, 5)]),
        ([1, 1, 2], [(0, 1), (1, 3)]),
        ([0, 0, 0], []),
        ([3, 1, 4, 3], [(1, 2)]),
    ],
)
def test_stretches_begin_at_begin_and_go_on_inside(tags, expected):
    assert stretches(np.array(tags), 1) == expected
