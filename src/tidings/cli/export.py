"""`tidings export`: a record in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tidings.export import Choice, Written

FORMATS = (
    "standoff", "parquet", "csv", "jsonl", "plover", "polecat", "icews", "gdelt-events", "gdelt-mentions",
    "ucdp", "acled", "web-annotation",
)  # fmt: skip
"""Named here too, so that --help loads nothing; a test compares them."""


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", default="standoff", show_default=True, metavar="NAME",
    help=f"One of {', '.join(FORMATS)}.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="PATH",
    help="Write here, not to the terminal: a file; a folder for all tables as parquet, csv or jsonl.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the output if there is one.")
@click.option(
    "--table", metavar="NAME", help="With parquet, csv and jsonl: only this table (mentions, events, ...)."
)
@click.option(
    "--factuality", metavar="LIST",
    help="Events told so by most outlets, or by --voice: actual (the default), future, proposed, "
    "hypothetical, negated, several joined by commas, or any.",
)  # fmt: skip
@click.option(
    "--voice", metavar="outlet|CODE|WORDS",
    help="Events told by this voice: outlet, a speaker's code or its beginning, or words of the source.",
)  # fmt: skip
@click.option(
    "--historical",
    is_flag=True,
    help="Also events that most tellings date to over a year before the article.",
)
@click.option("--outlets", type=click.IntRange(min=1), help="Told by at least so many outlets.")
@click.option(
    "--independent", type=click.IntRange(min=1),
    help="Told by at least so many outlets that do not need the same official as their source.",
)  # fmt: skip
@click.option("--disputed", is_flag=True, help="Only events whose tellings contradict each other.")
@click.option(
    "--actor", metavar="CODE", help="Who does it: a code or its beginning (RUS, RUS:MIL, IGO:NATO)."
)
@click.option("--recipient", metavar="CODE", help="To whom: a code or its beginning.")
@click.option("--type", "type_", metavar="TYPE", help="PLOVER type, as ASSAULT or AID.")
@click.option("--since", metavar="DATE", help="From this date on: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--until", metavar="DATE", help="Up to this date, itself included.")
@click.option(
    "--extra-columns/--no-extra-columns", "extra", default=None,
    help="With or without the columns that the format itself does not have, after its own. Without only "
    "for gdelt-events, whose scripts count columns.",
)  # fmt: skip
@click.option(
    "--excel-safe",
    is_flag=True,
    help="With comma-separated formats: for spreadsheets, no cell starts a formula.",
)
@click.option(
    "--reviewed",
    is_flag=True,
    help="Only articles that were reviewed in full (tidings explore), with the latest verdicts applied, and "
    "the events that these articles tell of.",
)
@click.option("--by", metavar="REVIEWER", help="As --reviewed, with the verdicts of one reviewer.")
def export(
    record: Path,
    format_: str,
    output: Path | None,
    force: bool,
    table: str | None,
    factuality: str | None,
    extra: bool | None,
    excel_safe: bool,
    reviewed: bool,
    by: str | None,
    **events: Any,
) -> None:
    """Write the RECORD in a format that other tools read.

    plover, polecat, icews, gdelt-events, ucdp and acled have a row for each event, with the reading of most
    outlets; gdelt-mentions one for each telling. Which events count is yours to say: by default those
    that most outlets present as actual, whoever says so, and none of over a year before the article. The
    choice is written into the file's description (NAME.metadata.json beside it), with the meaning of every
    column.

    parquet, csv and jsonl are the tables of the record as they are; standoff and web-annotation are articles
    and their spans.
    """
    from tidings.export_and_score import export_record, export_to

    wanted: dict[str, Any] = {
        "choice": _choice(factuality, events), "table": table, "extra": extra, "excel_safe": excel_safe,
    }  # fmt: skip
    if output is None:
        for piece in export_record(record, format_, reviewed=reviewed, by=by, **wanted):
            click.echo(piece.encode(), nl=False)
        return
    written = export_to(record, output, format_, force=force, reviewed=reviewed, by=by, **wanted)
    click.echo(_said(written, output), err=True)


def _choice(factuality: str | None, events: dict[str, Any]) -> Choice | None:
    """The choice of events that the options make; None where none was given."""
    given = {name.rstrip("_"): value for name, value in events.items() if value not in (None, False)}
    if factuality is None and not given:
        return None
    from tidings import api
    from tidings import export as exports

    historical = bool(given.pop("historical", False))
    wanted = api.event_filter(**given)
    if factuality is None:
        return exports.Choice(historical=historical, events=wanted)
    named = () if factuality == "any" else tuple(word.strip() for word in factuality.split(","))
    return exports.Choice(factuality=named, historical=historical, events=wanted)


def _said(written: Written, output: Path) -> str:
    if written.format.name == "standoff":
        return f"{written.total} articles written to {output}"
    if len(written.rows) > 1:
        return f"{len(written.rows)} tables with {written.total:,} rows written to {output}"
    said = f"{written.total:,} rows written to {output}"
    if written.choice is not None and written.chosen is not None:
        said += (
            f"\n{written.chosen.chosen:,} of {written.chosen.events:,} events chosen: {written.choice.words}"
        )
        if written.format.only_words:
            said += f"\nOf these the format has {written.format.only_words}"
    if written.described_in is not None:
        said += f"\nThe columns and the choice are described in {written.described_in}"
    return said
