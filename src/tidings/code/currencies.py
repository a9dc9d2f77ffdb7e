"""Currencies: the signs and names that make an amount money, and their ISO 4217 codes.

Names, and the countries that pay in each currency, are those of data/currencies.csv; signs, other spellings
and what a bare name means are in data/units.toml.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from tidings.code.units import lexicon
from tidings.errors import InstallationError

FILE: Final = "currencies.csv"

_ADJECTIVES: Final = r"(?:(?-i:(?:[A-ZÀ-Þ][\w.-]*|new|and)\s+)){0,4}"
"""Words in front of a currency's name that may say whose it is (*Hong Kong dollars*)."""


@dataclass(frozen=True, slots=True)
class Currencies:
    """`names` in full (*ukrainian hryvnias*) and `nouns` (*hryvnias*) by code; the countries of each code."""

    names: Mapping[str, str]
    nouns: Mapping[str, tuple[str, ...]]
    countries: Mapping[str, frozenset[str]]


@cache
def currencies() -> Currencies:
    """The currencies known; InstallationError TID-301 where their file is missing or damaged."""
    names: dict[str, str] = {}
    nouns: dict[str, list[str]] = {}
    countries: dict[str, frozenset[str]] = {}
    try:
        text = resources.files("tidings.code").joinpath("data", FILE).read_text("utf-8")
        for row in csv.DictReader(text.splitlines()):
            code = row["code"]
            countries[code] = frozenset(row["countries"].split())
            for name in {row["name"], row["plural"], row["name"] + "s"}:
                names[name] = code
                listed = nouns.setdefault(name.rpartition(" ")[2], [])
                if code not in listed:
                    listed.append(code)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise InstallationError("TID-301", name=FILE, detail=f"{type(error).__name__}: {error}") from error
    for other, usual in lexicon().currency_spellings.items():
        codes = [code for noun in (other, *usual.split()) for code in nouns.get(noun, ())]
        nouns[other] = nouns[other + "s"] = list(dict.fromkeys(codes))
    return Currencies(names, {noun: tuple(codes) for noun, codes in nouns.items()}, countries)


def sign_pattern() -> str:
    """A pattern of the currency signs that stand in front of an amount (letters in their own case)."""
    signs = sorted(lexicon().currency_signs, key=len, reverse=True)
    forms = (re.escape(sign) + (r"(?=\s?[1-9])" if sign[-1].isalpha() else "") for sign in signs)
    return "(?-i:" + "|".join(forms) + ")"


def name_pattern() -> str:
    """A pattern of the currency names that follow an amount, for `re.I`."""
    nouns = {*currencies().nouns, *lexicon().currency_words}
    nouns |= {noun + "s" for noun in lexicon().currency_words}
    listed = sorted(nouns, key=len, reverse=True)
    return _ADJECTIVES + "(?:" + "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in listed) + r")\b"


def is_word(name: str) -> bool:
    """Whether the name is also a common word (*won*, *real*, *marks*), so that it alone makes no money."""
    return name.lower() in lexicon().words["currency_like"]


def currency_of(words: str, nearby: Sequence[str] = ()) -> str | None:
    """The ISO 4217 code of a currency's sign or name; None where it is neither.

    A bare name that several countries use means that of the first country of `nearby` (ISO 3166-1 alpha-3
    codes, nearest first) which has one of that name, else its commonest meaning (*pounds*: GBP).
    """
    known = lexicon()
    if words in known.currency_signs:
        return known.currency_signs[words]
    parts = " ".join(words.lower().split()).split(" ")
    for at in range(len(parts)):
        name = " ".join(parts[at:])
        for form in (name, name.removesuffix("s")):
            if " " in form and (code := currencies().names.get(form) or known.currency_words.get(form)):
                return code
    return _spelled(parts) or _bare(parts[-1], nearby)


def _spelled(parts: Sequence[str]) -> str | None:
    """The code of a name in full with another spelling of its noun (*Danish crowns*, *Russian roubles*)."""
    if len(parts) < 2:
        return None
    table = currencies()
    owner = " ".join(parts[:-1])
    for code in table.nouns.get(parts[-1], ()):
        if any(name.startswith(owner + " ") for name, other in table.names.items() if other == code):
            return code
    return None


def _bare(noun: str, nearby: Sequence[str]) -> str | None:
    table, usual = currencies(), lexicon().currency_words
    codes = table.nouns.get(noun, ())
    default = usual.get(noun) or usual.get(noun.removesuffix("s"))
    if len(codes) > 1 and default not in ("USD", "EUR", "KRW"):
        for country in nearby:
            for code in codes:
                if country in table.countries[code]:
                    return code
    return default or (codes[0] if codes else None)
