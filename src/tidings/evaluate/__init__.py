"""Gold data, predictions and the measures between them, each with its confidence interval."""

from tidings.evaluate.gold import read_gold
from tidings.evaluate.measures import Accuracy, Estimate, Overlap, Scores, score
from tidings.evaluate.standoff import from_standoff, to_standoff

__all__ = [
    "Accuracy",
    "Estimate",
    "Overlap",
    "Scores",
    "from_standoff",
    "read_gold",
    "score",
    "to_standoff",
]
