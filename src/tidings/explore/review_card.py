"""The card of a mention or figure: its words in context, the doubts about it, what was decided on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from tidings import review
from tidings.errors import ConfigurationError
from tidings.explore import words
from tidings.explore.article_words import chance_words
from tidings.explore.context import Explorer
from tidings.record import review_queue as queues
from tidings.record.review_queue import WEAK_FACTUALITIES, WEAK_TYPES, Dispute
from tidings.record.verdicts import SAME, Decision
from tidings.review.judgements import CORRECTED
from tidings.types import OUTLET, Article, Coding, Figure, Kind, Mention, Party, Span

NEAR: Final = 150
"""Characters of context on each side."""
FAR: Final = 1_000
"""Characters of context on each side once it is opened."""
SURE: Final = 0.8
"""A chance below this is named among the doubts: of those above it, most were right (docs/model-card.md)."""
SHORT: Final = 70
"""Characters of a statement's content in the list of voices."""


NAMES: Final = MappingProxyType(
    {
        "kept": "is it one at all", "actors": "who", "recipients": "to whom", "place": "where",
        "date": "when", "bounds": "bounds of a figure", "low": "at least", "high": "at most",
        "holder": "whose", "as_of": "as of", "factuality": "certainty", "historical": "long past",
        "voice": "according to", "event": "same event",
    }
)  # fmt: skip
"""What the fields of decisions are called on the page, where it is not their name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of context and the roles its words have."""

    words: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a record; `before` and `after` are shown on demand; `cut`: there is more."""

    before: str
    pieces: tuple[Piece, ...]
    after: str
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who tells: the value of the choice and how it is named."""

    value: str
    name: str


def context_of(article: Article, record: Mention | Figure) -> Context:
    """The words around a mention's trigger or a figure, with those that have a part in it marked."""
    if isinstance(record, Mention):
        core = record.trigger
        marks = [("trigger", core), ("place", record.place), ("time", record.time)]
        marks += [("actor", p.span) for p in record.actors]
        marks += [("recipient", p.span) for p in record.recipients]
    else:
        core = record.span
        marks = [("trigger", core), ("of", record.of)]
    return _context(article.text, core, [(role, span) for role, span in marks if span])


def _context(text: str, core: Span, marks: Sequence[tuple[str, Span]]) -> Context:
    start, end = _edge(text, core.start - NEAR, -1), _edge(text, core.end + NEAR, 1)
    first, last = _edge(text, core.start - FAR, -1), _edge(text, core.end + FAR, 1)
    edges = sorted(
        {start, end} | {edge for _, span in marks for edge in (span.start, span.end) if start < edge < end}
    )
    pieces = []
    for a, b in pairwise(edges):
        roles = dict.fromkeys(role for role, span in marks if span.start < b and a < span.end)
        shown = words.spaced(text[a:b])
        pieces.append(Piece(shown.lstrip() if a == start else shown, tuple(roles)))
    return Context(
        words.spaced(text[first:start]),
        tuple(pieces),
        words.spaced(text[end:last]),
        first > 0,
        last < len(text),
    )


def _edge(text: str, at: int, step: int) -> int:
    """The end of a word at or beyond a place, at most 30 characters further."""
    if at <= 0 or at >= len(text):
        return min(max(at, 0), len(text))
    for moved in range(at, at + 30 * step, step):
        if not 0 < moved < len(text) or text[moved].isspace():
            return min(max(moved, 0), len(text))
    return at


def voices_of(coding: Coding) -> tuple[Voice, ...]:
    """Who tells in an article besides the outlet: its assertions, in the order of the text."""
    found = []
    for statement in coding.statements:
        if statement.kind is Kind.ASSERTION:
            source = statement.source.quote if statement.source else "an unnamed source"
            content = " … ".join(span.quote for span in statement.content)
            short = content if len(content) <= SHORT else f"{content[:SHORT].rstrip()}…"
            found.append(Voice(statement.id, words.plain(f"{source}: {short}")))
    return tuple(found)


