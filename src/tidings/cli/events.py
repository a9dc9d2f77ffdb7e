"""`tidings events`: what happened, or was said to, each event with how many tell of it."""

from __future__ import annotations

from pathlib import Path

import click

from tidings.errors import ConfigurationError


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--actor", metavar="CODE", help="Who does it: a code or its beginning (RUS, RUS:MIL, IGO:NATO)."
)
@click.option("--recipient", metavar="CODE", help="To whom: a code or its beginning.")
@click.option("--type", "type_", metavar="TYPE", help="PLOVER type, as ASSAULT or AID.")
@click.option(
    "--factuality", type=click.Choice(["actual", "future", "proposed", "hypothetical", "negated"]),
    help="How most outlets present it; with --voice, how that voice does.",
)  # fmt: skip
@click.option(
    "--voice", metavar="outlet|CODE|WORDS",
    help="Told by this voice: outlet, a speaker's code or its beginning, or words of the source.",
)  # fmt: skip
@click.option("--since", metavar="DATE", help="From this date on: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--until", metavar="DATE", help="Up to this date, itself included.")
@click.option("--outlets", type=click.IntRange(min=1), default=1, help="Told by at least so many outlets.")
@click.option(
    "--independent", type=click.IntRange(min=1), default=1,
    help="Told by at least so many outlets that do not need the same official as their source.",
)  # fmt: skip
@click.option("--disputed", is_flag=True, help="Only events whose tellings contradict each other.")
@click.option(
    "--by", type=click.Choice(["day", "week", "month", "year"]),
    help="Count them by this period, dyad and quad class instead, with PLOVER and Goldstein scores.",
)  # fmt: skip
@click.option("--changes", metavar="DATE", help="List what became of events since this date (YYYY-MM-DD).")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="Rows at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; all rows.")
def events(
    record: Path,
    actor: str | None,
    recipient: str | None,
    type_: str | None,
    factuality: str | None,
    voice: str | None,
    since: str | None,
    until: str | None,
    outlets: int,
    independent: int,
    disputed: bool,
    by: str | None,
    changes: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print the events in RECORD: mentions of one action in different articles, brought together.

    An event keeps every telling: `tidings show RECORD EVENT` shows them side by side, with what they disagree
    on.

    The filters narrow the events, all of them at once; --by counts, and --changes follows, only events that
    fit. An event whose id is gone because it was renamed or merged counts as the one it went into; one with
    no telling left is listed only without a filter. --by and --changes do not go together.
    """
    from tidings import api
    from tidings.cli.event_tables import print_changes, print_events, print_series
    from tidings.cli.tables import print_json

    wanted = api.event_filter(
        actor=actor, recipient=recipient, type=type_, factuality=factuality, voice=voice, since=since,
        until=until, outlets=outlets, independent=independent, disputed=disputed,
        limit=None if by or changes or as_json else limit + 1,
    )  # fmt: skip
    if by is not None and changes is not None:
        raise ConfigurationError(
            "TID-401", name="--changes", detail="--by makes another table; give only one"
        )
    with api.open_record(record, read_only=True) as opened:
        if changes is not None:
            table = opened.changes(api.day("--changes", changes), wanted)
            print_json(table) if as_json else print_changes(table, limit)
        elif by is not None:
            table = opened.series(api.SeriesFilter(by, wanted))
            print_json(table) if as_json else print_series(table, limit)
        else:
            table = opened.events(wanted)
            print_json(table) if as_json else print_events(table, limit)
