import csv
import re
from collections import defaultdict
from datetime import date
from importlib import resources
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.gazetteer import countries, find_actors, match_actor, match_actors
from tidings.gazetteer.names import fold, split, words_of
from tidings.ontology import SECTORS

BODIES = {"IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG"}
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
NAME_TABLES = ("bodies.csv", "metonyms.csv", "places.csv", "countries.csv")


def table(name):
    text = resources.files("tidings.gazetteer").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


PEOPLE = table("people.csv")
ROLES = table("roles.csv")


def key(name):
    return " ".join(word.key for word in split(name))


def overlap(one, other):
    """Whether two terms share more than the day on which one hands over to the other."""
    return one["start"] < (other["end"] or "9") and other["start"] < (one["end"] or "9")


def names(row):
    return [text for column in set(row) - {"code"} for text in row[column].split("|") if text]


def test_the_rows_of_people_are_well_formed():
    known = countries()
    for row in PEOPLE:
        place, _, rest = row["code"].partition(":")
        assert place in BODIES or (place in known and rest in SECTORS), row
        assert key(row["name"]), row
        assert row["name"] == row["name"].strip()
        assert row["office"], row
        assert row["rank"] in {"1", "2", "3"}, row
        for day in filter(None, (row["start"], row["end"])):
            assert DAY.fullmatch(day), row
            if len(day) == 10:
                date.fromisoformat(day)
        if row["start"] and row["end"]:
            assert row["start"][: len(row["end"])] <= row["end"], row


def test_no_row_stands_twice():
    for name in (*NAME_TABLES, "people.csv", "roles.csv"):
        rows = [tuple(row.values()) for row in table(name)]
        assert len(rows) == len(set(rows)), name


def test_nobody_has_two_codes_of_one_rank_at_the_same_time():
    terms = defaultdict(list)
    for row in PEOPLE:
        terms[key(row["name"]), row["rank"]].append(row)
    for rows in terms.values():
        for one, other in combinations(rows, 2):
            assert one["code"] == other["code"] or not overlap(one, other), (one, other)


def test_a_name_stands_under_one_code():
    codes = defaultdict(set)
    for name in NAME_TABLES:
        for row in table(name):
            assert names(row), row
            for text in names(row):
                assert text == text.strip()
                # OPEC and OPEC+ have the same words
                if text != "OPEC+":
                    words = tuple((fold(w.text), w.text[0].isupper()) for w in split(text))
                    codes[words].add(row["code"].partition(":")[0])
    assert {words: found for words, found in codes.items() if len(found) > 1} == {}


