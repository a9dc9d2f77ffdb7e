"""The filter that all views of events share, as conditions in SQL. Every value is bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tidings.errors import ConfigurationError
from tidings.ontology import event_type
from tidings.record.event_queries import DAY
from tidings.record.queries import bound_days
from tidings.types import OUTLET, Factuality

LAST_DAY: Final = "coalesce(e.date_end, e.date_start, e.first_published)"
"""Last day of an event `e`; its first is `DAY`."""


@dataclass(frozen=True, slots=True)
class EventSearch:
    """Which events to give. Of several values in one field any may fit; all fields must fit.

    `actor`, `recipient`: codes or their beginnings (`RUS`, `RUS:GOV`). `type`: PLOVER types. `quad`: quad
    classes 1 to 4. `factuality`: how most outlets present it. `outlet`: told by this outlet. `voice`:
    `outlet` (a telling in an outlet's own voice), or the name or code of a speaker who tells of it. `place`:
    ISO 3166-1 alpha-3 code or the name of the place. `since`, `until`: ISO 8601 days, months or years, both
    inclusive. `outlets`, `independent`: at least so many. `disputed`: with a disagreement. `words`: words
    that the tellings hold.
    """

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    quad: tuple[int, ...] = ()
    factuality: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    outlets: int = 1
    independent: int = 1
    disputed: bool = False
    words: str | None = None


def where(search: EventSearch) -> tuple[str, list[Any]]:
    """The conditions on a row `e` of `events`, and their values.

    Raises ConfigurationError TID-402 for a value that makes no sense, UnknownCodeError TID-303 for an unknown
    type.
    """
    conditions: list[str] = ["true"]
    values: list[Any] = []

    def add(condition: str, *bound: Any) -> None:
        conditions.append(condition)
        values.extend(bound)

    for role in ("actor", "recipient"):
        codes = getattr(search, role)
        if codes:
            upper = [code.upper() for code in codes]
            starts = [f"{code}:" for code in upper]
            add(
                f"len(list_filter(e.{role}s, lambda c: list_contains(?::VARCHAR[], upper(c)) OR"
                " len(list_filter(?::VARCHAR[], lambda s: starts_with(upper(c), s))) > 0)) > 0",
                upper,
                starts,
            )
    if search.type:
        for name in search.type:
            event_type(name.upper())
        add("list_contains(?::VARCHAR[], e.type)", [name.upper() for name in search.type])
    if search.quad:
        add("list_contains(?::INTEGER[], e.quad::INTEGER)", list(search.quad))
    for name in search.factuality:
        if name not in set(Factuality):
            detail = f"known are {', '.join(Factuality)}"
            raise ConfigurationError("TID-402", name="factuality", value=name, detail=detail)
    if search.factuality:
        add("list_contains(?::VARCHAR[], e.factuality)", list(search.factuality))
    if search.outlet:
        add(
            "e.id IN (SELECT t.event_id FROM tellings t JOIN articles a ON a.id = t.article_id"
            " WHERE list_contains(?::VARCHAR[], a.outlet))",
            list(search.outlet),
        )
    if search.voice:
        add(
            "e.id IN (SELECT t.event_id FROM tellings t JOIN mentions m ON m.id = t.mention_id"
            " LEFT JOIN statements s ON s.id = m.voice AND s.article_id = m.article_id"
            f" WHERE list_contains(?::VARCHAR[], CASE WHEN m.voice = '{OUTLET}' THEN '{OUTLET}'"
            " ELSE s.speaker_name END) OR list_contains(?::VARCHAR[], s.speaker_code))",
            list(search.voice),
            list(search.voice),
        )
    if search.place:
        add(
            "(list_contains(?::VARCHAR[], e.location_country)"
            " OR list_contains(?::VARCHAR[], e.location_name))",
            list(search.place),
            list(search.place),
        )
    if search.since:
        add(f"{LAST_DAY} >= ?", bound_days("since", search.since)[0])
    if search.until:
        add(f"{DAY} <= ?", bound_days("until", search.until)[1])
    if search.outlets > 1:
        add("e.outlets >= ?", search.outlets)
    if search.independent > 1:
        add("e.independent >= ?", search.independent)
    if search.disputed:
        conditions.append("e.disagreements > 0")
    if search.words and search.words.strip():
        add(
            "e.id IN (SELECT t.event_id FROM tellings t JOIN mentions m ON m.id = t.mention_id"
            " WHERE contains(lower(m.trigger_quote), lower(?)))",
            search.words.strip(),
        )
    return " AND ".join(conditions), values
