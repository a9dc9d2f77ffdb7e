"""What speaks for and against two tellings being of one event, as numbers that a person can read.

Every piece of evidence is symmetric: it is the same whichever telling comes first.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tidings.link.traits import DATED, FACTUALITY_NUMBERS, Rows
from tidings.types import Factuality

Reals = NDArray[np.float64]
Truths = NDArray[np.bool_]

NEAR_KM: Final = 25.0
"""Two places so near are one: a town and what lies around it (UCDP GED codebook, where precision 2)."""
FAR_KM: Final = 100.0
EARTH_KM: Final = 6371.0

EVIDENCE: Final = (
    "same_type", "same_mode", "other_mode",
    "same_actor", "same_actor_country", "other_actor", "no_actor",
    "same_recipient", "same_recipient_country", "other_recipient", "no_recipient", "swapped", "shared_names",
    "parties",
    "same_day", "days_apart", "dates_apart", "other_days", "undated", "report_apart",
    "same_place", "near_place", "within_place", "other_place", "other_words", "no_place",
    "same_figure", "other_figure",
    "same_stem", "wording", "about", "stem_about", "type_about", "no_actor_about", "denied_about",
    "near", "headline", "copied",
    "same_factuality", "denied", "ahead", "same_speaker",
)  # fmt: skip
"""Names of the pieces of evidence, in the order of the columns."""

VECTOR_EVIDENCE: Final = (
    "wording",
    "about",
    "stem_about",
    "type_about",
    "no_actor_about",
    "denied_about",
    "copied",
)
"""Those of them that compare vectors."""

AHEAD: Final = np.uint8(
    sum(1 << FACTUALITY_NUMBERS[f] for f in (Factuality.FUTURE, Factuality.PROPOSED, Factuality.HYPOTHETICAL))
)
NEGATED: Final = np.uint8(1 << FACTUALITY_NUMBERS[Factuality.NEGATED])
"""Bits of factualities."""

NEAR_CHARACTERS: Final = 400
"""Characters between two triggers of one article from which on they are no longer near."""
HEADLINE: Final = 80
"""A trigger before this character is taken for one of the headline."""


def evidence(one: Rows, other: Rows) -> dict[str, Reals]:
    """Each piece of evidence for the pairs (`one[i]`, `other[i]`), from -1 to 1, by its name."""
    return plain_evidence(one, other) | vector_evidence(one, other)


def vector_evidence(one: Rows, other: Rows) -> dict[str, Reals]:
    """Of the evidence, what needs vectors, and so takes the most time."""
    found: dict[str, Any] = {name: _cosine(one[name], other[name]) for name in ("wording", "about")}
    about = found["about"]
    found["stem_about"] = _shared(one["stems"], other["stems"]) * about
    found["type_about"] = ((one["types"] & other["types"]) != 0) * about
    found["no_actor_about"] = ~_known(one, other, "actor_countries") * about
    found["denied_about"] = _denied(one, other) * about
    found["copied"] = found["wording"] > 0.9
    return {name: np.asarray(found[name], np.float64) for name in VECTOR_EVIDENCE}


def plain_evidence(one: Rows, other: Rows) -> dict[str, Reals]:
    """Of the evidence, what is told without vectors."""
    found: dict[str, Any] = {"same_type": (one["types"] & other["types"]) != 0}
    modes = (one["modes"][:, 0] != 0) & (other["modes"][:, 0] != 0)
    found["same_mode"] = _shared(one["modes"], other["modes"])
    found["other_mode"] = modes & ~found["same_mode"]
    found |= _parties(one, other) | _times(one, other) | _places(one, other) | _figures(one, other)
    found["same_stem"] = _shared(one["stems"], other["stems"])
    found["near"] = np.maximum(
        1 - np.abs(one["start"].astype(np.int64) - other["start"]) / NEAR_CHARACTERS, 0
    )
    headline = (one["start"] < HEADLINE) != (other["start"] < HEADLINE)
    found["headline"] = headline
    a, b = one["factualities"], other["factualities"]
    found["same_factuality"] = (a & b) != 0
    found["denied"] = _denied(one, other)
    found["ahead"] = ((a & AHEAD) != 0) != ((b & AHEAD) != 0)
    found["same_speaker"] = _shared(one["speakers"], other["speakers"])
    return {name: np.asarray(found[name], np.float64) for name in EVIDENCE if name in found}


def _denied(one: Rows, other: Rows) -> Truths:
    """Whether one of the two is denied and the other is not."""
    a, b = one["factualities"], other["factualities"]
    return np.asarray(((a & NEGATED) != 0) != ((b & NEGATED) != 0))


def _shared(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> Truths:
    """Whether two lists of keys, rows of two arrays, have a key in common."""
    return np.asarray(((one[:, :, None] == other[:, None, :]) & (one[:, :, None] != 0)).any((1, 2)))


def _parties(one: Rows, other: Rows) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for role in ("actor", "recipient"):
        code, country = f"{role}s", f"{role}_countries"
        known = _known(one, other, country)
        same = _shared(one[code], other[code]) & known
        near = _shared(one[country], other[country])
        found[f"same_{role}"] = same
        found[f"same_{role}_country"] = near & ~same
        found[f"other_{role}"] = known & ~near
        found[f"no_{role}"] = ~known
    crossed = [
        _shared(a["actor_countries"], b["recipient_countries"]) for a, b in ((one, other), (other, one))
    ]
    straight = [_shared(one[f"{r}_countries"], other[f"{r}_countries"]) for r in ("actor", "recipient")]
    found["swapped"] = (crossed[0] | crossed[1]) & ~straight[0] & ~straight[1]
    found["shared_names"] = _shared(one["names"], other["names"])
    found["parties"] = _in_common(*(_both_sides(rows) for rows in (one, other)))
    return found


def _known(one: Rows, other: Rows, column: str) -> Truths:
    """Whether both have anything in a column of lists."""
    return np.asarray((one[column][:, 0] != 0) & (other[column][:, 0] != 0))


def _both_sides(rows: Rows) -> NDArray[np.uint64]:
    return np.concatenate([rows["actor_countries"], rows["recipient_countries"]], 1)


def _in_common(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> Reals:
    """The share of what is listed on both sides that the other side lists too; 0 where nothing is listed."""
    alike = (one[:, :, None] == other[:, None, :]) & (one[:, :, None] != 0)
    listed = (one != 0).sum(1) + (other != 0).sum(1)
    share: Reals = (alike.any(2).sum(1) + alike.any(1).sum(1)) / np.maximum(listed, 1)
    return share


def _times(one: Rows, other: Rows) -> dict[str, Any]:
    gap = np.maximum(one["first"], other["first"]) - np.minimum(one["last"], other["last"])
    gap = np.maximum(gap, 0)
    dated = (one["known"] == DATED) & (other["known"] == DATED)
    exact = dated & (one["first"] == one["last"]) & (other["first"] == other["last"])
    return {
        "same_day": exact & (gap == 0),
        "days_apart": np.minimum(gap, 4) / 4,
        "dates_apart": np.where(dated, np.minimum(gap, 4) / 4, 0.0),
        "other_days": exact & (gap >= 2),
        "undated": ~dated,
        "report_apart": np.minimum(np.abs(one["published"].astype(np.int64) - other["published"]), 21) / 21,
    }


def _places(one: Rows, other: Rows) -> dict[str, Any]:
    a, b = one["precision"], other["precision"]
    apart = distance(one, other)
    spots = (a >= 3) & (b >= 3)
    same = _shared(one["places"], other["places"])
    same |= _shared(one["place_words"], other["place_words"]) | (spots & (apart <= NEAR_KM))
    near = ~same & (apart > NEAR_KM) & (apart <= FAR_KM)
    country = (one["place_country"] != 0) & (one["place_country"] == other["place_country"])
    within = ~same & country & ((a == 1) | (b == 1) | ((a == 2) != (b == 2)))
    known = (a > 0) & (b > 0)
    spoken = (one["place_words"][:, 0] != 0) & (other["place_words"][:, 0] != 0)
    return {
        "same_place": same,
        "near_place": near & ~within,
        "within_place": within,
        "other_place": known & ~same & ~near & ~within,
        "other_words": ~known & spoken & ~same,
        "no_place": ~known & ~spoken,
    }


def distance(one: Rows, other: Rows) -> Reals:
    """Kilometres along a great circle (haversine), to the tenth; infinite where a place has no
    coordinates."""
    lat1, lat2 = np.radians(one["latitude"].astype(float)), np.radians(other["latitude"].astype(float))
    lon = np.radians(other["longitude"].astype(float) - one["longitude"].astype(float))
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin(lon / 2) ** 2
    apart = np.round(2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(h))), 1)
    return np.where(np.isnan(apart), np.inf, apart)


def _figures(one: Rows, other: Rows) -> dict[str, Any]:
    comparable = (one["counted"][:, :, None] == other["counted"][:, None, :]) & (
        one["counted"][:, :, None] != 0
    )
    overlap = (one["low"][:, :, None] <= other["high"][:, None, :]) & (
        other["low"][:, None, :] <= one["high"][:, :, None]
    )
    same = (comparable & overlap).any((1, 2))
    return {"same_figure": same, "other_figure": comparable.any((1, 2)) & ~same}


def _cosine(one: NDArray[np.int8], other: NDArray[np.int8]) -> Reals:
    """The cosine of two int8 vectors, from whole-number sums, so that it is the same in any batch."""
    a, b = one.astype(np.int32), other.astype(np.int32)
    product, left, right = (a * b).sum(1), (a * a).sum(1), (b * b).sum(1)
    size = np.sqrt(left.astype(np.float64) * right)
    cosine: Reals = np.divide(product, size, out=np.zeros(len(product)), where=size > 0)
    return cosine
