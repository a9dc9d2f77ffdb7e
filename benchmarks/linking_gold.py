"""Gold articles of invented scenes, with the events that their mentions tell of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tidings.code.language import analyse
from tidings.code.resolution import resolve
from tidings.evaluate.standoff import from_standoff
from tidings.link.telling import Telling, tellings
from tidings.types import Coding


@dataclass(frozen=True, slots=True)
class Told:
    """An article: `groups` names the event of each mention that others tell of too, by mention id."""

    coding: Coding
    tellings: tuple[Telling, ...]
    groups: dict[str, str]

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
            yield Told(coding, tuple(tellings(coding)), groups)


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
