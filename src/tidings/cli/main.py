"""The command `tidings` and how its errors reach the terminal."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from contextlib import suppress
from typing import NoReturn

import click

from tidings import __version__
from tidings.cli.code import code
from tidings.cli.events import events
from tidings.cli.explore import explore
from tidings.cli.export import export
from tidings.cli.gather import gather
from tidings.cli.link import link
from tidings.cli.mcp import mcp
from tidings.cli.ontology import ontology
from tidings.cli.score import score
from tidings.cli.shard import shard
from tidings.cli.show import show
from tidings.cli.spacy_alone import import_spacy_alone
from tidings.errors import TidingsError

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 + SIGINT."""

_COLLECTED_AFTER = 200_000
"""New objects after which unreachable ones are looked for: loading makes a million that all stay, and with
Python's own 700 a sixth of the time to start goes into looking through them. mypy has the same number."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tidings")
def tidings() -> None:
    """Read news articles; keep a record of who did what to whom, according to whom, and how certain."""


for command in (code, show, events, explore, score, export, ontology, shard, gather, link, mcp):
    tidings.add_command(command)


def run() -> NoReturn:
    """Run the command line as `main` does, and end the process at once.

    Python's own end frees all that was loaded, which takes half a second. What is registered for the end is
    done first. Where another thread is still at work, the process ends as usual.
    """
    try:
        main()
    except SystemExit as end:
        others = [t for t in threading.enumerate() if t is not threading.current_thread() and not t.daemon]
        if others or not isinstance(end.code, int):
            raise
        atexit._run_exitfuncs()
        for stream in (sys.stderr, sys.stdout):
            if stream is not None and not stream.closed:
                with suppress(BrokenPipeError):  # nobody reads any more
                    stream.flush()
        os._exit(end.code)


def main() -> NoReturn:
    """Run the command line; a TidingsError is printed with its number and exits with status 1."""
    gc.set_threshold(_COLLECTED_AFTER, 30, 30)
    import_spacy_alone()
    try:
        status = tidings.main(standalone_mode=False)
    except TidingsError as error:
        click.echo(f"tidings: {error}", err=True)
        sys.exit(1)
    except click.exceptions.Abort:
        click.echo(
            "tidings: interrupted; what was stored is whole. The same command goes on from there.", err=True
        )
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        click.echo(
            "tidings: interrupted; what was stored is whole. The same command goes on from there.", err=True
        )
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python would complain once more while closing stdout.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)
