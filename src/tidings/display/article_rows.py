"""What was read in an article, as rows in the order of its text and as marks in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tidings.display import words
from tidings.display.marked_text import Mark
from tidings.ontology import TYPES
from tidings.types import OUTLET, Coding, Figure, Mention, Party, Span, Statement

MARKS: Final = 10_000
"""Marks that a page is given at most."""
DEPTHS: Final = 4
"""Statements nested deeper look like those of this depth."""
PLACES: Final = MappingProxyType({"statements": "s", "actions": "m", "figures": "f"})
"""What the places of each layer's records begin with, in addresses after `#`."""
_CHANCE: Final = re.compile(r"\(chance (0\.\d+|1\.0+)\)")
"""How a reason names the chance that the reader gave to a guess."""


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, mention or figure, with where it stands.

    `at` is its place in the text, `depth` how many statements it stands in, `tellers` are these statements,
    the innermost first (none: the outlet itself), `speaker` is the name behind `hue`.
    """

    layer: str
    id: str
    at: int
    depth: int
    tellers: tuple[Statement, ...]
    speaker: str | None
    statement: Statement | None = None
    mention: Mention | None = None
    figure: Figure | None = None

    @property
    def place(self) -> str:
        """The id of its place in the page: `s-`, `m-` or `f-` and its own id."""
        return f"{PLACES[self.layer]}-{self.id}"

    @property
    def hue(self) -> str:
        """The class of its speaker's shade."""
        return hue(self.speaker)

    @property
    def quad(self) -> int:
        """The quad class of a mention's type; 0 where there is none."""
        kind = TYPES.get(self.mention.type) if self.mention else None
        own = self.mention.own_quad if self.mention else None
        return int(kind.quad) if kind else own or 0

    @property
    def guesses(self) -> list[float]:
        """The chances of what was guessed in it, the least first."""
        sides = (*self.mention.actors, *self.mention.recipients) if self.mention else ()
        reasons = [p.reason for p in sides] + [self.mention.date_reason if self.mention else None]
        if self.statement and self.statement.speaker:
            reasons.append(self.statement.speaker.reason)
        return sorted(c for reason in reasons if (c := chance(reason)) is not None)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in an article, and in how many statements; None for nobody who is named."""

    name: str | None
    code: str | None
    statements: int

    @property
    def hue(self) -> str:
        """The class of their shade."""
        return hue(self.name)


def chance(reason: str | None) -> float | None:
    """The chance that a reason names, 0 to 1; None for one that rests on words alone."""
    found = _CHANCE.search(reason or "")
    return float(found[1]) if found else None


def hue(speaker: str | None) -> str:
    """The class of a speaker's shade; a grey one for nobody who is named."""
    return words.hue(speaker) if speaker else "hue-none"


def speaker_name(statement: Statement) -> str | None:
    """Who makes a statement: the name, else what the code names, else the words of the source."""
    who = statement.speaker
    if who and (who.name or who.code):
        return who.name or words.code_name(who.code)
    return statement.source.quote if statement.source else None


def party_name(party: Party) -> str:
    """A party as it is best known: its name, its code in words, or its words in the text."""
    if party.name or party.code:
        return party.name or words.code_name(party.code)
    return party.span.quote if party.span else "unknown"


def rows(coding: Coding) -> list[Row]:
    """All that was read, by place in the text; a statement before what it holds."""
    known = {s.id: s for s in coding.statements}
    found: list[tuple[int, int, int, Row]] = []
    for s in coding.statements:
        spans = s.content or tuple(p for p in (s.cue, s.source) if p)
        at = min((p.start for p in spans), default=0)
        around = _outward(s.within, known)
        size = max((p.end for p in spans), default=0) - at
        found.append((at, -size, 0, Row("statements", s.id, at, len(around), around, speaker_name(s), s)))
    for m in coding.mentions:
        told = _outward(m.voice, known)
        row = Row("actions", m.id, m.trigger.start, len(told), told, _teller(told), mention=m)
        found.append((row.at, -len(m.trigger), 1, row))
    for f in coding.figures:
        told = _outward(f.voice, known)
        row = Row("figures", f.id, f.span.start, len(told), told, _teller(told), figure=f)
        found.append((row.at, -len(f.span), 2, row))
    return [row for *_, row in sorted(found, key=lambda x: (*x[:3], x[3].id))]


