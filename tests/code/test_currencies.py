"""Currencies by sign, name, adjective and country."""

import re

import pytest

from tidings.code.currencies import currencies, currency_of, name_pattern, sign_pattern

NAMES = [
    ("$", "USD"),
    ("US$", "USD"),
    ("C$", "CAD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("dollars", "USD"),
    ("Canadian dollars", "CAD"),
    ("Hong Kong dollars", "HKD"),
    ("roubles", "RUB"),
    ("rubles", "RUB"),
    ("Belarusian roubles", "BYN"),
    ("hryvnia", "UAH"),
    ("hryvnias", "UAH"),
    ("zlotys", "PLN"),
    ("złoty", "PLN"),
    ("yuan", "CNY"),
    ("renminbi", "CNY"),
    ("dirhams", "AED"),
    ("Moroccan dirhams", "MAD"),
    ("Danish kroner", "DKK"),
    ("Swedish crowns", "SEK"),
    ("Swiss francs", "CHF"),
    ("CFA francs", "XOF"),
    ("pounds sterling", "GBP"),
    ("Egyptian  pounds", "EGP"),
    ("naira", "NGN"),
    ("tenge", "KZT"),
    ("apples", None),
]


@pytest.mark.parametrize(("words", "code"), NAMES)
def test_a_sign_or_name_has_its_code(words, code):
    assert currency_of(words) == code


def test_a_bare_name_is_that_of_the_nearest_country_that_has_one():
    assert currency_of("dinars", ["JOR", "IRQ"]) == "JOD"
    assert currency_of("dinars", ["FRA", "DZA", "JOR"]) == "DZD"
    assert currency_of("dinars", ["FRA"]) == currency_of("dinars")
    assert currency_of("dollars", ["AUS"]) == "USD"
    assert currency_of("Canadian dollars", ["AUS"]) == "CAD"


def test_every_currency_of_the_list_is_found_by_its_name():
    pattern = re.compile(name_pattern(), re.I)
    for name, code in currencies().names.items():
        assert currency_of(name) == code
        assert pattern.fullmatch(name.title()), name


def test_codes_and_countries_are_iso():
    for code, countries in currencies().countries.items():
        assert re.fullmatch(r"[A-Z]{3}", code)
        assert countries
        assert all(re.fullmatch(r"[A-Z]{3}", country) for country in countries)


def test_signs_of_letters_keep_their_case_and_stand_before_digits():
    pattern = re.compile(sign_pattern(), re.I)
    assert pattern.match("Rs 500")
    assert not pattern.match("rs 500")
    assert not pattern.match("R0")
