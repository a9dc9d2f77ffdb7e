"""Typesets examples/source/*.txt as two-column PDFs in examples/articles, the same bytes at every run.

Usage: python examples/make_pdf.py [FOLDER]   (FOLDER: where to write; default examples/articles)

Needs reportlab. A source text has `key: value` lines (outlet, title, author, date), an empty line, and
paragraphs with empty lines between them; a paragraph that begins with `## ` is a heading. The columns are
narrow and words are divided at the line's end on purpose: an extractor has to put both right.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).resolve().parent
PAGE = (419.53, 595.28)  # A5 in points, so that a short article fills more than one page
MARGIN, GAP = 40.0, 18.0
COLUMN = (PAGE[0] - 2 * MARGIN - GAP) / 2
BODY, BOLD, SIZE, LEADING = "Times-Roman", "Times-Bold", 9.5, 11.5

# Where a word may be divided: before a common suffix, between two like consonants, or after l, m, n or r.
DIVISION = re.compile(
    r"(?<=[a-z]{3})(?=(?:ments?|tions?|sions?|tional|ness|ships?|tives?|mented|tary|bility|lish|ters?)[,.;:]?$)"
    r"|(?<=[a-z]([bcfmnprt]))(?=\1[a-z]{2})"
    r"|(?<=[a-z][aeiou][lmnr])(?=[bcdfgkmpstv][aeiou](?!ng|[drs]\b)[a-z])"
)


def source(path: Path) -> tuple[dict[str, str], list[str]]:
    """The header fields and the paragraphs of one source text."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return fields, [" ".join(part.split()) for part in body.split("\n\n") if part.strip()]


def wrapped(paragraph: str, font: str, size: float) -> list[str]:
    """The paragraph's lines, none wider than a column; a word is divided where `DIVISION` allows it."""
    lines, line = [], ""
    for word in paragraph.split():
        tried = f"{line} {word}".lstrip()
        if stringWidth(tried, font, size) <= COLUMN:
            line = tried
            continue
        cuts = [match.start() for match in DIVISION.finditer(word)]
        fits = [cut for cut in cuts if stringWidth(f"{line} {word[:cut]}-", font, size) <= COLUMN]
        if fits:
            lines.append(f"{line} {word[: fits[-1]]}-")
            line = word[fits[-1] :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def typeset(text: Path, pdf: Path) -> None:
    """Write one source text as a PDF."""
    fields, paragraphs = source(text)
    day = datetime.strptime(fields["date"], "%d %B %Y").replace(tzinfo=UTC)
    # reportlab dates an invariant file 1 January 2000, a day that readers would take for the article's own.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    # Uncompressed: zlib's builds differ in their output.
    canvas = Canvas(str(pdf), pagesize=PAGE, invariant=1, pageCompression=0)
    canvas.setProducer("reportlab")
    canvas.setCreator("examples/make_pdf.py")
    canvas.setTitle(fields["title"])
    canvas.setAuthor(fields["author"])
    canvas.setSubject(f"{fields['outlet']}, {fields['date']}")

    top = PAGE[1] - MARGIN
    canvas.setFont(BOLD, 17)
    canvas.drawString(MARGIN, top - 14, fields["title"])
    canvas.setFont(BODY, 9.5)
    canvas.drawString(MARGIN, top - 30, fields["author"])
    canvas.drawString(MARGIN, top - 42, fields["date"])
    top -= 62

    lines: list[tuple[str, str]] = []
    for paragraph in paragraphs:
        font = BOLD if paragraph.startswith("## ") else BODY
        lines += [(line, font) for line in wrapped(paragraph.removeprefix("## "), font, SIZE)]
        lines.append(("", BODY))
    lines.pop()

    page = 1
    while lines:
        room = int((top - MARGIN) / LEADING)
        for column in range(2):
            x, y = MARGIN + column * (COLUMN + GAP), top
            for line, font in lines[:room]:
                canvas.setFont(font, SIZE)
                canvas.drawString(x, y, line)
                y -= LEADING
            lines = lines[room:]
        canvas.setFont(BODY, 7.5)
        canvas.drawString(MARGIN, MARGIN / 2, fields["outlet"])
        canvas.drawRightString(PAGE[0] - MARGIN, MARGIN / 2, str(page))
        canvas.showPage()
        page, top = page + 1, PAGE[1] - MARGIN
    canvas.save()


def main(folder: Path) -> None:
    """Typeset every source text into `folder`."""
    for text in sorted((HERE / "source").glob("*.txt")):
        typeset(text, folder / f"{text.stem}.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "articles")
