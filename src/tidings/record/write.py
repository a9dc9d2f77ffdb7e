"""Writing: one transaction a batch, as Arrow tables, never row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import PROBLEMS
from tidings.ontology import TYPES
from tidings.record.opening import program_version
from tidings.record.schema import rollback
from tidings.types import Article, Coding, Location, Party, Quarantined, Span, content_id, iso_days
from tidings.types.provenance import Provenance
from tidings.types.schemas import CODED, SCHEMAS

_LOOKUP: Final = 10_000
"""Ids asked for at a time; bounds the memory that one question takes."""

Rows = dict[str, list[tuple[Any, ...]]]
"""Table name to rows, each a tuple in the order of the table's columns."""


def known(db: duckdb.DuckDBPyConnection, ids: Iterable[str], provenance: Provenance) -> set[str]:
    """Those of the article ids that are stored with this provenance."""
    left, out = iter(ids), set[str]()
    while some := list(islice(left, _LOOKUP)):
        out.update(id for id, same in _stored(db, some, provenance) if same)
    return out


def write(
    db: duckdb.DuckDBPyConnection,
    codings: Sequence[Coding],
    quarantined: Sequence[Quarantined],
    provenance: Provenance,
    signatures: Mapping[str, bytes],
) -> None:
    """Store a batch in one transaction; see `Record.write`."""
    unique, refused = storable(codings)
    db.execute("BEGIN")
    try:
        stored = dict(_stored(db, list(unique), provenance))
        fresh = [coding for id, coding in unique.items() if not stored.get(id, False)]
        stale = [coding.article.id for coding in fresh if coding.article.id in stored]
        if stale:
            delete_articles(db, stale)
        rows = flatten(fresh, provenance, signatures)
        rows["quarantine"] = quarantine_rows([*quarantined, *refused])
        ids = [row[0] for row in rows["quarantine"]]
        if ids:
            db.execute("DELETE FROM quarantine WHERE id IN (SELECT unnest(?::VARCHAR[]))", [ids])
        for name, some in rows.items():
            insert(db, name, some)
        if fresh:
            log_run(db, provenance)
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise


def storable(codings: Iterable[Coding]) -> tuple[dict[str, Coding], list[Quarantined]]:
    """The codings that can be stored, by article id, the first of each id; and why the others can't be."""
    unique: dict[str, Coding] = {}
    refused: list[Quarantined] = []
    for coding in codings:
        refusal = _refusal(coding.article)
        if refusal is None:
            unique.setdefault(coding.article.id, coding)
        else:
            refused.append(refusal)
    return unique, refused


