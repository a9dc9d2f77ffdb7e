"""Words of time: forms, bounds, what stays unknown, and what holds for any day and any words."""

import csv
from calendar import day_name, month_name
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tidings.code.time_calendar import Anchor, Unit, easter, nearest, nth_weekday, shifted, unit_around
from tidings.code.time_vocabulary import WORDS
from tidings.code.time_words import LONGEST, read_words
from tidings.code.times import resolve_time
from tidings.types import Grain

THURSDAY = date(2022, 3, 17)
TABLE = Path(__file__).parents[2] / "benchmarks" / "data" / "time_phrases.csv"


def iso(words, published=THURSDAY, ahead=None):
    when = resolve_time(words, published, ahead=ahead)
    return when.iso if when else None


PAST = [
    ("on Wednesday", "2022-03-16"),
    ("Thursday", "2022-03-17"),
    ("late on Friday night", "2022-03-11"),
    ("Wednesday the 9th of March", "2022-03-09"),
    ("by the early hours of Monday", "../2022-03-14"),
    ("last Thursday", "2022-03-10"),
    ("this past Tuesday", "2022-03-15"),
    ("Saturday’s", "2022-03-12"),
    ("SATURDAY'S", "2022-03-12"),
    ("Friday last week", "2022-03-11"),
    ("last Monday week", "2022-03-07"),
    ("a week ago Tuesday", "2022-03-08"),
    ("on 18 March", "2021-03-18"),
    ("on\u00a017\u00a0March", "2022-03-17"),
    ("March 3rd", "2022-03-03"),
    ("the third of March", "2022-03-03"),
    ("the twenty-first", "2022-02-21"),
    ("29 February", "2020-02-29"),
    ("Friday the 13th", "2021-08-13"),
    ("Monday, 12 April", "2021-04-12"),
    ("Tuesday, 5 April", "2022-04-05"),
    ("24.02.2022", "2022-02-24"),
    ("24/2/2022", "2022-02-24"),
    ("2/24/2022", "2022-02-24"),
    ("2022-02-24", "2022-02-24"),
    ("since 9/11", "2001-09-11/2022-03-17"),
    ("yesterday", "2022-03-16"),
    ("the day before yesterday", "2022-03-15"),
    ("this morning", "2022-03-17"),
    ("last night", "2022-03-16"),
    ("overnight", "2022-03-16"),
    ("in March", "2022-03"),
    ("in April", "2021-04"),
    ("late last November", "2021-11"),
    ("last March", "2021-03"),
    ("in December of last year", "2021-12"),
    ("July 2009", "2009-07"),
    ("2022-01", "2022-01"),
    ("earlier this month", "2022-03"),
    ("at the end of 2013", "2013"),
    ("in the year 2000", "2000"),
    ("2014–16", "2014-01-01/2016-12-31"),
    ("from 2014 to 2016", "2014-01-01/2016-12-31"),
    ("from 2014 to the present", "2014-01-01/2022-03-17"),
    ("the early 1990s", "1990-01-01/1999-12-31"),
    ("the nineties", "1990-01-01/1999-12-31"),
    ("in the 19th century", "1801-01-01/1900-12-31"),
    ("last week", "2022-03-07/2022-03-13"),
    ("the week before last", "2022-02-28/2022-03-06"),
    ("the week of March 9", "2022-03-07/2022-03-13"),
    ("last quarter", "2021-10-01/2021-12-31"),
    ("Q3 2019", "2019-07-01/2019-09-30"),
    ("the second half of last year", "2021-07-01/2021-12-31"),
    ("the first half of February", "2022-02-01/2022-02-15"),
    ("in the last two weeks of February", "2022-02-15/2022-02-28"),
    ("the first six months of 2021", "2021-01-01/2021-06-30"),
    ("on the second Sunday of February", "2022-02-13"),
    ("last summer", "2021-06-01/2021-08-31"),
    ("this winter", "2021-12-01/2022-02-28"),
    ("the winter of 2013/14", "2013-12-01/2014-02-28"),
    ("on Good Friday 2019", "2019-04-19"),
    ("three days after Christmas", "2021-12-28"),
    ("on the eve of May 9", "2021-05-08"),
    ("the night before Christmas", "2021-12-24"),
    ("three weeks ago", "2022-02-24"),
    ("two months ago", "2022-01"),
    ("a decade ago", "2012"),
    ("a year and a half ago", "2020-09"),
    ("more than two weeks ago", "../2022-03-03"),
    ("less than a month ago", "2022-02-17/2022-03-17"),
    ("a few days ago", "2022-03-10/2022-03-15"),
    ("48 hours ago", "2022-03-15"),
    ("over the past fortnight", "2022-03-03/2022-03-17"),
    ("in recent days", "2022-03-10/2022-03-17"),
    ("for the last two years", "2020-03-17/2022-03-17"),
    ("in the twenty days since the attack", "2022-02-25/2022-03-17"),
    ("since last week", "2022-03-07/2022-03-17"),
    ("since the beginning of the year", "2022-01-01/2022-03-17"),
    ("before 2010", "../2009-12-31"),
    ("until 2014", "../2014-12-31"),
    ("after 1991", "1992-01-01/2022-03-17"),
    ("after Monday’s vote", "2022-03-14/2022-03-17"),
    ("after Friday prayers", "2022-03-11"),
    ("before dawn on Tuesday", "2022-03-15"),
    ("from 1 to 5 March", "2022-03-01/2022-03-05"),
    ("March 1–5, 2021", "2021-03-01/2021-03-05"),
    ("on 3, 4 and 5 March", "2022-03-03/2022-03-05"),
    ("between Sunday and Tuesday", "2022-03-13/2022-03-15"),
    ("Thursday night into Friday", "2022-03-17/2022-03-18"),
    ("from November to February", "2021-11-01/2022-02-28"),
    ("between September and March 2019", "2018-09-01/2019-03-31"),
    ("all day Monday", "2022-03-14"),
    ("until 2 April", "2022-03-17/2022-04-02"),
    ("by Saturday", "../2022-03-12"),
    ("at the end of the year", "2021"),
    ("in the last quarter of the year", "2021-10-01/2021-12-31"),
    ("several months ago", "2021-09-17/2022-01-17"),
    ("over a year ago", "../2021-03-17"),
    ("this decade", "2020-01-01/2029-12-31"),
    ("the twenties", "2020-01-01/2029-12-31"),
    ("5/5/2021", "2021-05-05"),
]
AHEAD = [
    ("on Thursday", "2022-03-24"),
    ("on Wednesday", "2022-03-23"),
    ("next Friday", "2022-03-18"),
    ("Monday week", "2022-03-28"),
    ("on 17 March", "2022-03-17"),
    ("16 March", "2023-03-16"),
    ("in February", "2023-02"),
    ("in March", "2022-03"),
    ("next March", "2023-03"),
    ("next Christmas", "2022-12-25"),
    ("in the first half of the year", "2022-01-01/2022-06-30"),
    ("by the end of the week", "2022-03-17/2022-03-20"),
    ("tomorrow evening", "2022-03-18"),
    ("midnight tonight", "2022-03-18"),
    ("overnight", "2022-03-17"),
    ("next weekend", "2022-03-26/2022-03-27"),
    ("this coming weekend", "2022-03-19/2022-03-20"),
    ("next spring", "2023-03-01/2023-05-31"),
    ("by 2024", "2022-03-17/2024-12-31"),
    ("by month’s end", "2022-03-17/2022-03-31"),
    ("before the year is out", "2022-03-17/2022-12-31"),
    ("until the end of next year", "2022-03-17/2023-12-31"),
    ("before May", "2022-03-17/2022-04-30"),
    ("after Easter", "2022-04-18/.."),
    ("ahead of Monday’s meeting", "2022-03-17/2022-03-20"),
    ("ahead of the summit in June", "2022-06"),
    ("within 48 hours", "2022-03-17/2022-03-19"),
    ("in ten days", "2022-03-27"),
    ("in three weeks’ time", "2022-04-07"),
    ("two years from now", "2024"),
    ("over the next five years", "2022-03-17/2027-03-17"),
    ("from Monday to Wednesday", "2022-03-21/2022-03-23"),
    ("from September", "2022-09"),
]
UNKNOWN = [
    "soon", "recently", "now", "during the war", "ahead of the summit", "the next day", "a week later",
    "two days before the raid", "that September", "the previous year", "every Friday", "on Mondays",
    "at 5 a.m.", "at 14:45", "before dawn", "for the eighth day", "in two days", "for three weeks",
    "decades ago", "the first week", "on the eve of the vote on Friday",
    "for the first time since 2014", "on 3/4/2022", "31 April", "32 May", "after the fall of Kabul",
    "on the march", "the sun", "1,500", "", "’", "in one day", "the last weeks of the regime",
    "within 48 hours", "two days before the vote on Friday", "in the last two weeks of the campaign",
    "weeks after Monday's vote", "previously", "this time",
]  # fmt: skip

