"""The application under `/api/v1`: its endpoints, its errors and its description."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings import __version__
from tidings.config import Limits
from tidings.errors import TidingsError
from tidings.explore.context import Explorer
from tidings.explore.http_api import coded, lists, single
from tidings.explore.http_api.problems import PREFIX, Error, document, problem, sound
from tidings.explore.own_process import OwnProcess

SMALL: Final = 1 << 16
"""Bytes for what stands beside the text."""

_STATUS: Final = {
    "TID-206": 404, "TID-210": 404, "TID-407": 404, "TID-614": 400, "TID-118": 413, "TID-615": 503,
    "TID-617": 503, "TID-209": 409, "TID-712": 500,
}  # fmt: skip
"""Status of a numbered error; what is not named is the fault of what was asked for (422) or ours (500)."""

_STATUSES: Final = {
    "": (403, 404, 405, 409, 421, 422, 500),
    **{f"/{name}": (400,) for name in
       ("articles", "mentions", "statements", "figures", "events", "changes", "series", "quarantine")},
    "/code": (413, 415, 503),
}  # fmt: skip
"""Path to the statuses of the problems that it may answer with; the empty path stands for all."""

_ABOUT: Final = """\
The record as JSON. Nothing here writes: `POST /code` codes a text without keeping it.

Lists come a page at a time: follow `next` (also in the header `Link`) until it is null. Positions are code
points into an article's text, `start` included and `end` not. Every error is `application/problem+json`
with the number of docs/reference/errors.md.
"""


def make_api(explorer: Explorer) -> FastAPI:
    """The HTTP API of a record, for `ForPrograms`."""
    api = FastAPI(
        title="tidings", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None,
        redirect_slashes=False, servers=[{"url": PREFIX}], root_path_in_servers=False,
    )  # fmt: skip
    api.state.explorer = explorer
    api.state.turn = Lock()
    api.state.coding = coded.Turn()
    api.state.reader = OwnProcess(explorer.coder, explorer.config)
    api.state.series, api.state.summary = {}, None
    for part in (lists, single, coded):
        api.include_router(part.router)
    api.add_exception_handler(TidingsError, _refused)
    api.add_exception_handler(HTTPException, _failed)
    api.add_exception_handler(RequestValidationError, _not_understood)
    api.add_exception_handler(Exception, _broken)
    api.add_middleware(JsonOnly, limit=most_bytes(explorer.config.limits))

    def described() -> dict[str, Any]:
        if not api.openapi_schema:
            made = get_openapi(
                title=api.title, version=api.version, description=api.description, routes=api.routes,
                servers=api.servers,
            )  # fmt: skip
            made["paths"]["/events/{id}"]["get"]["responses"]["307"] = {
                "description": "It is part of another event now: that of the header Location."
            }
            api.openapi_schema = document(made, _STATUSES)
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]
    return api


def most_bytes(limits: Limits) -> int:
    """Bytes that a text in JSON may have: a code point is written in 12 at most, as `\\ud83d\\ude00`."""
    return 12 * limits.max_characters + SMALL


class ForPrograms:
    """Gives every request under `PREFIX` to the API, whatever its path holds.

    A mount would pass by a path with a line end, and a page answer it.
    """

    def __init__(self, app: ASGIApp, *, api: ASGIApp) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and (scope["path"] == PREFIX or scope["path"].startswith(f"{PREFIX}/")):
            await self._api({**scope, "root_path": scope.get("root_path", "") + PREFIX}, receive, send)
        else:
            await self._app(scope, receive, send)


class JsonOnly:
    """Refuses a body that does not say that it is JSON, and one that is too large.

    Another site's page can send words or a form without asking first, but no JSON.
    """

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == f"{PREFIX}/code":
            path = scope["path"]
            kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                await problem(415, "TID-612", path, found=kind[:80] or "none")(scope, receive, send)
                return
            body = bytearray()
            more = True
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > self._limit:
                    await problem(413, "TID-604", path, limit=self._limit)(scope, receive, send)
                    return
            await self._app(scope, _once(bytes(body), receive), send)
            return
        await self._app(scope, receive, send)


def _once(body: bytes, receive: Receive) -> Receive:
    """What gives a body that was read already, and then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return messages.pop() if messages else await receive()

    return given


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, TidingsError):
        return _broken(request, error)
    status = _STATUS.get(error.number, 500 if error.number[4] in "23" and error.number != "TID-303" else 422)
    headers = {"retry-after": str(coded.BUSY)} if status == 503 else {}
    return problem(status, error.number, request.url.path, error.reason, headers=headers)


def _failed(request: Request, error: Exception) -> Response:
    path = request.url.path
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        allowed = dict(getattr(error, "headers", None) or {}).get("Allow", "GET")
        headers = {"allow": allowed}
        return problem(405, "TID-611", path, method=request.method, allowed=allowed, headers=headers)
    if status == 404:
        return problem(404, "TID-610", path, path=path)
    if status < 500:  # a body that no JSON parser reads
        return problem(422, "TID-613", path, found=str(getattr(error, "detail", "")))
    return _broken(request, error)


def _not_understood(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    errors = _errors(found)
    detail = "; ".join(f"{e.where}: {e.detail}" for e in errors)
    return problem(422, "TID-613", request.url.path, errors=errors, found=detail)


def _errors(found: Sequence[Any]) -> list[Error]:
    """What is wrong, without what was given: that may be anything."""
    form = {"string_pattern_mismatch": "is not of the form that /api/v1/openapi.json gives"}
    return [
        Error(
            where=sound(".".join(map(str, e["loc"]))[:100]),
            detail=form.get(e["type"]) or sound(str(e["msg"])[:300]),
        )
        for e in found[:20]
    ]


def _broken(request: Request, error: Exception) -> Response:
    return problem(500, "TID-616", request.url.path)
