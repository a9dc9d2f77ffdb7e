"""Which mention a figure measures, and as of when it holds."""

import dataclasses

import pytest

from tidings.code.figures import find_figures, measure_mentions
from tidings.code.language import analyse
from tidings.code.measured import as_of_words
from tidings.types import Article, Mention


def analysed(text, *triggers):
    """The text with its figures and with mentions at the given words, each `words/TYPE`."""
    analysis = find_figures(next(analyse([Article.make(text)])))
    mentions = []
    for trigger in triggers:
        words, _, type_ = trigger.partition("/")
        start = text.index(words)
        mentions.append(
            Mention.make(analysis.article.id, analysis.article.span(start, start + len(words)), type_)
        )
    return dataclasses.replace(analysis, mentions=tuple(mentions))


MEASURED = [
    ("France sent 400 soldiers to Mali.", ("sent/MOBILIZE",), "sent"),
    ("Washington pledged $800 million in aid.", ("pledged/AGREE", "aid/AID"), "aid"),
    ("Officials described the 14 cutters given in 2023.", ("given/AID",), "given"),
    ("Berlin undertook to train 300 recruits.", ("undertook/AGREE", "train/AID"), "train"),
    (
        "Police detained 40 people and the mayor resigned.",
        ("resigned/RETREAT", "detained/COERCE"),
        "detained",
    ),
    ("The number of arrests rose to 70.", ("arrests/COERCE",), "arrests"),
    ("Twelve people died after the attack.", ("attack/ASSAULT",), "attack"),
    ("The minister said that 30 countries approve.", ("said/AGREE",), None),
    ("He was there for 12 years, before the coup.", ("coup/COERCE",), None),
    ("The talks failed.\n\nThe party won 60 seats.", ("talks/CONSULT",), None),
]


@pytest.mark.parametrize(("text", "triggers", "expected"), MEASURED)
def test_a_figure_measures_the_nearest_action_that_it_belongs_to(text, triggers, expected):
    analysis = measure_mentions(analysed(text, *triggers))
    by_id = {m.id: m.trigger.quote for m in analysis.mentions}
    (figure,) = analysis.figures[:1]
    assert (by_id[figure.mention_id] if figure.mention_id else None) == expected


def test_without_mentions_nothing_is_measured():
    analysis = analysed("France sent 400 soldiers to Mali.")
    assert measure_mentions(analysis).figures == analysis.figures


AS_OF = [
    ("As of 5 March, 1,200 people had been arrested.", ("arrested/COERCE",), "As of 5 March"),
    ("By the end of 2021 the force had 3,000 troops.", (), "By the end of 2021"),
    ("Aid stood at $3 billion in 2014.", (), "in 2014"),
    ("The EU spent €5bn on gas last year.", (), "last year"),
    ("There were 4,500 troops in Kosovo in June 2012.", (), "in June 2012"),
    ("On Monday the rebels freed 40 hostages.", ("freed/RETREAT",), None),
    ("On Monday the rebels freed 40 hostages.", (), None),
    ("Last year Turkey sent 40 trucks.", ("sent/AID",), None),
    ("Norway has 8,500 troops there.", (), None),
]


@pytest.mark.parametrize(("text", "triggers", "expected"), AS_OF)
def test_only_words_that_date_the_figure_say_as_of_when(text, triggers, expected):
    analysis = analysed(text, *triggers)
    words = as_of_words(analysis, analysis.figures[0])
    assert (words.quote if words else None) == expected
    assert words is None or text[words.start : words.end] == words.quote
