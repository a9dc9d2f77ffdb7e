"""What a noun beside a number makes of it: its unit and measure. The lexicon is data/units.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
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


_IRREGULAR: Final = {
    "foot": "feet", "inch": "inches", "person": "people", "man": "men", "woman": "women", "child": "children",
    "aircraft": "aircraft", "life": "lives", "wife": "wives",
}  # fmt: skip
_IRREGULAR_SINGULAR: Final = {plural: noun for noun, plural in _IRREGULAR.items()}

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
    """Units by noun and by hyphened noun, nouns of measure by all their forms, salient things, word lists.

    `measures` are by form (*km*) the plural that names them (*kilometres*). `currency_signs` and
    `currency_words` are codes by sign and by name, `currency_spellings` the usual nouns by another one.
    """

    nouns: Mapping[str, Unit]
    hyphened: Mapping[str, Unit]
    measures: Mapping[str, str]
    salient: frozenset[str]
    words: Mapping[str, frozenset[str]]
    currency_signs: Mapping[str, str]
    currency_words: Mapping[str, str]
    currency_spellings: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """The lexicon of this installation; InstallationError TID-301 where its file is missing or damaged."""
    try:
        data = tomllib.loads(resources.files("tidings.code").joinpath("data", FILE).read_text("utf-8"))
        return Lexicon(
            {noun: Unit(unit) for unit, nouns in data["nouns"].items() for noun in nouns.split()},
            {noun: Unit(unit) for noun, unit in data["hyphened"].items()},
            _measures(data["measures"]["nouns"].split(), data["measures"]["short"]),
            frozenset(data["salient"]["nouns"].split()),
            {name: frozenset(listed.split()) for name, listed in data["words"].items()},
            data["currency"]["signs"],
            data["currency"]["words"],
            data["currency"]["spellings"],
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InstallationError("TID-301", name=FILE, detail=f"{type(error).__name__}: {error}") from error


def _measures(nouns: Iterable[str], short: Mapping[str, str]) -> Mapping[str, str]:
    full = {form: plural(noun) for noun in nouns for form in (noun, plural(noun))}
    return full | {form: name for name, forms in short.items() for form in forms.split()}


def words(name: str) -> frozenset[str]:
    """One of the word lists of the lexicon; KeyError where it has none of that name."""
    return lexicon().words[name]


def singular(noun: str) -> str:
    """The singular of an English noun in lower case, by its ending save for a few."""
    if noun in _IRREGULAR_SINGULAR:
        return _IRREGULAR_SINGULAR[noun]
    for ending, other in _SINGULAR_ENDINGS:
        if noun.endswith(ending) and len(noun) > len(ending) + 1 and not noun.endswith(("ss", "us", "is")):
            return noun.removesuffix(ending) + other
    return noun


def plural(noun: str) -> str:
    """The plural of an English noun in lower case, by its ending save for a few."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "sh", "ch", "x")):
        return noun + "es"
    return noun + "s"


def unit_of(*forms: str) -> Unit | None:
    """The unit of a noun, from its forms in lower case (word, lemma); None where the lexicon has none."""
    nouns = lexicon().nouns
    for form in forms:
        for known in (form, singular(form), form.removesuffix("es")):
            if known in nouns:
                return nouns[known]
            tail = known.rpartition("-")[2]
            if tail in nouns:
                return nouns[tail]
    return None


def names_people(noun: str) -> bool:
    """Whether a noun, written as in the text, looks like one for people: *Belarusians*, *organisers*."""
    return noun.lower() not in words("things") and _PEOPLE_ENDING.search(noun) is not None
