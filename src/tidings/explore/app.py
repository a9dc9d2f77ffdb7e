"""The web application: its screens, its guard and its answers to errors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from tidings.config import Config
from tidings.errors import ConfigurationError, RecordError, TidingsError, UnknownCodeError
from tidings.explore.context import HERE, Explorer, explorer, templates
from tidings.explore.http_api.app import ForPrograms, make_api, most_bytes
from tidings.explore.security import Guard
from tidings.record import Record

if TYPE_CHECKING:
    from tidings.code.coder import Coder

SCREENS: Final = (
    "overview", "events", "event", "articles", "speakers", "figures", "map", "network", "compare", "review",
    "adding",
)  # fmt: skip
"""Modules of `tidings.explore.screens`; each has a `router`."""


def make_app(
    record: Record, *, token: str, hosts: frozenset[str], config: Config | None = None,
    coder: Coder | None = None,
) -> FastAPI:  # fmt: skip
    """The explorer of an open record, to be closed with `close`.

    `token` is what requests that write must carry; `hosts` are the Host headers that are answered; `coder`
    codes what is added, the trained pipeline unless given.
    """
    record.index()
    config = config or Config()
    app = FastAPI(title="tidings", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.explorer = Explorer(record, token, config, templates(), coder)
    for name in SCREENS:
        app.include_router(import_module(f"tidings.explore.screens.{name}").router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), "static")
    app.add_exception_handler(TidingsError, _refused)
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.state.api = make_api(app.state.explorer)
    app.add_middleware(ForPrograms, api=app.state.api)
    app.add_middleware(
        Guard, hosts=hosts, token=token, uploads=config.uploads.max_bytes, texts=most_bytes(config.limits)
    )
    return app


def end_coding(app: FastAPI) -> None:
    """Code no text over HTTP any more, not even the one at work: whoever asks is told so (TID-617)."""
    app.state.api.state.reader.end()


def close(app: FastAPI) -> None:
    """End what an explorer does beside its pages; what was read of articles being added is kept."""
    if (adder := getattr(app.state, "adder", None)) is not None:
        adder.close()
    end_coding(app)


def _refused(request: Request, error: Exception) -> Response:
    known = error if isinstance(error, TidingsError) else None
    missing = {"TID-206", "TID-210", "TID-407"}
    status = (
        404
        if known and known.number in missing
        else 400
        if isinstance(error, (ConfigurationError, UnknownCodeError))
        else 500
    )
    status = 409 if isinstance(error, RecordError) and status == 500 else status
    return explorer(request).page(request, "error.html", status, words=str(error), status=status)


def _failed(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = error.detail if isinstance(error, HTTPException) else str(error)
    return explorer(request).page(request, "error.html", status, words=words, status=status)


def _not_understood(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    words = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in found)
    if request.headers.get("content-type", "").startswith("application/json"):  # sent by a script of a page
        return PlainTextResponse(words, 400)
    return explorer(request).page(request, "error.html", 400, words=words, status=400)
