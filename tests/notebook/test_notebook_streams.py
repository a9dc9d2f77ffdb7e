"""`tidings.read` and `tidings.code`: what they take, how they stream, and that nothing is lost unseen."""

import warnings
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from facade_samples import PatternCoder, sentence
from hypothesis import given
from hypothesis import strategies as st

import tidings
from tidings.errors import ConfigurationError, ReadError

FRENCH = (
    "Le président de la République a déclaré hier que le gouvernement enverra des camions dans le pays "
    "voisin avant la fin de la semaine prochaine."
)
ROWS = [
    {"id": "one", "text": sentence(), "title": "Trucks", "outlet": "The Fjord", "date": date(2022, 4, 1)},
    {"id": "two", "text": sentence(trucks=50), "title": None, "outlet": None, "date": None},
]


def code(articles, **options):
    return tidings.code(articles, coder=PatternCoder(), **options)


def triggers(codings):
    return [mention.trigger.quote for coding in codings for mention in coding.mentions]


def frame_of(kind):
    match kind:
        case "pandas":
            return pd.DataFrame([row | {"date": pd.Timestamp(row["date"])} for row in ROWS])
        case "polars":
            return pl.DataFrame(ROWS)
        case "arrow":
            return pa.Table.from_pylist(ROWS)
    return ROWS


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "rows"])
def test_rows_of_any_frame_become_articles(kind):
    first, second = (coding.article for coding in code(frame_of(kind)))
    assert (first.external_id, first.title, first.outlet, first.published) == (
        "one", "Trucks", "The Fjord", date(2022, 4, 1),
    )  # fmt: skip
    assert (second.external_id, second.outlet, second.published) == ("two", None, None)
    assert first.text == ROWS[0]["text"]


