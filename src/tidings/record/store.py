"""The record as an object: opened, asked, written to, closed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import duckdb
import pyarrow as pa

from tidings.config import OwnType
from tidings.errors import RecordError
from tidings.record import (
    checks,
    event_index,
    event_queries,
    opening,
    own_types,
    queries,
    rebuild,
    summary,
)
from tidings.record import events as linking
from tidings.record import series as counting
from tidings.record import write as writing
from tidings.record.failures import numbered
from tidings.record.schema import rollback
from tidings.types import Coding, Quarantined
from tidings.types.provenance import Provenance

T = TypeVar("T")

_ALL: Final = queries.MentionFilter()
_ALL_EVENTS: Final = event_queries.EventFilter()


def open_record(
    path: str | os.PathLike[str],
    *,
    create: bool = False,
    read_only: bool = False,
    memory: int | None = None,
) -> Record:
    """Open the record at `path`; with `create`, make it where there is none. Use it in a `with` statement.

    One process can write, or several can read. DuckDB keeps to `memory` bytes and puts what needs more on
    the disk, beside the record; None lets it take most of the machine's. Raises RecordError: TID-201 another
    process holds it, TID-202 no tidings record, TID-203 or TID-208 its schema is newer or older, TID-204
    can't be written, TID-205 missing.
    """
    place = Path(path)
    db = opening.connect(place, create=create, read_only=read_only, memory=memory)
    return Record(place, db, read_only=read_only)


class Record:
    """An open record. Any thread may ask; writes take turns.

    Methods raise RecordError TID-204 where writing fails, after which everything stored before is intact
    and the record should be closed, and TID-209 where reading fails.
    """

    def __init__(self, path: Path, db: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._db = db
        self._turn = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Fold the log into the file and let go of it. Closing twice is allowed."""
        # Without a checkpoint (full disk, unfinished iterator) the log stays, and the next opening reads it.
        with self._turn, suppress(duckdb.Error):
            if not self.read_only:
                self._db.execute("CHECKPOINT")
        with suppress(duckdb.Error):
            self._db.close()

    def known(self, ids: Iterable[str], provenance: Provenance) -> set[str]:
        """Those of the article ids that were coded with this provenance already."""
        return self._ask(lambda db: writing.known(db, ids, provenance))

    def write(
        self,
        codings: Sequence[Coding],
        quarantined: Sequence[Quarantined],
        provenance: Provenance,
        signatures: Mapping[str, bytes] | None = None,
    ) -> None:
        """Store a batch in one transaction: all of it, or after a failure nothing of it.

        An article stored with this provenance is left as it is; one stored with another gives way with all
        its rows. Of codings with the same article id in a batch the first counts. An article whose text or
        metadata hold half a surrogate pair is quarantined (TID-112). `signatures` maps article ids to MinHash
        bytes for `copies`.
        """
        self._do(lambda db: writing.write(db, codings, quarantined, provenance, signatures or {}))

    def keep_own_types(self, types: Sequence[OwnType]) -> None:
        """Keep the user's own event types that articles are coded with; one of the same name gives way."""
        self._do(lambda db: own_types.keep(db, types))

    def own_types(self) -> tuple[OwnType, ...]:
        """The user's own event types that articles were coded with, by name."""
        return self._ask(own_types.own_types)

    def clear_quarantine(self, origins: Iterable[str]) -> None:
        """Take these inputs out of quarantine, for instance because they could be read now."""
        self._do(lambda db: writing.clear_quarantine(db, origins))

    def replace_copies(self, rows: Iterable[tuple[str, str, float]]) -> None:
        """Put (article id, id of the article it repeats, similarity) in the place of all stored copies."""
        self._do(lambda db: writing.replace_copies(db, rows))

    def link(self) -> int:
        """Bring what was written since the last linking into events; gives how many were formed (again).

        What people decided about mentions and events is followed (`tidings.record.judged_events`).
        All of it, or after a failure nothing. Raises InstallationError (TID-301) for damaged shipped data.
        """
        formed: list[int] = []
        self._do(lambda db: formed.append(linking.link(db)))
        self.index()
        return formed[0]

    def follow(self) -> int:
        """Bring events up to date with what people decided; gives how many were formed (again).

        Where articles wait to be linked it does nothing, and `link` does it with them. Raises
        InstallationError (TID-301) for damaged shipped data.
        """
        formed: list[int] = []
        self._do(lambda db: formed.append(linking.follow(db)))
        if formed[0]:
            self.index()
        return formed[0]

    def index(self) -> int:
        """Bring the tables by which events are searched up to date; gives how many events were indexed."""
        indexed: list[int] = []
        self._do(lambda db: indexed.append(event_index.refresh(db)))
        return indexed[0]

    def events(self, wanted: event_queries.EventFilter = _ALL_EVENTS) -> pa.Table:
        """Events that fit, by first day and id: the columns of the table `events`.

        Raises ConfigurationError TID-402 for a filter that makes no sense.
        """
        return self._ask(lambda db: event_queries.events(db, wanted))

    def event(self, id: str) -> dict[str, Any]:
        """The row of an event id in the table `events`; KeyError where there is none."""
        rows = self._ask(lambda db: event_queries.event(db, id)).to_pylist()
        if not rows:
            raise KeyError(id)
        return dict(rows[0])

    def find_event(self, wanted: str) -> str:
        """The id of the one event meant by an id or its beginning; RecordError TID-210 unless one fits."""
        return self._ask(lambda db: event_queries.find_event(db, self.path, wanted))

    def tellings(self, event: str) -> pa.Table:
        """The tellings of an event id, by day and outlet: words, parties, factuality, voice, the text."""
        return self._ask(lambda db: event_queries.tellings(db, event))

    def disagreements(self, event: str | None = None) -> pa.Table:
        """The disagreements of an event id, or of all: what both tellings have, and their outlets."""
        return self._ask(lambda db: event_queries.disagreements(db, event))

    def left_out(self, event: str) -> pa.Table:
        """The outlets that published in the week from an event's first report on, but do not tell of it."""
        return self._ask(lambda db: event_queries.left_out(db, event))

    def event_figures(self, event: str) -> pa.Table:
        """The figures of an event: low, best and high of each thing counted."""
        return self._ask(lambda db: event_queries.figures(db, event))

    def wordings(self, event: str) -> pa.Table:
        """How each outlet words an event id, those that reported first before the others.

        Columns: outlet (null where an article has none, which then stands for itself), published (of the
        first report), triggers (words for the act), actors and recipients (words for the parties; none where
        the outlet leaves them out), article_ids. Each word once, in the order of use.
        """
        return self._ask(lambda db: event_queries.wordings(db, event))

    def changes(self, since: date | None = None, wanted: event_queries.EventFilter = _ALL_EVENTS) -> pa.Table:
        """What became of events, by time: the columns of `event_changes`; from a day on.

        With a filter (its limit aside) only changes of events that fit it now. An event whose id is gone
        because it was renamed or merged counts as the one it went into; one with no telling left fits no
        filter. Raises ConfigurationError TID-402 for a filter that makes no sense.
        """
        return self._ask(lambda db: event_queries.changes(db, since, wanted))

    def series(self, wanted: counting.SeriesFilter) -> pa.Table:
        """Events counted by period, dyad and quad class.

        Columns: period (its first day; null for events without any), actor and recipient (a country, or the
        whole code of a body; null where nobody is named), quad, events, score and goldstein: the means over
        the events of PLOVER's score and of the Goldstein value of their type and mode, -10 conflict to 10
        cooperation. An event counts once however many tell of it; one with several actors or recipients once
        for each pair. Raises ConfigurationError TID-402 for a filter that makes no sense.
        """
        return self._ask(lambda db: counting.series(db, wanted))

    def signatures(self) -> dict[str, bytes]:
        """Article id to MinHash signature, for the articles that have one."""
        query = "SELECT id, signature FROM articles WHERE signature IS NOT NULL ORDER BY id"
        return self._ask(lambda db: dict(db.execute(query).fetchall()))

    def articles(self) -> pa.Table:
        """Articles by day and id, without texts: metadata, words, counts of what was read."""
        return self._ask(queries.articles)

    def mentions(self, wanted: queries.MentionFilter = _ALL) -> pa.Table:
        """Mentions that fit, by article id and place in the text.

        Columns: id, article_id, outlet, published, date (the article's where it has none), actors and
        recipients (lists of `words [code]`), trigger, type, mode, factuality, historical, voice, source (the
        words of the source it is told by, null for the outlet), speaker and speaker_code (whom they name),
        actor_codes and recipient_codes (lists), start and end (code points of the trigger).
        Raises ConfigurationError TID-402 for a filter that makes no sense.
        """
        return self._ask(lambda db: queries.mentions(db, wanted))

    def statements(self, article: str | None = None) -> pa.Table:
        """Statements of an article id, or of all: source, cue, content (list), kind, within."""
        return self._ask(lambda db: queries.statements(db, article))

    def figures(self, article: str | None = None) -> pa.Table:
        """Figures of an article id, or of all, with the words of the source they are told by."""
        return self._ask(lambda db: queries.figures(db, article))

    def quarantine(self) -> pa.Table:
        """Inputs that could not become articles: id, origin, number, reason."""
        return self.table("quarantine")

    def copies(self) -> pa.Table:
        """Near-copies: article_id, copy_of, similarity (0 to 1)."""
        return self.table("copies")

    def table(self, name: str) -> pa.Table:
        """All rows of a table of `types.schemas.SCHEMAS`, in a fixed order; KeyError for another name."""
        return self._ask(lambda db: queries.table(db, name))

    def codings(self, article_ids: Sequence[str] | None = None) -> Iterator[Coding]:
        """The codings of these article ids, or of all, as frozen records, by article id.

        Ids that are not stored are left out. All come from one snapshot, which is held until the iterator
        ends or is closed.
        """
        with numbered(self.path, "TID-209"):
            yield from rebuild.codings(self._db.cursor(), article_ids)

    def find_article(self, wanted: str) -> str:
        """The id of the one article meant by an id or its beginning, external id, origin, or (part of) title.

        Raises RecordError TID-206 where there is none, TID-207 where several fit equally well.
        """
        return self._ask(lambda db: queries.find_article(db, self.path, wanted))

    def summary(self) -> summary.Summary:
        """What the record holds, counted."""
        return self._ask(summary.summarise)

    def check(self) -> list[str]:
        """Every breach of what must hold, in words; none if spans quote their text and references resolve."""
        return self._ask(checks.check)

    def digest(self) -> str:
        """SHA-256 over all that was read: two records that say the same have the same digest."""
        return self._ask(checks.digest)

    def ask(self, question: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """The answer to a question of one of the modules of `tidings.record`; it must not write."""
        return self._ask(question)

    def do(self, work: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """Work of one of the modules of `tidings.record` that writes; such works take turns."""
        self._do(work)

    @contextmanager
    def snapshot(self) -> Iterator[Record]:
        """The record as it is now, for reading: several questions to it are answered from one state.

        It belongs to one task: its questions are asked one after the other.
        """
        with numbered(self.path, "TID-209"), self._db.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                cursor.execute("FROM articles LIMIT 0")  # the state is that of the first look, not of BEGIN
                yield _Snapshot(self.path, cursor, read_only=True)
            finally:
                rollback(cursor)

    def _ask(self, question: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        with self.snapshot() as now:
            return now.ask(question)

    def _do(self, work: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        if self.read_only:
            raise RecordError("TID-204", path=self.path, detail="it was opened for reading only")
        with self._turn, numbered(self.path, "TID-204"):
            work(self._db)


class _Snapshot(Record):
    """A record whose connection is inside a transaction."""

    def codings(self, article_ids: Sequence[str] | None = None) -> Iterator[Coding]:
        with numbered(self.path, "TID-209"):
            yield from rebuild.rebuilt(self._db, article_ids)

    def _ask(self, question: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        with numbered(self.path, "TID-209"):
            return question(self._db)
