"""What every screen is given: the open record, and pages made from templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

import duckdb
from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from tidings.config import Config
from tidings.explore import filters, words
from tidings.record import Record

if TYPE_CHECKING:
    from tidings.code.coder import Coder

T = TypeVar("T")

HERE: Final = Path(__file__).parent

SCREENS: Final = (
    ("/", "Overview"), ("/events", "Events"), ("/articles", "Articles"), ("/speakers", "People and bodies"),
    ("/figures", "Figures"), ("/map", "Map"), ("/network", "Network"), ("/compare", "Compare"),
    ("/review", "Review"), ("/add", "Add articles"),
)  # fmt: skip
"""Paths and names of the screens, in the order of the menu."""


@dataclass(frozen=True, slots=True)
class Explorer:
    """The record that is shown, the token of writes, and how new articles are coded.

    Without a `coder` the trained one codes them.
    """

    record: Record
    token: str
    config: Config
    templates: Environment
    coder: Coder | None = None

    def ask(self, question: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """The answer of the record to a question of `tidings.record`."""
        return self.record.ask(question)

    def page(self, request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """A template as an answer; it knows the request, the menu and the token besides `values`."""
        text = self.templates.get_template(template).render(
            request=request, screens=SCREENS, token=self.token, record_name=self.record.path.name,
            address=address, own_types=self.record.own_types(), **values,
        )  # fmt: skip
        return HTMLResponse(text, status)


def explorer(request: Request) -> Explorer:
    """The explorer that a request belongs to."""
    found: Explorer = request.app.state.explorer
    return found


def shown(request: Request) -> Iterator[Explorer]:
    """The explorer for one request; where that only reads, of one state of the record throughout."""
    found = explorer(request)
    if request.method in {"GET", "HEAD"}:
        with found.record.snapshot() as record:
            yield replace(found, record=record)
    else:
        yield found


Shown = Annotated[Explorer, Depends(shown)]
"""The type of a screen's parameter that receives the explorer."""


def templates() -> Environment:
    """The templates: whatever they show is escaped, and an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(default=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= words.FILTERS
    made.globals |= filters.GLOBALS
    return made


def address(request: Request, path: str | None = None, /, **changed: Any) -> str:
    """The address of this view with some parameters changed; None takes one away, a list gives several.

    With a `path`, the same parameters elsewhere. Paging starts anew unless `page` is given.
    """
    kept: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        kept.setdefault(name, []).append(value)
    kept.pop("page", None)
    kept.pop("format", None)
    for name, value in changed.items():
        values = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
        kept[name] = [str(v) for v in values]
    query = urlencode([(name, v) for name, values in kept.items() for v in values])
    base = path or request.url.path
    return f"{base}?{query}" if query else base
