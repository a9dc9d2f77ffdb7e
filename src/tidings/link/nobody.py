"""Words that say that nobody came to harm: *no casualties*, *without loss of life*, *nobody was hurt*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tidings.code.units import singular


@dataclass(frozen=True, slots=True)
class Nobody:
    """Where such words start, what befell nobody, and of whom it is said (None: of anybody)."""

    start: int
    fates: tuple[str, ...]
    who: str | None = None


_BETWEEN: Final = (
    r"(?:\s+(?:was|were|is|are|has|have|had|been|being|got|of|the|them|those|us|our|their|his|her|its|there|that"
    r"|day|reported|reportedly|apparently|seriously|fatally|else|either|side|in|at|on|aboard|board|inside|from"
    r"|among|crew|staff|town|village|building|ship|vessel|boat|attack|strike|raid|incident|blast|explosion"
    r"|people|passengers|residents|workers|soldiers)\b){0,6}"
)
_WHOM: Final = (
    r"(?:no[ -]one|nobody|none|no\s+(?:[a-z]+\s+)?(?P<who>people|person|lives|life"
    r"|civilians?|soldiers?|wom[ae]n|child(?:ren)?"
    r"|servicem[ae]n|workers?|residents?|passengers?|villagers?|troops?|guards?|policem[ae]n|officers?|fighters?"
    r"|sailors?|deckhands?|demonstrators?|protesters?|students?|pupils?|personnel|crew|staff|m[ae]n|persons)"
    r"|not\s+(?:a|one)(?:\s+single)?\s+(?P<one>[a-z]+))"
)
_DEAD: Final = (
    r"killed|dead|slain|martyred|lost|died|dies|perished|fell|fatalit(?:y|ies)|deaths?|loss(?:es)?|lives"
)
_HURT: Final = r"hurt|injured|wounded|injur(?:y|ies)"
_FORMS: Final = tuple(
    re.compile(form, re.I)
    for form in (
        rf"\b{_WHOM}{_BETWEEN}\s+(?P<what>(?:{_DEAD}|{_HURT}|harmed|touched|scratched)\b)",
        r"\b(?:no|without(?:\s+(?:any|a\s+single|further))?|zero)(?:\s+(?P<who>civilian|human|military|serious))?"
        r"\s+(?P<what>casualt(?:y|ies)|fatalit(?:y|ies)|deaths?|victims?|injur(?:y|ies)|dead\b|wounded\b"
        r"|loss(?:es)?\s+of\s+(?:human\s+)?li(?:fe|ves)|loss(?:es)?\s+of\s+lives|loss(?:es)?\b(?!\s+of)|bloodshed)",
        r"\bwithout\s+(?P<what>killing|hurting|injuring|wounding|harming)\s+(?:\w+\s+)?any(?:one|body)\b",
        r"\b(?P<what>killed|injured|hurt|wounded|harmed|claimed|cost)\s+"
        r"(?:no[ -]one|nobody|no\s+li(?:fe|ves))\b",
        r"\b(?:all|everyone|everybody)(?:\s+(?:aboard|on\s+board|inside|of\s+them|the\s+\w+))?\s+"
        r"(?:(?P<what>survived)|(?:escaped|was|were|emerged)\s+(?:unharmed|unhurt|unscathed|uninjured))",
    )
)
_DEADLY: Final = re.compile(
    rf"(?:{_DEAD}|claimed|cost|killing|survived|bloodshed|loss.*|lives)$", re.I | re.S
)
_UNSURE: Final = re.compile(
    r"\b(?:if|would|could|should|might|may|will|hop(?:e|ed|es|ing)|so that|ensure|unless|whether|imagine)\b"
    r"[^.;!?]{0,60}$",
    re.I,
)
_GENERAL: Final = frozenset(
    ["people", "person", "lives", "life", "human", "serious", "persons", "men", "man"]
)
_ADJECTIVES: Final = {"military": "soldier", "civilian": "civilian"}


def nobodies(text: str) -> Iterator[Nobody]:
    """The places where a text says so as a fact, in its order."""
    found: dict[int, Nobody] = {}
    for form in _FORMS:
        for match in form.finditer(text):
            if _UNSURE.search(text, max(0, match.start() - 80), match.start()):
                continue
            named = match.groupdict()
            noun = (named.get("who") or named.get("one") or "").lower()
            who = None if not noun or noun in _GENERAL else _ADJECTIVES.get(noun) or singular(noun)
            found.setdefault(match.start(), Nobody(match.start(), _fates(named.get("what")), who))
    yield from (found[start] for start in sorted(found))


def _fates(what: str | None) -> tuple[str, ...]:
    """Who is not even hurt is not dead either."""
    if what is not None and _DEADLY.match(what):
        return ("dead",)
    return ("wounded", "dead")
