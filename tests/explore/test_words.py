"""Words as the pages print them: on one line, with what nobody can see made visible."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tidings.explore.words import plain, spaced

UNSEEN = {"Cc", "Cf", "Cs", "Co"}


@given(st.text())
def test_nothing_unseen_is_left_and_all_else_stays(words):
    shown = spaced(words)
    assert not any(unicodedata.category(c) in UNSEEN for c in shown if c != "\u200d")
    assert shown == "".join(spaced(c) for c in words)
    assert plain(words) == shown.strip()


def test_controls_are_named_and_line_ends_are_spaces():
    assert plain(" a\u202eb\tc\n") == "a⟨U+202E⟩b c"
    assert spaced(" a\n") == " a "
    assert plain(None) == ""
