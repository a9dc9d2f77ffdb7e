"""What is said about somebody: the mentions of actions in which they take part, and by whom they are told."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from tidings.record.event_search import Condition
from tidings.record.queries import arrow
from tidings.record.speakers import ALL, Chosen, Who, published, with_count
from tidings.types import OUTLET


def _about(who: Who, chosen: Chosen) -> Condition:
    """The mentions `m` in which somebody takes part, told by the outlet or by the statement `v`."""
    takes, values = who.takes_part()
    if chosen.role:
        takes += " AND p.role = ?"
        values.append(chosen.role)
    parts = ["true", *published(chosen, values)]
    for column, value in (("type", chosen.type), ("factuality", chosen.factuality)):
        if value:
            own = " OR m.own_type = ?" if column == "type" else ""
            parts.append(f"(m.{column} = ?{own})")
            values += [value] if own else []
            values.append(value)
    if chosen.own is not None:
        parts.append(f"m.voice {'=' if chosen.own else '<>'} '{OUTLET}'")
    return (
        "FROM mentions m JOIN articles a ON a.id = m.article_id"
        f" WHERE m.id IN (SELECT mention_id FROM parties p WHERE {takes}) AND {' AND '.join(parts)}",
        values,
    )


def about(
    db: duckdb.DuckDBPyConnection, who: Who, chosen: Chosen, limit: int = ALL, offset: int = 0
) -> tuple[pa.Table, int]:
    """Mentions of actions in which somebody takes part, the newest first, and how many fit in all.

    Columns: id, article_id, outlet, published, type, mode, quad, factuality, trigger, trigger_start,
    trigger_end, actors and recipients (lists of words, else names or codes), own (told in the outlet's own
    voice), speaker (name, else code, else words of the source it is told by). Raises
    ConfigurationError TID-402 for a bad day.
    """
    source, values = _about(who, chosen)
    order = "published DESC NULLS LAST, article_id, position"
    rows = arrow(
        db,
        f"""
        WITH found AS MATERIALIZED (SELECT m.rowid AS n, a.published, m.article_id, m.position {source}),
        picked AS MATERIALIZED (
            SELECT * FROM mentions m
            WHERE m.rowid IN (SELECT n FROM found ORDER BY {order} LIMIT ? OFFSET ?)
        ), named AS MATERIALIZED (
            SELECT mention_id, role, list(coalesce(quote, name, code) ORDER BY n) AS words FROM parties
            WHERE mention_id IN (SELECT id FROM picked) AND coalesce(quote, name, code) IS NOT NULL
            GROUP BY 1, 2
        ), voices AS MATERIALIZED (
            SELECT id, article_id, coalesce(speaker_name, speaker_code, source_quote) AS speaker
            FROM statements WHERE id IN (SELECT voice FROM picked)
        )
        SELECT c.id, c.article_id, a.outlet, a.published, c.type, c.mode, c.quad, c.factuality,
               c.trigger_quote AS "trigger", c.trigger_start, c.trigger_end,
               coalesce(x.words, []::VARCHAR[]) AS actors, coalesce(y.words, []::VARCHAR[]) AS recipients,
               c.voice = '{OUTLET}' AS own, v.speaker, (SELECT count(*) FROM found) AS found
        FROM picked c JOIN articles a ON a.id = c.article_id
        LEFT JOIN named x ON x.mention_id = c.id AND x.role = 'actor'
        LEFT JOIN named y ON y.mention_id = c.id AND y.role = 'recipient'
        LEFT JOIN voices v ON v.id = c.voice AND v.article_id = c.article_id
        ORDER BY a.published DESC NULLS LAST, c.article_id, c.position
        """,
        [*values, limit, offset],
    )
    return with_count(db, rows, offset, f"SELECT count(*) {source}", values)


def about_counts(db: duckdb.DuckDBPyConnection, who: Who) -> pa.Table:
    """The mentions in which somebody takes part, counted: role, type, quad, factuality, own, mentions.

    `role` is actor, recipient, or both where they are both.
    """
    takes, values = who.takes_part()
    return arrow(
        db,
        f"""
        SELECT role, m.type, m.quad, m.factuality, m.voice = '{OUTLET}' AS own, count(*)::INTEGER AS mentions
        FROM mentions m JOIN (
            SELECT mention_id, CASE WHEN count(DISTINCT role) > 1 THEN 'both' ELSE min(role) END AS role
            FROM parties p WHERE {takes} GROUP BY 1
        ) p ON p.mention_id = m.id GROUP BY ALL ORDER BY ALL
        """,
        values,
    )


def tellers(db: duckdb.DuckDBPyConnection, who: Who, limit: int = 12) -> pa.Table:
    """By whom somebody's actions are told besides outlets: speaker (as in `about`), mentions."""
    takes, values = who.takes_part()
    return arrow(
        db,
        f"""
        WITH told AS MATERIALIZED (
            SELECT m.voice FROM mentions m WHERE m.voice <> '{OUTLET}'
            AND m.id IN (SELECT mention_id FROM parties p WHERE {takes})
        )
        SELECT coalesce(v.speaker_name, v.speaker_code, v.source_quote) AS speaker,
               count(*)::INTEGER AS mentions
        FROM told JOIN statements v ON v.id = told.voice GROUP BY 1 HAVING speaker IS NOT NULL
        ORDER BY mentions DESC, speaker LIMIT ?
        """,
        [*values, limit],
    )
