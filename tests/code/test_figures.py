"""Figures: bounds, units and spans of phrases; numbers that are none; the value of number words."""

import dataclasses
import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.code.amounts import amounts
from tidings.code.figures import find_figures, measure_mentions
from tidings.code.language import analyse
from tidings.code.numbers import ratio_of, value_of
from tidings.types import Article, Mention, Unit

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "quantities.py"


def analysed(text):
    return next(analyse([Article.make(text)]))


def figures(text):
    return find_figures(analysed(text)).figures


PHRASES = [
    ("Norway sent 8,500 troops to the border.", "8,500", 8500, 8500, "troops", None),
    ("Russia could send up to 50,000 soldiers.", "up to 50,000", None, 50000, "troops", None),
    ("The army lost 1,000–2,000 soldiers in a week.", "1,000–2,000", 1000, 2000, "troops", None),
    ("Allies spend a minimum of 2 percent of GDP.", "a minimum of 2 percent", 2, None, "percent", None),
    ("At least 12 civilians died in the shelling.", "At least 12", 12, None, "people", None),
    ("Police arrested more than 300 protesters.", "more than 300", 300, None, "people", None),
    ("Fewer than 20 prisoners were released.", "Fewer than 20", None, 20, "people", None),
    ("No fewer than 21 deputies were expelled.", "No fewer than 21", 21, None, "people", None),
    ("No more than 40 observers may enter the region.", "No more than 40", None, 40, "people", None),
    ("As many as 500 villagers fled.", "As many as 500", None, 500, "people", None),
    ("Upwards of 900 migrants crossed the river.", "Upwards of 900", 900, None, "people", None),
    ("Roughly 6,000 refugees arrived on Monday.", "Roughly 6,000", 6000, 6000, "people", None),
    ("Some 170 students marched to the ministry.", "Some 170", 170, 170, "people", None),
    ("Nearly 100 people were killed.", "Nearly 100", 100, 100, "people", None),
    ("An estimated two million voters stayed at home.", "An estimated two million", 2e6, 2e6, "people", None),
    ("Hundreds of thousands of people fled the city.", "Hundreds of thousands", 2e5, 1e6, "people", None),
    ("Tens of thousands of workers went on strike.", "Tens of thousands", 2e4, 1e5, "people", None),
    ("Thousands rallied outside the parliament.", "Thousands", 2000, 10000, "people", None),
    ("Dozens of soldiers deserted.", "Dozens", 24, 100, "troops", None),
    ("Several hundred activists blocked the road.", "Several hundred", 200, 1000, "people", None),
    ("Hundreds of trucks waited at the border.", "Hundreds", 200, 1000, "vehicles", None),
    ("Twenty-two thousand soldiers took part.", "Twenty-two thousand", 22000, 22000, "troops", None),
    ("One hundred and eighty recruits arrived.", "One hundred and eighty", 180, 180, "troops", None),
    ("About a dozen prisoners escaped.", "About a dozen", 12, 12, "people", None),
    ("Japan donated three dozen ambulances.", "three dozen", 36, 36, "vehicles", None),
    ("Half a million refugees live in the camps.", "Half a million", 5e5, 5e5, "people", None),
    ("Two and a half million people need food.", "Two and a half million", 2.5e6, 2.5e6, "people", None),
    ("The navy posted a pair of gunboats there.", "a pair", 2, 2, "weapons|vehicles", None),
    ("Between 150 and 200 paratroopers landed.", "Between 150 and 200", 150, 200, "troops", None),
    ("Berlin will train 300 to 500 soldiers.", "300 to 500", 300, 500, "troops", None),
    ("They need four to five hundred diplomats.", "four to five hundred", 400, 500, "people", None),
    ("The EU promised €100 billion for Ukraine.", "€100 billion", 1e11, 1e11, "money", "EUR"),
    ("The aid is worth more than €3bn.", "more than €3bn", 3e9, None, "money", "EUR"),
    ("Washington pledged $800 million in aid.", "$800 million", 8e8, 8e8, "money", "USD"),
    ("Repairs would cost €50 to 60 million.", "€50 to 60 million", 5e7, 6e7, "money", "EUR"),
    ("Canberra lent A$75 million to Fiji.", "A$75 million", 7.5e7, 7.5e7, "money", "AUD"),
    ("London paid £4.5m to the fund.", "£4.5m", 4.5e6, 4.5e6, "money", "GBP"),
    ("Norway gave 1.2 million dollars to the clinic.", "1.2 million dollars", 1.2e6, 1.2e6, "money", "USD"),
    ("The ministry spent 90 million hryvnias on roads.", "90 million hryvnias", 9e7, 9e7, "money", "UAH"),
    ("Moscow will invest 12 billion rubles in Crimea.", "12 billion rubles", 1.2e10, 1.2e10, "money", "RUB"),
    ("Sweden set aside 1.6 billion kronor for the base.", "1.6 billion kronor", 1.6e9, 1.6e9, "money", "SEK"),
    ("Turnout was 60.29 percent in the capital.", "60.29 percent", 60.29, 60.29, "percent", None),
    ("Over 80% of the seats went to the opposition.", "Over 80%", 80, None, "percent", None),
    ("Less than one per cent of the aid arrived.", "Less than one per cent", None, 1, "percent", None),
    ("Two-thirds of the senators voted for it.", "Two-thirds", 66.67, 66.67, "percent", None),
    ("The rebels hold half of the province.", "half", 50, 50, "percent", None),
    ("Denmark will deliver 14 howitzers.", "14", 14, 14, "weapons", None),
    ("Iran launched ten drones and 20 missiles.", "ten", 10, 10, "weapons", None),
    ("Poland handed over 30 tanks.", "30|over 30", 30, 30, "weapons", None),
    ("Beijing seized seven trawlers.", "seven", 7, 7, "vehicles", None),
    ("At least 40 states signed the treaty.", "At least 40", 40, None, "countries", None),
    ("She was jailed for nine years.", "nine", 9, 9, "time", "years"),
    ("The ceasefire will hold for 72 hours.", "72", 72, 72, "time", "hours"),
    ("He received a two-year suspended sentence.", "two", 2, 2, "time", "years"),
    ("The party won 365 seats in the election.", "365", 365, 365, "other", "seats"),
    ("The army moved two brigades to the north.", "two", 2, 2, "other", "brigades"),
    ("India shipped 64 tonnes of rice to Kabul.", "64", 64, 64, "other", "tonnes"),
    ("A further 70 or so soldiers will be sent.", "A further 70 or so", 70, 70, "troops", None),
    ("The mission needs 120 or more observers.", "120 or more", 120, None, "people", None),
    ("Not a single prisoner was freed.", "Not a single", 0, 0, "people", None),
    ("Bomb blast kills 14 in Mogadishu", "14", 14, 14, "people", None),
    ("The clashes left 27 dead.", "27", 27, 27, "people", None),
    ("Close to 90 marines trained there.", "Close to 90", 90, 90, "troops", None),
    ("Well over 300 villagers left.", "Well over 300", 300, None, "people", None),
    ("The party claims 45,000-plus members.", "45,000-plus", 45000, None, "people", None),
    ("Two thousand and up were promised to workers.", "Two thousand and up", 2000, None, "people", None),
    ("They butchered ten to a dozen monitors.", "ten to a dozen", 10, 12, "people", None),
    ("One or two officers stayed.", "One or two", 1, 2, "people", None),
    ("Soldiers fired over some 60 demonstrators.", "over some 60", 60, 60, "people", None),
    ("She was picked over two other contenders.", "over two", 2, 2, "people", None),
    ("The price crept up to $1.7 billion.", "up to $1.7 billion", 1.7e9, 1.7e9, "money", "USD"),
    ("The missiles stand within nine kilometres of the border.", "nine", None, 9, "other", "kilometres"),
    ("A crowd of 300 waited.", "300", 300, 300, "people", None),
    ("A nation of 1.1 million needs diplomats.", "1.1 million", 1.1e6, 1.1e6, "people", None),
    ("Paris offered a battalion of 700.", "700", 700, 700, "troops", None),
    ("Rome doubled its contingent to 1,600.", "1,600", 1600, 1600, "troops", None),
    ("A 5,000-strong force is to be raised.", "5,000", 5000, 5000, "troops", None),
    ("A 30-strong choir sang for the minister.", "30", 30, 30, "people", None),
    ("The 28-member EU met.", "28", 28, 28, "countries", None),
    ("Around twenty more were injured.", "Around twenty", 20, 20, "people", None),
    ("Ten of the wounded are children.", "Ten", 10, 10, "people", None),
    ("Hundreds of Houthis surrendered.", "Hundreds", 200, 1000, "people|troops", None),
    ("Eleven hundred Americans live there.", "Eleven hundred", 1100, 1100, "people", None),
    ("The air force sent six fighter aircraft.", "six", 6, 6, "weapons", None),
    ("Six fighters of the air force took off.", "Six", 6, 6, "weapons", None),
    ("A fire at the depot swallowed 12 storage tanks.", "12", 12, 12, "other", "tanks"),
    ("Workers walked out at 14 coal mines.", "14", 14, 14, "other", "mines"),
    ("The senator won primaries in fourteen states.", "fourteen", 14, 14, "other", "states"),
    ("The number of absentees stands at 240,000.", "240,000", 240000, 240000, "people", None),
    ("Egypt lent 50 million pounds to its own banks.", "50 million pounds", 5e7, 5e7, "money", "EGP"),
    ("London lent 50 million pounds to Egypt.", "50 million pounds", 5e7, 5e7, "money", "GBP"),
    ("Iraq spent 300 million dinars.", "300 million dinars", 3e8, 3e8, "money", "IQD"),
    ("Jordan spent 300 million dinars.", "300 million dinars", 3e8, 3e8, "money", "JOD"),
    ("It cost 40 million Danish crowns.", "40 million Danish crowns", 4e7, 4e7, "money", "DKK"),
    ("Freetown paid 75,000 leones.", "75,000 leones", 75000, 75000, "money", "SLE"),
    ("Accra seeks 600 million cedis.", "600 million cedis", 6e8, 6e8, "money", "GHS"),
    ("It cost 600 million Algerian dinars.", "600 million Algerian dinars", 6e8, 6e8, "money", "DZD"),
    ("The other half would go to the army.", "half", 50, 50, "percent", None),
    ("One in five households has no power.", "One in five", 20, 20, "percent", None),
    ("Three out of four voters agree.", "Three out of four", 75, 75, "percent", None),
    ("Arms exports fell by a third.", "a third", 33.33, 33.33, "percent", None),
    ("The bill needs a two-thirds majority.", "two-thirds", 66.67, None, "percent", None),
    ("The mission will last six months.", "six", 6, 6, "time", "months"),
    ("The bridge is closed for the first time in 20 years.", "20", 20, 20, "time", "years"),
    ("The army pulled back 30 kilometres from the road.", "30", 30, 30, "other", "kilometres"),
    ("Troops hold a 750-kilometre line.", "750", 750, 750, "other", "kilometres"),
    ("He lost by one vote.", "one", 1, 1, "other", "votes"),
    ("Monitors found 63 violations.", "63", 63, 63, "other", "violations"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "low", "high", "unit", "kind"), PHRASES)
