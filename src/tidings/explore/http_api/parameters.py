"""What the lists of the HTTP API can be asked for: the filters of the command line, by the same names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from tidings.errors import ConfigurationError
from tidings.record.article_list import ArticleSearch, terms
from tidings.record.event_queries import EventFilter
from tidings.record.event_search import EventSearch
from tidings.record.figure_queries import FigureFilter
from tidings.record.pages import Sort
from tidings.record.queries import MentionFilter
from tidings.record.statement_queries import StatementFilter
from tidings.types import Factuality, Kind, Unit

MOST: Final = 1000
"""Rows of one page at most."""
SHORT: Final = 300
"""Characters of a value at most."""
MANY: Final = 20
"""Values of one parameter at most."""
DAY: Final = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
"""An ISO 8601 year, month or day from 1000 to 2999."""

Words = Annotated[str, Field(min_length=1, max_length=SHORT, pattern=r"^[^\u0000]*$")]
Many = Annotated[list[Words], Field(max_length=MANY)]
Day = Annotated[str, Field(max_length=10, pattern=f"^{DAY}$")]
Instant = Annotated[
    str,
    Field(
        max_length=40,
        pattern=f"^{DAY}(T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]{{1,6}})?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?$",
    ),
]
AtLeast = Annotated[int, Field(ge=1, le=1_000_000)]
Id = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_:-]+$")]


class Asked(BaseModel):
    """Parameters of a request; an unknown one is refused, as it would be taken for a filter that is not."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Paged(Asked):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    """Rows of the page at most."""
    after: Annotated[str, Field(max_length=2000, pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    """The `cursor` of the page before; only together with the same filter."""


class ArticlesAsked(Paged):
    """Which articles."""

    outlet: Many = []
    """From any of these outlets."""
    since: Day | None = None
    """Published on or after this day, month or year."""
    until: Day | None = None
    """Published on or before it."""
    q: Words | None = None
    """Words that all stand in the title or text; a phrase stands in quotation marks."""
    copies: Literal["without", "only"] | None = None
    """Without articles that repeat another one, or only these."""
    missing: Literal["outlet", "title", "date", "inferred"] | None = None
    """Only those without it, or (inferred) with metadata read off their text."""
    sort: Sort = Sort.OLDEST
    """Order, by day of publishing."""

    def search(self) -> ArticleSearch:
        """As the record is asked; ConfigurationError TID-402 where `q` holds no word."""
        if self.q is not None and not terms(self.q):
            raise ConfigurationError("TID-402", name="q", value=self.q, detail="holds no word")
        return ArticleSearch(tuple(self.outlet), self.since, self.until, self.q, self.copies, self.missing)


class MentionsAsked(Paged):
    """Which mentions."""

    actor: Words | None = None
    """Who did it: a code or its beginning (`RUS`, `RUS:MIL`, `IGO:NATO`), or words."""
    recipient: Words | None = None
    """To whom: a code or words."""
    type: Words | None = None
    """PLOVER event type, as ASSAULT or AID."""
    factuality: Factuality | None = None
    """How the voice presents it."""
    voice: Words | None = None
    """According to whom: `outlet`, or words of the source."""
    since: Day | None = None
    """From this day, month or year on; a mention's date is its own or else its article's."""
    until: Day | None = None
    """Up to this day, month or year, itself included."""
    outlet: Words | None = None
    """Published by this outlet."""
    article: Id | None = None
    """In this article."""
    event: Id | None = None
    """Telling of this event."""

    def filter(self) -> MentionFilter:
        """As the record is asked, but for the event."""
        return MentionFilter(
            self.actor, self.recipient, self.type, self.factuality, self.voice, self.since, self.until,
            self.article, outlet=self.outlet,
        )  # fmt: skip


class StatementsAsked(Paged):
    """Which statements."""

    speaker: Words | None = None
    """Who speaks: a code or its beginning, or words of the source or of the speaker's name."""
    kind: Kind | None = None
    """What the source does with it."""
    q: Words | None = None
    """A stretch of what is expressed, in any case."""
    outlet: Words | None = None
    """Published by this outlet."""
    since: Day | None = None
    """Published on or after this day, month or year."""
    until: Day | None = None
    """Published on or before it."""
    article: Id | None = None
    """In this article."""

    def filter(self) -> StatementFilter:
        """As the record is asked."""
        return StatementFilter(
            self.speaker, self.kind, self.q, self.outlet, self.since, self.until, self.article
        )


