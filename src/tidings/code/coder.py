"""What turns articles into codings: the trained pipeline, or another coder in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tidings.code.pipeline import code, reader_digest
from tidings.config import Config
from tidings.types import Article, Coding, Quarantined


@runtime_checkable
class Coder(Protocol):
    """Codes articles. It can be pickled, so that worker processes each have one."""

    @property
    def every_language(self) -> bool:
        """Whether it codes articles in any language, or only English ones."""

    def digest(self) -> str:
        """What decides a row besides the article and the settings; rows carry it as their model digest.

        Raises InstallationError where something that it needs is missing.
        """

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        """What each article says, in the order given; one that can't be coded is quarantined.

        An article's coding depends on that article alone.
        """

    def note(self) -> str:
        """What this has cost so far, on one line for the user; empty where it costs only time."""


@dataclass(frozen=True, slots=True)
class TrainedCoder:
    """The trained English pipeline."""

    @property
    def every_language(self) -> bool:
        """Never: it was trained on English."""
        return False

    def digest(self) -> str:
        """See `reader_digest`."""
        return reader_digest()

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        """See `tidings.code.pipeline.code`."""
        return code(articles, config)

    def note(self) -> str:
        """Nothing: it costs only time."""
        return ""
