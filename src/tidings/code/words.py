"""The words of an article as rows: where each stands, and which names the gazetteer knows among them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tidings.code.analysis import Analysis
from tidings.gazetteer import ActorMatch, find_actors
from tidings.types import Span

Ids: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of an article's sentences, without white space.

    Every array has a row a word: `tokens` the doc's index, `starts` and `ends` code points, `breaks` whether
    words that are not read (page furniture) stand before it. `sentences` are ranges of words. `names` are the
    actors that the gazetteer knows; `named` is 1 + the place in `names` of the one that the word belongs to
    and that has a code, else 0.
    """

    analysis: Analysis
    tokens: Ids
    starts: Ids
    ends: Ids
    breaks: NDArray[np.bool_]
    sentences: tuple[tuple[int, int], ...]
    names: tuple[ActorMatch, ...]
    named: Ids

    def __len__(self) -> int:
        return len(self.tokens)

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """The words `[first, last)` that share a code point with `[start, end)` of the text."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return first, max(first, int(np.searchsorted(self.starts, end, side="left")))

    def slice_of(self, span: Span) -> slice:
        """The words that share a code point with a span."""
        return slice(*self.range_of(span.start, span.end))

    def span(self, first: int, last: int) -> Span:
        """The span of the words `[first, last)`."""
        return self.analysis.article.span(int(self.starts[first]), int(self.ends[last - 1]))

    def texts(self) -> list[str]:
        """The words as written."""
        return [self.analysis.doc[i].text for i in self.tokens.tolist()]


def word_table(analysis: Analysis) -> WordTable:
    """The words of the article's sentences."""
    doc, article = analysis.doc, analysis.article
    rows: list[int] = []
    sentences = []
    for sentence in analysis.sentences:
        first = len(rows)
        rows += [t.i for t in sentence if not t.is_space]
        sentences.append((first, len(rows)))
    starts = np.array([doc[i].idx for i in rows], np.int64)
    ends = np.array([doc[i].idx + len(doc[i]) for i in rows], np.int64)
    breaks = np.zeros(len(rows), np.bool_)
    for (_, before), (after, _) in pairwise(sentences):
        breaks[after] = bool(article.text[ends[before - 1] : starts[after]].strip())
    names = tuple(find_actors(article.text, article.published, analysis.own)) if rows else ()
    table = WordTable(
        analysis, np.array(rows, np.int64), starts, ends, breaks, tuple(sentences), names,
        np.zeros(len(rows), np.int64),
    )  # fmt: skip
    for number, name in enumerate(names, 1):
        if name.code is not None:
            table.named[slice(*table.range_of(name.start, name.end))] = number
    return table
