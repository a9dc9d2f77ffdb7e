"""A limit of time for coding: an article that the reader never finishes is left out (TID-713).

A timer of the operating system ends a worker process whatever it does then, even in compiled code. Where
there is no worker, the timer interrupts Python instead, which is as good but inside compiled code.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tidings.config import Config, Scale
from tidings.errors import PROBLEMS
from tidings.types import Article, Coding, Quarantined

if TYPE_CHECKING:
    from tidings.code.coder import Coder

ENDED: Final = -signal.SIGALRM if hasattr(signal, "SIGALRM") else None
"""The return code of a process that its timer ended; None where the system has no such timers."""
_AGAIN: Final = 1.0
"""Seconds after which an interruption that Python swallowed, as it does in `__del__`, is repeated."""


class Overdue(BaseException):
    """Coding took too long. No Exception, so that no step takes it for what is wrong with an article."""


def seconds_for(articles: Sequence[Article], scale: Scale) -> float:
    """Seconds that coding these articles together may take; 0 for any time.

    The share that does not depend on the text counts once: articles that are together too slow for it are
    read alone before one of them is left out.
    """
    if not scale.article_seconds:
        return 0.0
    return scale.article_seconds + scale.character_seconds * sum(len(article.text) for article in articles)


def overdue(article: Article, scale: Scale) -> Quarantined:
    """The row for an article that could not be coded in its time."""
    origin = article.origin or article.id
    limit = f"{seconds_for([article], scale):,.0f}"
    return Quarantined(origin, "TID-713", PROBLEMS["TID-713"].format(path=origin, limit=limit))


@dataclass(frozen=True, slots=True)
class TimedCoder:
    """Codes as another coder does, within the time that the settings give.

    `fatal`: this process ends where that is not enough, with the return code `ENDED`: for workers, whose
    parent knows what they were at. Else those articles are coded again one at a time, and one that is
    overdue `deaths` times is left out; that needs the main thread, and without it there is no limit.
    """

    coder: Coder
    scale: Scale
    fatal: bool

    @property
    def every_language(self) -> bool:
        """As the coder that does the work."""
        return self.coder.every_language

    def digest(self) -> str:
        """As the coder that does the work: a limit changes nothing that is found."""
        return self.coder.digest()

    def note(self) -> str:
        """As the coder that does the work."""
        return self.coder.note()

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        """See `Coder.code`; all articles are taken before the first is given."""
        every = list(articles)
        try:
            rows = self._together(every, config)
        except Overdue:
            rows = [self._alone(article, config) for article in every]
        yield from rows

    def _together(self, articles: Sequence[Article], config: Config) -> list[Coding | Quarantined]:
        with _timer(seconds_for(articles, self.scale), self.fatal):
            return list(self.coder.code(articles, config))

    def _alone(self, article: Article, config: Config) -> Coding | Quarantined:
        for _ in range(self.scale.deaths):
            try:
                (row,) = self._together([article], config)
            except Overdue:
                continue
            return row
        return overdue(article, self.scale)


@contextmanager
def _timer(seconds: float, fatal: bool) -> Iterator[None]:
    """End this process, or raise Overdue in its main thread, where what is done takes longer."""
    here = threading.current_thread() is threading.main_thread()
    if not seconds or ENDED is None or not (fatal or here):
        yield
        return
    began = time.monotonic()
    handler = signal.signal(signal.SIGALRM, signal.SIG_DFL if fatal else _interrupt) if here else None
    rest, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if here:
            signal.signal(signal.SIGALRM, handler)
        if rest:  # somebody else's timer goes on
            signal.setitimer(signal.ITIMER_REAL, max(1e-3, rest - (time.monotonic() - began)), interval)


def _interrupt(*_: object) -> None:
    raise Overdue
