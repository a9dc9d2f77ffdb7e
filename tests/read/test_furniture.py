"""Page furniture is told from text, and text never taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.read.furniture import find_furniture

BODY = (
    "The minister met her counterpart in the capital on Monday, officials said.\n\n"
    "Both sides agreed to exchange prisoners before the end of the year, the ministry told reporters.\n\n"
    "Talks are to go on in the coming week, and a second meeting is planned for the spring of next year."
)


def marked(line):
    text = f"{BODY}\n\n{line}\n\n{BODY}"
    return [text[start:end] for start, end in find_furniture(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "» Read the full story",
        "Read more: Ministers meet in Brussels",
        "Link to full issue",
        "Share this article",
        "Subscribe to our newsletter",
        "Follow us on Twitter",
        "Advertisement",
        "Home | World | Europe | Sport",
        "Home > News > Europe",
        "© 2022 The Daily Example. All rights reserved.",
        "Copyright 2022 Example News",
        "Photo: Jane Doe/Reuters",
        "The main square. Image: Some One (flickr).",
        "A soldier stands guard near the border. (AP Photo)",
        "Jane Doe/AFP",
        "Media contact: press@example.org",
        "Tel: +44 20 7946 0000",
        "For more information, please contact the press office.",
        "press@example.org",
        "https://www.example.org/articles/1",
        "Related articles",
        "12 comments",
        "Tags: Norland, Sutland",
        "3 min read",
        "Last updated: 24 February 2022, 10:15 GMT",
        "###",
        "Page 3 of 10",
    ],
)
def test_furniture_is_marked(line):
    assert marked(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Ukraine's president called on NATO to share intelligence.",
        "Poland sent tanks.",
        "War",
        "Read the room, the minister told the opposition.",
        "By Jane Doe",
        "Contact between the two leaders broke off in 2014, officials said.",
        "The minister shared the plan on Monday with reporters.",
        "Norland/Sutland talks ended without agreement.",
        'He told Reuters: "We will not retreat."',
        "The copyright law was passed in 2019 by parliament.",
        "Photographs showed 50,000 troops at the border.",
        "He called the number 112 and asked for help.",
        '"Follow us on the path to peace," he said.',
        "KYIV, 24 February 2022 — Both armies moved.",
        "Sign up for the army, the president told young men.",
        "See also how the alliance expanded, he said.",
        "Search and rescue teams entered the building.",
        "Top news agencies withdrew reporters from the capital.",
        "Published in 2019, the report accused the ministry of murder.",
    ],
)
def test_text_is_not_marked(line):
    assert marked(line) == []


def test_a_menu_before_the_body_is_marked_and_the_title_is_not():
    menu = "\n".join(["News", "Politics", "World", "Business", "Sport", "Talks held"])
    text = f"{menu}\n\n{BODY}"
    found = [text[start:end] for start, end in find_furniture(text, title="Talks held")]
    assert found == ["News", "Politics", "World", "Business", "Sport"]


def test_rules_that_would_mark_most_of_a_text_mark_nothing():
    assert find_furniture("Read more\nShare this article\nHe left.") == ()


LINES = st.sampled_from(
    ["Read more", "Home | World | Sport", "He left.", "Photo: A B", "", "  Share  ", *BODY.split("\n")]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=30))).map("\n".join))
def test_ranges_are_sorted_disjoint_and_at_most_half(text):
    ranges = find_furniture(text)
    edges = [edge for pair in ranges for edge in pair]
    assert edges == sorted(edges)
    assert all(start < end and text[start:end].strip() for start, end in ranges)
    assert 2 * sum(end - start for start, end in ranges) <= len(text)
