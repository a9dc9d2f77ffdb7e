"""Chooses how readily cues and triggers are found, on news dev."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import fmean

from tidings.code.pipeline import STEPS, code
from tidings.code.reader import read_article
from tidings.evaluate import Scores, read_gold, score
from tidings.model import Network, checked_model
from tidings.types import Coding

BIASES = (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""Taken from the score of *outside* in turn (natural logarithms of odds)."""

MEASURES = {
    "cue_bias": ("statement (content IoU>=.5)", "voice right, of matched mentions"),
    "trigger_bias": ("mention trigger + type",),
}
"""What each setting is chosen by: the mean of F1 and share right. Cues decide whose words a mention is."""


def choose(folder: Path, dev: Path) -> dict[str, float]:
    """The settings under which the model in a folder scores best on the gold file `dev`."""
    network = Network(checked_model(folder))
    settings = network.files.settings
    for name, measures in MEASURES.items():
        found = {}
        for bias in BIASES:
            settings[name] = bias
            found[bias] = fmean(_values(scored(network, dev), measures))
            print(f"{name} {bias}: {', '.join(measures)}: {found[bias]:.3f}", flush=True)
        settings[name] = max(found, key=lambda b: (found[b], -abs(b)))
    return dict(settings)


def _values(scores: Scores, names: Sequence[str]) -> list[float]:
    values = {o.name: o.f1.value for o in scores.overlaps} | {
        a.name: a.accuracy.value for a in scores.accuracies
    }
    return [values[name] for name in names]


def scored(network: Network, gold_file: Path) -> Scores:
    """The measures of a model on a gold file."""
    gold = read_gold(gold_file)
    own = partial(read_article, network=network)
    rows = code((c.article for c in gold.values()), steps=[own if s is read_article else s for s in STEPS])
    return score(gold, {r.article.external_id or r.article.id: r for r in rows if isinstance(r, Coding)})
