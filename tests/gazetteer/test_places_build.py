import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.gazetteer.atlas import Atlas

sys.path.insert(0, str(Path(__file__).parents[2]))
try:
    from gazetteer_build.layout import Row, pack
    from gazetteer_build.spellings import alike, english, other_forms, region_forms, without_article
finally:
    sys.path.pop(0)

KEYS = st.sets(st.text("abcé ", min_size=1, max_size=8), max_size=4)
CITIES = st.builds(
    lambda country, lat, lon, people, main, other: Row(
        "Ö" + country, country, "city", None, lat, lon, people, 7, 3, main, other - main
    ),
    st.sampled_from(["DEU", "FRA", "UKR"]),
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.integers(0, 40_000_000),
    KEYS,
    KEYS,
)
HEADER = {"capitals": {}, "borders": {"DEU-FRA": [48.9, 7.9]}, "common": ["abc"]}


@settings(max_examples=150, deadline=None)
@given(st.lists(CITIES, min_size=1, max_size=120))
def test_what_is_packed_is_found(rows):
    rows.sort(key=lambda row: row.country)
    data = pack(rows, HEADER)
    read = Atlas(data)
    assert len(read) == len(rows)
    assert data == pack(rows, HEADER)
    for number, row in enumerate(rows):
        place = read.place(number)
        assert (place.name, place.country, place.people) == (row.name, row.country, row.people)
        assert place.latitude == pytest.approx(row.latitude, abs=1e-5)
        assert place.longitude == pytest.approx(row.longitude, abs=1e-5)
    for key in {k for row in rows for k in row.main | row.other}:
        main, other = read.named(key)
        assert main == tuple(read.place(i) for i, row in enumerate(rows) if key in row.main)
        assert other == tuple(read.place(i) for i, row in enumerate(rows) if key in row.other)
    assert read.named("xyz") == ((), ())


@given(st.lists(CITIES, min_size=1, max_size=5), st.data())
def test_any_changed_byte_of_the_body_is_seen(rows, data):
    rows.sort(key=lambda row: row.country)
    packed = bytearray(pack(rows, HEADER))
    at = data.draw(st.integers(len(packed) - 40, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match="digest"):
        Atlas(bytes(packed))


def test_regions_come_first_and_hold_their_settlements():
    rows = [
        Row("Bavaria", "DEU", "region", None, 48.9, 11.5, 13_000_000, 70, 0, {"bavaria"}, set()),
        Row("Munich", "DEU", "city", 0, 48.1, 11.6, 1_500_000, 71, 84, {"munich"}, {"muenchen"}),
    ]
    read = Atlas(pack(rows, HEADER | {"capitals": {"DEU": 1}}))
    region, city = read.place(0), read.place(1)
    assert (region.is_region, city.is_region, city.region) == (True, False, 70)
    assert read.capital("DEU") == city
    assert read.settlements("DEU") == ((48.1, 11.6, 1_500_000),)
    assert read.border("FRA", "DEU") == (48.9, 7.9)


def test_names_that_can_stand_in_english_text_are_kept():
    names = ["Kiev", "KBP", "kheiyf", "Київ", "Ki", "Kiev osh", "Kijów", "Gorod Sorok Dva 42"]
    assert other_forms("Kyiv", names, every=True) == {"kiev", "kijow"}
    assert other_forms("Deir ez-Zor", ["Deir al-Zor"], every=True) == {"deir al zor"}
    assert other_forms("Kyiv", ["Kyyiv", "Borysthenes"], every=False) == {"kyyiv"}
    assert other_forms("Some Town", ["Old City"], every=True) == set()


def test_regions_are_known_without_the_word_for_their_kind():
    names = ("Kharkivska oblast", "Kharkiv Oblast", "Харьковская область")
    assert region_forms(names) == {"kharkivska", "kharkiv", "kharkiv oblast"}
    assert english(names) == "Kharkiv Oblast"
    assert english(("Bayern",)) == "Bayern"


def test_the_arabic_article_may_be_left_out():
    assert without_article({"al hasakah"}, "SY") == {"hasakah"}
    assert without_article({"al hasakah"}, "US") == without_article({"homs"}, "SY") == set()


@given(st.text("abcdef", max_size=8), st.text("abcdef", max_size=8))
def test_likeness_is_between_none_and_all(one, other):
    assert 0 <= alike(one, other) == alike(other, one) <= 1
    assert alike(one, one) == (len(one) > 1)
