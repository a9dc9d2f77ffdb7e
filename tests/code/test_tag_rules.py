"""The remembered rules do to a doc what spaCy's attribute ruler does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from tidings.code.language import _language
from tidings.code.tag_rules import TagRules

WORDS = (
    "he",
    "ai",
    "n't",
    "gon",
    "na",
    "let",
    "'s",
    "there",
    "is",
    "was",
    "got",
    "better",
    "data",
    " ",
    "Kyiv",
)
TAGS = ("VBZ", "VBP", "VBD", "VB", "NN", "NNP", "RB", "RBR", "PRP", "PRP$", "EX", "WDT", "_SP", "")
RELATIONS = ("nsubj", "expl", "aux", "ROOT", "dep", "")
WORD = st.tuples(st.sampled_from(WORDS), st.sampled_from(TAGS), st.sampled_from(RELATIONS))

RULES = (
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"POS": "NOUN"}},
    {"patterns": [[{"TAG": {"IN": ["NN", "NNP"]}, "LOWER": "kyiv"}]], "attrs": {"POS": "PROPN"}},
    {"patterns": [[{"LOWER": "data"}], [{"LOWER": "got"}, {"LOWER": "na"}]], "attrs": {"LEMMA": "datum"}},
    {"patterns": [[{"DEP": {"NOT_IN": [""]}, "IS_SPACE": True}]], "attrs": {"DEP": "dep"}},
    {"patterns": [[{"LOWER": {"REGEX": "^n"}}]], "attrs": {"LEMMA": "not"}},
    {"patterns": [[{"LOWER": "got"}, {"TAG": "NN"}]], "attrs": {"POS": "VERB"}, "index": -1},
    {"patterns": [[{"LOWER": "got"}, {"TAG": "NN"}]], "attrs": {"LEMMA": "get"}, "index": 0},
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"MORPH": "Number=Sing"}},
)


def doc(vocab, words):
    return Doc(
        vocab,
        words=[w for w, _, _ in words],
        tags=[t for _, t, _ in words],
        deps=[d for _, _, d in words],
        heads=[0] * len(words),
    )


def said(of):
    return [(t.pos_, t.tag_, t.dep_, t.lemma_, str(t.morph), t.norm_) for t in of]


@pytest.fixture(scope="module")
def shipped():
    language = _language()
    ruler = language.get_pipe("attribute_ruler")
    return ruler, TagRules(ruler, language.vocab), language.vocab


@pytest.fixture(scope="module")
def made():
    vocab = English().vocab
    ruler = AttributeRuler(vocab)
    ruler.add_patterns(RULES)
    return ruler, TagRules(ruler, vocab), vocab


@pytest.mark.parametrize("rules", ["shipped", "made"])
@settings(max_examples=150, deadline=None)
@given(words=st.lists(WORD, min_size=1, max_size=8))
def test_they_do_what_the_ruler_does(rules, words, request):
    ruler, remembered, vocab = request.getfixturevalue(rules)
    expected, found = doc(vocab, words), doc(vocab, words)
    ruler(expected)
    remembered(found)
    assert said(found) == said(expected)


def test_an_empty_doc_stays_empty(made):
    _, remembered, vocab = made
    assert len(remembered(Doc(vocab))) == 0


def test_the_rules_here_are_of_every_kind(made):
    """Else the property above would show nothing: of one word and of several, by value and by pattern."""
    _, remembered, vocab = made
    found = said(
        remembered(doc(vocab, [("got", "VBD", "ROOT"), ("Data", "NN", "dobj"), ("n't", "RB", "neg")]))
    )
    assert found[0][3] == "get"
    assert found[1][0] == "VERB"
    assert found[1][3] == "datum"
    assert found[1][4] == "Number=Sing"
    assert found[2][3] == "not"
