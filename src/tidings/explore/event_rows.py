"""Rows and facets of the list of events, in the words and links in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final, Self
from zlib import crc32

from fastapi import Request

from tidings.explore.context import address
from tidings.explore.event_words import counted
from tidings.explore.filters import value_words
from tidings.explore.words import bounds, code_name, day, days, number, plural
from tidings.gazetteer import countries, country_name
from tidings.record.event_facets import Facet
from tidings.record.event_list import Quote, Row
from tidings.record.event_search import EventSearch, spans_of
from tidings.types import iso_days

TITLES: Final = {
    "time": "When", "actor": "Who", "recipient": "To whom", "quad": "Kind of action", "type": "Action",
    "factuality": "Certainty", "voice": "According to", "place": "Where", "outlet": "Told by",
    "independent": "Independent outlets", "disputed": "Disagreement",
}  # fmt: skip
"""How the facets are called on the page."""

NAMED: Final = 3
"""Parties, outlets, speakers and figures of a row that are named; the rest is counted."""

KINDS: Final = {
    "figure": "figures", "time": "when", "place": "where", "actor": "who did it",
    "factuality": "whether it happened",
}  # fmt: skip
"""What a disagreement is about, by its kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: the address of the view with or without it; `share` is of the largest, 0 to 100."""

    id: str
    words: str
    events: int
    chosen: bool
    href: str
    share: float
    quad: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as it is shown; `more` is the address that gives it at length, or in short again."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: str | None
    long: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the list, in words. `quote_parts` are stretches of the quoted sentence with their class."""

    id: str
    event: Mapping[str, Any]
    actors: str
    recipients: str
    when: str
    dated: bool
    where: str | None
    quote: Quote | None
    quote_parts: tuple[tuple[str, str], ...]
    told_by: str
    said: str
    figures: tuple[str, ...]
    disagree_on: str


@dataclass(frozen=True, slots=True)
class SuggestedValue:
    """An option of a field: its value, and what it means with its number of events."""

    value: str
    words: str

    @classmethod
    def of(cls, field: str, value: str, events: int) -> Self:
        """The option for a value of a field."""
        named = value_words(field, value)
        return cls(value, f"{named if named != value else ''} ({plural(events, 'event')})".strip())


def suggested(field: str, typed: str) -> tuple[str, ...]:
    """The country codes whose names hold what is typed, where the field takes codes."""
    small = typed.lower()
    if field == "outlet" or not small:
        return ()
    return tuple(code for code in sorted(countries()) if small in country_name(code).lower())


def event_row(row: Row, wanted: Sequence[tuple[tuple[str, ...], bool]]) -> EventRow:
    """A row of the list in words, with the searched words of its quotation marked."""
    event = row.event
    dated = event["date_start"] is not None or event["date_end"] is not None
    country = event["location_country"]
    place = event["location_name"]
    if place and country in countries() and country_name(country) != place:
        place = f"{place}, {country_name(country)}"
    speakers = row.according_to
    if not speakers and row.quote and not row.quote.own:
        speakers = (row.quote.speaker or "somebody unnamed",)
    said = f"according to {_named(speakers)}" if speakers else ""
    if row.own:
        said += f"{' and ' if said else ''}in {'its' if event['outlets'] == 1 else 'their'} own words"
    return EventRow(
        event["id"], event, _named(_parties(event, "actor")), _named(_parties(event, "recipient")),
        when(event["date_start"], event["date_end"]) if dated else day(event["first_published"]),
        dated, place, row.quote, _marked(row.quote, wanted) if row.quote else (), _named(row.told_by),
        said, tuple(_figure(figure) for figure in row.figures[:NAMED]),
        ", ".join(KINDS.get(kind, kind) for kind in row.kinds),
    )  # fmt: skip


def when(first: date | None, last: date | None) -> str:
    """As `days`, but a whole month or year by its name, and what is the same but once: *3-7 Mar 2022*."""
    if first is None or last is None or first == last:
        return days(first, last)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%b} {first.year:04d}"
        if first.year == last.year and (first.month, last.month) == (1, 12):
            return f"{first.year:04d}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return days(first, last)


def part_of_time(value: str) -> str:
    """A year, month or day, as the address holds it, in words."""
    first, last = iso_days(value)
    return when(first, last) if first and last else value


def _parties(event: Mapping[str, Any], role: str) -> list[str]:
    pairs = zip(event[f"{role}s"], event[f"{role}_names"], strict=True)
    return list(dict.fromkeys(name or code_name(code) for code, name in pairs))


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _figure(figure: Mapping[str, Any]) -> str:
    low, best, high = figure["low"], figure["best"], figure["high"]
    what = counted(str(figure["counted"]), many=(low, high) != (1, 1))
    middle = f", middle {number(best)}" if low < best < high else ""
    return f"{bounds(low, high)} {what}{middle}"


def _marked(quote: Quote, wanted: Sequence[tuple[tuple[str, ...], bool]]) -> tuple[tuple[str, str], ...]:
    """The quoted sentence in stretches: `trigger`, `found` for searched words, and what is neither."""
    text = quote.before + quote.trigger + quote.after
    classes = [""] * len(text)
    for start, end in spans_of(wanted, text)[0]:
        classes[start:end] = ["found"] * (end - start)
    start = len(quote.before)
    classes[start : start + len(quote.trigger)] = ["trigger"] * len(quote.trigger)
    parts: list[tuple[str, str]] = []
    for name, group in groupby(zip(text, classes, strict=True), key=lambda pair: pair[1]):
        parts.append(("".join(character for character, _ in group), name))
    return tuple(parts)


def facet_views(
    request: Request, facets: Sequence[Facet], search: EventSearch, more: str
) -> tuple[FacetView, ...]:
    """The facets that offer anything, as they are shown."""
    views: list[FacetView] = []
    for facet in facets:
        most = max((value.events for value in facet.values), default=0) or 1
        choices = tuple(
            Choice(
                f"facet-{facet.name}-{crc32(value.value.encode()):08x}", _words(facet.name, value.value),
                value.events, value.chosen, _toggled(request, search, facet.name, value.value, value.chosen),
                round(100 * value.events / most, 1), value.value if facet.name == "quad" else "",
            )
            for value in facet.values
        )  # fmt: skip
        long = more == facet.name
        link = address(request, more=None) if long else address(request, more=facet.name)
        if choices:
            views.append(
                FacetView(facet.name, TITLES[facet.name], choices, link if long or facet.cut else None, long)
            )
    return tuple(views)


def _words(facet: str, value: str) -> str:
    if facet == "independent":
        return f"{value} or more"
    if facet == "disputed":
        return "outlets disagree"
    if facet == "time":
        return part_of_time(value)
    return value_words(facet, value)


def _toggled(request: Request, search: EventSearch, facet: str, value: str, chosen: bool) -> str:
    """The address of the view with a value put in or taken out."""
    if facet == "time":
        return address(request, since=None if chosen else value, until=None if chosen else value)
    if facet == "independent":
        return address(request, independent=None if chosen else value)
    if facet == "disputed":
        return address(request, disputed=None if chosen else "true")
    held = [str(v) for v in getattr(search, facet)]
    fold = str if facet == "outlet" else str.lower
    left = [v for v in held if fold(v) != fold(value)]
    return address(request, **{facet: (left if chosen else [*held, value]) or None})
