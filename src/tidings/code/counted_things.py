"""The counted thing in one short word, so that figures on the same thing from different articles compare.

| word | what is counted |
|---|---|
| `dead` | people (or troops) said to have died, of whatever cause |
| `wounded` | people wounded, injured or hurt |
| `missing` | people missing or unaccounted for |
| `detained` | people arrested, jailed, captured, abducted or taken hostage, and those held |
| `freed` | people released, freed, rescued or exchanged |
| `displaced` | people who fled, were displaced or evacuated, refugees and migrants |
| `expelled` | people deported, expelled or sent home |
| `protesters` | people who demonstrate, march, rally or strike |
| `voters` | people who vote or may vote |
| `troops` | members of armed forces and groups, alive and not held |
| `people` | other people of whom only that is said |
| `countries` | states, and members of their alliances |
| `vote`, `seat`, `kilometre`, `year` | the measure of a figure of time or of other things, in the singular |
| `%` + noun | a share, of what (`% seat`), or `%` where nothing says of what |
| `money` | money, where nothing says what for |
| `tank`, `missile`, `truck`, `teacher` | any other noun, in lower case and the singular |

What befalls people stands over what they are: *five soldiers killed* is `dead`. The words nearest to the
number in its clause decide, among them the trigger that the figure measures.
"""

from __future__ import annotations

import re
from typing import Final

from tidings.code.units import singular
from tidings.types import Figure, Unit

WINDOW: Final = 60
"""Characters before and after a figure in which the words for what befell its people must stand."""

_FATES: Final = {
    "dead": r"dead|death(?:s| toll)?|died|die|dies|dying|kill(?:s|ed|ing)?|slain|murder\w*|massacre\w*"
    r"|execut\w+|fatalit\w+|behead\w*|perish\w*|drown\w*|lost their lives|bodies|corpses|shot dead"
    r"|slaughter\w*|butcher\w*|assassinat\w+",
    "wounded": r"wound(?:s|ed|ing)?|injur(?:e[sd]?|ies|y|ing)|hurt|hospitali[sz]ed",
    "missing": r"missing|unaccounted|disappear\w*",
    "detained": r"arrest\w*|detain\w*|detention\w*|detainees?|jail\w*|imprison\w*|captur\w*|abduct\w*"
    r"|kidnap\w*|hostages?|prisoners?|captives?|inmates?|taken away|taken prisoner|in custody|behind bars"
    r"|convict(?:s|ed)|sentenced",
    "freed": r"freed|to free|free the|releas\w+|rescu\w+|exchang\w+|swap\w*|amnest\w+|pardon\w*",
    "displaced": r"displac\w+|fled|flee(?:s|ing)?|evacuat\w+|refugees?|migrants?|asylum|homeless|exiles?",
    "expelled": r"deport\w*|expel\w*|expuls\w+|banish\w*",
    "protesters": r"protest\w*|demonstrat\w+|march(?:ed|ers?|ing|es)?|rall(?:y|ied|ies|ying)|strikers?"
    r"|on strike|took to the streets|walked out",
    "voters": r"voters?|electorate|turned out",
}
_FATE: Final = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _FATES.items()), re.I)
_CLAUSE_END: Final = re.compile(r"[;.!?:]\s|[–—]\s|,\s+(?:and|but|while|who|which|including)\s|\n\n", re.I)
_COMMA: Final = re.compile(r",\s|\sand\s")

_CROWDS: Final = ("detained", "displaced", "protesters", "voters")
"""What people are called after too, so that something more may have befallen them (*two detainees died*)."""

_HARM: Final = ("dead", "wounded", "missing", "freed", "expelled")

_PLAIN: Final = frozenset(
    (
        "people",
        "person",
        "man",
        "woman",
        "child",
        "civilian",
        "other",
        "citizen",
        "individual",
        "human",
        "soul",
    )
)


def normal_of(figure: Figure, text: str = "") -> str | None:
    """What the figure counts, in one short lower-case word as listed above; None where nothing says.

    `text` is the text of the figure's article; with it, the words around the figure tell what befell the
    people it counts (dead, wounded, ...). Without it only the counted words do.
    """
    noun = _noun(figure)
    if figure.unit is Unit.PERCENT:
        return f"% {noun}" if noun else "%"
    if figure.unit is Unit.MONEY:
        return noun or "money"
    if figure.unit in (Unit.TIME, Unit.OTHER):
        return singular(figure.measure) if figure.measure else noun
    if figure.unit is Unit.COUNTRIES:
        return "countries"
    if figure.unit in (Unit.PEOPLE, Unit.TROOPS):
        fate = _fate(figure, text)
        if fate is not None:
            return fate
        if figure.unit is Unit.TROOPS:
            return "troops"
        return noun if noun and noun not in _PLAIN else "people"
    return noun


def _noun(figure: Figure) -> str | None:
    """The last word of what is counted, singular, in lower case; None where nothing is quoted."""
    words = re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", figure.of.quote) if figure.of is not None else []
    return singular(words[-1].lower()) if words else None


def _fate(figure: Figure, text: str) -> str | None:
    """What befell the people counted, by the counted words, else by those nearest in the clause."""
    if figure.of is not None and (inside := _FATE.search(figure.of.quote)) is not None:
        found = inside.lastgroup
        return (found not in _CROWDS and found) or _around(figure, text, _HARM) or found
    plain = figure.unit is Unit.PEOPLE and (_noun(figure) or "people") in _PLAIN
    return _around(figure, text, tuple(_FATES) if plain else (*_HARM, "detained"))


def _around(figure: Figure, text: str, only: tuple[str, ...]) -> str | None:
    end = max(figure.span.end, figure.of.end if figure.of is not None else 0)
    after = text[end : end + WINDOW]
    if (stop := _CLAUSE_END.search(after)) is not None:
        after = after[: stop.start()]
    before = text[max(0, figure.span.start - WINDOW) : figure.span.start]
    before = before[max((stop.end() for stop in _CLAUSE_END.finditer(before)), default=0) :]
    ranked: list[tuple[float, str]] = []
    for match in _FATE.finditer(after):
        if match.lastgroup in only:
            distance = match.start() + 0.0 + 25 * len(_COMMA.findall(after[: match.start()]))
            ranked.append((distance, match.lastgroup or ""))
    for match in _FATE.finditer(before):
        if match.lastgroup in only:
            between = before[match.end() :]
            distance = len(between) + 25 * len(_COMMA.findall(between)) - 0.5
            ranked.append((distance, match.lastgroup or ""))
    return min(ranked)[1] if ranked else None
