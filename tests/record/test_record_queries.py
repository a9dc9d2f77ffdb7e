from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_samples import PROVENANCE

from tidings.errors import ConfigurationError, RecordError, UnknownCodeError
from tidings.record import MentionFilter, Record, open_record
from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Quarantined,
    Span,
    Statement,
    Unit,
)


class Writer:
    """Makes records of an article out of its own words."""

    def __init__(self, text: str, **metadata: object) -> None:
        self.article = Article.make(text, **metadata)  # type: ignore[arg-type]

    def words(self, words: str) -> Span:
        start = self.article.text.index(words)
        return self.article.span(start, start + len(words))

    def party(self, words: str, code: str | None = None) -> Party:
        return Party(self.words(words), code)

    def said(self, source: str | None, content: str, kind: Kind = Kind.ASSERTION) -> Statement:
        named = self.words(source) if source else None
        return Statement.make(self.article.id, named, None, (self.words(content),), kind)


def aid() -> Coding:
    w = Writer(
        "Poland sent tanks to Ukraine, the Polish minister, a veteran, said. NATO may train 500 soldiers.",
        title="Tanks for Kyiv",
        outlet="Wire",
        published=date(2022, 3, 10),
        external_id="77",
        origin="in/aid.txt",
    )
    statement = w.said("the Polish minister, a veteran", "Poland sent tanks to Ukraine")
    sent = replace(
        Mention.make(w.article.id, w.words("sent"), "AID"),
        actors=(w.party("Poland", "POL"),),
        recipients=(w.party("Ukraine", "UKR"),),
        date="2022-03",
        voice=statement.id,
    )
    train = replace(
        Mention.make(w.article.id, w.words("train"), "AID"),
        actors=(w.party("NATO", "IGO:NATO"), Party(None, "USA:GOV"), Party(None, None)),
        recipients=(w.party("soldiers"),),
        factuality=Factuality.FUTURE,
    )
    soldiers = replace(
        Figure.make(w.article.id, w.words("500"), 500, 500, Unit.TROOPS, of=w.words("soldiers")),
        mention_id=train.id,
        factuality=Factuality.FUTURE,
    )
    return Coding(w.article, (statement,), (sent, train), (soldiers,))


def accusation() -> Coding:
    w = Writer(
        "Russian officials accused Belarus. They said so. The Polish minister's word: Minsk hit Poland.",
        title="Words over Minsk",
        outlet="Post",
        published=date(2022, 4, 1),
        origin="in/more.jsonl!2",
    )
    they = w.said("They", "Russian officials accused Belarus")
    polish = w.said("The Polish minister's", "Minsk hit Poland")
    accused = replace(
        Mention.make(w.article.id, w.words("accused"), "ACCUSE"),
        actors=(w.party("Russian officials", "RUS:GOV"),),
        recipients=(w.party("Belarus", "BLR"),),
        voice=they.id,
        date="2021-12-30/2022-01-02",
    )
    hit = replace(
        Mention.make(w.article.id, w.words("hit"), "ASSAULT"),
        actors=(w.party("Minsk", "BLR:GOV"),),
        recipients=(w.party("Poland", "POL"),),
        voice=polish.id,
        factuality=Factuality.NEGATED,
    )
    return Coding(w.article, (they, polish), (accused, hit), ())


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with open_record(tmp_path_factory.mktemp("queries") / "r.duckdb", create=True) as record:
        refused = [Quarantined(f"in/{n}.pdf", "TID-108", f"in/{n}.pdf: holds no text") for n in range(3)]
        record.write([aid(), accusation()], [*refused, Quarantined("x", "TID-110", "x: French")], PROVENANCE)
        record.replace_copies([(accusation().article.id, aid().article.id, 0.9)])
        yield record


def triggers(record: Record, **wanted: object) -> set[str]:
    return set(record.mentions(MentionFilter(**wanted)).column("trigger").to_pylist())  # type: ignore[arg-type]


