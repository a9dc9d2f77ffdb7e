"""How scores are printed: a table, Markdown for the docs, or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.table import Table

from tidings.cli.terminal import console
from tidings.evaluate import Estimate, Scores

HEADINGS = ("measure", "P", "R", "F1 [95 %]", "gold", "found")


def print_scores(scores: Scores, format_: str) -> None:
    """Print all measures as `table`, `markdown` or `json`; intervals are 95 % bootstraps over articles."""
    if format_ == "json":
        measures = [*map(asdict, scores.overlaps), *map(asdict, scores.accuracies)]
        click.echo(json.dumps({"articles": scores.articles, "measures": measures}, indent=2))
        return
    rows = _rows(scores)
    if format_ == "markdown":
        click.echo(f"| {' | '.join(HEADINGS)} |\n|---|---|---|---|---|---|")
        for row in rows:
            click.echo(f"| {' | '.join(row)} |")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(HEADINGS[0])
    for heading in HEADINGS[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console().print(table)
    click.echo(f"{scores.articles} articles. Brackets: 95 % bootstrap interval over articles.")


def _rows(scores: Scores) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [
        (o.name, _plain(o.precision), _plain(o.recall), _interval(o.f1), f"{o.gold:,}", f"{o.predicted:,}")
        for o in scores.overlaps
    ]
    right: list[tuple[str, ...]] = [
        (a.name.strip(), "", "", _interval(a.accuracy), f"{a.of:,}", "") for a in scores.accuracies
    ]
    return found + right


def _plain(estimate: Estimate) -> str:
    return f"{estimate.value:.3f}"


def _interval(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"
