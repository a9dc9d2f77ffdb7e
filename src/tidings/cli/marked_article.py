"""One article in the terminal, with its statements, triggers and figures marked in the text."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from tidings.cli.terminal import FACTUALITY_STYLE, action, console, line, visible
from tidings.types import OUTLET, Coding, Figure, Location, Mention, Party, Span

LEGEND = "‹s1 what a source says ›s1   source   cue   [trigger]m1   {figure}f1   dim: page furniture"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker to print before (`closes` False) or after the stretch `[start, end)`."""

    start: int
    end: int
    opening: str
    closing: str
    style: str

    def order(self, closes: bool) -> tuple[int, int, int]:
        """Closers before openers at one place; inner stretches close first and open last."""
        return (self.end, 0, -self.start) if closes else (self.start, 1, -self.end)


def print_article(coding: Coding, *, why: bool = False) -> None:
    """Print the article's head, its text with marks, and what the marks stand for; `why`: with reasons."""
    out = console()
    article = coding.article
    head = Text(line(article.title) or article.id, style="bold")
    out.print(head)
    known = [article.outlet, article.author, article.published and article.published.isoformat(), article.url]
    facts = "  ".join(line(str(value)) for value in known if value)
    inferred = f"  (inferred: {', '.join(article.inferred)})" if article.inferred else ""
    out.print(Text(f"{facts}{inferred}  {article.id}", style="dim"))
    out.print(Text(LEGEND, style="dim"))
    out.print()
    out.print(marked_text(coding))
    out.print()
    if coding.statements:
        out.print(_statements(coding))
    if coding.mentions:
        out.print(_mentions(coding))
    if coding.figures:
        out.print(_figures(coding))
    if why:
        out.print(_reasons(coding))


def marked_text(coding: Coding) -> Text:
    """The article's text with a marker at each end of every content, trigger and figure."""
    text = coding.article.text
    marks = [
        _Mark(span.start, span.end, f"‹s{n} ", f" ›s{n}", "green")
        for n, statement in enumerate(coding.statements, 1)
        for span in statement.content
    ]
    for n, mention in enumerate(coding.mentions, 1):
        style = FACTUALITY_STYLE[mention.factuality]
        marks.append(_Mark(mention.trigger.start, mention.trigger.end, "[", f"]m{n}", style))
    marks += [
        _Mark(f.span.start, f.span.end, "{", f"}}f{n}", "magenta") for n, f in enumerate(coding.figures, 1)
    ]
    edges = sorted(
        [(m.order(False), m.opening, m.style) for m in marks]
        + [(m.order(True), m.closing, m.style) for m in marks]
    )
    styles = _styles(coding)
    out, at = Text(), 0
    cuts = sorted({0, len(text), *(e[0][0] for e in edges), *(p for s in styles for p in s[:2])})
    pending = iter([*edges, None])
    edge = next(pending)
    for cut in cuts:
        if cut > at:
            stretch = Text(visible(text[at:cut]))
            for start, end, style in styles:
                if start <= at and cut <= end:
                    stretch.stylize(style)
            out.append_text(stretch)
            at = cut
        while edge is not None and edge[0][0] == cut:
            out.append(edge[1], edge[2])
            edge = next(pending)
    return out


def _styles(coding: Coding) -> list[tuple[int, int, str]]:
    styles = [(start, end, "dim") for start, end in coding.article.furniture]
    for statement in coding.statements:
        styles += [(s.start, s.end, "underline") for s in (statement.source,) if s]
        styles += [(s.start, s.end, "italic") for s in (statement.cue,) if s]
    styles += [(m.trigger.start, m.trigger.end, FACTUALITY_STYLE[m.factuality]) for m in coding.mentions]
    return styles


def _table(title: str, *columns: str) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, style="dim" if column == "" else "", overflow="fold")
    return table


def _quote(span: Span | None) -> str:
    return line(span.quote) if span else "–"


def _parties(parties: tuple[Party, ...]) -> str:
    return "; ".join(f"{_quote(p.span)} [{p.code or '?'}]" for p in parties) or "–"


