"""How often the reader is right where it gives a chance: shares by bins of the chance, on gold articles.

    python benchmarks/score_calibration.py GOLD.jsonl

A chance is calibrated where the share right is near the mean chance of its bin. A trigger is right where
a gold trigger overlaps it, a statement where a gold one has much the same content (intersection over union
from 0.5); type and factuality are asked of the mentions with a right trigger, guessed codes of their
parties: right where the gold has the same country, or body with its name, in that role.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tidings.code.pipeline import code
from tidings.evaluate import read_gold
from tidings.evaluate.pairing import Ruler, iou, pair
from tidings.types import Coding, How, Mention

EDGES = (0.0, 0.5, 0.8, 0.95, 1.001)
"""Ends of the bins; the last holds 1."""

Judged = tuple[str, float, bool]
"""What the chance is of, the chance, and whether it came true."""


def judged(gold: Coding, read: Coding) -> Iterator[Judged]:
    """Every chance of an article's coding with whether the gold agrees."""
    ours, theirs = Ruler(read.article.text), Ruler(gold.article.text)
    said = pair(
        gold.statements,
        read.statements,
        lambda g, p: value if (value := iou(theirs.ranges(g.content), ours.ranges(p.content))) >= 0.5 else 0,
    )
    right = {p.id for _, p in said}
    for statement in read.statements:
        if statement.cue_score is not None:
            yield "statement (cue_score)", statement.cue_score, statement.id in right
    told = pair(
        gold.mentions,
        read.mentions,
        lambda g, p: (
            value + (g.type == p.type)
            if (value := iou(theirs.ranges([g.trigger]), ours.ranges([p.trigger])))
            else 0
        ),
    )
    by_id = {p.id: g for g, p in told}
    for mention in read.mentions:
        found = by_id.get(mention.id)
        if mention.trigger_score is not None:
            yield "trigger (trigger_score)", mention.trigger_score, found is not None
        if found is not None:
            yield from _of_mention(found, mention)


def _of_mention(gold: Mention, read: Mention) -> Iterator[Judged]:
    if read.type_score is not None:
        yield "type (type_score)", read.type_score, read.type == gold.type
    if read.factuality_score is not None:
        yield "factuality (factuality_score)", read.factuality_score, read.factuality == gold.factuality
    for ours, theirs in ((read.actors, gold.actors), (read.recipients, gold.recipients)):
        known = {_whose(p.code) for p in theirs if p.code}
        for party in ours:
            if party.how is How.GUESSED and party.code_score is not None:
                yield "guessed code (code_score)", party.code_score, _whose(party.code or "") in known


def _whose(code: str) -> str:
    """The country of a code, or the whole code of a body."""
    first = code.partition(":")[0]
    return code if first in {"IGO", "NGO", "MNC", "IMG", "ISM", "UNK", "UNO", "EUR"} else first


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    golds = list(read_gold(parser.parse_args().gold).values())
    rows: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for gold, read in zip(golds, code(g.article for g in golds), strict=True):
        if isinstance(read, Coding):
            for what, chance, right in judged(gold, read):
                rows[what].append((chance, right))
    print(f"| chance of | bin | found | mean chance | right |\n{'|---' * 5}|")
    for what, some in rows.items():
        for low, high in pairwise(EDGES):
            here = [(chance, right) for chance, right in some if low <= chance < high]
            if here:
                mean = sum(chance for chance, _ in here) / len(here)
                share = sum(right for _, right in here) / len(here)
                print(f"| {what} | {low:g} to {min(high, 1):g} | {len(here)} | {mean:.2f} | {share:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