ALL = {"sent", "train", "accused", "hit"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ALL),
        ({"actor": "RUS"}, {"accused"}),
        ({"actor": "RUS:GOV"}, {"accused"}),
        ({"actor": "rus:gov"}, {"accused"}),
        ({"actor": "RUS:MIL"}, set()),
        ({"actor": "IGO:NATO"}, {"train"}),
        ({"actor": "nato"}, {"train"}),
        ({"actor": "USA"}, {"train"}),
        ({"actor": "OFFICIALS"}, {"accused"}),
        ({"recipient": "RUS"}, set()),
        ({"recipient": "POL"}, {"hit"}),
        ({"actor": "POL"}, {"sent"}),
        ({"recipient": "kraine"}, {"sent"}),
        ({"actor": "POL", "recipient": "UKR"}, {"sent"}),
        ({"type": "AID"}, {"sent", "train"}),
        ({"type": "aid", "factuality": "future"}, {"train"}),
        ({"factuality": Factuality.NEGATED}, {"hit"}),
        ({"voice": "outlet"}, {"train"}),
        ({"voice": "polish MINISTER"}, {"sent", "hit"}),
        ({"voice": "they"}, {"accused"}),
        ({"since": "2022-03-31"}, {"sent", "hit"}),
        ({"since": "2022-04"}, {"hit"}),
        ({"until": "2022-01-01"}, {"accused"}),
        ({"since": "2022-01-02", "until": "2022-01-02"}, {"accused"}),
        ({"since": "2022-01-03", "until": "2022-02"}, set()),
        ({"since": "2022-03-10", "until": "2022-03-10"}, {"sent", "train"}),
        ({"since": "2022", "until": "2022"}, ALL),
        ({"until": "2020"}, set()),
        ({"article": "a_absent"}, set()),
    ],
)
def test_filters(record: Record, wanted: dict[str, object], found: set[str]) -> None:
    assert triggers(record, **wanted) == found


def test_filter_by_article_and_limit(record: Record) -> None:
    assert triggers(record, article=aid().article.id) == {"sent", "train"}
    everything = record.mentions().to_pylist()
    for limit in (1, 3, 99):
        assert record.mentions(MentionFilter(limit=limit)).to_pylist() == everything[:limit]


def test_columns_of_a_mention(record: Record) -> None:
    coding = aid()
    assert record.mentions(MentionFilter(type="AID")).to_pylist() == [
        {
            "id": mention.id,
            "article_id": coding.article.id,
            "outlet": "Wire",
            "published": date(2022, 3, 10),
            "date": day,
            "place": None,
            "country": None,
            "actors": actors,
            "trigger": mention.trigger.quote,
            "type": "AID",
            "mode": None,
            "recipients": recipients,
            "factuality": mention.factuality.value,
            "historical": False,
            "voice": mention.voice,
            "source": source,
            "speaker": None,
            "speaker_code": None,
            "actor_codes": [p.code for p in mention.actors if p.code],
            "recipient_codes": [p.code for p in mention.recipients if p.code],
            "start": mention.trigger.start,
            "end": mention.trigger.end,
            "own_type": None,
        }
        for mention, day, actors, recipients, source in (
            (
                coding.mentions[0],
                "2022-03",
                ["Poland [POL]"],
                ["Ukraine [UKR]"],
                "the Polish minister, a veteran",
            ),
            (coding.mentions[1], "2022-03-10", ["NATO [IGO:NATO]", "[USA:GOV]"], ["soldiers"], None),
        )
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        {"factuality": "maybe"},
        {"since": "yesterday"},
        {"since": "2022-13"},
        {"until": "2022-02-30"},
        {"until": "2022-1-1"},
        {"limit": 0},
        {"limit": -1},
        {"actor": " "},
    ],
)
def test_filters_that_make_no_sense(record: Record, wanted: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=r"TID-402.*" + next(iter(wanted))):
        triggers(record, **wanted)


