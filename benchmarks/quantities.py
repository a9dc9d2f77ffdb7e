"""How well quantities are read, on phrases: python benchmarks/quantities.py [PHRASES.csv] [--wrong].

Each row of the table is a sentence with one of its quantities, or with none. Ours is compared with
quantulum3 (without its classifier) where that is installed. Of the quantities in the table are measured how
many are found (their characters overlap), have both bounds right, have their unit (and of money the
currency) right, and are right in all of that; of the sentences, how many have nothing found that the table
has not. Brackets are 95 % Wilson score intervals.

quantulum3 knows neither open bounds nor what is counted, so it is judged generously. Its value with its
uncertainty is a range, of which only the bounds that the table has must be right (*at least 12* may be 12).
Any quantity that is no money, percentage or time counts as people, troops, weapons, vehicles, countries or
things, and one between 0 and 1 as a share. Its currencies are mapped by name, a bare "dollar" to the US one.
Numbers and times that it finds beside the table's are not held against it.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isclose, sqrt
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "data" / "quantity_phrases.csv"
Z = 1.959964
"""Quantile of the normal distribution for 95 %."""

COUNTS = {"people", "troops", "weapons", "vehicles", "countries", "other"}
THEIR_CURRENCIES = {
    "dollar": "USD", "united states dollar": "USD", "euro": "EUR", "pound sterling": "GBP",
    "japanese yen": "JPY", "yen": "JPY", "canadian dollar": "CAD", "russian ruble": "RUB", "ruble": "RUB",
    "hryvnia": "UAH", "ukrainian hryvnia": "UAH", "renminbi": "CNY", "chinese yuan": "CNY", "yuan": "CNY",
    "dirham": "AED", "united arab emirates dirham": "AED", "swiss franc": "CHF", "polish zloty": "PLN",
    "zloty": "PLN", "kenyan shilling": "KES", "indian rupee": "INR", "rupee": "INR",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    start: int
    end: int
    low: float | None
    high: float | None
    unit: str
    currency: str | None = None


@dataclass
class Tally:
    found: int = 0
    bounds: int = 0
    unit: int = 0
    right: int = 0
    of: int = 0
    clean: int = 0
    sentences: int = 0


def read(path: Path) -> dict[str, list[Quantity]]:
    table: dict[str, list[Quantity]] = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        listed = table.setdefault(row["text"], [])
        if not row["quantity"]:
            continue
        after = max((q.end for q in listed), default=0)
        start = row["text"].index(row["quantity"], after)
        low, high = (float(row[side]) if row[side] else None for side in ("low", "high"))
        listed.append(
            Quantity(start, start + len(row["quantity"]), low, high, row["unit"], row["currency"] or None)
        )
    return table


def ours(texts: Iterable[str]) -> Iterator[list[Quantity]]:
    from tidings.code.figures import find_figures  # noqa: PLC0415
    from tidings.code.language import analyse  # noqa: PLC0415
    from tidings.types import Article  # noqa: PLC0415

    for analysis in analyse(Article.make(text) for text in texts):
        yield [
            Quantity(f.span.start, f.span.end, f.low, f.high, f.unit.value, f.currency)
            for f in find_figures(analysis).figures
        ]


def quantulum(texts: Iterable[str]) -> Iterator[list[Quantity]]:
    from quantulum3 import parser  # type: ignore[import-not-found]  # noqa: PLC0415

    for text in texts:
        yield [_theirs(found) for found in parser.parse(text)]


def _theirs(found: Any) -> Quantity:
    value, spread = float(found.value), float(found.uncertainty or 0)
    start, end = found.span
    entity, unit = found.unit.entity.name, found.unit.name
    if entity == "currency":
        return Quantity(start, end, value - spread, value + spread, "money", THEIR_CURRENCIES.get(unit, unit))
    if unit == "dimensionless" and 0 < value < 1:
        return Quantity(start, end, 100 * (value - spread), 100 * (value + spread), "percent")
    kind = {"time": "time"}.get(entity, "percent" if unit == "percentage" else "count")
    return Quantity(start, end, value - spread, value + spread, kind)


def same_bounds(gold: Quantity, found: Quantity) -> bool:
    return _near(gold.low, found.low) and _near(gold.high, found.high)


def same_known_bounds(gold: Quantity, found: Quantity) -> bool:
    """Only the bounds that the table has, so that what can tell no open bound is not blamed for it."""
    return all(
        bound is None or _near(bound, other)
        for bound, other in ((gold.low, found.low), (gold.high, found.high))
    )


def _near(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return isclose(a, b, rel_tol=1e-4, abs_tol=0.01)


def same_unit(gold: Quantity, found: Quantity) -> bool:
    if gold.unit == "money":
        return found.unit == "money" and gold.currency == found.currency
    return gold.unit == found.unit or (found.unit == "count" and gold.unit in COUNTS)


def tally(
    table: dict[str, list[Quantity]],
    read_all: Callable[[Iterable[str]], Iterator[list[Quantity]]],
    same: Callable[[Quantity, Quantity], bool],
    wrong: Callable[[str, Quantity | None, Quantity | None], None],
    harmless: frozenset[str] = frozenset(),
) -> Tally:
    sums = Tally()
    for (text, golds), found in zip(table.items(), read_all(table), strict=True):
        left = list(found)
        for gold in golds:
            sums.of += 1
            match = max(left, key=lambda q: _shared(gold, q), default=None)
            if match is None or not _shared(gold, match):
                wrong(text, gold, None)
                continue
            left.remove(match)
            bounds, unit = same(gold, match), same_unit(gold, match)
            sums.found, sums.bounds, sums.unit = sums.found + 1, sums.bounds + bounds, sums.unit + unit
            sums.right += bounds and unit
            if not (bounds and unit):
                wrong(text, gold, match)
        extra = [q for q in left if q.unit not in harmless]
        for quantity in extra:
            wrong(text, None, quantity)
        sums.sentences += 1
        sums.clean += not extra
    return sums


def _shared(a: Quantity, b: Quantity) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def wilson(right: int, of: int) -> tuple[float, float]:
    """The Wilson score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927)."""
    share, weight = right / of, Z * Z / of
    middle, width = share + weight / 2, Z * sqrt(share * (1 - share) / of + weight / (4 * of))
    return (middle - width) / (1 + weight), (middle + width) / (1 + weight)


def cell(right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{right / of:.3f} [{low:.3f}, {high:.3f}]"


def show(name: str, sums: Tally) -> None:
    parts = (sums.found, sums.bounds, sums.unit, sums.right)
    cells = [*(cell(part, sums.of) for part in parts), cell(sums.clean, sums.sentences)]
    print(f"| {name} | " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path, nargs="?", default=TABLE)
    parser.add_argument("--wrong", action="store_true", help="print what is wrong")
    parser.add_argument("--only", choices=("ours", "quantulum3"))
    given = parser.parse_args()
    table = read(given.table)
    golds = sum(map(len, table.values()))

    def wrong(text: str, gold: Quantity | None, found: Quantity | None) -> None:
        if given.wrong:
            print(f"    {text}\n      expected {gold}\n      found    {found}")

    print(f"{len(table)} sentences, {golds} quantities, {sum(not q for q in table.values())} without any\n")
    print("| reader | found | bounds right | unit right | all right | sentences with nothing else |")
    print("|---|---|---|---|---|---|")
    if given.only != "quantulum3":
        show("tidings", tally(table, ours, same_bounds, wrong))
    if given.only == "ours":
        return
    try:
        sums = tally(table, quantulum, same_known_bounds, lambda *_: None, frozenset(("time", "count")))
    except ImportError:
        print("quantulum3 is not installed")
        return
    show("quantulum3", sums)


if __name__ == "__main__":
    main()
