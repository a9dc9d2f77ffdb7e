"""Cards for notebooks: the words are the article's, and nothing that came with it is more than words."""

import random
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest
from facade_samples import coded, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.display.marked_text import is_odd
from tidings.notebook import Article, Coding, Table
from tidings.notebook.html import ROWS, cards
from tidings.notebook.records import shown
from tidings.types import Kind, Mention, Party, Statement

sys.path.append(str(Path(__file__).parents[1] / "explore"))
from hostile_strings import ALL

TAGS = {
    "div", "style", "p", "b", "br", "span", "sup", "code", "table", "caption", "thead", "tbody", "tr", "th",
    "td", "details", "summary",
}  # fmt: skip
PIECES = [
    "war", " ", "é", "e\u0301", "😀", "👩\u200d🚀", "שלום", "\n", "\n\n", "\r\n", "\t", "<b>", "&amp;", "\"'",
    "</p></div></style>", "<script>", "\u202e", "\u2069", "\u200b", "\x1b", "\ufeff", "{{ 1 }}", "$x$",
    "{% raw %}",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=60
)


class Card(HTMLParser):
    """What a card is made of, and the words of the article's text in it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.words, self.style = set(), set(), "", ""
        self.numbers, self.rows = [], 0
        self._open = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.rows += tag == "tr"
        if tag != "br":
            self._open.append((tag, dict(attributes).get("class") or ""))

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        if self._open and self._open[-1][0] == "style":
            self.style += data
        elif any(cls == "td-number" for _, cls in self._open):
            self.numbers += data.split(",")
        elif any(cls == "td-text" for _, cls in self._open):
            self.words += data


def is_harmless(html):
    card = Card(html)
    assert card.tags <= TAGS and card.attributes <= {"class", "title", "dir"}
    assert card.style == Card(Table(pa.table({}))._repr_html_()).style
    assert "mathjax_ignore" in html and "url(" not in card.style and "@import" not in card.style
    return card


def random_coding(text, seed):
    """Records anywhere in the text, nested and overlapping in any way."""
    rng = random.Random(seed)
    article = Article.make(text, title=rng.choice(ALL), outlet=rng.choice(ALL), author=rng.choice(ALL))

    def span():
        start = rng.randrange(len(text))
        return article.span(start, rng.randint(start + 1, len(text)))

    if not text:
        return Coding(article)
    statements = []
    for _ in range(rng.randint(0, 3)):
        within = rng.choice([None, *(s.id for s in statements)])
        made = Statement.make(article.id, span(), span(), (span(), span()), rng.choice(list(Kind)), within)
        statements.append(replace(made, speaker=Party(span(), rng.choice(ALL), rng.choice(ALL))))
    mentions = [
        replace(
            Mention.make(article.id, span(), "AID"), actors=(Party(span(), "NOR", rng.choice(ALL)),),
            voice=rng.choice(["outlet", *(s.id for s in statements)]), place=span(),
        )
        for _ in range(rng.randint(0, 3))
    ]  # fmt: skip
    unique = {m.id: m for m in mentions}
    return Coding(article, tuple({s.id: s for s in statements}.values()), tuple(unique.values()))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 10**6))
def test_the_words_of_a_card_are_those_of_the_text(text, seed):
    coding = random_coding(text, seed)
    card = is_harmless(coding._repr_html_())
    expected = "".join(f"⟨U+{ord(c):04X}⟩" if is_odd(c) else c for c in text)
    assert "".join(card.words.split()) == "".join(expected.split())
    assert sorted(map(int, card.numbers)) == list(range(1, len(coding.mentions) + 1))


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_an_article_that_is_not_coded_shows_its_words(text):
    card = is_harmless(Article.make(text)._repr_html_())
    assert "".join(card.words.split()) == "".join(
        "".join(f"⟨U+{ord(c):04X}⟩" if is_odd(c) else c for c in text).split()
    )


@pytest.mark.parametrize("first", range(0, len(ALL), 60))
def test_hostile_words_are_only_words(first):
    some = ALL[first : first + 60]
    table = Table(
        pa.table({"trigger": some, "<b>column</b>": some, "names": [[word] for word in some]}), "mentions"
    )
    is_harmless(table._repr_html_())
    is_harmless(Table(table.arrow, "<script>")._repr_html_())
    is_harmless(cards(some[0], some, {some[1]: table}))
    coding = coded(
        Article.make("\n\n".join([*some, sentence(source="mayor")]), title=some[0], outlet=some[-1])
    )
    card = is_harmless(shown(coding)._repr_html_())
    assert "sent" in card.words and card.numbers == ["1"]


def test_a_long_table_shows_its_first_rows_and_says_so():
    table = Table(pa.table({"n": range(1000), "words": ["x" * 5000] * 1000}))
    html = table._repr_html_()
    assert Card(html).rows == ROWS + 1 and f"the first {ROWS} of 1 000 rows" in html.replace(
        "\u2009", " "
    ).replace("\u202f", " ")
    assert len(html) < 20_000


def test_a_card_tells_who_says_so_and_how_certain():
    coding = shown(
        coded(Article.make(f"{sentence(source='mayor')} Poland will attack Sweden.", outlet="The Fjord"))
    )
    html = coding._repr_html_()
    for words in (
        "Ada Berg",
        "the outlet",
        "future",
        "actual",
        "AID",
        "The Fjord",
        "1 statement",
        "2 mentions",
    ):
        assert words in html
    assert repr(coding) == "<Coding of " + repr(coding.article) + ": 1 statements, 2 mentions, 1 figures>"
    assert "No statement, action or figure" in Coding(coding.article)._repr_html_()


def test_records_that_show_themselves_are_records():
    plain = coded(Article.make(sentence()))
    same = shown(plain)
    assert (same.article, same.mentions, same.figures) == (plain.article, plain.mentions, plain.figures)
    assert hash(same) == hash(shown(plain)) and same == shown(plain)
    assert isinstance(replace(same, mentions=()), Coding)
