"""What an article ties to a country: its dateline, and nouns such as *the Norwegian minister*."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from party_samples import analysed

from tidings.code.introductions import dateline_country, introductions, key_of
from tidings.gazetteer import find_actors


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("KYIV, March 3 (Wire) — The army left.", "UKR"),
        ("KYIV (Wire) — The army left.", "UKR"),
        ("KYIV, Ukraine (a wire) -- The army left.", "UKR"),
        ("Berlin, 4 March 2021 - Germany's minister left.", "DEU"),
        ("Paris, 3 March – talks went on.", "FRA"),
        ("MOSCOW. March 3. /WIRE/. The envoy left.", "RUS"),
        ("MOSCOW. The envoy left.", "RUS"),
        ("NEW DELHI: The envoy left.", "IND"),
        ("BEIJING (Wire) -- The envoy left.", "CHN"),
        ("London - The envoy left.", "GBR"),
        ("Warsaw, Poland – The envoy left.", "POL"),
        ("Quito. — The council met.", "ECU"),
        ("SAN SALVADOR (Wire) - The council met.", "SLV"),
        ("St. Petersburg, Russia — The council met.", "RUS"),
        ("WASHINGTON D.C. — The council met.", "USA"),
        ("The Hague, Netherlands — The court met.", "NLD"),
        ("N’DJAMENA, Chad — The council met.", "TCD"),
        ("PORT-AU-PRINCE — The council met.", "HTI"),
        ("SÃO PAULO — The council met.", "BRA"),
        ("  \u00a0KYIV — “We stay,” she said.", "UKR"),
        ("Kyiv/Warsaw — The envoys met.", "UKR"),
    ],
)
def test_the_written_forms_of_a_dateline(line, country):
    assert dateline_country(line) == country
    assert dateline_country(f"Talks go on\n\nBy Jane Doe\n{line}\nMore.") == country


@pytest.mark.parametrize(
    "line",
    [
        "Moscow - the capital - was quiet.",
        "Moscow said: no.",
        "Moscow. The end of a city.",
        "Moscow, which has denied the charge. It said so.",
        "Moscow, however, denied it: The envoy left.",
        "Washington, Moscow and Kyiv. Talks go on.",
        "Santo Domingo: nobody left.",
        "Kyiv’s war: What next",
        "Paris-based group: The list",
        "(Wire) - Moscow denied it.",
        "NATO — The alliance met.",
        "STOP: The army left.",
        "Jordan – The king left.",
        "KYIV",
        ": — .",
        "",
    ],
)
def test_what_is_no_dateline(line):
    assert dateline_country(line) is None
    assert dateline_country(f"{line}\nTalks went on in Kyiv - quietly.") is None


def test_a_dateline_stands_at_the_head_of_the_text():
    assert dateline_country("Talks.\n" * 200 + "KYIV (Wire) — The army left.") is None


@given(st.text(max_size=200))
def test_any_text_has_a_country_or_none(text):
    found = dateline_country(text)
    assert found is None or len(found) == 3


@pytest.mark.parametrize(
    ("code", "key"),
    [("NOR", "NOR"), ("NOR:GOV", "NOR"), ("UNK:GOV", "UNK"), ("IGO:NATO", "IGO:NATO"), ("EUR", "EUR")],
)
def test_the_key_of_a_code_is_its_country_or_the_whole_body(code, key):
    assert key_of(code) == key


def tied(text):
    analysis = analysed(text, date(2021, 6, 3))
    return [
        (one.noun, one.sector, one.key)
        for match in find_actors(text)
        for one in introductions(analysis, match)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Norwegian minister left.", ("minister", "GOV", "NOR")),
        ("The army of Norway left.", ("army", "MIL", "NOR")),
        ("Norway's police left.", ("police", "COP", "NOR")),
        ("The Norwegian foreign minister left.", ("minister", "GOV", "NOR")),
    ],
)
def test_a_noun_is_tied_to_the_country_before_or_after_it(text, expected):
    assert expected in tied(text)


def test_a_name_by_itself_ties_nothing():
    assert tied("Norway left. They met in Oslo.") == []
