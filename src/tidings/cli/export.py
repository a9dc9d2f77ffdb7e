"""`tidings export`: a record in the format of another tool."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", default="standoff", show_default=True, metavar="NAME",
    help="standoff: one JSON object a line for each article, spans as offsets into its text.",
)  # fmt: skip
@click.option(
    "--reviewed",
    is_flag=True,
    help="Only articles that were reviewed in full (tidings explore), with the latest verdicts applied.",
)
@click.option("--by", metavar="REVIEWER", help="As --reviewed, with the verdicts of one reviewer.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to the terminal."
)
@click.option("--force", is_flag=True, help="Replace the output file if there is one.")
def export(
    record: Path, format_: str, reviewed: bool, by: str | None, output: Path | None, force: bool
) -> None:
    """Write the RECORD in a format that other tools read."""
    import os
    from contextlib import suppress

    from tidings import api
    from tidings.errors import ConfigurationError, TidingsError

    lines = api.export_record(record, format_, reviewed=reviewed, by=by)
    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    if output.resolve() == record.resolve():
        raise ConfigurationError("TID-401", name="--output", detail="it is the record itself")
    if output.exists() and not force:
        raise ConfigurationError("TID-403", path=output)
    unfinished = output.with_name(output.name + ".unfinished")
    count = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(output)
    except OSError as error:
        if isinstance(error, TidingsError):
            raise
        detail = f"{output} can't be written ({error.strerror or error})"
        raise ConfigurationError("TID-401", name="--output", detail=detail) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    click.echo(f"{count} articles written to {output}", err=True)
