"""The names in words of place, and what the words around them say about each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from tidings.gazetteer.candidates import Candidate, adjective_of, candidates, is_common
from tidings.gazetteer.landmarks import VAST
from tidings.gazetteer.names import word_set
from tidings.gazetteer.nations import country_named, country_of_people
from tidings.gazetteer.spelling import MARKS, Token, tokens

MOST: Final = 80
"""Words that are read of one phrase: what is longer is no phrase of place."""
LONGEST: Final = 6
"""Words of a name at most."""
_GAP: Final = re.compile(rf"(?:[{MARKS}]s)?[\s\-–‑.{MARKS}]{{0,3}}")
HYPHENS: Final = frozenset("-–‑")
_ALMOST: Final = re.compile(r"[\s\u00a0]+")
REGION_WORDS: Final = word_set(
    "region regions oblast oblasts province provinces governorate state states territory krai"
    " prefecture department county canton emirate district republic division raion area"
)
CITY_WORDS: Final = word_set("city town village port capital settlement municipality hamlet suburb")
PLACE_NOUNS: Final = REGION_WORDS | CITY_WORDS | word_set(
    "cities towns villages neighbourhood neighborhood quarter island peninsula valley enclave exclave"
    " base airport camp stronghold part side resort outpost hub border crossing"
)  # fmt: skip
STREETS: Final = word_set(
    "Road Street Avenue Boulevard Lane Highway Drive Way Square Station Bridge Hotel University"
)
STREETS_BEFORE: Final = word_set(
    "avenida calle rue via ulitsa plaza piazza place boulevard carrer isla rond-point"
)
OWNED: Final = word_set(
    "office offices home house flat residence apartment room estate embassy consulate mission"
    " ambassador cabinet lawyer family team party men"
)
MISSIONS: Final = word_set("embassy embassies consulate consulates mission ambassador legation")
HONORIFICS: Final = word_set(
    "mr mrs ms dr sir lord lady president chancellor premier general minister senator"
)
OPENERS: Final = word_set(
    "the in on at from as when while but and for if to of with by after before since near outside"
    " inside off across around over into through throughout along toward towards between behind under"
    " beyond a an"
)
FUNCTION: Final = OPENERS | word_set(
    "or last this next that where who which during early late yesterday today tonight until amid"
    " against including itself proper alone is was are were has have had will would be not so than via"
    " without within about because despite however its their his her on-going then now also too"
)
ATTITUDES: Final = word_set("pro anti pan")
DISTANT: Final = word_set(
    "backed speaking born led allied affiliated funded made based style held occupied controlled run"
    " ruled annexed seized dominated administered captured"
)
"""*Russian-held* says whose it is, not where it lies."""
EXCEPT: Final = word_set("except excluding besides than")
TERRITORY: Final = word_set(
    "soil territory territories coast coasts coastline shore shores waters airspace side lands"
    " countryside mainland village villages town towns city cities province provinces region regions"
    " border borders frontier capital homeland hinterland heartland forest forests mountains desert"
    " jungle port ports harbour harbor island islands peninsula river rivers market markets school"
    " schools hospital hospitals prison prisons jail airport airports countryside streets"
)
"""Nouns after *Ukrainian* that make the words name the country."""
POWERS: Final = word_set("parliament government ministry legislature congress senate presidency")
"""Nouns after *Swedish* that lie in the capital."""


class Use(StrEnum):
    """What a name does among words of place."""

    NAME = "name"
    """It names the place, or one around it."""
    PEOPLE = "people"
    """It is said of a people or stands before a noun: *Syrian*, *the Ukraine war*."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name among the words: the numbers of its first word and the one after, and what it may mean.

    `doubtful` where it looks like a part of a longer name that is not known; `attributive` where it stands
    before a noun (*the Geneva talks*); `common` where it is an English word too.
    """

    first: int
    after: int
    use: Use
    candidates: tuple[Candidate, ...]
    country: str | None = None
    doubtful: bool = False
    attributive: bool = False
    common: bool = False
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of place, split, with the names in them."""

    text: str
    words: tuple[Token, ...]
    names: tuple[Named, ...]

    def between(self, one: Named, other: Named) -> tuple[str, ...]:
        """The folded words between two names."""
        return tuple(w.key for w in self.words[one.after : other.first])

    def gap(self, one: Named, other: Named) -> str:
        """The text between two names."""
        return self.text[self.words[one.after - 1].end : self.words[other.first].start]

    def before(self, name: Named) -> tuple[str, ...]:
        """The folded words before a name."""
        return tuple(w.key for w in self.words[: name.first])

    def following(self, name: Named) -> str | None:
        """The folded word right after a name, with only a space or hyphen between; None where none is."""
        if name.after < len(self.words) and _joined(self.text, self.words, name.after - 1):
            return self.words[name.after].key
        return None

    def outside(self) -> frozenset[str]:
        """All folded words that are in no name."""
        inside = {i for n in self.names if n.use is Use.NAME for i in range(n.first, n.after)}
        return frozenset(w.key for i, w in enumerate(self.words) if i not in inside)