def test_a_phrase_has_its_bounds_and_unit(text, quote, low, high, unit, kind):
    found = figures(text)[0]
    assert found.span.quote in quote.split("|")
    assert (found.low, found.high) == (low, high)
    assert found.unit in unit.split("|")
    assert (found.currency if found.unit is Unit.MONEY else found.measure) == kind


NO_FIGURES = [
    "In 2014 the government resigned.",
    "The treaty was signed on 14 May in Geneva.",
    "The council met on May 14, 2013, in Oslo.",
    "The minister, who is 57 years old, resigned.",
    "A 25-year-old man was arrested.",
    "He died at the age of 78.",
    "The talks began at 18:30 in Vienna.",
    "The talks began at 9 a.m. on Monday.",
    "The second meeting will be the third this year.",
    "Flight MH17 was shot down.",
    "The Su-27 left its base.",
    "An S-300 battery was moved.",
    "The council adopted Resolution 2231.",
    "Article 5 was never invoked.",
    "The president left two days ago.",
    "They returned three years later.",
    "Exports doubled and prices tripled.",
    "One might think so.",
    "The two governments agreed.",
    "The Group of Seven agreed.",
    "Two diplomats said the deal was near.",
    "The bourse fell 1.2 percent.",
    "The town lies 55 km northeast of Donetsk.",
    "COVID-19 has spread.",
    "Bolivia beat Chile 3-1 in the match.",
    "The 23-24 season began.",
    "See page nine.",
    "He is the father of three.",
    "She is survived by two sons.",
    "Children under 14 may not march.",
    "The minister resigned [3] and left.",
    "He phoned on the Fourth of July.",
    "The president flew in on Marine One.",
    "They met in the second half of the year.",
    "A third party joined the talks.",
    "The Interstate 75 was closed.",
    "The R0 of the disease is unknown.",
    "The mayor said (2) that he had resigned.",
    "The envoys left two days prior to the vote.",
    "Snow is forecast above 2,000 metres.",
    "Call +44 20 7946 0018.",
    "The MiG-29s and F-16s are old.",
    "According to two delegates the vote was moved.",
    "They split the tolls fifty-fifty.",
]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_other_numbers_are_no_figures(text):
    assert [f.span.quote for f in figures(text)] == []


