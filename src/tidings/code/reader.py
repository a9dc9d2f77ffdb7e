"""Reads statements, mentions with their arguments, and factuality with the trained model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final, TypeAlias

import numpy as np

from tidings.code.analysis import Analysis, Pointed
from tidings.code.cues import Range
from tidings.code.factuality import is_historical
from tidings.code.features import word_features
from tidings.code.introductions import key_of
from tidings.code.outlook import paths, roles_from_cue, roles_from_trigger, statements_by_cue
from tidings.code.statements import find_quotations, nested
from tidings.code.words import Ids, WordTable, word_table
from tidings.gazetteer.names import word_set
from tidings.model import (
    EXTENTS,
    FACTUALITIES,
    FOUND_TAGS,
    KINDS,
    MENTION_TAGS,
    MODES,
    STATEMENT_TAGS,
    TYPES,
    Network,
    Predicates,
    Scores,
    Window,
    WordScores,
    best_tags,
    installed_network,
    shown,
    stretches,
    windows,
)
from tidings.ontology import modes
from tidings.types import Factuality, Figure, Mention, Party, Span, Statement, merged

Stretch: TypeAlias = tuple[int, int]
"""Words `[first, last)` of an article."""

EMPTY_PARTS: Final = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PUNCT", "SCONJ"})
"""Parts of speech that name nobody, nowhere and no time by themselves."""
EMPTY_WORDS: Final = frozenset({"mr", "mrs", "ms", "dr"})
ALONE: Final = word_set("all another any both each either many neither none some these those this that")
"""Determiners that can stand for somebody."""

NEVER = np.float32(-1e4)
"""Score of a tag that a word can't have."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One window of an article with the network's scores of its words."""

    network: Network
    table: WordTable
    window: Window
    scores: WordScores

    def found(self) -> tuple[list[Stretch], list[Stretch]]:
        """The cues and the triggers that begin in the window's own words."""
        settings, outside = self.network.files.settings, np.zeros((2, 1, len(FOUND_TAGS)), np.float32)
        outside[:, 0, 0] = settings["cue_bias"], settings["trigger_bias"]
        tags = best_tags(np.stack([self.scores.cue, self.scores.trigger]) - outside, FOUND_TAGS)
        return self._own(tags[0]), self._own(tags[1])

    def given(self, mentions: Sequence[Mention]) -> tuple[list[Stretch], Ids]:
        """The triggers of these mentions that begin in the window's own words, and their types."""
        found = {self.table.range_of(m.trigger.start, m.trigger.end): TYPES.index(m.type) for m in mentions}
        own = sorted(s for s in found if self.window.own_first <= s[0] < min(s[1], self.window.own_last))
        return own, np.array([found[s] for s in own], np.int64)

    def _own(self, tags: Ids) -> list[Stretch]:
        at = self.window.first
        every = [(at + a, at + b) for a, b in stretches(tags, FOUND_TAGS.index("B-x"))]
        own = [(a, b) for a, b in every if self.window.own_first <= a < self.window.own_last]
        return [next(_unbroken(s, self.table.breaks)) for s in own]

    def predicates(
        self, found: Sequence[Stretch], outlooks: Sequence[range], rules: Sequence[Ids]
    ) -> Predicates:
        """Cues or triggers as the network takes them; outlook and rule of each have the same words."""
        at = self.window.first
        reached = [paths(self.table, *s, here) for s, here in zip(found, outlooks, strict=True)]
        return Predicates(
            np.array([a - at for a, _ in found], np.int64),
            np.array([b - at for _, b in found], np.int64),
            np.stack([np.arange(here.start, here.stop) - at for here in outlooks]),
            np.stack(reached),
            np.stack(rules),
        )

    def outlooks(self, kind: str, found: Sequence[Stretch]) -> list[range]:
        """The words of the article that each cue or trigger is shown."""
        at, words = self.window.first, self.window.last - self.window.first
        rows = shown([a - at for a, _ in found], words, kind)
        return [range(at + row.start, at + row.stop) for row in rows]


