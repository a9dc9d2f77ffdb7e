"""The rows of events for the formats of other data sets, as one SQL query over the record.

A column's SQL may name: `e`, the event (the columns of `events`, and `n`, its place in the export; `day`, its
first day or the day of the first report; `actor`, `actor_name`, `recipient`, `recipient_name`, the first of
each side, with `_country`, `_sector` and, see `side_class`, `_class`; `other`, the first recipient, or where
there is none the second actor); `k`, its codes in other schemes; `f`, its
earliest telling in the first report; `t`, all tellings together; `d`, the dead; `x`, other counts; `g`, its
place; `ca`, `cr`, `co`, `ce`, the country of actor, recipient, other and place; `cm`,
with `cow`, a map from countries to their Correlates of War numbers; `z`, where the sentences of the first
report end; `st`, the number of that report among the first reports; `w`, the words for the parties in the
first report; `r`, the reports. A part that no column names is not computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from tidings.export.choice import CHOSEN, SLICE, in_slices, reader
from tidings.export.columns import Column
from tidings.record.event_queries import DAY

AS_JSON: Final = "json_merge_patch('{}', to_json(row_))::VARCHAR"
"""A row as a JSON object, its fields without a value left out, in the fields of fields too."""
BATCH: Final = 10_000
"""Rows that are held as Arrow at once."""

SENTENCE_NUMBER: Final = "1 + length([x FOR x IN z.stops IF x <= {start}])"
"""The number of the sentence in which a code point stands, from 1; `z`: a row of `sentences_of_articles`."""

ARMED: Final = "('REB', 'UAF', 'PRM', 'CRM')"
STATE: Final = "('', 'GOV', 'MIL', 'COP', 'SPY', 'JUD', 'LEG')"


def side_class(code: str) -> str:
    """SQL for what a party is: `state`, `armed` (organised, not a state), `civil`; null where unknown."""
    kind, sector = f"left({code}, 3)", f"substr({code}, 5)"
    return (
        f"CASE WHEN coalesce({code}, '') = '' OR {code} = 'UNK' OR {code} = 'UNK:UNK' THEN NULL"
        f" WHEN {kind} IN ('IGO', 'UNO', 'EUR') THEN 'state'"
        f" WHEN {kind} = 'IMG' THEN 'armed' WHEN {kind} IN ('NGO', 'MNC', 'ISM') THEN 'civil'"
        f" WHEN {sector} IN {ARMED} THEN 'armed' WHEN {sector} IN {STATE} THEN 'state'"
        f" WHEN {sector} = 'UNK' THEN NULL ELSE 'civil' END"
    )


_EVENT: Final = f"""
    SELECT c.n, e.*, {DAY} AS day,
           nullif(e.actors[1], '') AS actor, nullif(e.actor_names[1], '') AS actor_name,
           nullif(e.recipients[1], '') AS recipient, nullif(e.recipient_names[1], '') AS recipient_name,
           left(e.actors[1], 3) AS actor_country, substr(e.actors[1], 5) AS actor_sector,
           left(e.recipients[1], 3) AS recipient_country,
           substr(e.recipients[1], 5) AS recipient_sector,
           {side_class("e.actors[1]")} AS actor_class,
           coalesce(nullif(e.recipients[1], ''), nullif(e.actors[2], '')) AS other,
           CASE WHEN nullif(e.recipients[1], '') IS NULL THEN nullif(e.actor_names[2], '')
               ELSE nullif(e.recipient_names[1], '') END AS other_name,
           left(other, 3) AS other_country, substr(other, 5) AS other_sector,
           {side_class("other")} AS other_class
    FROM {SLICE} c JOIN events e ON e.id = c.id
"""

_TOLD: Final = (
    f"FROM {SLICE} c JOIN tellings s ON s.event_id = c.id"
    " JOIN mentions m ON m.id = s.mention_id AND m.article_id = s.article_id"
)

_FIRST: Final = f"""
    SELECT c.id AS event_id, a.id AS article_id, a.url, a.title, a.outlet, a.published, a.language, a.author,
           coalesce(a.url, 'urn:tidings:' || a.id) AS link, m.*,
           substr(a.text, greatest(1, m.trigger_start - 298), least(300, m.trigger_start + 1)) AS before,
           substr(a.text, m.trigger_start + 2, 500) AS after,
           regexp_extract(before, '(?s)(?:.*[.!?]["”’)]*\\s|.*\\n)?(.*)$', 1) AS head,
           regexp_extract(after, '(?s)^(?:[^.!?\\n]|[.!?]\\S)*[.!?]?', 0) AS tail,
           trim(regexp_replace(head || tail, '\\s+', ' ', 'g')) AS sentence_text
    FROM (
        SELECT c.id, arg_min(struct_pack(
            mention_id := m.id, trigger_start := m.trigger_start, trigger_end := m.trigger_end,
            trigger_quote := m.trigger_quote, place_quote := m.place_quote, position := m.position),
            (m.position, m.id)) AS m, any_value(s.article_id) AS article_id
        {_TOLD} JOIN events e ON e.id = c.id AND e.first_article = s.article_id GROUP BY c.id
    ) c JOIN articles a ON a.id = c.article_id
