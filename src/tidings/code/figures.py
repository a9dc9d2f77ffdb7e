"""Figures: the numbers of an article with their bounds, unit, and what they count (coding manual, section 3).

A grammar over the text finds numbers with their approximators, currencies and percent signs; the words around
them, by spaCy, say what is counted and which numbers are no figures (dates, ages, names, furniture).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.counted import Counted, counted_by, percent_of
from tidings.code.furniture import is_no_figure
from tidings.code.numbers import (
    CARDINAL,
    FRACTION,
    VAGUE_AMOUNT,
    scale_of,
    share_of,
    vague_bounds,
    value_of,
)
from tidings.code.units import currency_of, currency_pattern, symbol_pattern
from tidings.types import Figure, Mention, Unit

Bounds = tuple[float | None, float | None]

LOW_ONLY: Final = (
    r"at\s+least|(?:no|not)\s+(?:fewer|less)\s+than|(?:well\s+|far\s+|slightly\s+|just\s+)?(?:more|greater|higher)\s+than"
    r"|upwards?\s+of|in\s+excess\s+of|a\s+minimum\s+of|well\s+(?:over|above)|just\s+over|over|above|beyond|exceed(?:s|ed|ing)|tops"
    r"|topped|surpass(?:es|ed|ing)|north\s+of|minimum"
)
HIGH_ONLY: Final = (
    r"up\s+to|as\s+(?:many|much)\s+as|(?:no|not)\s+(?:more|greater|higher)\s+than|at\s+(?:the\s+)?most"
    r"|(?:far\s+|well\s+|slightly\s+)?(?:fewer|less|lower)\s+than|a\s+maximum\s+of|just\s+under|well\s+(?:under|below)|under|below"
)
BOTH: Final = (
    r"about|around|roughly|approximately|approx\.|some|nearly|almost|nearer(?:\s+to)?|close\s+to|circa|an\s+estimated"
    r"|estimated|only|just|barely|a\s+total\s+of|the\s+total|a\s+net\s+of|another|an\s+(?:additional|extra)|a\s+(?:further|mere|record)"
    r"|all(?:\s+of)?(?:\s+the)?"
)
AFTER_LOW: Final = r"\+|-plus\b|-odd\b|\s+or\s+more\b|\s+and\s+counting\b|\s+at\s+least\b|\s+minimum\b"
AFTER_HIGH: Final = r"\s+at\s+(?:the\s+)?most\b|\s+or\s+(?:fewer|less)\b|\s+maximum\b|\s+tops\b"
AFTER_BOTH: Final = r"\s+or\s+so\b"

PERCENT: Final = r"(?:\s?%|[\s-]+(?:percent|per\s+cent|per-cent|pct|percentage\s+points?)\b)"


@cache
def _grammar() -> re.Pattern[str]:
    before = f"(?:{HIGH_ONLY}|{LOW_ONLY}|{BOTH})"
    sign = symbol_pattern()
    amount = (
        rf"(?P<sign>{sign}\s?)?(?P<first>{CARDINAL})(?P<half_money>{PERCENT}|\s+{currency_pattern()})?"
        rf"(?:(?P<joint>\s*[–—‒-]\s*|\s+to\s+|\s+and\s+|\s+or\s+)(?P<sign2>{sign}\s?)?(?P<second>{CARDINAL}))?"
    )
    return re.compile(
        rf"(?:(?<=-to-)|(?<!\w)(?<!\w[-–/:.,’'])(?<!\d\s[-–/]))"
        rf"(?P<before>(?:{before}\s+){{0,3}})(?P<between>(?:between|from)\s+)?"
        rf"(?:(?P<vague>{VAGUE_AMOUNT})|(?P<share>{FRACTION}(?=\s+(?:of|his|her|its|their|the|a)\b|[\s-]+majority))|{amount})"
        rf"(?:(?P<percent>{PERCENT})|(?:[\s-]+(?:of\s+)?(?P<currency>{currency_pattern()})))?"
        rf"(?!\w|[.,:/’']\d)(?P<number_end>)"
        rf"(?:(?:\s+(?P<noun>[a-z]+))??(?:(?P<after_low>{AFTER_LOW})|(?P<after_high>{AFTER_HIGH})|(?P<after_both>{AFTER_BOTH})))?",
        re.I,
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number in the text: its span, the number without approximators, and what the grammar says of it."""

    start: int
    end: int
    number_start: int
    number_end: int
    bounds: Bounds
    words: str
    hedged: bool
    percent: bool = False
    currency: str | None = None
    vague: bool = False


