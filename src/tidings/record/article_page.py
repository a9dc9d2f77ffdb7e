"""All that the page of one article shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb

from tidings.record.rebuild import rebuilt
from tidings.types import Coding
from tidings.types.provenance import Provenance

COPIES: Final = 50
"""Copies that are named at most."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that repeats this one, or (`original`) that this one repeats.

    `similarity` is the estimated Jaccard similarity of their word 5-grams, 0 to 1.
    """

    id: str
    title: str | None
    outlet: str | None
    published: date | None
    similarity: float
    original: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """The event that a mention tells of.

    Its tellings in all and in this article, the outlets that tell of it, those of them with a source of their
    own, and the points on which tellings contradict each other.
    """

    event_id: str
    tellings: int
    here: int
    outlets: int
    independent: int
    disagreements: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as it was coded, with what it was coded with and what is linked to it.

    `events` maps mention ids to the events that they tell of; a mention that was not linked yet is left out.
    `version` is the tidings version that first wrote rows of this provenance. `copies` holds `COPIES` at
    most, `copies_in_all` says how many there are.
    """

    coding: Coding
    provenance: Provenance
    version: str | None
    events: Mapping[str, Membership]
    copies: Sequence[Copy]
    copies_in_all: int


def article_page(db: duckdb.DuckDBPyConnection, id: str) -> ArticlePage:
    """The article of an id; KeyError where there is none."""
    made = db.execute(
        "SELECT ontology_version, model_digest, config_digest FROM articles WHERE id = ?", [id]
    ).fetchall()
    if not made:
        raise KeyError(id)
    coding = next(rebuilt(db, [id]))
    version = db.execute(
        "SELECT min(tidings_version) FROM runs"
        " WHERE ontology_version = ? AND model_digest = ? AND config_digest = ?",
        list(made[0]),
    ).fetchall()
    copies = _copies(db, id)
    return ArticlePage(
        coding, Provenance(*map(str, made[0])), version[0][0], _events(db, id),
        copies[:COPIES], len(copies),
    )  # fmt: skip


def _events(db: duckdb.DuckDBPyConnection, id: str) -> Mapping[str, Membership]:
    # Two narrow questions: joined, both tables would be read whole.
    told = db.execute("SELECT mention_id, event_id FROM tellings WHERE article_id = ?", [id]).fetchall()
    here = Counter(str(event) for _, event in told)
    rows = db.execute(
        "SELECT id, tellings, outlets, independent, disagreements FROM events"
        " WHERE id IN (SELECT unnest(?::VARCHAR[]))",
        [list(here)],
    ).fetchall()
    known = {
        str(event): Membership(event, tellings, here[str(event)], outlets, independent, disagreements)
        for event, tellings, outlets, independent, disagreements in rows
    }
    return {str(mention): known[str(event)] for mention, event in told if str(event) in known}


def _copies(db: duckdb.DuckDBPyConnection, id: str) -> list[Copy]:
    rows: list[tuple[Any, ...]] = db.execute(
        """
            WITH pairs AS MATERIALIZED (
                SELECT copy_of AS other, similarity, true AS original FROM copies WHERE article_id = $1
                UNION ALL
                SELECT article_id, similarity, false FROM copies WHERE copy_of = $1)
            SELECT a.id, a.title, a.outlet, a.published, p.similarity, p.original
            FROM pairs p JOIN articles a ON a.id = p.other
            ORDER BY p.original DESC, p.similarity DESC, a.published, a.id
            """,
        [id],
    ).fetchall()
    return [Copy(*row) for row in rows]
