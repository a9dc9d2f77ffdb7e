"""Voice: in whose assertion a mention or figure stands (coding manual, section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tidings.code.analysis import Analysis
from tidings.types import OUTLET, Kind, Span, Statement


def assign_voice(analysis: Analysis) -> Analysis:
    """The analysis with the voice of each mention and figure.

    It is the id of the innermost assertion whose content holds the trigger (or the figure's span), else
    `OUTLET`. Attitudes are passed over on the way outward, and words of a cue are in no content of their
    own statement.
    """
    statements = analysis.statements
    return replace(
        analysis,
        mentions=tuple(replace(m, voice=voice_of(m.trigger, statements)) for m in analysis.mentions),
        figures=tuple(replace(f, voice=voice_of(f.span, statements)) for f in analysis.figures),
    )


def voice_of(words: Span, statements: Iterable[Statement]) -> str:
    """The id of the innermost assertion that these words stand in, or `OUTLET`.

    An attitude lends its words to the assertions it is `within`, for where its content reaches beyond
    theirs. The smallest content is the innermost; of equal ones the deeper nested, then
    the later, then the greater id.
    """
    by_id = {s.id: s for s in statements}
    holding = {s.id for s in by_id.values() if _holds(s, words)}
    for statement in [by_id[i] for i in holding]:
        outer = statement.within
        while outer is not None and outer in by_id and outer not in holding:
            holding.add(outer)
            outer = by_id[outer].within
    assertions = [s for s in map(by_id.__getitem__, holding) if s.kind is Kind.ASSERTION]
    if not assertions:
        return OUTLET
    return max(
        assertions,
        key=lambda s: (-sum(map(len, s.content)), _depth(s, by_id), s.content[0].start, s.id),
    ).id


def _holds(statement: Statement, words: Span) -> bool:
    if statement.cue is not None and statement.cue.overlaps(words):
        return False
    return any(content.overlaps(words) for content in statement.content)


def _depth(statement: Statement, by_id: Mapping[str, Statement]) -> int:
    """How many statements this one stands within; a damaged chain that runs in a circle ends there."""
    seen: set[str] = set()
    outer = statement.within
    while outer is not None and outer in by_id and outer not in seen:
        seen.add(outer)
        outer = by_id[outer].within
    return len(seen)
