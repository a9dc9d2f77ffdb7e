"""Events, their tellings and disagreements in the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
import pyarrow as pa
from rich.console import Console
from rich.text import Text

from tidings.cli.tables import table_of
from tidings.cli.terminal import FACTUALITY_STYLE, action, console, line

AROUND = 90
"""Characters of an article shown on each side of a trigger."""


def print_events(table: pa.Table, limit: int) -> None:
    """One row an event, `limit` at most; `table` has one more where there are more."""
    if not table.num_rows:
        click.echo("No event fits these filters.")
        return
    out = table_of(
        "date", "actors", "type", "recipients", "place", "factuality", "outlets", "independent", "disputed",
        "event",
    )  # fmt: skip
    for row in table.slice(0, limit).to_pylist():
        out.add_row(
            _days(row), line(", ".join(filter(None, row["actors"]))) or "–", _type(row),
            line(", ".join(filter(None, row["recipients"]))) or "–", line(row["location_name"] or "–"),
            Text(row["factuality"], FACTUALITY_STYLE[row["factuality"]]), str(row["outlets"]),
            str(row["independent"]), str(row["disagreements"] or "–"), row["id"][:12],
        )  # fmt: skip
    console().print(out)
    if table.num_rows > limit:
        click.echo(f"The first {limit} rows. More with --limit, all with --json.")


def print_series(table: pa.Table, limit: int) -> None:
    """One row a period, dyad and quad class, `limit` at most."""
    if not table.num_rows:
        click.echo("No event fits these filters.")
        return
    out = table_of("period", "actor", "recipient", "quad class", "events", "PLOVER", "Goldstein")
    for row in table.slice(0, limit).to_pylist():
        out.add_row(
            str(row["period"] or "–"), line(row["actor"] or "–"), line(row["recipient"] or "–"),
            str(row["quad"]),
            f"{row['events']:,}", _score(row["score"]), _score(row["goldstein"]),
        )  # fmt: skip
    console().print(out)
    _say_cut(table, limit)


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def print_changes(table: pa.Table, limit: int) -> None:
    """One row a change, `limit` at most."""
    if not table.num_rows:
        click.echo("No event that fits these filters has changed since then.")
        return
    out = table_of("when", "what", "event", "other", "tellings")
    for row in table.slice(0, limit).to_pylist():
        out.add_row(
            f"{row['changed']:%Y-%m-%d %H:%M}", row["kind"], row["event_id"][:12],
            (row["other"] or "–")[:12], str(len(row["mention_ids"])),
        )  # fmt: skip
    console().print(out)
    _say_cut(table, limit)


def print_event(
    event: Mapping[str, Any],
    *,
    wordings: pa.Table,
    tellings: pa.Table,
    disagreements: pa.Table,
    figures: pa.Table,
    left_out: pa.Table,
) -> None:
    """An event: what it comes to, how each outlet words and tells it, what they disagree on, who leaves it
    out."""
    out = console()
    names = [
        ", ".join(dict.fromkeys(filter(None, event[f"{r}_names"]))) or "–" for r in ("actor", "recipient")
    ]
    out.print(Text(f"{_type(event)}: {line(names[0])} → {line(names[1])}", style="bold"))
    where = f", {line(event['location_name'])}" if event["location_name"] else ""
    outlets = f"{event['outlets']} outlets, {event['independent']} with a source of their own"
    out.print(Text(f"{_days(event)}{where}  {outlets}  {event['id']}", style="dim"))
    first: dict[str, str] = {}
    for row in tellings.to_pylist():
        first.setdefault(row["factuality"], str(row["published"] or "–"))
    out.print(Text("; ".join(f"{status} from {when}" for status, when in first.items()), style="dim"))
    missing = ", ".join(line(row["outlet"]) for row in left_out.to_pylist())
    if missing:
        out.print(Text(f"published that week, but without it: {missing}", style="dim"))
    _print_wordings(out, wordings)
    told = table_of("published", "outlet", "according to", "factuality", "words")
    for row in tellings.to_pylist():
        told.add_row(
            str(row["published"] or "–"), line(row["outlet"] or "–"),
            "outlet" if row["voice"] == "outlet" else line(row["source"] or "a source not named"),
            Text(row["factuality"], FACTUALITY_STYLE[row["factuality"]]), _words(row),
        )  # fmt: skip
    told.title, told.title_justify, told.title_style = "\nTellings", "left", "bold"
    out.print(told)
    if disagreements.num_rows:
        odds = table_of("on", "outlet", "has", "outlet", "has")
        for row in disagreements.to_pylist():
            odds.add_row(
                row["kind"], line(row["outlet_one"] or "–"), line(row["said_one"]),
                line(row["outlet_other"] or "–"), line(row["said_other"]),
            )  # fmt: skip
        odds.title, odds.title_justify, odds.title_style = "\nDisagreements", "left", "bold"
        out.print(odds)
    if figures.num_rows:
        counted = table_of("counted", "low", "best", "high", "figures")
        for row in figures.to_pylist():
            bounds = (f"{row[name]:,.10g}" for name in ("low", "best", "high"))
            counted.add_row(line(row["counted"]), *bounds, str(row["compared"]))
        counted.title, counted.title_justify, counted.title_style = "\nFigures", "left", "bold"
        out.print(counted)


def print_event_json(event: Mapping[str, Any], *, tellings: pa.Table, **tables: pa.Table) -> None:
    """What `print_event` shows, as one JSON object on one line; dates as ISO 8601, no text of articles."""
    tables["tellings"] = tellings.drop_columns(["text"])
    rows = {name: table.to_pylist() for name, table in sorted(tables.items())}
    click.echo(json.dumps({"event": event, **rows}, ensure_ascii=False, default=str))


def _print_wordings(out: Console, wordings: pa.Table) -> None:
    """One row an outlet: its words for the act, for those who do it, and for those it is done to."""
    table = table_of("outlet", "the act", "who does it", "to whom")
    for row in wordings.to_pylist():
        words = (_listed(row[role]) for role in ("triggers", "actors", "recipients"))
        table.add_row(line(row["outlet"] or "–"), *words)
    table.title, table.title_justify, table.title_style = "\nIn whose words", "left", "bold"
    out.print(table)


def _listed(words: Sequence[str]) -> str:
    return "; ".join(line(word) for word in words) or "–"


def _say_cut(table: pa.Table, limit: int) -> None:
    if table.num_rows > limit:
        click.echo(f"The first {limit} of {table.num_rows:,} rows. More with --limit, all with --json.")


def _words(row: Mapping[str, Any]) -> Text:
    text, start, end = row["text"], row["start"], row["end"]
    first = max(0, start - AROUND, text.rfind("\n", 0, start) + 1)
    newline = text.find("\n", end)
    last = min(end + AROUND, newline if newline >= 0 else len(text))
    out = Text(("… " if first and text[first - 1] != "\n" else "") + line(text[first:start]))
    before, after = text[first:start], text[end:last]
    out.append(" " if before[-1:].isspace() and before.strip() else "")
    out.append(f"[{line(text[start:end])}]", FACTUALITY_STYLE[row["factuality"]])
    out.append((" " if after[:1].isspace() else "") + line(after) + (" …" if last == end + AROUND else ""))
    return out


def _type(row: Mapping[str, Any]) -> str:
    return action(row["type"], row["mode"], row.get("own_type"))


def _days(row: Mapping[str, Any]) -> str:
    first, last = row["date_start"], row["date_end"]
    if first is None:
        return f"({row['first_published'] or '–'})"
    return str(first) if first == last or last is None else f"{first}/{last}"
