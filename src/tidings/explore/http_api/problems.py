"""Errors of the HTTP API as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from tidings.errors import PROBLEMS

PREFIX: Final = "/api/v1"
"""Where the API is mounted; its answers to errors are problems, whoever refuses."""
MEDIA: Final = "application/problem+json"


class Error(BaseModel):
    """One part of a request that can't be understood."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    where: str
    """The parameter, or the key of the body."""
    detail: str
    """What is wrong with it."""


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """Address, on this server, of what the number means."""
    title: str
    """The status in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong here, and what to do about it."""
    instance: str
    """The path that was asked for."""
    number: str
    """Number of the error, as in docs/reference/errors.md."""
    errors: list[Error] = []
    """Each wrong part of the request, where there are several."""


def problem(
    status: int, number: str, instance: str, detail: str | None = None, *, errors: Sequence[Error] = (),
    headers: Mapping[str, str] | None = None, **details: object,
) -> Response:  # fmt: skip
    """The answer to a request that fails; without `detail`, `details` fill the number's message."""
    found = Problem(
        type=f"{PREFIX}/problems/{number}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=sound(detail if detail is not None else PROBLEMS[number].format(**details)),
        instance=sound(instance),
        number=number,
        errors=list(errors),
    )
    return Response(found.model_dump_json(), status, dict(headers or {}), MEDIA)


def sound(words: str) -> str:
    """The words without half surrogate pairs, which JSON in UTF-8 can't hold."""
    return words.encode("utf-8", "backslashreplace").decode()


RESPONSES: Final[Mapping[int, str]] = {
    400: "The cursor belongs to another list or filter.",
    404: "There is none such.",
    405: "The method is not answered here.",
    409: "The record can't be read now.",
    413: "The text is too long.",
    415: "The body is not JSON.",
    421: "Another host was asked for.",
    403: "Asked for by another site.",
    422: "A parameter or the body can't be understood, or the text can't be coded.",
    500: "A defect of the program.",
    503: "Too much is being coded. Try again later.",
}
"""Statuses with a problem as their content, and what they mean."""


def document(openapi: dict[str, Any], statuses: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """The OpenAPI description with the problems that each path (all: `""`) may answer with."""
    schemas = openapi.setdefault("components", {}).setdefault("schemas", {})
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(made.pop("$defs", {}))
    schemas["Problem"] = made
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, methods in openapi["paths"].items():
        for operation in methods.values():
            for status in sorted({*statuses[""], *statuses.get(path, ())}):
                operation["responses"][str(status)] = {
                    "description": RESPONSES[status],
                    "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    return openapi