def as_table(name: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows of a table of the record, in its declared column order, as Arrow has them."""
    schema = SCHEMAS[name]
    columns = [pa.array([row[n] for row in rows], type=field.type) for n, field in enumerate(schema)]
    return pa.table(columns, schema=schema)


def insert(db: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append rows, in the table's declared column order, inside the caller's transaction."""
    if not rows:
        return
    db.register("incoming", as_table(name, rows))
    # No cleaning up after a failure: it would fail too and hide the cause, and the next table takes the name.
    db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
    db.unregister("incoming")


def replace_copies(db: duckdb.DuckDBPyConnection, rows: Iterable[tuple[str, str, float]]) -> None:
    """Put these rows in the place of all rows of `copies`, in one transaction."""
    db.execute("BEGIN")
    try:
        db.execute("DELETE FROM copies")
        insert(db, "copies", sorted(set(rows)))
        db.execute("COMMIT")
    except BaseException:
        rollback(db)
        raise


def clear_quarantine(db: duckdb.DuckDBPyConnection, origins: Iterable[str]) -> None:
    """Take inputs out of quarantine, by origin."""
    gone = [_plain(origin) for origin in origins]
    if gone:
        db.execute("DELETE FROM quarantine WHERE origin IN (SELECT unnest(?::VARCHAR[]))", [gone])


def flatten(codings: Iterable[Coding], provenance: Provenance, signatures: Mapping[str, bytes]) -> Rows:
    """The rows of the codings, by table."""
    made = (provenance.ontology_version, provenance.model_digest, provenance.config_digest)
    rows: Rows = {name: [] for name in ("articles", *CODED)}
    for coding in codings:
        article = coding.article
        rows["articles"].append(_article_row(article, signatures.get(article.id), made))
        _statement_rows(coding, made, rows)
        _mention_rows(coding, made, rows)
        rows["figures"].extend(
            (f.id, article.id, n, *_where(f.span), f.low, f.high, f.unit.value, f.measure, f.currency,
             *_where(f.of), f.counted, f.holder, f.as_of, f.mention_id, f.factuality.value, f.voice,
             f.factuality_score, *made)
            for n, f in enumerate(coding.figures)
        )  # fmt: skip
    return rows


def _article_row(article: Article, signature: bytes | None, made: tuple[str, ...]) -> tuple[Any, ...]:
    return (
        article.id, article.text, article.title, article.outlet, article.author, article.published,
        article.url, article.language, article.external_id, _plain(article.origin), list(article.inferred),
        [{"start": start, "end": end} for start, end in article.furniture], signature,
        len(article.text.split()), *made,
    )  # fmt: skip


def _statement_rows(coding: Coding, made: tuple[str, ...], rows: Rows) -> None:
    article = coding.article.id
    for position, s in enumerate(coding.statements):
        rows["statements"].append(
            (
                s.id,
                article,
                position,
                *_where(s.source),
                *_where(s.cue),
                s.kind.value,
                s.within,
                *_who(s.speaker),
                s.speaker and s.speaker.how and s.speaker.how.value,
                s.cue_score,
                s.source_score,
                s.content_score,
                s.kind_score,
                *made,
            )
        )
        rows["statement_contents"].extend(
            (s.id, article, n, *_where(span)) for n, span in enumerate(s.content)
        )


def _mention_rows(coding: Coding, made: tuple[str, ...], rows: Rows) -> None:
    article = coding.article.id
    for position, m in enumerate(coding.mentions):
        event_type = TYPES.get(m.type)
        quad = int(event_type.quad) if event_type else m.own_quad
        rows["mentions"].append(
            (m.id, article, position, *_where(m.trigger), m.type, m.mode, quad,
             *_where(m.place), *_where(m.time), m.date, *iso_days(m.date), m.grain and m.grain.value,
             m.date_reason, *_location(m.location), m.factuality.value, m.historical, m.voice,
             m.trigger_score, m.type_score, m.type_next, m.mode_score, m.place_score, m.time_score,
             m.factuality_score, m.own_type, *made)
        )  # fmt: skip
        for role, parties in (("actor", m.actors), ("recipient", m.recipients)):
            for n, party in enumerate(parties):
                rows["parties"].append(
                    (m.id, article, role, n, *_where(party.span), *_who(party), party.score,
                     party.how and party.how.value, party.code_score)
                )  # fmt: skip


def quarantine_rows(quarantined: Iterable[Quarantined]) -> list[tuple[Any, ...]]:
    """The rows of `quarantine`, each id once."""
    return list({q.id: (q.id, _plain(q.origin), q.number, _plain(q.reason)) for q in quarantined}.values())


def _who(party: Party | None) -> tuple[str | None, ...]:
    """Code, country, sector, name and reason."""
    if party is None:
        return (None,) * 5
    country, _, sector = (party.code or "").partition(":")
    return party.code, country or None, sector or None, party.name, party.reason


def _location(found: Location | None) -> tuple[Any, ...]:
    if found is None:
        return (None,) * 7
    return (
        found.name, found.country, found.latitude, found.longitude, found.precision.value, found.geonames,
        found.reason,
    )  # fmt: skip


def _where(span: Span | None) -> tuple[int | None, int | None, str | None]:
    return (None, None, None) if span is None else (span.start, span.end, span.quote)


def _plain(words: str) -> str:
    # File names may hold bytes that are no UTF-8, which Python keeps as lone surrogates.
    return words.encode("utf-8", "backslashreplace").decode()


def _refusal(article: Article) -> Quarantined | None:
    """Why an article can't be stored: half a surrogate pair (JSON can bring one) has no UTF-8."""
    fields = (article.text, article.title, article.outlet, article.author, article.url, article.external_id)
    for words in fields:
        try:
            (words or "").encode()
        except UnicodeEncodeError as failure:
            reason = PROBLEMS["TID-112"].format(path=_plain(article.origin), detail=failure.reason)
            return Quarantined(article.origin, "TID-112", reason)
    return None


def _stored(
    db: duckdb.DuckDBPyConnection, ids: Sequence[str], provenance: Provenance
) -> list[tuple[str, bool]]:
    return db.execute(
        "SELECT id, ontology_version = ? AND model_digest = ? AND config_digest = ? FROM articles"
        " WHERE id IN (SELECT unnest(?::VARCHAR[]))",
        [provenance.ontology_version, provenance.model_digest, provenance.config_digest, ids],
    ).fetchall()


def delete_articles(db: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    """Take articles out, with all their rows."""
    for table, column in (*((name, "article_id") for name in CODED), ("articles", "id")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?::VARCHAR[]))", [ids])


def log_run(db: duckdb.DuckDBPyConnection, provenance: Provenance) -> None:
    """Note, once, that rows with this provenance are in the record."""
    made = (program_version(), provenance.ontology_version, provenance.model_digest, provenance.config_digest)
    key = content_id("r", *made)
    if db.execute("SELECT 1 FROM runs WHERE id = ?", [key]).fetchone() is None:
        insert(db, "runs", [(key, *made)])
