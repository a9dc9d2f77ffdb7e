"""Coders that an explorer is tried with: one that some articles never leave, and one that waits to be let go.

The explorer's own process imports this module.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tidings.config import Config
from tidings.types import Article, Coding, Factuality, Mention, Party, Quarantined

ENDLESS, DEADLY = "arsenic", "cyanide"


@dataclass(frozen=True)
class OddReader:
    """Every "praised" is a mention; articles with the words above never end, or kill whoever reads them."""

    @property
    def every_language(self) -> bool:
        return False

    def digest(self) -> str:
        return "odd-1"

    def note(self) -> str:
        return ""

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for article in articles:
            if ENDLESS in article.text:
                sum(itertools.repeat(0))  # in compiled code that hears no signal
            if DEADLY in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            yield praised(article)


@dataclass(frozen=True)
class HeldReader(OddReader):
    """Says in a folder that it reads, and goes on once it finds `go_on` there."""

    folder: Path = Path()

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for row in OddReader.code(self, articles, config):
            (self.folder / "reading").touch()
            while not (self.folder / "go_on").exists():
                time.sleep(0.01)
            yield row


@dataclass(frozen=True)
class NotingReader(OddReader):
    """Makes a file in a folder when it comes to an article that never ends."""

    folder: Path = Path()

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        for article in articles:
            if ENDLESS in article.text:
                (self.folder / ENDLESS).touch()
            yield from OddReader.code(self, [article], config)


def praised(article: Article) -> Coding:
    """What is praised in an article."""
    at = article.text.find("praised")
    if at < 0:
        return Coding(article, (), (), ())
    made = Mention.make(article.id, article.span(at, at + len("praised")), "SUPPORT", None)
    sides = (Party(None, "SWE:GOV", "Sweden"),), (Party(None, "NOR", "Norway"),)
    return Coding(
        article, (),
        (replace(made, actors=sides[0], recipients=sides[1], factuality=Factuality.ACTUAL),), (),
    )  # fmt: skip
