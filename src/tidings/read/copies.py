"""Near-identical copies of one text: agency reports that many outlets print with small changes.

MinHash over word 5-grams (A. Broder, "On the resemblance and containment of documents", 1997) and banding
(Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3), as `datasketch` implements them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import numpy as np
from datasketch import MinHash, MinHashLSH

PERMUTATIONS: Final = 128
_SEED: Final = 1
_SHINGLE: Final = 5
"""Words of one shingle."""
_WORD: Final = re.compile(r"\w+")
_SCHEME: Final = "affine32"
_MISS: Final = (0.1, 0.9)
"""Weights of false and missed candidates: false ones are sorted out by the check after."""


def _fresh() -> MinHash:
    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, scheme=_SCHEME)


def signature(text: str) -> bytes:
    """The MinHash signature of a text: 128 little-endian 32-bit numbers, 512 bytes.

    Case, punctuation and white space don't count. A text of fewer than five words is one shingle.
    The same text has the same signature on every machine.
    """
    words = _WORD.findall(text.casefold())
    shingles = {
        " ".join(words[n : n + _SHINGLE]).encode("utf-8", "surrogatepass")
        for n in range(max(1, len(words) - _SHINGLE + 1))
    }
    sketch = _fresh()
    sketch.update_batch(sorted(shingles))
    return bytes(np.asarray(sketch.hashvalues).astype("<u4").tobytes())


def similarity(a: bytes, b: bytes) -> float:
    """The Jaccard similarity of two texts' shingles, from their signatures (standard error 0.04)."""
    return float(np.mean(np.frombuffer(a, "<u4") == np.frombuffer(b, "<u4")))


def _representatives(pairs: list[tuple[str, str]]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in pairs:
        a, b = sorted((root(one), root(other)))
        parent[b] = a
    return {key: root(key) for key in list(parent)}


def copies(signatures: Mapping[str, bytes], threshold: float) -> list[tuple[str, str, float]]:
    """Every article that has a copy, sorted by id: `(id, representative, similarity)`.

    Two articles are copies where their estimated similarity is at least `threshold` (above 0, at most 1);
    copies of copies are one group, and its smallest id represents it. `similarity` is the highest one to
    another article of the group. The order of `signatures` changes nothing.
    """
    by_signature: defaultdict[bytes, list[str]] = defaultdict(list)
    for key in sorted(signatures):
        by_signature[signatures[key]].append(key)
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, weights=_MISS)
    sketches = {
        keys[0]: MinHash(
            num_perm=PERMUTATIONS,
            seed=_SEED,
            scheme=_SCHEME,
            hashvalues=np.frombuffer(data, "<u4").astype(np.uint32),
        )
        for data, keys in sorted(by_signature.items(), key=lambda item: item[1][0])
    }
    pairs: list[tuple[str, str]] = []
    best: defaultdict[str, float] = defaultdict(float)

    def note(one: str, other: str, value: float) -> None:
        pairs.append((one, other))
        best[one] = max(best[one], value)
        best[other] = max(best[other], value)

    for keys in by_signature.values():
        for other in keys[1:]:
            note(keys[0], other, 1.0)
    for key, sketch in sketches.items():
        for other in index.query(sketch):
            value = similarity(signatures[key], signatures[other])
            if value >= threshold:
                note(key, other, value)
        index.insert(key, sketch)
    groups = _representatives(sorted(pairs))
    return [(key, groups[key], best[key]) for key in sorted(groups)]
