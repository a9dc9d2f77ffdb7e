"""`tidings events` and `tidings show RECORD EVENT` on the shipped examples."""

import json

import pytest


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
    assert "No event has changed" in command("events", linked, "--changes", "2090-01-01").stdout


def test_an_event_shows_its_tellings_side_by_side(command, linked):
    shared = command("events", linked, "--outlets", "2", "--json").stdout.splitlines()
    event = json.loads(shared[0])
    page = command("show", linked, event["id"][:14]).stdout
    assert "Tellings" in page and event["id"] in page
    told = [json.loads(line) for line in command("show", linked, event["id"], "--json").stdout.splitlines()]
    assert len(told) == event["tellings"]
    assert all((row["outlet"] or "–") in page and "text" not in row for row in told)


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (("events", "--type", "WAR"), "TID-303"),
        (("events", "--since", "soon"), "TID-402"),
        (("events", "--changes", "soon"), "TID-401"),
        (("show", "e_none"), "TID-210"),
        (("show", "e_day.html"), "TID-206"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_number(command, linked, arguments, number):
    verb, *rest = arguments
    run = command(verb, linked, *rest, check=False)
    assert run.returncode == 1
    assert number in run.stderr
