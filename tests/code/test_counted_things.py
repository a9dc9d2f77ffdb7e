"""What figures count, in a word by which they compare."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code.counted_things import normal_of
from tidings.code.figures import find_figures
from tidings.code.language import analyse
from tidings.types import Article


def things(text):
    return [normal_of(f, text) for f in find_figures(next(analyse([Article.make(text)]))).figures]


COUNTED = [
    ("At least 17 people were killed and 43 wounded.", ["dead", "wounded"]),
    ("The bomb killed 12 and injured 31 others.", ["dead", "wounded"]),
    ("The army said five soldiers were killed.", ["dead"]),
    ("The death toll rose to 88.", ["dead"]),
    ("The clashes left 27 dead and 15 missing.", ["dead", "missing"]),
    ("Police arrested 300 people at the gate.", ["detained"]),
    ("The rebels freed 40 hostages.", ["freed"]),
    ("About 30,000 people have fled the town.", ["displaced"]),
    ("Moscow expelled 13 diplomats.", ["expelled"]),
    ("Some 5,000 people marched to the palace.", ["protesters"]),
    ("Two detainees died.", ["dead"]),
    ("Norway sent 220 soldiers after protests.", ["troops"]),
    ("Norway sent 220 paratroopers.", ["troops"]),
    ("Kyiv lost 20 tanks and 30 lorries.", ["tank", "lorry"]),
    ("Police deployed 300 officers to the rally.", ["officer"]),
    ("Some 40 countries signed.", ["countries"]),
    ("The party won 64 seats.", ["seat"]),
    ("She was jailed for seven years.", ["year"]),
    ("Allies spend 2 percent of GDP.", ["% gdp"]),
    ("Turnout was 61 percent.", ["%"]),
    ("The EU promised €3bn.", ["money"]),
    ("The mission has 600 staff.", ["staff"]),
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_what_is_counted_has_a_word(text, expected):
    assert things(text) == expected


def test_soldiers_of_two_reports_are_the_same_thing():
    assert things("Oslo sent 90 servicemen.") == things("Norway deployed 90 troops.")


def test_without_the_text_only_the_counted_words_tell():
    (figure,) = find_figures(next(analyse([Article.make("Police arrested 300 people.")]))).figures
    assert normal_of(figure) == "people"
    assert normal_of(figure, "Police arrested 300 people.") == "detained"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="the 12,500killed wounded men of $%.;–-\n£İß", max_size=60))
def test_the_word_is_short_and_lower_case_whatever_the_text(text):
    for thing in things(text):
        assert thing is None or (thing == thing.lower() and thing == thing.strip() and thing)
