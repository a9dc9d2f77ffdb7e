"""Time and memory of linking generated tellings: python benchmarks/linking_scale.py [--record] [MENTIONS ...]

Invented events at 200 mentions a day, each told by one to six articles that differ in what they leave out,
with countries as uneven as in the news (Zipf). For each size, in a process of its own: seconds to store and
to link from scratch, on the clock and of the processor (which other work on the machine does not lengthen as
much), peak memory of the process, size of the file; then seconds to add one more article of 8 mentions to
what is there (median and worst of 20). With --record the same of a whole record: articles whose sentences
tell of the events are written, linked and summed up, and so is each article that is added.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import duckdb
import numpy as np

from tidings.gazetteer import countries
from tidings.link.linker import add, create, link_all, store
from tidings.link.telling import Side, Telling
from tidings.link.wording import PLACES
from tidings.ontology import TYPES, modes
from tidings.record import open_record, opening
from tidings.types import Article, Coding, Factuality, Location, Mention, Party, Precision
from tidings.types.provenance import Provenance

ARTICLES_A_DAY, MENTIONS = 25, 8
START = date(2015, 1, 1)
CODES = sorted(countries())
WEIGHTS = [1 / (n + 1) for n in range(len(CODES))]
STEMS = [f"verb{n}" for n in range(60)]
WORDS = [f"word{n}x" for n in range(5000)]
MADE = Provenance("2.0", "model", "config")
OUTLETS = [f"Outlet {n}" for n in range(40)]


def generated(mentions: int, seed: int = 1) -> Iterator[list[Telling]]:
    """Articles, oldest first."""
    chance = random.Random(seed)
    vectors = np.random.default_rng(seed)
    articles = mentions // MENTIONS
    fresh: list[Telling] = []
    for number in range(articles):
        day = START + timedelta(days=number // ARTICLES_A_DAY)
        outlet, article = chance.choice(OUTLETS), f"a_{seed}_{number}"
        told = []
        for place in range(MENTIONS):
            if len(fresh) > 300 and chance.random() < 0.6:
                base = fresh[-chance.randrange(1, 300)]
            else:
                base = _event(chance, vectors, day)
                fresh = [*fresh[-600:], base]
            told.append(_told(chance, base, article, outlet, day, place))
        yield told


def _event(chance: random.Random, vectors: np.random.Generator, day: date) -> Telling:
    actor, recipient = chance.choices(CODES, WEIGHTS, k=2)
    kind = chance.choice(list(TYPES))
    town = chance.randrange(5)
    where = Location(
        f"Town{town}{recipient}", recipient, 10.0 + 8 * town, 20.0 + CODES.index(recipient),
        Precision.CITY, None, "",
    )  # fmt: skip
    happened = day - timedelta(days=chance.randrange(3))
    wording, about = (vectors.integers(-2, 3, PLACES).astype(np.int8).tobytes() for _ in range(2))
    return Telling(
        "", "", None, None, 0, chance.choice(STEMS), kind, chance.choice([None, *modes(kind)]),
        (Side(f"{actor}:GOV", f"minister of {actor}"),), (Side(recipient, recipient),), where, where.name,
        happened, happened, None, Factuality.ACTUAL, False, None, (), wording, about,
    )  # fmt: skip


def _told(chance: random.Random, base: Telling, article: str, outlet: str, day: date, place: int) -> Telling:
    def kept(share: float) -> bool:
        return chance.random() < share

    dated, located = kept(0.5), kept(0.5)
    return Telling(
        f"m_{article}_{place}", article, outlet, day, 150 * place,
        base.trigger if kept(0.7) else "other", base.type, base.mode if kept(0.7) else None,
        base.actors if kept(0.8) else (), base.recipients if kept(0.7) else (),
        base.location if located else None, base.place_words if located else None,
        base.first if dated else None, base.last if dated else None, None,
        Factuality.NEGATED if not kept(0.95) else Factuality.ACTUAL, False, None, (),
        base.wording, base.about,
    )  # fmt: skip


def coded(told: list[Telling]) -> Coding:
    """An article with a sentence for each of its tellings, and its mentions."""
    text, starts = "", []
    for t in told:
        words = " ".join(random.Random(t.wording).choices(WORDS, k=8))
        text += f"{_party(t.actors)} "
        starts.append(len(text))
        text += f"{t.trigger} {_party(t.recipients)} at {t.place_words or 'the border'} with {words}. "
    head = told[0]
    article = Article.make(f"{text}({head.article_id})", outlet=head.outlet, published=head.published)
    mentions = [
        replace(
            Mention.make(article.id, article.span(start, start + len(t.trigger)), t.type, t.mode),
            actors=tuple(Party(None, side.code, side.name) for side in t.actors),
            recipients=tuple(Party(None, side.code, side.name) for side in t.recipients),
            location=t.location, date=t.first.isoformat() if t.first else None, factuality=t.factuality,
        )
        for t, start in zip(told, starts, strict=True)
    ]  # fmt: skip
    return Coding(article, (), tuple(mentions))


def _party(sides: tuple[Side, ...]) -> str:
    return sides[0].name or "" if sides else "Somebody"


def recorded(mentions: int, folder: Path) -> str:
    path = folder / "record.duckdb"
    limit = {"memory_limit": "1GB", "threads": "1"}
    with (
        patch.object(opening, "_LOCKED_DOWN", opening._LOCKED_DOWN | limit),
        open_record(path, create=True) as record,
    ):
        start, worked = time.perf_counter(), time.process_time()
        stream = generated(mentions)
        while articles := list(islice(stream, 500)):
            record.write([coded(told) for told in articles], [], MADE)
        stored = time.perf_counter()
        events = record.link()
        linked, worked = time.perf_counter(), time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        times = []
        for told in _later(mentions):
            before = time.perf_counter()
            record.write([coded(told)], [], MADE)
            record.link()
            times.append(time.perf_counter() - before)
    return _line(mentions, stored - start, linked - stored, worked, peak, path, events, times)


def _later(mentions: int) -> Iterator[list[Telling]]:
    """Twenty articles of the last days."""
    last = START + timedelta(days=mentions // MENTIONS // ARTICLES_A_DAY)
    for article in generated(20 * MENTIONS, seed=2):
        yield [_moved(t, last - START - timedelta(days=3)) for t in article]


def _line(
    mentions: int, stored: float, linked: float, worked: float, peak: float, path: Path, events: int,
    times: list[float],
) -> str:  # fmt: skip
    return (
        f"| {mentions:,} | {stored:.0f} | {linked:.0f} | {worked:.0f} | {peak:.0f} "
        f"| {path.stat().st_size / 2**20:.0f} | {events:,} "
        f"| {statistics.median(times):.2f} | {max(times):.2f} |"
    )


def measured(mentions: int, folder: Path) -> str:
    path = folder / "linked.duckdb"
    db = duckdb.connect(path, config={"memory_limit": "1GB", "threads": "1"})
    create(db)
    start, worked = time.perf_counter(), time.process_time()
    stream = generated(mentions)
    while articles := list(islice(stream, 500)):
        store(db, [t for article in articles for t in article])
    stored = time.perf_counter()
    link_all(db)
    linked, worked = time.perf_counter(), time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    query = "SELECT count(DISTINCT event_id) FROM account_events"
    events = db.execute(query).fetchall()[0][0]
    times = []
    for told in _later(mentions):
        before = time.perf_counter()
        add(db, told)
        times.append(time.perf_counter() - before)
    return _line(mentions, stored - start, linked - stored, worked, peak, path, events, times)


def _moved(telling: Telling, by: timedelta) -> Telling:
    days = {f: v + by for f in ("published", "first", "last") if (v := getattr(telling, f)) is not None}
    return replace(telling, **days)


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        with tempfile.TemporaryDirectory() as folder:
            measure = recorded if "--record" in arguments else measured
            print(measure(int(arguments[1]), Path(folder)), flush=True)
        return
    print(
        "| mentions | store, s | link, s | processor, s | peak memory, MiB | file, MiB "
        "| events | add one article, s | worst |"
    )
    print("|" + "---|" * 9, flush=True)
    options = [a for a in arguments if a.startswith("--")]
    for size in [a for a in arguments if a not in options] or ["10000", "100000", "1000000"]:
        subprocess.run([sys.executable, __file__, "--one", size, *options], check=True)


if __name__ == "__main__":
    main()
