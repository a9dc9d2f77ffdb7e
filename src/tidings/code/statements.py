"""Statements: who says, wants or asks what (coding manual, section 1), by cue words and quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Final

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.cues import Cue, Range, description, find_cues, table
from tidings.types import Kind, Span, Statement, merged, size

LONG_QUOTATION: Final = 3
"""Words: a shorter one without a cue is taken for a term or scare quotes."""

NEAR: Final = 8
"""Assertions before a quotation among which its speaker is sought."""

NAME_WORDS: Final = 7
"""Words that may stand before the colon of *Name: what the name says*."""

_MARKS: Final = re.compile(
    r"(?P<open>[“„«]|(?<![\w.,!?…])[\"‘](?=\S)|(?<!\S)'(?=\w))|(?P<close>[”»\"]|(?<=[.,!?])['’])"
)
_PARAGRAPH: Final = re.compile(r"\S(?:.*\S)?(?=[^\S\n]*(?:\n[^\S\n]*\n|\n|\Z))")
_INNER: Final = re.compile(r"[\w“\"‘'$€£(](?:.*[^\s,.;:–—-])?", re.DOTALL)
_NEXT_SPEAKER: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z][\w.’' -]{1,40}:\s)")
_CLOSING: Final = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "'": "'"}
_SELF: Final = frozenset({"i", "we"})


@dataclass(slots=True)
class _Draft:
    """A statement in the making."""

    kind: Kind
    source: Range | None
    cue: Range | None
    content: list[Range] = field(default_factory=list)
    word: int | None = None
    """Where its cue word starts, if it was found by one."""


def find_statements(analysis: Analysis) -> Analysis:
    """The analysis with its statements, in the order of the text.

    Contents of one statement are sorted and disjoint; `within` names the innermost statement whose content
    holds this one's cue.
    """
    text = analysis.article.text
    quotations = [q for q in find_quotations(text) if not analysis.article.is_furniture(*q)]
    drafts: list[_Draft] = []
    for sentence in analysis.sentences:
        drafts.extend(_by_cues(sentence, quotations))
        drafts.extend(_by_according(sentence, text))
        drafts.extend(_by_colon(sentence, text, quotations))
    for draft in drafts:
        draft.content = _with_quotations(draft, quotations)
    _attach_quotations(analysis, drafts, quotations)
    return replace(analysis, statements=nested([_made(analysis, d) for d in drafts if d.content]))


@lru_cache(maxsize=4)
def find_quotations(text: str) -> tuple[Range, ...]:
    """The quotations of a text with their marks, in order.

    One that is not closed in its paragraph reaches to the paragraph's end if the next paragraph opens with
    a mark or closes what is open; else its mark is ignored.
    """
    found: list[Range] = []
    paragraphs = [m.span() for m in _PARAGRAPH.finditer(text)]
    for at, (start, end) in enumerate(paragraphs):
        opened: tuple[int, str] | None = None
        for mark in _MARKS.finditer(text, start, end):
            sign = mark.group()
            if opened is None:
                if mark["open"]:
                    opened = mark.start(), sign
            elif sign in _CLOSING[opened[1]]:
                found.append((opened[0], mark.end()))
                opened = None
        if opened is not None and at + 1 < len(paragraphs):
            following = paragraphs[at + 1]
            if text[following[0]] in _CLOSING:
                found.append((opened[0], end))
    return tuple(q for q in found if any(c.isalnum() for c in text[slice(*q)]))


def _by_cues(sentence: DocSpan, quotations: Sequence[Range]) -> Iterator[_Draft]:
    for cue in find_cues(sentence):
        if not _is_own_thought(cue, quotations):
            yield _Draft(cue.kind, cue.source, cue.cue, list(cue.content), cue.word.idx)


def _is_own_thought(cue: Cue, quotations: Sequence[Range]) -> bool:
    """A speaker's *I think*, *we know* in the quotation."""
    if cue.kind is Kind.ATTITUDE or not _around(cue.cue, quotations):
        return False
    return any(c.dep_ == "nsubj" and c.lower_ in _SELF for c in cue.word.children)


