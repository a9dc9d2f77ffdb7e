"""The option `--llm` of commands that code articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tidings.llm import LlmCoder

llm_option = click.option(
    "--llm", "llm", type=click.Path(path_type=Path), metavar="FILE",
    help="Code with a language model, in any language: a TOML file with its endpoint and name.",
)  # fmt: skip


def coder_of(llm: Path | None) -> LlmCoder | None:
    """The coder of the option's file; None without one, for the trained reader."""
    if llm is None:
        return None
    from tidings.llm import LlmCoder, read_language_model

    return LlmCoder(read_language_model(llm))


def print_note(coder: LlmCoder | None) -> None:
    """Print on standard error what a coder has cost, if it says so."""
    if coder is not None and (note := coder.note()):
        from tidings.cli.terminal import line

        click.echo(line(note), err=True)
