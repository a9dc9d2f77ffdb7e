"""A language model as a coder: what becomes of its answers, in several languages."""

import itertools
import pickle
from datetime import date

import pytest
from fake_endpoint import completion, nothing, serving
from llm_samples import (
    ALL,
    ANSWERS,
    ARABIC,
    ENGLISH,
    GERMAN,
    answer,
    mention,
    quote,
    settings,
    statement,
    who,
)  # fmt: skip

from tidings.code.coder import Coder, TrainedCoder
from tidings.config import Config, OwnActor, OwnType
from tidings.llm import LlmCoder
from tidings.types import OUTLET, Article, Coding, Factuality, Kind, Unit


def honest(request):
    """Answers what the samples say."""
    return completion(ANSWERS[request.article["text"]])


def coded(articles, respond=honest, config=None, **more):
    """The rows for articles, and the server's requests."""
    with serving(respond) as server:
        coder = LlmCoder(settings(server.url, **more))
        rows = list(coder.code(articles, config or Config()))
    return rows, server.requests, coder


def spans_of(coding):
    """Every span of a coding."""
    for s in coding.statements:
        yield from (x for x in (s.source, s.cue, *s.content) if x)
    for m in coding.mentions:
        parties = [p.span for p in (*m.actors, *m.recipients)]
        yield from (x for x in (m.trigger, m.place, m.time, *parties) if x)
    for f in coding.figures:
        yield from (x for x in (f.span, f.of) if x)


@pytest.fixture(scope="module")
def four():
    """The codings of the four samples, by language."""
    rows, _, _ = coded(ALL)
    return {row.article.language: row for row in rows}


def test_both_coders_are_coders():
    assert isinstance(LlmCoder(settings("http://localhost:1/v1")), Coder)
    assert isinstance(TrainedCoder(), Coder)


def test_articles_come_back_in_their_order_and_every_span_is_the_articles_own(four):
    assert [row.article for row in four.values()] == list(ALL)
    for coding in four.values():
        text = coding.article.text
        assert all(text[s.start : s.end] == s.quote for s in spans_of(coding))
        assert coding.statements
        assert coding.mentions


def test_english_goes_through_the_steps_of_the_trained_reader(four):
    coding = four["en"]
    sent, thanked = coding.mentions
    assert (sent.type, sent.date) == ("AID", "2021-05-03")
    assert [p.code for p in (*sent.actors, *sent.recipients)] == ["NOR", "TCD"]
    assert [p.code for p in (*thanked.actors, *thanked.recipients)] == ["TCD", "NOR"]
    (said,) = coding.statements
    assert sent.voice == said.id
    assert thanked.voice == OUTLET
    (figure,) = coding.figures
    assert (figure.low, figure.high, figure.unit, figure.mention_id) == (40, 40, Unit.VEHICLES, sent.id)
    assert figure.voice == said.id


def test_german_has_codes_days_places_and_figures_from_the_model_and_the_tables(four):
    coding = four["de"]
    (said,) = coding.statements
    assert said.speaker.code == "PER:GOV"
    held, refused, talks = sorted(coding.mentions, key=lambda m: m.trigger)
    assert (held.type, held.mode, held.date, held.voice) == ("COERCE", "arrest", "2021-05-05", said.id)
    assert (held.location.country, held.location.name) == ("PER", "Cusco")
    assert [p.code for p in (*held.actors, *held.recipients)] == ["PER:COP", "PER:CVL"]
    assert refused.actors[0].code == "PER:GOV"
    assert refused.actors[0].span.quote == "Er"
    assert talks.factuality is Factuality.NEGATED
    (figure,) = coding.figures
    assert (figure.low, figure.counted, figure.mention_id) == (12, "detained", held.id)
    assert figure.of.quote == "Demonstranten"


def test_arabic_words_may_begin_within_a_word_that_has_a_particle(four):
    sends, condemns = four["ar"].mentions
    assert sends.factuality is Factuality.FUTURE
    assert [p.code for p in (*sends.actors, *sends.recipients)] == ["JOR", "LBN"]
    assert ARABIC.text[condemns.trigger.start - 1] == "و"


