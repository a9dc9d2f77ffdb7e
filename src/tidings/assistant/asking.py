"""The questions that the tools put to a record, and the answers that they make of what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import duckdb

from tidings.assistant import answers
from tidings.record import (
    EventFilter,
    MentionFilter,
    Record,
    SeriesFilter,
    article_list,
    cursors,
    event_page,
    event_queries,
    pages,
    summary,
)
from tidings.record.event_page import Told
from tidings.record.event_search import EventSearch
from tidings.record.figure_queries import FigureFilter
from tidings.record.pages import Key, Page, Sort
from tidings.record.queries import arrow
from tidings.record.statement_queries import StatementFilter
from tidings.types import OUTLET, Coding, Span

MOST: Final = 50
"""Rows of one answer at most."""
QUOTED: Final = 3
"""Tellings that are quoted of each event of a list."""
TOLD: Final = 20
"""Tellings, disagreements, figures and wordings of one event that are given."""
CHARACTERS: Final = 8000
"""Code points of one stretch of an article at most."""
MARKS: Final = 200
"""Marks of one stretch at most."""
OUTLETS: Final = 30
"""Outlets that a summary names."""
ITSELF: Final = "the outlet itself"
NOBODY: Final = "somebody who is not named"

Row = Mapping[str, Any]


def summarised(record: Record) -> answers.Summary:
    """What the record holds."""

    def ask(db: duckdb.DuckDBPyConnection) -> answers.Summary:
        found = summary.summarise(db)
        days = db.execute("SELECT min(published), max(published) FROM articles").fetchall()[0]
        events = db.execute("SELECT count(*) FROM events").fetchall()[0][0]
        return answers.Summary(
            articles=found.articles, first_published=days[0], last_published=days[1], words=found.words,
            statements=found.statements, mentions=found.mentions, events=events, figures=found.figures,
            copies=found.copies, could_not_be_read=sum(q.inputs for q in found.quarantine),
            outlets=dict(article_list.outlets(db, OUTLETS)), in_the_outlets_own_voice=found.outlet,
            in_the_voice_of_others=found.quoted, factuality=dict(found.factuality),
            types={a.type: a.mentions for a in found.actions},
            sources={s.name: s.statements for s in found.sources},
            dyads={f"{d.actor} > {d.recipient}": d.mentions for d in found.dyads},
        )  # fmt: skip

    return record.ask(ask)


def search_events(
    record: Record, wanted: EventSearch, sort: Sort, limit: int, after: str | None
) -> answers.Events:
    """Events that fit, each with some of its tellings."""
    page, cursor = _page(
        record,
        f"events {sort}",
        wanted,
        after,
        lambda db, key: pages.events(db, wanted, sort, key, _few(limit)),
    )
    found = record.ask(lambda db: _events(db, page.table.to_pylist()))
    return answers.Events(events=found, more=page.more, after=cursor)


def event(record: Record, id: str) -> answers.EventTold:
    """One event: its tellings side by side, and what they disagree on."""
    key = record.find_event(id)

    def ask(db: duckdb.DuckDBPyConnection) -> answers.EventTold:
        row = event_queries.event(db, key).to_pylist()[0]
        told = event_page.told(db, key)
        shown = told[:TOLD]
        counted = pages.figures(db, FigureFilter(), None, TOLD, event=key).table.to_pylist()
        wordings = event_queries.wordings(db, key).slice(0, TOLD).to_pylist()
        left_out = event_queries.left_out(db, key).column("outlet").to_pylist()
        return answers.EventTold(
            event=_event(row, _tellings(db, shown, {t.mention_id: key for t in shown})),
            more_tellings=len(told) - len(shown) + max(0, row["tellings"] - len(told)),
            disputes=[_dispute(d) for d in event_page.disputes(db, key, told)[:TOLD]],
            figures=[_figure(f) for f in counted],
            wordings=[answers.Wording(**{k: w[k] for k in answers.Wording.model_fields}) for w in wordings],
            left_out=left_out[:OUTLETS],
        )

    return record.ask(ask)


def mentions(
    record: Record, wanted: MentionFilter, event: str | None, limit: int, after: str | None
) -> answers.Mentions:
    """Mentions that fit."""
    key = record.find_event(event) if event is not None else None
    page, cursor = _page(
        record, f"mentions {key}", wanted, after,
        lambda db, last: pages.mentions(db, wanted, last, _few(limit), event=key),
    )  # fmt: skip
    found = [_mention(row) for row in page.table.to_pylist()]
    return answers.Mentions(mentions=found, more=page.more, after=cursor)


def statements(record: Record, wanted: StatementFilter, limit: int, after: str | None) -> answers.Statements:
    """Statements that fit."""
    page, cursor = _page(
        record, "statements", wanted, after, lambda db, last: pages.statements(db, wanted, last, _few(limit))
    )
    rows = page.table.to_pylist()
    places = [(r["article_id"], c["start"], c["end"]) for r in rows for c in r["contents"] or ()]
    around = record.ask(lambda db: pages.sentences(db, places))
    return answers.Statements(
        statements=[_statement(row, around) for row in rows], more=page.more, after=cursor
    )


def figures(
    record: Record, wanted: FigureFilter, event: str | None, limit: int, after: str | None
) -> answers.Figures:
    """Figures that fit."""
    key = record.find_event(event) if event is not None else None
    page, cursor = _page(
        record, f"figures {key}", wanted, after,
        lambda db, last: pages.figures(db, wanted, last, _few(limit), event=key),
    )  # fmt: skip
    found = [_figure(row) for row in page.table.to_pylist()]
    return answers.Figures(figures=found, more=page.more, after=cursor)


def article(record: Record, wanted: str, start: int, characters: int) -> answers.ArticleText:
    """A stretch of an article, by its id, the beginning of it, its file name or its title, with its marks."""
    coding = next(record.codings([record.find_article(wanted)]))
    text = coding.article.text
    start = min(max(start, 0), len(text))
    end = min(len(text), start + min(max(characters, 1), CHARACTERS))
    marks = sorted(
        (mark for mark in _marks(coding) if start <= mark.start < end),
        key=lambda mark: (mark.start, -mark.end),
    )
    known = coding.article
    return answers.ArticleText(
        article_id=known.id, title=known.title, outlet=known.outlet, published=known.published, url=known.url,
        characters=len(text), start=start, end=end, text=text[start:end],
        next_start=end if end < len(text) else None, marks=marks[:MARKS],
        more_marks=max(0, len(marks) - MARKS),
    )  # fmt: skip


def series(record: Record, wanted: SeriesFilter, limit: int, after: str | None) -> answers.Series:
    """Events counted by period, dyad and quad class, with some of them."""
    counted = record.series(wanted)
    of = cursors.list_of("series", [("by", wanted.by), *_words(asdict(wanted.events))])
    start = int(cursors.decode(after, of)[0]) if after is not None else 0
    end = start + _few(limit)
    columns = list(answers.Counted.model_fields)
    rows = counted.slice(start, end - start).select(columns).to_pylist()
    examples = record.ask(lambda db: _events(db, _first(db, wanted.events)))
    more = end < counted.num_rows
    return answers.Series(
        rows=[answers.Counted(**row) for row in rows], more=more,
        after=cursors.encode((str(end),), of) if more else None, examples=examples,
    )  # fmt: skip


def _first(db: duckdb.DuckDBPyConnection, wanted: EventFilter) -> list[dict[str, Any]]:
    """The events that fit which most outlets tell."""
    where, values = event_queries.conditions(wanted, db)
    order = "e.independent DESC, e.outlets DESC, e.id"
    found = arrow(db, f"SELECT e.* FROM events e {where} ORDER BY {order} LIMIT 3", values)
    return list(found.to_pylist())


def _few(limit: int) -> int:
    return min(max(limit, 1), MOST)


def _page(
    record: Record, name: str, wanted: Any, after: str | None,
    ask: Callable[[duckdb.DuckDBPyConnection, Key | None], Page],
) -> tuple[Page, str | None]:  # fmt: skip
    """A page of a list, and the cursor of the next one if there is one; TID-614 for a cursor of another."""
    of = cursors.list_of(name, _words(asdict(wanted)))
    key = cursors.decode(after, of) if after is not None else None
    page = record.ask(lambda db: ask(db, key))
    return page, cursors.encode(page.last, of) if page.more and page.last is not None else None


def _words(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in fields.items()]


def _events(db: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> list[answers.EventFound]:
    """Rows of `events`, each with its first few tellings."""
    picked = db.execute(
        """
        SELECT t.event_id, t.mention_id, t.article_id
        FROM tellings t JOIN articles a ON a.id = t.article_id
        WHERE t.event_id IN (SELECT unnest($1::VARCHAR[]))
        QUALIFY row_number() OVER (
            PARTITION BY t.event_id ORDER BY a.published NULLS LAST, a.outlet, a.id, t.mention_id) <= $2
        """,
        [[row["id"] for row in rows], QUOTED],
    ).fetchall()
    events = {mention: event for event, mention, _ in picked}
    told = event_page.told_as(db, [(mention, article) for _, mention, article in picked])
    tellings = _tellings(db, told, events)
    return [_event(row, [t for t in tellings if t.event_id == row["id"]]) for row in rows]


def _event(row: Row, tellings: Sequence[answers.Telling]) -> answers.EventFound:
    return answers.EventFound(
        event_id=row["id"], type=row["type"], mode=row["mode"], actors=_named(row, "actor"),
        recipients=_named(row, "recipient"), first_day=row["date_start"] or row["first_published"],
        last_day=row["date_end"] or row["date_start"] or row["first_published"],
        place=row["location_name"], factuality=row["factuality"], tellings=row["tellings"],
        outlets=row["outlets"], independent=row["independent"], disagreements=row["disagreements"],
        quotations=list(tellings),
    )  # fmt: skip


def _named(row: Row, role: str) -> list[str]:
    pairs = zip(row[f"{role}_names"], row[f"{role}s"], strict=False)
    return [f"{name} [{code}]" for name, code in pairs]


def _tellings(
    db: duckdb.DuckDBPyConnection, told: Sequence[Told], events: Mapping[str, str]
) -> list[answers.Telling]:
    around = event_page.passages(db, told)
    return [
        answers.Telling(
            **_quoted(t, around[t.mention_id].words), according_to=_voice(t.own, t.speaker, t.source),
            speaker_code=t.code, factuality=t.factuality, mention_id=t.mention_id,
            event_id=events[t.mention_id], type=t.type, mode=t.mode, actors=_parties(t, "actor"),
            recipients=_parties(t, "recipient"), date=t.date, place=t.place, historical=t.historical,
        )
        for t in told
    ]  # fmt: skip


def _quoted(told: Told, sentence: str) -> dict[str, Any]:
    return {
        "article_id": told.article_id, "outlet": told.outlet, "published": told.published,
        "title": told.title, "start": told.start, "end": told.end, "quote": told.trigger,
        "sentence": sentence,
    }  # fmt: skip


def _parties(told: Told, role: str) -> list[str]:
    return [_party(p.words or p.name, p.code) for p in told.parties if p.role == role]


def _party(words: str | None, code: str | None) -> str:
    return f"{words} [{code}]" if words and code else words or code or "somebody"


def _voice(own: bool, speaker: str | None, source: str | None) -> str:
    return ITSELF if own else speaker or source or NOBODY


def _dispute(found: event_page.Dispute) -> answers.Disagreement:
    def side(given: event_page.Side) -> answers.Side:
        told = given.told
        return answers.Side(
            **_quoted(told, given.passage.words), according_to=_voice(told.own, told.speaker, told.source),
            speaker_code=told.code, factuality=told.factuality, has=given.said,
        )  # fmt: skip

    return answers.Disagreement(kind=found.kind, one=side(found.one), other=side(found.other))


def _placed(row: Row, span: str = "") -> dict[str, Any]:
    """The fields of a quotation and its voice, of a row of `record.pages`."""
    return {
        **{name: row[name] for name in ("article_id", "outlet", "published", "title", "sentence")},
        "start": row[f"{span}start"], "end": row[f"{span}end"], "quote": row[f"{span}quote"],
        "according_to": _voice(row["voice"] == OUTLET, row["speaker_name"], row["source"]),
        "speaker_code": row["speaker_code"], "factuality": row["factuality"],
    }  # fmt: skip


def _mention(row: Row) -> answers.Telling:
    actors, recipients = (
        [_party(p["quote"] or p["name"], p["code"]) for p in row[role] or ()]
        for role in ("actors", "recipients")
    )
    return answers.Telling(
        **_placed(row, "trigger_"), actors=actors, recipients=recipients, mention_id=row["id"],
        event_id=row["event_id"], type=row["type"], mode=row["mode"], date=row["date"],
        place=row["place_quote"], historical=row["historical"],
    )  # fmt: skip


def _figure(row: Row) -> answers.FigureFound:
    same = ("low", "high", "unit", "counted", "currency", "holder", "as_of")
    return answers.FigureFound(**_placed(row), **{name: row[name] for name in same}, of=row["of_quote"])


def _statement(row: Row, around: Mapping[tuple[str, int, int], str]) -> answers.StatementFound:
    same = {name: row[name] for name in ("article_id", "outlet", "published", "title")}
    return answers.StatementFound(
        statement_id=row["id"], source=row["source_quote"], speaker=row["speaker_name"],
        speaker_code=row["speaker_code"], cue=row["cue_quote"], kind=row["kind"],
        content=[
            answers.Quotation(**same, **c, sentence=around[row["article_id"], c["start"], c["end"]])
            for c in row["contents"] or ()
        ],
    )  # fmt: skip


def _marks(coding: Coding) -> list[answers.Marked]:
    names: dict[str, str] = {}
    found: list[answers.Marked] = []

    def mark(span: Span, id: str, read_as: str) -> None:
        found.append(answers.Marked(start=span.start, end=span.end, quote=span.quote, read_as=read_as, id=id))

    for s in coding.statements:
        speaker = s.speaker.name if s.speaker else None
        names[s.id] = _voice(False, speaker, s.source.quote if s.source else None)
        for content in s.content:
            mark(content, s.id, f"statement ({s.kind}) of {names[s.id]}")
    for m in coding.mentions:
        by = names.get(m.voice, ITSELF)
        mark(m.trigger, m.id, f"mention of {m.type}, {m.factuality}, according to {by}")
    for f in coding.figures:
        by = names.get(f.voice, ITSELF)
        mark(f.span, f.id, f"figure, {f.unit}, {f.factuality}, according to {by}")
    return found
