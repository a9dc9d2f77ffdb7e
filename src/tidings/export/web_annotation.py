"""W3C Web Annotation: each span of a record as an annotation of its article.

One JSON-LD document, an AnnotationCollection whose only page holds all annotations (Web Annotation Data
Model, W3C Recommendation of 2017). A target's source is the article's address, or `urn:tidings:` and its id;
it is selected by position (code points into `articles.text`, as the recommendation counts them) and by
quotation with the words around it, so that it is found in the page too. What is said of it is the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import duckdb

from tidings.export.choice import reader
from tidings.export.columns import Column, Format, Layout

AROUND: Final = 32
"""Code points of text before and after a quotation, for telling equal quotations apart."""
BATCH: Final = 5_000
"""Annotations that are held as Arrow at once."""
ARTICLES: Final = 5_000
"""Articles of a slice: memory depends on this, and not on the number of articles in the record."""

_CONTEXT: Final = [
    "http://www.w3.org/ns/anno.jsonld",
    {"tidings": "urn:tidings:ns#", "@vocab": "urn:tidings:ns#"},
]

_SPANS: Final = """
    SELECT article_id, 1 AS kind, id, trigger_start AS start, trigger_end AS "end", trigger_quote AS quote,
           to_json(struct_pack(type := 'Mention', plover_type := type, plover_mode := mode,
               factuality := factuality, historical := historical, voice := voice, date := date,
               location := location_name, country := location_country)) AS body, type AS tag
    FROM mentions
    UNION ALL
    SELECT article_id, 2, mention_id || ':' || role || ':' || n, start, "end", quote,
           to_json(struct_pack(type := CASE role WHEN 'actor' THEN 'Actor' ELSE 'Recipient' END,
               mention := mention_id, code := code, name := name)), role
    FROM parties WHERE start IS NOT NULL
    UNION ALL
    SELECT article_id, 3, id || ':place', place_start, place_end, place_quote,
           to_json(struct_pack(type := 'Place', mention := id, location := location_name,
               country := location_country)), 'place'
    FROM mentions WHERE place_start IS NOT NULL
    UNION ALL
    SELECT article_id, 4, id || ':time', time_start, time_end, time_quote,
           to_json(struct_pack(type := 'Time', mention := id, date := date)), 'time'
    FROM mentions WHERE time_start IS NOT NULL
    UNION ALL
    SELECT article_id, 5, id || ':source', source_start, source_end, source_quote,
           to_json(struct_pack(type := 'Source', statement := id, code := speaker_code,
               name := speaker_name)), 'source'
    FROM statements WHERE source_start IS NOT NULL
    UNION ALL
    SELECT article_id, 6, id || ':cue', cue_start, cue_end, cue_quote,
           to_json(struct_pack(type := 'Cue', statement := id, kind := kind, within := within)), 'cue'
    FROM statements WHERE cue_start IS NOT NULL
    UNION ALL
    SELECT article_id, 7, statement_id || ':content:' || n, start, "end", quote,
           to_json(struct_pack(type := 'Content', statement := statement_id)), 'content'
    FROM statement_contents
    UNION ALL
    SELECT article_id, 8, id, start, "end", quote,
           to_json(struct_pack(type := 'Figure', low := low, high := high, unit := unit, measure := measure,
               currency := currency, counted := counted, mention := mention_id, factuality := factuality,
               voice := voice)), unit
    FROM figures
"""

_ANNOTATION: Final = f"""
    SELECT json_merge_patch('{{}}', to_json(struct_pack(
        id := 'urn:tidings:' || s.id, type := 'Annotation', motivation := 'tagging',
        body := [to_json(struct_pack(type := 'TextualBody', purpose := 'tagging', "value" := s.tag)),
                 json_merge_patch('{{}}', s.body)],
        target := struct_pack(source := coalesce(a.url, 'urn:tidings:' || a.id), selector := [
            to_json(struct_pack(type := 'TextPositionSelector', start := s.start, "end" := s."end")),
            to_json(struct_pack(type := 'TextQuoteSelector', exact := s.quote,
                prefix := substr(a.text, greatest(0, s.start - {AROUND}) + 1, least(s.start, {AROUND})),
                suffix := substr(a.text, s."end" + 1, {AROUND})))]),
        article := a.id)))::VARCHAR AS line
    FROM spans s JOIN articles a ON a.id = s.article_id
"""

WEB_ANNOTATION: Final = Format(
    name="web-annotation",
    title="W3C Web Annotation",
    layout=Layout.JSON,
    rows="one annotation for each trigger, party, place, time, source, cue, content and quantity",
    source="Web Annotation Data Model, W3C Recommendation 23 February 2017",
    columns=(
        Column(
            "id",
            "",
            "`urn:tidings:` and the id of mention, statement or figure, with the part of it after a colon",
        ),
        Column("motivation", "", "`tagging`"),
        Column(
            "body",
            "",
            "a tag (type of the action, role, unit) and what was read: type, mode, factuality, "
            "voice, code, bounds",
        ),
        Column("target.source", "", "address of the article; `urn:tidings:` and its id where it has none"),
        Column(
            "target.selector",
            "",
            f"TextPositionSelector (code points) and TextQuoteSelector with {AROUND} code points "
            "before and after",
        ),
        Column("article", "", "articles.id"),
    ),
    counts_events=False,
)


def document(db: duckdb.DuckDBPyConnection, generator: str) -> Iterator[tuple[str, int]]:
    """The document in pieces, each with the number of annotations in it.

    Spans are sorted by article first, on the disk where there are many, and then articles are gone through in
    slices of their ids, so that memory does not grow with the record.
    """
    head = {
        "@context": _CONTEXT,
        "id": "urn:tidings:annotations",
        "type": "AnnotationCollection",
        "generator": {"id": "urn:tidings", "type": "Software", "name": generator},
    }
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    yield f'{opened}, "first": {{"id": "urn:tidings:annotations:1", "type": "AnnotationPage", "items": [\n', 0
    lead, total = "", 0
    db.execute(f"CREATE OR REPLACE TEMP TABLE sorted_spans AS SELECT * FROM ({_SPANS}) ORDER BY article_id")
    query = (
        f"WITH spans AS (SELECT * FROM sorted_spans WHERE article_id BETWEEN $1 AND $2) {_ANNOTATION}"
        ' WHERE a.id BETWEEN $1 AND $2 ORDER BY s.article_id, s.start, s."end", s.kind, s.id'
    )
    for bounds in _slices(db):
        for batch in reader(db, query, BATCH, bounds):
            found = batch.column(0).to_pylist()
            if found:
                yield lead + ",\n".join(found), len(found)
                lead, total = ",\n", total + len(found)
    yield f'\n]}}, "total": {total}}}\n', 0


def _slices(db: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """First and last article id of each slice of so many articles."""
    found = db.execute(
        "SELECT min(id), max(id) FROM"
        f" (SELECT id, (row_number() OVER (ORDER BY id) - 1) // {ARTICLES} AS slice FROM articles)"
        " GROUP BY slice ORDER BY slice"
    )
    return [(str(first), str(last)) for first, last in found.fetchall()]
