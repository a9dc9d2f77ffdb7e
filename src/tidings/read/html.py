"""Web pages: the article in them, without menus and scripts. Runs in the worker process."""

from __future__ import annotations

import re
from configparser import ConfigParser
from copy import deepcopy
from typing import Any, Final

import trafilatura
from resiliparse.extract.html2text import extract_plain_text
from trafilatura.settings import DEFAULT_CONFIG

from tidings.errors import ReadError
from tidings.read.extract import Extracted
from tidings.read.text import decode, normalise

MAX_TAG_DEPTH: Final = 512
"""Levels of open elements, as in Chromium's parser (kMaximumHTMLParserDOMTreeDepth)."""
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_SHALLOW: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dd",
        "dt",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "html",
        "head",
        "body",
        "script",
        "style",
    ]
)
"""Elements that hold nothing, or that the next of their kind closes."""
_SHORTEST: Final = "60"
"""Code points below which trafilatura doubts its own find; its default of 250 loses short agency reports."""


def _config() -> ConfigParser:
    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _SHORTEST
    config["DEFAULT"]["EXTRACTION_TIMEOUT"] = "0"
    return config


_CONFIG: Final = _config()


def tag_depth(markup: str, stop: int) -> int:
    """How deep elements are nested, counted no further than `stop`; never less than a parser would build."""
    depth = deepest = 0
    for match in _TAG.finditer(markup):
        if match[2].lower() in _SHALLOW:
            continue
        if match[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > stop:
                    break
    return deepest


def fragment_text(markup: str) -> str:
    """The text of a fragment of HTML, paragraphs apart by a blank line."""
    text = extract_plain_text(markup, preserve_formatting=True, list_bullets=False, alt_texts=False)
    return _paragraphs(str(text).split("\n"))


def _paragraphs(lines: list[str]) -> str:
    return "\n\n".join(tidy for line in lines if (tidy := " ".join(line.split())))


def _begins_with(text: str, title: str) -> bool:
    def bare(words: str) -> str:
        return "".join(c for c in words.casefold() if c.isalnum())

    return bare(text[: 3 * len(title) + 100]).startswith(bare(title))


def extract_markup(markup: str, origin: str, url: str | None = None) -> Extracted:
    """Text and metadata of a page. Raises TID-106 (nesting) and TID-108 (no text)."""
    if tag_depth(markup, MAX_TAG_DEPTH) > MAX_TAG_DEPTH:
        raise ReadError("TID-106", path=origin, limit=MAX_TAG_DEPTH)
    page: Any = trafilatura.bare_extraction(
        markup,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=_CONFIG,
    )
    text = _paragraphs((page.text or "").split("\n")) if page is not None else ""
    text = text or fragment_text(markup)
    if not text:
        raise ReadError("TID-108", path=origin, detail="an empty page")
    title = " ".join((page.title or "").split()) if page is not None else ""
    if title and not _begins_with(text, title):
        text = f"{title}\n\n{text}"
    if page is None:
        return Extracted(text=normalise(text))
    language = re.search(
        r"<html[^>]{0,300}?\blang\s*=\s*[\"']?([A-Za-z-]{2,20})", markup[:5000], re.IGNORECASE
    )
    return Extracted(
        text=normalise(text),
        title=title or None,
        outlet=page.sitename,
        author=page.author,
        published=page.date,
        url=page.url,
        language=language[1] if language else None,
    )


def extract_page(data: bytes, origin: str, url: str | None = None) -> list[Extracted]:
    """The one article of a page given as bytes."""
    return [extract_markup(decode(data, markup=True).replace("\x00", "\ufffd"), origin, url)]
