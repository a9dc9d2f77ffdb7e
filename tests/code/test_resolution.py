from dataclasses import replace
from datetime import date

import pytest
from tidings.code.analysis import Pointed
from tidings.code.language import analyse
from tidings.code.resolution import resolve
from tidings.types import Article, Figure, Kind, Mention, Party, Statement, Unit

TEXT = (
    "Norway's foreign minister Kari Fjeldstad visited Warsaw on Tuesday. "
    "Fjeldstad met the president. She promised 200 vehicles to Polish hospitals. "
    '"We will pay for them," the Norwegian minister said. '
    "NATO welcomed it, and the alliance thanked Norway. Police in Oslo detained a protester in Bergen."
)


def span(article, words, number=1):
    at = -1
    for _ in range(number):
        at = article.text.index(words, at + 1)
    return article.span(at, at + len(words))


@pytest.fixture(scope="module")
def analysis():
    article = Article.make(TEXT, published=date(2021, 6, 3))
    return next(analyse([article]))


def parties(analysis, actors, recipients=(), *, place=None, time=None, statements=()):
    article = analysis.article
    trigger = article.span(0, 6)
    mention = replace(
        Mention.make(article.id, trigger, "CONSULT"),
        actors=tuple(Party(s, None) for s in actors),
        recipients=tuple(Party(s, None) for s in recipients),
        place=place,
        time=time,
    )
    return resolve(replace(analysis, statements=statements, mentions=(mention,))).mentions[0]


def codes(found):
    return [party.code for party in found]


def test_a_full_phrase_keeps_its_words_and_gets_its_code(analysis):
    words = span(analysis.article, "Norway's foreign minister Kari Fjeldstad")
    (found,) = parties(analysis, [words]).actors
    assert (found.span, found.code) == (words, "NOR:GOV")
    assert found.reason == "Norway → Norway, GOV: country name"


def test_a_person_unknown_to_the_gazetteer_is_who_the_article_says(analysis):
    assert codes(parties(analysis, [span(analysis.article, "Fjeldstad", 2)]).actors) == ["NOR:GOV"]


def test_a_bare_role_belongs_to_the_place_of_the_mention_or_to_the_main_country(analysis):
    article = analysis.article
    president = span(article, "the president")
    assert codes(parties(analysis, [president]).actors) == ["NOR:GOV"]
    assert codes(parties(analysis, [president], place=span(article, "Warsaw")).actors) == ["POL:GOV"]


def test_a_pronoun_is_the_nearest_full_mention_before_it(analysis):
    article = analysis.article
    first, she = span(article, "Fjeldstad", 2), span(article, "She")
    assert codes(parties(analysis, [first, she]).actors) == ["NOR:GOV", "NOR:GOV"]
    assert codes(parties(analysis, [she]).actors) == [None]


def test_we_in_a_quotation_is_the_speaker(analysis):
    article = analysis.article
    said = Statement.make(
        article.id,
        span(article, "the Norwegian minister"),
        span(article, "said"),
        (span(article, '"We will pay for them,"'),),
        Kind.ASSERTION,
    )
    we = span(article, "We")
    assert codes(parties(analysis, [we], statements=(said,)).actors) == ["NOR:GOV"]
    assert codes(parties(analysis, [we]).actors) == [None]


def test_the_alliance_is_the_body_named_before(analysis):
    assert codes(parties(analysis, [span(analysis.article, "the alliance")]).actors) == ["IGO:NATO"]


def pointing(analysis, actors, code, chance):
    """The actors of a mention whose actor the model points at."""
    mention = replace(
        Mention.make(analysis.article.id, span(analysis.article, "detained"), "COERCE"),
        actors=tuple(Party(s, None) for s in actors),
    )
    nobody = Pointed(None, 0.0)
    seen = replace(analysis, mentions=(mention,), pointed={mention.id: (Pointed(code, chance), nobody)})
    return resolve(seen).mentions[0].actors


@pytest.mark.parametrize(("chance", "expected"), [(0.9, (Party(None, "POL"),)), (0.3, ())])
def test_a_left_out_actor_is_a_code_without_words_where_the_model_holds_it_likely(analysis, chance, expected):
    assert pointing(analysis, [], "POL", chance) == expected


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ("the president", "POL", "POL:GOV"),
        ("She", "NOR", "NOR"),
        ("Police in Oslo", "POL", "NOR:COP"),
        ("NATO", "POL", "IGO:NATO"),
    ],
)
def test_the_country_that_the_model_points_at_stands_in_where_the_words_name_none(
    analysis, words, code, expected
):
    found = pointing(analysis, [span(analysis.article, words)], code, 0.9)
    assert [p.code for p in found] == [expected]


def test_words_that_name_nobody_keep_no_code(analysis):
    words = span(analysis.article, "vehicles")
    assert parties(analysis, [words]).actors == (Party(words, None),)


def test_a_code_given_before_stays(analysis):
    words = span(analysis.article, "the president")
    kept = (Party(words, "POL:GOV"), Party(None, "USA"))
    mention = replace(Mention.make(analysis.article.id, words, "CONSULT"), actors=kept)
    assert resolve(replace(analysis, mentions=(mention,))).mentions[0].actors == kept


def test_several_names_in_one_phrase_are_several_parties():
    article = Article.make("The presidents of France and Poland met.")
    (result,) = analyse([article])
    words = span(article, "The presidents of France and Poland")
    assert parties(result, [words]).actors == (Party(words, "FRA:GOV"), Party(words, "POL:GOV"))


def test_us_in_capitals_is_a_country():
    article = Article.make("The US told us so.")
    (result,) = analyse([article])
    assert codes(parties(result, [span(article, "US"), span(article, "us")]).actors) == ["USA", None]


def test_figures_have_the_holder_their_words_name_or_the_nearest_country(analysis):
    article = analysis.article
    number = span(article, "200")
    named = Figure.make(article.id, number, 200, 200, Unit.PEOPLE, of=span(article, "Polish hospitals"))
    bare = Figure.make(article.id, number, 200, 200, Unit.VEHICLES, of=span(article, "vehicles"))
    held = replace(bare, holder="UKR")
    result = resolve(replace(analysis, figures=(named, bare, held)))
    assert [f.holder for f in result.figures] == ["POL", "POL", "UKR"]


def test_the_date_of_a_mention_is_that_of_its_time_words(analysis):
    mention = parties(analysis, [], time=span(analysis.article, "on Tuesday"))
    assert mention.date == "2021-06-01"


def test_an_article_without_names_has_no_codes():
    article = Article.make("The army shelled the town. Ten people died.")
    (result,) = analyse([article])
    figure = Figure.make(article.id, span(article, "Ten"), 10, 10, Unit.PEOPLE)
    result = replace(result, figures=(figure,))
    assert codes(parties(result, [span(article, "The army")]).actors) == [None]
    assert resolve(result).figures[0].holder is None


