"""What one article contributes to every measure: plain counts, so that any set of articles can be summed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tidings.evaluate.pairing import Ranges, Ruler, iou, overlap, pair
from tidings.ontology import TYPES
from tidings.types import OUTLET, Coding, Figure, Mention, Party, Statement

MATCHING_CONTENT: Final = 0.5
"""Intersection over union from which two statements are the same."""

OVERLAPS: Final = (
    "statement (content IoU>=.5)",
    "attributed characters",
    "mention trigger",
    "mention trigger + type",
    "mention trigger + quad class",
    "mention, whole record",
    "tuple (type, actor, recipient)",
    "figure",
)
"""Measures with precision, recall and F1."""

ACCURACIES: Final = (
    "source right, of matched statements",
    "factuality right, of matched mentions",
    "voice right, of matched mentions",
    "actor countries right, of matched mentions",
    "recipient countries right, of matched mentions",
    "bounds right, of matched figures",
    "unit right, of matched figures",
    "factuality right, of matched figures",
)
"""Measures on matched records: how many of them have it right."""


@dataclass(slots=True)
class Counts:
    """`overlaps`: name to [matched, gold, predicted]; `accuracies`: name to [right, of]."""

    overlaps: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    accuracies: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, name: str, matched: int, gold: int, predicted: int) -> None:
        """Add to a measure of `OVERLAPS`."""
        for i, value in enumerate((matched, gold, predicted)):
            self.overlaps[name][i] += value

    def hit(self, name: str, right: bool) -> None:
        """Add one matched record to a measure of `ACCURACIES`."""
        self.accuracies[name][0] += right
        self.accuracies[name][1] += 1


@dataclass(frozen=True, slots=True)
class _Measured:
    """A statement with its content and source as ranges."""

    record: Statement
    content: Ranges
    source: Ranges


def count(gold: Coding, predicted: Coding | None) -> Counts:
    """The counts of one article; where nothing is predicted, everything in it is missed."""
    predicted = predicted or Coding(gold.article)
    rulers = Ruler(gold.article.text), Ruler(predicted.article.text)
    counts = Counts()
    statements = _count_statements(counts, gold, predicted, rulers)
    _count_mentions(counts, gold.mentions, predicted.mentions, rulers, statements)
    _count_figures(counts, gold.figures, predicted.figures, rulers)
    return counts


class _Voices:
    """Whether a gold and a predicted voice are the same."""

    def __init__(
        self,
        golds: Iterable[_Measured],
        predictions: Iterable[_Measured],
        pairs: Iterable[tuple[_Measured, _Measured]],
    ) -> None:
        self._golds = {s.record.id: s for s in golds}
        self._predictions = {s.record.id: s for s in predictions}
        self._matching = {a.record.id: b.record.id for a, b in pairs}

    def same(self, gold: str, predicted: str) -> bool:
        """Both the outlet, or two statements that match or whose sources overlap."""
        if OUTLET in (gold, predicted):
            return gold == predicted
        a, b = self._golds.get(gold), self._predictions.get(predicted)
        if a is None or b is None:
            return False
        return self._matching.get(gold) == predicted or overlap(a.source, b.source) > 0


def _count_statements(
    counts: Counts, gold: Coding, predicted: Coding, rulers: tuple[Ruler, Ruler]
) -> _Voices:
    golds, predictions = (
        [_Measured(s, ruler.ranges(s.content), ruler.ranges((s.source,))) for s in coding.statements]
        for coding, ruler in zip((gold, predicted), rulers, strict=True)
    )

    def same(a: _Measured, b: _Measured) -> float:
        value = iou(a.content, b.content)
        return value if value >= MATCHING_CONTENT else 0.0

    pairs = pair(golds, predictions, same)
    counts.add("statement (content IoU>=.5)", len(pairs), len(golds), len(predictions))
    for a, b in pairs:
        neither = not a.source and not b.source
        counts.hit("source right, of matched statements", neither or overlap(a.source, b.source) > 0)
    all_gold, all_predicted = (
        ruler.ranges(c for s in coding.statements for c in s.content)
        for coding, ruler in zip((gold, predicted), rulers, strict=True)
    )
    sizes = sum(e - s for s, e in all_gold), sum(e - s for s, e in all_predicted)
    counts.add("attributed characters", overlap(all_gold, all_predicted), *sizes)
    return _Voices(golds, predictions, pairs)


def _count_mentions(
    counts: Counts,
    golds: Sequence[Mention],
    predictions: Sequence[Mention],
    rulers: tuple[Ruler, Ruler],
    voices: _Voices,
) -> None:
    measured = [(m, rulers[0].ranges((m.trigger,))) for m in golds]
    others = [(m, rulers[1].ranges((m.trigger,))) for m in predictions]

    def same(a: tuple[Mention, Ranges], b: tuple[Mention, Ranges]) -> float:
        value = iou(a[1], b[1])
        return value + (a[0].type == b[0].type) if value else 0.0

    pairs = [(a, b) for (a, _), (b, _) in pair(measured, others, same)]
    typed = [(a, b) for a, b in pairs if a.type == b.type]
    totals = len(golds), len(predictions)
    counts.add("mention trigger", len(pairs), *totals)
    counts.add("mention trigger + type", len(typed), *totals)
    counts.add("mention trigger + quad class", sum(map(_same_quad, pairs)), *totals)
    whole = 0
    for a, b in typed:
        judgements = {
            "factuality": a.factuality == b.factuality,
            "voice": voices.same(a.voice, b.voice),
            "actor countries": _countries(a.actors) == _countries(b.actors),
            "recipient countries": _countries(a.recipients) == _countries(b.recipients),
        }
        for name, right in judgements.items():
            counts.hit(f"{name} right, of matched mentions", right)
        whole += all(judgements.values())
    counts.add("mention, whole record", whole, *totals)
    tuples, found = Counter(map(_tuple, golds)), Counter(map(_tuple, predictions))
    counts.add("tuple (type, actor, recipient)", (tuples & found).total(), *totals)


def _count_figures(
    counts: Counts, golds: Sequence[Figure], predictions: Sequence[Figure], rulers: tuple[Ruler, Ruler]
) -> None:
    measured = [(f, rulers[0].ranges((f.span,))) for f in golds]
    others = [(f, rulers[1].ranges((f.span,))) for f in predictions]
    pairs = pair(measured, others, lambda a, b: iou(a[1], b[1]))
    counts.add("figure", len(pairs), len(golds), len(predictions))
    for (a, _), (b, _) in pairs:
        bounds = (_rounded(a.low), _rounded(a.high)) == (_rounded(b.low), _rounded(b.high))
        counts.hit("bounds right, of matched figures", bounds)
        counts.hit("unit right, of matched figures", a.unit == b.unit)
        counts.hit("factuality right, of matched figures", a.factuality == b.factuality)


def _same_quad(both: tuple[Mention, Mention]) -> bool:
    a, b = (TYPES.get(mention.type) for mention in both)
    return a is not None and b is not None and a.quad == b.quad


def _countries(parties: Iterable[Party]) -> frozenset[str]:
    """The countries (or bodies) of the parties, without sectors and names."""
    return frozenset(p.code.split(":")[0] for p in parties if p.code)


def _tuple(mention: Mention) -> tuple[str, frozenset[str], frozenset[str]]:
    """A mention as older event data see it."""
    return mention.type, _countries(mention.actors), _countries(mention.recipients)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
