"""Articles and codings as streams: one at a time, with what went wrong kept beside them."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Generic, TypeVar

from tidings.notebook.records import Article, Coding
from tidings.types import Quarantined

T = TypeVar("T")

_NAMED: Final = 3
"""Problems that a warning names."""


class ProblemWarning(UserWarning):
    """Some inputs were left out, with a numbered reason each; see `problems` of what was read or coded."""


class Stream(Generic[T]):
    """An iterator that is read once, element by element.

    `problems` holds what was left out so far, each with its origin, number and reason, unless `on_problem`
    was given, which is then called with each instead. What was left out is counted in a `ProblemWarning` at
    the end, so that nothing is lost unseen.
    """

    def __init__(self, rows: Iterator[T | Quarantined], on_problem: Callable[[Quarantined], None] | None):
        self.problems: list[Quarantined] = []
        self._rows = rows
        self._on_problem = on_problem
        self._told = False

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        for row in self._rows:
            if not isinstance(row, Quarantined):
                return row
            self._keep(row)
        if self.problems and not self._told:
            self._told = True
            warnings.warn(told_words(self.problems, ".problems"), ProblemWarning, stacklevel=2)
        raise StopIteration

    def close(self) -> None:
        """Read no further."""
        close = getattr(self._rows, "close", None)
        if close is not None:
            close()

    def _keep(self, problem: Quarantined) -> None:
        if self._on_problem is not None:
            self._on_problem(problem)
        else:
            self.problems.append(problem)


class Reading(Stream[Article]):
    """Articles as they are read, once, one at a time.

    `problems` holds what could not be read so far, unless `on_problem` was given; a `ProblemWarning` counts
    them at the end. An iterator: `next` and `for` take articles from it.
    """

    def __repr__(self) -> str:
        return f"<Reading: articles, one at a time; {len(self.problems)} problems so far>"

    def handed_on(self) -> Iterator[Article | Quarantined]:
        """What is left of the articles and the problems, for somebody else to report."""
        self._told = True
        for row in self._rows:
            if isinstance(row, Quarantined):
                self._keep(row)
            yield row


class Codings(Stream[Coding]):
    """Codings as they are made, once, one at a time.

    `problems` holds what could not be coded (or read) so far, unless `on_problem` was given; a
    `ProblemWarning` counts them at the end. An iterator: `next` and `for` take codings from it.
    """

    def __repr__(self) -> str:
        return f"<Codings: one at a time; {len(self.problems)} problems so far>"


def told_words(problems: Iterable[Quarantined], where: str) -> str:
    """What was left out, counted by number, with the first few reasons; `where` all of it is."""
    kept = list(problems)
    counts = Counter(problem.number for problem in kept)
    numbers = ", ".join(f"{number}: {count}" for number, count in counts.most_common())
    reasons = "".join(f"\n  {problem.number} {problem.reason}" for problem in kept[:_NAMED])
    more = "\n  ..." if len(kept) > _NAMED else ""
    return f"{len(kept)} left out ({numbers}). All are in {where}.{reasons}{more}"
