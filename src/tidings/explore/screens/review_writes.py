"""What the page of reviews changes: decisions are added, taken back and brought back; nothing is deleted.

The events follow each decision at once (`Record.follow`), unless articles wait to be linked.

Problems are answered as plain words, which the page shows beside the form.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tidings import review
from tidings.errors import ConfigurationError, RecordError, TidingsError
from tidings.explore.context import Explorer, Shown
from tidings.explore.review_card import article_of, based, said, subject
from tidings.record import review_queue as queues
from tidings.record import verdicts
from tidings.record.verdicts import Decision
from tidings.types import Figure, Mention

router = APIRouter()

_EVENT: Final = re.compile(r"\be_[0-9a-f]{4,}")
"""The id of an event, or its beginning, in an address."""


def _whole(value: str) -> str:
    """The string; ValueError where it holds half a surrogate pair, which JSON can say and nothing store."""
    value.encode()
    return value


Written = Annotated[str, AfterValidator(_whole)]
"""A string that can be stored."""


class Given(BaseModel):
    """A party as the page sends it."""

    model_config = ConfigDict(extra="forbid")

    start: int | None = None
    end: int | None = None
    code: Annotated[Written, Field(max_length=300)] = ""
    words: Annotated[Written, Field(max_length=1_000)] = ""


class Deciding(BaseModel):
    """A decision as the page sends it: only the fields that differ from `base`, what the page showed.

    `base` is the id of the reviewer's own earlier decision, or empty for the machine's values.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["mention", "figure"]
    target: Written
    kept: Written
    reviewer: Written
    base: Written = ""
    fields: dict[Written, Annotated[Written, Field(max_length=1_000)]] = {}
    parties: dict[Literal["actors", "recipients"], list[Given]] = {}


class Linking(BaseModel):
    """Whether two mentions tell of one event."""

    model_config = ConfigDict(extra="forbid")

    mention: Written
    other: Written
    same: bool
    reviewer: Written


class Joining(BaseModel):
    """An event, by its id or its address, that is the one which a mention tells of."""

    model_config = ConfigDict(extra="forbid")

    event: Annotated[Written, Field(max_length=2_000)]
    other: Written
    reviewer: Written


class Undoing(BaseModel):
    """A decision to take back or to bring back."""

    model_config = ConfigDict(extra="forbid")

    id: Written
    reviewer: Written


@router.post("/review/decide")
def decide(shown: Shown, given: Deciding) -> Response:
    """Store a decision on a mention or figure; the answer has its id and what it says."""
    try:
        decision = _decided(shown, given)
    except TidingsError as error:
        return _problem(error)
    return JSONResponse({"id": decision.id, "words": said(decision)})


def _decided(shown: Explorer, given: Deciding) -> Decision:
    who = review.reviewer_name(given.reviewer)
    if given.kind not in {"mention", "figure"}:
        raise ConfigurationError(
            "TID-405", field="kind", value=given.kind, detail="known are mention, figure"
        )
    coding, machine = subject(shown, given.kind, given.target)
    earlier = None
    if given.base:
        found = shown.ask(lambda db: verdicts.decisions(db, ids=[given.base]))
        earlier = next((d for d in found if d.target_id == given.target and d.reviewer == who), None)
        if earlier is None:
            raise ConfigurationError("TID-407", kind="decision", id=given.base)
    base = based(coding, machine, earlier)
    if isinstance(base, Mention) and isinstance(machine, Mention):
        parties: dict[str, list[review.GivenParty]] = {
            role: [review.GivenParty(p.start, p.end, p.code, p.words) for p in some]
            for role, some in given.parties.items()
        }
        judged = review.correct_mention(coding, base, given.fields, parties)
        values = review.mention_values(coding, judged, given.kept)
        original = review.mention_values(coding, machine)
    elif isinstance(base, Figure) and isinstance(machine, Figure):
        values = review.figure_values(coding, review.correct_figure(coding, base, given.fields), given.kept)
        original = review.figure_values(coding, machine)
    made: list[Decision] = []
    shown.record.do(
        lambda db: made.append(verdicts.decide(db, given.target, review.compared(values, original), who))
    )
    shown.record.follow()
    return made[0]


@router.post("/review/join")
def join(shown: Shown, given: Joining) -> Response:
    """Store that an event is the one which a mention tells of: the earliest telling of it stands for it."""
    try:
        named = _EVENT.findall(given.event)
        event = shown.record.find_event(named[-1] if named else given.event)
    except TidingsError as error:
        return _problem(error)
    mention = shown.ask(lambda db: queues.told_of(db, [event]))[event][0]
    return link(shown, Linking(mention=mention, other=given.other, same=True, reviewer=given.reviewer))


@router.post("/review/link")
def link(shown: Shown, given: Linking) -> Response:
    """Store whether two mentions tell of one event; the answer has the event of the other one."""
    try:
        who = review.reviewer_name(given.reviewer)
        if given.mention == given.other:
            detail = "a mention always tells of one event with itself"
            raise ConfigurationError("TID-405", field="same event", value=given.other, detail=detail)
        for id in (given.mention, given.other):
            article_of(shown, "mention", id)
        values = review.link_values(given.other, given.same)
        made: list[Decision] = []
        shown.record.do(lambda db: made.append(verdicts.decide(db, given.mention, values, who)))
        shown.record.follow()
    except TidingsError as error:
        return _problem(error)
    event, _, _ = shown.ask(lambda db: queues.standing_alone(db, given.other))
    return JSONResponse({"id": made[0].id, "words": said(made[0]), "event": event})


@router.post("/review/undo")
def undo(shown: Shown, given: Undoing) -> Response:
    """Take a decision of one's own back; it stays in the history."""
    return _turned(shown, given, back=False)


@router.post("/review/redo")
def redo(shown: Shown, given: Undoing) -> Response:
    """Bring a decision back that one has taken back."""
    return _turned(shown, given, back=True)


def _turned(shown: Explorer, given: Undoing, *, back: bool) -> Response:
    turn = verdicts.restore if back else verdicts.withdraw
    try:
        who = review.reviewer_name(given.reviewer)
        made: list[Decision] = []
        shown.record.do(lambda db: made.append(turn(db, shown.record.path, given.id, who)))
        shown.record.follow()
    except TidingsError as error:
        return _problem(error)
    return JSONResponse({"id": made[0].id, "target": made[0].target_id, "words": said(made[0])})


def _problem(error: TidingsError) -> Response:
    status = 404 if error.number == "TID-407" else 409 if isinstance(error, RecordError) else 400
    return PlainTextResponse(str(error), status)
