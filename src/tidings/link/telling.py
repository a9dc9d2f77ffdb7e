"""A telling: what linking needs to know of a mention, without its article's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tidings.code.counted_things import normal_of
from tidings.link.wording import hashed, names, stem, stems
from tidings.ontology import quad_class
from tidings.types import OUTLET, Coding, Factuality, Figure, Grain, Location, Mention, Party, Statement, Unit
from tidings.types.records import iso_days

AROUND: Final = 160
"""Characters before and after a trigger whose words are its wording, at most, inside its sentence."""

FATES: Final = frozenset(
    ["dead", "wounded", "missing", "detained", "freed", "displaced", "expelled", "protesters", "voters"]
)
"""Words of `counted_things` for what befell people."""
DEADLY: Final = frozenset(
    map(
        stem,
        [
            "kill",
            "die",
            "died",
            "death",
            "martyr",
            "perish",
            "fall",
            "fell",
            "burn",
            "slaughter",
            "massacre",
            "murder",
            "execute",
            "lose",
            "cost",
            "neutralise",
            "neutralize",
        ],
    )
)
HARMFUL: Final = frozenset(map(stem, ["wound", "injure", "hurt", "maim"]))
FATE_OF_TYPE: Final = {
    ("PROTEST", None): "protesters", ("COERCE", "arrest"): "detained", ("ASSAULT", "abduct"): "detained",
    ("RETREAT", "release"): "freed", ("COERCE", "deport"): "expelled",
}  # fmt: skip
"""What befalls the people whom a mention of this type and mode (any where None) counts."""

_SENTENCE_END: Final = re.compile(r"[.!?]['\"”’)]*\s|\n")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Side:
    """A party as linking needs it: its code (as `Party.code`) and its name, or else its words."""

    code: str | None
    name: str | None

    @property
    def country(self) -> str | None:
        """The country, or the body with its name (`IGO:NATO`); None for one that is unknown or vague."""
        if self.code is None:
            return None
        first, _, rest = self.code.partition(":")
        if first in {"UNK", "IMG", "ISM", "NGO", "MNC", "IGO", "UNO", "EUR"}:
            return self.code if rest and not (rest.isupper() and len(rest) == 3 and first == "UNK") else None
        return first


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of a telling: bounds (None where open) and what is counted, so that equal things compare."""

    figure_id: str
    counted: str
    unit: str
    low: float | None
    high: float | None
    factuality: Factuality = Factuality.ACTUAL


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention as linking sees it.

    `start` is the trigger's first code point. `first` and `last` are the days the mention is dated to, None
    where open. `speaker` is the name or code of the one who says it, None for the outlet itself. `wording`
    and `about` are hashed words of the sentence and names of the article (`tidings.link.wording`).
    """

    mention_id: str
    article_id: str
    outlet: str | None
    published: date | None
    start: int
    trigger: str
    type: str
    mode: str | None
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    location: Location | None
    place_words: str | None
    first: date | None
    last: date | None
    grain: Grain | None
    factuality: Factuality
    historical: bool
    speaker: str | None
    counts: tuple[Count, ...]
    wording: bytes
    about: bytes

    @property
    def quad(self) -> int:
        """Quad class of the type, 1 to 4."""
        return int(quad_class(self.type))

    @property
    def stem(self) -> str:
        """The stem of the trigger's longest word, which is seldom a particle."""
        words = _LETTERS.findall(self.trigger)
        return stem(max(words, key=len)) if words else self.trigger.casefold()


def tellings(coding: Coding) -> Iterator[Telling]:
    """The tellings of an article, in its order.

    Names, dates and places are those that the mentions have: resolve them first.
    """
    article = coding.article
    about = hashed(names(article.text))
    said = {s.id: s for s in coding.statements}
    measured: dict[str, list[Figure]] = {}
    for figure in coding.figures:
        measured.setdefault(figure.mention_id or "", []).append(figure)
    for mention in coding.mentions:
        first, last = iso_days(mention.date)
        counts = [_count(figure, mention, article.text) for figure in measured.get(mention.id, ())]
        yield Telling(
            mention.id, article.id, article.outlet, article.published, mention.trigger.start,
            mention.trigger.quote, mention.type, mention.mode, _sides(mention.actors),
            _sides(mention.recipients), mention.location, mention.place.quote if mention.place else None,
            first, last, mention.grain, mention.factuality, mention.historical,
            None if mention.voice == OUTLET else _speaker(said.get(mention.voice)),
            _largest([c for c in counts if c is not None]),
            hashed(stems(_around(article.text, mention))), about,
        )  # fmt: skip


def _sides(parties: tuple[Party, ...]) -> tuple[Side, ...]:
    words = (p.name or (p.span.quote if p.span else None) for p in parties)
    return tuple(dict.fromkeys(Side(p.code, name) for p, name in zip(parties, words, strict=True)))


def _speaker(statement: Statement | None) -> str:
    """A name for who speaks: two tellings of one speaker have the same."""
    if statement is None:
        return "unknown"
    if statement.speaker is not None and (known := statement.speaker.name or statement.speaker.code):
        return known
    return statement.source.quote.casefold() if statement.source else "unknown"


def _count(figure: Figure, mention: Mention, text: str) -> Count | None:
    counted = figure.counted or normal_of(figure, text)
    if counted is None or (figure.low is None and figure.high is None):
        return None
    if figure.unit in {Unit.PEOPLE, Unit.TROOPS} and counted not in FATES:
        counted = _fate(mention) or counted
    unit = f"{figure.unit}:{figure.currency}" if figure.currency else str(figure.unit)
    unit = "people" if figure.unit is Unit.TROOPS and counted in FATES else unit
    return Count(figure.id, counted, unit, figure.low, figure.high, figure.factuality)


def _fate(mention: Mention) -> str | None:
    """What the action does to the people it counts, where their own words do not say so."""
    words = {stem(word) for word in _LETTERS.findall(mention.trigger.quote)}
    if mention.type == "ASSAULT":
        return "dead" if words & DEADLY else "wounded" if words & HARMFUL else None
    return FATE_OF_TYPE.get((mention.type, mention.mode)) or FATE_OF_TYPE.get((mention.type, None))


def _largest(counts: list[Count]) -> tuple[Count, ...]:
    """Of several counts of one thing the largest, which includes the others as a rule."""
    best: dict[tuple[str, str], Count] = {}
    for count in counts:
        before = best.get((count.unit, count.counted))
        if before is None or _size(count) > _size(before):
            best[count.unit, count.counted] = count
    return tuple(best.values())


def _size(count: Count) -> float:
    return max(v for v in (count.low, count.high) if v is not None)


def _around(text: str, mention: Mention) -> str:
    start, end = mention.trigger.start, mention.trigger.end
    before = text[max(0, start - AROUND) : start]
    ends = [m.end() for m in _SENTENCE_END.finditer(before)]
    after = text[end : end + AROUND]
    stop = _SENTENCE_END.search(after)
    return before[ends[-1] if ends else 0 :] + mention.trigger.quote + after[: stop.start() if stop else None]
