"""ICEWS's columns: the yearly files of the dataset doi:10.7910/DVN/28075, tab-separated with a header.

The names and types are those that the R package `icews` reads (github.com/andybega/icews): without quotation
marks, ids as whole numbers of 32 bits. Codes are CAMEO's, intensities the Goldstein values of ICEWS.
"""

from __future__ import annotations

from typing import Final

from tidings.export.columns import EXTRA, Column, Format, Layout
from tidings.export.event_rows import SENTENCE_NUMBER

SECTOR_NAMES: Final = {
    "GOV": "Government",
    "MIL": "Military,Government",
    "LEG": "Legislative / Parliamentary,Government",
    "JUD": "Judicial,Government",
    "SPY": "Intelligence,Government",
    "COP": "Police,Government",
    "PTY": "Parties",
    "OPP": "Opposition",
    "REB": "Rebel",
    "PRM": "Paramilitary",
    "UAF": "Unidentified Forces",
    "CVL": "General Population / Civilian / Social,Social",
    "JRN": "News,Media",
    "BUS": "Business",
    "LAB": "Labor",
    "EDU": "Education",
    "REL": "Religious",
    "MED": "Medical / Health",
    "REF": "Refugees",
    "CRM": "Criminals / Gangs",
    "AGR": "Agricultural",
    "ELI": "Elite",
    "SOC": "Social",
    "PRE": "Government",
}
"""Sector to the words of ICEWS that are nearest to it."""


def _sectors(role: str) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{words}'" for code, words in SECTOR_NAMES.items())
    return f"CASE e.{role}_sector {cases} END"


def _country(role: str, alias: str) -> str:
    bodies = (
        "CASE WHEN e.{0}_country IN ('IGO', 'UNO', 'EUR', 'NGO', 'MNC', 'ISM', 'IMG') THEN NULL"
        " ELSE {1}.icews_name END"
    )
    return bodies.format(role, alias)


ICEWS: Final = Format(
    name="icews",
    title="ICEWS Coded Event Data",
    layout=Layout.TSV,
    rows="one row an event, with the reading of most outlets; its first actor and recipient",
    source="dataset doi:10.7910/DVN/28075 (Harvard Dataverse), as read by the R package icews",
    columns=(
        Column(
            "Event ID",
            "e.n::INTEGER",
            "number of the row, from 1: `event_id` stays the same from export to export",
        ),
        Column(
            "Event Date",
            "e.day",
            "first day, YYYY-MM-DD; that of the first report where no text gives one",
        ),
        Column("Source Name", "coalesce(e.actor_name, ca.icews_name)", "name of the first actor"),
        Column("Source Sectors", _sectors("actor"), "its sectors, in the words of ICEWS that are nearest"),
        Column("Source Country", _country("actor", "ca"), "its country, as ICEWS names it"),
        Column("Event Text", "k.cameo_name", "name of the CAMEO code"),
        Column("CAMEO Code", "k.cameo", "the CAMEO code nearest to type and mode, with its leading zero"),
        Column("Intensity", "k.goldstein", "Goldstein value of the code, -10 conflict to 10 cooperation"),
        Column("Target Name", "coalesce(e.recipient_name, cr.icews_name)", "name of the first recipient"),
        Column("Target Sectors", _sectors("recipient"), "its sectors"),
        Column("Target Country", _country("recipient", "cr"), "its country, as ICEWS names it"),
        Column(
            "Story ID",
            "st.number",
            "number of the first report among those of the file",
        ),
        Column(
            "Sentence Number",
            f"({SENTENCE_NUMBER.format(start='f.trigger_start')})::INTEGER",
            "the sentence of the first report that tells of it, from 1",
        ),
        Column("Publisher", "f.outlet", "outlet of the first report"),
        Column(
            "City",
            "CASE WHEN e.location_precision IN ('exact', 'city') THEN e.location_name END",
            "the place where it is a settlement or a spot in one",
        ),
        Column("District", "NULL::VARCHAR", "empty: second-order divisions are not in the gazetteer"),
        Column("Province", "g.province", "first-order division that the place is or lies in"),
        Column("Country", "ce.icews_name", "its country, as ICEWS names it"),
        Column("Latitude", "e.latitude", "WGS 84 degrees north"),
        Column("Longitude", "e.longitude", "WGS 84 degrees east"),
    ),
    extra=EXTRA,
    only="e.type IN (SELECT type FROM codes_of_types)",
    only_words="events of PLOVER's types, as others have no CAMEO code",
)
