"""The filter that all views of events share, as conditions in SQL. Every value is bound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from tidings.errors import ConfigurationError
from tidings.ontology import event_type
from tidings.record.event_queries import DAY
from tidings.record.own_types import known_type
from tidings.record.queries import bound_days
from tidings.types import Factuality

LAST_DAY: Final = "coalesce(e.date_end, e.date_start, e.first_published)"
"""Last day of an event `e`; its first is `DAY`."""

MOST_WORDS: Final = 20
"""Words that are searched for at once."""
WHOLE: Final = 3
"""Letters from which on a word also finds the words that begin with it."""

WORD: Final = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
"""A word: letters and digits (in SQL `[\\p{L}\\p{N}]+` once accents are gone)."""
_LAST: Final = "\U0010ffff"
"""The last code point: what begins with `x` lies between `x` and `x` and this one."""


@dataclass(frozen=True, slots=True)
class EventSearch:
    """Which events to give. Of several values in one field any may fit; all fields must fit.

    `actor`, `recipient`: codes or their beginnings (`RUS`, `RUS:GOV`), or whole names in any case. `type`:
    PLOVER types, or the user's own. `quad`: quad classes 1 to 4. `factuality`: how most outlets present it.
    `outlet`: told by this outlet. `voice`: `outlet` (a telling in an outlet's own voice), or the name or code
    of a speaker who tells of it. `place`: ISO 3166-1 alpha-3 code or the name of the place. `since`, `until`:
    ISO 8601 days, months or years, both inclusive. `outlets`, `independent`: at least so many. `disputed`:
    with a disagreement. `words`: words that all must stand in its tellings' sentences or titles or name its
    parties or place, in any case and without accents: the beginning of a word finds it, a phrase stands in
    quotation marks and is found as it is.
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


Condition = tuple[str, list[Any]]
"""A condition in SQL and the values it binds."""


def where(search: EventSearch, db: duckdb.DuckDBPyConnection | None = None) -> Condition:
    """The conditions on a row `e` of `events`, and their values.

    Raises ConfigurationError TID-402 for a value that makes no sense, UnknownCodeError TID-303 for an unknown
    type: one that PLOVER lacks and, with `db`, the record too.
    """
    own = "list_contains(?::VARCHAR[], e.own_type)"
    found = conditions(search, db, day=DAY, last_day=LAST_DAY, indexed="x", own=own)
    looked_up = [name for name in found if name in INDEXED]
    parts = [(sql, values) for name, (sql, values) in found.items() if name not in INDEXED]
    if looked_up:
        sql, values = both([found[name] for name in looked_up])
        parts.append((f"e.id IN (SELECT x.id FROM event_index x WHERE {sql})", values))
    return both(parts)


def both(parts: Sequence[Condition]) -> Condition:
    """All conditions as one; true where there is none."""
    return " AND ".join(sql for sql, _ in parts) or "true", [v for _, values in parts for v in values]


INDEXED: Final = ("actor", "recipient", "outlet", "voice", "place", "words")
"""Fields that are looked up in the tables of `event_index`."""


OWN_INDEXED: Final = (
    "e.n IN (SELECT n FROM event_facets WHERE field = 'own_type' AND list_contains(?::VARCHAR[], value))"
)
"""The condition on a row `e` of `event_index` that the user's own type, which refines PLOVER's, is one of a
list."""


def conditions(
    search: EventSearch,
    db: duckdb.DuckDBPyConnection | None = None,
    *,
    day: str = "e.day",
    last_day: str = "e.last_day",
    indexed: str = "e",
    own: str = OWN_INDEXED,
) -> dict[str, Condition]:
    """The conditions of the fields that are set, by field, on a row `e`; raises as `where`.

    `e` is of `event_index` unless the other arguments tell how its first and last day are had and which row
    of `event_index` those of `INDEXED` are on; `own` asks whether the user's own type is one of a list.
    """
    found: dict[str, Condition] = {}
    for name in ("actor", "recipient", "voice", "place", "outlet"):
        if given := getattr(search, name):
            found[name] = facet_condition(indexed, name, given)
    if search.type:
        names = [known_type(db, n) if db is not None else event_type(n.upper()).name for n in search.type]
        of_plover, values = _any_of("e.type", "VARCHAR", names)
        found["type"] = f"({of_plover} OR {own})", values * 2
    if search.quad:
        found["quad"] = _any_of("e.quad", "TINYINT", list(search.quad))
    for name in search.factuality:
        if name not in set(Factuality):
            detail = f"known are {', '.join(Factuality)}"
            raise ConfigurationError("TID-402", name="factuality", value=name, detail=detail)
    if search.factuality:
        found["factuality"] = _any_of("e.factuality", "VARCHAR", list(search.factuality))
    if search.since:
        found["since"] = f"{last_day} >= ?", [bound_days("since", search.since)[0]]
    if search.until:
        found["until"] = f"{day} <= ?", [bound_days("until", search.until)[1]]
    if search.outlets > 1:
        found["outlets"] = "e.outlets >= ?", [search.outlets]
    if search.independent > 1:
        found["independent"] = "e.independent >= ?", [search.independent]
    if search.disputed:
        found["disputed"] = "e.disagreements > 0", []
    if search.words and search.words.strip():
        found["words"] = _words(indexed, search.words)
    return found


def _any_of(column: str, kind: str, values: list[Any]) -> Condition:
    return f"list_contains(?::{kind}[], {column})", [values]


def facet_condition(row: str, name: str, given: Sequence[str]) -> Condition:
    """The condition on a row of `event_index` that it has one of the values in a field of `event_facets`."""
    if name == "outlet":
        fits, values = "field = 'outlet' AND list_contains(?::VARCHAR[], value)", [list(given)]
    else:
        # Codes begin with capitals, however they are asked for; only the voice `outlet` does not.
        codes = [
            *given,
            *(value.upper() for value in given),
            *(value[:4].upper() + value[4:] for value in given),
        ]
        names = [value.lower() for value in given]
        fits = (
            f"field = '{name}' AND list_contains(?::VARCHAR[], value)"
            f" OR field = '{name}_name' AND list_contains(?::VARCHAR[], lower(value))"
        )
        values = [codes, names]
    return f"{row}.n IN (SELECT n FROM event_facets WHERE {fits})", values


def phrases(words: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """What to look for: words in a row, as the index has them, and whether they are meant as they stand.

    A single word outside quotation marks is not, if it has `WHOLE` letters: it may be a beginning.
    Raises ConfigurationError TID-402 where there is no word, or more than `MOST_WORDS`.
    """
    found: list[tuple[tuple[str, ...], bool]] = []
    for quoted, bare in re.findall(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)', words):
        row = tuple(WORD.findall(plain_letters(quoted or bare)))
        if row:
            found.append((row, bool(quoted) or len(row) > 1 or len(row[0]) < WHOLE))
    count = sum(len(row) for row, _ in found)
    if not 1 <= count <= MOST_WORDS:
        detail = f"at most {MOST_WORDS} words" if count else "write a word in letters or digits"
        raise ConfigurationError("TID-402", name="q", value=words, detail=detail)
    return tuple(dict.fromkeys(found))


def plain_letters(words: str) -> str:
    """Words in small letters without accents, as DuckDB's `strip_accents(lower())` has them."""
    letters = (c for c in unicodedata.normalize("NFD", words.lower()) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(letters))


def spans_of(
    wanted: Sequence[tuple[tuple[str, ...], bool]], text: str
) -> tuple[list[tuple[int, int]], set[int]]:
    """Where searched words (`event_search.phrases`) stand in a text, and which of them do."""
    words = [(plain_letters(m.group()), m.start(), m.end()) for m in WORD.finditer(text)]
    spans: list[tuple[int, int]] = []
    which: set[int] = set()
    for number, (row, exact) in enumerate(wanted):
        for i in range(len(words) - len(row) + 1):
            some = [word for word, _, _ in words[i : i + len(row)]]
            if some == list(row) or (not exact and some[0].startswith(row[0])):
                spans.append((words[i][1], words[i + len(row) - 1][2]))
                which.add(number)
    return spans, which


def _words(at: str, words: str) -> Condition:
    parts: list[Condition] = []
    for row, exact in phrases(words):
        if not exact:
            query, values = "SELECT n FROM event_words WHERE word >= ? AND word < ?", [row[0], row[0] + _LAST]
        else:
            joins = "".join(
                f" JOIN event_words w{i} ON w{i}.n = w0.n AND w{i}.place = w0.place + {i}"
                for i in range(1, len(row))
            )
            fits = " AND ".join(f"w{i}.word = ?" for i in range(len(row)))
            query, values = f"SELECT w0.n FROM event_words w0{joins} WHERE {fits}", list(row)
        parts.append((f"{at}.n IN ({query})", values))
    return both(parts)
