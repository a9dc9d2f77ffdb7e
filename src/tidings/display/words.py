"""How values are put into words and marks."""

from __future__ import annotations

import unicodedata
from datetime import date
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from tidings.gazetteer import countries, country_name
from tidings.ontology import SECTORS, TYPES, QuadClass

HUES: Final = 8
"""Speakers share so many shades (`style.css`, `.hue-0` and on)."""

FACTUALITY: Final = MappingProxyType(
    {
        "actual": "happened",
        "future": "planned",
        "proposed": "called for",
        "hypothetical": "feared or possible",
        "negated": "denied",
    }
)
"""The five factualities as a reader says them (coding manual, section 4)."""


def factuality(value: str) -> str:
    """A factuality in a reader's words."""
    return FACTUALITY.get(value, value)


def quad(number: int | None) -> str:
    """A quad class in words."""
    return QuadClass(number).label if number else "unknown"


def type_words(name: str) -> str:
    """An event type as words: `ASSAULT` is *assault*."""
    return name.lower().replace("_", " ")


BODIES: Final = MappingProxyType(
    {
        "UNO": "United Nations", "EUR": "European Union", "IGO": "international body",
        "NGO": "non-governmental body", "MNC": "multinational company", "ISM": "movement across borders",
        "IMG": "armed group", "UNK": "unnamed",
    }
)  # fmt: skip
"""What the beginnings of actor codes that are no country stand for (coding manual, section 2)."""


def types_of(quad: int) -> tuple[str, ...]:
    """The event types of a quad class, 1 to 4, in the order of the coding manual."""
    return tuple(name for name, kind in TYPES.items() if kind.quad == quad)


def code_name(code: str | None) -> str:
    """What an actor code names, as *Russia: military* for `RUS:MIL`; the code where it is unknown."""
    if not code:
        return "unknown"
    head, _, rest = code.partition(":")
    name = country_name(head) if head in countries() else BODIES.get(head)
    if name is None:
        return code
    if not rest:
        return name
    if rest in SECTORS:
        return f"{name}: {SECTORS[rest].partition(' (')[0].lower()}"
    return rest if head in BODIES and head not in {"UNO", "EUR", "UNK"} else f"{name}: {rest}"


def number(value: float | None) -> str:
    """A number with thin spaces between thousands, without idle decimals; a dash for none."""
    if value is None:
        return "–"
    words = f"{round(value):,}" if value == int(value) or abs(value) >= 100_000 else f"{value:,.6g}"
    return words.replace(",", " ")


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: *1 event*, *2 events*."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def bounds(low: float | None, high: float | None) -> str:
    """Bounds in words: *12*, *12–15*, *at least 12*, *at most 15*."""
    if low is None and high is None:
        return "–"
    if low is None:
        return f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def days(first: date | None, last: date | None) -> str:
    """One day or an interval: *3 Mar 2022*, *3 Mar 2022 – 7 Mar 2022*, *until 7 Mar 2022*."""
    if first is None and last is None:
        return "no date"
    if first is None:
        return f"until {day(last)}"
    if last is None:
        return f"since {day(first)}"
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def day(value: date | None) -> str:
    """A day as *3 Mar 2022*."""
    return "no date" if value is None else f"{value.day} {value:%b} {value.year:04d}"


def plain(value: str | None) -> str:
    """Words on one line, with what a person can't see (controls, bidi marks) shown as its code point."""
    return spaced(value).strip()


def spaced(value: str | None) -> str:
    """As `plain`, with the spaces at both ends kept: for words that others stand beside."""
    words = value or ""
    # What is printable has nothing that is shown in another way: no control, format or private character.
    return words if words.isprintable() else "".join(_shown(c) for c in words)


def _shown(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} and character != "\u200d":
        return f"⟨U+{ord(character):04X}⟩"
    return character


def web(url: str | None) -> str | None:
    """An address that may be linked to: http or https only; None for any other."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in {"http", "https"} and parts.netloc else None


def hue(value: str | None) -> str:
    """The class that shades what one speaker says: the same on every page, and it means nothing else."""
    return f"hue-{sum(ord(c) * (i % 7 + 1) for i, c in enumerate(value or '')) % HUES}"
