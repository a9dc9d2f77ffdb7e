"""Scores of two models on one gold file: python benchmarks/precision.py GOLD.jsonl FOLDER FOLDER.

A folder is what training leaves: `single` (single precision) and `tidings_en` (8 bits) of one run, say.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from tidings.code.pipeline import STEPS, code
from tidings.code.reader import read_article
from tidings.evaluate import Scores, read_gold, score
from tidings.model import Network, checked_model
from tidings.types import Coding


def scores(gold: dict[str, Coding], folder: Path, settings: dict[str, float]) -> Scores:
    network = Network(checked_model(folder))
    network.files.settings.update(settings)
    own = partial(read_article, network=network)
    rows = code((c.article for c in gold.values()), steps=[own if s is read_article else s for s in STEPS])
    return score(gold, {c.article.external_id: c for c in rows if isinstance(c, Coding)})


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    gold, first, second = read_gold(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3])
    settings = checked_model(second).settings
    one, two = scores(gold, first, settings), scores(gold, second, settings)
    pairs = [(a.name, a.f1.value, b.f1.value) for a, b in zip(one.overlaps, two.overlaps, strict=True)]
    pairs += [
        (a.name, a.accuracy.value, b.accuracy.value)
        for a, b in zip(one.accuracies, two.accuracies, strict=True)
    ]
    for name, a, b in pairs:
        print(f"{name:<45} {a:.3f} {b:.3f} {100 * (b - a):+.1f}")


if __name__ == "__main__":
    main()
