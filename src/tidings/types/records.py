"""The records of tidings: what an article says, each with the exact words it was read from.

Definitions are those of the coding manual (docs/explanation/coding-manual.md). Make records through the
`make` class methods, which compute their ids; spans through `Article.span`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from tidings.types.days import Grain
from tidings.types.ids import article_id, content_id
from tidings.types.spans import Span

OUTLET: Final = "outlet"
"""The voice of a mention or figure that the article states in its own name."""


class Kind(StrEnum):
    """What a statement's source does with its content."""

    ASSERTION = "assertion"
    ATTITUDE = "attitude"


class Factuality(StrEnum):
    """How the voice presents an action or figure (coding manual, section 4)."""

    ACTUAL = "actual"
    FUTURE = "future"
    PROPOSED = "proposed"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class Unit(StrEnum):
    """What a figure counts (coding manual, section 3)."""

    PEOPLE = "people"
    TROOPS = "troops"
    WEAPONS = "weapons"
    VEHICLES = "vehicles"
    MONEY = "money"
    PERCENT = "percent"
    COUNTRIES = "countries"
    TIME = "time"
    OTHER = "other"


class How(StrEnum):
    """How it was found out whom the words of a party mean."""

    NAMED = "named"
    """The words name them, or the article does where it introduces them."""
    REFERRED = "referred"
    """The words stand for others that do: a pronoun for its noun, *the alliance* for the last one named."""
    GUESSED = "guessed"
    """Neither; it is whom most clues around them speak for."""


