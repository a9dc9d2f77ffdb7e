from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code.analysis import Analysis
from tidings.code.arguments import find_arguments
from tidings.code.factuality import is_historical, judge_factuality
from tidings.code.language import analyse
from tidings.code.mentions import find_mentions
from tidings.types import Article, Factuality, Figure, Unit


def judged(text: str, published: date | None = None) -> Analysis:
    analysis = next(analyse([Article.make(text, published=published)]))
    return judge_factuality(find_arguments(find_mentions(analysis)))


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
    found = {m.trigger.quote: m.factuality.value for m in judged(text).mentions}
    assert found.get(trigger) == value


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
    found = {m.trigger.quote: m.factuality for m in judged(text).mentions}
    assert found[trigger] is Factuality.ACTUAL


def test_coordinated_verbs_share_the_modal() -> None:
    found = {m.trigger.quote: m.factuality for m in judged("Police will arrest and deport the men.").mentions}
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


def test_historical_is_read_off_the_mention() -> None:
    (old,) = judged("Rebels attacked the port in 1994.", date(2014, 6, 1)).mentions
    (new,) = judged("Rebels attacked the port in June.", date(2014, 6, 1)).mentions
    assert (old.historical, new.historical) == (True, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Chile sent 40 trucks.", "actual"),
        ("Chile will send 40 trucks.", "future"),
        ("Chile could send 40 trucks.", "hypothetical"),
        ("Chile did not send 40 trucks.", "negated"),
    ],
)
def test_a_figure_is_presented_as_its_verb(text: str, value: str) -> None:
    analysis = next(analyse([Article.make(text)]))
    start = text.index("40")
    figure = Figure.make(analysis.article.id, analysis.article.span(start, start + 2), 40, 40, Unit.VEHICLES)
    (after,) = judge_factuality(replace(analysis, figures=(figure,))).figures
    assert after.factuality.value == value
    assert after.id == figure.id


VOCABULARY = [
    "Peru", "police", "will", "would", "have", "not", "attack", "attacked", "to", "refused", "if", "and",
    "no", "could", "troops", "that", "said", "denied", "sanctions", "for", "called", "plans", "is", "may",
    ",", ".", "\n\n", "never",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(VOCABULARY), max_size=30).map(" ".join), st.text(max_size=80)))
def test_any_text_is_judged_and_nothing_else_changes(text: str) -> None:
    before = find_arguments(find_mentions(next(analyse([Article.make(text)]))))
    after = judge_factuality(before)
    for old, new in zip(before.mentions, after.mentions, strict=True):
        assert isinstance(new.factuality, Factuality)
        assert replace(new, factuality=old.factuality, historical=old.historical) == old
    assert judge_factuality(before) == after
