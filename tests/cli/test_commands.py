"""The commands on files, from the outside."""

import json
import re

import duckdb
import pytest

ARTICLE = """Minister rejects call for new sanctions

By Jane Doe
BERLIN, 4 March 2021 - Germany's foreign minister said on Thursday that Russia had sent up to 4,000 troops
to the border.
"We will not impose sanctions this week," the minister said.
Poland urged the European Union to act.
"""


def rows(run):
    return [json.loads(line) for line in run.stdout.splitlines()]


def dump(path):
    """Every row of every table, sorted, for comparison."""
    with duckdb.connect(str(path), read_only=True) as db:
        tables = [name for (name,) in db.sql("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {name: sorted(map(repr, db.sql(f"SELECT * FROM {name}").fetchall())) for name in tables}


def test_the_summary_says_what_was_read_who_was_quoted_what_was_done_and_what_was_left_out(coded_examples):
    run, _ = coded_examples
    for words in ("articles", "statements", "mentions", "figures", "actual", "TID-110"):
        assert words in run.stdout, run.stdout


def test_every_span_of_the_examples_is_its_quote(coded_examples):
    from tidings.record import open_record

    with open_record(coded_examples[1], read_only=True) as record:
        assert record.check() == []
        assert record.summary().mentions > 50


def test_coding_the_same_folder_again_changes_nothing(command, record, examples_folder):
    before = dump(record)
    command("code", examples_folder, "--to", record)
    assert dump(record) == before


def test_articles_come_from_standard_input(command, tmp_path):
    command("code", "-", "--to", tmp_path / "r.duckdb", "--outlet", "Plain Weekly", stdin=ARTICLE)
    (article,) = rows(command("show", tmp_path / "r.duckdb", "--articles", "--json"))
    assert article["outlet"] == "Plain Weekly"
    assert article["published"] == "2021-03-04"
    assert "published" in article["inferred"]
    mentions = rows(command("show", tmp_path / "r.duckdb", "--json"))
    assert "REQUEST" in {m["type"] for m in mentions}


def test_an_empty_folder_is_said_to_be_empty(command, tmp_path):
    (tmp_path / "in").mkdir()
    run = command("code", tmp_path / "in", "--to", tmp_path / "r.duckdb")
    assert "no file to read" in run.stdout
    assert "0 articles" in run.stdout


def test_agency_copies_in_two_outlets_are_both_kept_and_said_to_be_copies(command, tmp_path):
    table = tmp_path / "a.jsonl"
    long = ARTICLE + "The parliament in Warsaw voted on Friday to send more aid. " * 6
    lines = [{"text": long, "outlet": "A"}, {"text": long.replace("Friday", "Monday", 1), "outlet": "B"}]
    lines += [{"text": long, "outlet": "A"}]
    table.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    run = command("code", table, "--to", tmp_path / "r.duckdb")
    assert len(rows(command("show", tmp_path / "r.duckdb", "--articles", "--json"))) == 2
    assert "almost word for word" in run.stdout


def test_keys_are_mapped_by_option(command, tmp_path):
    table = tmp_path / "a.jsonl"
    table.write_text(json.dumps({"body": ARTICLE, "paper": "The Ledger", "n": 7}) + "\n", encoding="utf-8")
    command(
        "code",
        table,
        "--to",
        tmp_path / "r.duckdb",
        "--map",
        "text=body",
        "--map",
        "outlet=paper",
        "--map",
        "id=n",
    )
    (article,) = rows(command("show", tmp_path / "r.duckdb", "--articles", "--json"))
    assert (article["outlet"], article["external_id"]) == ("The Ledger", "7")


@pytest.mark.parametrize(
    ("option", "value", "holds"),
    [
        ("--factuality", "proposed", lambda m: m["factuality"] == "proposed"),
        ("--type", "CONSULT", lambda m: m["type"] == "CONSULT"),
        ("--voice", "outlet", lambda m: m["voice"] == "outlet"),
        ("--actor", "RUS", lambda m: any("[RUS" in a for a in m["actors"])),
    ],
)
def test_filters_narrow_the_table(command, coded_examples, option, value, holds):
    every = rows(command("show", coded_examples[1], "--json"))
    some = rows(command("show", coded_examples[1], "--json", option, value))
    assert 0 < len(some) < len(every)
    assert all(holds(m) for m in some)


def test_dates_bound_the_table_at_both_ends(command, coded_examples):
    every = rows(command("show", coded_examples[1], "--json"))
    before = rows(command("show", coded_examples[1], "--json", "--until", "2016"))
    after = rows(command("show", coded_examples[1], "--json", "--since", "2017"))
    assert before
    assert after
    assert len(before) + len(after) <= len(every)


def test_one_article_is_printed_with_its_marks(command, record):
    first = rows(command("show", record, "--json"))[0]
    shown = command("show", record, first["article_id"]).stdout
    assert re.search(r"\[[^\]]+\]m1\b", shown)
    assert "‹s1" in shown
    assert "Statements" in shown
    assert "Mentions" in shown


def test_an_article_is_found_by_its_title_or_the_beginning_of_its_id(command, record):
    article = rows(command("show", record, "--articles", "--json"))[0]
    by_id = command("show", record, article["id"][:12]).stdout
    assert article["id"] in by_id
    assert command("show", record, article["title"]).stdout == by_id


def test_the_quarantine_is_listed_with_its_reasons(command, record):
    (left_out,) = rows(command("show", record, "--quarantine", "--json"))
    assert left_out["number"] == "TID-110"
    assert "French" in left_out["reason"]


def test_an_input_that_was_mended_leaves_the_quarantine(command, tmp_path):
    folder, record = tmp_path / "in", tmp_path / "r.duckdb"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Le président a déclaré hier que les troupes seraient retirées du pays avant la fin "
        "de l'année, selon un communiqué publié par le ministère des Affaires étrangères."
    )
    command("code", folder, "--to", record)
    assert rows(command("show", record, "--quarantine", "--json"))
    (folder / "a.txt").write_text(ARTICLE)
    command("code", folder, "--to", record)
    assert rows(command("show", record, "--quarantine", "--json")) == []


def test_the_standoff_export_scores_perfectly_against_itself(command, coded_examples, tmp_path):
    out = tmp_path / "gold.jsonl"
    command("export", coded_examples[1], "--format", "standoff", "--output", out)
    scores = json.loads(command("score", out, "--with", coded_examples[1], "--format", "json").stdout)
    values = [row.get("f1", row.get("accuracy"))["value"] for row in scores["measures"]]
    assert len(values) > 10
    assert set(values) == {1.0}


def test_scoring_codes_the_gold_itself_and_gives_the_same_as_the_record(command, coded_examples, tmp_path):
    out = tmp_path / "gold.jsonl"
    command("export", coded_examples[1], "--output", out)
    again = json.loads(command("score", out, "--format", "json").stdout)
    f1 = {row["name"]: row["f1"]["value"] for row in again["measures"] if "f1" in row}
    assert f1["mention trigger + type"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (("code", "nowhere", "--to", "r.duckdb"), "TID-101"),
        (("code", ".", "--to", "r.duckdb", "--map", "text"), "TID-401"),
        (("show", "nowhere.duckdb"), "TID-205"),
        (("score", "nowhere.jsonl"), "TID-101"),
    ],
)
def test_what_goes_wrong_is_numbered_and_exits_non_zero(command, tmp_path, arguments, number):
    run = command(*arguments, cwd=tmp_path, check=False)
    assert run.returncode == 1
    assert re.match(rf"tidings: {number}: ", run.stderr), run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (("--since", "yesterday"), "TID-402"),
        (("--type", "QUARREL"), "TID-303"),
        (("no such article",), "TID-206"),
        (("grain",), "TID-207"),
    ],
)
def test_what_can_not_be_looked_up_is_said(command, record, arguments, number):
    run = command("show", record, *arguments, check=False)
    assert run.returncode == 1
    assert re.match(rf"tidings: {number}: ", run.stderr), run.stderr


def test_an_output_file_is_not_replaced_unasked(command, record, tmp_path):
    out = tmp_path / "o.jsonl"
    out.write_text("mine")
    run = command("export", record, "--output", out, check=False)
    assert "TID-403" in run.stderr
    assert out.read_text() == "mine"
    command("export", record, "--output", out, "--force")
    assert out.read_text() != "mine"


def test_an_unknown_format_is_refused(command, record):
    assert "TID-503" in command("export", record, "--format", "tablets", check=False).stderr


def test_an_article_can_not_steer_the_terminal(command, tmp_path):
    hostile = ARTICLE.replace("Poland", "Poland \x1b[2J\x1b]0;owned\x07 \u202eevil\u202c")
    command("code", "-", "--to", tmp_path / "r.duckdb", stdin=hostile)
    (article,) = rows(command("show", tmp_path / "r.duckdb", "--articles", "--json"))
    shown = command("show", tmp_path / "r.duckdb", article["id"]).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[2J" in shown
