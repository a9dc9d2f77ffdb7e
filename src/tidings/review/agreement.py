"""How far reviewers agree: Krippendorff's alpha for values without order.

K. Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*, Departmental Papers (ASC) 43, University
of Pennsylvania: section D, nominal data, any number of observers, missing data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from tidings.record.verdicts import KEPT, SAME, Decision
from tidings.review.judgements import FIGURE_FIELDS, MENTION_FIELDS, where

FIELDS: Final = (
    KEPT, "type", "mode", "actors", "recipients", "place", "date", "bounds", "unit", "holder", "factuality",
    "historical", "voice", "event",
)  # fmt: skip
"""What agreement is told for. `bounds` are both bounds of a figure together, `event` is whether two mentions
tell of one event."""

_LISTS: Final = frozenset({"actors", "recipients"})
NONE: Final = ""
"""No mode, no place: a value like any other."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one field.

    `units` are the records that at least two reviewers judged, `values` what they said of them, `reviewers`
    how many took part, `same` the share of pairs of values on one unit that are equal, 0 to 1. `alpha` is 1
    for full agreement, 0 for what chance gives; None where it has no meaning, as all values are the same or
    there is no unit.
    """

    field: str
    alpha: float | None
    units: int
    values: int
    reviewers: int
    same: float | None


def krippendorff(units: Iterable[Sequence[str]]) -> float | None:
    """Nominal alpha of the values that observers gave to each unit; units with fewer than two do not count.

    None where all values that count are the same, or none counts: alpha is then 0 divided by 0.
    """
    paired = [values for values in units if len(values) > 1]
    totals = Counter(value for values in paired for value in values)
    n = totals.total()
    expected = n * n - sum(count * count for count in totals.values())
    if not expected:
        return None
    observed = sum(_unequal(values) / (len(values) - 1) for values in paired)
    return 1 - (n - 1) * observed / expected


def agreement(decisions: Iterable[Decision]) -> tuple[Agreement, ...]:
    """Agreement on each of `FIELDS`, from decisions that stand; of one reviewer's on a record the latest.

    On other fields than `kept` only those who kept the record are compared; *can't tell* counts as no value.
    """
    ratings = _ratings(decisions)
    return tuple(_agreement(field, ratings.get(field, {})) for field in FIELDS)


Ratings = dict[str, dict[str, dict[str, str]]]
"""Field to unit to reviewer to value."""


def _ratings(decisions: Iterable[Decision]) -> Ratings:
    last: dict[tuple[str, str], Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.decided):
        last[_unit(decision), decision.reviewer] = decision
    ratings: Ratings = {}
    for (unit, reviewer), decision in last.items():
        for field, value in _values(decision).items():
            ratings.setdefault(field, {}).setdefault(unit, {})[reviewer] = value
    return ratings


def _unit(decision: Decision) -> str:
    if decision.kept is not None:
        return decision.target_id
    return " ".join(sorted((decision.target_id, decision.values[decision.head] or "")))


def _values(decision: Decision) -> dict[str, str]:
    values = decision.values
    if decision.kept is None:
        return {"event": "same" if decision.head == SAME else "other"}
    if decision.kept != "yes":
        return {KEPT: decision.kept} if decision.kept == "no" else {}
    found = {KEPT: "yes"}
    if "actors" in where(decision):
        for field in MENTION_FIELDS:
            value = values.get(field) or NONE
            found[field] = "; ".join(sorted(set(value.split("; ")))) if field in _LISTS else value
        return found
    found |= {field: values.get(field) or NONE for field in FIGURE_FIELDS if field in FIELDS}
    found["bounds"] = f"{values.get('low') or NONE}–{values.get('high') or NONE}"
    return found


def _agreement(field: str, units: Mapping[str, Mapping[str, str]]) -> Agreement:
    paired = {unit: said for unit, said in units.items() if len(said) > 1}
    values = [tuple(said.values()) for said in paired.values()]
    pairs = sum(len(v) * (len(v) - 1) for v in values)
    return Agreement(
        field,
        krippendorff(values),
        len(paired),
        sum(map(len, values)),
        len({reviewer for said in paired.values() for reviewer in said}),
        1 - sum(map(_unequal, values)) / pairs if pairs else None,
    )


def _unequal(values: Sequence[str]) -> int:
    """Ordered pairs of different values."""
    return len(values) ** 2 - sum(count * count for count in Counter(values).values())


def agreement_table(rows: Iterable[Agreement]) -> pa.Table:
    """The rows as a table."""
    columns = ("field", "alpha", "units", "values", "reviewers", "same")
    types = (pa.string(), pa.float64(), pa.int64(), pa.int64(), pa.int64(), pa.float64())
    found = list(rows)
    return pa.table(
        {
            name: pa.array([getattr(row, name) for row in found], kind)
            for name, kind in zip(columns, types, strict=True)
        }
    )
