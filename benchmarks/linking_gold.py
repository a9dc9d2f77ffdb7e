"""Gold articles of invented scenes, with the events that their mentions tell of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tidings.code.language import analyse
from tidings.code.pipeline import code
from tidings.code.resolution import resolve
from tidings.evaluate.standoff import from_standoff
from tidings.link.telling import Telling, tellings
from tidings.types import Coding, Mention, Quarantined


@dataclass(frozen=True, slots=True)
class Told:
    """An article: `groups` names the event of each mention that others tell of too, by mention id.

    `judged` are the mentions of which gold says to what event they belong.
    """

    coding: Coding
    tellings: tuple[Telling, ...]
    groups: dict[str, str]
    judged: frozenset[str]

    @property
    def scene(self) -> str:
        """The article's id without its number: `K-A` of `K-A1`."""
        return (self.coding.article.external_id or "").rstrip("0123456789")


def read(paths: Sequence[str]) -> Iterator[Told]:
    """The articles of standoff files whose mentions name their event as `event`; ids are unique over all."""
    for path in paths:
        for line in Path(path).read_text("utf-8").splitlines():
            data = json.loads(line)
            named = {m["id"]: m.pop("event", None) for m in data["mentions"]}
            coding = _resolved(_renamed(from_standoff(data)))
            groups = {f"{data['doc_id']}:{key}": g for key, g in named.items() if g}
            told = tuple(tellings(coding))
            yield Told(coding, told, groups, frozenset(t.mention_id for t in told))


def given(scene: Sequence[Told]) -> dict[str, str]:
    """The events as gold has them, by the ids of mentions; a mention without one is an event of its own."""
    return {
        t.mention_id: told.groups.get(t.mention_id, t.mention_id) for told in scene for t in told.tellings
    }


def as_read(scene: Sequence[Told]) -> list[Told]:
    """The articles of a scene as the reader codes them, with the events of the gold mentions it finds.

    Raises ValueError where an article can't be coded, InstallationError where no model is installed.
    """
    found = []
    read = list(code([told.coding.article for told in scene]))
    if refused := [row.reason for row in read if isinstance(row, Quarantined)]:
        raise ValueError(refused[0])
    for gold, coding in zip(scene, (row for row in read if isinstance(row, Coding)), strict=True):
        same = matched(gold.coding.mentions, coding.mentions)
        groups = {own: gold.groups[key] for own, key in same.items() if key in gold.groups}
        found.append(Told(coding, tuple(tellings(coding)), groups, frozenset(same)))
    return found


def matched(gold: Sequence[Mention], own: Sequence[Mention]) -> dict[str, str]:
    """The gold mention of each own mention whose trigger overlaps its trigger: those that share the most
    characters first, each once."""
    shared = [
        (
            min(a.trigger.end, b.trigger.end) - max(a.trigger.start, b.trigger.start),
            a.type == b.type,
            b.id,
            a.id,
        )
        for a in gold
        for b in own
    ]
    found: dict[str, str] = {}
    for common, _, mine, theirs in sorted(shared, key=lambda s: (-s[0], not s[1], s[2], s[3])):
        if common > 0 and mine not in found and theirs not in found.values():
            found[mine] = theirs
    return found


def _renamed(coding: Coding) -> Coding:
    def name(key: str | None) -> str | None:
        return key if key in {None, "outlet"} else f"{coding.article.external_id}:{key}"

    def named(record: Any, *fields: str) -> Any:
        return replace(record, **{field: name(getattr(record, field)) for field in fields})

    return Coding(
        coding.article,
        tuple(named(s, "id", "within") for s in coding.statements),
        tuple(named(m, "id", "voice") for m in coding.mentions),
        tuple(named(f, "id", "voice", "mention_id") for f in coding.figures),
    )


def _resolved(coding: Coding) -> Coding:
    found = next(analyse([coding.article]))
    found = resolve(
        replace(found, statements=coding.statements, mentions=coding.mentions, figures=coding.figures)
    )
    return found.coding()
