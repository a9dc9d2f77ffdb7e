"""What the network's numbers stand for; training and reading share it."""

from __future__ import annotations

from typing import Final

from tidings.gazetteer import Reason
from tidings.ontology import TYPES as ONTOLOGY
from tidings.ontology import modes
from tidings.types import Factuality, Kind

TYPES: Final = tuple(ONTOLOGY)
"""The sixteen types of mentions."""

KINDS: Final = tuple(Kind)

FOUND_TAGS: Final = ("O", "B-x", "I-x")
"""Tags of words as cues and as triggers."""

BEGIN: Final = FOUND_TAGS.index("B-x")

STATEMENT_TAGS: Final = ("O", "B-source", "I-source", "B-content", "I-content")
MENTION_TAGS: Final = (
    "O", "B-actor", "I-actor", "B-recipient", "I-recipient", "B-place", "I-place", "B-time", "I-time",
)  # fmt: skip
"""Tags of words as seen from a cue and from a trigger."""

MODES: Final = ("", *sorted({m for t in TYPES for m in modes(t)}))
"""Modes of all types; "" is none."""

FACTUALITIES: Final = tuple(Factuality)

UNKNOWN: Final = -100
"""A label that gold does not give; nothing is learned from it."""

PARTS: Final = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
"""Universal parts of speech (https://universaldependencies.org/u/pos/)."""

RELATIONS: Final = (
    "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass",
    "case", "cc", "ccomp", "compound", "conj", "csubj", "csubjpass", "dative", "dep", "det", "dobj",
    "expl", "intj", "mark", "meta", "neg", "nmod", "npadvmod", "nsubj", "nsubjpass", "nummod",
    "oprd", "parataxis", "pcomp", "pobj", "poss", "preconj", "predet", "prep", "prt", "punct",
    "quantmod", "relcl", "xcomp",
)  # fmt: skip
"""Relations of spaCy's English parser (ClearNLP)."""

STEPS_UP: Final = 4
"""Governors of a predicate, itself included, from which other words of its sentence are reached."""

EXTENTS: Final = ("manual", "polnear")
"""Whose habits the ends of sources, cues and contents follow: the coding manual's annotators, or PolNeAR's.

One network learns from both; which habit it follows is a feature, the same for all words of an article.
"""

WORD_FEATURES: Final = {
    "part": len(PARTS) + 1,
    "relation": len(RELATIONS) + 1,
    "shape": 7,
    "start": 3,
    "quotation": 2,
    "statement": 6,
    "lexicon": 2 * len(TYPES) + 1,
    "name": len(Reason) + 1,
    "figure": 3,
    "factuality": len(Factuality) + 1,
    "extents": len(EXTENTS) + 1,
}
"""Features of a word, in the order of the columns, with how many values each has; 0 is none."""

PAIR_FEATURES: Final = {"path": STEPS_UP * (len(RELATIONS) + 1) + 1, "rule": 5}
"""Features of a word as seen from a predicate, likewise."""
