from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_samples import DAY, strike

from tidings.link.contradictions import denies, other_doers, other_places, other_times
from tidings.link.counts import Count
from tidings.link.daytime import hours_of
from tidings.link.disagreements import DisagreementKind, disagreements
from tidings.link.telling import Side
from tidings.types import Factuality, Location, Precision

FIGURE = DisagreementKind.FIGURE


def count(low, high=None, *, counted="dead", unit="people", who=None, rough=False, exact=True):
    return Count("f", counted, unit, low, low if exact and high is None else high, who=who, rough=rough)


def kinds(*told):
    return [d.kind for d in disagreements(told)]


def apart(one, other):
    return FIGURE in kinds(strike(1, counts=(one,)), strike(2, counts=(other,)))


BOUNDS = st.one_of(st.none(), st.integers(0, 50))
COUNTS = st.builds(
    Count, st.just("f"), st.sampled_from(["dead", "wounded", "boat", "vessel", "vehicle", "hour", "minute"]),
    st.sampled_from(["people", "troops", "vehicles", "time"]), BOUNDS, BOUNDS,
    who=st.sampled_from([None, "soldier", "civilian", "child", "people"]), rough=st.booleans(),
).filter(lambda c: None in (c.low, c.high) or c.low <= c.high)  # fmt: skip
PLACES = st.sampled_from(
    [
        None,
        Location("Mariupol", "UKR", 47.1, 37.5, Precision.CITY, None, ""),
        Location("Kyiv", "UKR", 50.4, 30.5, Precision.CITY, None, ""),
        Location("Ukraine", "UKR", None, None, Precision.COUNTRY, None, ""),
    ]
)
TELLINGS = st.builds(
    strike, st.integers(1, 4), mention_id=st.uuids().map(str), speaker=st.sampled_from([None, "mayor"]),
    factuality=st.sampled_from(Factuality), location=PLACES,
    place_words=st.sampled_from([None, "in Velyka", "at Mala", "the port", "near Velyka"]),
    actors=st.sampled_from([(), *((Side(code, None),) for code in ("RUS:MIL", "UKR:REB", "UNK:MIL"))]),
    first=st.sampled_from([None, DAY]), last=st.sampled_from([DAY, DAY + timedelta(days=1)]),
    hours=st.sampled_from([(), hours_of("at dawn"), hours_of("in the evening")]),
    spot=st.sampled_from([None, "home", "roadblock"]), counts=st.lists(COUNTS, max_size=2).map(tuple),
)  # fmt: skip


@settings(deadline=None)
@given(TELLINGS, TELLINGS)
def test_what_excludes_is_symmetric(one, other):
    for exclude in (denies, other_doers, other_places, other_times):
        assert exclude(one, other) == exclude(other, one)


@settings(deadline=None)
@given(st.lists(TELLINGS, max_size=5, unique_by=lambda t: t.mention_id), st.randoms(use_true_random=False))
def test_the_order_of_tellings_changes_nothing(told, chance):
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert disagreements(shuffled) == disagreements(told)


@settings(deadline=None)
@given(TELLINGS)
def test_a_vague_telling_contradicts_nobody(telling):
    vague = strike(
        9, actors=(), first=None, last=None, location=None, place_words=None, counts=(), hours=(), spot=None,
        factuality=telling.factuality,
    )  # fmt: skip
    assert kinds(telling, vague) == []


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_a_wider_figure_never_contradicts_where_the_narrower_did_not(one, other):
    wider = replace(other, low=None) if other.high is not None else other
    assert not (apart(one, wider) and not apart(one, other))


@settings(deadline=None)
@given(COUNTS)
def test_a_figure_agrees_with_itself(one):
    assert not apart(one, one)


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        pytest.param(count(15, counted="boat", unit="vehicles"), count(48, counted="vessel", unit="vehicles"),
                     True, id="other words for one thing"),
        pytest.param(count(3, counted="tank", unit="vehicles"), count(9, counted="boat", unit="vehicles"),
                     False, id="other things"),
        pytest.param(count(40, counted="vehicle", unit="vehicles"),
                     count(12, counted="tank", unit="vehicles"), False, id="some of them"),
        pytest.param(count(8, counted="vehicle", unit="vehicles"), count(12, counted="tank", unit="vehicles"),
                     True, id="more than all of them"),
        pytest.param(count(500, counted="troops", unit="troops"), count(900, counted="man"), True,
                     id="troops and men"),
        pytest.param(count(60, counted="minute", unit="time"), count(1, counted="hour", unit="time"), False,
                     id="an hour"),
        pytest.param(count(40, counted="minute", unit="time"), count(3, counted="hour", unit="time"), True,
                     id="forty minutes and three hours"),
        pytest.param(count(5_000_000, counted="aid", unit="money:EUR"),
                     count(7_000_000, counted="money", unit="money:EUR"), True, id="money"),
        pytest.param(count(5, counted="aid", unit="money:EUR"),
                     count(7, counted="aid", unit="money:USD"), False, id="other currencies"),
        pytest.param(count(100, counted="protesters", rough=True), count(108, counted="protesters"), False,
                     id="about a hundred"),
        pytest.param(count(11, who="child"), count(34, who="people"), False, id="children among the dead"),
        pytest.param(count(40, who="child"), count(34, who="people"), True, id="more children than dead"),
        pytest.param(count(0), count(3), True, id="nobody and three"),
        pytest.param(count(0), count(None, 10), False, id="nobody and fewer than ten"),
        pytest.param(count(0, who="civilian"), count(3, who="soldier"), False,
                     id="no civilian, three soldiers"),
    ],
)  # fmt: skip
def test_which_figures_contradict(one, other, disagree):
    assert apart(one, other) == apart(other, one) == disagree


