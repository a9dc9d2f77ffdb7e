"""Review: confirm, correct or reject what the machine read, one record after the other.

What people decide is stored beside the machine's values (`tidings.record.verdicts`) and never over them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import Response

from tidings import review
from tidings.errors import ConfigurationError
from tidings.explore import words
from tidings.explore.context import Explorer, Shown
from tidings.explore.downloads import Format, download
from tidings.explore.review_card import NAMES, NEAR, based, context_of, doubts_of, said, subject, voices_of
from tidings.explore.screens import review_writes
from tidings.ontology import TYPES
from tidings.record import review_queue as queues
from tidings.record import verdicts
from tidings.record.review_queue import QueueFilter
from tidings.record.verdicts import APART, SAME, Decision
from tidings.review.judgements import number_text, where
from tidings.types import OUTLET, Factuality, Figure, Mention, Unit

router = APIRouter()
router.include_router(review_writes.router)

COOKIE: Final = "tidings-reviewer"
YEAR: Final = 365 * 24 * 3600
RECENT: Final = 8
"""Past decisions beside the queue."""
PAGE: Final = 50
CODES: Final = 1_000
"""Actor codes offered for completion."""
TELLINGS: Final = 60
"""Tellings of one event on a page at most."""


@dataclass(frozen=True, slots=True)
class Past:
    """A decision in the list: what it is on, and what it says.

    `named` is None where the record has nothing with that id any more, as the article was coded anew: then
    `before` is what it was on, if the decision says where that stood and the article is still there.
    """

    decision: Decision
    named: queues.Named | None
    words: str
    before: queues.Named | None = None


@router.get("/review")
def show(
    request: Request,
    shown: Shown,
    kind: str = "",
    article: str = "",
    event: str = "",
    mention: str = "",
    figure: str = "",
    type: str = "",
    fresh: str = "",
    reviewer: str = "",
) -> Response:
    """The next record to review, or the one that is asked for.

    `kind` is `mention`, `figure` or `event`; `fresh` leaves out what anybody has decided on.
    """
    who = _who(request, reviewer)
    kind = kind or ("figure" if figure else "event" if event and not mention else "mention")
    if kind not in {"mention", "figure", "event"}:
        raise ConfigurationError(
            "TID-402", name="kind", value=kind, detail="known are mention, figure, event"
        )
    wanted = QueueFilter(kind, article or None, event or None, type or None)
    if kind == "event":
        answer = _event_page(request, shown, who, event)
    else:
        answer = _record_page(request, shown, who, wanted, mention or figure, bool(fresh))
    if reviewer and request.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
        # A link from another site must not change who is reviewing.
        answer.set_cookie(COOKIE, quote(who, safe=""), max_age=YEAR, samesite="strict", httponly=True)
    return answer


def _record_page(
    request: Request, shown: Explorer, who: str, wanted: QueueFilter, asked: str, fresh: bool
) -> Response:
    queue = _queue_of(request.app)
    done = shown.ask(lambda db: verdicts.judged(db, None if fresh else who))
    id = asked or queue.next(wanted, done)
    total = queue.count(wanted)
    reviewed = shown.ask(lambda db: queues.count_of(db, wanted, sorted(done))) if done else 0
    return shown.page(
        request, "review.html", title="Review", kind=wanted.kind, who=who, wanted=wanted, asked=asked,
        fresh=fresh, total=total, reviewed=reviewed, card=_card(shown, who, wanted.kind, id) if id else None,
        past=_past(shown, shown.ask(lambda db: verdicts.decisions(db, reviewer=who, limit=RECENT)))
        if who else [],
        kinds=[*TYPES, *(own.name for own in shown.record.own_types())]
        if wanted.kind == "mention" else [u.value for u in Unit],
        codes=queue.codes(CODES), types=TYPES, factualities=list(Factuality),
        units=[(u.value, u.value) for u in Unit],
        modes={name: list(found.modes) for name, found in TYPES.items()},
    )  # fmt: skip


def _quad(machine: Mention | Figure) -> int:
    """The quad class of a mention's type; 0 where it has none."""
    if isinstance(machine, Figure):
        return 0
    return int(TYPES[machine.type].quad) if machine.type in TYPES else machine.own_quad or 0


def _card(shown: Explorer, who: str, kind: str, id: str) -> dict[str, Any]:
    coding, machine = subject(shown, kind, id)
    decided = shown.ask(lambda db: verdicts.decisions(db, targets=[id], standing=True))
    decided = [d for d in decided if d.kept is not None]
    own = next((d for d in decided if d.reviewer == who), None)
    others = {d.reviewer: d for d in reversed(decided) if d.reviewer != who}
    current = based(coding, machine, own)
    event, tellings, unlinked = (
        shown.ask(lambda db: queues.standing_alone(db, id)) if kind == "mention" else (None, 0, False)
    )
    disputes = shown.ask(lambda db: queues.disputes(db, kind, id))
    voices = voices_of(coding)
    named = {OUTLET: "the outlet itself"} | {voice.value: voice.name for voice in voices}
    named.setdefault(current.voice, "one who speaks")
    low, high = (current.low, current.high) if isinstance(current, Figure) else (None, None)
    return {
        "id": id, "article": coding.article, "machine": machine, "current": current, "own": own,
        "own_words": said(own) if own else "",
        # Seen before one's own decision, another's would sway it, and agreement would mean nothing.
        "others": [(d, said(d)) for d in others.values()] if own else [], "waiting": len(others),
        "context": context_of(coding.article, machine), "event": event, "tellings": tellings,
        "doubts": doubts_of(machine, disputes, tellings, unlinked), "voice_names": named,
        "quad": _quad(machine),
        "bounds": f"{words.bounds(machine.low, machine.high)} {machine.measure or machine.unit.value}"
        if isinstance(machine, Figure) else "",
        "low": number_text(low), "high": number_text(high),
    }  # fmt: skip


