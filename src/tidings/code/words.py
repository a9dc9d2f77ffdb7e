"""The words of an article as rows: where each stands, and which names the gazetteer knows among them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX, IS_SPACE, LENGTH
from spacy.tokens import Doc

from tidings.code.analysis import Analysis
from tidings.gazetteer import ActorMatch, find_actors
from tidings.types import Span

Ids: TypeAlias = NDArray[np.int64]

_LAYOUT: Final = [IDX, LENGTH, IS_SPACE]


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of an article's sentences, without white space.

    Every array has a row a word: `tokens` the doc's index, `starts` and `ends` code points, `breaks` whether
    words that are not read (page furniture) stand before it. `sentences` are ranges of words. `names` are the
    actors that the gazetteer knows; `named` is 1 + the place in `names` of the one that the word belongs to
    and that has a code, else 0. `before` says of each token of the doc, and of its end, how many
    words stand before it; `branches` keeps what hangs on a token, once it was asked for.
    """

    analysis: Analysis
    tokens: Ids
    starts: Ids
    ends: Ids
    breaks: NDArray[np.bool_]
    sentences: tuple[tuple[int, int], ...]
    names: tuple[ActorMatch, ...]
    named: Ids
    before: list[int]
    branches: dict[int, list[tuple[int, int, int]]]
    _begin: list[int]
    _end: list[int]
    _texts: list[str]

    def __len__(self) -> int:
        return len(self.tokens)

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """The words `[first, last)` that share a code point with `[start, end)` of the text."""
        first = bisect_right(self._end, start)
        return first, bisect_left(self._begin, end, lo=first)

    def slice_of(self, span: Span) -> slice:
        """The words that share a code point with a span."""
        return slice(*self.range_of(span.start, span.end))

    def span(self, first: int, last: int) -> Span:
        """The span of the words `[first, last)`."""
        return self.analysis.article.span(self._begin[first], self._end[last - 1])

    def texts(self) -> list[str]:
        """The words as written."""
        return self._texts


def _layout(doc: Doc) -> tuple[list[int], list[int], list[int]]:
    """Where each word of a doc starts, its length (both in code points), and whether it is white space.

    The whole doc at once: asking each of its words costs ten times as much.
    """
    rows = doc.to_array(_LAYOUT).reshape(len(doc), len(_LAYOUT)).astype(np.int64)
    return rows[:, 0].tolist(), rows[:, 1].tolist(), rows[:, 2].tolist()


def _ranks(rows: list[int], tokens: int) -> list[int]:
    """How many of the rows are smaller than each number up to `tokens`."""
    found: list[int] = np.searchsorted(rows, np.arange(tokens + 1)).tolist()
    return found


def word_table(analysis: Analysis) -> WordTable:
    """The words of the article's sentences."""
    doc, article = analysis.doc, analysis.article
    begins, lengths, spaces = _layout(doc)
    rows: list[int] = []
    sentences = []
    for sentence in analysis.sentences:
        first = len(rows)
        rows += [i for i in range(sentence.start, sentence.end) if not spaces[i]]
        sentences.append((first, len(rows)))
    begin = [begins[i] for i in rows]
    end = [begins[i] + lengths[i] for i in rows]
    starts, ends = np.array(begin, np.int64), np.array(end, np.int64)
    breaks = np.zeros(len(rows), np.bool_)
    for (_, before), (after, _) in pairwise(sentences):
        breaks[after] = bool(article.text[end[before - 1] : begin[after]].strip())
    names = tuple(find_actors(article.text, article.published, analysis.own)) if rows else ()
    table = WordTable(
        analysis, np.array(rows, np.int64), starts, ends, breaks, tuple(sentences), names,
        np.zeros(len(rows), np.int64), _ranks(rows, len(doc)), {}, begin, end,
        [article.text[a:b] for a, b in zip(begin, end, strict=True)],
    )  # fmt: skip
    for number, name in enumerate(names, 1):
        if name.code is not None:
            table.named[slice(*table.range_of(name.start, name.end))] = number
    return table
