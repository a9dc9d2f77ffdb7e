from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code.arguments import arguments_of, phrase
from tidings.code.language import analyse
from tidings.code.mentions import matches
from tidings.types import Article, Mention


def mentions_of(text: str) -> tuple[Mention, ...]:
    """The arguments of every word that the lexicon takes for an action."""
    analysis = next(analyse([Article.make(text)]))
    told = [m for m, is_told in matches(analysis) if is_told]
    triggers = [(analysis.article.span(m.head.idx, m.head.idx + len(m.head)), m.entry.type) for m in told]
    return tuple(arguments_of(analysis, trigger, type_) for trigger, type_ in triggers)


def parties(text: str, trigger: str) -> tuple[list[str], list[str]]:
    (mention,) = [m for m in mentions_of(text) if m.trigger.quote == trigger]
    actors = [p.span.quote for p in mention.actors if p.span]
    return actors, [p.span.quote for p in mention.recipients if p.span]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("Police arrested two reporters.", "arrested", ["Police"], ["two reporters"]),
        ("Two reporters were arrested by police.", "arrested", ["police"], ["Two reporters"]),
        ("Two reporters were arrested.", "arrested", [], ["Two reporters"]),
        ("Peru and Chile condemned Bolivia.", "condemned", ["Peru", "Chile"], ["Bolivia"]),
        ("The union condemned Kenya and Uganda.", "condemned", ["The union"], ["Kenya", "Uganda"]),
        ("Peru urged Chile to withdraw its troops.", "urged", ["Peru"], ["Chile"]),
        ("Peru urged Chile to withdraw its troops.", "withdraw", ["Chile"], []),
        ("Peru promised Chile to withdraw its troops.", "withdraw", ["Peru"], []),
        ("Norway imposed sanctions on Belarus.", "sanctions", ["Norway"], ["Belarus"]),
        ("Observers feared Japan's invasion of Manchuria.", "invasion", ["Japan"], ["Manchuria"]),
        ("The talks between Peru and Chile went well.", "talks", ["Peru", "Chile"], []),
        ("The president visited Morocco.", "visited", ["The president", "Morocco"], []),
        ("Peru and Chile met with Bolivia.", "met", ["Peru", "Chile", "Bolivia"], []),
        ("Rebels fought with soldiers.", "fought", ["Rebels", "soldiers"], []),
        ("Sweden deployed troops against Denmark.", "deployed", ["Sweden"], ["Denmark"]),
        ("Sweden deployed troops to Finland.", "deployed", ["Sweden"], []),
        ("The soldiers who attacked the village fled.", "attacked", ["The soldiers"], ["the village"]),
        ("Canada donated blankets to refugees.", "donated", ["Canada"], ["refugees"]),
        ("Police detained and tortured a student.", "tortured", ["Police"], ["a student"]),
    ],
)
def test_who_acts_upon_whom(text: str, trigger: str, actors: list[str], recipients: list[str]) -> None:
    assert parties(text, trigger) == (actors, recipients)


def test_a_thing_is_no_recipient_of_words() -> None:
    assert parties("The senate ratified the treaty.", "ratified") == (["The senate"], [])


def test_a_phrase_ends_before_its_relative_clause_and_apposition() -> None:
    text = "The defence minister of Chad, Ali Saleh, condemned the rebels who burned the market."
    assert parties(text, "condemned") == (["The defence minister of Chad"], ["the rebels"])


def test_a_pronoun_is_replaced_by_the_subject_before_it() -> None:
    assert parties("The governor spoke for an hour. He condemned the miners.", "condemned") == (
        ["The governor"],
        ["the miners"],
    )


def test_place_and_time_are_what_the_text_ties_to_the_event() -> None:
    (mention,) = mentions_of("Police arrested two men in Lima on Tuesday.")
    assert mention.place is not None
    assert mention.place.quote == "in Lima"
    assert mention.time is not None
    assert mention.time.quote == "on Tuesday"


def test_no_place_or_time_where_none_is_told() -> None:
    (mention,) = mentions_of("Police arrested two men.")
    assert mention.place is None
    assert mention.time is None


VOCABULARY = [
    "Peru", "Chile", "police", "the", "who", "attacked", "attack", "and", "condemned", "against", "of",
    "he", "were", "arrested", "by", "to", "with", "met", "in", "Lima", "on", "Tuesday", "’s", ",", ".",
    "\n\n",
]  # fmt: skip
WORDS = st.lists(
    st.sampled_from(VOCABULARY),
    max_size=30,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=80)))
def test_every_argument_is_an_exact_span_and_no_party_doubles(text: str) -> None:
    for m in mentions_of(text):
        spans = [p.span for p in (*m.actors, *m.recipients) if p.span]
        for span in (*spans, *filter(None, (m.place, m.time))):
            assert text[span.start : span.end] == span.quote
        assert not any(a.overlaps(b) for i, a in enumerate(spans) for b in spans[:i])


def test_an_endless_chain_of_phrases_has_an_end():
    text = "The " + " of ".join(["Russian minister", "Norway"] * 600) + " met."
    (analysis,) = analyse([Article.make(text)])
    head = analysis.doc[2]
    assert head.text == "minister"
    assert 0 < len(phrase(head)) < 60
