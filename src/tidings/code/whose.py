"""Whose a party is that its own words do not tell: a role, a pronoun, a stranger.

Every country and body that the article names is a candidate. What speaks for each becomes numbers, and their
weighted sum decides. The weights (`data/whose.toml`) are those of a multinomial logistic regression, fitted
by `python -m training.whose` on articles that the trained reader had not seen.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from tidings.code.analysis import Pointed
from tidings.errors import InstallationError
from tidings.gazetteer import countries

UNNAMED: Final = "UNK"
"""The candidate that a party is of states that the article does not name."""

INSTITUTIONS: Final = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
"""Sectors of a state, which an article from that state need not name."""

LEAST_CHANCE: Final = 0.01
"""Chances below it are taken for it, so that one number cannot rule a candidate out."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known about one party.

    `kind`: role, pronoun, name or thing. `counts` are how often each candidate is named in the article; the
    other fields are candidates: `role_before` and `sector_before` were last named with the same noun and the
    same sector, `near` are those named before in the sentence, the nearest first, `place` those named by the
    mention's place, `home` the article's dateline, `other` those of the mention's other side, `beside` those
    of its own side by their own words, `before` those of the same side of the mention before, `speaker`
    whoever is quoted there, `antecedent` the nearest party before a pronoun. `first_person`: *we*, *our*;
    `vague`: a noun for states that are not named.
    """

    kind: str
    role: str
    type: str
    sector: str | None
    pointed: Pointed
    counts: Mapping[str, int]
    role_before: str | None = None
    sector_before: str | None = None
    near: Sequence[str] = ()
    place: frozenset[str] = frozenset()
    home: str | None = None
    other: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    speaker: str | None = None
    antecedent: str | None = None
    beside: frozenset[str] = frozenset()
    first_person: bool = False
    vague: bool = False


def candidates(clues: Clues) -> list[str]:
    """Whose the party may be, sorted."""
    found = {*clues.counts, *clues.pointed.chances, *clues.near, *clues.place, *clues.other, *clues.before}
    found |= {c for c in _single(clues) if c}
    found |= {UNNAMED} if clues.vague else set()
    return sorted(found)


def _single(clues: Clues) -> tuple[str | None, ...]:
    return clues.home, clues.speaker, clues.antecedent, clues.role_before, clues.sector_before


def evidence(clues: Clues, candidate: str) -> dict[str, float]:
    """What speaks for a candidate, by name; numbers from about -5 to 5, left out where 0."""
    kind, out = clues.kind, {}
    chance = clues.pointed.chances.get(candidate, 0.0)
    out[f"pointed, {kind}"] = math.log(max(chance, LEAST_CHANCE))
    out[f"share, {kind}"] = math.log(
        (clues.counts.get(candidate, 0) + 0.5) / (sum(clues.counts.values()) + 1.0)
    )
    if candidate == UNNAMED:
        out["unnamed"] = 1.0
    elif candidate not in countries():
        out[f"body, {kind}"] = 1.0
    out[f"main, {kind}"] = float(
        candidate == max(clues.counts, key=lambda c: (clues.counts[c], c), default="")
    )
    out[f"role before, {kind}"] = float(candidate == clues.role_before)
    out[f"sector before, {kind}"] = float(candidate == clues.sector_before)
    out[f"nearest, {kind}"] = float(bool(clues.near) and candidate == clues.near[0])
    out[f"in the sentence, {kind}"] = float(candidate in clues.near)
    out[f"place, {kind}"] = float(candidate in clues.place)
    home = candidate == clues.home
    out["home, institution"] = float(home and clues.sector in INSTITUTIONS)
    out["home"] = float(home)
    out[f"before, {clues.role}"] = float(candidate in clues.before)
    other = candidate in clues.other
    out["beside"] = float(candidate in clues.beside)
    out[f"other, {clues.role} {clues.type}"] = float(other)
    out[f"other, {clues.role} {clues.sector in INSTITUTIONS}"] = float(other)
    out["antecedent"] = float(candidate == clues.antecedent)
    out["speaker"] = float(candidate == clues.speaker)
    out["speaker, first person"] = float(candidate == clues.speaker and clues.first_person)
    return {name: value for name, value in out.items() if value}


@cache
def weights() -> Mapping[str, float]:
    """The weight of each kind of evidence; InstallationError TID-301 where the file is damaged."""
    return _tables()[0]


def usual_sector(type: str, mode: str | None, role: str) -> str | None:
    """The sector of most parties that are left out of such an action; None where no sector has half of them.

    Raises InstallationError TID-301 where the file is damaged.
    """
    return _tables()[1].get(" ".join(filter(None, (type, mode, role))))


@cache
def _tables() -> tuple[Mapping[str, float], Mapping[str, str]]:
    try:
        file = resources.files("tidings.code").joinpath("data", "whose.toml")
        table = tomllib.loads(file.read_text("utf-8"))
        known = {str(name): float(value) for name, value in table["weights"].items()}
        return known, {str(name): str(value) for name, value in table["sectors"].items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise InstallationError("TID-301", name="whose.toml", detail=str(error)) from error


def ranked(clues: Clues) -> list[tuple[str, float]]:
    """The candidates with the chance of each, the likeliest first."""
    known = weights()
    scores = [
        (c, sum(known.get(name, 0.0) * value for name, value in evidence(clues, c).items()))
        for c in candidates(clues)
    ]
    if not scores:
        return []
    most = max(score for _, score in scores)
    total = sum(math.exp(score - most) for _, score in scores)
    chances = [(c, math.exp(score - most) / total) for c, score in scores]
    return sorted(chances, key=lambda pair: (-pair[1], pair[0]))


_IN_WORDS: Final = {
    "pointed": "the reader points there",
    "share": "named often in the article",
    "main": "named most in the article",
    "role before": "called so before",
    "sector before": "the last of its kind that was named",
    "nearest": "named nearest",
    "in the sentence": "named in the sentence",
    "place": "where it happens",
    "home": "where the article was sent from",
    "before": "as in the action before",
    "other": "the other side of the action",
    "speaker": "who speaks",
    "antecedent": "named nearest before the pronoun",
    "unnamed": "states that are not named",
}


def weightiest(clues: Clues, candidate: str) -> str:
    """What speaks most for a candidate, compared with the others, as words for a person to read."""
    known, own = weights(), evidence(clues, candidate)
    others = [evidence(clues, c) for c in candidates(clues) if c != candidate]

    def gain(name: str) -> float:
        usual = sum(other.get(name, 0.0) for other in others) / len(others) if others else 0.0
        return known.get(name, 0.0) * (own[name] - usual)

    told = [name for name in own if name.partition(",")[0] in _IN_WORDS]
    best = max(told, key=lambda name: (gain(name), name), default="share")
    return _IN_WORDS[best.partition(",")[0]]