class FiguresAsked(Paged):
    """Which figures."""

    counted: Words | None = None
    """A stretch of the words for what is counted, or its one short word (`dead`)."""
    unit: Unit | None = None
    """What kind of thing is counted."""
    holder: Words | None = None
    """Whose: a code or its beginning."""
    factuality: Factuality | None = None
    """How the voice presents it."""
    voice: Words | None = None
    """According to whom: `outlet`, a speaker's code or its beginning, or words of the source."""
    outlet: Words | None = None
    """Published by this outlet."""
    since: Day | None = None
    """Published on or after this day, month or year."""
    until: Day | None = None
    """Published on or before it."""
    article: Id | None = None
    """In this article."""
    event: Id | None = None
    """Measuring a telling of this event."""

    def filter(self) -> FigureFilter:
        """As the record is asked, but for the event."""
        return FigureFilter(
            self.counted, self.unit, self.holder, self.factuality, self.voice, self.outlet, self.since,
            self.until, self.article,
        )  # fmt: skip


class EventsFiltered(Paged):
    """Which events. Of several values of one parameter any may fit; all parameters must fit."""

    actor: Many = []
    """Who does it: codes or their beginnings (`RUS`, `RUS:MIL`, `IGO:NATO`), or whole names."""
    recipient: Many = []
    """To whom."""
    type: Many = []
    """PLOVER event types."""
    quad: Annotated[list[Annotated[int, Field(ge=1, le=4)]], Field(max_length=4)] = []
    """Quad classes."""
    factuality: Annotated[list[Factuality], Field(max_length=5)] = []
    """How most outlets present it."""
    voice: Many = []
    """Told by: `outlet` (an outlet itself), `quoted` (anybody quoted), a speaker's code or whole name."""
    outlet: Many = []
    """Told by this outlet."""
    place: Many = []
    """Where: ISO 3166-1 alpha-3 code, or the name of the place."""
    outlets: AtLeast = 1
    """Told by at least so many outlets."""
    independent: AtLeast = 1
    """Told by at least so many outlets that do not need the same official as their source."""
    disputed: bool = False
    """Only events whose tellings contradict each other."""
    q: Words | None = None
    """Words that all stand in its tellings' sentences or titles, or name its parties or place."""

    def search(self) -> EventSearch:
        """As the record is asked, but for days."""
        return EventSearch(
            actor=tuple(self.actor), recipient=tuple(self.recipient), type=tuple(self.type),
            quad=tuple(self.quad), factuality=tuple(map(str, self.factuality)), outlet=tuple(self.outlet),
            voice=tuple(self.voice), place=tuple(self.place), outlets=self.outlets,
            independent=self.independent, disputed=self.disputed, words=self.q,
        )  # fmt: skip


class EventsAsked(EventsFiltered):
    """Which events, and in which order."""

    since: Day | None = None
    """From this day, month or year on."""
    until: Day | None = None
    """Up to this day, month or year, itself included."""
    sort: Sort = Sort.OLDEST
    """Order, by first day."""

    def search(self) -> EventSearch:
        """As the record is asked."""
        return replace(super().search(), since=self.since, until=self.until)


class ChangesAsked(EventsFiltered):
    """Which changes: of events that fit now; one that was renamed or merged counts as what it went into."""

    since: Instant | None = None
    """Changes from this instant on: a day, month or year, or a date and time (in UTC without an offset)."""

    @property
    def moment(self) -> datetime | None:
        """The instant in UTC, as the record has it; ConfigurationError TID-402 where there is no such."""
        if self.since is None:
            return None
        words = self.since + "-01-01"[len(self.since) - 4 :] if len(self.since) < 10 else self.since
        try:
            found = datetime.fromisoformat(words)
        except ValueError as failure:
            detail = "no such instant"
            raise ConfigurationError("TID-402", name="since", value=self.since, detail=detail) from failure
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


class SeriesAsked(Paged):
    """How to count events, and which."""

    by: Literal["day", "week", "month", "year"] = "month"
    """The period; a week begins on Monday."""
    actor: Words | None = None
    """Who does it: a code or its beginning."""
    recipient: Words | None = None
    """To whom: a code or its beginning."""
    type: Words | None = None
    """PLOVER event type."""
    factuality: Factuality | None = None
    """How most outlets present it; with `voice`, how that voice does."""
    voice: Words | None = None
    """Told by: `outlet`, a speaker's code or its beginning, or words of the source."""
    since: Day | None = None
    """From this day, month or year on."""
    until: Day | None = None
    """Up to this day, month or year, itself included."""
    outlets: AtLeast = 1
    """Told by at least so many outlets."""
    independent: AtLeast = 1
    """Told by at least so many outlets that do not need the same official as their source."""
    disputed: bool = False
    """Only events whose tellings contradict each other."""

    def filter(self) -> EventFilter:
        """As the record is asked."""
        return EventFilter(
            self.actor, self.recipient, self.type, self.factuality, self.voice, self.since, self.until,
            self.outlets, self.independent, self.disputed,
        )  # fmt: skip


class QuarantineAsked(Paged):
    """Which inputs in quarantine."""

    number: Annotated[str, Field(pattern=r"^TID-[0-9]{3}$")] | None = None
    """Of this problem only."""
