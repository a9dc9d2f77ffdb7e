"""The tables of a record, as an ordered list of migrations that only lead forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import duckdb

from tidings.types.schemas import SCHEMAS, column_docs

META: Final = "tidings_schema"
"""Table with one row a migration: its version and the version of tidings that ran it."""

_MADE_WITH: Final = (
    "ontology_version VARCHAR NOT NULL, model_digest VARCHAR NOT NULL, config_digest VARCHAR NOT NULL"
)


def _span(prefix: str = "", null: str = "") -> str:
    return f'"{prefix}start" INTEGER {null}, "{prefix}end" INTEGER {null}, "{prefix}quote" VARCHAR {null}'


# No primary keys: DuckDB checks them eagerly, so a row deleted and inserted again in one transaction can
# violate its own key. `write` keeps ids unique, and `Record.check` looks for repeated ones.
_FIRST: Final = f"""
CREATE TABLE articles (
    id VARCHAR NOT NULL, text VARCHAR NOT NULL, title VARCHAR, outlet VARCHAR, author VARCHAR, published DATE,
    url VARCHAR, language VARCHAR NOT NULL, external_id VARCHAR, origin VARCHAR NOT NULL,
    inferred VARCHAR[] NOT NULL, furniture STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    signature BLOB, words INTEGER NOT NULL, {_MADE_WITH});
CREATE TABLE statements (
    id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, position INTEGER NOT NULL, {_span("source_")},
    {_span("cue_")}, kind VARCHAR NOT NULL, within VARCHAR, {_MADE_WITH});
CREATE TABLE statement_contents (
    statement_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, n INTEGER NOT NULL, {_span("", "NOT NULL")});
CREATE TABLE mentions (
    id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, position INTEGER NOT NULL,
    {_span("trigger_", "NOT NULL")},
    type VARCHAR NOT NULL, mode VARCHAR, quad TINYINT, {_span("place_")}, {_span("time_")}, date VARCHAR,
    factuality VARCHAR NOT NULL, historical BOOLEAN NOT NULL, voice VARCHAR NOT NULL, {_MADE_WITH});
CREATE TABLE parties (
    mention_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, role VARCHAR NOT NULL, n INTEGER NOT NULL,
    {_span()}, code VARCHAR, country VARCHAR, sector VARCHAR);
CREATE TABLE figures (
    id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, position INTEGER NOT NULL, {_span("", "NOT NULL")},
    low DOUBLE, high DOUBLE, unit VARCHAR NOT NULL, measure VARCHAR, currency VARCHAR, {_span("of_")},
    holder VARCHAR, as_of VARCHAR, mention_id VARCHAR, factuality VARCHAR NOT NULL, voice VARCHAR NOT NULL,
    {_MADE_WITH});
CREATE TABLE quarantine (
    id VARCHAR NOT NULL, origin VARCHAR NOT NULL, number VARCHAR NOT NULL, reason VARCHAR NOT NULL);
CREATE TABLE copies (article_id VARCHAR NOT NULL, copy_of VARCHAR NOT NULL, similarity DOUBLE NOT NULL);
CREATE TABLE verdicts (
    id VARCHAR NOT NULL, target_id VARCHAR NOT NULL, field VARCHAR NOT NULL, value VARCHAR,
    reviewer VARCHAR NOT NULL, decided TIMESTAMP NOT NULL);
CREATE TABLE runs (id VARCHAR NOT NULL, tidings_version VARCHAR NOT NULL, {_MADE_WITH});
"""


def _adding(columns: Mapping[str, str]) -> str:
    return "".join(
        f"ALTER TABLE {table} ADD COLUMN {column.strip()};"
        for table, some in columns.items()
        for column in some.split(",")
    )


_ADDED: Final = {
    "statements": "speaker_code VARCHAR, speaker_country VARCHAR, speaker_sector VARCHAR,"
    " speaker_name VARCHAR, speaker_reason VARCHAR",
    "mentions": "date_start DATE, date_end DATE, grain VARCHAR, date_reason VARCHAR, location_name VARCHAR,"
    " location_country VARCHAR, latitude DOUBLE, longitude DOUBLE, location_precision VARCHAR,"
    " geonames INTEGER, location_reason VARCHAR",
    "parties": "name VARCHAR, reason VARCHAR",
    "figures": "counted VARCHAR",
}
_RESOLVED: Final = (
    _adding(_ADDED)
    + """
UPDATE mentions SET
    date_start = TRY_CAST(split_part(date, '/', 1)
        || substr('-01-01', length(split_part(date, '/', 1)) - 3) AS DATE),
    date_end = CASE length(split_part(date, '/', -1))
        WHEN 4 THEN TRY_CAST(split_part(date, '/', -1) || '-12-31' AS DATE)
        WHEN 7 THEN last_day(TRY_CAST(split_part(date, '/', -1) || '-01' AS DATE))
        ELSE TRY_CAST(split_part(date, '/', -1) AS DATE) END
    WHERE date IS NOT NULL;
