"""What the network's scores come to as chances."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tidings.code.chances import Part, chosen, mean, mean_over, of_roles, softmax
from tidings.code.pipeline import code
from tidings.ontology import TYPES, modes
from tidings.types import Article, How

SCORES = arrays(np.float32, st.tuples(st.integers(1, 3), st.integers(1, 5), st.just(5)),
                elements=st.floats(-1e4, 1e4, width=32))  # fmt: skip


@given(SCORES)
def test_chances_of_choices_add_up_and_the_best_is_the_likeliest(scores):
    found = softmax(scores)
    assert np.allclose(found.sum(-1), 1)
    assert (found.max(-1) == np.take_along_axis(found, scores.argmax(-1)[..., None], -1)[..., 0]).all()


@given(SCORES, st.data())
def test_a_word_has_its_role_whether_it_begins_it_or_not(scores, data):
    rows = data.draw(arrays(np.int64, scores.shape[:2], elements=st.integers(0, 4)))
    every = softmax(scores)
    for n, row in enumerate(of_roles(scores, rows)):
        for word, chance in enumerate(row):
            role = {0: (), 1: (1, 2), 2: (1, 2), 3: (3, 4), 4: (3, 4)}[int(rows[n, word])]
            assert chance == pytest.approx(sum(every[n, word, tag] for tag in role))


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.data())
def test_one_of_a_few_is_as_likely_as_by_softmax(scores, data):
    number = data.draw(st.integers(0, len(scores) - 1))
    assert math.isclose(chosen(scores, number), softmax(np.array(scores, np.float32))[number], abs_tol=0.0006)


def test_stretches_count_by_their_words():
    span = Article.make("one two three").span(0, 3)
    assert mean([0.2, 0.4]) == 0.3
    assert mean_over([Part(span, 0.9, 3), Part(span, 0.1, 1)]) == 0.7


def test_the_reader_gives_a_chance_to_each_thing_it_says():
    (coding,) = code([Article.make(
        "The mayor of Oslo said on Monday that Russian troops had shelled a village in Norway. They killed "
        "12 people, she said. Poland will send food next month."
    )])  # fmt: skip
    assert coding.statements and coding.mentions and coding.figures
    chances = []
    for s in coding.statements:
        chances += [s.cue_score, s.content_score, s.kind_score]
        assert (s.source_score is None) == (s.source is None)
    for m in coding.mentions:
        chances += [m.trigger_score, m.type_score, m.factuality_score]
        assert m.type_next in TYPES and m.type_next != m.type
        assert (m.place_score is None) == (m.place is None)
        assert (m.time_score is None) == (m.time is None)
        assert (m.mode_score is None) == (not modes(m.type))
        for p in (*m.actors, *m.recipients):
            assert (p.score is None) == (p.span is None)
            assert (p.how is None) == (p.code is None)
            assert (p.code_score is None) == (p.how is not How.GUESSED)
    chances += [f.factuality_score for f in coding.figures]
    assert all(0 <= chance <= 1 and chance == round(chance, 3) for chance in chances)
    shelled = next(m for m in coding.mentions if m.trigger.quote == "shelled")
    assert min(shelled.trigger_score, shelled.type_score) > 0.8
