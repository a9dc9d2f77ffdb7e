"""The filter that the address of a page holds, the same on every screen that shows events."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query

from tidings.record.event_search import EventSearch

Many = Annotated[list[str], Query()]

SHORT: Final = 300
"""Characters of one parameter at most."""


def event_search(
    actor: Many = [],  # noqa: B006 - FastAPI copies the default
    recipient: Many = [],  # noqa: B006
    type: Many = [],  # noqa: B006
    quad: Annotated[list[int], Query(ge=1, le=4)] = [],  # noqa: B006
    factuality: Many = [],  # noqa: B006
    outlet: Many = [],  # noqa: B006
    voice: Many = [],  # noqa: B006
    place: Many = [],  # noqa: B006
    since: str = "",
    until: str = "",
    outlets: Annotated[int, Query(ge=1)] = 1,
    independent: Annotated[int, Query(ge=1)] = 1,
    disputed: bool = False,
    q: Annotated[str, Query(max_length=SHORT)] = "",
) -> EventSearch:
    """The `EventSearch` of a request; empty values, as forms send them, count as not given."""
    return EventSearch(
        _given(actor), _given(recipient), _given(type), tuple(quad), _given(factuality), _given(outlet),
        _given(voice), _given(place), since.strip() or None, until.strip() or None, outlets, independent,
        disputed, q.strip() or None,
    )  # fmt: skip


def _given(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in values if v.strip()))


Searched = Annotated[EventSearch, Depends(event_search)]
"""The type of a screen's parameter that receives the filter."""
