"""Ask the HTTP API of a record thousands of odd things, and look whether any of them makes it fail.

    python benchmarks/api_fuzz.py RECORD [--calls 10000] [--seed 1]

A third of the calls follow the API's own description (schemathesis), a third break it, and a third are made
of what the record holds: ids, codes, names, days, words and cursors, put in right and wrong places; some are
texts to code, made of the record's sentences. Counted are statuses; an answer of status 5xx, of a type that
the description does not name, or of another shape is a failure and is printed. RECORD is copied first.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tidings.explore import make_app
from tidings.explore.security import allowed_hosts
from tidings.record import Record, open_record

CHECKS = [
    not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance,
]  # fmt: skip
ODD = (
    "",
    " ",
    "\x00",
    "%",
    "_",
    "'",
    '"',
    "\u202e",
    "9" * 400,
    "-1",
    "1e9",
    "NaN",
    "null",
    "[]",
    "☃",
    "a" * 400,
)
CODED = 0.02
"""Share of the calls that are texts to code: each takes some hundred times as long as another one."""

Report = Callable[[int, str, str], None]


def described(app: Any, calls: int, mode: GenerationMode, start: int, report: Report) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    if mode is GenerationMode.NEGATIVE:
        operations = [o for o in operations if o.path != "/summary"]
    for operation in operations:

        @seed(start)
        @settings(
            max_examples=-(-calls // len(operations)), deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            answer = case.call()
            wrong = ""
            try:
                case.validate_response(answer, checks=CHECKS)
            except BaseExceptionGroup as failure:
                wrong = "; ".join(str(e) for e in failure.exceptions)
            report(answer.status_code, f"{case.method} {case.formatted_path} {case.query} {case.body}", wrong)

        ask()


def drawn(record: Record) -> dict[str, list[str]]:
    """Values that the record holds, by what they are."""

    def column(query: str) -> list[str]:
        return [str(row[0]) for row in record.ask(lambda db: db.execute(query).fetchall())]

    ids = " UNION ALL ".join(f"SELECT id FROM {name}" for name in ("articles", "events", "mentions"))
    return {
        "id": column(ids),
        "code": column("SELECT DISTINCT code FROM parties WHERE code IS NOT NULL"),
        "name": column("SELECT DISTINCT name FROM parties WHERE name IS NOT NULL"),
        "outlet": column("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL"),
        "day": column("SELECT DISTINCT published FROM articles WHERE published IS NOT NULL"),
        "type": column("SELECT DISTINCT type FROM mentions"),
        "word": column("SELECT DISTINCT trigger_quote FROM mentions"),
        "choice": [
            "actual", "negated", "assertion", "outlet", "quoted", "newest", "oldest", "month", "day", "true",
            "without", "only", "title", "people", "1", "2", "1000", "TID-110",
        ],
        "odd": list(ODD),
    }  # fmt: skip


def composed(app: Any, record: Record, calls: int, chance: random.Random, report: Report) -> None:
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    spec = client.get("/api/v1/openapi.json").json()["paths"]
    values, cursors = drawn(record), ["x"]
    words = [w for text in record.table("articles").column("text").to_pylist()[:50] for w in text.split(". ")]

    def value() -> str:
        if chance.random() < 0.1:
            return chance.choice(cursors)
        return chance.choice(values[chance.choice(list(values))])

    for _ in range(calls):
        path = chance.choice([p for p in spec if p != "/code"])
        if chance.random() < 3 * CODED:
            text = ". ".join(chance.sample(words, min(4, len(words))))
            if chance.random() < 0.5:
                place = chance.randrange(len(text))
                text = text[:place] + value() + text[place:]
            answer = client.post("/api/v1/code", json={"text": text, "outlet": value(), "language": "en"})
            report(answer.status_code, f"POST /code {text!r}", shape(answer))
            continue
        names = [p["name"] for p in spec[path]["get"].get("parameters", []) if p["in"] == "query"]
        query = [(chance.choice(names), value()) for _ in range(chance.randrange(4))] if names else []
        target = path.replace("{id}", quote(value(), safe="")).replace("{number}", quote(value(), safe=""))
        method = chance.choices(("GET", "POST", "PUT", "OPTIONS"), (94, 2, 2, 2))[0]
        answer = client.request(method, f"/api/v1{target}", params=query)
        if answer.status_code == 200 and '"cursor":"' in answer.text and len(cursors) < 500:
            cursors.append(json.loads(answer.text)["cursor"])
        report(answer.status_code, f"{method} {target} {query}", shape(answer))


def shape(answer: Any) -> str:
    """What is wrong with an answer of which only the kind is known."""
    kind = answer.headers.get("content-type", "")
    if answer.status_code < 300:
        return "" if kind == "application/json" else kind
    if answer.status_code == 307:
        return ""
    return "" if kind == "application/problem+json" and {"type", "number"} <= answer.json().keys() else kind


def main() -> Iterator[str]:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("record", type=Path)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    statuses: Counter[int] = Counter()
    failures: list[str] = []

    def report(status: int, request: str, wrong: str) -> None:
        statuses[status] += 1
        if wrong or (status >= 500 and status != 503):
            failures.append(f"{status} {request[:500]}: {wrong[:500]}")

    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="tidings-fuzz-"))
    try:
        with open_record(Path(shutil.copy(given.record, folder))) as record:
            app = make_app(record, token="none", hosts=allowed_hosts(80) | {"testserver"})
            third = -(-given.calls // 3)
            described(app, third, GenerationMode.POSITIVE, given.seed, report)
            described(app, third, GenerationMode.NEGATIVE, given.seed, report)
            left = given.calls - statuses.total()
            composed(app, record, left, random.Random(given.seed), report)
    finally:
        shutil.rmtree(folder)
    yield f"{statuses.total()} calls in {time.monotonic() - started:.0f} s; statuses " + ", ".join(
        f"{status}: {count}" for status, count in sorted(statuses.items())
    )
    yield f"failures: {len(failures)}"
    yield from failures[:50]


if __name__ == "__main__":
    for line in main():
        print(line)
