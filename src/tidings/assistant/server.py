"""The MCP server: a record's questions as tools for an assistant."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import Field, ValidationError

from tidings import __version__
from tidings.assistant import answers, asking
from tidings.errors import ConfigurationError, InstallationError, TidingsError
from tidings.ontology import TYPES
from tidings.record import EventFilter, MentionFilter, Record, SeriesFilter, open_record
from tidings.record.event_search import EventSearch
from tidings.record.figure_queries import FigureFilter
from tidings.record.pages import Sort
from tidings.record.statement_queries import StatementFilter

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context, MCPServer
    from mcp.types import CallToolResult, InputRequiredResult

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)

INSTRUCTIONS: Final = (
    "Tools over a record of news articles: who did what to whom, when and where, how many, according to "
    "whom, and how certain. Every answer quotes the words it was read from, with the article's id and their "
    "place in its text (start, end): quote them, name the outlet and whom it quotes, and say where outlets "
    "disagree. What the record has was read by a program and may be wrong; it says what was reported, not "
    f"what is true. {answers.NOTICE}"
)

Code = Annotated[str | None, Field(description="A code or its beginning (RUS, RUS:MIL, IGO:NATO).")]
Who = Annotated[str | None, Field(description="A code or its beginning (RUS, RUS:MIL, IGO:NATO), or words.")]
Type = Annotated[
    str | None, Field(description=f"PLOVER event type: {', '.join(TYPES)}; or one of the record's own.")
]
Certainty = Annotated[
    Literal["actual", "future", "proposed", "hypothetical", "negated"] | None,
    Field(description="How it is presented: happened, planned, called for, feared or possible, denied."),
]
Voice = Annotated[
    str | None, Field(description="According to whom: `outlet` (outlets themselves), or words of the source.")
]
Since = Annotated[str | None, Field(description="From this day, month or year on (YYYY-MM-DD).")]
Until = Annotated[str | None, Field(description="Up to this day, month or year, itself included.")]
Outlet = Annotated[str | None, Field(description="Only what this outlet published.")]
Limit = Annotated[int, Field(description=f"Rows at most, 1 to {asking.MOST}.")]
After = Annotated[
    str | None, Field(description="`after` of the last answer, with the same filters, for what follows.")
]
EventId = Annotated[str | None, Field(description="Only tellings of this event.")]


def serve(path: Path) -> None:
    """Answer an assistant over standard input and output until it hangs up.

    Raises RecordError (TID-201 to TID-208) where the record can't be opened, InstallationError TID-741 where
    the SDK is missing.
    """
    server = make_server(path)
    with open_record(path, read_only=True):
        pass  # what is wrong with the record is said at the start, not at the first question
    server.run("stdio")


def make_server(path: Path) -> MCPServer:
    """The server of the record at `path`, which is opened for each question, for reading only.

    Between questions other programs may write it. Raises InstallationError TID-741 where the SDK is missing.
    """
    try:
        from mcp.server.mcpserver import MCPServer  # noqa: PLC0415 - an extra
        from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415
        from mcp.types import ToolAnnotations  # noqa: PLC0415
    except ImportError as failure:
        raise InstallationError("TID-741", detail=str(failure)) from failure

    class Strict(MCPServer[Any]):
        """Refuses an argument that a tool does not take: ignored, it would be taken for a filter."""

        async def call_tool(
            self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
        ) -> CallToolResult | InputRequiredResult:
            known = {t.name: t.input_schema.get("properties", {}) for t in await self.list_tools()}
            if name not in known:
                given = name[:80].encode("utf-8", "backslashreplace").decode()
                detail = f"no such tool; known are {', '.join(known)}"
                raise ToolError(str(ConfigurationError("TID-742", tool=given, detail=detail)))
            try:
                json.dumps(arguments, ensure_ascii=False).encode()
            except UnicodeEncodeError as error:
                detail = "half a surrogate pair, which is no character"
                raise ToolError(str(ConfigurationError("TID-742", tool=name, detail=detail))) from error
            strange = sorted(arguments.keys() - known[name].keys())
            if strange:
                detail = f"{', '.join(strange)}: not known here; known are {', '.join(known[name])}"
                raise ToolError(str(ConfigurationError("TID-742", tool=name, detail=detail[:500])))
            try:
                return await super().call_tool(name, arguments, context)
            except ToolError as error:
                if not isinstance(error.__cause__, ValidationError):
                    raise
                wrong = error.__cause__.errors()[:5]
                detail = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong)
                raise ToolError(str(ConfigurationError("TID-742", tool=name, detail=detail))) from error

    server = Strict("tidings", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")
    reading = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )

    def tool(function: Callable[..., T]) -> Callable[..., T]:
        described = " ".join((function.__doc__ or "").split())
        words = f"{described} {answers.NOTICE}"
        return server.tool(description=words, annotations=reading, structured_output=True)(function)

    def ask(question: Callable[[Record], T]) -> T:
        try:
            with open_record(path, read_only=True) as record, record.snapshot() as now:
                return question(now)
        except TidingsError as error:
            raise ToolError(str(error)) from error
        except Exception as error:  # a defect is answered with its number, and what it was stays here
            _LOG.exception("a question failed")
            raise ToolError(str(TidingsError("TID-743"))) from error

    @tool
    def summary() -> answers.Summary:
        """What the record holds, counted: articles, outlets, days, event types, sources, dyads.

        Ask it first.
        """
        return ask(asking.summarised)

    @tool
    def search_events(
        words: Annotated[
            str | None, Field(description="Words that all stand in an event's sentences, titles or names.")
        ] = None,
        actor: Who = None,
        recipient: Who = None,
        type: Type = None,
        factuality: Certainty = None,
        voice: Annotated[
            str | None,
            Field(description="Told by: `outlet`, `quoted` (anybody), or a speaker's code or whole name."),
        ] = None,
        place: Annotated[str | None, Field(description="Country (ISO alpha-3) or name of the place.")] = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        independent: Annotated[int, Field(description="Told by at least so many independent outlets.")] = 1,
        disputed: Annotated[bool, Field(description="Only where tellings contradict each other.")] = False,
        newest_first: bool = True,
        limit: Limit = 10,
        after: After = None,
    ) -> answers.Events:
        """Events that fit: what happened, or was said to, with some of the tellings of each.

        An event is brought together from all articles that tell of it. Names of actors are whole names; try a
        code where a name finds nothing.
        """
        wanted = EventSearch(
            actor=_one(actor), recipient=_one(recipient), type=_one(type), factuality=_one(factuality),
            outlet=_one(outlet), voice=_one(voice), place=_one(place), since=since, until=until,
            independent=_least(independent), disputed=disputed, words=words,
        )  # fmt: skip
        sort = Sort.NEWEST if newest_first else Sort.OLDEST
        return ask(lambda record: asking.search_events(record, wanted, sort, limit, after))

    @tool
    def event(event_id: Annotated[str, Field(description="Id of an event.")]) -> answers.EventTold:
        """One event: how each outlet tells it, side by side, and what they disagree on.

        Also the figures they give, how each words it, and which outlets leave it out.
        """
        return ask(lambda record: asking.event(record, event_id))

    @tool
    def mentions(
        actor: Who = None,
        recipient: Who = None,
        type: Type = None,
        factuality: Certainty = None,
        voice: Voice = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        article_id: Annotated[str | None, Field(description="Only in this article.")] = None,
        event_id: EventId = None,
        limit: Limit = 20,
        after: After = None,
    ) -> answers.Mentions:
        """Tellings of actions: who did what to whom, when, where, according to whom and how certain.

        One for each time that an article tells of an action.
        """
        wanted = MentionFilter(
            actor, recipient, type, factuality, voice, since, until, article_id, outlet=outlet
        )
        return ask(lambda record: asking.mentions(record, wanted, event_id, limit, after))

    @tool
    def statements(
        speaker: Who = None,
        words: Annotated[str | None, Field(description="A stretch of what is said.")] = None,
        kind: Annotated[
            Literal["assertion", "attitude"] | None,
            Field(description="What they assert, or what they want, plan or feel."),
        ] = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        article_id: Annotated[str | None, Field(description="Only in this article.")] = None,
        limit: Limit = 20,
        after: After = None,
    ) -> answers.Statements:
        """What somebody is quoted or reported as saying, in the words of the articles."""
        wanted = StatementFilter(speaker, kind, words, outlet, since, until, article_id)
        return ask(lambda record: asking.statements(record, wanted, limit, after))

    @tool
    def figures(
        counted: Annotated[
            str | None, Field(description="What is counted: words, or one short word (dead, troops).")
        ] = None,
        unit: Annotated[
            Literal[
                "people", "troops", "weapons", "vehicles", "money", "percent", "countries", "time", "other"
            ]
            | None,
            Field(description="What kind of thing is counted."),
        ] = None,
        holder: Annotated[str | None, Field(description="Whose: a code or its beginning.")] = None,
        factuality: Certainty = None,
        voice: Voice = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        event_id: EventId = None,
        limit: Limit = 20,
        after: After = None,
    ) -> answers.Figures:
        """Quantities with their bounds: how many of what, whose, as of when, according to whom."""
        wanted = FigureFilter(counted, unit, holder, factuality, voice, outlet, since, until)
        return ask(lambda record: asking.figures(record, wanted, event_id, limit, after))

    @tool
    def article(
        article_id: Annotated[str, Field(description="Id, file name or title of an article.")],
        start: Annotated[int, Field(description="First code point of the stretch.")] = 0,
        characters: Annotated[
            int, Field(description=f"Code points of the stretch, 1 to {asking.CHARACTERS}.")
        ] = asking.CHARACTERS,
    ) -> answers.ArticleText:
        """The text of an article, a stretch at a time, with the statements, mentions and figures in it."""
        return ask(lambda record: asking.article(record, article_id, start, characters))

    @tool
    def series(
        by: Annotated[Literal["day", "week", "month", "year"], Field(description="The period.")] = "month",
        actor: Code = None,
        recipient: Code = None,
        type: Type = None,
        factuality: Certainty = None,
        voice: Voice = None,
        outlet: Outlet = None,
        since: Since = None,
        until: Until = None,
        independent: Annotated[int, Field(description="Told by at least so many independent outlets.")] = 1,
        limit: Limit = 50,
        after: After = None,
    ) -> answers.Series:
        """Events counted by period, dyad of countries or bodies, and quad class, with some of the events.

        Quad classes: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
        """
        events = EventFilter(
            actor, recipient, type, factuality, voice, since, until, independent=_least(independent),
            outlet=outlet,
        )  # fmt: skip
        return ask(lambda record: asking.series(record, SeriesFilter(by, events), limit, after))

    return server


def _least(independent: int) -> int:
    return min(max(1, independent), 1_000_000)


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value is not None else ()
