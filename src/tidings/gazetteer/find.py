"""Names of actors in running text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Protocol

from tidings.config import OwnActor
from tidings.gazetteer.names import (
    Name,
    Reason,
    Word,
    longest,
    names_index,
    roles_index,
    split,
    word_set,
)
from tidings.gazetteer.people import Term, by_name, by_surname, people_index

BODIES: Final = frozenset({"IGO", "UNO", "EUR", "NGO", "MNC", "IMG", "ISM"})
"""Codes of bodies: what follows the colon is a name, not a sector."""
_OF_COUNTRIES: Final = frozenset({Reason.DEMONYM, Reason.CAPITAL})


class OwnTable(Protocol):
    """A user's own names (`tidings.gazetteer.own.OwnNames`)."""

    def longest(
        self, text: str, words: list[Word], at: int, on: date | None
    ) -> tuple[Name, OwnActor, int] | None:
        """The longest name at word `at`, its row, and the number of the word after it."""


@dataclass(frozen=True, slots=True)
class ActorMatch:
    """What words name: `code` is `COUNTRY`, `COUNTRY:SECTOR` or `BODY:Name`; None where only a sector shows.

    `name` are the words that decided, at `[start, end)` of the text; `reason` is the kind of name they are;
    `entity` is what they name, in full; `because` says to a person why: the office and its term, the country
    whose capital it is.
    """

    code: str | None
    name: str
    sector: str | None
    reason: Reason
    start: int
    end: int
    entity: str = ""
    because: str = ""

    @property
    def country(self) -> str | None:
        """The part of the code before the colon."""
        return self.code.partition(":")[0] if self.code else None


ATTITUDE_PREFIXES: Final = frozenset({"pro", "anti"})
"""Pro-Russian names an attitude to Russia, not Russia."""
DISTANT_SUFFIXES: Final = word_set("backed speaking born language held occupied made funded")
"""Russian-speaking, Iran-backed: somebody else."""
HONORIFICS: Final = word_set("mr mrs ms dr sir lord lady president chancellor premier")
"""Words before a surname in running text that make it a person's."""
PERSONAL_NAMES: Final = word_set(
    "Jordan Chad Israel Georgia Florence Sydney Charlotte Paris London Kent Tyre Java Perth Lima Cali Holland"
    " Ireland England Wales France Jersey Washington Berlin Houston Dallas Orlando Phoenix Virginia Montana"
    " Indiana Brooklyn Guinea Cuba Kenya Alexandria Victoria Santiago Valencia Milan Bali Shan Montenegro"
    " English Welsh Christchurch"
)
"""Names of places that people bear too: beside another capitalised word they are no place."""
_OPENERS: Final = word_set(
    "the in on at from as when while but and for if to of with by after before since former both neither"
    " either like unlike although"
)
AROUND: Final = 300
"""Words before and after *Georgia* in which its namesake in the United States shows."""
GEORGIA_IN_THE_US: Final = word_set(
    "atlanta senator senators republican democrat gov sen rep alabama florida"
)


def find_actors(text: str, on: date | None = None, own: OwnTable | None = None) -> tuple[ActorMatch, ...]:
    """All names of countries, bodies, institutions, places and office holders in a text.

    Longest first, never overlapping, in the order of the text. `on` is the day that decides who held an
    office; the names of `own` go before the shipped ones of the same length.
    Role words (*the army*) are no names: see `match_actor`.
    """
    return find_among(text, split(text), on, own)


def find_among(
    text: str, words: list[Word], on: date | None = None, own: OwnTable | None = None
) -> tuple[ActorMatch, ...]:
    """`find_actors` for a text whose words are cut already."""
    opening = _opening()
    found, at = [], 0
    while at < len(words):
        if own is None and words[at].key not in opening:
            at += 1
            continue
        hit = _named(text, words, at, on, own)
        if hit is None:
            at += 1
            continue
        match, after = hit
        if match is not None:
            found.append(match)
        at = after
    return tuple(found)


def lookup(name: str, on: date | None = None) -> ActorMatch | None:
    """What exactly this name names (a leading *the* aside); None where the tables lack it."""
    start = 4 if name[:4].lower() == "the " else 0
    found = find_actors(name, on)
    if len(found) == 1 and found[0].start in (0, start) and found[0].end == len(name):
        return found[0]
    return None


def find_roles(text: str, words: list[Word]) -> list[tuple[Name, int, int]]:
    """The role words among `words`: each with the numbers of its first word and of the word after it."""
    index = roles_index()
    found, at = [], 0
    while at < len(words):
        hit = longest(index, text, words, at) if words[at].key in index.next else None
        if hit is None:
            at += 1
            continue
        name, after = hit
        found.append((name, at, after))
        at = after
    return found


