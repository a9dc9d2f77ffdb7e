"""Words as small vectors and keys, so that tellings can be compared without their texts.

Feature hashing after K. Weinberger et al. 2009 ("Feature hashing for large scale multitask learning"): each
word adds 1 or -1 to one of the places of a vector, both told by its hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import numpy as np

PLACES: Final = 128
"""Places of a hashed vector, in bytes too."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NAME: Final = re.compile(r"(?<![.!?:\n] )(?<![“\"‘'\n])\b[A-Z][^\W_]{2,}|\b\d[\d,.]*\d\b")

_COMMON: Final = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "against",
        "all",
        "also",
        "although",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "can",
        "could",
        "day",
        "did",
        "do",
        "does",
        "down",
        "during",
        "each",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "last",
        "later",
        "may",
        "me",
        "more",
        "most",
        "mr",
        "mrs",
        "ms",
        "my",
        "near",
        "new",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "part",
        "per",
        "said",
        "same",
        "says",
        "she",
        "should",
        "since",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "told",
        "too",
        "two",
        "under",
        "until",
        "up",
        "upon",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "year",
        "years",
        "you",
        "your",
    ]
)
"""Words that say nothing about what a sentence tells of."""


@lru_cache(maxsize=200_000)
def key(text: str) -> int:
    """A 64-bit number for a text, never 0 and the same on every machine; equal texts have equal numbers."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word in lower case without the commonest endings (*attacked*, *attacks*, *attacking*: *attack*).

    It joins forms of one word; it is no word itself and needs no dictionary.
    """
    word = word.casefold().removesuffix("'s").removesuffix("’s")
    for ending, least in (("ations", 4), ("ation", 4), ("ments", 4), ("ment", 4), ("ings", 3), ("ing", 3),
                          ("ied", 3), ("ies", 3), ("edly", 3), ("ed", 3), ("es", 3), ("s", 3), ("e", 3),
                          ("y", 3)):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def stems(text: str) -> frozenset[str]:
    """The stems of a text's words, those that say nothing left out."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(stem(word) for word in words if len(word) > 1 and word not in _COMMON)


def names(text: str) -> frozenset[str]:
    """The capitalised words and numbers inside a text's sentences, in lower case."""
    return frozenset(word.casefold() for word in _NAME.findall(text)) - _COMMON


def hashed(words: Iterable[str]) -> bytes:
    """The words, each counted once, as `PLACES` signed bytes."""
    vector = np.zeros(PLACES, np.int64)
    for word in set(words):
        number = key(word)
        vector[number % PLACES] += 1 if number >> 63 else -1
    return np.clip(vector, -127, 127).astype(np.int8).tobytes()
