"""Scores who the parties are: countries and sectors, with gold spans, with gold triggers, and end to end.

    python benchmarks/resolution.py GOLD.jsonl

Of the matched mentions (same words and type): how often the countries (or bodies) of the actors are right
where gold has an actor, likewise of the recipients; of those, how often the sectors (or bodies' names) are
right too; and how often nobody is found where gold has nobody. A state named without a sector and its
government count as the same: gold has both for the same words. Brackets are 95 % bootstrap intervals over
articles.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from tidings.code.analysis import Analysis
from tidings.code.pipeline import STEPS, code
from tidings.code.reader import read_article
from tidings.evaluate import read_gold
from tidings.gazetteer import countries
from tidings.types import Coding, Mention, Party

DRAWS = 1000
MEASURES = {
    "actor country": ("actor right", "actor"),
    "recipient country": ("recipient right", "recipient"),
    "actor sector": ("actor sector right", "actor right"),
    "recipient sector": ("recipient sector right", "recipient right"),
    "no actor": ("no actor right", "no actor"),
    "no recipient": ("no recipient right", "no recipient"),
}


def with_triggers(analysis: Analysis, gold: Mapping[str, Coding]) -> Analysis:
    return read_article(analysis, triggers=gold[analysis.article.id].mentions)


def with_spans(analysis: Analysis, gold: Mapping[str, Coding]) -> Analysis:
    read = with_triggers(analysis, gold)
    ids = {(m.trigger, m.type): m.id for m in read.mentions}
    given = [
        replace(
            m,
            id=ids.get((m.trigger, m.type), m.id),
            actors=bare(m.actors),
            recipients=bare(m.recipients),
            date=None,
            voice="outlet",
        )
        for m in gold[analysis.article.id].mentions
    ]
    return replace(read, mentions=tuple(given))


def bare(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(Party(span, None) for span in dict.fromkeys(p.span for p in parties) if span)


def whose(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(p.code.partition(":")[0] for p in parties if p.code)


def coded(parties: Iterable[Party]) -> frozenset[str]:
    codes = (p.code.removesuffix(":GOV") if p.code[:3] in countries() else p.code for p in parties if p.code)
    return frozenset(codes)


def count(gold: Coding, predicted: Coding) -> Counter[str]:
    counts: Counter[str] = Counter()
    found = {(m.trigger.start, m.trigger.end, m.type): m for m in predicted.mentions}
    for mention in gold.mentions:
        other = found.get((mention.trigger.start, mention.trigger.end, mention.type))
        if other is not None:
            counts["matched"] += 1
            compare(counts, "actor", mention, other)
            compare(counts, "recipient", mention, other)
    return counts


def compare(counts: Counter[str], role: str, gold: Mention, predicted: Mention) -> None:
    wanted, got = (m.actors if role == "actor" else m.recipients for m in (gold, predicted))
    name = role if whose(wanted) else f"no {role}"
    counts[name] += 1
    if whose(wanted) == whose(got):
        counts[f"{name} right"] += 1
        if whose(wanted) and coded(wanted) == coded(got):
            counts[f"{role} sector right"] += 1


def show(name: str, counted: list[Counter[str]]) -> None:
    chance = random.Random(1)
    draws = [sum((chance.choice(counted) for _ in counted), Counter()) for _ in range(DRAWS)]
    whole = sum(counted, Counter())
    print(f"\n{name}: {whole['matched']} mentions matched")
    for measure, (right, of) in MEASURES.items():
        values = sorted(d[right] / d[of] for d in draws if d[of])
        low, high = values[len(values) // 40], values[-1 - len(values) // 40]
        share = whole[right] / whole[of]
        print(f"{measure:<18} {share:.3f} [{low:.3f}, {high:.3f}]  {whole[right]} of {whole[of]}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    gold = {c.article.id: c for c in read_gold(parser.parse_args().gold).values()}
    readers: dict[str, Callable[[Analysis], Analysis]] = {
        "gold triggers and spans": partial(with_spans, gold=gold),
        "gold triggers": partial(with_triggers, gold=gold),
        "end to end": read_article,
    }
    for name, reader in readers.items():
        steps = [reader if step is read_article else step for step in STEPS]
        rows = code((c.article for c in gold.values()), steps=steps)
        show(name, [count(gold[r.article.id], r) for r in rows if isinstance(r, Coding)])


if __name__ == "__main__":
    main()
