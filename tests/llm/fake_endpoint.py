"""An OpenAI-compatible endpoint on this machine, that answers as a test says and keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tidings.types import Coding, Party, Span

BEFORE = 24
"""Characters before a quotation that the answers made from gold give with it."""


@dataclass
class Answer:
    """One HTTP answer."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Request:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def article(self) -> dict[str, Any]:
        """The article's data, as a reader of the message finds it: between two equal fences."""
        lines = self.body["messages"][1]["content"].split("\n")
        fences = [n for n, line in enumerate(lines) if line.startswith("======== ")]
        assert len(fences) == 2 and lines[fences[0]] == lines[fences[1]]
        return json.loads("\n".join(lines[fences[0] + 1 : fences[1]]))

    @property
    def system(self) -> str:
        return self.body["messages"][0]["content"]


class Server:
    """The endpoint: `url`, and the requests so far."""

    def __init__(self, url: str, respond: Callable[[Request], Answer]) -> None:
        self.url = url
        self.respond = respond
        self.requests: list[Request] = []
        self.lock = threading.Lock()


@contextmanager
def serving(respond: Callable[[Request], Answer]) -> Iterator[Server]:
    """An endpoint at a free port of the loopback, for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.path, headers, json.loads(sent))
            with server.lock:
                server.requests.append(request)
            answer = server.respond(request)
            body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the client has read enough
                self.close_connection = True

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Server(f"http://127.0.0.1:{http.server_port}/v1", respond)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


def completion(content: object, *, finish: str = "stop", **message: Any) -> Answer:
    """A chat completion whose content is this text, or this object as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    return Answer(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "fake-1",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish,
                    "message": {"role": "assistant", "content": text, **message},
                }
            ],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }
    )


def error(status: int, message: str, **headers: str) -> Answer:
    """An error as such servers word it."""
    body = {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}
    return Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


def nothing() -> dict[str, list[Any]]:
    """An answer that finds nothing."""
    return {"statements": [], "mentions": [], "figures": []}


def words(text: str, span: Span | None) -> dict[str, str] | None:
    """A span as an answer quotes it."""
    if span is None:
        return None
    return {"quote": span.quote, "before": text[max(0, span.start - BEFORE) : span.start] or None}


def answer_from(coding: Coding, window: str) -> dict[str, list[Any]]:
    """What a model that knows the gold answers on a window of the article's text."""
    text = coding.article.text
    start = text.index(window)
    end = start + len(window)

    def here(span: Span) -> bool:
        return start <= span.start and span.end <= end

    def who(party: Party) -> dict[str, Any]:
        found = words(text, party.span) or {"quote": None, "before": None}
        return {**found, "name": None, "code": party.code}

    def whos(parties: tuple[Party, ...]) -> list[dict[str, Any]]:
        return [who(party) for party in parties]

    return {
        "statements": [
            {
                "source": who(Party(s.source, None)) if s.source else None,
                "cue": words(text, s.cue),
                "content": [words(text, c) for c in s.content],
                "kind": s.kind.value,
            }
            for s in coding.statements
            if all(map(here, s.content))
        ],
        "mentions": [
            {
                "trigger": words(text, m.trigger),
                "type": m.type,
                "mode": m.mode,
                "actors": whos(m.actors),
                "recipients": whos(m.recipients),
                "place": words(text, m.place),
                "time": words(text, m.time),
                "factuality": m.factuality.value,
                "historical": m.historical,
            }
            for m in coding.mentions
            if here(m.trigger)
        ],
        "figures": [],
    }
