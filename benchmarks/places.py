"""Places in context against the right ones: python benchmarks/places.py [--wrong]

Prints, over benchmarks/data/places_in_context.csv, how often the country is right (none where none is), the
place right (within 25 km; a region by its name or a middle within 150 km; a country as a country; none
where none is), and the precision right, each with its 95 % Wilson interval; then load time, memory and the
time of a look-up. `--wrong` lists what is wrong.
"""

from __future__ import annotations

import csv
import math
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tidings.gazetteer.atlas import atlas
from tidings.gazetteer.candidates import distance_km
from tidings.gazetteer.locations import locate
from tidings.types import Location, Precision

TABLE = Path(__file__).parent / "data" / "places_in_context.csv"
NEAR_KM, MIDDLE_KM = 25.0, 150.0
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    words: str
    countries: dict[str, float]
    others: tuple[str, ...]
    expected: Location | None

    def found(self) -> Location | None:
        others = (locate(name, countries=self.countries) for name in self.others)
        return locate(self.words, countries=self.countries, others=[o for o in others if o is not None])

    def right(self, found: Location | None) -> tuple[bool, bool, bool]:
        """Whether country, place and precision are right."""
        if found is None or self.expected is None:
            both = found is None and self.expected is None
            return both, both, both
        country = found.country == self.expected.country
        precision = found.precision is self.expected.precision
        apart = distance_km(found, self.expected)
        if apart is None:
            place = country and precision
        elif self.expected.precision is Precision.REGION:
            place = precision and apart <= MIDDLE_KM
        else:
            place = apart <= NEAR_KM
        return country, place, precision


def cases() -> list[Case]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [_case(row) for row in csv.DictReader(lines)]


def _case(row: dict[str, str]) -> Case:
    weights = dict(pair.split(":") for pair in row["countries"].split())
    expected = Location(
        row["name"],
        row["country"] or None,
        float(row["latitude"]) if row["latitude"] else None,
        float(row["longitude"]) if row["longitude"] else None,
        Precision(row["precision"]),
        None,
        "expected",
    ) if row["precision"] else None  # fmt: skip
    others = tuple(filter(None, row["others"].split("|")))
    return Case(row["words"], {code: float(n) for code, n in weights.items()}, others, expected)


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    share, extra = hits / of, z * z / of
    middle = (share + extra / 2) / (1 + extra)
    half = z / (1 + extra) * math.sqrt(share * (1 - share) / of + extra / of / 4)
    return middle - half, middle + half


def shares(rows: Sequence[Case]) -> tuple[int, int, int]:
    """How many have the right country, place and precision."""
    verdicts = [case.right(case.found()) for case in rows]
    return sum(v[0] for v in verdicts), sum(v[1] for v in verdicts), sum(v[2] for v in verdicts)


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    size = len(atlas())
    took = time.perf_counter() - start
    locate("Kyiv")
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rows = cases()
    if "--wrong" in sys.argv:
        for case in rows:
            found = case.found()
            if not all(case.right(found)):
                print(f"{case.words!r} {case.countries}\n  {case.expected}\n  {found}")
    for name, hits in zip(("country", "place", "precision"), shares(rows), strict=True):
        low, high = wilson(hits, len(rows))
        print(f"{name:<10} {hits}/{len(rows)} {hits / len(rows):.3f} [{low:.3f}, {high:.3f}]")
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for case in rows:
            locate(case.words, countries=case.countries)
    each = (time.perf_counter() - start) / ROUNDS / len(rows)
    print(f"{size} places; loaded in {took:.3f} s; {memory:.1f} MB more; {each * 1e6:.0f} µs a look-up")


if __name__ == "__main__":
    main()
