"""How what was read in an article is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from tidings.display import article_rows
from tidings.explore import words
from tidings.types import How, Kind, Party

_MONTHS: Final = tuple(f"{date(2000, month, 1):%b}" for month in range(1, 13))

CERTAINTY: Final = MappingProxyType(
    {
        "actual": "told as having happened, or happening",
        "future": "told as decided, announced or expected",
        "proposed": "asked for, urged or under discussion; nobody has decided it",
        "hypothetical": "possible, conditional, feared or threatened",
        "negated": "told as not having happened, not going to happen, denied or ruled out",
    }
)
"""The factualities explained (coding manual, section 4)."""

PRECISION: Final = MappingProxyType(
    {"exact": "a spot", "city": "a town", "region": "a region", "country": "a country"}
)
"""How exactly a place is known."""


def kind_words(kind: str) -> str:
    """A kind of statement in two words."""
    return "says" if kind == Kind.ASSERTION else "wants or fears"


def certainty_words(value: str) -> str:
    """A factuality explained."""
    return CERTAINTY.get(value, "")


def precision_words(value: str) -> str:
    """How exactly a place is known, in words."""
    return PRECISION.get(value, value)


def iso_words(value: str) -> str:
    """An ISO 8601 day, month, year or interval: *3 Mar 2022*, *Mar 2022*, *2022*, *since 3 Mar 2022*.

    What has another form stays as it is.
    """
    first, slash, last = value.partition("/")
    if not slash:
        return _calendar(first)
    if last == "..":
        return f"since {_calendar(first)}"
    return f"until {_calendar(last)}" if first == ".." else f"{_calendar(first)} – {_calendar(last)}"


def _calendar(value: str) -> str:
    year, *rest = value.split("-")
    if not all(part.isdecimal() for part in (year, *rest)) or len(rest) > 2:
        return value
    if not rest:
        return year
    month = int(rest[0])
    if not 1 <= month <= len(_MONTHS):
        return value
    return f"{int(rest[1])} {_MONTHS[month - 1]} {year}" if len(rest) == 2 else f"{_MONTHS[month - 1]} {year}"


def chance_words(chance: float) -> str:
    """A chance of 0 to 1 as a person reads it: *93 %*, *over 99 %*, *under 1 %*."""
    if chance > 0.99:
        return "over 99 %"
    return "under 1 %" if chance < 0.01 else f"{chance * 100:.0f} %"


def how_words(party: Party) -> str:
    """How it was found out whom the words of a party mean; empty where nothing tells."""
    if party.how is How.NAMED:
        return "by rule: named in the article"
    if party.how is How.REFERRED:
        return "by rule: stands for other words"
    if party.how is How.GUESSED and party.code_score is not None:
        return f"a guess: {chance_words(party.code_score)}"
    return "a guess" if party.how is How.GUESSED else ""


def code_point(character: str) -> str:
    """The number of a character, as Unicode writes it after `U+`."""
    return f"{ord(character):04X}"


HELPERS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "kind_words": kind_words, "certainty_words": certainty_words, "precision_words": precision_words,
        "chance_words": chance_words, "how_words": how_words, "iso_words": iso_words,
        "code_point": code_point, "bounds": words.bounds,
        "party_name": article_rows.party_name, "speaker_name": article_rows.speaker_name,
        "hue_of": article_rows.hue, "days": words.days,
    }
)  # fmt: skip
"""What the templates of articles call."""
