"""Near-identical copies of one text: agency reports that many outlets print with small changes.

MinHash over word 5-grams (A. Broder, "On the resemblance and containment of documents", 1997) and banding
(Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3). Signatures are
those of `datasketch` (scheme "affine32") and pairs those of its index, which is slower and loads scipy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha1
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.uint32]

PERMUTATIONS: Final = 128
_SEED: Final = 1
_SHINGLE: Final = 5
"""Words of one shingle."""
_WORD: Final = re.compile(r"\w+")
_MISS: Final = (0.1, 0.9)
"""Weights of false and missed candidates: false ones are sorted out by the check after."""


_AT_ONCE: Final = 2048
"""Shingles permuted at once, so that a long text needs no more memory than a short one."""


@cache
def _permutations() -> tuple[Numbers, Numbers]:
    """Factors (odd) and summands of the permutations `factor * hash + summand mod 2^32`."""
    chance = np.random.RandomState(_SEED)
    factors = chance.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, chance.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)


def _mixed(hashes: Numbers) -> Numbers:
    """The last step of MurmurHash3 (A. Appleby), a bijection that spreads the hashes."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


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
    heads = b"".join(sha1(shingle, usedforsecurity=False).digest()[:4] for shingle in shingles)
    hashes = _mixed(np.frombuffer(heads, "<u4").astype(np.uint32))
    factors, summands = _permutations()
    lowest = np.full(PERMUTATIONS, 0xFFFFFFFF, np.uint32)
    for start in range(0, len(hashes), _AT_ONCE):
        some = hashes[start : start + _AT_ONCE, None] * factors + summands
        lowest = np.minimum(lowest, some.min(0))
    return lowest.astype("<u4").tobytes()


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
    pairs: list[tuple[str, str]] = []
    best: defaultdict[str, float] = defaultdict(float)

    def note(one: str, other: str, value: float) -> None:
        pairs.append((one, other))
        best[one] = max(best[one], value)
        best[other] = max(best[other], value)

    for keys in by_signature.values():
        for other in keys[1:]:
            note(keys[0], other, 1.0)
    if len(by_signature) > 1:
        for key, other in _candidates({keys[0]: data for data, keys in by_signature.items()}, threshold):
            value = similarity(signatures[key], signatures[other])
            if value >= threshold:
                note(key, other, value)
    groups = _representatives(sorted(pairs))
    return [(key, groups[key], best[key]) for key in sorted(groups)]


def _candidates(signatures: Mapping[str, bytes], threshold: float) -> Iterator[tuple[str, str]]:
    """Pairs that share a band, each once, the smaller id first."""
    keys = sorted(signatures)
    values = np.frombuffer(b"".join(signatures[key] for key in keys), "<u4").reshape(-1, PERMUTATIONS)
    bands, rows = _bands(threshold)
    for band in range(bands):
        part = np.ascontiguousarray(values[:, band * rows : (band + 1) * rows])
        _, group, sizes = np.unique(
            part.view(f"V{4 * rows}").ravel(), return_inverse=True, return_counts=True
        )
        several = np.flatnonzero(sizes[group] > 1)
        order = several[np.argsort(group[several], kind="stable")]
        for same in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            for n, one in enumerate(same.tolist()):
                rest = same[n + 1 :]
                earlier = values[rest, : band * rows].reshape(len(rest), band, rows)
                told = (earlier == values[one, : band * rows].reshape(band, rows)).all(2).any(1)
                for other in rest[~told].tolist():
                    yield keys[one], keys[other]


@cache
def _bands(threshold: float) -> tuple[int, int]:
    """Bands, and numbers in each, with the least weighted chance of false and of missed candidates.

    The chances are those of two texts of any similarity below and above the threshold to share a band or not
    (Leskovec and others, section 3.4): polynomials, which this quadrature integrates without error.
    """
    points, weights = np.polynomial.legendre.leggauss(PERMUTATIONS // 2 + 1)

    def area(low: float, high: float, rows: int, bands: int) -> float:
        at = (points + 1) / 2 * (high - low) + low
        return float((weights * (1 - at**rows) ** bands).sum() * (high - low) / 2)

    false, missed = _MISS

    def cost(choice: tuple[int, int]) -> float:
        bands, rows = choice
        return false * (threshold - area(0, threshold, rows, bands)) + missed * area(
            threshold, 1, rows, bands
        )

    choices = [(b, r) for b in range(1, PERMUTATIONS + 1) for r in range(1, PERMUTATIONS // b + 1)]
    return min(choices, key=cost)