def test_a_share_and_its_whole_are_two_figures():
    first, second = figures("Only 11 of the alliance's 31 members met the target.")
    assert (first.span.quote, first.low, first.unit) == ("Only 11", 11, Unit.COUNTRIES)
    assert (second.span.quote, second.low, second.unit) == ("31", 31, Unit.COUNTRIES)


def test_what_is_counted_is_quoted():
    text = "Canada sent 50 military instructors and 2 percent of its budget."
    people, share = figures(text)
    assert people.of is not None and people.of.quote == "military instructors"
    assert share.of is not None and share.of.quote.endswith("budget")


def test_a_bare_number_counts_what_the_last_one_counted():
    _, second = figures("The Conservatives gained 13 seats and Labour lost 42.")
    assert (second.low, second.unit, second.measure) == (42, Unit.OTHER, "seats")


def test_the_result_of_a_vote_is_two_figures():
    for text in (
        "The motion passed by 336 votes to 289.",
        "The Senate voted 336-289.",
        "The bill fell, 336 to 289.",
    ):
        found = figures(text)
        assert [(f.low, f.high, f.measure) for f in found] == [(336, 336, "votes"), (289, 289, "votes")]


def test_both_sides_of_a_change_count_the_same():
    for text in ("They cut the garrison from 1,200 to 850 troops.", "Support fell from 44 to 39 percent."):
        first, second = figures(text)
        assert first.unit is second.unit
        assert first.low > second.low


