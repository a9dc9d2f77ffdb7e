"""Tables by which events are found quickly: what they are told with, told by and told of.

They hold nothing that the other tables don't, and follow them: `refresh` brings them up to date.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import duckdb

from tidings.record.schema import rollback
from tidings.types import OUTLET

VERSION: Final = 5
"""Raise it where the tables get other contents: all events are then indexed anew."""

CHUNK: Final = 10_000
"""Events that are indexed at once; bounds the memory it takes."""

AROUND: Final = 300
"""Characters beside a trigger in which its sentence is looked for."""

TOLD: Final = 20
"""Tellings of an event whose sentences are kept ready."""

SEGMENT: Final = 1_000
"""Places kept for the words of one sentence or name, so that a phrase never spans two."""

QUOTED: Final = "quoted"
"""The voice of whoever is quoted, named or not, as against the outlets' own."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS event_index (
    n INTEGER NOT NULL, id VARCHAR NOT NULL, stamp UBIGINT NOT NULL, type VARCHAR NOT NULL,
    quad TINYINT NOT NULL, factuality VARCHAR NOT NULL, day DATE, last_day DATE, first_published DATE,
    outlets INTEGER NOT NULL, independent INTEGER NOT NULL, disagreements INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS event_facets (field VARCHAR NOT NULL, value VARCHAR NOT NULL, n INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS event_words (word VARCHAR NOT NULL, n INTEGER NOT NULL, place INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS event_sentences (
    n INTEGER NOT NULL, place INTEGER NOT NULL, before VARCHAR NOT NULL, "trigger" VARCHAR NOT NULL,
    after VARCHAR NOT NULL, outlet VARCHAR, published DATE, own BOOLEAN NOT NULL, speaker VARCHAR);
CREATE TABLE IF NOT EXISTS event_tellings (
    n INTEGER NOT NULL, article_id VARCHAR NOT NULL, mention_id VARCHAR NOT NULL, outlet VARCHAR,
    published DATE, factuality VARCHAR NOT NULL, own BOOLEAN NOT NULL);
CREATE TABLE IF NOT EXISTS event_totals (
    field VARCHAR NOT NULL, value VARCHAR NOT NULL, events INTEGER NOT NULL);
"""
"""`event_index` numbers the events, `event_facets` holds what they can be filtered by (`FIELDS`),
`event_sentences` their first `TOLD` tellings, those of the earliest article before the others, and
`event_words` each word, in small letters without accents, with its place in the event. `event_tellings` are
all tellings, those of an event in a row, the earliest published first, those without a day last.
`event_totals` counts the events of each value of `event_facets`; it is empty while these change."""

FIELDS: Final = (
    "actor", "actor_name", "recipient", "recipient_name", "place", "place_name", "outlet", "voice",
    "voice_name", "own_type",
)  # fmt: skip
"""Fields of `event_facets`. Codes stand with all their beginnings: `RUS:MIL` also as `RUS`; `own_type` is the
user's own type where it refines one of PLOVER's."""

# Which rows an event is made of, and what each of its articles was coded with.
_STALE: Final = f"""
CREATE OR REPLACE TEMP TABLE stale_events AS
WITH told AS (
    SELECT t.event_id, bit_xor(hash(t.mention_id, l.made)) AS made
    FROM tellings t LEFT JOIN linked l ON l.article_id = t.article_id GROUP BY 1
), now AS (
    SELECT e.id, hash({VERSION}, e, t.made) AS stamp FROM events e LEFT JOIN told t ON t.event_id = e.id
)
SELECT coalesce(w.id, x.id) AS id, x.n AS old, w.stamp
FROM now w FULL JOIN event_index x ON x.id = w.id WHERE w.stamp IS DISTINCT FROM x.stamp
"""


END: Final = r"(?:[a-zß-öø-ÿ]{3}|\b[a-zß-öø-ÿ]{2}|[0-9])[.!?…][\"”’»)\]]*"
"""How a sentence ends: with a mark after small letters or a digit (not after a capital or two letters of a
longer word, so that *Gen.* and *U.S.* end none)."""

_BEFORE: Final = rf"(?s)^.*(?:{END}\s+|\n)"
"""What stands before the sentence in what precedes a trigger."""
_AFTER: Final = rf"(?s)^.*?(?:{END}(?:\s|$)|\n|$)"
"""The rest of the sentence in what follows a trigger."""

_LEFT: Final = (
    f"substring(a.text, greatest(m.trigger_start - {AROUND}, 0) + 1, least(m.trigger_start, {AROUND}))"
)
_RIGHT: Final = f"substring(a.text, m.trigger_end + 1, {AROUND})"


def refresh(db: duckdb.DuckDBPyConnection) -> int:
    """Index the events that are new or changed and forget those that are gone; gives how many were indexed.

    Each chunk is a transaction; interrupted, the next refresh goes on where it was.
    """
    db.execute(_TABLES)
    db.execute(_STALE)
    if not db.execute("SELECT 1 FROM stale_events LIMIT 1").fetchall():
        if not db.execute("SELECT 1 FROM event_totals LIMIT 1").fetchall():
            _in_one(db, partial(_count, db))
        return 0
    _in_one(db, partial(_forget, db))
    number, count = db.execute(
        "SELECT coalesce((SELECT max(n) FROM event_index), 0), count(stamp) FROM stale_events"
    ).fetchall()[0]
    for start in range(0, count, CHUNK):
        _in_one(db, partial(_index, db, number, start, last=start + CHUNK >= count))
    if not count:
        _in_one(db, partial(_count, db))
    db.execute("DROP TABLE stale_events")
    return int(count)


def _in_one(db: duckdb.DuckDBPyConnection, work: Callable[[], None]) -> None:
    """Do a work in one transaction: all of it, or after a failure nothing."""
    db.execute("BEGIN")
    try:
        work()
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise


def _forget(db: duckdb.DuckDBPyConnection) -> None:
    for table in ("event_tellings", "event_sentences", "event_words", "event_facets", "event_index"):
        db.execute(f"DELETE FROM {table} WHERE n IN (SELECT old FROM stale_events WHERE old IS NOT NULL)")
    db.execute("DELETE FROM event_totals")


def _count(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(
        "INSERT INTO event_totals SELECT field, value, count(*) FROM event_facets GROUP BY 1, 2 ORDER BY 1, 2"
    )


def _index(db: duckdb.DuckDBPyConnection, number: int, start: int, *, last: bool) -> None:
    """One chunk of the stale events, numbered from `number + start + 1` on; with the last, the totals."""
    db.execute(
        "CREATE OR REPLACE TEMP TABLE some_events AS"
        " SELECT ? + row_number() OVER (ORDER BY id) AS n, id, stamp FROM"
        " (SELECT id, stamp FROM stale_events WHERE stamp IS NOT NULL ORDER BY id LIMIT ? OFFSET ?)",
        [number + start, CHUNK, start],
    )
    db.execute(
        "INSERT INTO event_index"
        " SELECT s.n, e.id, s.stamp, e.type, e.quad, e.factuality,"
        " coalesce(e.date_start, e.first_published),"
        " coalesce(e.date_end, e.date_start, e.first_published), e.first_published, e.outlets, e.independent,"
        " e.disagreements FROM events e JOIN some_events s ON s.id = e.id ORDER BY s.n"
    )
    db.execute(_TOLD)
    db.execute(_FACETS)
    db.execute(_WORDS)
    db.execute(_SENTENCES)
    db.execute(
        "INSERT INTO event_tellings SELECT n, article_id, mention_id, outlet, published, factuality, own"
        " FROM told ORDER BY n, published NULLS LAST, article_id, position"
    )
    for table in ("some_events", "told"):
        db.execute(f"DROP TABLE {table}")
    if last:
        _count(db)


_TOLD: Final = f"""
CREATE OR REPLACE TEMP TABLE told AS
SELECT s.n, t.mention_id, t.article_id, a.outlet, a.title, a.published, m.position, m.factuality,
       regexp_replace({_LEFT}, '{_BEFORE}', '') AS before, m.trigger_quote AS "trigger",
       rtrim(regexp_extract({_RIGHT}, '{_AFTER}'), chr(10) || ' ') AS after,
       coalesce(v.speaker_name, v.source_quote) AS speaker, m.voice = '{OUTLET}' AS own,
       CASE WHEN m.voice = '{OUTLET}' THEN '{OUTLET}' ELSE v.speaker_code END AS voice, v.speaker_name AS name
FROM some_events s JOIN tellings t ON t.event_id = s.id
JOIN mentions m ON m.id = t.mention_id AND m.article_id = t.article_id
JOIN articles a ON a.id = t.article_id
LEFT JOIN statements v ON v.id = m.voice AND v.article_id = m.article_id
"""


def _prefixes(field: str, query: str) -> str:
    """Codes of a query with columns n and code, each also by its beginning."""
    return f"SELECT '{field}', unnest([code, split_part(code, ':', 1)]), n FROM ({query}) WHERE code <> ''"


_PARTIES: Final = "FROM events e JOIN some_events s ON s.id = e.id"

_FACETS: Final = f"""
INSERT INTO event_facets
SELECT DISTINCT * FROM (
    {_prefixes("actor", f"SELECT s.n, unnest(e.actors) AS code {_PARTIES}")}
    UNION ALL {_prefixes("recipient", f"SELECT s.n, unnest(e.recipients) AS code {_PARTIES}")}
    UNION ALL SELECT 'actor_name', unnest(e.actor_names), s.n {_PARTIES}
    UNION ALL SELECT 'recipient_name', unnest(e.recipient_names), s.n {_PARTIES}
    UNION ALL SELECT 'place', e.location_country, s.n {_PARTIES}
    UNION ALL SELECT 'place_name', e.location_name, s.n {_PARTIES}
    UNION ALL SELECT 'outlet', outlet, n FROM told
    UNION ALL SELECT 'voice', voice, n FROM told WHERE voice = '{OUTLET}'
    UNION ALL SELECT 'voice', '{QUOTED}', n FROM told WHERE voice IS DISTINCT FROM '{OUTLET}'
    UNION ALL {_prefixes("voice", f"SELECT n, voice AS code FROM told WHERE voice <> '{OUTLET}'")}
    UNION ALL SELECT 'voice_name', name, n FROM told
    UNION ALL SELECT 'own_type', e.own_type, s.n {_PARTIES} WHERE e.own_type <> e.type
) AS found(field, value, n) WHERE value <> '' ORDER BY field, value, n
"""

# A text ends for strip_accents at its first NUL.
_WORDS: Final = f"""
INSERT INTO event_words
WITH segments AS (
    SELECT DISTINCT n, words FROM (
        SELECT n, before || "trigger" || after AS words FROM told UNION ALL SELECT n, title FROM told
        UNION ALL SELECT told.n, unnest([p.name, p.quote]) FROM told
        JOIN parties p ON p.mention_id = told.mention_id AND p.article_id = told.article_id
        UNION ALL SELECT s.n, e.location_name {_PARTIES}
    ) WHERE words IS NOT NULL
), numbered AS (
    SELECT n, (row_number() OVER (PARTITION BY n ORDER BY words) - 1) * {SEGMENT} AS first,
           regexp_split_to_array(
               strip_accents(lower(replace(words, chr(0), ' '))), '[^\\p{{L}}\\p{{N}}]+') AS words
    FROM segments
)
SELECT word, n, first + place FROM (
    SELECT n, first, unnest(words) AS word, generate_subscripts(words, 1) AS place FROM numbered
) WHERE word <> '' AND place < {SEGMENT} ORDER BY word, n, place
"""

_SENTENCES: Final = f"""
INSERT INTO event_sentences
SELECT n, place, before, "trigger", after, outlet, published, own, speaker FROM (
    SELECT told.*, row_number() OVER (
        PARTITION BY told.n ORDER BY told.article_id <> e.first_article, published, told.article_id, position
    ) AS place
    FROM told JOIN some_events s ON s.n = told.n JOIN events e ON e.id = s.id
) WHERE place <= {TOLD} ORDER BY n, place
"""
