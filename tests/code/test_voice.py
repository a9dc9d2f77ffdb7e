from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.code.language import analyse
from tidings.code.voice import Voices, assign_voice
from tidings.types import OUTLET, Article, Figure, Kind, Mention, Span, Statement, Unit

TEXT = "Norway said the rebels claimed that Sweden wants to send 500 doctors. Troops crossed the river."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def statement(name: str, cue: str | None, content: str, kind: Kind, within: str | None = None) -> Statement:
    return Statement(name, "a", None, at(cue) if cue else None, (at(content),), kind, within)


SAID = statement("said", "said", "the rebels claimed that Sweden wants to send 500 doctors", Kind.ASSERTION)
CLAIMED = statement(
    "claimed", "claimed", "that Sweden wants to send 500 doctors", Kind.ASSERTION, within="said"
)
WANTS = statement("wants", "wants", "to send 500 doctors", Kind.ATTITUDE, within="claimed")
ALL = (SAID, CLAIMED, WANTS)


@pytest.mark.parametrize(
    ("words", "voice"),
    [
        ("crossed", OUTLET),
        ("said", OUTLET),
        ("claimed", "said"),
        ("wants", "claimed"),
        ("send", "claimed"),
        ("500", "claimed"),
        ("the rebels", "said"),
    ],
)
def test_voice_is_the_innermost_assertion(words: str, voice: str) -> None:
    assert Voices(ALL).of(at(words)) == voice


def test_an_attitude_alone_leaves_the_voice_to_the_outlet() -> None:
    assert Voices([replace(WANTS, within=None)]).of(at("send")) == OUTLET


def test_an_attitude_hands_its_words_to_the_assertion_it_stands_in() -> None:
    narrow = statement("claimed", "claimed", "Sweden wants", Kind.ASSERTION)
    assert Voices([narrow, WANTS]).of(at("send")) == "claimed"


def test_of_equal_contents_the_deeper_nested_one_speaks() -> None:
    twin = replace(CLAIMED, id="a twin", cue=None, within="claimed")
    assert Voices([*ALL, twin]).of(at("send")) == "a twin"
    assert Voices([twin, *ALL]).of(at("send")) == "a twin"


def test_a_cue_inside_its_own_content_is_not_voiced_by_it() -> None:
    broken = statement("broken", "wants", "Sweden wants to send", Kind.ASSERTION)
    assert Voices([broken]).of(at("wants")) == OUTLET


def test_mentions_and_figures_get_their_voice() -> None:
    (analysis,) = analyse([Article.make(TEXT)])
    key = analysis.article.id
    analysis = replace(
        analysis,
        statements=ALL,
        mentions=(Mention.make(key, at("send"), "AID"), Mention.make(key, at("crossed"), "MOBILIZE")),
        figures=(Figure.make(key, at("500"), 500, 500, Unit.PEOPLE),),
    )
    voiced = assign_voice(analysis)
    assert [m.voice for m in voiced.mentions] == ["claimed", OUTLET]
    assert [f.voice for f in voiced.figures] == ["claimed"]
    assert replace(voiced, mentions=analysis.mentions, figures=analysis.figures) == analysis


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda p: Span.of(TEXT, p[0], p[0] + p[1]))


@st.composite
def nests(draw: st.DrawFn) -> list[Statement]:
    names = [f"s{n}" for n in range(draw(st.integers(0, 6)))]
    return [
        Statement(
            name,
            "a",
            None,
            draw(st.none() | SPANS),
            (draw(SPANS),),
            draw(st.sampled_from(Kind)),
            draw(st.none() | st.sampled_from(names)),
        )
        for name in names
    ]


@given(nests(), SPANS, st.randoms())
def test_the_voice_is_an_assertion_and_does_not_depend_on_their_order(
    statements: list[Statement], words: Span, random: object
) -> None:
    voice = Voices(statements).of(words)
    assert voice == OUTLET or next(s.kind for s in statements if s.id == voice) is Kind.ASSERTION
    shuffled = list(statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Voices(shuffled).of(words) == voice
