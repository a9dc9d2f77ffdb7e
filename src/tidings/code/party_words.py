"""What the words of a party are: a pronoun, a name, a noun for states, one of several sides."""

from __future__ import annotations

import re
from typing import Final

from tidings.gazetteer.names import word_set
from tidings.types import Span

PRONOUNS: Final = word_set(
    "he him his she her hers it its they them their theirs who which that itself himself herself themselves"
)
SPEAKING: Final = word_set("i we our us my me ours myself ourselves")
"""Pronouns of whoever is quoted."""
BODY_NOUNS: Final = word_set("alliance bloc organisation organization monitors observers mission agency team")
"""Nouns that point back to an international body, where the article has named one."""
TITLES: Final = word_set("Mr Mrs Ms Dr Mr. Mrs. Ms. Dr.")
STATES: Final = word_set(
    "countries country nations nation states state governments government neighbours neighbors neighbour"
    " neighbor allies ally partners partner powers power donors community members leaders world creditors"
    " signatories capitals embassies"
)
"""Nouns that may mean states that the article does not name."""
SIDES: Final = word_set(
    "sides parties capitals armies countries leaders presidents ministers nations states governments"
    " neighbours neighbors premiers delegations militaries powers koreas republics foes rivals belligerents"
)
NUMBERS: Final = {"both": 2, "two": 2, "warring": 2, "conflicting": 2, "opposing": 2, "three": 3, "four": 4}
"""Words before one of `SIDES` that say how many there are."""


def is_pronoun(span: Span) -> bool:
    """Whether the words are a pronoun; *US* is none."""
    shouted = len(span.quote) > 1 and span.quote.isupper()
    return not shouted and span.quote.casefold() in PRONOUNS | SPEAKING


def how_many(span: Span) -> int:
    """How many parties *both sides*, *the three presidents* are; 1 for other words."""
    words = re.findall(r"\w+", span.quote.casefold())
    if len(words) > 1 and words[-1] in SIDES:
        return max((NUMBERS.get(w, 1) for w in words[:-1]), default=1)
    return 1


def surname_of(words: str) -> str | None:
    """The last word of one to three capitalised words (titles aside): a name; None for other phrases."""
    parts = [w for w in words.replace("’s", "").replace("'s", "").split() if w not in TITLES]
    if 0 < len(parts) <= 3 and all(p[0].isupper() for p in parts) and parts[0] != "The":
        return parts[-1].strip(".,")
    return None
