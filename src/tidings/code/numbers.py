"""Numbers written in digits, words or both: their pattern, their value, and the bounds of vague amounts."""

from __future__ import annotations

import re
from typing import Final

ONES: Final = {
    word: float(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS: Final = {
    word: 10.0 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
SCALES: Final = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9,
    "bln": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "crore": 1e7, "lakh": 1e5,
}  # fmt: skip
"""Short scale; crore and lakh as in South Asian newspapers."""

VAGUE: Final = {
    "dozen": (24.0, 100.0),
    "score": (40.0, 100.0),
    "ten": (20.0, 100.0),
    "hundred": (200.0, 1e3),
    "thousand": (2e3, 1e4),
    "million": (2e6, 1e7),
    "billion": (2e9, 1e10),
    "trillion": (2e12, 1e13),
}
"""Bounds of a plural amount (*dozens*): twice and ten times its size, save that *dozens* end at a hundred."""

FRACTIONS: Final = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip


def _any(words: object) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"  # type: ignore[call-overload]


DIGITS: Final = r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_GAP = r"(?:\s+|-)"
_ONE_TO_NINE = _any(list(ONES)[1:10])
_BELOW_100 = rf"(?:{_any(TENS)}(?:{_GAP}{_ONE_TO_NINE}\b)?|{_any(ONES)})\b"
_HUNDREDS = rf"(?:{_BELOW_100}|an?\b|{DIGITS}){_GAP}hundred\b(?!s)(?:{_GAP}(?:and{_GAP})?{_BELOW_100})?"
_BELOW_1000 = rf"(?:{_HUNDREDS}|{_BELOW_100})"
_BIG = _any([w for w in SCALES if len(w) > 3]) + r"\b"
_HALF = rf"{_GAP}and{_GAP}a{_GAP}half\b"
_TAIL = (
    rf"(?:{_GAP}{_BELOW_1000}{_GAP}{_BIG})*(?:{_GAP}(?:and{_GAP})?{_BELOW_1000}(?!{_GAP}(?:{_BIG}|hundred)))?"
)
CARDINAL: Final = (
    rf"(?:half{_GAP}an?{_GAP}(?:{_BIG}|dozen\b|hundred\b)"
    rf"|(?:{_BELOW_1000}|{DIGITS})(?:{_HALF})?{_GAP}{_BIG}(?:{_HALF})?{_TAIL}"
    rf"|an?{_GAP}{_BIG}(?:{_HALF})?"
    rf"|(?:{_BELOW_100}|an?){_GAP}dozen\b|an?\s+(?:pair|couple)(?=\s+of\b)|not\s+a\s+single\b"
    rf"|{DIGITS}(?:\s?(?:bn|bln|mln|mn|tn|trn)\b|[mk]\b)"
    rf"|{_BELOW_1000}(?:{_HALF})?"
    rf"|{DIGITS}(?:{_HALF})?)"
)
"""Pattern of one number (to be used with `re.I`), from *2.5m* to *two million three hundred thousand*."""

_SIZES = _any(f"{w}s" for w in VAGUE)
VAGUE_AMOUNT: Final = (
    rf"(?:(?:many|several|a\s+few|in\s+the)\s+)?(?:{_SIZES}(?:\s+of\s+{_SIZES}|\s+and\s+{_SIZES})?\b(?!-))"
    rf"|(?:several|a\s+few)\s+(?:{_any(w for w in VAGUE if w not in ('ten', 'score'))}\b(?!s))"
)
"""Pattern of a vague amount: *tens of thousands*, *dozens*, *several hundred*."""

FRACTION: Final = (
    rf"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine){_GAP}"
    rf"{_any([w for w in FRACTIONS if w not in ('halve',)])}s?\b|half\b(?!-|\s+an?\b))"
)
"""Pattern of a share: *two-thirds*, *a tenth*, *half*."""


def _told(*numbers: int) -> str:
    """Pattern of one of these numbers in words or digits."""
    words = [word for names in (ONES, TENS) for word, value in names.items() if value in numbers]
    return _any([*words, *map(str, numbers)])


_WHOLES: Final = (*range(2, 11), 20, 100)
_IN = r"\s+(?:out\s+of|in)\s+(?:every\s+)?"
_SHARES = "|".join(_told(part) + _IN + _told(*(w for w in _WHOLES if w > part)) for part in range(1, 10))
RATIO: Final = (
    rf"(?:(?:{_SHARES})\b(?!\s*(?:[-–,.:]\d|%|of\b|minutes?|hours?|days?|weeks?|months?|years?|decades?|million|billion"
    r"|thousand|hundred|percent)))"
)
"""Pattern of a share told by two small numbers (*one in five*, *three out of 4*); *five in four* is none."""

_FIXED: Final = {"a pair": 2.0, "a couple": 2.0, "not a single": 0.0}
_RATIO = re.compile(RATIO, re.I)
_NUMBER = re.compile(CARDINAL, re.I)
_PART = re.compile(rf"{DIGITS}|[a-z]+", re.I)


def value_of(words: str) -> float | None:
    """The value of a number as `CARDINAL` matches it; None where the words are no such number."""
    words = words.strip()
    known = _FIXED.get(" ".join(words.lower().split()))
    if known is not None:
        return known
    if not _NUMBER.fullmatch(words):
        return None
    total = current = 0.0
    last_scale = 1.0
    seen_scale = False
    parts = [p.lower() for p in _PART.findall(words)]
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else ""
        if part[0].isdigit():
            current += float(re.sub(r"[^\d.]", "", part))
        elif part in ONES or part in TENS:
            current += ONES.get(part, 0.0) + TENS.get(part, 0.0)
        elif part == "half":
            if i == 0:
                current = 0.5
            elif seen_scale and not current and before == "a":
                total += 0.5 * last_scale
            else:
                current += 0.5
        elif part == "hundred":
            current = (current or 1.0) * 100
        elif part == "dozen":
            current = (current or 1.0) * 12
        elif part in SCALES:
            last_scale, seen_scale = SCALES[part], True
            total += (current or 1.0) * last_scale
            current = 0.0
    return round(total + current, 6)


def scale_of(words: str) -> float:
    """The factors at the end of a number (*60 million*: 1e6; *four hundred thousand*: 1e5; *60*: 1)."""
    factors = {"hundred": 100.0, "dozen": 12.0} | SCALES
    product = 1.0
    for part in reversed([p.lower() for p in _PART.findall(words)]):
        if part not in factors:
            break
        product *= factors[part]
    return product


def vague_bounds(words: str) -> tuple[float, float]:
    """The bounds of a vague amount as `VAGUE_AMOUNT` matches it."""
    sizes = [p.lower().rstrip("s") for p in _PART.findall(words)]
    sizes = [p for p in sizes if p in VAGUE]
    if " of " in " ".join(words.split()).lower() and len(sizes) == 2:
        factor = {"ten": 1e1, "hundred": 1e2, "dozen": 12.0, "score": 20.0}.get(sizes[0], 1e3)
        unit = SCALES.get(sizes[1], 100.0)
        low, high = VAGUE[sizes[0]]
        return (low * unit, high * unit) if factor else (low, high)
    return VAGUE[sizes[0]]


def share_of(words: str) -> float:
    """A share as `FRACTION` matches it, in percent, to two decimals (*two-thirds*: 66.67)."""
    parts = [p.lower() for p in _PART.findall(words)]
    name = parts[-1] if parts[-1] in FRACTIONS else parts[-1].removesuffix("s")
    name = "half" if name == "halve" else name
    count = ONES.get(parts[0], 1.0) if len(parts) > 1 else 1.0
    return round(100 * count / FRACTIONS[name], 2)


def ratio_of(words: str) -> float | None:
    """A share as `RATIO` matches it, in percent, to two decimals (*one in five*: 20); else None."""
    if not _RATIO.fullmatch(words):
        return None
    parts = [p.lower() for p in _PART.findall(words)]
    part, whole = (float(p) if p.isdigit() else ONES.get(p, TENS.get(p, 0.0)) for p in (parts[0], parts[-1]))
    return round(100 * part / whole, 2)
