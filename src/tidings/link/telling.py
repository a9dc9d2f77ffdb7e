"""A telling: what linking needs to know of a mention, without its article's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tidings.link.counts import Count, counts
from tidings.link.daytime import Hours, hours_of
from tidings.link.sites import kind_of, kind_told
from tidings.link.wording import hashed, names, stem, stems
from tidings.ontology import TYPES
from tidings.types import OUTLET, Coding, Factuality, Grain, Location, Mention, Party, Statement, iso_days

AROUND: Final = 160
"""Characters before and after a trigger whose words are its wording, at most, inside its sentence."""

_SENTENCE_END: Final = re.compile(r"[.!?]['\"”’)]*\s|\n")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Side:
    """A party as linking needs it: its code (as `Party.code`) and its name, or else its words."""

    code: str | None
    name: str | None

    @property
    def country(self) -> str | None:
        """The country, or the body with its name (`IGO:NATO`, the United Nations and the European Union
        without); None for one that is unknown or vague."""
        if self.code is None:
            return None
        first, _, rest = self.code.partition(":")
        if first in {"UNO", "EUR"}:
            return first
        if first in {"UNK", "IMG", "ISM", "NGO", "MNC", "IGO"}:
            return self.code if rest and not (rest.isupper() and len(rest) == 3 and first == "UNK") else None
        return first


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention as linking sees it.

    `start` is the trigger's first code point. `first` and `last` are the days the mention is dated to, None
    where open. `speaker` is the name or code of the one who says it, None for the outlet itself. `wording`
    and `about` are hashed words of the sentence and names of the article (`tidings.link.wording`).
    `own_type` and `own_quad` are the user's own type, as in `Mention`.
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
    hours: Hours = ()
    spot: str | None = None
    own_type: str | None = None
    own_quad: int | None = None

    @property
    def quad(self) -> int:
        """Quad class of the type, 1 to 4; 0 for a type that is neither PLOVER's nor the user's own."""
        known = TYPES.get(self.type)
        return int(known.quad) if known else self.own_quad or 0

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
    counted = counts(coding)
    for mention in coding.mentions:
        first, last = iso_days(mention.date)
        yield Telling(
            mention.id, article.id, article.outlet, article.published, mention.trigger.start,
            mention.trigger.quote, mention.type, mention.mode, _sides(mention.actors),
            _sides(mention.recipients), mention.location, mention.place.quote if mention.place else None,
            first, last, mention.grain, mention.factuality, mention.historical,
            None if mention.voice == OUTLET else _speaker(said.get(mention.voice)),
            counted.get(mention.id, ()), hashed(stems(_around(article.text, mention))), about,
            hours_of(mention.time.quote) if mention.time is not None else (), _spot(article.text, mention),
            mention.own_type, mention.own_quad,
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


def _around(text: str, mention: Mention) -> str:
    start, end = mention.trigger.start, mention.trigger.end
    before = text[max(0, start - AROUND) : start]
    ends = [m.end() for m in _SENTENCE_END.finditer(before)]
    after = text[end : end + AROUND]
    stop = _SENTENCE_END.search(after)
    return before[ends[-1] if ends else 0 :] + mention.trigger.quote + after[: stop.start() if stop else None]


def _spot(text: str, mention: Mention) -> str | None:
    """The kind of spot by the words of place; for an arrest without them, by what follows the trigger."""
    if mention.place is not None:
        return kind_of(mention.place.quote)
    if (mention.type, mention.mode) != ("COERCE", "arrest"):
        return None
    after = text[mention.trigger.end : mention.trigger.end + AROUND]
    stop = _SENTENCE_END.search(after)
    return kind_told(after[: stop.start() if stop else None])
