from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code import language
from tidings.code.language import analyse, sentence_of
from tidings.code.pipeline import code
from tidings.errors import InstallationError
from tidings.types import Article

ENGLISH = st.text(st.sampled_from("aBcd .!?\"'“”\n\t-ü中7"), max_size=300)


def sentences(text: str, **fields: object) -> list[str]:
    (analysis,) = analyse([Article.make(text, **fields)])  # type: ignore[arg-type]
    return [s.text for s in analysis.sentences]


def test_sentences_of_a_paragraph() -> None:
    assert sentences("The minister left. The talks went on.") == ["The minister left.", "The talks went on."]


def test_a_blank_line_ends_a_sentence() -> None:
    assert sentences("Ministers meet in Oslo\n \nThe foreign ministers met today.") == [
        "Ministers meet in Oslo",
        "The foreign ministers met today.",
    ]


def test_a_headline_on_its_own_line_is_a_sentence() -> None:
    body = "The foreign ministers of the two countries met today in Oslo to talk about last year's treaty."
    assert sentences(f"Ministers meet in Oslo\n{body}") == ["Ministers meet in Oslo", body]


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "The foreign ministers of the two countries met today with the head of the Norwegian\n"
        "Council in Oslo to talk about the treaty, which the two had signed in the summer of\n"
        "last year."
    )
    assert sentences(text) == [text]


def test_furniture_and_wordless_lines_are_dropped() -> None:
    text = "Share this page\n\nThe minister left.\n\n* * *\n\n2014"
    assert sentences(text, furniture=((0, 15),)) == ["The minister left."]


def test_offsets_are_those_of_the_article() -> None:
    text = "  “Наші” \n\n\tThe minister\u00a0left —\r\n 🙂 he said.  "
    (analysis,) = analyse([Article.make(text)])
    assert analysis.doc.text == text
    for sentence in analysis.sentences:
        assert text[sentence.start_char : sentence.end_char] == sentence.text


def test_sentence_of_finds_the_sentence_at_an_offset() -> None:
    text = "The minister left.\n\nThe talks went on."
    (analysis,) = analyse([Article.make(text)])
    found = sentence_of(analysis, text.index("talks"))
    assert found is not None
    assert found.text == "The talks went on."
    assert sentence_of(analysis, text.index("\n")) is None
    assert sentence_of(analysis, len(text)) is None


def test_lemmas_and_grammar_are_there() -> None:
    (analysis,) = analyse([Article.make("The ministers left.")])
    left = analysis.doc[2]
    assert (left.lemma_, left.pos_, left.dep_) == ("leave", "VERB", "ROOT")
    assert analysis.doc[1].dep_ == "nsubj"


def test_texts_beyond_the_default_limit_of_the_parser() -> None:
    one = "The minister said that the talks in Oslo would go on until the end of the week. "
    text = one * (300_000 // len(one) + 1)
    (analysis,) = analyse([Article.make(text)])
    assert analysis.doc.text == text
    assert len(analysis.sentences) == len(text) // len(one)


def test_no_text_has_no_sentences() -> None:
    assert sentences("") == []


def test_a_missing_model_is_a_numbered_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise OSError("[E050] Can't find model")

    monkeypatch.setattr(spacy, "load", missing)
    language._language.cache_clear()
    try:
        with pytest.raises(InstallationError, match="TID-302"):
            next(analyse([Article.make("The minister left.")]))
    finally:
        language._language.cache_clear()


@settings(max_examples=60, deadline=None)
@given(st.lists(ENGLISH | st.text(max_size=60), max_size=4))
def test_any_text_keeps_its_characters_and_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = list(analyse(map(Article.make, texts)))
    for text, analysis in zip(texts, together, strict=True):
        (alone,) = analyse([Article.make(text)])
        assert analysis.doc.text == text
        assert [(s.start_char, s.end_char) for s in analysis.sentences] == [
            (s.start_char, s.end_char) for s in alone.sentences
        ]
        ends = [0, *(s.end_char for s in analysis.sentences)]
        assert all(end <= s.start_char for end, s in zip(ends, analysis.sentences, strict=False))
        assert [t.dep_ for t in analysis.doc] == [t.dep_ for t in alone.doc]


def test_words_of_articles_read_before_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        f"Poland sent {n}{n}7 soldiers to Zq{n}a, Zq{n}b and Zq{n}c, the ministry said." for n in range(12)
    ]
    articles = [Article.make(text) for text in texts]
    kept = list(code(articles))

    monkeypatch.setattr(language, "GROWN", 10)
    loads: list[str] = []
    load = spacy.load
    monkeypatch.setattr(spacy, "load", lambda name, **given: (loads.append(name), load(name, **given))[1])
    assert list(code(articles)) == kept
    assert len(loads) > 2
    assert len(language._language().vocab.strings) <= language._strings() + 10 + 40
