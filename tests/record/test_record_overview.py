"""What the overview, the map and the network ask of a record, on events made for it."""

from datetime import date

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.ontology import TYPES, plover_score
from tidings.record import geography, overview
from tidings.record.dyads import Level, PairFilter, events_of, pairs
from tidings.record.event_search import EventSearch
from tidings.record.geography import Spot
from tidings.record.schema import migrate
from tidings.types.schemas import EVENTS, OWN_TYPES

ALL = EventSearch()
PLAIN = {
    "type": "ASSAULT", "mode": None, "quad": 4, "actors": ["RUS:MIL"], "actor_names": [""],
    "recipients": ["UKR"], "recipient_names": [""], "date_start": None, "date_end": None,
    "location_name": None, "location_country": None, "latitude": None, "longitude": None,
    "location_precision": None, "factuality": "actual", "tellings": 1, "articles": 1, "outlets": 1,
    "independent": 1, "disagreements": 0, "first_published": None, "first_article": "a_1",
}  # fmt: skip


def record_of(*events):
    """A record in memory of these events alone, each given by what differs from `PLAIN`."""
    rows = [PLAIN | {"id": f"e_{n:04}"} | event for n, event in enumerate(events)]
    for row in rows:
        row["quad"] = int(TYPES[row["type"]].quad)
    db = duckdb.connect()
    db.register("made", pa.Table.from_pylist(rows, schema=EVENTS))
    db.execute("CREATE TABLE events AS SELECT * FROM made")
    db.register("own", OWN_TYPES.empty_table())
    db.execute("CREATE TABLE own_types AS SELECT * FROM own")
    return db


def test_an_empty_record_has_nothing():
    db = duckdb.connect()
    migrate(db, "test")
    assert overview.contents(db) == overview.Contents(0, 0, 0, None, None, 0, 0, 0, 0, 0, 0)
    assert overview.stretch(db, ALL) == (0, 0, None, None)
    assert geography.placed(db, ALL) == geography.Placed(0, 0, 0)
    assert overview.contested(db, ALL) == ()
    for found in (
        overview.timeline(db, ALL), overview.most_told(db, ALL), overview.speakers(db), pairs(db, ALL),
        geography.countries(db, ALL), geography.marks(db, ALL)[0], geography.events_at(db, ALL, Spot("X"))[0],
    ):  # fmt: skip
        assert found.num_rows == 0


