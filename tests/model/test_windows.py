"""Windows: every word is read once, within the encoder's reach."""

from hypothesis import given
from hypothesis import strategies as st

from tidings.model.windows import AFTER, BEFORE, OWN, WHOLE, windows

POSITIONS = 512
"""Positions of the encoder, two of which are its marks."""

sentences = st.lists(st.lists(st.integers(1, 12), min_size=0, max_size=120), max_size=40)


def laid_out(lengths):
    pieces, ranges = [], []
    for sentence in lengths:
        ranges.append((len(pieces), len(pieces) + len(sentence)))
        pieces += sentence
    return pieces, ranges


@given(sentences)
def test_every_word_is_owned_once_in_order(lengths):
    pieces, ranges = laid_out(lengths)
    owned = [w for win in windows(pieces, ranges) for w in range(win.own_first, win.own_last)]
    assert owned == list(range(len(pieces)))


@given(sentences)
def test_a_window_shows_its_own_words_and_fits_the_encoder(lengths):
    pieces, ranges = laid_out(lengths)
    for window in windows(pieces, ranges):
        assert window.first <= window.own_first < window.own_last <= window.last
        assert sum(pieces[window.own_first : window.own_last]) <= (WHOLE if sum(pieces) <= WHOLE else OWN)
        assert sum(pieces[window.first : window.own_first]) <= BEFORE
        assert sum(pieces[window.own_last : window.last]) <= AFTER
        assert sum(pieces[window.first : window.last]) + 2 <= POSITIONS


def test_an_article_that_fits_is_one_window():
    for last in (60, 340, WHOLE):
        assert [(w.first, w.last) for w in windows([1] * last, [(0, 30), (30, last)])] == [(0, last)]
    assert len(list(windows([1] * (WHOLE + 1), [(0, 30), (30, 300), (300, WHOLE + 1)]))) == 2


def test_a_later_window_shows_whole_sentences_before_it():
    first, second = list(windows([1] * 540, [(0, 150), (150, 300), (300, 380), (380, 540)]))
    assert (first.own_last, second.own_first) == (300, 300)
    assert first.last == 300
    assert second.first == 300

    first, second = list(windows([1] * 540, [(0, 250), (250, 310), (310, 540)]))
    assert (second.first, second.own_first) == (250, 310)


def test_a_sentence_longer_than_a_window_is_cut():
    lengths = [w.own_last - w.own_first for w in windows([1] * 1000, [(0, 1000)])]
    assert lengths == [OWN, OWN, OWN, 1000 - 3 * OWN]
