"""A table like UCDP's Georeferenced Event Dataset (GED): comma-separated, with a header.

The 49 columns are those of the UCDP GED codebook (ucdp.uu.se) and of the description of its API. What only
the UCDP team can say (ids of conflicts, dyads and actors, administrative codes) is empty. Rows are deadly
events only, as there: an assault for which some source counts at least one dead.
"""

from __future__ import annotations

from typing import Final

from tidings.export.columns import EXTRA, Column, Format, Layout

_A, _B = "e.actor_class", "e.other_class"
_BOTH: Final = f"{_A} IN ('state', 'armed') AND {_B} IN ('state', 'armed')"
VIOLENCE: Final = (
    f"CASE WHEN {_BOTH} AND ({_A} = 'state' OR {_B} = 'state') THEN 1 WHEN {_BOTH} THEN 2"
    f" WHEN {_A} IN ('state', 'armed') AND {_B} = 'civil' THEN 3 END"
)
_DAYS: Final = "(e.date_end - e.date_start + 1)"


def _side(role: str, alias: str) -> str:
    state = f"coalesce('Government of ' || {alias}.ucdp_name, e.{role}_name, e.{role})"
    return (
        f"CASE e.{role}_class WHEN 'state' THEN {state} WHEN 'civil' THEN 'Civilians'"
        f" ELSE coalesce(e.{role}_name, e.{role}) END"
    )


_SIDE_A, _SIDE_B = _side("actor", "ca"), _side("other", "co")
_DYAD: Final = f"({_SIDE_A}) || ' - ' || ({_SIDE_B})"
_ID: Final = "empty: only UCDP gives these ids"

