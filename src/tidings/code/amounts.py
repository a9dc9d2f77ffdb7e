"""Amounts in a text: numbers with their approximators, currencies and percent signs, by a grammar alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from tidings.code.currencies import name_pattern, sign_pattern
from tidings.code.numbers import (
    CARDINAL,
    FRACTION,
    RATIO,
    VAGUE_AMOUNT,
    ratio_of,
    scale_of,
    share_of,
    vague_bounds,
    value_of,
)

Bounds: TypeAlias = tuple[float | None, float | None]
"""Low and high; one is None where it is open."""

LOW_ONLY: Final = (
    r"at\s+least|(?:no|not)\s+(?:fewer|less)\s+than|(?:well\s+|far\s+|slightly\s+|just\s+)?(?:more"
    r"|greater|higher)\s+than"
    r"|upwards?\s+of|in\s+excess\s+of|a\s+minimum\s+of|well\s+(?:over|above)|just\s+over|over|above|beyond"
    r"|exceed(?:s|ed|ing)|tops|topped|surpass(?:es|ed|ing)|north\s+of|minimum"
)
HIGH_ONLY: Final = (
    r"up\s+to|as\s+(?:many|much)\s+as|(?:no|not)\s+(?:more|greater|higher)\s+than|at\s+(?:the\s+)?most"
    r"|(?:far\s+|well\s+|slightly\s+)?(?:fewer|less|lower)\s+than|a\s+maximum\s+of|just\s+under"
    r"|well\s+(?:under|below)"
    r"|under|below"
)
BOTH: Final = (
    r"about|around|roughly|approximately|approx\.|some|nearly|almost|nearer(?:\s+to)?|close\s+to|circa"
    r"|an\s+estimated"
    r"|estimated|only|just|barely|a\s+total\s+of|the\s+total|a\s+net\s+of|another|an\s+(?:additional|extra)"
    r"|a\s+(?:further|mere|record)|all(?:\s+of)?(?:\s+the)?"
)
AFTER_LOW: Final = (
    r"\+|-plus\b|-odd\b|\s+or\s+(?:more|above)\b|\s+and\s+(?:counting|up|above)\b|\s+at\s+least\b"
    r"|\s+minimum\b"
)
AFTER_HIGH: Final = r"\s+at\s+(?:the\s+)?most\b|\s+or\s+(?:fewer|less)\b|\s+maximum\b|\s+tops\b"
AFTER_BOTH: Final = r"\s+or\s+so\b"

PERCENT: Final = r"(?:\s?%|[\s-]+(?:percent|per\s+cent|per-cent|pct|percentage[\s-]points?)\b)"

_DASH: Final = r"(?:[–—‒-]|(?<=\d)\s+[–‒-]\s+(?=\d))"


@dataclass(frozen=True, slots=True)
class Amount:
    """Where an amount stands in the text, the number without approximators, and what the grammar says of it.

    Offsets are code points. `currency` is its sign or name as written, `hedged` whether an approximator
    stands in front, `vague` whether it is an amount such as *dozens*, `votes` whether it may be one side of
    a vote's result. What is counted may follow from `after` on; `beside` is the end of the number whose noun
    this one shares (*from 300 to 500 men*), None where it has its own.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    bounds: Bounds
    words: str
    hedged: bool = False
    percent: bool = False
    currency: str | None = None
    vague: bool = False
    votes: bool = False
    after: int = 0
    beside: int | None = None


@cache
def _grammar() -> re.Pattern[str]:
    before = f"(?:{HIGH_ONLY}|{LOW_ONLY}|{BOTH})"
    sign, name = sign_pattern(), name_pattern()
    amount = (
        rf"(?P<sign>{sign}\s?)?(?P<first>{CARDINAL})(?P<half_money>{PERCENT}|\s+{name}"
        rf"|(?=\s+votes\b)\s+votes)?"
        rf"(?:(?P<joint>{_DASH}|\s+to\s+|\s+and\s+|\s+or\s+)(?P<sign2>{sign}\s?)?(?P<second>{CARDINAL}))?"
    )
    share = (
        rf"{RATIO}|{FRACTION}(?=\s+(?:of(?!\s+july\b)|his|her|its|their|the|a|part)\b|[\s-]+majority)"
        rf"|(?<=\bby\s){FRACTION}{_BY_SHARE}|(?<=\bother\s)half\b"
    )
    return re.compile(
        rf"(?:(?<=-to-)|(?<!\w)(?<!\w[-–/:.,’'\[])(?<!\d\s[-–/]))"
        rf"(?P<before>(?:{before}\s+){{0,3}})(?P<between>(?:between|from)\s+)?"
        rf"(?:(?P<vague>{VAGUE_AMOUNT})|(?P<share>{share})|{amount})"
        rf"(?:(?P<percent>{PERCENT})|(?:[\s-]+(?:of\s+)?(?P<currency>{name})))?"
        rf"(?!\w|[.,:/’']\d)(?P<number_end>)"
        rf"(?:(?:\s+(?P<noun>[a-z]+))??(?:(?P<after_low>{AFTER_LOW})|(?P<after_high>{AFTER_HIGH})"
        rf"|(?P<after_both>{AFTER_BOTH})))?",
        re.I,
    )


_BY_SHARE: Final = (
    r"(?=\s*[.,;:)]|\s+(?:after|since|in|over|from|to|this|last|and|compared|next|between|during|on"
    r"|because|when|while)\b)"
)
"""What follows a share that something rises or falls by; *by a third party* is none."""