"""
)

_LINKED: Final = """
CREATE TABLE events (
    id VARCHAR NOT NULL, type VARCHAR NOT NULL, mode VARCHAR, quad TINYINT NOT NULL,
    actors VARCHAR[] NOT NULL, actor_names VARCHAR[] NOT NULL, recipients VARCHAR[] NOT NULL,
    recipient_names VARCHAR[] NOT NULL,
    date_start DATE, date_end DATE, location_name VARCHAR, location_country VARCHAR, latitude DOUBLE,
    longitude DOUBLE, location_precision VARCHAR, factuality VARCHAR NOT NULL, tellings INTEGER NOT NULL,
    articles INTEGER NOT NULL, outlets INTEGER NOT NULL, independent INTEGER NOT NULL,
    disagreements INTEGER NOT NULL, first_published DATE, first_article VARCHAR NOT NULL);
CREATE TABLE tellings (event_id VARCHAR NOT NULL, mention_id VARCHAR NOT NULL, article_id VARCHAR NOT NULL);
CREATE TABLE event_figures (
    event_id VARCHAR NOT NULL, counted VARCHAR NOT NULL, unit VARCHAR NOT NULL, low DOUBLE NOT NULL,
    best DOUBLE NOT NULL, high DOUBLE NOT NULL, compared INTEGER NOT NULL);
CREATE TABLE disagreements (
    event_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, mention_one VARCHAR NOT NULL,
    mention_other VARCHAR NOT NULL, said_one VARCHAR NOT NULL, said_other VARCHAR NOT NULL,
    figure_one VARCHAR, figure_other VARCHAR);
CREATE TABLE event_changes (
    changed TIMESTAMP NOT NULL, kind VARCHAR NOT NULL, event_id VARCHAR NOT NULL, other VARCHAR,
    mention_ids VARCHAR[] NOT NULL);
CREATE TABLE linked (article_id VARCHAR NOT NULL, made VARCHAR NOT NULL);
"""

_SCORES: Final = {
    "statements": "speaker_how VARCHAR, cue_score DOUBLE, source_score DOUBLE, content_score DOUBLE,"
    " kind_score DOUBLE",
    "mentions": "trigger_score DOUBLE, type_score DOUBLE, type_next VARCHAR, mode_score DOUBLE,"
    " place_score DOUBLE, time_score DOUBLE, factuality_score DOUBLE",
    "parties": "score DOUBLE, how VARCHAR, code_score DOUBLE",
    "figures": "factuality_score DOUBLE",
}
_SCORED: Final = _adding(_SCORES)

_OWN_TYPED: Final = """
CREATE TABLE own_types (
    name VARCHAR NOT NULL, definition VARCHAR NOT NULL, plover VARCHAR, mode VARCHAR, quad TINYINT NOT NULL,
    score DOUBLE, words VARCHAR[] NOT NULL, examples VARCHAR[] NOT NULL, counterexamples VARCHAR[] NOT NULL);
ALTER TABLE mentions ADD COLUMN own_type VARCHAR;
ALTER TABLE events ADD COLUMN own_type VARCHAR;
"""

MIGRATIONS: Final[Sequence[str]] = (_FIRST, _RESOLVED, _LINKED, _SCORED, _OWN_TYPED)
"""Migration `i` leads from schema version `i` to `i + 1`. Never change one that was released; append."""


def known_version() -> int:
    """The schema version that this tidings writes."""
    return len(MIGRATIONS)


def found_version(db: duckdb.DuckDBPyConnection) -> int | None:
    """The schema version of an open database; None where it is no tidings record."""
    try:
        # Only a table has a rowid: a view of that name is another's.
        row = db.execute(f"SELECT TRY_CAST(max(version) AS INTEGER), max(rowid) FROM main.{META}").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    return None if row is None else row[0]


def migrate(db: duckdb.DuckDBPyConnection, created_by: str, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring an open, writable database up to the last migration, each one in its own transaction."""
    db.execute(f"CREATE TABLE IF NOT EXISTS {META} (version INTEGER NOT NULL, created_by VARCHAR NOT NULL)")
    first = found_version(db) or 0
    for version, sql in enumerate(migrations[first:], start=first + 1):
        db.execute("BEGIN")
        try:
            db.execute(sql)
            if version == len(MIGRATIONS):
                _comment(db)
            db.execute(f"INSERT INTO {META} VALUES (?, ?)", [version, created_by])
            db.execute("COMMIT")
        except BaseException:
            rollback(db)
            raise


def rollback(db: duckdb.DuckDBPyConnection) -> None:
    """End the open transaction, if there is one, without its changes."""
    try:
        db.execute("ROLLBACK")
    except duckdb.Error:
        # A failed commit has already ended it.
        return


def _comment(db: duckdb.DuckDBPyConnection) -> None:
    docs = [(table, *pair) for table in SCHEMAS for pair in column_docs(table).items()]
    quoted = ((table, column, doc.replace("'", "''")) for table, column, doc in docs)
    db.execute("".join(f"COMMENT ON COLUMN {t}.\"{c}\" IS '{words}';" for t, c, words in quoted))
