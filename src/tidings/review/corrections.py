"""What a person corrects in a mention or figure, checked.

A value that is the machine's own passes as it is: to confirm is always possible. Any other must be one that
the coding manual knows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from tidings.errors import ConfigurationError, UnknownCodeError
from tidings.gazetteer import countries
from tidings.ontology import SECTORS, check_mode, event_type, modes
from tidings.review.judgements import FIGURE_FIELDS, MENTION_FIELDS
from tidings.types import (
    OUTLET,
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Span,
    Unit,
    iso_days,
)

T = TypeVar("T", Factuality, Unit)

BODIES: Final = frozenset(["IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG", "UNK"])
"""What an actor code may begin with besides a country (coding manual, section 2)."""
LONGEST: Final = 200
"""Characters of a value at most."""
_OF_MENTIONS: Final = tuple(f for f in MENTION_FIELDS if f not in {"actors", "recipients"})
"""Fields of a mention that are one value; its parties are given apart."""
_SPACES: Final = re.compile(r"[\s'’_]")
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class GivenParty:
    """A party as a person gives it: `[start, end)` of its words where they are known already, its code (empty
    for an unknown one), else its words."""

    start: int | None = None
    end: int | None = None
    code: str = ""
    words: str = ""


def _given(values: Mapping[str, str], known: Sequence[str]) -> dict[str, str]:
    """The values without spaces around them; ConfigurationError TID-405 for a field that is none."""
    for name in sorted(set(values) - set(known)):
        raise _refused(name, values[name], f"the fields are {', '.join(known)}")
    return {name: value.strip() for name, value in values.items()}


def correct_mention(
    coding: Coding,
    mention: Mention,
    given: Mapping[str, str],
    parties: Mapping[str, Sequence[GivenParty]] | None = None,
) -> Mention:
    """The mention with the given fields of `MENTION_FIELDS`; an empty value is none.

    `parties` gives all actors (`actors`) or all recipients (`recipients`). Words of a place or party must
    stand in the article; of several places the one nearest to the trigger is taken. Raises ConfigurationError
    TID-405 for a value that can't be.
    """
    new = _given(given, _OF_MENTIONS)
    if "type" in new and new["type"] != mention.type:
        name = _type(new["type"])
        mention = replace(mention, type=name, mode=mention.mode if mention.mode in modes(name) else None)
    if "mode" in new and new["mode"] != (mention.mode or ""):
        mention = replace(mention, mode=_mode(mention.type, new["mode"]))
    for role, some in (parties or {}).items():
        had = mention.actors if role == "actors" else mention.recipients
        found = _parties(coding.article, mention.trigger, role, some, had)
        mention = replace(mention, actors=found) if role == "actors" else replace(mention, recipients=found)
    if "place" in new and new["place"] != (mention.place.quote if mention.place else ""):
        place = _words(coding.article, mention.trigger, "place", new["place"]) if new["place"] else None
        mention = replace(mention, place=place, location=None)
    if "date" in new and new["date"] != (mention.date or ""):
        date = _date("date", new["date"])
        mention = replace(
            mention, date=date, grain=None, date_reason=None, time=mention.time if date else None
        )
    if "factuality" in new:
        mention = replace(mention, factuality=_one_of(Factuality, "factuality", new["factuality"]))
    if "historical" in new:
        mention = replace(mention, historical=_truth(new["historical"]))
    if "voice" in new and new["voice"] != mention.voice:
        mention = replace(mention, voice=_voice(coding, new["voice"]))
    return mention


def correct_figure(coding: Coding, figure: Figure, given: Mapping[str, str]) -> Figure:
    """The figure with the given fields of `FIGURE_FIELDS`; an empty value is none, as an open bound is.

    Raises ConfigurationError TID-405 for a value that can't be.
    """
    new = _given(given, FIGURE_FIELDS)
    if "low" in new or "high" in new:
        low = _number("low", new["low"]) if "low" in new else figure.low
        high = _number("high", new["high"]) if "high" in new else figure.high
        if (low, high) != (figure.low, figure.high):
            _check_bounds(low, high)
        figure = replace(figure, low=low, high=high)
    if "unit" in new:
        figure = replace(figure, unit=_one_of(Unit, "unit", new["unit"]))
    if "measure" in new and new["measure"] != (figure.measure or ""):
        figure = replace(figure, measure=_short("measure", new["measure"]))
    if "currency" in new and new["currency"] != (figure.currency or ""):
        if new["currency"] and not _CURRENCY.fullmatch(new["currency"]):
            raise _refused("currency", new["currency"], "an ISO 4217 code has three capitals")
        figure = replace(figure, currency=new["currency"] or None)
    if "holder" in new and new["holder"] != (figure.holder or ""):
        codes = [_code("holder", part.strip()) for part in new["holder"].split(",") if part.strip()]
        figure = replace(figure, holder=",".join(codes) or None)
    if "as_of" in new and new["as_of"] != (figure.as_of or ""):
        figure = replace(figure, as_of=_date("as_of", new["as_of"]))
    if "factuality" in new:
        figure = replace(figure, factuality=_one_of(Factuality, "factuality", new["factuality"]))
    if "voice" in new and new["voice"] != figure.voice:
        figure = replace(figure, voice=_voice(coding, new["voice"]))
    return figure


def _refused(field: str, value: object, detail: str) -> ConfigurationError:
    return ConfigurationError("TID-405", field=field, value=str(value)[:LONGEST], detail=detail)


def _type(value: str) -> str:
    try:
        return event_type(value).name
    except UnknownCodeError as error:
        raise _refused("type", value, error.reason) from error


def _mode(type: str, value: str) -> str | None:
    try:
        check_mode(type, value or None)
    except UnknownCodeError as error:
        raise _refused("mode", value, error.reason) from error
    return value or None


def _one_of(kind: type[T], field: str, value: str) -> T:
    try:
        return kind(value)
    except ValueError as error:
        raise _refused(field, value, f"known are {', '.join(kind)}") from error


def _truth(value: str) -> bool:
    if value not in {"true", "false"}:
        raise _refused("historical", value, "known are true, false")
    return value == "true"


def _voice(coding: Coding, value: str) -> str:
    said = {s.id for s in coding.statements if s.kind is Kind.ASSERTION}
    if value != OUTLET and value not in said:
        raise _refused("voice", value, "it is neither outlet nor the id of an assertion in this article")
    return value


def _date(field: str, value: str) -> str | None:
    if not value:
        return None
    first, last = iso_days(value)
    if (first is None and last is None) or (first and last and last < first):
        raise _refused(
            field, value, "write YYYY, YYYY-MM or YYYY-MM-DD, or start/end with .. for an open side"
        )
    return value


def _number(field: str, value: str) -> float | None:
    plain = _SPACES.sub("", value)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not plain:
        return None
    try:
        number = float(plain)
    except ValueError as error:
        raise _refused(field, value, "it is no number") from error
    if not math.isfinite(number):
        raise _refused(field, value, "it is no finite number")
    return number


def _check_bounds(low: float | None, high: float | None) -> None:
    if low is None and high is None:
        raise _refused("low", "", "one of the bounds must be given")
    if low is not None and high is not None and high < low:
        raise _refused("high", f"{high:g}", f"it is below the lower bound {low:g}")


def _short(field: str, value: str) -> str | None:
    if len(value) > LONGEST:
        raise _refused(field, value, f"more than {LONGEST} characters")
    return value or None


def _code(field: str, value: str) -> str:
    head, colon, rest = value.partition(":")
    if head not in BODIES and head not in countries():
        known = ", ".join(sorted(BODIES))
        raise _refused(field, value, f"it begins with no country (ISO 3166-1 alpha-3) and none of {known}")
    if colon and not rest.strip():
        raise _refused(field, value, "nothing follows the colon")
    if rest and head not in BODIES and rest not in SECTORS:
        raise _refused(field, value, f"known sectors are {', '.join(SECTORS)}")
    if len(value) > LONGEST or ";" in value or "," in value:
        raise _refused(field, value, "one code has no comma or semicolon in it")
    return value


def _parties(
    article: Article, trigger: Span, role: str, given: Sequence[GivenParty], had: Sequence[Party]
) -> tuple[Party, ...]:
    found: list[Party] = []
    for some in given:
        code, words = some.code.strip(), some.words.strip()
        span = _given_span(article, role, some)
        if span is None and words:
            span = _words(article, trigger, role, words)
        known = next((p for p in had if (p.span, p.code or "") == (span, code)), None)
        if known is not None:
            found.append(known)
        elif span is not None or code:
            found.append(Party(span, _code(role, code) if code else None))
    return tuple(found)


def _given_span(article: Article, role: str, given: GivenParty) -> Span | None:
    if given.start is None or given.end is None:
        return None
    try:
        return article.span(given.start, given.end)
    except ValueError as error:
        raise _refused(role, f"{given.start}-{given.end}", str(error)) from error


def _words(article: Article, near: Span, field: str, words: str) -> Span:
    """Where words stand in the article, nearest to a span; white space in them fits any."""
    form = r"\s+".join(re.escape(part) for part in words[:LONGEST].split())
    found = [m.span() for m in re.finditer(form, article.text)] if form else []
    if not found or len(words) > LONGEST:
        raise _refused(field, words, "these words do not stand in the article")
    return article.span(*min(found, key=lambda at: (abs(at[0] - near.start), at)))
