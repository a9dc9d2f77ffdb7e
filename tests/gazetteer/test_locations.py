import csv
import importlib.util
import json
import random
import sys
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.errors import InstallationError
from tidings.gazetteer import atlas as atlas_module
from tidings.gazetteer import countries, landmarks
from tidings.gazetteer.atlas import MAGIC, Atlas, atlas, named
from tidings.gazetteer.geo_precision import acled_geo_precision, ucdp_where_precision
from tidings.gazetteer.locations import distance_km, locate, locate_all
from tidings.gazetteer.spelling import place_key, tokens
from tidings.types import Location, Precision

ROOT = Path(__file__).parents[2]
DATA = resources.files("tidings.gazetteer").joinpath("data", "places.bin")
CODES = sorted(countries())
LIST = """in near the of from to border with capital city region Oblast eastern north Ukraine Syrian Syria
Tripoli Kyiv London Ontario Texas Paris Gaza Black Sea , - 's country across and Georgia Of Man Police (US)"""
WORDS = LIST.split()
PHRASES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
WEIGHTS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 20).map(float), max_size=4)


def at(words, **context):
    place = locate(words, **context)
    return None if place is None else (place.name, place.country, place.precision.value)


@pytest.mark.parametrize(
    ("words", "country", "latitude", "longitude", "precision"),
    [
        ("in Donetsk, eastern Ukraine", "UKR", 48.0, 37.8, Precision.CITY),
        ("near the town of Bakhmut", "UKR", 48.6, 38.0, Precision.CITY),
        ("from Aleppo to Homs", "SYR", 36.2, 37.2, Precision.CITY),
        ("the Syrian city of Homs", "SYR", 34.7, 36.7, Precision.CITY),
        ("in Paris, Texas", "USA", 33.7, -95.6, Precision.CITY),
        ("outside the parliament in Tbilisi", "GEO", 41.7, 44.8, Precision.CITY),
        ("Lviv Oblast", "UKR", 49.8, 24.0, Precision.REGION),
        ("in the Donetsk and Luhansk regions", "UKR", 48.0, 37.8, Precision.REGION),
        ("eastern Ukraine", "UKR", 48.5, 37.8, Precision.REGION),
        ("on the Crimean peninsula", "UKR", 45.3, 34.4, Precision.REGION),
        ("in eastern Poland", "POL", 51.7, 21.5, Precision.REGION),
        ("at the Hmeimim air base", "SYR", 35.4, 35.9, Precision.EXACT),
        ("the Brussels district of Molenbeek", "BEL", 50.9, 4.3, Precision.EXACT),
        ("the Kenyan capital", "KEN", -1.3, 36.8, Precision.CITY),
        ("outside the Swedish parliament", "SWE", 59.3, 18.1, Precision.CITY),
        ("on the Dnipro", None, 48.0, 34.9, Precision.REGION),
        ("in Dnipro", "UKR", 48.5, 35.0, Precision.CITY),
        ("in Deir al-Zor", "SYR", 35.3, 40.1, Precision.CITY),
        ("in the Black Sea", None, 43.3, 34.3, Precision.REGION),
        ("in Port-au-Prince", "HTI", 18.5, -72.3, Precision.CITY),
        ("in Cox’s Bazar", "BGD", 21.4, 92.0, Precision.CITY),
        ("NIAMEY", "NER", 13.5, 2.1, Precision.CITY),
    ],
)
def test_words_of_place(words, country, latitude, longitude, precision):
    place = locate(words)
    assert (place.country, place.precision) == (country, precision)
    assert place.latitude == pytest.approx(latitude, abs=0.3)
    assert place.longitude == pytest.approx(longitude, abs=0.3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kyiv", "Kiev"),
        ("Odesa", "Odessa"),
        ("Kharkiv", "Kharkov"),
        ("Dnipro", "Dnepropetrovsk"),
        ("Bakhmut", "Artemivsk"),
        ("the Persian Gulf", "the Arabian Gulf"),
        ("the Senkaku Islands", "the Diaoyu Islands"),
        ("the Falklands", "the Malvinas"),
        ("Donbas", "Donbass"),
        ("Mumbai", "Bombay"),
        ("the Golan Heights", "the Golan"),
    ],
)
def test_the_spellings_of_both_sides_are_one_place(one, other):
    assert at(one) == at(other) is not None


