"""The formats of other data sets: their published columns, their codes, and that usual readers take them."""

import csv
import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from export_samples import ODD

from tidings import export as exports
from tidings.export.acled_types import ACLED_TYPES
from tidings.export.gdelt import GROUPS
from tidings.gazetteer.country_codes import country_codes
from tidings.ontology import TYPES, check_mode, crosswalk, modes, plover_to_cameo

PUBLISHED = {
    "polecat": (
        "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country"
        "|Actor COW|Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw"
        "|Wikipedia Actor ID|Recipient Name"
        "|Recipient Country|Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title"
        "|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|District|Province|Country"
        "|Latitude|Longitude"
        "|GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|Story Organizations"
        "|Story Locations|Language|Version"
    ),
    "icews": (
        "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity"
        "|Target Name|Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province"
        "|Country|Latitude|Longitude"
    ),
    "gdelt-events": (
        "GLOBALEVENTID|SQLDATE|MonthYear|Year|FractionDate|"
        + "|".join(
            f"Actor{n}{c}"
            for n in (1, 2)
            for c in (
                "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
                "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
            )
        )
        + "|IsRootEvent|EventCode|EventBaseCode|EventRootCode|QuadClass|GoldsteinScale|NumMentions|NumSources"
        "|NumArticles|AvgTone|"
        + "|".join(
            f"{who}Geo_{c}"
            for who in ("Actor1", "Actor2", "Action")
            for c in (
                "Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID",
            )
        )
        + "|DATEADDED|SOURCEURL"
    ),
    "gdelt-mentions": (
        "GLOBALEVENTID|EventTimeDate|MentionTimeDate|MentionType|MentionSourceName|MentionIdentifier|SentenceID"
        "|Actor1CharOffset|Actor2CharOffset|ActionCharOffset|InRawText|Confidence|MentionDocLen|MentionDocTone"
        "|MentionDocTranslationInfo|Extras"
    ),
    "ucdp": (
        "id|relid|year|active_year|code_status|type_of_violence|conflict_dset_id|conflict_new_id|conflict_name"
        "|dyad_dset_id|dyad_new_id|dyad_name|side_a_dset_id|side_a_new_id|side_a|side_b_dset_id|side_b_new_id"
        "|side_b|number_of_sources|source_article|source_office|source_date|source_headline|source_original"
        "|where_prec|where_coordinates|where_description|adm_1|adm_2|latitude|longitude|geom_wkt|priogrid_gid"
        "|country|country_id|region|event_clarity|date_prec|date_start|date_end|deaths_a|deaths_b"
        "|deaths_civilians|deaths_unknown|best|high|low|gwnoa|gwnob"
    ),
    "acled": (
        "event_id_cnty|event_date|year|time_precision|disorder_type|event_type|sub_event_type|actor1"
        "|assoc_actor_1|inter1|actor2|assoc_actor_2|inter2|interaction|civilian_targeting|iso|region|country"
        "|admin1|admin2|admin3|location|latitude|longitude|geo_precision|source|source_scale|notes|fatalities"
        "|tags|timestamp"
    ),
}  # fmt: skip
"""The columns as published: headers of POLECAT and ICEWS, codebooks of GDELT 2.0, UCDP GED and ACLED."""

TABBED = ("polecat", "icews", "gdelt-events", "gdelt-mentions")


def rows(path, format):
    """The rows as the csv module reads them."""
    names = [c.name for c in exports.FORMATS[format].chosen(None)]
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file, delimiter="\t" if format in TABBED else ","))
    if exports.FORMATS[format].header:
        assert found.pop(0) == names
    return [dict(zip(names, row, strict=True)) for row in found]


