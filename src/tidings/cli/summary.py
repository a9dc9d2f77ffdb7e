"""What `tidings code` ends with: what is in the record now."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from tidings import api
from tidings.cli.terminal import FACTUALITY_STYLE, QUAD_STYLE, console, line

BAR = 24
"""Columns of a bar that stands for all mentions of a type."""

BLOCKS = {"actual": "█", "future": "▓", "proposed": "▒", "hypothetical": "░", "negated": "×"}
"""One sign a factuality, so that a bar reads without colour."""

DYADS = 5


def print_summary(run: api.Run, record: Path) -> None:
    """Print what this run did and what the record holds."""
    out, summary, done = console(), run.summary, run.progress
    if not done.files:
        out.print("There was no file to read. tidings reads text, HTML, PDF, JSON Lines, CSV, WARC and RSS.")
    known = done.articles - done.coded
    again = f", {known} known already" if known else ""
    out.print(
        Text(f"{_n(done.coded, 'article')} coded{again} in {run.seconds:.1f} s. The record ", "bold")
        + Text(str(record), "bold cyan")
        + Text(
            f" holds {_n(summary.articles, 'article')}, {_n(summary.words, 'word')}: "
            f"{_n(summary.statements, 'statement')}, {_n(summary.mentions, 'mention')}, "
            f"{_n(summary.figures, 'figure')}.",
            "bold",
        )
    )
    if done.note:
        out.print(line(done.note))
    if summary.copies:
        out.print(f"{_n(summary.copies, 'article')} repeat another one almost word for word (table copies).")
    if summary.mentions:
        _happened(summary)
        out.print(_actions(summary))
    if summary.dyads:
        out.print(_dyads(summary))
    if summary.sources:
        out.print(_sources(summary))
    if summary.quarantine:
        out.print(_quarantine(summary))
    out.print()
    out.print(f"Look into it: tidings show {record}    One article: tidings show {record} TITLE")


def _n(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"


def _happened(summary: api.Summary) -> None:
    out, total = console(), summary.mentions
    out.print()
    out.print("Did it happen? (as the voice presents it)", style="bold")
    for factuality, count in summary.factuality.items():
        row = Text(f"  {BLOCKS[factuality]} ")
        row.append(f"{factuality:<13}", FACTUALITY_STYLE[factuality].replace(" strike", ""))
        row.append(f"{count:>6,}  {_share(count, total):>4}")
        out.print(row)
    out.print(
        f"  {_share(summary.outlet, total)} in the outlets' own voice, "
        f"{_share(summary.quoted, total)} according to somebody they quote."
    )


def _table(title: str) -> Table:
    return Table(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        box=None,
        header_style="dim",
    )


def _actions(summary: api.Summary) -> Table:
    table = _table("What was done, or said to be")
    table.add_column("type")
    table.add_column("mentions", justify="right")
    table.add_column("actual", justify="right")
    table.add_column("by factuality")
    most = max(action.mentions for action in summary.actions)
    for action in summary.actions:
        bar = Text()
        for factuality, count in action.factuality.items():
            blocks = round(count / most * BAR)
            bar.append(BLOCKS[factuality] * blocks, FACTUALITY_STYLE[factuality].replace(" strike", ""))
        table.add_row(
            Text(action.type, QUAD_STYLE.get(action.quad or 0, "")), f"{action.mentions:,}",
            _share(action.factuality["actual"], action.mentions), bar,
        )  # fmt: skip
    return table


def _dyads(summary: api.Summary) -> Table:
    table = _table("Who to whom, most often")
    for column in ("actor", "recipient"):
        table.add_column(column)
    table.add_column("mentions", justify="right")
    table.add_column("mostly")
    for dyad in summary.dyads[:DYADS]:
        mostly = ", ".join(f"{type} {count}" for type, count in list(dyad.types.items())[:3])
        table.add_row(dyad.actor, dyad.recipient, f"{dyad.mentions:,}", mostly)
    return table


def _sources(summary: api.Summary) -> Table:
    table = _table("Most quoted")
    table.add_column("source", overflow="fold")
    table.add_column("statements", justify="right")
    table.add_column("articles", justify="right")
    for source in summary.sources:
        table.add_row(line(source.name), f"{source.statements:,}", f"{source.articles:,}")
    return table


def _quarantine(summary: api.Summary) -> Table:
    table = _table("Left out (tidings show RECORD --quarantine)")
    table.add_column("number")
    table.add_column("inputs", justify="right")
    table.add_column("for example", overflow="fold")
    for count in summary.quarantine:
        table.add_row(count.number, f"{count.inputs:,}", line(count.example))
    return table
