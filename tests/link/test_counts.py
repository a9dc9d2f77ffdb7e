from dataclasses import replace
from datetime import date

import pytest

from tidings.link.counts import counts
from tidings.link.nobody import nobodies
from tidings.types import Article, Coding, Figure, Mention, Unit


def counted(text, trigger, *figures, type_="ASSAULT", mode=None, tied=True):
    """Counts of a mention with this trigger; figures are the number, its words, its value, the counted."""
    article = Article.make(text, outlet="Morning", published=date(2022, 3, 16))

    def span(words, after=0):
        start = text.index(words, after)
        return article.span(start, start + len(words))

    mention = replace(Mention.make(article.id, span(trigger), type_), mode=mode)
    made = []
    for words, value, of in figures:
        at = span(words)
        figure = Figure.make(article.id, at, value, value, Unit.PEOPLE, of=span(of, at.end))
        made.append(replace(figure, mention_id=mention.id if tied else None))
    found = counts(Coding(article, (), (mention,), tuple(made)))
    return [(c.counted, c.low, c.high, c.who) for c in found.get(mention.id, ())]


def test_parts_joined_by_and_are_summed():
    text = "Shells killed three soldiers and two civilians."
    assert counted(text, "killed", ("three", 3, "soldiers"), ("two", 2, "civilians")) == [
        ("dead", 5, 5, None)
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Shells killed nine people, including two children.", "children"),
        ("Shells killed nine people, two of them children.", "children"),
        ("Shells killed nine people and two soldiers.", "soldiers"),
    ],
)
def test_some_of_those_counted_are_not_added(text, part):
    found = counted(text, "killed", ("nine", 9, "people"), ("two", 2, part))
    assert [c[:3] for c in found] == [("dead", 9, 9)]


def test_prisoners_who_are_let_go_are_freed_and_those_who_are_killed_are_dead():
    freed = counted("They let 310 detainees go.", "let", ("310", 310, "detainees"),
                    type_="RETREAT", mode="release")  # fmt: skip
    assert [f[0] for f in freed] == ["freed"]
    assert [f[0] for f in counted("Shells killed 5 prisoners.", "killed", ("5", 5, "prisoners"))] == ["dead"]


def test_a_figure_without_mention_goes_to_the_one_that_it_fits_in_its_sentence():
    text = "Shells hit the depot. A raid hit the bridge, and nine workers died."
    assert counted(text, "raid", ("nine", 9, "workers"), tied=False) == [("dead", 9, 9, "worker")]
    assert counted(text, "Shells", ("nine", 9, "workers"), tied=False) == []


@pytest.mark.parametrize(
    "words",
    [
        "Nobody was killed.",
        "No one aboard was hurt.",
        "There were no casualties.",
        "It ended without loss of life.",
        "No civilian lost his life.",
        "No lives were lost.",
        "Not a single soldier died.",
        "The blast killed no one.",
        "Everyone aboard survived.",
        "It hit the depot without injuring anyone.",
        "No dead or wounded were reported.",
    ],
)
def test_words_for_nobody(words):
    (found,) = nobodies(f"Shells hit the depot. {words}")
    assert "dead" in found.fates
    assert (0, 0) in {c[1:3] for c in counted(f"Shells hit the depot. {words}", "hit")}


@pytest.mark.parametrize(
    "words",
    [
        "Nobody knows how many were killed.",
        "There were no immediate reports of casualties.",
        "He hoped that nobody would be hurt.",
        "No one said who was killed.",
        "They fired so that no one was hurt.",
        "No losses of territory were reported.",
    ],
)
def test_what_does_not_say_that_nobody_came_to_harm(words):
    assert list(nobodies(words)) == []


def test_a_count_stands_over_words_for_nobody():
    text = "Shells killed three soldiers, and nobody else died."
    assert counted(text, "killed", ("three", 3, "soldiers")) == [("dead", 3, 3, "soldier")]


def test_nobody_is_told_of_the_assault_before():
    text = (
        "Police met the mayor. Shells hit the depot. It burned. " + "It smoked. " * 60 + "Nobody was killed."
    )
    assert counted(text, "hit") == []