@pytest.mark.parametrize("format", PUBLISHED)
def test_the_columns_are_the_published_ones_and_others_come_after_them(format, export):
    names = PUBLISHED[format].split("|")
    assert len(set(names)) == {"gdelt-events": 61, "gdelt-mentions": 16, "ucdp": 49, "acled": 31}.get(
        format, len(names)
    )
    chosen = [c.name for c in exports.FORMATS[format].chosen(None)]
    assert chosen[: len(names)] == names
    assert (len(chosen) == len(names)) == format.startswith("gdelt")
    if not format.startswith("gdelt"):
        assert {"factuality", "voices", "independent_outlets", "historical", "event_id"} <= set(chosen)


@pytest.mark.parametrize("format", PUBLISHED)
def test_pandas_polars_and_duckdb_read_the_same_rows(format, export):
    out = export(format, "--factuality", "any", "--historical")
    shape = exports.FORMATS[format]
    names = [c.name for c in shape.chosen(None)]
    mark = "\t" if format in TABBED else ","
    ours = rows(out, format)
    given = {} if shape.header else {"header": None, "names": names}
    frame = pd.read_csv(out, sep=mark, **given)
    assert list(frame.columns) == names
    polars = pl.read_csv(
        out, separator=mark, has_header=shape.header, new_columns=None if shape.header else names,
        infer_schema_length=None,
    )  # fmt: skip
    assert polars.columns == names
    header = "header = true" if shape.header else f"header = false, names = {names}"
    db = duckdb.sql(f"SELECT * FROM read_csv('{out}', delim = '{mark}', {header}, all_varchar = true)")
    assert db.columns == names
    assert len(ours) == len(frame) == len(polars) == len(db.fetchall()) > 0
    key = names[0]
    assert [str(v) for v in frame[key]] == [str(v) for v in polars[key]] == [row[key] for row in ours]


def test_the_default_is_what_most_outlets_present_as_actual_and_recent(export):
    out = export("polecat")
    found = rows(out, "polecat")
    assert {(row["factuality"], row["historical"]) for row in found} == {("actual", "false")}
    said = json.loads(Path(f"{out}.metadata.json").read_text())
    choice = said["tidings"]["choice"]
    assert choice["factuality"] == ["actual"]
    assert choice["historical"] is False
    assert "told as actual" in choice["words"]
    assert said["tidings"]["events"] == {"in the record": 6, "chosen": 3}
    assert said["tidings"]["rows"] == {"out": len(found)}
    assert said["tidings"]["made_with"]["model_digest"] == ["model-1"]
    columns = said["tableSchema"]["columns"]
    assert [c["name"] for c in columns] == [c.name for c in exports.FORMATS["polecat"].chosen(None)]
    assert all(c["dc:description"] for c in columns)


@pytest.mark.parametrize(
    ("options", "types"),
    [
        (("--factuality", "future"), {"AID"}),
        (("--factuality", "future,negated"), {"AID", "PROTEST"}),
        (("--factuality", "any", "--historical", "--type", "assault"), {"ASSAULT"}),
        (("--voice", "UKR:GOV"), {"ASSAULT"}),
        (("--voice", "outlet", "--type", "PROTEST"), {"PROTEST"}),
        (("--outlets", "2"), {"ASSAULT"}),
        (("--actor", "IGO:NATO"), set()),
        (("--actor", "IGO:NATO", "--factuality", "any"), {"AID"}),
    ],
)
def test_the_user_chooses_which_events_count(export, options, types):
    assert {row["plover_type"] for row in rows(export("polecat", *options), "polecat")} == types


def test_the_years_of_long_ago_come_only_when_asked_for(export):
    assert not [r for r in rows(export("icews"), "icews") if r["Event Date"].startswith("1945")]
    (old,) = [
        r for r in rows(export("icews", "--historical", "--force"), "icews") if r["historical"] == "true"
    ]
    assert (old["Event Date"], old["CAMEO Code"], old["Intensity"]) == ("1945-02-13", "195", "-10")


