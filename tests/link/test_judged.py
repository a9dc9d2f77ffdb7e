"""What people judge to be one event, or not, holds; the rest stays as near to the linking as it may."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tidings.link.judged import Judgement, Placed, holding, reformed

DAY = date(2022, 3, 16)
MENTIONS = [f"m_{letter}" for letter in "abcdefgh"]


@st.composite
def linked(draw):
    """Mentions in accounts of events, and scores between the accounts of each event."""
    placed, links = [], {}
    for n, mention in enumerate(draw(st.permutations(MENTIONS))[: draw(st.integers(1, 8))]):
        alone = not placed or draw(st.booleans())
        near = placed[-1] if placed else None
        event = f"e_{n}" if alone else near.event
        account = near.account if near and not alone and draw(st.booleans()) else n
        day = near.published if near and account == near.account else DAY + timedelta(draw(st.integers(0, 3)))
        placed.append(Placed(mention, draw(st.sampled_from([day, day, None])), account, event))
    accounts = sorted({(p.account, p.event) for p in placed})
    for one, event in accounts:
        for other, its in accounts:
            if one < other and event == its and draw(st.booleans()):
                links[one, other] = draw(st.integers(-3, 3)) * 1000
    return placed, [(a, b, score) for (a, b), score in links.items()]


def judgements(placed):
    known = sorted(p.mention_id for p in placed)
    pairs = [(a, b) for a in known for b in known if a < b]
    if not pairs:
        return st.just([])
    one = st.builds(lambda pair, same: Judgement(*pair, same), st.sampled_from(pairs), st.booleans())
    return st.lists(one, max_size=8, unique_by=lambda j: (j.one, j.other))


def groups(events):
    found = {}
    for mention, event in events.items():
        found.setdefault(event, set()).add(mention)
    return {frozenset(some) for some in found.values()}


@given(st.data(), linked(), st.randoms(use_true_random=False))
def test_what_holds_is_so_and_no_order_matters(data, found, chance):
    placed, links = found
    judged = holding(data.draw(judgements(placed)))
    events = reformed(placed, links, judged)
    assert all((events[j.one] == events[j.other]) == j.same for j in judged)
    order = {p.mention_id: p.order for p in placed}
    for group in groups(events):
        first = min(group, key=order.__getitem__)
        assert events[first] == "e_" + first.removeprefix("m_")
    chance.shuffle(placed)
    chance.shuffle(links)
    assert reformed(placed, links, judged) == events


@given(linked())
def test_without_judgements_the_events_are_those_of_the_linking(found):
    placed, links = found
    assert groups(reformed(placed, links, [])) == groups({p.mention_id: p.event for p in placed})


@given(st.data(), linked())
def test_the_latest_judgement_always_holds(data, found):
    some = data.draw(judgements(found[0]))
    assert holding(some)[:1] == some[:1]


@given(st.data(), linked(), st.randoms(use_true_random=False))
def test_judgements_that_agree_hold_whatever_their_order(data, found, chance):
    judged = holding(data.draw(judgements(found[0])))
    before = reformed(*found, judged)
    chance.shuffle(judged)
    assert holding(judged) == judged
    assert reformed(*found, judged) == before


def test_of_three_that_contradict_each_other_the_earliest_gives_way():
    apart, later, earlier = (
        Judgement("m_a", "m_c", False), Judgement("m_b", "m_c", True), Judgement("m_a", "m_b", True),
    )  # fmt: skip
    assert holding([apart, later, earlier]) == [apart, later]
    assert holding([later, earlier, apart]) == [later, earlier]


def test_what_nobody_judged_goes_with_what_it_is_most_like():
    placed = [Placed(m, DAY, n, "e_a") for n, m in enumerate(MENTIONS[:4])]
    links = [(0, 1, 900), (0, 2, 3000), (1, 3, 2500), (0, 3, 100), (2, 3, 50)]
    events = reformed(placed, links, [Judgement("m_a", "m_b", False)])
    assert groups(events) == {frozenset({"m_a", "m_c"}), frozenset({"m_b", "m_d"})}


def test_two_tellings_of_one_article_come_apart_too():
    placed = [Placed(m, DAY, 1, "e_a") for m in MENTIONS[:3]]
    events = reformed(placed, [], [Judgement("m_a", "m_b", False)])
    assert groups(events) == {frozenset({"m_a", "m_c"}), frozenset({"m_b"})}
