"""Windows, alignment, the cache and the prompt, each by itself."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.config import Config
from tidings.errors import InstallationError
from tidings.evaluate import from_standoff, to_standoff
from tidings.llm import types_for_prompt
from tidings.llm.align import Places
from tidings.llm.answers import Words, parse, schema
from tidings.llm.cache import Cache, Reply, digest
from tidings.llm.dates import day_or_span
from tidings.llm.prompt import fence, prompt
from tidings.llm.windows import Window, halves, parts, windows
from tidings.ontology import TYPES
from tidings.read.language import told
from tidings.types import Article, Coding

ALPHABET = st.sampled_from("ab né\n\t .!?。؟ةא漢字'’“”-:1\u0301\u202e\U0001f600")
TEXTS = st.text(ALPHABET, max_size=300)


@st.composite
def articles(draw):
    text = draw(TEXTS)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    furniture = tuple((a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if a < b)
    return Article.make(text, furniture=furniture)


@given(articles(), st.integers(1, 80), st.integers(0, 30))
def test_windows_hold_every_word_once_and_none_is_too_long(article, most, context):
    found = windows(article, most, context)
    assert all(0 < w.end - w.start <= most and w.context <= w.start for w in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    inside = {n for w in found for part in parts(article, w.start, w.end) for n in range(*part)}
    for n, character in enumerate(article.text):
        if character.isalnum() and not article.is_furniture(n, n + 1):
            assert n in inside
    assert not any(article.is_furniture(n, n + 1) for n in inside)


@given(articles(), st.integers(1, 80))
def test_halves_are_the_whole_in_smaller_pieces(article, most):
    for window in windows(article, most, 10):
        pieces = halves(article, window)
        if pieces:
            assert (pieces[0].start, pieces[-1].end) == (window.start, window.end)
            assert all(a.end == b.start for a, b in itertools.pairwise(pieces))
            assert all(p.end - p.start < window.end - window.start for p in pieces)
        else:
            assert window.end - window.start < 2


def test_windows_end_with_paragraphs_or_sentences():
    text = "One two three. Four five six.\n\nSeven eight nine. 第一句话。第二句话。قال نعم؟ ثم ذهب."
    article = Article.make(text)
    assert next(text[w.start : w.end] for w in windows(article, 40, 0)) == "One two three. Four five six.\n\n"
    assert text[windows(article, 25, 0)[0].end :].startswith("Four")


@given(articles(), st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=6), st.integers(0, 300))
def test_what_is_found_is_the_articles_slice_and_the_same_words(article, quote, before, near):
    for window in windows(article, 100, 20):
        places = Places.of(article, window)
        for context in (False, True):
            found = places.find(Words(quote=quote, before=before), near=near, context=context)
            if found is None:
                continue
            assert article.text[found.start : found.end] == found.quote
            assert found.quote.split() == quote.split()
            assert (window.context if context else window.start) <= found.start
            assert found.end <= window.end
            assert not article.is_furniture(found.start, found.end)


@given(articles(), st.data())
def test_words_of_the_text_are_found_where_the_words_before_say(article, data):
    every = list(windows(article, 100, 0))
    if not every:
        return
    window = data.draw(st.sampled_from(every))
    words = [
        (n, word) for n in range(window.start, window.end)
        if (n == window.start or article.text[n - 1].isspace())
        and (word := article.text[n : window.end].split(maxsplit=1)[:1])
    ]  # fmt: skip
    plain = [
        (n, word[0]) for n, word in words
        if article.text[n] == word[0][0] and word[0].isascii() and word[0].isalnum()
        and (n + len(word[0]) == len(article.text) or article.text[n + len(word[0])].isspace())
        and not article.is_furniture(n, n + len(word[0]))
    ]  # fmt: skip
    for n, word in plain:
        found = Places.of(article, window).all(Words(quote=word))
        assert n in [span.start for span in found]
        near = Places.of(article, window).find(Words(quote=word), near=n)
        assert near is not None
        assert near.start == n


@pytest.mark.parametrize(
    ("text", "quote", "start"),
    [
        ("metal met", "met", 6), ("Angriffe und Angriff", "Angriff", 13), ("вошла", "вош", None),
        ("وقال الوزير", "قال", 1), ("他说了", "说", 1), ("Rusya'nın", "Rusya", 0), ("café", "caf", None),
        ("cafe\u0301s", "cafe", None), ("a.b axb", "axb", 4), ("NATO-led", "NATO", 0), ("x", "", None),
        ("...", "...", None), ("Name: words", ":", 4),
    ],
)  # fmt: skip
def test_words_are_whole_where_a_script_parts_them(text, quote, start):
    found = Places.of(Article.make(text), Window(0, len(text), 0)).find(Words(quote=quote))
    assert (found.start if found else None) == start


def test_only_sources_and_parties_may_stand_in_the_context():
    article = Article.make("Chad spoke. It freed two men.")
    places = Places.of(article, Window(12, len(article.text), 0))
    assert places.find(Words(quote="Chad")) is None
    assert places.find(Words(quote="Chad"), context=True).start == 0


@given(st.text(max_size=50))
def test_a_fence_is_not_in_what_it_encloses(data):
    mark = fence(data)
    assert mark not in data
    assert mark == fence(data)
    assert fence(data + mark) != mark


def test_replies_are_kept_by_what_was_asked(tmp_path):
    cache = Cache(tmp_path / "new" / "folder")
    one, two = digest({"a": 1, "b": "é"}), digest({"b": "é", "a": 1})
    assert one == two != digest({"a": 1, "b": "e"})
    reply = Reply('{"a": "漢 \\ud800"}', "stop", 3, None, "m")
    assert cache.get(one) is None
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: cache.put(one, reply), range(20)))
    assert cache.get(two) == reply
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1
    Cache(None).put(one, reply)
    assert Cache(None).get(one) is None


def test_a_cache_that_can_not_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file")
    cache.put("ab", Reply("x", "stop", 1, 1, "m"))
    assert cache.get("ab") is None


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_not(content):
    found = parse(content)
    assert found is None or set(found) == {"statements", "mentions", "figures"}


def test_the_prompt_has_every_type_and_mode_and_the_schema_is_json():
    types = types_for_prompt(Config())
    assert [t.name for t in types] == list(TYPES)
    made = prompt(types, figures=True, foreign=True)
    for name, type_ in TYPES.items():
        assert f"- {name}: " in made.system
        assert all(mode in made.system for mode in type_.modes)
    assert "{sectors}" not in made.system
    assert json.loads(json.dumps(made.schema)) == made.schema
    assert schema(["A"], [], figures=False, foreign=False) != schema(["A"], [], figures=True, foreign=False)


@pytest.mark.parametrize(
    "content", [None, "", "guide = 1", 'guide="x"\nfigures="x"\nforeign="x"\n[types]\nAID="x"']
)
def test_a_damaged_manual_is_said(monkeypatch, tmp_path, content):
    from tidings.llm import prompt as module

    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data" / "manual.toml").write_text(content)
    monkeypatch.setattr(module.resources, "files", lambda _: tmp_path)
    module._manual.cache_clear()
    with pytest.raises(InstallationError) as caught:
        types_for_prompt(Config())
    monkeypatch.undo()
    module._manual.cache_clear()
    assert caught.value.number == "TID-301"


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2022-03-16", "2022-03-16"), ("2022-03", "2022-03"), ("2022", "2022"),
        ("2022-03-01/2022-03-05", "2022-03-01/2022-03-05"), ("2022-03-05/2022-03-01", None),
        ("2022-03-01/..", "2022-03-01/.."), ("../..", None), ("2022-13-01", None), ("2022-02-30", None),
        ("tomorrow", None), ("", None), (None, None), ("http://evil.example", None), ("0000", None),
    ],
)  # fmt: skip
def test_only_days_of_the_calendar_count(value, iso):
    found = day_or_span(value)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("text", "given", "tag"),
    [
        ("Perus Polizei nahm am Mittwoch zwölf Demonstranten fest.", None, "de"),
        ("Chad thanked Norway for the trucks.", None, "en"),
        ("蒙古国防部长周二表示，两国将举行联合演习。", None, "zh"),
        ("首相は月曜日に辞任すると述べた。", None, "ja"),
        ("x", "German", "de"), ("x", "pt-BR", "pt"), ("x", "en-GB", "en"), ("x", "Quechua", "quechua"),
    ],
)  # fmt: skip
def test_the_language_of_an_article_in_any_language(text, given, tag):
    assert told(text, given=given, stated=None, origin="x") == tag


def test_the_standoff_format_keeps_the_language():
    coding = Coding(Article.make("Ja.", language="de", external_id="x"))
    there = to_standoff(coding)
    assert there["language"] == "de"
    assert from_standoff(there).article.language == "de"
    assert "language" not in to_standoff(Coding(Article.make("Yes.")))
