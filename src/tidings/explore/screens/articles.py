"""Articles: the list of what was read and what could not be, and the page of one article."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

import pyarrow as pa
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from tidings.display import article_rows
from tidings.display.marked_text import paragraphs
from tidings.explore.article_words import HELPERS
from tidings.explore.context import Explorer, Shown, address
from tidings.explore.downloads import Format, download
from tidings.explore.words import part
from tidings.record import MentionFilter, article_list
from tidings.record.article_list import ArticleSearch
from tidings.record.article_page import ArticlePage, article_page

router = APIRouter()

PAGE: Final = 50
LAST: Final = 1_000_000
"""Rows of a page of the list, and the last page that may be asked for."""
OUTLETS: Final = 300
"""Outlets that the filter offers; others can be given in the address."""
FIELDS: Final = {
    "q": "words", "outlet": "outlet", "since": "since", "until": "until", "copies": "copies",
    "missing": "missing",
}  # fmt: skip
"""Parameters of the list's address, and the fields of `ArticleSearch` that they set."""
LAYERS: Final = ("statements", "actions", "parties", "figures")
WHOLE: Final = 250
"""Rows whose reasons are all in the page; where there are more, each is fetched when it is opened."""


def article_search(
    q: Annotated[str, Query(max_length=300)] = "",
    outlet: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies the default
    since: str = "",
    until: str = "",
    copies: str = "",
    missing: str = "",
) -> ArticleSearch:
    """The `ArticleSearch` of a request; empty values, as forms send them, count as not given."""
    given = tuple(dict.fromkeys(name.strip() for name in outlet if name.strip()))
    rest = [value.strip() or None for value in (since, until, q, copies, missing)]
    return ArticleSearch(given, *rest)


class Kept(StrEnum):
    """Which of the two lists is shown."""

    ARTICLES = "articles"
    QUARANTINE = "quarantine"


class Of(StrEnum):
    """Which of an article's records a download holds."""

    ACTIONS = "actions"
    STATEMENTS = "statements"
    FIGURES = "figures"


@router.get("/articles")
def listed(
    request: Request, shown: Shown, search: Annotated[ArticleSearch, Depends(article_search)],
    kept: Kept = Kept.ARTICLES, sort: str = "newest", format: Format = Format.HTML,
    number: Annotated[str, Query(max_length=20)] = "", page: Annotated[int, Query(ge=1, le=LAST)] = 1,
) -> Response:  # fmt: skip
    """The articles that fit, or with `kept=quarantine` the inputs that could not become any."""
    offset = (page - 1) * PAGE
    if kept is Kept.QUARANTINE:
        asked = (number.strip() or None, search.words)
        if format is not Format.HTML:
            return download(shown.ask(lambda db: article_list.quarantine(db, *asked))[0], format, "left-out")
        table, found = shown.ask(lambda db: article_list.quarantine(db, *asked, PAGE, offset))
        return shown.page(
            request, "articles_left_out.html", **_frame(shown, kept, page, found, search),
            inputs=table.to_pylist(), problems=shown.ask(article_list.problems), number=number.strip(),
        )  # fmt: skip
    if format is not Format.HTML:
        table, _ = shown.ask(lambda db: article_list.articles(db, search, sort))
        return download(table, format, "articles")
    table, found = shown.ask(lambda db: article_list.articles(db, search, sort, PAGE, offset))
    rows = table.to_pylist()
    told = [row["id"] for row in rows if search.words or not row["title"]]
    return shown.page(
        request, "articles.html", **_frame(shown, kept, page, found, search), articles=rows,
        openings=shown.ask(lambda db: article_list.openings(db, told, search.words)) if told else {},
        sort=sort, outlets=shown.ask(lambda db: article_list.outlets(db, OUTLETS)),
    )  # fmt: skip


def _frame(shown: Explorer, kept: Kept, page: int, found: int, search: ArticleSearch) -> dict[str, Any]:
    """What both lists show around their rows."""
    articles, left_out = shown.ask(article_list.kept)
    active = {name: value for name in FIELDS if (value := getattr(search, FIELDS[name]))}
    return {
        "title": "Articles", "kept": kept, "page": page, "pages": max(1, -(-found // PAGE)), "found": found,
        "in_all": articles, "left_out": left_out, "search": search, "active": active,
    }  # fmt: skip


@router.get("/articles/{id}")
def one(
    request: Request, shown: Shown, id: str, format: Format = Format.HTML, of: Of = Of.ACTIONS,
    show: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies the default
) -> Response:  # fmt: skip
    """The page of an article, by its id or its beginning; `show` names the layers that are marked."""
    whole_id = shown.record.find_article(id)
    if whole_id != id:
        return RedirectResponse(address(request, f"/articles/{part(whole_id)}"))
    if format is not Format.HTML:
        return download(_records(shown, id, of), format, f"{of}-{id}")
    page = _page(shown, id)
    rows = article_rows.rows(page.coding)
    marks, covered = article_rows.marks(page.coding, rows)
    rows = rows[:covered]
    said_by: dict[str | None, list[str]] = {}
    for row in rows:
        if row.statement:
            said_by.setdefault(row.speaker, []).append(row.id)
    counts = {name: sum(row.layer == name for row in rows) for name in LAYERS}
    return shown.page(
        request, "article.html", page=page, rows=rows, covered=covered,
        all_rows=len(page.coding.statements) + len(page.coding.mentions) + len(page.coding.figures),
        paragraphs=paragraphs(page.coding.article.text, marks, [(r.at, r.place) for r in rows]),
        voices=[v for v in article_rows.speakers(page.coding) if v.name in said_by], said_by=said_by,
        layers=[
            (name, name.capitalize() if name != "parties" else "Who and to whom",
             None if name == "parties" else counts[name])
            for name in LAYERS
        ],
        off=[name for name in LAYERS if show and name not in show], whole=covered <= WHOLE,
        words=len(page.coding.article.text.split()), **HELPERS,
    )  # fmt: skip


@router.get("/articles/{id}/why/{row}")
def why(request: Request, shown: Shown, id: str, row: str) -> Response:
    """The reasons of one row, as a piece of the page."""
    page = _page(shown, id)
    for found in article_rows.rows(page.coding):
        if found.id == row:
            return shown.page(request, "article_why.html", page=page, row=found, **HELPERS)
    raise HTTPException(404, f"the article {id} holds nothing with the id {row}")


def _page(shown: Explorer, id: str) -> ArticlePage:
    try:
        return shown.ask(lambda db: article_page(db, id))
    except KeyError as missing:
        raise HTTPException(404, f"the record holds no article {id}") from missing


def _records(shown: Explorer, id: str, of: Of) -> pa.Table:
    if of is Of.STATEMENTS:
        return shown.record.statements(id)
    return shown.record.figures(id) if of is Of.FIGURES else shown.record.mentions(MentionFilter(article=id))
