import csv
import string
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.errors import InstallationError
from tidings.gazetteer import Reason, countries, find_actors, lookup
from tidings.gazetteer import names as names_module
from tidings.gazetteer import people as people_module
from tidings.ontology import SECTORS

BODIES = {"IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG", "UNK"}
TABLES = ("countries.csv", "bodies.csv", "metonyms.csv", "places.csv", "people.csv")


def table(name):
    text = resources.files("tidings.gazetteer").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def codes(text, on=None):
    return [match.code for match in find_actors(text, on)]


def test_names_of_every_kind_are_found_with_their_offsets():
    text = "Germany told NATO in Kyiv that the Kremlin and Jens Stoltenberg saw Polish aid reach Mariupol."
    found = find_actors(text, date(2020, 5, 1))
    assert [(m.code, m.name, m.reason) for m in found] == [
        ("DEU", "Germany", Reason.COUNTRY),
        ("IGO:NATO", "NATO", Reason.BODY),
        ("UKR", "Kyiv", Reason.CAPITAL),
        ("RUS:GOV", "Kremlin", Reason.METONYM),
        ("IGO:NATO", "Jens Stoltenberg", Reason.PERSON),
        ("POL", "Polish", Reason.DEMONYM),
        ("UKR", "Mariupol", Reason.PLACE),
    ]
    assert all(text[m.start : m.end] == m.name for m in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They told us to polish the turkey on good china.", []),
        ("The US and the U.S. and U.S.A. agreed.", ["USA", "USA", "USA"]),
        ("Nato and OPEC", ["IGO:NATO", "IGO:OPEC"]),
        ("the person who is ill", []),
        ("the UN Security Council and the UN", ["UNO:Security Council", "UNO"]),
        ("South Koreans, North Korea and DR Congo", ["KOR", "PRK", "COD"]),
        ("Jim Jordan and Chad Smith left Jordan for Chad.", ["JOR", "TCD"]),
        ("Voters in Georgia, where the senator is a Republican", ["USA"]),
        ("Georgia asked Armenia for help.", ["GEO", "ARM"]),
        ("a pro-Russian, anti-American and Russian-speaking crowd", []),
        ("Turkey's and Türkiye's, Cote d’Ivoire and CÔTE D'IVOIRE", ["TUR", "TUR", "CIV", "CIV"]),
        ("President Macron met Chancellor Merkel.", ["FRA:GOV", "DEU:GOV"]),
        ("", []),
    ],
)
def test_spelling_case_and_context_decide(text, expected):
    assert codes(text) == expected


def test_office_depends_on_the_day():
    assert codes("Jens Stoltenberg", date(2010, 1, 1)) == ["NOR:GOV"]
    assert codes("Jens Stoltenberg", date(2015, 1, 1)) == ["IGO:NATO"]
    assert codes("Donald Tusk", date(2012, 1, 1)) == ["POL:GOV"]
    assert codes("Donald Tusk", date(2016, 1, 1)) == ["EUR:Council"]


def test_lookup_wants_the_whole_name():
    assert lookup("the White House").code == "USA:GOV"
    assert lookup("Burma").code == "MMR"
    assert lookup("Burma road") is None
    assert lookup("Atlantis") is None


@pytest.mark.parametrize("name", ["countries.csv", "bodies.csv", "metonyms.csv", "places.csv"])
def test_every_name_of_the_tables_is_found_whole(name):
    for row in table(name):
        for column in set(row) - {"code"}:
            for text in filter(None, row[column].split("|")):
                found = find_actors(text)
                assert len(found) == 1, (text, found)
                assert len(found[0].name) >= len(text) - 5, (text, found)


def test_every_code_has_the_form_of_the_coding_manual():
    known = countries()
    assert len(known) == 250
    assert {"XKX", "TWN", "PSE"} <= known
    for name in TABLES:
        for row in table(name):
            place, _, rest = row["code"].partition(":")
            assert place in known | BODIES, row
            if place in known and rest:
                assert rest in SECTORS, row


@given(st.text(max_size=200))
def test_any_text_gives_disjoint_ordered_matches(text):
    last = 0
    for match in find_actors(text):
        assert last <= match.start < match.end <= len(text)
        assert text[match.start : match.end] == match.name
        last = match.end


vocabulary = st.sampled_from(
    [
        "Russia",
        "the",
        "US",
        "us",
        "Ukraine's",
        "Kremlin",
        "and",
        "Paris",
        "Jordan",
        "UN",
        "Council",
        "St.",
        "pro-Russian",
    ]
)


@given(st.lists(vocabulary, max_size=12).map(" ".join), st.sampled_from([None, date(2014, 3, 1)]))
def test_matches_do_not_depend_on_what_stands_behind_a_full_stop(text, on):
    alone = find_actors(text, on)
    assert find_actors(text + ". " + string.ascii_lowercase, on)[: len(alone)] == alone


@pytest.mark.parametrize("text", ["", "code;names\n", "code,names\nRUS\n"])
def test_damaged_tables_are_a_numbered_error(monkeypatch, tmp_path, text):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bodies.csv").write_text(text)
    monkeypatch.setattr(names_module.resources, "files", lambda _: tmp_path)
    with pytest.raises(InstallationError, match=r"TID-301.*bodies\.csv"):
        list(names_module.rows("bodies.csv", ("code", "names")))
    with pytest.raises(InstallationError, match=r"TID-301.*roles\.csv"):
        list(names_module.rows("roles.csv", ("sector",)))


def test_a_damaged_rank_is_a_numbered_error(monkeypatch):
    damaged = [("USA:GOV", "Jane Roe", "President", "2001", "2005", "first")]
    monkeypatch.setattr(people_module, "rows", lambda *_: iter(damaged))
    people_module.terms.cache_clear()
    try:
        with pytest.raises(InstallationError, match=r"TID-301.*people\.csv"):
            people_module.terms()
    finally:
        people_module.terms.cache_clear()