"""

_TELLINGS: Final = f"""
    SELECT event_id,
           string_agg(factuality || ':' || told, '; ' ORDER BY told DESC, factuality) AS factualities,
           sum(historical) > sum(told) / 2 AS historical,
           array_to_string(list_sort(list_distinct(flatten(list(voices)))), '; ') AS voices
    FROM (
        SELECT c.id AS event_id, m.factuality, count(*) AS told, count(*) FILTER (m.historical) AS historical,
               list(DISTINCT CASE WHEN m.voice = 'outlet' THEN 'outlet' ELSE coalesce(
                   v.speaker_code, v.speaker_name, v.source_quote, 'a source not named') END) AS voices
        {_TOLD} LEFT JOIN statements v ON v.id = m.voice AND v.article_id = m.article_id
        GROUP BY c.id, m.factuality
    ) GROUP BY event_id
"""

_COUNTED: Final = f"""
    SELECT event_id, max(best) FILTER (counted = 'wounded') AS wounded,
           max(best) FILTER (counted = 'detained') AS detained,
           max(best) FILTER (counted = 'protesters') AS protesters
    FROM event_figures JOIN {SLICE} c ON c.id = event_id WHERE unit IN ('people', 'troops') GROUP BY event_id
"""

_DEAD: Final = f"""
    SELECT event_id, min(low)::BIGINT AS low, max(best)::BIGINT AS best, max(high)::BIGINT AS high
    FROM event_figures JOIN {SLICE} c ON c.id = event_id
    WHERE counted = 'dead' AND unit IN ('people', 'troops') AND high < 1e12 GROUP BY event_id
"""

_PLACE: Final = f"""
    SELECT p.event_id, p.told.words AS words, p.told.geonames AS geonames, q.province, q.acled, q.ucdp FROM (
        SELECT e.id AS event_id, any_value(e.location_name) AS name, any_value(e.location_country) AS country,
               any_value(e.location_precision) AS precision,
               arg_min(struct_pack(words := m.place_quote, geonames := m.geonames), m.id) AS told
        {_TOLD} JOIN events e ON e.id = c.id AND m.location_name = e.location_name
            AND m.location_country IS NOT DISTINCT FROM e.location_country
            AND m.location_precision = e.location_precision
        GROUP BY e.id
    ) p LEFT JOIN places_of_events q ON q.name = p.name AND q.country IS NOT DISTINCT FROM p.country
        AND q.precision = p.precision AND q.geonames IS NOT DISTINCT FROM p.told.geonames
        AND q.words IS NOT DISTINCT FROM p.told.words
"""

_WORDS: Final = f"""
    SELECT x.event_id, string_agg(p.quote, '; ' ORDER BY p.n) FILTER (p.role = 'actor') AS actors,
           string_agg(p.quote, '; ' ORDER BY p.n) FILTER (p.role = 'recipient') AS recipients,
           arg_min(p.start, p.n) FILTER (p.role = 'actor') AS actor_start,
           arg_min(p.start, p.n) FILTER (p.role = 'recipient') AS recipient_start
    FROM (
        SELECT c.id AS event_id, arg_min(m.id, (m.position, m.id)) AS mention_id,
               any_value(s.article_id) AS article_id
        {_TOLD} JOIN events e ON e.id = c.id AND e.first_article = s.article_id GROUP BY c.id
    ) x JOIN parties p ON p.mention_id = x.mention_id AND p.article_id = x.article_id
    WHERE p.quote IS NOT NULL GROUP BY x.event_id
"""

_REPORTS: Final = f"""
    SELECT event_id, string_agg(DISTINCT outlet, '; ' ORDER BY outlet) AS outlets,
           string_agg(label, '; ' ORDER BY published NULLS LAST, label) AS labels
    FROM (
        SELECT DISTINCT c.id AS event_id, a.id, a.published, a.outlet,
               concat_ws(', ', coalesce(a.outlet, 'unknown outlet'), a.published::VARCHAR, a.title) AS label
        FROM {SLICE} c JOIN tellings s ON s.event_id = c.id JOIN articles a ON a.id = s.article_id
    ) GROUP BY event_id
