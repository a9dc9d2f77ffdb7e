"""Names and reasons of parties: persons, pronouns, sides, bodies, parties that are left out."""

from dataclasses import replace
from datetime import date

import pytest
from party_samples import actors, analysed, codes, mention, resolved, said, span

from tidings.code.party_words import how_many, is_pronoun, last_word, surname_of
from tidings.config import OwnActor
from tidings.gazetteer import OwnNames
from tidings.types import Party, Span

TEXT = (
    "Norway's foreign minister Kari Fjeldstad visited Warsaw on Tuesday. "
    "Fjeldstad met the president. She promised 200 vehicles to Polish hospitals. "
    '"We will pay for them," the Norwegian minister said. '
    "NATO welcomed it, and the alliance thanked Norway. Police in Oslo detained a protester in Bergen."
)


@pytest.fixture(scope="module")
def analysis():
    return analysed(TEXT)


@pytest.mark.parametrize(
    ("day", "code", "office"),
    [
        (date(2015, 5, 1), "NOR", "Prime Minister"),
        (date(2020, 5, 1), "NOR", "Prime Minister"),
        (date(2022, 5, 1), "IGO", "Secretary"),
        (date(2003, 5, 1), "NOR", ""),
    ],
)
def test_an_office_holder_is_told_with_office_and_term_of_the_day(day, code, office):
    told = analysed("Erna Solberg spoke. Jens Stoltenberg left.", day)
    name = "Erna Solberg" if code == "NOR" else "Jens Stoltenberg"
    (found,) = actors(told, name)
    assert found.code.startswith(code)
    assert found.name == name
    assert office in found.reason
    if office:
        assert any(year in found.reason for year in (str(y) for y in range(2009, 2025)))


def test_the_same_surname_is_another_persons_on_another_day():
    found = {}
    for year in (2010, 2016, 2022):
        told = analysed("President Obama met Truss, Johnson and Cameron in London.", date(year, 10, 1))
        found[year] = [actors(told, name)[0].name for name in ("Truss", "Cameron")]
    assert found[2010][1] == "David Cameron"
    assert found[2022][0] in {"Liz Truss", "Elizabeth Truss"}


def test_a_person_introduced_by_the_article_is_meant_by_the_surname_later(analysis):
    (found,) = actors(analysis, span(analysis, "Fjeldstad", 2))
    assert (found.code, found.name) == ("NOR:GOV", "Kari Fjeldstad")
    assert found.span == span(analysis, "Fjeldstad", 2)
    assert "Norway's foreign minister Kari Fjeldstad" in found.reason


def test_a_surname_that_nobody_introduced_is_weighed_like_other_words():
    told = analysed("Norway left. Fjeldstad stayed.")
    (found,) = actors(told, "Fjeldstad")
    assert "Fjeldstad stayed" not in (found.reason or "")
    assert found.name in {"Norway", None}


def test_a_pronoun_says_for_whom_it_stands(analysis):
    first, she = span(analysis, "Fjeldstad", 2), span(analysis, "She")
    found = actors(analysis, first, she)
    assert codes(found) == ["NOR:GOV", "NOR:GOV"]
    assert found[1].reason == "She → Norway, GOV: stands for “Fjeldstad”"
    assert found[1].name == "Kari Fjeldstad"


@pytest.mark.parametrize("shout", ["SHE", "She", "she"])
def test_a_pronoun_is_one_in_any_case(shout):
    told = analysed(f"Norway's police came and {shout} left.")
    police = span(told, "Norway's police")
    (found,) = actors(told, shout, statements=[said(told, police.quote, "came", "left")])
    assert found.reason.endswith("stands for “Norway's police”")


def test_us_in_capitals_is_a_country():
    told = analysed("The US told us so. The WHO agreed.")
    assert codes(actors(told, "US", "us", "WHO")) == ["USA", None, "UNO:WHO"]


def test_we_in_a_quotation_is_the_speaker_and_without_one_nobody(analysis):
    statement = said(analysis, "the Norwegian minister", "said", '"We will pay for them,"')
    (found,) = actors(analysis, "We", statements=[statement])
    assert found.code == "NOR:GOV"
    assert found.reason == "We → Norway, GOV: stands for “the Norwegian minister”"
    assert actors(analysis, "We") == (Party(span(analysis, "We"), None),)


def test_the_innermost_speaker_is_we():
    told = analysed('Poland said that Norway wrote "we pay".')
    outer = said(told, "Poland", "said", 'that Norway wrote "we pay"')
    inner = said(told, "Norway", "wrote", '"we pay"')
    for order in ([outer, inner], [inner, outer]):
        assert codes(actors(told, "we", statements=order)) == ["NOR"]


@pytest.mark.parametrize("words", ["Both sides", "The two countries", "BOTH PRESIDENTS"])
def test_both_sides_are_two_states(words):
    told = analysed(f"Poland met Norway. Poland thanked Norway. {words} left.")
    found = actors(told, words)
    assert {p.code.partition(":")[0] for p in found} == {"POL", "NOR"}
    assert {p.span for p in found} == {span(told, words)}
    assert all("chance" in p.reason for p in found)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("both sides", 2),
        ("the two warring parties", 2),
        ("the three presidents", 3),
        ("Both", 1),
        ("sides", 1),
        ("twenty-two countries", 1),
        ("two dozen countries", 1),
        ("one of the two sides", 1),
        ("two other countries", 1),
        ("both houses", 1),
        ("", 1),
    ],
)
def test_how_many_sides_words_are(words, number):
    assert how_many(Span(0, 1, words)) == number


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("He", True),
        ("THEY", True),
        ("“We", True),
        ("who", True),
        ("I", True),
        ("US", False),
        ("WHO", False),
        ("she said", False),
        ("", False),
        ("…", False),
    ],
)
def test_which_words_are_pronouns(words, expected):
    assert is_pronoun(Span(0, 1, words)) is expected


