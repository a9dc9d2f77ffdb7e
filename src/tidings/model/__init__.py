"""The trained English model: its files, its windows of text, its networks and what their numbers mean."""

from tidings.model.layout import (
    EXTENTS,
    FACTUALITIES,
    FOUND_TAGS,
    KINDS,
    MENTION_TAGS,
    MODES,
    STATEMENT_TAGS,
    TYPES,
)
from tidings.model.network import Network, Predicates, Scores, WordScores, installed_network
from tidings.model.outlook import shown
from tidings.model.package import ModelFiles, checked_model, installed_model
from tidings.model.tags import best_tags, stretches
from tidings.model.windows import Window, windows

__all__ = [
    "EXTENTS",
    "FACTUALITIES",
    "FOUND_TAGS",
    "KINDS",
    "MENTION_TAGS",
    "MODES",
    "STATEMENT_TAGS",
    "TYPES",
    "ModelFiles",
    "Network",
    "Predicates",
    "Scores",
    "Window",
    "WordScores",
    "best_tags",
    "checked_model",
    "installed_model",
    "installed_network",
    "shown",
    "stretches",
    "windows",
]