def test_parts_that_one_source_gives_apart_may_make_up_the_total_of_another():
    parts = [
        strike(1, counts=(count(3, who="soldier"),)),
        strike(1, mention_id="m_1b", counts=(count(2, who="civilian"),)),
    ]
    assert FIGURE not in kinds(*parts, strike(2, counts=(count(5, who="people"),)))
    assert FIGURE in kinds(*parts, strike(2, counts=(count(9, who="people"),)))


def test_what_a_denial_counts_is_held_against_nothing():
    denied = strike(1, factuality=Factuality.NEGATED, counts=(count(30),))
    assert kinds(denied, strike(2, counts=(count(12),))) == [DisagreementKind.FACTUALITY]


def test_who_says_that_nobody_was_hurt_does_not_deny_the_attack():
    unharmed = strike(1, factuality=Factuality.NEGATED, counts=(replace(count(0), figure_id=None),))
    assert kinds(unharmed, strike(2)) == []
    found = disagreements([unharmed, strike(2, counts=(count(3),))])
    assert {d.kind for d in found} == {DisagreementKind.FACTUALITY, FIGURE}
    assert next(d for d in found if d.kind is FIGURE).figure_one is None


def test_a_denial_does_not_reach_beyond_its_report():
    denied = strike(1, factuality=Factuality.NEGATED, published=DAY)
    later = DAY + timedelta(days=3)
    assert kinds(denied, strike(2, first=later, last=later, published=later)) == []
    assert kinds(denied, strike(2, published=later)) == [DisagreementKind.FACTUALITY]


def test_a_plan_may_be_late_but_not_early():
    plan = strike(1, factuality=Factuality.FUTURE)
    late, early = DAY + timedelta(days=2), DAY - timedelta(days=2)
    assert kinds(plan, strike(2, first=late, last=late)) == []
    assert kinds(plan, strike(2, first=early, last=early)) == [DisagreementKind.TIME]


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ("at dawn", "in the evening", True),
        ("at 6 a.m.", "at 9:30 p.m.", True),
        ("in the morning", "at dawn", False),
        ("in the evening", "on Wednesday night", False),
        ("on Wednesday", "at noon", False),
        ("from morning to evening", "at noon", False),
        ("in the afternoon", "at noon", False),
    ],
)
def test_hours_of_one_day(one, other, disagree):
    told = [strike(n, hours=hours_of(words)) for n, words in ((1, one), (2, other))]
    assert kinds(*told) == ([DisagreementKind.TIME] if disagree else [])


def test_a_night_goes_on_to_the_next_dawn():
    later = DAY + timedelta(days=1)
    night = strike(1, hours=hours_of("on Wednesday night"))
    assert kinds(night, strike(2, first=later, last=later, hours=hours_of("before dawn"))) == []
    assert kinds(night, strike(2, first=later, last=later, hours=hours_of("in the evening"))) == [
        DisagreementKind.TIME
    ]


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ("in Velykivka", "at Mostyshche", True),
        ("in Svitlodarsk", "in Svetlodarsk", False),
        ("in Velykivka", "the port", False),
        ("in Velykivka", "the city", False),
        ("near Velykivka", "at Mostyshche", False),
        ("in Velykivka", "in the Mostyshche forest", False),
        ("in Velykivka", "the Mostyshche hotel", False),
        ("the Velykivka bridge", "the Mostyshche bridge", True),
        ("in Velykivka", "at Mostyshche near Velykivka", False),
        ("in Ukrainian waters", "in Velykivka", False),
    ],
)
def test_places_in_no_gazetteer(one, other, disagree):
    told = [strike(n, place_words=words) for n, words in ((1, one), (2, other))]
    assert kinds(*told) == kinds(*reversed(told)) == ([DisagreementKind.PLACE] if disagree else [])


def test_an_unknown_name_may_be_a_quarter_of_a_large_town():
    kyiv = Location("Kyiv", "UKR", 50.45, 30.52, Precision.CITY, 703448, "")
    assert kinds(strike(1, location=kyiv, place_words="in Kyiv"), strike(2, place_words="in Velykivka")) == []


def test_an_article_that_names_both_places_contradicts_neither():
    both = [strike(1, place_words="in Velykivka"), strike(1, mention_id="m_1b", place_words="at Mostyshche")]
    assert kinds(*both, strike(2, place_words="at Mostyshche")) == []


def test_an_arrest_at_home_is_none_at_a_roadblock():
    home = strike(1, type="COERCE", mode="arrest", place_words="at his home", spot="home")
    road = replace(home, mention_id="m_2", article_id="a_2", place_words="at a roadblock", spot="roadblock")
    found = disagreements([home, road])
    assert [(d.kind, d.said_one, d.said_other) for d in found] == [
        (DisagreementKind.PLACE, "at his home", "at a roadblock")
    ]


def test_citizens_are_not_the_state_and_may_be_its_opponents():
    police, people, rebels = (
        strike(n, actors=(Side(f"UKR:{s}", None),)) for n, s in enumerate(("COP", "CVL", "REB"))
    )
    assert kinds(police, people) == [DisagreementKind.ACTOR]
    assert kinds(people, rebels) == []


def test_dates_a_month_apart_are_two_events():
    later = DAY + timedelta(days=40)
    assert kinds(strike(1), strike(2, first=later, last=later)) == []


@pytest.mark.parametrize("words", ["16.03.2022", "on 16.03", "16.03."])
def test_a_date_is_no_time_of_the_clock(words):
    assert hours_of(words) == ()
    assert hours_of("at 16:03")
    assert hours_of("at 4.03 pm") == hours_of("at 16:03")
