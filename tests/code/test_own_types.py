"""The words of a user's own types: what they find, and how their mentions are read."""

from dataclasses import fields, replace
from itertools import pairwise

import pytest

from tidings.code.language import analyse
from tidings.code.own_check import try_articles, try_examples
from tidings.code.own_types import own_triggers
from tidings.code.pipeline import code
from tidings.config import Config, OwnType
from tidings.ontology import TYPES
from tidings.types import Article


def own(name, *words, plover=None, quad=4, **more):
    return OwnType(name=name, definition=name, plover=plover, quad=quad, words=words, **more)


def found(text, *types):
    (analysis,) = analyse([Article.make(text)])
    return [(t.span.quote, t.type.name) for t in own_triggers(replace(analysis, own_types=types))]


@pytest.mark.parametrize(
    ("entry", "text", "words"),
    [
        ("seize [boat]", "The guards seized two boats.", ["seized"]),
        ("seize [boat]", "Two boats were seized on Monday.", ["seized"]),
        ("seize [boat]", "The guards seized a house.", []),
        ("bring [vote]", "The opposition wants the vote brought forward.", ["brought"]),
        ("install [premier]", "The generals installed a premier.", ["installed"]),
        ("seizure [boat]", "The seizure of the boats angered them.", ["seizure"]),
        ("seizure [boat]", "Boat seizures angered the town.", ["seizures"]),
        ("ship [wheat]", "They shipped ten tonnes of wheat.", ["shipped"]),
        ("block [boat]", "The wall blocked the view of the boats.", []),
        ("fire on [boat]", "The guards fired on the boats.", ["fired on"]),
        ("attack [boat]", "An attack on the boats was reported.", ["attack"]),
        ("cut net", "They cut the nets.", ["cut the nets"]),
        ("cut net", "They cut his many old nets.", ["cut his many old nets"]),
        ("cut net", "They cut trees and mended nets.", []),
        ("fish* dispute", "A fishing dispute began.", ["fishing dispute"]),
        ("fish* dispute", "The fisheries dispute went on.", ["fisheries dispute"]),
        ("cease-fire", "They agreed on a cease-fire.", ["cease-fire"]),
        ("strike:verb", "They struck at dawn.", ["struck"]),
        ("strike:verb", "A strike began at dawn.", []),
        ("seize|detain [crew|boat]", "They detained the crew and seized the boat.", ["detained", "seized"]),
        ("seize", "GUARDS SEIZE BOAT", ["SEIZE"]),
        ("dispute", "They spoke about this dispute.", []),
    ],
)  # fmt: skip
def test_an_entry_finds_its_words_in_any_form_and_with_its_objects(entry, text, words):
    assert [quote for quote, _ in found(text, own("MINE", entry))] == words


def test_of_words_that_overlap_the_longest_counts_and_then_the_entry_with_an_object():
    first, second = own("FIRST", "cut", "turn back"), own("SECOND", "cut net", "turn back [boat]")
    assert found("They cut the nets.", first, second) == [("cut the nets", "SECOND")]
    assert found("They turned back the boats.", first, second) == [("turned back", "SECOND")]
    assert found("They turned back at noon.", first, second) == [("turned back", "FIRST")]


def test_no_sentence_reaches_into_the_next_and_furniture_is_not_read():
    text = "They cut. Nets lay on the quay."
    assert found(text, own("MINE", "cut net")) == []
    article = Article.make("They cut nets.\n\nThey cut nets.", furniture=((0, 14),))
    (hit,) = try_articles([own("MINE", "cut net")], [article])
    assert hit.words.start == 21


def test_examples_are_tried_against_all_types():
    first = own("FIRST", "cut [net]", examples=("The nets were cut.", "He mended them."))
    second = own("SECOND", "cut net", counterexamples=("They cut nets.",), examples=("Nobody cut the net.",))
    tried = list(try_examples([first, second]))
    assert [(t.type, t.wanted, t.found, t.right) for t in tried] == [
        ("FIRST", True, ("cut",), True),
        ("FIRST", True, (), False),
        ("SECOND", True, ("cut the net",), True),
        ("SECOND", False, ("cut nets",), False),
    ]


TEXT = (
    "The Norwegian coast guard seized two Danish trawlers on Monday, the foreign ministry said. "
    "Oslo and Aarhus will twin their towns next year. France sent troops to Mali on Tuesday. "
    "Germany did not seize any trawlers."
)
TYPES_OF_MINE = (
    own("NET_DISPUTE", "seize [trawler]", plover="COERCE", mode="censor"),
    own("TWINNING", "twin [town]", quad=1),
)


@pytest.fixture(scope="module")
def codings():
    """The same article coded without and with own types."""
    return [
        next(iter(code([Article.make(TEXT)], config)))
        for config in (Config(), Config(own_types=TYPES_OF_MINE))
    ]


def unscored(mention):
    """A mention without its chances."""
    parties = {
        role: tuple(replace(p, score=None, code_score=None) for p in getattr(mention, role))
        for role in ("actors", "recipients")
    }
    return replace(mention, **parties, **dict.fromkeys(chances(mention)))


def chances(mention):
    """The chances of a mention, by their names."""
    return {f.name: getattr(mention, f.name) for f in fields(mention) if f.name.endswith("_score")}


def test_own_triggers_are_read_as_mentions_and_the_others_stay_as_they_are(codings):
    without, with_own = codings
    mine = [m for m in with_own.mentions if m.own_type]
    assert [(m.trigger.quote, m.type, m.mode, m.own_type, m.own_quad, m.factuality) for m in mine] == [
        ("seized", "COERCE", "censor", "NET_DISPUTE", None, "actual"),
        ("twin", "TWINNING", None, "TWINNING", 1, "future"),
        ("seize", "COERCE", "censor", "NET_DISPUTE", None, "negated"),
    ]
    assert [p.code for p in mine[0].actors] == ["NOR:MIL"]
    assert mine[0].voice != "outlet"
    places = [m.trigger for m in mine]
    untouched = [m for m in without.mentions if not any(m.trigger.overlaps(p) for p in places)]
    assert untouched
    others = [m for m in with_own.mentions if not m.own_type]
    assert [unscored(m) for m in others] == [unscored(m) for m in untouched]
    for one, other in zip(others, untouched, strict=True):  # in 8 bits what else is read moves them a little
        assert chances(one) == pytest.approx(chances(other), abs=0.01)
    assert with_own.statements == without.statements


def test_every_word_belongs_to_one_mention_at_most(codings):
    for coding in codings:
        spans = sorted((m.trigger.start, m.trigger.end) for m in coding.mentions)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        assert all(m.type in TYPES or m.type == m.own_type for m in coding.mentions)


def test_the_settings_digest_knows_own_types():
    digests = {Config().digest(), *(Config(own_types=TYPES_OF_MINE[:n]).digest() for n in (1, 2))}
    assert len(digests) == 3