def read_article(
    analysis: Analysis,
    network: Network | None = None,
    triggers: Sequence[Mention] | None = None,
    extents: str = EXTENTS[0],
) -> Analysis:
    """The analysis with the model's statements and mentions, and the factuality of its figures.

    What the rules found before (statements, figures) is what the model weighs; only the figures stay.
    `network` is the installed one unless given. With `triggers` the words and types of these mentions are
    taken as they are, and only the rest is read. `extents` is one of `EXTENTS`: whose habits the ends of
    spans follow. Raises InstallationError (TID-305, TID-306, TID-307) where the model is missing or refused.
    """
    network = network or installed_network()
    table = word_table(analysis)
    if not len(table):
        return replace(analysis, statements=(), mentions=())
    features, cues, figures = word_features(table, extents), statements_by_cue(table), _by_word(table)
    pieces = network.pieces.of(table.texts())
    quotations = find_quotations(analysis.article.text)
    statements: list[Statement] = []
    mentions: list[Mention] = []
    pointed: dict[str, tuple[Pointed, Pointed]] = {}
    judged: dict[str, Factuality] = {}
    for window in windows([len(p) for p in pieces], table.sentences):
        here = slice(window.first, window.last)
        page = _Page(network, table, window, network.read(pieces[here], features[here]))
        said, done = page.found()
        types = None
        if triggers is not None:
            done, types = page.given(triggers)
        statements += _statements(page, said, cues, quotations)
        for mention, parties in _mentions(page, done, types):
            mentions.append(mention)
            pointed[mention.id] = parties
        own = range(window.own_first, window.own_last)
        judged.update(_figures(page, [(w, figures[w]) for w in own if w in figures]))
    return replace(
        analysis,
        statements=nested(statements),
        mentions=tuple(sorted(mentions, key=lambda m: (m.trigger, m.type))),
        pointed=pointed,
        figures=tuple(replace(f, factuality=judged.get(f.id, f.factuality)) for f in analysis.figures),
    )