def _by_according(sentence: DocSpan, text: str) -> Iterator[_Draft]:
    for word in sentence:
        if word.lower_ != "according":
            continue
        to = next((c for c in word.rights if c.lower_ == "to" and c.dep_ == "prep"), None)
        if to is None:
            continue
        who = next((c for c in to.children if c.dep_ == "pobj"), None)
        if who is None:
            continue
        phrase = description(who)
        start, end = _clause_of(word, sentence)
        cue = (word.idx, to.idx + 2)
        yield _Draft(Kind.ASSERTION, phrase, cue, _rest(text, (start, end), (cue[0], phrase[1])))


def _clause_of(word: Token, sentence: DocSpan) -> Range:
    head = word.head
    while head.dep_ not in ("ROOT", "ccomp", "conj") and head.head is not head:
        head = head.head
    if head.dep_ == "ROOT":
        return sentence.start_char, sentence.end_char
    words = list(head.subtree)
    return words[0].idx, words[-1].idx + len(words[-1])


def _rest(text: str, whole: Range, hole: Range) -> list[Range]:
    """What of `whole` lies before and after `hole`, without the punctuation at its ends."""
    pieces = []
    for piece in ((whole[0], hole[0]), (hole[1], whole[1])):
        inner = _INNER.search(text, *piece)
        if inner is not None and len(inner.group().split()) > 1:
            pieces.append(inner.span())
    return pieces


def _by_colon(sentence: DocSpan, text: str, quotations: Sequence[Range]) -> Iterator[_Draft]:
    """*Name: what the name says*, in headlines and, to the end of the paragraph, in interviews."""
    colon = next((t for t in sentence[: NAME_WORDS + 1] if t.text == ":"), None)
    if colon is None or colon.i == sentence.start or _around((colon.idx, colon.idx + 1), quotations):
        return
    before = sentence.doc[sentence.start : colon.i]
    named = before[-1].pos_ == "PROPN" or before.text.isupper()
    if not named or any(t.pos_ in ("VERB", "AUX") for t in before):
        return
    paragraph = _PARAGRAPH.match(text, sentence.start_char)
    end = paragraph.end() if paragraph is not None else sentence.end_char
    turn = _NEXT_SPEAKER.search(text, colon.idx, end)
    end = turn.start() if turn else end
    content = _rest(text, (colon.idx + 1, end), (end, end))
    kind = Kind.ATTITUDE if text[:end].endswith("?") else Kind.ASSERTION
    yield _Draft(kind, (before.start_char, before.end_char), (colon.idx, colon.idx + 1), content)


def _with_quotations(draft: _Draft, quotations: Sequence[Range]) -> list[Range]:
    """The content with every quotation that it touches, save one that the cue itself stands in."""
    touched = {q for r in draft.content for q in _touching(r, quotations)}
    return list(merged([*draft.content, *(q for q in touched if not (draft.cue and _overlap(q, draft.cue)))]))


def _touching(where: Range, ranges: Sequence[Range]) -> Sequence[Range]:
    """Those of sorted disjoint ranges that share a code point with `where`."""
    first = bisect_right(ranges, where[0], key=itemgetter(1))
    return ranges[first : bisect_left(ranges, where[1], key=itemgetter(0))]


