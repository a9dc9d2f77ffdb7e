"""Draws mistakes on a gold file, to be sorted by hand: python benchmarks/mistakes.py GOLD.jsonl [COUNT].

Every mistake in a statement, mention or figure is equally likely to be drawn; the draw is seeded.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tidings.code.pipeline import code
from tidings.evaluate import read_gold
from tidings.types import Coding, Mention, Party, Span, Statement

SEED = 1
AROUND = 160
"""Code points shown before and after."""


def shown(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return " ".join(f"{before}[[{span.quote}]]{after}".split())


def parties(found: tuple[Party, ...]) -> str:
    return "; ".join(f"{p.span.quote if p.span else '-'} = {p.code}" for p in found) or "nobody"


def countries(found: tuple[Party, ...]) -> set[str]:
    return {p.code.partition(":")[0] for p in found if p.code}


def of_mentions(gold: Coding, found: Coding) -> Iterator[tuple[str, str]]:
    text = gold.article.text
    left = list(found.mentions)
    for wanted in gold.mentions:
        same = [m for m in left if m.trigger.overlaps(wanted.trigger)]
        if not same:
            yield "missed trigger", f"{wanted.type} {shown(text, wanted.trigger)}"
            continue
        given = max(same, key=lambda m: m.type == wanted.type)
        left.remove(given)
        if given.type != wanted.type:
            yield "type", f"{wanted.type}, found {given.type}: {shown(text, wanted.trigger)}"
        else:
            yield from of_pair(text, wanted, given)
    for given in left:
        yield "trigger not in gold", f"{given.type} {shown(text, given.trigger)}"


def of_pair(text: str, wanted: Mention, given: Mention) -> Iterator[tuple[str, str]]:
    where = shown(text, wanted.trigger)
    if wanted.factuality != given.factuality:
        yield "factuality", f"{wanted.factuality}, found {given.factuality}: {where}"
    if (wanted.voice == "outlet") != (given.voice == "outlet"):
        yield "voice", f"{wanted.voice}, found {given.voice}: {where}"
    for role in ("actors", "recipients"):
        mine, theirs = getattr(wanted, role), getattr(given, role)
        if countries(mine) != countries(theirs):
            yield role, f"{parties(mine)}, found {parties(theirs)}: {where}"


def of_statements(gold: Coding, found: Coding) -> Iterator[tuple[str, str]]:
    def alike(a: Statement, b: Statement) -> bool:
        one = {i for c in a.content for i in range(c.start, c.end)}
        two = {i for c in b.content for i in range(c.start, c.end)}
        return 2 * len(one & two) >= len(one | two)

    for name, mine, theirs in (
        ("missed statement", gold.statements, found.statements),
        ("statement not in gold", found.statements, gold.statements),
    ):
        for one in mine:
            if not any(alike(one, other) for other in theirs):
                cue = one.cue or one.content[0]
                yield name, f"content {[c.quote for c in one.content]}: {shown(gold.article.text, cue)}"


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    gold = read_gold(Path(sys.argv[1]))
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    found = {
        c.article.external_id: c for c in code(c.article for c in gold.values()) if isinstance(c, Coding)
    }
    every = [
        (name, kind, line)
        for name in sorted(gold)
        if name in found
        for of in (of_mentions, of_statements)
        for kind, line in of(gold[name], found[name])
    ]
    print(f"{len(every)} mistakes:", dict(Counter(kind for _, kind, _ in every).most_common()))
    for number, (name, kind, line) in enumerate(random.Random(SEED).sample(every, min(count, len(every))), 1):
        print(f"{number}. {name} {kind}: {line}")


if __name__ == "__main__":
    main()
