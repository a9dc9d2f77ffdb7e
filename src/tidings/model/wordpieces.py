"""Words as the encoder's word pieces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tidings.model.windows import LONGEST_WORD

LONGEST_TEXT: Final = 100
"""Code points of a word that are read."""

STRAIGHT: Final = str.maketrans("“”„", '"""')
"""Double quotation marks that are read as the plain ones, so that both kinds read alike."""

KEPT: Final = 100_000
"""Words whose pieces are kept for the next article."""


class WordPieces:
    """The tokenizer of the encoder, applied to words that are already cut."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary = self._tokenizer.get_vocab()
        self._start, self._end, self._unknown = (vocabulary[m] for m in ("[CLS]", "[SEP]", "[UNK]"))
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The numbers of each word's pieces: at least one, at most `LONGEST_WORD`."""
        found: list[tuple[int, ...]] = []
        for word in words:
            key = word[:LONGEST_TEXT].translate(STRAIGHT)
            pieces = self._known.get(key)
            if pieces is None:
                ids = self._tokenizer.encode(key, add_special_tokens=False).ids
                pieces = tuple(ids[:LONGEST_WORD]) or (self._unknown,)
                if len(self._known) >= KEPT:
                    self._known = {}
                self._known[key] = pieces
            found.append(pieces)
        return found

    def joined(self, words: Sequence[tuple[int, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The encoder's input, with its marks at both ends, and where in it each word's first piece is."""
        ids, heads = [self._start], []
        for word in words:
            heads.append(len(ids))
            ids += word
        ids.append(self._end)
        return np.array(ids, np.int64), np.array(heads, np.int64)
