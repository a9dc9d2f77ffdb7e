"""What a list of events can be narrowed by: the values of each field, with their numbers of events.

The number beside a value is of the events that all other fields let through, whatever its own is set to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from tidings.record.event_search import Condition, EventSearch, both, conditions
from tidings.record.queries import bound_days
from tidings.types import OUTLET

FEW: Final = 7
"""Values of a facet that are given; those that are set are given besides."""
MONTHS: Final = 12
"""Years, months or days that are given."""
MANY: Final = 60
"""Values of the facet that is asked for at length."""

SUGGESTED: Final = 12
"""Values that are suggested for what is typed."""

FACETS: Final = (
    "time", "actor", "recipient", "quad", "type", "factuality", "voice", "place", "outlet", "independent",
    "disputed",
)  # fmt: skip
"""The facets, in the order in which they are shown."""

COLUMNS: Final = ("quad", "type", "factuality")
"""Facets that are columns of an event."""
STEPS: Final = {"independent": ("independent", (2, 3, 5)), "disputed": ("disagreements", (1,))}
"""Facets that ask for at least so much of a column, and what they offer."""
VALUES: Final = ("actor", "recipient", "voice", "place", "outlet")
"""Facets that are fields of `event_facets`."""

BODIES: Final = ("IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG", "UNK")
"""Beginnings of codes that name no country, so that only the whole code says who it is."""

SPLIT: Final = 3
"""Years or months up to which time is split into months or days."""

_GROUP: Final = {"since": "time", "until": "time"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, the events that have it, and whether it is set."""

    value: str
    events: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values, those that are set first; `cut` where there are more."""

    name: str
    values: tuple[Value, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """Conditions on the rows `e` of the temporary table `hits`: one column a facet that is set.

    `narrowed` where `hits` lacks some events; `counted` where `event_totals` has the numbers of all.
    """

    columns: tuple[str, ...] = ()
    narrowed: bool = True
    counted: bool = False

    @property
    def all(self) -> str:
        """The condition that all facets fit."""
        return self.but("")

    def but(self, facet: str) -> str:
        """The condition that all facets but this one fit."""
        return " AND ".join(f"e.fits_{name}" for name in self.columns if name != facet) or "true"


def hits(db: duckdb.DuckDBPyConnection, search: EventSearch) -> Hits:
    """Make the temporary table `hits` of the events that fit but for facets, which are columns of it."""
    counted = bool(db.execute("SELECT 1 FROM event_totals LIMIT 1").fetchall())
    base: list[Condition] = []
    groups: dict[str, list[Condition]] = {}
    for name, condition in conditions(search, db).items():
        group = _GROUP.get(name, name)
        if group in FACETS:
            groups.setdefault(group, []).append(condition)
        else:
            base.append(condition)
    if not base and not groups:
        db.execute("CREATE OR REPLACE TEMP VIEW hits AS SELECT * FROM event_index")
        return Hits(narrowed=False, counted=counted)
    columns, values = "", list[Any]()
    for name, parts in groups.items():
        sql, bound = both(parts)
        columns += f", coalesce({sql}, false) AS fits_{name}"
        values += bound
    sql, bound = both(base)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE hits AS SELECT e.*{columns} FROM event_index e WHERE {sql}",
        [*values, *bound],
    )
    return Hits(tuple(groups), bool(base), counted)


def facets(
    db: duckdb.DuckDBPyConnection, search: EventSearch, fits: Hits, more: str | None = None
) -> tuple[int, tuple[Facet, ...]]:
    """How many events of the table `hits` fit, and all facets; the one named by `more` at length."""
    parts = [
        _counted("total", "''", fits.all),
        *(_counted(name, f"e.{name}::VARCHAR", fits.but(name)) for name in COLUMNS),
        _own_types(fits),
        *(_at_least(search, fits, name) for name in STEPS),
        *(_values(search, fits, name) for name in VALUES),
    ]
    if fits.narrowed or fits.columns:
        db.execute(
            # By itself: within the query it is counted once for each facet.
            "CREATE OR REPLACE TEMP TABLE fitting AS SELECT field, value, count(*) AS events"
            f" FROM event_facets WHERE n IN (SELECT e.n FROM hits e WHERE {fits.all}) GROUP BY 1, 2"
        )
    sql = " UNION ALL ".join(f"SELECT * FROM ({part})" for part, _ in parts)
    rows = db.execute(
        f"SELECT * FROM ({sql}) AS found(facet, value, events) ORDER BY facet, events DESC, value",
        [v for _, values in parts for v in values],
    ).fetchall()
    total = next((int(n) for facet, _, n in rows if facet == "total"), 0)
    found = {"time": _time(db, search, fits, MANY if more == "time" else MONTHS)}
    for name in (*COLUMNS, *STEPS, *VALUES):
        counts = {str(value): int(n) for facet, value, n in rows if facet == name}
        found[name] = _facet(name, counts, set_values(search, name), MANY if more == name else FEW)
    return total, tuple(found[name] for name in FACETS)


def set_values(search: EventSearch, name: str) -> tuple[str, ...]:
    """The values that a facet is set to, as they stand in the record."""
    if name == "disputed":
        return ("1",) if search.disputed else ()
    if name == "independent":
        return (str(search.independent),) if search.independent > 1 else ()
    held = (str(value) for value in getattr(search, name))
    return tuple(value.upper() if name == "type" else value for value in held)


def _facet(name: str, counts: dict[str, int], chosen: Sequence[str], most: int) -> Facet:
    if name in STEPS:
        counts = {value: counts[value] for value in sorted(counts, key=int)}
    fold = str if name == "outlet" else str.lower  # outlets are told apart by their capitals too
    folded = {fold(value): n for value, n in counts.items()}
    held = {fold(value) for value in chosen}
    values = [Value(value, folded.get(fold(value), 0), True) for value in chosen]
    values += [Value(value, n, False) for value, n in counts.items() if fold(value) not in held and n]
    shown = len(values) if name in {*COLUMNS, *STEPS} else max(most, len(chosen))
    return Facet(name, tuple(values[:shown]), len(values) > shown)


def _counted(name: str, column: str, condition: str) -> Condition:
    return f"SELECT '{name}', {column}, count(*) FROM hits e WHERE {condition} GROUP BY 2", []


def _own_types(fits: Hits) -> Condition:
    """The user's own types that refine one of PLOVER's; those beside PLOVER stand in the column `type`."""
    return (
        "SELECT 'type', f.value, count(*) FROM event_facets f JOIN hits e ON e.n = f.n"
        f" WHERE f.field = 'own_type' AND {fits.but('type')} GROUP BY 2",
        [],
    )


def _at_least(search: EventSearch, fits: Hits, name: str) -> Condition:
    column, steps = STEPS[name]
    steps = tuple(sorted({*steps, *map(int, set_values(search, name))}))
    return (
        f"SELECT '{name}', least::VARCHAR, count(*) FROM hits e, unnest(?::INTEGER[]) AS s(least)"
        f" WHERE {fits.but(name)} AND e.{column} >= least GROUP BY 2",
        [list(steps)],
    )


def _values(search: EventSearch, fits: Hits, name: str) -> Condition:
    """The most frequent values of a field of `event_facets`, and those that are set."""
    chosen = [value.lower() for value in set_values(search, name)]
    having, values = "true", list[Any]()
    if name == "outlet":
        condition = "f.field = 'outlet'"
    elif name == "voice":
        condition = (
            f"(f.field = 'voice_name' OR f.field = 'voice' AND (f.value = '{OUTLET}'"
            " OR list_contains(?::VARCHAR[], lower(f.value))))"
        )
        values.append(chosen)
    else:
        condition = (
            f"(f.field = '{name}' OR f.field = '{name}_name' AND list_contains(?::VARCHAR[], lower(f.value)))"
        )
        values.append(chosen)
    if name in {"actor", "recipient"}:
        # Countries and whole codes of bodies; the parts of a country once it is set.
        having = (
            "contains(value, ':') = list_contains(?::VARCHAR[], split_part(value, ':', 1))"
            " OR list_contains(?::VARCHAR[], lower(split_part(value, ':', 1)))"
            " OR list_contains(?::VARCHAR[], lower(value))"
        )
        values += [list(BODIES), [value.partition(":")[0] for value in chosen], chosen]
    counts, table = "count(*)", "event_facets"
    if fits.narrowed or fits.but(name) != "true":
        if fits.but(name) == fits.all:
            counts, table = "sum(f.events)::BIGINT", "fitting"
        else:
            condition = f"{condition} AND f.n IN (SELECT e.n FROM hits e WHERE {fits.but(name)})"
    elif fits.counted:
        counts, table = "sum(f.events)::BIGINT", "event_totals"
    query = (
        f"SELECT '{name}', f.value AS value, {counts} AS events FROM {table} f WHERE {condition}"
        f" GROUP BY f.value HAVING {having}"
        f" ORDER BY list_contains(?::VARCHAR[], lower(f.value)) DESC, events DESC, value LIMIT {MANY + 1}"
    )
    return query, [*values, chosen]


def _time(db: duckdb.DuckDBPyConnection, search: EventSearch, fits: Hits, most: int) -> Facet:
    """The years, months or days in which the events that fit begin, the latest first."""
    since = bound_days("since", search.since)[0] if search.since else None
    days = f"SELECT greatest(e.day, coalesce(?::DATE, e.day)) AS day FROM hits e WHERE {fits.all}"
    rows = db.execute(
        f"""
            WITH days AS MATERIALIZED ({days} AND e.day IS NOT NULL), span AS (
                SELECT datediff('month', min(day), max(day)) AS months FROM days
            )
            SELECT left(strftime(day, '%Y-%m-%d'),
                   CASE WHEN months >= {SPLIT * 12} THEN 4 WHEN months >= {SPLIT} THEN 7 ELSE 10 END),
                   sum(n)::BIGINT
            FROM (SELECT day, count(*) AS n FROM days GROUP BY 1), span GROUP BY 1 ORDER BY 1 DESC LIMIT ?
        """,
        [since, most + 1],
    ).fetchall()
    chosen = search.since if search.since == search.until else None
    values = tuple(Value(part, int(n), part == chosen) for part, n in rows)
    return Facet("time", values[:most], len(values) > most)


def suggestions(
    db: duckdb.DuckDBPyConnection, field: str, typed: str, codes: Sequence[str] = ()
) -> list[tuple[str, int]]:
    """Values of one of `VALUES` that hold what is typed or begin with one of the codes, with their events.

    The most frequent `SUGGESTED` of them.
    """
    names = ["outlet"] if field == "outlet" else [field, f"{field}_name"]
    rows = db.execute(
        f"""
            SELECT value, count(DISTINCT n) AS events FROM event_facets
            WHERE list_contains(?::VARCHAR[], field) GROUP BY value
            HAVING contains(lower(value), lower(?)) OR list_contains(?::VARCHAR[], split_part(value, ':', 1))
            ORDER BY events DESC, value LIMIT {SUGGESTED}
        """,
        [names, typed, list(codes)],
    ).fetchall()
    return [(str(value), int(events)) for value, events in rows]
