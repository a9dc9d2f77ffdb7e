"""A few words of an article around what was read in them, cut at the ends of their sentence.

Texts may be long, so only a window of each is asked of the record: `window` is it in SQL, `passage` cuts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

AROUND: Final = 400
"""Code points that a window has before and after the marked words, at most."""
SHOWN: Final = 260
"""Code points that are shown before and after them, at most."""

_END: Final = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n\s*")
_NO_END: Final = re.compile(
    r"(?:^|[\s(“‘\"'.])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Sgt|Capt|Adm|Gov|Sen|Rep|St|No|vs|approx"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)$"
)
"""What stands before a full stop that ends no sentence: initials, titles, months."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch `[start, end)` of an article's text, in code points, and what it is (`trigger`, `actor`)."""

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a passage; `role` is that of the mark on them, or empty."""

    words: str
    role: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive words of a text; `before` and `after` say whether its sentence goes on there."""

    pieces: tuple[Piece, ...]
    before: bool
    after: bool

    @property
    def words(self) -> str:
        """All words of the passage."""
        return "".join(piece.words for piece in self.pieces)


def window(text: str, start: str, end: str) -> str:
    """SQL for a window of the column `text` around the code points `start` to `end`, all SQL expressions."""
    return f"substring({text}, greatest({start} - {AROUND}, 0) + 1, {end} - {start} + {2 * AROUND})"


def passage(found: str, start: int, end: int, others: Sequence[Mark] = (), role: str = "trigger") -> Passage:
    """The sentence of `[start, end)`, out of the window that `window` gives for these offsets.

    `others` are marked too where they lie in the passage; of two that overlap the first stays.
    """
    offset = max(start - AROUND, 0)
    first, last = start - offset, min(end - offset, len(found))
    left, before = _left(found[:first], bool(offset))
    right, after = _right(found[last:], len(found) - last >= AROUND)
    shown = (left, last + right)
    taken = [(first, last, role)]
    for mark in others:
        begin, stop = mark.start - offset, mark.end - offset
        free = all(stop <= a or b <= begin for a, b, _ in taken)
        if free and shown[0] <= begin < stop <= shown[1]:
            taken.append((begin, stop, mark.role))
    pieces, at = [], shown[0]
    for begin, stop, what in sorted(taken):
        pieces += [Piece(found[at:begin], ""), Piece(found[begin:stop], what)]
        at = stop
    pieces.append(Piece(found[at : shown[1]], ""))
    return Passage(tuple(piece for piece in pieces if piece.words), before, after)


def _left(words: str, more: bool) -> tuple[int, bool]:
    """Where the sentence begins in the words before the mark, and whether it begins earlier than that."""
    starts = [m.end() for m in _END.finditer(words) if _ends(words, m)]
    begin = starts[-1] if starts else 0
    if len(words) - begin <= SHOWN and (starts or not more):
        return begin, False
    begin = max(begin, len(words) - SHOWN)
    space = words.find(" ", begin)
    return (space + 1 if space >= 0 else begin), True


def _right(words: str, more: bool) -> tuple[int, bool]:
    """Code points of the sentence in the words after the mark, and whether it goes on after them."""
    end = next((m for m in _END.finditer(words) if _ends(words, m)), None)
    stop = len(words) if end is None else end.start() + len(end.group().rstrip())
    if stop <= SHOWN and (end is not None or not more):
        return stop, False
    space = words.rfind(" ", 0, SHOWN)
    return (space if space > 0 else min(SHOWN, len(words))), True


def _ends(words: str, found: re.Match[str]) -> bool:
    if found.group()[0] != ".":
        return True
    following = words[found.end() : found.end() + 1]
    return not following.islower() and _NO_END.search(words, 0, found.start()) is None
