"""The trained reader: texts of every length and shape, and the same output whatever the batch."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidings.code.pipeline import code
from tidings.config import Config
from tidings.types import Article, Coding, Factuality, Kind

PLAIN = (
    "The foreign minister of Norway, Ine Eriksen, said on Monday that Russian troops had shelled a village "
    'near the border. "We call on Moscow to withdraw its forces," she told reporters in Oslo. Russia denied '
    "the attack. Poland will send food and medicine to the villagers next month, officials said."
)


def coded(text, **given_fields):
    (row,) = code([Article.make(text, **given_fields)])
    assert isinstance(row, Coding), row
    return row


def found(coding):
    """What was found, free of ids and offsets; of a trigger its first word."""
    return (
        sorted(
            (s.source.quote.strip(",") if s.source else "", s.cue.quote, [c.quote for c in s.content])
            for s in coding.statements
        ),
        [(m.trigger.quote.split()[0], m.type, m.factuality) for m in coding.mentions],
    )


@pytest.fixture(scope="module")
def plain():
    return coded(PLAIN)


def test_the_plain_text_is_read(plain):
    said = next(s for s in plain.statements if s.cue and s.cue.quote.startswith("said"))
    assert "Eriksen" in said.source.quote
    assert said.kind is Kind.ASSERTION
    assert "shelled a village" in said.content[0].quote
    shelled = next(m for m in plain.mentions if m.trigger.quote == "shelled")
    assert shelled.type == "ASSAULT"
    assert shelled.voice == said.id
    assert shelled.factuality is Factuality.ACTUAL
    assert any("Russian troops" in p.span.quote for p in shelled.actors if p.span)
    send = next(m for m in plain.mentions if m.trigger.quote == "send")
    assert send.factuality is Factuality.FUTURE


def test_every_span_quotes_the_text(plain):
    text = plain.article.text
    spans = [s for st_ in plain.statements for s in (st_.source, st_.cue, *st_.content) if s]
    spans += [s for m in plain.mentions for s in (m.trigger, m.place, m.time) if s]
    spans += [p.span for m in plain.mentions for p in (*m.actors, *m.recipients) if p.span]
    assert spans
    assert all(text[s.start : s.end] == s.quote for s in spans)


@pytest.mark.parametrize(
    "text", ["Attack.", "no", "5", "…", "?!", "WAR", "a" * 10_000, "ab\u0000cd", "\u202e\u200f"]
)
def test_a_text_of_one_word_or_mark_is_coded(text):
    coded(text)


def test_fifty_thousand_words_are_coded_whole():
    text = "\n\n".join([PLAIN] * 1100)
    assert len(text.split()) > 50_000
    row = coded(text)
    last = text.rfind("shelled")
    assert any(m.trigger.start == last for m in row.mentions)
    assert sum(m.trigger.quote == "shelled" for m in row.mentions) > 1000


def test_a_text_without_punctuation_is_coded_to_its_end():
    text = ("police arrested dozens of protesters in the capital and the government " * 400).strip()
    row = coded(text)
    assert any(m.trigger.start > 0.9 * len(text) for m in row.mentions)


def test_a_headline_in_capitals_is_read():
    row = coded("RUSSIA SHELLS UKRAINIAN VILLAGE\n\n" + PLAIN)
    assert ("SHELLS", "ASSAULT") in [(m.trigger.quote, m.type) for m in row.mentions]


def test_curly_and_straight_quotation_marks_read_alike(plain):
    curly = coded(PLAIN.replace('"We', "“We").replace(',"', ",”"))
    plainly = lambda coding: [  # noqa: E731
        (a, b, [c.strip('"“”') for c in cs]) for a, b, cs in found(coding)[0]
    ]
    assert plainly(curly) == plainly(plain)
    assert found(curly)[1] == found(plain)[1]


@pytest.mark.parametrize("mark", ['"', "“", "”", "'"])
def test_an_unbalanced_quotation_mark_does_not_swallow_the_text(mark, plain):
    row = coded(PLAIN.replace("Russia denied", f"{mark}Russia denied"))
    triggers = {trigger for trigger, _, _ in found(row)[1]}
    assert {"shelled", "send"} <= triggers
    assert "withdraw" in triggers


def test_lines_wrapped_as_in_a_pdf_read_as_the_plain_text(plain):
    lines, line = [], ""
    for word in PLAIN.split():
        if len(line) + len(word) > 60:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    wrapped = coded("\n".join([*lines, line]))
    assert [m[:2] for m in found(wrapped)[1]] == [m[:2] for m in found(plain)[1]]


def test_nothing_reaches_across_page_furniture():
    text = 'The minister said: "Peru will send aid to Chile\n\nRead more here\n\nand troops will leave."'
    start = text.index("Read")
    (row,) = code([replace(Article.make(text), furniture=((start, start + 14),))])
    spans = [s for x in row.statements for s in (x.source, x.cue, *x.content) if s]
    spans += [s for m in row.mentions for s in (m.trigger, m.place, m.time) if s]
    assert spans
    assert not any("Read more" in s.quote for s in spans)


def test_the_same_text_gives_the_same_output_whatever_the_batch(plain):
    others = [Article.make(f"{PLAIN} {n} people were killed. " * (n + 1)) for n in range(3)]
    for size in (1, 2, 4):
        rows = list(code([*others[:2], plain.article, others[2]], Config(batch_articles=size)))
        assert rows[2] == plain


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_text_is_coded_and_every_span_quotes_it(text):
    row = coded(text)
    for mention in row.mentions:
        assert text[mention.trigger.start : mention.trigger.end] == mention.trigger.quote


def test_voices_and_frames_name_statements_that_exist(plain):
    ids = {s.id for s in plain.statements} | {"outlet"}
    assert {m.voice for m in plain.mentions} | {f.voice for f in plain.figures} <= ids
    assert {s.within for s in plain.statements} - {None} <= ids
