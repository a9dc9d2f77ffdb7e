"""`tidings link`: the mentions of shards become events, without a record."""

from __future__ import annotations

import click


@click.command()
@click.argument("folder", metavar="FOLDER")
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N",
    help="Processes that compare mentions; as many as there are cores unless given.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
def link(folder: str, workers: int | None, quiet: bool) -> None:
    """Link the mentions of the shards in FOLDER into events, where one record would be too large.

    Writes the tables events, tellings, event_figures and disagreements beside the others, as Parquet. The
    events are those of the record that tidings gather makes; a record has them already.
    """
    from tidings.cli.progress import linking_progress
    from tidings.cli.terminal import console
    from tidings.scale.linking import link_shards

    with linking_progress(disable=quiet) as advance:
        found = link_shards(folder, workers=workers, progress=advance)
    if not quiet:
        console().print(
            f"{found.mentions:,} mentions make up {found.events:,} events: {folder}/events/*.parquet"
        )