def _statements(
    page: _Page, found: Sequence[Stretch], rules: Mapping[int, Statement], quotations: Sequence[Range]
) -> Iterator[Statement]:
    if not found:
        return
    outlooks = page.outlooks("cue", found)
    by_rule = [next((rules[w] for w in range(*s) if w in rules), None) for s in found]
    seen = [roles_from_cue(page.table, rule, here) for rule, here in zip(by_rule, outlooks, strict=True)]
    tags, kinds = page.network.statements(page.scores, page.predicates(found, outlooks, seen))
    for n, (cue, here) in enumerate(zip(found, outlooks, strict=True)):
        # the words of a cue are no source and no content of its own statement
        tags[n, cue[0] - here.start : cue[1] - here.start, 1:] = NEVER
    for n, row in enumerate(best_tags(tags, STATEMENT_TAGS)):
        parts = _parts(page.table, row, tags[n], STATEMENT_TAGS, outlooks[n].start)
        content = _contents(page.table, parts["content"], quotations)
        if content:
            yield Statement.make(
                page.table.analysis.article.id,
                next(iter(parts["source"]), None),
                page.table.span(*found[n]),
                content,
                KINDS[int(kinds[n].argmax())],
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


def _parts(
    table: WordTable, row: Ids, scores: Scores, tags: Sequence[str], start: int
) -> dict[str, list[Span]]:
    """The spans of each role in a row of tags whose first word is `start`; the surest beginning first.

    None reaches across words that are not read.
    """
    parts: dict[str, list[Span]] = {}
    for number, tag in enumerate(tags):
        if tag.startswith("B-"):
            sureness = scores[:, number]
            surest = sorted(stretches(row, number), key=lambda s, by=sureness: (-float(by[s[0]]), s))  # type: ignore[misc]
            whole = [(start + a, start + b) for a, b in surest]
            pieces = (piece for s in whole for piece in _unbroken(s, table.breaks))
            parts[tag[2:]] = [table.span(*piece) for piece in pieces if _says_something(table, piece)]
    return parts


def _says_something(table: WordTable, stretch: Stretch) -> bool:
    """Whether there is more than *the*, *in*, *Ms* at these words."""
    for token in (table.analysis.doc[i] for i in table.tokens[slice(*stretch)].tolist()):
        if token.pos_ not in EMPTY_PARTS and token.lower_.rstrip(".") not in EMPTY_WORDS:
            return True
        if token.lower_ in ALONE:
            return True
    return False


def _unbroken(stretch: Stretch, breaks: np.ndarray) -> Iterator[Stretch]:
    """The stretch, cut before each word that follows on words that are not read."""
    first, last = stretch
    for word in (np.flatnonzero(breaks[first + 1 : last]) + first + 1).tolist():
        yield first, word
        first = word
    yield first, last


def _mentions(
    page: _Page, found: Sequence[Stretch], given: Ids | None
) -> Iterator[tuple[Mention, tuple[Pointed, Pointed]]]:
    article = page.table.analysis.article
    if not found:
        return
    at = page.window.first
    types = given
    if types is None:
        types = np.array([page.scores.type[a - at : b - at].mean(0).argmax() for a, b in found], np.int64)
    outlooks = page.outlooks("trigger", found)
    triggers = [page.table.span(*s) for s in found]
    seen = [
        roles_from_trigger(page.table, trigger, TYPES[type_], here)
        for trigger, type_, here in zip(triggers, types.tolist(), outlooks, strict=True)
    ]
    tags, mode, factuality, historical, named = page.network.mentions(
        page.scores, page.predicates(found, outlooks, seen), types
    )
    for n, row in enumerate(best_tags(tags, MENTION_TAGS)):
        parts = _parts(page.table, row, tags[n], MENTION_TAGS, outlooks[n].start)
        type_, time = TYPES[int(types[n])], next(iter(parts["time"]), None)
        mention = replace(
            Mention.make(article.id, triggers[n], type_, _mode(mode[n], type_)),
            actors=_parties(page.table, parts["actor"]),
            recipients=_parties(page.table, parts["recipient"]),
            place=next(iter(parts["place"]), None),
            time=time,
            factuality=FACTUALITIES[int(factuality[n].argmax())],
            historical=bool(historical[n].argmax())
            or (time is not None and is_historical(time.quote, article.published)),
        )
        yield (
            mention,
            (
                _pointed(page.table, outlooks[n], named[n, :, 0]),
                _pointed(page.table, outlooks[n], named[n, :, 1]),
            ),
        )


def _parties(table: WordTable, found: Sequence[Span]) -> tuple[Party, ...]:
    """The parties at these spans, none of which ends within a name that the gazetteer knows."""
    whole = []
    for span in sorted(found):
        first, last = table.range_of(span.start, span.end)
        for number in {int(table.named[first]), int(table.named[last - 1])} - {0}:
            name = table.names[number - 1]
            start, end = table.range_of(name.start, name.end)
            first, last = min(first, start), max(last, end)
        whole.append(table.span(first, last))
    return tuple(Party(s, None) for s in dict.fromkeys(whole))


def _pointed(table: WordTable, words: range, scores: Scores) -> Pointed:
    """The chance of each country or body whose names are among the words; first comes nobody's score."""
    numbers = table.named[words.start : words.stop]
    choosable = np.concatenate([[True], numbers > 0])
    chances = np.where(choosable, np.exp(scores - scores[choosable].max()), 0)
    chances /= chances.sum()
    by_code: dict[str, float] = {}
    for word in np.flatnonzero(numbers).tolist():
        key = key_of(table.names[int(numbers[word]) - 1].code or "")
        by_code[key] = by_code.get(key, 0.0) + float(chances[word + 1])
    return Pointed(by_code)


def _mode(scores: Scores, type_: str) -> str | None:
    """The best mode that the type has, or none."""
    possible = [0, *(MODES.index(m) for m in modes(type_))]
    return MODES[max(possible, key=lambda m: float(scores[m]))] or None


def _by_word(table: WordTable) -> dict[int, Figure]:
    """The article's figures by their first words."""
    found: dict[int, Figure] = {}
    for figure in table.analysis.figures:
        first, last = table.range_of(figure.span.start, figure.span.end)
        if first < last:
            found[first] = figure
    return found


def _figures(page: _Page, found: Sequence[tuple[int, Figure]]) -> Iterator[tuple[str, Factuality]]:
    if found:
        at, table = page.window.first, page.table
        first = np.array([word - at for word, _ in found], np.int64)
        ends = [table.range_of(f.span.start, f.span.end)[1] for _, f in found]
        last = np.array([min(end, page.window.last) - at for end in ends], np.int64)
        scores = page.network.figures(page.scores, first, last)
        for (_, figure), row in zip(found, scores, strict=True):
            yield figure.id, FACTUALITIES[int(row.argmax())]