def _teller(told: Sequence[Statement]) -> str | None:
    return speaker_name(told[0]) if told else None


def _outward(id: str | None, known: Mapping[str, Statement]) -> tuple[Statement, ...]:
    """The statement of an id and those around it; a damaged record's circle ends where it closes."""
    out: dict[str, Statement] = {}
    while id is not None and id != OUTLET and id in known and id not in out:
        out[id] = known[id]
        id = known[id].within
    return tuple(out.values())


def speakers(coding: Coding) -> list[Speaker]:
    """Who speaks in an article, those with most statements first."""
    counted: dict[str | None, list[Statement]] = {}
    for s in coding.statements:
        counted.setdefault(speaker_name(s), []).append(s)
    found = [Speaker(n, next((s.speaker.code for s in said if s.speaker), None), len(said))
             for n, said in counted.items()]  # fmt: skip
    return sorted(found, key=lambda s: (s.name is None, -s.statements))


def marks(coding: Coding, shown: Iterable[Row]) -> tuple[list[Mark], int]:
    """The marks of the rows and of page furniture, and how many of the rows they cover.

    Rows are left out from the one on that would make it more than `MARKS`. Parts of several records that
    have the same words and mean the same in each are one mark.
    """
    out = [
        Mark(start, end, "furniture", label="page furniture, not read", rank=-1)
        for start, end in coding.article.furniture[:MARKS]
    ]
    joined: dict[tuple[object, ...], list[str]] = {}
    made: dict[tuple[object, ...], Mark] = {}
    covered = 0
    for row in shown:
        parts = _parts(row)
        new = [(m.start, m.end, m.kind, m.label, m.classes, m.main) for m in parts]
        if len(made) + len(out) + len(new) > MARKS:
            break
        covered += 1
        for key, mark in zip(new, parts, strict=True):
            made.setdefault(key, mark)
            joined.setdefault(key, []).append(row.id)
    out += [
        Mark(m.start, m.end, m.kind, tuple(dict.fromkeys(joined[key])), m.label, m.classes, m.rank, m.main)
        for key, m in made.items()
    ]
    return out, covered


def _parts(row: Row) -> list[Mark]:
    if row.statement:
        return _statement_parts(row, row.statement)
    return _mention_parts(row, row.mention) if row.mention else _figure_parts(row.figure)


def _statement_parts(row: Row, s: Statement) -> list[Mark]:
    who = words.plain(row.speaker) or "somebody"
    depth = min(row.depth, DEPTHS)
    shade = (row.hue, s.kind.value, f"depth-{depth}")
    out = []
    for n, part in enumerate(s.content):
        links = ("resumes",) * (n > 0) + ("goes-on",) * (n + 1 < len(s.content))
        out.append(_mark(part, "said", who, (*shade, *links), rank=depth))
    main = s.cue or s.source
    for span, kind in ((s.source, "source"), (s.cue, "cue")):
        if span:
            out.append(_mark(span, kind, "says", (row.hue,), rank=10, main=span is main))
    if main is None and out:
        first = out[0]
        out[0] = Mark(first.start, first.end, "said", (), who, first.classes, depth, True)
    return out


def _mention_parts(row: Row, m: Mention) -> list[Mark]:
    out = [
        _mark(
            m.trigger, "trigger", words.type_words(m.type), (f"quad-{row.quad}", f"told-{m.factuality}"),
            rank=20, main=True,
        )
    ]  # fmt: skip
    for label, kind, side in (("who", "actor", m.actors), ("to whom", "recipient", m.recipients)):
        out += [_mark(p.span, "party", label, (kind,), rank=14) for p in side if p.span]
    out += [
        _mark(span, "setting", label, (), rank=16)
        for label, span in (("where", m.place), ("when", m.time))
        if span
    ]
    return out


def _figure_parts(f: Figure | None) -> list[Mark]:
    if f is None:
        return []
    out = [_mark(f.span, "figure", "how many", (), rank=18, main=True)]
    return [*out, _mark(f.of, "counted", "of what", (), rank=12)] if f.of else out


def _mark(
    span: Span, kind: str, label: str, classes: tuple[str, ...], *, rank: int, main: bool = False
) -> Mark:
    return Mark(span.start, span.end, kind, (), label, classes, rank, main)
