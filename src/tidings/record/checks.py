"""What must hold in every record, and a digest of what one says."""

from __future__ import annotations

import hashlib
from typing import Final

import duckdb

from tidings.record.events import made_with
from tidings.types.schemas import CODED, SCHEMAS

_SPANS: Final = (
    ("statements", "source_", "id"),
    ("statements", "cue_", "id"),
    ("statement_contents", "", "statement_id"),
    ("mentions", "trigger_", "id"),
    ("mentions", "place_", "id"),
    ("mentions", "time_", "id"),
    ("parties", "", "mention_id"),
    ("figures", "", "id"),
    ("figures", "of_", "id"),
)
"""Table, prefix of its span columns, and the column that names the row in a complaint."""

_REFERENCES: Final = (
    ("statements", "within", "statements", "id"),
    ("statement_contents", "statement_id", "statements", "statement_id"),
    ("mentions", "voice", "statements", "id"),
    ("figures", "voice", "statements", "id"),
    ("figures", "mention_id", "mentions", "id"),
    ("parties", "mention_id", "mentions", "mention_id"),
)
"""Table, column, the table it must point into within the same article, and the naming column."""

_EXAMPLES: Final = 5
"""Rows named for each broken rule."""

_BATCH: Final = 10_000
"""Rows hashed at a time."""

UNSAID: Final = frozenset({"event_changes", "runs", "verdicts"})
"""Tables that say nothing of the articles, or are no machine's work; the digest leaves them out."""


def check(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Every breach of an invariant, in words; empty where all hold."""
    out: list[str] = []

    def look(sql: str, complaint: str) -> None:
        for row in db.execute(f"{sql} ORDER BY ALL LIMIT {_EXAMPLES}").fetchall():
            out.append(complaint.format(*row))

    for table, prefix, key in _SPANS:
        start, end, quote = (f't."{prefix}{part}"' for part in ("start", "end", "quote"))
        some = f"({start} IS NOT NULL OR {end} IS NOT NULL OR {quote} IS NOT NULL)"
        # substring counts code points, from 1; substring_grapheme would count what a reader sees as letters.
        fits = f"{start} < {end} AND substring(a.text, {start} + 1, {end} - {start}) = {quote}"
        look(
            f"SELECT t.{key} FROM {table} t JOIN articles a ON a.id = t.article_id"
            f" WHERE {some} AND ({fits}) IS DISTINCT FROM true",
            f"{table} {{0}}: {prefix}quote is not the text from {prefix}start to {prefix}end",
        )
    for table, column, target, key in _REFERENCES:
        look(
            f"SELECT t.{key}, t.{column} FROM {table} t ANTI JOIN {target} o"
            f" ON o.id = t.{column} AND o.article_id = t.article_id"
            f" WHERE t.{column} IS NOT NULL AND t.{column} <> 'outlet'",
            f"{table} {{0}}: {column} {{1}} is none of the {target} of its article",
        )
    # Tellings of an article that was coded anew stay as they were until the next linking.
    look(
        "SELECT t.event_id, t.mention_id FROM tellings t JOIN articles a ON a.id = t.article_id"
        f" JOIN linked l ON l.article_id = a.id AND starts_with(l.made, {made_with()})"
        " ANTI JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id",
        "tellings {0}: mention_id {1} is none of the mentions of its article",
    )
    look(
        "SELECT mention_id FROM tellings GROUP BY mention_id HAVING count(*) > 1",
        "tellings: the mention {0} stands in it more than once",
    )
    look(
        "SELECT coalesce(e.id, t.event_id) FROM events e FULL JOIN"
        " (SELECT event_id, count(*) AS n FROM tellings GROUP BY event_id) t ON t.event_id = e.id"
        " WHERE e.tellings IS DISTINCT FROM t.n",
        "events {0}: not as many tellings as it says",
    )
    for table in (*CODED, "copies"):
        look(
            f"SELECT DISTINCT t.article_id FROM {table} t ANTI JOIN articles a ON a.id = t.article_id",
            f"{table}: rows of the article {{0}}, which is not stored",
        )
    for table in (name for name, schema in SCHEMAS.items() if "id" in schema.names):
        look(
            f"SELECT id FROM {table} GROUP BY id HAVING count(*) > 1", f"{table} {{0}}: stored more than once"
        )
    for table in ("statements", "mentions", "figures"):
        made = "ontology_version, model_digest, config_digest"
        look(
            f"SELECT DISTINCT t.article_id FROM {table} t ANTI JOIN articles a ON a.id = t.article_id"
            f" AND ROW({_of('a', made)}) = ROW({_of('t', made)})",
            f"{table}: rows of {{0}} were made with something else than their article",
        )
    return out


def digest(db: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 over all rows of all tables but `UNSAID`, in a fixed order: equal records, equal digests."""
    total = hashlib.sha256()
    for table, schema in SCHEMAS.items():
        if table in UNSAID:
            continue
        total.update(f"{table}\n".encode())
        columns = ", ".join(f'"{name}"' for name in schema.names)
        result = db.execute(f"SELECT {columns} FROM {table} ORDER BY ALL")
        while rows := result.fetchmany(_BATCH):
            for row in rows:
                total.update(f"{row!r}\n".encode())
    return total.hexdigest()


def _of(alias: str, columns: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns.split(", "))
