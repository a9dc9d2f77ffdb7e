"""Two or more outlets on the same period: what each tells, how, and by whose words; differences, no score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

import duckdb
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from tidings.explore import event_view as view
from tidings.explore import event_words
from tidings.explore.context import Shown
from tidings.explore.downloads import Format, download
from tidings.explore.filters import FIELDS, Searched, others
from tidings.explore.words import code_name, factuality, type_words
from tidings.record import event_page
from tidings.record import outlet_comparison as comparison
from tidings.record.outlet_comparison import Covered, Pick, Share, Wanted

LETTERS: Final = "abcdef"
"""Names of the parameters that hold the outlets."""
FEW: Final = 5
"""Events of each list on the first page."""
PAGE: Final = 20
"""Events of a list on a page of its own."""
OFFERED: Final = 400
"""Outlets that the chooser offers, those with the most articles."""
FEW_ARTICLES: Final = 20
"""Below so many articles the page says that shares are unsteady."""
TYPES: Final = 12
"""Types whose shares are shown."""


class View(StrEnum):
    """What of the comparison is shown."""

    ALL = "all"
    BOTH = "both"
    ONLY = "only"


class Sort(StrEnum):
    """The order of the lists: keys of `outlet_comparison.SORTS`."""

    TOLD = "told"
    DIFFER = "differ"
    DAY = "day"


SORTED: Final = {
    Sort.DIFFER: "told most differently", Sort.TOLD: "told by most outlets", Sort.DAY: "newest"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row of shares: its words, where it leads, and for each outlet the number and the share."""

    words: str
    query: dict[str, str]
    counts: tuple[int, ...]
    shares: tuple[float, ...]


def chosen(a: str = "", b: str = "", c: str = "", d: str = "", e: str = "", f: str = "") -> tuple[str, ...]:
    """The outlets of a request, each once."""
    return tuple(dict.fromkeys(name.strip() for name in (a, b, c, d, e, f) if name.strip()))


router = APIRouter()


@router.get("/compare")
def show(
    request: Request,
    shown: Shown,
    search: Searched,
    outlets: Annotated[tuple[str, ...], Depends(chosen)],
    show: View = View.ALL,
    of: Annotated[str, Query(pattern="^[a-f]$")] = "a",
    sort: Sort = Sort.DIFFER,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    format: Format = Format.HTML,
) -> Response:
    """The comparison of the chosen outlets, one of its lists, or the chooser alone."""
    wanted = Wanted(outlets, search)
    number = min(LETTERS.index(of), max(len(outlets) - 1, 0)) if show is View.ONLY else None
    if format is not Format.HTML:
        table = shown.ask(lambda db: _table(db, wanted, show, number, sort))
        return download(table, format, f"compared-outlets-{show}")
    offered = shown.ask(comparison.choices)
    values = {
        "offered": offered[:OFFERED],
        "articles_of": dict(offered),
        "outlets": outlets,
        "letters": LETTERS,
        "search": search,
        "view": show,
        "sort": sort,
        "sorts": SORTED,
        "number": number,
        "hidden": others(request, [*LETTERS, "since", "until", "show", "of"]),
        "fields": [name for name in FIELDS if name not in {"since", "until"}],
        "most": comparison.MOST,
        "few": FEW_ARTICLES,
    }
    if len(outlets) > 1:
        values |= shown.ask(lambda db: _values(db, wanted, show, number, sort, page))
    return shown.page(request, "compare.html", **values)


