"""The standoff format: one JSON object an article, every span as `[start, end)` in code points of its text.

Keys and their order are those of the gold data; see docs/reference/standoff.md. `doc_id` is the article's
`external_id`, or its `id` where it has none, and `source` its `url`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tidings.errors import GoldError
from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Span,
    Statement,
    Unit,
)

Offsets = tuple[int, int]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class _Statement(_Record):
    id: str
    source: Offsets | None
    cue: Offsets | None
    content: tuple[Offsets, ...]
    kind: Literal["assertion", "attitude"]
    within: str | None


class _Party(_Record):
    span: Offsets | None
    code: str | None


class _Mention(_Record):
    id: str
    trigger: Offsets
    type: str
    mode: str | None
    actors: tuple[_Party, ...]
    recipients: tuple[_Party, ...]
    place: Offsets | None
    time: Offsets | None
    date: str | None
    factuality: Factuality
    historical: bool
    voice: str
    own_type: str | None = None


class _Figure(_Record):
    id: str
    span: Offsets
    low: float | None
    high: float | None
    unit: Unit
    measure: str | None
    currency: str | None
    of: Offsets | None
    holder: str | None
    event: str | None
    factuality: Factuality
    voice: str
    as_of: str | None = None


class _Article(_Record):
    doc_id: str
    text: str
    published: date | None = None
    outlet: str | None = None
    statements: tuple[_Statement, ...] = ()
    mentions: tuple[_Mention, ...] = ()
    figures: tuple[_Figure, ...] = ()
    licence: str | None = None
    source: str | None = None
    furniture: tuple[Offsets, ...] = ()
    language: str = "en"


def from_standoff(data: object, *, where: tuple[str, int] = ("standoff", 1)) -> Coding:
    """The coding that a standoff object describes; its records keep the ids they have there.

    `where` is the file and the 1-based line it came from, for the message. Raises GoldError TID-501 where a
    key is missing, unknown or of the wrong type, or a span is empty or reaches outside the text. A `source`
    becomes the article's `url`; `licence` is checked and left out.
    """
    try:
        read = _Article.model_validate(data)
        article = Article.make(
            read.text, outlet=read.outlet, published=read.published, url=read.source,
            external_id=read.doc_id, furniture=read.furniture, language=read.language,
        )  # fmt: skip
        for part in article.furniture:
            article.span(*part)
        return Coding(
            article,
            tuple(_statement(article, s) for s in read.statements),
            tuple(_mention(article, m) for m in read.mentions),
            tuple(_figure(article, f) for f in read.figures),
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"])) or "object"
        raise GoldError("TID-501", path=where[0], line=where[1], detail=f"{key}: {first['msg']}") from error
    except ValueError as error:
        raise GoldError("TID-501", path=where[0], line=where[1], detail=str(error)) from error


def to_standoff(coding: Coding) -> dict[str, Any]:
    """The standoff object of a coding: plain values, ready for `json.dumps`.

    Some keys are there only where they have a value: the article's `source` and `furniture`, its `language`
    where that is not English, a mention's `own_type` and a figure's `as_of`.
    """
    article = coding.article
    out: dict[str, Any] = {
        "doc_id": article.external_id or article.id,
        "text": article.text,
        "published": article.published.isoformat() if article.published else None,
        "outlet": article.outlet,
        "statements": [
            {
                "id": s.id,
                "source": _offsets(s.source),
                "cue": _offsets(s.cue),
                "content": [_offsets(c) for c in s.content],
                "kind": s.kind.value,
                "within": s.within,
            }
            for s in coding.statements
        ],
        "mentions": [
            {
                "id": m.id,
                "trigger": _offsets(m.trigger),
                "type": m.type,
                "mode": m.mode,
                "actors": [{"span": _offsets(p.span), "code": p.code} for p in m.actors],
                "recipients": [{"span": _offsets(p.span), "code": p.code} for p in m.recipients],
                "place": _offsets(m.place),
                "time": _offsets(m.time),
                "date": m.date,
                "factuality": m.factuality.value,
                "historical": m.historical,
                "voice": m.voice,
                **({"own_type": m.own_type} if m.own_type else {}),
            }
            for m in coding.mentions
        ],
        "figures": [_figure_object(f) for f in coding.figures],
    }
    if article.url is not None:
        out["source"] = article.url
    if article.furniture:
        out["furniture"] = [list(part) for part in article.furniture]
    if article.language != "en":
        out["language"] = article.language
    return out


def _figure_object(figure: Figure) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": figure.id,
        "span": _offsets(figure.span),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "unit": figure.unit.value,
        "measure": figure.measure,
        "currency": figure.currency,
        "of": _offsets(figure.of),
        "holder": figure.holder,
        "event": figure.mention_id,
        "factuality": figure.factuality.value,
        "voice": figure.voice,
    }
    if figure.as_of is not None:
        out["as_of"] = figure.as_of
    return out


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point, as the gold data have them."""
    return int(value) if value is not None and float(value).is_integer() else value


def _offsets(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _maybe(article: Article, offsets: Offsets | None) -> Span | None:
    return article.span(*offsets) if offsets else None


def _statement(article: Article, read: _Statement) -> Statement:
    return Statement(
        read.id,
        article.id,
        _maybe(article, read.source),
        _maybe(article, read.cue),
        tuple(article.span(*c) for c in read.content),
        Kind(read.kind),
        read.within,
    )


def _mention(article: Article, read: _Mention) -> Mention:
    return Mention(
        read.id,
        article.id,
        article.span(*read.trigger),
        read.type,
        read.mode,
        tuple(Party(_maybe(article, p.span), p.code) for p in read.actors),
        tuple(Party(_maybe(article, p.span), p.code) for p in read.recipients),
        _maybe(article, read.place),
        _maybe(article, read.time),
        read.date,
        factuality=read.factuality,
        historical=read.historical,
        voice=read.voice,
        own_type=read.own_type,
    )


def _figure(article: Article, read: _Figure) -> Figure:
    return Figure(
        read.id,
        article.id,
        article.span(*read.span),
        read.low,
        read.high,
        read.unit,
        read.measure,
        read.currency,
        _maybe(article, read.of),
        read.holder,
        read.as_of,
        read.event,
        read.factuality,
        read.voice,
    )
