from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.link.telling import Side, tellings
from tidings.link.traits import number_of, rows
from tidings.link.wording import PLACES, hashed, key, stem
from tidings.types import Article, Coding, Figure, Mention, Party, Unit

TEXT = "Rebels shelled Velyka. At least nine workers were killed, the mayor said."


def coding():
    article = Article.make(TEXT, outlet="Morning", published=date(2022, 3, 16))

    def span(words):
        start = TEXT.index(words)
        return article.span(start, start + len(words))

    def mention(words, **fields):
        made = Mention.make(article.id, span(words), "ASSAULT")
        return Mention(**{**{f: getattr(made, f) for f in made.__slots__}, **fields})

    shelled = mention("shelled", actors=(Party(span("Rebels"), "UKR:REB"),), date="2022-03-16")
    killed = mention("killed")
    made = Figure.make(article.id, span("At least nine"), 9, None, Unit.PEOPLE, of=span("workers"))
    figure = Figure(**{**{f: getattr(made, f) for f in made.__slots__}, "mention_id": killed.id})
    return Coding(article, (), (shelled, killed), (figure,))


def test_a_telling_has_what_the_mention_says():
    shelled, killed = tellings(coding())
    assert (shelled.actors, shelled.first, shelled.speaker) == (
        (Side("UKR:REB", "Rebels"),),
        date(2022, 3, 16),
        None,
    )
    assert [(c.counted, c.low, c.high) for c in killed.counts] == [("dead", 9, None)]
    assert (shelled.outlet, shelled.published, shelled.quad) == ("Morning", date(2022, 3, 16), 4)
    assert len(shelled.wording) == len(shelled.about) == PLACES


def test_an_account_puts_together_what_its_tellings_say():
    (row,) = rows([tuple(tellings(coding()))])
    assert row["number"] == number_of(next(tellings(coding())).mention_id)
    assert key("UKR") in row["actor_countries"]
    assert key("people dead") in row["counted"]


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("RUS:MIL", "RUS"),
        ("RUS", "RUS"),
        ("IGO:NATO", "IGO:NATO"),
        ("UNK:GOV", None),
        ("IGO", None),
        ("UNO", "UNO"),
        ("UNO:Security Council", "UNO"),
        ("EUR:GOV", "EUR"),
        (None, None),
    ],
)
def test_the_country_of_a_side(code, country):
    assert Side(code, None).country == country


@pytest.mark.parametrize(
    "words", ["attack attacks attacked attacking", "shell shelled", "deny denied denies"]
)
def test_forms_of_a_word_have_one_stem(words):
    assert len({stem(word) for word in words.split()}) == 1


@given(st.lists(st.text(min_size=1)))
def test_hashed_words_depend_on_the_set_alone(words):
    assert hashed(words) == hashed(reversed(words + words))
