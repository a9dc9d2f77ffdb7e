"""One event: how each outlet tells it, what they agree and disagree on, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final

import duckdb
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tidings.errors import RecordError
from tidings.explore import event_view as view
from tidings.explore import event_words as words
from tidings.explore.context import Shown
from tidings.explore.downloads import Format, download
from tidings.explore.words import bounds, part
from tidings.record import event_around, event_page, event_queries, event_sources

OUTLETS: Final = 24
"""Outlets whose words a page quotes; the table of wordings names all."""

router = APIRouter()


@router.get("/events/{id}")
def show(
    request: Request,
    shown: Shown,
    id: str,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    was: Annotated[str, Query(max_length=80)] = "",
    format: Format = Format.HTML,
) -> Response:
    """The event of an id or of its beginning; one that has become part of another leads on to that."""
    try:
        event_id = shown.record.find_event(id)
    except RecordError:
        heir = shown.ask(lambda db: event_around.heir(db, id))
        if heir is None:
            raise
        return RedirectResponse(f"/events/{part(heir)}?was={part(id[:80])}", 307)
    if format is not Format.HTML:
        table = shown.ask(lambda db: event_page.downloaded(db, event_id))
        return download(table, format, f"tellings-{event_id[:14].replace(':', '-')}")
    return shown.page(request, "event.html", was=was, **shown.ask(lambda db: _values(db, event_id, page)))


def _values(db: duckdb.DuckDBPyConnection, id: str, page: int) -> dict[str, Any]:
    event = event_queries.event(db, id).to_pylist()[0]
    told = event_page.told(db, id)
    outlets = view.outlets(told)
    pages = max(1, -(-len(outlets) // OUTLETS))
    page = min(page, pages)
    quoted = outlets[(page - 1) * OUTLETS : page * OUTLETS]
    disputes = event_page.disputes(db, id, told)
    before, after = event_around.neighbours(db, event)
    return {
        "event": event,
        "heading": words.sentence(event, disputed_doer=any(d.kind == "actor" for d in disputes)),
        "when": words.when(event),
        "summary": view.summary(event, told),
        "told": told,
        "outlets": outlets,
        "quoted": quoted,
        "page": page,
        "pages": pages,
        "passages": event_page.passages(db, [t for outlet in quoted for t in outlet.quoted]),
        "statuses": view.statuses(told),
        "over_time": view.over_time(told, event),
        "quarrels": view.quarrels(disputes),
        "disputes": len(disputes),
        "figures": event_sources.counted(db, id, told),
        "missing": event_around.missing(db, id),
        "trail": event_around.trail(db, id),
        "before": before,
        "after": after,
        "view": view,
        "words": words,
        "bounds": bounds,
        "week": event_around.WEEK,
        "until": event["first_published"] and event["first_published"] + timedelta(event_around.WEEK - 1),
    }
