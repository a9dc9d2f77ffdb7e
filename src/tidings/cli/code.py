"""`tidings code`: articles in, a record out."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLES...")
@click.option(
    "--to", "record", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="The record to write: a DuckDB file, made if it does not exist.",
)  # fmt: skip
@click.option("--outlet", help="Outlet of all these articles, whatever they say.")
@click.option("--title", help="Title of all these articles; for one article.")
@click.option("--author", help="Author of all these articles.")
@click.option("--date", "published", type=click.DateTime(["%Y-%m-%d"]), help="Date of all these articles.")
@click.option("--url", help="Address of all these articles; for one article.")
@click.option("--language", help="Language of all these articles, as en or en-GB; it is then not guessed.")
@click.option(
    "--map", "keys", multiple=True, metavar="OURS=THEIRS",
    help="Where JSON Lines or CSV name a key differently: --map text=body. May be given several times.",
)  # fmt: skip
@click.option(
    "--actors", type=click.Path(path_type=Path), metavar="FILE",
    help="Your own table of actors, a CSV file with the columns name and code; its names go first.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
def code(
    articles: tuple[str, ...],
    record: Path,
    outlet: str | None,
    title: str | None,
    author: str | None,
    published: object,
    url: str | None,
    language: str | None,
    keys: tuple[str, ...],
    actors: Path | None,
    quiet: bool,
) -> None:
    """Read ARTICLES and write what they say into a record.

    ARTICLES are files or folders of text, HTML, PDF, JSON Lines, CSV, WARC, RSS or Atom, or - for standard
    input. What can't be read is quarantined with a numbered reason and the rest goes on. Coding the same
    articles again changes nothing; an interrupted run goes on where it stopped.
    """
    from datetime import datetime

    from tidings import api
    from tidings.cli.progress import coding_progress
    from tidings.cli.summary import print_summary

    options = api.read_options(
        outlet=outlet,
        title=title,
        author=author,
        published=published.date() if isinstance(published, datetime) else None,
        url=url,
        language=language,
        keys=keys,
    )
    config = api.config(actors=actors)
    with coding_progress(disable=quiet) as advance:
        run = api.code_into(articles, record, options=options, config=config, progress=advance)
    if not quiet:
        print_summary(run, record)
