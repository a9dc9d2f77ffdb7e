"""What a noun beside a number makes of it: unit, measure and currency. The lexicon is data/units.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from tidings.errors import InstallationError
from tidings.types import Unit

FILE: Final = "units.toml"

_PEOPLE_ENDING: Final = re.compile(
    r"(?:men|women|people|ists|ians|eers|ees|ants|ers|ors)$|(?-i:^[A-Z].*(?:ans|is|ese|ish|ards)$)"
)
"""Endings of plural nouns that name people by what they do or where they are from."""


_SINGULAR_ENDINGS: Final = (
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("ies", "y"),
    ("men", "man"),
    ("s", ""),
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Units by noun and by hyphened noun, nouns of measure, salient things, word lists, and currencies."""

    nouns: Mapping[str, Unit]
    hyphened: Mapping[str, Unit]
    measures: frozenset[str]
    salient: frozenset[str]
    words: Mapping[str, frozenset[str]]
    symbols: Mapping[str, str]
    currencies: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this installation; InstallationError TID-301 where its file is missing or damaged."""
    try:
        data = tomllib.loads(resources.files("tidings.code").joinpath("data", FILE).read_text("utf-8"))
        return Lexicon(
            {noun: Unit(unit) for unit, nouns in data["nouns"].items() for noun in nouns.split()},
            {noun: Unit(unit) for noun, unit in data["hyphened"].items()},
            frozenset(data["measures"]["nouns"].split()),
            frozenset(data["salient"]["nouns"].split()),
            {name: frozenset(listed.split()) for name, listed in data["words"].items()},
            data["currency"]["symbols"],
            data["currency"]["words"] | data["currency"]["national"],
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InstallationError("TID-301", name=FILE, detail=f"{type(error).__name__}: {error}") from error


def words(name: str) -> frozenset[str]:
    """One of the word lists of the lexicon; KeyError where it has none of that name."""
    return lexicon().words[name]


def symbol_pattern() -> str:
    """A pattern of the currency signs that stand in front of an amount (letters in their own case)."""
    signs = sorted(lexicon().symbols, key=len, reverse=True)
    return "(?-i:" + "|".join(map(re.escape, signs)) + ")"


def currency_pattern() -> str:
    """A pattern of the currency names that follow an amount."""
    names = sorted(lexicon().currencies, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(n).replace(r"\ ", r"\s+") + "(?:e?s)?" for n in names) + r")\b"


def currency_of(words: str) -> str:
    """The ISO 4217 code of a currency's sign or name; KeyError where it is neither."""
    known = lexicon()
    if words in known.symbols:
        return known.symbols[words]
    name = " ".join(words.lower().split())
    for form in (name, name.removesuffix("s"), name.removesuffix("es")):
        if form in known.currencies:
            return known.currencies[form]
    raise KeyError(words)


def singular(noun: str) -> str:
    """The singular of an English noun in lower case, by its ending alone."""
    for ending, other in _SINGULAR_ENDINGS:
        if noun.endswith(ending) and len(noun) > len(ending) + 1 and not noun.endswith(("ss", "us", "is")):
            return noun.removesuffix(ending) + other
    return noun


def plural(noun: str) -> str:
    """The plural of an English noun in lower case, by its ending alone."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "sh", "ch", "x")):
        return noun + "es"
    return noun + "s"


def unit_of(*forms: str) -> Unit | None:
    """The unit of a noun, from its forms in lower case (word, lemma); None where the lexicon has none."""
    nouns = lexicon().nouns
    for form in forms:
        for known in (form, singular(form)):
            if known in nouns:
                return nouns[known]
            tail = known.rpartition("-")[2]
            if tail in nouns:
                return nouns[tail]
    return None


def names_people(noun: str) -> bool:
    """Whether a noun looks like one for people: *Belarusians*, *organisers*, *arsonists*."""
    return noun.lower() not in words("things") and _PEOPLE_ENDING.search(noun) is not None
