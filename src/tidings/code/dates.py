"""Plain time phrases as ISO 8601 dates: days, months, years and weekdays; nothing vaguer."""

from __future__ import annotations

import re
from calendar import day_name, month_abbr, month_name
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {
    name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if number
} | {"sept": 9}
_WEEKDAYS: Final = {name.lower(): number for number, name in enumerate(day_name)}
_MONTH: Final = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_FORMS: Final = tuple(
    re.compile(rf"\b{form}\b", re.IGNORECASE)
    for form in (
        r"(?P<year>(?:19|20)\d\d)-(?P<iso>\d\d)-(?P<day>\d\d)",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}",
        rf"{_MONTH}\s+{_DAY}",
        rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        _YEAR,
    )
)
_VAGUE: Final = re.compile(
    r"\b(?:since|until|till|before|after|between|by|during|early|late|mid|over|past|recent|next|coming|from|\d0s)\b"
    r"|\d0s\b",
    re.IGNORECASE,
)
_RELATIVE: Final = {"today": 0, "tonight": 0, "yesterday": 1, "this morning": 0, "last night": 1}
_WEEKDAY: Final = re.compile(r"\b(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)


def resolve_date(words: str, published: date | None) -> str | None:
    """The day (`2022-03-16`), month or year that a plain phrase names; None for anything vaguer.

    A weekday is the last one up to the day of publishing; a day without a year is the last such day up to it.
    Both, and *yesterday*, need that day.
    """
    if _VAGUE.search(words):
        return None
    for form in _FORMS:
        if match := form.search(words):
            return _written(match.groupdict(), published)
    if published is None:
        return None
    lower = " ".join(words.lower().split())
    for phrase, days in _RELATIVE.items():
        if re.search(rf"\b{phrase}\b", lower):
            return (published - timedelta(days)).isoformat()
    if match := _WEEKDAY.search(words):
        back = (published.weekday() - _WEEKDAYS[match[1].lower()]) % 7
        return (published - timedelta(back)).isoformat()
    return None


def _written(parts: dict[str, str | None], published: date | None) -> str | None:
    iso = parts.get("iso")
    month = int(iso) if iso else _MONTHS.get((parts.get("month") or "").lower())
    day, year = parts.get("day"), parts.get("year")
    if not month:
        return year
    if day is None:
        return f"{year}-{month:02}"
    try:
        if year:
            return date(int(year), month, int(day)).isoformat()
        if published is None:
            return None
        found = date(published.year, month, int(day))
        return (found if found <= published else date(published.year - 1, month, int(day))).isoformat()
    except ValueError:
        return None
