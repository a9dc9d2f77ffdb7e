"""How many words of time get the right days: tidings and, where installed, dateparser and date-wrangler.

    python benchmarks/time_phrases.py [TABLE.csv]
    python benchmarks/time_phrases.py --gold ARTICLES.jsonl

The table (`benchmarks/data/time_phrases.csv`) holds phrases in the forms of news, each with a day of
publishing, whether the action lies ahead, and the expected first and last day, by the conventions that the
modules `tidings.code.time_*` state. Three counts, with 95 % Wilson intervals:

- right: the same first and last day (nothing, where nothing is expected);
- or open: also right with a side left open where the table has the day of publishing (*since 2014*);
- inside: the first day given lies within the expected days (for libraries that give one instant).

Peers as measured: dateparser 1.5.0 (English, relative to the day of publishing, preferring the future where
the table says ahead, else the past; `parse` with the period it reports, `search_dates` with its first hit)
and date-wrangler 2.3.0 (calendar years, its first hit).

With `--gold`, marked articles in the standoff format are read instead: each mention with words of time, of an
article with a day of publishing; the action lies ahead where it is future, proposed or hypothetical. Right is
the same date as marked, or as exactly as it was marked (`2014/2019` for days within those years), or none as
none.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any

from tidings.code.time_calendar import Unit, unit_around
from tidings.code.times import resolve_time

TABLE = Path(__file__).parent / "data" / "time_phrases.csv"
REPEATS = 20
Days = tuple[date | None, date | None] | None
Reader = Callable[["Row"], Days]


@dataclass(frozen=True, slots=True)
class Row:
    phrase: str
    published: date
    ahead: bool | None
    expected: Days


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                row["phrase"],
                date.fromisoformat(row["published"]),
                {"yes": True, "no": False, "": None}[row["ahead"]],
                (_day(row["start"]), _day(row["end"])) if row["grain"] else None,
            )
            for row in csv.DictReader(file)
        ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def ours(row: Row) -> Days:
    when = resolve_time(row.phrase, row.published, ahead=row.ahead)
    return (when.start, when.end) if when else None


def peers() -> Iterator[tuple[str, Reader]]:
    if find_spec("dateparser"):
        parser_class = import_module("dateparser.date").DateDataParser
        search_dates = import_module("dateparser.search").search_dates

        def settings(row: Row) -> dict[str, object]:
            base = datetime.combine(row.published, datetime.min.time())
            return {"PREFER_DATES_FROM": "future" if row.ahead else "past", "RELATIVE_BASE": base}

        def parse(row: Row) -> Days:
            data = parser_class(languages=["en"], settings=settings(row)).get_date_data(row.phrase)
            if data is None or data.date_obj is None:
                return None
            units = {"week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR}
            return unit_around(units.get(data.period, Unit.DAY), data.date_obj.date())

        def search(row: Row) -> Days:
            hits = search_dates(row.phrase, languages=["en"], settings=settings(row))
            return (hits[0][1].date(),) * 2 if hits else None

        yield "dateparser.parse", parse
        yield "dateparser.search_dates", search
    if not find_spec("date_wrangler"):
        return
    date_wrangler = import_module("date_wrangler")
    config = date_wrangler.WranglerConfig(fiscal=date_wrangler.FiscalCalendar.calendar())

    def wrangler(row: Row) -> Days:
        hits = date_wrangler.parse(row.phrase, today=row.published, config=config)
        if not hits:
            return None
        span = hits[0].range
        return span.start, span.end - timedelta(1) if span.end else None

    yield "date-wrangler", wrangler


def right(row: Row, found: Days) -> bool:
    return found == row.expected


def right_or_open(row: Row, found: Days) -> bool:
    if found is None or row.expected is None or right(row, found):
        return right(row, found)
    sides = zip(found, row.expected, strict=True)
    return all(got == wanted or (got is None and wanted == row.published) for got, wanted in sides)


def inside(row: Row, found: Days) -> bool:
    if found is None or row.expected is None:
        return right(row, found)
    (first, last), day = row.expected, found[0] or found[1]
    return day is not None and (first is None or first <= day) and (last is None or day <= last)


def wilson(hits: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """95 % interval of a share (E. B. Wilson, JASA 22, 1927)."""
    share, square = hits / total, z * z / total
    middle, half = share + square / 2, z * sqrt(share * (1 - share) / total + square / total / 4)
    return (middle - half) / (1 + square), (middle + half) / (1 + square)


def as_marked(row: dict[str, Any], article: dict[str, Any]) -> bool:
    """Whether the date found is the one marked, each side as exactly as it was marked."""
    start, end = row["time"]
    ahead = row["factuality"] in {"future", "proposed", "hypothetical"}
    published = date.fromisoformat(article["published"])
    when = resolve_time(article["text"][start:end], published, ahead=ahead)
    if when is None or row["date"] is None:
        return when is row["date"]
    first, slash, last = row["date"].partition("/")
    sides = ((when.start, first), (when.end, last))
    return when.iso == row["date"] or bool(
        slash and all(str(side or "..").startswith(marked) for side, marked in sides)
    )


def against_gold(path: Path) -> None:
    articles = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    marked = [as_marked(m, a) for a in articles if a["published"] for m in a["mentions"] if m["time"]]
    low, high = wilson(sum(marked), len(marked))
    print(f"{sum(marked)} of {len(marked)}: {sum(marked) / len(marked):.3f} [{low:.3f}, {high:.3f}]")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path, nargs="?", default=TABLE)
    parser.add_argument("--gold", type=Path)
    given = parser.parse_args()
    if given.gold:
        against_gold(given.gold)
        return
    table = rows(given.table)
    nothing = sum(row.expected is None for row in table)
    print(f"{len(table)} phrases, {nothing} of them with nothing to find\n")
    print("| reader | right | right or open | inside | µs a phrase |\n|---|---|---|---|---|")
    for name, read in [("tidings", ours), *peers()]:
        found = [read(row) for row in table]
        cells = []
        for measure in (right, right_or_open, inside):
            hits = sum(measure(row, days) for row, days in zip(table, found, strict=True))
            low, high = wilson(hits, len(table))
            cells.append(f"{hits / len(table):.3f} [{low:.3f}, {high:.3f}]")
        print(f"| {name} | {' | '.join(cells)} | {microseconds(read, table):,.0f} |")


def microseconds(read: Reader, table: list[Row]) -> float:
    """The least mean processor time of `REPEATS` runs over the table, at most five seconds of them."""
    best, begun = float("inf"), time.process_time()
    for _ in range(REPEATS):
        start = time.process_time()
        for row in table:
            read(row)
        now = time.process_time()
        best = min(best, (now - start) / len(table) * 1e6)
        if now - begun > 5:
            break
    return best


if __name__ == "__main__":
    main()