def test_a_role_word_has_one_sector():
    sectors = defaultdict(set)
    for row in ROLES:
        assert row["sector"] in SECTORS
        assert row["strength"] in {"strong", "weak"}
        for words in row["words"].split("|"):
            assert words == words.strip()
            assert words == words.lower()
            sectors[words].add(row["sector"])
    assert {words: found for words, found in sectors.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("Arseniy Yatsenyuk", "2013-12-15", "UKR:OPP"),
        ("Arseniy Yatsenyuk", "2014-03-15", "UKR:GOV"),
        ("Yulia Tymoshenko", "2009-06-01", "UKR:GOV"),
        ("Yulia Tymoshenko", "2013-06-01", "UKR:OPP"),
        ("Vitali Klitschko", "2014-01-15", "UKR:OPP"),
        ("Vitali Klitschko", "2015-01-15", "UKR:GOV"),
        ("Andriy Parubiy", "2013-12-20", "UKR:OPP"),
        ("Andriy Parubiy", "2014-05-01", "UKR:GOV"),
        ("Andriy Parubiy", "2017-05-01", "UKR:LEG"),
        ("Mikheil Saakashvili", "2010-05-01", "GEO:GOV"),
        ("Mikheil Saakashvili", "2015-09-01", "UKR:GOV"),
        ("Mikheil Saakashvili", "2017-05-01", "UKR:OPP"),
        ("Mikheil Saakashvili", "2022-05-01", "GEO:OPP"),
        ("Aung San Suu Kyi", "2010-12-01", "MMR:OPP"),
        ("Aung San Suu Kyi", "2018-12-01", "MMR:GOV"),
        ("Aung San Suu Kyi", "2022-12-01", "MMR:OPP"),
        ("Friedrich Merz", "2023-06-01", "DEU:OPP"),
        ("Friedrich Merz", "2025-07-01", "DEU:GOV"),
        ("Ursula von der Leyen", "2015-06-01", "DEU:GOV"),
        ("Ursula von der Leyen", "2021-06-01", "EUR:Commission"),
        ("Mario Draghi", "2015-06-01", "EUR:ECB"),
        ("Mario Draghi", "2022-03-01", "ITA:GOV"),
        ("Kofi Annan", "2003-03-20", "UNO:Secretary-General"),
        ("Kofi Annan", "2012-05-01", "UNO"),
        ("António Guterres", "2012-05-01", "UNO:UNHCR"),
        ("António Guterres", "2022-05-01", "UNO:Secretary-General"),
        ("Javier Solana", "1999-04-01", "IGO:NATO"),
        ("Javier Solana", "2006-04-01", "EUR:EEAS"),
        ("Didier Burkhalter", "2013-05-01", "CHE:GOV"),
        ("Didier Burkhalter", "2014-05-01", "IGO:OSCE"),
        ("Mark Rutte", "2018-05-01", "NLD:GOV"),
        ("Mark Rutte", "2025-05-01", "IGO:NATO"),
        ("Imran Khan", "2020-05-01", "PAK:GOV"),
        ("Imran Khan", "2023-05-01", "PAK:OPP"),
        ("Benny Gantz", "2014-07-20", "ISR:MIL"),
        ("Benny Gantz", "2021-05-15", "ISR:GOV"),
        ("Hashim Thaçi", "1999-03-01", "XKX:REB"),
        ("Hashim Thaçi", "2018-03-01", "XKX:GOV"),
        ("Riek Machar", "2016-12-01", "SSD:REB"),
        ("Riek Machar", "2021-12-01", "SSD:GOV"),
        ("Ahmed al-Sharaa", "2023-01-01", "SYR:REB"),
        ("Ahmed al-Sharaa", "2025-01-15", "SYR:GOV"),
        ("Sirajuddin Haqqani", "2015-01-15", "AFG:REB"),
        ("Sirajuddin Haqqani", "2022-01-15", "AFG:GOV"),
        ("Ousmane Sonko", "2023-06-01", "SEN:OPP"),
        ("Ousmane Sonko", "2024-06-01", "SEN:GOV"),
        ("Donald Trump", "2016-06-01", "USA:PTY"),
        ("Donald Trump", "2018-06-01", "USA:GOV"),
        ("Donald Trump", "2022-06-01", "USA:ELI"),
        ("John Kerry", "2010-06-01", "USA:LEG"),
        ("John Kerry", "2014-06-01", "USA:GOV"),
        ("Khaled Meshaal", "2012-06-01", "PSE:REB"),
        ("Hassan Nasrallah", "2006-07-15", "LBN:REB"),
        ("Abdul-Malik al-Houthi", "2024-01-15", "YEM:REB"),
        ("Mohamed Hamdan Dagalo", "2023-04-20", "SDN:PRM"),
        ("Abdel Fattah al-Burhan", "2023-04-20", "SDN:MIL"),
        ("Sultani Makenga", "2025-01-27", "COD:REB"),
        ("Alexander Zakharchenko", "2015-02-12", "UKR:REB"),
        ("Alexei Navalny", "2020-08-20", "RUS:OPP"),
        ("María Corina Machado", "2024-07-28", "VEN:OPP"),
        ("Abdullah Öcalan", "2013-03-21", "TUR:REB"),
        ("Osama bin Laden", "2001-09-20", "IMG:Al-Qaeda"),
        ("Helmut Kohl", "1990-10-03", "DEU:GOV"),
        ("Stéphane Dujarric", "2019-05-01", "UNO:Secretary-General"),
        ("Min Aung Hlaing", "2017-09-01", "MMR:MIL"),
    ],
)
def test_office_holders_by_the_day(name, day, code):
    assert [m.code for m in find_actors(name, date.fromisoformat(day))] == [code]


