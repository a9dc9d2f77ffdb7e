"""Asks an OpenAI-compatible endpoint: one request, its retries, and what the server can't do."""

from __future__ import annotations

import importlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tidings.errors import InstallationError
from tidings.llm.cache import Reply
from tidings.llm.problems import ArticleError, LanguageModelError, TooLongError, told
from tidings.llm.settings import LanguageModel

FORMATS: Final = ("json_schema", "json_object", "text")
"""How an answer's form is asked for, the strictest first."""

SHORTEST_SECRET: Final = 8
"""Characters of a key that is hidden in what servers say. Shorter ones, as *none* or *EMPTY*, are made up for
servers that want any, and an article may have them as words."""

_STRUCTURE: Final = ("response_format", "json_schema", "json_object", "schema", "structured", "grammar")
_TOO_LONG: Final = ("context length", "context_length", "context window", "too long", "too many tokens")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What of the protocol a server and model take."""

    format: str = FORMATS[0]
    tokens: str = "max_tokens"
    temperature: bool = True

    def simpler(self, message: str, proved: bool) -> Dialect | None:
        """The dialect to try after a refusal with this message; None where it was not about the dialect.

        `proved`: this dialect has worked before.
        """
        message = message.lower()
        if "max_completion_tokens" in message and self.tokens == "max_tokens":
            return replace(self, tokens="max_completion_tokens")
        if "temperature" in message and self.temperature:
            return replace(self, temperature=False)
        weaker = FORMATS[FORMATS.index(self.format) + 1 :]
        if weaker and (not proved or any(word in message for word in _STRUCTURE)):
            return replace(self, format=weaker[0])
        return None


class Pace:
    """Lets requests begin so many a minute, evenly."""

    def __init__(
        self,
        per_minute: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may begin."""
        if not self._gap:
            return
        with self._lock:
            now = self._clock()
            begin = max(now, self._next)
            self._next = begin + self._gap
        if begin > now:
            self._sleep(begin - now)


