"""Whatever is marked in a text, and whatever the text is, the page shows the text."""

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.display.marked_text import Mark, Turn, is_odd, paragraphs
from tidings.explore.article_words import HELPERS
from tidings.explore.context import templates

TEMPLATE = templates().get_template("article_text.html")
PIECES = [
    "a", "word ", "é", "e\u0301", "\u0301", "😀", "👩\u200d🚀", "שלום", "مرحبا ", "\n", "\n\n", " \n \n",
    "\r\n", "\r", "\t", "<b>", "&amp;", "\"'", "</p></div>", "\u202e", "\u2069", "\u200b",
    "\x00", "\x1b", "\ufeff",
    "{{ 1 }}", "\u2028", "\u00a0", "\ud7ff", "\U0010fffd",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=60
)


@st.composite
def marked(draw):
    text = draw(TEXTS)
    places = st.integers(-2, len(text) + 2)
    marks = draw(
        st.lists(
            st.builds(
                Mark, places, places, st.sampled_from(["said", "trigger", "party"]),
                st.just(()), st.sampled_from(["", "who", '"<x>']), rank=st.integers(-1, 20),
                main=st.booleans(),
            ),
            max_size=8,
        )
    )  # fmt: skip
    named = [
        Mark(m.start, m.end, m.kind, (f"m{n}",), m.label, m.classes, m.rank, m.main)
        for n, m in enumerate(marks)
    ]
    anchors = draw(st.lists(st.integers(0, len(text)), max_size=4))
    return text, named, [(at, f"place-{n}") for n, at in enumerate(anchors)]


class Shown(HTMLParser):
    """The words of a page, each character with the marks around it."""

    def __init__(self, html):
        super().__init__()
        self.text, self.around, self.ids, self.begins, self.ends = "", [], [], [], []
        self._open = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self._open.append((tag, given.get("data-of")))
        classes = (given.get("class") or "").split()
        if given.get("data-of"):
            self.begins += [given["data-of"]] * ("begins" in classes)
            self.ends += [given["data-of"]] * ("ends" in classes)
        if tag == "span" and "id" in given:
            self.ids.append((len(self.text), given["id"]))

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        for character in data:
            self.text += character
            self.around.append({of for _, of in self._open if of})


def rendered(text, marks, anchors=()):
    html = TEMPLATE.render(paragraphs=paragraphs(text, marks, anchors), off=[], **HELPERS)
    return Shown(html.removesuffix("\n"))


@settings(deadline=None)
@given(marked())
def test_the_words_of_the_page_are_those_of_the_text(case):
    text, marks, anchors = case
    assert rendered(text, marks, anchors).text == text.replace("\x00", "\ufffd")


@settings(deadline=None)
@given(marked())
def test_each_character_stands_in_the_marks_that_cover_it(case):
    text, marks, anchors = case
    shown = rendered(text, marks, anchors)
    for at, around in enumerate(shown.around):
        assert around == {m.of[0] for m in marks if 0 <= m.start <= at < m.end}


@settings(deadline=None)
@given(marked())
def test_each_mark_begins_and_ends_once_and_each_place_is_there_once(case):
    text, marks, anchors = case
    shown = rendered(text, marks, anchors)
    kept = [m.of[0] for m in marks if 0 <= m.start < min(m.end, len(text))]
    assert sorted(shown.begins) == sorted(kept)
    assert sorted(shown.ends) == sorted(m.of[0] for m in marks if m.of[0] in kept and m.end <= len(text))
    assert sorted(shown.ids) == sorted(anchors)


@settings(deadline=None)
@given(marked())
def test_what_cannot_be_seen_is_pointed_out(case):
    text, marks, _ = case
    odd = [p.words for found in paragraphs(text, marks) for p in found.pieces if p.turn is Turn.ODD]
    assert odd == [c for c in text if is_odd(c)]
    assert not {"\u202e", "\u2066", "\u2069", "\x00", "\x1b", "\u200b"} & {c for c in text if not is_odd(c)}


def test_a_longer_stretch_goes_around_a_shorter_one():
    shown = [
        p.mark.kind
        for found in paragraphs("abcdef", [Mark(1, 3, "in", ("i",)), Mark(1, 5, "out", ("o",))])
        for p in found.pieces
        if p.turn is Turn.OPEN
    ]
    assert shown == ["out", "in"]


def test_a_mark_that_crosses_another_is_opened_again():
    pieces = [
        (p.turn.value, p.mark.kind if p.mark else p.words)
        for found in paragraphs("abcd", [Mark(0, 2, "one", ("1",)), Mark(1, 4, "two", ("2",))])
        for p in found.pieces
    ]
    assert pieces == [
        ("open", "one"), ("words", "a"), ("open", "two"), ("words", "b"), ("close", ""), ("close", ""),
        ("open", "two"), ("words", "cd"), ("close", ""),
    ]  # fmt: skip


def test_line_breaks_belong_to_the_paragraph_they_end():
    found = [("".join(p.words for p in x.pieces), x.breaks) for x in paragraphs("a\nb\n\nc", [])]
    assert found == [("a\n", 1), ("b\n\n", 2), ("c", 0)]
