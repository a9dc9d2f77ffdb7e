"""The Python page, the example notebook and the spaCy component, with the trained reader."""

import json
import os
import re
import shutil
import warnings
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

import tidings
from tidings.errors import ConfigurationError, ReadError
from tidings.spacy_pipe import component

ROOT = Path(__file__).parents[2]
TEXT = "Norway sent 40 trucks to Iceland on Friday, the mayor said. Russia attacked Ukraine in Kharkiv."
SAID = "Finland will join NATO on Monday,\r\nthe minister told 12 reporters in Helsinki."
FEW = ("vienna_communique.txt", "vienna_agency.html")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with two of the examples, in which the page and the notebook are run."""
    (tmp_path / "examples" / "articles").mkdir(parents=True)
    for name in FEW:
        shutil.copy(ROOT / "examples" / "articles" / name, tmp_path / "examples" / "articles")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def nlp():
    made = spacy.blank("en")
    made.add_pipe("sentencizer")
    made.add_pipe("tidings")
    return made


@pytest.fixture(scope="module")
def doc(nlp):
    return nlp(TEXT)


def test_every_example_of_the_page_runs(folder, capsys):
    page = (ROOT / "docs" / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(blocks) >= 8
    names = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error", tidings.ProblemWarning)
        for block in blocks:
            exec(compile(block, "use-from-python.md", "exec"), names)
            assert "print(" not in block or capsys.readouterr().out, block
    assert (
        len(names["mentions"]) and len(names["by_outlet"]) and len(names["quoted"]) and len(names["counts"])
    )
    assert not names["codings"].problems and names["coding"].article.title.startswith("Comprehensive plan")


def test_every_cell_of_the_notebook_runs(folder):
    notebook = json.loads((ROOT / "examples" / "first-look.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    os.chdir(folder / "examples")
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert all(not c.get("outputs") for c in notebook["cells"])
    names, shown = {}, 0
    for cell in cells:
        *before, last = cell.rstrip().split("\n")
        exec("\n".join(before), names)
        try:
            value = eval(last, names)
        except SyntaxError:
            exec(last, names)
            continue
        shown += hasattr(value, "_repr_html_") and "td-head" in value._repr_html_()
    assert shown >= 3


def test_promised_names_are_explained():
    assert all(name == "__version__" or getattr(tidings, name).__doc__ for name in tidings.__all__)


def test_installing_tidings_makes_the_component_known():
    (found,) = entry_points(group="spacy_factories", name="tidings")
    assert found.load() is component.make


def test_findings_are_spans_of_the_document(doc):
    sent, attacked = doc._.mentions
    assert (sent.type, sent.span.text, sent.factuality) == ("AID", "sent", "actual")
    assert [span.text for span in (*sent.actors, *sent.recipients)] == ["Norway", "Iceland"]
    assert sent.time.text == "on Friday" and attacked.place.text.endswith("Kharkiv")
    assert sent.voice.source.text == "the mayor" and attacked.voice is None
    (statement,) = doc._.statements
    assert (statement.cue.text, statement.kind, statement.within) == ("said", "assertion", None)
    assert statement.span.text == statement.content[0].text == TEXT[:42]
    (figure,) = doc._.figures
    assert (figure.span.text, figure.of.text, figure.coded.low) == ("40", "trucks", 40)
    assert [(span.text, span.label_) for span in doc.spans["tidings"]] == [
        ("sent", "AID"), ("attacked", "ASSAULT"),
    ]  # fmt: skip
    plain = next(tidings.code(TEXT))
    assert (doc._.coding.mentions, doc._.coding.figures) == (plain.mentions, plain.figures)


def test_findings_survive_being_written(nlp, doc):
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.coding == doc._.coding and again._.mentions[0].span.text == "sent"
    (third,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert third._.coding == doc._.coding


def test_a_stream_gives_what_single_documents_give(nlp):
    texts = [TEXT, "", " \n", SAID, "Nothing of the kind."]
    streamed = list(nlp.pipe(texts, batch_size=2))
    assert [d.text for d in streamed] == texts
    assert [d._.coding for d in streamed] == [nlp(text)._.coding for text in texts]
    assert streamed[1]._.coding is None and not streamed[2]._.mentions and not streamed[1]._.figures
    for d in streamed:
        for view in (*d._.mentions, *d._.figures):
            span = getattr(view.coded, "trigger", None) or view.coded.span
            assert d.text[span.start : span.end] == span.quote
            assert view.span.start_char <= span.start and span.end <= view.span.end_char


def test_a_pipeline_is_kept_and_loaded(nlp, tmp_path):
    table = tmp_path / "actors.csv"
    table.write_text("name,code\nThe Harbour Board,NOR:BUS\n", encoding="utf-8")
    made = spacy.blank("en")
    made.add_pipe("tidings", config={"actors": str(table), "spans_key": None})
    made.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert loaded.get_pipe_config("tidings")["actors"] == str(table)
    doc = loaded("The Harbour Board sent 40 trucks to Iceland.")
    assert doc._.mentions[0].coded.actors[0].code == "NOR:BUS" and not doc.spans


def test_what_is_known_of_the_article_is_used(nlp):
    doc = nlp.make_doc(TEXT)
    doc._.article = {"outlet": "The Fjord", "date": "2022-04-03", "title": None}
    doc = nlp(doc)
    assert doc._.coding.article.outlet == "The Fjord" and doc._.article == {
        "outlet": "The Fjord", "date": "2022-04-03",
    }  # fmt: skip
    assert doc._.mentions[0].coded.date == "2022-04-01"
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.article["outlet"] == "The Fjord"
    with pytest.raises(ConfigurationError, match=r"TID-421.*outlet"):
        doc._.article = {"outlit": "The Fjord"}


def test_a_document_that_can_not_be_coded_goes_to_the_error_handler(nlp, monkeypatch):
    from tidings.spacy_pipe import pipe

    def refusing(articles, config):
        for coding in tidings.code(list(articles), config=config):
            bad = "Nothing" in coding.article.text
            yield tidings.Quarantined("spaCy", "TID-117", "it is odd") if bad else coding

    monkeypatch.setattr(pipe, "code", refusing)
    with pytest.raises(ReadError, match=r"TID-426.*it is odd"):
        nlp("Nothing of the kind.")
    seen = []
    nlp.set_error_handler(lambda name, proc, docs, error: seen.append((name, docs[0].text, str(error)[:7])))
    dated = nlp.make_doc(TEXT)
    dated._.article = {"date": "some day"}
    try:
        kept = [d.text for d in nlp.pipe([nlp.make_doc("Nothing of the kind."), dated, nlp.make_doc(SAID)])]
    finally:
        nlp.set_error_handler(pipe._raise)
    assert kept == [SAID]
    assert seen == [("tidings", TEXT, "TID-114"), ("tidings", "Nothing of the kind.", "TID-426")]


def test_other_languages_and_taken_attributes_are_refused(monkeypatch):
    with pytest.raises(ConfigurationError, match=r"TID-425.*'de'"):
        spacy.blank("de").add_pipe("tidings")
    monkeypatch.setitem(component._EXTENSIONS, "mentions", (None, None, None, None))
    with pytest.raises(ConfigurationError, match=r"TID-427: doc._.mentions"):
        spacy.blank("en").add_pipe("tidings")
