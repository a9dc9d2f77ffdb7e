"""`tidings gather`: shards in, a record out."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDERS...")
@click.option(
    "--to", "record", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="The record to write: a DuckDB file, made if it does not exist.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
def gather(folders: tuple[str, ...], record: Path, quiet: bool) -> None:
    """Make a record of the shards in FOLDERS, which tidings shard wrote.

    It is the record that tidings code would have made of the same articles. Gathering again changes nothing;
    new folders can be added to a record at any time.
    """
    import time

    from tidings import api
    from tidings.cli.progress import gathering_progress
    from tidings.cli.summary import print_summary
    from tidings.scale.gathering import gather_into

    began = time.monotonic()
    with gathering_progress(disable=quiet) as advance:
        done, summary = gather_into(folders, record, progress=advance)
    if not quiet:
        seen = api.Progress(
            done.done, done.shards, done.articles, done.fresh, done.quarantined, done.words, ""
        )
        print_summary(api.Run(seen, time.monotonic() - began, summary), record)
