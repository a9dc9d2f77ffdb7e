"""Loading what was coded elsewhere: whole tables at a time, with the same outcome as `write`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record.schema import rollback
from tidings.record.write import clear_quarantine, delete_articles, insert, log_run
from tidings.types.provenance import Provenance
from tidings.types.schemas import CODED

SOURCE: Final = "shard"
"""The column of the tables given here that says where a row is from: of one article in several the first."""

_FRESH: Final = """
CREATE OR REPLACE TEMP TABLE fresh_articles AS
SELECT i.id, i.shard, a.id IS NOT NULL AS stored
FROM (SELECT id, min(shard) AS shard FROM incoming_articles GROUP BY id) i LEFT JOIN articles a ON a.id = i.id
WHERE a.id IS NULL OR (a.ontology_version, a.model_digest, a.config_digest) <> (?, ?, ?)
"""


def load(
    db: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pa.Table],
    quarantine: Sequence[tuple[Any, ...]],
    provenance: Provenance,
) -> int:
    """Store articles with their rows in one transaction; gives how many of them were not stored yet.

    `tables` are `articles` and those of `CODED` with a column `shard`, made with `provenance`; `quarantine`
    are rows of the table of that name. An article stored with this provenance is left as it is, one stored
    with another gives way with all its rows.
    """
    made = [provenance.ontology_version, provenance.model_digest, provenance.config_digest]
    db.execute("BEGIN")
    try:
        for name, table in tables.items():
            db.register(f"incoming_{name}", table)
        db.execute(_FRESH, made)
        stale = db.execute("SELECT id FROM fresh_articles WHERE stored").fetchall()
        if stale:
            delete_articles(db, [row[0] for row in stale])
        for name in ("articles", *CODED):
            key = "id" if name == "articles" else "article_id"
            db.execute(
                f"INSERT INTO {name} BY NAME SELECT * EXCLUDE (shard) FROM incoming_{name} i"
                f" SEMI JOIN fresh_articles f ON f.id = i.{key} AND f.shard = i.shard"
            )
        left_out = {row[1] for row in quarantine}
        read = db.execute("SELECT DISTINCT origin FROM incoming_articles").fetchall()
        clear_quarantine(db, [origin for (origin,) in read if origin not in left_out])
        ids = [row[0] for row in quarantine]
        if ids:
            db.execute("DELETE FROM quarantine WHERE id IN (SELECT unnest(?::VARCHAR[]))", [ids])
        insert(db, "quarantine", quarantine)
        fresh = db.execute("SELECT count(*) FROM fresh_articles").fetchall()[0][0]
        if fresh:
            log_run(db, provenance)
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise
    for name in tables:
        db.unregister(f"incoming_{name}")
    return int(fresh)
