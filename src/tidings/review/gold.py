"""Reviewed articles as codings: what people let stand, in the place of what the machine read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

import duckdb

from tidings.errors import ExportError
from tidings.record import Record, verdicts
from tidings.record.verdicts import Decision
from tidings.review.judgements import judged_figure, judged_mention, where
from tidings.types import OUTLET, Coding, Figure, Kind, Mention

T = TypeVar("T", Mention, Figure)
Range = tuple[int, int]

_BATCH: Final = 200
"""Articles held in memory at a time."""


def reviewed(record: Record, by: str | None = None) -> Iterator[Coding]:
    """The codings of the articles that were reviewed in full, by article id, with the decisions applied.

    An article is reviewed in full when a decision other than *can't tell* stands on each of its mentions and
    figures, and on one at least. Of several decisions on one the latest counts; with `by`, only those of that
    reviewer. What was rejected is left out. Decisions outlive a new coding of the article: they count for
    what now has the same words as its trigger or quantity, and what a person confirmed is in even where the
    machine no longer finds it. Statements are the machine's.

    Raises ExportError TID-504 where no article is reviewed in full.
    """
    last = latest(record.ask(lambda db: verdicts.decisions(db, reviewer=by, standing=True)))
    by_article: dict[str, dict[str, Decision]] = {}
    for decision in last.values():
        by_article.setdefault(str(where(decision).get("article")), {})[decision.target_id] = decision
    articles, found = sorted(by_article), 0
    for start in range(0, len(articles), _BATCH):
        for coding in record.codings(articles[start : start + _BATCH]):
            applied = apply(coding, by_article[coding.article.id])
            if applied is not None:
                found += 1
                yield applied
    if not found:
        names = record.ask(_names)
        told = (
            f"decisions lie on {len(articles)} articles, none has all it needs" if articles else "no decision"
        )
        whose = f"; by {by!r}; reviewers are {', '.join(names) or 'none'}" if by is not None else ""
        raise ExportError("TID-504", path=record.path, detail=told + whose)


def latest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The latest decision on each mention and figure, by its id."""
    found: dict[str, Decision] = {}
    for decision in decisions:
        other = found.get(decision.target_id)
        if decision.kept is not None and (other is None or decision.decided > other.decided):
            found[decision.target_id] = decision
    return found


def apply(coding: Coding, decisions: Mapping[str, Decision]) -> Coding | None:
    """The coding as decisions (by target id) have it; None where they do not settle all of it."""
    article = coding.article
    on_mentions = {id: d for id, d in decisions.items() if "actors" in where(d)}
    on_figures = {id: d for id, d in decisions.items() if "actors" not in where(d)}
    settled = _settled(
        on_mentions,
        {m.id: (m.trigger.start, m.trigger.end) for m in coding.mentions},
        lambda decision: judged_mention(article, decision),
    )
    settled_figures = _settled(
        on_figures,
        {f.id: (f.span.start, f.span.end) for f in coding.figures},
        lambda decision: judged_figure(article, decision),
    )
    if settled is None or settled_figures is None:
        return None
    (mentions, renamed), (figures, _) = settled, settled_figures
    voiced_mentions = _voiced(coding, mentions, decisions)
    voiced_figures = _voiced(coding, figures, decisions)
    if voiced_mentions is None or voiced_figures is None:
        return None
    known = {m.id for m in mentions}
    now = {**renamed, **{id: id for id in known}}
    return replace(
        coding,
        mentions=tuple(sorted(voiced_mentions, key=lambda m: (m.trigger.start, m.trigger.end, m.id))),
        figures=tuple(
            replace(
                f, mention_id=now[f.mention_id] if f.mention_id and now.get(f.mention_id) in known else None
            )
            for f in sorted(voiced_figures, key=lambda f: (f.span.start, f.span.end, f.id))
        ),
    )


def _settled(
    decisions: Mapping[str, Decision], found: Mapping[str, Range], judged: Callable[[Decision], T]
) -> tuple[list[T], dict[str, str]] | None:
    """What the decisions let stand, and by what id each thing found was decided on.

    None where a decision is missing on something that the machine found.
    """
    by_range: dict[Range, Decision] = {}
    for decision in sorted(decisions.values(), key=lambda d: d.decided):
        by_range[_range(decision)] = decision
    counting: dict[str, Decision] = {}
    renamed: dict[str, str] = {}
    for id, at in found.items():
        own = decisions.get(id)
        if own is None and (before := by_range.get(at)) is not None and before.target_id not in found:
            # Decided on under another id, before the article was coded anew.
            own = before
        if own is None or own.kept == "unsure":
            return None
        counting[own.target_id] = own
        renamed[id] = own.target_id
    taken = {_range(decision) for decision in counting.values()}
    for id, decision in decisions.items():
        # Of something that is no longer found: it counts unless the same words were decided on otherwise.
        at = _range(decision)
        if id not in found and at not in taken and by_range[at] is decision and decision.kept != "unsure":
            counting[id] = decision
    return [judged(decision) for decision in counting.values() if decision.kept == "yes"], renamed


def _range(decision: Decision) -> Range:
    start, end = where(decision)["span"]
    return int(start), int(end)


def _voiced(coding: Coding, records: Sequence[T], decisions: Mapping[str, Decision]) -> list[T] | None:
    """The records with a voice that the article's statements have; None where one is told by none of them.

    Where the statement is gone, an assertion of the same source stands in for it.
    """
    ids = {s.id for s in coding.statements}
    out: list[T] = []
    for record in records:
        if record.voice == OUTLET or record.voice in ids:
            out.append(record)
            continue
        at = where(decisions[record.id]).get("speaker")
        said = [
            s.id
            for s in coding.statements
            if at
            and s.kind is Kind.ASSERTION
            and s.source
            and s.source.start < at[1]
            and at[0] < s.source.end
        ]
        if not said:
            return None
        out.append(replace(record, voice=said[0]))
    return out


def _names(db: duckdb.DuckDBPyConnection) -> list[str]:
    return [str(name) for name in verdicts.reviewers(db)["reviewer"].to_pylist()]
