"""What may be corrected, what is refused, and that a decision gives back what was decided."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_samples import sample

from tidings.errors import ConfigurationError
from tidings.record.verdicts import KEPT, Decision
from tidings.review import (
    GivenParty,
    compared,
    correct_figure,
    correct_mention,
    figure_values,
    judged_figure,
    judged_mention,
    mention_values,
    reviewer_name,
)
from tidings.review.judgements import CORRECTED
from tidings.types import Factuality, Mention, Party

CODING = sample()
SENT, VISIT, ATTACKED = CODING.mentions
(TRUCKS,) = CODING.figures


def decision(values, target):
    return Decision("v_1", target, KEPT, "ana", None, values)


def bare(mention):
    """What a gold file has of a mention."""
    strip = lambda parties: tuple(Party(p.span, p.code) for p in parties)  # noqa: E731
    return replace(
        mention, actors=strip(mention.actors), recipients=strip(mention.recipients), grain=None,
        date_reason=None, location=None,
    )  # fmt: skip


@pytest.mark.parametrize("mention", CODING.mentions, ids=lambda m: m.type)
def test_a_confirmed_mention_comes_back_as_it_was(mention):
    values = mention_values(CODING, mention)
    assert judged_mention(CODING.article, decision(values, mention.id)) == bare(mention)
    assert compared(values, values)[CORRECTED] is None


def test_a_confirmed_figure_comes_back_as_it_was():
    values = figure_values(CODING, TRUCKS)
    assert judged_figure(CODING.article, decision(values, TRUCKS.id)) == replace(TRUCKS, counted=None)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_bounds_come_back_exactly(one, other):
    figure = replace(TRUCKS, low=min(one, other), high=max(one, other))
    back = judged_figure(CODING.article, decision(figure_values(CODING, figure), figure.id))
    assert (back.low, back.high) == (figure.low, figure.high)


def test_every_field_of_a_mention_can_be_corrected():
    changed = correct_mention(
        CODING,
        SENT,
        {
            "type": "MOBILIZE", "mode": "troops", "place": "Oslo", "date": "2022-03-01/..",
            "historical": "true", "factuality": "proposed", "voice": "outlet",
        },
        {"actors": [GivenParty(code="SWE:GOV")],
         "recipients": [GivenParty(words="the baker", code="ISL:BUS")]},
    )  # fmt: skip
    assert (changed.id, changed.type, changed.mode, changed.date) == (
        SENT.id,
        "MOBILIZE",
        "troops",
        "2022-03-01/..",
    )
    assert changed.place.quote == "Oslo"
    assert changed.factuality is Factuality.PROPOSED
    assert changed.historical
    assert changed.voice == "outlet"
    assert changed.actors == (Party(None, "SWE:GOV"),)
    assert [(p.span.quote, p.code) for p in changed.recipients] == [("the baker", "ISL:BUS")]
    values = compared(mention_values(CODING, changed), mention_values(CODING, SENT))
    assert set(values[CORRECTED].split("; ")) == {
        "type", "mode", "actors", "recipients", "place", "date", "factuality", "historical", "voice",
    }  # fmt: skip
    assert judged_mention(CODING.article, decision(values, SENT.id)) == bare(changed)


def test_another_type_drops_the_mode_that_it_does_not_have():
    assert correct_mention(CODING, VISIT, {"type": "ASSAULT"}).mode is None


def test_another_type_keeps_the_mode_that_it_has_too():
    mention = replace(SENT, type="REQUEST", mode="meet")
    assert correct_mention(CODING, mention, {"type": "REJECT"}).mode == "meet"


def test_no_date_and_no_place_take_their_words_with_them():
    changed = correct_mention(CODING, SENT, {"date": ""})
    assert (changed.date, changed.time) == (None, None)
    assert correct_mention(CODING, VISIT, {"place": ""}).place is None


def test_words_that_stand_there_twice_are_the_nearest_ones():
    changed = correct_mention(CODING, ATTACKED, {"place": "Oslo"})
    assert changed.place.start > ATTACKED.trigger.start
    assert correct_mention(CODING, SENT, {"place": "Oslo"}).place.start == VISIT.place.start


def test_a_party_with_words_may_have_no_code_and_the_machines_own_keep_their_reason():
    had = SENT.actors[0]
    some = [GivenParty(had.span.start, had.span.end, "NOR"), GivenParty(words="The mayor"), GivenParty()]
    changed = correct_mention(CODING, SENT, {}, {"actors": some})
    assert changed.actors == (had, Party(CODING.article.span(0, 9), None))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "QUARREL"), ("type", ""), ("mode", "visit"), ("date", "yesterday"), ("date", "2022-02-30"),
        ("date", "2022-03-05/2022-03-01"), ("date", "../.."), ("factuality", "likely"),
        ("historical", "maybe"),
        ("voice", "s_0000"), ("voice", ""), ("place", "Atlantis"), ("place", "x" * 300),
    ],
)  # fmt: skip
def test_a_value_that_can_not_be_is_refused_by_the_name_of_its_field(field, value):
    with pytest.raises(ConfigurationError) as caught:
        correct_mention(CODING, SENT, {field: value})
    assert caught.value.number == "TID-405"
    assert str(caught.value).startswith(f"TID-405: {field}")


@pytest.mark.parametrize(
    "party",
    [
        GivenParty(code="Norway"), GivenParty(code="XXQ"), GivenParty(code="NOR:KING"),
        GivenParty(code="NOR:"),
        GivenParty(code="IGO:A;B"), GivenParty(words="Atlantis"), GivenParty(0, 10_000, "NOR"),
        GivenParty(5, 5, "NOR"),
    ],
)  # fmt: skip
def test_a_party_that_can_not_be_is_refused(party):
    with pytest.raises(ConfigurationError, match="TID-405"):
        correct_mention(CODING, SENT, {}, {"actors": [party]})


@pytest.mark.parametrize(
    "given_",
    [
        {"low": "many"}, {"low": "nan"}, {"high": "inf"}, {"low": "50"}, {"low": "", "high": ""},
        {"unit": "apples"}, {"currency": "euro"}, {"holder": "Norway"}, {"as_of": "then"}, {"voice": "me"},
        {"measure": "x" * 300},
    ],
)  # fmt: skip
def test_a_figure_that_can_not_be_is_refused(given_):
    with pytest.raises(ConfigurationError, match="TID-405"):
        correct_figure(CODING, TRUCKS, given_)


@pytest.mark.parametrize(
    ("given_", "bounds"),
    [
        ({"low": "1,000", "high": "2 000"}, (1000, 2000)),
        ({"high": ""}, (40, None)),
        ({"low": "-0.5"}, (-0.5, 40)),
        ({"low": "40", "high": "40.0"}, (40, 40)),
    ],
)
def test_bounds_are_read_as_people_write_them(given_, bounds):
    changed = correct_figure(CODING, TRUCKS, given_)
    assert (changed.low, changed.high) == bounds


def test_what_the_machine_has_can_always_be_confirmed_even_if_the_manual_does_not_know_it():
    odd = replace(
        Mention.make(CODING.article.id, SENT.trigger, "no such type", "visit"),
        actors=(Party(SENT.trigger, "QQQ:?;"),),
        date="once",
        voice="s_gone",
    )
    given_ = {"type": "no such type", "mode": "visit", "date": "once", "voice": "s_gone", "place": ""}
    party = GivenParty(SENT.trigger.start, SENT.trigger.end, "QQQ:?;")
    assert correct_mention(CODING, odd, given_, {"actors": [party]}) == odd


def test_what_is_rejected_leaves_no_value_standing():
    values = mention_values(CODING, SENT, "no")
    assert set(values) == {KEPT, "at"}
    with pytest.raises(ConfigurationError, match="TID-405"):
        mention_values(CODING, SENT, "perhaps")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u202eb", "a\x00b"])
def test_a_name_must_be_one(name):
    with pytest.raises(ConfigurationError, match="TID-406"):
        reviewer_name(name)


def test_a_name_is_kept_as_it_is_but_for_spaces():
    assert reviewer_name("  Zoë   Núñez; <b>  ") == "Zoë Núñez; <b>"
    assert reviewer_name("Zoe\u0308") == "Zoë"
    assert reviewer_name("علی\u200cرضا") == "علی\u200cرضا"
