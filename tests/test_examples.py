"""The shipped example articles are sound by themselves, whatever tidings makes of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ARTICLES = EXAMPLES / "articles"
KEYS = {"id", "title", "outlet", "author", "date", "url", "language"}
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»')
LONGEST_QUOTATION = 12
"""Words. Longer ones would have to be invented or copied; the examples tell in indirect speech."""


class Prose(HTMLParser):
    """The text of a page's paragraphs and headings, and the data of its JSON-LD scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.prose: list[str] = []
        self.ld: list[str] = []
        self.metas: dict[str, str] = {}
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "meta":
            self.metas[named.get("property") or named.get("name") or ""] = named.get("content") or ""
        if tag in {"script", "style", "p", "h1"}:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside:
            (self.ld if self._inside[-1] == "script" else self.prose).append(data)


def json_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def texts() -> dict[str, str]:
    """Every article's text by a name for messages; a PDF's is its source's."""
    found = {path.name: path.read_text(encoding="utf-8") for path in ARTICLES.glob("*.txt")}
    for path in ARTICLES.glob("*.html"):
        found[path.name] = " ".join(Prose(path.read_text(encoding="utf-8")).prose)
    for path in ARTICLES.glob("*.pdf"):
        found[path.name] = (EXAMPLES / "source" / f"{path.stem}.txt").read_text(encoding="utf-8")
    for path in ARTICLES.glob("*.jsonl"):
        found |= {f"{path.name}: {row['id']}": row["text"] for row in json_lines(path)}
    return found


def test_the_set_is_of_the_size_the_readme_tells() -> None:
    assert 8 <= len(texts()) <= 12
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for path in ARTICLES.iterdir():
        assert path.name in readme or path.name.endswith(".meta.json")


def test_every_file_is_of_a_known_kind() -> None:
    kinds = {".txt", ".html", ".pdf", ".jsonl", ".json"}
    assert {path.suffix for path in ARTICLES.iterdir()} == kinds


@pytest.mark.parametrize("name", sorted(texts()))
def test_articles_are_short_and_in_full_sentences(name: str) -> None:
    text = texts()[name]
    low = 100 if name == "communique_fr.txt" else 250
    assert low <= len(text.split()) <= 500
    assert "\ufffd" not in text


@pytest.mark.parametrize("name", sorted(texts()))
def test_no_long_direct_quotation(name: str) -> None:
    text = texts()[name]
    assert text.count('"') % 2 == 0, "an unpaired quotation mark would hide a quotation"
    for match in QUOTED.finditer(text):
        words = next(group for group in match.groups() if group is not None)
        assert len(words.split()) <= LONGEST_QUOTATION, words


def test_quotation_pattern_finds_what_it_forbids() -> None:
    assert QUOTED.search("He said: “We came.”") and QUOTED.search('He said: "We came."')


def test_json_lines_and_sidecars_have_every_key() -> None:
    for path in ARTICLES.glob("*.jsonl"):
        rows = json_lines(path)
        assert len({row["id"] for row in rows}) == len(rows) >= 2
        for row in rows:
            assert set(row) == KEYS | {"text"}
            date.fromisoformat(row["date"])
    sidecars = list(ARTICLES.glob("*.meta.json"))
    assert sidecars
    for path in sidecars:
        assert path.with_name(path.name.removesuffix(".meta.json")).is_file()
        row = json.loads(path.read_text(encoding="utf-8"))
        assert set(row) == KEYS
        date.fromisoformat(row["date"])


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*.html")), ids=lambda path: path.name)
def test_pages_agree_with_their_own_metadata(path: Path) -> None:
    page = Prose(path.read_text(encoding="utf-8"))
    (ld,) = (json.loads(data) for data in page.ld)
    assert ld["headline"] == page.metas["og:title"]
    assert ld["headline"] in page.prose
    assert ld["publisher"]["name"] == page.metas["og:site_name"]
    assert ld["datePublished"] == page.metas["article:published_time"]
    datetime.fromisoformat(ld["datePublished"])


def test_pdfs_begin_and_end_as_pdfs() -> None:
    pdfs = list(ARTICLES.glob("*.pdf"))
    assert {path.stem for path in pdfs} == {path.stem for path in (EXAMPLES / "source").glob("*.txt")}
    for path in pdfs:
        data = path.read_bytes()
        assert data.startswith(b"%PDF-")
        assert data.rstrip().endswith(b"%%EOF")


def test_pdfs_are_what_the_script_makes(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", minversion="5", reason="reportlab 4 writes another comment line")
    subprocess.run([sys.executable, EXAMPLES / "make_pdf.py", tmp_path], check=True, timeout=60)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in ARTICLES.glob("*.pdf")}


@pytest.mark.parametrize("source", sorted((EXAMPLES / "source").glob("*.txt")), ids=lambda path: path.name)
def test_pdfs_hold_the_whole_source_and_divide_words(source: Path, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    copy = shutil.copy(ARTICLES / f"{source.stem}.pdf", tmp_path)
    pages = [page.extract_text() for page in pypdf.PdfReader(copy).pages]
    lines = "\n".join(pages).splitlines()
    assert sum(line.endswith("-") for line in lines) >= 3
    body = source.read_text(encoding="utf-8").partition("\n\n")[2].replace("## ", "")
    letters = re.sub(r"[\s-]", "", "".join(lines))
    for sentence in re.split(r"(?<=[.?])\s", body):
        # The foot of a page may stand inside the sentence that goes over it, so one half is enough.
        packed = re.sub(r"[\s-]", "", sentence)
        half = len(packed) // 2
        assert packed[:half] in letters or packed[half:] in letters, sentence
