from dataclasses import replace

import pytest

from tidings.code.language import analyse
from tidings.code.places import resolve_places
from tidings.gazetteer import find_actors
from tidings.types import Article, Location, Mention, Precision

TEXT = (
    "Lebanese troops clashed with gunmen in Tripoli on Monday. Shells fell near Zgharta and in Akkar. "
    "Lebanon sent more soldiers to the city, and shops closed across the country. "
    "A minister spoke in the capital. Syria stayed silent, and so did Libya."
)


def analysed(text, places, **given):
    article = Article.make(text, **given)
    analysis = next(analyse([article]))
    mentions = []
    for i, words in enumerate(places):
        mention = Mention.make(article.id, article.span(i, i + 1), "ASSAULT")
        if words is not None:
            start = text.index(words)
            mention = replace(mention, place=article.span(start, start + len(words)))
        mentions.append(mention)
    return replace(analysis, mentions=tuple(mentions))


def test_each_mention_with_words_of_place_gets_its_location():
    words = ["in Tripoli", "near Zgharta", "to the city", "across the country", "in the capital", None]
    found = [m.location for m in resolve_places(analysed(TEXT, words)).mentions]
    assert [p and (p.name, p.country) for p in found] == [
        ("Tripoli", "LBN"),
        ("Zghartā", "LBN"),
        None,
        ("Lebanon", "LBN"),
        ("Beirut", "LBN"),
        None,
    ]


def test_easy_places_settle_the_others():
    text = "Riots broke out in Tripoli. Others began in Beirut and in Sidon."
    first, *_ = resolve_places(analysed(text, ["in Tripoli", "in Beirut", "in Sidon"])).mentions
    assert first.location.country == "LBN"
    alone = resolve_places(analysed("Riots broke out in Tripoli.", ["in Tripoli"])).mentions[0]
    assert alone.location.country == "LBY"


def test_furniture_names_no_country():
    menu = "Lebanon Lebanon Lebanon Lebanon. "
    text = menu + "Libya sent troops after riots in Tripoli."
    read = analysed(text, ["in Tripoli"], furniture=((0, len(menu)),))
    assert resolve_places(read).mentions[0].location.country == "LBY"
    assert resolve_places(analysed(text, ["in Tripoli"])).mentions[0].location.country == "LBN"


def test_names_that_were_found_already_give_the_same(monkeypatch):
    read = analysed(TEXT, ["in Tripoli", "near Zgharta"])
    whole = resolve_places(read)
    names = find_actors(read.article.text, read.article.published)
    monkeypatch.setattr("tidings.code.places.find_actors", lambda *_: pytest.fail("read a second time"))
    assert resolve_places(read, names).mentions == whole.mentions


def test_a_location_that_is_known_stays_and_nothing_else_changes():
    read = analysed(TEXT, ["in Tripoli", None])
    known = Location("Here", "LBN", 1.0, 2.0, Precision.EXACT, None, "Here: given")
    read = replace(read, mentions=(replace(read.mentions[0], location=known), read.mentions[1]))
    assert resolve_places(read) == read
    assert resolve_places(replace(read, mentions=())) == replace(read, mentions=())
