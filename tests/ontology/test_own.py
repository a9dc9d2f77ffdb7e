"""A user's own event types: what a file may say, and what is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.errors import ConfigurationError
from tidings.ontology import TYPES, read_own_types
from tidings.ontology.own_words import LONGEST, MOST, Word, parse_entry

SOUND = """
# a comment
[types.NET_CUTTING]
definition = "Fishing nets are cut."
plover = "COERCE"
mode = "seize"
words = ["cut [net]", "net* dispute"]
examples = ["The nets were cut."]

[types.TWINNING]
definition = "Two towns become partners."
quad = 1
score = 2
words = ["twin [town]"]
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return read_own_types(path)

    return read


def test_a_type_in_plover_has_its_quad_class_and_one_beside_it_its_own(read):
    cutting, twinning = read(SOUND)
    assert (cutting.name, cutting.type, cutting.mode, cutting.quad) == ("NET_CUTTING", "COERCE", "seize", 4)
    assert cutting.words == ("cut [net]", "net* dispute")
    assert (twinning.type, twinning.plover, twinning.quad, twinning.score) == ("TWINNING", None, 1, 2.0)
    assert twinning.examples == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("plover", "colour", 5, "types.NET_CUTTING.colour: unknown"),
        ('"COERCE"', '"COERSE"', 5, "is no PLOVER type"),
        ('"seize"', '"visit"', 6, "no mode of COERCE; known are seize"),
        ("quad = 1", "quad = 5", 12, "types.TWINNING.quad: write 1"),
        ("quad = 1", "quad = true", 12, "types.TWINNING.quad: write 1"),
        ("quad = 1\nscore = 2", "", 10, 'say plover = "TYPE"'),
        ("score = 2", "score = nan", 13, "from -10"),
        ("quad = 1", 'plover = "CONSULT"', 13, "CONSULT gives it"),
        ("quad = 1", 'quad = 1\nmode = "x"', 13, "only a type that refines"),
        ("[types.TWINNING]", "[types.CONSULT]", 10, "this is a type of PLOVER"),
        ("[types.TWINNING]", "[types.Twinning]", 10, "in capitals, digits and _, as TWINNING"),
        ("[types.TWINNING]", "[twinning]", 10, "a type is a table [types.TWINNING]"),
        ('definition = "Two towns become partners."', "", 10, "it needs a definition"),
        ('definition = "Two towns become partners."', "definition = 3", 11, "in quotation marks"),
        ('words = ["twin [town]"]', "", 10, "neither words nor examples"),
        ('words = ["twin [town]"]', 'words = "twin"', 14, "write a list"),
        ('words = ["twin [town]"]', 'words = ["twin", "[town]"]', 14, "words[2]: '[town]': it has no word"),
        ("twin [town]", "twin" + "-a" * 9, 14, "too many alternatives or hyphens"),
        ("twin [town]", "a|b|c|d|e|f|g|h|i|j a|b|c|d|e c d e f g", 14, "too many alternatives or hyphens"),
        ("net* dispute", "ne* dispute", 7, "before the * of 'ne*' stand at least 3 letters"),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_with_its_line(read, old, new, line, words):
    assert old in SOUND
    with pytest.raises(ConfigurationError) as caught:
        read(SOUND.replace(old, new, 1))
    assert caught.value.number == "TID-411"
    assert caught.value.details["line"] == line
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "[other]\n", "types = 3\n", "[types]\n"])
def test_a_file_without_types_is_refused(read, text):
    with pytest.raises(ConfigurationError, match="TID-411"):
        read(text)


def test_a_file_that_is_no_toml_or_not_there_is_refused(read, tmp_path):
    with pytest.raises(ConfigurationError, match=r"TID-410.*line 1"):
        read("a = = 1")
    with pytest.raises(ConfigurationError, match="TID-410"):
        read_own_types(tmp_path / "none.toml")
    with pytest.raises(ConfigurationError, match=r"TID-410.*recursion"):
        read("types = " + "[" * 5000)


def test_an_entry_stands_for_all_its_alternatives():
    entry = parse_entry("seize|Cease-fire boat:noun [net|crew*]")
    assert entry.rows == (
        (Word("seize"), Word("boat", part="NOUN")),
        (Word("cease"), Word("-", joined=True), Word("fire", joined=True), Word("boat", part="NOUN")),
    )
    assert entry.objects == (Word("net"), Word("crew", start=True))


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("install", {"install", "installs", "installed", "installing"}),
        ("seize", {"seized", "seizes", "seizing"}),
        ("ram", {"rams", "rammed", "ramming"}),
        ("ferry", {"ferries", "ferried", "ferrying"}),
        ("deploy", {"deploys", "deployed", "deploying"}),
        ("search", {"searches", "searched"}),
    ],
)
def test_a_word_has_its_regular_forms(word, forms):
    assert forms <= set(Word(word).forms)
    assert all(Word(word).fits(form) for form in forms)
    assert not {"ferryed", "ferrys", "seizeed", "searchs"} & set(Word(word).forms)


@given(st.text(alphabet="ab cseiz|[]*:-'verbnou1é", max_size=40) | st.text(max_size=20))
def test_any_entry_is_understood_or_refused_in_words(text):
    try:
        entry = parse_entry(text)
    except ValueError as error:
        assert str(error)
        return
    assert 1 <= len(entry.rows) <= MOST
    for row in entry.rows:
        assert 1 <= sum(not word.joined for word in row) <= LONGEST
        assert not row[0].joined
        assert all(word.text == word.text.lower() for word in row)
        assert all(word.fits(form) for word in row for form in word.forms)


def test_no_name_of_an_own_type_can_be_taken_for_one_of_plovers(read):
    for name in TYPES:
        with pytest.raises(ConfigurationError, match="TID-411"):
            read(SOUND.replace("TWINNING", name))
