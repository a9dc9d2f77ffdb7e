import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_samples import DAY, strike

from tidings.link.counts import Count
from tidings.link.evidence import EVIDENCE, evidence
from tidings.link.score import installed_weights, probability
from tidings.link.telling import Side
from tidings.link.traits import rows
from tidings.types import Factuality, Location, Precision


def between(one, other):
    found = evidence(rows([(one,)]), rows([(other,)]))
    return {name: float(values[0]) for name, values in found.items()}


def test_every_piece_has_a_value_and_a_weight():
    found = between(strike(1), strike(2))
    assert set(found) == set(EVIDENCE)
    linking = installed_weights()
    assert set(linking.across.weights) == set(linking.within.weights) == set(EVIDENCE)


TELLINGS = st.builds(
    strike, st.just(1), type=st.sampled_from(["ASSAULT", "COERCE"]), mode=st.sampled_from([None, "aerial"]),
    factuality=st.sampled_from(Factuality), place_words=st.sampled_from([None, "Velyka", "Mala"]),
    actors=st.sampled_from([(), (Side("RUS:MIL", None),), (Side("UKR", "Kyiv"),)]),
    wording=st.binary(min_size=128, max_size=128),
)  # fmt: skip


@settings(deadline=None)
@given(TELLINGS, TELLINGS)
def test_evidence_and_score_are_symmetric_and_bounded(one, other):
    there, back = between(one, other), between(other, one)
    assert there == back
    assert all(-1 <= value <= 1 for value in there.values())


@settings(deadline=None)
@given(st.lists(TELLINGS, min_size=2, max_size=12))
def test_a_score_does_not_depend_on_the_batch(told):
    table, weights = rows([(t,) for t in told]), installed_weights().across
    one, other = table[:-1], table[1:]
    together = weights.scores(one, other).tolist()
    assert together == [int(weights.scores(one[n : n + 1], other[n : n + 1])[0]) for n in range(len(one))]


@settings(deadline=None)
@given(TELLINGS, TELLINGS)
def test_a_score_that_skips_the_vectors_is_below_the_least(one, other):
    weights = installed_weights().across
    found = between(one, other)
    exact = weights.bias + sum(weights.weights[n] * found[n] for n in EVIDENCE)
    score = int(weights.scores(rows([(one,)]), rows([(other,)]))[0])
    assert (score < weights.least) == (round(1000 * exact) < weights.least) or abs(score - 1000 * exact) < 2
    if score >= weights.least:
        assert score == pytest.approx(1000 * exact, abs=1)


def test_parties_in_common_count_in_either_role():
    one = strike(1, actors=(Side("RUS", None), Side("UKR", None)), recipients=())
    other = strike(2, actors=(Side("UKR:GOV", None),), recipients=(Side("RUS:GOV", None),))
    third = strike(3, actors=(Side("UKR", None),), recipients=(Side("FRA", None),))
    assert between(one, other)["parties"] == 1
    assert between(one, third)["parties"] == 0.5
    assert between(strike(1, actors=(), recipients=()), one)["parties"] == 0


def test_disputed_doers_are_told_from_agreed_ones():
    one = strike(1, actors=(Side("RUS:MIL", None),), recipients=(Side("UKR", None),))
    other = strike(2, actors=(Side("UKR:MIL", None),), recipients=(Side("RUS", None),))
    assert between(one, other)["swapped"] == 1
    assert between(one, one)["swapped"] == 0
    assert between(one, one)["same_actor"] == 1
    assert between(one, strike(3, actors=()))["no_actor"] == 1


def test_figures_agree_where_their_bounds_overlap():
    def counts(low, high):
        return (Count("f", "dead", "people", low, high),)

    least, exact = strike(1, counts=counts(12, None)), strike(2, counts=counts(15, 15))
    assert between(least, exact)["same_figure"] == 1
    assert between(strike(3, counts=counts(4, 4)), exact)["other_figure"] == 1
    assert between(strike(4), exact)["same_figure"] == between(strike(4), exact)["other_figure"] == 0


def test_places_are_compared_by_what_is_known_of_them():
    def at(lat, lon, precision=Precision.CITY, name="x"):
        where = Location(name, "UKR", lat, lon, precision, None, "")
        return strike(1, location=where, place_words=None)

    town = at(48.0, 38.0, name="one")
    assert between(town, at(48.1, 38.0, name="two"))["same_place"] == 1
    assert between(town, at(48.5, 38.0, name="two"))["near_place"] == 1
    assert between(town, at(50.4, 30.5, name="two"))["other_place"] == 1
    assert between(town, at(None, None, Precision.COUNTRY, "Ukraine"))["within_place"] == 1


def test_probability_is_that_of_the_log_odds():
    assert probability(0) == 0.5
    assert probability(2197) == pytest.approx(0.9, abs=1e-3)
    assert np.isclose(probability(-1500) + probability(1500), 1)


def test_days_without_a_date_are_those_around_the_report():
    undated = strike(1, first=None, last=None)
    assert between(undated, strike(2, first=DAY, last=DAY))["days_apart"] == 0
    assert between(undated, strike(2))["undated"] == 1
