"""`tidings show`: look into a record from the terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from tidings.record import Record

_EVENT: Final = re.compile(r"e_[^\W_]*")
"""What looks like an event's id; `e_day.html` and `e_day_1` name articles."""


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.argument("article", required=False)
@click.option("--actor", metavar="CODE|WORDS", help="Who did it: a code (RUS, RUS:MIL, IGO:NATO) or words.")
@click.option("--recipient", metavar="CODE|WORDS", help="To whom: a code or words.")
@click.option("--type", "type_", metavar="TYPE", help="PLOVER type, as ASSAULT or AID.")
@click.option(
    "--factuality", type=click.Choice(["actual", "future", "proposed", "hypothetical", "negated"]),
    help="Did it happen, as the voice presents it?",
)  # fmt: skip
@click.option("--voice", metavar="outlet|WORDS", help="According to whom: outlet, or words of the source.")
@click.option("--since", metavar="DATE", help="From this date on: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--until", metavar="DATE", help="Up to this date, itself included.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="Rows at most.")
@click.option("--articles", is_flag=True, help="List the articles, not the mentions.")
@click.option("--quarantine", is_flag=True, help="List what could not be read, and why.")
@click.option("--why", is_flag=True, help="With an ARTICLE: the model's chances, and the reasons of rules.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with offsets; all rows.")
def show(
    record: Path,
    article: str | None,
    actor: str | None,
    recipient: str | None,
    type_: str | None,
    factuality: str | None,
    voice: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    articles: bool,
    quarantine: bool,
    why: bool,
    as_json: bool,
) -> None:
    """Print the mentions in RECORD as a table, or one ARTICLE with its statements, triggers and figures.

    ARTICLE is an article's id or the beginning of it, the id its own file gave it, its title or its file
    name; or the id of an event (e_...): then how each outlet words it, its tellings and what they disagree on
    stand side by side (with --json, all of it in one object).
    The filters narrow the table of mentions; a mention's date is its own or else its article's.
    """
    from tidings import api
    from tidings.cli.marked_article import print_article
    from tidings.cli.tables import print_articles, print_json, print_mentions, print_quarantine

    wanted = api.mention_filter(
        actor=actor,
        recipient=recipient,
        type=type_,
        factuality=factuality,
        voice=voice,
        since=since,
        until=until,
        limit=None if as_json else limit,
    )
    with api.open_record(record, read_only=True) as opened:
        if article is not None and _EVENT.fullmatch(article):
            _show_event(opened, article, as_json)
            return
        if article is not None:
            coding = next(opened.codings([opened.find_article(article)]))
            if as_json:
                from tidings.export_and_score import standoff_line

                click.echo(standoff_line(coding))
            else:
                print_article(coding, why=why)
            return
        if articles:
            table = opened.articles()
            print_json(table) if as_json else print_articles(table)
        elif quarantine:
            table = opened.quarantine()
            print_json(table) if as_json else print_quarantine(table)
        else:
            table = opened.mentions(wanted)
            print_json(table) if as_json else print_mentions(table, limit)


def _show_event(record: Record, wanted: str, as_json: bool) -> None:
    from tidings.cli.event_tables import print_event, print_event_json

    event = record.find_event(wanted)
    show = print_event_json if as_json else print_event
    show(
        record.event(event),
        wordings=record.wordings(event),
        tellings=record.tellings(event),
        disagreements=record.disagreements(event),
        figures=record.event_figures(event),
        left_out=record.left_out(event),
    )
