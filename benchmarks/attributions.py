"""Scores tidings on attributions annotated as in PolNeAR, with the scorer that comes with the data.

    python benchmarks/attributions.py GOLD.jsonl --scorer score.py [--output PREDICTED.jsonl]

The model is told to end its spans as PolNeAR does, where the coding manual's annotators have other habits.
PolNeAR marks outermost attributions only, so that statements within others are left out here. Brackets are
95 % bootstrap intervals over articles (200 draws).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from functools import partial
from pathlib import Path
from typing import Any

from tidings.code.pipeline import STEPS, code
from tidings.code.reader import read_article
from tidings.types import Article, Coding

DRAWS = 200
STEPS_HERE = [partial(read_article, extents="polnear") if s is read_article else s for s in STEPS]
MEASURES = {
    "all three roles, F1": lambda r: r["all3"]["f1"],
    "content exact, F1": lambda r: r["content"]["exact"]["f1"],
    "token in content, F1": lambda r: r["content"]["token"]["f1"],
    "source right given content": lambda r: r["source_given_content"]["share_token"],
}


def attributions(coding: Coding) -> list[dict[str, Any]]:
    outermost = [s for s in coding.statements if s.within is None]
    return [
        {
            "source": [[s.source.start, s.source.end]] if s.source else [],
            "cue": [[s.cue.start, s.cue.end]] if s.cue else [],
            "content": [[c.start, c.end] for c in s.content],
        }
        for s in outermost
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    spec = importlib.util.spec_from_file_location("scorer", given.scorer)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = scorer.load(given.gold)
    articles = [Article.make(row["text"], external_id=name) for name, row in gold.items()]
    predicted = {
        c.article.external_id: {"doc_id": c.article.external_id, "attributions": attributions(c)}
        for c in code(articles, steps=STEPS_HERE)
        if isinstance(c, Coding)
    }
    if given.output:
        given.output.write_text("".join(json.dumps(row) + "\n" for row in predicted.values()), "utf-8")
    whole = scorer.score(gold, predicted)
    chance, names = random.Random(1), sorted(gold)
    drawn = []
    for _ in range(DRAWS):
        again = {f"{n} {name}": name for n, name in enumerate(chance.choices(names, k=len(names)))}
        drawn.append(
            scorer.score(
                {key: gold[name] for key, name in again.items()},
                {key: predicted[name] for key, name in again.items() if name in predicted},
            )
        )
    print(
        f"{whole['docs']} articles, {whole['words']} words,",
        f"{whole['gold']} attributions, {whole['pred']} found",
    )
    for name, measure in MEASURES.items():
        values = sorted(map(measure, drawn))
        low, high = values[DRAWS // 40], values[-1 - DRAWS // 40]
        print(f"{name:<30} {measure(whole):.1f} [{low:.1f}, {high:.1f}]")


if __name__ == "__main__":
    main()