def test_chinese_needs_no_spaces(four):
    exercise, crossing = four["zh"].mentions
    assert exercise.actors[0].code == "MNG"
    assert exercise.date == "2021-05-04"
    assert crossing.factuality is Factuality.NEGATED
    assert crossing.actors[0].code == "MNG:MIL"
    assert four["zh"].statements[0].content[0].quote == "两国将举行联合演习"


def test_the_schema_is_sent_strictly_and_asks_for_what_the_language_needs():
    _, requests, _ = coded([ENGLISH, GERMAN])
    forms = {r.article["language"]: r.body["response_format"] for r in requests}
    assert all(form["type"] == "json_schema" and form["json_schema"]["strict"] for form in forms.values())
    english, german = (forms[tag]["json_schema"]["schema"] for tag in ("en", "de"))
    for whole in (english, german):
        for shape in (whole, *whole["$defs"].values()):
            assert shape["additionalProperties"] is False
            assert shape["required"] == list(shape["properties"])
    assert "ASSAULT" in english["$defs"]["Told"]["properties"]["type"]["enum"]
    assert "figures" not in english["properties"]
    assert "figures" in german["properties"]
    assert "date" not in english["$defs"]["Told"]["properties"]
    assert "date" in german["$defs"]["Told"]["properties"]


def test_the_request_holds_the_article_as_data_and_no_tools():
    _, (request,), _ = coded([ENGLISH])
    assert request.article == {
        "title": None, "outlet": "The Fjord", "published": "2021-05-05", "language": "en", "context": None,
        "text": ENGLISH.text,
    }  # fmt: skip
    assert request.body["temperature"] == 0
    assert not {"tools", "tool_choice", "functions"} & set(request.body)


def bad(**changes):
    return lambda request: completion(answer(**changes))


WRONG = [
    (mention("invaded", "ASSAULT"), "words not in the text"),
    (mention("Sent", "AID"), "words not in the text"),
    (mention("sen", "AID"), "words not in the text"),
    (mention("sent trucks", "AID"), "words not in the text"),
    (mention("", "AID"), "words not in the text"),
    (mention(ENGLISH.text[:100] + "x", "AID"), "words not in the text"),
    (mention("sent", "MASSACRE"), "no such code"),
    (mention("sent", "aid"), "no such code"),
    (mention("sent", "AID", factuality="certain"), "no such code"),
    ({"type": "AID"}, "of another form"),
    ("AID", "of another form"),
    ([], "of another form"),
    (None, "of another form"),
    (mention("sent", "AID", actors=7), "of another form"),
    (mention("sent", "AID", historical="http://evil.example"), "of another form"),
]


@pytest.mark.parametrize(("item", "why"), WRONG)
def test_a_mention_that_does_not_hold_costs_only_itself(item, why):
    good = mention("thanked", "SUPPORT")
    (row,), _, coder = coded([ENGLISH], bad(mentions=[item, good]))
    assert [m.trigger.quote for m in row.mentions] == ["thanked"]
    assert f"{why} 1" in coder.note()


def test_parties_places_and_modes_that_do_not_hold_are_left_out_of_their_mention():
    told = mention(
        "sent", "AID",
        [who("Sweden", "Sweden", "SWE"), who("Norway", None, None)],
        [who("Chad", "http://evil.example", "XYZ:EVIL")],
        mode="demo", place=quote("in Oslo"), time=quote("on Monday"),
    )  # fmt: skip
    (row,), _, _ = coded([ENGLISH], bad(mentions=[told]))
    (found,) = row.mentions
    assert [p.code for p in found.actors] == ["NOR"]
    assert [p.code for p in found.recipients] == ["TCD"], "what a model writes does not stand in the way"
    assert (found.mode, found.place, found.time.quote) == (None, None, "on Monday")


