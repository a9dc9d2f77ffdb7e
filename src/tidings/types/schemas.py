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


_MODEL: Final = "by the model, 0 to 1; null where no model read it"
_WORDS: Final = f"mean over the words, {_MODEL}"


def _score(name: str, what: str) -> pa.Field:
    return _column(name, REAL, f"chance that {what}", null=True)


_HOW: Final = "how the code was found: named, referred or guessed"


def _who(prefix: str, what: str) -> list[pa.Field]:
    return [
        _column(f"{prefix}_code", STRING, f"code of {what}, as in parties", null=True),
        _column(f"{prefix}_country", STRING, "the code up to its first colon", null=True),
        _column(f"{prefix}_sector", STRING, "the code after its first colon", null=True),
        _column(f"{prefix}_name", STRING, "the person, body or country in full", null=True),
        _column(f"{prefix}_reason", STRING, "why the words mean that", null=True),
        _column(f"{prefix}_how", STRING, _HOW, null=True),
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
        _score("cue_score", f"the words are a cue, {_WORDS}"),
        _score("source_score", f"the words are the source of this cue, {_WORDS}"),
        _score("content_score", f"the words are content of this cue, {_WORDS}"),
        _score("kind_score", f"the statement has this kind, {_MODEL}"),
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
        _column("type", STRING, "PLOVER event type, or own_types.name of one beside PLOVER"),
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
        _score("trigger_score", f"the words name a political action, {_WORDS}"),
        _score("type_score", f"the action has this type, {_MODEL}"),
        _column("type_next", STRING, "the type with the next best chance, as type_score", null=True),
        _score("mode_score", f"it has this mode, of those of its type, {_MODEL} or the type has no modes"),
        _score("place_score", f"the words say where, {_WORDS}"),
        _score("time_score", f"the words say when, {_WORDS}"),
        _score("factuality_score", f"it has this factuality, {_MODEL}"),
        _column("own_type", STRING, "own_types.name of the user's own type whose words found it", null=True),
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
        _score("score", f"the words have this role, {_WORDS} or the words are left out"),
        _column("how", STRING, _HOW, null=True),
        _score("code_score", "the code is the right one, 0 to 1, where it was guessed; else null"),
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
        _score("factuality_score", f"it has this factuality, {_MODEL}"),
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

STRINGS: Final = pa.list_(STRING)

EVENTS: Final = pa.schema(
    [
        _column("id", STRING, "e_ and the id of the earliest telling"),
        _column("type", STRING, "type that most outlets tell, as in mentions"),
        _column("mode", STRING, "PLOVER mode that most outlets tell", null=True),
        _column("quad", pa.int8(), "quad class of the type, 1 to 4"),
        _column("actors", STRINGS, "codes of those who do it, that of the most outlets first"),
        _column("actor_names", STRINGS, "their names, in the same order"),
        _column("recipients", STRINGS, "codes of those it is done to, that of the most outlets first"),
        _column("recipient_names", STRINGS, "their names, in the same order"),
        _column("date_start", pa.date32(), "first day", null=True),
        _column("date_end", pa.date32(), "last day", null=True),
        _column("location_name", STRING, "the place", null=True),
        _column("location_country", STRING, "its country, ISO 3166-1 alpha-3", null=True),
        _column("latitude", REAL, "WGS 84 degrees north; null for a country", null=True),
        _column("longitude", REAL, "WGS 84 degrees east; null for a country", null=True),
        _column("location_precision", STRING, "exact, city, region or country", null=True),
        _column("factuality", STRING, "how most outlets present it"),
        _column("tellings", INT, "mentions of it"),
        _column("articles", INT, "articles that tell of it"),
        _column("outlets", INT, "outlets that tell of it; those that print copies of one text count once"),
        _column("independent", INT, "outlets with a source of their own: no two need the same official"),
        _column("disagreements", INT, "points on which its tellings contradict each other"),
        _column("first_published", pa.date32(), "day of the first report", null=True),
        _column("first_article", STRING, "articles.id of the first report"),
        _column("own_type", STRING, "the user's own type that most outlets tell, where any does", null=True),
    ]
)

TELLINGS: Final = pa.schema(
    [
        _column("event_id", STRING, "events.id"),
        _column("mention_id", STRING, "mentions.id of one telling of it"),
        _column("article_id", STRING, "articles.id"),
    ]
)

EVENT_FIGURES: Final = pa.schema(
    [
        _column("event_id", STRING, "events.id"),
        _column("counted", STRING, "what is counted, as in figures"),
        _column("unit", STRING, "what kind of thing is counted"),
        _column("low", REAL, "the lowest bound that a source gives"),
        _column("best", REAL, "the lower median of what the outlets give, one value each"),
        _column("high", REAL, "the highest bound that a source gives"),
        _column("compared", INT, "figures that were compared"),
    ]
)

DISAGREEMENTS: Final = pa.schema(
    [
        _column("event_id", STRING, "events.id"),
        _column("kind", STRING, "figure, time, place, actor or factuality"),
        _column("mention_one", STRING, "mentions.id of the earlier telling"),
        _column("mention_other", STRING, "mentions.id of the later telling"),
        _column("said_one", STRING, "what the earlier telling has"),
        _column("said_other", STRING, "what the later telling has"),
        _column("figure_one", STRING, "figures.id, where the kind is figure", null=True),
        _column("figure_other", STRING, "figures.id, where the kind is figure", null=True),
    ]
)

EVENT_CHANGES: Final = pa.schema(
    [
        _column("changed", pa.timestamp("us"), "when, in UTC"),
        _column("kind", STRING, "made, grew, shrank, renamed, merged, split or gone"),
        _column("event_id", STRING, "events.id"),
        _column("other", STRING, "the other event of a renaming, merger or split", null=True),
        _column("mention_ids", STRINGS, "the tellings that came, went or moved"),
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

OWN_TYPES: Final = pa.schema(
    [
        _column("name", STRING, "name of one of the user's own event types"),
        _column("definition", STRING, "what counts as an action of it"),
        _column("plover", STRING, "the PLOVER type that it refines; null beside PLOVER", null=True),
        _column("mode", STRING, "the PLOVER mode of its actions, where it gives one", null=True),
        _column("quad", pa.int8(), "quad class, 1 to 4"),
        _column("score", REAL, "beside PLOVER: -10 conflict to 10 cooperation", null=True),
        _column("words", STRINGS, "the words that find it"),
        _column("examples", STRINGS, "sentences that tell of it"),
        _column("counterexamples", STRINGS, "sentences that seem to, and do not"),
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
        "events": EVENTS,
        "tellings": TELLINGS,
        "event_figures": EVENT_FIGURES,
        "disagreements": DISAGREEMENTS,
        "event_changes": EVENT_CHANGES,
        "verdicts": VERDICTS,
        "own_types": OWN_TYPES,
        "runs": RUNS,
    }
)
"""Table name to schema."""

CODED: Final = ("statements", "statement_contents", "mentions", "parties", "figures")
"""Tables whose rows belong to one article, by their column `article_id`."""


def column_docs(table: str) -> dict[str, str]:
    """What each column of a table holds, in column order; KeyError where there is no such table."""
    return {field.name: field.metadata[b"doc"].decode() for field in SCHEMAS[table]}
