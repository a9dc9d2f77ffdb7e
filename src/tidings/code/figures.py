"""Figures: the numbers of an article with their bounds, unit, and what they count (coding manual, section 3).

A grammar over the text finds amounts (amounts.py); the words around them, by spaCy, say what is counted and
which numbers are no figures (dates, ages, names, furniture).

Shares: *two thirds*, *half of*, *one in five* and *three out of 4* are percent. A count and its whole (*11 of
the alliance's 31 members*) are two figures of what is counted. Of money a period (*$2bn a year*) only the
money is a figure, and *€100 billion over five years* is two: the years are a commitment's duration.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Span as DocSpan

from tidings.code.amounts import Amount, Bounds, amounts
from tidings.code.analysis import Analysis
from tidings.code.counted import Counted, counted_by, percent_of
from tidings.code.currencies import currencies, currency_of, is_word
from tidings.code.furniture import is_no_figure, is_of_markets
from tidings.code.measured import measure_mentions
from tidings.code.numbers import scale_of
from tidings.gazetteer import find_actors
from tidings.types import Figure, Unit

__all__ = ["find_figures", "measure_mentions"]

NEAREST: Final = 12
"""How many names of countries before and after an amount may tell whose its currency is."""

WINDOW: Final = 60
"""Tokens before and after a number that are read with it, of sentences that are longer."""

CARRIED: Final = 1
"""Over how many sentences a number without a noun counts what the number before it does."""


class _Countries:
    """The countries that an article names, found when first asked for."""

    def __init__(self, analysis: Analysis) -> None:
        self._article = analysis.article
        self._found: list[tuple[int, str]] | None = None

    def near(self, start: int) -> list[str]:
        """Up to `NEAREST` of them on either side of the code point `start`, those before it first."""
        if self._found is None:
            matches = find_actors(self._article.text, self._article.published)
            self._found = sorted((m.start, m.code[:3]) for m in matches if m.code is not None)
        at = bisect_left(self._found, (start, ""))
        before, after = self._found[max(0, at - NEAREST) : at], self._found[at : at + NEAREST]
        return [code for _, code in (*reversed(before), *after)]


@dataclass(slots=True)
class _Last:
    """What the numbers before count, in which sentence each stood (by its place among the sentences)."""

    countries: _Countries
    counted: Counted | None = None
    counted_at: int = 0
    money: str | None = None
    percent_at: int = -9
    percent_last: bool = False

    def note(self, figure: Figure, counted: Counted, at: int) -> None:
        """Remember a figure."""
        self.percent_last = figure.unit is Unit.PERCENT
        if figure.unit is Unit.MONEY:
            self.money = figure.currency
        elif figure.unit is Unit.PERCENT:
            self.percent_at = at
        elif figure.unit is not Unit.TIME:
            self.counted, self.counted_at = counted, at

    def near(self, at: int) -> Counted | None:
        """What the number before counts, if it stands near enough."""
        return self.counted if at - self.counted_at <= CARRIED else None


def find_figures(analysis: Analysis) -> Analysis:
    """The analysis with its figures, in text order; factuality, voice and holder are left to later steps."""
    figures: list[Figure] = []
    last = _Last(_Countries(analysis))
    for at, sentence in enumerate(analysis.sentences):
        for amount in amounts(analysis.article.text, sentence.start_char, sentence.end_char):
            found = _figure(analysis, sentence, amount, last, at)
            if found is not None:
                last.note(*found, at)
                figures.append(found[0])
    return replace(analysis, figures=tuple(figures))


def _figure(
    analysis: Analysis, sentence: DocSpan, amount: Amount, last: _Last, at: int
) -> tuple[Figure, Counted] | None:
    text, doc = analysis.article.text, analysis.doc
    number = doc.char_span(amount.number_start, amount.number_end, alignment_mode="expand")
    if number is None or math.inf in amount.bounds:
        return None
    sentence = doc[max(sentence.start, number.start - WINDOW) : min(sentence.end, number.end + WINDOW)]
    code = _currency(text, amount, last.countries) if amount.currency else None
    if code is not None or amount.percent:
        if is_of_markets(text, amount.start, sentence):
            return None
        unit = Unit.MONEY if code is not None else Unit.PERCENT
        counted = Counted(unit, None, percent_of(number, sentence), None)
    else:
        known = _counted(text, number, sentence, amount, last, at)
        if known is None:
            return None
        counted = known
        if counted.unit is Unit.MONEY:
            code = last.money
    low, high = _told(text, sentence, amount, counted)
    of = analysis.span(counted.of) if counted.of is not None and counted.of.text.strip() else None
    span = analysis.article.span(amount.start, amount.end)
    figure = Figure.make(
        analysis.article.id, span, low, high, counted.unit, measure=counted.measure, currency=code, of=of
    )
    return figure, counted


def _counted(
    text: str, number: DocSpan, sentence: DocSpan, amount: Amount, last: _Last, at: int
) -> Counted | None:
    """What an amount without a sign counts; None where it is no figure."""
    if amount.votes:
        if _VOTES.search(sentence.text) is None or _SPORT.search(sentence.text) is not None:
            return None
        return Counted(Unit.OTHER, "votes", None, None)
    whole = number.doc.char_span(amount.number_start, amount.after, alignment_mode="expand") or number
    found = counted_by(whole, text, amount.after, sentence, last.near(at), vague=amount.vague)
    if amount.beside is not None and (found is None or found.alone):
        partner = number.doc.char_span(amount.end, amount.beside, alignment_mode="expand")
        if partner is not None:
            found = counted_by(partner, text, amount.beside, sentence, last.near(at), vague=False)
    if found is None or found.alone:
        found = _carried(sentence, amount, found, last, at)
        if found is None:
            return None
    if is_no_figure(text, number, amount.words, amount.hedged, found, sentence):
        return None
    if found.measure == "points" and last.percent_at == at:
        return Counted(Unit.PERCENT, None, None, found.noun)
    return found


def _carried(
    sentence: DocSpan, amount: Amount, found: Counted | None, last: _Last, at: int
) -> Counted | None:
    """What an amount counts that no words beside it tell of, by the amounts before it."""
    low, high = amount.bounds
    value = low if low is not None else high or 0.0
    fraction = not value.is_integer()
    if value <= 100 and (
        (last.percent_last and last.percent_at == at) or (fraction and at - last.percent_at <= CARRIED)
    ):
        return Counted(Unit.PERCENT, None, None, None)
    if (
        last.money is not None
        and scale_of(amount.words) >= 1e6
        and not (found and _LARGE.search(sentence.text))
    ):
        return Counted(Unit.MONEY, None, None, None)
    if found is None and not fraction and (amount.hedged or low != high or value >= 1000):
        if last.counted is not None:
            return replace(last.counted, of=None, noun=None, alone=True)
        after = sentence.doc.char_span(amount.start, amount.end, alignment_mode="expand")
        if after is not None and after.end < sentence.end and sentence.doc[after.end].pos_ in ("AUX", "VERB"):
            return Counted(Unit.PEOPLE, None, None, None, alone=True)
    return found


_LARGE: Final = re.compile(r"\b(?:people|population|inhabitants|refugees|voters|residents)\b")

_VOTES: Final = re.compile(
    r"\b(?:vot(?:e[sd]?|ing)|adopted|motion|bill|senate|parliament|council|assembly|resolution|ratif\w+"
    r"|impeach\w*"
    r"|lawmakers|deputies|mps|congress|the house|house of|amendment|no-confidence)\b",
    re.I,
)
"""Words in whose sentence two numbers with the larger first are the result of a vote."""


_SPORT: Final = re.compile(
    r"\b(?:match|game|goals?|cup|rugby|cricket|football|soccer|basketball|tennis|half-?time|grade)\b", re.I
)


def _told(text: str, sentence: DocSpan, amount: Amount, counted: Counted) -> Bounds:
    """The bounds, where words before the number mean no bound after all, or mean one only of a distance."""
    low, high = amount.bounds
    before = text[max(sentence.start_char, amount.start - 24) : amount.start]
    value = low if low is not None else high
    if high is None and _no_low_bound(sentence, amount, counted, before):
        return low, low
    if low is None and _NO_HIGH_BOUND.search(before) and amount.currency:
        return high, high
    if low == high and counted.measure in _DISTANCES and _WITHIN.search(before):
        return None, value
    return low, high


_NO_HIGH_BOUND: Final = re.compile(
    r"\b(?:creep|crept|ris|rose|climb\w*|grew|went|gone|push\w*|pushed|shot|jump\w*)\w*\s+$"
)
_WITHIN: Final = re.compile(r"\bwithin\s+$", re.I)
_DISTANCES: Final = frozenset(("kilometres", "kilometers", "miles", "metres", "meters", "yards", "feet"))
_HANDED: Final = re.compile(
    r"\b(?:hand|turn|made|make|making|truck|sign|cede|takeover)(?:s|ed|ing)?\s+$", re.I
)


def _no_low_bound(sentence: DocSpan, amount: Amount, counted: Counted, before: str) -> bool:
    """Whether *over* is a particle, or means *during* or *against* (*handed over 30 tanks*)."""
    first = sentence.doc.char_span(amount.start, amount.start + 4)
    if first is None or first[0].lower_ != "over":
        return False
    if counted.of is not None and counted.of[0].lower_ == "other":
        return True
    return (
        counted.unit is Unit.TIME
        or first[0].tag_ == "RP"
        or first[0].dep_ == "prt"
        or _HANDED.search(before) is not None
    )


def _currency(text: str, amount: Amount, countries: _Countries) -> str | None:
    """The ISO 4217 code of an amount's currency; None where its name is a common word here."""
    name = amount.currency or ""
    code = currency_of(name)
    if code is None or (amount.end < amount.number_end):
        return code
    noun = name.split()[-1].lower()
    if len(currencies().nouns.get(noun, ())) < 2 and not is_word(noun):
        return code
    nearby = countries.near(amount.start)
    if is_word(name) and not _is_money(text, amount, nearby, noun):
        return None
    return currency_of(name, nearby)


_OF_GOODS: Final = re.compile(r"\s+of\s+(?!aid|debt|loans?|damage|investment|help|support|funding)", re.I)


def _is_money(text: str, amount: Amount, nearby: Sequence[str], noun: str) -> bool:
    """Whether an amount of what may be a common word is money (*12 won seats*, *50 pounds of explosives*)."""
    if noun.startswith(("pound", "cent")):
        return _OF_GOODS.match(text, amount.end) is None or scale_of(amount.words) > 1
    if scale_of(amount.words) >= 1000 or (amount.bounds[0] or amount.bounds[1] or 0) >= 1000:
        return True
    users = {c for code in currencies().nouns.get(noun, ()) for c in currencies().countries[code]}
    return noun not in ("won", "real", "gold") and not users.isdisjoint(nearby)
