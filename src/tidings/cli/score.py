"""`tidings score`: how good the coding is, on gold annotations."""

from __future__ import annotations

from pathlib import Path

import click

from tidings.cli.language_model import coder_of, llm_option, print_note


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--with", "predicted", type=click.Path(path_type=Path), metavar="FILE",
    help="Score this record or standoff file. Without it, the gold's own texts are coded now.",
)  # fmt: skip
@click.option(
    "--format", "format_", type=click.Choice(["table", "markdown", "json"]), default="table",
    show_default=True, help="How to print the measures.",
)  # fmt: skip
@llm_option
def score(gold: Path, predicted: Path | None, format_: str, llm: Path | None) -> None:
    """Measure coding against GOLD: standoff JSON, one annotated article a line."""
    from tidings import export_and_score
    from tidings.cli.scores import print_scores

    if llm and predicted:
        raise click.UsageError("--with scores what was coded before, --llm codes now: give one of them.")
    coder = coder_of(llm)
    print_scores(export_and_score.score_gold(gold, predicted, coder=coder), format_)
    print_note(coder)