LOOSE = [
    *sorted(WORDS),
    "5",
    "16th",
    "2014",
    "2013/14",
    "1990s",
    "-",
    ",",
    "’s",
    "the",
    "a",
    "of",
    "on",
    "war",
]


@pytest.mark.parametrize(("words", "expected"), PAST)
def test_what_is_past(words, expected):
    assert iso(words, ahead=False) == expected


@pytest.mark.parametrize(("words", "expected"), AHEAD)
def test_what_lies_ahead(words, expected):
    assert iso(words, ahead=True) == expected


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_stays_unknown(words):
    assert iso(words, ahead=False) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Wednesday", "2022-03-16"),
        ("this Friday", "2022-03-18"),
        ("will meet on Wednesday", "2022-03-23"),
        ("by Friday", "2022-03-17/2022-03-18"),
        ("within a week", "2022-03-17/2022-03-24"),
        ("in two days", None),
        ("in two weeks’ time", "2022-03-31"),
    ],
)
def test_without_a_direction_the_words_themselves_may_look_ahead(words, expected):
    assert iso(words) == expected


@pytest.mark.parametrize(
    ("words", "grain"),
    [
        ("on Wednesday", Grain.DAY),
        ("last week", Grain.WEEK),
        ("late February", Grain.MONTH),
        ("the first quarter of 2021", Grain.QUARTER),
        ("next summer", Grain.SEASON),
        ("2019", Grain.YEAR),
        ("the 1980s", Grain.DECADE),
        ("the weekend", Grain.SPAN),
        ("since 2014", Grain.SPAN),
    ],
)
def test_the_grain_is_the_unit_that_the_words_name(words, grain):
    assert resolve_time(words, THURSDAY).grain is grain


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Wednesday", None),
        ("yesterday", None),
        ("on 5 May", None),
        ("last year", None),
        ("two weeks ago", None),
        ("5 May 2014", "2014-05-05"),
        ("in March 2014", "2014-03"),
        ("since 2014", "2014-01-01/.."),
        ("by 2024", "../2024-12-31"),
    ],
)
def test_without_a_day_of_publishing_only_full_dates_are_known(words, expected):
    assert iso(words, published=None) == expected


