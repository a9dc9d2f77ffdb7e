"""The shipped tables as one index from words to what they name."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from tidings.errors import InstallationError

WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")
GAP: Final = re.compile(r"(?:['’]s?|\.)?[\s'’\-–‑&.]{0,3}")
"""What may stand between two words of one name."""
STRICT_CAPITALS: Final = 3
"""Names in capitals of up to so many letters must stand in capitals (US, WHO, IS); NATO may be Nato."""
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "ð": "d"})


class Reason(StrEnum):
    """What kind of name a match rests on."""

    BODY = "international body"
    METONYM = "institution"
    COUNTRY = "country name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    PLACE = "place"
    PERSON = "office holder"
    ROLE = "role"


class Word(NamedTuple):
    """One word of a text: its folded form (no case, no diacritics, no dots) and where it stands."""

    key: str
    text: str
    start: int
    end: int


class Name(NamedTuple):
    """An entry of the tables; `words` are its words as written there; `code` is empty for a role.

    `entity` is what it is called in full: for *Moscow* and *Russian* Russia.
    """

    text: str
    words: tuple[str, ...]
    code: str
    sector: str | None
    reason: Reason
    entity: str = ""
    strong: bool = True


@dataclass(slots=True)
class Node:
    """A place in the index: the words that may follow, and the names that end here."""

    next: dict[str, Node] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)


def fold(word: str) -> str:
    """A word without case, diacritics and dots."""
    if word.isascii():
        return word.lower().replace(".", "")
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c) and c != ".")


def word_set(text: str) -> frozenset[str]:
    """The words of a text that are parted by spaces, as a set."""
    return frozenset(text.split())


def split(text: str) -> list[Word]:
    """The words of a text; the possessive `'s` is none."""
    words = []
    for match in WORD.finditer(text):
        (start, end), written = match.span(), match[0]
        if written in "sS" and start and text[start - 1] in "'’":
            continue
        words.append(Word(fold(written), written, start, end))
    return words


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as written; as `split`, quicker for the plain names that most are."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return tuple(text.split())
    return tuple(word.text for word in split(text))


def rows(name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of a shipped table; InstallationError TID-301 where it is missing or damaged."""
    try:
        text = resources.files("tidings.gazetteer").joinpath("data", name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InstallationError("TID-301", name=name, detail=str(error)) from error
    table = csv.reader(io.StringIO(text))
    if tuple(next(table, ())) != columns:
        raise InstallationError("TID-301", name=name, detail="the header is not the expected one")
    for row in table:
        if len(row) != len(columns):
            raise InstallationError("TID-301", name=name, detail=f"line {table.line_num} is incomplete")
        yield tuple(row)


def capitals_fit(written: str, seen: str) -> bool:
    """Whether the capitals of a word in a text allow it to be this word of a name."""
    if written.isupper() and len(written) > 1:
        return seen.isupper() or (len(fold(written)) > STRICT_CAPITALS and seen[0].isupper())
    return not written[0].isupper() or seen[0].isupper()


def _names() -> Iterator[Name]:
    def each(
        texts: str, code: str, reason: Reason, entity: str = "", sector: str | None = None
    ) -> Iterator[Name]:
        for text in filter(None, texts.split("|")):
            yield Name(text, words_of(text), code, sector, reason, entity or text)

    for code, names in rows("bodies.csv", ("code", "names")):
        yield from each(names, code, Reason.BODY, names.partition("|")[0])
    for code, names in rows("metonyms.csv", ("code", "names")):
        yield from each(names, code, Reason.METONYM, sector=code.partition(":")[2])
    for code, names, demonyms, capitals in rows("countries.csv", ("code", "names", "demonyms", "capitals")):
        country = names.partition("|")[0]
        yield from each(names, code, Reason.COUNTRY, country)
        yield from each(demonyms, code, Reason.DEMONYM, country)
        yield from each(capitals, code, Reason.CAPITAL, country)
    for code, names in rows("places.csv", ("code", "names")):
        yield from each(names, code, Reason.PLACE)


def _roles() -> Iterator[Name]:
    for sector, strength, texts in rows("roles.csv", ("sector", "strength", "words")):
        for text in texts.split("|"):
            yield Name(text, words_of(text), "", sector, Reason.ROLE, text, strength == "strong")


def index(names: Iterable[Name]) -> Node:
    """The names as a tree of folded words; of two alike, the earlier comes first."""
    root = Node()
    for name in names:
        node = root
        for word in map(fold, name.words):
            following = node.next.get(word)
            if following is None:
                following = node.next[word] = Node()
            node = following
        node.names.append(name)
    return root


@cache
def names_index() -> Node:
    """The index of countries, demonyms, capitals, places, international bodies and institutions."""
    return index(_names())


@cache
def roles_index() -> Node:
    """The index of role words."""
    return index(_roles())


@cache
def _country_names() -> Mapping[str, str]:
    table = rows("countries.csv", ("code", "names", "demonyms", "capitals"))
    return {code: names.partition("|")[0] for code, names, *_ in table}


@cache
def countries() -> frozenset[str]:
    """All country codes (ISO 3166-1 alpha-3, and XKX)."""
    return frozenset(_country_names())


def country_name(code: str) -> str:
    """The English name of a country; KeyError where the code is none."""
    return _country_names()[code]


def longest(
    root: Node, text: str, words: list[Word], at: int, fits: Callable[[Name], bool] | None = None
) -> tuple[Name, int] | None:
    """The longest name that begins at word `at` and the number of the word after it; None where none does.

    With `fits`, only names for which it is true count.
    """
    node, found, i = root, None, at
    while i < len(words) and (step := node.next.get(words[i].key)) is not None:
        if i > at and not GAP.fullmatch(text, words[i - 1].end, words[i].start):
            break
        node, i = step, i + 1
        for name in node.names:
            seen = (w.text for w in words[at:i])
            if all(map(capitals_fit, name.words, seen)) and (fits is None or fits(name)):
                found = (name, i)
                break
    return found
