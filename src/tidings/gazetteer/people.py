"""Office holders with their terms: who is meant by a name on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from tidings.errors import InstallationError
from tidings.gazetteer.names import Name, Node, Reason, fold, index, rows, words_of

FAMILY_NAME_FIRST: Final = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "HKG", "SGP"})
PARTICLES: Final = frozenset({"al", "el", "bin", "de", "von", "van", "der", "le", "la", "da", "di"})
RECENT: Final = "1990"
"""Without a day, a surname alone may mean somebody in office since then."""
REMEMBERED: Final = 10
"""Years after a term in which a surname alone may still mean its holder."""
COMMON_WORDS: Final = frozenset({"key", "power", "price", "law", "wine", "major", "long", "cook", "king"})
"""Surnames that are words: alone, or at the head of a phrase, they are nobody's."""
COLUMNS: Final = ("code", "name", "office", "start", "end", "rank")


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; days as ISO 8601 text of any precision, empty where unknown or open.

    `rank`: 1 heads, 2 foreign affairs, defence, the interior and state, 3 the rest.
    """

    code: str
    name: str
    start: str
    end: str
    rank: int
    office: str = ""

    def covers(self, day: str) -> bool:
        """Whether the term includes the day."""
        return self.start <= day and (not self.end or day[: len(self.end)] <= self.end)

    def told(self) -> str:
        """The office with its term, for a person to read."""
        office = self.office or "office holder"
        if self.end:
            return f"{office} {self.start or '?'} to {self.end}"
        return f"{office} since {self.start}" if self.start else office


@cache
def terms() -> tuple[Term, ...]:
    """All terms of the shipped table; InstallationError TID-301 where it is damaged."""
    try:
        return tuple(
            Term(code, name, start, end, int(rank), office)
            for code, name, office, start, end, rank in rows("people.csv", COLUMNS)
        )
    except ValueError as error:
        raise InstallationError("TID-301", name="people.csv", detail=str(error)) from error


@cache
def full_names() -> Mapping[str, tuple[Term, ...]]:
    """Folded full name to its terms."""
    return _grouped((_key(term.name), term) for term in terms())


@cache
def surnames() -> Mapping[str, tuple[Term, ...]]:
    """Folded surname to the terms of everybody who has it."""
    return _grouped((surname, term) for term in terms() for surname in _surnames(term))


@cache
def people_index() -> Node:
    """The index of full names."""
    names = dict.fromkeys(term.name for term in terms() if " " in term.name)
    return index(Name(name, words_of(name), "", None, Reason.PERSON) for name in names)


def by_name(name: str, on: date | None) -> Term | None:
    """The term meant by a full name on a day: one that covers it, else one begun by then; None if unknown."""
    known = full_names().get(_key(name), ())
    if on is not None:
        day = on.isoformat()
        known = tuple(t for t in known if t.covers(day)) or tuple(t for t in known if t.start <= day) or known
    return min(known, key=lambda t: (t.rank, -_ordinal(t.start)), default=None)


def by_surname(surname: str, on: date | None) -> Term | None:
    """The term meant by a surname alone on a day, if the table leaves no doubt about the country.

    Those in office come before former holders, and heads before ministers; None where two countries are left.
    """
    if (key := fold(surname)) in COMMON_WORDS:
        return None
    known = surnames().get(key, ())
    if on is None:
        groups = [[t for t in known if t.rank <= 2 and (not t.end or t.end >= RECENT)]]
    else:
        day = on.isoformat()
        long_ago = str(on.year - REMEMBERED)
        groups = [
            [t for t in known if t.covers(day)],
            [t for t in known if t.rank <= 2 and t.end and long_ago <= t.end < day],
        ]
    for group in groups:
        if not group:
            continue
        best = min(t.rank for t in group)
        chosen = [t for t in group if t.rank == best]
        if len({t.code.partition(":")[0] for t in chosen}) == 1:
            return max(chosen, key=lambda t: t.start)
        return None
    return None


def _key(name: str) -> str:
    return " ".join(map(fold, words_of(name)))


def _ordinal(day: str) -> int:
    return int(day.replace("-", "").ljust(8, "0") or 0)


def _surnames(term: Term) -> set[str]:
    words = [*map(fold, words_of(term.name))]
    if term.code[:3] in FAMILY_NAME_FIRST and term.rank == 1:
        return {words[0]}
    out = {words[-1]} if len(words[-1]) > 2 else set()
    first = len(words) - 1
    while first > 1 and words[first - 1] in PARTICLES:
        first -= 1
        out.add(" ".join(words[first:]))
    return out


def _grouped(pairs: Iterable[tuple[str, Term]]) -> Mapping[str, tuple[Term, ...]]:
    out: dict[str, list[Term]] = {}
    for key, term in pairs:
        out.setdefault(key, []).append(term)
    return {key: tuple(found) for key, found in out.items()}
