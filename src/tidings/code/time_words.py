"""Splits words of time into tokens, each with its kind and value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from tidings.code.time_vocabulary import KIND, WORDS
from tidings.gazetteer.names import word_set

_CAPITAL_ONLY: Final = word_set("sat sun wed mon mar")
_MONTH_OR_WORD: Final = word_set("may march")
_BEFORE_MONTH: Final = word_set(
    "in last next this since by until till of early mid late from to between and or end"
)
"""Words after which a small *may* or *march* is the month."""
_NOISE: Final = word_set(
    "on at of about around approximately roughly some almost nearly just only alone as very gmt utc est edt "
    "cet et throughout for back so far exactly"
)
_FORWARD: Final = word_set("will shall next coming upcoming scheduled due planned expected forthcoming")
_DATES: Final = frozenset(
    map(KIND.__getitem__, word_set("weekday month year decade num ord dayword isodate isomonth feast season"))
)
LONGEST: Final = 60
"""Tokens of a phrase that are read: no words of time are longer, and what is may be anything."""


_SEVERAL: Final = "|".join(
    re.escape(w).replace(r"\ ", "[ -]") for w in sorted(WORDS, key=len, reverse=True) if " " in w or "'" in w
)
_TOKEN: Final = re.compile(
    rf"""
    (?P<iso>(?<![0-9])[0-9]{{4}}(?:-[01][0-9]-|/[01][0-9]/)[0-3][0-9](?![0-9]))
    |(?P<numeric>(?<![0-9])[0-9]{{1,2}}(?:/[0-9]{{1,2}}/|\.[0-9]{{1,2}}\.)(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]))
    |(?P<pair>\b(?:1[0-9]|2[01])[0-9]{{2}}[-/][0-9]{{2}}(?![0-9/-]))
    |(?P<clock>\b[0-9]{{1,2}}(?:[:.][0-9]{{2}})?\ ?[ap](?:\.m\.?|m\b\.?)
        |\b[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}})?(?![0-9])(?:\ ?(?:hrs|hours)\b)?
        |\b[0-9]{{4}}\ ?(?:gmt|utc|hrs|hours)\b|\b[0-9]{{1,2}}\ o'clock\b)
    |(?P<decade>\b(?:(?:1[0-9]|20)[0-9]|'?[0-9])0'?s\b)
    |(?P<ordinal>\b[0-9]{{1,2}}(?:st|nd|rd|th)\b)
    |(?P<year>\b(?:1[0-9]|2[01])[0-9]{{2}}\b(?![,.][0-9]))
    |(?P<september>\b9/11(?![0-9/]))
    |(?P<quarter>\bq[1-4]\b)
    |(?P<number>[0-9]+(?:[.,][0-9]+)*)
    |(?P<fall>\bfall\ of\b(?!\ (?:[0-9]|the\ year|last|this)))
    |(?P<several>\b(?:{_SEVERAL})(?!\w))
    |(?P<possessive>'s?\b|')
    |(?P<word>[^\W\d_]+)
    |(?P<dash>-)
    |(?P<ampersand>&)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TYPOGRAPHY: Final = str.maketrans("‘’ʼ′`´‐‑‒–—―−", "''''''-------")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as tokens: `kinds` has one character of `KIND` a token, the tuples its value and place.

    `forward`: the words themselves say that what they date lies ahead.
    """

    text: str
    kinds: str
    values: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    forward: bool


def read_words(words: str) -> Phrase:
    """The first `LONGEST` tokens of a phrase; a run of words that say nothing of time is one `other`."""
    text = " ".join((words if words.isascii() else unicodedata.normalize("NFKC", words)).split())
    text = text.translate(_TYPOGRAPHY)
    reader = _Reader()
    for match in _TOKEN.finditer(text):
        reader.take(match)
        if len(reader.kinds) >= LONGEST:
            break
    return Phrase(
        text,
        "".join(reader.kinds),
        tuple(reader.values),
        tuple(reader.starts),
        tuple(reader.ends),
        reader.forward,
    )


class _Reader:
    """Takes matches of `_TOKEN` one after the other."""

    __slots__ = ("article", "dash", "ends", "forward", "kinds", "starts", "values", "word")

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.values: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.word = ""
        self.article: int | None = None
        self.dash = self.forward = False

    def take(self, match: re.Match[str]) -> None:
        group, written = match.lastgroup or "", match[0]
        if group == "dash":
            self.dash = True
            return
        word = written.lower()
        if group == "word":
            self.forward = self.forward or word in _FORWARD
            if word in {"the", "a", "an"}:
                if word != "the":
                    self.article = match.start()
                self.word = word
                return
            if word in _NOISE:
                self.word, self.dash = word, False
                return
        kind, value = self._meaning(group, word, written)
        self._add(kind, value, match)
        self.word, self.article, self.dash = word, None, False

    def _meaning(self, group: str, word: str, written: str) -> tuple[str, int]:
        if group in _READERS:
            name, value = _READERS[group](word)
            return KIND[name], value
        if group in {"word", "several"}:
            small = written == word
            if small and word in _CAPITAL_ONLY:
                return KIND["other"], 0
            if small and word in _MONTH_OR_WORD and not self._month_may_follow():
                return KIND["other"], 0
            key = word if word in WORDS else word.replace("-", " ")
            return WORDS.get(key, (KIND["other"], 0))
        return KIND[{"possessive": "possessive", "ampersand": "and"}.get(group, "other")], 0

    def _month_may_follow(self) -> bool:
        if self.word in _BEFORE_MONTH or not (self.word or self.kinds):
            return True
        return bool(self.kinds) and self.word != "the" and self.kinds[-1] in {KIND["num"], KIND["ord"]}

    def _add(self, kind: str, value: int, match: re.Match[str]) -> None:
        kinds = self.kinds
        last = kinds[-1] if kinds else ""
        if kind == KIND["other"] and last == kind:
            self.ends[-1] = match.end()
            return
        if kind in {KIND["daypart"], KIND["midnight"]}:
            self._forget_before_daypart(last)
        if kind == KIND["end"]:
            self._bound_by_end(last)
        if self.article is not None and kind == KIND["unit"]:
            self._push(KIND["num"], 1, self.article, match.start())
        elif self.dash and kind in _DATES and last in _DATES:
            self._push(KIND["to"], 0, match.start(), match.start())
        self._push(kind, value, match.start(), match.end())

    def _push(self, kind: str, value: int, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)

    def _forget_before_daypart(self, last: str) -> None:
        """*Before dawn on Thursday* and *after Friday prayers* are that day, no time before or after it."""
        beside = {KIND["before"], KIND["after"]}
        back = 2 if last == KIND["weekday"] else 1
        if len(self.kinds) >= back and self.kinds[-back] in beside:
            for column in (self.kinds, self.values, self.starts, self.ends):
                del column[-back]

    def _bound_by_end(self, last: str) -> None:
        """*Before the end of the year* reaches up to that end."""
        back = 2 if last == KIND["unit"] else 1
        if len(self.kinds) >= back and self.kinds[-back] == KIND["before"]:
            self.kinds[-back] = KIND["by"]


def _iso(word: str) -> tuple[str, int]:
    try:
        return "isodate", date.fromisoformat(word.replace("/", "-")).toordinal()
    except ValueError:
        return "other", 0


def _numeric(word: str) -> tuple[str, int]:
    """A date in figures: day first with dots, either order with slashes where only one is possible."""
    first, second, year = (int(part) for part in re.split(r"[/.]", word))
    full = year if year > 99 else year + (2000 if year < 70 else 1900)
    day, month = (first, second) if "." in word or first > 12 else (second, first)
    ambiguous = "/" in word and first <= 12 and second <= 12 and first != second
    try:
        return ("other", 0) if ambiguous else ("isodate", date(full, month, day).toordinal())
    except ValueError:
        return "other", 0


def _pair(word: str) -> tuple[str, int]:
    """*2014–16* and *2013/14* are years; *2022-03* is a month."""
    year, second = int(word[:4]), int(word[5:])
    if second > year % 100:
        return "years", year * 10000 + year - year % 100 + second
    return ("isomonth", year * 100 + second) if word[4] == "-" and 1 <= second <= 12 else ("other", 0)


def _decade(word: str) -> tuple[str, int]:
    digits = int(re.sub(r"\D", "", word))
    return "decade", digits if digits > 99 else digits + (1900 if digits > 20 else 2000)


def _number(word: str) -> tuple[str, int]:
    return ("num", int(word)) if len(word) <= 3 and word.isdigit() else ("other", 0)


_READERS: Final[dict[str, Callable[[str], tuple[str, int]]]] = {
    "iso": _iso,
    "numeric": _numeric,
    "pair": _pair,
    "clock": lambda word: ("daypart", 0),
    "decade": _decade,
    "ordinal": lambda word: ("ord", int(word[:-2])),
    "year": lambda word: ("year", int(word)),
    "september": lambda word: ("isodate", date(2001, 9, 11).toordinal()),
    "quarter": lambda word: ("quarter", int(word[1])),
    "number": _number,
    "fall": lambda word: ("other", 0),
}
