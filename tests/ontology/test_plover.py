import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.errors import InstallationError, UnknownCodeError
from tidings.ontology import (
    CONTEXTS,
    QUAD_CLASSES,
    SECTORS,
    TYPES,
    QuadClass,
    auxiliary_modes,
    event_type,
    modes,
    plover_projection,
    plover_score,
    quad_class,
)
from tidings.ontology import _data as data_module
from tidings.ontology import plover as plover_module
from tidings.types import Factuality

# The table of the coding manual, section 2.
MANUAL = {
    "AGREE": (1, ""),
    "CONSULT": (1, "visit third-party multilateral phone"),
    "SUPPORT": (1, ""),
    "CONCEDE": (1, ""),
    "COOPERATE": (2, ""),
    "AID": (2, ""),
    "RETREAT": (2, "withdraw release disarm ceasefire access resign"),
    "REQUEST": (3, "assist change yield meet"),
    "ACCUSE": (3, "disapprove investigate allege"),
    "REJECT": (3, "assist change yield meet"),
    "THREATEN": (3, "restrict arrest relations expel territory violence"),
    "PROTEST": (4, "demo riot strike hunger boycott obstruct vandalize"),
    "SANCTION": (4, "convict expel withdraw discontinue"),
    "MOBILIZE": (4, "troops weapons police militia"),
    "COERCE": (
        4,
        "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    ),
    "ASSAULT": (
        4,
        "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial"
        " drone heavy-weapons crowd-control unconventional",
    ),
}
SECTOR_CODES = (
    "GOV MIL LEG JUD SPY COP PTY OPP REB PRM UAF CVL JRN BUS LAB EDU REL MED REF CRM AGR ELI SOC PRE UNK"
)
COOPERATIVE = {name for name, (quad, _) in MANUAL.items() if quad <= 2}

typed = st.sampled_from(sorted(MANUAL)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from([None, *MANUAL[name][1].split()]))
)


def test_types_quads_and_modes_are_those_of_the_coding_manual():
    assert {t.name: (int(t.quad), " ".join(t.modes)) for t in TYPES.values()} == MANUAL


def test_sectors_and_contexts_are_complete():
    assert set(SECTORS) == set(SECTOR_CODES.split())
    assert len(CONTEXTS) == 37
    assert CONTEXTS["human_rights"] == "human rights"


def test_quad_classes_have_names():
    assert [q.label for q in QUAD_CLASSES] == [
        "verbal cooperation",
        "material cooperation",
        "verbal conflict",
        "material conflict",
    ]
    assert quad_class("SANCTION") is QuadClass.MATERIAL_CONFLICT


@pytest.mark.parametrize(
    ("name", "mode", "score"),
    [
        ("CONSULT", None, 2.5),
        ("CONSULT", "visit", 4.0),
        ("ACCUSE", None, -3.0),
        ("ACCUSE", "allege", -3.5),
        ("PROTEST", "vandalize", -5.0),
        ("ASSAULT", "unconventional", -10.0),
    ],
)
def test_scores(name, mode, score):
    assert plover_score(name, mode) == score


@given(typed)
def test_every_score_lies_in_range_and_has_the_sign_of_its_class(pair):
    name, mode = pair
    score = plover_score(name, mode)
    assert -10 <= score <= 10
    if name in COOPERATIVE:
        assert score > 0
    elif name != "REQUEST":
        assert score < 0


@pytest.mark.parametrize(
    ("given", "projected"),
    [
        (("CONSULT", "visit", "future"), ("AGREE", None, ("future",))),
        (("AID", None, "future"), ("AGREE", None, ("future",))),
        (("AGREE", None, "future"), ("AGREE", None, ("future",))),
        (("RETREAT", "withdraw", "future"), ("CONCEDE", None, ("future",))),
        (("CONCEDE", None, "future"), ("CONCEDE", None, ("future",))),
        (("ASSAULT", "aerial", "future"), ("ASSAULT", "aerial", ("future",))),
        (("AID", None, "proposed"), ("AID", None, ("hypothetical",))),
        (("RETREAT", "withdraw", "negated"), ("RETREAT", "withdraw", ("negation",))),
        (("AID", None, "actual"), ("AID", None, ())),
    ],
)
def test_projection(given, projected):
    result = plover_projection(*given)
    assert (result.type, result.mode, result.auxiliary) == projected


def test_historical_is_an_auxiliary_mode_beside_the_others():
    assert plover_projection("ASSAULT", None, "negated", True).auxiliary == ("historical", "negation")


@given(typed, st.sampled_from(list(Factuality)), st.booleans())
def test_every_record_projects_to_a_valid_plover_record(pair, factuality, historical):
    name, mode = pair
    result = plover_projection(name, mode, factuality, historical)
    assert result.mode is None or result.mode in modes(result.type)
    assert set(result.auxiliary) <= set(auxiliary_modes())
    assert ("historical" in result.auxiliary) == historical
    assert quad_class(result.type).cooperative == quad_class(name).cooperative
    if factuality is not Factuality.FUTURE:
        assert (result.type, result.mode) == (name, mode)
    again = plover_projection(result.type, result.mode, factuality, historical)
    assert again == result


@given(st.text(max_size=12).filter(lambda t: t not in MANUAL))
def test_an_unknown_type_is_a_numbered_error(name):
    for ask in (event_type, modes, quad_class, plover_score):
        with pytest.raises(UnknownCodeError, match="TID-303"):
            ask(name)


def test_unknown_modes_and_factualities_are_numbered_errors():
    with pytest.raises(UnknownCodeError, match=r"TID-303.*visit, third-party"):
        plover_score("CONSULT", "aerial")
    with pytest.raises(UnknownCodeError, match="TID-303"):
        plover_projection("AID", "visit", "actual")
    with pytest.raises(UnknownCodeError, match=r"TID-303.*hypothetical"):
        plover_projection("AID", None, "likely")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"types": [{"type": "AGREE", "quad": 9}]}'])
def test_damaged_data_is_a_numbered_error(monkeypatch, text):
    monkeypatch.setattr(data_module, "read_text", lambda name: text)
    plover_module._plover.cache_clear()
    try:
        with pytest.raises(InstallationError, match=r"TID-301.*plover\.json"):
            event_type("AGREE")
    finally:
        plover_module._plover.cache_clear()


def test_a_missing_file_is_a_numbered_error():
    with pytest.raises(InstallationError, match=r"TID-301.*absent\.json"):
        data_module.read_text("absent.json")
