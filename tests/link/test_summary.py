import random
from datetime import timedelta

import pytest
from link_samples import DAY, strike

from tidings.link.counts import Count
from tidings.link.sources import independent, outlets
from tidings.link.summary import left_out, summarise
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


def test_status_follows_the_reports():
    told = [
        strike(1, factuality=Factuality.PROPOSED),
        strike(2, factuality=Factuality.ACTUAL, published=LATER),
        strike(3, factuality=Factuality.PROPOSED, published=LATER),
    ]
    found = summarise("e", told, {})
    assert [(s.published, s.factuality) for s in found.statuses] == [
        (DAY, Factuality.PROPOSED), (LATER, Factuality.ACTUAL),
    ]  # fmt: skip
    assert (found.first_report, found.first_published) == ("a_1", DAY)


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


def test_outlets_that_covered_the_days_and_left_it_out():
    found = summarise("e", [strike(1)], {})
    coverage = {
        "o_1": [DAY],
        "silent": [LATER],
        "earlier": [DAY - timedelta(days=1)],
        "later": [DAY + timedelta(days=7)],
    }
    assert left_out(found, coverage) == ("silent",)


def test_an_event_without_tellings_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        summarise("e", [], {})
