"""Where the words of place of a news report lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from tidings.gazetteer.areas import border, heading, is_heading, part_of
from tidings.gazetteer.candidates import Candidate, candidates, distance_km, of_country, of_place
from tidings.gazetteer.choosing import Choice, Context, choose
from tidings.gazetteer.names import word_set
from tidings.gazetteer.nations import capital, country_name, leading
from tidings.gazetteer.place_words import (
    CITY_WORDS,
    PLACE_NOUNS,
    POWERS,
    REGION_WORDS,
    TERRITORY,
    Named,
    Phrase,
    Use,
    read_phrase,
)
from tidings.gazetteer.spelling import place_key, tokens
from tidings.types import Location, Precision

__all__ = ["distance_km", "locate", "locate_all"]

NO_COUNTRIES: Final[Mapping[str, float]] = MappingProxyType({})
BORDER: Final = word_set("border borders frontier frontiers boundary bordering")
COUNTRY: Final = word_set("country nation")
WHOLE: Final = word_set("across throughout around in inside within over")
NATIONWIDE: Final = word_set("nationwide countrywide")
LOCAL: Final = word_set("regional provincial rebel state oblast district county local")
"""Before *capital*: not that of the country."""


def locate(
    words: str, *, countries: Mapping[str, float] = NO_COUNTRIES, others: Sequence[Location] = ()
) -> Location | None:
    """The place that the words of place of a mention name; None where they name none that is known.

    `countries` weighs the countries that the article names (alpha-3 to how often), `others` are places of the
    article that are known already. A country that the words name comes first, then those of the article and
    what is near its other places, then how many people live there. Of several places the one in which it
    happened counts, else the first. A name that only looks like that of a small place far off gives None.

    The latitude and longitude of a region are a middle of it; a country has none. The same input always gives
    the same result. Raises InstallationError (TID-301) where shipped data is missing or damaged.
    """
    choice = _consider(words, Context.of(countries, others))
    return choice.location if choice else None


def locate_all(
    phrases: Sequence[str],
    *,
    countries: Mapping[str, float] = NO_COUNTRIES,
    others: Sequence[Location] = (),
) -> tuple[Location | None, ...]:
    """The places of all words of place of one article: those that leave no doubt first, the others by these.

    As `locate` otherwise; in the order of `phrases`. It does not matter in which order they are given.
    """
    distinct = dict.fromkeys(phrases)
    known = list(others)
    found: dict[str, Location | None] = {}
    first = {phrase: _consider(phrase, Context.of(countries, known)) for phrase in distinct}
    for phrase, choice in first.items():
        if choice is None or choice.clear:
            found[phrase] = choice.location if choice else None
    known += sorted({p for p in found.values() if p is not None}, key=lambda p: (p.name, p.reason))
    context = Context.of(countries, known)
    for phrase in distinct:
        if found.get(phrase) is None:
            choice = _consider(phrase, context)
            found[phrase] = choice.location if choice else None
    return tuple(found[phrase] for phrase in phrases)


def _consider(words: str, context: Context) -> Choice | None:
    phrase = read_phrase(words)
    outside = phrase.outside()
    at_border = bool(outside & BORDER)
    for at, head in enumerate(phrase.names):
        if head.use is Use.PEOPLE or _modifies(phrase, at):
            continue
        choice = _name(phrase, at, context)
        if choice is not None:
            return choice
    if at_border:
        return _at_border(phrase, context)
    for at in range(len(phrase.names)):
        if choice := _country(phrase, at, context):
            return choice
    return _no_name(phrase, context)


def _modifies(phrase: Phrase, at: int) -> bool:
    """Whether a name only says more of the next: *the Brussels district of Molenbeek*, *Kyiv's Obolon*."""
    if at + 1 >= len(phrase.names):
        return False
    name, following = phrase.names[at], phrase.names[at + 1]
    if following.use is Use.PEOPLE:
        return False
    between, gap = phrase.between(name, following), phrase.gap(name, following)
    if name.possessive:
        return "," not in gap
    if not between or ("," in gap and between[-1] not in CITY_WORDS):
        return False
    nouns = set(between) & PLACE_NOUNS
    return bool(nouns) and (between[-1] in PLACE_NOUNS or between[-1] == "of") and between[0] != "and"


