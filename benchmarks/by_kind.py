"""Scores by outlet kind and by event type, as markdown: python benchmarks/by_kind.py GOLD.jsonl.

Outlet kinds are Wikinews and the rest of the development articles (outlets of many countries on one crisis).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tidings.code.pipeline import code
from tidings.evaluate import Overlap, read_gold, score
from tidings.ontology import TYPES
from tidings.types import Coding

SHOWN = ("statement (content IoU>=.5)", "mention trigger + type", "mention, whole record", "figure")


def only(codings: Mapping[str, Coding], type_: str) -> dict[str, Coding]:
    """The codings with the mentions of one type."""
    return {
        k: replace(c, mentions=tuple(m for m in c.mentions if m.type == type_)) for k, c in codings.items()
    }


def cell(row: Overlap) -> str:
    return f"{row.f1.value:.2f} [{row.f1.low:.2f}, {row.f1.high:.2f}]"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    gold = read_gold(Path(sys.argv[1]))
    found = {
        row.article.external_id: row
        for row in code(coding.article for coding in gold.values())
        if isinstance(row, Coding)
    }
    print("| outlet kind | articles | " + " | ".join(SHOWN) + " |\n|---|---|" + "---|" * len(SHOWN))
    for name, wanted in (("Wikinews", True), ("outlets of many countries", False)):
        part = {k: c for k, c in gold.items() if (c.article.outlet == "Wikinews") is wanted}
        scores = score(part, {k: found[k] for k in part if k in found})
        print(f"| {name} | {len(part)} | " + " | ".join(cell(scores.overlap(n)) for n in SHOWN) + " |")
    print("\n| type | gold | found | P | R | F1 [95 %] |\n|---|---|---|---|---|---|")
    for type_ in TYPES:
        row = score(only(gold, type_), only(found, type_)).overlap("mention trigger + type")
        print(
            f"| {type_} | {row.gold} | {row.predicted} |",
            f"{row.precision.value:.2f} | {row.recall.value:.2f} | {cell(row)} |",
        )


if __name__ == "__main__":
    main()
