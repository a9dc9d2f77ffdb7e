from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidings.code.language import analyse
from tidings.code.lexicon import Match, lexicon, parse
from tidings.code.mentions import matches
from tidings.ontology import TYPES
from tidings.types import Article


def found(text: str, furniture: tuple[tuple[int, int], ...] = ()) -> list[tuple[str, str, str | None]]:
    """The words that tell of an action, with type and mode."""
    analysis = next(analyse([Article.make(text, furniture=furniture)]))
    told = [m for m, is_told in matches(analysis) if is_told]
    return [(words(m), m.entry.type, m.entry.mode) for m in told]


def words(match: Match) -> str:
    indexes = [t.i for t in (match.head, *match.others)]
    return str(match.head.doc[min(indexes) : max(indexes) + 1].text)


@pytest.mark.parametrize(
    ("text", "trigger", "type_"),
    [
        ("Norway pledged to protect the island.", "pledged", "AGREE"),
        ("The two foreign ministers met in Vienna.", "met", "CONSULT"),
        ("Parliament ratified the fishing treaty.", "ratified", "SUPPORT"),
        ("The president apologised to the families.", "apologised", "CONCEDE"),
        ("Peru extradited the banker to Spain.", "extradited", "COOPERATE"),
        ("Canada donated blankets to the refugees.", "donated", "AID"),
        ("The army withdrew from the valley.", "withdrew", "RETREAT"),
        ("The mayor urged residents to stay calm.", "urged", "REQUEST"),
        ("The union condemned the new law.", "condemned", "ACCUSE"),
        ("The council rejected the proposal.", "rejected", "REJECT"),
        ("The general threatened to bomb the port.", "threatened", "THREATEN"),
        ("Thousands demonstrated in the capital.", "demonstrated", "PROTEST"),
        ("The tribunal convicted the colonel.", "convicted", "SANCTION"),
        ("Greece deployed two frigates to the strait.", "deployed", "MOBILIZE"),
        ("Police arrested four editors.", "arrested", "COERCE"),
        ("Rebels attacked a convoy near the river.", "attacked", "ASSAULT"),
    ],
)
def test_every_type_has_triggers(text: str, trigger: str, type_: str) -> None:
    assert (trigger, type_) in [(t, y) for t, y, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "trigger", "type_", "mode"),
    [
        ("The minister stepped down.", "stepped down", "RETREAT", "resign"),
        ("The troops pulled out.", "pulled out", "RETREAT", "withdraw"),
        ("The senate voted against the budget.", "voted against", "REJECT", "change"),
        ("The gunmen opened fire.", "opened fire", "ASSAULT", "firearms"),
        ("The party called for a boycott.", "called for", "REQUEST", "change"),
    ],
)
def test_particles_and_light_verbs_belong_to_the_trigger(
    text: str, trigger: str, type_: str, mode: str
) -> None:
    assert (trigger, type_, mode) in found(text)


def test_the_object_decides_between_types() -> None:
    assert ("sent", "AID") in [m[:2] for m in found("Japan sent medicine to the coast.")]
    assert ("sent", "MOBILIZE") in [m[:2] for m in found("Japan sent warships to the coast.")]


def test_nouns_name_actions_too() -> None:
    got = found("The invasion of Georgia followed a hunger strike by monks.")
    assert ("invasion", "ASSAULT", None) in got
    assert ("hunger strike", "PROTEST", "hunger") in got


@pytest.mark.parametrize(
    "text",
    [
        "The minister said that the harvest was good.",
        "This attack was the topic of the evening.",
        "The banned party kept its offices.",
        "It rained all day and the shops were empty.",
        "",
        "\n\n",
    ],
)
def test_no_trigger_where_no_action_is_told(text: str) -> None:
    assert found(text) == []


def test_a_noun_that_points_back_is_told_again_only_with_what_happens_to_it() -> None:
    assert found("The minister regretted the attack.") == []
    assert found("The attack began on Sunday.") == [("attack", "ASSAULT", None)]


def test_furniture_holds_no_mention() -> None:
    text = "Police arrested two men.\n\nPolice arrested three men."
    assert len(found(text)) == 2
    assert len(found(text, ((0, 24),))) == 1


def test_lexicon_is_broad_and_names_only_known_types_and_modes() -> None:
    entries = lexicon().entries
    assert len(entries) >= 700
    assert {e.type for e in entries} == set(TYPES)
    for entry in entries:
        assert entry.mode is None or entry.mode in TYPES[entry.type].modes, entry


def test_more_specific_entries_win() -> None:
    data = {"classes": {}, "AID": {"verbs": ["send"]}, "MOBILIZE": {"verbs": ["send obj=tank"]}}
    lex = parse(data)
    doc = next(analyse([Article.make("Chile sent tanks.")])).doc
    match = lex.match(doc[1])
    assert match is not None
    assert match.entry.type == "MOBILIZE"


def test_unknown_frame_condition_is_an_error() -> None:
    with pytest.raises(ValueError, match="no condition"):
        parse({"classes": {}, "AID": {"verbs": ["send object=tank"]}})


VOCABULARY = [
    "Peru", "Chile", "police", "the", "a", "attacked", "attack", "strikes", "over", "called", "for",
    "to", "talks", "with", "of", "not", "will", "pull", "out", "send", "troops", "sanctions", "“", "”",
    ",", ".", ";", "if", "may", "said", "U.S.", "Ärger", "12", "\n\n",
]  # fmt: skip
WORDS = st.lists(
    st.sampled_from(VOCABULARY),
    max_size=40,
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(WORDS, st.text(max_size=120)))
def test_any_text_gives_words_of_known_types_and_modes(text: str) -> None:
    for trigger, type_, mode in found(text):
        assert trigger in text
        assert mode is None or mode in TYPES[type_].modes