"""

_PARTS: Final = {
    "k": "LEFT JOIN codes_of_types k ON k.type = e.type AND k.mode IS NOT DISTINCT FROM e.mode"
    " AND k.factuality = e.factuality"
    " AND k.armed = coalesce(e.actor_class IN ('armed', 'state'), false)",
    "ca": "LEFT JOIN codes_of_countries ca ON ca.code = e.actor_country",
    "cr": "LEFT JOIN codes_of_countries cr ON cr.code = e.recipient_country",
    "co": "LEFT JOIN codes_of_countries co ON co.code = e.other_country",
    "ce": "LEFT JOIN codes_of_countries ce ON ce.code = e.location_country",
    "z": "LEFT JOIN sentences_of_articles z ON z.article_id = e.first_article",
    "st": "LEFT JOIN numbers_of_stories st ON st.article_id = e.first_article",
    "cm": "CROSS JOIN (SELECT map(list(code), list(cow::VARCHAR)) AS cow FROM codes_of_countries"
    " WHERE cow IS NOT NULL) cm",
    "f": f"LEFT JOIN ({_FIRST}) f ON f.event_id = e.id",
    "t": f"LEFT JOIN ({_TELLINGS}) t ON t.event_id = e.id",
    "d": f"LEFT JOIN ({_DEAD}) d ON d.event_id = e.id",
    "x": f"LEFT JOIN ({_COUNTED}) x ON x.event_id = e.id",
    "g": f"LEFT JOIN ({_PLACE}) g ON g.event_id = e.id",
    "w": f"LEFT JOIN ({_WORDS}) w ON w.event_id = e.id",
    "r": f"LEFT JOIN ({_REPORTS}) r ON r.event_id = e.id",
}
"""Alias to the join that gives it."""


def query(columns: Iterable[Column]) -> str:
    """The query whose rows are the events of the slice, in their order, with these columns."""
    selected = select_list(columns)
    parts = "\n".join(join for alias, join in _PARTS.items() if alias in aliases(selected))
    return f"SELECT {selected} FROM ({_EVENT}) e {parts} ORDER BY e.n"


def select_list(columns: Iterable[Column]) -> str:
    """The columns as SQL selects them."""
    return ",\n".join(f'({c.sql}) AS "{c.name}"' for c in columns)


def aliases(sql: str) -> set[str]:
    """The parts that SQL names."""
    return set(re.findall(r"\b([a-z]{1,2})\.", sql))


def find_sentences(db: duckdb.DuckDBPyConnection) -> None:
    """Make `sentences_of_articles` for the articles that tell of the chosen events.

    A sentence ends, as far as its number goes, after a full stop, question or exclamation mark before white
    space, and at a line end. Texts are gone through once, so that memory does not grow with them.
    """
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE sentences_of_articles AS
        SELECT id AS article_id, characters,
               [list_sum(sizes[1:i])::INTEGER FOR i IN range(1, len(sizes) + 1)] AS stops
        FROM (
            SELECT id, length(text) AS characters,
                   regexp_extract_all(text, '(?s).*?(?:[.!?]["”’)\\]]*\\s+|\\n+)') AS sentences,
                   [length(x) FOR x IN sentences] AS sizes
            FROM articles WHERE id IN (
                SELECT t.article_id FROM tellings t JOIN {CHOSEN} c ON c.id = t.event_id)
        )
        """
    )


def number_stories(db: duckdb.DuckDBPyConnection) -> None:
    """Make `numbers_of_stories`: the first reports of the chosen events, numbered from 1 by article id."""
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE numbers_of_stories AS
        SELECT article_id, row_number() OVER (ORDER BY article_id)::INTEGER AS number
        FROM (SELECT DISTINCT e.first_article AS article_id FROM {CHOSEN} c JOIN events e ON e.id = c.id)
        """
    )


def events(
    db: duckdb.DuckDBPyConnection, columns: Sequence[Column], *, as_json: bool = False
) -> pa.RecordBatchReader:
    """The chosen events with these columns, a batch at a time; `codes` must be registered.

    `as_json`: one column, with each row as a JSON object without the fields that have no value.
    """
    named = aliases(select_list(columns))
    if "z" in named:
        find_sentences(db)
    if "st" in named:
        number_stories(db)
    found = query(columns)
    if as_json:
        found = f"SELECT {AS_JSON} FROM ({found}) row_"
    return in_slices(db, lambda: reader(db, found, BATCH))