def test_the_reason_shows_the_words_and_what_they_were_counted_from():
    assert resolve_time("on Wednesday", THURSDAY).reason == "Wednesday: the last one up to 2022-03-17"
    assert "taken as 7 days" in resolve_time("in recent days", THURSDAY).reason


@pytest.mark.parametrize(
    "words", ["last year", "two years ago", "yesterday", "since 3 January", "in December"]
)
def test_what_lies_before_the_calendar_is_unknown(words):
    assert resolve_time(words, date(1, 1, 1), ahead=False) is None


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
weekdays = st.sampled_from(range(7))
directions = st.sampled_from([True, False, None])
forms = st.sampled_from([words for words, _ in PAST + AHEAD] + UNKNOWN)


@given(weekdays, days)
def test_a_weekday_is_at_most_six_days_back_or_seven_ahead(weekday, published):
    past = resolve_time(f"on {day_name[weekday]}", published, ahead=False)
    ahead = resolve_time(f"on {day_name[weekday]}", published, ahead=True)
    assert past.start.weekday() == ahead.start.weekday() == weekday
    assert 0 <= (published - past.start).days <= 6
    assert 1 <= (ahead.start - published).days <= 7


@given(
    weekdays, days, st.integers(-50, 50), directions, st.sampled_from(["on {}", "last {}", "next {} night"])
)
def test_a_weekday_moves_with_the_week(weekday, published, weeks, ahead, form):
    words, by = form.format(day_name[weekday]), timedelta(7 * weeks)
    here, there = (resolve_time(words, day, ahead=ahead) for day in (published, published + by))
    assert there.start - here.start == by


@given(days, days)
def test_a_day_without_its_year_is_the_nearest_in_its_direction(named, published):
    assume((named.month, named.day) != (2, 29))
    words = f"on {named.day} {month_name[named.month]}"
    past, ahead = (resolve_time(words, published, ahead=a).start for a in (False, True))
    assert (past.month, past.day) == (ahead.month, ahead.day) == (named.month, named.day)
    assert 0 <= (published - past).days <= 365
    assert 0 <= (ahead - published).days <= 365


