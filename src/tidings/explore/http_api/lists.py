"""The lists of the HTTP API: filtered, and a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from tidings.errors import ConfigurationError
from tidings.explore.context import Explorer, Shown
from tidings.explore.http_api import models
from tidings.explore.http_api import parameters as asked
from tidings.explore.http_api.problems import PREFIX
from tidings.record import SeriesFilter, cursors, pages
from tidings.record.pages import Key, Page

router = APIRouter()

_KEPT: Final = 8
"""Counted series that are kept while their pages are asked for."""
_SERIES_KEY: Final = ("period", "actor", "recipient", "quad")
"""Columns that no two rows of a series have alike."""


@router.get("/articles", response_model=models.Articles, tags=["lists"])
def articles(request: Request, shown: Shown, wanted: Annotated[asked.ArticlesAsked, Query()]) -> Response:
    """Articles without their texts, by day of publishing."""
    search = wanted.search()
    return _page(
        request, shown, wanted, models.Articles,
        lambda db, after: pages.articles(db, search, wanted.sort, after, wanted.limit),
    )  # fmt: skip


@router.get("/mentions", response_model=models.Mentions, tags=["lists"])
def mentions(request: Request, shown: Shown, wanted: Annotated[asked.MentionsAsked, Query()]) -> Response:
    """Mentions, in the order of article ids and of the text."""
    found = wanted.filter()
    return _page(
        request, shown, wanted, models.Mentions,
        lambda db, after: pages.mentions(db, found, after, wanted.limit, event=wanted.event),
    )  # fmt: skip


@router.get("/statements", response_model=models.Statements, tags=["lists"])
def statements(request: Request, shown: Shown, wanted: Annotated[asked.StatementsAsked, Query()]) -> Response:
    """Statements, in the order of article ids and of the text."""
    found = wanted.filter()
    return _page(
        request, shown, wanted, models.Statements,
        lambda db, after: pages.statements(db, found, after, wanted.limit),
    )  # fmt: skip


@router.get("/figures", response_model=models.Figures, tags=["lists"])
def figures(request: Request, shown: Shown, wanted: Annotated[asked.FiguresAsked, Query()]) -> Response:
    """Figures, in the order of article ids and of the text."""
    found = wanted.filter()
    return _page(
        request, shown, wanted, models.Figures,
        lambda db, after: pages.figures(db, found, after, wanted.limit, event=wanted.event),
    )  # fmt: skip


@router.get("/events", response_model=models.Events, tags=["lists"])
def events(request: Request, shown: Shown, wanted: Annotated[asked.EventsAsked, Query()]) -> Response:
    """Events, by first day."""
    search = wanted.search()
    return _page(
        request, shown, wanted, models.Events,
        lambda db, after: pages.events(db, search, wanted.sort, after, wanted.limit),
    )  # fmt: skip


@router.get("/changes", response_model=models.Changes, tags=["lists"])
def changes(request: Request, shown: Shown, wanted: Annotated[asked.ChangesAsked, Query()]) -> Response:
    """What became of events, by time: made, grew, shrank, renamed, merged, split or gone.

    Keep the last `cursor` and come back with it to learn what changed since.
    """
    search, since = wanted.search(), wanted.moment
    return _page(
        request, shown, wanted, models.Changes,
        lambda db, after: pages.changes(db, since, search, after, wanted.limit),
    )  # fmt: skip


@router.get("/quarantine", response_model=models.Quarantine, tags=["lists"])
def quarantine(request: Request, shown: Shown, wanted: Annotated[asked.QuarantineAsked, Query()]) -> Response:
    """Inputs that could not become articles, and why."""
    return _page(
        request, shown, wanted, models.Quarantine,
        lambda db, after: pages.quarantine(db, wanted.number, after, wanted.limit),
    )  # fmt: skip


@router.get("/series", response_model=models.Series, tags=["lists"])
def series(request: Request, shown: Shown, wanted: Annotated[asked.SeriesAsked, Query()]) -> Response:
    """Events counted by period, dyad and quad class, with the scores of PLOVER and of Goldstein."""
    counted = _counted(request, shown, SeriesFilter(wanted.by, wanted.filter()))

    def page(_: duckdb.DuckDBPyConnection, after: Key | None) -> Page:
        start = 0 if after is None else _place(counted, after) + 1
        rows = counted.slice(start, wanted.limit)
        last = _series_key(rows.slice(rows.num_rows - 1).to_pylist()[0]) if rows.num_rows else None
        return Page(rows, last, start + rows.num_rows < counted.num_rows)

    return _page(request, shown, wanted, models.Series, page)


def _counted(request: Request, shown: Explorer, wanted: SeriesFilter) -> pa.Table:
    """The whole series; counted anew where the record changed since it was."""
    kept, turn = request.app.state.series, request.app.state.turn
    state = shown.ask(state_of)
    with turn:
        found: tuple[int, pa.Table] | None = kept.get(wanted)
    if found is None or found[0] != state:
        found = state, shown.record.series(wanted)
        with turn:
            kept.pop(wanted, None)
            kept[wanted] = found
            while len(kept) > _KEPT:
                kept.pop(next(iter(kept)))
    return found[1]


def state_of(db: duckdb.DuckDBPyConnection) -> int:
    """A number that another state of what was read and linked almost never has too."""
    query = """
        SELECT hash((SELECT bit_xor(hash(id, model_digest, config_digest)) FROM articles),
                    (SELECT count(*) FROM event_changes), (SELECT max(changed) FROM event_changes),
                    (SELECT count(*) FROM quarantine), (SELECT count(*) FROM copies))
        """
    return int(db.execute(query).fetchall()[0][0])


def _series_key(row: Mapping[str, Any]) -> Key:
    return tuple("" if row[name] is None else str(row[name]) for name in _SERIES_KEY)


def _place(counted: pa.Table, after: Key) -> int:
    """The row of a key in a series; ConfigurationError TID-614 where it has none now."""
    fits = None
    for name, value in zip(_SERIES_KEY, after, strict=True):
        column = counted.column(name)
        here = pc.equal(column.cast(pa.string()), value).fill_null(False) if value else column.is_null()
        fits = here if fits is None else pc.and_(fits, here)
    place = int(pc.index(fits, True).as_py())
    if place < 0:
        raise ConfigurationError("TID-614")
    return place


def _page(
    request: Request, shown: Explorer, wanted: asked.Paged, model: type[BaseModel],
    ask: Callable[[duckdb.DuckDBPyConnection, Key | None], Page],
) -> Response:  # fmt: skip
    """A page of a list as JSON, with the address of the next one."""
    of = cursors.list_of(request.url.path, request.query_params.multi_items())
    after = cursors.decode(wanted.after, of) if wanted.after is not None else None
    page = shown.ask(lambda db: ask(db, after))
    cursor = cursors.encode(page.last, of) if page.last is not None else None
    headers = {}
    following = None
    if page.more and cursor is not None:
        kept = [(n, v) for n, v in request.query_params.multi_items() if n != "after"]
        following = (
            f"{PREFIX}{request.scope['path'].removeprefix(PREFIX)}?{urlencode([*kept, ('after', cursor)])}"
        )
        headers["link"] = f'<{following}>; rel="next"'
    content = {"items": rows(page.table), "next": following, "cursor": cursor or wanted.after}
    return answer(model, content, headers)


def rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as the models take them: lists that are null are empty, moments are in UTC."""
    lists = [f.name for f in table.schema if pa.types.is_list(f.type)]
    moments = [f.name for f in table.schema if pa.types.is_timestamp(f.type)]
    found: list[dict[str, Any]] = table.to_pylist()
    for row in found:
        for name in lists:
            row[name] = row[name] or []
        for name in moments:
            row[name] = row[name] and models.utc(row[name])
    return found


def answer(model: Any, content: object, headers: Mapping[str, str] | None = None) -> Response:
    """Content as JSON, checked against its model."""
    adapter = TypeAdapter(model)
    return Response(
        adapter.dump_json(adapter.validate_python(content)), 200, dict(headers or {}), "application/json"
    )
