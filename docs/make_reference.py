"""Write the reference pages that are made from the program: commands, errors, settings, the record's tables.

Run it after a change: .venv/bin/python docs/make_reference.py. A test fails when a page is out of date.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from pydantic import BaseModel

from tidings.cli.main import tidings
from tidings.config import Config, Limits, Scale, Uploads
from tidings.errors import PROBLEMS
from tidings.export import EXTRA, FORMATS, Column
from tidings.export.acled_types import ACLED_TYPES
from tidings.llm import LanguageModel
from tidings.ontology import TYPES, modes, plover_to_cameo
from tidings.read import ReadOptions
from tidings.record.schema import known_version
from tidings.types.schemas import SCHEMAS, column_docs

sys.path.insert(0, str(Path(__file__).parent))
from python_reference import python

HERE = Path(__file__).parent / "reference"
GROUPS = {
    "1": "Reading",
    "2": "The record",
    "3": "Shipped data, models and codes",
    "4": "Usage and settings",
    "5": "Evaluation and export",
    "6": "The explorer",
    "7": "Scale, language models and assistants",
}


def commands() -> str:
    """The help of every command, as the terminal prints it."""
    parts = ["# Commands\n", "Made from `--help`.\n"]
    for context in contexts(tidings, "tidings"):
        parts.append(f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n")
    return "\n".join(parts)


def contexts(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """The command and those within it, each under its parent, as only there it has every option."""
    context = command.make_context(name, [], parent=parent, resilient_parsing=True, terminal_width=100)
    yield context
    if isinstance(command, click.Group):
        for inner, subcommand in sorted(command.commands.items()):
            yield from contexts(subcommand, inner, context)


def errors() -> str:
    """Every numbered error and quarantine reason."""
    parts = [
        "# Errors and quarantine reasons\n",
        "Every failure has a number and says what to do. A failing command prints it to standard error and "
        "exits with status 1 (2 for a wrong option, 130 after Ctrl-C). Numbers from 102 to 117 also stand in "
        "the quarantine of a record: the input is left out, everything else goes on. A number is never "
        "reused.\n",
    ]
    for digit, group in GROUPS.items():
        rows = [f"| {n} | {t.replace('|', '&#124;')} |" for n, t in PROBLEMS.items() if n[4] == digit]
        parts.append(f"## {group}\n\n| number | message |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def settings() -> str:
    """Every setting with its default and meaning."""
    parts = ["# Settings\n", "The defaults, all of them. A digest of them stands on every row of a record.\n"]
    for model in (Config, Limits, Uploads, Scale, ReadOptions, LanguageModel):
        heading = " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())
        rows = [f"| `{n}` | {_default(model, n)} | {meaning} |" for n, meaning in _attributes(model)]
        parts.append(
            f"## {model.__name__}\n\n{heading}\n\n| setting | default | meaning |\n|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _attributes(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        yield name, " ".join((field.description or "").split())


def _default(model: type[BaseModel], name: str) -> str:
    if model.model_fields[name].is_required():
        return "required"
    value = model.model_fields[name].get_default(call_default_factory=True)
    return "see below" if isinstance(value, BaseModel) else "none" if value is None else f"`{value}`"


def record() -> str:
    """Every table of a record with its columns."""
    parts = [
        "# The record\n",
        f"A record is one DuckDB file (schema version {known_version()}) that DuckDB, pandas, Polars and R "
        "read. Positions are code points into `articles.text`, `start` included and `end` not: "
        "`substring(text, start + 1, end - start)` is the quotation that stands beside them.\n",
    ]
    for table, schema in SCHEMAS.items():
        docs = column_docs(table)
        rows = [f"| `{f.name}` | {f.type} | {docs[f.name]} |" for f in schema]
        parts.append(f"## {table}\n\n| column | type | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def exports() -> str:
    """Every export format with its columns."""
    parts = [
        "# Export formats\n",
        "What `tidings export RECORD --format NAME` writes: see [how to export](../how-to/export.md). "
        "`parquet`, `csv` and `jsonl` have the columns of [the record](record.md), `standoff` is described "
        "in [its own page](standoff.md).\n",
        "## All formats\n\n| format | file | rows | columns as in |\n|---|---|---|---|\n"
        + "\n".join(f"| `{f.name}` | {f.layout} | {f.rows} | {f.source} |" for f in FORMATS.values())
        + "\n",
    ]
    for form in FORMATS.values():
        if not form.columns:
            continue
        said = f"{form.title}: {form.rows}."
        if form.only_words:
            said += f" Only {form.only_words}."
        if form.extra and form.extra_breaks:
            said += " The extra columns come after these with `--extra-columns`."
        elif form.extra:
            missing = [f"`{c.name}`" for c in EXTRA if c not in form.extra]
            said += " After these come the extra columns" + (
                f", but for {', '.join(missing)}" if missing else ""
            )
            said += "."
        parts.append(f"## {form.name}\n\n{said}\n\n" + _column_table(form.columns))
    parts.append(
        "## Extra columns\n\nAfter the columns of each format of events, and in the object `tidings` of "
        "`plover`.\n\n" + _column_table(EXTRA)
    )
    rows = [
        f"| {type} | {mode or ''} | {a.type} | {a.subtype} | {a.against_civilians or ''} |"
        for (type, mode), a in ACLED_TYPES.items()
    ]
    parts.append(
        "## What is what in acled\n\nAgainst civilians the event type is *Violence against civilians* where "
        "the last column says so; crowd control that wounds or kills is *Excessive force against "
        "protesters*. Other types and modes are no rows of `acled`.\n\n"
        "| PLOVER type | mode | event_type | sub_event_type | against civilians |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )
    codes = [
        f"| {type} | {mode or ''} | {plover_to_cameo(type, mode)} | {_intent(type, mode)} |"
        for type in TYPES
        for mode in (None, *modes(type))
    ]
    parts.append(
        "## What is what in CAMEO\n\nThe code of `icews` and `gdelt-events`. An assault without a mode is "
        "180 where its actor is neither a state nor an armed group.\n\n"
        "| PLOVER type | mode | CAMEO code | to come |\n|---|---|---|---|\n" + "\n".join(codes) + "\n"
    )
    return "\n".join(parts)


def _intent(type: str, mode: str | None) -> str:
    intent = plover_to_cameo(type, mode, "future")
    return "" if intent == plover_to_cameo(type, mode) else intent


def _column_table(columns: Sequence[Column]) -> str:
    rows = [f"| `{c.name}` | {c.meaning} |" for c in columns]
    return "| column | meaning |\n|---|---|\n" + "\n".join(rows) + "\n"


PAGES = {
    "commands.md": commands,
    "errors.md": errors,
    "settings.md": settings,
    "record.md": record,
    "python.md": python,
    "exports.md": exports,
}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
