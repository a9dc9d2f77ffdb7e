"""The options that every command has that reads articles: what is said about them, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tidings.config import Config
    from tidings.read import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--outlet", help="Outlet of all these articles, whatever they say."),
    click.option("--title", help="Title of all these articles; for one article."),
    click.option("--author", help="Author of all these articles."),
    click.option(
        "--date", "published", type=click.DateTime(["%Y-%m-%d"]), help="Date of all these articles."
    ),
    click.option("--url", help="Address of all these articles; for one article."),
    click.option(
        "--language", help="Language of all these articles, as en or en-GB; it is then not guessed."
    ),
    click.option(
        "--map", "keys", multiple=True, metavar="OURS=THEIRS",
        help="Where JSON Lines or CSV name a key differently: --map text=body. May be given several times.",
    ),
    click.option(
        "--actors", type=click.Path(path_type=Path), metavar="FILE",
        help="Your own table of actors, a CSV file with the columns name and code; its names go first.",
    ),
    click.option(
        "--ontology", "own_types", type=click.Path(path_type=Path), metavar="FILE",
        help="Your own event types, a TOML file; their words go before the model.",
    ),
    click.option(
        "--limit", "limits", multiple=True, metavar="NAME=NUMBER",
        help="What one input may cost, one of the settings Limits, or what a process may, one of Scale: "
        "--limit max_bytes=2000000000. May be given several times.",
    ),
)  # fmt: skip


def article_options(command: Command) -> Command:
    """The command with these options, in this order; their values come as keyword arguments."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def settings(
    *,
    actors: Path | None,
    own_types: Path | None,
    limits: tuple[str, ...],
    published: object,
    **given: Any,
) -> tuple[ReadOptions, Config]:
    """What the options say; ConfigurationError (4xx) where one makes no sense."""
    from tidings import api

    day = published.date() if isinstance(published, datetime) else None
    options = api.read_options(published=day, **given)
    return options, api.config(actors=actors, own_types=own_types, limits=limits)
