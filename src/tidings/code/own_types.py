"""Finds the words of a user's own event types, which go before the triggers that the model finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any, Final

from spacy.matcher import Matcher
from spacy.tokens import Span as DocSpan
from spacy.tokens import Token
from spacy.vocab import Vocab

from tidings.code.analysis import Analysis, OwnTrigger
from tidings.code.lexicon import NOUN, VERB, lemmas, lemmas_of, objects
from tidings.code.mentions import is_told
from tidings.config import OwnType
from tidings.gazetteer.names import word_set
from tidings.ontology.own_words import Entry, Word, parse_entry

BETWEEN: Final = {"POS": {"IN": ["ADJ", "ADV", "DET", "NUM", "PART", "PRON"]}, "OP": "{0,3}"}
"""Small words that may stand between two words in a row: *cut the nets*, *cut his own nets*."""

MEASURES: Final = word_set(
    "cargo convoy couple crew dozen fleet group handful hundred load million number pair score series"
    " shipment thousand ton tonne"
)
"""Nouns after which *of* names the thing itself; those with a number before them are so too."""

_Key = tuple[int, int]
"""The place of a type, and that of one of its entries."""


def find_own_triggers(analysis: Analysis) -> Analysis:
    """The analysis with the triggers that the words of the user's own types find."""
    if not analysis.own_types:
        return analysis
    return replace(analysis, own_triggers=tuple(own_triggers(analysis)))


def own_triggers(analysis: Analysis) -> Iterator[OwnTrigger]:
    """The triggers of the user's own types in the article's sentences, in the order of the text.

    None share a word: the longest are taken first, then those with an object, then those of the type that
    comes first. Words that only point back to an action (*this dispute*) are none.
    """
    types = analysis.own_types
    matcher, entries = _patterns(types, analysis.doc.vocab)
    for sentence in analysis.sentences:
        found: list[tuple[tuple[int, int, _Key], DocSpan]] = []
        for match, start, end in matcher(sentence):
            words = sentence[start:end]
            for key in entries[match]:
                entry = _entry(types, key)
                if _fits(words, entry):
                    found.append(((-len(words), -bool(entry.objects), key), words))
        taken = set[int]()
        own = []
        for (_, _, (number, _)), words in sorted(found, key=lambda f: (*f[0], f[1].start)):
            if taken.isdisjoint(range(words.start, words.end)):
                taken.update(range(words.start, words.end))
                own.append(OwnTrigger(analysis.span(words), types[number]))
        yield from sorted(own, key=lambda trigger: trigger.span)


def _entry(types: Sequence[OwnType], key: _Key) -> Entry:
    return _parsed(types[key[0]].words[key[1]])


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> Entry:
    return parse_entry(text)


@lru_cache(maxsize=1)  # a matcher keeps its vocabulary in memory
def _patterns(types: tuple[OwnType, ...], vocab: Vocab) -> tuple[Matcher, dict[int, list[_Key]]]:
    """A matcher of all rows of words, and for each of its keys the entries that ask for them."""
    matcher = Matcher(vocab)
    entries: dict[int, list[_Key]] = {}
    for number, own in enumerate(types):
        for place in range(len(own.words)):
            key = (number, place)
            for row in _entry(types, key).rows:
                name = repr(row)
                if name not in matcher:
                    matcher.add(name, list(_rows(row)), greedy="LONGEST")
                entries.setdefault(vocab.strings[name], []).append(key)
    return matcher, entries


def _rows(row: Sequence[Word]) -> Iterator[list[dict[str, Any]]]:
    """The patterns of one row of words: each of them as it is written, or by its lemma."""
    for forms in product(*(_forms(word) for word in row)):
        pattern: list[dict[str, Any]] = []
        for word, form in zip(row, forms, strict=True):
            if pattern and not word.joined:
                pattern.append(dict(BETWEEN))
            pattern.append({**form, "POS": word.part} if word.part else form)
        yield pattern


def _forms(word: Word) -> list[dict[str, Any]]:
    if word.start:
        return [{"LOWER": {"REGEX": f"^{re.escape(word.text)}"}}]
    # spaCy leaves the capitals of names and headlines in their lemmas.
    cases = sorted({word.text, word.text.capitalize(), word.text.upper()})
    return [{"LOWER": {"IN": list(word.forms)}}, {"LEMMA": {"IN": cases}}]


def _fits(words: DocSpan, entry: Entry) -> bool:
    """Whether the words tell of an action, with one of the entry's objects where it has any."""
    head = words.root
    if head.pos_ in {VERB, NOUN} and not is_told(head):
        return False
    return not entry.objects or any(word.fits(lemma) for word in entry.objects for lemma in _objects(words))


def _objects(words: DocSpan) -> set[str]:
    """The lemmas of what an action is done to.

    Besides its objects and, in the passive, its subjects, that is what stands before a noun (*boat seizure*)
    and after *on* or *against* (*an attack on the boats*), what follows a preposition among the words (*fire
    on the boats*), and what any of these is a measure of (*ten tonnes of grain*).
    """
    head = words.root
    found = set[str]()
    tokens = list(objects(head))
    if head.pos_ != VERB:
        found |= {t.lemma_.lower() for t in head.children if t.dep_ == "compound"}
        tokens += _after([t for t in head.children if t.lower_ in {"on", "against"}])
    elif head.tag_ == "VBN" and not any(t.dep_ in {"aux", "dobj"} for t in head.children):
        found |= lemmas(head, "subj")  # without an auxiliary: *wants the vote put off*
    tokens += _after([t for t in words if t.dep_ == "prep"])
    tokens += _after([t for token in tokens if _measures(token) for t in token.children if t.lower_ == "of"])
    return found | lemmas_of(iter(tokens))


def _measures(token: Token) -> bool:
    return token.lemma_.lower() in MEASURES or any(t.dep_ == "nummod" for t in token.children)


def _after(prepositions: Iterable[Token]) -> list[Token]:
    return [t for preposition in prepositions for t in preposition.children if t.dep_ == "pobj"]
