"""A table like ACLED's event files: comma-separated, with a header.

The 31 columns are those of the ACLED codebook (acleddata.com) and of its API, in the order of the downloads;
kinds of actors and their interaction are words, as ACLED writes them since 2024. The codes of precision are
ACLED's; `fatalities` is the lowest number that a source gives, as ACLED takes the most conservative one.
Rows are the events that ACLED codes: see `acled_types`.
"""

from __future__ import annotations

from typing import Final

from tidings.export.columns import EXTRA, Column, Format, Layout
from tidings.export.gdelt import NUMBER

_CROWD: Final = "k.acled_type IN ('Protests', 'Riots') AND e.type = 'PROTEST'"
_HARMED: Final = "coalesce(d.high, 0) > 0 OR coalesce(x.wounded, 0) > 0"
_CIVIL: Final = "e.other_class = 'civil' AND k.acled_civilian IS NOT NULL"
_KIND: Final = f"CASE WHEN {_CIVIL} THEN 'Violence against civilians' ELSE k.acled_type END"
_SUBTYPE: Final = (
    f"CASE WHEN {_CIVIL} THEN k.acled_civilian WHEN e.mode = 'crowd-control' AND ({_HARMED})"
    " THEN 'Excessive force against protesters' ELSE k.acled_subtype END"
)
ORDER: Final = (
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "External/Other forces",
    "Civilians",
)
"""Kinds of actors, in the order in which `interaction` names two of them."""


def _name(role: str, alias: str) -> str:
    land = f"coalesce({alias}.name, e.{role}_name)"
    named = f"e.{role}_name IS NOT NULL AND e.{role}_name IS DISTINCT FROM {alias}.name"
    return (
        f"CASE WHEN {alias}.code IS NULL AND e.{role}_class = 'state' THEN e.{role}_name"
        f" WHEN e.{role}_class = 'state' THEN CASE e.{role}_sector WHEN 'COP' THEN 'Police Forces of '"
        f" WHEN 'MIL' THEN 'Military Forces of ' WHEN ''"
        f" THEN CASE WHEN e.type IN ('ASSAULT', 'MOBILIZE', 'RETREAT')"
        f" THEN 'Military Forces of ' ELSE 'Government of ' END ELSE 'Government of ' END || {land}"
        f" WHEN e.{role}_class = 'civil' THEN concat('Civilians', ' (' || {alias}.name || ')')"
        f" WHEN {named} THEN e.{role}_name WHEN e.{role}_class = 'armed'"
        f" THEN concat('Unidentified Armed Group', ' (' || {alias}.name || ')') ELSE e.{role}_name END"
    )


def _inter(role: str, alias: str) -> str:
    return (
        f"CASE e.{role}_class WHEN 'state' THEN CASE WHEN {alias}.code IS NULL"
        f" OR {alias}.code <> e.location_country THEN 'External/Other forces' ELSE 'State forces' END"
        f" WHEN 'armed' THEN CASE WHEN e.{role}_sector = 'REB' OR e.{role}_country = 'IMG' THEN 'Rebel group'"
        " ELSE 'Political militia' END WHEN 'civil' THEN 'Civilians' END"
    )


_WHO: Final = "CASE WHEN k.acled_type = 'Riots' THEN 'Rioters' ELSE 'Protesters' END"
_LAND: Final = "coalesce(ca.name, ce.name)"
_ACTOR1: Final = (
    f"CASE WHEN {_CROWD} THEN concat({_WHO}, ' (' || {_LAND} || ')') ELSE {_name('actor', 'ca')} END"
)
_INTER1: Final = f"CASE WHEN {_CROWD} THEN {_WHO} ELSE {_inter('actor', 'ca')} END"
_ACTOR2: Final = (
    "CASE WHEN e.mode = 'crowd-control' AND e.other_class = 'civil'"
    f" THEN concat('Protesters', ' (' || coalesce(co.name, ce.name) || ')') ELSE {_name('other', 'co')} END"
)
_INTER2: Final = (
    "CASE WHEN e.mode = 'crowd-control' AND e.other_class = 'civil' THEN 'Protesters'"
    f" ELSE {_inter('other', 'co')} END"
)
_LIST: Final = "[" + ", ".join(f"'{kind}'" for kind in ORDER) + "]"
_INTERACTION: Final = (
    f"CASE WHEN ({_INTER2}) IS NULL THEN ({_INTER1}) || ' only'"
    f" WHEN ({_INTER1}) IS NULL THEN ({_INTER2}) || ' only'"
    f" WHEN list_position({_LIST}, {_INTER1}) <= list_position({_LIST}, {_INTER2})"
    f" THEN ({_INTER1}) || '-' || ({_INTER2}) ELSE ({_INTER2}) || '-' || ({_INTER1}) END"
)
_DAYS: Final = "(e.date_end - e.date_start + 1)"

