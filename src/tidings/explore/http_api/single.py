"""One thing of the record by its id, and the record as a whole."""

from __future__ import annotations

from typing import Annotated, Any

import duckdb
from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from tidings.errors import PROBLEMS, ConfigurationError, RecordError
from tidings.explore.context import Explorer, Shown
from tidings.explore.http_api import models
from tidings.explore.http_api.coded import coded
from tidings.explore.http_api.counts import Summary
from tidings.explore.http_api.lists import answer, rows, state_of
from tidings.explore.http_api.problems import PREFIX
from tidings.record import article_page, event_around, event_page, event_queries, pages, summary
from tidings.record.queries import MentionFilter, arrow

router = APIRouter()

Id = Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_:-]+$")]


@router.get("/articles/{id}", response_model=models.Stored, tags=["one thing"])
def article(shown: Shown, id: Id) -> Response:
    """An article with its text and everything that was read in it."""
    try:
        found = shown.ask(lambda db: article_page.article_page(db, id))
    except KeyError:
        raise RecordError("TID-206", path=shown.record.path.name, id=id) from None
    content: dict[str, Any] = coded(found.coding, found.provenance)
    content["events"] = {mention: member.event_id for mention, member in found.events.items()}
    content["copies"] = found.copies
    return answer(models.Stored, content)


@router.get("/mentions/{id}", response_model=models.Mention, tags=["one thing"])
def mention(shown: Shown, id: Id) -> Response:
    """A mention with its parties, its article, who says so, and its event."""
    found = shown.ask(lambda db: pages.mentions(db, MentionFilter(), None, 1, id=id))
    if not found.table.num_rows:
        raise ConfigurationError("TID-407", kind="mention", id=id)
    return answer(models.Mention, rows(found.table)[0])


@router.get("/events/{id}", response_model=models.EventDetail, tags=["one thing"])
def event(shown: Shown, id: Id) -> Response:
    """An event: how each outlet tells it, what they disagree on, and what came of it.

    One whose id is gone because it was renamed or merged leads on to the event that it went into.
    """
    found = shown.ask(lambda db: rows(event_queries.event(db, id)))
    if not found:
        heir = shown.ask(lambda db: event_around.heir(db, id))
        if heir is None or heir == id:
            raise RecordError("TID-210", path=shown.record.path.name, id=id, detail="none has this id")
        return RedirectResponse(f"{PREFIX}/events/{heir}", 307)
    return answer(models.EventDetail, found[0] | shown.ask(lambda db: _around(db, id)))


def _around(db: duckdb.DuckDBPyConnection, id: str) -> dict[str, Any]:
    tellings = event_page.told(db, id)
    found = event_page.passages(db, tellings)
    return {
        "told": [_telling(t, found[t.mention_id].words) for t in tellings],
        "contradictions": rows(event_queries.disagreements(db, id)),
        "figures": rows(event_queries.figures(db, id)),
        "wordings": rows(event_queries.wordings(db, id)),
        "left_out": [missing.outlet for missing in event_around.missing(db, id)],
        "changes": rows(
            arrow(db, "SELECT * FROM event_changes WHERE event_id = $1 OR other = $1 ORDER BY ALL", [id])
        ),
    }


def _telling(told: event_page.Told, sentence: str) -> dict[str, Any]:
    same = (
        "mention_id", "article_id", "outlet", "published", "title", "start", "end", "trigger", "type", "mode",
        "quad", "date", "place", "factuality", "historical", "own", "source", "copied",
    )  # fmt: skip
    return {name: getattr(told, name) for name in same} | {
        "sentence": sentence, "actors": list(told.named("actor")),
        "recipients": list(told.named("recipient")), "speaker_code": told.code, "speaker_name": told.speaker,
    }  # fmt: skip


@router.get("/summary", response_model=Summary, tags=["the record"])
def summarised(request: Request, shown: Shown) -> Response:
    """What the record holds, counted."""
    return answer(Summary, _summary(request, shown))


def _summary(request: Request, shown: Explorer) -> Summary:
    """The summary; counted anew where the record changed since it was."""
    state = request.app.state
    now = shown.ask(state_of)
    with state.turn:
        kept: tuple[int, Summary] | None = state.summary
    if kept is None or kept[0] != now:
        counted = shown.ask(summary.summarise)
        events = shown.ask(lambda db: db.execute("SELECT count(*) FROM events").fetchall()[0][0])
        fields = {name: getattr(counted, name) for name in Summary.model_fields if name != "events"}
        kept = now, Summary.model_validate({**fields, "events": events})
        with state.turn:
            state.summary = kept
    return kept[1]


@router.get("/problems/{number}", response_model=models.Meaning, tags=["the record"])
def meaning(number: Annotated[str, Path(pattern=r"^TID-[0-9]{3}$")]) -> Response:
    """What the number of a problem means."""
    if number not in PROBLEMS:
        raise HTTPException(404)
    return answer(models.Meaning, {"number": number, "message": PROBLEMS[number]})
