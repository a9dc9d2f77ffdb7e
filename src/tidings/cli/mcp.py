"""`tidings mcp`: a record for an assistant."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
def mcp(record: Path) -> None:
    """Answer an assistant's questions about RECORD over standard input and output (Model Context Protocol).

    You don't run this by hand: name it as a server in your assistant's settings. Its tools only read, and
    RECORD is open only while a question is answered. Needs: pip install "tidings[mcp]"
    """
    from tidings.assistant.server import serve

    serve(record)
