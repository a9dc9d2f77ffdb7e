"""The steps together: one bad article costs only itself, and neighbours change nothing."""

from dataclasses import replace

import pytest

from tidings import api
from tidings.code import pipeline
from tidings.code.pipeline import STEPS, code, reader_digest
from tidings.config import Config
from tidings.errors import InstallationError
from tidings.model import installed_model
from tidings.types import Article, Coding, Quarantined

TEXTS = (
    "Poland sent 300 soldiers to the border on Monday, the defence ministry said.",
    "The minister said on Friday that Iran had denied seizing two ships.",
    "The United Nations called for a ceasefire. Germany pledged up to 20 million euros in aid.",
)
ARTICLES = [Article.make(text, origin=f"{n}.txt") for n, text in enumerate(TEXTS)]


def test_an_article_that_a_step_fails_on_is_quarantined_and_the_rest_is_coded():
    def fail_on_iran(analysis):
        if "Iran" in analysis.article.text:
            raise RuntimeError("no such luck")
        return analysis

    good, bad, last = code(ARTICLES, steps=[*STEPS, fail_on_iran])
    assert isinstance(good, Coding)
    assert isinstance(last, Coding)
    assert isinstance(bad, Quarantined)
    assert (bad.origin, bad.number) == ("1.txt", "TID-117")
    assert "no such luck" in bad.reason


def test_a_damaged_installation_is_not_blamed_on_the_articles():
    def damaged(analysis):
        raise InstallationError("TID-301", name="table", detail="gone")

    with pytest.raises(InstallationError):
        list(code(ARTICLES, steps=[damaged]))


@pytest.mark.parametrize("size", [1, 2, 32])
def test_an_article_reads_alike_in_any_batch_and_order(size):
    forward = list(code(ARTICLES, Config(batch_articles=size)))
    backward = list(code(ARTICLES[::-1], Config(batch_articles=32)))
    assert forward == backward[::-1]


def test_all_kinds_of_records_come_out_with_their_words():
    for coding in code(ARTICLES):
        text = coding.article.text
        spans = [s for st in coding.statements for s in (st.source, st.cue, *st.content) if s]
        spans += [m.trigger for m in coding.mentions] + [f.span for f in coding.figures]
        assert spans
        assert all(text[s.start : s.end] == s.quote for s in spans)
    assert {m.type for c in code(ARTICLES) for m in c.mentions} >= {"REQUEST", "AGREE"}


def test_furniture_is_not_read():
    text = "Poland sent 300 soldiers to the border.\n\nRead more: Iran seized two ships."
    start = text.index("Read more")
    article = replace(Article.make(text), furniture=((start, len(text)),))
    (coding,) = code([article])
    ends = [m.trigger.end for m in coding.mentions] + [f.span.end for f in coding.figures]
    assert ends
    assert max(ends) <= start


def test_the_readers_digest_changes_with_the_model(monkeypatch):
    before = reader_digest()
    assert len(before) == 64
    assert reader_digest() == before
    other = replace(installed_model(), digest="0" * 64)
    monkeypatch.setattr(pipeline, "installed_model", lambda: other)
    assert reader_digest() != before


def test_what_is_missing_is_said_though_it_is_loaded_beside(monkeypatch, tmp_path):
    def fail():
        raise InstallationError("TID-302", name="model", package="package")

    monkeypatch.setattr(pipeline, "load_language", fail)
    (tmp_path / "one.txt").write_text("Poland sent aid.", "utf-8")
    with pytest.raises(InstallationError, match="TID-302"):
        api.code_into([tmp_path / "one.txt"], tmp_path / "record.duckdb")
