"""The statements of the cues that the network found on a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

import numpy as np

from tidings.code.chances import chosen, mean_over, of_roles
from tidings.code.cues import Range
from tidings.code.outlook import roles_from_cue
from tidings.code.page import Page, Stretch, parts_of
from tidings.code.words import WordTable
from tidings.model import KINDS, STATEMENT_TAGS, best_tags
from tidings.types import Span, Statement, merged

NEVER = np.float32(-1e4)
"""Score of a tag that a word can't have."""


def statements_on(
    page: Page, found: Sequence[Stretch], rules: Mapping[int, Statement], quotations: Sequence[Range]
) -> Iterator[Statement]:
    """The statements of the cues at these words; `rules` has what the rules found, by their cues' words."""
    if not found:
        return
    outlooks = page.outlooks("cue", found)
    by_rule = [next((rules[w] for w in range(*s) if w in rules), None) for s in found]
    seen = [roles_from_cue(page.table, rule, here) for rule, here in zip(by_rule, outlooks, strict=True)]
    tags, kinds = page.network.statements(page.scores, page.predicates(found, outlooks, seen))
    cued = page.sureness(page.scores.cue, found)
    for n, (cue, here) in enumerate(zip(found, outlooks, strict=True)):
        # the words of a cue are no source and no content of its own statement
        tags[n, cue[0] - here.start : cue[1] - here.start, 1:] = NEVER
    rows = best_tags(tags, STATEMENT_TAGS)
    chances = of_roles(tags, rows)
    for n, row in enumerate(rows):
        parts = parts_of(page.table, row, tags[n], chances[n], STATEMENT_TAGS, outlooks[n].start)
        content = _contents(page.table, [p.span for p in parts["content"]], quotations)
        if content:
            source = next(iter(parts["source"]), None)
            kind = int(kinds[n].argmax())
            made = Statement.make(
                page.table.analysis.article.id,
                source.span if source else None,
                page.table.span(*found[n]),
                content,
                KINDS[kind],
            )
            yield replace(
                made,
                cue_score=cued[n],
                source_score=source.score if source else None,
                content_score=mean_over(parts["content"]),
                kind_score=chosen(kinds[n].tolist(), kind),
            )


def _contents(table: WordTable, found: Sequence[Span], quotations: Sequence[Range]) -> tuple[Span, ...]:
    """The stretches that hold a word, each with the quotation marks at its ends, sorted and disjoint.

    Two with nothing but a space or a line's end between them are one.
    """
    article = table.analysis.article
    worded = [c for c in found if any(map(str.isalnum, c.quote))]
    joined: list[Range] = []
    for start, end in merged(_with_marks(article.text, c, quotations) for c in worded):
        if joined and article.text[joined[-1][1] : start] in {" ", "\n"}:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(article.span(*r) for r in joined)


def _with_marks(text: str, content: Span, quotations: Sequence[Range]) -> Range:
    """The content with the quotation marks that stand at its ends, and the stops between."""
    start, end = content.start, content.end
    first = bisect_right(quotations, start, key=itemgetter(1))
    for opening, closing in quotations[first:]:
        if opening >= end:
            break
        if opening < start and not any(map(str.isalnum, text[opening:start])):
            start = opening
        if closing > end and not any(map(str.isalnum, text[end:closing])):
            end = closing
    return start, end