@cache
def _opening() -> frozenset[str]:
    """The words that a shipped name, or an honorific before one, can begin with."""
    return frozenset({*people_index().next, *names_index().next, *HONORIFICS})


def _named(
    text: str, words: list[Word], at: int, on: date | None, own: OwnTable | None
) -> tuple[ActorMatch | None, int] | None:
    """The name at word `at` (None where it names nobody here) and the number of the word after it."""
    person = longest(people_index(), text, words, at)
    place = longest(names_index(), text, words, at)
    if own is not None and (found := own.longest(text, words, at, on)) is not None:
        _, actor, after = found
        if after >= max(person[1] if person else 0, place[1] if place else 0):
            return _own_match(text, words, at, after, actor), after
    if person is not None and (place is None or person[1] > place[1]):
        name, after = person
        term = by_name(name.text, on)
        if term is not None:
            return person_match(text, words, at, after, term), after
    if place is not None:
        name, after = place
        if _excluded(text, words, at, after, name):
            return None, after
        return _match(text, words, at, after, name), after
    if words[at].key in HONORIFICS and at + 1 < len(words) and words[at + 1].text[0].isupper():
        term = by_surname(words[at + 1].text, on)
        after = at + 2
        alone = after >= len(words) or not _joined(text, words, at + 1) or not words[after].text[0].isupper()
        if term is not None and alone and _joined_title(text, words, at):
            return person_match(text, words, at + 1, after, term), after
    return None


def _own_match(text: str, words: list[Word], at: int, after: int, actor: OwnActor) -> ActorMatch:
    start, end = words[at].start, words[after - 1].end
    sector = actor.code.partition(":")[2] if actor.code[:3] not in BODIES else ""
    days = f" from {actor.start or '…'} to {actor.end or '…'}" if actor.start or actor.end else ""
    return ActorMatch(
        actor.code, text[start:end], sector or None, reason_of(actor.code), start, end, actor.names[0],
        f"your table of actors{days}",
    )  # fmt: skip


def reason_of(code: str) -> Reason:
    """What kind of name a user's own name is, by its code."""
    return Reason.BODY if code[:3] in BODIES else Reason.METONYM if ":" in code else Reason.COUNTRY


def person_match(text: str, words: list[Word], at: int, after: int, term: Term) -> ActorMatch:
    """The match of an office holder's name at words `[at, after)`."""
    start, end = words[at].start, words[after - 1].end
    sector = term.code.partition(":")[2] if term.code[:3] not in BODIES else ""
    return ActorMatch(
        term.code, text[start:end], sector or None, Reason.PERSON, start, end, term.name, term.told()
    )


def _match(text: str, words: list[Word], at: int, after: int, name: Name) -> ActorMatch:
    start, end = words[at].start, words[after - 1].end
    code, entity = name.code, name.entity
    near = words[max(0, at - AROUND) : after + AROUND] if name.text == "Georgia" else ()
    if any(word.key in GEORGIA_IN_THE_US for word in near):
        code, entity = "USA", "Georgia (USA)"
    sector = code.partition(":")[2] if name.reason is Reason.METONYM and code[:3] not in BODIES else None
    because = f"{name.reason} of {entity}" if name.reason in _OF_COUNTRIES else str(name.reason)
    if code.startswith("UNK"):
        because = "a group of states"
    return ActorMatch(code, text[start:end], sector or None, name.reason, start, end, entity, because)


def _excluded(text: str, words: list[Word], at: int, after: int, name: Name) -> bool:
    before = words[at - 1] if at else None
    following = words[after] if after < len(words) else None
    if before and before.key in ATTITUDE_PREFIXES and text[before.end : words[at].start] in "-–‑":
        return True
    if (
        following
        and following.key in DISTANT_SUFFIXES
        and text[words[after - 1].end : following.start] in "-–‑"
    ):
        return True
    if name.text not in PERSONAL_NAMES:
        return False
    return (before is not None and _stranger(text, words, at - 1) and _joined(text, words, at - 1)) or (
        following is not None and _stranger(text, words, after) and _joined(text, words, after - 1)
    )


def _stranger(text: str, words: list[Word], at: int) -> bool:
    """Whether a word is capitalised, and neither a usual opener of sentences nor known by itself."""
    word = words[at]
    return (
        word.text[0].isupper()
        and word.key not in _OPENERS
        and longest(names_index(), text, words, at) is None
        and longest(roles_index(), text, words, at) is None
    )


def _joined(text: str, words: list[Word], at: int) -> bool:
    """Whether only a space stands between word `at` and the next."""
    return text[words[at].end : words[at + 1].start] in {" ", "\u00a0", "\n"}


def _joined_title(text: str, words: list[Word], at: int) -> bool:
    return text[words[at].end : words[at + 1].start].strip() in {"", "."}
