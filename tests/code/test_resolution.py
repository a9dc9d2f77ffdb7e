"""What resolution fills in: parties, speakers, holders and dates; what it leaves as it was."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from party_samples import actors, analysed, codes, mention, resolved, said, span

from tidings.code.resolution import resolve
from tidings.types import Figure, Grain, Party, Unit

TEXT = (
    "Norway's foreign minister Kari Fjeldstad visited Warsaw on Tuesday. "
    "Fjeldstad met the president. She promised 200 vehicles to Polish hospitals. "
    '"We will pay for them," the Norwegian minister said. '
    "NATO welcomed it, and the alliance thanked Norway. Police in Oslo detained a protester in Bergen."
)


@pytest.fixture(scope="module")
def analysis():
    return analysed(TEXT)


def test_a_full_phrase_keeps_its_words_and_gets_its_code(analysis):
    words = span(analysis, "Norway's foreign minister Kari Fjeldstad")
    (found,) = actors(analysis, words)
    assert (found.span, found.code, found.name) == (words, "NOR:GOV", "Norway")
    assert found.reason == "Norway → Norway, GOV: country name"


def test_a_bare_role_is_of_the_country_that_most_speaks_for():
    text = "Poland met Norway. {} left. {} came back. {} paid. The president spoke."
    for most in ("Poland", "Norway"):
        there = analysed(text.format(most, most, most))
        assert codes(actors(there, "The president")) == [{"Poland": "POL:GOV", "Norway": "NOR:GOV"}[most]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Police in Oslo", "NOR:COP"), ("NATO", "IGO:NATO"), ("Polish hospitals", "POL:MED")],
)
def test_what_the_words_name_stays_wherever_the_model_points(analysis, words, expected):
    assert codes(actors(analysis, words, pointing={"UKR": 0.99})) == [expected]


@pytest.mark.parametrize("words", ["the president", "she", "a protester"])
@pytest.mark.parametrize(("key", "name"), [("POL", "Poland"), ("NOR", "Norway")])
def test_words_that_name_nobody_go_where_the_model_points_and_say_so(words, key, name):
    there = analysed(f"Poland met Norway. It rained. In the end {words} left.")
    (found,) = actors(there, words, pointing={key: 0.97})
    assert found.code.partition(":")[0] == key
    assert found.name == name
    assert found.reason.startswith(f"{words} → {name}")


def test_a_code_given_before_stays(analysis):
    words = span(analysis, "the president")
    kept = (Party(words, "POL:GOV"), Party(None, "USA"))
    given_codes = replace(mention(analysis, "visited"), actors=kept)
    assert resolved(analysis, given_codes).mentions[0].actors == kept


def test_several_names_in_one_phrase_are_several_parties():
    two = analysed("The presidents of France and Poland met.")
    words = span(two, "The presidents of France and Poland")
    found = actors(two, words)
    assert [(p.span, p.code) for p in found] == [(words, "FRA:GOV"), (words, "POL:GOV")]


def test_the_same_party_in_two_words_of_one_span_is_there_once(analysis):
    words = span(analysis, "NATO")
    assert codes(actors(analysis, words, words)) == ["IGO:NATO"]


def test_figures_have_the_holder_their_words_name_or_the_nearest_country(analysis):
    number, article = span(analysis, "200"), analysis.article
    named = Figure.make(article.id, number, 200, 200, Unit.PEOPLE, of=span(analysis, "Polish hospitals"))
    bare = Figure.make(article.id, number, 200, 200, Unit.VEHICLES, of=span(analysis, "vehicles"))
    held = replace(bare, holder="UKR", counted="lorry")
    result = resolve(replace(analysis, figures=(named, bare, held)))
    assert [f.holder for f in result.figures] == ["POL", "POL", "UKR"]
    assert [f.counted for f in result.figures][1:] == ["vehicle", "lorry"]


def test_a_figure_is_dated_by_its_own_clause_and_no_action():
    there = analysed("Norway freed 40 men in 2014. In 2019 Norway had 900 soldiers in Mali. Poland left.")
    forty = Figure.make(there.article.id, span(there, "40"), 40, 40, Unit.PEOPLE)
    soldiers = Figure.make(there.article.id, span(there, "900"), 900, 900, Unit.TROOPS)
    freed, left = mention(there, "freed", type="RETREAT"), mention(there, "left", type="RETREAT")
    result = resolve(replace(there, mentions=(left, freed), figures=(forty, soldiers)))
    assert [f.as_of for f in result.figures] == [None, "2019"]


def test_the_date_of_a_mention_is_that_of_its_time_words(analysis):
    found = resolved(analysis, mention(analysis, "visited", time=span(analysis, "on Tuesday"))).mentions[0]
    assert (found.date, found.grain) == ("2021-06-01", Grain.DAY)
    assert found.date_reason


def test_a_date_given_before_stays(analysis):
    given_date = mention(analysis, "visited", time=span(analysis, "on Tuesday"), date="2020")
    found = resolved(analysis, given_date).mentions[0]
    assert (found.date, found.grain, found.date_reason) == ("2020", None, None)


def test_a_speaker_given_before_stays(analysis):
    statement = replace(
        said(analysis, "the Norwegian minister", "said", '"We will pay for them,"'),
        speaker=Party(None, "POL"),
    )
    assert resolved(analysis, statements=[statement]).statements == (statement,)


def test_an_article_without_names_has_no_codes():
    bare = analysed("The army shelled the town. Ten people died.")
    figure = Figure.make(bare.article.id, span(bare, "Ten"), 10, 10, Unit.PEOPLE)
    result = replace(bare, figures=(figure,))
    assert codes(actors(result, "The army")) == [None]
    assert resolve(result).figures[0].holder is None


def test_an_article_without_sentences_is_resolved():
    for text in ("12", "…", "\n\n", "NATO", "ПРИВЕТ", "👩‍👩‍👧"):
        bare = analysed(text)
        whole = bare.article.span(0, len(text))
        found = actors(bare, whole, trigger=whole.quote, place=whole, time=whole)
        assert {p.span for p in found} <= {whole}


def test_page_furniture_names_nobody():
    text = "Poland Poland Poland\n\nThe army of Norway left. The president spoke."
    told = analysed(text, date(2021, 6, 3), furniture=((0, 20),))
    assert codes(actors(told, "The president")) == ["NOR:GOV"]


WORDS = [
    "Norway",
    "Polish",
    "NATO",
    "Merkel",
    "police",
    "minister",
    "the",
    "we",
    "She",
    "US",
    "both",
    "sides",
    "alliance",
    "of",
    "and",
    ",",
    ".",
    "\n“",
    "”",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), st.data())
def test_every_resolution_of_any_words_has_its_reason_and_its_words(words, data):
    text = "x " + " ".join(words)
    told = analysed(text)

    def any_span():
        start = data.draw(st.integers(0, len(text) - 1))
        return told.article.span(start, data.draw(st.integers(start + 1, len(text))))

    given_mention = mention(told, "x", [any_span(), any_span()], [any_span()], place=any_span())
    statement = replace(said(told, "x", "x", text), source=any_span(), content=(any_span(), any_span()))
    chances = data.draw(st.dictionaries(st.sampled_from(["NOR", "IGO:NATO"]), st.floats(0, 0.5)))
    result = resolved(told, given_mention, pointing=(chances, chances), statements=[statement])
    (found,) = result.mentions
    for before, after in ((given_mention.actors, found.actors), (given_mention.recipients, found.recipients)):
        assert {p.span for p in after} == {p.span for p in before}
    speakers = [s.speaker for s in result.statements if s.speaker]
    for party in (*found.actors, *found.recipients, *speakers):
        assert (party.code is None) == (party.reason is None) == (party.name is None)