ACLED: Final = Format(
    name="acled",
    title="ACLED-like events",
    layout=Layout.CSV,
    rows="one row an event of the kinds that ACLED codes, with the reading of most outlets",
    source="ACLED Codebook, and the columns of the ACLED API (31 columns)",
    columns=(
        Column(
            "event_id_cnty",
            f"coalesce(e.location_country, 'XXX') || {NUMBER.format('e.id')}",
            "country of the place (ISO 3166-1 alpha-3, `XXX` where it is unknown) and a number "
            "from the event's id",
        ),
        Column(
            "event_date",
            "e.day",
            "first day, YYYY-MM-DD; that of the first report where no text gives one",
        ),
        Column("year", "year(e.day)::INTEGER", "its year"),
        Column(
            "time_precision",
            f"CASE WHEN e.date_start IS NULL OR e.date_end IS NULL THEN NULL WHEN {_DAYS} = 1 "
            f"THEN 1 WHEN {_DAYS} <= 7 THEN 2 ELSE 3 END",
            "1 the day, 2 within a week, 3 more; empty where the text gives no date",
        ),
        Column(
            "disorder_type",
            "k.acled_disorder",
            "Political violence, Demonstrations or Strategic developments",
        ),
        Column("event_type", _KIND, "event type: see the mapping below"),
        Column("sub_event_type", _SUBTYPE, "sub-event type: see the mapping below"),
        Column("actor1", _ACTOR1, "who does it, named as ACLED names kinds of actors"),
        Column(
            "assoc_actor_1",
            "array_to_string([x FOR x IN e.actor_names[2:] IF x != ''], '; ')",
            "the others who do it",
        ),
        Column("inter1", _INTER1, "kind of actor 1; forces of a state outside it are External/Other forces"),
        Column("actor2", _ACTOR2, "to whom, or the second side where both fight"),
        Column(
            "assoc_actor_2",
            "array_to_string([x FOR x IN e.recipient_names[2:] IF x != ''], '; ')",
            "the others to whom",
        ),
        Column("inter2", _INTER2, "kind of actor 2"),
        Column("interaction", _INTERACTION, "both kinds, as `State forces-Rebel group` or `Protesters only`"),
        Column(
            "civilian_targeting",
            "CASE WHEN e.other_class = 'civil' AND k.acled_disorder = 'Political violence' THEN "
            "'Civilian targeting' END",
            "`Civilian targeting` where violence is against the unarmed",
        ),
        Column("iso", "ce.number", "country of the place, ISO 3166-1 numeric"),
        Column("region", "ce.acled_region", "its region, as ACLED has them"),
        Column("country", "ce.name", "its name"),
        Column("admin1", "g.province", "first-order division that the place is or lies in"),
        Column("admin2", "NULL::VARCHAR", "empty: second-order divisions are not in the gazetteer"),
        Column("admin3", "NULL::VARCHAR", "empty, as above"),
        Column("location", "e.location_name", "the place"),
        Column("latitude", "e.latitude", "WGS 84 degrees north; empty for a country"),
        Column("longitude", "e.longitude", "WGS 84 degrees east; empty for a country"),
        Column(
            "geo_precision",
            "g.acled",
            "1 the town or spot, 2 near it or a small area, 3 a larger region",
        ),
        Column("source", "r.outlets", "outlets that tell of it"),
        Column("source_scale", "NULL::VARCHAR", "empty: how far an outlet reaches is not recorded"),
        Column("notes", "f.sentence_text", "the sentence of the first report that tells of it, in its words"),
        Column(
            "fatalities",
            "coalesce(d.low, 0)::BIGINT",
            "the lowest number of dead that a source gives; 0 where none counts them",
        ),
        Column(
            "tags",
            "'crowd size=' || x.protesters::BIGINT",
            "`crowd size=` and the number of protesters, where one is given",
        ),
        Column(
            "timestamp",
            "epoch(e.first_published)::BIGINT",
            "first second (UTC) of the day of the first report, as Unix time",
        ),
    ),
    extra=EXTRA,
    only="EXISTS (SELECT 1 FROM codes_of_types k WHERE k.type = e.type AND k.mode IS NOT DISTINCT FROM e.mode"
    " AND k.acled_type IS NOT NULL)",
    only_words="events of the types that ACLED codes",
)
