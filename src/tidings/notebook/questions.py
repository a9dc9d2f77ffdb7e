"""The questions that a record answers with tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Never, TypeVar

import duckdb
import pyarrow as pa

from tidings import api, record
from tidings.errors import ConfigurationError
from tidings.notebook.events import Event
from tidings.notebook.filters import Day, count, day_words, wanted
from tidings.notebook.records import Coding, shown
from tidings.notebook.tables import Table
from tidings.record import EventFilter, MentionFilter, SeriesFilter, Summary, article_list
from tidings.record.article_list import ArticleSearch
from tidings.record.figure_queries import FigureFilter, figures
from tidings.record.passages import AROUND, passage
from tidings.record.queries import bound_days
from tidings.record.statement_queries import StatementFilter, check_limit, statements

T = TypeVar("T")


class Questions(ABC):
    """What a record is asked; who knows how to open it says how."""

    @abstractmethod
    def _ask(self, question: Callable[[record.Record], T]) -> T:
        """The answer of the record, open for reading."""

    def articles(
        self,
        *,
        outlet: str | Sequence[str] | None = None,
        words: str | None = None,
        since: Day = None,
        until: Day = None,
        limit: int | None = None,
        **unknown: Never,
    ) -> Table:
        """Articles without their texts, by day: metadata, counts of what was read, and what repeats what.

        `words` stand in the title or text, phrases in quotation marks; the days are those of publishing.
        """
        most = None if limit is None else count("limit", limit)
        check_limit(most)
        outlets: tuple[Any, ...] = () if outlet is None else (outlet,)
        if isinstance(outlet, Iterable) and not isinstance(outlet, str):
            outlets = tuple(outlet)
        if not all(isinstance(one, str) for one in outlets):
            raise ConfigurationError("TID-402", name="outlet", value=outlet, detail="give words, or a list")
        given = wanted(ArticleSearch, "articles", unknown, words=words, since=since, until=until)
        if words is not None and not article_list.terms(words):
            raise ConfigurationError("TID-402", name="words", value=words, detail="holds no word")
        search = ArticleSearch(outlet=outlets, **given)
        found, _ = self._ask(lambda r: r.ask(lambda db: article_list.articles(db, search, "oldest", most, 0)))
        names = ["mentions" if name == "actions" else name for name in found.column_names]
        return Table(found.rename_columns(names), "articles")

    def article(self, article: str) -> Coding:
        """One article with all that was read in it, by its id or its beginning, title, file name or own id.

        Raises RecordError TID-206 where there is none, TID-207 where several fit.
        """
        return self._ask(lambda r: shown(next(r.codings([r.find_article(article)]))))

    def mentions(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        factuality: str | None = None,
        voice: str | None = None,
        outlet: str | None = None,
        since: Day = None,
        until: Day = None,
        article: str | None = None,
        limit: int | None = None,
        **unknown: Never,
    ) -> Table:
        """Who does what to whom, how certain, according to whom: one row a telling in one article.

        `actor`, `recipient`: a code or its beginning (`RUS`, `RUS:MIL`, `IGO:NATO`) or words. `type`: a type
        of event. `factuality`: `actual`, `future`, `proposed`, `hypothetical` or `negated`. `voice`:
        `outlet`, or words of the source. `since`, `until`: of the mention's date, or else its article's.
        `article`: as in `article`.
        """
        given = wanted(
            MentionFilter, "mentions", unknown, actor=actor, recipient=recipient, type=type,
            factuality=factuality, voice=voice, outlet=outlet, since=since, until=until, limit=limit,
        )  # fmt: skip
        return self._table("mentions", lambda r: r.mentions(api.mention_filter(**given, **_id(r, article))))

    def statements(
        self,
        *,
        speaker: str | None = None,
        kind: str | None = None,
        words: str | None = None,
        outlet: str | None = None,
        since: Day = None,
        until: Day = None,
        article: str | None = None,
        limit: int | None = None,
        **unknown: Never,
    ) -> Table:
        """Who says what, as which outlet tells it: one row a statement.

        `speaker`: a code or its beginning, or words of the source or name. `kind`: `assertion` or `attitude`.
        `words`: a stretch of what is said. The days are those of publishing.
        """
        given = wanted(
            StatementFilter, "statements", unknown, speaker=speaker, kind=kind, words=words, outlet=outlet,
            since=since, until=until, limit=limit,
        )  # fmt: skip
        return self._table(
            "statements",
            lambda r: r.ask(lambda db: statements(db, StatementFilter(**given, **_id(r, article)))),
        )

    def figures(
        self,
        *,
        counted: str | None = None,
        unit: str | None = None,
        holder: str | None = None,
        factuality: str | None = None,
        voice: str | None = None,
        outlet: str | None = None,
        since: Day = None,
        until: Day = None,
        article: str | None = None,
        limit: int | None = None,
        **unknown: Never,
    ) -> Table:
        """How many of what, whose, according to whom: one row a figure, with its lower and upper bound.

        `counted`: words for what is counted (`dead`, `troops`). `unit`: `people`, `troops`, `weapons`,
        `vehicles`, `money`, `percent`, `countries`, `time` or `other`. `holder`: the code of whose it is, or
        its beginning. `voice`: `outlet`, a speaker's code or its beginning, or words. The days are those of
        publishing.
        """
        given = wanted(
            FigureFilter, "figures", unknown, counted=counted, unit=unit, holder=holder,
            factuality=factuality, voice=voice, outlet=outlet, since=since, until=until, limit=limit,
        )  # fmt: skip
        return self._table(
            "figures", lambda r: r.ask(lambda db: figures(db, FigureFilter(**given, **_id(r, article))))
        )

    def events(
        self,
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        factuality: str | None = None,
        voice: str | None = None,
        outlet: str | None = None,
        since: Day = None,
        until: Day = None,
        outlets: int = 1,
        independent: int = 1,
        disputed: bool = False,
        limit: int | None = None,
        **unknown: Never,
    ) -> Table:
        """What happened, or was said to, by first day: mentions of one action in different articles together.

        `actor`, `recipient`: a code or its beginning. `factuality`: as most outlets tell it, or, with
        `voice`, as that voice does. `voice`: `outlet`, a speaker's code or its beginning, or words. `outlet`:
        told by this outlet. `outlets`, `independent`: told by at least so many, with a source of their own.
        `disputed`: only where tellings contradict each other.
        """
        given = wanted(
            EventFilter, "events", unknown, actor=actor, recipient=recipient, type=type,
            factuality=factuality, voice=voice, outlet=outlet, since=since, until=until, outlets=outlets,
            independent=independent, disputed=disputed, limit=limit,
        )  # fmt: skip
        return self._table("events", lambda r: r.events(api.event_filter(**given)))

    def event(self, event: str) -> Event:
        """One event with its tellings, by its id or the beginning of it.

        Raises RecordError TID-210 unless exactly one fits.
        """

        def told(r: record.Record) -> Event:
            id = r.find_event(event)
            return Event(
                r.event(id),
                wordings=Table(r.wordings(id), "wordings"),
                tellings=Table(_with_sentences(r.tellings(id)), "tellings"),
                disagreements=Table(r.disagreements(id), "disagreements"),
                figures=Table(r.event_figures(id), "figures of events"),
                left_out=Table(r.left_out(id), "outlets"),
            )

        return self._ask(told)

    def tellings(self, event: str) -> Table:
        """The tellings of an event, by day and outlet, each with the sentence it stands in; see `event`."""
        return self.event(event).tellings

    def disagreements(self, event: str | None = None) -> Table:
        """What tellings of one event, or of any, contradict each other on."""
        return self._table(
            "disagreements", lambda r: r.disagreements(event if event is None else r.find_event(event))
        )

    def series(
        self,
        by: str = "month",
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        factuality: str | None = None,
        voice: str | None = None,
        outlet: str | None = None,
        since: Day = None,
        until: Day = None,
        outlets: int = 1,
        independent: int = 1,
        disputed: bool = False,
        **unknown: Never,
    ) -> Table:
        """Events counted by `day`, `week`, `month` or `year`, dyad and quad class, with the mean scores.

        `score` is PLOVER's, `goldstein` Goldstein's, -10 (conflict) to 10 (cooperation). Filters as in
        `events`.
        """
        given = wanted(
            EventFilter, "a series", unknown, actor=actor, recipient=recipient, type=type,
            factuality=factuality, voice=voice, outlet=outlet, since=since, until=until, outlets=outlets,
            independent=independent, disputed=disputed,
        )  # fmt: skip
        return self._table("series", lambda r: r.series(SeriesFilter(by, api.event_filter(**given))))

    def changes(self, since: Day = None) -> Table:
        """What became of events, by time: made, grew, shrank, renamed, merged, split or gone; since a day."""
        day = None if since is None else bound_days("since", day_words("since", since))[0]
        return self._table("changes", lambda r: r.changes(day))

    def quarantine(self) -> Table:
        """What was left out when articles were added: origin, number of the problem, and the reason."""
        return self._table("quarantine", lambda r: r.quarantine())

    def table(self, name: str) -> Table:
        """All rows of one table of the record, as in docs/reference/record.md; KeyError for another name."""
        return self._table(name, lambda r: r.table(name))

    def sql(self, query: str, values: Sequence[object] = ()) -> Table:
        """The answer to a question in SQL, with `values` for its question marks.

        It can read the record and nothing else: no other file, no network. Raises duckdb.Error for a query
        that can't be answered, and for what is none.
        """

        def asked(db: duckdb.DuckDBPyConnection) -> pa.Table:
            rows = db.sql(query, params=list(values))
            if rows is None:
                raise duckdb.InvalidInputException(f"No question, and so no rows: {query!r}")
            return rows.to_arrow_table()

        return self._table("rows", lambda r: r.ask(asked))

    def summary(self) -> Summary:
        """What the record holds, counted."""
        return self._ask(lambda r: r.summary())

    def _table(self, kind: str, question: Callable[[record.Record], pa.Table]) -> Table:
        return Table(self._ask(question), kind)


def _id(now: record.Record, article: str | None) -> dict[str, Any]:
    return {} if article is None else {"article": now.find_article(article)}


def _with_sentences(tellings: pa.Table) -> pa.Table:
    """The tellings with a column `sentence` in the place of the articles' texts."""
    rows = tellings.select(["text", "start", "end"]).to_pylist()
    sentences = [
        passage(
            row["text"][max(0, row["start"] - AROUND) : row["end"] + AROUND], row["start"], row["end"]
        ).words
        for row in rows
    ]
    return tellings.drop_columns(["text"]).append_column("sentence", pa.array(sentences, pa.string()))
