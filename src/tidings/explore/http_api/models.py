"""What the HTTP API answers with: rows of the record's tables, and what stands beside them in other tables.

A row has the columns of its table under their own names; their meaning is that of `types.schemas`, so that a
new column of the record is a new key here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa
from pydantic import AwareDatetime, Field, create_model

from tidings.explore.http_api.counts import Answer, SeriesRow
from tidings.record.pages import MADE_WITH, NOT_LISTED
from tidings.types.schemas import SCHEMAS, column_docs


class Range(Answer):
    """A stretch of an article's text."""

    start: int
    """First code point."""
    end: int
    """Code point after the last."""


class Quoted(Range):
    """A stretch of an article's text with its words."""

    quote: str
    """The words, exactly as in the text."""


_KINDS: Final[dict[pa.DataType, Any]] = {
    pa.string(): str, pa.int8(): int, pa.int32(): int, pa.float64(): float, pa.bool_(): bool,
    pa.date32(): date, pa.timestamp("us"): AwareDatetime, pa.list_(pa.string()): list[str],
}  # fmt: skip


def _row(name: str, doc: str, table: str, without: tuple[str, ...] = (), *more: type[Answer]) -> Any:
    """A model with the columns of a table, and then the fields of the other models."""
    docs = column_docs(table)
    fields: dict[str, Any] = {}
    for column in SCHEMAS[table]:
        if column.name not in without:
            kind = _KINDS.get(column.type, list[Range])
            kind = kind | None if column.nullable else kind
            fields[column.name] = kind, Field(description=docs[column.name])
    for model in more:
        fields |= {name: (field.annotation, field) for name, field in model.model_fields.items()}
    return create_model(name, __base__=Answer, __doc__=doc, __module__=__name__, **fields)


class _InArticle(Answer):
    outlet: str | None
    """Who published the article."""
    published: date | None
    """Day of publication."""
    title: str | None
    """Headline of the article."""


class _Said(Answer):
    source: str | None
    """The words that name who says so; null in the outlet's own voice, or where nobody is named."""
    speaker_code: str | None
    """Code of who says so, as in parties."""
    speaker_name: str | None
    """Who says so, in full."""
    sentence: str
    """The words around it, cut where their sentence ends."""


class _Linked(Answer):
    event_id: str | None
    """The event it tells of; null until it is linked."""


class _Counted(Answer):
    statements: int
    """Statements in it."""
    mentions: int
    """Mentions in it."""
    figures: int
    """Figures in it."""
    copy_of: str | None
    """The article that it repeats."""


class _Content(Answer):
    contents: list[Quoted]
    """What is expressed, stretch by stretch."""


Party: Any = _row("Party", "An actor or recipient.", "parties", ("mention_id", "article_id", "role", "n"))


class _Acted(Answer):
    actors: list[Party]
    """Those who do it."""
    recipients: list[Party]
    """Those it is done to."""


MentionRow: Any = _row("MentionRow", "One telling of one action.", "mentions", MADE_WITH, _Acted)
Mention: Any = _row(
    "Mention", "One telling of one action, with its article, who says so, and its event.", "mentions",
    MADE_WITH, _Acted, _InArticle, _Said, _Linked,
)  # fmt: skip
StatementRow: Any = _row(
    "StatementRow", "A stretch of text attributed to a source.", "statements", MADE_WITH, _Content
)
Statement: Any = _row(
    "Statement", "A stretch of text attributed to a source, with its article.", "statements", MADE_WITH,
    _Content, _InArticle,
)  # fmt: skip
FigureRow: Any = _row("FigureRow", "One quantity.", "figures", MADE_WITH)
Figure: Any = _row(
    "Figure", "One quantity, with its article and who says so.", "figures", MADE_WITH, _InArticle, _Said
)
Article: Any = _row("Article", "An article, without its text.", "articles", NOT_LISTED, _Counted)
ArticleRow: Any = _row("ArticleRow", "An article with its text.", "articles", ("signature",))


class Coded(Answer):
    """One article with everything that was read in it; all positions are code points into `article.text`."""

    article: ArticleRow
    """The article."""
    statements: list[StatementRow]
    """Its statements, in the order of the text."""
    mentions: list[MentionRow]
    """Its mentions, in the order of the text."""
    figures: list[FigureRow]
    """Its figures, in the order of the text."""


class Copy(Answer):
    """An article that repeats another."""

    id: str
    """The other article's id."""
    title: str | None
    """Its headline."""
    outlet: str | None
    """Who published it."""
    published: date | None
    """Day of publication."""
    similarity: float
    """Estimated Jaccard similarity of their word 5-grams, 0 to 1."""
    original: bool
    """Whether the other is the one that is repeated."""