class Endpoint:
    """One server and model, for any number of threads.

    Raises LanguageModelError TID-722 for a key that can't be sent, InstallationError TID-721 without openai.
    """

    def __init__(self, settings: LanguageModel) -> None:
        self._settings = settings
        key = settings.key()
        if key and not (key.isascii() and key.isprintable()):
            raise LanguageModelError(
                "TID-722", endpoint=settings.endpoint, model=settings.model, variable=settings.key_variable,
                detail="the key has characters that can't be sent",
            )  # fmt: skip
        self._key = key if key and len(key) >= SHORTEST_SECRET else None
        self._openai = package()
        self._client = self._openai.OpenAI(
            base_url=settings.endpoint,
            # Always given: without one, the client would take the key of another service from OPENAI_API_KEY.
            api_key=key or "none",
            timeout=settings.timeout,
            max_retries=settings.retries,
            # A redirect could send the article and the key elsewhere.
            http_client=self._openai.DefaultHttpxClient(follow_redirects=False, timeout=settings.timeout),
        )
        # The client takes these from the environment: they are for another service.
        self._client.organization = self._client.project = None
        self._pace = Pace(settings.requests_per_minute)
        self._dialect, self._proved = Dialect(), False

    def close(self) -> None:
        """Drop all connections; requests on the way fail."""
        self._client.close()

    def ask(self, system: str, schema: Mapping[str, Any], question: str) -> Reply:
        """The reply to a question under the system's instructions.

        Raises LanguageModelError TID-722 where no article can be asked for, ArticleError where this one
        can't, TooLongError where less text may do.
        """
        dialect = self._dialect
        while True:
            self._pace.wait()
            try:
                reply = self._send(self._body(dialect, system, schema, question))
            except self._openai.APIStatusError as error:
                simpler = self._refused(error, dialect)
                if simpler is None:
                    raise self._problem(error) from error
                dialect = simpler
            except self._openai.APIConnectionError as error:
                detail = told(error.__cause__ or error, self._key) or type(error).__name__
                raise ArticleError("TID-724", detail, endpoints=True) from error
            else:
                self._dialect, self._proved = dialect, True
                return reply

    def _refused(self, error: Any, dialect: Dialect) -> Dialect | None:
        """The dialect to go on with after an error; None where another dialect doesn't help."""
        if error.status_code not in {400, 422} or _is_too_long(error):
            return None
        return dialect.simpler(_message(error), self._proved and dialect == self._dialect)

    def _problem(self, error: Any) -> Exception:
        status, message = error.status_code, told(f"{error.status_code} {_message(error)}", self._key)
        if status == 413 or (status in {400, 422} and _is_too_long(error)):
            return TooLongError(message)
        if status == 429 or status >= 500 or status == 408:
            return ArticleError("TID-724", message, endpoints=True)
        # Some services answer 403 to texts that they don't like.
        if status in {401, 404} or status < 400 or (status == 403 and not self._proved):
            settings = self._settings
            return LanguageModelError(
                "TID-722", endpoint=settings.endpoint, model=settings.model, detail=message,
                variable=settings.key_variable,
            )  # fmt: skip
        return ArticleError("TID-725", message, endpoints=not self._proved)

    def _body(
        self, dialect: Dialect, system: str, schema: Mapping[str, Any], question: str
    ) -> dict[str, Any]:
        settings = self._settings
        body: dict[str, Any] = {"model": settings.model, dialect.tokens: settings.max_output_tokens}
        if dialect.temperature:
            body["temperature"] = settings.temperature
        if dialect.format == "json_schema":
            form = {"name": "coding", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        else:
            system += f"\n\nAnswer with JSON alone, of this schema:\n{json.dumps(schema)}"
        if dialect.format == "json_object":
            body["response_format"] = {"type": "json_object"}
        turns = [("system", system), ("user", question)]
        body["messages"] = [{"role": role, "content": text} for role, text in turns]
        if settings.options:
            body["extra_body"] = dict(settings.options)
        return body

    def _send(self, body: dict[str, Any]) -> Reply:
        """The reply, read no further than `max_answer_bytes` and `timeout` allow."""
        settings, data = self._settings, bytearray()
        started = time.monotonic()
        create = self._client.chat.completions.with_streaming_response.create
        try:
            with create(**body) as response:
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > settings.max_answer_bytes:
                        raise ArticleError("TID-723", f"more than {settings.max_answer_bytes} bytes")
                    if time.monotonic() - started > settings.timeout * (settings.retries + 2):
                        raise ArticleError("TID-724", "it answers without an end", endpoints=True)
        except (self._openai.OpenAIError, ArticleError):
            raise
        except Exception as error:  # of the HTTP library, whose errors the client passes on while it reads
            detail = told(f"{type(error).__name__} {error}", self._key)
            raise ArticleError("TID-724", detail, endpoints=True) from error
        # A server knows the key and might echo it: answers are kept on disk.
        text = data.replace(self._key.encode(), b"...") if self._key else data
        return read_reply(bytes(text), settings.model)


def package() -> Any:
    """The package openai; InstallationError TID-721 where it is not installed."""
    try:
        return importlib.import_module("openai")
    except ImportError as error:
        raise InstallationError("TID-721", detail=str(error)) from error


def read_reply(data: bytes, model: str) -> Reply:
    """The reply in a response's body. Raises ArticleError TID-723 or TID-725 where there is none."""
    try:
        body = json.loads(data)
        choice = body["choices"][0]
        message = choice["message"]
        usage = body.get("usage") or {}
        counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
        refusal, content, finish = message.get("refusal"), message.get("content"), choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        detail = f"no chat completion ({type(error).__name__})"
        raise ArticleError("TID-723", detail) from error
    tokens = [count if isinstance(count, int) and 0 <= count < 1 << 40 else None for count in counts]
    ended = "length" if finish == "length" else "stop"
    text = content if isinstance(content, str) else ""
    reply = Reply(text, ended, tokens[0], tokens[1], str(body.get("model") or model)[:200])
    if refusal or finish == "content_filter":
        why = "content filter" if not refusal else "it declines to answer"
        raise ArticleError("TID-725", why, reply=reply)
    return reply


def _message(error: Any) -> str:
    """What the server says of an error: the message of its JSON, or the body."""
    body = error.body
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        inner = inner if isinstance(inner, Mapping) else body
        parts = [inner.get(name) for name in ("message", "code", "param", "detail")]
        found = " ".join(str(part) for part in parts if part)
        if found:
            return found
    return str(body or error.message)


def _is_too_long(error: Any) -> bool:
    message = _message(error).lower()
    return any(words in message for words in _TOO_LONG)
