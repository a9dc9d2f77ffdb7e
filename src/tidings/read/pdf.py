"""PDF: the text of its pages, wraps and hyphens of columns undone. Runs in the worker process."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from tidings.errors import ReadError
from tidings.read.extract import Extracted
from tidings.read.text import normalise

_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)\]]*$")
_HYPHENATED: Final = re.compile(r"(?P<head>[^\W\d_]{2,})[-\u2010\u00ad]$")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page\s+)?[-–—|\s]*\d{1,4}[-–—|\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_MACHINE_TITLE: Final = re.compile(
    r"untitled|anonymous|unspecified|microsoft word.*|slide \d+|document\d*"
    r"|.*\.(?:docx?|pdf|indd|qxd|pages|odt|rtf|tex)",
    re.IGNORECASE,
)
_FULL: Final = 0.75
"""Share of the usual width from which a line counts as full, so that its text goes on in the next."""
_GAP: Final = 1.35
"""Distance between lines, in usual ones, from which a new paragraph begins."""
_LIGATURES: Final = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " "})


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Pages without page numbers, and without first and last lines that most pages share.

    No page begins or ends with an empty line, so that a paragraph goes on across pages.
    """

    def bare(line: str) -> str:
        return re.sub(r"\d+", "#", line).casefold().strip()

    filled = [[n for n, line in enumerate(page) if line.strip()] for page in pages]
    edges = [{*places[:2], *places[-2:]} for places in filled]
    counts = Counter(
        line for page, edge in zip(pages, edges, strict=True) for line in {bare(page[n]) for n in edge}
    )
    often = {line for line, n in counts.items() if len(pages) >= 3 and n > len(pages) / 2 and len(line) < 120}
    out = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {n for n in edge if bare(page[n]) in often or _PAGE_NUMBER.fullmatch(page[n].strip())}
        kept = [n for n in range(len(page)) if n not in dropped and page[n].strip()]
        body = range(kept[0], kept[-1] + 1) if kept else range(0)
        out.append([page[n] for n in body if n not in dropped])
    return out


def _join(left: str, right: str, words: frozenset[str]) -> str:
    """Two lines of one paragraph as one, a hyphen at the break taken out unless the word is written with it.

    `words` are the words of the whole text, in lower case: they tell `cease-|fire` from `govern-|ment`.
    """
    match = _HYPHENATED.search(left)
    if match and right[:1].islower():
        tail = re.match(r"[^\W\d_]+", right)
        head, rest = match["head"].casefold(), tail[0].casefold() if tail else ""
        compound = left[: match.start()].endswith("-")
        written = f"{head}-{rest}" in words and head + rest not in words
        return left + right if compound or written else left[:-1] + right
    if left.endswith(("-", "\u2010")) and right[:1].isalnum():
        return left + right
    return f"{left} {right}"


def unwrap(lines: list[str]) -> str:
    """Paragraphs, a blank line between them, from the lines of a page's columns.

    A line ends its paragraph where a blank line follows, or where it is clearly shorter than the usual
    line and the text so far ends like a sentence or the next line starts like one.
    """
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    usual = lengths[int(0.8 * (len(lengths) - 1))] if lengths else 0
    words = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(lines).casefold()))
    paragraphs: list[str] = []
    open_paragraph = False
    for n, raw in enumerate(lines):
        line = " ".join(raw.split())
        if not line:
            open_paragraph = False
            continue
        if open_paragraph and paragraphs:
            paragraphs[-1] = _join(paragraphs[-1], line, words)
        else:
            paragraphs.append(line)
        following = next((after.strip() for after in lines[n + 1 : n + 2]), "")
        full = len(line) >= _FULL * usual
        ended = bool(_SENTENCE_END.search(line))
        starts = following[:1].isupper() or following[:1] in "\"'“‘•–—"
        heading = (
            not full and not ended and starts and len(line) < 0.6 * usual and not line.endswith((",", "-"))
        )
        open_paragraph = not ((ended and not full and starts) or heading)
    return "\n\n".join(paragraphs)


def _lines(page: PageObject) -> list[str]:
    """The lines of a page, an empty one where the distance to the next is clearly above the usual."""
    heights: list[float] = []
    lines = [""]

    def visit(text: str, matrix: list[float], place: list[float], _font: object, _size: float) -> None:
        if text.strip() and len(heights) < len(lines):
            heights.append(place[5] * matrix[3] + matrix[5])
        for n, part in enumerate(text.split("\n")):
            if n and lines[-1].strip():
                lines.append("")
            lines[-1] += part

    page.extract_text(visitor_text=visit)
    steps = [upper - lower for upper, lower in pairwise(heights)]
    usual = median([step for step in steps if step > 0] or [0])
    out = []
    for n, line in enumerate(lines):
        out.append(normalise(line.translate(_LIGATURES)).replace("\n", " "))
        if n < len(steps) and steps[n] > _GAP * usual:
            out.append("")
    return out


def extract_pdf(data: bytes, origin: str, limit: int) -> list[Extracted]:
    """The one article of a PDF, of at most `limit` code points.

    Raises TID-105, TID-108 (no text), TID-109 (broken or encrypted) and TID-118.
    """
    pages: list[list[str]] = []
    count = 0
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("TID-109", path=origin, kind="PDF", detail="it needs a password")
        for page in reader.pages:
            lines = _lines(page)
            count += sum(map(len, lines))
            if count > limit:
                raise ReadError("TID-118", path=origin, limit=limit)
            pages.append(lines)
        info = reader.metadata
        title = info.title if info else None
        author = info.author if info else None
    except LimitReachedError as error:
        raise ReadError("TID-105", path=origin, limit=str(error)[:120]) from error
    except (ReadError, MemoryError):
        raise
    except PyPdfError as error:
        raise ReadError("TID-109", path=origin, kind="PDF", detail=str(error)[:120]) from error
    text = unwrap([line for page in _without_running_heads(pages) for line in page])
    if not text:
        raise ReadError("TID-108", path=origin, detail="no text in its pages")
    return [Extracted(text=text, title=_stated(title), author=_stated(author))]


def _stated(value: object) -> str | None:
    """A metadata value unless a machine put it there."""
    if not isinstance(value, str) or not value.strip() or _MACHINE_TITLE.fullmatch(value.strip()):
        return None
    return normalise(value)
