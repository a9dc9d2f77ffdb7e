"""People and bodies as rows of a list: what they are, and how they are called and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from tidings.explore import event_words, words
from tidings.gazetteer import countries, country_name
from tidings.gazetteer.names import rows
from tidings.gazetteer.people import terms

KINDS: Final = MappingProxyType(
    {"country": "countries", "body": "bodies", "person": "people", "group": "parts and groups"}
)
"""Kinds of speakers and how several of one are called."""

SORTS: Final = ("statements", "did", "met", "name")
"""What the list may be sorted by."""

_WHOLES: Final = frozenset({"UNO", "EUR"})
"""Bodies whose parts are counted with them."""
_GROUPS: Final = frozenset({"IMG", "ISM", "UNK"})


@dataclass(slots=True)
class Speaker:
    """One row: `key` is what the page is found by.

    `statements` counts those attributed to them, `did` and `met` the mentions of actions that name them as
    the one who does it, or to whom it is done.
    """

    key: str
    name: str
    kind: str
    code: str
    statements: int = 0
    did: int = 0
    met: int = 0


@cache
def _people() -> frozenset[str]:
    return frozenset(term.name for term in terms())


@cache
def _bodies() -> frozenset[str]:
    tables = (rows("bodies.csv", ("code", "names")), rows("metonyms.csv", ("code", "names")))
    return frozenset(name for table in tables for _, names in table for name in names.split("|"))


def own_names(code: str) -> frozenset[str]:
    """What a code itself is called, as against the persons and bodies that have it."""
    head, _, rest = code.partition(":")
    found = {code, words.code_name(code), rest}
    if head in countries():
        found.add(country_name(head))
    elif head in words.BODIES:
        found.add(words.BODIES[head])
    return frozenset(found)


def code_kind(code: str) -> str:
    """The kind of what a code stands for."""
    head, _, rest = code.partition(":")
    if head in countries():
        return "group" if rest else "country"
    return "group" if head in _GROUPS else "body"


def name_kind(name: str, code: str | None, read_as: str = "") -> str | None:
    """The kind of a named one that has a code; None where the name is only the code's own.

    `read_as` is as in `record.speakers.everyone`.
    """
    if name in _people():
        return "person"
    head = (code or "").partition(":")[0]
    if code and name in own_names(code):
        return None
    # A body's other names lead to its code; so do those of a vague group.
    if head in _GROUPS or (head in words.BODIES and (read_as == "body" or name in _bodies())):
        return None
    if read_as == "place":
        return "group"
    return "body" if read_as == "body" or name in _bodies() else "person"


def speakers(found: pa.Table, together: pa.Table) -> list[Speaker]:
    """The rows of `record.speakers.everyone` put together: countries with all of theirs, codes, names.

    A mention that names two who count as one here, by `record.speakers.together`, counts once.
    """
    made: dict[tuple[str, str], Speaker] = {}
    called: dict[str, str] = {}
    counted_as: dict[tuple[str | None, str | None], list[tuple[str, str]]] = {}

    def add(by: str, key: str, name: str, kind: str, code: str, row: Mapping[str, Any]) -> None:
        speaker = made.get((by, key))
        if speaker is None:
            speaker = made[by, key] = Speaker(key, name, kind, code)
        speaker.statements += row["statements"]
        speaker.did += row["did"]
        speaker.met += row["met"]
        counted_as.setdefault((row["code"], row["name"]), []).append((by, key))

    for row in found.to_pylist():
        code, name = row["code"], row["name"]
        kind = name_kind(name, code, row["read_as"]) if name else None
        if code:
            head, colon, _ = code.partition(":")
            if head in countries() or head in _WHOLES:
                add("code", head, event_words.party(head), code_kind(head), head, row)
            if colon or head not in countries() | _WHOLES:
                add("code", code, event_words.party(code), code_kind(code), code, row)
                if name and kind is None and head in words.BODIES and name != code.partition(":")[2]:
                    called.setdefault(code, name)
        if name and kind:
            add("name", name, name, kind, code or "", row)
    for row in together.to_pylist():
        pairs = zip(row["codes"], row["names"], strict=True)
        whose = Counter(key for pair in pairs for key in counted_as.get(pair, ()))
        for key, times in whose.items():
            if row["role"] == "actor":
                made[key].did -= (times - 1) * row["times"]
            else:
                made[key].met -= (times - 1) * row["times"]
    for code, name in called.items():
        if ("code", code) in made:
            made["code", code].name = name
    return list(made.values())


def chosen(all_of: list[Speaker], text: str, kind: str, sort: str) -> list[Speaker]:
    """Those whose name or code has the words, of a kind, sorted; the most first, names from A on."""
    wanted = text.casefold().split()
    fits = [
        s
        for s in all_of
        if (not kind or s.kind == kind)
        and all(word in f"{s.name} {s.key} {s.code}".casefold() for word in wanted)
    ]
    if sort == "name":
        return sorted(fits, key=lambda s: (s.name.casefold(), s.key))
    return sorted(fits, key=lambda s: (-getattr(s, sort), -s.statements - s.did - s.met, s.name, s.key))


def as_table(some: list[Speaker]) -> pa.Table:
    """The rows as a table for a file."""
    columns = ("key", "name", "kind", "code", "statements", "did", "met")
    kinds = [pa.string()] * 4 + [pa.int64()] * 3
    arrays = [pa.array([getattr(s, c) for s in some], k) for c, k in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(columns, arrays, strict=True)))