class Stored(Coded):
    """An article of the record with everything that was read in it."""

    events: dict[str, str]
    """Mention id to the id of the event that it tells of."""
    copies: list[Copy]
    """Articles that repeat it or that it repeats, 50 at most."""


Event: Any = _row("Event", "What happened, or was said to: the mentions of it together.", "events")
Change: Any = _row("Change", "What became of an event.", "event_changes")
Quarantined: Any = _row("Quarantined", "An input that could not become an article.", "quarantine")
EventFigure: Any = _row("EventFigure", "What the tellings of an event count.", "event_figures", ("event_id",))


class Telling(Answer):
    """One telling of an event: a mention, its article and who says so."""

    mention_id: str
    """The mention."""
    article_id: str
    """Its article."""
    outlet: str | None
    """Who published the article."""
    published: date | None
    """Day of publication."""
    title: str | None
    """Headline of the article."""
    start: int
    """First code point of the words that name the action."""
    end: int
    """Code point after the last of them."""
    trigger: str
    """These words."""
    sentence: str
    """The words around them, cut where their sentence ends."""
    type: str
    """PLOVER event type."""
    mode: str | None
    """PLOVER mode."""
    quad: int | None
    """Quad class of the type, 1 to 4."""
    actors: list[str]
    """What this telling calls those who do it."""
    recipients: list[str]
    """What this telling calls those it is done to."""
    date: str | None
    """ISO 8601 day, month or year, or interval, that its words mean."""
    place: str | None
    """Its words for where."""
    factuality: str
    """actual, future, proposed, hypothetical or negated."""
    historical: bool
    """Dated by the text to over a year before the article."""
    own: bool
    """Whether the outlet says so in its own voice."""
    source: str | None
    """The words that name who says so; null in the outlet's own voice."""
    speaker_code: str | None
    """Code of who says so."""
    speaker_name: str | None
    """Who says so, in full."""
    copied: bool
    """Whether the article repeats another one."""


class Disagreement(Answer):
    """Two tellings that exclude each other."""

    kind: str
    """figure, time, place, actor or factuality."""
    mention_one: str
    """The earlier telling."""
    outlet_one: str | None
    """Its outlet."""
    said_one: str
    """What it has."""
    mention_other: str
    """The later telling."""
    outlet_other: str | None
    """Its outlet."""
    said_other: str
    """What it has."""
    figure_one: str | None
    """The figure, where the kind is figure."""
    figure_other: str | None
    """The figure, where the kind is figure."""


class Wording(Answer):
    """How one outlet words an event."""

    outlet: str | None
    """The outlet; null where an article names none, which then stands for itself."""
    published: date | None
    """Day of its first report."""
    triggers: list[str]
    """Its words for the act."""
    actors: list[str]
    """Its words for those who do it; none where it leaves them out."""
    recipients: list[str]
    """Its words for those it is done to."""
    article_ids: list[str]
    """Its articles."""


class _Told(Answer):
    told: list[Telling]
    """Its tellings by day of publishing and outlet: the first 2,000; `tellings` says how many there are."""
    contradictions: list[Disagreement]
    """What its tellings disagree on; `disagreements` says how many there are."""
    figures: list[EventFigure]
    """What they count."""
    wordings: list[Wording]
    """How each outlet words it."""
    left_out: list[str]
    """Outlets that published in the week from the first report on and do not tell of it."""
    changes: list[Change]
    """What became of it since it was made."""


EventDetail: Any = _row("EventDetail", "An event with all that its tellings have.", "events", (), _Told)


class Meaning(Answer):
    """What the number of a problem means."""

    number: str
    """The number."""
    message: str
    """Its message; words in braces stand for what it was about."""


def _list(row: Any, name: str) -> Any:
    fields: dict[str, Any] = {
        "items": (list[row], Field(description="The rows of this page.")),
        "next": (str | None, Field(description="Address of the next page; null on the last one.")),
        "cursor": (
            str | None,
            Field(description="Where this page ends: as `after`, it gives what comes then; null at no row."),
        ),
    }
    return create_model(f"{name}List", __base__=Answer, __doc__="A page of a list.", **fields)


Articles: Any = _list(Article, "Article")
Mentions: Any = _list(Mention, "Mention")
Statements: Any = _list(Statement, "Statement")
Figures: Any = _list(Figure, "Figure")
Events: Any = _list(Event, "Event")
Changes: Any = _list(Change, "Change")
Quarantine: Any = _list(Quarantined, "Quarantined")
Series: Any = _list(SeriesRow, "Series")


def utc(moment: datetime) -> datetime:
    """A moment as the record has it, in UTC without saying so, as one that says so."""
    return moment.replace(tzinfo=UTC)
