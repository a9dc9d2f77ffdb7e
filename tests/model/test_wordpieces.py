"""Word pieces: every word has some, none has many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.model import installed_model
from tidings.model.windows import LONGEST_WORD
from tidings.model.wordpieces import WordPieces


@pytest.fixture(scope="module")
def pieces():
    return WordPieces(installed_model().tokenizer)


def test_a_known_word_is_one_piece_whatever_its_case(pieces):
    lower, upper = pieces.of(["minister", "MINISTER"])
    assert len(lower) == 1
    assert lower == upper


@given(st.lists(st.text(min_size=1, max_size=300), max_size=20))
def test_every_word_has_from_one_to_twelve_pieces(pieces, words):
    found = pieces.of(words)
    assert len(found) == len(words)
    assert all(1 <= len(word) <= LONGEST_WORD for word in found)


def test_joined_has_its_marks_and_the_place_of_each_words_first_piece(pieces):
    words = pieces.of(["Stoltenberg", "said", "so"])
    ids, heads = pieces.joined(words)
    assert len(ids) == sum(map(len, words)) + 2
    assert [ids[h] for h in heads] == [word[0] for word in words]
