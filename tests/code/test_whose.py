"""Whose a party is: the chances of the candidates and what speaks for each."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.code import whose
from tidings.code.analysis import Pointed
from tidings.code.whose import UNNAMED, Clues, candidates, evidence, ranked, usual_sector, weightiest
from tidings.errors import InstallationError
from tidings.ontology import SECTORS, TYPES

KEYS = ("NOR", "POL", "UKR", "IGO:NATO", "UNO")
KINDS = ("role", "pronoun", "name", "thing")
some_key = st.none() | st.sampled_from(KEYS)
some_keys = st.frozensets(st.sampled_from(KEYS), max_size=2)
chances = st.dictionaries(st.sampled_from(KEYS), st.floats(0, 0.2), max_size=4)


def clues_strategy():
    return st.builds(
        Clues,
        kind=st.sampled_from(KINDS),
        role=st.sampled_from(("actor", "recipient")),
        type=st.sampled_from(sorted(TYPES)),
        sector=st.sampled_from((None, "GOV", "MIL", "CVL")),
        pointed=chances.map(Pointed),
        counts=st.dictionaries(st.sampled_from(KEYS), st.integers(1, 30)),
        role_before=some_key,
        sector_before=some_key,
        near=st.lists(st.sampled_from(KEYS), unique=True, max_size=3).map(tuple),
        place=some_keys,
        home=some_key,
        other=some_keys,
        before=some_keys,
        speaker=some_key,
        antecedent=some_key,
        beside=some_keys,
        first_person=st.booleans(),
        vague=st.booleans(),
    )


def plain(**given_clues):
    """A role of an article that names Norway twice and Poland once."""
    clues = Clues("role", "actor", "CONSULT", "GOV", Pointed(), {"NOR": 2, "POL": 1})
    return replace(clues, **given_clues)


@given(clues_strategy())
def test_the_chances_of_all_candidates_sum_to_one(clues):
    found = ranked(clues)
    assert sorted(key for key, _ in found) == candidates(clues)
    assert all(0 <= chance <= 1 for _, chance in found)
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
    assert not found or sum(chance for _, chance in found) == pytest.approx(1)


@given(clues_strategy(), st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_are_given_is_no_clue(clues, random):
    def shuffled(table):
        items = list(table.items())
        random.shuffle(items)
        return dict(items)

    other = replace(clues, counts=shuffled(clues.counts), pointed=Pointed(shuffled(clues.pointed.chances)))
    assert ranked(other) == ranked(clues)
    for key in candidates(clues):
        assert weightiest(other, key) == weightiest(clues, key)


@given(clues_strategy(), st.sampled_from(KEYS), st.floats(0, 0.8))
def test_more_pointing_never_lowers_a_candidate(clues, key, more):
    before = replace(
        clues, pointed=Pointed({**clues.pointed.chances, key: clues.pointed.chances.get(key, 0)})
    )
    after = replace(
        clues, pointed=Pointed({**before.pointed.chances, key: before.pointed.chances[key] + more})
    )
    assert dict(ranked(after))[key] >= dict(ranked(before))[key] - 1e-12


@given(clues_strategy())
def test_what_speaks_most_for_a_candidate_is_said_in_words(clues):
    for key in candidates(clues):
        assert weightiest(clues, key) in whose._IN_WORDS.values()
        assert all(evidence(clues, key).values())


def test_without_any_name_there_is_no_candidate():
    assert ranked(Clues("role", "actor", "AID", "GOV", Pointed(), {})) == []


def test_states_that_are_not_named_are_a_candidate_of_vague_words_alone():
    assert UNNAMED not in candidates(plain())
    assert UNNAMED in candidates(plain(vague=True))


@pytest.mark.parametrize(
    ("clue", "reason"),
    [
        ({"pointed": Pointed({"POL": 0.95})}, "the reader points there"),
        ({"role_before": "POL"}, "called so before"),
        ({"sector_before": "POL"}, "the last of its kind that was named"),
        ({"place": frozenset({"POL"})}, "where it happens"),
        ({"home": "POL"}, "where the article was sent from"),
    ],
)
def test_each_clue_raises_its_candidate_and_is_its_reason(clue, reason):
    assert dict(ranked(plain(**clue)))["POL"] > dict(ranked(plain()))["POL"]
    level = plain(counts={"NOR": 1, "POL": 1}, **clue)
    assert weightiest(level, "POL") == reason


def test_the_speaker_is_likelier_for_we_than_for_they():
    we = plain(kind="pronoun", speaker="POL", first_person=True)
    assert dict(ranked(we))["POL"] > dict(ranked(replace(we, first_person=False)))["POL"]


def test_the_other_side_of_the_action_is_less_likely():
    assert dict(ranked(plain(other=frozenset({"POL"}))))["POL"] < dict(ranked(plain()))["POL"]


def test_usual_sectors_are_those_of_the_ontology():
    assert usual_sector("COERCE", "arrest", "actor") == "COP"
    assert usual_sector("CONSULT", None, "actor") is None
    assert usual_sector("no such type", None, "actor") is None
    for key, sector in whose._tables()[1].items():
        assert key.split()[0] in TYPES
        assert key.split()[-1] in {"actor", "recipient"}
        assert sector in SECTORS


@pytest.fixture
def data(monkeypatch, tmp_path):
    """Puts a file in the place of the shipped weights; None for no file."""

    def write(content):
        (tmp_path / "data").mkdir()
        if content is not None:
            (tmp_path / "data" / "whose.toml").write_bytes(content)
        monkeypatch.setattr(whose.resources, "files", lambda _: Path(tmp_path))
        whose._tables.cache_clear()
        whose.weights.cache_clear()

    yield write
    monkeypatch.undo()
    whose._tables.cache_clear()
    whose.weights.cache_clear()


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\xff\xfe",
        b"[weights\n",
        b"[weights]\n",
        b"weights = 3\nsectors = 4\n",
        b'[weights]\nhome = "far"\n[sectors]\n',
        b"[weights]\nhome = [1]\n[sectors]\n",
        b"[weights]\nhome = nan\n[sectors]\n",
    ],
)
def test_damaged_weights_are_a_numbered_error(data, content):
    data(content)
    with pytest.raises(InstallationError) as caught:
        ranked(plain())
    assert caught.value.number == "TID-301"
    assert "whose.toml" in str(caught.value)
