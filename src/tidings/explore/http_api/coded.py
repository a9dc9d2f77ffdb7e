"""One text coded on request, without keeping it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import BoundedSemaphore, Lock
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tidings import api
from tidings.config import Config
from tidings.errors import ConfigurationError, ReadError, ScaleError, TidingsError
from tidings.explore.context import Shown
from tidings.explore.http_api import models
from tidings.explore.http_api.lists import answer
from tidings.read.articles import build
from tidings.read.metadata import Metadata, tidy
from tidings.read.text import normalise
from tidings.record.write import flatten
from tidings.scale.overdue import seconds_for
from tidings.types import Article, Coding, Quarantined
from tidings.types.provenance import Provenance
from tidings.types.schemas import SCHEMAS

router = APIRouter()

WAITING: Final = 4
"""Texts that wait for their turn at most; each holds a thread."""
PATIENCE: Final = 20.0
"""Seconds that a text waits for its turn."""
BUSY: Final = 5
"""Seconds after which one that had to be refused may try again."""

Line = Annotated[str, Field(max_length=500)]


class Text(BaseModel):
    """A text to code, and what is known of it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    text: Annotated[str, Field(min_length=1)]
    """The text. Line ends become `\\n`, a NUL becomes U+FFFD; positions count in the text of the answer."""
    title: Line | None = None
    """Headline."""
    outlet: Line | None = None
    """Who published it."""
    author: Line | None = None
    """Byline."""
    published: Annotated[date, Field(ge=date(1000, 1, 1), le=date(2999, 12, 31))] | None = None
    """Day of publication: what *yesterday* is counted from."""
    url: Line | None = None
    """Address."""
    language: Annotated[str, Field(max_length=40)] | None = None
    """Its language, `en`; without one it is told from the text."""


class Turn:
    """One text is coded at a time; a few wait, and more are refused."""

    def __init__(self) -> None:
        self._one = Lock()
        self._room = BoundedSemaphore(WAITING + 1)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for the turn and take it; ConfigurationError TID-615 where that takes too long."""
        if not self._room.acquire(blocking=False):
            raise ConfigurationError("TID-615", seconds=BUSY)
        try:
            if not self._one.acquire(timeout=PATIENCE):
                raise ConfigurationError("TID-615", seconds=BUSY)
            try:
                yield
            finally:
                self._one.release()
        finally:
            self._room.release()


@router.post("/code", response_model=models.Coded, tags=["code"])
def code_text(request: Request, shown: Shown, given: Text) -> Response:
    """What one text says: its statements, mentions and figures. Nothing is stored."""
    config = shown.config
    known = Metadata(
        title=tidy(given.title), outlet=tidy(given.outlet), author=tidy(given.author),
        published=given.published, url=tidy(given.url), language=tidy(given.language),
    )  # fmt: skip
    if len(given.text) > config.limits.max_characters:
        raise ReadError("TID-118", path="text", limit=config.limits.max_characters)
    article = build(normalise(given.text), "text", known, None, config.limits)
    with request.app.state.coding():
        found = next(request.app.state.reader.code([article], _tried_once(config)), None)
        if found is None:
            raise ConfigurationError("TID-617")
        made = api.provenance(config, shown.coder)
    if isinstance(found, Quarantined):
        raise _not_coded(found, article, config)
    return answer(models.Coded, coded(found, made))


def _tried_once(config: Config) -> Config:
    """The settings without further tries: whoever asked waits, and may ask again."""
    return config.model_copy(update={"scale": config.scale.model_copy(update={"deaths": 1})})


def _not_coded(found: Quarantined, article: Article, config: Config) -> TidingsError:
    """Why a text could not be coded: a defect (TID-117), a dead process (TID-701), no time left (TID-713)."""
    kind = ScaleError if found.number in {"TID-701", "TID-713"} else ReadError
    return kind(
        found.number, path="text", detail=found.reason.partition("(")[2].rpartition(")")[0],
        times=1, limit=f"{seconds_for([article], config.scale):,.0f}",
    )  # fmt: skip


def coded(coding: Coding, made: Provenance) -> dict[str, Any]:
    """A coding as `models.Coded` has it: the rows that the record would hold."""
    flat = {
        table: [dict(zip(SCHEMAS[table].names, row, strict=True)) for row in found]
        for table, found in flatten([coding], made, {}).items()
    }
    parties: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for party in flat["parties"]:
        parties.setdefault((party["mention_id"], party["role"]), []).append(party)
    contents: dict[str, list[dict[str, Any]]] = {}
    for content in flat["statement_contents"]:
        contents.setdefault(content["statement_id"], []).append(content)
    return {
        "article": flat["articles"][0],
        "statements": [s | {"contents": contents.get(s["id"], [])} for s in flat["statements"]],
        "mentions": [
            m | {f"{role}s": parties.get((m["id"], role), []) for role in ("actor", "recipient")}
            for m in flat["mentions"]
        ],
        "figures": flat["figures"],
    }