def _attach_quotations(analysis: Analysis, drafts: list[_Draft], quotations: Sequence[Range]) -> None:
    """Give each long quotation that is in no content to the cue beside it or the last assertion."""
    text = analysis.article.text
    covered = merged(c for d in drafts for c in d.content)
    by_word: dict[int | None, _Draft] = {d.word: d for d in drafts if d.word is not None}
    speakers = sorted(
        (
            (min(d.content), max(d.content), n)
            for n, d in enumerate(drafts)
            if d.kind is Kind.ASSERTION and d.content and d.source and not _around(d.source, quotations)
        )
    )
    for quotation in quotations:
        if len(text[slice(*quotation)].split()) < LONG_QUOTATION or _touching(quotation, covered):
            continue
        speech = _speech_beside(analysis, quotation)
        if speech is None:
            before = speakers[: bisect_left(speakers, (quotation,))][-NEAR:]
            if before and _fills_its_sentence(analysis, quotation):
                speech = drafts[max(before, key=itemgetter(1))[2]]
        elif speech.word in by_word:
            speech = by_word[speech.word]
        else:
            drafts.append(speech)
            by_word[speech.word] = speech
            continue
        if speech is not None:
            speech.content = list(merged([*speech.content, quotation]))


def _speech_beside(analysis: Analysis, quotation: Range) -> _Draft | None:
    """The assertion of a verb with its own subject that stands beside the quotation, in the same sentence."""
    frames = table()
    for sentence in _sentences_at(analysis, (quotation[0] - 2, quotation[1])):
        for word in sentence:
            key = (word.lemma_.lower(), "VERB", "clause")
            where = (word.idx, word.idx + len(word))
            if word.pos_ != "VERB" or frames.get(key) is not Kind.ASSERTION or _overlap(where, quotation):
                continue
            subject = next((c for c in word.children if c.dep_ == "nsubj"), None)
            if subject is not None and not _overlap(description(subject), quotation):
                return _Draft(Kind.ASSERTION, description(subject), where, [quotation], word.idx)
    return None


def _fills_its_sentence(analysis: Analysis, quotation: Range) -> bool:
    """Whether the sentences that the quotation touches hold little else."""
    touched = _sentences_at(analysis, quotation)
    return size((s.start_char, s.end_char) for s in touched) <= 1.5 * (quotation[1] - quotation[0])


def _sentences_at(analysis: Analysis, where: Range) -> Sequence[DocSpan]:
    first = bisect_right(analysis.sentences, where[0], key=attrgetter("end_char"))
    return analysis.sentences[first : bisect_left(analysis.sentences, where[1], key=attrgetter("start_char"))]


def _overlap(a: Range, b: Range) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _around(inner: Range, ranges: Sequence[Range]) -> bool:
    return any(start <= inner[0] and inner[1] <= end for start, end in _touching(inner, ranges))


def _made(analysis: Analysis, draft: _Draft) -> Statement:
    span = analysis.article.span
    source, cue = (span(*r) if r else None for r in (draft.source, draft.cue))
    content = tuple(span(*r) for r in draft.content)
    return Statement.make(analysis.article.id, source, cue, content, draft.kind)


def nested(statements: list[Statement]) -> tuple[Statement, ...]:
    """The statements in the order of the text, each with the smallest larger one that holds its cue."""
    unique = {s.id: s for s in statements}
    first = sorted(unique.values(), key=lambda s: (s.content[0], -len(s.content[0]), s.id))
    sizes = {s.id: sum(map(len, s.content)) for s in first}
    within: dict[str, str] = {}
    waiting, active = deque(first), list[Statement]()
    for inner in sorted(first, key=lambda s: (_anchor(s), s.id)):
        anchor = _anchor(inner)
        while waiting and waiting[0].content[0].start <= anchor.start:
            active.append(waiting.popleft())
        active = [s for s in active if s.content[-1].end > anchor.start]
        outer = [
            s for s in active if sizes[s.id] > sizes[inner.id] and any(c.contains(anchor) for c in s.content)
        ]
        if outer:
            within[inner.id] = min(outer, key=lambda s: (sizes[s.id], s.id)).id
    return tuple(replace(s, within=within.get(s.id)) for s in first)


def _anchor(statement: Statement) -> Span:
    """The words that must lie in another statement's content for this one to be within it."""
    return statement.cue or statement.content[0]
