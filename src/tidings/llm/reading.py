"""From a model's answer to records: each item checked by itself, and left out if it does not hold.

What is kept are the article's own words, codes of closed lists, numbers and days; nothing that a model wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from tidings.code.currencies import currencies
from tidings.code.factuality import is_historical
from tidings.code.introductions import key_of
from tidings.config import OwnType
from tidings.llm.align import Places, sorted_spans
from tidings.llm.answers import COUNTED, MEASURES, Number, Said, Told, Who, Words
from tidings.llm.dates import day_or_span
from tidings.llm.parties import Names
from tidings.llm.windows import Range
from tidings.ontology import TYPES, modes
from tidings.types import (
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Span,
    Statement,
    Unit,
    merged,
)

T = TypeVar("T", bound=BaseModel)

LONGEST_TRIGGER: Final = 100
"""Code points of words that name an action, at most."""
LONGEST_PARTY: Final = 400
"""Code points of a phrase that names somebody, at most."""

EDGES: Final = " \t\r\n,;:"
"""What stands at no end of a content."""

MUTUAL: Final = frozenset({"CONSULT", "COOPERATE"})
"""Types in which a party that the sentence leaves out may act beside one that it names."""

NO_WORDS: Final = "words not in the text"
NO_CODE: Final = "no such code"
NO_PART: Final = "statements without content, or without source and cue"
NOT_NAMED: Final = "parties without words that nothing shows"
NO_FORM: Final = "of another form"
TWICE: Final = "given twice"


@dataclass(slots=True)
class Found:
    """What answers gave: records, English names of places by mention id, and why items were left out."""

    statements: list[Statement] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    place_names: dict[str, str] = field(default_factory=dict)
    items: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the answers on one article.

    `foreign`: its language is not English, so that days and places come from the model. `figures`: so do
    figures.
    """

    names: Names
    own_types: Sequence[OwnType] = ()
    foreign: bool = False
    figures: bool = False

    def read(self, found: Found, places: Places, answer: Mapping[str, Iterable[Any]]) -> None:
        """Add the answer for one window to what was found."""
        by_trigger: dict[str, Mention] = {}
        for said in self._items(found, Said, answer["statements"]):
            self._statement(found, places, said)
        for told in self._items(found, Told, answer["mentions"]):
            mention = self._mention(found, places, told)
            if mention is not None:
                by_trigger.setdefault(told.trigger.quote, mention)
        for number in self._items(found, Number, answer["figures"] if self.figures else ()):
            self._figure(found, places, number, by_trigger)

    def complete(self, found: Found) -> None:
        """Take out parties without words that the article names nowhere, or that join others with words."""
        keys = {key_of(code) for code in self.names.named} | {
            key_of(party.code)
            for mention in found.mentions
            for party in (*mention.actors, *mention.recipients)
            if party.span is not None and party.code
        }

        def kept(type_: str, parties: tuple[Party, ...]) -> tuple[Party, ...]:
            alone = type_ in MUTUAL or all(party.span is None for party in parties)
            named = tuple(
                p for p in parties if p.span is not None or (alone and key_of(p.code or "") in keys)
            )
            found.dropped[NOT_NAMED] += len(parties) - len(named)
            return named

        found.mentions = [
            replace(m, actors=kept(m.type, m.actors), recipients=kept(m.type, m.recipients))
            for m in found.mentions
        ]

    def _items(self, found: Found, shape: type[T], items: Iterable[Any]) -> Iterable[T]:
        for item in items:
            found.items += 1
            try:
                yield shape.model_validate(item)
            except (ValidationError, RecursionError):
                found.dropped[NO_FORM] += 1

    def _statement(self, found: Found, places: Places, said: Said) -> None:
        if said.kind not in set(Kind):
            found.dropped[NO_CODE] += 1
            return
        cue = places.find(said.cue, near=self._begin(places, said.content))
        contents = [places.find(words, near=cue.start if cue else None) for words in said.content]
        near = cue.start if cue else next((c.start for c in contents if c), None)
        stretches = [c for c in contents if c]
        who = said.source.words if said.source else None
        source = self._source(places, who, near, stretches)
        for words, span in zip((said.cue, who, *said.content), (cue, source, *contents), strict=True):
            found.dropped[NO_WORDS] += words is not None and span is None
        content = _content(places, stretches, [s for s in (source, cue) if s])
        if not content or not (source or cue):
            found.dropped[NO_PART] += 1
            return
        statement = Statement.make(places.article.id, source, cue, content, Kind(said.kind))
        if any(statement.id == other.id for other in found.statements):
            found.dropped[TWICE] += 1
            return
        speaker = self.names.speaker(source, said.source) if source and said.source else None
        found.statements.append(replace(statement, speaker=speaker))

    def _source(
        self, places: Places, words: Words | None, near: int | None, contents: Sequence[Span]
    ) -> Span | None:
        """The words of a source: outside what it says, where they also stand there."""
        spans = [span for span in places.all(words, context=True) if len(span) <= LONGEST_PARTY]
        outside = [span for span in spans if not any(c.contains(span) for c in contents)]
        return min(outside or spans, key=lambda s: (abs(s.start - (near or 0)), s.start), default=None)

    def _begin(self, places: Places, content: Sequence[Words]) -> int | None:
        """Where the first content that can't be mistaken for another stands."""
        for words in content:
            found = places.all(words)
            if len(found) == 1:
                return found[0].start
        return None

    def _mention(self, found: Found, places: Places, told: Told) -> Mention | None:
        own = next((own for own in self.own_types if own.name == told.type), None)
        type_ = own.type if own else told.type
        if (own is None and type_ not in TYPES) or told.factuality not in set(Factuality):
            found.dropped[NO_CODE] += 1
            return None
        triggers = [span for span in places.all(told.trigger) if len(span) <= LONGEST_TRIGGER]
        if not triggers:
            found.dropped[NO_WORDS] += 1
            return None
        trigger = _free(triggers, found.mentions, type_, _last(found.mentions))
        if trigger is None:
            found.dropped[TWICE] += 1
            return None
        mode = own.mode if own and own.mode else told.mode
        possible = modes(type_) if type_ in TYPES else ()
        place, time = (
            places.find(words, near=trigger.start, context=True) for words in (told.place, told.time)
        )
        found.dropped[NO_WORDS] += (told.place is not None and place is None) + (
            told.time is not None and time is None
        )
        mention = replace(
            Mention.make(places.article.id, trigger, type_, mode if mode in possible else None),
            actors=self._parties(found, places, told.actors, trigger),
            recipients=self._parties(found, places, told.recipients, trigger),
            place=place,
            time=time,
            factuality=Factuality(told.factuality),
            historical=told.historical or self._is_historical(places, time),
            own_type=own.name if own else None,
            own_quad=own.quad if own else None,
        )
        if self.foreign:
            when = day_or_span(told.date) if time is not None else None
            if time is not None and when is not None:
                reason = f"{time.quote}: the language model's reading"
                mention = replace(mention, date=when.iso, grain=when.grain, date_reason=reason)
            if place is not None and told.place_name:
                found.place_names[mention.id] = told.place_name[:LONGEST_TRIGGER]
        found.mentions.append(mention)
        return mention

    def _is_historical(self, places: Places, time: Span | None) -> bool:
        return time is not None and not self.foreign and is_historical(time.quote, places.article.published)

    def _parties(self, found: Found, places: Places, whos: Sequence[Who], trigger: Span) -> tuple[Party, ...]:
        out: dict[tuple[Span | None, str | None], Party] = {}
        for who in whos:
            if who.words is None:
                for party in self.names.left_out(who):
                    out.setdefault((None, party.code), party)
                continue
            span = places.find(who.words, near=trigger.start, context=True)
            if span is None or len(span) > LONGEST_PARTY:
                found.dropped[NO_WORDS] += 1
                continue
            for party in self.names.parties(span, who):
                out.setdefault((party.span, party.code), party)
        return tuple(out.values())

    def _figure(
        self, found: Found, places: Places, number: Number, by_trigger: Mapping[str, Mention]
    ) -> None:
        if number.unit not in set(Unit) or number.factuality not in set(Factuality):
            found.dropped[NO_CODE] += 1
            return
        measured = by_trigger.get(number.trigger.quote) if number.trigger else None
        near = measured.trigger.start if measured else None
        taken = {figure.span.start for figure in found.figures}
        spans = [s for s in places.all(number.number) if len(s) <= LONGEST_TRIGGER and s.start not in taken]
        if not spans:
            found.dropped[NO_WORDS] += 1
            return
        low, high = number.low, number.high
        if (low is None and high is None) or (low is not None and high is not None and low > high):
            found.dropped[NO_FORM] += 1
            return
        span = min(spans, key=lambda s: (abs(s.start - near) if near is not None else 0, s.start))
        unit = Unit(number.unit)
        as_of = day_or_span(number.as_of)
        figure = Figure.make(
            places.article.id, span, low, high, unit,
            measure=number.measure if unit is Unit.TIME and number.measure in MEASURES else None,
            currency=number.currency if unit is Unit.MONEY and number.currency in _currencies() else None,
            of=places.find(number.of, near=span.start),
        )  # fmt: skip
        found.figures.append(
            replace(
                figure,
                holder=self.names.code(number.holder),
                as_of=as_of.iso if as_of else None,
                mention_id=measured.id if measured else None,
                factuality=Factuality(number.factuality),
                counted=number.counted if number.counted in COUNTED else None,
            )
        )


