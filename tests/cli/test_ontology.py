"""Own event types from end to end: tried, coded, shown, linked, counted, opened without their file."""

import json

import pytest
from click.testing import CliRunner

from tidings import api
from tidings.cli.main import tidings
from tidings.config import OwnType
from tidings.errors import ConfigurationError, UnknownCodeError
from tidings.explore import make_app

FILE = """
[types.NET_DISPUTE]
definition = "Boats or nets of another state's fishermen are seized."
plover = "COERCE"
words = ["seize [trawler]"]
examples = ["The trawler was seized.", "The row over herring grew."]

[types.TWINNING]
definition = "Two towns become partners, or stop being so."
quad = 1
score = 3
words = ["twin [town]"]
counterexamples = ["They twinned their towns."]

[types.PARTING]
definition = "Towns part."
quad = 1
words = ["part way"]
"""
ONE = (
    "Norway's coast guard seized two Danish trawlers off Bergen on 1 April 2024. "
    "Oslo and Aarhus twinned their towns."
)
OTHER = (
    "On 1 April 2024 two Danish trawlers were seized off Bergen by Norway's coast guard, Denmark said. "
    "Oslo and Aarhus twinned their towns. Oslo and Aarhus parted ways. France sent troops to Mali."
)


def run(*arguments):
    """What the command prints, in this process; it raises the command's own error."""
    found = CliRunner().invoke(tidings, [str(a) for a in arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    (folder / "mine.toml").write_text(FILE, encoding="utf-8")
    for name, text in (("one", ONE), ("other", OTHER)):
        row = {"id": name, "text": text, "outlet": name, "date": "2024-04-02", "language": "en"}
        with (folder / "articles.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    return folder


@pytest.fixture(scope="module")
def coded(folder):
    """The record of both articles, written by the command."""
    path = folder / "r.duckdb"
    done = run("code", folder / "articles.jsonl", "--to", path, "--ontology", folder / "mine.toml")
    assert "2 articles coded" in done
    return path


def test_check_says_which_examples_are_found_and_where_words_stand(folder):
    out = run("ontology", "check", folder / "mine.toml", folder / "articles.jsonl")
    assert "1 of 2" in out
    assert "NET_DISPUTE: not found  The row over herring grew." in out
    assert "TWINNING: found, though a counterexample: twinned" in out
    assert "NET_DISPUTE: Norway's coast guard [seized] two Danish trawlers" in out
    assert not list(folder.glob("*.wal"))


def test_a_broken_file_stops_the_run_before_anything_is_written(folder, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(FILE.replace("quad = 1", "quad = 9", 1), encoding="utf-8")
    arguments = ("code", folder / "articles.jsonl", "--to", tmp_path / "r.duckdb", "--ontology", bad)
    with pytest.raises(ConfigurationError, match=f"TID-411: {bad}: line 10, types.TWINNING.quad"):
        run(*arguments)
    assert not (tmp_path / "r.duckdb").exists()
    with pytest.raises(ConfigurationError, match="TID-411"):
        run("ontology", "check", bad)


def test_own_types_filter_in_small_letters_too_and_unknown_ones_are_refused(coded):
    shown = [json.loads(row) for row in run("show", coded, "--type", "net_dispute", "--json").splitlines()]
    assert [row["own_type"] for row in shown] == ["NET_DISPUTE"] * 2
    assert {row["type"] for row in shown} == {"COERCE"}
    assert "NET_DISPUTE (COERCE" in run("show", coded, "--type", "COERCE")
    assert "NET_DISPUTE (COERCE" in run("events", coded, "--type", "NET_DISPUTE")
    for command in ("events", "show"):
        with pytest.raises(UnknownCodeError, match=r"TID-303.*TWINNING"):
            run(command, coded, "--type", "HERRING")


def test_tellings_of_one_action_are_one_event_and_types_beside_plover_link_only_with_themselves(coded):
    with api.open_record(coded, read_only=True) as record:
        assert record.check() == []
        events = {row["type"]: row for row in record.events().to_pylist()}
        assert {(e["type"], e["own_type"], e["quad"], e["outlets"]) for e in events.values()} == {
            ("COERCE", "NET_DISPUTE", 4, 2), ("TWINNING", "TWINNING", 1, 2), ("PARTING", "PARTING", 1, 1),
            ("MOBILIZE", None, 4, 1),
        }  # fmt: skip
        told = record.tellings(events["TWINNING"]["id"]).to_pylist()
        assert {row["type"] for row in told} == {"TWINNING"}


def test_the_record_knows_the_types_without_their_file(coded):
    with api.open_record(coded, read_only=True) as record:
        types = {own.name: own for own in record.own_types()}
        assert set(types) == {"NET_DISPUTE", "TWINNING", "PARTING"}
        assert types["TWINNING"].definition == "Two towns become partners, or stop being so."
        assert types["TWINNING"].words == ("twin [town]",)
        for coding in record.codings():
            assert {m.own_quad for m in coding.mentions if m.own_type == m.type} <= {1}
            assert all(m.own_quad is None for m in coding.mentions if m.own_type != m.type)


def test_a_series_counts_them_with_their_own_score(coded):
    asked = ("events", coded, "--by", "month", "--type", "TWINNING", "--json")
    friendly = [row for row in map(json.loads, run(*asked).splitlines()) if row["quad"] == 1]
    assert friendly
    assert all(row["goldstein"] is None and row["score"] == 3 for row in friendly)
    assert "–" in run("events", coded, "--by", "month")
    with api.open_record(coded, read_only=True) as record, pytest.raises(UnknownCodeError, match="TID-303"):
        record.series(api.SeriesFilter(events=api.event_filter(type="HERRING")))


def test_coding_again_changes_nothing_and_other_words_code_anew(coded, folder, tmp_path):
    record = tmp_path / "r.duckdb"
    record.write_bytes(coded.read_bytes())
    arguments = ("code", folder / "articles.jsonl", "--to", record, "--ontology")
    assert "0 articles coded, 2 known already" in run(*arguments, folder / "mine.toml")
    changed = tmp_path / "changed.toml"
    changed.write_text(FILE.replace("seize [trawler]", "seize [house]"), encoding="utf-8")
    assert "2 articles coded" in run(*arguments, changed)
    with api.open_record(record, read_only=True) as opened:
        assert opened.check() == []
        assert opened.mentions(api.mention_filter(type="NET_DISPUTE")).num_rows == 0
        assert {own.name: own.words for own in opened.own_types()}["NET_DISPUTE"] == ("seize [house]",)


def test_standoff_carries_the_own_type(coded):
    out = run("export", coded, "--format", "standoff")
    objects = [json.loads(row) for row in out.splitlines()]
    assert {m["own_type"] for o in objects for m in o["mentions"] if "own_type" in m} == {
        "NET_DISPUTE", "TWINNING", "PARTING",
    }  # fmt: skip


@pytest.fixture(scope="module")
def browse(coded):
    """Answers of the explorer of the record."""
    from fastapi.testclient import TestClient

    with api.open_record(coded) as record:
        app = make_app(record, token="t", hosts=frozenset({"testserver"}))
        with TestClient(app) as client:
            yield client


def test_the_explorer_filters_by_own_types_and_shows_their_events(browse, coded):
    page = browse.get("/events?type=NET_DISPUTE")
    assert page.status_code == 200
    assert "net dispute" in page.text
    assert page.text.count('<li class="event"') == 1
    assert browse.get("/events?type=TWINNING").text.count('<li class="event"') == 1
    assert browse.get("/events?type=HERRING").status_code == 400
    assert 'value="TWINNING" selected' in browse.get("/map?type=twinning").text
    for event in browse.app.state.explorer.record.events().to_pylist():
        assert browse.get(f"/events/{event['id']}").status_code == 200
    for path in ("/", "/network", "/compare", "/map", "/figures", "/speakers", "/review", "/articles"):
        assert browse.get(path).status_code == 200, path
        if path in {"/", "/network", "/compare", "/map"}:
            assert browse.get(f"{path}?type=twinning").status_code == 200, path


def test_the_article_page_names_own_types(browse):
    (article,) = {row["article_id"] for row in browse.app.state.explorer.record.mentions(
        api.mention_filter(type="PARTING")).to_pylist()}  # fmt: skip
    page = browse.get(f"/articles/{article}")
    assert page.status_code == 200
    assert "twinning" in page.text
    assert "net dispute" in page.text


def test_the_same_name_with_another_meaning_takes_the_place_of_the_first(tmp_path):
    first = OwnType(name="MINE", definition="one", quad=1, words=("walk",))
    with api.open_record(tmp_path / "r.duckdb", create=True) as record:
        record.keep_own_types([first])
        record.keep_own_types([first.model_copy(update={"definition": "other"})])
        record.keep_own_types([])
        assert [own.definition for own in record.own_types()] == ["other"]
        assert record.mentions(api.mention_filter(type="mine")).num_rows == 0
