from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tidings.code.cues import table
from tidings.code.language import analyse
from tidings.code.statements import find_quotations, find_statements
from tidings.types import Article, Kind, Statement

WORDS = [
    *(
        "Ministers",
        "said",
        "that",
        "they",
        "would",
        "accuse",
        "Norway",
        "according",
        "to",
        "us",
        "we",
        "want",
    ),
    *("“", "”", '"', "'", "‘", "’", ":", ".", ",", "?", "\n\n", "peace"),
]
NEWSLIKE = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def statements(text: str, **fields: object) -> tuple[Statement, ...]:
    (analysis,) = analyse([Article.make(text, **fields)])  # type: ignore[arg-type]
    return find_statements(analysis).statements


def told(text: str) -> list[tuple[str | None, str | None, list[str]]]:
    return [
        (s.source and s.source.quote, s.cue and s.cue.quote, [c.quote for c in s.content])
        for s in statements(text)
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The minister said that the talks had failed.",
            "The minister", "said", "that the talks had failed",
        ),
        (
            "The minister said the talks had failed.",
            "The minister", "said", "the talks had failed",
        ),
        (
            '"The talks have failed," said the minister.',
            "the minister", "said", '"The talks have failed,"',
        ),
        (
            "“The talks have failed,” the minister told reporters.",
            "the minister", "told", "“The talks have failed,”",
        ),
        (
            "According to the Norwegian ministry, the talks have failed.",
            "the Norwegian ministry", "According to", "the talks have failed",
        ),
        (
            "The talks have failed, according to the ministry.",
            "the ministry", "according to", "The talks have failed",
        ),
        (
            "Norway wants to send doctors to the border.",
            "Norway", "wants", "to send doctors to the border",
        ),
        (
            "Norway has threatened to close the border.",
            "Norway", "has threatened", "to close the border",
        ),
        (
            "The parliament refused to ratify the treaty.",
            "The parliament", "refused", "to ratify the treaty",
        ),
        (
            "The opposition called for an inquiry.",
            "The opposition", "called", "an inquiry",
        ),
        (
            "The opposition demanded that the minister resign.",
            "The opposition", "demanded", "that the minister resign",
        ),
        (
            "Officials deny that troops crossed the river.",
            "Officials", "deny", "that troops crossed the river",
        ),
        (
            "She believes that the war will end soon.",
            "She", "believes", "that the war will end soon",
        ),
        (
            "The report found that the bridge was unsafe.",
            "The report", "found", "that the bridge was unsafe",
        ),
        (
            "The government promised to release the prisoners.",
            "The government", "promised", "to release the prisoners",
        ),
        (
            "It was reported that the bridge had been destroyed.",
            None, "was reported", "that the bridge had been destroyed",
        ),
        (
            "Norway has repeated its threat to close the border.",
            "its", "threat", "to close the border",
        ),
        (
            "Anna Berg: “The talks have failed.”",
            "Anna Berg", ":", "“The talks have failed.”",
        ),
        (
            "Norway urged the rebels to leave the city.",
            "Norway", "urged", "the rebels to leave the city",
        ),
    ],
)  # fmt: skip
def test_source_cue_and_content(text: str, source: str | None, cue: str, content: str) -> None:
    assert (source, cue, [content]) in told(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The minister said that the talks had failed.", Kind.ASSERTION),
        ("Officials deny that troops crossed the river.", Kind.ASSERTION),
        ("The army claims that it took the village.", Kind.ASSERTION),
        ("Norway wants to send doctors to the border.", Kind.ATTITUDE),
        ("The opposition called for an inquiry.", Kind.ATTITUDE),
        ("Norway has threatened to close the border.", Kind.ATTITUDE),
        ("Interviewer: Will you resign?\n", Kind.ATTITUDE),
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    assert {s.kind for s in statements(text)} <= {kind}


def test_a_source_keeps_its_description_but_not_the_clause_after_it() -> None:
    text = "Norwegian minister Anna Berg, head of the delegation, who was in Oslo, said the talks had failed."
    ((source, _, _),) = told(text)
    assert source == "Norwegian minister Anna Berg, head of the delegation"


def test_an_attitude_stands_within_the_assertion_that_tells_of_it() -> None:
    outer, inner = statements("The minister said that Norway wants to send doctors to the border.")
    assert (outer.kind, inner.kind) == (Kind.ASSERTION, Kind.ATTITUDE)
    assert (outer.within, inner.within) == (None, outer.id)


def test_a_quotation_around_its_cue_is_one_statement() -> None:
    text = "“The talks have failed,” the minister said. “We will not return to the table.”"
    ((source, cue, content),) = told(text)
    assert (source, cue) == ("the minister", "said")
    assert content == ["“The talks have failed,”", "“We will not return to the table.”"]


def test_a_quotation_that_goes_on_in_the_next_paragraph() -> None:
    text = "The minister said: “The talks have failed. We are sorry.\n\n“But we will try again next year.”"
    ((_, _, content),) = told(text)
    assert content == ["“The talks have failed. We are sorry.", "“But we will try again next year.”"]


def test_an_own_thought_in_a_quotation_is_no_statement() -> None:
    ((source, _, _),) = told("“I think that the talks have failed,” the minister said.")
    assert source == "the minister"


@pytest.mark.parametrize(
    "text",
    [
        "Norway condemned the attack.",
        "The troops crossed the river on Monday.",
        "The so-called “people's court” met on Monday.",
        "",
        "“",
    ],
)
def test_no_statement(text: str) -> None:
    assert told(text) == []


def test_furniture_holds_no_statement() -> None:
    text = "The minister said that the talks had failed.\n\nThe troops crossed the river on Monday."
    assert statements(text, furniture=((0, 10),)) == ()


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ('He said "one two" and "three".', ['"one two"', '"three"']),
        ("“One ‘two’ three,” he said.", ["“One ‘two’ three,”"]),
        ("The states' rights and the ministers' talks.", []),
        ('An "unclosed one.\n\nAnother paragraph.\n\nA third.', []),
        ("He said ‘we will go,’ and left.", ["‘we will go,’"]),
        ("„Nein“ und «oui» and so on.", ["„Nein“", "«oui»"]),
    ],
)
def test_quotations(text: str, quotations: list[str]) -> None:
    assert [text[s:e] for s, e in find_quotations(text)] == quotations


