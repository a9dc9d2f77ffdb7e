"""A user's own types beside PLOVER are linked only among themselves."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from link_samples import STRIKE

from tidings.link.accounts import account_rows
from tidings.link.blocking import keys
from tidings.link.score import installed_weights
from tidings.link.summary import summarise

NAMES = st.sampled_from(["TWINNING", "PARTING", "ASSAULT", "COERCE"])


def telling(number, type_, article="a_1", own=None):
    beside = type_ in {"TWINNING", "PARTING"}
    return replace(
        STRIKE, mention_id=f"m_{number:x}", article_id=article, type=type_, mode=None,
        own_type=type_ if beside else own, own_quad=1 if beside else None,
    )  # fmt: skip


def keys_of(*told):
    found = keys(account_rows(told, installed_weights().within)[1])
    return set(found["key"].to_pylist())


@settings(deadline=None)
@given(NAMES, NAMES)
def test_only_accounts_of_one_own_type_share_a_key(one, other):
    shared = keys_of(telling(1, one)) & keys_of(telling(2, other, "a_2"))
    beside = {one, other} & {"TWINNING", "PARTING"}
    assert bool(shared) == (one == other or not beside)


@settings(deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=5))
def test_the_tellings_of_one_article_are_brought_together_only_within_an_own_type(types):
    accounts, _ = account_rows([telling(n, t) for n, t in enumerate(types)], installed_weights().within)
    for account in accounts:
        assert len({t.type for t in account if t.own_quad} | {"" for t in account if not t.own_quad}) == 1


def test_an_event_has_the_own_type_that_most_outlets_tell_and_its_quad_class():
    event = summarise("e_1", [telling(1, "TWINNING"), telling(2, "TWINNING", "a_2")], {})
    assert (event.type, event.own_type, event.quad) == ("TWINNING", "TWINNING", 1)
    told = [
        telling(1, "COERCE"),
        telling(2, "COERCE", "a_2", own="NETS"),
        telling(3, "COERCE", "a_3", own="NETS"),
    ]
    told.append(telling(4, "COERCE", "a_4", own="BOATS"))
    event = summarise("e_1", told, {})
    assert (event.type, event.own_type, event.quad) == ("COERCE", "NETS", 4)
    assert summarise("e_1", told[:1], {}).own_type is None