def _name(phrase: Phrase, at: int, context: Context) -> Choice | None:
    """The place that one of the names means, by the names around it."""
    head = phrase.names[at]
    inside: list[tuple[Candidate, ...]] = []
    hinted: set[str] = set()
    for i, other in enumerate(phrase.names):
        if i == at or _keys(phrase, other) == _keys(phrase, head):
            continue
        if _around(phrase, head, other):
            inside.append(_wider(other))
        elif other.country is not None:
            hinted.add(other.country)
    found = _of_kind(phrase, head)
    choice = choose(
        found,
        context,
        inside=inside,
        hinted=frozenset(hinted),
        doubtful=head.doubtful,
        attributive=head.attributive,
        common=head.common,
    )
    if choice is not None and choice.place.kind == "country":
        return None
    return choice


def _keys(phrase: Phrase, name: Named) -> tuple[str, ...]:
    return tuple(w.key for w in phrase.words[name.first : name.after])


def _wider(name: Named) -> tuple[Candidate, ...]:
    if name.use is Use.PEOPLE and name.country is not None:
        return (of_country(name.country),)
    return name.candidates


def _around(phrase: Phrase, head: Named, other: Named) -> bool:
    """Whether the words say that the place lies in the other: *Homs, Syria*, *the Syrian city of Homs*."""
    if other.first < head.first:
        return other.use is Use.PEOPLE or other.possessive or _modifies(phrase, phrase.names.index(other))
    if other.use is Use.PEOPLE:
        return False
    between, gap = phrase.between(head, other), phrase.gap(head, other)
    if "and" in between or "to" in between or "with" in between or "from" in between:
        return False
    if not between:
        return gap.strip() in {",", "("}
    return "in" in between or "of" in between or ("," in gap and all(is_heading(w) for w in between))


def _of_kind(phrase: Phrase, name: Named) -> list[Candidate]:
    """What a name may mean, by a word for its kind next to it: *Lviv Oblast*, *the city of Odessa*."""
    follows = phrase.following(name)
    before = phrase.before(name)
    if before[-1:] == ("the",) and not name.attributive and (river := _river(phrase, name)):
        return river
    of_region = before[-1:] == ("of",) and bool(set(before[-3:]) & REGION_WORDS)
    if follows in REGION_WORDS or of_region or _listed_regions(phrase, name):
        regions = [c for c in name.candidates if c.precision is Precision.REGION]
        written = follows or ""
        exact = [c for c in regions if written in place_key(c.name).split() or "oblast" in place_key(c.name)]
        if exact and len(regions) > 1:
            regions = [replace(c, prior=c.prior + 2.0) if c in exact else c for c in regions]
        return regions or list(name.candidates)
    if before and (before[-1] in CITY_WORDS or (before[-1] == "of" and set(before[-3:]) & CITY_WORDS)):
        cities = [c for c in name.candidates if c.precision in (Precision.CITY, Precision.EXACT)]
        return cities or list(name.candidates)
    return list(name.candidates)


def _river(phrase: Phrase, name: Named) -> list[Candidate]:
    """The river that a settlement's name means after *the*: *on the Dnipro*."""
    words = [*phrase.words[name.first : name.after], *tokens("River")]
    return [c for c in candidates(words) if c.kind == "river"]


def _listed_regions(phrase: Phrase, name: Named) -> bool:
    """*The Donetsk and Luhansk regions*: the noun after the last of a list is said of all."""
    for other in phrase.names[phrase.names.index(name) + 1 :]:
        between = phrase.between(name, other)
        if between not in {(), ("and",), ("or",)}:
            return False
        follows = phrase.following(other)
        if follows is not None and follows in REGION_WORDS and follows.endswith("s"):
            return True
        name = other
    return False


