"""Reads statements, mentions with their arguments, and factuality with the trained model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from tidings.code.analysis import Analysis, Pointed
from tidings.code.chances import Part, chosen, of_roles
from tidings.code.cued import statements_on
from tidings.code.factuality import is_historical
from tidings.code.features import word_features
from tidings.code.introductions import key_of
from tidings.code.outlook import roles_from_trigger, statements_by_cue
from tidings.code.page import Page, Stretch, parts_of
from tidings.code.statements import find_quotations, nested
from tidings.code.words import Ids, WordTable, word_table
from tidings.config import OwnType
from tidings.model import (
    EXTENTS,
    FACTUALITIES,
    MENTION_TAGS,
    MODES,
    TYPES,
    Network,
    Scores,
    best_tags,
    installed_network,
    windows,
)
from tidings.ontology import modes, quad_class
from tidings.types import Factuality, Figure, Mention, Party, Span, Statement

_NO_TYPES: Final[Mapping[Stretch, OwnType]] = MappingProxyType({})


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
    judged: dict[str, tuple[Factuality, float]] = {}
    brought = {table.range_of(t.span.start, t.span.end): t.type for t in analysis.own_triggers}
    for window in windows([len(p) for p in pieces], table.sentences):
        here = slice(window.first, window.last)
        page = Page(network, table, window, network.read(pieces[here], features[here]))
        said, done = page.found()
        types, own_types = None, _NO_TYPES
        if triggers is not None:
            done, types = page.given(triggers)
        elif brought:
            done, own_types = page.with_own(done, brought)
        statements += statements_on(page, said, cues, quotations)
        for mention, parties in _mentions(page, done, types, own_types):
            mentions.append(mention)
            pointed[mention.id] = parties
        own = range(window.own_first, window.own_last)
        judged.update(_figures(page, [(w, figures[w]) for w in own if w in figures]))
    return replace(
        analysis,
        statements=nested(statements),
        mentions=tuple(sorted(mentions, key=lambda m: (m.trigger, m.type))),
        pointed=pointed,
        names=table.names,
        figures=tuple(_judged(f, judged.get(f.id)) for f in analysis.figures),
    )


def _judged(figure: Figure, found: tuple[Factuality, float] | None) -> Figure:
    return figure if found is None else replace(figure, factuality=found[0], factuality_score=found[1])


def _mentions(
    page: Page, found: Sequence[Stretch], given: Ids | None, own: Mapping[Stretch, OwnType]
) -> Iterator[tuple[Mention, tuple[Pointed, Pointed]]]:
    article = page.table.analysis.article
    if not found:
        return
    at = page.window.first
    types = given
    if types is None:
        typed = np.stack([page.scores.type[a - at : b - at].mean(0) for a, b in found])
        types = np.array([_read_as(own.get(s), row) for s, row in zip(found, typed, strict=True)], np.int64)
    sure = page.sureness(page.scores.trigger, found)
    outlooks = page.outlooks("trigger", found)
    triggers = [page.table.span(*s) for s in found]
    seen = [
        roles_from_trigger(page.table, trigger, TYPES[type_], here)
        for trigger, type_, here in zip(triggers, types.tolist(), outlooks, strict=True)
    ]
    tags, mode, factuality, historical, named = page.network.mentions(
        page.scores, page.predicates(found, outlooks, seen), types
    )
    rows = best_tags(tags, MENTION_TAGS)
    chances = of_roles(tags, rows)
    actors, recipients = (_pointed(page.table, outlooks, named[:, :, side]) for side in (0, 1))
    for n, row in enumerate(rows):
        parts = parts_of(page.table, row, tags[n], chances[n], MENTION_TAGS, outlooks[n].start)
        type_, how = TYPES[int(types[n])], int(factuality[n].argmax())
        place, time = (next(iter(parts[role]), None) for role in ("place", "time"))
        mine = own.get(found[n])
        named_mode, mode_score = _mode(mode[n], type_)
        if mine is not None and (mine.mode or not mine.plover):
            named_mode, mode_score = mine.mode, None
        made = Mention.make(article.id, triggers[n], mine.type if mine else type_, named_mode)
        more: dict[str, Any] = {}
        if mine is not None:
            quad = None if mine.plover else mine.quad
            more = {"trigger_score": sure[n], "own_type": mine.name, "own_quad": quad}
        elif given is None:
            more = _sureness(sure[n], typed[n])
        mention = replace(
            made,
            actors=_parties(page.table, parts["actor"]),
            recipients=_parties(page.table, parts["recipient"]),
            place=place.span if place else None,
            time=time.span if time else None,
            factuality=FACTUALITIES[how],
            historical=bool(historical[n].argmax())
            or (time is not None and is_historical(time.span.quote, article.published)),
            mode_score=mode_score,
            place_score=place.score if place else None,
            time_score=time.score if time else None,
            factuality_score=chosen(factuality[n].tolist(), how),
            **more,
        )
        yield mention, (actors[n], recipients[n])


def _read_as(own: OwnType | None, scores: Scores) -> int:
    """The PLOVER type as which a trigger is read, by the scores of the types.

    For one of the user's own types it is the one that it refines or, beside PLOVER, the likeliest of its quad
    class: who does it to whom is said alike of all of these.
    """
    if own is None:
        return int(scores.argmax())
    if own.plover:
        return TYPES.index(own.plover)
    alike = [n for n, name in enumerate(TYPES) if quad_class(name) == own.quad]
    return alike[int(scores[alike].argmax())]


def _sureness(sure: float, scores: Scores) -> dict[str, Any]:
    """What the model says of a mention's trigger and, by the scores of the types, of its type."""
    best, following = np.argsort(-scores, kind="stable")[:2].tolist()
    return {
        "trigger_score": sure,
        "type_score": chosen(scores.tolist(), best),
        "type_next": TYPES[following],
    }