def find_figures(analysis: Analysis) -> Analysis:
    """The analysis with its figures, in text order; factuality, voice and holder are left to later steps."""
    figures: list[Figure] = []
    previous: Counted | None = None
    for sentence in analysis.sentences:
        for candidate in _candidates(analysis.article.text, sentence):
            found = _figure(analysis, sentence, candidate, previous)
            if found is not None:
                figure, counted = found
                if counted.unit not in (Unit.MONEY, Unit.PERCENT, Unit.TIME):
                    previous = counted
                figures.append(figure)
    return replace(analysis, figures=tuple(figures))


def _candidates(text: str, sentence: DocSpan) -> Iterator[_Candidate]:
    at = sentence.start_char
    while match := _grammar().search(text, at, sentence.end_char):
        yield from _read(match)
        at = max(match.end(), at + 1)


def _read(match: re.Match[str]) -> Iterator[_Candidate]:
    start, end, number_end = match.start(), match.end(), match.start("number_end")
    before = match["before"] or ""
    percent = bool(match["percent"] or match["share"])
    sign, name = match["sign"] or match["sign2"], match["currency"]
    second = match["second"]
    half = match["half_money"]
    number_start = match.end("between") if match["between"] else match.end("before")
    if match["between"] and match["second"] is None:
        before, start = "", number_start
    if half and PERCENT_RE.fullmatch(half):
        percent = True
    elif half:
        name = name or half.strip()
    try:
        currency = currency_of(sign.strip()) if sign else currency_of(name) if name else None
    except KeyError:
        currency = None
    if match["vague"]:
        low, high = vague_bounds(match["vague"])
    elif match["share"]:
        low = high = share_of(match["share"])
    else:
        first = _value(match["first"])
        low = high = first
        if second is not None:
            other = _value(second)
            if first < other and scale_of(match["first"]) == 1 < scale_of(second) and first < 1000:
                first *= scale_of(second)
            joint = match["joint"].strip()
            ranged = first < other and (joint not in ("and",) or match["between"])
            if joint == "or":
                ranged = ranged and other <= 2 * first
            if not ranged or (match["between"] or "").lower().startswith("from"):
                yield from _apart(match, percent, currency)
                return
            low, high = first, other
    bounds = _bounded(before, match, (low, high))
    if (match["after_low"] or "")[:1] in ("-", "+"):
        number_end = match.end("after_low")
    yield _Candidate(
        start, end, number_start, number_end, bounds, match.string[number_start:number_end],
        bool(before.strip()), percent, currency, bool(match["vague"]),
    )  # fmt: skip


PERCENT_RE: Final = re.compile(PERCENT, re.I)


def _apart(match: re.Match[str], percent: bool, currency: str | None) -> Iterator[_Candidate]:
    """Two numbers that only look like a range."""
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
            end = match.start("number_end")
        elif match["half_money"]:
            end = match.end("half_money")
        own = currency if sign[0] >= 0 or group == "second" or match["half_money"] else None
        share = percent and (group == "second" or bool(match["half_money"]))
        yield _Candidate(
            start, end, match.start(group), end, bounds, match.string[start:end], hedged, share, own
        )


def _value(words: str) -> float:
    """The value of what `CARDINAL` matched, which always has one."""
    value = value_of(words)
    return 0.0 if value is None else value


