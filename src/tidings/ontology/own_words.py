"""The language in which a user's own types name their words: `seize|confiscate [net|boat]`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

LONGEST: Final = 8
"""Words in a row, at most."""
MOST: Final = 500
"""Rows of words that one entry may stand for, at most."""
MOST_WAYS: Final = 5000
"""Patterns that one entry may become, at most: each word of a row goes by its form or by its lemma."""
LEAST: Final = 3
"""Letters before a `*`, at least: fewer would fit nearly anything."""

VOWELS: Final = "aeiou"

PARTS: Final = {"verb": "VERB", "noun": "NOUN"}
"""Parts of speech that may be asked for, and their names in Universal Dependencies."""

_OBJECTS: Final = re.compile(r"^(.*?)\s*\[([^\[\]]*)\]$")
_WORD: Final = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*\*?")
_PIECE: Final = re.compile(r"[^\W_]+\*?|[-’']")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, in small letters: in any of its forms, or (`start`) any word that begins so.

    `part` is the part of speech it must have, `VERB` or `NOUN`; `joined` where it follows the word before it
    without a space, as in *cease-fire*.
    """

    text: str
    start: bool = False
    part: str | None = None
    joined: bool = False

    def fits(self, lemma: str) -> bool:
        """Whether it means a word with this lemma, or one that is written so."""
        return lemma.startswith(self.text) if self.start else lemma in self.forms

    @property
    def forms(self) -> tuple[str, ...]:
        """How the word is written in its regular forms, sorted: with *s*, *es*, *d*, *ed*, *ing*.

        Those of verb and noun alike, as no part of speech need be known. Irregular ones are left to the
        lemmas of the text, whose regular ones are not always right (*instal* for *installed*).
        """
        word = self.text
        if not word.isascii() or not word.isalpha() or len(word) < LEAST:
            return (word,)
        if word[-1] == "e":
            found = {word, f"{word}s", f"{word}d", f"{word[:-1]}ing", f"{word}ing"}
        elif word[-1] == "y" and word[-2] not in VOWELS:
            found = {word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"}
        else:
            found = {word, f"{word}s", f"{word}ed", f"{word}ing"}
        if word.endswith(("s", "x", "z", "ch", "sh", "o")):
            found = found - {f"{word}s"} | {f"{word}es"}
        elif word[-1] not in f"{VOWELS}hwxy" and word[-2] in VOWELS:
            found |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: any of these rows of words, which must have one of the objects, if there are any."""

    rows: tuple[tuple[Word, ...], ...]
    objects: tuple[Word, ...] = ()


def parse_entry(text: str) -> Entry:
    """What an entry asks for; ValueError, with what is wrong in words, where it can't be understood.

    Words in a row (`coast guard`), `|` between alternatives (`seize|confiscate`), `*` for any ending
    (`detain*`), `:verb` or `:noun` for the part of speech (`block:verb`), and at the end, in square brackets,
    alternatives for what it is done to (`seize [net|boat]`).
    """
    row, objects = text.strip(), ""
    if form := _OBJECTS.match(row):
        row, objects = form.groups()
        if not objects.strip():
            raise ValueError("the square brackets are empty")
    if not row:
        raise ValueError("it has no word that names the action")
    if set(row + objects) & set("[]"):
        raise ValueError("square brackets stand once, at the end")
    given = row.split()
    if len(given) > LONGEST:
        raise ValueError(f"it has more than {LONGEST} words in a row")
    choices = [_alternatives(word) for word in given]
    if prod(map(len, choices)) > MOST:
        raise ValueError(f"its alternatives make more than {MOST} rows of words; write several entries")
    if prod(sum(2 ** len(words) for words in chosen) for chosen in choices) > MOST_WAYS:
        raise ValueError("it has too many alternatives or hyphens in a row; write several entries")
    rows = tuple(tuple(word for words in chosen for word in words) for chosen in product(*choices))
    single = [_alternatives(word.strip()) for word in objects.split("|")] if objects else []
    if any(len(words) > 1 or words[0].part for found in single for words in found):
        raise ValueError("an object is one word, without hyphens or a part of speech")
    return Entry(rows, tuple(words[0] for found in single for words in found))


def _alternatives(given: str) -> list[tuple[Word, ...]]:
    words, colon, part = given.partition(":")
    if colon and part not in PARTS:
        raise ValueError(f"after the colon of {given!r} stands {' or '.join(PARTS)}")
    return [_pieces(word, PARTS[part] if colon else None) for word in words.split("|")]


def _pieces(word: str, part: str | None) -> tuple[Word, ...]:
    if not _WORD.fullmatch(word):
        raise ValueError(f"{word!r} is no word" if word else "an alternative is empty")
    pieces = _PIECE.findall(word.lower())
    if pieces[-1].endswith("*") and len(pieces[-1]) <= LEAST:
        raise ValueError(f"before the * of {word!r} stand at least {LEAST} letters")
    return tuple(
        Word(piece.rstrip("*"), piece.endswith("*"), part if n == len(pieces) - 1 else None, n > 0)
        for n, piece in enumerate(pieces)
    )
