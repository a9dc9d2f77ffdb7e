"""`tidings code`: articles in, a record out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tidings.cli.article_options import article_options, settings
from tidings.cli.language_model import coder_of, llm_option


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLES...")
@click.option(
    "--to", "record", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="The record to write: a DuckDB file, made if it does not exist.",
)  # fmt: skip
@article_options
@llm_option
@click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
    help="Processes that code, one a core; each needs about half a GB of memory.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
def code(
    articles: tuple[str, ...],
    record: Path,
    llm: Path | None,
    workers: int,
    quiet: bool,
    **given: Any,
) -> None:
    """Read ARTICLES and write what they say into a record.

    ARTICLES are files or folders of text, HTML, PDF, JSON Lines, CSV, WARC, RSS or Atom, or - for standard
    input. What can't be read is quarantined with a numbered reason and the rest goes on. Coding the same
    articles again changes nothing; an interrupted run goes on where it stopped.
    """
    from tidings import api
    from tidings.cli.progress import coding_progress
    from tidings.cli.summary import print_summary
    from tidings.errors import ConfigurationError

    options, config = settings(**given)
    coder = coder_of(llm)
    if coder is not None:  # whose answers take their time: progress shows after each few articles
        config = config.model_copy(update={"batch_articles": 2 * coder.settings.concurrency})
        if workers > 1:
            detail = "a language model works on several articles at once by itself: set that in its file"
            raise ConfigurationError("TID-401", name="--workers", detail=detail)
    with coding_progress(disable=quiet) as advance:
        run = api.code_into(
            articles, record, options=options, config=config, coder=coder, workers=workers, progress=advance
        )
    if not quiet:
        print_summary(run, record)
