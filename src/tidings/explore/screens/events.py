"""The list of events: facets, search, sorting, paging, downloads, and what the filters' fields suggest."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from tidings.errors import TidingsError
from tidings.explore.context import Shown
from tidings.explore.downloads import Format, download
from tidings.explore.event_rows import EventRow, FacetView, SuggestedValue, event_row, facet_views, suggested
from tidings.explore.filters import SHORT, Searched
from tidings.record import event_list
from tidings.record.event_facets import suggestions
from tidings.record.event_list import Listing, Sort
from tidings.record.event_search import phrases

router = APIRouter()

SORTS: Final = {
    Sort.NEWEST: "latest", Sort.OLDEST: "earliest", Sort.REPORTED: "newest report",
    Sort.OUTLETS: "most outlets", Sort.DISAGREEMENTS: "most disagreements",
}  # fmt: skip
"""The ways to sort, as they are called on the page."""

LAST: Final = 1_000_000
"""The last page that may be asked for."""


@router.get("/events")
def show(
    request: Request, shown: Shown, search: Searched, sort: Sort = Sort.NEWEST,
    page: Annotated[int, Query(ge=1, le=LAST)] = 1, more: Annotated[str, Query(max_length=SHORT)] = "",
    format: Format = Format.HTML,
) -> Response:  # fmt: skip
    """The events that fit, a page of them or all as a file."""
    if format is not Format.HTML:
        return download(shown.ask(lambda db: event_list.all_rows(db, search, sort)), format, "events")
    found = Listing((), 0, 1, 1, ())
    wrong = ""
    try:
        found = shown.ask(lambda db: event_list.listing(db, search, sort=sort, page=page, more=more))
        wanted = phrases(search.words) if search.words else ()
    except TidingsError as error:
        if error.number not in {"TID-402", "TID-303"}:
            raise
        # The filter can't be understood: the page says so and keeps what was typed.
        wrong, wanted = str(error), ()
    rows: tuple[EventRow, ...] = tuple(event_row(row, wanted) for row in found.rows)
    facets: tuple[FacetView, ...] = facet_views(request, found.facets, search, more)
    status = 400 if wrong and "hx-request" not in request.headers else 200
    return shown.page(
        request, "events.html", status, search=search, found=found, rows=rows, facets=facets, wrong=wrong,
        sort=sort, sorts=SORTS,
    )  # fmt: skip


@router.get("/suggest/{field}")
def suggest(
    request: Request, shown: Shown, field: Literal["actor", "recipient", "voice", "place", "outlet"]
) -> Response:
    """Values of a field that fit what is typed into it, as options; the address holds it under its name."""
    typed = request.query_params.get(field, "")[:SHORT].strip()
    rows = shown.ask(lambda db: suggestions(db, field, typed, suggested(field, typed)))
    options = tuple(SuggestedValue.of(field, value, events) for value, events in rows)
    return shown.page(request, "events_suggest.html", options=options)
