"""Chooses how readily cues and triggers are found, on news dev."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tidings.code.pipeline import STEPS, code
from tidings.code.reader import read_article
from tidings.evaluate import Scores, read_gold, score
from tidings.model import Network, checked_model
from tidings.types import Coding

BIASES = (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""Taken from the score of *outside* in turn (natural logarithms of odds)."""

MEASURES = {"cue_bias": "statement (content IoU>=.5)", "trigger_bias": "mention trigger + type"}
"""What each setting is chosen by."""


def choose(folder: Path, dev: Path) -> dict[str, float]:
    """The settings under which the model in a folder scores best on the gold file `dev`."""
    network = Network(checked_model(folder))
    settings = network.files.settings
    for name, measure in MEASURES.items():
        found = {}
        for bias in BIASES:
            settings[name] = bias
            found[bias] = scored(network, dev).overlap(measure).f1.value
            print(f"{name} {bias}: {measure} F1 {found[bias]:.3f}", flush=True)
        settings[name] = max(found, key=lambda b: (found[b], -abs(b)))
    return dict(settings)


def scored(network: Network, gold_file: Path) -> Scores:
    """The measures of a model on a gold file."""
    gold = read_gold(gold_file)
    own = partial(read_article, network=network)
    rows = code((c.article for c in gold.values()), steps=[own if s is read_article else s for s in STEPS])
    return score(gold, {r.article.external_id or r.article.id: r for r in rows if isinstance(r, Coding)})
