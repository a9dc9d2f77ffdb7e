"""The remembered lemmas are those of spaCy's lemmatiser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from tidings.code.language import _language
from tidings.code.lemmas import Lemmas

WORDS = (
    "said",
    "Says",
    "better",
    "left",
    "leaves",
    "was",
    "troops",
    "Kyiv",
    "n't",
    "3.5",
    " ",
    "\n\n",
    "U.S.",
)
PARTS = ("VERB", "NOUN", "PROPN", "ADJ", "AUX", "SPACE", "PUNCT", "NUM", "X")
FORMS = (
    "",
    "Number=Sing",
    "VerbForm=Inf",
    "VerbForm=Fin|Tense=Pres",
    "Degree=Pos",
    "Tense=Past|VerbForm=Part",
)
GIVEN = ("", "", "be")
WORD = st.tuples(*map(st.sampled_from, (WORDS, PARTS, FORMS, GIVEN)))


@pytest.fixture(scope="module")
def lemmatizer():
    return _language().get_pipe("lemmatizer")


def doc(words):
    texts, parts, forms, lemmas = ([row[n] for row in words] for n in range(4))
    return Doc(_language().vocab, words=texts, pos=parts, morphs=forms, lemmas=lemmas)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(WORD, max_size=8), max_size=4), st.booleans())
def test_lemmas_are_those_of_the_lemmatiser(lemmatizer, texts, overwrite):
    remembered, before = Lemmas(lemmatizer), lemmatizer.overwrite
    lemmatizer.overwrite = overwrite
    try:
        for words in (*texts, *texts):
            found, expected = remembered(doc(words)), lemmatizer(doc(words))
            assert [t.lemma_ for t in found] == [t.lemma_ for t in expected]
            assert [(t.text, t.pos_, str(t.morph)) for t in found] == [
                (t.text, t.pos_, str(t.morph)) for t in expected
            ]
    finally:
        lemmatizer.overwrite = before


def test_no_more_is_kept_than_said(lemmatizer, monkeypatch):
    monkeypatch.setattr("tidings.code.lemmas.KEPT", 2)
    remembered = Lemmas(lemmatizer)
    words = [(w, "NOUN", "", "") for w in ("troops", "ships", "boats", "troops", "planes")]
    assert [t.lemma_ for t in remembered(doc(words))] == ["troop", "ship", "boat", "troop", "plane"]
    assert len(remembered._known) <= 2
