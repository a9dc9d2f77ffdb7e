"""What the reader is told of each word, and how words look from a cue or trigger."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code.features import word_features
from tidings.code.figures import find_figures
from tidings.code.language import analyse
from tidings.code.outlook import paths, roles_from_cue, roles_from_trigger, statements_by_cue
from tidings.code.statements import find_statements
from tidings.code.words import word_table
from tidings.model.layout import PAIR_FEATURES, RELATIONS, TYPES, WORD_FEATURES
from tidings.types import Article

TEXT = (
    "Lavrov denied the attack.\n\n"
    'Ine Eriksen said on Monday that Russian troops had shelled 20 houses. "We will respond," she told NATO.'
)


def table_of(text, furniture=()):
    analysis = next(analyse([Article.make(text, furniture=furniture)]))
    return word_table(find_figures(find_statements(analysis)))


@pytest.fixture(scope="module")
def table():
    return table_of(TEXT)


def column(table, name):
    values = word_features(table)[:, list(WORD_FEATURES).index(name)]
    return dict(zip(table.texts(), values.tolist(), strict=True))


def test_words_have_their_place_and_no_white_space(table):
    assert table.texts()[:5] == ["Lavrov", "denied", "the", "attack", "."]
    at = table.texts().index("shelled")
    start = TEXT.index("shelled")
    assert table.range_of(start, start + 7) == (at, at + 1)
    assert table.range_of(start + 2, start + 9) == (at, at + 2)
    assert table.span(at, at + 3).quote == "shelled 20 houses"


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("shape", "Monday", 2), ("shape", "NATO", 3), ("shape", "20", 4), ("shape", "troops", 1),
        ("start", "Ine", 2), ("start", "Lavrov", 2), ("start", "said", 0),
        ("quotation", "We", 1), ("quotation", "she", 0),
        ("statement", "Eriksen", 1), ("statement", "said", 2), ("statement", "shelled", 4),
        ("lexicon", "shelled", 1 + TYPES.index("ASSAULT")),
        ("figure", "20", 1), ("figure", "houses", 2), ("figure", "said", 0),
        ("factuality", "shelled", 1), ("factuality", "respond", 2), ("factuality", "Monday", 0),
    ],
)  # fmt: skip
def test_each_feature_says_what_it_is_named_for(table, name, word, value):
    assert column(table, name)[word] == value


def test_names_are_the_gazetteers(table):
    named = {table.names[n - 1].code for n in table.named.tolist() if n}
    assert "IGO:NATO" in named
    assert any(code.startswith("RUS") for code in named)
    assert column(table, "name")["NATO"] > 0
    assert column(table, "name")["houses"] == 0


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_every_value_is_one_that_the_network_knows(text):
    features = word_features(table_of(text))
    assert features.min(initial=0) >= 0
    assert (features < np.array(list(WORD_FEATURES.values()))).all()


def test_a_path_is_steps_up_and_a_relation_down(table):
    words = table.texts()
    at = words.index("shelled")
    path = dict(zip(words, paths(table, at, at + 1, range(len(words))).tolist(), strict=True))
    relation = lambda name: 1 + RELATIONS.index(name)  # noqa: E731
    width = len(RELATIONS) + 1
    assert path["shelled"] == 1
    assert path["troops"] == 1 + relation("nsubj")
    assert path["20"] == path["houses"] == 1 + relation("dobj")
    assert path["said"] == 1 + width
    assert path["Eriksen"] == 1 + width + relation("nsubj")
    assert path["Lavrov"] == path["respond"] == 0


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_part_of_the_outlook_is_that_part_of_the_whole(table, data):
    words = len(table)
    first = data.draw(st.integers(0, words - 1))
    last = data.draw(st.integers(first + 1, min(words, first + 3)))
    start = data.draw(st.integers(0, words - 1))
    stop = data.draw(st.integers(start, words))
    whole, part = range(words), range(start, stop)
    trigger = table.span(first, last)
    assert paths(table, first, last, part).tolist() == paths(table, first, last, whole)[start:stop].tolist()
    assert (paths(table, first, last, whole) < PAIR_FEATURES["path"]).all()
    for type_ in ("ASSAULT", "CONSULT"):
        seen = roles_from_trigger(table, trigger, type_, whole)
        assert roles_from_trigger(table, trigger, type_, part).tolist() == seen[start:stop].tolist()


def test_a_rules_statement_is_seen_from_its_cue(table):
    words = table.texts()
    said = words.index("said")
    statement = statements_by_cue(table)[said]
    roles = dict(zip(words, roles_from_cue(table, statement, range(len(words))).tolist(), strict=True))
    assert (roles["Eriksen"], roles["said"], roles["shelled"], roles["Lavrov"]) == (1, 2, 3, 0)
    assert not roles_from_cue(table, None, range(5)).any()


def test_words_after_furniture_are_marked():
    text = "Peru sent aid.\n\nRead more here.\n\nChile sent tents."
    table = table_of(text, ((text.index("Read"), text.index("Chile") - 2),))
    assert [w for w, b in zip(table.texts(), table.breaks, strict=True) if b] == ["Chile"]
    assert not table_of("Peru sent aid. Chile sent tents.").breaks.any()
