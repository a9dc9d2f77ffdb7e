"""What the HTTP API answers with where it counts."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(use_attribute_docstrings=True, from_attributes=True)


class SeriesRow(Answer):
    """Events of one period, dyad and quad class."""

    period: date | None
    """First day of the period; null for events without any day."""
    actor: str | None
    """Country of who does it, or the whole code of a body; null where nobody is named."""
    recipient: str | None
    """Country of who it is done to, or the whole code of a body."""
    quad: int
    """Quad class, 1 to 4."""
    events: int
    """Events; one with several actors or recipients counts once for each pair."""
    score: float | None
    """Mean of PLOVER's score of their type and mode, -10 conflict to 10 cooperation."""
    goldstein: float | None
    """Mean of the Goldstein value of their type and mode, -10 to 10."""


class Source(Answer):
    """A source by its words."""

    name: str
    """The words."""
    statements: int
    """Statements of it."""
    articles: int
    """Articles they stand in."""


class Action(Answer):
    """Mentions of one event type."""

    type: str
    """PLOVER event type."""
    quad: int | None
    """Quad class, 1 to 4."""
    mentions: int
    """Mentions of it."""
    factuality: dict[str, int]
    """Of these, by factuality."""


class Dyad(Answer):
    """Mentions of one pair of countries or bodies."""

    actor: str
    """Country, or whole code of a body, that acts."""
    recipient: str
    """That it is done to."""
    mentions: int
    """Mentions of it."""
    types: dict[str, int]
    """Of these, by event type."""


class QuarantineCount(Answer):
    """Inputs quarantined for one problem."""

    number: str
    """Number of the problem."""
    inputs: int
    """How many."""
    example: str
    """The reason given for one of them."""


class Summary(Answer):
    """What the record holds."""

    articles: int
    """Articles."""
    words: int
    """Words of their texts."""
    statements: int
    """Statements."""
    mentions: int
    """Mentions."""
    figures: int
    """Figures."""
    events: int
    """Events."""
    copies: int
    """Articles that repeat another one."""
    outlet: int
    """Mentions in an outlet's own voice."""
    quoted: int
    """Mentions in the voice of others."""
    factuality: dict[str, int]
    """Mentions by factuality."""
    sources: list[Source]
    """Sources with most statements."""
    actions: list[Action]
    """Event types by their mentions."""
    dyads: list[Dyad]
    """Dyads with most mentions."""
    quarantine: list[QuarantineCount]
    """Inputs in quarantine, by problem."""
