from hypothesis import given
from hypothesis import strategies as st

from tidings.link.changes import ChangeKind, EventChange, changes

ASSIGNMENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["e_1", "e_2", "e_3"]))


def kinds(old, new):
    return [(c.kind, c.event_id, c.other, "".join(c.mention_ids)) for c in changes(old, new)]


def test_each_kind_of_change():
    assert kinds({}, {"a": "e_1"}) == [(ChangeKind.MADE, "e_1", None, "a")]
    assert kinds({"a": "e_1"}, {"a": "e_1", "b": "e_1"}) == [(ChangeKind.GREW, "e_1", None, "b")]
    assert kinds({"a": "e_1", "b": "e_1"}, {"a": "e_1"}) == [(ChangeKind.SHRANK, "e_1", None, "b")]
    assert kinds({"a": "e_1"}, {}) == [(ChangeKind.GONE, "e_1", None, "a")]
    assert kinds({"a": "e_1"}, {"a": "e_0"}) == [(ChangeKind.RENAMED, "e_0", "e_1", "a")]
    assert kinds({"a": "e_1", "b": "e_2"}, {"a": "e_1", "b": "e_1"}) == [
        (ChangeKind.MERGED, "e_1", "e_2", "b")
    ]
    split = kinds({"a": "e_1", "b": "e_1", "c": "e_1"}, {"a": "e_1", "b": "e_1", "c": "e_3"})
    assert split == [(ChangeKind.SPLIT, "e_1", "e_3", "c")]


@given(ASSIGNMENTS)
def test_nothing_moved_is_no_change(assignment):
    assert changes(assignment, assignment) == []


@given(ASSIGNMENTS, ASSIGNMENTS)
def test_every_telling_that_moved_stands_in_exactly_one_change(old, new):
    moved = sorted(m for m in {*old, *new} if old.get(m) != new.get(m))
    found = changes(old, new)
    assert sorted(m for c in found for m in c.mention_ids) == moved
    assert all(isinstance(c, EventChange) for c in found)
