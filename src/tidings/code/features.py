"""What rules and grammar say of each word: the features that the trained reader weighs beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, POS

from tidings.code.analysis import Analysis
from tidings.code.factuality import factuality
from tidings.code.mentions import matches
from tidings.code.statements import find_quotations
from tidings.code.words import Ids, WordTable
from tidings.gazetteer import Reason
from tidings.model.layout import EXTENTS, FACTUALITIES, PARTS, RELATIONS, TYPES, WORD_FEATURES
from tidings.types import Kind

KEPT: Final = 20_000
"""Words whose shape is kept for the next article."""


def word_features(table: WordTable, extents: str = EXTENTS[0]) -> Ids:
    """One row a word and one column for each of `WORD_FEATURES`, from the grammar and the rules' records.

    - part, relation: 1 + the place in `PARTS`, `RELATIONS`
    - shape: 1 lower case, 2 capitalised, 3 capitals, 4 digits, 5 a mark, 6 mixed
    - start: 1 begins a sentence, 2 begins a line too
    - quotation: 1 inside quotation marks
    - statement: 1 source, 2 assertion's cue, 3 attitude's cue, 4 content, 5 content within content
    - lexicon: 1 + the type of a word that tells of an action, 17 + that of one that does not
    - name: 1 + the kind of name
    - figure: 1 its number, 2 what is counted
    - factuality: 1 + what the rules take a verb's or a lexicon word's for
    - extents: 1 + the place of `extents` in `EXTENTS`
    """
    features = np.zeros((len(table), len(WORD_FEATURES)), np.int64)
    if not len(table):
        return features
    analysis, columns = table.analysis, dict(zip(WORD_FEATURES, features.T, strict=True))
    grammar = analysis.doc.to_array([POS, DEP]).astype(np.uint64)[table.tokens]
    columns["part"][:] = _numbered(grammar[:, 0], PARTS, analysis)
    columns["relation"][:] = _numbered(grammar[:, 1], RELATIONS, analysis)
    columns["extents"][:] = EXTENTS.index(extents) + 1
    columns["shape"][:] = [*map(_shape, table.texts())]
    _mark_starts(table, columns["start"])
    for quotation in find_quotations(analysis.article.text):
        columns["quotation"][slice(*table.range_of(*quotation))] = 1
    _mark_statements(table, columns["statement"])
    for match, told in matches(analysis):
        value = TYPES.index(match.entry.type) + 1 + (0 if told else len(TYPES))
        for token in (match.head, *match.others):
            columns["lexicon"][slice(*table.range_of(token.idx, token.idx + len(token)))] = value
    reasons = list(Reason)
    for name in table.names:
        columns["name"][slice(*table.range_of(name.start, name.end))] = reasons.index(name.reason) + 1
    for figure in analysis.figures:
        if figure.of is not None:
            columns["figure"][table.slice_of(figure.of)] = 2
        columns["figure"][table.slice_of(figure.span)] = 1
    judged = (columns["part"] == PARTS.index("VERB") + 1) | (columns["lexicon"] > 0)
    for word in np.flatnonzero(judged).tolist():
        value = FACTUALITIES.index(factuality(analysis.doc[int(table.tokens[word])])) + 1
        columns["factuality"][word] = value
    return features


def _numbered(symbols: NDArray[np.uint64], names: Sequence[str], analysis: Analysis) -> Ids:
    """The place of each symbol's name among `names`, from 1; 0 where it has none."""
    strings = analysis.doc.vocab.strings
    values, inverse = np.unique(symbols, return_inverse=True)
    known = [strings[int(v)] if v else "" for v in values]
    return np.array([names.index(n) + 1 if n in names else 0 for n in known], np.int64)[inverse]


@lru_cache(maxsize=KEPT)
def _shape(word: str) -> int:
    if word.islower():
        return 1
    if word.isdigit():
        return 4
    if not any(c.isalnum() for c in word):
        return 5
    if word.isupper():
        return 3 if len(word) > 1 else 2
    return 2 if word[0].isupper() else 6


def _mark_starts(table: WordTable, column: Ids) -> None:
    text, end = table.analysis.article.text, 0
    for first, last in table.sentences:
        start = int(table.starts[first])
        before = text[end:start]
        fresh = "\n" in before and not before[before.rfind("\n") :].strip()
        column[first] = 2 if first == 0 or fresh else 1
        end = int(table.ends[last - 1])


def _mark_statements(table: WordTable, column: Ids) -> None:
    statements = table.analysis.statements
    depth = np.zeros(len(column) + 1, np.int64)
    for statement in statements:
        for content in statement.content:
            first, last = table.range_of(content.start, content.end)
            depth[first] += 1
            depth[last] -= 1
    inside = np.cumsum(depth[:-1])
    column[inside == 1] = 4
    column[inside > 1] = 5
    for statement in statements:
        if statement.source is not None:
            column[table.slice_of(statement.source)] = 1
    for statement in statements:
        if statement.cue is not None:
            column[table.slice_of(statement.cue)] = 2 if statement.kind is Kind.ASSERTION else 3
