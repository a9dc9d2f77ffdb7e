"""GDELT 2.0's tables of events and of mentions: tab-separated, without a header.

The columns are those of the codebook "The GDELT Event Database Data Format Codebook V2.0" (2015), 61 and 16
of them, in its order; `FractionDate` is computed as the released files have it. Scripts for GDELT give the
names themselves and so break on further columns: `gdelt-events` has none unless asked for, and
`gdelt-mentions` puts them into `Extras`, which the codebook reserves for such, as `name:value` joined by `;`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from tidings.export.choice import SLICE, in_slices, reader
from tidings.export.columns import EXTRA, Column, Format, Layout
from tidings.export.event_rows import BATCH, SENTENCE_NUMBER, find_sentences, select_list

NUMBER: Final = "('0x' || substr({0}, 3, 13))::BIGINT"
"""A whole number of 52 bits from an event's id, which is exact as a float too."""

LEAD: Final = 600
"""Code points of an article's beginning, about a hundred words, in which a root event stands."""

SECTORS: Final = {"JRN": "MED", "MED": "HLH", "SOC": "CVL", "PRE": "GOV", "PRM": "UAF", "UNK": ""}
"""Sectors that CAMEO calls otherwise (`MED` are the media there, `HLH` health)."""

GROUPS: Final = {
    "IGO:NATO": "NAT",
    "UNO": "UNO",
    "EUR": "EEC",
    "IGO:OSCE": "SCE",
    "IGO:Arab League": "ARL",
    "UNO:IAEA": "IAE",
    "IGO:ICC": "ICC",
    "IGO:IMF": "IMF",
    "IGO:WTO": "WTO",
    "IGO:ASEAN": "ASN",
    "IGO:CIS": "CIS",
    "IGO:OPEC": "OPC",
    "IGO:GCC": "GCC",
}
"""Bodies that CAMEO has a code of a known group for."""


def _party(number: int, role: str) -> tuple[Column, ...]:
    who = f"Actor{number}"
    country = f"e.{role}_country"
    bodies = "('IGO', 'UNO', 'EUR', 'NGO', 'MNC', 'ISM', 'IMG', 'UNK')"
    state = f"CASE WHEN {country} IN {bodies} OR {country} = '' THEN NULL ELSE {country} END"
    sectors = " ".join(f"WHEN '{ours}' THEN '{theirs}'" for ours, theirs in SECTORS.items())
    sector = (
        f"CASE WHEN NOT regexp_full_match(e.{role}_sector, '[A-Z]{{3}}') THEN NULL"
        f" ELSE nullif(CASE e.{role}_sector {sectors} ELSE e.{role}_sector END, '') END"
    )
    groups = " ".join(f"WHEN e.{role} = '{ours}' THEN '{theirs}'" for ours, theirs in GROUPS.items())
    group = f"CASE {groups} WHEN {country} = 'UNO' THEN 'UNO' WHEN {country} = 'EUR' THEN 'EEC' END"
    kind = (
        f"CASE WHEN {country} IN ('UNO', 'EUR', 'IGO') THEN 'IGO'"
        f" WHEN {country} IN ('NGO', 'MNC', 'IMG') THEN {country} ELSE {sector} END"
    )
    code = f"nullif(concat(coalesce({state}, ''), coalesce({kind}, ''), coalesce({group}, '')), '')"
    none = "empty: not recorded"
    return (
        Column(f"{who}Code", code, f"CAMEO code of the {role}: country, sector or kind of body, known group"),
        Column(f"{who}Name", f"upper(e.{role}_name)", "its name, in capitals"),
        Column(f"{who}CountryCode", state, "its country, CAMEO (ISO 3166-1 alpha-3)"),
        Column(f"{who}KnownGroupCode", group, "the body, where CAMEO has a code for it"),
        Column(f"{who}EthnicCode", "NULL::VARCHAR", none),
        Column(f"{who}Religion1Code", "NULL::VARCHAR", none),
        Column(f"{who}Religion2Code", "NULL::VARCHAR", none),
        Column(f"{who}Type1Code", kind, "its sector or kind of body in CAMEO's codes"),
        Column(f"{who}Type2Code", "NULL::VARCHAR", none),
        Column(f"{who}Type3Code", "NULL::VARCHAR", none),
    )