def _at_border(phrase: Phrase, context: Context) -> Choice | None:
    """*The Syrian-Turkish border*: of two countries, else of one with the article's own."""
    codes = list(dict.fromkeys(n.country for n in phrase.names if n.country is not None))
    if not codes:
        return None
    if len(codes) > 1:
        found = border(codes[0], codes[1])
        return Choice(found, "both are named by the words", True) if found else None
    home = leading({c: w for c, w in context.countries.items() if c != codes[0]})
    found = border(codes[0], home) if home else None
    if found is not None and home is not None:
        return Choice(found, f"the words name one side, the article mostly {country_name(home)}", True)
    return Choice(of_country(codes[0]), "its border; with which neighbour is not said", True)


def _country(phrase: Phrase, at: int, context: Context) -> Choice | None:
    """A country, its part or its capital: *eastern Ukraine*, *the Kenyan capital*, *Ukrainian soil*."""
    name = phrase.names[at]
    code = name.country
    if code is None:
        whole = name.use is Use.PEOPLE and phrase.following(name) in TERRITORY
        return choose(name.candidates, context) if whole else None
    outside = phrase.outside()
    if "capital" in outside and not outside & LOCAL:
        return _capital(code, "the capital that the words speak of")
    follows = phrase.following(name)
    if name.use is Use.NAME:
        choice = choose(name.candidates, context, doubtful=name.doubtful)
        if choice is None or choice.place.kind != "country":
            return choice
        if name.doubtful:
            return None
    elif follows is not None and follows in POWERS:
        return _capital(code, f"the capital, where the {follows} sits")
    elif not {follows, phrase.words[-1].key} & (TERRITORY | _headings(phrase)):
        return None
    towards = heading(_near(phrase, name))
    part = part_of(code, towards) if towards is not None else None
    if part is not None:
        return Choice(part, "part of the country, from its settlements there", True)
    return Choice(of_country(code), "the country", True)


def _headings(phrase: Phrase) -> set[str]:
    return {word.key for word in phrase.words if is_heading(word.key)}


def _near(phrase: Phrase, name: Named) -> list[str]:
    """The directions said of a name: before it, after its possessive, or in *the east of it*."""
    keys = [w.key for w in phrase.words]
    before, found = keys[: name.first], []
    while before and is_heading(before[-1]):
        found.append(before.pop())
    if not found and before[-1:] in (["of"], ["in"]):
        found = [key for key in before[-5:] if is_heading(key)]
    if not found:
        after = keys[name.after : name.after + 3]
        found = [key for key in after if is_heading(key)]
    return found[::-1]


def _capital(code: str, why: str) -> Choice | None:
    place = capital(code)
    return Choice(of_place(place), f"{why}, of {country_name(code)}", True) if place else None


def _no_name(phrase: Phrase, context: Context) -> Choice | None:
    """*In the capital*, *across the country*: of the country that the article mostly speaks of."""
    if phrase.names:
        return None
    code = leading(context.countries)
    outside = phrase.outside()
    if code is None:
        return None
    why = f"the article mostly speaks of {country_name(code)}"
    if "capital" in outside and not outside & LOCAL and "of" not in outside:
        return _capital(code, why)
    if not outside & COUNTRY and not outside & NATIONWIDE:
        return None
    towards = heading(_country_heading(phrase))
    part = part_of(code, towards) if towards is not None else None
    if part is not None:
        return Choice(part, why, True)
    alone = len(phrase.words) <= 4 and bool(outside & (WHOLE | NATIONWIDE))
    return Choice(of_country(code), why, True) if alone else None


def _country_heading(phrase: Phrase) -> list[str]:
    return [word.key for word in phrase.words if is_heading(word.key)]
