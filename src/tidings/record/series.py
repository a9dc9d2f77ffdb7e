"""Events counted by period, dyad and quad class, with the scores of PLOVER and of Goldstein."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError
from tidings.ontology import CAMEO, TYPES, crosswalk, goldstein, modes, plover_score
from tidings.record.event_queries import DAY, EventFilter, conditions
from tidings.record.queries import arrow, whose

PERIODS: Final = ("day", "week", "month", "year")


_ALL: Final = EventFilter()


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """How to count events: `by` is one of `PERIODS`; `events` says which (its limit aside)."""

    by: str = "month"
    events: EventFilter = _ALL


def series(db: duckdb.DuckDBPyConnection, wanted: SeriesFilter) -> pa.Table:
    """Events by period, the actor's and the recipient's country or body, and quad class.

    See `Record.series`. A week begins on Monday.
    """
    if wanted.by not in PERIODS:
        detail = f"known are {', '.join(PERIODS)}"
        raise ConfigurationError("TID-402", name="by", value=wanted.by, detail=detail)
    where, values = conditions(wanted.events, db)
    db.register("scores_of_plover", _scores())
    try:
        return arrow(
            db,
            f"""
                WITH scores_of_types AS (
                    SELECT * FROM scores_of_plover
                    UNION ALL SELECT name, NULL, score, NULL FROM own_types WHERE plover IS NULL
                ), chosen AS (
                    SELECT e.quad, e.type, e.mode, date_trunc('{wanted.by}', {DAY})::DATE AS period,
                           {_sides("e.actors")} AS actors, {_sides("e.recipients")} AS recipients
                    FROM events e {where}
                ), acting AS (
                    SELECT period, quad, type, mode, unnest(actors) AS actor, recipients FROM chosen
                ), pairs AS (
                    SELECT period, quad, type, mode, actor, unnest(recipients) AS recipient FROM acting
                ), counted AS (
                    SELECT period, actor, recipient, quad, type, mode, count(*) AS n FROM pairs GROUP BY ALL
                ), scored AS (
                    SELECT c.*, coalesce(p.plover, q.plover) AS plover,
                           coalesce(p.goldstein, q.goldstein) AS goldstein
                    FROM counted c
                    LEFT JOIN scores_of_types p ON p.type = c.type AND p.mode = c.mode
                    LEFT JOIN scores_of_types q ON q.type = c.type AND q.mode IS NULL
                )
                SELECT period, nullif(actor, '') AS actor, nullif(recipient, '') AS recipient, quad,
                       sum(n)::INTEGER AS events, {_mean("plover")} AS score,
                       {_mean("goldstein")} AS goldstein
                FROM scored GROUP BY ALL ORDER BY ALL
                """,
            values,
        )
    finally:
        db.unregister("scores_of_plover")


def _sides(codes: str) -> str:
    """SQL for whom the codes of one side belong to, each once; one nobody, the empty word, for none."""
    own = f"list_distinct(list_transform({codes}, lambda c: coalesce({whose('c')}, '')))"
    return f"CASE WHEN {codes} = [] THEN [''] ELSE {own} END"


def _mean(score: str) -> str:
    """SQL for the mean of a score that `n` events have each; added in one order, so that it never varies."""
    return f"sum(n * {score} ORDER BY type, mode) / sum(n) FILTER ({score} IS NOT NULL)"


@cache
def goldstein_of(type: str, mode: str | None) -> float:
    """The Goldstein value of a PLOVER type and mode, -10 (conflict) to 10 (cooperation).

    The unweighted mean of the values (J. Goldstein 1992, as extended to CAMEO by ICEWS: `ontology/data`) of
    those CAMEO codes that PLOVER's crosswalk turns into this type and mode; where it has none for the mode,
    of those it turns into the type without a mode. UnknownCodeError TID-303 for a type or mode that does not
    exist.
    """
    plover_score(type, mode)
    codes = _codes()
    return fmean(codes.get((type, mode)) or codes[type, None])


@cache
def _codes() -> dict[tuple[str | None, str | None], list[float]]:
    found: defaultdict[tuple[str | None, str | None], list[float]] = defaultdict(list)
    for code in CAMEO:
        to = crosswalk(code)
        found[to.type, to.mode].append(goldstein(code))
    return dict(found)


@cache
def _scores() -> pa.Table:
    kinds = [(t, m) for t in TYPES for m in (None, *modes(t))]
    return pa.table(
        {
            "type": pa.array([t for t, _ in kinds], pa.string()),
            "mode": pa.array([m for _, m in kinds], pa.string()),
            "plover": pa.array([plover_score(t, m) for t, m in kinds], pa.float64()),
            "goldstein": pa.array([goldstein_of(t, m) for t, m in kinds], pa.float64()),
        }
    )
