"""Whose turn it is: the next record to review, which a reviewer has not decided on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import Final, TypeVar, cast

from tidings.record import Record
from tidings.record import review_queue as asked
from tidings.record.review_queue import QueueFilter

T = TypeVar("T")

_HELD: Final = 32
"""Answers that are kept in memory; an order has some 10,000 ids at most."""


class Queue:
    """The orders of one open record, kept until articles are coded or linked. Any thread may ask."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._lock = Lock()
        self._state: tuple[int, ...] = ()
        self._answers: OrderedDict[object, object] = OrderedDict()

    def next(self, wanted: QueueFilter, done: Collection[str]) -> str | None:
        """The most doubtful mention or figure that fits and is not among `done`; None if none is left."""
        order = self._held(("order", wanted), lambda: self._ordered(wanted, ()))
        found = next((id for id in order if id not in done), None)
        if found is None and order:
            # Of a large record, an order holds only the most doubtful.
            state = self._record.ask(asked.state)
            further = self._ordered(wanted, sorted(done))
            self._keep(("order", wanted), further or order, state)
            found = further[0] if further else None
        return found

    def count(self, wanted: QueueFilter) -> int:
        """How many mentions or figures fit."""
        return self._held(("count", wanted), lambda: self._record.ask(lambda db: asked.count(db, wanted)))

    def codes(self, most: int) -> Sequence[str]:
        """The codes of parties in the record, the most frequent first."""
        return self._held(("codes", most), lambda: self._record.ask(lambda db: asked.codes(db, most)))

    def events(self) -> Sequence[str]:
        """Ids of events with several tellings, the most disputed first."""
        return self._held("events", lambda: self._record.ask(asked.events))

    def _ordered(self, wanted: QueueFilter, without: Sequence[str]) -> list[str]:
        return self._record.ask(lambda db: asked.ordered(db, wanted, without))

    def _held(self, key: object, find: Callable[[], T]) -> T:
        state = self._record.ask(asked.state)
        with self._lock:
            if state != self._state:
                self._answers.clear()
                self._state = state
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key])
        found = find()
        self._keep(key, found, state)
        return found

    def _keep(self, key: object, answer: object, state: object) -> None:
        with self._lock:
            if state != self._state:
                # The record has changed since the question: the answer is of before.
                return
            self._answers[key] = answer
            while len(self._answers) > _HELD:
                self._answers.popitem(last=False)
