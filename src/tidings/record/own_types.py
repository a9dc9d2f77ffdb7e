"""The user's own event types in a record, kept so that it can be read without their file."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from tidings.config import OwnType
from tidings.errors import UnknownCodeError
from tidings.ontology import TYPES
from tidings.record.schema import rollback
from tidings.record.write import insert


def own_types(db: duckdb.DuckDBPyConnection) -> tuple[OwnType, ...]:
    """The types that articles of the record were coded with, by name."""
    rows = db.execute(
        "SELECT name, definition, plover, mode, quad, score, words, examples, counterexamples FROM own_types"
        " ORDER BY name"
    ).fetchall()
    return tuple(
        OwnType(
            name=name, definition=definition, plover=plover, mode=mode, quad=quad, score=score,
            words=tuple(words), examples=tuple(examples), counterexamples=tuple(counter),
        )
        for name, definition, plover, mode, quad, score, words, examples, counter in rows
    )  # fmt: skip


def keep(db: duckdb.DuckDBPyConnection, types: Sequence[OwnType]) -> None:
    """Keep these types, in one transaction; one of the same name gives way."""
    if not types:
        return
    db.execute("BEGIN")
    try:
        names = [own.name for own in types]
        db.execute("DELETE FROM own_types WHERE name IN (SELECT unnest(?::VARCHAR[]))", [names])
        insert(
            db,
            "own_types",
            [
                (t.name, t.definition, t.plover, t.mode, t.quad, t.score, list(t.words), list(t.examples),
                 list(t.counterexamples))
                for t in types
            ],
        )  # fmt: skip
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise


def known_type(db: duckdb.DuckDBPyConnection, name: str) -> str:
    """A type in capitals: one of PLOVER's, or of the user's own; UnknownCodeError TID-303 for another."""
    capitals = name.upper()
    if capitals in TYPES:
        return capitals
    own = [str(row[0]) for row in db.execute("SELECT name FROM own_types ORDER BY 1").fetchall()]
    if capitals not in own:
        raise UnknownCodeError("TID-303", code=capitals, kind="type", known=", ".join((*TYPES, *own)))
    return capitals
