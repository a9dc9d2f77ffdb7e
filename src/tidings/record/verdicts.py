"""Verdicts: kept for good, taken back by further verdicts, never changed and never deleted.

A *decision* is what one person said about one record at one moment: its verdicts share target, reviewer and
time. One of them is its head (`HEADS`) and gives the decision its id. Taking a decision back adds a verdict
`withdrawn` on its head; bringing it back adds one on that withdrawal. A decision *stands* unless a withdrawal
that nobody took back lies on its head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb
import pyarrow as pa

from tidings.errors import RecordError
from tidings.link.judged import Judgement
from tidings.record.queries import arrow
from tidings.record.schema import rollback
from tidings.record.write import insert
from tidings.types import Verdict

KEPT: Final = "kept"
"""Head of a decision on a mention or figure: whether it is one (`yes`, `no`, `unsure`)."""
SAME: Final = "same_event"
"""Head of a decision that the target tells of one event with the mention in `value`."""
APART: Final = "other_event"
"""Head of a decision that the target tells of another event than the mention in `value`."""
HEADS: Final = (KEPT, SAME, APART)
WITHDRAWN: Final = "withdrawn"
"""Field of a verdict that takes back the one whose id is its target."""

_STATE: Final = f"""
heads AS (SELECT * FROM verdicts WHERE field IN ('{KEPT}', '{SAME}', '{APART}')),
undone AS (
    SELECT w.target_id AS head, arg_max(w.id, w.decided) AS withdrawal FROM verdicts w
    WHERE w.field = '{WITHDRAWN}'
        AND w.id NOT IN (SELECT target_id FROM verdicts WHERE field = '{WITHDRAWN}')
    GROUP BY 1
),
decisions AS (
    SELECT h.*, u.withdrawal FROM heads h LEFT JOIN undone u ON u.head = h.id
)
"""
"""Every decision by its head, with the withdrawal on it that is in force."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What `reviewer` said about a record at one moment (UTC).

    `id` is that of its head, whose field is `head`. `values` are all its fields. `withdrawal` is the id of
    the verdict that took it back, None while it stands.
    """

    id: str
    target_id: str
    head: str
    reviewer: str
    decided: datetime
    values: Mapping[str, str | None]
    withdrawal: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawal is None

    @property
    def kept(self) -> str | None:
        """`yes`, `no` or `unsure`; None for a decision on events."""
        return self.values.get(KEPT)


def decide(
    db: duckdb.DuckDBPyConnection, target: str, values: Mapping[str, str | None], reviewer: str
) -> Decision:
    """Store a decision. Its time is later than that of any verdict before; ValueError without one head."""
    heads = [field for field in values if field in HEADS]
    if len(heads) != 1:
        raise ValueError(f"a decision has one head, not {heads}")
    moment = _now(db)
    verdicts = [Verdict.make(target, field, value, reviewer, moment) for field, value in values.items()]
    _append(db, verdicts)
    head = next(v for v in verdicts if v.field == heads[0])
    return Decision(head.id, target, head.field, reviewer, moment, MappingProxyType(dict(values)))


def withdraw(db: duckdb.DuckDBPyConnection, path: Path, id: str, reviewer: str) -> Decision:
    """Take a standing decision back; RecordError TID-211 unless it is one, and of this reviewer."""
    found = _own(db, path, id, reviewer)
    if not found.stands:
        raise RecordError("TID-211", path=path, id=id, detail="it was taken back already")
    _append(db, [Verdict.make(id, WITHDRAWN, None, reviewer, _now(db))])
    return _own(db, path, id, reviewer)


def restore(db: duckdb.DuckDBPyConnection, path: Path, id: str, reviewer: str) -> Decision:
    """Bring a decision back that was taken back; RecordError TID-211 unless it was, by this reviewer."""
    found = _own(db, path, id, reviewer)
    if found.withdrawal is None:
        raise RecordError("TID-211", path=path, id=id, detail="it was not taken back")
    _append(db, [Verdict.make(found.withdrawal, WITHDRAWN, None, reviewer, _now(db))])
    return _own(db, path, id, reviewer)


def decisions(
    db: duckdb.DuckDBPyConnection,
    *,
    targets: Sequence[str] | None = None,
    reviewer: str | None = None,
    ids: Sequence[str] | None = None,
    standing: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Decision]:
    """Decisions that fit, the latest first; None leaves a choice open. `standing`: only those that stand."""
    rows = db.execute(
        f"""
        WITH {_STATE}, chosen AS (
            SELECT * FROM decisions
            WHERE ($1::VARCHAR[] IS NULL OR list_contains($1::VARCHAR[], target_id))
                AND ($2::VARCHAR IS NULL OR reviewer = $2)
                AND ($3::VARCHAR[] IS NULL OR list_contains($3::VARCHAR[], id))
                AND (NOT $4 OR withdrawal IS NULL)
            ORDER BY decided DESC, id LIMIT $5 OFFSET $6
        )
        SELECT c.id, c.target_id, c.field, c.reviewer, c.decided, c.withdrawal, v.field, v.value
        FROM chosen c JOIN verdicts v
            ON v.target_id = c.target_id AND v.reviewer = c.reviewer AND v.decided = c.decided
        ORDER BY c.decided DESC, c.id
        """,
        [
            None if targets is None else list(targets),
            reviewer,
            None if ids is None else list(ids),
            standing,
            2**62 if limit is None else limit,
            offset,
        ],
    ).fetchall()
    heads: dict[str, tuple[str, str, str, datetime, str | None]] = {}
    values: dict[str, dict[str, str | None]] = {}
    for id, target, head, who, moment, withdrawal, field, value in rows:
        heads[id] = (target, head, who, moment, withdrawal)
        values.setdefault(id, {})[field] = value
    return [
        Decision(id, target, head, who, moment, MappingProxyType(values[id]), withdrawal)
        for id, (target, head, who, moment, withdrawal) in heads.items()
    ]


def judged(db: duckdb.DuckDBPyConnection, reviewer: str | None) -> frozenset[str]:
    """Ids of the mentions and figures on which a decision of the reviewer stands; of anybody for None."""
    rows = db.execute(
        f"WITH {_STATE} SELECT DISTINCT target_id FROM decisions WHERE field = '{KEPT}'"
        " AND withdrawal IS NULL AND ($1::VARCHAR IS NULL OR reviewer = $1)",
        [reviewer],
    ).fetchall()
    return frozenset(row[0] for row in rows)


def told_apart(db: duckdb.DuckDBPyConnection, reviewer: str | None) -> dict[tuple[str, str], str]:
    """The last standing decision on each pair of mentions, of the reviewer or of anybody: `SAME` or `APART`.

    The keys are pairs of mention ids in their order.
    """
    rows = db.execute(
        f"WITH {_STATE} SELECT least(target_id, value), greatest(target_id, value),"
        f" arg_max(field, decided) FROM decisions WHERE field <> '{KEPT}' AND withdrawal IS NULL"
        " AND ($1::VARCHAR IS NULL OR reviewer = $1) GROUP BY ALL",
        [reviewer],
    ).fetchall()
    return {(one, other): field for one, other, field in rows}


def paired(db: duckdb.DuckDBPyConnection) -> list[Judgement]:
    """The last standing decision of anybody on each pair of mentions, the latest first."""
    rows = db.execute(
        f"WITH {_STATE} SELECT least(target_id, value) AS one, greatest(target_id, value) AS other,"
        f" field = '{SAME}' FROM decisions WHERE field <> '{KEPT}' AND withdrawal IS NULL"
        " QUALIFY row_number() OVER (PARTITION BY one, other ORDER BY decided DESC, id DESC) = 1"
        " ORDER BY decided DESC, id DESC"
    ).fetchall()
    return [Judgement(*row) for row in rows]


def rejected(db: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Ids of the mentions and figures of which the last standing decision, by anybody, says they are none."""
    rows = db.execute(
        f"WITH {_STATE}, last AS (SELECT * FROM decisions WHERE field = '{KEPT}' AND withdrawal IS NULL"
        " QUALIFY row_number() OVER (PARTITION BY target_id ORDER BY decided DESC, id DESC) = 1)"
        " SELECT target_id FROM last WHERE value = 'no'"
    ).fetchall()
    return frozenset(row[0] for row in rows)