_ANY: Final = re.compile(
    r"\d|(?<![a-z])(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|tens|dozens?|scores?|hundreds?|thousands?|millions?|billions?|trillions?|half"
    r"|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|pair|couple|not|zero)\b",
    re.I,
)
"""What every amount holds: most sentences without one are told by this alone."""


def amounts(text: str, start: int, end: int) -> Iterator[Amount]:
    """The amounts that begin in `[start, end)` of the text, in its order, none overlapping another."""
    if _ANY.search(text, start, end) is None:
        return
    grammar, at = _grammar(), start
    while match := grammar.search(text, at, end):
        yield from _read(match)
        at = max(match.end(), at + 1)


_PERCENT: Final = re.compile(PERCENT, re.I)
_HIGH: Final = re.compile(rf"(?:{HIGH_ONLY})\s", re.I)
_LOW: Final = re.compile(rf"(?<!no\s)(?<!not\s)(?:{LOW_ONLY})\s", re.I)
_OVER_SOME: Final = re.compile(r"over\s+(?:some|about|around|roughly|all)\b", re.I)
_MONTH_BEFORE: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s+$", re.I
)


def _read(match: re.Match[str]) -> Iterator[Amount]:
    start, end, number_end = match.start(), match.end(), match.start("number_end")
    before = match["before"] or ""
    number_start = match.end("between") if match["between"] else match.end("before")
    if match["between"] and match["second"] is None:
        before, start = "", number_start
    half = match["half_money"] or ""
    percent = bool(match["percent"] or match["share"]) or _PERCENT.fullmatch(half) is not None
    currency = _currency(match, half)
    if match["vague"]:
        bounds: Bounds = vague_bounds(match["vague"])
    elif match["share"]:
        share = ratio_of(match["share"]) or share_of(match["share"])
        required = re.compile(r"[\s-]+majority\b", re.I).match(match.string, match.end("share"))
        bounds = (share, None if required else share)
    else:
        first = _value(match["first"])
        bounds = (first, first)
        if match["second"] is not None:
            ranged = _range(match, first)
            if ranged is None:
                yield from _apart(match, percent, currency)
                return
            bounds = ranged
    if (match["after_low"] or "")[:1] in ("-", "+"):
        number_end = match.end("after_low")
    yield Amount(
        start, end, number_start, number_end, _bounded(before, match, bounds),
        match.string[number_start:number_end], bool(before.strip()), percent, currency, bool(match["vague"]),
        votes=half.strip().lower() == "votes", after=number_end if match["noun"] else max(number_end, end),
    )  # fmt: skip


def _currency(match: re.Match[str], half: str) -> str | None:
    """The currency's sign or name as written."""
    sign = match["sign"] or match["sign2"]
    if sign:
        return sign.strip()
    if match["currency"]:
        return match["currency"]
    name = half.strip()
    return name if name and name.lower() != "votes" and not _PERCENT.fullmatch(half) else None


def _range(match: re.Match[str], first: float) -> tuple[float, float] | None:
    """The bounds of two numbers that make a range; None where they are two amounts."""
    other, joint = _value(match["second"]), match["joint"].strip()
    scale = scale_of(match["second"])
    if first < other and scale_of(match["first"]) == 1 and scale >= 100 and first < 1000:
        first *= scale
    if match["half_money"] and match["half_money"].strip().lower() == "votes":
        return None
    if first >= other or (joint == "and" and not match["between"]):
        return None
    if (match["between"] or "").lower().startswith("from") or (joint == "or" and other > 2 * first):
        return None
    if joint not in ("to", "and", "or") and _MONTH_BEFORE.search(match.string, 0, match.start("first")):
        return None
    return first, other


def _apart(match: re.Match[str], percent: bool, currency: str | None) -> Iterator[Amount]:
    """Two numbers that only look like a range: the results of a vote, a change, or two things."""
    joint = match["joint"].strip()
    if joint not in ("to", "and", "or") and match["first"].lower() == match["second"].lower():
        return
    unmarked = not (currency or percent)
    votes = unmarked and joint not in ("and", "or") and _value(match["first"]) >= _value(match["second"])
    votes = votes and (match["between"] or "").lower().strip() != "from"
    number_end = match.start("number_end")
    for group, hedged in (("first", bool(match["before"])), ("second", False)):
        start, end = match.span(group)
        sign = match.span("sign" if group == "first" else "sign2")
        value = _value(match[group])
        bounds = _bounded(match["before"] if group == "first" else "", None, (value, value))
        if hedged:
            start = match.start()
        elif sign[0] >= 0:
            start = sign[0]
        if group == "second":
            end = number_end
        elif match["half_money"]:
            end = match.end("half_money")
        own = currency if sign[0] >= 0 or group == "second" or match["half_money"] else None
        share = percent and (group == "second" or joint != "and" or bool(match["half_money"]))
        beside = None
        if group == "first" and unmarked and not match["half_money"] and joint in ("to", "or"):
            beside = number_end
        yield Amount(
            start, end, match.start(group), end, bounds, match.string[start:end], hedged, share, own,
            votes=votes, after=end, beside=beside,
        )  # fmt: skip


def _value(words: str) -> float:
    """The value of what `CARDINAL` matched, which always has one."""
    value = value_of(words)
    return 0.0 if value is None else value


def _bounded(before: str, match: re.Match[str] | None, bounds: Bounds) -> Bounds:
    low, high = bounds
    if (match and match["after_low"]) or (_LOW.search(before) and not _OVER_SOME.search(before)):
        return low, None
    if (match and match["after_high"]) or _HIGH.search(before):
        return None, high
    return bounds
