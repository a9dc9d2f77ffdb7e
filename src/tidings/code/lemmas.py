"""spaCy's lemmatiser by rules, with what it makes of a word remembered."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import LEMMA, MORPH, ORTH, POS
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

KEPT: Final = 100_000
"""Kinds of words whose lemmas are kept for the next article."""


class Lemmas:
    """Does to a doc what the lemmatiser does, faster.

    Its rules look at a word's form, part of speech and morphology alone; words that are alike in these are
    asked for once. spaCy keeps only the lemmas of inflected words, and sets them one by one.
    """

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._known: dict[tuple[int, ...], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The doc, changed in place."""
        if not len(doc):
            return doc
        rows: NDArray[np.uint64] = doc.to_array([LEMMA, ORTH, POS, MORPH])  # type: ignore[assignment]
        lemmas = rows[:, 0].copy()
        missing = np.arange(len(doc)) if self._lemmatizer.overwrite else np.flatnonzero(lemmas == 0)
        kinds = rows[missing, 1:].tolist()
        lemmas[missing] = [self._of(doc, *pair) for pair in zip(missing.tolist(), kinds, strict=True)]
        doc.from_array([LEMMA], lemmas.reshape(-1, 1))  # type: ignore[arg-type]
        return doc

    def _of(self, doc: Doc, place: int, given: list[int]) -> int:
        kind = tuple(given)
        lemma = self._known.get(kind)
        if lemma is None:
            lemma = int(doc.vocab.strings.add(self._lemmatizer.lemmatize(doc[place])[0]))
            if len(self._known) >= KEPT:
                self._known = {}
            self._known[kind] = lemma
        return lemma