def read_phrase(text: str) -> Phrase:
    """The names in the first `MOST` words of place, longest first from the left, never overlapping."""
    words = tuple(tokens(text)[:MOST])
    names, at = [], 0
    while at < len(words):
        if words[at].key in EXCEPT:
            break
        found = _named(text, words, at)
        if words[at].key == "the" and at + 1 < len(words):
            found = max(found, _named(text, words, at + 1), key=lambda n: n.after if n else 0)
        if found is not None:
            names.append(found)
        at = found.after if found else at + 1
    return Phrase(text, words, tuple(n for n in names if not _discarded(text, words, n)))


def _named(text: str, words: tuple[Token, ...], at: int) -> Named | None:
    for size in range(min(LONGEST, len(words) - at), 0, -1):
        part = list(words[at : at + size])
        if any(not _GAP.fullmatch(text, a.end, b.start) for a, b in pairwise(part)):
            continue
        after = at + size
        if found := _wanted(candidates(part), doubtful := _doubtful(text, words, at, at + size)):
            code = next((c.countries[0] for c in found if c.kind == "country"), None)
            noun = _before_noun(text, words, after)
            return Named(
                at, after, Use.PEOPLE if code and noun else Use.NAME, found, code, doubtful, noun,
                is_common(part), part[-1].possessive,
            )  # fmt: skip
        if own := adjective_of(part):
            return Named(at, after, Use.PEOPLE, own)
        if code := country_of_people(part):
            return Named(at, after, Use.PEOPLE, (), code)
    return None


def _wanted(found: tuple[Candidate, ...], doubtful: bool) -> tuple[Candidate, ...]:
    """Those that a name can mean as a part of a longer one: an ocean is not meant by *Atlantic Council*."""
    return tuple(c for c in found if c.kind not in VAST) if doubtful else found


def _before_noun(text: str, words: tuple[Token, ...], after: int) -> bool:
    """Whether a small-written noun follows directly, as in *the Ukraine war*; *Iraq on Monday* has none."""
    if after >= len(words) or words[after - 1].possessive or not _joined(text, words, after - 1):
        return False
    word = words[after]
    return word.text[0].islower() and word.key not in FUNCTION and not word.key.endswith("ly")


def _doubtful(text: str, words: tuple[Token, ...], at: int, after: int) -> bool:
    """Whether an unknown capitalised word stands right before or after."""
    if after < len(words) and not words[after - 1].possessive and _ALMOST.fullmatch(
        text, words[after - 1].end, words[after].start
    ):  # fmt: skip
        word = words[after]
        state = country_named(list(words[at:after])) is not None
        known = (word.key in PLACE_NOUNS and not state) or _is_name(word)
        if word.text[0].isupper() and not known:
            return True
    if at and not words[at - 1].possessive and _ALMOST.fullmatch(text, words[at - 1].end, words[at].start):
        word = words[at - 1]
        known = word.key in OPENERS | PLACE_NOUNS or _is_name(word)
        return word.text[0].isupper() and not known and not text[: words[at].start].isupper()
    return False


def _is_name(word: Token) -> bool:
    return bool(candidates([word])) or country_of_people([word]) is not None


def _discarded(text: str, words: tuple[Token, ...], name: Named) -> bool:
    """Whether a name is no place here: of a person, a street, an embassy, an attitude, somebody's side."""
    before = words[name.first - 1] if name.first else None
    follows = words[name.after] if name.after < len(words) else None
    joined = follows is not None and _joined(text, words, name.after - 1)
    if before is not None:
        gap = text[before.end : words[name.first].start].strip()
        if before.key in ATTITUDES and gap in {"", *HYPHENS}:
            return True
        if before.key in STREETS_BEFORE and before.text[0].isupper() and name.country is None:
            return True
    if follows is not None and joined:
        if follows.key in DISTANT and text[words[name.after - 1].end : follows.start] in HYPHENS:
            return True
        if follows.key in MISSIONS:
            return True
        if follows.text in STREETS:
            return True
        if name.possessive and follows.key in OWNED:
            return True
    if name.use is Use.PEOPLE:
        return False
    if before is not None and before.key in HONORIFICS and before.text[0].isupper():
        return True
    return name.common and not _common_stands(words, name, before, follows, joined)


def _common_stands(
    words: tuple[Token, ...], name: Named, before: Token | None, follows: Token | None, joined: bool
) -> bool:
    """Whether an English word may be a name here: not at the head, not before a noun, not after *his*."""
    if any(c.kind not in {"city", "capital", "province"} for c in name.candidates):
        return True
    if before is None and (follows is None or joined):
        return False
    if before is not None and before.key not in OPENERS - word_set("the a an") | CITY_WORDS:
        return False
    return follows is None or not joined or follows.key in FUNCTION - {"of", "the"}


def _joined(text: str, words: tuple[Token, ...], at: int) -> bool:
    """Whether only a space, hyphen or possessive stands between word `at` and the next."""
    gap = text[words[at].end : words[at + 1].start]
    if words[at].possessive:
        gap = gap.lstrip(MARKS).removeprefix("s")
    return gap.strip() in {"", *HYPHENS}