def _currencies() -> Mapping[str, object]:
    return currencies().countries


def _last(mentions: Sequence[Mention]) -> int:
    """Where the mention stands that was given last."""
    return mentions[-1].trigger.start if mentions else 0


def _free(spans: Sequence[Span], mentions: Sequence[Mention], type_: str, after: int) -> Span | None:
    """The first of the places, from `after` on if there is one, where no mention of the type is yet."""
    taken = {(m.trigger.start, m.trigger.end) for m in mentions if m.type == type_}
    free = [span for span in spans if (span.start, span.end) not in taken]
    return next((span for span in free if span.start >= after), free[0] if free else None)


def _content(places: Places, spans: Sequence[Span], holes: Sequence[Span]) -> tuple[Span, ...]:
    """The stretches without source and cue, and without white space and commas at their ends."""
    cuts = merged((hole.start, hole.end) for hole in holes)
    out = []
    for span in sorted_spans(spans):
        for first, last in _without(span, cuts):
            piece = places.article.text[first:last]
            start = first + len(piece) - len(piece.lstrip(EDGES))
            if any(map(str.isalnum, piece)):
                out.append(places.article.span(start, start + len(piece.strip(EDGES))))
    return tuple(out)


def _without(span: Span, cuts: Iterable[Range]) -> Iterable[Range]:
    start = span.start
    for first, last in cuts:
        if start < last and first < span.end:
            if start < first:
                yield start, first
            start = last
    if start < span.end:
        yield start, span.end
