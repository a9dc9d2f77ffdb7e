import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.errors import InstallationError, UnknownCodeError
from tidings.ontology import CAMEO, CONTEXTS, TYPES, cameo, crosswalk, goldstein, modes
from tidings.ontology import _data as data_module
from tidings.ontology.cameo_codes import _codes

codes = st.sampled_from(sorted(CAMEO))


def test_all_codes_are_there():
    assert len(CAMEO) == 318
    assert cameo("190").name == "Use conventional military force"
    assert {code[:2] for code in CAMEO} == {f"{n:02}" for n in range(1, 21)}


@pytest.mark.parametrize(
    ("code", "value"), [("036", 4.0), ("190", -10.0), ("016", -5.0), ("030", 4.0), ("176", goldstein("17"))]
)
def test_goldstein_values_are_those_of_icews(code, value):
    assert goldstein(code) == value


@given(codes)
def test_every_code_resolves(code):
    entry = cameo(code)
    assert entry.code == code
    assert entry.root in CAMEO
    assert entry.parent is None or entry.parent in CAMEO
    assert entry.quad == CAMEO[entry.root].quad
    assert -10 <= goldstein(code) <= 10


@given(codes)
def test_every_crosswalk_is_valid_plover(code):
    type_, mode, contexts = crosswalk(code)
    assert (type_ is None) == (code[:2] in {"01", "02"})
    if type_ is not None:
        assert mode is None or mode in modes(type_)
        assert type_ in TYPES
    assert set(contexts) <= set(CONTEXTS)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("042", ("CONSULT", "visit", ())),
        ("085", ("RETREAT", None, ("economic",))),
        ("1712", ("ASSAULT", "destroy", ("human_security",))),
        ("186", ("ASSAULT", "targeted", ())),
        ("073", ("AID", None, ("human_security",))),
        ("1952", ("ASSAULT", "drone", ("military",))),
        ("20", ("ASSAULT", None, ())),
        ("010", (None, None, ())),
    ],
)
def test_crosswalk(code, expected):
    assert tuple(crosswalk(code)) == expected


@pytest.mark.parametrize("code", ["", "21", "3", "99999", "x"])
def test_an_unknown_code_is_a_numbered_error(code):
    for ask in (cameo, goldstein, crosswalk):
        with pytest.raises(UnknownCodeError, match="TID-303"):
            ask(code)


@pytest.mark.parametrize("text", ["", "code,name,quad,goldstein\n01,x,1\n", "a\nb\n"])
def test_damaged_data_is_a_numbered_error(monkeypatch, text):
    monkeypatch.setattr(data_module, "read_text", lambda name: text)
    _codes.cache_clear()
    try:
        with pytest.raises(InstallationError, match=r"TID-301.*cameo\.csv"):
            cameo("01")
    finally:
        _codes.cache_clear()