@pytest.mark.parametrize(
    ("words", "weights", "country"),
    [
        ("in Tripoli", {"LBY": 4}, "LBY"),
        ("in Tripoli", {"LBN": 4}, "LBN"),
        ("in Hyderabad", {"IND": 4}, "IND"),
        ("in Hyderabad", {"PAK": 4}, "PAK"),
        ("in the Pakistani city of Hyderabad", {"IND": 9}, "PAK"),
        ("in Valencia", {"VEN": 4}, "VEN"),
        ("in Cambridge", {"GBR": 4}, "GBR"),
        ("in Brest", {"FRA": 4}, "FRA"),
        ("in Brest", {"BLR": 4}, "BLR"),
        ("in London", {"CAN": 4}, "GBR"),
        ("in London, Ontario", {"GBR": 4}, "CAN"),
        ("in Georgia", {"GEO": 4, "USA": 4}, "GEO"),
        ("in the US state of Georgia", {"GEO": 4}, "USA"),
        ("in Lebanon, Ohio", {"LBN": 4}, "USA"),
        ("in Russian-held Donetsk", {"RUS": 4, "UKR": 4}, "UKR"),
        ("in Geneva", {"USA": 9, "RUS": 9}, "CHE"),
    ],
)
def test_the_articles_countries_decide(words, weights, country):
    assert locate(words, countries=weights).country == country


def test_what_is_near_decides():
    atlanta, seattle = locate("Atlanta"), locate("Seattle")
    georgia = locate("in Georgia", countries={"USA": 9}, others=[atlanta])
    assert (georgia.country, georgia.precision) == ("USA", Precision.REGION)
    maine = locate(
        "Portland", countries={"USA": 9}, others=[locate("Portland, Maine"), locate("Bangor, Maine")]
    )
    oregon = locate("Portland", countries={"USA": 9}, others=[seattle])
    assert distance_km(maine, oregon) > 3000


def test_the_country_of_the_article_stands_in_for_a_name():
    assert at("in the capital", countries={"KEN": 6, "UGA": 1}) == ("Nairobi", "KEN", "city")
    assert at("across the country", countries={"KEN": 6, "UGA": 1}) == ("Kenya", "KEN", "country")
    assert at("in the country's east", countries={"UKR": 6}) == ("eastern Ukraine", "UKR", "region")
    assert locate("in the capital", countries={"KEN": 3, "UGA": 3}) is None
    assert locate("in the capital") is None
    assert locate("in the rebel capital", countries={"KEN": 6}) is None


def test_a_border_lies_between_two_countries():
    one = locate("the border with Poland", countries={"UKR": 5, "POL": 1})
    both = locate("on the Polish-Ukrainian border")
    assert (one.latitude, one.longitude) == (both.latitude, both.longitude)
    assert one.country is both.country is None
    assert 48.5 < one.latitude < 52 and 22 < one.longitude < 24.5
    assert at("the Polish border") == ("Poland", "POL", "country")
    assert at("at the Rafah crossing") == ("Rafah crossing", None, "exact")


@pytest.mark.parametrize(
    "words",
    [
        "in the region", "at sea", "the capital", "on Russian TV", "at the Atlantic Council", "to his office",
        "Police headquarters", "outside Police headquarters", "Most of the villages", "Of", "at his Best",
        "Man",
        "with President Lincoln", "Clinton's office", "the French embassy", "Cairo Road", "pro-Russian posts",
        "the Pan-American highway", "everywhere except Crimea", "us", "", " ", "12", "...",
    ],
)  # fmt: skip
def test_no_place(words):
    assert locate(words, countries={"POL": 3, "CZE": 3, "NLD": 3, "CIV": 1, "USA": 1}) is None


def test_a_common_word_is_a_town_only_at_home():
    assert at("in Man", countries={"CIV": 3}) == ("Man", "CIV", "city")
    assert at("in Nice", countries={"FRA": 3}) == ("Nice", "FRA", "city")
    assert locate("in Man", countries={"USA": 3}) is None


def test_a_small_namesake_far_off_is_not_meant():
    assert locate("in Perth Amboy", countries={"USA": 1}).country == "USA"
    assert locate("in Shepherdstown", countries={"NER": 3}) is None
    assert locate("in the Tempe motorway", countries={"GRC": 3}) is None