INJECTIONS = [
    "' OR 1=1 --",
    "'; DROP TABLE mentions; --",
    "%",
    "_",
    "\\",
    '"',
    "$1",
    "?",
    ") OR (true",
    "\x00",
    "USA:' OR ''='",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("field", ["actor", "recipient", "voice", "article"])
def test_sql_in_a_filter_is_only_a_value(record: Record, field: str, value: str) -> None:
    before = record.digest()
    assert triggers(record, **{field: value}) == set()
    for bad in ("factuality", "since", "until"):
        with pytest.raises(ConfigurationError):
            triggers(record, **{bad: value})
    with pytest.raises(UnknownCodeError):
        triggers(record, type=value)
    with pytest.raises(RecordError):
        record.find_article(value)
    assert record.statements(value).num_rows == record.figures(value).num_rows == 0
    assert record.digest() == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Lower case of U+0130 is one letter in DuckDB, two in Python.
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\u0130"), min_size=1, max_size=8))
def test_words_fit_like_text_does(record: Record, value: str) -> None:
    expected = {
        m.trigger.quote
        for coding in (aid(), accusation())
        for m in coding.mentions
        for s in coding.statements
        if s.id == m.voice and s.source and value.lower() in s.source.quote.lower()
    }
    assert value == "outlet" or triggers(record, voice=value) == expected


def test_statements_figures_articles(record: Record) -> None:
    (statement,) = record.statements(aid().article.id).to_pylist()
    assert statement["source"] == "the Polish minister, a veteran"
    assert statement["content"] == ["Poland sent tanks to Ukraine"]
    assert (statement["cue"], statement["kind"], statement["outlet"]) == (None, "assertion", "Wire")
    assert record.statements().num_rows == 3
    (figure,) = record.figures().to_pylist()
    assert (figure["quote"], figure["low"], figure["of"], figure["mention_id"]) == (
        "500",
        500.0,
        "soldiers",
        aid().mentions[1].id,
    )
    counts = [
        (a["title"], a["statements"], a["mentions"], a["figures"]) for a in record.articles().to_pylist()
    ]
    assert counts == [("Tanks for Kyiv", 1, 2, 1), ("Words over Minsk", 2, 2, 0)]


def test_find_article(record: Record) -> None:
    first, second = aid().article.id, accusation().article.id
    for wanted in (first, first[:9], first[2:9], "77", "in/aid.txt", "aid.txt", "tanks for kyiv", "TANKS"):
        assert record.find_article(wanted) == first
    for wanted in (second, "more.jsonl!2", "minsk"):
        assert record.find_article(wanted) == second
    for wanted in ("", " ", "78", "a_", "id.txt", "nothing such"):
        with pytest.raises(RecordError) as caught:
            record.find_article(wanted)
        assert caught.value.number == "TID-206"
    with pytest.raises(RecordError) as caught:
        record.find_article("s")
    assert caught.value.number == "TID-207"
    assert first in str(caught.value)
    assert second in str(caught.value)


def test_summary(record: Record) -> None:
    summary = record.summary()
    texts = [aid().article.text, accusation().article.text]
    assert summary.articles == 2
    assert summary.words == sum(len(text.split()) for text in texts)
    assert (summary.statements, summary.mentions, summary.figures) == (3, 4, 1)
    assert (summary.outlet, summary.quoted, summary.copies) == (1, 3, 1)
    assert summary.factuality == {"actual": 2, "future": 1, "proposed": 0, "hypothetical": 0, "negated": 1}
    (source,) = summary.sources
    assert (source.name, source.statements, source.articles) == ("Polish minister", 2, 2)
    assert [(a.type, a.quad, a.mentions) for a in summary.actions] == [
        ("AID", 2, 2),
        ("ACCUSE", 3, 1),
        ("ASSAULT", 4, 1),
    ]
    assert summary.actions[0].factuality["future"] == 1
    assert [(d.actor, d.recipient, d.mentions, d.types) for d in summary.dyads] == [
        ("BLR", "POL", 1, {"ASSAULT": 1}),
        ("POL", "UKR", 1, {"AID": 1}),
        ("RUS", "BLR", 1, {"ACCUSE": 1}),
    ]
    assert [(q.number, q.inputs) for q in summary.quarantine] == [("TID-108", 3), ("TID-110", 1)]
    assert summary.quarantine[0].example.endswith("holds no text")


def test_summary_of_nothing(path: Path) -> None:
    with open_record(path, create=True) as record:
        summary = record.summary()
        assert (summary.articles, summary.words, summary.quoted) == (0, 0, 0)
        assert summary.sources == summary.actions == summary.dyads == summary.quarantine == ()
        assert record.mentions().num_rows == 0
        assert list(record.codings()) == []
        assert record.check() == []
