"""Hostile and broken inputs, the same ones every time: number N is a pure function of N."""

import gzip
import io
import json
import random
import resource
import sys
import tempfile
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psutil

from tidings.read import read
from tidings.types import Article, Quarantined

SENTENCES = (
    "The ministers of Norland and Sutland met in the capital on Monday, officials said.",
    "“We will not retreat,” the president told reporters after the talks.",
    "At least 40 soldiers were moved to the border, according to the ministry of defence.",
    "Critics of the government called for new sanctions against the neighbouring country.",
    "Both sides agreed to exchange prisoners before the end of the year.",
)
EXTENSIONS = ("txt", "html", "pdf", "jsonl", "json", "csv", "warc", "rss", "xml", "gz", "")


def _prose(seed: int) -> str:
    chosen = random.Random(seed)
    return "\n\n".join(
        f"{chosen.randrange(10**9)}: " + " ".join(chosen.sample(SENTENCES, 3)) for _ in range(4)
    )


def _html(text: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Ministers meet</title></head><body>"
        f"<nav><a href=/>Home</a><a href=/w>World</a></nav><article>{paragraphs}</article></body></html>"
    ).encode()


@cache
def _pdf() -> bytes:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out, invariant=1)
    for number in range(3):
        for n, line in enumerate(SENTENCES):
            page.drawString(50, 800 - 14 * n, f"{number} {line}")
        page.showPage()
    page.save()
    return out.getvalue()