def test_polecat_says_it_as_polecat_does(export):
    found = rows(export("polecat", "--factuality", "any"), "polecat")
    shelled = next(r for r in found if r["Event Mode"] == "heavy-weapons")
    assert (shelled["Actor Country"], shelled["Actor COW"], shelled["Primary Actor Sector"]) == (
        "RUS",
        "365",
        "MIL",
    )
    assert (shelled["Quad Code"], shelled["Contexts"]) == ("MATERIAL CONFLICT", "None")
    assert (shelled["City"], shelled["Province"], shelled["Country"]) == ("Kharkiv", "Kharkiv Oblast", "UKR")
    assert shelled["Source"] == "Evening; Morning"
    promised = next(r for r in found if r["factuality"] == "future")
    assert (promised["Event Type"], promised["plover_type"]) == ("AGREE", "AID")


def test_gdelt_events_and_mentions_join_and_have_fips_codes(export):
    events = rows(export("gdelt-events"), "gdelt-events")
    mentions = rows(export("gdelt-mentions", name="mentions"), "gdelt-mentions")
    assert {e["GLOBALEVENTID"] for e in events} == {m["GLOBALEVENTID"] for m in mentions}
    assert all(int(e["GLOBALEVENTID"]) < 2**53 for e in events)
    (shelled,) = [e for e in events if e["EventCode"] == "194"]
    assert (shelled["Actor1Code"], shelled["Actor2CountryCode"]) == ("RUSMIL", "UKR")
    assert (shelled["ActionGeo_CountryCode"], shelled["ActionGeo_Type"]) == ("UP", "4")
    assert (shelled["NumMentions"], shelled["NumSources"], shelled["QuadClass"]) == ("2", "2", "4")
    assert (shelled["SQLDATE"], shelled["FractionDate"]) == ("20220315", "2022.2055")
    told = [m for m in mentions if m["GLOBALEVENTID"] == shelled["GLOBALEVENTID"]]
    assert {(m["MentionSourceName"], m["SentenceID"], m["MentionType"]) for m in told} == {
        ("Morning", "2", "1"), ("Evening", "1", "2"),
    }  # fmt: skip
    (other,) = [m for m in mentions if "speaker" in m["Extras"]]
    extras = dict(part.split(":", 1) for part in other["Extras"].split(";"))
    assert (extras["factuality"], extras["speaker"]) == ("actual", "UKR ,GOV".replace(" ,", " "))


def test_gdelt_has_further_columns_only_when_asked_for(export):
    out = export("gdelt-events", "--extra-columns")
    assert len(out.read_text().splitlines()[0].split("\t")) == 61 + len(exports.EXTRA)


def test_a_table_like_ged_has_deadly_events_with_low_best_and_high(export):
    (row,) = rows(export("ucdp"), "ucdp")
    assert (row["low"], row["best"], row["high"], row["deaths_unknown"]) == ("12", "12", "30", "12")
    assert (row["side_a"], row["side_b"]) == (
        "Government of Russia (Soviet Union)", "Government of Ukraine",
    )  # fmt: skip
    assert (row["type_of_violence"], row["gwnoa"], row["gwnob"], row["country_id"]) == (
        "1",
        "365",
        "369",
        "369",
    )
    assert (row["where_prec"], row["date_prec"], row["event_clarity"]) == ("1", "1", "1")
    assert row["region"] == "Europe"
    # PRIO-GRID: rows of half a degree from the south pole, 720 cells each, columns from the date line.
    assert int(row["priogrid_gid"]) == int((49.98081 + 90) * 2) * 720 + int((36.25272 + 180) * 2) + 1


