"""An article's text cut at the edges of its marks, which may overlap in any way.

The pieces of a paragraph are written one after the other: openings and closings of nested elements, words,
and anchors. Their words joined are the paragraph's text, whatever is marked in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_PARAGRAPH: Final = re.compile(r"[^\n]*(?:\n\s*\n|\n|$)")
_JOINERS: Final = frozenset("\u00ad\u200c\u200d")
"""Invisible characters that spelling needs: the soft hyphen and the joiners of Arabic, Indic and emoji."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch `[start, end)` of the text that stands for a part of records.

    `kind` is a class of its look, `classes` are further ones; `of` are the ids of the records it belongs to;
    `label` says what it is to them (*who*, *where*, the name of a speaker). Of marks with the same stretch
    the one of the lower `rank` goes around the others. `main`: the part that stands for its record when one
    walks through the text by keyboard.
    """

    start: int
    end: int
    kind: str
    of: tuple[str, ...] = ()
    label: str = ""
    classes: tuple[str, ...] = ()
    rank: int = 0
    main: bool = False


class Turn(StrEnum):
    """What a piece is."""

    OPEN = "open"
    CLOSE = "close"
    WORDS = "words"
    ODD = "odd"
    """One character that can't be seen or that would turn the order of others; `words` holds it."""
    RETURN = "return"
    """A carriage return, which HTML can write as a reference only."""
    GAP = "gap"
    """The line breaks that end a paragraph."""
    ANCHOR = "anchor"
    """The place of a record, whose id is in `words`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of writing a paragraph. An opened mark says whether it begins and ends here.

    A mark that crosses another's edge is closed and opened again; only its first opening `begins`.
    """

    turn: Turn
    words: str = ""
    mark: Mark | None = None
    begins: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The pieces of a paragraph, and how many line breaks end it."""

    pieces: Sequence[Piece]
    breaks: int


def paragraphs(
    text: str, marks: Iterable[Mark], anchors: Iterable[tuple[int, str]] = ()
) -> Iterator[Paragraph]:
    """Each paragraph of `text`, in order; line breaks belong to the paragraph they end.

    Marks that are empty or lie outside the text are left out, those that reach over its end are cut.
    `anchors` are places in the text with the ids of records.
    """
    kept = sorted(
        (m for m in marks if 0 <= m.start < min(m.end, len(text))), key=lambda m: (m.start, -m.end, m.rank)
    )
    places = sorted(anchors)
    first_mark = first_place = 0
    running: list[Mark] = []
    for start, end in _ranges(text):
        until = first_mark
        while until < len(kept) and kept[until].start < end:
            until += 1
        here = [*running, *kept[first_mark:until]]
        first_mark = until
        until = first_place
        while until < len(places) and (places[until][0] < end or end == len(text)):
            until += 1
        yield _paragraph(text, start, end, here, places[first_place:until])
        first_place = until
        running = [m for m in here if m.end > end]


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    if not text:
        yield 0, 0
    at = 0
    while at < len(text):
        found = _PARAGRAPH.match(text, at)
        end = found.end() if found and found.end() > at else len(text)
        yield at, end
        at = end


def _paragraph(
    text: str, start: int, end: int, marks: Sequence[Mark], anchors: Sequence[tuple[int, str]]
) -> Paragraph:
    gap = start + len(text[start:end].rstrip("\n\t "))
    if "\n" not in text[gap:end]:
        gap = end
    edges = {start, gap, end}
    for mark in marks:
        edges.add(max(mark.start, start))
        edges.add(min(mark.end, end))
    edges.update(min(max(place, start), end) for place, _ in anchors)
    out: list[Piece] = []
    stack: list[tuple[Mark, int]] = []
    coming, waiting = list(reversed(marks)), list(reversed(anchors))
    at = start
    for edge in sorted(edges):
        if at >= gap and at < edge:
            out.append(Piece(Turn.GAP, text[at:edge]))
        else:
            _write(text[at:edge], out)
        at = edge
        _close(stack, out, edge, end)
        while waiting and waiting[-1][0] <= edge:
            out.append(Piece(Turn.ANCHOR, waiting.pop()[1]))
        while coming and coming[-1].start <= edge < end:
            _open(coming.pop(), stack, out, edge)
    return Paragraph(out, text[gap:end].count("\n"))


def _close(stack: list[tuple[Mark, int]], out: list[Piece], edge: int, end: int) -> None:
    """Close what ends at `edge`, and open again what had to be closed with it."""
    lowest = next((n for n, (mark, _) in enumerate(stack) if min(mark.end, end) <= edge), None)
    if lowest is None:
        return
    above = stack[lowest:]
    del stack[lowest:]
    for mark, opened in reversed(above):
        if mark.end <= edge:
            out[opened] = Piece(Turn.OPEN, mark=mark, begins=out[opened].begins, ends=True)
        out.append(Piece(Turn.CLOSE))
    for mark, _ in above:
        if min(mark.end, end) > edge:
            _open(mark, stack, out, edge)


def _open(mark: Mark, stack: list[tuple[Mark, int]], out: list[Piece], edge: int) -> None:
    stack.append((mark, len(out)))
    out.append(Piece(Turn.OPEN, mark=mark, begins=mark.start == edge))


def _write(words: str, out: list[Piece]) -> None:
    begin = 0
    if words.replace("\n", "").isprintable():
        # Nearly all stretches: looked at in one call, not by character.
        if words:
            out.append(Piece(Turn.WORDS, words))
        return
    for n, character in enumerate(words):
        if character == "\r" or is_odd(character):
            if begin < n:
                out.append(Piece(Turn.WORDS, words[begin:n]))
            out.append(Piece(Turn.RETURN if character == "\r" else Turn.ODD, character))
            begin = n + 1
    if begin < len(words):
        out.append(Piece(Turn.WORDS, words[begin:]))


def is_odd(character: str) -> bool:
    """Whether a character can't be seen, or turns the order of others (controls, bidi marks)."""
    if character.isprintable() or character in "\n\t\r" or character in _JOINERS:
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}
