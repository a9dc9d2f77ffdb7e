"""Tables of a record in the terminal, and the same rows as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import click
import pyarrow as pa
from rich.table import Table
from rich.text import Text

from tidings.cli.terminal import FACTUALITY_STYLE, action, console, line


def print_json(table: pa.Table) -> None:
    """Each row as one JSON object a line; dates as ISO 8601."""
    for row in table.to_pylist():
        click.echo(json.dumps(row, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value)


def print_mentions(table: pa.Table, limit: int) -> None:
    """Who did what to whom, did it happen, and according to whom; one row a mention."""
    if not table.num_rows:
        click.echo("No mention fits these filters.")
        return
    out = table_of(
        "date",
        "place",
        "actor",
        "type",
        "recipient",
        "factuality",
        "according to",
        "words",
        "outlet",
        "article",
    )
    for row in table.to_pylist():
        factuality = row["factuality"]
        out.add_row(
            line(row["date"] or "–"),
            line(row["place"] or "–"),
            line("; ".join(row["actors"])) or "–",
            action(row["type"], row["mode"], row["own_type"]),
            line("; ".join(row["recipients"])) or "–",
            Text(factuality + (", historical" if row["historical"] else ""), FACTUALITY_STYLE[factuality]),
            _according_to(row),
            line(row["trigger"]),
            line(row["outlet"]),
            row["article_id"][:10],
        )
    console().print(out)
    if table.num_rows == limit:
        click.echo(f"The first {limit} rows. More with --limit, all with --json.")


def _according_to(row: Mapping[str, Any]) -> str:
    if row["voice"] == "outlet":
        return "outlet"
    return line(row["source"]) or "a source not named"


def print_articles(table: pa.Table) -> None:
    """The articles of the record, one row each."""
    out = table_of("article", "date", "outlet", "title", "words", "from")
    for row in table.to_pylist():
        out.add_row(
            row["id"][:10], _iso(row["published"]), line(row["outlet"]), line(row["title"]),
            f"{row['words']:,}", line(row["origin"]),
        )  # fmt: skip
    console().print(out)


def print_quarantine(table: pa.Table) -> None:
    """What was left out, and why."""
    if not table.num_rows:
        click.echo("Nothing is in quarantine.")
        return
    out = table_of("number", "reason")
    for row in table.to_pylist():
        out.add_row(row["number"], line(row["reason"]))
    console().print(out)


def _iso(value: date | None) -> str:
    return value.isoformat() if value else "–"


def table_of(*columns: str) -> Table:
    """An empty table with these columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