@pytest.mark.parametrize(
    ("surname", "day", "code"),
    [
        ("Putin", "2022-03-15", "RUS:GOV"),
        ("Yatsenyuk", "2014-03-15", "UKR:GOV"),
        ("Cruz", "2022-03-15", "USA:LEG"),
        ("Harris", "2024-06-01", "USA:GOV"),
        ("Burkhalter", "2014-05-01", "IGO:OSCE"),
        ("Sinwar", "2023-11-01", "PSE:REB"),
        ("Kuleba", "2022-03-15", "UKR:GOV"),
        ("Maduro", "2019-02-01", "VEN:GOV"),
    ],
)
def test_surnames_by_the_day(surname, day, code):
    assert match_actor(surname, date.fromisoformat(day)).code == code


@pytest.mark.parametrize("surname", ["Morales", "Cohen"])
def test_a_surname_that_leads_to_several_countries_is_nobodys(surname):
    assert match_actor(surname, date(2019, 6, 1)) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("RSF fighters", "SDN:PRM"),
        ("the Donetsk People's Republic", "UKR:REB"),
        ("the Vostok battalion", "UKR:REB"),
        ("the Azov Battalion", "UKR:MIL"),
        ("Naftogaz", "UKR:BUS"),
        ("the National Unity Government of Myanmar", "MMR:OPP"),
        ("the Kuomintang", "TWN:PTY"),
        ("the White Helmets", "SYR:SOC"),
        ("the Riksdag", "SWE:LEG"),
        ("Republican senators", "USA:LEG"),
        ("residents of Ganja", "AZE:CVL"),
        ("police in Port Harcourt", "NGA:COP"),
        ("protesters in El Alto", "BOL:CVL"),
        ("a Maiduguri hospital", "NGA:MED"),
        ("South Sudan's SPLA-IO", "SSD:REB"),
        ("Kosovo Liberation Army", "XKX:REB"),
        ("the Peace and Security Council", "IGO:African Union"),
        ("MINUSCA", "UNO:MINUSCA"),
        ("Kenyan lorry drivers", "KEN:LAB"),
        ("Bolivian smallholders", "BOL:AGR"),
        ("the Nigerian army's chief of staff", "NGA:MIL"),
    ],
)
def test_phrases_of_the_tables(words, code):
    assert code in [m.code for m in match_actors(words)]


@pytest.mark.parametrize(
    "text",
    [
        "Will they come on May 5 or in March?",
        "A bush fire is near the house; who is it for?",
        "They care about ice, a map, the pan and the mud.",
        "The car needs a new sec and a fry pan.",
        "An isolated law on power, wine, price and key bars.",
        "Sake, mocha and a nice, pale ale.",
        "He said the sheikh and the mufti are Muslim.",
        "the guardian of the commons made progress in future",
        "a fair share of the spoils was raised at the congress",
    ],
)
def test_common_words_name_nobody(text):
    assert find_actors(text, date(2022, 3, 15)) == ()


@pytest.mark.parametrize(
    "phrase",
    ["Wine producers", "Muslim groups", "Cotton farmers", "Younger voters", "Bar owners"],
)
def test_common_words_at_the_head_of_a_phrase_are_no_surnames(phrase):
    for year in (2014, 2019, 2022, 2024):
        assert all(m.code is None for m in match_actors(phrase, date(year, 3, 15)))


@given(st.sampled_from(PEOPLE), st.dates(date(1990, 1, 1), date(2025, 12, 31)))
def test_a_full_name_leads_to_a_term_of_that_name(row, day):
    found = find_actors(row["name"], day)
    if " " in row["name"] and len(found) == 1 and found[0].reason == "office holder":
        held = {r["code"] for r in PEOPLE if key(r["name"]) == key(row["name"])}
        assert found[0].code in held


@given(st.text("abSs'’.- é_1\n") | st.text())
def test_the_quicker_words_are_those_of_split(text):
    assert words_of(text) == tuple(word.text for word in split(text))