UCDP: Final = Format(
    name="ucdp",
    title="UCDP GED-like events",
    layout=Layout.CSV,
    rows="one row a deadly event, with the reading of most outlets",
    source="UCDP Georeferenced Event Dataset Codebook, and the UCDP API's description (49 columns)",
    columns=(
        Column(
            "id",
            "e.n::INTEGER",
            "number of the row, from 1: `relid` stays the same from export to export",
        ),
        Column("relid", "e.id", "id of the event in the record"),
        Column("year", "year(e.day)::INTEGER", "year of the first day"),
        Column(
            "active_year",
            "NULL::BOOLEAN",
            "empty: 25 dead a year are counted by conflict, which only UCDP tells apart",
        ),
        Column("code_status", "'Automatic'", "`Automatic`: no person has checked it"),
        Column(
            "type_of_violence",
            VIOLENCE,
            "1 state-based, 2 non-state, 3 one-sided (against civilians), by the sectors of both "
            "sides; empty where a side is unknown",
        ),
        Column("conflict_dset_id", "NULL::VARCHAR", _ID),
        Column("conflict_new_id", "NULL::INTEGER", _ID),
        Column("conflict_name", _DYAD, "both sides, as in dyad_name"),
        Column("dyad_dset_id", "NULL::VARCHAR", _ID),
        Column("dyad_new_id", "NULL::INTEGER", _ID),
        Column("dyad_name", _DYAD, "both sides"),
        Column("side_a_dset_id", "NULL::VARCHAR", _ID),
        Column("side_a_new_id", "NULL::INTEGER", _ID),
        Column("side_a", _SIDE_A, "who does it: `Government of` a state, or the name of a group"),
        Column("side_b_dset_id", "NULL::VARCHAR", _ID),
        Column("side_b_new_id", "NULL::INTEGER", _ID),
        Column(
            "side_b",
            _SIDE_B,
            "to whom, or the second side where both fight; `Civilians` for the unarmed",
        ),
        Column("number_of_sources", "e.articles", "articles that tell of it"),
        Column("source_article", "r.labels", "outlet, day and title of each"),
        Column("source_office", "f.outlet", "outlet of the first report"),
        Column("source_date", "f.published", "its day"),
        Column("source_headline", "f.title", "its title"),
        Column(
            "source_original",
            "t.voices",
            "who tells of it: `outlet`, and the sources' codes, names or words",
        ),
        Column(
            "where_prec",
            "g.ucdp",
            "1 the spot or settlement, 2 near it, 3 district, 4 province, 5 other area or line, "
            "6 country, 7 international waters",
        ),
        Column("where_coordinates", "e.location_name", "the place"),
        Column("where_description", "g.words", "the words of place in a telling"),
        Column("adm_1", "g.province", "first-order division that the place is or lies in"),
        Column("adm_2", "NULL::VARCHAR", "empty: second-order divisions are not in the gazetteer"),
        Column("latitude", "e.latitude", "WGS 84 degrees north; empty for a country"),
        Column("longitude", "e.longitude", "WGS 84 degrees east; empty for a country"),
        Column("geom_wkt", "'POINT (' || e.longitude || ' ' || e.latitude || ')'", "the same as a point"),
        Column(
            "priogrid_gid",
            "CASE WHEN e.latitude IS NOT NULL AND e.longitude IS NOT NULL THEN (least(359, "
            "floor((e.latitude + 90) * 2)) * 720 + least(719, floor((e.longitude + 180) * 2)) + "
            "1)::INTEGER END",
            "cell of PRIO-GRID, half a degree wide, numbered from the south-west",
        ),
        Column("country", "coalesce(ce.ucdp_name, ce.name)", "country of the place, as UCDP names it"),
        Column("country_id", "ce.gw", "its number by Gleditsch and Ward"),
        Column("region", "ce.ucdp_region", "Africa, Americas, Asia, Europe or Middle East"),
        Column(
            "event_clarity",
            f"CASE WHEN {_DAYS} = 1 THEN 1 ELSE 2 END",
            "1 where the text gives one day, else 2, as several events may be summed up",
        ),
        Column(
            "date_prec",
            f"CASE WHEN e.date_start IS NULL OR e.date_end IS NULL THEN NULL WHEN {_DAYS} = 1 "
            f"THEN 1 WHEN {_DAYS} <= 6 THEN 2 WHEN {_DAYS} = 7 THEN 3 WHEN {_DAYS} <= 31 THEN 4 "
            "ELSE 5 END",
            "1 a day, 2 two to six days, 3 a week, 4 a month, 5 more; empty where the text gives no date",
        ),
        Column("date_start", "e.day", "first day; that of the first report where no text gives one"),
        Column("date_end", "coalesce(e.date_end, e.day)", "last day"),
        Column("deaths_a", "NULL::INTEGER", "empty: whose the dead are is not told apart"),
        Column("deaths_b", "NULL::INTEGER", "empty, as above"),
        Column(
            "deaths_civilians",
            f"CASE WHEN ({VIOLENCE}) = 3 THEN d.best END",
            "best, where the violence is one-sided",
        ),
        Column(
            "deaths_unknown",
            f"CASE WHEN ({VIOLENCE}) IS DISTINCT FROM 3 THEN d.best END",
            "best, elsewhere",
        ),
        Column("best", "d.best", "the lower median of what the outlets give, one value each"),
        Column("high", "d.high", "the highest number of dead that a source gives"),
        Column("low", "d.low", "the lowest number of dead that a source gives"),
        Column(
            "gwnoa",
            "CASE WHEN e.actor_class = 'state' THEN ca.gw END",
            "number of the state on side A by Gleditsch and Ward",
        ),
        Column("gwnob", "CASE WHEN e.other_class = 'state' THEN co.gw END", "number of the state on side B"),
    ),
    extra=tuple(c for c in EXTRA if c.name not in {"dead_low", "dead_best", "dead_high", "date_end"}),
    only="e.type = 'ASSAULT' AND e.id IN (SELECT event_id FROM event_figures"
    " WHERE counted = 'dead' AND unit IN ('people', 'troops') AND high >= 1)",
    only_words="assaults for which some source counts at least one dead",
)
