from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_samples import DAY, strike

from tidings.link.linker import add, assignment, create, link_all, remove, store
from tidings.link.score import Linking, installed_weights
from tidings.link.telling import Side
from tidings.link.wording import hashed
from tidings.types import Factuality

PLACES = ("Velyka depot", "Mala bridge", None)
CODES = ("RUS:MIL", "UKR:MIL", None)


def record():
    db = duckdb.connect(config={"threads": 1})
    create(db)
    return db


def linked(*batches):
    db = record()
    for batch in batches:
        add(db, batch)
    return assignment(db)


@st.composite
def articles(draw):
    """Up to eight articles of one or two tellings in two weeks, alike enough to be linked now and then."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        day = DAY + timedelta(days=draw(st.integers(0, 12)))
        told = []
        for place in range(draw(st.integers(1, 2))):
            code, other = draw(st.sampled_from(CODES)), draw(st.sampled_from(CODES))
            dated = draw(st.booleans())
            told.append(
                strike(
                    number, mention_id=f"m_{number}_{place}", published=day, start=10 + 300 * place,
                    actors=(Side(code, None),) if code else (),
                    recipients=(Side(other, None),) if other else (),
                    place_words=draw(st.sampled_from(PLACES)), first=day if dated else None,
                    last=day if dated else None, factuality=draw(st.sampled_from(Factuality)),
                )
            )  # fmt: skip
        found.append(told)
    return found


@settings(max_examples=40, deadline=None)
@given(articles(), st.randoms(use_true_random=False))
def test_order_and_split_of_arrival_change_nothing(told, chance):
    flat = [t for article in told for t in article]
    at_once = linked(flat)
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert linked(*shuffled) == at_once
    cut = chance.randrange(len(told) + 1)
    assert linked(*([t for a in part for t in a] for part in (shuffled[:cut], shuffled[cut:]))) == at_once
    anew = record()
    store(anew, flat)
    link_all(anew)
    assert assignment(anew) == at_once


@settings(max_examples=15, deadline=None)
@given(articles(), st.integers(1, 40))
def test_how_much_is_linked_at_a_time_changes_nothing(told, at_once):
    flat = [t for article in told for t in article]
    with pytest.MonkeyPatch.context() as few:
        few.setattr("tidings.link.linker.AT_ONCE", at_once)
        few.setattr("tidings.link.linker.BATCH", 2)
        few.setattr("tidings.link.columns.BATCH", 3)
        db = record()
        store(db, flat)
        link_all(db)
    assert assignment(db) == linked(flat)
    names = [row[0] for row in db.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
    assert not {"keys_by_week", "accounts_by_week"} & set(names)


@settings(max_examples=25, deadline=None)
@given(articles(), st.data())
def test_an_article_taken_out_leaves_no_trace(told, data):
    gone = data.draw(st.integers(0, len(told) - 1))
    db = record()
    add(db, [t for article in told for t in article])
    remove(db, [f"a_{gone}"])
    rest = [article for number, article in enumerate(told) if number != gone]
    assert assignment(db) == linked([t for article in rest for t in article])


def test_two_outlets_tell_of_one_strike():
    found = linked([strike(1)], [strike(2, trigger="hit", mode=None)])
    assert found["m_1"] == found["m_2"]


@pytest.mark.parametrize(
    "changed",
    [
        {
            "recipients": (Side("MDA", "Moldova"),),
            "place_words": "Mala",
            "wording": hashed(["bridge", "mala"]),
            "about": hashed(["mala"]),
        },
        {
            "first": DAY + timedelta(days=9),
            "last": DAY + timedelta(days=9),
            "published": DAY + timedelta(days=9),
        },
        {"type": "CONSULT", "mode": None, "trigger": "met"},
    ],
)
def test_what_only_looks_alike_is_another_event(changed):
    found = linked([strike(1), strike(2, **changed)])
    assert found["m_1"] != found["m_2"]


@pytest.mark.parametrize(("later", "events"), [(-90_000, 2), (0, 2), (90_000, 1)])
def test_what_an_article_leaves_apart_comes_together_where_more_speaks_for_it(later, events):
    installed = installed_weights()
    apart = replace(installed.within, join=90_000, later=later)
    told = [strike(1), strike(1, mention_id="m_2", start=900, type="COERCE", mode=None, trigger="held")]
    linking = Linking(apart, installed.across)
    stored = record()
    assert len(store(stored, told, linking)) == 2
    link_all(stored, linking)
    db = record()
    add(db, told, linking)
    assert assignment(db) == assignment(stored)
    assert len(set(assignment(db).values())) == events


def test_a_denial_belongs_to_the_event_that_it_denies():
    found = linked([strike(1), strike(2, factuality=Factuality.NEGATED, speaker="spokesman")])
    assert found["m_1"] == found["m_2"]


def test_the_id_is_that_of_the_earliest_report_and_survives_later_ones():
    early, late = strike(9, published=DAY), strike(1, published=DAY + timedelta(days=1))
    assert linked([late, early])["m_1"] == "e_9"
    assert linked([early])["m_9"] == "e_9"


def test_long_ago_and_without_date_is_linked_to_nothing():
    old = replace(strike(1), first=None, last=None, historical=True)
    found = linked([old, strike(2), replace(strike(3), first=None, last=None, historical=True)])
    assert len({found["m_1"], found["m_2"], found["m_3"]}) == 3


def test_no_telling_gives_no_event():
    assert linked([]) == {}
    db = record()
    link_all(db)
    assert assignment(db) == {}


def test_an_agency_text_that_very_many_print_is_one_event():
    found = linked([strike(number) for number in range(210)])
    assert len(set(found.values())) == 1


@pytest.mark.parametrize("year", [1945, 1969, 1971])
def test_days_before_1970_are_linked_as_any_others(year):
    for day in range(14):
        first = date(year, 6, 1) + timedelta(days=day)
        found = linked([strike(n, first=first, last=first, published=first) for n in (1, 2)])
        assert found["m_1"] == found["m_2"], first