def test_a_number_without_a_noun_counts_what_the_sentence_before_counted_but_no_more():
    near = figures("Labour won 13 seats. The Greens won 42.")
    assert [f.measure for f in near] == ["seats", "seats"]
    far = figures("Labour won 13 seats. Nobody cheered. It was late. The Greens won 42.")
    assert [f.low for f in far] == [13]


def test_common_words_that_are_currencies_make_no_money():
    for text in ("Of the 24 candidates, 12 won seats.", "Police found 50 pounds of explosives."):
        assert Unit.MONEY not in [f.unit for f in figures(text)]
    assert figures("Of the 24 candidates, 12 won seats.")[0].unit is Unit.PEOPLE


def test_money_a_year_and_over_years():
    assert [f.unit for f in figures("The base costs $2bn a year.")] == [Unit.MONEY]
    money, years = figures("The EU promised €18 billion over three years.")
    assert (money.currency, money.low) == ("EUR", 18e9)
    assert (years.unit, years.measure, years.low, years.high) == (Unit.TIME, "years", 3, 3)


def test_killed_and_wounded_are_two_figures():
    killed, wounded = figures("The bomb killed at least 12 and injured 31 others.")
    assert (killed.low, killed.high, killed.unit) == (12, None, Unit.PEOPLE)
    assert (wounded.low, wounded.high, wounded.unit) == (31, 31, Unit.PEOPLE)