def test_the_reason_is_for_a_person():
    place = locate("in Tripoli", countries={"LBN": 7})
    assert place.reason.startswith("Tripoli: of ")
    assert place.reason.endswith("in Lebanon, which the article names 7 times")
    assert "Texas, which the words name" in locate("in Paris, Texas").reason


def test_a_country_has_no_coordinates_and_is_not_its_capital():
    for code in CODES:
        place = locate(f"in {first_name(code)}")
        if place and place.precision is Precision.COUNTRY:
            assert (place.latitude, place.longitude, place.geonames) == (None, None, None)
    assert at("in Kuwait") == ("Kuwait", "KWT", "country")
    assert at("in Mexico") == ("Mexico", "MEX", "country")
    assert at("in Mexico City") == ("Mexico City", "MEX", "city")


def first_name(code):
    with (ROOT / "src/tidings/gazetteer/data/countries.csv").open(encoding="utf-8", newline="") as lines:
        return next(row["names"].split("|")[0] for row in csv.DictReader(lines) if row["code"] == code)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), PHRASES), WEIGHTS)
def test_any_words_give_a_sound_place_or_none(words, weights):
    place = locate(words, countries=weights)
    assert place == locate(words, countries=weights)
    if place is not None:
        assert place.country is None or place.country in countries()
        assert (place.precision is Precision.COUNTRY) == (place.latitude is None) == (place.longitude is None)
        assert place.latitude is None or (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180)
        assert place.reason.startswith(f"{place.name}: ")
        assert 1 <= acled_geo_precision(place, words) <= 3
        assert 1 <= ucdp_where_precision(place, words) <= 7


@settings(max_examples=100, deadline=None)
@given(st.permutations(["in Tripoli", "in Beirut", "near Sidon", "in Paris", "the capital", "in Beirut"]))
def test_the_order_of_an_articles_places_is_no_matter(phrases):
    found = dict(zip(phrases, locate_all(phrases, countries={"SYR": 1}), strict=True))
    assert found["in Tripoli"].country == found["in Beirut"].country == "LBN"
    assert found["in Paris"].country == "FRA"


@given(st.sampled_from(["Kyiv", "Aleppo", "Black Sea", "Khan Younis", "Ouagadougou", "Ramstein"]))
def test_capitals_and_marks_are_no_matter(name):
    assert at(name) == at(name.upper()) == at(f"in {name}") == at(f"in “{name}”,") is not None
    assert locate(name.lower()) is None


POINTS = st.builds(
    lambda lat, lon: Location("p", None, lat, lon, Precision.CITY, None, "r"),
    st.floats(-90, 90),
    st.floats(-180, 180),
)


@given(POINTS, POINTS)
def test_distance_is_a_metric_on_the_globe(a, b):
    assert distance_km(a, a) == 0
    assert 0 <= distance_km(a, b) <= 20_016
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))


def test_known_distances():
    assert distance_km(locate("London"), locate("Paris")) == pytest.approx(344, abs=3)
    assert distance_km(locate("Sydney"), locate("Santiago")) == pytest.approx(11_340, rel=0.01)
    assert distance_km(locate("London"), locate("France")) is None


@pytest.mark.parametrize(
    ("words", "acled", "ucdp"),
    [
        ("in Bakhmut", 1, 1),
        ("near Bakhmut", 2, 2),
        ("at the Rafah crossing", 1, 1),
        ("in South Waziristan", 2, 3),
        ("in Lviv Oblast", 3, 4),
        ("in Catalonia", 3, 4),
        ("across eastern Ukraine", 3, 5),
        ("along the Euphrates", 3, 5),
        ("on the Polish-Ukrainian border", 3, 5),
        ("in Mali", 3, 6),
        ("in the Red Sea", 3, 7),
        ("in the Taiwan Strait", 3, 7),
    ],
)
def test_the_precisions_of_acled_and_ucdp(words, acled, ucdp):
    place = locate(words)
    assert (acled_geo_precision(place, words), ucdp_where_precision(place, words)) == (acled, ucdp)