def _bounded(before: str, match: re.Match[str] | None, bounds: Bounds) -> Bounds:
    low, high = bounds
    if (match and match["after_low"]) or _LOW.search(before):
        return low, None
    if (match and match["after_high"]) or _HIGH.search(before):
        return None, high
    return bounds


_MARKETS: Final = re.compile(
    r"\b(?:bourse|stock\s+(?:exchange|market|index)|stocks|shares\s+(?:fell|rose|closed|slid|gained|lost)|futures|crude|brent"
    r"|copper|markets\s+(?:closed|opened|in)|benchmark\s+index|nikkei|dow\s+jones|ftse)\b",
    re.I,
)
"""Words of the market report, whose prices and movements are no politics."""

_ORDINAL_BEFORE: Final = re.compile(r"\b(?:first|second|third|fourth|last|other|latter)\s+$", re.I)

_HIGH: Final = re.compile(rf"(?:{HIGH_ONLY})\s", re.I)
_LOW: Final = re.compile(rf"(?<!no\s)(?<!not\s)(?:{LOW_ONLY})\s", re.I)


def _figure(
    analysis: Analysis, sentence: DocSpan, candidate: _Candidate, previous: Counted | None
) -> tuple[Figure, Counted] | None:
    text, doc = analysis.article.text, analysis.doc
    number = doc.char_span(candidate.number_start, candidate.number_end, alignment_mode="expand")
    if number is None or math.inf in candidate.bounds:
        return None
    if candidate.currency or candidate.percent:
        if _MARKETS.search(sentence.text) or _ORDINAL_BEFORE.search(
            text, max(0, candidate.start - 12), candidate.start
        ):
            return None
        unit = Unit.MONEY if candidate.currency else Unit.PERCENT
        counted = Counted(unit, None, percent_of(number, sentence), None)
    else:
        found = counted_by(number, text, candidate.number_end, sentence, previous, vague=candidate.vague)
        if found is None or is_no_figure(text, number, candidate.words, candidate.hedged, found, sentence):
            return None
        counted = found
    low, high = candidate.bounds
    if high is None and _no_bound(sentence, candidate, counted):
        high = low
    of = analysis.span(counted.of) if counted.of is not None and counted.of.text.strip() else None
    span = analysis.article.span(candidate.start, candidate.end)
    figure = Figure.make(
        analysis.article.id, span, low, high, counted.unit, measure=counted.measure,
        currency=candidate.currency, of=of,
    )  # fmt: skip
    return figure, counted


def _no_bound(sentence: DocSpan, candidate: _Candidate, counted: Counted) -> bool:
    """Whether *over* is a particle or means *during* (*handed over 30 tanks*, *over four years*)."""
    first = sentence.doc.char_span(candidate.start, candidate.start + 4)
    if first is None or first[0].lower_ != "over":
        return False
    return counted.unit is Unit.TIME or first[0].tag_ == "RP" or first[0].dep_ == "prt"


def measure_mentions(analysis: Analysis) -> Analysis:
    """The analysis with the mention each figure measures: the nearest trigger that governs the number."""
    triggers: dict[int, Mention] = {}
    for mention in analysis.mentions:
        words = analysis.doc.char_span(mention.trigger.start, mention.trigger.end, alignment_mode="expand")
        triggers.update({token.i: mention for token in words or ()})
    return replace(analysis, figures=tuple(_measuring(analysis, f, triggers) for f in analysis.figures))


def _measuring(analysis: Analysis, figure: Figure, triggers: Mapping[int, Mention]) -> Figure:
    number = analysis.doc.char_span(figure.span.start, figure.span.end, alignment_mode="expand")
    token: Token | None = number.root if number is not None else None
    for governor in () if token is None else (token, *token.ancestors):
        if governor.i in triggers:
            return replace(figure, mention_id=triggers[governor.i].id)
    return figure