def test_a_long_text_of_ambiguous_currencies_takes_no_square_time(monkeypatch):
    asked = []
    monkeypatch.setattr("tidings.code.figures.find_actors", lambda *given: asked.append(given) or [])
    assert len(figures("They paid 5 million dinars. " * 40)) == 40
    assert len(asked) == 1


def test_a_figure_measures_the_mention_that_governs_it():
    analysis = analysed("France sent 400 soldiers to Mali. The talks failed.")
    article = analysis.article
    sent = Mention.make(article.id, article.span(7, 11), "MOBILIZE")
    failed = Mention.make(article.id, article.span(38, 43), "CONSULT")
    found = measure_mentions(dataclasses.replace(find_figures(analysis), mentions=(sent, failed))).figures
    assert [f.mention_id for f in found] == [sent.id]


def test_page_furniture_is_not_read():
    text = "Norway sent 40 trucks.\n\nRead also: 12 soldiers deserted."
    article = Article.make(text, furniture=((24, len(text)),))
    found = find_figures(next(analyse([article]))).figures
    assert [f.span.quote for f in found] == ["40"]


def test_a_number_beyond_all_bounds_is_no_figure():
    assert figures("It cost " + "9" * 400 + " dollars.") == ()


def test_the_input_is_left_as_it_was():
    analysis = analysed("Norway sent 40 trucks.")
    find_figures(analysis)
    assert analysis.figures == ()


words = st.sampled_from(
    [
        "up",
        "to",
        "at",
        "least",
        "between",
        "and",
        "1,000–2,000",
        "10",
        "2014",
        "two",
        "three",
        "hundred",
        "thousand",
        "million",
        "half",
        "a",
        "dozen",
        "dozens",
        "of",
        "troops",
        "soldiers",
        "percent",
        "%",
        "$",
        "€",
        "5bn",
        "m",
        "years",
        "-strong",
        "-old",
        "or",
        "more",
        "3.5",
        ",",
        ".",
        ";",
        "“",
        "”",
        "no",
        "not",
        "over",
        "the",
        "tens",
        "Hundreds",
        "with",
        "1",
        "000",
        "12:30",
        "F-16",
        "½",
        "²",
        "١٢",
        "𝟓",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=14).map(" ".join) | st.text(max_size=60))
