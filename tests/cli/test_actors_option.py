"""`tidings code --actors`: a user's own table changes what is coded, and only a sound one is taken."""

import json

import duckdb
import pytest

ARTICLE = (
    "Poland's government urged the Harbour League to leave. Police in Warsaw arrested a member of parliament."
)


@pytest.fixture
def code(command, tmp_path):
    """Codes the article, with a table of actors if given; the parties by their words, and the run."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")

    def run(table=None, check=True):
        options = []
        if table is not None:
            (tmp_path / "mine.csv").write_text(table, encoding="utf-8")
            options = ["--actors", tmp_path / "mine.csv"]
        return command(
            "code", tmp_path / "a.txt", "--to", tmp_path / "r.duckdb", "--date", "2021-06-03", *options,
            check=check,
        )  # fmt: skip

    return run


def parties(path):
    with duckdb.connect(str(path), read_only=True) as db:
        rows = db.sql("SELECT quote, code, name, reason FROM parties WHERE quote IS NOT NULL").fetchall()
        (digest,) = db.sql("SELECT DISTINCT config_digest FROM articles").fetchall()
        return {quote: rest for quote, *rest in rows}, digest


def league(found):
    """The party that is the Harbour League."""
    (words,) = [words for words in found if "Harbour League" in words]
    return found[words]


def test_a_table_of_actors_decides_and_another_codes_the_article_again(code, tmp_path):
    record = tmp_path / "r.duckdb"
    code()
    plain, first = parties(record)
    assert (league(plain)[0] or "") != "NGO:Harbour League"

    code("name,code\nHarbour League,NGO:Harbour League\n")
    own, second = parties(record)
    assert league(own)[:2] == ["NGO:Harbour League", "Harbour League"]
    assert league(own)[2].endswith("your table of actors")

    code("name,code,start,end\nHarbour League,IMG:Harbour League,2021-01-01,2021-12-31\n")
    other, third = parties(record)
    assert league(other)[0] == "IMG:Harbour League"
    assert "2021-01-01 to 2021-12-31" in league(other)[2]
    assert len({first, second, third}) == 3

    code("name,code,start,end\nHarbour League,IMG:Harbour League,2015-01-01,2015-12-31\n")
    late, _ = parties(record)
    assert league(late) == league(plain)


def test_the_same_table_again_changes_nothing(code, command, tmp_path):
    table = "name,code\nHarbour League,NGO:Harbour League\n"
    code(table)
    before = parties(tmp_path / "r.duckdb")
    assert "1 article" in code(table).stdout
    assert parties(tmp_path / "r.duckdb") == before
    (article,) = command("show", tmp_path / "r.duckdb", "--articles", "--json").stdout.splitlines()
    assert json.loads(article)["published"] == "2021-06-03"


@pytest.mark.parametrize(
    ("table", "line"),
    [("name,code\nHarbour League,NGO:League\nHill,hill\n", 3), ("who,what\nHill,NOR\n", 1), ("", 1)],
)
def test_a_broken_table_is_refused_with_its_line_and_nothing_is_written(code, tmp_path, table, line):
    run = code(table, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith(f"tidings: TID-404: {tmp_path / 'mine.csv'}: line {line} ")
    assert not (tmp_path / "r.duckdb").exists()


def test_a_table_that_is_not_there_is_refused(command, tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    run = command(
        "code",
        tmp_path / "a.txt",
        "--to",
        tmp_path / "r.duckdb",
        "--actors",
        tmp_path / "no.csv",
        check=False,
    )
    assert run.returncode == 1
    assert "TID-404" in run.stderr
    assert not (tmp_path / "r.duckdb").exists()
