"""What was read in a document, with its spans as spaCy has them: whole tokens, at least one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from tidings.notebook import Coding
from tidings.spacy_pipe import kept
from tidings.types import OUTLET, Factuality, Figure, Kind, Mention, Party, Span, Statement


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement: `span` goes from the first to the last word of its content, or else of its cue.

    `within` is the statement around it. `coded` is the record itself, with exact offsets.
    """

    coded: Statement = field(repr=False)
    span: DocSpan
    source: DocSpan | None
    cue: DocSpan | None
    content: tuple[DocSpan, ...]
    within: StatementView | None

    @property
    def kind(self) -> Kind:
        """Assertion or attitude."""
        return self.coded.kind

    @property
    def speaker(self) -> Party | None:
        """Who the words of the source are."""
        return self.coded.speaker


@dataclass(frozen=True, slots=True)
class MentionView:
    """One telling of one action: `span` is its trigger; actors and recipients are those that have words.

    `voice` is the statement it stands in, None for the outlet itself. `coded` is the record itself, with
    exact offsets, and codes also for those who have no words.
    """

    coded: Mention = field(repr=False)
    span: DocSpan
    actors: tuple[DocSpan, ...]
    recipients: tuple[DocSpan, ...]
    place: DocSpan | None
    time: DocSpan | None
    voice: StatementView | None

    @property
    def type(self) -> str:
        """The type of event."""
        return self.coded.type

    @property
    def factuality(self) -> Factuality:
        """How the voice presents it."""
        return self.coded.factuality


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure: `span` is the number, `of` what is counted; `voice` as in a mention."""

    coded: Figure = field(repr=False)
    span: DocSpan
    of: DocSpan | None
    voice: StatementView | None


def coding(doc: Doc) -> Coding | None:
    """All that was read in a document; None where it was not coded."""
    return kept.coding(doc)


def statements(doc: Doc) -> tuple[StatementView, ...]:
    """The statements of a document, in the order of the text."""
    return tuple(_statements(doc, kept.coding(doc)).values())


def mentions(doc: Doc) -> tuple[MentionView, ...]:
    """The mentions of a document, in the order of the text."""
    found = kept.coding(doc)
    if found is None:
        return ()
    told = _statements(doc, found)
    return tuple(
        MentionView(
            m, tokens(doc, m.trigger, m.type), _words(doc, m.actors), _words(doc, m.recipients),
            _maybe(doc, m.place), _maybe(doc, m.time), _voice(m.voice, told),
        )
        for m in found.mentions
    )  # fmt: skip


def figures(doc: Doc) -> tuple[FigureView, ...]:
    """The figures of a document, in the order of the text."""
    found = kept.coding(doc)
    if found is None:
        return ()
    told = _statements(doc, found)
    return tuple(
        FigureView(f, tokens(doc, f.span, f.unit), _maybe(doc, f.of), _voice(f.voice, told))
        for f in found.figures
    )


def tokens(doc: Doc, span: Span, label: str = "") -> DocSpan:
    """The tokens that a span touches."""
    # None is for offsets outside the text only.
    return cast(DocSpan, doc.char_span(span.start, span.end, label=label, alignment_mode="expand"))


def _maybe(doc: Doc, span: Span | None) -> DocSpan | None:
    return None if span is None else tokens(doc, span)


def _words(doc: Doc, parties: tuple[Party, ...]) -> tuple[DocSpan, ...]:
    return tuple(tokens(doc, p.span, p.code or "") for p in parties if p.span)


def _voice(voice: str, told: Mapping[str, StatementView]) -> StatementView | None:
    return None if voice == OUTLET else told.get(voice)


def _statements(doc: Doc, found: Coding | None) -> dict[str, StatementView]:
    """By id; those that stand in others are made after them and given in the order of the text."""
    known = {s.id: s for s in found.statements} if found else {}
    made: dict[str, StatementView] = {}

    def view(s: Statement, around: frozenset[str]) -> StatementView:
        if s.id not in made:
            outer = known.get(s.within or "")
            whole = None if outer is None or outer.id in around else view(outer, around | {s.id})
            parts = s.content or tuple(p for p in (s.cue, s.source) if p)
            first, last = tokens(doc, parts[0]), tokens(doc, parts[-1])
            span = doc[first.start : max(first.end, last.end)]
            content = tuple(tokens(doc, part) for part in s.content)
            made[s.id] = StatementView(s, span, _maybe(doc, s.source), _maybe(doc, s.cue), content, whole)
        return made[s.id]

    return {s.id: view(s, frozenset({s.id})) for s in known.values()}
