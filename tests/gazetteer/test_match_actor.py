from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.gazetteer import match_actor, match_actors


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Russian forces", "RUS:MIL"),
        ("Ukraine's foreign minister", "UKR:GOV"),
        ("Canada’s Foreign Minister", "CAN:GOV"),
        ("the Kremlin", "RUS:GOV"),
        ("Moscow", "RUS:GOV"),
        ("Russia", "RUS"),
        ("NATO Secretary General Jens Stoltenberg", "IGO:NATO"),
        ("US President Barack Obama", "USA:GOV"),
        ("the US ambassador to Russia", "USA:GOV"),
        ("a spokesman for the Turkish army", "TUR:MIL"),
        ("members of the Taliban", "AFG:REB"),
        ("residents of Donetsk", "UKR:CVL"),
        ("protesters in Hong Kong", "HKG:CVL"),
        ("India's Congress", "IND:LEG"),
        ("pro-Russian separatists", "UKR:REB"),
        ("heavily armed pro-Russian local gunmen", "UKR:UAF"),
        ("pro-Russian separatists in Moldova", "MDA:REB"),
        ("the president of Moscow-backed Abkhazia", "GEO:GOV"),
        ("former Polish president Aleksander Kwaśniewski", "POL:ELI"),
        ("Kenyan police officers", "KEN:COP"),
        ("the European Commission", "EUR:Commission"),
        ("EU foreign ministers", "EUR"),
    ],
)
def test_phrases(words, code):
    assert match_actor(words).code == code


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        ("opposition lawmakers", "OPP"),
        ("the police", "COP"),
        ("three soldiers", "MIL"),
        ("a spokesman for the army", "MIL"),
        ("several people", "CVL"),
        ("Parliament", "LEG"),
        ("masked gunmen", "UAF"),
        ("Iran-backed militias", "REB"),
    ],
)
def test_a_role_alone_shows_only_a_sector(words, sector):
    match = match_actor(words)
    assert match.code is None
    assert match.sector == sector
    assert words[match.start : match.end] == match.name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the foreign ministers of France, Germany and Poland", ["FRA:GOV", "DEU:GOV", "POL:GOV"]),
        ("French and German soldiers", ["FRA:MIL", "DEU:MIL"]),
        ("Russian troops and Ukrainian police", ["RUS:MIL", "UKR:COP"]),
        ("Israel and Hamas", ["ISR", "PSE:REB"]),
        ("Merkel and Macron", ["DEU:GOV", "FRA:GOV"]),
        ("soldiers", [None]),
        ("it", []),
        ("", []),
    ],
)
def test_several_actors_are_a_list(words, expected):
    assert [m.code for m in match_actors(words)] == expected


def test_a_surname_is_read_by_the_day():
    assert match_actor("Mr Johnson", date(2020, 6, 1)).code == "GBR:GOV"
    assert match_actor("Cameron", date(2014, 6, 1)).code == "GBR:GOV"
    assert match_actor("the Putin regime", date(2020, 6, 1)).code == "RUS:GOV"
    assert match_actor("Truss", date(2022, 10, 1)).code == "GBR:GOV"
    assert match_actor("Truss", date(1999, 1, 1)) is None


def test_a_surname_behind_another_first_name_is_nobodys():
    assert match_actor("Anna Putin") is None
    assert match_actor("Putin Bakery") is None


@given(st.text(max_size=120), st.sampled_from([None, date(2014, 3, 1)]))
def test_any_words_give_matches_inside_them(words, on):
    for match in match_actors(words, on):
        assert words[match.start : match.end] == match.name
        assert match.code or match.sector


PIECES = (
    "Russian Ukraine's president of and , the France police to pro - separatists Putin NATO Moscow former who"
)
pieces = st.sampled_from(PIECES.split())


@given(st.lists(pieces, max_size=10).map(" ".join))
def test_codes_are_well_formed_and_not_repeated(words):
    found = [m.code for m in match_actors(words) if m.code]
    assert len(found) == len(set(found))
    for code in found:
        country, _, rest = code.partition(":")
        assert len(country) == 3
        assert ":" not in rest