def _statements(coding: Coding) -> Table:
    numbers = {s.id: f"s{n}" for n, s in enumerate(coding.statements, 1)}
    table = _table("Statements", "", "source", "who", "cue", "kind", "within")
    for statement in coding.statements:
        within = numbers.get(statement.within or "", "–")
        who = statement.speaker.code if statement.speaker else None
        table.add_row(
            numbers[statement.id], _quote(statement.source), line(who or "–"), _quote(statement.cue),
            statement.kind, within,
        )  # fmt: skip
    return table


def _voice(coding: Coding, voice: str) -> str:
    if voice == OUTLET:
        return coding.article.outlet or OUTLET
    for n, statement in enumerate(coding.statements, 1):
        if statement.id == voice:
            return f"s{n} {_quote(statement.source)}"
    return voice


def _mentions(coding: Coding) -> Table:
    table = _table(
        "Mentions", "", "actor", "type", "trigger", "recipient", "factuality", "according to", "date", "place"
    )
    for n, m in enumerate(coding.mentions, 1):
        table.add_row(
            f"m{n}", _parties(m.actors), _type(m), _quote(m.trigger), _parties(m.recipients),
            Text(m.factuality + (" (historical)" if m.historical else ""), FACTUALITY_STYLE[m.factuality]),
            line(_voice(coding, m.voice)), m.date or "–", _place(m.location),
        )  # fmt: skip
    return table


def _place(location: Location | None) -> str:
    if location is None:
        return "–"
    known = [location.country or "", location.precision.value]
    return line(f"{location.name} ({', '.join(filter(None, known))})")


def _reasons(coding: Coding) -> Table:
    """Why all of it was taken for what it was: the model's chances, and the reasons of rules."""
    table = _table("Why so (chance: by the model; – where none was kept)", "", "what", "chance", "reason")
    for n, s in enumerate(coding.statements, 1):
        _add_reason(table, f"s{n}", "cue", s.cue_score)
        _add_reason(table, f"s{n}", "source", s.source_score, s.speaker.reason if s.speaker else None)
        _add_reason(table, f"s{n}", "content", s.content_score)
        _add_reason(table, f"s{n}", s.kind, s.kind_score)
    for n, m in enumerate(coding.mentions, 1):
        _add_reason(table, f"m{n}", "trigger", m.trigger_score)
        following = m.type_next if m.type_next != m.type else None
        because = f"your words for {m.own_type} stand here" if m.own_type else None
        because = because or (following and f"next best: {following}")
        _add_reason(table, f"m{n}", m.type, m.type_score, because)
        _add_reason(table, f"m{n}", m.mode or "no mode", m.mode_score)
        for what, parties in (("actor", m.actors), ("recipient", m.recipients)):
            for party in parties:
                _add_reason(table, f"m{n}", what, party.score, party.reason)
        _add_reason(table, f"m{n}", "date", m.time_score, m.date_reason)
        _add_reason(table, f"m{n}", "place", m.place_score, m.location.reason if m.location else None)
        _add_reason(table, f"m{n}", m.factuality, m.factuality_score)
    for n, f in enumerate(coding.figures, 1):
        _add_reason(table, f"f{n}", f.factuality, f.factuality_score)
    return table


def _add_reason(table: Table, number: str, what: str, score: float | None, reason: str | None = None) -> None:
    if reason or score is not None:
        table.add_row(number, what, "–" if score is None else f"{score:.2f}", line(reason or "–"))


def _type(mention: Mention) -> str:
    return action(mention.type, mention.mode, mention.own_type)


def _figures(coding: Coding) -> Table:
    numbers = {m.id: f"m{n}" for n, m in enumerate(coding.mentions, 1)}
    table = _table(
        "Figures",
        "",
        "figure",
        "low",
        "high",
        "unit",
        "of",
        "whose",
        "measures",
        "factuality",
        "according to",
    )
    for n, f in enumerate(coding.figures, 1):
        table.add_row(
            f"f{n}", _quote(f.span), _bound(f.low), _bound(f.high), _unit(f), _quote(f.of), f.holder or "–",
            numbers.get(f.mention_id or "", "–"), Text(f.factuality, FACTUALITY_STYLE[f.factuality]),
            line(_voice(coding, f.voice)),
        )  # fmt: skip
    return table


def _bound(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}"


def _unit(figure: Figure) -> str:
    return line(figure.currency or figure.measure or figure.unit)
