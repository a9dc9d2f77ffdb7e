"""How long the HTTP API takes for a page of a list, on a large record.

    python benchmarks/api_paging.py RECORD [--times 100] [--limit 100]

Each list is walked from page to page, begun anew now and then with another filter (values drawn from the
record) or at its end. Printed are milliseconds until the whole answer is there, without the network: median,
95th percentile, worst; and those of the processors, which other programs disturb less. RECORD is copied
first; `explorer_scale.py generate` makes one with a million mentions.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tidings.explore import make_app
from tidings.explore.security import allowed_hosts
from tidings.record import open_record

Took = tuple[float, float]
"""Milliseconds of the clock, and of all processors together."""

DRAWN = {
    "code": "SELECT code FROM parties WHERE code IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 60",
    "outlet": "SELECT outlet FROM articles WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 40",
    "type": "SELECT DISTINCT type FROM mentions ORDER BY 1",
    "event": "SELECT id FROM events USING SAMPLE 200 ROWS",
    "article": "SELECT id FROM articles USING SAMPLE 200 ROWS",
    "mention": "SELECT id FROM mentions USING SAMPLE 200 ROWS",
    "month": "SELECT DISTINCT strftime(published, '%Y-%m') FROM articles WHERE published IS NOT NULL",
}
LISTS = {
    "mentions": ({}, {"actor": "code"}, {"type": "type", "since": "month"}, {"outlet": "outlet"}),
    "statements": ({}, {"speaker": "code"}, {"outlet": "outlet", "since": "month"}),
    "figures": ({}, {"holder": "code"}, {"outlet": "outlet"}),
    "articles": ({}, {"outlet": "outlet"}, {"since": "month"}),
    "events": ({}, {"actor": "code"}, {"type": "type", "since": "month"}, {"outlet": "outlet"}),
    "changes": ({}, {"actor": "code"}),
    "series": ({}, {"actor": "code"}),
}
SINGLE = {"events/{}": "event", "articles/{}": "article", "mentions/{}": "mention"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("record", type=Path)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--limit", type=int, default=100)
    given = parser.parse_args()
    chance = random.Random(1)
    folder = Path(tempfile.mkdtemp(prefix="tidings-paging-"))
    try:
        with open_record(Path(shutil.copy(given.record, folder))) as record:
            drawn = {
                name: [str(row[0]) for row in record.ask(lambda db, q=query: db.execute(q).fetchall())]
                for name, query in DRAWN.items()
            }
            app = make_app(record, token="none", hosts=allowed_hosts(80))
            client = TestClient(app, base_url="http://127.0.0.1")

            def asked(address: str, **parameters: Any) -> tuple[Took, Any]:
                started, worked = time.perf_counter(), time.process_time()
                answer = client.get(address, params=parameters or None)
                took = (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000
                assert answer.status_code == 200, answer.text
                return took, answer.json()

            print("| asked for | median, ms | 95th percentile, ms | worst, ms | CPU, median, ms |")
            print("|---|---|---|---|---|")
            for name, filters in LISTS.items():
                for kind in filters:
                    times, following = [], None
                    while len(times) < given.times:
                        if following and chance.random() < 0.9:
                            took, page = asked(following)
                        else:
                            chosen = {key: chance.choice(drawn[of]) for key, of in kind.items()}
                            took, page = asked(f"/api/v1/{name}", limit=given.limit, **chosen)
                        times.append(took)
                        following = page["next"]
                    show(f"{name}, by {' and '.join(kind)}" if kind else name, times)
            for path, of in SINGLE.items():
                ids = chance.choices(drawn[of], k=given.times)
                show(path, [asked(f"/api/v1/{path.format(id)}")[0] for id in ids])
            show("summary", [asked("/api/v1/summary")[0] for _ in range(5)])
    finally:
        shutil.rmtree(folder)


def show(name: str, took: list[Took]) -> None:
    wall, cpu = (sorted(times) for times in zip(*took, strict=True))
    high = wall[min(len(wall) - 1, int(len(wall) * 0.95))]
    print(
        f"| {name} | {statistics.median(wall):.0f} | {high:.0f} | {wall[-1]:.0f}"
        f" | {statistics.median(cpu):.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
