"""How names of places are compared: words without case, diacritics, apostrophes and hyphens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tidings.gazetteer.names import fold

MARKS: Final = "'’‘ʼʻʿʾ`´ʹ′"
"""Apostrophes and the marks that stand for ayn and hamza: left out (*Sana'a*, *Nukuʻalofa*)."""
_TOKEN: Final = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W_]+(?:[{MARKS}]+[^\W_]+)*")
_POSSESSIVE: Final = re.compile(rf"(?<=\w\w\w)[{MARKS}]s$", re.IGNORECASE)
_UNMARKED: Final = str.maketrans("", "", MARKS)
_SAME: Final = {"saint": "st", "sainte": "ste", "mount": "mt"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its folded form, how it is written, where it stands, whether it is a possessive."""

    key: str
    text: str
    start: int
    end: int
    possessive: bool = False


def tokens(text: str) -> list[Token]:
    """The words of a text; the possessive `'s` belongs to none."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        bare = _POSSESSIVE.sub("", word)
        end = match.end() - len(word) + len(bare)
        follows = text[match.end() : match.end() + 1]
        possessive = bare != word or (bool(follows) and follows in MARKS and word[-1:] in "sS")
        found.append(Token(_key(bare), bare, match.start(), end, possessive))
    return found


def place_key(name: str) -> str:
    """A name as it stands in the index: its folded words, parted by one space; empty where it has none."""
    return " ".join(token.key for token in tokens(name) if token.key)


def _key(word: str) -> str:
    key = fold(word.translate(_UNMARKED))
    return _SAME.get(key, key)
