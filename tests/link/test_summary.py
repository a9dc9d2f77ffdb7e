import random
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link_samples import DAY, strike

from tidings.link.counts import Count
from tidings.link.sources import independent, outlets
from tidings.link.summary import summarise
from tidings.link.telling import Side
from tidings.types import Factuality

LATER = DAY + timedelta(days=1)


def test_copies_of_one_text_have_one_vote():
    agency = [strike(n, mode="aerial") for n in (1, 2, 3)]
    own = [strike(4, mode="drone"), strike(5, mode="drone")]
    copies = {"a_2": "a_1", "a_3": "a_1"}
    assert summarise("e", [*agency, *own], {}).mode == "aerial"
    found = summarise("e", [*agency, *own], copies)
    assert found.mode == "drone"
    assert found.outlets == 3


@pytest.mark.parametrize("order", [["a_1", "a_2"], ["a_2", "a_1"]])
def test_an_original_and_its_copy_are_one_outlet(order):
    told = {"a_1": strike(1), "a_2": strike(2)}
    assert outlets([told[key] for key in order], {"a_2": "a_1"}) == 1


def test_outlets_that_only_quote_one_official_are_one_source():
    quoted = [strike(n, speaker="Ivanov") for n in (1, 2, 3)]
    assert (outlets(quoted, {}), independent(quoted, {})) == (3, 1)
    assert independent([*quoted, strike(4)], {}) == 2
    assert independent([*quoted, strike(1, mention_id="m_1b", speaker="Petrov")], {}) == 2
    assert independent([strike(1), strike(1, mention_id="m_1b", speaker="Petrov")], {}) == 1


def test_a_long_chain_of_outlets_can_give_way_to_one_another():
    many = 3000
    chain = [
        strike(n, outlet=f"o_{n:05}", mention_id=f"m_{n}_{s}", speaker=f"s_{s:05}")
        for n in range(many) for s in (n, n + 1)
    ]  # fmt: skip
    last = strike(many, outlet="p", speaker="s_00000")
    assert independent([*chain, last], {}) == many + 1
    assert independent([*chain, last, strike(many + 1, outlet="q", speaker="s_00000")], {}) == many + 1


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_as_many_outlets_have_a_source_of_their_own_as_can_have(pairs):
    told = [strike(o, mention_id=f"m_{o}_{s}", speaker=str(s)) for o, s in pairs]
    best = max(sum((o, s) in pairs for o, s in enumerate(order)) for order in permutations(range(5)))
    assert independent(told, {}) == best


def test_the_first_report_is_the_earliest():
    told = [strike(1, published=LATER), strike(2, factuality=Factuality.PROPOSED)]
    found = summarise("e", told, {})
    assert (found.first_report, found.first_published) == ("a_2", DAY)


def test_figures_are_low_best_high_with_each_source():
    def count(n, low, high):
        return strike(n, counts=(Count(f"f{n}", "dead", "people", low, high),))

    (figure,) = summarise("e", [count(1, 12, 12), count(2, 30, None), count(3, 14, 14)], {}).figures
    assert (figure.low, figure.best, figure.high) == (12, 14, 30)
    assert [v.figure_id for v in figure.values] == ["f1", "f2", "f3"]


def test_the_order_of_tellings_changes_nothing():
    told = [
        strike(n, mode=m, actors=(Side(c, c),))
        for n, (m, c) in enumerate([("aerial", "RUS"), (None, "UKR")] * 4)
    ]
    expected = summarise("e", told, {})
    random.Random(1).shuffle(told)
    assert summarise("e", told, {}) == expected


def test_an_event_without_tellings_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        summarise("e", [], {})