def _event_page(request: Request, shown: Explorer, who: str, event: str) -> Response:
    told_apart = shown.ask(lambda db: verdicts.told_apart(db, who))
    queue = _queue_of(request.app)
    found = shown.record.find_event(event) if event else _next_event(shown, queue.events(), told_apart)
    row = shown.record.event(found) if found else None
    told = shown.ask(partial(queues.told_of, events=[found])).get(found, []) if found else []
    # The earliest telling named the event: the others are held against it, and so are those taken out of it.
    first = told[0] if told else None
    out = {one if other == first else other for (one, other), said in told_apart.items()
           if said == APART and first in {one, other}}  # fmt: skip
    gone = sorted(out - set(told))
    some = told[:TELLINGS] + gone[:TELLINGS]
    shown_now = shown.ask(partial(queues.tellings, mentions=some, around=NEAR))
    # One that is taken out keeps its place among the others.
    shown_now.sort(key=lambda t: (t.mention_id != first, t.published or date.max, t.mention_id))
    tellings = [
        {
            "told": t,
            "first": t.mention_id == first,
            "out": t.mention_id in gone,
            "said": told_apart.get(_pair(first or "", t.mention_id)),
        }
        for t in shown_now
    ]
    pairs = [t for t in tellings if not t["first"]]
    decided = shown.ask(lambda db: verdicts.decisions(db, reviewer=who, limit=RECENT)) if who else []
    return shown.page(
        request, "review_event.html", title="Review", kind="event", who=who, event=row, asked=event,
        tellings=tellings, first=first, same=SAME, past=_past(shown, decided),
        total=len(pairs), reviewed=sum(t["said"] is not None for t in pairs),
    )  # fmt: skip


def _next_event(
    shown: Explorer, events: Sequence[str], told_apart: Mapping[tuple[str, str], str]
) -> str | None:
    """The first event with a telling that was not held against its earliest one yet."""
    for start in range(0, len(events), PAGE):
        few = events[start : start + PAGE]
        some = shown.ask(partial(queues.told_of, events=few))
        for event in few:
            told = some.get(event, [])
            if any(_pair(told[0], other) not in told_apart for other in told[1:TELLINGS]):
                return event
    return None


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


@router.get("/review/decisions")
def history(
    request: Request,
    shown: Shown,
    reviewer: str = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    format: Format = Format.HTML,
) -> Response:
    """All decisions, the latest first; as a file, every verdict as it is stored."""
    if format is not Format.HTML:
        return download(shown.ask(verdicts.listed), format, "verdicts")
    people = shown.ask(verdicts.reviewers).to_pylist()
    total = sum(p["standing"] + p["withdrawn"] for p in people if reviewer in {"", p["reviewer"]})
    found = shown.ask(
        lambda db: verdicts.decisions(db, reviewer=reviewer or None, limit=PAGE, offset=(page - 1) * PAGE)
    )
    return shown.page(
        request, "review_decisions.html", title="Decisions", kind="decisions", who=_who(request, ""),
        people=people, chosen=reviewer, past=_past(shown, found), total=total, at=page,
        pages=max(1, -(-total // PAGE)),
    )  # fmt: skip


@router.get("/review/agreement")
def agreement(request: Request, shown: Shown, format: Format = Format.HTML) -> Response:
    """How far reviewers agree, field by field."""
    found = review.agreement(shown.ask(lambda db: verdicts.decisions(db, standing=True)))
    if format is not Format.HTML:
        return download(review.agreement_table(found), format, "agreement")
    return shown.page(
        request, "review_agreement.html", title="Agreement", kind="agreement", who=_who(request, ""),
        rows=found, names=NAMES, people=shown.ask(verdicts.reviewers).to_pylist(),
    )  # fmt: skip


def _who(request: Request, given: str) -> str:
    """The reviewer of the address, else of the cookie; empty where nobody is named."""
    if given:
        return review.reviewer_name(given)
    try:
        return review.reviewer_name(unquote(request.cookies.get(COOKIE, "")))
    except ConfigurationError:
        return ""


def _queue_of(app: FastAPI) -> review.Queue:
    state = app.state
    if not hasattr(state, "review_queue"):
        state.review_queue = review.Queue(state.explorer.record)  # it outlives the request
    found: review.Queue = state.review_queue
    return found


def prepare(app: FastAPI) -> None:
    """Put the queue in order before anybody asks for it: of a large record that takes a second."""
    queue = _queue_of(app)
    queue.next(QueueFilter(), ())
    queue.count(QueueFilter())
    queue.codes(CODES)


def _past(shown: Explorer, decisions: Sequence[Decision]) -> list[Past]:
    ids = {d.target_id for d in decisions}
    names = shown.ask(lambda db: queues.named(db, sorted(ids))) if ids else {}
    return [
        Past(d, names.get(d.target_id), said(d), None if d.target_id in names else _before(shown, d))
        for d in decisions
    ]


def _before(shown: Explorer, decision: Decision) -> queues.Named | None:
    """What a decision was on, by the place in the article that it keeps."""
    if decision.kept is None or "span" not in (at := where(decision)):
        return None
    words = shown.ask(lambda db: queues.words_at(db, at["article"], *at["span"]))
    kind = "mention" if "actors" in at else "figure"
    return (
        None if words is None else queues.Named(kind, words, decision.values.get("type") or "", at["article"])
    )