def test_every_figure_quotes_its_text_and_has_ordered_bounds(text):
    found = figures(text)
    for f in found:
        assert text[f.span.start : f.span.end] == f.span.quote
        assert f.of is None or text[f.of.start : f.of.end] == f.of.quote
        assert f.low is not None or f.high is not None
        assert f.low is None or f.high is None or f.low <= f.high
        assert (f.currency is not None) == (f.unit is Unit.MONEY)
        assert (f.measure is not None) == (f.unit in (Unit.TIME, Unit.OTHER))
    ends = [(f.span.start, f.span.end) for f in found]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))


ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(n):
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f"-{ONES[n % 10]}" if n % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = n % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{spelled(n // size)} {name}" + (joint + spelled(rest) if rest else "")
    raise AssertionError(n)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(11, 10**9),
    st.sampled_from(
        [("", True, True), ("at least ", True, False), ("up to ", False, True), ("about ", True, True)]
    ),
)
def test_any_form_of_a_number_has_the_same_bounds(n, hedge):
    before, low, high = hedge
    expected = (n if low else None, n if high else None)
    for written in (f"{n:,}", f"{n:,}".replace(",", "\u00a0")):
        (found,) = figures(f"The rebels freed {before}{written} prisoners.")
        assert (found.low, found.high, found.unit) == (*expected, Unit.PEOPLE)
        assert found.span.quote == before + written
    # The parser may end a sentence inside fifteen words of a number.
    text = f"The rebels freed {before}{spelled(n)} prisoners."
    (amount,) = amounts(text, 0, len(text))
    assert (amount.bounds, text[amount.start : amount.end]) == (expected, before + spelled(n))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_range_has_its_ends_as_bounds(a, b):
    low, high = sorted((a + 10, a + 10 + b))
    for written in (f"{low:,} to {high:,}", f"between {low:,} and {high:,}", f"{low:,}–{high:,}"):
        (found,) = figures(f"They freed {written} prisoners.")
        assert (found.low, found.high) == (low, high)


@given(st.integers(0, 10**12 - 1))
def test_a_number_has_the_same_value_in_digits_and_in_words(n):
    assert value_of(f"{n:,}") == n
    assert value_of(str(n)) == n
    assert value_of(spelled(n)) == n


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2.5 million", 2.5e6),
        ("5bn", 5e9),
        ("400k", 4e5),
        ("three-and-a-half million", 3.5e6),
        ("a million and a half", 1.5e6),
        ("half a billion", 5e8),
        ("fourteen hundred", 1400),
        ("a hundred", 100),
        ("two dozen", 24),
        ("10\u00a0000", 10000),
        ("many", None),
        ("", None),
    ],
)
def test_numbers_in_other_forms(written, value):
    assert value_of(written) == value


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("one in five", 20),
        ("3 out of 4", 75),
        ("nine in every ten", 90),
        ("five in four", None),
        ("one", None),
    ],
)
def test_shares_told_by_two_numbers(written, share):
    assert ratio_of(written) == share


@given(st.integers(1, 9), st.sampled_from([*range(2, 11), 20, 100]), st.sampled_from(["in", "out of"]))
def test_a_part_that_is_not_smaller_than_its_whole_is_no_share_and_both_are_numbers(part, whole, word):
    found = list(amounts(f"They struck {part} {word} {whole} towns.", 0, 40))
    if part < whole:
        assert [(a.percent, a.bounds[0]) for a in found] == [(True, round(100 * part / whole, 2))]
    else:
        assert [(a.percent, a.bounds) for a in found] == [(False, (n, n)) for n in (part, whole)]


def test_the_quantities_of_the_table_are_read():
    spec = importlib.util.spec_from_file_location("quantities_benchmark", BENCHMARK)
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = benchmark
    spec.loader.exec_module(benchmark)
    table = benchmark.read(benchmark.TABLE)
    sums = benchmark.tally(table, benchmark.ours, benchmark.same_bounds, lambda *_: None)
    assert sums.of >= 130
    assert sums.right >= 0.95 * sums.of
    assert sums.clean >= 0.95 * sums.sentences


def test_a_verb_is_not_what_is_counted():
    found = figures("Russia fired four Kalibr missiles and two had been shot down.")
    assert [(f.span.quote, f.unit, f.of.quote if f.of else None) for f in found] == [
        ("four", Unit.WEAPONS, "Kalibr missiles"),
        ("two", Unit.WEAPONS, None),
    ]
