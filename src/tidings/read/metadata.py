"""What is known about an article beside its text: given, stated by its file, or read off its head."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from tidings.errors import ReadError
from tidings.read.options import ReadOptions
from tidings.read.text import decode, normalise
from tidings.types import FIRST_DAY, LAST_DAY

SIDECAR: Final = ".meta.json"
"""What a sidecar's name adds to the name of its file, the file's extension included."""
_SIDECAR_BYTES: Final = 1 << 20
_HEAD: Final = 1500
"""Code points of the head in which a dateline, byline or date is looked for."""
_HEAD_LINES: Final = 8

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = r"(?P<{0}>(?:{1})\b\.?)"
_NAMES: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY: Final = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+(?:the\s+)?)?"
_DATE: Final = re.compile(
    rf"{_WEEKDAY}(?:"
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1', _NAMES)},?\s+(?P<y1>\d{{4}})"
    rf"|{_MONTH.format('m2', _NAMES)}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))(?!\d)",
    re.IGNORECASE,
)
_DATELINE: Final = re.compile(
    r"(?P<place>[A-Z][A-Z.'’ -]{2,40}(?:, ?[A-Z][A-Za-z.'’ ]{1,30})?),? +"
    r"(?P<rest>[^\n—–-]{0,60}?) *(?:—|–|--| - )"
)
_BYLINE: Final = re.compile(
    r"(?:Written |Reported |Story )?[Bb][Yy]:? +"
    r"(?P<name>[A-Z][\w.'’-]*(?: +(?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|la|and|&)){1,9})"
    r"(?= *(?:$|[,|–—(•/]| - ))"
)
_STAMP: Final = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|date|dated|issued)(?: on| at)?:?\s*)?", re.IGNORECASE
)
_CLOCK: Final = re.compile(
    r"[\s,|•·–—-]*(?:at\s+)?(?:\d{1,2}[:.h]\d{2}(?::\d{2})?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:[A-Z]{2,4}|[+-]\d{2}:?\d{2})?\s*\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of an article beside its text; None where nothing is known."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    external_id: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """These values, and those of `other` where this has none."""
        return replace(
            other, **{f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}
        )


def from_options(options: ReadOptions) -> Metadata:
    """What the caller says."""
    return Metadata(
        title=tidy(options.title),
        outlet=tidy(options.outlet),
        author=tidy(options.author),
        published=options.published,
        url=tidy(options.url),
        language=tidy(options.language),
    )


def tidy(value: object) -> str | None:
    """A value of a metadata field as one line of text; lists are joined by commas; empty is None."""
    if isinstance(value, list | tuple):
        value = ", ".join(part for item in value if (part := tidy(item)))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python converts
        return None
    return normalise(" ".join(text.split())) or None


def _build(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.lower().rstrip(".")) or (int(month) if month.isdecimal() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _from_match(match: re.Match[str]) -> date | None:
    for n in "123":
        if match[f"y{n}"]:
            return _build(match[f"y{n}"], match[f"m{n}"], match[f"d{n}"])
    return None


def parse_date(value: str) -> date | None:
    """The day that `value` names: ISO 8601, RFC 2822, or day, month name and year; None for all else.

    A time zone is left as it is written: the day is that of the place the writer meant. `3/4/2022`, which
    may be either of two days, is refused; `24/2/2022` is not. A day outside of `FIRST_DAY` to
    `LAST_DAY` is refused.
    """
    found = _day_of(value.strip())
    return found if found and FIRST_DAY <= found <= LAST_DAY else None


def _day_of(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        pass
    if match := _DATE.match(value):
        return _from_match(match)
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ ,].*)?", value):
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second or first == second:
            return _build(match[3], match[2], match[1])
        if second > 12 >= first:
            return _build(match[3], match[1], match[2])
        return None
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def lookup(row: Mapping[str, object], key: str) -> object:
    """The value of `key` in `row`, or of a path `a.b` through objects inside it; None where absent."""
    if key in row or "." not in key:
        return row.get(key)
    value: object = row
    for part in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def from_row(row: Mapping[str, object], options: ReadOptions, origin: str) -> Metadata:
    """The metadata of one JSON object or table row; TID-114 where its date can't be read."""
    given = tidy(lookup(row, options.key("date")))
    published = parse_date(given) if given else None
    if given and published is None and options.published is None:
        raise ReadError("TID-114", path=origin, value=given[:80])
    return Metadata(
        title=tidy(lookup(row, options.key("title"))),
        outlet=tidy(lookup(row, options.key("outlet"))),
        author=tidy(lookup(row, options.key("author"))),
        published=published,
        url=tidy(lookup(row, options.key("url"))),
        language=tidy(lookup(row, options.key("language"))),
        external_id=tidy(lookup(row, options.key("id"))),
    )


def from_sidecar(path: Path, origin: str) -> Metadata:
    """The metadata in `path` + `SIDECAR`, if there is such a file; TID-109 or TID-114 where it is broken.

    A sidecar is a JSON object with our own keys (`KEYS`), whatever keys the caller maps.
    """
    sidecar = path.with_name(path.name + SIDECAR)
    where = origin + SIDECAR
    try:
        with sidecar.open("rb") as file:
            data = file.read(_SIDECAR_BYTES + 1)
    except FileNotFoundError:
        return Metadata()
    except OSError as error:
        raise ReadError("TID-102", path=where, detail=error.strerror or str(error)) from error
    if len(data) > _SIDECAR_BYTES:
        raise ReadError("TID-104", path=where, limit=_SIDECAR_BYTES)
    try:
        row = json.loads(decode(data).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ReadError("TID-109", path=where, kind="sidecar", detail=str(error)[:120]) from error
    if not isinstance(row, dict):
        raise ReadError("TID-109", path=where, kind="sidecar", detail="not a JSON object")
    return from_row(row, ReadOptions(), where)


def _line_date(line: str) -> date | None:
    """The date of a line that holds a date and at most a time and a word such as `Published`."""
    stamp = _STAMP.match(line)
    match = _DATE.match(line, stamp.end() if stamp else 0)
    if match and _CLOCK.fullmatch(line, match.end()):
        return _from_match(match)
    return None


def infer(text: str) -> Metadata:
    """Title, author and date that the head of a plain text shows.

    A date counts in a dateline (`KYIV, 24 February 2022 —`), beside a byline or on a line of its own;
    a date inside a sentence does not, as it may be that of any event. A title is a first line without
    a full stop, set off by a blank line, a byline or a dateline.
    """
    title = author = None
    published: date | None = None
    head = text[:_HEAD].lstrip("\ufeff")
    lines = [(n, line.strip()) for n, line in enumerate(head.split("\n")) if line.strip()][:_HEAD_LINES]
    for place, (number, line) in enumerate(lines):
        byline = _BYLINE.match(line)
        dateline = _DATELINE.match(line)
        if byline and author is None and place < 5:
            author = " ".join(byline["name"].split())
        if published is None:
            published = _line_date(line)
        if published is None and byline and (match := _DATE.search(line, byline.end(), byline.end() + 60)):
            published = _from_match(match)
        if published is None and dateline and (match := _DATE.search(dateline["rest"])):
            published = _from_match(match)
        if place == 0 and len(lines) > 1 and not (byline or dateline) and len(line) <= 160:
            after_number, after = lines[1]
            set_off = after_number > number + 1 or _BYLINE.match(after) or _DATELINE.match(after)
            if set_off and not line.endswith((".", ",", ";", ":")) and _line_date(line) is None:
                title = line
    return Metadata(title=title, author=author, published=published)