@pytest.mark.parametrize(
    ("words", "surname"),
    [
        ("Fjeldstad", "Fjeldstad"),
        ("Mr. Fjeldstad’s", "Fjeldstad"),
        ("Kari Fjeldstad,", "Fjeldstad"),
        ("Ünal", "Ünal"),
        ("the minister", None),
        ("The Hague", None),
        ("Mr", None),
        ("’", None),
        ("", None),
    ],
)
def test_which_words_end_in_a_surname(words, surname):
    assert surname_of(words) == surname


def test_the_last_word_has_no_marks():
    assert last_word(Span(0, 1, "its “closest Allies,”")) == "allies"
    assert last_word(Span(0, 1, " — … ")) in {"", "—"}


def test_the_alliance_is_the_body_named_before(analysis):
    (found,) = actors(analysis, "the alliance")
    assert found.code == "IGO:NATO"
    assert found.reason.endswith("the last body named before, “NATO”")


def test_the_alliance_is_no_body_that_is_named_later_or_is_no_alliance():
    told = analysed("The alliance left. Amnesty International came. The alliance spoke. NATO left.")
    first, second = span(told, "The alliance"), span(told, "The alliance", 2)
    assert "IGO:NATO" not in [p.code for p in actors(told, first, second) if "body named" in (p.reason or "")]


def test_the_allies_may_be_states_that_nobody_names():
    told = analysed("The ministers met. The allies promised weapons.")
    (found,) = actors(told, "The allies")
    assert (found.code, found.name) == ("UNK:GOV", "states that are not named")
    assert found.reason.startswith("The allies → states that are not named: ")


@pytest.mark.parametrize(
    ("type", "mode", "role", "code"),
    [
        ("COERCE", "arrest", "actor", "NOR:COP"),
        ("CONSULT", None, "actor", "NOR"),
        ("COERCE", "curfew", "recipient", "NOR:CVL"),
    ],
)
def test_a_left_out_party_is_where_the_model_points_with_the_usual_sector(analysis, type, mode, role, code):
    asked = mention(analysis, "detained", type=type, mode=mode)
    pointing = ({"NOR": 0.9}, {}) if role == "actor" else ({}, {"NOR": 0.9})
    found = resolved(analysis, asked, pointing=pointing).mentions[0]
    (party,) = found.actors if role == "actor" else found.recipients
    assert (party.span, party.code, party.name) == (None, code, "Norway")
    assert party.reason.startswith(f"{role} left out → Norway")
    assert "0.90" in party.reason
    assert (found.recipients if role == "actor" else found.actors) == ()


def test_a_left_out_body_has_no_sector(analysis):
    asked = mention(analysis, "detained", type="COERCE", mode="arrest")
    (party,) = resolved(analysis, asked, pointing=({"IGO:NATO": 0.9}, {})).mentions[0].actors
    assert (party.code, party.name) == ("IGO:NATO", "NATO")


@pytest.mark.parametrize("chances", [{}, {"NOR": 0.49}, {"NOR": 0.49, "POL": 0.49}])
def test_a_party_that_the_model_is_not_sure_of_stays_left_out(analysis, chances):
    assert (
        resolved(analysis, mention(analysis, "detained"), pointing=(chances, chances)).mentions[0].actors
        == ()
    )


def test_speakers_are_named_by_their_words_or_by_what_their_pronoun_stands_for():
    told = analysed("Norway's minister said it rains. She said it snows. The dog said no.")
    first = said(told, "Norway's minister", "said", "it rains")
    second = said(told, "She", "said", "it snows")
    third = said(told, "The dog", "said", "no")
    one, two, three = (s.speaker for s in resolved(told, statements=[first, second, third]).statements)
    assert (one.code, one.span) == ("NOR:GOV", first.source)
    assert (two.code, two.span) == ("NOR:GOV", second.source)
    assert two.reason == "She → Norway, GOV: stands for “Norway's minister”"
    assert three is None


def test_a_pronoun_reaches_no_further_than_the_sentence_before():
    told = analysed("Norway's minister said it rains. It was late. The sun set. She said it snows.")
    statements = [said(told, "Norway's minister", "said", "it rains"), said(told, "She", "said", "it snows")]
    assert resolved(told, statements=statements).statements[1].speaker is None


def test_a_user_s_own_names_decide():
    told = replace(
        analysed("Fjeldstad spoke in Hill Town. The minister left."),
        own=OwnNames.of([OwnActor(names=("Fjeldstad",), code="NGO:Hill League")]),
    )
    (found,) = actors(told, "Fjeldstad")
    assert (found.code, found.name) == ("NGO:Hill League", "Fjeldstad")
    assert found.reason == "Fjeldstad → Fjeldstad: your table of actors"


def test_every_party_of_a_long_text_costs_what_stands_around_it(monkeypatch):
    """Twice the text asks twice as much: nothing scans all names for each party."""
    from tidings.code import nearby

    seen = []
    plain = nearby.introductions
    monkeypatch.setattr(nearby, "introductions", lambda *given: seen.append(1) or plain(*given))
    told = analysed("The Norwegian minister met Poland. The minister left. " * 30)
    spans = [span(told, "The minister", n) for n in range(1, 31)]
    assert len(actors(told, *spans)) == 30
    assert len(seen) == 60
