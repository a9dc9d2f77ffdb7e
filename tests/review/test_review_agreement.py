"""Krippendorff's alpha against published examples, and what is compared between reviewers."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_samples import sample

from tidings.record.verdicts import APART, KEPT, SAME, Decision
from tidings.review import agreement, krippendorff, link_values, mention_values

# Krippendorff (2011), sections A, B and C; the last is the example of three coders in the article
# "Krippendorff's alpha" of the English Wikipedia. A dot is a missing value.
BINARY = ["0100000010", "1110010000"]
NOMINAL = ["aabbdcccedda", "babbbccceddd"]
FOUR_OBSERVERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
THREE_CODERS = [".....34121133.3", "1.213343.......", "..21344.21133.4"]


def units(observers):
    return [[v for v in column if v != "."] for column in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "alpha"),
    [(BINARY, 0.095), (NOMINAL, 0.692), (FOUR_OBSERVERS, 0.743), (THREE_CODERS, 0.691)],
)
def test_the_published_examples(observers, alpha):
    assert krippendorff(units(observers)) == pytest.approx(alpha, abs=0.0006)


RATINGS = st.lists(st.lists(st.sampled_from("abc"), min_size=0, max_size=4), max_size=12)


@given(RATINGS, st.randoms())
def test_alpha_is_at_most_one_and_blind_to_order_and_names(rated, rng):
    alpha = krippendorff(rated)
    assert alpha is None or alpha <= 1
    shuffled = [rng.sample(values, len(values)) for values in rng.sample(rated, len(rated))]
    renamed = [[{"a": "x", "b": "y", "c": "z"}[v] for v in values] for values in shuffled]
    again = krippendorff(renamed)
    assert again == alpha if alpha is None else again == pytest.approx(alpha)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9), st.integers(2, 4))
def test_full_agreement_is_one_unless_nothing_varies(values, people):
    alpha = krippendorff([[value] * people for value in values])
    assert alpha == (1 if len(set(values)) > 1 else None)


@given(RATINGS)
def test_what_one_person_alone_rated_does_not_count(rated):
    assert krippendorff([*rated, ["z"]]) == krippendorff(rated)


def decided(who, values, minute, target="m_1"):
    head = next(field for field in values if field in {KEPT, SAME, APART})
    return Decision(
        f"{who}{minute}", target, head, who, datetime(2022, 1, 1) + timedelta(minutes=minute), values
    )


def test_each_field_is_compared_among_those_who_kept_the_record():
    coding = sample()
    values = mention_values(coding, coding.mentions[0])
    rows = agreement(
        [
            decided("ana", values, 1),
            decided("ben", values | {"type": "MOBILIZE", "actors": "NOR; SWE"}, 2),
            decided("cem", mention_values(coding, coding.mentions[0], "no"), 3),
            decided("dia", mention_values(coding, coding.mentions[0], "unsure"), 4),
        ]
    )
    found = {row.field: row for row in rows}
    assert (found["kept"].units, found["kept"].values, found["kept"].reviewers) == (1, 3, 3)
    assert found["kept"].same == pytest.approx(1 / 3)
    assert (found["type"].units, found["type"].values, found["type"].same) == (1, 2, 0)
    assert found["date"].alpha is None
    assert found["date"].same == 1
    assert found["bounds"].units == 0
    assert found["bounds"].same is None


def test_the_order_of_parties_does_not_matter_and_the_latest_word_of_a_person_counts():
    coding = sample()
    values = mention_values(coding, coding.mentions[0])
    first, second = values | {"actors": "NOR; SWE"}, values | {"actors": "SWE; NOR"}
    rows = agreement([decided("ana", values, 1), decided("ana", first, 3), decided("ben", second, 2)])
    assert next(row.same for row in rows if row.field == "actors") == 1


def test_the_same_pair_of_tellings_is_one_unit_whichever_is_named_first():
    rows = agreement(
        [
            decided("ana", link_values("m_2", True), 1, "m_1"),
            decided("ben", link_values("m_1", False), 2, "m_2"),
        ]
    )
    (row,) = [r for r in rows if r.field == "event"]
    assert (row.units, row.same) == (1, 0)
