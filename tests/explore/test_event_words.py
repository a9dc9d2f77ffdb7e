"""An event in plain words: nobody's wording, and never more certain than its tellings."""

from datetime import date

import pytest

from tidings.explore.event_words import VERBS, counted, parties, party, said, sentence, when
from tidings.ontology import TYPES, modes


def event(**changed):
    row = {
        "type": "ASSAULT", "mode": None, "actors": ["RUS:MIL"], "recipients": ["UKR"], "factuality": "actual",
        "date_start": None, "date_end": None, "first_published": None,
    }  # fmt: skip
    return row | changed


def test_every_type_has_words_and_every_word_a_type():
    assert set(TYPES) <= set(VERBS)
    for key in VERBS:
        type_, _, mode = key.partition(" ")
        assert type_ in TYPES
        assert not mode or mode in modes(type_)


@pytest.mark.parametrize("kind", VERBS)
def test_a_sentence_names_doer_and_recipient(kind):
    type_, _, mode = kind.partition(" ")
    words = sentence(event(type=type_, mode=mode or None))
    assert words.startswith("Russia (military) ")
    assert "Ukraine" in words
    assert "  " not in words
    alone = sentence(event(type=type_, mode=mode or None, recipients=[], actors=[]))
    assert alone.startswith("Somebody not named ")


def test_what_has_not_happened_is_not_told_in_the_past():
    for value in ("future", "proposed", "hypothetical"):
        assert sentence(event(factuality=value)) == "Russia (military) to attack Ukraine"
    assert sentence(event()) == "Russia (military) attacked Ukraine"


def test_doers_in_dispute_are_joined_by_or():
    row = event(actors=["UKR:REB", "UKR:MIL"], recipients=[])
    assert sentence(row, disputed_doer=True) == "Ukraine (armed opposition or military) attacked"
    assert sentence(row) == "Ukraine (armed opposition and military) attacked"


def test_two_sides_that_fight_each_other_are_named_once():
    row = event(mode="firearms", actors=["AZE:MIL", "ARM:MIL"], recipients=["ARM:MIL", "AZE:MIL"])
    assert sentence(row) == "Azerbaijan (military) and Armenia (military) fired at one another"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (None, "somebody not named"), ("", "somebody not named"), ("UNK:UNK", "somebody not named"),
        ("UKR:UNK", "somebody from Ukraine"), ("IGO:NATO", "NATO"), ("RUS", "Russia"),
        ("UNK:MIL", "unnamed (military)"), ("IRQ:IMG", "Iraq (armed group)"), ("no code <b>", "no code <b>"),
    ],
)  # fmt: skip
def test_codes_in_words(code, words):
    assert party(code) == words


def test_many_parties_are_counted_and_the_unnamed_left_out():
    assert parties(["RUS", "POL", "DEU", "FRA", "ITA", None]) == "Russia, Poland, Germany and 2 more"
    assert parties([]) == ""


def test_days():
    assert when(event()) == "day not told"
    assert when(event(first_published=date(2022, 3, 1))) == "day not told; first report 1 Mar 2022"
    assert when(event(date_start=date(2022, 3, 1), date_end=date(2022, 3, 2))) == "1 Mar 2022 – 2 Mar 2022"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("figure", "12 dead", "12 dead"), ("figure", "9–.. dead", "at least 9 dead"),
        ("figure", "..–9000 troops", "at most 9 000 troops"),
        ("figure", "2e+09 money", "2 000 000 000 money"),
        ("figure", "3–5 barrels_per_day", "3–5 barrels per day"), ("figure", "odd", "odd"),
        ("time", "2022-03-01", "1 Mar 2022"), ("time", "2022-03-01/..", "since 1 Mar 2022"),
        ("time", "odd", "odd"),
        ("actor", "RUS:MIL, UKR", "Russia (military) and Ukraine"), ("place", "Lviv", "Lviv"),
    ],
)  # fmt: skip
def test_what_one_side_of_a_disagreement_has(kind, value, words):
    assert said(kind, value) == words


@pytest.mark.parametrize(
    ("what", "many"),
    [
        ("vote", "votes"), ("missile", "missiles"), ("day", "days"), ("century", "centuries"),
        ("dead", "dead"), ("displaced", "displaced"), ("troops", "troops"), ("people", "people"),
        ("launch", "launches"), ("barrels_per_day", "barrels per day"), ("% cargo", "% cargo"), ("", ""),
    ],
)  # fmt: skip
def test_what_is_counted_stands_in_the_plural(what, many):
    assert counted(what, many=True) == many
    assert counted(what) == what.replace("_", " ")


def test_one_side_of_a_disagreement_counts_as_a_reader_would():
    assert said("figure", "188 vote") == "188 votes"
    assert said("figure", "1 missile") == "1 missile"
    assert said("figure", "2–.. missile") == "at least 2 missiles"
