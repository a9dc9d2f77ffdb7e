"""The training data and how it becomes labels: what the reader is taught is what gold says."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from tidings.evaluate import read_gold
from tidings.model import FOUND_TAGS, MENTION_TAGS, STATEMENT_TAGS, installed_model, stretches
from tidings.model.wordpieces import WordPieces

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def examples():
    """The module that makes labels, which needs neither PyTorch nor the base encoder."""
    sys.path.insert(0, str(ROOT))
    try:
        from training import examples
    finally:
        sys.path.remove(str(ROOT))
    return examples


@pytest.fixture(scope="module")
def windows(examples):
    pieces = WordPieces(installed_model().tokenizer)
    lines = (ROOT / "tests" / "gold" / "articles.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return rows, [list(examples.examples(row, "news", pieces)) for row in rows]


def test_every_cue_and_trigger_is_taught_once(windows):
    rows, found = windows
    for row, pages in zip(rows, found, strict=True):
        assert sum(len(p.cues) for p in pages) == len([s for s in row["statements"] if s["cue"]])
        assert sum(len(p.triggers) for p in pages) == len(row["mentions"])
        for page in pages:
            for kind, column in (("cues", page.cue), ("triggers", page.trigger)):
                begun = {first for first, _ in stretches(column, FOUND_TAGS.index("B-x"))}
                assert {p.first for p in getattr(page, kind)} <= begun


def test_labels_give_back_the_parts_that_gold_marks(windows):
    rows, found = windows
    contents = sum(len(s["content"]) for row in rows for s in row["statements"] if s["cue"])
    sources = sum(bool(s["source"]) for row in rows for s in row["statements"] if s["cue"])
    spans = [{tuple(p["span"]) for p in m["actors"] if p["span"]} for row in rows for m in row["mentions"]]
    parties = sum(map(len, spans))

    def taught(kind, tags, role):
        begin = tags.index("B-" + role)
        return sum(
            len(stretches(p.tags, begin)) for pages in found for page in pages for p in getattr(page, kind)
        )

    # what lies outside a predicate's window can't be taught
    assert 0.97 * contents <= taught("cues", STATEMENT_TAGS, "content") <= contents
    assert 0.97 * sources <= taught("cues", STATEMENT_TAGS, "source") <= sources
    assert 0.9 * parties <= taught("triggers", MENTION_TAGS, "actor") <= parties


def test_whose_a_party_is_is_taught_by_names_of_that_country(windows):
    _, found = windows
    predicates = [p for pages in found for page in pages for p in page.triggers]
    for predicate in predicates:
        for right in predicate.right:
            assert right is None or right.any()
            assert right is None or right[0] or not np.any(right[1:] & ~predicate.named)
    assert sum(p.right[0] is not None for p in predicates) > 0.7 * len(predicates)


def test_the_composed_articles_are_whole_gold():
    codings = read_gold(ROOT / "training" / "gold" / "composed.jsonl").values()
    assert sum(len(c.article.text.split()) for c in codings) > 80_000
    assert all(c.mentions or c.statements for c in codings)


def test_annotations_of_texts_of_others_hold_no_text():
    lines = (ROOT / "training" / "gold" / "wikinews.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 78
    assert not any("text" in row for row in rows)
    assert all(len(row["text_sha256"]) == 64 for row in rows)
