"""Reviewed articles as gold: what people let stand, read by score and training."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from review_samples import ANEW, sample, write

from tidings import export_and_score
from tidings.cli.main import tidings
from tidings.errors import ExportError
from tidings.evaluate import read_gold
from tidings.export import Choice
from tidings.record import open_record, verdicts
from tidings.review import correct_mention, figure_values, mention_values, reviewed
from tidings.types import Mention, Party, Statement


def say(record, coding, values, target, who="ana"):
    record.do(lambda db: verdicts.decide(db, target, values, who))


def confirm_all(record, coding, who="ana", *, but=()):
    for mention in coding.mentions:
        if mention.id not in but:
            say(record, coding, mention_values(coding, mention), mention.id, who)
    for figure in coding.figures:
        if figure.id not in but:
            say(record, coding, figure_values(coding, figure), figure.id, who)


def correct(record, coding, mention, given, who="ana"):
    say(record, coding, mention_values(coding, correct_mention(coding, mention, given)), mention.id, who)


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "r.duckdb", [sample(0), sample(1)])


def by_id(coding):
    return {m.id: m for m in coding.mentions}


def test_only_articles_decided_in_full_are_gold(path):
    with open_record(path) as record:
        confirm_all(record, sample(0))
        confirm_all(record, sample(1), but=[sample(1).figures[0].id])
        assert [c.article.id for c in reviewed(record)] == [sample(0).article.id]


def test_what_was_rejected_is_out_and_what_was_corrected_is_in(path):
    coding = sample(0)
    sent, visit, attacked = coding.mentions
    better = correct_mention(coding, visit, {"type": "AGREE", "factuality": "proposed"})
    with open_record(path) as record:
        confirm_all(record, coding)
        say(record, coding, mention_values(coding, sent, "no"), sent.id)
        say(record, coding, mention_values(coding, better), visit.id)
        (gold,) = reviewed(record)
    assert [(m.id, m.type, m.factuality.value) for m in gold.mentions] == [
        (visit.id, "AGREE", "proposed"), (attacked.id, "ASSAULT", "negated"),
    ]  # fmt: skip
    assert gold.statements == tuple(replace(s, speaker=None) for s in coding.statements)
    assert gold.figures[0].mention_id is None, "the mention it measures was rejected"


def test_the_export_is_read_back_and_scored_against_the_record(path, tmp_path):
    coding = sample(0)
    sent, _, attacked = coding.mentions
    with open_record(path) as record:
        confirm_all(record, coding)
        say(
            record,
            coding,
            mention_values(coding, correct_mention(coding, sent, {"type": "MOBILIZE"})),
            sent.id,
        )
        say(record, coding, mention_values(coding, attacked, "no"), attacked.id)
        expected = list(reviewed(record))
    out = tmp_path / "gold.jsonl"
    arguments = ["export", str(path), "--format", "standoff", "--reviewed", "--output", str(out)]
    assert CliRunner().invoke(tidings, arguments).exit_code == 0
    (found,) = read_gold(out).values()
    assert found.mentions == expected[0].mentions
    assert found.figures == tuple(replace(f, counted=None) for f in expected[0].figures)
    scores = json.loads(
        CliRunner().invoke(tidings, ["score", str(out), "--with", str(path), "--format", "json"]).stdout
    )
    rows = {row["name"]: row for row in scores["measures"]}
    assert (rows["mention trigger"]["gold"], rows["mention trigger"]["predicted"]) == (2, 3)
    assert rows["mention trigger + type"]["recall"]["value"] == 0.5
    assert rows["figure"]["f1"]["value"] == 1


@pytest.mark.parametrize("who", ["ana", "ben", None])
def test_by_takes_the_words_of_one_reviewer_and_else_the_latest_count(path, who):
    coding = sample(0)
    first = coding.mentions[0]
    with open_record(path) as record:
        confirm_all(record, coding, "ben")
        say(
            record,
            coding,
            mention_values(coding, correct_mention(coding, first, {"type": "AGREE"})),
            first.id,
            "ben",
        )
        confirm_all(record, coding, "ana")
    lines = list(export_and_score.export_record(path, "standoff", reviewed=True, by=who))
    types = {m["id"]: m["type"] for m in json.loads(lines[0])["mentions"]}
    assert types[first.id] == ("AGREE" if who == "ben" else "AID")


def exported(path, format, **options):
    return "".join(export_and_score.export_record(path, format, **options)).splitlines()


@pytest.mark.parametrize("who", ["ana", "ben", None])
def test_every_format_has_what_people_let_stand_and_nothing_of_other_articles(path, who, tmp_path):
    one = sample(0)
    sent, visit, attacked = one.mentions
    with open_record(path) as record:
        confirm_all(record, one, "ben")
        correct(record, one, attacked, {"factuality": "actual", "type": "COERCE"}, "ben")
        say(record, one, mention_values(one, sent, "no"), sent.id, "ana")
        say(record, one, mention_values(one, visit, "yes"), visit.id, "ana")
        say(record, one, mention_values(one, attacked, "yes"), attacked.id, "ana")
        for figure in one.figures:
            say(record, one, figure_values(one, figure), figure.id, "ana")
        record.link()
        (gold,) = reviewed(record, who)
    asked = {"by": who} if who else {"reviewed": True}
    expected = {m.id: (m.type, m.factuality.value) for m in gold.mentions}
    assert expected[attacked.id] == (("COERCE", "actual") if who == "ben" else ("ASSAULT", "negated"))
    rows = [json.loads(row) for row in exported(path, "jsonl", table="mentions", **asked)]
    assert {r["id"]: (r["type"], r["factuality"]) for r in rows} == expected
    assert {r["model_digest"] for r in rows} == {"model-1"}
    choice = Choice(factuality=(), historical=True)
    plover = [json.loads(row) for row in exported(path, "plover", choice=choice, **asked)]
    assert sorted(row["tidings"]["plover_type"] for row in plover) == sorted(t for t, _ in expected.values())
    polecat = exported(path, "polecat", choice=choice, **asked)
    assert len(polecat) == 1 + len(expected)
    notes = json.loads("".join(exported(path, "web-annotation", **asked)))["first"]["items"]
    assert {note["article"] for note in notes} == {one.article.id}
    export_and_score.export_to(path, tmp_path / "tables", "parquet", **asked)
    export_and_score.export_to(path, tmp_path / "again", "parquet", **asked)
    for file in (tmp_path / "tables").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name
    said = json.loads((tmp_path / "tables" / "metadata.json").read_text())["tidings"]
    assert said["articles"].startswith("only articles that people reviewed in full")
    assert said["made_with"]["model_digest"] == ["model-1"]
    assert said["rows"]["articles"] == 1 and said["rows"]["quarantine"] == 0


def test_events_of_reviewed_articles_follow_what_people_decided_on_pairs(path):
    one, other = sample(0), sample(1)
    pair = one.mentions[1].id, other.mentions[1].id
    with open_record(path) as record:
        confirm_all(record, one)
        confirm_all(record, other)
        record.link()

    def tellings():
        rows = map(json.loads, exported(path, "jsonl", table="tellings", reviewed=True))
        return {row["mention_id"]: row["event_id"] for row in rows}

    before = tellings()
    same = before[pair[0]] == before[pair[1]]
    head = verdicts.APART if same else verdicts.SAME
    with open_record(path) as record:
        record.do(lambda db: verdicts.decide(db, pair[0], {head: pair[1]}, "ana"))
        record.follow()
    after = tellings()
    assert (after[pair[0]] == after[pair[1]]) is not same


def test_an_undone_decision_opens_the_article_again(path):
    coding = sample(0)
    with open_record(path) as record:
        confirm_all(record, coding)
        last = record.ask(lambda db: verdicts.decisions(db, limit=1))[0]
        record.do(lambda db: verdicts.withdraw(db, path, last.id, "ana"))
        with pytest.raises(ExportError, match="TID-504"):
            list(reviewed(record))


def test_who_can_not_tell_leaves_the_article_open(path):
    coding = sample(0)
    with open_record(path) as record:
        confirm_all(record, coding)
        say(record, coding, mention_values(coding, coding.mentions[0], "unsure"), coding.mentions[0].id)
        with pytest.raises(ExportError, match="TID-504"):
            list(reviewed(record))


def test_without_a_reviewed_article_the_command_says_so_and_leaves_no_file(path, tmp_path):
    out = tmp_path / "gold.jsonl"
    run = CliRunner().invoke(tidings, ["export", str(path), "--by", "nobody", "--output", str(out)])
    assert run.exit_code == 1
    assert "TID-504" in str(run.exception)
    assert not list(tmp_path.glob("gold*"))


def recoded(coding, *, type_of_sent="AID", drop=(), statements=None):
    """The same article as another model might code it."""
    sent = coding.mentions[0]
    again = replace(Mention.make(coding.article.id, sent.trigger, type_of_sent), actors=(Party(None, "SWE"),))
    mentions = (again, *(m for m in coding.mentions[1:] if m.id not in drop))
    voices = statements if statements is not None else coding.statements
    known = {"outlet", *(s.id for s in voices)}
    return replace(
        coding, statements=voices,
        mentions=tuple(m if m.voice in known else replace(m, voice="outlet") for m in mentions),
        figures=tuple(replace(f, mention_id=None, voice="outlet") for f in coding.figures),
    )  # fmt: skip


@pytest.mark.parametrize("type_of_sent", ["AID", "ASSAULT"])
def test_decisions_outlive_a_new_coding(path, type_of_sent):
    coding = sample(0)
    visit = coding.mentions[1]
    with open_record(path) as record:
        confirm_all(record, coding)
        (before,) = reviewed(record)
        record.write([recoded(coding, type_of_sent=type_of_sent, drop=[visit.id])], [], ANEW)
        (after,) = reviewed(record)
    assert by_id(after) == by_id(before), "what a person confirmed is gold whatever the machine finds now"


def test_a_new_coding_with_something_new_is_not_reviewed_in_full(path):
    coding = sample(0)
    extra = Mention.make(coding.article.id, coding.article.span(0, 3), "AID")
    with open_record(path) as record:
        confirm_all(record, coding)
        record.write([replace(coding, mentions=(extra, *coding.mentions))], [], ANEW)
        with pytest.raises(ExportError, match="TID-504"):
            list(reviewed(record))


def test_a_later_word_on_the_same_trigger_takes_the_place_of_one_on_a_mention_that_is_gone(path):
    coding = sample(0)
    with open_record(path) as record:
        confirm_all(record, coding)
        anew = recoded(coding, type_of_sent="ASSAULT")
        record.write([anew], [], ANEW)
        say(record, anew, mention_values(anew, anew.mentions[0]), anew.mentions[0].id)
        (gold,) = reviewed(record)
    sent = coding.mentions[0].trigger
    assert [m.type for m in gold.mentions if m.trigger == sent] == ["ASSAULT"]


def test_a_voice_whose_statement_is_gone_goes_to_the_same_source_or_the_article_is_open(path):
    coding = sample(0)
    mayor, baker = coding.statements
    other = Statement.make(coding.article.id, mayor.source, mayor.cue, mayor.content[:0], mayor.kind)
    with open_record(path) as record:
        confirm_all(record, coding)
        record.write([recoded(coding, statements=(other, baker))], [], ANEW)
        (gold,) = reviewed(record)
        assert by_id(gold)[coding.mentions[0].id].voice == other.id
        record.write([recoded(coding, statements=(baker,))], [], replace(ANEW, model_digest="model-3"))
        with pytest.raises(ExportError, match="TID-504"):
            list(reviewed(record))


def test_a_decision_on_one_mention_settles_no_other_on_the_same_words(path):
    coding = sample(0)
    first = coding.mentions[0]
    twin = replace(Mention.make(coding.article.id, first.trigger, "CONSULT"), actors=first.actors)
    twice = replace(coding, mentions=(*coding.mentions, twin))
    both = write(path.with_name("twice.duckdb"), [twice])
    with open_record(both) as record:
        confirm_all(record, twice, but=[twin.id])
        with pytest.raises(ExportError, match="TID-504"):
            list(reviewed(record))
        say(record, twice, mention_values(twice, twin), twin.id)
        (gold,) = reviewed(record)
    assert {first.id, twin.id} <= set(by_id(gold))


def test_an_export_never_goes_over_the_record(path):
    before = path.read_bytes()
    run = CliRunner().invoke(tidings, ["export", str(path), "--output", str(path), "--force"])
    assert getattr(run.exception, "number", None) == "TID-401"
    run = CliRunner().invoke(tidings, ["export", str(path), "--output", str(path.parent / "no" / "x.jsonl")])
    assert getattr(run.exception, "number", None) == "TID-401"
    assert path.read_bytes() == before
