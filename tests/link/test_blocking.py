"""Which accounts are candidates, and the scores of pairs given by column."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from link_samples import DAY, strike

from tidings.link.accounts import account_rows, accounts
from tidings.link.blocking import SLACK, fitting, fitting_of, keys
from tidings.link.columns import Columns
from tidings.link.score import installed_weights
from tidings.link.telling import Side
from tidings.link.traits import TYPE_NUMBERS, rows
from tidings.types import Location, Precision

CODES = ("RUS:MIL", "UKR:MIL", "UKR", "IGO:NATO", "UNK:GOV")
VELYKA = Location("Velyka", "UKR", 50.0, 36.0, Precision.CITY, None, "")


@st.composite
def tellings(draw):
    """Up to three articles of up to three tellings, with and without parties, places and days."""
    found = []
    for number in range(draw(st.integers(0, 3))):
        for place in range(draw(st.integers(1, 3))):
            sides = draw(st.lists(st.sampled_from(CODES), max_size=3))
            first = draw(st.none() | st.integers(-40, 40))
            day = None if first is None else DAY + timedelta(days=first)
            found.append(
                strike(
                    number, mention_id=f"m_{number}_{place}", start=200 * place,
                    published=draw(st.sampled_from([DAY, None])),
                    type=draw(st.sampled_from(["ASSAULT", "COERCE", "AID"])), mode=None,
                    actors=tuple(Side(code, None) for code in sides[:2]),
                    recipients=tuple(Side(code, "Kyiv") for code in sides[2:]),
                    location=draw(st.sampled_from([None, VELYKA])),
                    place_words=draw(st.sampled_from([None, "Velyka depot"])),
                    first=day, last=day and day + timedelta(days=draw(st.integers(0, 9))),
                )
            )  # fmt: skip
    return found


@settings(deadline=None)
@given(tellings())
def test_accounts_and_their_rows_belong_together(told):
    weights = installed_weights().within
    made, table = account_rows(told, weights)
    assert made == list(accounts(told, weights))
    assert rows(made).tobytes() == table.tobytes()
    assert sorted(t.mention_id for account in made for t in account) == sorted(t.mention_id for t in told)
    apart = [
        account
        for article in sorted({t.article_id for t in told})
        for account in accounts([t for t in told if t.article_id == article], weights)
    ]
    assert made == apart


@settings(deadline=None)
@given(tellings())
def test_a_key_stands_once_in_each_week_of_its_account(told):
    table = rows([(telling,) for telling in told])
    found = keys(table).to_pylist()
    assert len({(row["number"], row["key"], row["week"]) for row in found}) == len(found)
    by_number = {int(row["number"]): row for row in table}
    for row in found:
        account = by_number[row["number"]]
        days = (int(account["first"]) - SLACK, int(account["last"]) + SLACK)
        assert (row["first"], row["last"]) == days
        assert days[0] // 7 <= row["week"] <= days[1] // 7
        assert row["fitting"] & row["types"] == row["types"] != 0
    for number in {row["number"] for row in found}:
        theirs = [row for row in found if row["number"] == number]
        weeks = (theirs[0]["last"] // 7) - (theirs[0]["first"] // 7) + 1
        assert len(theirs) == weeks * len({row["key"] for row in theirs})


def test_parties_in_either_order_at_one_place_share_keys_and_others_do_not():
    def of(telling):
        return {row["key"] for row in keys(rows([(telling,)])).to_pylist() if not row["weak"]}

    one = strike(1)
    turned = replace(one, actors=one.recipients, recipients=one.actors, trigger="hit", place_words=None)
    other = replace(
        one, actors=(Side("FRA", None),), recipients=(Side("MLI", None),), trigger="hit", place_words="Mala"
    )
    assert of(one) & of(turned)
    assert not of(one) & of(other)


def test_one_party_in_its_role_and_the_same_type_share_a_key():
    def of(telling):
        return {row["key"] for row in keys(rows([(telling,)])).to_pylist() if not row["weak"]}

    one = strike(1)
    same = replace(one, actors=(), trigger="hit", place_words="Mala")
    assert of(one) & of(same)
    assert len(of(one) & of(replace(same, type="COERCE"))) < len(of(one) & of(same))
    assert len(of(one) & of(replace(same, actors=same.recipients, recipients=()))) < len(of(one) & of(same))


def test_types_fit_one_by_one_as_they_do_in_bulk():
    table = rows([(strike(n, type=name, mode=None),) for n, name in enumerate(TYPE_NUMBERS)])
    bulk = fitting_of(table["types"])
    for one, bits in zip(table, bulk, strict=True):
        for other in table:
            assert fitting(one, other) == bool(int(bits) & int(other["types"]))


@settings(deadline=None)
@given(tellings())
def test_scores_by_column_are_those_of_whole_rows(told):
    table = rows([(telling,) for telling in told])
    one, other = np.triu_indices(len(table), 1)
    weights = installed_weights().across
    by_column = Columns(table).scores(one, other, weights)
    if len(one):
        assert by_column.tolist() == weights.scores(table[one], table[other]).tolist()
    else:
        assert by_column.tolist() == []