def _parties(table: WordTable, found: Sequence[Part]) -> tuple[Party, ...]:
    """The parties at these spans, none of which ends within a name that the gazetteer knows."""
    whole: dict[Span, float] = {}
    for part in sorted(found, key=lambda p: p.span):
        first, last = table.range_of(part.span.start, part.span.end)
        for number in {int(table.named[first]), int(table.named[last - 1])} - {0}:
            name = table.names[number - 1]
            start, end = table.range_of(name.start, name.end)
            first, last = min(first, start), max(last, end)
        # Of several parts of one name the first counts.
        whole.setdefault(table.span(first, last), part.score)
    return tuple(Party(span, None, score=score) for span, score in whole.items())


def _pointed(table: WordTable, words: Sequence[range], scores: Scores) -> list[Pointed]:
    """For each row the chance of each country or body whose names are among its words.

    First in a row of scores comes nobody's, then those of its words.
    """
    numbers = np.stack([table.named[row.start : row.stop] for row in words])
    choosable = np.concatenate([np.ones((len(words), 1), np.bool_), numbers > 0], 1)
    most = np.where(choosable, scores, -np.inf).max(1, keepdims=True)
    chances = np.where(choosable, np.exp(scores - most), 0)
    chances /= chances.sum(1, keepdims=True)
    by_code: list[dict[str, float]] = [{} for _ in words]
    rows, columns = np.nonzero(numbers)
    told = zip(
        rows.tolist(), numbers[rows, columns].tolist(), chances[rows, columns + 1].tolist(), strict=True
    )
    for row, number, chance in told:
        key = key_of(table.names[number - 1].code or "")
        by_code[row][key] = by_code[row].get(key, 0.0) + chance
    return [Pointed(found) for found in by_code]


def _mode(scores: Scores, type_: str) -> tuple[str | None, float | None]:
    """The best mode that the type has, or none, and its chance; None for a type without modes."""
    possible = [0, *(MODES.index(m) for m in modes(type_))]
    if len(possible) == 1:
        return None, None
    best = int(scores[possible].argmax())
    return MODES[possible[best]] or None, chosen(scores[possible].tolist(), best)


def _by_word(table: WordTable) -> dict[int, Figure]:
    """The article's figures by their first words."""
    found: dict[int, Figure] = {}
    for figure in table.analysis.figures:
        first, last = table.range_of(figure.span.start, figure.span.end)
        if first < last:
            found[first] = figure
    return found


def _figures(
    page: Page, found: Sequence[tuple[int, Figure]]
) -> Iterator[tuple[str, tuple[Factuality, float]]]:
    if found:
        at, table = page.window.first, page.table
        first = np.array([word - at for word, _ in found], np.int64)
        ends = [table.range_of(f.span.start, f.span.end)[1] for _, f in found]
        last = np.array([min(end, page.window.last) - at for end in ends], np.int64)
        scores = page.network.figures(page.scores, first, last)
        for (_, figure), row in zip(found, scores, strict=True):
            best = int(row.argmax())
            yield figure.id, (FACTUALITIES[best], chosen(row.tolist(), best))
