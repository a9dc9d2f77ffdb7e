"""`tidings explore`: the record as a page in the browser."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to listen at; else a free one.")
@click.option("--new", is_flag=True, help="Make an empty record if there is none; add articles in the page.")
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@click.option(
    "--actors", type=click.Path(path_type=Path), metavar="FILE",
    help="Your own table of actors for articles that are added in the page, as for tidings code.",
)  # fmt: skip
@click.option(
    "--ontology", "own_types", type=click.Path(path_type=Path), metavar="FILE",
    help="Your own event types for articles that are added in the page, as for tidings code.",
)  # fmt: skip
def explore(
    record: Path, port: int, new: bool, no_browser: bool, actors: Path | None, own_types: Path | None
) -> None:
    """Open RECORD in the browser: look at it, check it, correct it, add articles.

    The page is served to this machine only, until you stop it with Ctrl-C. While it runs it owns the record:
    other commands can't open it.
    """
    from tidings import api
    from tidings.explore.server import serve

    serve(
        record, port=port, browser=not no_browser, create=new,
        config=api.config(actors=actors, own_types=own_types),
        told=lambda address: click.echo(f"{record} is at {address} (stop with Ctrl-C)"),
        waiting=lambda: click.echo(
            "Preparing the record: its events are indexed, so that pages find them quickly."
            " That is done once; a million mentions take about a minute.", err=True,
        ),
    )  # fmt: skip