def test_a_party_without_words_needs_the_article_to_name_it():
    told = mention("thanked", "SUPPORT", [who(None, "Chad", "TCD")], [who(None, "Sweden", "SWE")])
    (row,), _, coder = coded([ENGLISH], bad(mentions=[told]))
    (found,) = row.mentions
    assert [(p.span, p.code) for p in found.actors] == [(None, "TCD")]
    assert found.recipients == ()
    assert "parties without words that nothing shows 1" in coder.note()


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("PER:GOV", "PER:GOV"), ("PER:XXX", "PER"), ("IGO:NATO", "IGO:NATO"), ("IGO:Hacked by me", "IGO"),
        ("ZZZ", None), ("ZZZ:GOV", None), ("UNK:CVL", "UNK:CVL"), ("per", None), ("", None),
        ("PER:GOV; DROP TABLE", "PER"),
    ],
)  # fmt: skip
def test_only_codes_of_the_closed_lists_are_kept(code, kept):
    told = mention("festgenommen", "COERCE", [who("die Polizei", None, code)])
    (row,), _, _ = coded([GERMAN], bad(mentions=[told]))
    assert row.mentions[0].actors[0].code == kept


def test_the_words_before_choose_between_places_and_else_the_order_of_the_answer():
    article = Article.make("Chad freed two men. Later Chad freed a woman. Then Chad freed a child.")
    one = mention("freed", "RETREAT")
    chosen = mention("freed", "RETREAT") | {"trigger": quote("freed", "Then  Chad ")}
    (row,), _, _ = coded([article], bad(mentions=[one, one, chosen]))
    assert [m.trigger.start for m in row.mentions] == [5, 31, 56]
    (row,), _, coder = coded([article], bad(mentions=[one] * 9))
    assert len(row.mentions) == 3
    assert "given twice 6" in coder.note()


def test_a_line_end_may_stand_for_a_space_and_the_span_is_the_articles_slice():
    article = Article.make("Chad and Sudan signed\na  treaty, Chad said.")
    told = answer(
        [statement("Chad", "said", "Chad and Sudan signed a treaty")], [mention("signed a treaty", "SUPPORT")]
    )
    (row,), _, _ = coded([article], lambda _: completion(told))
    assert row.mentions[0].trigger.quote == "signed\na  treaty"
    (said,) = row.statements
    assert said.source.start > said.content[0].end, "the speaker stands outside what is said"


def test_statements_nest_and_lose_what_is_source_and_cue():
    article = Article.make("“Oslo will pay,” the mayor said, “and soon.” The Post wrote that he denied it.")
    told = answer(
        [
            statement("the mayor", "said", article.text[:44]),
            statement("The Post", "wrote", "that he denied it"),
            statement("he", "denied", "it"),
            statement(None, None, "and soon"),
            statement("the mayor", "said", "nothing of the sort"),
            statement("the mayor", "said", "Oslo will pay", kind="rumour"),
        ]
    )
    (row,), _, _ = coded([article], lambda _: completion(told))
    first, outer, inner = row.statements
    assert [c.quote for c in first.content] == ["“Oslo will pay,”", "“and soon.”"]
    assert inner.within == outer.id
    assert {s.kind for s in row.statements} == {Kind.ASSERTION}


def test_a_users_own_types_and_actors_go_first():
    config = Config(
        actors=(OwnActor(names=("Polizei",), code="BOL:COP"),),
        own_types=(
            OwnType(name="JAILING", definition="locks people up", plover="COERCE", mode="arrest", quad=4),
            OwnType(name="SNUB", definition="will not talk", quad=3, examples=("He shut the door on them.",)),
        ),
    )
    told = answer(
        mentions=[
            mention("festgenommen", "JAILING", [who("die Polizei", "the police of Peru", "PER:COP")]),
            mention("schloss Verhandlungen aus", "SNUB"),
        ]
    )
    (row,), (request,), _ = coded([GERMAN], lambda _: completion(told), config)
    held, snub = row.mentions
    assert (held.type, held.own_type, held.own_quad, held.mode) == ("COERCE", "JAILING", 4, "arrest")
    assert (snub.type, snub.own_type, snub.own_quad) == ("SNUB", "SNUB", 3)
    assert held.actors[0].code == "BOL:COP"
    assert "will not talk" in request.system
    assert "He shut the door on them." in request.system
    enum = request.body["response_format"]["json_schema"]["schema"]["$defs"]["Told"]["properties"]["type"][
        "enum"
    ]
    assert {"JAILING", "SNUB", "AID"} <= set(enum)


