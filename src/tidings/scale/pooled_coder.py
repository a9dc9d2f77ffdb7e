"""A coder that hands its articles to worker processes, so that one command uses all cores."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from tidings.code.coder import Coder, TrainedCoder
from tidings.config import Config
from tidings.errors import ScaleError
from tidings.scale.journal import left_out
from tidings.scale.overdue import ENDED, TimedCoder
from tidings.scale.pool import STARTS, Pool, how_it_ended
from tidings.types import Article, Coding, Quarantined

SHARES: Final = 4
"""Shares of a batch for each worker: with one each, all would wait for the slowest."""
MOST: Final = 16
"""Articles of one share, at most."""


@contextmanager
def pooled(coder: Coder | None, config: Config, workers: int) -> Iterator[tuple[Coder | None, Config]]:
    """That coder on so many worker processes, and settings with batches large enough for them.

    With one worker, a coder that is given and the settings are as they are; the trained one has its limits of
    time there too. The workers end with the `with` statement.
    """
    if workers <= 1:
        yield coder or TimedCoder(TrainedCoder(), config.scale, fatal=False), config
        return
    larger = config.model_copy(update={"batch_articles": config.batch_articles * workers * 2})
    with Pool(workers, config, coder) as pool:
        yield PooledCoder(coder or TrainedCoder(), pool, workers), larger


class PooledCoder:
    """Codes as another coder does, in worker processes.

    An article that they die of is left out (TID-701), and so is one that they don't finish (TID-713).
    """

    def __init__(self, coder: Coder, pool: Pool, workers: int) -> None:
        self._coder = coder
        self._pool = pool
        self._workers = workers
        self._last: tuple[Config, bytes] | None = None

    @property
    def every_language(self) -> bool:
        """As the coder that does the work."""
        return self._coder.every_language

    def digest(self) -> str:
        """As the coder that does the work: how it is spread changes nothing."""
        return self._coder.digest()

    def note(self) -> str:
        """What the coder here has to say; those of the workers are not heard."""
        return self._coder.note()

    def code(self, articles: Iterable[Article], config: Config) -> Iterator[Coding | Quarantined]:
        """See `Coder.code`; all articles are taken before the first is given."""
        every = list(articles)
        size = max(1, min(MOST, -(-len(every) // (self._workers * SHARES))))
        settings = self._pickled(config)
        found: dict[int, Coding | Quarantined] = {}
        died: Counter[int] = Counter()
        late: set[int] = set()
        begun: set[tuple[int, ...]] = set()
        stillborn = 0
        try:
            for start in range(0, len(every), size):
                numbers = tuple(range(start, min(start + size, len(every))))
                self._pool.submit(numbers, "articles", [every[n] for n in numbers], settings)
            for report in self._pool.reports():
                numbers = report.key
                if report.kind == "failed":
                    raise report.value
                if report.kind == "told":
                    begun.add(numbers)
                elif report.kind == "done":
                    found.update(zip(numbers, report.value, strict=True))
                elif numbers not in begun:  # no article is to blame
                    stillborn += 1
                    if stillborn >= STARTS:
                        raise ScaleError("TID-712", detail=how_it_ended(report.value))
                    self._pool.submit(numbers, "articles", [every[n] for n in numbers], settings, first=True)
                elif len(numbers) > 1:
                    for n in numbers:
                        self._pool.submit((n,), "articles", [every[n]], settings, first=True)
                else:
                    begun.discard(numbers)
                    (n,) = numbers
                    died[n] += 1
                    if report.value == ENDED:
                        late.add(n)
                    if died[n] >= config.scale.deaths:
                        found[n] = left_out(every[n], died[n], n in late, config.scale)
                    else:
                        self._pool.submit((n,), "articles", [every[n]], settings, first=True)
        except BaseException:
            self._pool.close()  # what its workers still do is no answer to the next call
            raise
        for n in range(len(every)):
            yield found[n]

    def _pickled(self, config: Config) -> bytes:
        """The settings for the workers; own actors may be thousands, so the same are not pickled again."""
        if self._last is None or self._last[0] is not config:
            # The workers' own batches stay small whatever a batch of the record is.
            small = config.model_copy(update={"batch_articles": MOST})
            self._last = config, pickle.dumps(small)
        return self._last[1]