def reviewers(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Who decided: reviewer, decisions that stand, those taken back, first and last (UTC), by name."""
    return arrow(
        db,
        f"""
        WITH {_STATE}
        SELECT reviewer, count(*) FILTER (withdrawal IS NULL) AS standing,
               count(*) FILTER (withdrawal IS NOT NULL) AS withdrawn, min(decided) AS first,
               max(decided) AS last
        FROM decisions GROUP BY 1 ORDER BY 1
        """,
    )


def listed(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """All verdicts by time, with the state of their decision: `stands`, null for withdrawals themselves."""
    return arrow(
        db,
        f"""
        WITH {_STATE}
        SELECT v.decided, v.reviewer, v.target_id, v.field, v.value,
               CASE WHEN d.id IS NULL THEN NULL ELSE d.withdrawal IS NULL END AS stands, v.id
        FROM verdicts v LEFT JOIN decisions d
            ON d.target_id = v.target_id AND d.reviewer = v.reviewer AND d.decided = v.decided
        ORDER BY v.decided, v.target_id, v.field
        """,
    )


def _own(db: duckdb.DuckDBPyConnection, path: Path, id: str, reviewer: str) -> Decision:
    found = decisions(db, ids=[id])
    if not found:
        raise RecordError("TID-211", path=path, id=id, detail="there is none")
    if found[0].reviewer != reviewer:
        raise RecordError("TID-211", path=path, id=id, detail=f"it is by {found[0].reviewer!r}")
    return found[0]


def _now(db: duckdb.DuckDBPyConnection) -> datetime:
    """This moment in UTC, or just after the last verdict where the clock was set back or stands."""
    (last,) = db.execute("SELECT max(decided) FROM verdicts").fetchall()[0]
    now = datetime.now(UTC).replace(tzinfo=None)
    return now if last is None or now > last else last + timedelta(microseconds=1)


def _append(db: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict]) -> None:
    db.execute("BEGIN")
    try:
        rows = [(v.id, v.target_id, v.field, v.value, v.reviewer, v.decided) for v in verdicts]
        insert(db, "verdicts", rows)
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise
