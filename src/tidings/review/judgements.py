"""A judged mention or figure as the fields of a decision, and back.

A decision holds every value that its person saw and let stand, not only those that were changed, so that it
means the same when the article is coded anew. `at` holds where the words are: offsets into the article, as
JSON. Lists of codes are joined by `; `; a party whose code is unknown is `?`.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tidings.errors import ConfigurationError
from tidings.record.verdicts import APART, KEPT, SAME, Decision
from tidings.types import OUTLET, Article, Coding, Factuality, Figure, Mention, Party, Span, Unit

AT: Final = "at"
"""The field with the offsets."""
MENTION_FIELDS: Final = (
    "type", "mode", "actors", "recipients", "place", "date", "factuality", "historical", "voice",
)  # fmt: skip
FIGURE_FIELDS: Final = (
    "low", "high", "unit", "measure", "currency", "holder", "as_of", "factuality", "voice",
)  # fmt: skip
"""What is judged of a mention and of a figure, in the order of the page."""

CORRECTED: Final = "corrected"
"""The field with the names of the fields in which the person differed from the machine at that time."""

KEEPING: Final = ("yes", "no", "unsure")
"""Whether it is one at all: it is, it is not, or this person can't tell."""
UNKNOWN: Final = "?"
LONGEST_NAME: Final = 60
"""Characters of a reviewer's name at most."""


JOINERS: Final = "\u200c\u200d"
"""Characters without a width that names in Persian, Hindi and other scripts are spelt with."""


def reviewer_name(given: str) -> str:
    """A reviewer's name, composed (NFC) and without spaces around it.

    ConfigurationError TID-406 where it can't be one.
    """
    name = unicodedata.normalize("NFC", " ".join(given.split()))
    hidden = any(unicodedata.category(c)[0] == "C" and c not in JOINERS for c in name)
    if not name.strip(JOINERS) or len(name) > LONGEST_NAME or hidden:
        raise ConfigurationError("TID-406", value=given[: LONGEST_NAME + 1], limit=LONGEST_NAME)
    return name


def mention_values(coding: Coding, mention: Mention, kept: str = "yes") -> dict[str, str | None]:
    """The fields of a decision on a mention as it is here; ConfigurationError TID-405 for a bad `kept`."""
    at = {
        "article": mention.article_id,
        "span": _offsets(mention.trigger),
        "actors": [_offsets(p.span) for p in mention.actors],
        "recipients": [_offsets(p.span) for p in mention.recipients],
        "place": _offsets(mention.place),
        "time": _offsets(mention.time),
        "speaker": _speaker(coding, mention.voice),
    }
    fields: dict[str, str | None] = {
        "type": mention.type,
        "mode": mention.mode,
        "actors": _codes(mention.actors),
        "recipients": _codes(mention.recipients),
        "place": mention.place.quote if mention.place else None,
        "date": mention.date,
        "factuality": mention.factuality.value,
        "historical": "true" if mention.historical else "false",
        "voice": mention.voice,
    }
    return _decision(kept, fields, at)


def figure_values(coding: Coding, figure: Figure, kept: str = "yes") -> dict[str, str | None]:
    """The fields of a decision on a figure as it is here; ConfigurationError TID-405 for a bad `kept`."""
    at = {
        "article": figure.article_id,
        "span": _offsets(figure.span),
        "of": _offsets(figure.of),
        "mention": figure.mention_id,
        "speaker": _speaker(coding, figure.voice),
    }
    fields: dict[str, str | None] = {
        "low": number_text(figure.low) or None,
        "high": number_text(figure.high) or None,
        "unit": figure.unit.value,
        "measure": figure.measure,
        "currency": figure.currency,
        "holder": figure.holder,
        "as_of": figure.as_of,
        "factuality": figure.factuality.value,
        "voice": figure.voice,
    }
    return _decision(kept, fields, at)


def link_values(other: str, same: bool) -> dict[str, str | None]:
    """The fields of a decision that a mention tells, or does not tell, of one event with another mention."""
    return {SAME if same else APART: other}


def compared(values: Mapping[str, str | None], machine: Mapping[str, str | None]) -> dict[str, str | None]:
    """The fields of a decision with the names of those that differ from the machine's in `corrected`."""
    if values[KEPT] != "yes":
        return dict(values)
    changed = [name for name in (*MENTION_FIELDS, *FIGURE_FIELDS) if values.get(name) != machine.get(name)]
    if values[AT] != machine[AT]:
        ours, theirs = json.loads(values[AT] or "{}"), json.loads(machine[AT] or "{}")
        changed += [name for name in ("actors", "recipients", "place") if ours.get(name) != theirs.get(name)]
    return {**values, CORRECTED: "; ".join(dict.fromkeys(changed)) or None}


def where(decision: Decision) -> Mapping[str, Any]:
    """The offsets of a decision on a mention or figure, with its article."""
    found: Mapping[str, Any] = json.loads(decision.values[AT] or "{}")
    return found


def judged_mention(article: Article, decision: Decision) -> Mention:
    """The mention as a decision has it; it keeps the id of the mention that was judged."""
    at, values = where(decision), decision.values
    return Mention(
        decision.target_id,
        article.id,
        article.span(*at["span"]),
        values["type"] or "",
        values["mode"],
        _parties(article, values["actors"], at["actors"]),
        _parties(article, values["recipients"], at["recipients"]),
        _span(article, at["place"]),
        _span(article, at["time"]),
        values["date"],
        factuality=Factuality(values["factuality"] or ""),
        historical=values["historical"] == "true",
        voice=values["voice"] or OUTLET,
    )


def judged_figure(article: Article, decision: Decision) -> Figure:
    """The figure as a decision has it; it keeps the id of the figure that was judged."""
    at, values = where(decision), decision.values
    low, high = (None if values[side] is None else float(values[side] or 0) for side in ("low", "high"))
    return Figure(
        decision.target_id,
        article.id,
        article.span(*at["span"]),
        low,
        high,
        Unit(values["unit"] or ""),
        values["measure"],
        values["currency"],
        _span(article, at["of"]),
        values["holder"],
        values["as_of"],
        at["mention"],
        Factuality(values["factuality"] or ""),
        values["voice"] or OUTLET,
    )


def _decision(kept: str, fields: Mapping[str, str | None], at: object) -> dict[str, str | None]:
    if kept not in KEEPING:
        raise ConfigurationError("TID-405", field=KEPT, value=kept, detail=f"known are {', '.join(KEEPING)}")
    # A person who rejects it, or can't tell, has let no value stand.
    values = dict(fields) if kept == "yes" else {}
    return {KEPT: kept, **values, AT: json.dumps(at)}


def _codes(parties: Sequence[Party]) -> str | None:
    return "; ".join(p.code or UNKNOWN for p in parties) or None


def _parties(article: Article, codes: str | None, spans: Sequence[Sequence[int] | None]) -> tuple[Party, ...]:
    named = codes.split("; ") if codes else []
    return tuple(
        Party(_span(article, span), None if code == UNKNOWN else code)
        for code, span in zip(named, spans, strict=True)
    )


def _speaker(coding: Coding, voice: str) -> list[int] | None:
    return next((_offsets(s.source) for s in coding.statements if s.id == voice), None)


def _offsets(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _span(article: Article, offsets: Sequence[int] | None) -> Span | None:
    return None if offsets is None else article.span(*offsets)


def number_text(value: float | None) -> str:
    """A bound as a person writes it, exactly: `12`, `0.5`; empty for an open one."""
    if value is None:
        return ""
    return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
