"""What a model is asked to answer: the shape, as pydantic models, and as the JSON schema that is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from tidings.types import Factuality, Kind, Unit

MOST_ITEMS: Final = 500
"""Statements, mentions or figures of one answer that are looked at."""

COUNTED: Final = (
    "dead", "wounded", "missing", "detained", "freed", "displaced", "expelled", "protesters", "voters",
    "troops", "people", "countries", "vote", "seat", "money",
)  # fmt: skip
"""What a figure may count in one word (see `tidings.code.counted_things`)."""

MEASURES: Final = ("hours", "days", "weeks", "months", "years")


class _Shape(BaseModel):
    # More keys than asked for are passed over: nothing reads them.
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Words(_Shape):
    """Words of the article: copied exactly, and the words right before them where they stand twice."""

    quote: str
    before: str | None = None


class Who(_Shape):
    """Words that name somebody, and who that is: in English, and as a code.

    The quote is None for a party that the sentence leaves out.
    """

    quote: str | None = None
    before: str | None = None
    name: str | None = None
    code: str | None = None

    @property
    def words(self) -> Words | None:
        """The words; None where the sentence leaves them out."""
        return Words(quote=self.quote, before=self.before) if self.quote else None


class Said(_Shape):
    """A statement."""

    source: Who | None = None
    cue: Words | None = None
    content: tuple[Words, ...]
    kind: str


class Told(_Shape):
    """A mention of an action."""

    trigger: Words
    type: str
    mode: str | None = None
    actors: tuple[Who, ...] = ()
    recipients: tuple[Who, ...] = ()
    place: Words | None = None
    time: Words | None = None
    factuality: str
    historical: bool = False
    date: str | None = None
    place_name: str | None = None


class Number(_Shape):
    """A figure."""

    number: Words
    low: float | None = None
    high: float | None = None
    unit: str
    measure: str | None = None
    currency: str | None = None
    of: Words | None = None
    counted: str | None = None
    trigger: Words | None = None
    holder: str | None = None
    as_of: str | None = None
    factuality: str


class Answer(_Shape):
    """Everything that a piece of an article says."""

    statements: tuple[Said, ...]
    mentions: tuple[Told, ...]
    figures: tuple[Number, ...]


FOREIGN: Final = ("date", "place_name")
"""Keys of a mention that are asked for only where the rules for English don't apply."""


def schema(types: Sequence[str], modes: Sequence[str], *, figures: bool, foreign: bool) -> dict[str, Any]:
    """The JSON schema of an answer as strict structured output has it: every key required, no others."""
    whole = Answer.model_json_schema()
    shapes = whole["$defs"]
    told, number = shapes["Told"]["properties"], shapes["Number"]["properties"]
    told["type"]["enum"] = list(types)
    told["mode"] = {"anyOf": [{"type": "string", "enum": list(modes)}, {"type": "null"}]}
    shapes["Said"]["properties"]["kind"]["enum"] = [kind.value for kind in Kind]
    for shape in (told, number):
        shape["factuality"]["enum"] = [value.value for value in Factuality]
    number["unit"]["enum"] = [unit.value for unit in Unit]
    for key, known in (("counted", COUNTED), ("measure", MEASURES)):
        number[key] = {"anyOf": [{"type": "string", "enum": list(known)}, {"type": "null"}]}
    if not foreign:
        for key in FOREIGN:
            del told[key]
    if not figures:
        del whole["properties"]["figures"], shapes["Number"]
    for shape in (whole, *shapes.values()):
        for leftover in ("description", "title"):
            shape.pop(leftover, None)
        for value in shape["properties"].values():
            value.pop("default", None)
            value.pop("title", None)
        shape["required"] = list(shape["properties"])
        shape["additionalProperties"] = False
    return whole


def parse(content: str) -> dict[str, list[Any]] | None:
    """The lists of an answer, at most `MOST_ITEMS` of each; None where the text holds no such object.

    The object may stand in a code block or after other words, as models without structured output write.
    The items are still to be checked, one by one, so that a wrong one does not cost the others.
    """
    for found in _objects(content):
        lists = {key: found.get(key) for key in Answer.model_fields if isinstance(found.get(key), list)}
        if lists:
            return {key: lists.get(key, [])[:MOST_ITEMS] for key in Answer.model_fields}  # type: ignore[index]
    return None


_DECODER: Final = json.JSONDecoder()
_ATTEMPTS: Final = 20
"""Opening braces of a text at which an object is looked for."""


def _objects(content: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    at = content.find("{")
    for _ in range(_ATTEMPTS):
        if at < 0:
            break
        try:
            found, at = _DECODER.raw_decode(content, at)
            out.append(found)
        except (ValueError, RecursionError):
            at += 1
        at = content.find("{", at)
    return out
