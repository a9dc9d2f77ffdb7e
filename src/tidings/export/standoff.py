"""The standoff format: one JSON object a line for each article, spans as `[start, end)` into its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tidings.evaluate.standoff import to_standoff
from tidings.types import Coding


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Only articles that were reviewed in full, as people have them; `by`: as this reviewer has them."""

    by: str | None = None


def standoff(codings: Iterable[Coding]) -> Iterator[str]:
    """Each coding as a line of standoff JSON, in the order given."""
    for coding in codings:
        yield json.dumps(to_standoff(coding), ensure_ascii=False) + "\n"
