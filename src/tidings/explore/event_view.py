"""The tellings of one event as its page shows them: by outlet, by certainty, by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tidings.explore.event_words import counted, party
from tidings.explore.words import FACTUALITY, bounds, day, number, plain, plural
from tidings.record.event_around import Change
from tidings.record.event_page import Dispute, Told
from tidings.record.event_sources import Counted, Given

CARD: Final = 6
"""Tellings of one outlet that its card quotes; the page links to the articles of the others."""
WHO: Final = 8
"""Outlets that are named for one certainty; the others are counted."""


@dataclass(frozen=True, slots=True)
class Word:
    """Words that an outlet uses, and the first telling in which they stand."""

    words: str
    told: Told


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet's tellings, with the words it uses and how it presents the event."""

    name: str | None
    told: tuple[Told, ...]
    triggers: tuple[Word, ...]
    doers: tuple[Word, ...]
    recipients: tuple[Word, ...]

    @property
    def first(self) -> date | None:
        """The day of its first report; None where it is not known."""
        return self.told[0].published

    @property
    def quoted(self) -> tuple[Told, ...]:
        """The tellings that its card quotes."""
        return self.told[:CARD]

    @property
    def articles(self) -> int:
        """Its articles that tell of the event."""
        return len({t.article_id for t in self.told})

    @property
    def originals(self) -> tuple[str | None, ...]:
        """The outlets whose texts its articles repeat; None for an outlet that is not named."""
        return tuple(dict.fromkeys(t.copy_of for t in self.told if t.copied))

    @property
    def copied_only(self) -> bool:
        """Whether all its articles on the event repeat another one."""
        return all(t.copied for t in self.told)

    @property
    def certainties(self) -> tuple[str, ...]:
        """How it presents the event, in the order of `FACTUALITY`."""
        given = {t.factuality for t in self.told}
        return tuple(f for f in FACTUALITY if f in given)


@dataclass(frozen=True, slots=True)
class Status:
    """A certainty: from when on, and for each outlet the first telling of every voice."""

    factuality: str
    first: date | None
    voices: tuple[tuple[Told, ...], ...]

    @property
    def outlets(self) -> int:
        """How many outlets present the event so; articles without an outlet count as one."""
        return len(self.voices)


def outlets(told: Sequence[Told]) -> tuple[Outlet, ...]:
    """The outlets in the order of their first reports; articles without an outlet stand together."""
    found: dict[str | None, list[Told]] = {}
    for telling in told:
        found.setdefault(telling.outlet, []).append(telling)
    return tuple(
        Outlet(
            name, tuple(theirs), _words((t.trigger, t) for t in theirs),
            *(
                _words((p.words, t) for t in theirs for p in t.parties if p.role == role and p.words)
                for role in ("actor", "recipient")
            ),
        )
        for name, theirs in found.items()
    )  # fmt: skip


def _words(found: Iterable[tuple[str, Told]]) -> tuple[Word, ...]:
    first: dict[str, Word] = {}
    for words, told in found:
        first.setdefault(plain(words).casefold(), Word(words, told))
    return tuple(first.values())


def statuses(told: Sequence[Told]) -> tuple[Status, ...]:
    """The certainties with which an event is presented, in the order in which they came up."""
    found: dict[str, dict[str | None, dict[tuple[bool, str | None], Told]]] = {}
    for t in told:
        theirs = found.setdefault(t.factuality, {}).setdefault(t.outlet, {})
        theirs.setdefault((t.own, t.speaker or t.source), t)
    return tuple(
        Status(
            value,
            next(t for theirs in by_outlet.values() for t in theirs.values()).published,
            tuple(tuple(theirs.values()) for theirs in by_outlet.values()),
        )
        for value, by_outlet in found.items()
    )


def over_time(told: Sequence[Told], event: Mapping[str, Any]) -> dict[str, Any]:
    """The chart of reports by day and certainty; its `points` are fewer than two where nothing changes."""
    found: dict[tuple[date, str], list[Told]] = {}
    for telling in told:
        if telling.published is not None:
            found.setdefault((telling.published, telling.factuality), []).append(telling)
    return {
        "points": [
            {
                "day": when.isoformat(), "status": value, "words": FACTUALITY.get(value, value),
                "outlets": len({t.outlet for t in theirs}), "tellings": len(theirs),
                "who": ", ".join(dict.fromkeys(plain(t.outlet) or "outlet not named" for t in theirs)),
            }
            for (when, value), theirs in sorted(found.items())
        ],
        "order": [[value, words] for value, words in FACTUALITY.items() if any(v == value for _, v in found)],
        "since": event["date_start"] and event["date_start"].isoformat(),
        "until": event["date_end"] and event["date_end"].isoformat(),
    }  # fmt: skip


