"""POLECAT's columns: the weekly files of the dataset doi:10.7910/DVN/AJGVIT, tab-separated with a header.

The names are those of the header that three public loaders quote. As there, several parties stand in one cell
joined by `; `, quad classes are named in capitals, countries are ISO 3166-1 alpha-3, and missing words are
`None`. Type and mode are PLOVER's projection: cooperation still to come is AGREE.
"""

from __future__ import annotations

from typing import Final

from tidings.export.columns import EXTRA, Column, Format, Layout


def _party(role: str, words: str) -> tuple[Column, ...]:
    codes = f"e.{role.lower()}s"
    name, one = role, "the actors" if role == "Actor" else "the recipients"
    countries = f"[left(c, 3) FOR c IN {codes} IF c != '']"
    sectors = f"[substr(c, 5) FOR c IN {codes} IF regexp_full_match(substr(c, 5), '[A-Z]{{3}}')]"
    return (
        Column(
            f"{name} Name",
            f"array_to_string([x FOR x IN {codes[:-1]}_names IF x != ''], '; ')",
            f"names of {one}",
        ),
        Column(
            f"{name} Country",
            f"array_to_string({countries}, '; ')",
            "their countries (ISO 3166-1 alpha-3), or IGO, UNO and the like for bodies",
        ),
        Column(
            f"{name} COW",
            f"array_to_string([x FOR x IN [cm.cow[c] FOR c IN {countries}] IF x IS NOT NULL], '; ')",
            "their numbers as states in the Correlates of War",
        ),
        Column(
            f"Primary {name} Sector",
            f"(CASE WHEN regexp_full_match(e.{role.lower()}_sector, '[A-Z]{{3}}') THEN "
            f"e.{role.lower()}_sector END)",
            "sector of the first",
        ),
        Column(f"{name} Sectors", f"array_to_string({sectors}, '; ')", "their sectors"),
        Column(f"{name} Title", "NULL::VARCHAR", "empty: tidings reads no titles"),
        Column(f"{name} Name Raw", f"w.{role.lower()}s", "the words for them in the first report"),
        Column(f"Wikipedia {name} ID", "NULL::VARCHAR", "empty: names are not linked to Wikipedia"),
    )


_CITY: Final = "CASE WHEN e.location_precision IN ('exact', 'city') THEN e.location_name END"

POLECAT: Final = Format(
    name="polecat",
    title="POLECAT",
    layout=Layout.TSV,
    rows="one row an event, with the reading of most outlets",
    source="dataset doi:10.7910/DVN/AJGVIT (Harvard Dataverse), its header",
    columns=(
        Column("Event ID", "e.id", "id of the event in the record"),
        Column(
            "Event Date",
            "e.day",
            "first day, YYYY-MM-DD; that of the first report where no text gives one",
        ),
        Column("Event Type", "coalesce(k.plover_type, e.type)", "PLOVER type, projected"),
        Column("Event Mode", "k.plover_mode", "PLOVER mode, projected"),
        Column("Intensity", "k.score", "PLOVER's score of type and mode, -10 conflict to 10 cooperation"),
        Column(
            "Quad Code",
            "coalesce(k.quad_name, ['VERBAL COOPERATION', 'MATERIAL COOPERATION', 'VERBAL "
            "CONFLICT', 'MATERIAL CONFLICT'][e.quad])",
            "quad class, in words",
        ),
        Column("Contexts", "NULL::VARCHAR", "empty: tidings reads no contexts"),
        *_party("Actor", "actors"),
        *_party("Recipient", "recipients"),
        Column("Placename", "e.location_name", "the place"),
        Column("City", _CITY, "the place where it is a settlement or a spot in one"),
        Column("District", "NULL::VARCHAR", "empty: second-order divisions are not in the gazetteer"),
        Column("Province", "g.province", "first-order division that the place is or lies in"),
        Column("Country", "e.location_country", "its country, ISO 3166-1 alpha-3"),
        Column("Latitude", "e.latitude", "WGS 84 degrees north"),
        Column("Longitude", "e.longitude", "WGS 84 degrees east"),
        Column("GeoNames ID", "g.geonames", "GeoNames id of the place"),
        Column("Raw Placename", "g.words", "the words of place in a telling"),
        Column("Feature Type", "e.location_precision", "exact, city, region or country"),
        Column("Source", "r.outlets", "outlets that tell of it"),
        Column("Publication Date", "e.first_published", "day of the first report"),
        Column(
            "Story People",
            "NULL::VARCHAR",
            "empty: people who are no party to an event are not recorded",
        ),
        Column("Story Organizations", "NULL::VARCHAR", "empty, as above"),
        Column("Story Locations", "NULL::VARCHAR", "empty, as above"),
        Column("Language", "f.language", "language of the first report, ISO 639-1"),
        Column("Version", "'tidings'", "the program; its version stands in the metadata"),
    ),
    extra=EXTRA,
    empty="None",
)
