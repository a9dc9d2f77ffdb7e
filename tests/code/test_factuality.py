from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code.factuality import factuality, is_historical
from tidings.code.language import analyse
from tidings.code.mentions import matches
from tidings.types import Article, Factuality


def judged(text: str) -> dict[str, Factuality]:
    """The factuality of every word that the lexicon takes for an action, by the word."""
    analysis = next(analyse([Article.make(text)]))
    return {m.head.text: factuality(m.head) for m, is_told in matches(analysis) if is_told}


@pytest.mark.parametrize(
    ("text", "trigger", "value"),
    [
        ("Peru withdrew its troops.", "withdrew", "actual"),
        ("Rebels are attacking the port.", "attacking", "actual"),
        ("The guards tried to arrest the editor.", "arrest", "actual"),
        ("Officials were accused of torturing prisoners.", "torturing", "actual"),
        ("Peru will withdraw its troops.", "withdraw", "future"),
        ("Peru plans to withdraw its troops.", "withdraw", "future"),
        ("Peru said it would withdraw its troops.", "withdraw", "future"),
        ("Peru is trying to withdraw its troops.", "withdraw", "future"),
        ("The ministers are to meet in Oslo.", "meet", "future"),
        ("The union called for sanctions against Belarus.", "sanctions", "proposed"),
        ("The union urged Peru to withdraw its troops.", "withdraw", "proposed"),
        ("Peru should withdraw its troops.", "withdraw", "proposed"),
        ("The cabinet is considering a boycott.", "boycott", "proposed"),
        ("Peru could withdraw its troops.", "withdraw", "hypothetical"),
        ("Rebels threatened to attack the port.", "attack", "hypothetical"),
        ("If Peru withdraws its troops, Chile may follow.", "withdraws", "hypothetical"),
        ("Chile will respond if rebels attack the port.", "attack", "hypothetical"),
        ("Peru did not withdraw its troops.", "withdraw", "negated"),
        ("Peru refused to withdraw its troops.", "withdraw", "negated"),
        ("Peru failed to withdraw its troops.", "withdraw", "negated"),
        ("Peru denied that it arrested the editor.", "arrested", "negated"),
        ("Peru ruled out sanctions against Belarus.", "sanctions", "negated"),
        ("Without aid, Peru would have attacked Chile.", "attacked", "negated"),
        ("No soldiers attacked the port.", "attacked", "negated"),
        ("Peru has no plan to withdraw its troops.", "withdraw", "negated"),
        ("Will Peru withdraw its troops?", "withdraw", "hypothetical"),
        ("The council recommended that Peru withdraw its troops.", "withdraw", "proposed"),
        ("Peru denied allegations that it arrested the editor.", "arrested", "negated"),
        ("Not one soldier attacked the port.", "attacked", "negated"),
        ("Peru left without arresting the editor.", "arresting", "negated"),
    ],
)
def test_how_an_action_is_presented(text: str, trigger: str, value: str) -> None:
    assert judged(text).get(trigger) == Factuality(value)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Peru refused to withdraw its troops.", "refused"),
        ("Rebels threatened to attack the port.", "threatened"),
        ("The union urged Peru to withdraw its troops.", "urged"),
        ("Peru promised to withdraw its troops.", "promised"),
    ],
)
def test_the_governing_act_is_itself_actual(text: str, trigger: str) -> None:
    assert judged(text)[trigger] is Factuality.ACTUAL


def test_coordinated_verbs_share_the_modal() -> None:
    found = judged("Police will arrest and deport the men.")
    assert found == {"arrest": Factuality.FUTURE, "deport": Factuality.FUTURE}


@pytest.mark.parametrize(
    ("words", "historical"),
    [
        ("in 1994", True),
        ("five years ago", True),
        ("in 2014", False),
        ("in 2013", False),
        ("on Tuesday", False),
        ("", False),
    ],
)
def test_historical_is_dated_over_a_year_back(words: str, historical: bool) -> None:
    assert is_historical(words, date(2014, 6, 1)) is historical
    assert is_historical(words, None) is False


VOCABULARY = [
    "Peru", "police", "will", "would", "have", "not", "attack", "attacked", "to", "refused", "if", "and",
    "no", "could", "troops", "that", "said", "denied", "sanctions", "for", "called", "plans", "is", "may",
    ",", ".", "\n\n", "never",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(VOCABULARY), max_size=30).map(" ".join), st.text(max_size=80)))
def test_any_text_is_judged(text: str) -> None:
    assert set(judged(text).values()) <= set(Factuality)