def doubts_of(
    record: Mention | Figure, disputes: Iterable[Dispute], tellings: int, unlinked: bool
) -> list[str]:
    """Why it is worth a look, in words."""
    found = [_dispute(d) for d in disputes]
    if isinstance(record, Figure):
        if record.low != record.high:
            found.append("Its bounds are open or apart.")
        if record.unit.value in {"time", "other"}:
            found.append("Its unit is one that takes what fits no other, or a time.")
    else:
        found += [f"{doubt}" for p in (*record.actors, *record.recipients) if (doubt := _guess(p))]
        if unlinked:
            found.append("The article is a copy of another one, but this was not linked with it.")
        found += _unsure(record)
        if record.type_score is None and record.type in WEAK_TYPES:
            found.append(f"Actions of the type {words.type_words(record.type)} are often read wrongly.")
    if record.factuality_score is not None and record.factuality_score < SURE:
        told = words.factuality(record.factuality)
        found.append(f"The model gives only {chance_words(record.factuality_score)} to its being {told}.")
    elif record.factuality_score is None and record.factuality in WEAK_FACTUALITIES:
        found.append(
            f"Signs of what is {words.factuality(record.factuality)} can stand far off and be missed."
        )
    if tellings == 1 and isinstance(record, Mention):
        found.append("Nothing else in the record tells of it.")
    return found


def _unsure(mention: Mention) -> list[str]:
    """What of a mention's words and type the model itself is not sure of."""
    found = []
    if mention.trigger_score is not None and mention.trigger_score < SURE:
        found.append(f"The model gives only {chance_words(mention.trigger_score)} to its being an action.")
    if mention.type_score is not None and mention.type_score < SURE:
        better = f"; next best is {words.type_words(mention.type_next)}" if mention.type_next else ""
        found.append(f"The model gives only {chance_words(mention.type_score)} to this type{better}.")
    return found


def _dispute(dispute: Dispute) -> str:
    teller = dispute.outlet or "Another article"
    here, there = dispute.here, dispute.there
    if dispute.what == "factuality":
        return f"{teller} has it as {words.factuality(there)}, this one as {words.factuality(here)}."
    if dispute.what == "actor":
        here, there = (", ".join(map(words.code_name, side.split(", "))) for side in (here, there))
        return f"{teller} names another doer: {there}, not {here}."
    return f"{teller} gives another {dispute.what}: {there}, not {here}."


def _guess(party: Party) -> str | None:
    named = party.name or words.code_name(party.code)
    if party.code is None:
        return f"Nothing tells who “{party.span.quote}” are." if party.span else None
    reason = party.reason or ""
    if "(chance " not in reason:
        return None
    chance = reason.rpartition("(chance ")[2].rstrip(")")
    said = f"“{party.span.quote}”" if party.span else "a party that the sentence leaves out"
    return f"{named} is a guess for {said} (chance {chance})."


def article_of(shown: Explorer, kind: str, id: str) -> str:
    """The article of a mention or figure; ConfigurationError TID-407 where there is none."""
    article = shown.ask(lambda db: queues.article_of(db, kind, id))
    if article is None:
        raise ConfigurationError("TID-407", kind=kind, id=id)
    return article


def subject(shown: Explorer, kind: str, id: str) -> tuple[Coding, Mention | Figure]:
    """A mention or figure with the coding of its article; ConfigurationError TID-407 where there is none."""
    article = article_of(shown, kind, id)
    for coding in shown.record.codings([article]):
        for record in coding.mentions if kind == "mention" else coding.figures:
            if record.id == id:
                return coding, record
    raise ConfigurationError("TID-407", kind=kind, id=id)


def based(coding: Coding, machine: Mention | Figure, decision: Decision | None) -> Mention | Figure:
    """The record as a decision has it, or as the machine has it where that let nothing stand."""
    if decision is None or decision.kept != "yes":
        return machine
    if isinstance(machine, Mention):
        return review.judged_mention(coding.article, decision)
    return review.judged_figure(coding.article, decision)


def said(decision: Decision) -> str:
    """A decision in a few words."""
    if decision.kept is None:
        return "the same event" if decision.head == SAME else "another event"
    if decision.kept != "yes":
        return "rejected" if decision.kept == "no" else "can't tell"
    names = [name for name in (decision.values.get(CORRECTED) or "").split("; ") if name]
    told = [f"{NAMES.get(name, name)} is {_value(name, decision.values.get(name))}" for name in names]
    return f"corrected: {', '.join(told)}" if told else "confirmed"


def _value(field: str, value: str | None) -> str:
    if value is None:
        return "open" if field in {"low", "high"} else "none"
    match field:
        case "type" | "mode":
            return words.type_words(value)
        case "factuality":
            return words.factuality(value)
        case "voice":
            return "the outlet" if value == OUTLET else "another speaker"
        case "historical":
            return "yes" if value == "true" else "no"
        case _:
            return value
