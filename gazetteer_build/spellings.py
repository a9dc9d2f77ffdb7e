"""Which of the names in the source can stand in English news, and under which keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tidings.gazetteer.names import word_set
from tidings.gazetteer.spelling import place_key, tokens

LATIN_END: Final = 0x24F
FORMS: Final = word_set(
    "oblast oblasti region province governorate state krai kray republic respublika okrug department"
    " county prefecture district territory canton emirate municipality vilayeti muhafezesi diyari"
    " oblasty rayon wilaya wilayat departamento provincia estado regione voivodeship wojewodztwo ostan"
    " departement of de du the avtonomnyy autonomous avtonomna avtonomnaya"
)
NO_NAMES: Final = frozenset({"old city", "old town", "new town", "city centre", "city center", "downtown"})
"""Names in the source that say only what part of some town it is."""
ENGLISH: Final = re.compile(
    r"^[A-Z][\w'’ .–-]+ "
    r"(?:Oblast|Region|Province|Governorate|State|Krai|Republic|Department|County|Prefecture|District)$"
)
ARTICLES: Final = word_set("al ad an ar as ash at az ed el en er es et ez")
ARABIC_SPEAKING: Final = word_set(
    "AE BH DJ DZ EG EH IL IQ IR JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE"
)
SHORTEST: Final = 4
"""Letters that another name must have: shorter ones are mostly codes and transliterations of single signs."""
LONGEST: Final = 4
"""Words of another name at most."""
MIN_ALIKE: Final = 0.5
"""Of two letters each (bigrams) so much must be shared for a name to be a spelling of the main one (Dice)."""


def english(names: tuple[str, ...]) -> str:
    """Of a region's names the one to show: an English one where there is one, else the first."""
    return next((n for n in names if n.isascii() and ENGLISH.match(n)), names[0])


def region_forms(names: Iterable[str]) -> set[str]:
    """The keys of a region's names, without the words for its kind."""
    forms = set()
    for name in names:
        if _latin(name):
            key = place_key(name)
            words = [w for w in key.split() if w not in FORMS]
            if name.isascii() and ENGLISH.match(name):
                forms.add(key)
            forms |= {" ".join(words)} if len("".join(words)) >= 3 else set()
    return forms


def main_forms(name: str) -> set[str]:
    """The key of a settlement's main name."""
    return {place_key(name)} - NO_NAMES - {""}


def other_forms(name: str, others: Iterable[str], every: bool) -> set[str]:
    """The keys of a settlement's other names that can stand in English text.

    Without `every` only spellings of its main name.
    """
    main = place_key(name)
    found = {place_key(name.split("(", maxsplit=1)[0])} - {main, ""} if every else set()
    for other in others:
        if not _latin(other) or not other[:1].isupper() or other.isupper() or any(c.isdigit() for c in other):
            continue
        key = place_key(other)
        if len(key.replace(" ", "")) < SHORTEST or key.count(" ") >= LONGEST:
            continue
        if tokens(other)[-1].text[0].islower():
            continue
        if key not in NO_NAMES and (every or alike(main, key) >= MIN_ALIKE):
            found.add(key)
    return found


def without_article(keys: set[str], two: str) -> set[str]:
    """The keys without the Arabic article in front: *Hasakah* for *al-Hasakah*."""
    if two not in ARABIC_SPEAKING:
        return set()
    parts = (key.partition(" ") for key in keys)
    return {rest for first, _, rest in parts if first in ARTICLES and len(rest) >= SHORTEST}


def alike(one: str, other: str) -> float:
    """Dice coefficient of the pairs of letters of two keys, from 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)}


def _latin(name: str) -> bool:
    return all(ord(c) <= LATIN_END or 0x1E00 <= ord(c) <= 0x1EFF or c in "ʻʼʿʾ‘’–" for c in name)
