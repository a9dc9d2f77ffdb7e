"""What the page of one event asks of the record: its tellings and their disagreements.

Everything starts from the tellings of one event, which are few. Rows are picked by their article first: those
of an article lie together, so that most of a table is skipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.record.passages import Mark, Passage, passage, window
from tidings.types import OUTLET

MOST: Final = 2000
"""Tellings of one event that are put side by side at most, the earliest; the download has all."""


@dataclass(frozen=True, slots=True)
class Named:
    """A party of a telling: the words for it (None where the text leaves it out), its code and name."""

    role: str
    words: str | None
    code: str | None
    name: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One telling: a mention with its article, who says so, and its parties.

    `source` and `cue` are the words of the statement it stands in, `speaker` and `code` who that is; all are
    None in the outlet's own voice. `by` are the source's words of a statement around that one. `copy_of` is
    the outlet of the article that its own repeats, and `copied` says whether it repeats one. `spans` are the
    places of the words for time and place.
    """

    mention_id: str
    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    start: int
    end: int
    trigger: str
    type: str
    mode: str | None
    quad: int | None
    factuality: str
    historical: bool
    date: str | None
    time: str | None
    place: str | None
    own: bool
    source: str | None
    cue: str | None
    code: str | None
    speaker: str | None
    by: str | None
    copied: bool
    copy_of: str | None
    parties: tuple[Named, ...]
    spans: Mapping[str, tuple[int, int] | None]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The places of the parties in the text."""
        return tuple(
            Mark(p.start, p.end, p.role) for p in self.parties if p.start is not None and p.end is not None
        )

    def named(self, role: str) -> tuple[str, ...]:
        """What the telling calls its actors or recipients; their name or code where it has no words."""
        words = (p.words or p.name or p.code for p in self.parties if p.role == role)
        return tuple(dict.fromkeys(w for w in words if w))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: the telling, what it has, and its words."""

    told: Told
    said: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two tellings that exclude each other; `kind` is figure, time, place, actor or factuality."""

    kind: str
    one: Side
    other: Side


def of_articles(table: str, columns: str, condition: str = "true") -> str:
    """SQL for the rows of a table whose articles are in the list `$1`, where they fit a condition on columns.

    The articles' rows are found by their ids alone, then only those are read: several times quicker than
    reading all columns of all rows to drop most of them.
    """
    return f"""
        WITH found AS MATERIALIZED (
            SELECT rowid AS n FROM {table} WHERE article_id IN (SELECT unnest($1::VARCHAR[]))
        ), rows AS MATERIALIZED (SELECT * FROM {table} WHERE rowid IN (SELECT n FROM found))
        SELECT {columns} FROM rows WHERE {condition}
    """


_MENTIONS: Final = of_articles(
    "mentions",
    "id, article_id, position, trigger_start, trigger_end, trigger_quote, type, mode, quad, factuality,"
    " historical, date, time_quote, place_quote, voice, [time_start, time_end], [place_start, place_end]",
    "id IN (SELECT unnest($2::VARCHAR[]))",
)
_SAID: Final = of_articles("statements", "id, source_quote, cue_quote, speaker_code, speaker_name, within")
_ARTICLES: Final = """
WITH c AS (
    SELECT article_id, min(copy_of) AS copy_of FROM copies
    WHERE article_id IN (SELECT unnest($1::VARCHAR[])) GROUP BY 1
)
SELECT a.id, a.title, a.outlet, a.published, c.copy_of IS NOT NULL, o.outlet
FROM articles a LEFT JOIN c ON c.article_id = a.id LEFT JOIN articles o ON o.id = c.copy_of
WHERE a.id IN (SELECT unnest($1::VARCHAR[]))
"""
_PARTIES: Final = (
    of_articles(
        "parties",
        'mention_id, role, quote, code, name, "start", "end"',
        "mention_id IN (SELECT unnest($2::VARCHAR[]))",
    )
    + "ORDER BY mention_id, role, n"
)


def told(db: duckdb.DuckDBPyConnection, event: str, limit: int = MOST) -> tuple[Told, ...]:
    """The tellings of an event with their parties, by day of publishing, outlet and place in the text."""
    ids = db.execute(
        """
        SELECT t.mention_id, t.article_id FROM tellings t JOIN articles a ON a.id = t.article_id
        WHERE t.event_id = $1 ORDER BY a.published NULLS LAST, a.outlet, a.id, t.mention_id LIMIT $2
        """,
        [event, limit],
    ).fetchall()
    return told_as(db, ids)


def told_as(db: duckdb.DuckDBPyConnection, ids: Sequence[tuple[str, str]]) -> tuple[Told, ...]:
    """These tellings (mention id, article id), in the order of `told`."""
    mentions, where = [row[0] for row in ids], sorted({row[1] for row in ids})
    articles = {row[0]: row[1:] for row in db.execute(_ARTICLES, [where]).fetchall()}
    said = {row[0]: row[1:] for row in db.execute(_SAID, [where]).fetchall()}
    parties: dict[str, list[Named]] = {}
    for mention, *named in db.execute(_PARTIES, [where, mentions]).fetchall():
        parties.setdefault(mention, []).append(Named(*named))
    rows = db.execute(_MENTIONS, [where, mentions]).fetchall()
    found = [_told(row, articles[row[1]], said, tuple(parties.get(row[0], ()))) for row in rows]
    order = sorted(zip((row[2] for row in rows), found, strict=True), key=_order)
    return tuple(telling for _, telling in order)


def _order(placed: tuple[int, Told]) -> tuple[date, bool, str, str, int]:
    position, t = placed
    return t.published or date.max, t.outlet is None, t.outlet or "", t.article_id, position


def _told(
    row: Sequence[Any], article: Sequence[Any], said: Mapping[str, Sequence[Any]], parties: tuple[Named, ...]
) -> Told:
    id, article_id, _, start, end, trigger, type, mode, quad, factuality, historical, when, time, place = row[
        :14
    ]
    voice, time_span, place_span = row[14:]
    title, outlet, published, copied, copy_of = article
    source, cue, code, speaker, within = said.get(voice, (None,) * 5)
    return Told(
        id, article_id, title, outlet, published, start, end, trigger, type, mode, quad, factuality,
        historical, when, time, place, voice == OUTLET, source, cue, code, speaker,
        said[within][0] if within in said else None, copied, copy_of, parties,
        {"time": _both(time_span), "place": _both(place_span)},
    )  # fmt: skip


def _both(span: Sequence[int | None]) -> tuple[int, int] | None:
    start, end = span
    return None if start is None or end is None else (start, end)


def passages(db: duckdb.DuckDBPyConnection, shown: Sequence[Told]) -> dict[str, Passage]:
    """The sentence of each telling by mention id, with the words for its parties marked too."""
    found = windows(db, [(t.article_id, t.start, t.end) for t in shown])
    return {
        t.mention_id: passage(found[t.article_id, t.start, t.end], t.start, t.end, t.marks) for t in shown
    }


def windows(
    db: duckdb.DuckDBPyConnection, places: Sequence[tuple[str, int, int]]
) -> dict[tuple[str, int, int], str]:
    """The words around each place (article id, first code point, code point after the last)."""
    wanted = list(dict.fromkeys(places))
    rows = db.execute(
        f"""
        WITH w AS MATERIALIZED (
            SELECT unnest($1::VARCHAR[]) AS id, unnest($2::INTEGER[]) AS s, unnest($3::INTEGER[]) AS e
        ), found AS MATERIALIZED (SELECT rowid AS n FROM articles WHERE id IN (SELECT id FROM w)),
        texts AS MATERIALIZED (SELECT id, text FROM articles WHERE rowid IN (SELECT n FROM found))
        SELECT w.id, w.s, w.e, {window("a.text", "w.s", "w.e")} FROM w JOIN texts a ON a.id = w.id
        """,
        [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], [], []],
    ).fetchall()
    return {(article, start, end): text for article, start, end, text in rows}


DISPUTES: Final = 60
"""Disagreements of one event that are shown at most."""


def disputes(db: duckdb.DuckDBPyConnection, event: str, tellings: Sequence[Told]) -> tuple[Dispute, ...]:
    """The disagreements of an event among these tellings of it, with the words that disagree marked."""
    by_id = {telling.mention_id: telling for telling in tellings}
    pairs = [
        row
        for row in db.execute(
            "SELECT kind, mention_one, mention_other, said_one, said_other, figure_one, figure_other"
            " FROM disagreements WHERE event_id = ? ORDER BY ALL LIMIT ?",
            [event, DISPUTES],
        ).fetchall()
        if row[1] in by_id and row[2] in by_id
    ]
    figures = _figure_places(db, [f for pair in pairs for f in pair[5:] if f], by_id, pairs)
    places = {
        (kind, mention, figure): _place(kind, by_id[mention], figures.get(figure or ""))
        for kind, one, other, _, _, figure_one, figure_other in pairs
        for mention, figure in ((one, figure_one), (other, figure_other))
    }
    texts = windows(db, list(places.values()))

    def side(kind: str, mention: str, said: str, figure: str | None) -> Side:
        telling, place = by_id[mention], places[kind, mention, figure]
        words = passage(
            texts[place], place[1], place[2], [Mark(telling.start, telling.end, "trigger")], "point"
        )
        return Side(telling, said, words)

    return tuple(
        Dispute(kind, side(kind, one, said_one, figure_one), side(kind, other, said_other, figure_other))
        for kind, one, other, said_one, said_other, figure_one, figure_other in pairs
    )


def _figure_places(
    db: duckdb.DuckDBPyConnection,
    figures: Sequence[str],
    by_id: Mapping[str, Told],
    pairs: Sequence[Sequence[Any]],
) -> dict[str, tuple[str, int, int]]:
    """Article, first code point and the one after the last of each of these figures."""
    if not figures:
        return {}
    articles = {by_id[mention].article_id for pair in pairs for mention in pair[1:3]}
    rows = db.execute(
        'SELECT id, article_id, "start", "end" FROM figures'
        " WHERE article_id IN (SELECT unnest($1::VARCHAR[])) AND id IN (SELECT unnest($2::VARCHAR[]))",
        [sorted(articles), list(figures)],
    ).fetchall()
    return {id: (article, start, end) for id, article, start, end in rows}


def _place(kind: str, telling: Told, figure: tuple[str, int, int] | None) -> tuple[str, int, int]:
    """The place of the words that a disagreement is about: the figure, time, place, doer or trigger."""
    if kind == "figure" and figure is not None and figure[0] == telling.article_id:
        return figure
    doer = next((mark for mark in telling.marks if mark.role == "actor"), None)
    span = (doer.start, doer.end) if kind == "actor" and doer else telling.spans.get(kind)
    start, end = span or (telling.start, telling.end)
    return telling.article_id, start, end


def downloaded(db: duckdb.DuckDBPyConnection, event: str) -> pa.Table:
    """All tellings of an event as a table: ids, outlet, day, sentence, parties, factuality, who says so."""
    all_told = told(db, event, limit=10**9)
    found = passages(db, all_told)
    columns: dict[str, list[Any]] = {
        "event_id": [event] * len(all_told),
        **{
            name: [getattr(t, name) for t in all_told]
            for name in ("mention_id", "article_id", "outlet", "published", "title")
        },
        "actors": [list(t.named("actor")) for t in all_told],
        **{name: [getattr(t, name) for t in all_told] for name in ("trigger", "type", "mode")},
        "recipients": [list(t.named("recipient")) for t in all_told],
        **{
            name: [getattr(t, name) for t in all_told]
            for name in ("date", "place", "factuality", "historical", "own", "source", "code", "speaker")
        },
        "copied": [t.copied for t in all_told],
        "copy_of": [t.copy_of for t in all_told],
        "start": [t.start for t in all_told],
        "end": [t.end for t in all_told],
        "words": [found[t.mention_id].words for t in all_told],
    }
    strings = pa.list_(pa.string())
    types = {
        "published": pa.date32(), "actors": strings, "recipients": strings, "historical": pa.bool_(),
        "own": pa.bool_(), "copied": pa.bool_(), "start": pa.int32(), "end": pa.int32(),
    }  # fmt: skip
    return pa.table({name: pa.array(v, types.get(name, pa.string())) for name, v in columns.items()})