class Precision(StrEnum):
    """How exactly a place is known."""

    EXACT = "exact"
    """A spot: a building, base, crossing, airport, street or district of a city."""
    CITY = "city"
    """A settlement."""
    REGION = "region"
    """Part of a country or of several: a province, valley, river, sea, front."""
    COUNTRY = "country"
    """A whole country: it has no coordinates."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where words of place lie.

    `country` is ISO 3166-1 alpha-3, None for what lies in several or in none (a sea). `latitude` and
    `longitude` are WGS 84 degrees: the middle of a city or region, None for a country. `geonames` is the
    GeoNames id where the place is there; `reason` is for a person to read.
    """

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: Precision
    geonames: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One text from one outlet; all spans are code points into `text`.

    `inferred` names the metadata fields that were read off the text, not given; `furniture` holds
    `[start, end)` ranges of `text` that are page furniture (menus, captions), which no step reads.
    `origin` says where it came from (`path`, or `path!member` inside an archive); it is no part of the id.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = "en"
    external_id: str | None = None
    origin: str = ""
    inferred: tuple[str, ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()

    @classmethod
    def make(
        cls,
        text: str,
        *,
        title: str | None = None,
        outlet: str | None = None,
        author: str | None = None,
        published: date | None = None,
        url: str | None = None,
        language: str = "en",
        external_id: str | None = None,
        origin: str = "",
        inferred: tuple[str, ...] = (),
        furniture: tuple[tuple[int, int], ...] = (),
    ) -> Article:
        """An article with its content-hash id."""
        return cls(
            article_id(text, outlet), text, title, outlet, author, published, url, language,
            external_id, origin, inferred, furniture,
        )  # fmt: skip

    def span(self, start: int, end: int) -> Span:
        """The span `[start, end)` of this article's text; ValueError where it does not lie in it."""
        return Span.of(self.text, start, end)

    def is_furniture(self, start: int, end: int) -> bool:
        """Whether `[start, end)` touches page furniture."""
        return any(start < e and s < end for s, e in self.furniture)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An input that could not become an article, with its numbered reason (a key of `PROBLEMS`)."""

    origin: str
    number: str
    reason: str

    @property
    def id(self) -> str:
        """Content-hash id of origin and number."""
        return content_id("q", self.origin, self.number)


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or recipient: its words (None where the sentence leaves them out) and its code.

    `code` is the coding manual's `COUNTRY:SECTOR`, for instance `RUS:MIL`, `IGO:NATO` or `DEU`;
    None where it is unknown. `name` is the person, body or country in full, as far as the words or the
    gazetteer tell; `reason` says to a person why it was taken for that. `score` is the chance that the model
    gives to the words having this role, `how` says how the code was found, and `code_score` is the chance of
    the code where it was guessed; each is None where nothing tells.
    """

    span: Span | None
    code: str | None
    name: str | None = None
    reason: str | None = None
    score: float | None = None
    how: How | None = None
    code_score: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of text attributed to a source; `within` is the id of the statement around it.

    `speaker` is who the words of the source are. The scores are the model's chances, None where no model
    read it: that the words are a cue, are its source, are its content, and that it is of this kind.
    """

    id: str
    article_id: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: Kind
    within: str | None = None
    speaker: Party | None = None
    cue_score: float | None = None
    source_score: float | None = None
    content_score: float | None = None
    kind_score: float | None = None

    @classmethod
    def make(
        cls,
        article_id: str,
        source: Span | None,
        cue: Span | None,
        content: tuple[Span, ...],
        kind: Kind,
        within: str | None = None,
    ) -> Statement:
        """A statement with its content-hash id (article, spans; not `within`)."""
        where = [(s.start, s.end) if s else None for s in (source, cue, *content)]
        return cls(content_id("s", article_id, where), article_id, source, cue, content, kind, within)


@dataclass(frozen=True, slots=True)
class Mention:
    """One telling of one political action.

    `date` is ISO 8601: a day, month or year, or an interval `start/end` (`..` where open); `grain` and
    `date_reason` say how exactly and why. `location` is where the words of `place` lie. `voice` is `OUTLET`
    or the id of the innermost assertion it stands in. `historical`: the text dates it to over a year before
    the article. The scores are the model's chances, None where no model read it: that the words are a
    trigger, that it has this type, mode and factuality, that the words say where and when; `type_next` is the
    type with the next best chance. `own_type` is the user's own type whose words found it: `type` is then the
    PLOVER type that this refines, or for one beside PLOVER its own name, and `own_quad` its quad class.
    """

    id: str
    article_id: str
    trigger: Span
    type: str
    mode: str | None = None
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    place: Span | None = None
    time: Span | None = None
    date: str | None = None
    grain: Grain | None = None
    date_reason: str | None = None
    location: Location | None = None
    factuality: Factuality = Factuality.ACTUAL
    historical: bool = False
    voice: str = OUTLET
    trigger_score: float | None = None
    type_score: float | None = None
    type_next: str | None = None
    mode_score: float | None = None
    place_score: float | None = None
    time_score: float | None = None
    factuality_score: float | None = None
    own_type: str | None = None
    own_quad: int | None = None

    @classmethod
    def make(cls, article_id: str, trigger: Span, type: str, mode: str | None = None) -> Mention:
        """A mention with its content-hash id (article, trigger span, type), to be filled by later steps."""
        return cls(
            content_id("m", article_id, trigger.start, trigger.end, type), article_id, trigger, type, mode
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity: bounds (equal if exact, one None if open), unit, and what is counted.

    `measure` names the unit where it is `time` or `other`; `currency` is ISO 4217 where it is `money`;
    `holder` is one code or several joined by commas; `as_of` is ISO 8601; `mention_id` is the mention it
    measures; `counted` is what is counted in one short word (*dead*, *troops*), so that figures compare.
    `factuality_score` is the model's chance of the factuality; rules find all else.
    """

    id: str
    article_id: str
    span: Span
    low: float | None
    high: float | None
    unit: Unit
    measure: str | None = None
    currency: str | None = None
    of: Span | None = None
    holder: str | None = None
    as_of: str | None = None
    mention_id: str | None = None
    factuality: Factuality = Factuality.ACTUAL
    voice: str = OUTLET
    counted: str | None = None
    factuality_score: float | None = None

    @classmethod
    def make(
        cls,
        article_id: str,
        span: Span,
        low: float | None,
        high: float | None,
        unit: Unit,
        *,
        measure: str | None = None,
        currency: str | None = None,
        of: Span | None = None,
    ) -> Figure:
        """A figure with its content-hash id (article, span, unit), to be filled by later steps."""
        key = content_id("f", article_id, span.start, span.end, unit)
        return cls(key, article_id, span, low, high, unit, measure, currency, of)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, or was said to: the mentions of it across articles."""

    id: str
    type: str
    mention_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's decision on one field of a mention, figure or event, kept beside the machine's value."""

    id: str
    target_id: str
    field: str
    value: str | None
    reviewer: str
    decided: datetime

    @classmethod
    def make(cls, target_id: str, field: str, value: str | None, reviewer: str, decided: datetime) -> Verdict:
        """A verdict with its content-hash id."""
        key = content_id("v", target_id, field, value, reviewer, decided.isoformat())
        return cls(key, target_id, field, value, reviewer, decided)


@dataclass(frozen=True, slots=True)
class Coding:
    """Everything that was read in one article."""

    article: Article
    statements: tuple[Statement, ...] = ()
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