def bomb_pdf(size: int = 300_000_000) -> bytes:
    """A page whose content stream unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    stream = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


def _warc(text: str) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _html(text)
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/a\r\n"
        "WARC-Date: 2022-02-24T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>"
        "\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def _rss(text: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title><item><title>Talks</title>'
        f"<description>{text}</description><pubDate>Thu, 24 Feb 2022 10:00:00 GMT</pubDate></item>"
        "</channel></rss>"
    ).encode()


def _base(extension: str, seed: int) -> bytes:
    text = _prose(seed)
    row = {"text": text, "id": seed, "date": "2022-02-24", "title": "Talks"}
    made = {
        "html": lambda: _html(text),
        "pdf": _pdf,
        "jsonl": lambda: b"".join(json.dumps(row | {"id": n}).encode() + b"\n" for n in range(3)),
        "json": lambda: json.dumps([row]).encode(),
        "csv": lambda: b"id,text,date\n" + f'1,"{text}",2022-02-24\n'.encode(),
        "warc": lambda: _warc(text),
        "rss": lambda: _rss(text),
        "xml": lambda: _rss(text),
        "gz": lambda: gzip.compress(_html(text), mtime=0),
    }
    return made[extension]() if extension in made else text.encode()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
)


def _nested(extension: str, depth: int) -> bytes:
    if extension in {"json", "jsonl"}:
        return b'{"text":' + b"[" * depth + b"]" * depth + b"}"
    if extension in {"rss", "xml"}:
        return b"<rss><channel>" + b"<a>" * depth + b"x" + b"</a>" * depth + b"</channel></rss>"
    if extension == "gz":
        data = b"The talks ended."
        for _ in range(min(depth, 30)):
            data = gzip.compress(data, mtime=0)
        return data
    return b"<html><body>" + b"<div>" * depth + b"The talks ended." + b"</div>" * depth


LARGE = (
    ("line.txt", lambda: b"a" * 100_000_000),
    ("words.txt", lambda: b"word " * 20_000_000),
    ("line.jsonl", lambda: b'{"text":"' + b"a" * 100_000_000 + b'"}'),
    ("lists.jsonl", lambda: b"[" + b"[]," * 33_000_000 + b"[]]"),
    ("line.json", lambda: b'{"text":"' + b"a" * 100_000_000 + b'"}'),
    ("line.csv", lambda: b"text\n" + b"a" * 100_000_000),
    ("cells.csv", lambda: b"text\n" + b"," * 100_000_000),
    ("line.html", lambda: b"<html><body><p>" + b"a" * 100_000_000),
    ("tags.html", lambda: b"<html><body>" + b"<p>word " * 1_000_000),
    ("line.rss", lambda: b"<rss><channel><item><title>" + b"a" * 100_000_000),
    ("line.warc", lambda: b"WARC/1.0\r\n" + b"a" * 100_000_000),
    ("line.pdf", lambda: b"%PDF-1.4\n" + b"a" * 100_000_000),
    ("deep.html", lambda: _nested("html", 100_000)),
    ("deep.json", lambda: _nested("json", 100_000)),
    ("deep.jsonl", lambda: _nested("jsonl", 100_000)),
    ("deep.rss", lambda: _nested("rss", 100_000)),
    ("deep.txt.gz", lambda: _nested("gz", 30)),
    ("laughs.rss", lambda: LAUGHS),
    ("laughs16.xml", lambda: LAUGHS.decode().encode("utf-16")),
    ("bomb.txt.gz", lambda: gzip.compress(bytes(200_000_000), 9, mtime=0)),
    ("bomb.jsonl.gz", lambda: gzip.compress(b'{"text":"' + bytes(200_000_000), 9, mtime=0)),
    ("bomb.warc.gz", lambda: gzip.compress(b"WARC/1.0\r\n" + bytes(200_000_000), 9, mtime=0)),
    ("members.txt.gz", lambda: gzip.compress(b"", mtime=0) * 500_000),
    ("bomb.pdf", bomb_pdf),
    ("huge.txt", lambda: b"a" * 200_000_001),
)
"""Inputs that are large or hostile by design: name and maker."""


def _mutated(extension: str, data: bytes, chosen: random.Random) -> bytes:
    out = bytearray(data)
    how = chosen.randrange(10)
    if how <= 2:
        for _ in range(chosen.choice((1, 3, 30, 300))):
            out[chosen.randrange(len(out))] = chosen.randrange(256)
    elif how == 3:
        del out[chosen.randrange(len(out)) :]
    elif how == 4:
        at = chosen.randrange(len(out))
        out[at:at] = chosen.randbytes(chosen.choice((1, 50, 5000)))
    elif how == 5:
        at = chosen.randrange(len(out))
        out[at:at] = out[at // 2 : at] * chosen.choice((2, 20))
    elif how == 6:
        mixed = chosen.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "cp037", "shift_jis"))
        half = len(out) // 2
        return bytes(out[:half]) + out[half:].decode("utf-8", "replace").encode(mixed, "replace")
    elif how == 7:
        for _ in range(20):
            out[chosen.randrange(len(out))] = 0
    elif how == 8:
        return _nested(extension, chosen.choice((10, 500, 3000)))
    else:
        return (
            b""
            if chosen.random() < 0.1
            else gzip.compress(bytes(out), mtime=0)[: chosen.choice((9, 400, 10**6))]
        )
    return bytes(out)


def mutant(number: int) -> tuple[str, bytes]:
    """File name and bytes of mutant `number`."""
    chosen = random.Random(number)
    extension = EXTENSIONS[number % len(EXTENSIONS)]
    data = _mutated(extension, _base(extension, number), chosen)
    suffix = chosen.choice(EXTENSIONS) if chosen.random() < 0.05 else extension
    return (f"m{number}.{suffix}" if suffix else f"m{number}"), data


@dataclass
class Figures:
    """What a run cost: seconds of the slowest input, peak bytes here and in the worker, outcomes."""

    inputs: int = 0
    articles: int = 0
    seconds: float = 0.0
    slowest: str = ""
    own_bytes: int = 0
    worker_bytes: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def run(path: Path, figures: Figures) -> list[Article | Quarantined]:
    """Read one file and note what it cost; an uncaught exception is the caller's to see."""
    begun = time.perf_counter()
    out = list(read([path]))
    seconds = time.perf_counter() - begun
    figures.inputs += 1
    if seconds > figures.seconds:
        figures.seconds, figures.slowest = seconds, path.name
    for item in out:
        if isinstance(item, Article):
            figures.articles += 1
        else:
            figures.reasons[item.number] += 1
    unit = 1 if sys.platform == "darwin" else 1024
    figures.own_bytes = max(figures.own_bytes, psutil.Process().memory_info().rss)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    living = sum(child.memory_info().rss for child in psutil.Process().children())
    figures.worker_bytes = max(figures.worker_bytes, ended, living)
    return out


def check(out: list[Article | Quarantined], path: Path) -> None:
    """What holds of every outcome, whatever the input."""
    assert out or path.stat().st_size == 0 or b"WARC" in path.read_bytes() or path.suffix in {
        ".jsonl", ".json", ".csv", ".rss", ".xml", ".gz", ".warc", ""
    }, f"{path.name}: neither article nor reason"  # fmt: skip
    for item in out:
        if isinstance(item, Article):
            item.text.encode()
            assert "\x00" not in item.text
            assert all(0 <= s < e <= len(item.text) for s, e in item.furniture)
        else:
            assert item.number.startswith("TID-1")
            item.reason.encode()


def run_mutants(numbers: range, figures: Figures) -> None:
    """Write, read and check the mutants of these numbers, one at a time."""
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            name, data = mutant(number)
            path = Path(folder, name)
            path.write_bytes(data)
            check(run(path, figures), path)
            path.unlink()


def run_large(figures: Figures) -> None:
    """Write, read and check the large and hostile inputs, one at a time."""
    with tempfile.TemporaryDirectory() as folder:
        for name, make in LARGE:
            path = Path(folder, name)
            path.write_bytes(make())
            check(run(path, figures), path)
            path.unlink()
