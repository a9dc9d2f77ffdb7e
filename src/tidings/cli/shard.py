"""`tidings shard`: very many articles in, a folder of Parquet files out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tidings.cli.article_options import article_options, settings


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLES...")
@click.option(
    "--to", "folder", required=True, metavar="FOLDER",
    help="Where the shards go, a folder for each table; or an address such as s3://bucket/coded.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N",
    help="Processes that code, each with about half a GB of memory; as many as there are cores unless given.",
)  # fmt: skip
@click.option(
    "--executor",
    type=click.Choice(["local", "serial", "datatrove"]),
    default="local",
    show_default=True,
    help="local: processes on this machine. serial: this process alone. datatrove: DataTrove's executor for "
    "this machine.",
)
@click.option(
    "--articles-per-shard", "per_shard", type=click.IntRange(min=1), default=1000, show_default=True,
    metavar="N",
    help="Articles of one shard, at most; each WARC file is a shard by itself.",
)  # fmt: skip
@click.option("--plan-only", is_flag=True, help="Only write the plan, for tasks on other machines to code.")
@article_options
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
def shard(
    articles: tuple[str, ...],
    folder: str,
    workers: int | None,
    executor: str,
    per_shard: int,
    plan_only: bool,
    quiet: bool,
    **given: Any,
) -> None:
    """Code ARTICLES in shards, for more of them than one record or one machine takes.

    ARTICLES are as for tidings code, standard input aside. The shards are Parquet files with the tables and
    columns of a record, FOLDER/mentions/*.parquet and so on, the same bytes whatever codes them; tidings
    gather makes a record of them. An article that a process dies of is left out with a numbered reason. The
    same command goes on where an interrupted one stopped.
    """
    from tidings.cli.progress import shard_progress
    from tidings.cli.shard_summary import print_plan, print_shards
    from tidings.scale.executors import code_shards, plan_shards

    options, config = settings(**given)
    scale = config.scale.model_copy(update={"articles_per_shard": per_shard})
    config = config.model_copy(update={"scale": scale})
    paths = [path if "://" in path else Path(path) for path in articles]
    with shard_progress(disable=quiet) as advance:
        if plan_only:
            plan = plan_shards(paths, folder, options=options, config=config, progress=advance)
        else:
            run = code_shards(
                paths, folder, options=options, config=config, executor=executor, workers=workers,
                progress=advance,
            )  # fmt: skip
    if quiet:
        return
    if plan_only:
        print_plan(plan, folder)
    else:
        print_shards(run, folder)
