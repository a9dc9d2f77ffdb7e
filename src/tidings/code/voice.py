"""Voice: in whose assertion a mention or figure stands (coding manual, section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from tidings.code.analysis import Analysis
from tidings.types import OUTLET, Kind, Span, Statement


def assign_voice(analysis: Analysis) -> Analysis:
    """The analysis with the voice of each mention and figure.

    It is the id of the innermost assertion whose content holds the trigger (or the figure's span), else
    `OUTLET`. Attitudes are passed over on the way outward, and words of a cue are in no content of their
    own statement.
    """
    voices = Voices(analysis.statements)
    return replace(
        analysis,
        mentions=tuple(replace(m, voice=voices.of(m.trigger)) for m in analysis.mentions),
        figures=tuple(replace(f, voice=voices.of(f.span)) for f in analysis.figures),
    )


class Voices:
    """Some statements, asked in which of them words stand."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._by_id = {s.id: s for s in statements}
        contents = [(c.start, c.end, s) for s in self._by_id.values() for c in s.content]
        self._starts = np.array([start for start, _, _ in contents], np.int64)
        self._ends = np.array([end for _, end, _ in contents], np.int64)
        self._statements = [s for _, _, s in contents]

    def of(self, words: Span) -> str:
        """The id of the innermost assertion that these words stand in, or `OUTLET`.

        An attitude lends its words to the assertions it is `within`, for where its content reaches beyond
        theirs. The smallest content is the innermost; of equal ones the deeper nested, then the later, then
        the greater id.
        """
        around = np.flatnonzero((self._starts < words.end) & (words.start < self._ends))
        touching = [self._statements[n] for n in around.tolist()]
        holding = {s.id for s in touching if s.cue is None or not s.cue.overlaps(words)}
        for statement in [self._by_id[i] for i in holding]:
            outer = statement.within
            while outer is not None and outer in self._by_id and outer not in holding:
                holding.add(outer)
                outer = self._by_id[outer].within
        assertions = [s for s in map(self._by_id.__getitem__, holding) if s.kind is Kind.ASSERTION]
        if not assertions:
            return OUTLET
        return max(
            assertions,
            key=lambda s: (-sum(map(len, s.content)), self._depth(s), s.content[0].start, s.id),
        ).id

    def _depth(self, statement: Statement) -> int:
        """How many statements this one stands within; a damaged chain that runs in a circle ends there."""
        seen: set[str] = set()
        outer = statement.within
        while outer is not None and outer in self._by_id and outer not in seen:
            seen.add(outer)
            outer = self._by_id[outer].within
        return len(seen)