def test_a_long_article_goes_in_pieces_that_are_told_what_came_before():
    sentences = [f"Chad freed prisoner number {n} of its long list." for n in range(60)]
    article = Article.make(" ".join(sentences), published=date(2021, 1, 1))

    def respond(request):
        told = [mention("freed", "RETREAT", [who("Chad")])] * request.article["text"].count("freed")
        return completion(answer(mentions=told))

    (row,), requests, _ = coded([article], respond, window_characters=500, context_characters=100)
    assert len(row.mentions) == 60
    assert len(requests) > 5
    pieces = [r.article for r in requests]
    assert "".join(p["text"] for p in pieces) == article.text
    for before, after in itertools.pairwise(pieces):
        assert before["text"].endswith(after["context"])
        assert 0 < len(after["context"]) <= 100


def test_page_furniture_is_neither_sent_nor_coded():
    text = "Chad freed two men.\n\nAlso read: Sudan bombed a bridge.\n\nSudan welcomed it."
    start = text.index("Also")
    article = Article.make(text, furniture=((start, text.index("\n\nSudan")),))
    told = answer(mentions=[mention("bombed", "ASSAULT"), mention("welcomed", "SUPPORT")])
    (row,), (request,), _ = coded([article], lambda _: completion(told))
    assert "bombed" not in request.article["text"]
    assert [m.trigger.quote for m in row.mentions] == ["welcomed"]
    assert row.article == article


def test_figures_come_from_whom_the_settings_say():
    figure = {**ANSWERS[GERMAN.text]["figures"][0], "number": quote("40 trucks"), "of": quote("trucks")}
    whole = {**ANSWERS[ENGLISH.text], "figures": [figure]}
    (row,), (request,), _ = coded([ENGLISH], lambda _: completion(whole), figures="model")
    assert "figures" in request.body["response_format"]["json_schema"]["schema"]["properties"]
    assert [f.span.quote for f in row.figures] == ["40 trucks"]
    (row,), _, _ = coded([GERMAN], figures="rules")
    assert row.figures == ()


def test_control_and_direction_characters_go_and_come_as_they_are():
    article = Article.make("Chad freed two men \x00 and \u202eone woman.")
    (row,), (request,), _ = coded([article], bad(mentions=[mention("freed", "RETREAT")]))
    assert [m.trigger.quote for m in row.mentions] == ["freed"]
    assert request.article["text"] == article.text


def test_tokens_and_money_are_counted():
    _, _, coder = coded(ALL, price_input=2, price_output=10, currency="EUR")
    assert coder.note().startswith("fake-1: 4 requests; 4,000 tokens in, 400 out, 0.0120 EUR")


def test_the_coder_travels_to_other_processes_and_the_digest_says_what_decides_rows():
    coder = LlmCoder(settings("http://localhost:1/v1"))
    other = pickle.loads(pickle.dumps(coder))
    assert other.settings == coder.settings
    assert other.digest() == coder.digest()
    assert coder.every_language
    for change in ({"model": "fake-2"}, {"temperature": 1.0}, {"window_characters": 900}):
        assert LlmCoder(settings("http://localhost:1/v1", **change)).digest() != coder.digest()
    for change in ({"concurrency": 9}, {"timeout": 5.0}, {"price_input": 1.0}):
        assert LlmCoder(settings("http://localhost:1/v1", **change)).digest() == coder.digest()


def test_many_at_once_change_nothing():
    articles = [Article.make(ENGLISH.text, outlet=f"Outlet {n}") for n in range(12)]
    alone, _, _ = coded(articles, concurrency=1)
    together, _, _ = coded(articles, concurrency=8)
    assert alone == together
    assert all(isinstance(row, Coding) for row in alone)


def test_an_article_of_nothing_is_not_asked_for():
    rows, requests, _ = coded([Article.make("* * *\n\n…")], lambda _: completion(nothing()))
    assert isinstance(rows[0], Coding)
    assert not requests


def test_a_body_counts_if_the_tables_or_the_article_have_its_name():
    article = Article.make("António Guterres spoke. Later Guterres condemned it.", published=date(2021, 5, 5))
    for code, kept in (("UNO:Secretary-General", "UNO:Secretary-General"), ("UNO:Overlord", "UNO")):
        told = mention("condemned", "ACCUSE", [who("Guterres", None, code)])
        (row,), _, _ = coded([article], bad(mentions=[told]))
        assert row.mentions[0].actors[0].code == kept