def test_the_atlas_finds_every_place_by_its_own_name():
    numbers = random.Random(1).sample(range(len(atlas())), 400)
    missed = [
        p.name
        for p in map(atlas().place, numbers)
        if p not in named(place_key(p.name))[0] and not p.is_region
    ]
    assert not missed
    for number in (0, len(atlas()) - 1):
        assert atlas().place(number).country in countries()
    assert named("no such place")[0] == named("")[0] == named("\uffff")[0] == ()


def test_capitals_and_borders_of_the_atlas():
    assert atlas().capital("FRA").name == "Paris"
    assert atlas().border("POL", "UKR") == atlas().border("UKR", "POL")
    assert atlas().border("POL", "PRT") is None
    assert atlas().neighbours("PRT") == {"ESP"}


@given(st.text(max_size=40))
def test_the_words_of_a_name_stand_in_it(name):
    assert all(name[t.start : t.end] == t.text for t in tokens(name))
    assert place_key(name) == " ".join(t.key for t in tokens(name) if t.key)
    assert place_key(f" {name} ") == place_key(name)


@pytest.fixture
def damaged(monkeypatch, tmp_path):
    """Puts a file in the place of the shipped ones and forgets what was loaded."""

    def put(name, data):
        (tmp_path / "data").mkdir(exist_ok=True)
        for other in ("places.bin", "places_more.csv", "countries.csv"):
            source = DATA.parent / other
            (tmp_path / "data" / other).write_bytes(source.read_bytes())
        target = tmp_path / "data" / name
        target.unlink()
        if data is not None:
            target.write_bytes(data)
        monkeypatch.setattr(resources, "files", lambda _: tmp_path)
        for cached in (atlas_module.atlas, atlas_module.named, landmarks.landmarks):
            cached.cache_clear()

    yield put
    monkeypatch.undo()
    for cached in (atlas_module.atlas, atlas_module.named, landmarks.landmarks):
        cached.cache_clear()


@pytest.mark.parametrize("cut", [0, 5, 20, 2000, -1])
def test_a_truncated_file_is_named(damaged, cut):
    damaged("places.bin", DATA.read_bytes()[:cut])
    with pytest.raises(InstallationError, match=r"TID-301: The data file places\.bin"):
        locate("in Kyiv")


def test_a_changed_or_missing_file_is_named(damaged):
    data = bytearray(DATA.read_bytes())
    data[len(data) // 2] ^= 1
    damaged("places.bin", bytes(data))
    with pytest.raises(InstallationError, match="TID-301"):
        locate("in Kyiv")
    damaged("places.bin", None)
    with pytest.raises(InstallationError, match="TID-301"):
        locate("in Kyiv")


@pytest.mark.parametrize(
    "row",
    ["Somewhere,UKR,north,1,city,5,city", "Somewhere,UKR,95,1,city,5,city", "Somewhere,UKR,1,1,spot,5,city",
     "Somewhere,XXX,1,1,city,5,city", "Somewhere,UKR,1,1,country,5,city", "Somewhere,UKR,,,city,5,city"],
)  # fmt: skip
def test_a_damaged_table_is_named(damaged, row):
    damaged(
        "places_more.csv", f"names,countries,latitude,longitude,precision,radius_km,kind\n{row}\n".encode()
    )
    with pytest.raises(InstallationError, match=r"TID-301: The data file places_more\.csv"):
        locate("in Kyiv")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_broken_header_is_a_value_error(where, noise):
    data = DATA.read_bytes()[:4096]
    with pytest.raises(ValueError):
        Atlas(data[:where] + noise + data[where + len(noise) :])


def test_a_header_without_its_parts_is_a_value_error():
    text = json.dumps({"sha256": "", "sections": {}}).encode()
    with pytest.raises(ValueError, match="digest"):
        Atlas(MAGIC + len(text).to_bytes(4, "little") + text)


def test_the_goals_hold_on_the_table(monkeypatch):
    spec = importlib.util.spec_from_file_location("places_benchmark", ROOT / "benchmarks" / "places.py")
    benchmark = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, benchmark)
    spec.loader.exec_module(benchmark)
    rows = benchmark.cases()
    country, place, precision = benchmark.shares(rows)
    assert len(rows) >= 150
    assert country / len(rows) >= 0.92
    assert place / len(rows) >= 0.85
    assert precision / len(rows) >= 0.9
