"""RSS and Atom files: every entry an article. Runs in the worker process; nothing is fetched."""

from __future__ import annotations

import io
import re
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import feedparser
from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from tidings.errors import ReadError
from tidings.read.extract import Extracted
from tidings.read.html import MAX_TAG_DEPTH, fragment_text, tag_depth
from tidings.read.metadata import tidy
from tidings.read.text import decode, normalise

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


def _check(data: bytes, origin: str) -> None:
    """TID-105 where the file declares entities, as the billion laughs do; TID-106 where it is too deep."""
    text = decode(data, markup=True)
    if _ENTITY.search(text):
        raise ReadError("TID-105", path=origin, limit="what it holds, by entities of its own")
    if tag_depth(text, MAX_TAG_DEPTH) > MAX_TAG_DEPTH:
        raise ReadError("TID-106", path=origin, limit=MAX_TAG_DEPTH)
    try:
        parseString(data, ContentHandler(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ReadError("TID-105", path=origin, limit="what it holds, by entities of its own") from error
    except (SAXException, ValueError, LookupError):
        pass  # feedparser mends what is merely ill-formed


def _entry_text(entry: feedparser.FeedParserDict, title: str | None) -> str:
    bodies = [part for part in entry.get("content", ()) if part.get("value")]
    best = max(bodies, key=lambda part: len(part["value"]), default=None)
    value = best["value"] if best else entry.get("summary", "")
    kind = (best or entry.get("summary_detail") or {}).get("type", "text/html")
    text = value if kind == "text/plain" and "<" not in value else fragment_text(value)
    text = normalise(text).strip()
    if title and text and not text.startswith(title):
        text = f"{title}\n\n{text}"
    return text or (title or "")


def extract_feed(data: bytes, origin: str, members: int, limit: int) -> tuple[list[Extracted], bool]:
    """The entries of a feed, at most `members` of them, and whether there were more.

    Raises TID-105 (entities), TID-106 (nesting) and TID-109 (no feed). `limit` is in code points, an entry;
    a longer one comes with an empty text and the member it is.
    """
    _check(data, origin)
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise ReadError(
            "TID-109", path=origin, kind="feed", detail=str(feed.get("bozo_exception", "no feed"))[:120]
        )
    out = []
    for number, entry in enumerate(feed.entries[:members], start=1):
        title = tidy(entry.get("title"))
        if title and "<" in title:
            title = tidy(fragment_text(title))
        out.append(
            Extracted(
                text=_entry_text(entry, title)[: limit + 1],
                title=title,
                outlet=tidy(feed.feed.get("title")),
                author=tidy(entry.get("author")),
                published=tidy(entry.get("published") or entry.get("updated")),
                url=tidy(entry.get("link")),
                language=tidy(feed.feed.get("language")),
                external_id=tidy(entry.get("id")),
                member=f"!entry {number}",
            )
        )
    return out, len(feed.entries) > members
