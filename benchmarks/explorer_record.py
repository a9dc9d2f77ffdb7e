"""A generated record of any size, for `explorer_scale.py`.

Ten mentions an article, three events an article, three years, forty outlets. Everything is drawn by hashing
row numbers inside DuckDB, so that a million mentions take minutes. Stories are uneven: most events are told
once or twice, some by every outlet for a week. Texts are put together from parts, and every quote is cut
where its part stands. What is told never was: see `explorer_words.py`.

The record says of no article that it was linked, so adding an article to it links all of them anew.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb
import explorer_words

from tidings import api
from tidings.config import Config
from tidings.record import open_record
from tidings.record.opening import program_version
from tidings.types import content_id

MENTIONS, EVENTS, DAYS = 10, 3, 1096
CHUNK = 10_000
"""Articles written at a time."""

MACROS = f"""
CREATE OR REPLACE TEMP MACRO u(n, salt) AS hash(n, salt) / 18446744073709551616.0;
CREATE OR REPLACE TEMP MACRO one_of(n, salt, size) AS (floor(u(n, salt) * size))::BIGINT;
CREATE OR REPLACE TEMP MACRO uneven(n, salt, size) AS (floor(pow(u(n, salt), 2.2) * size))::BIGINT;
CREATE OR REPLACE TEMP MACRO name(prefix, n) AS prefix || '_' || left(md5(prefix || n), 24);
CREATE OR REPLACE TEMP MACRO event_name(e) AS 'e_' || substr(name('m', e // 3 * 10 + e % 3), 3);
CREATE OR REPLACE TEMP MACRO day_of(n, of) AS DATE '2020-01-01' + (n * {DAYS} // of)::INTEGER;
CREATE OR REPLACE TEMP MACRO capital(words) AS upper(words[1]) || words[2:];
"""

EVENT_TRAITS = """
CREATE OR REPLACE TEMP TABLE happenings AS
SELECT e, act.type, act.mode, act.quad::TINYINT AS quad, act.base, act.past, one.k AS actor, other.k
    AS recipient,
    p.k AS place, day_of(e, $events) - one_of(e, 'ago', 3)::INTEGER AS day,
    [0.62, 0.74, 0.84, 0.92, 1.0] AS shares,
    (CASE WHEN v < 0.62 THEN 'actual' WHEN v < 0.74 THEN 'future' WHEN v < 0.84 THEN 'proposed'
        WHEN v < 0.92 THEN 'hypothetical' ELSE 'negated' END) AS factuality,
    one_of(e, 'count', 6) AS count, 1 + floor(pow(u(e, 'size'), 3) * c.size)::BIGINT AS size
FROM (SELECT range AS e, u(range, 'factuality') AS v FROM range($events)) r
JOIN actions act ON act.k = one_of(e, 'action', $actions)
JOIN actors one ON one.k = uneven(e, 'actor', $actors)
JOIN actors other ON other.k = uneven(e, 'recipient', $actors)
JOIN places p ON p.k = uneven(e, 'country', $places // 12) * 12 + one_of(e, 'place', 12)
JOIN counts c ON c.k = one_of(e, 'count', 6)
"""

# One row a mention: i is its number, e its event. Of an article's ten mentions the first three are the
# first tellings of its own three events; the others tell of earlier events, often of the few that everybody
# tells.
SLOTS = """
CREATE OR REPLACE TEMP TABLE slots AS
WITH drawn AS (
    SELECT a, s, a * 10 + s AS i, greatest(0,
        3 * a - 1 - floor($window * pow(u(a * 10 + s, 'back'), 3))::BIGINT) AS back,
        u(a * 10 + s, 'story') AS v
    FROM (SELECT range AS a FROM range($first, $last)), (SELECT range AS s FROM range(10))
), told AS (
    SELECT a, s, i, CASE WHEN s < 3 THEN 3 * a + s WHEN v < 0.02 THEN back - back % 8192
        WHEN v < 0.40 THEN back - back % 64 WHEN v < 0.65 THEN back - back % 8 ELSE back END AS e
    FROM drawn
)
SELECT t.*, h.type, h.mode, h.quad, h.day, h.count, h.size, h.base, h.past,
    CASE WHEN u(i, 'other fact') < 0.9 THEN h.factuality
        WHEN h.factuality = 'actual' THEN 'negated' ELSE 'actual' END AS factuality,
    one.code AS actor_code, one.country AS actor_country, one.sector AS actor_sector, one.name
        AS actor_name,
    one.forms[1 + one_of(i, 'form', 3)] AS actor,
    CASE WHEN u(i, 'no recipient') > 0.12 THEN other.forms[1 + one_of(i, 'other form', 3)] END AS recipient,
    other.code AS recipient_code, other.country AS recipient_country, other.sector AS recipient_sector,
    other.name AS recipient_name,
    u(i, 'nameless') < 0.03 AS nameless,
    CASE WHEN u(i, 'where') < 0.55 THEN p.name END AS place, p.country AS place_country, p.latitude,
        p.longitude,
    p.precision,
    CASE WHEN u(i, 'when') < 0.5 THEN h.day + CASE WHEN u(i, 'other day') < 0.06 THEN 1 ELSE 0 END END
        AS dated,
    u(i, 'how') AS how, sp.words AS source, sp.name AS speaker, sp.code AS speaker_code,
    sp.country AS speaker_country, o.name AS reporter,
    CASE WHEN u(i, 'figure') < 0.42 THEN h.size + CASE WHEN u(i, 'other size') < 0.3
        THEN one_of(i, 'more', 1 + h.size // 3) ELSE 0 END END AS amount,
    u(i, 'about') AS about, c.before, c.after, c.of, c.counted, c.unit, c.currency
FROM told t JOIN happenings h ON h.e = t.e
JOIN actors one ON one.k = h.actor
JOIN actors other ON other.k = CASE WHEN u(i, 'other recipient') < 0.03 THEN (h.recipient + 1) % $actors
    ELSE h.recipient END
JOIN places p ON p.k = CASE WHEN u(i, 'other place') < 0.04 THEN h.place // 12 * 12 + 1 ELSE h.place END
JOIN speakers sp ON sp.k = uneven(CASE WHEN u(i, 'same source') < 0.5 THEN t.e ELSE i END, 'speaker',
    $speakers)
JOIN outlets o ON o.k = one_of(i, 'reporter', $outlets)
JOIN counts c ON c.k = h.count
"""

# The parts of each sentence: what stands before the action, the action, and what follows.
PARTS = """
CREATE OR REPLACE TEMP TABLE parts AS
WITH worded AS (
    SELECT *, CASE factuality WHEN 'actual' THEN ' ' WHEN 'future' THEN ' will ' WHEN 'proposed'
        THEN ' should '
            WHEN 'hypothetical' THEN ' could ' ELSE ' did not ' END AS aux,
        CASE factuality WHEN 'actual' THEN past ELSE base END AS trigger,
        CASE WHEN how < 0.5 THEN 'plain' WHEN how < 0.8 THEN 'said' WHEN how < 0.93 THEN 'quoted'
            ELSE 'nested' END AS form,
        CASE WHEN factuality = 'actual' AND amount IS NOT NULL THEN format('{:,}', amount) END AS digits,
        CASE WHEN about < 0.6 THEN '' WHEN about < 0.75 THEN 'at least ' WHEN about < 0.87 THEN 'up to '
            ELSE 'some ' END AS approximator
    FROM slots
), core AS (
    SELECT *, CASE WHEN form IN ('plain', 'quoted') THEN capital(actor) ELSE actor END AS doer,
        coalesce(' ' || recipient, ' again') AS done_to,
        coalesce(' in ' || place, '') AS somewhere,
        coalesce(' on ' || strftime(dated, '%-d %B %Y'), '') AS sometime,
        CASE WHEN digits IS NULL THEN '' WHEN unit = 'money' THEN ', at a cost of ' ELSE before END AS lead,
        CASE WHEN digits IS NULL THEN NULL WHEN unit = 'money' THEN approximator || '$' || digits
            ELSE approximator || digits END AS figure
    FROM worded
), built AS (
    SELECT *, doer || aux || trigger || done_to || somewhere || sometime || lead
            || coalesce(figure || after, '') AS said,
        CASE form WHEN 'said' THEN capital(source) || ' said ' WHEN 'quoted' THEN '“'
            WHEN 'nested' THEN reporter || ' reported that ' || source || ' told journalists ' ELSE '' END
            AS opening,
        CASE WHEN form IN ('said', 'nested') THEN 'that ' ELSE '' END AS that,
        CASE form WHEN 'quoted' THEN ',” ' || source || ' said.' ELSE '.' END AS ending
    FROM core
), ended AS (
    SELECT b.*, opening || that || said || ending AS sentence,
        ' ' || f.words || CASE WHEN g.k > 8 THEN ' ' || g.words ELSE '' END AS rest
    FROM built b JOIN fillers f ON f.k = one_of(i, 'filler', $fillers)
    JOIN fillers g ON g.k = one_of(i, 'filler more', $fillers)
), titled AS (
    SELECT *, first_value(capital(actor) || aux || trigger || coalesce(' ' || recipient, '')) OVER (
        PARTITION BY a ORDER BY s) AS title
    FROM ended
)
SELECT *, (length(title) + 2 + coalesce(sum(length(sentence) + length(rest) + 2) OVER (
    PARTITION BY a ORDER BY s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::INTEGER AS begins
FROM titled
"""

# Offsets into the text of each part.
PLACED = """
CREATE OR REPLACE TEMP TABLE placed AS
WITH begun AS (SELECT *, (begins + length(opening) + length(that))::INTEGER AS doer_at FROM parts)
SELECT *,
    (doer_at + length(doer) + length(aux))::INTEGER AS trigger_at,
    (doer_at + length(doer) + length(aux) + length(trigger) + 1)::INTEGER AS recipient_at,
    (doer_at + length(doer) + length(aux) + length(trigger) + length(done_to) + 4)::INTEGER AS place_at,
    (doer_at + length(doer) + length(aux) + length(trigger) + length(done_to) + length(somewhere)
        + 4)::INTEGER AS time_at,
    (doer_at + length(said) - length(figure) - length(after))::INTEGER AS figure_at,
    (CASE form WHEN 'said' THEN begins WHEN 'quoted' THEN begins + length(opening) + length(said) + 3
        WHEN 'nested' THEN begins + length(reporter) + 15 END)::INTEGER AS source_at,
    strftime(dated, '%-d %B %Y') AS day_words, name('a', a) AS article_id, name('m', i) AS id
FROM begun
"""

WISHED = """
CREATE OR REPLACE TEMP TABLE wished AS
SELECT a, name('a', a) AS article_id, name('w', a) AS id, capital(sp.words) AS source, sp.name AS speaker,
    sp.code, sp.country, w.words, '\n\n' || capital(sp.words) || ' wants ' || w.words || '.' AS added
FROM (SELECT range AS a FROM range($first, $last)) r
JOIN speakers sp ON sp.k = uneven(a, 'wisher', $speakers) JOIN wishes w ON w.k = one_of(a, 'wish', $wishes)
WHERE u(a, 'wished') < 0.4
"""

ARTICLES = """
CREATE OR REPLACE TEMP TABLE texts AS
SELECT a, any_value(title) AS title,
    any_value(title) || '\n\n' || string_agg(sentence || rest, '\n\n' ORDER BY s) AS body
FROM parts GROUP BY a;
INSERT INTO articles BY NAME
SELECT name('a', t.a) AS id, t.body || coalesce(w.added, '') AS text,
    CASE WHEN u(t.a, 'untitled') > 0.01 THEN title END AS title,
    CASE WHEN u(t.a, 'no outlet') > 0.01 THEN o.name END AS outlet,
    CASE WHEN u(t.a, 'author') < 0.3 THEN 'by our correspondent' END AS author,
    CASE WHEN u(t.a, 'undated') > 0.01 THEN day_of(t.a, $articles) END AS published,
    CASE WHEN u(t.a, 'url') < 0.8 THEN 'https://news.example/' || t.a END AS url, 'en' AS language,
    't' || t.a AS external_id, 'generated/' || t.a || '.txt' AS origin,
    CASE WHEN u(t.a, 'inferred') < 0.1 THEN ['published'] ELSE []::VARCHAR[] END AS inferred,
    []::STRUCT("start" INTEGER, "end" INTEGER)[] AS furniture, NULL AS signature,
    len(string_split_regex(trim(t.body || coalesce(w.added, '')), '\\s+'))::INTEGER AS words,
    $ontology AS ontology_version, $model AS model_digest, $config AS config_digest
FROM texts t LEFT JOIN wished w ON w.a = t.a
JOIN outlets o ON o.k = uneven(t.a, 'outlet', $outlets)
ORDER BY id
"""

_MADE = "$ontology AS ontology_version, $model AS model_digest, $config AS config_digest"
_VOICE = "CASE form WHEN 'plain' THEN 'outlet' ELSE name('s', i) END"

WRITES = (
    f"""
INSERT INTO statements BY NAME
WITH said AS (
    SELECT name('s', i) AS id, article_id, 2 * s + 1 AS position, source_at AS source_start,
        source_at + length(source) AS source_end,
        CASE form WHEN 'said' THEN capital(source) ELSE source END AS source_quote,
        source_at + length(source) + 1 AS cue_start,
        CASE form WHEN 'nested' THEN 'told journalists' ELSE 'said' END AS cue_quote, 'assertion' AS kind,
        CASE form WHEN 'nested' THEN name('n', i) END AS within, speaker_code, speaker_country,
        'GOV' AS speaker_sector, speaker AS speaker_name, speaker || ': by the list of persons'
            AS speaker_reason
    FROM placed WHERE form <> 'plain'
    UNION ALL BY NAME
    SELECT name('n', i) AS id, article_id, 2 * s AS position, begins AS source_start,
        begins + length(reporter) AS source_end, reporter AS source_quote, begins + length(reporter) + 1
            AS cue_start,
        'reported' AS cue_quote, 'assertion' AS kind
    FROM placed WHERE form = 'nested'
    UNION ALL BY NAME
    SELECT w.id, w.article_id, 100 AS position, length(t.body) + 2 AS source_start,
        length(t.body) + 2 + length(w.source) AS source_end, w.source AS source_quote,
        length(t.body) + 3 + length(w.source) AS cue_start, 'wants' AS cue_quote, 'attitude' AS kind,
        w.code AS speaker_code, w.country AS speaker_country, 'GOV' AS speaker_sector,
        w.speaker AS speaker_name, w.speaker || ': by the list of persons' AS speaker_reason
    FROM wished w JOIN texts t ON t.a = w.a
)
SELECT *, cue_start + length(cue_quote) AS cue_end, {_MADE} FROM said ORDER BY article_id, position
""",
    """
INSERT INTO statement_contents BY NAME
WITH said AS (
    SELECT name('s', i) AS statement_id, article_id,
        CASE form WHEN 'quoted' THEN begins ELSE begins + length(opening) END AS start,
        CASE form WHEN 'quoted' THEN '“' || said || ',”' ELSE that || said END AS quote
    FROM placed WHERE form <> 'plain'
    UNION ALL BY NAME
    SELECT name('n', i) AS statement_id, article_id, begins + length(reporter) + 10 AS start,
        (opening || that || said)[length(reporter) + 11:] AS quote
    FROM placed WHERE form = 'nested'
    UNION ALL BY NAME
    SELECT w.id AS statement_id, w.article_id, length(t.body) + 9 + length(w.source) AS start, w.words
        AS quote
    FROM wished w JOIN texts t ON t.a = w.a
)
SELECT *, 0 AS n, start + length(quote) AS "end" FROM said ORDER BY article_id
""",
    f"""
INSERT INTO mentions BY NAME
SELECT id, article_id, s AS position, trigger_at AS trigger_start, trigger_at + length(trigger)
    AS trigger_end,
    trigger AS trigger_quote, type, mode, quad,
    CASE WHEN place IS NOT NULL THEN place_at END AS place_start, place_at + length(place) AS place_end,
    place AS place_quote, CASE WHEN dated IS NOT NULL THEN time_at END AS time_start,
    time_at + length(day_words) AS time_end, day_words AS time_quote, strftime(dated, '%Y-%m-%d') AS date,
    dated AS date_start, dated AS date_end, CASE WHEN dated IS NOT NULL THEN 'day' END AS grain,
    day_words || ': a full date' AS date_reason, place AS location_name,
    CASE WHEN place IS NOT NULL THEN place_country END AS location_country,
    CASE WHEN place IS NOT NULL THEN latitude END AS latitude,
    CASE WHEN place IS NOT NULL THEN longitude END AS longitude,
    CASE WHEN place IS NOT NULL THEN precision END AS location_precision, NULL AS geonames,
    place || ': the only place of that name' AS location_reason, factuality,
    u(i, 'historical') < 0.03 AS historical, {_VOICE} AS voice, {_MADE}
FROM placed ORDER BY article_id, s
""",
    """
INSERT INTO parties BY NAME
SELECT id AS mention_id, article_id, 'actor' AS role, 0 AS n, doer_at AS start, doer_at + length(doer)
    AS "end",
    doer AS quote, CASE WHEN NOT nameless THEN actor_code END AS code,
    CASE WHEN NOT nameless THEN actor_country END AS country, CASE WHEN NOT nameless THEN actor_sector END
        AS sector,
    CASE WHEN NOT nameless THEN actor_name END AS name,
    CASE WHEN NOT nameless THEN doer || ': by the list of names' END AS reason
FROM placed
UNION ALL BY NAME
SELECT id AS mention_id, article_id, 'recipient' AS role, 0 AS n, recipient_at AS start,
    recipient_at + length(recipient) AS "end",
    recipient AS quote, recipient_code AS code, recipient_country AS country, recipient_sector AS sector,
    recipient_name AS name, recipient || ': by the list of names' AS reason
FROM placed WHERE recipient IS NOT NULL
ORDER BY article_id, mention_id
""",
    f"""
INSERT INTO figures BY NAME
SELECT name('f', i) AS id, article_id, s AS position, figure_at AS start, figure_at + length(figure)
    AS "end",
    figure AS quote, CASE WHEN approximator <> 'up to ' THEN amount::DOUBLE END AS low,
    CASE WHEN approximator <> 'at least ' THEN amount::DOUBLE END AS high, unit, NULL AS measure, currency,
    CASE WHEN of <> '' THEN figure_at + length(figure) + 1 END AS of_start,
    CASE WHEN of <> '' THEN figure_at + length(figure) + length(of) END AS of_end, nullif(of[2:], '')
        AS of_quote,
    counted, CASE WHEN unit IN ('troops', 'weapons', 'money') THEN actor_code ELSE recipient_code END
        AS holder,
    strftime(dated, '%Y-%m-%d') AS as_of, id AS mention_id, factuality, {_VOICE} AS voice, {_MADE}
FROM placed WHERE figure IS NOT NULL ORDER BY article_id, s
""",
    """
INSERT INTO tellings BY NAME
SELECT event_name(e) AS event_id, id AS mention_id, article_id FROM placed
""",
)

ENDS = (
    # Events lie near their tellings where those are read by event.
    "CREATE OR REPLACE TEMP TABLE told AS SELECT * FROM tellings ORDER BY event_id, mention_id",
    "DELETE FROM tellings",
    "INSERT INTO tellings BY NAME SELECT * FROM told",
    """
CREATE OR REPLACE TEMP TABLE telling_rows AS
SELECT t.event_id, m.id, m.article_id, m.factuality, m.voice, m.date_start, m.location_name, a.outlet,
    a.published, s.speaker_name, hash(m.id) AS lot
FROM tellings t JOIN mentions m ON m.id = t.mention_id JOIN articles a ON a.id = m.article_id
LEFT JOIN statements s ON s.id = m.voice
""",
    """
INSERT INTO event_figures BY NAME
SELECT t.event_id, f.counted, f.unit, min(coalesce(f.low, f.high)) AS low,
    quantile_disc(coalesce(f.low, f.high), 0.5) AS best, max(coalesce(f.high, f.low)) AS high,
    count(*)::INTEGER AS compared
FROM tellings t JOIN figures f ON f.mention_id = t.mention_id GROUP BY 1, 2, 3 ORDER BY 1, 2
""",
    """
INSERT INTO disagreements BY NAME
SELECT event_id, 'factuality' AS kind, arg_min(id, lot) FILTER (factuality = 'actual') AS mention_one,
    arg_min(id, lot) FILTER (factuality = 'negated') AS mention_other, 'actual' AS said_one,
    'negated' AS said_other
FROM telling_rows GROUP BY 1 HAVING mention_one IS NOT NULL AND mention_other IS NOT NULL
UNION ALL BY NAME
SELECT event_id, 'time' AS kind, arg_min(id, date_start) AS mention_one, arg_max(id, date_start)
    AS mention_other,
    min(date_start)::VARCHAR AS said_one, max(date_start)::VARCHAR AS said_other
FROM telling_rows GROUP BY 1 HAVING min(date_start) < max(date_start)
UNION ALL BY NAME
SELECT event_id, 'place' AS kind, arg_min(id, location_name) AS mention_one,
    arg_max(id, location_name) AS mention_other, min(location_name) AS said_one, max(location_name)
        AS said_other
FROM telling_rows GROUP BY 1 HAVING min(location_name) < max(location_name)
UNION ALL BY NAME
SELECT t.event_id, 'figure' AS kind, arg_min(f.mention_id, f.low) AS mention_one,
    arg_max(f.mention_id, f.low) AS mention_other, min(f.low)::BIGINT || ' ' || f.counted AS said_one,
    max(f.low)::BIGINT || ' ' || f.counted AS said_other, arg_min(f.id, f.low) AS figure_one,
    arg_max(f.id, f.low) AS figure_other
FROM tellings t JOIN figures f ON f.mention_id = t.mention_id WHERE f.low = f.high
GROUP BY t.event_id, f.counted HAVING min(f.low) < max(f.low)
ORDER BY 1, 2
""",
    """
INSERT INTO events BY NAME
WITH counted AS (
    SELECT event_id, count(*)::INTEGER AS tellings, count(DISTINCT article_id)::INTEGER AS articles,
        greatest(1, count(DISTINCT outlet))::INTEGER AS outlets,
        greatest(1, least(count(DISTINCT outlet), count(DISTINCT coalesce(speaker_name, outlet))))::INTEGER
            AS independent,
        min(published) AS first_published, mode(factuality) AS factuality, min(date_start) AS date_start,
        max(date_start) AS date_end, any_value(location_name) AS location_name
    FROM telling_rows GROUP BY 1
), disputed AS (SELECT event_id, count(*)::INTEGER AS n FROM disagreements GROUP BY 1)
SELECT event_name(h.e) AS id, h.type, h.mode, h.quad, [one.code] AS actors, [one.name] AS actor_names,
    CASE WHEN u(h.e, 'no recipient') > 0.08 THEN [other.code] ELSE [] END AS recipients,
    CASE WHEN u(h.e, 'no recipient') > 0.08 THEN [other.name] ELSE [] END AS recipient_names,
    c.date_start, CASE WHEN c.date_start IS NOT NULL THEN least(c.date_end, c.date_start + 1) END
        AS date_end,
    CASE WHEN c.location_name IS NOT NULL THEN p.name END AS location_name,
    CASE WHEN c.location_name IS NOT NULL THEN p.country END AS location_country,
    CASE WHEN c.location_name IS NOT NULL THEN p.latitude END AS latitude,
    CASE WHEN c.location_name IS NOT NULL THEN p.longitude END AS longitude,
    CASE WHEN c.location_name IS NOT NULL THEN p.precision END AS location_precision, c.factuality,
        c.tellings,
    c.articles, c.outlets, c.independent, coalesce(d.n, 0) AS disagreements, c.first_published,
    name('a', h.e // 3) AS first_article
FROM happenings h JOIN counted c ON c.event_id = event_name(h.e) LEFT JOIN disputed d USING (event_id)
JOIN actors one ON one.k = h.actor JOIN actors other ON other.k = h.recipient JOIN places p ON p.k = h.place
ORDER BY id
""",
    """
INSERT INTO copies BY NAME
SELECT name('a', a) AS article_id, name('a', a - 1 - one_of(a, 'copied', least(a, 90))) AS copy_of,
    0.8 + 0.2 * u(a, 'similar') AS similarity
FROM (SELECT range AS a FROM range(1, $articles)) WHERE u(a, 'copy') < 0.03 ORDER BY 1
""",
    """
INSERT INTO quarantine BY NAME
SELECT name('q', q) AS id, 'generated/refused-' || q || '.pdf' AS origin, 'TID-108' AS number,
    'generated/refused-' || q || '.pdf: holds no text (no words on its pages). A scanned page needs OCR'
    || ' first.' AS reason
FROM (SELECT range AS q FROM range($articles // 200))
""",
    """
INSERT INTO event_changes BY NAME
SELECT TIMESTAMP '2023-01-02 08:00:00' + to_seconds(h.e) AS changed, 'grew' AS kind, event_name(h.e)
    AS event_id,
    NULL AS other, [name('m', h.e // 3 * 10 + h.e % 3)] AS mention_ids
FROM happenings h WHERE u(h.e, 'changed') < 0.02
""",
)


def generate(path: Path, articles: int = 100_000) -> None:
    """Write the record; `path` must not be there yet."""
    stamp = api.provenance(Config())
    made = (stamp.ontology_version, stamp.model_digest, stamp.config_digest)
    with open_record(path, create=True) as record:
        record.do(lambda db: _fill(db.cursor(), articles, made))


def _fill(db: duckdb.DuckDBPyConnection, articles: int, made: tuple[str, str, str]) -> None:
    lists = explorer_words.tables()
    for name, table in lists.items():
        db.register("incoming", table)
        db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming").fetchall()
        db.unregister("incoming")
    events = articles * EVENTS
    values = {
        **{name: table.num_rows for name, table in lists.items()},
        "articles": articles, "events": events, "window": max(30, 10 * events // DAYS),
        "ontology": made[0], "model": made[1], "config": made[2],
    }  # fmt: skip

    def run_sql(sql: str, **more: int) -> None:
        known = values | more
        db.execute(sql, {name: known[name] for name in known if f"${name}" in sql}).fetchall()

    for macro in MACROS.strip().split("\n"):
        db.execute(macro).fetchall()
    run_sql(EVENT_TRAITS)
    for first in range(0, articles, CHUNK):
        span = {"first": first, "last": min(first + CHUNK, articles)}
        for sql in (SLOTS, PARTS, PLACED, WISHED, *ARTICLES.split(";"), *WRITES):
            run_sql(sql, **span)
        print(f"{span['last']:,} articles", flush=True)
    for sql in ENDS:
        run_sql(sql)
    run = content_id("r", program_version(), *made)
    db.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", [run, program_version(), *made]).fetchall()


def main() -> None:
    started = time.monotonic()
    generate(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
