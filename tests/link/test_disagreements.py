from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_samples import DAY, strike

from tidings.link import disagreements as module
from tidings.link.counts import Count
from tidings.link.disagreements import DisagreementKind, disagreements
from tidings.link.telling import Side
from tidings.types import Factuality, Location, Precision


def dead(low, high, key="f"):
    return (Count(key, "dead", "people", low, high),)


def kinds(*told):
    return [d.kind for d in disagreements(told)]


def test_tellings_that_say_the_same_disagree_on_nothing():
    assert kinds(strike(1), strike(2), strike(3)) == []


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ((12, 12), (30, None), True),
        ((12, None), (15, 15), False),
        ((None, 10), (12, 12), True),
        ((24, 100), (40, 40), False),
    ],
)
def test_figures_disagree_where_their_bounds_exclude_each_other(one, other, disagree):
    found = disagreements([strike(1, counts=dead(*one, "f1")), strike(2, counts=dead(*other, "f2"))])
    assert [(d.kind, d.figure_one, d.figure_other) for d in found] == (
        [(DisagreementKind.FIGURE, "f1", "f2")] if disagree else []
    )


def test_figures_of_other_things_are_not_compared():
    tanks = (Count("f", "tank", "weapons", 3, 3),)
    assert kinds(strike(1, counts=dead(12, 12)), strike(2, counts=tanks)) == []


def test_days_disagree_only_where_they_exclude_each_other():
    later = DAY + timedelta(days=1)
    assert kinds(strike(1), strike(2, first=later, last=later)) == [DisagreementKind.TIME]
    month = {"first": DAY.replace(day=1), "last": DAY.replace(day=31)}
    assert kinds(strike(1), strike(2, **month)) == []
    assert kinds(strike(1), strike(2, first=None, last=None)) == []


def test_places_disagree_where_neither_lies_in_the_other():
    def at(number, name, country, lat, lon, precision):
        return strike(number, location=Location(name, country, lat, lon, precision, None, ""))

    mariupol = at(1, "Mariupol", "UKR", 47.1, 37.5, Precision.CITY)
    assert kinds(mariupol, at(2, "Kyiv", "UKR", 50.4, 30.5, Precision.CITY)) == [DisagreementKind.PLACE]
    assert kinds(mariupol, at(2, "Rostov", "RUS", 47.2, 39.7, Precision.REGION)) == [DisagreementKind.PLACE]
    assert kinds(mariupol, at(2, "Donbas", "UKR", 48.0, 38.0, Precision.REGION)) == []
    assert kinds(mariupol, at(2, "Ukraine", "UKR", None, None, Precision.COUNTRY)) == []


def test_who_did_it_is_disputed_between_countries_and_between_a_state_and_its_rebels():
    rebels = strike(1, actors=(Side("UKR:REB", None),))
    assert kinds(rebels, strike(2)) == [DisagreementKind.ACTOR]
    assert kinds(rebels, strike(2, actors=(Side("UKR:MIL", None),))) == [DisagreementKind.ACTOR]
    assert kinds(rebels, strike(2, actors=(Side("UKR", None),))) == []
    assert kinds(rebels, strike(2, actors=(Side("UNK:MIL", None),))) == []
    assert kinds(rebels, strike(2, factuality=Factuality.NEGATED)) == [DisagreementKind.FACTUALITY]


def test_a_denial_names_nobody_who_did_it():
    other = strike(2, actors=(Side("UKR:MIL", None),))
    denied = strike(2, mention_id="m_3", factuality=Factuality.NEGATED)
    assert DisagreementKind.ACTOR in kinds(strike(1), other, denied)


def test_an_offer_and_a_plan_may_count_otherwise():
    def sending(number, factuality, lorries):
        lorry = Count(f"f{number}", "lorry", "vehicles", lorries, lorries)
        return strike(number, type="AID", mode=None, factuality=factuality, counts=(lorry,))

    offer = sending(1, Factuality.PROPOSED, 5)
    assert kinds(offer, sending(2, Factuality.FUTURE, 9)) == []
    assert kinds(offer, sending(2, Factuality.PROPOSED, 9)) == [DisagreementKind.FIGURE]


def test_those_who_meet_are_all_actors():
    one, other = (
        strike(n, type="CONSULT", mode=None, actors=(Side(c, None),)) for n, c in ((1, "FRA"), (2, "DEU"))
    )
    assert kinds(one, other) == []


def test_a_denial_disagrees_with_what_asserts_and_not_with_what_asks():
    denied = strike(1, factuality=Factuality.NEGATED)
    assert kinds(denied, strike(2)) == [DisagreementKind.FACTUALITY]
    assert kinds(denied, strike(2, factuality=Factuality.PROPOSED)) == []


def test_one_article_disagrees_with_itself_only_by_other_voices():
    one = strike(1, counts=dead(12, 12))
    same = strike(1, mention_id="m_1b", counts=dead(30, 30))
    assert kinds(one, same) == []
    assert kinds(one, strike(1, mention_id="m_1b", counts=dead(30, 30), speaker="mayor")) == [
        DisagreementKind.FIGURE
    ]


def test_a_claim_stands_once_with_its_earliest_report():
    late = strike(1, counts=dead(12, 12), published=DAY + timedelta(days=1))
    early = strike(2, counts=dead(12, 12))
    found = disagreements([late, early, strike(3, counts=dead(30, 30))])
    assert [(d.one, d.other) for d in found] == [("m_2", "m_3")]


@st.composite
def events(draw):
    """Tellings of one event in few articles and words, so that many say the same."""
    told = []
    for n in range(draw(st.integers(2, 9))):
        day = DAY + timedelta(days=draw(st.integers(0, 1)))
        number = draw(st.integers(3, 4))
        told.append(
            strike(
                n,
                article_id=f"a_{draw(st.integers(0, 4))}",
                speaker=draw(st.sampled_from([None, "Ivanov"])),
                first=day,
                last=day,
                factuality=draw(st.sampled_from([Factuality.ACTUAL, Factuality.NEGATED])),
                actors=(Side(draw(st.sampled_from(["RUS:MIL", "UKR:MIL"])), None),),
                counts=draw(st.sampled_from([(), dead(number, number, f"f{n}")])),
            )
        )
    return draw(st.permutations(told))


@settings(deadline=None)
@given(events())
def test_leaving_out_those_who_say_the_same_changes_nothing(told):
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(module, "_standing", lambda told, sources, articles: told)
        every = disagreements(told)
    assert disagreements(told) == every


def test_of_a_thousand_that_say_two_things_few_are_compared(monkeypatch):
    compared = []
    between = module._between
    monkeypatch.setattr(module, "_between", lambda *given: compared.append(given) or between(*given))
    told = [strike(n, counts=dead(12 + n % 2, 12 + n % 2, f"f{n}")) for n in range(1000)]
    assert kinds(*told) == [DisagreementKind.FIGURE]
    assert len(compared) == 6
