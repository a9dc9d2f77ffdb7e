"""`tidings ontology`: a user's own event types, tried before they are used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from tidings.code.own_check import Hit, TriedExample
    from tidings.config import OwnType


@click.group()
def ontology() -> None:
    """Your own event types: see docs/how-to/use-your-own-event-types.md."""


@ontology.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("articles", nargs=-1, metavar="[ARTICLES]...")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Finds at most.")
def check(file: Path, articles: tuple[str, ...], limit: int) -> None:
    """Read a FILE of event types, and say which of its examples its words find.

    With ARTICLES (files or folders), also where its words stand in them; nothing is stored.
    """
    from itertools import islice

    from tidings import api

    types = api.config(own_types=file).own_types
    _print_types(types, list(api.try_own_examples(types)))
    if articles:
        _print_hits(list(islice(api.try_own_types(types, articles), limit + 1)), limit)


def _print_types(types: Sequence[OwnType], tried: Sequence[TriedExample]) -> None:
    from rich.text import Text

    from tidings.cli.tables import table_of
    from tidings.cli.terminal import console, line
    from tidings.ontology import QuadClass

    out = table_of(
        "type", "in PLOVER", "kind of action", "entries", "examples found", "counterexamples found"
    )
    for own in types:
        place = " ".join(filter(None, (own.plover, own.mode))) or "beside it"
        mine = [one for one in tried if one.type == own.name]
        out.add_row(
            own.name, place, QuadClass(own.quad).label, str(len(own.words)),
            *(_share([one for one in mine if one.wanted is wanted]) for wanted in (True, False)),
        )  # fmt: skip
    console().print(out)
    for one in tried:
        if not one.right:
            text = Text(f"{one.type}: ", style="bold")
            if one.wanted:
                other = "; ".join(f"{words!r} is {name}" for name, words in one.other)
                text.append(f"not found{f' ({line(other)})' if other else ''}", style="red")
            else:
                text.append(f"found, though a counterexample: {line(', '.join(one.found))}", style="red")
            console().print(text.append(f"  {line(one.sentence)}", style="default"))


def _share(tried: Sequence[TriedExample]) -> str:
    return f"{sum(bool(one.found) for one in tried)} of {len(tried)}" if tried else "–"


def _print_hits(hits: Sequence[Hit], limit: int) -> None:
    from tidings.cli.terminal import console

    if not hits:
        click.echo("None of these words stands in the articles.")
    for hit in hits[:limit]:
        console().print(_in_sentence(hit))
    if len(hits) > limit:
        click.echo(f"The first {limit} finds. More with --limit.")


def _in_sentence(hit: Hit) -> Text:
    from rich.text import Text

    from tidings.cli.terminal import line

    text, words, sentence = hit.article.text, hit.words, hit.sentence
    out = Text(f"{hit.type}: ", style="bold")
    out.append(line(text[sentence.start : words.start]) + (" " if text[: words.start][-1:].isspace() else ""))
    out.append(f"[{line(words.quote)}]", style="reverse")
    out.append((" " if text[words.end :][:1].isspace() else "") + line(text[words.end : sentence.end]))
    return out.append(f"  {line(hit.article.title or hit.article.origin)}", style="dim")
