"""Events of shards are those of a record of the same articles, however the articles are cut."""

import json
import random
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scale_samples import StoryCoder, story

from tidings.config import Config, Scale
from tidings.errors import ScaleError
from tidings.link.telling import Telling
from tidings.read.copies import copies, signature
from tidings.record import open_record
from tidings.record.events import TABLES
from tidings.scale.executors import code_shards
from tidings.scale.gathering import gather
from tidings.scale.linking import copies_of, link_shards

ARTICLES = 120


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Stories that several outlets tell over half a year, some in copies, in no order of time."""
    chance = random.Random(4)
    rows = []
    for number in range(ARTICLES):
        told = story(chance.randrange(ARTICLES // 3))
        day = date(2021, 1, 4) + timedelta(days=told.day + chance.randrange(3))
        text = told.text if chance.random() < 0.3 else f"{told.text} This is report number {number}."
        rows.append(
            {"text": text, "outlet": f"Outlet {number % 9}", "date": day.isoformat(), "language": "en"}
        )
    path = tmp_path_factory.mktemp("stories") / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("per_shard", [40, 1000])
def test_linking_shards_finds_the_events_of_a_record(source, tmp_path, per_shard):
    config = Config(scale=Scale(articles_per_shard=per_shard))
    out = tmp_path / "out's [1]*"
    (tmp_path / "out's 1" / "articles").mkdir(parents=True)  # what the name means as a pattern
    (tmp_path / "out's 1" / "articles" / "000000.parquet").write_bytes(b"")
    run = code_shards([source], out, config=config, executor="serial", coder=StoryCoder())
    seen = []
    linked = link_shards(out, workers=1, progress=seen.append)
    with open_record(tmp_path / "r.duckdb", create=True) as record:
        gather([out], record)
        expected = {name: record.table(name).to_pylist() for name in TABLES}
        assert any(row["outlets"] < row["articles"] for row in expected["events"]), "copies count once"
    assert linked.events == len(expected["events"]) < linked.mentions == len(expected["tellings"])
    for name, rows in expected.items():
        table = pa.concat_tables(pq.read_table(p) for p in (out / name).glob("*.parquet"))
        assert sorted(map(repr, table.to_pylist())) == sorted(map(repr, rows)), name
    assert max(row["articles"] for row in expected["events"]) > 1
    assert linked.steps == seen[-1].done > len(run.manifests)
    assert not (out / "linking").exists()


def test_copies_within_an_event_are_those_of_a_record():
    chance = random.Random(2)
    words = [f"word{n}" for n in range(400)]
    texts = []
    for _ in range(6):
        base = chance.choices(words, k=120)
        for changes in (0, 0, 3, 30):
            text = list(base)
            for _ in range(changes):
                text[chance.randrange(len(text))] = "other"
            texts.append(" ".join(text))
    signed = {f"a{n:02}": signature(text) for n, text in enumerate(texts)}
    expected = {id: of for id, of, _ in copies(signed, 0.8)}
    told = [_told(id) for id in signed]
    assert copies_of(told, signed, 0.8) == expected
    assert 6 < len(expected) < len(signed)


def _told(article):
    fields = dict.fromkeys(Telling.__slots__)
    return Telling(**{**fields, "article_id": article, "mention_id": f"m_{article}"})


def test_what_can_not_be_linked_says_why(tmp_path, source):
    with pytest.raises(ScaleError, match="TID-711"):
        link_shards("s3://bucket/coded")
    with pytest.raises(ScaleError, match="TID-705"):
        link_shards(tmp_path)
    out = tmp_path / "out"
    code_shards([source], out, executor="serial", coder=StoryCoder())
    next((out / "manifests").iterdir()).unlink()
    with pytest.raises(ScaleError, match="TID-704"):
        link_shards(out)
    assert np.size(list(out.iterdir())) > 5