def _values(
    db: duckdb.DuckDBPyConnection, wanted: Wanted, show: View, number: int | None, sort: Sort, page: int
) -> dict[str, Any]:
    comparison.prepare(db, wanted)
    covered = comparison.covered(db, wanted)
    sets = comparison.overlap(db)
    count = len(wanted.outlets)
    sizes: dict[int | None, int] = {
        None: sum(n for ks, n in sets if len(ks) > 1),
        **{k: _alone(sets, k) for k in range(count)},
    }
    lists: dict[int | None, list[Pick]] = {}
    pages = 1
    if show is View.ALL:
        lists = {k: comparison.picked(db, k, sort, FEW) for k, size in sizes.items() if size}
    else:
        pages = max(1, -(-sizes[number] // PAGE))
        page = min(page, pages)
        lists = {number: comparison.picked(db, number, sort, PAGE, page)}
    told = event_page.told_as(
        db, [(t.mention_id, t.article_id) for picks in lists.values() for p in picks for t in p.told.values()]
    )
    statements, in_all = comparison.speakers(db, wanted) if show is View.ALL else ([], ())
    events = [c.events for c in covered]
    return {
        "covered": covered,
        "sets": sets,
        "sizes": sizes,
        "lists": lists,
        "told": {t.mention_id: t for t in told},
        "passages": event_page.passages(db, told),
        "page": page,
        "pages": pages,
        "events": events,
        "statements": in_all,
        "certainties": _rows(comparison.certainties(db, count), events, _certainty),
        "types": _rows(comparison.types(db, count), events, _type)[:TYPES],
        "speakers": _by_difference(_rows(statements, in_all, _speaker)),
        "apart": _apart(covered),
        "event_words": event_words,
        "source_words": view.source_words,
        "percent": percent,
    }


def _alone(sets: Sequence[tuple[tuple[int, ...], int]], k: int) -> int:
    return sum(n for ks, n in sets if ks == (k,))


def _rows(
    shares: Sequence[Share], of: Sequence[int], named: Callable[[Share], tuple[str, dict[str, str]]]
) -> list[Row]:
    rows = []
    for share in shares:
        words, query = named(share)
        parts = tuple(n / of_all if of_all else 0.0 for n, of_all in zip(share.counts, of, strict=True))
        rows.append(Row(words, query, share.counts, parts))
    return [row for row in rows if any(row.counts)]


def percent(share: float) -> str:
    """A share in per cent, with a decimal where it is small: *0.4*, *12*."""
    return f"{100 * share:.1f}" if 0 < share < 0.0995 else f"{100 * share:.0f}"


def _certainty(share: Share) -> tuple[str, dict[str, str]]:
    return factuality(share.value), {"factuality": share.value}


def _type(share: Share) -> tuple[str, dict[str, str]]:
    return type_words(share.value), {"type": share.value}


def _speaker(share: Share) -> tuple[str, dict[str, str]]:
    name = code_name(share.value) if share.value == share.label else share.value
    known = event_words.party(share.label) if share.label else ""
    return (f"{name}, {known}" if known and known.partition(" (")[0] != name else known or name), {}


def _by_difference(rows: Sequence[Row]) -> list[Row]:
    """Rows with the largest differences of shares first."""
    return sorted(rows, key=lambda row: min(row.shares) - max(row.shares))


def _apart(covered: Sequence[Covered]) -> bool:
    """Whether the outlets' articles lie over a month apart in time at one end, so that days differ."""
    firsts = [c.first for c in covered if c.first]
    lasts = [c.last for c in covered if c.last]
    month = timedelta(31)
    return bool(firsts) and (max(firsts) - min(firsts) > month or max(lasts) - min(lasts) > month)


def _table(db: duckdb.DuckDBPyConnection, wanted: Wanted, show: View, number: int | None, sort: Sort) -> Any:
    comparison.prepare(db, wanted)
    if show is not View.ALL:
        return comparison.listed(db, wanted, number, sort)
    count = len(wanted.outlets)
    events = [c.events for c in comparison.covered(db, wanted)]
    statements, in_all = comparison.speakers(db, wanted)
    return comparison.shares_table(
        wanted,
        [
            ("certainty of events", comparison.certainties(db, count), events),
            ("type of events", comparison.types(db, count), events),
            ("speaker of statements", statements, in_all),
        ],
    )