@pytest.mark.parametrize(
    ("by", "period", "until"),
    [
        ("day", date(2024, 2, 29), date(2024, 2, 29)),
        ("week", date(2024, 2, 26), date(2024, 3, 3)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_has_its_first_and_last_day(by, period, until):
    db = record_of({"date_start": date(2024, 2, 29)}, {"first_published": date(2024, 2, 29)}, {})
    assert overview.timeline(db, ALL, by).to_pylist() == [
        {"period": period, "until": until, "quad": 4, "events": 2}
    ]
    assert overview.stretch(db, ALL)[:2] == (3, 2)


def test_no_other_period_is_counted_by():
    with pytest.raises(ValueError, match="decade"):
        overview.timeline(record_of(), ALL, "decade")


def test_what_one_does_to_oneself_or_nobody_named_is_no_pair():
    db = record_of(
        {"actors": ["RUS:GOV"], "recipients": ["RUS:CVL"]}, {"actors": ["UNK:UNK"]}, {"recipients": ["UNK"]},
        {"actors": []}, {"recipients": []},
    )  # fmt: skip
    assert pairs(db, ALL).num_rows == 0
    assert pairs(db, ALL, PairFilter(Level.SECTORS)).to_pylist()[0]["one"] == "RUS:CVL"


def test_a_pair_counts_an_event_once_and_keeps_its_direction():
    db = record_of(
        {"actors": ["RUS", "RUS:MIL"], "recipients": ["UKR:CVL", "UKR"]},
        {"actors": ["UKR:GOV"], "recipients": ["RUS:GOV"], "type": "AID"},
        {"actors": ["RUS:GOV", "UKR:GOV"], "recipients": [], "type": "CONSULT"},
        {"actors": ["RUS:GOV", "UKR:GOV"], "recipients": [], "type": "ACCUSE"},
        {"actors": ["EUR:GOV"], "recipients": ["UKR"], "type": "AID", "mode": None},
    )
    both, europe = pairs(db, ALL).to_pylist()
    assert both == {
        "one": "RUS", "other": "UKR", "events": 3, "forward": 1, "back": 1, "mutual": 1, "quad_1": 1,
        "quad_2": 1, "quad_3": 0, "quad_4": 1,
        "score": pytest.approx(sum(plover_score(t) for t in ("ASSAULT", "AID", "CONSULT")) / 3),
    }  # fmt: skip
    assert (europe["one"], europe["other"], europe["events"]) == ("EUR", "UKR", 1)
    told = events_of(db, ALL, Level.COUNTRIES, "RUS", "UKR").to_pylist()
    assert {row["id"]: row["toward"] for row in told} == {
        "e_0000": "forward", "e_0001": "back", "e_0002": "mutual",
    }  # fmt: skip
    assert pairs(db, ALL, PairFilter(least=2)).num_rows == 1


def test_a_focus_has_its_pairs_and_those_between_its_neighbours():
    db = record_of(
        {"actors": ["AAA"], "recipients": ["BBB"]}, {"actors": ["AAA"], "recipients": ["CCC"]},
        {"actors": ["BBB"], "recipients": ["CCC"]}, {"actors": ["CCC"], "recipients": ["DDD"]},
    )  # fmt: skip
    found = pairs(db, ALL, PairFilter(focus="AAA")).to_pylist()
    assert {(row["one"], row["other"]) for row in found} == {("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC")}


CODES = st.lists(st.sampled_from(["RUS", "RUS:MIL", "UKR:GOV", "IGO:NATO", "UNK", "EUR:GOV"]), max_size=3)
SOME = st.fixed_dictionaries({"type": st.sampled_from(sorted(TYPES)), "actors": CODES, "recipients": CODES})


@given(st.lists(SOME, max_size=8), st.sampled_from(list(Level)))
@settings(max_examples=20, deadline=None)
def test_every_pair_has_as_many_events_as_it_says(events, level):
    db = record_of(*events)
    for row in pairs(db, ALL, PairFilter(level)).to_pylist():
        told = events_of(db, ALL, level, row["one"], row["other"], limit=100)
        assert told.num_rows == row["events"] == sum(row[f"quad_{q}"] for q in range(1, 5))
        assert row["one"] < row["other"]
        assert row["events"] <= row["forward"] + row["back"] + row["mutual"]


def at(name, country, latitude, longitude, precision="city"):
    """What makes an event one of a place."""
    return {
        "location_name": name, "location_country": country, "latitude": latitude, "longitude": longitude,
        "location_precision": precision,
    }  # fmt: skip


def test_places_seas_and_countries_are_told_apart():
    db = record_of(
        at("Odesa", "UKR", 46.5, 30.7), at("Odesa", "UKR", 46.5, 30.7), at("Odessa", "USA", 31.8, -102.4),
        at("Black Sea", None, 43.0, 34.0, "region"), at("Ukraine", "UKR", None, None, "country"),
        at("Atlantis", None, None, None, None), {},
    )  # fmt: skip
    assert geography.placed(db, ALL) == geography.Placed(7, 4, 2)
    assert geography.placed(db, ALL).nowhere == 1
    found = {(r["name"], r["country"]): r["events"] for r in geography.places(db, ALL).to_pylist()}
    assert found == {("Odesa", "UKR"): 2, ("Odessa", "USA"): 1, ("Black Sea", None): 1}
    countries = {r["country"]: r["events"] for r in geography.countries(db, ALL).to_pylist()}
    assert countries == {"UKR": 1, "Atlantis": 1}
    assert geography.events_at(db, ALL, Spot("Odesa", "UKR"))[1] == 2
    assert geography.events_at(db, ALL, Spot("Black Sea"))[1] == 1
    assert geography.events_at(db, ALL, Spot(country="UKR"))[0].to_pylist()[0]["id"] == "e_0004"


@given(
    st.lists(st.tuples(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9)), min_size=1, max_size=25),
    st.integers(1, 12),
)
@settings(max_examples=20, deadline=None)
def test_too_many_places_are_put_together_and_none_is_lost(points, most):
    db = record_of(*(at(f"P{n}", "RUS", *point) for n, point in enumerate(points)))
    marks, grid = geography.marks(db, ALL, most)
    assert marks.num_rows <= most
    if not grid:
        assert sum(marks["events"].to_pylist()) == len(points)
        return
    for row in marks.to_pylist():
        spot = Spot(south=row["south"], west=row["west"], grid=grid)
        found, events = geography.events_at(db, ALL, spot, limit=100)
        assert events == found.num_rows == row["events"]
        assert row["name"] in found["location_name"].to_pylist()
