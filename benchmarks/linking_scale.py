"""Time and memory of linking generated tellings: python benchmarks/linking_scale.py [MENTIONS ...]

Invented events at 200 mentions a day, each told by one to six articles that differ in what they leave out,
with countries as uneven as in the news (Zipf). For each size, in a process of its own: seconds to store and
to link from scratch, peak memory of the process, size of the file; then seconds to add one more article of
8 mentions to what is there (median and worst of 20).
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

import duckdb
import numpy as np

from tidings.gazetteer import countries
from tidings.link.linker import add, create, link_all, store
from tidings.link.telling import Side, Telling
from tidings.link.wording import PLACES
from tidings.ontology import TYPES, modes
from tidings.types import Factuality, Location, Precision

ARTICLES_A_DAY, MENTIONS = 25, 8
START = date(2015, 1, 1)
CODES = sorted(countries())
WEIGHTS = [1 / (n + 1) for n in range(len(CODES))]
STEMS = [f"verb{n}" for n in range(60)]
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


def measured(mentions: int, folder: Path) -> str:
    path = folder / "linked.duckdb"
    db = duckdb.connect(path, config={"memory_limit": "1GB", "threads": "1"})
    create(db)
    start = time.perf_counter()
    stream = generated(mentions)
    while articles := list(islice(stream, 500)):
        store(db, [t for article in articles for t in article])
    stored = time.perf_counter()
    link_all(db)
    linked = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    events, pairs = (
        db.execute(q).fetchall()[0][0]
        for q in (
            "SELECT count(DISTINCT event_id) FROM account_events",
            "SELECT count(*) FROM account_links",
        )
    )
    times = []
    last = START + timedelta(days=mentions // MENTIONS // ARTICLES_A_DAY)
    for article in generated(20 * MENTIONS, seed=2):
        moved = [_moved(t, last - START - timedelta(days=3)) for t in article]
        before = time.perf_counter()
        add(db, moved)
        times.append(time.perf_counter() - before)
    size = path.stat().st_size / 2**20
    return (
        f"| {mentions:,} | {stored - start:.0f} | {linked - stored:.0f} | {peak:.0f} | {size:.0f} "
        f"| {pairs:,} | {events:,} | {statistics.median(times):.2f} | {max(times):.2f} |"
    )


def _moved(telling: Telling, by: timedelta) -> Telling:
    days = {f: v + by for f in ("published", "first", "last") if (v := getattr(telling, f)) is not None}
    return replace(telling, **days)


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        with tempfile.TemporaryDirectory() as folder:
            print(measured(int(sys.argv[2]), Path(folder)), flush=True)
        return
    print(
        "| mentions | store, s | link, s | peak memory, MiB | file, MiB "
        "| pairs kept | events | add one article, s | worst |"
    )
    print("|" + "---|" * 9, flush=True)
    for size in sys.argv[1:] or ["10000", "100000", "1000000"]:
        subprocess.run([sys.executable, __file__, "--one", size], check=True)


if __name__ == "__main__":
    main()