def _no_place(number: int) -> tuple[Column, ...]:
    who = f"Actor{number}Geo"
    none = "empty: tidings says where an action is, not where its parties are"
    return (
        Column(f"{who}_Type", "0", "0, no place: tidings says where an action is, not its parties"),
        Column(f"{who}_FullName", "NULL::VARCHAR", none),
        Column(f"{who}_CountryCode", "NULL::VARCHAR", none),
        Column(f"{who}_ADM1Code", "NULL::VARCHAR", none),
        Column(f"{who}_ADM2Code", "NULL::VARCHAR", none),
        Column(f"{who}_Lat", "NULL::DOUBLE", none),
        Column(f"{who}_Long", "NULL::DOUBLE", none),
        Column(f"{who}_FeatureID", "NULL::VARCHAR", none),
    )


_DAY: Final = "strftime({0}, '%Y%m%d')"
_US: Final = "e.location_country = 'USA'"

GDELT_EVENTS: Final = Format(
    name="gdelt-events",
    title="GDELT 2.0 events",
    layout=Layout.TSV,
    rows="one row an event, with the reading of most outlets; its first actor and recipient",
    source="The GDELT Event Database Data Format Codebook V2.0, 2015",
    header=False,
    extra_breaks=True,
    columns=(
        Column(
            "GLOBALEVENTID",
            NUMBER.format("e.id"),
            "whole number of 52 bits from the event's id, the same in every export",
        ),
        Column(
            "SQLDATE",
            f"{_DAY.format('e.day')}::INTEGER",
            "first day, YYYYMMDD; that of the first report where no text gives one",
        ),
        Column("MonthYear", "strftime(e.day, '%Y%m')::INTEGER", "YYYYMM"),
        Column("Year", "year(e.day)::INTEGER", "YYYY"),
        Column(
            "FractionDate",
            "round(year(e.day) + ((month(e.day) - 1) * 30 + day(e.day)) / 365.0, 4)::DOUBLE",
            "year, with months of 30 days as a fraction of 365",
        ),
        *_party(1, "actor"),
        *_party(2, "recipient"),
        Column(
            "IsRootEvent",
            f"(f.trigger_start < {LEAD})::INTEGER",
            f"1 where the first report tells of it in its first {LEAD} characters, as a lead does",
        ),
        Column("EventCode", "k.cameo", "the CAMEO code nearest to type and mode"),
        Column("EventBaseCode", "k.cameo_base", "its three digits"),
        Column("EventRootCode", "k.cameo_root", "its two digits"),
        Column("QuadClass", "k.cameo_quad", "quad class of the CAMEO code, 1 to 4"),
        Column("GoldsteinScale", "k.goldstein", "Goldstein value of the code (ICEWS's list), -10 to 10"),
        Column("NumMentions", "e.tellings", "mentions of it"),
        Column("NumSources", "e.outlets", "outlets that tell of it"),
        Column("NumArticles", "e.articles", "articles that tell of it"),
        Column("AvgTone", "NULL::DOUBLE", "empty: tidings measures no tone"),
        *_no_place(1),
        *_no_place(2),
        Column(
            "ActionGeo_Type",
            f"CASE e.location_precision WHEN 'country' THEN 1 WHEN 'region' THEN CASE WHEN {_US} "
            f"THEN 2 ELSE 5 END WHEN 'city' THEN CASE WHEN {_US} THEN 3 ELSE 4 END WHEN 'exact' "
            f"THEN CASE WHEN {_US} THEN 3 ELSE 4 END ELSE 0 END",
            "0 none, 1 country, 2 US state, 3 US city, 4 other city, 5 other division",
        ),
        Column(
            "ActionGeo_FullName",
            "CASE WHEN e.location_precision = 'country' THEN e.location_name ELSE concat_ws(', "
            "', e.location_name, nullif(g.province, e.location_name), ce.name) END",
            "the place with its division and country",
        ),
        Column("ActionGeo_CountryCode", "ce.fips", "its country, FIPS 10-4"),
        Column(
            "ActionGeo_ADM1Code",
            "ce.fips",
            "FIPS 10-4 of the country only: codes of divisions are not in the gazetteer",
        ),
        Column("ActionGeo_ADM2Code", "NULL::VARCHAR", "empty, as above"),
        Column("ActionGeo_Lat", "e.latitude", "WGS 84 degrees north; empty for a country"),
        Column("ActionGeo_Long", "e.longitude", "WGS 84 degrees east; empty for a country"),
        Column(
            "ActionGeo_FeatureID",
            "CASE WHEN e.location_precision = 'country' THEN ce.fips END",
            "FIPS 10-4 for a country; else empty, as GNS ids are not in the gazetteer",
        ),
        Column(
            "DATEADDED",
            f"({_DAY.format('e.first_published')} || '000000')::BIGINT",
            "day of the first report, YYYYMMDD000000",
        ),
        Column(
            "SOURCEURL",
            "f.link",
            "address of the first report; `urn:tidings:` and the article's id where it has none",
        ),
    ),
    extra=EXTRA,
    only="e.type IN (SELECT type FROM codes_of_types)",
    only_words="events of PLOVER's types, as others have no CAMEO code",
)


