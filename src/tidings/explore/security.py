"""What keeps the page to its user: which hosts may be asked for, who may write, and what a page may load.

The page is served on loopback without a password, so another site in the same browser must neither read nor
write it. A foreign `Host` is refused (DNS rebinding), a foreign `Origin` too (cross-site requests), and
whatever changes something needs the token that only our own pages hold. The HTTP API changes nothing and
needs none; what it is sent must say that it is JSON, which no page of another site can.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings.errors import PROBLEMS
from tidings.explore.http_api.problems import PREFIX, problem

PLOT_CLASS: Final = "plot"
"""The class that every chart is given, so that the style sheet that Observable Plot writes is known."""
PLOT_STYLE: Final = f""":where(.{PLOT_CLASS}) {{
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}}
:where(.{PLOT_CLASS} text),
:where(.{PLOT_CLASS} tspan) {{
  white-space: pre;
}}"""
"""That style sheet, from plot.js of Observable Plot 0.6.17; the policy lets it in by its hash."""

TOKEN_HEADER: Final = "x-tidings-token"
TOKEN_FIELD: Final = "token"
"""Where a request that writes carries the token: the header (htmx) or a field of the query (uploads)."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
UPLOADS: Final = "/add/"
"""Where files may be sent to."""
SMALL: Final = 1 << 20
"""Bytes that a request to anywhere else may hold."""
_LOG: Final = logging.getLogger("uvicorn.error")
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def content_policy() -> str:
    """The Content-Security-Policy of every answer: own files only, no script or style in a page."""
    digest = base64.b64encode(hashlib.sha256(PLOT_STYLE.encode()).digest()).decode()
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' 'sha256-{digest}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


HEADERS: Final = {
    "content-security-policy": content_policy(),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Under no-referrer a form would be sent with the origin "null", which is refused.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class _TooLargeError(Exception):
    """More bytes came than a request may hold."""


class Guard:
    """Refuses requests for other hosts, from other sites, too large ones, and writes without the token.

    `hosts` are the allowed values of the Host header, with their port; `uploads` is how many bytes may be
    sent to `UPLOADS`, `texts` how many to the HTTP API, which refuses them itself: a few more get by here. An
    error that nothing else caught becomes an answer here, so that it has the headers too.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], token: str, uploads: int, texts: int = SMALL
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._token = token
        self._uploads = uploads
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        path = scope["path"]
        for_programs = path == PREFIX or path.startswith(f"{PREFIX}/")
        limit = self._texts + SMALL if for_programs else self._uploads if path.startswith(UPLOADS) else SMALL
        came = 0
        started = False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > limit:
                raise _TooLargeError
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self._refusal(scope, limit, writes=not for_programs)
        if refusal is None:
            try:
                await self._app(scope, counted, guarded)
                return
            except _TooLargeError:
                refusal = 413, "TID-604", _words("TID-604", limit=str(limit))
            except Exception:
                _LOG.exception("%s %s", scope["method"], path)
                refusal = 500, "TID-616", _words("TID-616")
            if started:
                return
        status, number, words = refusal
        answer: Response = PlainTextResponse(f"{number}: {words}", status)
        if for_programs:
            answer = problem(status, number, path, words)
        await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope, limit: int, *, writes: bool) -> tuple[int, str, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host.lower() not in self._hosts:
            return 421, "TID-601", _words("TID-601", host=host)
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in self._hosts}:
            return 403, "TID-602", _words("TID-602", site=origin)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > limit:
            return 413, "TID-604", _words("TID-604", limit=str(limit))
        if scope["method"] in SAFE:
            return None
        site = headers.get("sec-fetch-site", "same-origin")
        if site not in {"same-origin", "none"}:
            return 403, "TID-602", _words("TID-602", site=site)
        if not writes:
            return None
        fields = parse_qs(scope["query_string"].decode("latin-1"))
        given = headers.get(TOKEN_HEADER) or next(iter(fields.get(TOKEN_FIELD, [])), "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return 403, "TID-603", _words("TID-603")
        return None


def _words(number: str, **details: str) -> str:
    return PROBLEMS[number].format(**details)


def allowed_hosts(port: int) -> frozenset[str]:
    """The Host headers of a server on loopback at this port."""
    named = {f"{name}:{port}" for name in LOOPBACK}
    return frozenset(named | set(LOOPBACK) if port == 80 else named)
