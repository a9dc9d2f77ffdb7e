from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.types import Span, intersection, merged, size

RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


def covered(ranges: object) -> set[int]:
    return {n for start, end in ranges for n in range(start, end)}  # type: ignore[attr-defined]


@given(st.text(min_size=1), st.data())
def test_a_span_quotes_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.of(text, start, end)
    assert text[span.start : span.end] == span.quote
    assert len(span) == len(span.quote) == end - start


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 0), (2, 1), (0, 6), (5, 6)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="does not lie in a text of 5 code points"):
        Span.of("abcde", start, end)


def test_code_points_are_counted_not_letters() -> None:
    text = "👩‍👩‍👧e\u0301ש"
    assert len(text) == 8
    assert Span.of(text, 5, 7).quote == "e\u0301"


def spans() -> st.SearchStrategy[Span]:
    text = "abcdefghij"
    pairs = st.tuples(st.integers(0, 9), st.integers(1, 10)).filter(lambda p: p[0] < p[1])
    return pairs.map(lambda p: Span.of(text, *p))


@given(spans(), spans())
def test_overlap_and_containment_are_those_of_sets(a: Span, b: Span) -> None:
    one, two = set(range(a.start, a.end)), set(range(b.start, b.end))
    assert a.overlaps(b) == b.overlaps(a) == bool(one & two)
    assert a.contains(b) == (two <= one)
    assert (a < b) == ((a.start, a.end) < (b.start, b.end))


@given(RANGES)
def test_merged_covers_the_same_with_disjoint_sorted_ranges(ranges: list[tuple[int, int]]) -> None:
    out = merged(ranges)
    assert covered(out) == covered(ranges)
    assert all(start < end for start, end in out)
    assert all(a[1] < b[0] for a, b in pairwise(out))
    assert merged(out) == out
    assert size(ranges) == len(covered(ranges))


@given(RANGES, RANGES)
def test_intersection_is_that_of_sets(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    both = intersection(a, b)
    assert covered(both) == covered(a) & covered(b)
    assert size(both) == sum(end - start for start, end in both)
    assert intersection(b, a) == both
