"""`tidings.open`: a record as an object whose answers are tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tidings import record
from tidings.code.coder import Coder
from tidings.config import Config
from tidings.display.words import plural
from tidings.errors import RecordError
from tidings.notebook.adding import Added, add_to
from tidings.notebook.html import cards
from tidings.notebook.inputs import Given, options_of
from tidings.notebook.questions import Questions
from tidings.notebook.reading import settings
from tidings.notebook.records import Coding, shown
from tidings.record import open_record

T = TypeVar("T")


def open(path: str | os.PathLike[str], *, create: bool = False) -> Record:
    """The record at `path`, to be asked and added to; with `create`, an empty one where there is none.

    The file is opened for reading for each question and let go again, so that the explorer or `tidings code`
    can write to it in between. In a `with` statement it stays open until the end: all questions are answered
    from the same state, and nobody can write meanwhile. Only `add` opens it for writing.

    Raises RecordError: TID-205 missing, TID-202 no tidings record, TID-203 or TID-208 its schema is newer or
    older, TID-201 another process (its number is named) is writing to it.
    """
    place = Path(path)
    open_record(place, create=create, read_only=not (create and not os.path.lexists(place))).close()
    return Record(place)


class Record(Questions):
    """A record of what articles say. Made by `tidings.open`.

    Every question takes its filters as keywords; all of them must fit. Raises ConfigurationError TID-421 for
    a filter that is not known, TID-402 for a value that makes no sense, UnknownCodeError TID-303 for an
    unknown event type, and RecordError TID-201 while another process writes, TID-209 where reading fails.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: record.Record | None = None
        self._closed = False

    def __enter__(self) -> Self:
        self._check_open()
        self._held = open_record(self.path, read_only=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; later questions raise RecordError TID-424. Closing twice is allowed."""
        self._closed = True
        if self._held is not None:
            self._held.close()
            self._held = None

    def codings(self) -> Iterator[Coding]:
        """All articles with what was read in them, by id, one at a time; the file is held meanwhile."""
        with self._reading() as now:
            for coding in now.codings():
                yield shown(coding)

    def add(
        self,
        articles: Given | Iterable[Given] | object,
        *,
        name: str = "python",
        progress: bool = False,
        outlet: str | None = None,
        title: str | None = None,
        author: str | None = None,
        date: str | date | None = None,
        url: str | None = None,
        language: str | None = None,
        map: Mapping[str, str] | None = None,
        actors: str | os.PathLike[str] | None = None,
        own_types: str | os.PathLike[str] | None = None,
        config: Config | None = None,
        coder: Coder | None = None,
    ) -> Added:
        """Code articles into the record and link them with what is there; the words are those of `code`.

        What the record holds already, read by the same reader with the same settings, is passed over. A batch
        is stored whole or not at all, so that an interrupted call loses nothing that was stored; the same
        call goes on from there. What can't be coded goes to the record's quarantine under its origin, which
        for rows is `name!row N`. The file is open for writing meanwhile: RecordError TID-201 where another
        process has it open.
        """
        self._check_open()
        settled = settings(config, actors, own_types)
        options = options_of(
            outlet=outlet, title=title, author=author, date=date, url=url, language=language, map=map
        )
        held = self._held is not None
        if self._held is not None:
            self._held.close()
            self._held = None
        try:
            with open_record(self.path) as now:
                return add_to(now, articles, options, settled, coder, name, progress=progress)
        finally:
            if held:
                self._held = open_record(self.path, read_only=True)

    def __repr__(self) -> str:
        return f"<Record {str(self.path)!r}{' (closed)' if self._closed else ''}>"

    def _repr_html_(self) -> str:
        if self._closed:
            return cards(str(self.path), ["closed"], {})
        counts = self.summary()
        (linked,) = self.sql("SELECT count(*) AS n, count_if(outlets > 1) AS shared FROM events")
        held = [
            plural(count, name)
            for count, name in (
                (counts.articles, "article"), (counts.words, "word"), (counts.statements, "statement"),
                (counts.mentions, "mention"), (counts.figures, "figure"),
            )
        ]  # fmt: skip
        events = f"{plural(linked['n'], 'event')}, {linked['shared']} of them told by several outlets"
        return cards(str(self.path), [", ".join(held), events], {})

    def _check_open(self) -> None:
        if self._closed:
            raise RecordError("TID-424", path=self.path)

    @contextmanager
    def _reading(self) -> Iterator[record.Record]:
        self._check_open()
        if self._held is not None:
            yield self._held
            return
        with open_record(self.path, read_only=True) as now:
            yield now

    def _ask(self, question: Callable[[record.Record], T]) -> T:
        with self._reading() as now:
            return question(now)