@given(days, days, directions)
def test_a_full_date_says_the_same_in_every_order_and_to_every_reader(named, published, ahead):
    month = month_name[named.month]
    for words in (
        f"{named.day} {month} {named.year}",
        f"{day_name[named.weekday()]}, {month} {named.day}, {named.year}",
        f"on the {named.day}th of {month[:3]}. {named.year}",
        named.isoformat(),
        f"{named.day:02}.{named.month:02}.{named.year}",
    ):
        assert iso(words, published, ahead) == named.isoformat()


@given(
    st.one_of(
        st.text(),
        st.lists(forms, max_size=4).map(" ".join),
        st.lists(st.sampled_from(LOOSE), max_size=8).map(" ".join),
    ),
    days,
    directions,
)
def test_any_words_are_read_the_same_way_twice_and_never_fail(words, published, ahead):
    when = resolve_time(words, published, ahead=ahead)
    assert when == resolve_time(words, published, ahead=ahead)
    if when is not None:
        sides = [side for side in when.iso.split("/") if side != ".."]
        assert sides
        assert all(date.fromisoformat(side + "-01" * ((10 - len(side)) // 3)) for side in sides)


@given(forms, days, directions)
def test_case_and_blanks_change_nothing(words, published, ahead):
    assume(words not in {"the sun", "on the march"})
    plain = resolve_time(words, published, ahead=ahead)
    for other in (words.upper(), f"  {words} ", words.replace(" ", "\u00a0"), words.replace("’", "'")):
        changed = resolve_time(other, published, ahead=ahead)
        assert (plain and (plain.start, plain.end)) == (changed and (changed.start, changed.end))


@given(days, st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR, Unit.DECADE]))
def test_units_of_the_calendar_hold_their_days_and_touch(day, unit):
    first, last = unit_around(unit, day)
    assert first <= day <= last
    assert unit_around(unit, first) == unit_around(unit, last) == (first, last)
    assert unit_around(unit, last + timedelta(1))[0] == last + timedelta(1)


@given(days, st.sampled_from(list(Unit)), st.integers(0, 10))
def test_shifting_back_and_forth_ends_at_most_three_days_off(day, unit, count):
    back = shifted(shifted(day, unit, -count), unit, count)
    assert timedelta(0) <= day - back <= timedelta(3)


@pytest.mark.parametrize(
    ("year", "day"), [(1961, "04-02"), (2000, "04-23"), (2008, "03-23"), (2011, "04-24"), (2038, "04-25")]
)
def test_easter(year, day):
    assert easter(year).isoformat() == f"{year}-{day}"


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_of_spring(year):
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


def test_there_is_no_fifth_sunday_in_most_months():
    assert nth_weekday(6, 5, unit_around(Unit.MONTH, date(2022, 2, 1))) is None
    assert nth_weekday(6, -1, unit_around(Unit.MONTH, date(2022, 2, 1))) == date(2022, 2, 27)


def test_nearest_needs_a_day():
    assert nearest([(THURSDAY, THURSDAY)], Anchor(None, False)) is None


def test_a_long_phrase_is_read_as_far_as_words_of_time_reach():
    assert len(read_words("Monday " * 1000).kinds) == LONGEST
    assert iso("on Monday " + "and the council of the city " * 5000) == "2022-03-14"
    assert iso("last " * 20000) is None


def test_the_table_of_phrases_is_read_as_expected():
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = 0
    for row in rows:
        ahead = {"yes": True, "no": False, "": None}[row["ahead"]]
        when = resolve_time(row["phrase"], date.fromisoformat(row["published"]), ahead=ahead)
        found = (str(when.start or ""), str(when.end or ""), when.grain.value) if when else ("", "", "")
        right += found == (row["start"], row["end"], row["grain"])
    assert len(rows) >= 130
    assert right / len(rows) >= 0.95


@pytest.mark.parametrize(
    "words", ["in the next 4000 years", "3000 years ago", "in the year 9999", "9 May 0001"]
)
def test_a_time_far_from_any_news_is_no_date(words):
    found = iso(words)
    assert found is None or all(1000 <= int(side[:4]) < 3000 for side in found.split("/") if side != "..")