GDELT_MENTIONS: Final = Format(
    name="gdelt-mentions",
    title="GDELT 2.0 mentions",
    layout=Layout.TSV,
    rows="one row a telling of an event of `gdelt-events`",
    source="The GDELT Event Database Data Format Codebook V2.0, 2015",
    header=False,
    tellings=True,
    columns=(
        Column("GLOBALEVENTID", NUMBER.format("e.id"), "that of `gdelt-events`"),
        Column(
            "EventTimeDate",
            f"({_DAY.format('e.first_published')} || '000000')::BIGINT",
            "day of the first report of the event, YYYYMMDD000000",
        ),
        Column(
            "MentionTimeDate",
            f"({_DAY.format('a.published')} || '000000')::BIGINT",
            "day of this report",
        ),
        Column(
            "MentionType",
            "CASE WHEN a.url IS NULL THEN 2 ELSE 1 END",
            "1 a page with an address, 2 cited by its id only",
        ),
        Column("MentionSourceName", "a.outlet", "outlet"),
        Column(
            "MentionIdentifier",
            "coalesce(a.url, 'urn:tidings:' || a.id)",
            "address of the article; `urn:tidings:` and its id where it has none",
        ),
        Column(
            "SentenceID",
            f"({SENTENCE_NUMBER.format(start='m.trigger_start')})::INTEGER",
            "its sentence, from 1",
        ),
        Column(
            "Actor1CharOffset",
            "coalesce(p.actor, -1)",
            "first code point of the words for the actor; -1 where there are none",
        ),
        Column(
            "Actor2CharOffset",
            "coalesce(p.recipient, -1)",
            "first code point of the words for the recipient; -1 where there are none",
        ),
        Column("ActionCharOffset", "m.trigger_start", "first code point of the words that name the action"),
        Column("InRawText", "1", "1: everything is read in the text itself"),
        Column(
            "Confidence",
            "CASE WHEN m.trigger_score IS NOT NULL THEN (greatest(1, least(10, "
            "round(m.trigger_score * 10))) * 10)::INTEGER END",
            "the model's score of the trigger, in tens of percent; empty where none is kept",
        ),
        Column("MentionDocLen", "z.characters::INTEGER", "code points of the article's text"),
        Column("MentionDocTone", "NULL::DOUBLE", "empty: tidings measures no tone"),
        Column("MentionDocTranslationInfo", "NULL::VARCHAR", "empty: no translation was read"),
        Column(
            "Extras",
            "concat('event_id:', e.id, ';mention_id:', m.id, ';factuality:', m.factuality, "
            "';voice:', m.voice, coalesce(';speaker:' || translate(coalesce(v.speaker_code, "
            "v.speaker_name), ';:', ', '), ''), ';historical:', m.historical, ';type:', m.type, "
            "coalesce(';mode:' || m.mode, ''), ';start:', m.trigger_start, ';end:', "
            "m.trigger_end)",
            "what GDELT has no column for: event and mention in the record, factuality, voice "
            "(`outlet` or statements.id), speaker, historical, PLOVER type and mode, offsets of "
            "the trigger",
        ),
    ),
    only="e.type IN (SELECT type FROM codes_of_types)",
    only_words="tellings of events of PLOVER's types, as others have no CAMEO code",
)


def mentions(db: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> pa.RecordBatchReader:
    """The tellings of the chosen events with these columns, a batch at a time."""
    find_sentences(db)
    query = f"""
        SELECT {select_list(columns)}
        FROM {SLICE} c JOIN events e ON e.id = c.id JOIN tellings s ON s.event_id = c.id
        JOIN mentions m ON m.id = s.mention_id AND m.article_id = s.article_id
        JOIN (SELECT id, url, outlet, published FROM articles) a ON a.id = s.article_id
        JOIN sentences_of_articles z ON z.article_id = s.article_id
        LEFT JOIN statements v ON v.id = m.voice AND v.article_id = m.article_id
        LEFT JOIN (
            SELECT mention_id, article_id, min(start) FILTER (role = 'actor') AS actor,
                   min(start) FILTER (role = 'recipient') AS recipient
            FROM parties WHERE start IS NOT NULL AND mention_id IN (
                SELECT s.mention_id FROM {SLICE} c JOIN tellings s ON s.event_id = c.id)
            GROUP BY mention_id, article_id
        ) p ON p.mention_id = m.id AND p.article_id = m.article_id
        ORDER BY c.n, a.published NULLS LAST, a.id, m.position
    """
    return in_slices(db, lambda: reader(db, query, BATCH))
