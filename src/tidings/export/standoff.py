"""The standoff format: one JSON object a line for each article, spans as `[start, end)` into its text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator

import duckdb

from tidings.evaluate.standoff import to_standoff
from tidings.types import Coding


def standoff(codings: Iterable[Coding], shared: Collection[str] = ()) -> Iterator[str]:
    """Each coding as a line of standoff JSON, in the order given.

    `doc_id` is the id that the input gave the article, but for ids that are `shared`: these articles have
    their id in the record, so that no line repeats another's.
    """
    for coding in codings:
        line = to_standoff(coding)
        if coding.article.external_id in shared:
            line["doc_id"] = coding.article.id
        yield json.dumps(line, ensure_ascii=False) + "\n"


def shared_ids(db: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Ids that the input gave to several articles, or that are another article's id in the record."""
    rows = db.execute(
        "SELECT external_id FROM articles WHERE external_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
        " UNION SELECT a.external_id FROM articles a JOIN articles b ON b.id = a.external_id AND b.id != a.id"
    ).fetchall()
    return frozenset(id for (id,) in rows)