def test_an_unclosed_quotation_mark_does_not_swallow_the_text() -> None:
    rest = "\n\n".join(f"The troops crossed river number {n} on Monday." for n in range(30))
    text = f"“The talks have failed, the minister said.\n\n{rest}"
    assert all(c.end < len(text) // 4 for s in statements(text) for c in s.content)


def test_a_long_text_takes_time_in_proportion() -> None:
    one = "The minister said: “The talks have failed.” “We are sorry,” she added. Norway wants to leave.\n\n"
    (analysis,) = analyse([Article.make(one * 1000)])
    begun = process_time()
    found = find_statements(analysis).statements
    assert len(found) >= 3000
    assert process_time() - begun < 30


def test_the_table_knows_the_common_cues() -> None:
    assert table()["say", "VERB", "clause"] is Kind.ASSERTION
    assert table()["want", "VERB", "inf"] is Kind.ATTITUDE


@settings(max_examples=120, deadline=None)
@given(NEWSLIKE | st.text(max_size=120))
@example("“Norway wants ” to say : “ we accuse them that ” ” said us .")
@example("to that according")
def test_any_text_yields_sound_statements(text: str) -> None:
    found = statements(text)
    by_id = {s.id: s for s in found}
    assert len(by_id) == len(found)
    for statement in found:
        assert statement.content
        assert statement.source or statement.cue
        for span in (statement.source, statement.cue, *statement.content):
            assert span is None or text[span.start : span.end] == span.quote
        ends = [0, *(c.end for c in statement.content)]
        assert all(end <= c.start for end, c in zip(ends, statement.content, strict=False))
        seen, outer = {statement.id}, statement.within
        while outer is not None:
            assert outer not in seen
            seen.add(outer)
            outer = by_id[outer].within


@settings(max_examples=20, deadline=None)
@given(st.lists(NEWSLIKE, min_size=2, max_size=4))
def test_statements_do_not_depend_on_the_articles_beside(texts: list[str]) -> None:
    together = [find_statements(a).statements for a in analyse(map(Article.make, texts))]
    assert together == [statements(t) for t in texts]