def strip(thing: Counted) -> dict[str, Any]:
    """The chart of one counted thing: its range, and what each source gives."""
    return {
        "low": thing.low, "best": thing.best, "high": thing.high,
        "what": unit_words(thing),
        "rows": [
            {"label": giver(g), "low": g.low, "high": g.high, "own": g.own, "words": bounds(g.low, g.high),
             "denied": g.factuality == "negated"}
            for g in thing.given
        ],
    }  # fmt: skip


def unit_words(thing: Counted) -> str:
    """What is counted, with its unit where that says more: *dead*, *votes*, *aid (money in EUR)*."""
    unit, _, currency = thing.unit.partition(":")
    if unit == "percent":
        of = thing.counted.removeprefix("%").strip()
        return f"percent: {counted(of)}" if of not in {"", "percent"} else "percent"
    what = counted(thing.counted, many=True)
    if currency:
        return f"{what} in {currency}" if what == unit else f"{what} ({currency})"
    return what if unit in {"people", "other", "time", what} else f"{what} ({unit})"


def giver(given: Given) -> str:
    """Who gives a figure: the outlet, and its source."""
    outlet = plain(given.outlet) or "outlet not named"
    if given.own:
        return outlet
    return f"{outlet}, according to {plain(given.source) or given.speaker or 'a source it does not name'}"


def source_words(told: Any) -> str:
    """Who the source of a telling is, where its words do not say it already: *Sergey Lavrov, Russia*."""
    code, speaker = told.code, told.speaker
    known = party(code) if code else ""
    if speaker and speaker.casefold() not in known.casefold():
        known = f"{speaker}, {known}" if known else speaker
    return "" if known.casefold() in (told.source or "").casefold() else known


@dataclass(frozen=True, slots=True)
class Quarrel:
    """The disagreements on one thing: some to show, and the others."""

    kind: str
    shown: tuple[Dispute, ...]
    rest: tuple[Dispute, ...]


KINDS: Final = {
    "factuality": "Whether it happened", "actor": "Who did it", "figure": "The number", "time": "The day",
    "place": "The place",
}  # fmt: skip
"""What tellings disagree on, in words, the weightiest first."""
PAIRS: Final = 2
"""Disagreements of a kind that are shown at once."""


def quarrels(disputes: Sequence[Dispute]) -> tuple[Quarrel, ...]:
    """The disagreements by what they are about, in the order of `KINDS`."""
    kinds = [*KINDS, *sorted({d.kind for d in disputes} - KINDS.keys())]
    by_kind = [(kind, tuple(d for d in disputes if d.kind == kind)) for kind in kinds]
    return tuple(Quarrel(kind, found[:PAIRS], found[PAIRS:]) for kind, found in by_kind if found)


def summary(event: Mapping[str, Any], told: Sequence[Told]) -> str:
    """By how many an event is told, in a sentence."""
    own = event["independent"]
    words = f"As {plural(event['outlets'], 'outlet')} in the collection "
    words += "tells it" if event["outlets"] == 1 else "tell it"
    if event["outlets"] > 1:
        who = number(own) if own < event["outlets"] else "each"
        words += f", {who} with a source of {'its' if own == 1 else 'their'} own"
    first = told[0].published if told else None
    return words + (f"; first reported on {day(first)}." if first else ".")


CHANGES: Final = {
    ("made", True): "was formed", ("grew", True): "new tellings came",
    ("shrank", True): "tellings were taken out of the record", ("gone", True): "left the record",
    ("renamed", True): "was known before by the id", ("renamed", False): "goes on under the id",
    ("merged", True): "took in tellings of", ("merged", False): "gave tellings to",
    ("split", True): "tellings went out to", ("split", False): "took over tellings of",
}  # fmt: skip
"""Kind of change, and whether the event is its first one, to words."""


def change_words(change: Change, event: str) -> str:
    """What a change was, seen from an event."""
    return CHANGES.get((change.kind, change.event_id == event), change.kind)
