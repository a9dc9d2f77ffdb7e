"""Arrow schemas of the tables of a record, one a table, with what each column holds.

`SCHEMAS` names every table in the order in which it is written; a column's meaning lies in its field's
metadata under `b"doc"` and is read with `column_docs`. Offsets are code points into `articles.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pyarrow as pa

STRING: Final = pa.string()
INT: Final = pa.int32()
REAL: Final = pa.float64()
BOOL: Final = pa.bool_()

RANGES: Final = pa.list_(pa.struct([pa.field("start", INT), pa.field("end", INT)]))
"""A list of `[start, end)` ranges."""


def _column(name: str, kind: pa.DataType, doc: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"doc": doc})


def _span(prefix: str, what: str, *, null: bool = False) -> list[pa.Field]:
    lead = f"{prefix}_" if prefix else ""
    return [
        _column(f"{lead}start", INT, f"first code point of {what}", null=null),
        _column(f"{lead}end", INT, f"code point after the last of {what}", null=null),
        _column(f"{lead}quote", STRING, f"the words of {what}, exactly as in the text", null=null),
    ]


def _who(prefix: str, what: str) -> list[pa.Field]:
    return [
        _column(f"{prefix}_code", STRING, f"code of {what}, as in parties", null=True),
        _column(f"{prefix}_country", STRING, "the code up to its first colon", null=True),
        _column(f"{prefix}_sector", STRING, "the code after its first colon", null=True),
        _column(f"{prefix}_name", STRING, "the person, body or country in full", null=True),
        _column(f"{prefix}_reason", STRING, "why the words mean that", null=True),
    ]


def _made_with() -> list[pa.Field]:
    return [
        _column("ontology_version", STRING, "version of the ontology the row was coded with"),
        _column("model_digest", STRING, "digest of the models the row was coded with"),
        _column("config_digest", STRING, "digest of the settings the row was coded with"),
    ]


ARTICLES: Final = pa.schema(
    [
        _column("id", STRING, "content hash of the normalised text and the outlet"),
        _column("text", STRING, "the text that all offsets point into"),
        _column("title", STRING, "headline", null=True),
        _column("outlet", STRING, "who published it", null=True),
        _column("author", STRING, "byline", null=True),
        _column("published", pa.date32(), "day of publication", null=True),
        _column("url", STRING, "address", null=True),
        _column("language", STRING, "ISO 639-1 code of the text's language"),
        _column("external_id", STRING, "id that the input gave it", null=True),
        _column("origin", STRING, "where it was read from: path, or path!member"),
        _column("inferred", pa.list_(STRING), "metadata columns that were read off the text, not given"),
        _column("furniture", RANGES, "ranges of the text that are page furniture and were not read"),
        _column("signature", pa.binary(), "MinHash signature, for finding near-copies", null=True),
        _column("words", INT, "words of the text, split at white space"),
        *_made_with(),
    ]
)

STATEMENTS: Final = pa.schema(
    [
        _column("id", STRING, "content hash of the article and the statement's spans"),
        _column("article_id", STRING, "articles.id"),
        _column("position", INT, "place among the article's statements, from 0"),
        *_span("source", "the words that name who expresses it", null=True),
        *_span("cue", "the words that link source and content", null=True),
        _column("kind", STRING, "assertion or attitude"),
        _column("within", STRING, "statements.id of the statement around it", null=True),
        *_who("speaker", "who the words of the source are"),
        *_made_with(),
    ]
)

STATEMENT_CONTENTS: Final = pa.schema(
    [
        _column("statement_id", STRING, "statements.id"),
        _column("article_id", STRING, "articles.id"),
        _column("n", INT, "place among the statement's stretches of content, from 0"),
        *_span("", "one stretch of what is expressed"),
    ]
)

MENTIONS: Final = pa.schema(
    [
        _column("id", STRING, "content hash of article, trigger span and type"),
        _column("article_id", STRING, "articles.id"),
        _column("position", INT, "place among the article's mentions, from 0"),
        *_span("trigger", "the fewest words that name the action"),
        _column("type", STRING, "PLOVER event type"),
        _column("mode", STRING, "PLOVER mode", null=True),
        _column("quad", pa.int8(), "quad class of the type, 1 to 4", null=True),
        *_span("place", "the words that say where", null=True),
        *_span("time", "the words that say when", null=True),
        _column("date", STRING, "ISO 8601 day, month or year, or interval start/end, .. if open", null=True),
        _column("date_start", pa.date32(), "first day of date; null where it is open", null=True),
        _column("date_end", pa.date32(), "last day of date; null where it is open", null=True),
        _column("grain", STRING, "day, week, month, quarter, season, year, decade or span", null=True),
        _column("date_reason", STRING, "why the words of time mean that date", null=True),
        _column("location_name", STRING, "the place that the words of place mean", null=True),
        _column("location_country", STRING, "its country, ISO 3166-1 alpha-3; null for a sea", null=True),
        _column("latitude", REAL, "WGS 84 degrees north; null for a country", null=True),
        _column("longitude", REAL, "WGS 84 degrees east; null for a country", null=True),
        _column("location_precision", STRING, "exact, city, region or country", null=True),
        _column("geonames", INT, "GeoNames id of the place", null=True),
        _column("location_reason", STRING, "why the words of place mean that place", null=True),
        _column("factuality", STRING, "actual, future, proposed, hypothetical or negated"),
        _column("historical", BOOL, "dated by the text to over a year before the article"),
        _column("voice", STRING, "'outlet', or statements.id of the innermost assertion it stands in"),
        *_made_with(),
    ]
)

PARTIES: Final = pa.schema(
    [
        _column("mention_id", STRING, "mentions.id"),
        _column("article_id", STRING, "articles.id"),
        _column("role", STRING, "actor or recipient"),
        _column("n", INT, "place among the mention's parties of this role, from 0"),
        *_span("", "the words that name the party", null=True),
        _column("code", STRING, "COUNTRY, COUNTRY:SECTOR or BODY:NAME", null=True),
        _column("country", STRING, "the code up to its first colon", null=True),
        _column("sector", STRING, "the code after its first colon: sector, or name of a body", null=True),
        _column("name", STRING, "the person, body or country in full", null=True),
        _column("reason", STRING, "why the words mean that party", null=True),
    ]
)

FIGURES: Final = pa.schema(
    [
        _column("id", STRING, "content hash of article, span and unit"),
        _column("article_id", STRING, "articles.id"),
        _column("position", INT, "place among the article's figures, from 0"),
        *_span("", "the quantity"),
        _column("low", REAL, "lower bound; equal to high if exact", null=True),
        _column("high", REAL, "upper bound; equal to low if exact", null=True),
        _column("unit", STRING, "what kind of thing is counted"),
        _column("measure", STRING, "name of the unit where it is time or other", null=True),
        _column("currency", STRING, "ISO 4217 code where the unit is money", null=True),
        *_span("of", "what is counted", null=True),
        _column("counted", STRING, "what is counted in one short word, so that figures compare", null=True),
        _column("holder", STRING, "code of whose it is, or several joined by commas", null=True),
        _column("as_of", STRING, "ISO 8601 date at which it holds", null=True),
        _column("mention_id", STRING, "mentions.id of the action it measures", null=True),
        _column("factuality", STRING, "actual, future, proposed, hypothetical or negated"),
        _column("voice", STRING, "'outlet', or statements.id of the innermost assertion it stands in"),
        *_made_with(),
    ]
)

QUARANTINE: Final = pa.schema(
    [
        _column("id", STRING, "content hash of origin and number"),
        _column("origin", STRING, "the input: path, or path!member"),
        _column("number", STRING, "number of the problem, TID-1xx"),
        _column("reason", STRING, "what is wrong, and what to do about it"),
    ]
)

COPIES: Final = pa.schema(
    [
        _column("article_id", STRING, "articles.id of the copy"),
        _column("copy_of", STRING, "articles.id of the article it repeats"),
        _column("similarity", REAL, "estimated Jaccard similarity of their word 5-grams, 0 to 1"),
    ]
)

VERDICTS: Final = pa.schema(
    [
        _column("id", STRING, "content hash of the decision"),
        _column("target_id", STRING, "id of the mention, figure or event decided on"),
        _column("field", STRING, "column decided on"),
        _column("value", STRING, "the value the person gave", null=True),
        _column("reviewer", STRING, "who decided"),
        _column("decided", pa.timestamp("us"), "when, in UTC"),
    ]
)

RUNS: Final = pa.schema(
    [
        _column("id", STRING, "content hash of the columns after it"),
        _column("tidings_version", STRING, "version of the program that wrote rows with this provenance"),
        *_made_with(),
    ]
)

SCHEMAS: Final[Mapping[str, pa.Schema]] = MappingProxyType(
    {
        "articles": ARTICLES,
        "statements": STATEMENTS,
        "statement_contents": STATEMENT_CONTENTS,
        "mentions": MENTIONS,
        "parties": PARTIES,
        "figures": FIGURES,
        "quarantine": QUARANTINE,
        "copies": COPIES,
        "verdicts": VERDICTS,
        "runs": RUNS,
    }
)
"""Table name to schema."""

CODED: Final = ("statements", "statement_contents", "mentions", "parties", "figures")
"""Tables whose rows belong to one article, by their column `article_id`."""


def column_docs(table: str) -> dict[str, str]:
    """What each column of a table holds, in column order; KeyError where there is no such table."""
    return {field.name: field.metadata[b"doc"].decode() for field in SCHEMAS[table]}
