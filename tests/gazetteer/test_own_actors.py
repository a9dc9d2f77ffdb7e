"""A user's own table of actors: what its lines may say, and whose names win."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.config import OwnActor
from tidings.errors import ConfigurationError
from tidings.gazetteer import OwnNames, Reason, find_actors, match_actors, read_own_actors
from tidings.ontology import SECTORS

DAY = date(2021, 6, 3)


@pytest.fixture
def table(tmp_path):
    """Writes the text of a table and returns its path."""

    def write(text):
        path = tmp_path / "mine.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def own(*rows):
    return OwnNames.of(OwnActor(**row) for row in rows)


def codes(text, names, on=DAY):
    return [(m.name, m.code) for m in find_actors(text, on, names)]


def test_a_table_is_read_with_all_its_columns(table):
    path = table(
        "\ufeffname,code,start,end,also\r\n"
        "Harbour League,NGO:Harbour League,,,the League|HL\r\n"
        "\r\n"
        ' Ine Eriksen , NOR:GOV ,2020-01-02,2021-10-13,"Eriksen| "\r\n'
    )
    assert read_own_actors(path, SECTORS) == (
        OwnActor(names=("Harbour League", "the League", "HL"), code="NGO:Harbour League"),
        OwnActor(
            names=("Ine Eriksen", "Eriksen"), code="NOR:GOV", start=date(2020, 1, 2), end=date(2021, 10, 13)
        ),
    )


def test_name_and_code_are_enough(table):
    (row,) = read_own_actors(table("code,name\nUNK:REB,Hill Brigade\n"), SECTORS)
    assert (row.names, row.code, row.start, row.end) == (("Hill Brigade",), "UNK:REB", None, None)
    assert read_own_actors(table("name,code\n"), SECTORS) == ()


@pytest.mark.parametrize(
    "line",
    [
        "Hill Brigade",
        "Hill Brigade,NOR,,,,",
        ",NOR,,,",
        "-,NOR,,,",
        "Hill Brigade,,,,",
        "Hill Brigade,nor,,,",
        "Hill Brigade,QQQ,,,",
        "Hill Brigade,NOR:,,,",
        "Hill Brigade,NOR:ARMY,,,",
        "Hill Brigade,Norway,,,",
        "Hill Brigade,NOR,2021,,",
        "Hill Brigade,NOR,,2021-02-30,",
        "Hill Brigade,NOR,2021-05-02,2021-05-01,",
        "Hill Brigade,NOR,,,HB|-",
        f"{'x' * 200_000},NOR,,,",
    ],
)
def test_a_wrong_line_is_told_by_its_number(table, line):
    path = table(f"name,code,start,end,also\nHarbour League,NGO:Harbour League,,,\n\n{line}\nNor,NOR,,,\n")
    with pytest.raises(ConfigurationError) as caught:
        read_own_actors(path, SECTORS)
    assert caught.value.number == "TID-404"
    assert str(path) in str(caught.value)
    assert "line 4 " in str(caught.value)


@pytest.mark.parametrize("header", ["", "name", "name;code", "name,code,colour", "name,code,name"])
def test_a_wrong_header_is_line_one(table, header):
    with pytest.raises(ConfigurationError) as caught:
        read_own_actors(table(f"{header}\nHill Brigade,NOR\n"), SECTORS)
    assert caught.value.number == "TID-404"
    assert "line 1 " in str(caught.value)


def test_a_file_that_is_missing_or_no_text_is_said(table, tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path, table(b"name,code\n\xff\xfe,NOR\n")):
        with pytest.raises(ConfigurationError) as caught:
            read_own_actors(path, SECTORS)
        assert caught.value.number == "TID-404"


def test_own_names_go_before_shipped_ones_of_the_same_length():
    names = own({"names": ("Norway",), "code": "NGO:Norway"}, {"names": ("NATO",), "code": "IGO:Our Pact"})
    assert codes("Norway joined NATO.", names) == [("Norway", "NGO:Norway"), ("NATO", "IGO:Our Pact")]
    assert codes("Norway joined NATO.", None) == [("Norway", "NOR"), ("NATO", "IGO:NATO")]


def test_a_longer_shipped_name_stays_whole():
    names = own({"names": ("Korea",), "code": "NGO:Korea"}, {"names": ("Guinea",), "code": "NGO:Guinea"})
    text = "North Korea wrote to Papua New Guinea and to Korea."
    assert [code for _, code in codes(text, names)] == ["PRK", "PNG", "NGO:Korea"]


def test_a_longer_own_name_swallows_a_shipped_one():
    names = own({"names": ("Friends of Norway",), "code": "NGO:Friends of Norway"})
    assert codes("The Friends of Norway met.", names) == [("Friends of Norway", "NGO:Friends of Norway")]


def test_a_name_means_what_its_row_says_on_the_day():
    names = own(
        {"names": ("Ine Eriksen",), "code": "NOR:LEG", "end": date(2020, 12, 31)},
        {"names": ("Ine Eriksen",), "code": "NOR:GOV", "start": date(2021, 1, 1), "end": date(2021, 12, 31)},
    )
    days = (date(2020, 6, 1), date(2021, 6, 1), date(2022, 6, 1))
    found = [[code for _, code in codes("Ine Eriksen spoke.", names, on)] for on in days]
    assert found == [["NOR:LEG"], ["NOR:GOV"], []]


def test_a_long_name_out_of_its_days_leaves_the_short_one():
    names = own(
        {"names": ("Hill",), "code": "NGO:Hill"},
        {"names": ("Hill Brigade",), "code": "NOR:MIL", "end": date(2020, 1, 1)},
    )
    assert codes("Hill Brigade met.", names) == [("Hill", "NGO:Hill")]
    assert codes("Hill Brigade met.", names, date(2019, 1, 1)) == [("Hill Brigade", "NOR:MIL")]


def test_a_name_that_changes_from_body_to_state_is_of_the_kind_of_the_day():
    names = own(
        {"names": ("Hill Council",), "code": "IGO:Hill Council", "end": date(2020, 1, 1)},
        {"names": ("Hill Council",), "code": "NOR:GOV", "start": date(2020, 1, 2)},
    )
    (before,), (after,) = (find_actors("Hill Council", on, names) for on in (date(2019, 1, 1), DAY))
    assert (before.reason, before.sector) == (Reason.BODY, None)
    assert (after.reason, after.sector) == (Reason.METONYM, "GOV")
    assert after.because == "your table of actors from 2020-01-02 to …"


def test_a_party_is_matched_with_the_sector_and_the_full_name_of_its_row():
    names = own({"names": ("Ine Eriksen", "Eriksen"), "code": "NOR:GOV"})
    for words in ("Eriksen", "Foreign Minister Ine Eriksen", "Mrs Eriksen"):
        (found,) = match_actors(words, DAY, names)
        assert (found.code, found.entity) == ("NOR:GOV", "Ine Eriksen")


WORDS = st.lists(
    st.sampled_from(["Norway", "Hill", "League", "Korea", "North", "of", "Ine", "Oslo"]),
    min_size=1,
    max_size=4,
)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=4, unique=True), st.lists(WORDS, max_size=4))
def test_names_found_never_overlap_and_are_words_of_the_text(rows, text):
    written = " ".join(word for words in text for word in words)
    names = own(*({"names": (row,), "code": f"NGO:{row}"} for row in rows))
    found = find_actors(written, DAY, names)
    assert all(written[m.start : m.end] == m.name for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert {m.code for m in found if m.because.startswith("your table")} <= {f"NGO:{row}" for row in rows}
    if not found:
        assert not any(f" {row} " in f" {written} " for row in rows)
