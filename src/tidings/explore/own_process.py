"""Coding beside the page, in a process of its own, so that an article that never ends costs that process.

A timer interrupts only what the main thread does in Python, and there the page's server runs; compiled code
that takes long would hold up every page besides. Another process can be ended whatever it does.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Iterator
from typing import Final

from tidings.code.coder import Coder, TrainedCoder
from tidings.config import Config
from tidings.scale.overdue import ENDED
from tidings.scale.pool import Pool, StoppedError
from tidings.scale.pooled_coder import PooledCoder
from tidings.types import Article, Coding, Quarantined

IDLE: Final = 300.0
"""Seconds without work after which the process is ended; it holds the model in memory."""


class OwnProcess(PooledCoder):
    """Codes as another coder does (the trained one unless given), in a process that starts when it is needed.

    An article that the process does not finish in its time (TID-713) or dies of (TID-701) is left out after
    as many tries as the settings say. On Windows, where such a process can't be had, articles are coded here
    and may take any time. Threads take turns at it, an article each; the process ends after `IDLE` seconds
    without any.
    """

    def __init__(self, coder: Coder | None, config: Config) -> None:
        super().__init__(coder or TrainedCoder(), Pool(1, config, coder), 1)
        self._turn = threading.Lock()
        self._ended = False
        self._resting: threading.Timer | None = None
        weakref.finalize(self, self._pool.stop)

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        """See `Coder.code`; each article is taken when the one before it is done, and none after `end`.

        Raises ScaleError (TID-712) where the process dies before it gets to an article, OSError where none
        can be started.
        """
        if ENDED is None:
            yield from self._coder.code(articles, config)
            return
        for article in articles:
            try:
                rows = self._alone(article, config)
            except StoppedError:
                return
            yield from rows

    def end(self) -> None:
        """End the process for good, whatever it does; the article that it is at gets no row."""
        self._ended = True
        self._pool.stop()
        if ENDED is not None:
            with self._turn:
                self._busy()
                self._pool.close()

    def _alone(self, article: Article, config: Config) -> list[Coding | Quarantined]:
        with self._turn:
            self._busy()
            try:
                return list(super().code([article], config))
            finally:
                if not self._ended:
                    self._resting = threading.Timer(IDLE, self._rest)
                    self._resting.daemon = True
                    self._resting.start()

    def _busy(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _rest(self) -> None:
        if self._turn.acquire(blocking=False):  # else an article came just now
            try:
                self._pool.close()
            finally:
                self._turn.release()
