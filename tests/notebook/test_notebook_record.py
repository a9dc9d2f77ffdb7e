"""`tidings.open`: questions with filters, tables, adding, and who may have the file when."""

import inspect
import shutil
import subprocess
import sys
from datetime import date

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from facade_samples import PatternCoder, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

import tidings
from tidings.errors import ConfigurationError, InstallationError, RecordError, UnknownCodeError
from tidings.notebook import opened
from tidings.record import open_record

ARTICLES = [
    {
        "text": f"{sentence(source='mayor')} {sentence(trucks=7)} Poland will attack Sweden.",
        "title": "Trucks for Iceland", "outlet": "The Fjord", "date": "2022-04-01",
    },
    {"text": sentence("Norway", "Iceland", 41), "title": "41 trucks", "outlet": "Wire", "date": "2022-04-02"},
    {"text": sentence("Poland", "Sweden", 9), "title": "To Sweden", "outlet": "Wire", "date": "2023-01-15"},
    {"text": sentence("Sweden", "Norway", 3), "outlet": "No day"},
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("facade") / "made.duckdb"
    tidings.open(path, create=True).add(ARTICLES, coder=PatternCoder())
    return path


@pytest.fixture(scope="module")
def record(made):
    with tidings.open(made) as held:
        yield held


@pytest.fixture
def own(made, tmp_path):
    """A record that the test may change."""
    return tidings.open(shutil.copy(made, tmp_path / "own.duckdb"))


NEW = {"text": sentence("Iceland", "Poland", 11), "title": "Back again", "date": "2023-02-01"}


def add(record, articles, **options):
    return record.add(articles, coder=PatternCoder(), **options)


def test_mentions_by_each_filter(record):
    count = lambda **filters: len(record.mentions(**filters))  # noqa: E731
    assert count() == 6
    assert count(type="assault") == count(factuality="future") == 1
    assert count(actor="NOR") == 3 and count(recipient="Sweden") == 2 and count(actor="NOR", type="AID") == 3
    assert count(voice="outlet") == 5 and count(voice="mayor") == 1
    assert count(outlet="wire") == 2 and count(limit=2) == 2
    assert count(since=date(2022, 4, 2)) == count(since="2022-04-02") == 2
    assert count(since=2023) == 1 and count(until="2022-04") == 4
    assert count(article="Trucks for Iceland") == 3


def test_statements_by_each_filter(record):
    count = lambda **filters: len(record.statements(**filters))  # noqa: E731
    assert count() == count(speaker="NOR:GOV") == count(speaker="nor") == count(speaker="the mayor") == 1
    assert count(speaker="Berg") == count(kind="assertion") == count(words="40 TRUCKS") == 1
    assert count(kind="attitude") == count(speaker="SWE") == count(outlet="Wire") == 0
    (row,) = record.statements(outlet="the fjord", since="2022-04", until="2022-04-30", article="Trucks for")
    text = record.article(row["article_id"]).article.text
    assert [text[row["start"] : row["end"]]] == row["content"]
    assert (row["source"], row["cue"], row["speaker"], row["speaker_code"]) == (
        "The mayor", "said", "Ada Berg", "NOR:GOV",
    )  # fmt: skip


def test_figures_by_each_filter(record):
    values = lambda **filters: sorted(record.figures(**filters)["low"])  # noqa: E731
    assert values() == [3, 7, 9, 40, 41]
    assert values(counted="TRUCK") == values(counted="truck") == values(unit="vehicles") == values()
    assert values(holder="NOR") == values() and values(holder="POL") == []
    assert values(voice="outlet") == [3, 7, 9, 41] and values(voice="NOR") == values(voice="mayor") == [40]
    assert values(outlet="WIRE") == [9, 41] and values(since="2022-04-02") == [9, 41]
    assert values(factuality="actual") == values() and values(factuality="negated") == []
    assert values(article="41 trucks") == [41] and len(values(limit=2)) == 2
    for row in record.figures():
        text = record.article(row["article_id"]).article.text
        assert text[row["start"] : row["end"]] == row["quote"]


def test_events_and_series(record):
    assert len(record.events()) >= 4
    assert {row["type"] for row in record.events(factuality="future")} == {"ASSAULT"}
    assert len(record.events(actor="NOR", recipient="ISL")) >= 1
    assert set(record.events(outlet="Wire")["id"]) < set(record.events()["id"])
    assert len(record.events(outlets=3)) == 0 and len(record.events(disputed=True, limit=1)) <= 1
    counted = record.series("year", type="AID")
    assert set(counted["quad"]) == {2} and set(counted["period"]) >= {date(2022, 1, 1), date(2023, 1, 1)}
    disputed = record.disagreements()
    assert set(disputed["kind"]) == {"figure"} and {"40 truck", "41 truck"} <= set(
        disputed["said_one"]
    ) | set(disputed["said_other"])
    assert list(record.disagreements(disputed["event_id"][0])) == list(disputed)
    assert len(record.disagreements(record.events(type="ASSAULT")["id"][0])) == 0


def test_changes_since_a_day(own):
    add(own, NEW)
    assert "made" in own.changes()["kind"]
    assert len(own.changes(since="2999-01-01")) == 0 == len(own.changes(date(2999, 1, 1)))
    assert len(own.changes(since=2000)) == len(own.changes(since="2000-01")) == len(own.changes())
    for wrong in ("lately", 1.5, True):
        with pytest.raises(ConfigurationError, match="TID-402"):
            own.changes(wrong)


def test_an_event_has_its_tellings_with_their_sentences(record):
    (row,) = record.events(type="ASSAULT")
    event = record.event(row["id"][:14])
    assert event.id == row["id"] and event.row["type"] == "ASSAULT"
    (telling,) = event.tellings
    assert telling["sentence"] == "Poland will attack Sweden." and "text" not in event.tellings.columns
    assert len(record.tellings(event.id)) == 1 and event.wordings["triggers"] == [["attack"]]
    assert "Poland → Sweden: assault" in repr(event) and "Poland will attack" in event._repr_html_()
    with pytest.raises(RecordError, match="TID-210"):
        record.event("e_nothing")


def test_articles_and_codings(record):
    assert record.articles()["title"][:2] == ["Trucks for Iceland", "41 trucks"]
    assert record.articles(outlet="Wire", since="2023")["title"] == ["To Sweden"]
    assert len(record.articles(words="Iceland")) == 2 and len(record.articles(limit=1)) == 1
    assert record.articles()["mentions"] == [3, 1, 1, 1]
    coding = record.article("To Sweden")
    assert isinstance(coding, tidings.Coding) and isinstance(coding.article, tidings.Article)
    assert [c.article.id for c in record.codings()] == sorted(record.articles()["id"])
    with pytest.raises(RecordError, match="TID-206"):
        record.article("No such title")


def test_a_word_that_is_no_filter_is_refused_with_those_that_are(record):
    for ask, known in (
        (record.mentions, "actor, recipient, type"), (record.events, "independent, disputed"),
        (record.statements, "speaker, kind, words"), (record.figures, "counted, unit, holder"),
        (record.series, "independent, disputed"), (record.articles, "since, until, words"),
    ):  # fmt: skip
        with pytest.raises(ConfigurationError, match=r"TID-421: 'actr'.*" + known):
            ask(actr="RUS")


@pytest.mark.parametrize(
    ("ask", "filters"),
    [
        ("mentions", {"factuality": "sure"}), ("mentions", {"since": "soon"}), ("mentions", {"limit": 0}),
        ("mentions", {"actor": ["RUS"]}), ("statements", {"kind": "shout"}), ("statements", {"limit": 0}),
        ("statements", {"speaker": " "}), ("figures", {"unit": "apples"}), ("figures", {"limit": -1}),
        ("figures", {"factuality": "sure"}), ("articles", {"limit": 0}), ("events", {"since": "soon"}),
        ("mentions", {"limit": "5"}), ("mentions", {"limit": True}), ("mentions", {"actor": 5}),
        ("mentions", {"since": 2022.5}), ("events", {"outlets": "2"}), ("events", {"disputed": "yes"}),
        ("articles", {"limit": "5"}), ("articles", {"outlet": 5}), ("articles", {"outlet": ["Wire", 5]}),
        ("articles", {"words": '""'}), ("articles", {"words": " "}), ("series", {"independent": 1.5}),
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_refused(record, ask, filters):
    with pytest.raises(ConfigurationError, match="TID-402"):
        getattr(record, ask)(**filters)


def test_whole_numbers_of_a_data_frame_are_numbers(record):
    (two,) = pd.Series([2]).to_numpy()
    assert len(record.mentions(limit=two)) == len(record.articles(limit=two)) == 2
    assert len(record.articles(outlet=pd.Series(["Wire"]))) == 2


def test_an_unknown_type_is_refused(record):
    with pytest.raises(UnknownCodeError, match="TID-303"):
        record.mentions(type="ASSULT")


def test_documented_filters_are_those_of_the_signature(record):
    """So that what an editor offers is what is accepted."""
    for method in (record.mentions, record.statements, record.figures, record.events, record.series):
        names = [n for n, p in inspect.signature(method).parameters.items() if p.kind is p.KEYWORD_ONLY]
        assert all(f"`{name}`" in method.__doc__ or name in NAMED_ELSEWHERE for name in names), method


NAMED_ELSEWHERE = {
    "limit", "since", "until", "article", "outlet", "words", "type", "factuality", "voice", "actor",
    "recipient", "outlets", "independent", "disputed",
}  # fmt: skip


VOICES = st.sampled_from(["NOR", "nor:gov", "mayor", "The", "Ada", "x", "ISL", "é%_'"])


@settings(max_examples=15, deadline=None)
@given(st.none() | VOICES, st.sampled_from([None, "Wire", "the fjord"]), st.none() | st.integers(1, 9))
def test_filters_are_conjunctions(record, voice, outlet, limit):
    everything = {row["id"] for row in record.figures()}
    by_voice = {row["id"] for row in record.figures(voice=voice)}
    by_outlet = {row["id"] for row in record.figures(outlet=outlet)}
    both = record.figures(voice=voice, outlet=outlet, limit=limit)
    wanted = by_voice & by_outlet
    assert wanted <= everything and set(both["id"]) <= wanted
    assert len(both) == min(len(wanted), limit or len(wanted))


def test_tables_turn_into_what_one_works_with(record):
    table = record.mentions()
    frame = table.to_pandas()
    assert isinstance(frame, pd.DataFrame) and frame["published"].dtype.kind == "M" and len(frame) == 6
    assert isinstance(table.to_polars(), pl.DataFrame) and table.to_polars().columns == table.columns
    assert pl.DataFrame(table).equals(table.to_polars()) and pa.table(table).equals(table.arrow)
    assert len(table) == len(list(table)) == len(table.to_pylist()) == table.arrow.num_rows == 6
    assert next(iter(table))["trigger"] == table["trigger"][0]
    assert duckdb.from_arrow(pa.table(table)).count("id").fetchall() == [(6,)]
    with pytest.raises(KeyError):
        table["no such column"]
    with pytest.raises(AttributeError):
        table.arrow = None


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_is_named_with_its_extra(record, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InstallationError, match=rf'TID-420.*pip install "tidings\[{package}\]"'):
        getattr(record.mentions(), f"to_{package}")()


def test_a_table_in_the_terminal_is_as_wide_as_that(record, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    for table in (record.mentions(), record.articles(), record.events(), record.sql("SELECT 1 AS one")):
        lines = repr(table).split("\n")
        assert lines[0].startswith(f"{table.kind}: {len(table)} row") and max(map(len, lines)) <= 90
        assert all(
            name in lines[1] or name in " ".join(lines[-3:]).replace(",", "").split()
            for name in table.columns
        )


def test_between_questions_others_can_write_and_are_seen(own):
    assert len(own.articles()) == 4
    with open_record(own.path) as writing:
        assert not writing.read_only
    add(tidings.open(own.path), NEW)
    assert len(own.articles()) == 5


def test_another_process_that_writes_is_named(own, tmp_path):
    code = (
        "import sys; from tidings.record import open_record; r = open_record(sys.argv[1]);"
        "print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, own.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(RecordError, match=rf"TID-201.*{holder.pid}"):
            own.mentions()
    finally:
        holder.communicate("")
    assert len(own.mentions()) == 6


def test_a_with_statement_holds_one_state_and_then_closes(own):
    with tidings.open(own.path) as held:
        assert len(held.articles()) == 4
        with pytest.raises(RecordError, match="TID-201"):
            open_record(own.path)
        add(held, NEW)
        assert len(held.articles()) == 5
    for ask in (held.articles, lambda: add(held, ARTICLES), held.__enter__, lambda: list(held.codings())):
        with pytest.raises(RecordError, match="TID-424"):
            ask()
    held.close()
    assert "closed" in repr(held) and "closed" in held._repr_html_()
    open_record(own.path).close()


def test_adding_again_changes_nothing(own):
    with open_record(own.path, read_only=True) as now:
        digest = now.digest()
    again = add(own, pd.DataFrame(ARTICLES))
    assert (again.coded, again.known, again.problems) == (0, 4, ())
    with open_record(own.path, read_only=True) as now:
        assert now.digest() == digest and now.check() == []


def test_what_can_not_be_added_is_in_the_quarantine(own):
    with pytest.warns(tidings.ProblemWarning, match="2 left out"):
        done = add(own, [NEW, {"text": ""}, {"text": "poison"}], name="my rows")
    assert [p.number for p in done.problems] == ["TID-108", "TID-117"] and done.coded == 1
    assert sorted(own.quarantine()["origin"]) == ["my rows!row 2", "my rows!row 3"]


def test_a_record_is_not_made_by_mistake(made, tmp_path):
    with pytest.raises(RecordError, match="TID-205"):
        tidings.open(tmp_path / "typo.duckdb")
    assert not list(tmp_path.iterdir())
    assert len(tidings.open(tmp_path / "new.duckdb", create=True).articles()) == 0
    assert len(tidings.open(made, create=True).articles()) == 4


def test_sql_reads_the_record_and_nothing_else(record, tmp_path):
    (row,) = record.sql("SELECT count(*) AS n FROM mentions WHERE type = ?", ["AID"])
    assert row == {"n": 5}
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    for query in (
        "DELETE FROM mentions RETURNING id", "CREATE TABLE mine (a INTEGER)", "SELEC 1",
        f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')", f"ATTACH '{tmp_path / 'x.duckdb'}'",
        f"COPY mentions TO '{tmp_path / 'out.csv'}'", "", "-- nothing",
    ):  # fmt: skip
        with pytest.raises((duckdb.Error, RecordError)):
            record.sql(query)
    assert len(record.mentions()) == 6 and [p.name for p in tmp_path.iterdir()] == ["secret.csv"]


def test_tables_and_summary(record):
    assert record.table("parties").columns[0] == "mention_id" and record.summary().mentions == 6
    with pytest.raises(KeyError):
        record.table("no such table")


def test_the_file_is_opened_once_a_question(made, monkeypatch):
    record = tidings.open(made)
    opened_now = []
    real = opened.open_record

    def counted(*arguments, **options):
        opened_now.append(options)
        return real(*arguments, **options)

    monkeypatch.setattr(opened, "open_record", counted)
    record.mentions(article="To Sweden")
    record.event(record.events()["id"][0])
    assert opened_now == [{"read_only": True}] * 3
