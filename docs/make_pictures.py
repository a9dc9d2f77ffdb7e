"""Code the shipped examples and draw the terminal pictures of the docs.

Run it at the project's root: .venv/bin/python docs/make_pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tidings import api
from tidings.cli import marked_article, summary, terminal

IMAGES = Path(__file__).parent / "images"
WIDTH = 130
ARTICLE = "Missiles hit Odesa"


def main() -> None:
    """Code the examples and draw one marked article and the summary of the run."""
    console = Console(width=WIDTH, record=True, markup=False, highlight=False, emoji=False, file=sys.stderr)
    for module in (terminal, marked_article, summary):
        module.console = lambda **_: console  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "crisis.duckdb"
        run = api.code_into([Path("examples/articles")], record)
        with api.open_record(record, read_only=True) as opened:
            marked_article.print_article(next(opened.codings([opened.find_article(ARTICLE)])))
    console.save_svg(str(IMAGES / "show.svg"), title=f"tidings show crisis.duckdb '{ARTICLE}'")
    summary.print_summary(run, Path("crisis.duckdb"))
    console.save_svg(str(IMAGES / "summary.svg"), title="tidings code examples/articles --to crisis.duckdb")


if __name__ == "__main__":
    main()