def test_a_table_like_acled_has_its_types_actors_and_conservative_fatalities(export):
    found = {row["sub_event_type"]: row for row in rows(export("acled"), "acled")}
    assert set(found) == {"Shelling/artillery/missile attack", "Attack", "Peaceful protest"}
    shelled = found["Shelling/artillery/missile attack"]
    assert (shelled["event_type"], shelled["fatalities"]) == ("Explosions/Remote violence", "12")
    assert (shelled["actor1"], shelled["inter1"]) == ("Military Forces of Russia", "External/Other forces")
    assert shelled["interaction"] == "State forces-External/Other forces"
    assert (shelled["iso"], shelled["region"], shelled["geo_precision"]) == ("804", "Europe", "1")
    assert shelled["notes"] in {
        "The army shelled a depot in Kharkiv, killing 12 people.",
        "Troops shelled a depot in Kharkiv; 30 people were killed.",
    }
    killed = found["Attack"]
    assert (killed["event_type"], killed["actor1"], killed["actor2"]) == (
        "Violence against civilians", "FARC", "Civilians (Colombia)",
    )  # fmt: skip
    assert (killed["interaction"], killed["civilian_targeting"]) == (
        "Rebel group-Civilians",
        "Civilian targeting",
    )
    assert (killed["time_precision"], killed["date_from"], killed["event_date"]) == (
        "",
        "published",
        "2022-03-16",
    )
    assert (found["Peaceful protest"]["actor1"], found["Peaceful protest"]["interaction"]) == (
        "Protesters (Ukraine)", "Protesters only",
    )  # fmt: skip


def test_plover_json_has_the_required_fields_and_auxiliary_modes(export):
    out = export("plover", "--factuality", "any", "--historical")
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(found) == 6
    assert all({"id", "date", "actor", "event"} <= set(event) for event in found)
    by_own = {
        (e["tidings"]["plover_type"], e["tidings"].get("plover_mode"), e["tidings"]["factuality"]): e
        for e in found
    }
    assert by_own["AID", None, "future"]["event"] == ["AGREE"]
    assert by_own["AID", None, "future"]["mode"] == ["future"]
    assert by_own["AID", None, "future"]["actor"] == [
        {"code": "IGO", "sector": "NATO", "identifier_text": ODD}
    ]
    assert by_own["ASSAULT", "aerial", "actual"]["mode"] == ["aerial", "historical"]
    assert by_own["PROTEST", "demo", "negated"]["mode"] == ["demo", "negation"]
    assert by_own["ASSAULT", "heavy-weapons", "actual"]["size"] == {"dead": 12}
    assert by_own["ASSAULT", "heavy-weapons", "actual"]["event_loc"]["cc3"] == "UKR"
    assert len(pd.read_json(out, lines=True)) == len(pl.read_ndjson(out)) == 6
    assert len(duckdb.sql(f"SELECT * FROM read_json('{out}', format = 'newline_delimited')").fetchall()) == 6


@pytest.mark.parametrize("format", ["polecat", "icews", "gdelt-events"])
def test_no_word_breaks_a_cell_or_a_line(export, format):
    out = export(format, "--factuality", "any")
    text = out.read_text(encoding="utf-8")
    width = len(exports.FORMATS[format].chosen(None))
    lines = text.split("\n")[:-1]
    assert {line.count("\t") for line in lines} == {width - 1}
    assert text.splitlines() == lines
    assert '"' not in text
    assert "🇺🇦" in text


def test_every_type_and_mode_has_a_cameo_code_that_leads_back():
    lost = {("RETREAT", "resign"), ("SANCTION", "convict")}
    for type in TYPES:
        for mode in (None, *modes(type)):
            back = crosswalk(plover_to_cameo(type, mode)).type
            assert (back == type) != ((type, mode) in lost), (type, mode, back)
            intent = plover_to_cameo(type, mode, "future")
            assert intent == plover_to_cameo(type, mode) or intent.startswith("03")


def test_the_tables_of_codes_name_only_what_exists():
    for type, mode in ACLED_TYPES:
        check_mode(type, mode)
    assert all(len(code) == 3 for code in GROUPS.values())
    codes = country_codes().values()
    for attribute in ("iso2", "number", "cow", "gw"):
        values = [getattr(c, attribute) for c in codes if getattr(c, attribute) is not None]
        assert len(values) == len(set(values)) > 190, attribute


def test_two_exports_of_one_record_are_the_same_bytes(export):
    for format in ("plover", "ucdp", "web-annotation"):
        assert (
            export(format, "--force", name="a").read_bytes()
            == export(format, "--force", name="b").read_bytes()
        )
