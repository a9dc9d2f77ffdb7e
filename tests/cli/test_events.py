"""`tidings events` and `tidings show RECORD EVENT` on the shipped examples."""

import json

import pytest
from click.testing import CliRunner

from tidings.cli.main import tidings


@pytest.fixture
def linked(coded_examples):
    return coded_examples[1]


def test_events_are_listed_filtered_and_counted(command, linked):
    rows = [json.loads(line) for line in command("events", linked, "--json").stdout.splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) > 20
    shared = [
        json.loads(line) for line in command("events", linked, "--outlets", "2", "--json").stdout.splitlines()
    ]
    assert shared and all(row["outlets"] >= 2 and row["articles"] >= 2 for row in shared)
    listed = command("events", linked, "--outlets", "2").stdout
    assert all(row["id"][:12] in listed for row in shared)
    counted = command("events", linked, "--by", "year", "--actor", "RUS").stdout
    assert "RUS" in counted and "quad class" in counted
    short = command("events", linked, "--by", "day", "--limit", "2").stdout
    assert "The first 2 of" in short and len(short.splitlines()) == 4
    assert "No event fits" in command("events", linked, "--since", "2090").stdout
    assert "has changed since then" in command("events", linked, "--changes", "2090-01-01").stdout


def test_an_event_shows_its_tellings_side_by_side(command, linked):
    shared = command("events", linked, "--outlets", "2", "--json").stdout.splitlines()
    event = json.loads(shared[0])
    page = command("show", linked, event["id"][:14]).stdout
    assert "Tellings" in page and event["id"] in page
    (line,) = command("show", linked, event["id"], "--json").stdout.splitlines()
    found = json.loads(line)
    assert found["event"] == event
    assert len(found["tellings"]) == event["tellings"]
    assert all((row["outlet"] or "–") in page and "text" not in row for row in found["tellings"])
    assert "In whose words" in page
    assert {row["trigger"] for row in found["tellings"]} == {
        word for row in found["wordings"] for word in row["triggers"]
    }
    assert all(word.split()[0] in page for row in found["wordings"] for word in row["triggers"])


def test_the_page_of_an_event_fits_a_terminal_of_100_columns(command, linked, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("tidings.cli.terminal.PIPED_WIDTH", 100)
    event = json.loads(command("events", linked, "--outlets", "2", "--json").stdout.splitlines()[0])
    shown = CliRunner().invoke(tidings, ["show", str(linked), event["id"]])
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= 100


def test_voices_narrow_lists_series_and_changes(command, linked):
    def ids(*options):
        rows = command("events", linked, *options, "--json").stdout.splitlines()
        return {json.loads(row)["id"] for row in rows}

    everything = ids()
    own, quoted = ids("--voice", "outlet"), ids("--voice", "RUS")
    assert own and quoted and own < everything and quoted < everything
    denied = ids("--voice", "outlet", "--factuality", "negated")
    assert denied < own
    counted = command("events", linked, "--by", "year", "--voice", "RUS", "--json").stdout.splitlines()
    assert {"score", "goldstein"} <= set(json.loads(counted[0]))
    assert "Goldstein" in command("events", linked, "--by", "year", "--voice", "RUS").stdout
    trail = command("events", linked, "--changes", "2000-01-01", "--voice", "RUS", "--json").stdout
    assert {json.loads(row)["event_id"] for row in trail.splitlines()} <= quoted


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (("events", "--type", "WAR"), "TID-303"),
        (("events", "--since", "soon"), "TID-402"),
        (("events", "--changes", "soon"), "TID-401"),
        (("events", "--changes", "2024-01-01", "--by", "week"), "TID-401"),
        (("events", "--voice", " "), "TID-402"),
        (("show", "e_none"), "TID-210"),
        (("show", "e_day.html"), "TID-206"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_number(command, linked, arguments, number):
    verb, *rest = arguments
    run = command(verb, linked, *rest, check=False)
    assert run.returncode == 1
    assert number in run.stderr


def test_the_rest_is_spoken_of_only_where_there_is_one(command, linked):
    count = len(command("events", linked, "--json").stdout.splitlines())
    assert "The first" not in command("events", linked, "--limit", str(count)).stdout
    assert f"The first {count - 1} rows" in command("events", linked, "--limit", str(count - 1)).stdout
