"""How the words around a cue or a trigger look from it, by the grammar and by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Token

from tidings.code.arguments import arguments_of
from tidings.code.words import Ids, WordTable
from tidings.model.layout import RELATIONS, STEPS_UP
from tidings.types import Span, Statement

_RELATION: Final = {get_string_id(name): number for number, name in enumerate(RELATIONS, 1)}


def paths(table: WordTable, first: int, last: int, here: range) -> Ids:
    """How each word of `here` is reached from the predicate `[first, last)`, by the grammar.

    Up `u` governors from its head and then down a relation: `1 + u * 46 + relation`, where relation 0 is the
    governor itself or an unknown relation; 0 where it takes more than `STEPS_UP` governors.
    """
    doc, out = table.analysis.doc, np.zeros(len(here), np.int64)
    head: Token = doc[int(table.tokens[first]) : int(table.tokens[last - 1]) + 1].root
    chain = [head]
    while len(chain) < STEPS_UP and chain[-1].head.i != chain[-1].i:
        chain.append(chain[-1].head)
    width, start = len(RELATIONS) + 1, here.start
    for up in reversed(range(len(chain))):
        for a, b, relation in _branches(table, chain[up]):
            if b > start:
                out[max(0, a - start) : b - start] = 1 + up * width + relation
    return out


def _branches(table: WordTable, governor: Token) -> list[tuple[int, int, int]]:
    """The words `[first, last)` under each child of a governor, with its relation; then itself, with 0."""
    known = table.branches.get(governor.i)
    if known is None:
        before = table.before
        known = [
            (before[c.left_edge.i], before[c.right_edge.i + 1], _RELATION.get(c.dep, 0))
            for c in governor.children
        ]
        known.append((before[governor.i], before[governor.i + 1], 0))
        table.branches[governor.i] = known
    return known


def statements_by_cue(table: WordTable) -> Mapping[int, Statement]:
    """The rules' statements by each word of their cues; of several at a word, the first."""
    found: dict[int, Statement] = {}
    for statement in table.analysis.statements:
        if statement.cue is not None:
            for word in range(*table.range_of(statement.cue.start, statement.cue.end)):
                found.setdefault(word, statement)
    return found


def roles_from_cue(table: WordTable, statement: Statement | None, here: range) -> Ids:
    """What a statement of the rules takes each word of `here` for: 1 source, 2 cue, 3 content."""
    if statement is None:
        return np.zeros(len(here), np.int64)
    source, cue = ([(n, s)] if s else [] for n, s in ((1, statement.source), (2, statement.cue)))
    return _marked(table, here, [*((3, c) for c in statement.content), *cue, *source])


def roles_from_trigger(table: WordTable, trigger: Span, type_: str, here: range) -> Ids:
    """What the rules take each word of `here` for: 1 actor, 2 recipient, 3 place, 4 time of a trigger."""
    found = arguments_of(table.analysis, trigger, type_)
    single = [(value, span) for value, span in ((4, found.time), (3, found.place)) if span]
    parties = [
        (value, party.span)
        for value, role in ((2, found.recipients), (1, found.actors))
        for party in role
        if party.span
    ]
    return _marked(table, here, [*single, *parties])


def _marked(table: WordTable, here: range, spans: Iterable[tuple[int, Span]]) -> Ids:
    """The values at the words of their spans; a later one goes over an earlier one."""
    out = np.zeros(len(here), np.int64)
    for value, span in spans:
        first, last = table.range_of(span.start, span.end)
        out[max(0, first - here.start) : max(0, last - here.start)] = value
    return out
