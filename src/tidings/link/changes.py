"""What became of events when articles came or went: which tellings moved, and from where to where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to an event."""

    MADE = "made"
    """None of its tellings was in an event before."""
    GREW = "grew"
    """It has new tellings."""
    SHRANK = "shrank"
    """Tellings of it were taken out of the record, or rejected by people."""
    RENAMED = "renamed"
    """It has a new id, because its earliest telling is another one now; `other` is the old id."""
    MERGED = "merged"
    """Tellings of `other` have moved into it, whose id is gone or has gone on without them."""
    SPLIT = "split"
    """Tellings of it have moved out to `other`, and some are left."""
    GONE = "gone"
    """None of its tellings is in the record any more, or people rejected them all."""


@dataclass(frozen=True, slots=True)
class EventChange:
    """One change; `mention_ids` are the tellings that moved, came or went."""

    kind: ChangeKind
    event_id: str
    other: str | None
    mention_ids: tuple[str, ...]


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[EventChange]:
    """What moved between two assignments of mentions to events, sorted; events that stayed are not in it.

    An event that has another id than before is the one that most of its tellings were in (of equally many,
    the one with the smallest id), if most of that one's tellings are in it too.
    """
    flow: defaultdict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for mention in sorted({*old, *new}):
        flow[old.get(mention), new.get(mention)].append(mention)
    heirs = _heirs(flow)
    found: list[EventChange] = []
    before, after = set(old.values()), set(new.values())
    kept = {s for s, t in flow if s is not None and t is not None}
    known = {t for s, t in flow if s is not None and t is not None}
    for (source, target), moved in flow.items():
        told = tuple(moved)
        if source is None and target is not None:
            kind = ChangeKind.GREW if target in known else ChangeKind.MADE
            found.append(EventChange(kind, target, None, told))
        elif target is None and source is not None:
            kind = ChangeKind.SHRANK if source in kept else ChangeKind.GONE
            found.append(EventChange(kind, source, None, told))
        elif source is not None and target is not None and source != target:
            if heirs.get(source) == target and target not in before and source not in after:
                found.append(EventChange(ChangeKind.RENAMED, target, source, told))
            elif heirs.get(source) == target or source not in after:
                found.append(EventChange(ChangeKind.MERGED, target, source, told))
            else:
                found.append(EventChange(ChangeKind.SPLIT, source, target, told))
    return sorted(found, key=lambda c: (c.event_id, c.kind, c.other or "", c.mention_ids))


def _heirs(flow: Mapping[tuple[str | None, str | None], list[str]]) -> dict[str, str]:
    """For each old event the new one that got most of its tellings."""
    best: dict[str, tuple[int, str]] = {}
    for (source, target), moved in flow.items():
        if source is not None and target is not None:
            best[source] = min(best.get(source, (0, target)), (-len(moved), target))
    return {source: target for source, (_, target) in best.items()}
