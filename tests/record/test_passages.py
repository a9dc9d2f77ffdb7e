"""Passages: the words around a mark, whatever the text."""

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.record.passages import AROUND, SHOWN, Mark, passage, window

TEXT = st.text(st.sampled_from("ab. !?\n”’é\u0301ש\u200f👩🇺A,"), min_size=1, max_size=1500)


def cut(text, start, end):
    """The window as SQL gives it."""
    return text[max(start - AROUND, 0) :][: end - start + 2 * AROUND]


@st.composite
def marked(draw):
    text = draw(TEXT)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 40)))
    others = [
        Mark(a, b, "actor")
        for a, b in draw(
            st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4)
        )
    ]
    return text, start, end, others


@settings(deadline=None)
@given(marked())
def test_a_passage_is_a_stretch_of_the_text_with_the_mark_in_it(sample):
    text, start, end, others = sample
    found = passage(cut(text, start, end), start, end, others)
    (mark,) = [piece for piece in found.pieces if piece.role == "trigger"]
    assert mark.words == text[start:end]
    left = "".join(piece.words for piece in found.pieces[: found.pieces.index(mark)])
    right = found.words[len(left) + len(mark.words) :]
    assert text[:start].endswith(left)
    assert text[end:].startswith(right)
    assert len(left) <= SHOWN
    assert len(right) <= SHOWN
    for piece in found.pieces:
        assert piece.words
        assert not piece.role or any(
            text[m.start : m.end] == piece.words for m in [*others, Mark(start, end, "")]
        )


@settings(deadline=None)
@given(marked())
def test_the_window_of_the_record_is_that_of_code_points(sample):
    text, start, end, _ = sample
    (found,) = duckdb.execute(f"SELECT {window('$1', '$2', '$3')}", [text, start, end]).fetchone()
    assert passage(found, start, end) == passage(cut(text, start, end), start, end)


def words(text, trigger):
    start = text.index(trigger)
    return passage(cut(text, start, start + len(trigger)), start, start + len(trigger))


def test_only_the_sentence_is_shown():
    found = words("He left. Gen. A. Smith struck the town on 3 Jan. 2022 at dawn. Nobody said so.", "struck")
    assert found.words == "Gen. A. Smith struck the town on 3 Jan. 2022 at dawn."
    assert (found.before, found.after) == (False, False)


def test_a_long_sentence_is_cut_between_words_and_says_so():
    found = words("word " * 200 + "struck " + "word " * 200, "struck")
    assert (found.before, found.after) == (True, True)
    assert found.words.startswith("word ")
    assert found.words.endswith(" word")


def test_of_marks_that_overlap_the_first_stays():
    text = "The army struck."
    found = passage(text, 9, 15, [Mark(0, 8, "actor"), Mark(4, 10, "recipient"), Mark(4, 8, "recipient")])
    assert [(p.words, p.role) for p in found.pieces] == [
        ("The army", "actor"), (" ", ""), ("struck", "trigger"), (".", ""),
    ]  # fmt: skip
