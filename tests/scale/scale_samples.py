"""Coders for the tests of scale: quick ones, and one that processes die of. Worker processes import them."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidings.config import Config, Scale
from tidings.errors import PROBLEMS
from tidings.read import ReadOptions
from tidings.scale.executors import code_shards
from tidings.scale.plan import stored_plan
from tidings.scale.shard import stamp
from tidings.types import Article, Coding, Factuality, Mention, Party, Quarantined

POISON, REFUSED = "arsenic", "unreadable"
WORDS = ("sent", "met", "accused", "seized", "praised")


class Died(BaseException):
    """What the death of a process looks like to a test that must live on."""


@dataclass(frozen=True)
class WordCoder:
    """Every word of `WORDS` is a mention. `deadly`: what one with the word POISON does, or every one."""

    deadly: str = "no"

    @property
    def every_language(self) -> bool:
        return False

    def digest(self) -> str:
        return "words-1"

    def note(self) -> str:
        return ""

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for article in articles:
            if POISON in article.text and self.deadly == "raise":
                raise Died
            if self.deadly == "always" or (POISON in article.text and self.deadly == "kill"):
                os.kill(os.getpid(), signal.SIGKILL)
            if POISON in article.text and self.deadly == "hang":
                sum(itertools.repeat(0))  # for ever, in compiled code that hears no signal
            while POISON in article.text and self.deadly == "wait":
                time.sleep(0.01)
            if REFUSED in article.text:
                reason = PROBLEMS["TID-117"].format(path=article.origin, detail="a test")
                yield Quarantined(article.origin, "TID-117", reason)
                continue
            yield coded(article)


@dataclass(frozen=True)
class SlowCoder(WordCoder):
    """Takes its time, so that a process can be killed at its work."""

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for row in WordCoder.code(self, articles, config):
            time.sleep(0.05)
            yield row


@dataclass(frozen=True)
class SettingsCoder(WordCoder):
    """Gives as a reason the seconds that an article may take."""

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for article in articles:
            yield Quarantined(article.origin, "TID-117", str(config.scale.article_seconds))


def coded(article: Article) -> Coding:
    """The mentions of an article."""
    found = []
    for word in WORDS:
        at = article.text.find(word)
        if at >= 0:
            made = Mention.make(article.id, article.span(at, at + len(word)), "CONSULT", None)
            parties = (Party(None, "POL:GOV", "Poland"),), (Party(None, "DEU", "Germany"),)
            found.append(
                replace(made, actors=parties[0], recipients=parties[1], factuality=Factuality.ACTUAL)
            )
    return Coding(article, (), tuple(sorted(found, key=lambda m: m.trigger.start)))


def text(number: int, word: str = "") -> str:
    """A short text of its own for every number."""
    words = " ".join(WORDS[(number + n) % len(WORDS)] for n in range(2))
    return f"Minister number {number} of Poland {words} {word} on a Monday in a town called place{number}."


def write_lines(path: Path, texts: Iterable[str]) -> Path:
    """A file of JSON Lines with these texts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for number, words in enumerate(texts):
            row = {"text": words, "outlet": f"Outlet {number % 3}", "date": "2021-05-04", "language": "en"}
            file.write(json.dumps(row) + "\n")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """What is in a folder of shards, its plan aside, which names the folder it was made in."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "plan.jsonl"
    }


STATES = ("POL", "DEU", "FRA", "IRN", "TUR", "IND", "JPN", "EGY")
ACTS = (("ASSAULT", "bombed"), ("AID", "aided"), ("CONSULT", "met"), ("ACCUSE", "accused"))


@dataclass(frozen=True)
class Story:
    """What articles tell: a text, and the day after the first on which it happened."""

    text: str
    day: int


def story(number: int) -> Story:
    """A story of its own for every number: who did what to whom, on which day."""
    one, other = STATES[number % 8], STATES[(number // 8 + number + 1) % 8]
    verb = ACTS[number % 4][1]
    words = " ".join(f"word{(number * 7 + n) % 90}" for n in range(30))
    return Story(f"{one} {verb} {other} with {words}, it is told.", number * 2)


@dataclass(frozen=True)
class StoryCoder(WordCoder):
    """Reads stories: one mention an article."""

    def digest(self) -> str:
        return "stories-1"

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for article in articles:
            one, verb, other = article.text.split()[:3]
            start = len(one) + 1
            kind = next(kind for kind, word in ACTS if word == verb)
            made = Mention.make(article.id, article.span(start, start + len(verb)), kind, None)
            sides = (Party(None, f"{one}:GOV", one),), (Party(None, other, other),)
            yield Coding(article, (), (replace(made, actors=sides[0], recipients=sides[1]),))


CODER = WordCoder()


def settings_of(per_shard=4, batch=3, **scale):
    return Config(batch_articles=batch, scale=Scale(articles_per_shard=per_shard, **scale))


def planned(target, paths, config, coder=CODER):
    return stored_plan(target, paths, ReadOptions(), config, stamp(config, coder))


def serial(paths, folder, config=None, coder=CODER):
    return code_shards(paths, folder, config=config or settings_of(), executor="serial", coder=coder)


def codes(folder, table="articles"):
    return pa.concat_tables(pq.read_table(p) for p in sorted((folder / table).glob("*.parquet"))).to_pylist()


def mixed(folder):
    """An input of every kind that is cut, with articles that are there twice."""
    write_lines(folder / "a.jsonl", [text(n) for n in range(11)])
    (folder / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + (folder / "a.jsonl").read_bytes()[:-1])
    with (folder / "c.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "language"])
        rows.writerows([f'{text(n)}\nA second line, and a "quoted" one.', "en"] for n in range(20, 29))
    (folder / "d.csv.gz").write_bytes(gzip.compress((folder / "c.csv").read_bytes()))
    (folder / "e.json").write_text(json.dumps([{"text": text(n), "language": "en"} for n in range(40, 46)]))
    (folder / "f.jsonl").write_text(
        f'{{"text": "{text(50)}", "language": "en"}}\n{{broken\n\n{{"body": 1}}\n'
    )
    (folder / "g.jsonl").write_bytes('{"text": "Poland met Iran.", "language": "en"}\n'.encode("utf-16"))
    for n in range(60, 66):
        (folder / f"h{n}.txt").write_text(text(n))
    (folder / "h60.txt.meta.json").write_text('{"outlet": "Beside", "date": "2020-02-02", "language": "en"}')
    (folder / "i.bin").write_bytes(b"\x7fELF\x00")
    (folder / "j.jsonl").write_bytes(b"")
    return folder
