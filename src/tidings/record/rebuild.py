"""Frozen records out of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import duckdb

from tidings.record.schema import rollback
from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Grain,
    How,
    Kind,
    Location,
    Mention,
    Party,
    Precision,
    Span,
    Statement,
    Unit,
)

_CHUNK: Final = 500
"""Articles held in memory at a time."""

Row = dict[str, Any]
Grouped = dict[str, list[Row]]


def codings(db: duckdb.DuckDBPyConnection, ids: Sequence[str] | None) -> Iterator[Coding]:
    """The codings of these articles, or of all, by article id, from one snapshot of the record.

    `db` is a cursor of its own: the snapshot is a transaction, which lasts until the iterator ends.
    """
    db.execute("BEGIN")
    try:
        yield from rebuilt(db, ids)
    finally:
        rollback(db)
        db.close()


def rebuilt(db: duckdb.DuckDBPyConnection, ids: Sequence[str] | None) -> Iterator[Coding]:
    """The codings of these articles, or of all, by article id, inside the caller's transaction."""
    query = (
        "SELECT id FROM articles"
        " WHERE $1::VARCHAR[] IS NULL OR id IN (SELECT unnest($1::VARCHAR[])) ORDER BY id"
    )
    wanted = [row[0] for row in db.execute(query, [None if ids is None else list(ids)]).fetchall()]
    for start in range(0, len(wanted), _CHUNK):
        yield from _chunk(db, wanted[start : start + _CHUNK])


def _chunk(db: duckdb.DuckDBPyConnection, ids: list[str]) -> Iterator[Coding]:
    rows = {
        name: _rows(db, name, ids, key, order)
        for name, key, order in (
            ("statements", "article_id", "position"),
            ("mentions", "article_id", "position"),
            ("figures", "article_id", "position"),
        )
    }
    contents = _rows(db, "statement_contents", ids, "statement_id", "n")
    parties = _rows(db, "parties", ids, "mention_id", "n")
    articles = _rows(db, "articles", ids, "id", "id", of="id")
    for id in ids:
        yield Coding(
            _article(articles[id][0]),
            tuple(_statement(row, contents[row["id"]]) for row in rows["statements"][id]),
            tuple(_mention(row, parties[row["id"]]) for row in rows["mentions"][id]),
            tuple(_figure(row) for row in rows["figures"][id]),
        )


def _rows(
    db: duckdb.DuckDBPyConnection, table: str, ids: list[str], key: str, order: str, *, of: str = "article_id"
) -> Grouped:
    # The range lets DuckDB skip most rows before it looks at the list.
    result = db.execute(
        f"SELECT * FROM {table} WHERE {of} BETWEEN ? AND ? AND {of} IN (SELECT unnest(?::VARCHAR[]))"
        f" ORDER BY {order}",
        [ids[0], ids[-1], ids],
    )
    names = [column[0] for column in result.description or ()]
    grouped: Grouped = defaultdict(list)
    for values in result.fetchall():
        row = dict(zip(names, values, strict=True))
        grouped[row[key]].append(row)
    return grouped


def _article(row: Row) -> Article:
    return Article(
        row["id"], row["text"], row["title"], row["outlet"], row["author"], row["published"], row["url"],
        row["language"], row["external_id"], row["origin"], tuple(row["inferred"]),
        tuple((part["start"], part["end"]) for part in row["furniture"]),
    )  # fmt: skip


def _statement(row: Row, contents: list[Row]) -> Statement:
    return Statement(
        row["id"], row["article_id"], _span(row, "source_"), _span(row, "cue_"),
        tuple(_certain(part) for part in contents), Kind(row["kind"]), row["within"], _speaker(row),
        row["cue_score"], row["source_score"], row["content_score"], row["kind_score"],
    )  # fmt: skip


def _mention(row: Row, parties: list[Row]) -> Mention:
    sides = {
        role: tuple(
            Party(
                _span(party),
                party["code"],
                party["name"],
                party["reason"],
                party["score"],
                _how(party["how"]),
                party["code_score"],
            )
            for party in parties
            if party["role"] == role
        )
        for role in ("actor", "recipient")
    }
    return Mention(
        row["id"], row["article_id"], _certain(row, "trigger_"), row["type"], row["mode"], sides["actor"],
        sides["recipient"], _span(row, "place_"), _span(row, "time_"), row["date"],
        Grain(row["grain"]) if row["grain"] else None, row["date_reason"], _location(row),
        Factuality(row["factuality"]), row["historical"], row["voice"], row["trigger_score"],
        row["type_score"], row["type_next"], row["mode_score"], row["place_score"], row["time_score"],
        row["factuality_score"], row["own_type"],
        row["quad"] if row["own_type"] == row["type"] else None,
    )  # fmt: skip


def _speaker(row: Row) -> Party | None:
    if row["speaker_code"] is None and row["speaker_name"] is None:
        return None
    return Party(
        _span(row, "source_"), row["speaker_code"], row["speaker_name"], row["speaker_reason"],
        how=_how(row["speaker_how"]),
    )  # fmt: skip


def _how(value: str | None) -> How | None:
    return None if value is None else How(value)


def _location(row: Row) -> Location | None:
    if row["location_name"] is None:
        return None
    return Location(
        row["location_name"], row["location_country"], row["latitude"], row["longitude"],
        Precision(row["location_precision"]), row["geonames"], row["location_reason"],
    )  # fmt: skip


def _figure(row: Row) -> Figure:
    return Figure(
        row["id"], row["article_id"], _certain(row), row["low"], row["high"], Unit(row["unit"]),
        row["measure"], row["currency"], _span(row, "of_"), row["holder"], row["as_of"], row["mention_id"],
        Factuality(row["factuality"]), row["voice"], row["counted"], row["factuality_score"],
    )  # fmt: skip


def _certain(row: Row, prefix: str = "") -> Span:
    return Span(row[f"{prefix}start"], row[f"{prefix}end"], row[f"{prefix}quote"])


def _span(row: Row, prefix: str = "") -> Span | None:
    return None if row[f"{prefix}start"] is None else _certain(row, prefix)
