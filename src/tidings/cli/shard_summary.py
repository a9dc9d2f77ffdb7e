"""What `tidings shard` ends with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table

from tidings.cli.terminal import console

if TYPE_CHECKING:
    from tidings.scale.executors import ShardRun
    from tidings.scale.plan import Plan


def print_plan(plan: Plan, folder: str) -> None:
    """Print what a plan comes to, and what to do with it."""
    console().print(f"Shards planned: {len(plan.shards):,}, in {folder}. Nothing is coded yet.", style="bold")
    console().print("Code them with the same command without --plan-only, or with tasks of DataTrove:")
    console().print("docs/how-to/code-millions-of-articles.md")


def print_shards(run: ShardRun, folder: str) -> None:
    """Print what the shards of a folder hold, and what was left out."""
    out, done = console(), run.progress
    coded = done.done - done.before
    known = f"; {done.before:,} were done before" if done.before else ""
    articles = sum(m.articles for m in run.manifests)
    words = sum(m.words for m in run.manifests)
    unit = "shard" if coded == 1 else "shards"
    out.print(
        f"{coded:,} {unit} coded{known}. {folder} holds {articles:,} articles, {words:,} words.",
        style="bold",
    )
    rows: Counter[str] = Counter()
    for manifest in run.manifests:
        rows.update(manifest.rows)
    table = Table(box=None, header_style="dim")
    table.add_column("files")
    table.add_column("rows", justify="right")
    for name, count in rows.items():
        table.add_row(f"{folder}/{name}/*.parquet", f"{count:,}")
    out.print(table)
    if rows["quarantine"]:
        out.print("What was left out, and why, is in the table quarantine.")
    out.print()
    out.print(f"Make a record of them: tidings gather {folder} --to crisis.duckdb")