def test_what_users_have_is_taken_in_any_mixture(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text(sentence(trucks=1), encoding="utf-8")
    article = tidings.Article.make(sentence(trucks=2))
    column = pd.Series([sentence(trucks=5), sentence(trucks=6)])
    assert triggers(code(sentence())) == ["sent"]
    assert triggers(code(article)) == triggers(code(file)) == triggers(code(ROWS[0])) == ["sent"]
    mixed = [file, article, sentence(trucks=3), {"text": sentence(trucks=4)}, *column]
    found = [coding.figures[0].low for coding in code(iter(mixed))]
    assert found == [1, 2, 3, 4, 5, 6]
    assert [coding.figures[0].low for coding in code(column)] == [5, 6]
    assert next(code(next(code(article)).article)).article == article


def test_missing_values_of_a_frame_are_none():
    rows = {
        "text": sentence(), "title": float("nan"), "date": pd.NaT, "outlet": pd.NA, "url": None,
    }  # fmt: skip
    article = next(code(rows)).article
    assert (article.title, article.published, article.outlet, article.url) == (None,) * 4


def test_words_for_all_articles_and_other_names_of_columns():
    row = {"body": sentence(), "pub": datetime(2022, 4, 1, 12), "outlet": "Other"}
    found = next(code(row, map={"text": "body", "date": "pub"}, outlet="Mine", author="A. Writer")).article
    assert (found.outlet, found.author, found.published) == ("Mine", "A. Writer", date(2022, 4, 1))
    assert next(code(sentence(), date="2022-04-02")).article.published == date(2022, 4, 2)
    assert next(code({"text": sentence(), "published": "2022-04-03"})).article.published == date(2022, 4, 3)
    with pytest.raises(ConfigurationError, match="TID-401"):
        code(sentence(), date="yesterday")
    with pytest.raises(ConfigurationError, match="TID-401"):
        code(sentence(), map={"words": "body"})


def test_a_text_is_never_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("secret.txt").write_text(sentence(), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="TID-422") as refused:
        code("secret.txt")
    assert "tidings.read('secret.txt')" in str(refused.value)
    assert triggers(code(["secret.txt"], language="en")) == []
    assert triggers(code(Path("secret.txt"))) == triggers(code(tidings.read("secret.txt"))) == ["sent"]


@pytest.mark.parametrize("odd", [3, b"bytes", None, object(), [3], [None]])
def test_what_is_nothing_to_code_is_refused(odd):
    with pytest.raises(ConfigurationError, match="TID-423"):
        list(code(odd))


def test_codings_are_not_coded_again():
    with pytest.raises(ConfigurationError, match=r"TID-423.*type Coding"):
        list(code(code(sentence())))


def test_articles_are_read_as_they_are_needed():
    taken = []

    def endless():
        number = 0
        while True:
            number += 1
            taken.append(number)
            yield sentence(trucks=number)

    codings = code(endless(), config=tidings.Config(batch_articles=2))
    assert not taken
    assert [next(codings).figures[0].low for _ in range(5)] == [1, 2, 3, 4, 5]
    assert len(taken) <= 6
    codings.close()
    assert list(codings) == [] and len(taken) <= 6


def test_what_is_left_out_is_kept_and_told_once():
    codings = code([sentence(), FRENCH, "", "poison " + sentence()])
    with pytest.warns(tidings.ProblemWarning, match=r"3 left out .*TID-110: 1") as told:
        assert triggers(codings) == ["sent"]
    assert len(told) == 1 and told[0].filename == __file__
    assert {p.number: p.origin for p in codings.problems} == {
        "TID-110": "python!row 2", "TID-108": "python!row 3", "TID-117": "python!row 4",
    }  # fmt: skip
    assert list(codings) == []


def test_problems_can_be_handled_as_they_come():
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        codings = code([FRENCH, sentence()], on_problem=found.append)
        assert triggers(codings) == ["sent"]
    assert [problem.number for problem in found] == ["TID-110"] and not codings.problems


@given(st.lists(st.sampled_from(["good", "foreign", "empty", "poison"]), max_size=12), st.integers(1, 5))
def test_every_item_is_coded_or_reported_and_order_stays(kinds, batch):
    texts = {"good": sentence(), "foreign": FRENCH, "empty": " \n", "poison": "poison"}
    # Each with a number of its own, as the same text twice is one article.
    items = [texts[kind] + ("" if kind == "empty" else f" {n}") for n, kind in enumerate(kinds)]
    problems = []
    codings = code(items, on_problem=problems.append, config=tidings.Config(batch_articles=batch))
    assert [c.article.text for c in codings] == [i for i, k in zip(items, kinds, strict=True) if k == "good"]
    assert len(problems) == sum(kind != "good" for kind in kinds)


def test_an_article_that_comes_twice_is_coded_once():
    assert len(list(code([sentence(), sentence(), sentence(trucks=3)]))) == 2


def test_reading_gives_articles_and_keeps_what_it_could_not_read(tmp_path):
    (tmp_path / "a.txt").write_text(sentence(), encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    articles = tidings.read(tmp_path, outlet="The Fjord")
    with pytest.warns(tidings.ProblemWarning, match="1 left out"):
        (article,) = list(articles)
    assert isinstance(article, tidings.Article) and article.outlet == "The Fjord"
    assert [Path(problem.origin).name for problem in articles.problems] == ["b.pdf"]
    assert len(list(tidings.read([tmp_path / "a.txt"]))) == 1
    with pytest.raises(ReadError, match="TID-101"):
        tidings.read(tmp_path / "nowhere")


def test_problems_of_reading_come_out_of_coding_with_one_warning(tmp_path):
    (tmp_path / "a.txt").write_text(sentence(), encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    articles = tidings.read(tmp_path)
    codings = code(articles)
    with pytest.warns(tidings.ProblemWarning) as told:
        assert triggers(codings) == ["sent"]
    assert len(told) == 1 and codings.problems == articles.problems and len(codings.problems) == 1


def test_a_bar_changes_nothing(capsys):
    items = [sentence(trucks=n) for n in range(3)]
    assert [c.article for c in code(items, progress=True)] == [c.article for c in code(items)]
    assert "sent" not in capsys.readouterr().out


def test_own_actors_reach_the_coder(tmp_path):
    table = tmp_path / "actors.csv"
    table.write_text("name,code\nThe Harbour Board,NOR:BUS\n", encoding="utf-8")
    seen = []

    class Watching(PatternCoder):
        def code(self, articles, config):
            seen.append(config)
            return super().code(articles, config)

    list(tidings.code(sentence(), coder=Watching(), actors=table))
    assert [actor.code for actor in seen[0].actors] == ["NOR:BUS"]
    with pytest.raises(ConfigurationError, match="TID-404"):
        code(sentence(), actors=tmp_path / "missing.csv")
