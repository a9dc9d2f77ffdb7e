"""Codings, articles and tables as HTML for notebooks.

Self-contained: a style that holds inside the card only, no script, nothing fetched. Whatever came with an
article is escaped by the templates, and characters that can't be seen or that turn the order of others are
written as their code points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from tidings.display import article_rows, words
from tidings.display.marked_text import Mark, paragraphs
from tidings.notebook.columns import first_columns, is_number, is_short, value_words
from tidings.types import Article, Coding, Statement

if TYPE_CHECKING:
    from tidings.notebook.tables import Table

ROWS: Final = 20
"""Rows of a table that are shown."""
RECORDS: Final = 200
"""Rows of each table below an article that are shown."""
OPENING: Final = 1_000
"""Characters of the text of an article that is not coded that are shown."""


def coding_card(coding: Coding) -> str:
    """An article with its marks, and tables of what was read in it."""
    rows = article_rows.rows(coding)
    marks, _ = article_rows.marks(coding, rows)
    numbers = {row.id: n for n, row in enumerate((r for r in rows if r.mention), 1)}
    return _render(
        "coding.html", article=coding.article, paragraphs=paragraphs(coding.article.text, marks),
        rows={layer: [r for r in rows if r.layer == layer] for layer in article_rows.PLACES},
        numbers=numbers, numbered=lambda mark: _numbered(mark, numbers), most=RECORDS, coding=coding,
        words_in=len(coding.article.text.split()),
    )  # fmt: skip


def article_card(article: Article) -> str:
    """An article's head and the beginning of its text."""
    opening = article.text[:OPENING]
    return _render(
        "article.html", article=article, paragraphs=paragraphs(opening, []),
        cut=len(article.text) > len(opening), words_in=len(article.text.split()),
    )  # fmt: skip


def table_card(table: Table, heading: str | None = None) -> str:
    """The first rows of a table, in the columns that matter."""
    return _render("table.html", tables=[_shown(table, heading)])


def cards(title: str, facts: list[str], tables: Mapping[str, Table]) -> str:
    """Several tables with their headings, below a title; those without rows are left out."""
    shown = [_shown(table, heading) for heading, table in tables.items() if len(table)]
    return _render("table.html", title=title, facts=facts, tables=shown)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A table as it is shown; `right` names the columns of numbers, `others` those that are not shown."""

    heading: str | None
    kind: str
    columns: list[str]
    rows: list[dict[str, Any]]
    right: frozenset[str]
    in_all: int
    others: list[str]


def _shown(table: Table, heading: str | None) -> _Shown:
    columns = first_columns(table.kind, table.columns)
    rows = table.arrow.slice(0, ROWS).to_pylist()
    right = frozenset(
        name for name in columns if {is_number(row[name]) for row in rows if row[name] is not None} == {True}
    )
    others = [name for name in table.columns if name not in columns]
    return _Shown(heading, table.kind, columns, rows, right, len(table), others)


def _numbered(mark: Mark, numbers: Mapping[str, int]) -> str:
    """The numbers, in the table of actions, of the actions whose trigger a mark is."""
    if mark.kind != "trigger":
        return ""
    return ",".join(str(numbers[id]) for id in mark.of if id in numbers)


def _told_by(tellers: tuple[Statement, ...]) -> str:
    """Who tells of something, the innermost first; nobody where it is the outlet itself."""
    return ", as told by ".join(words.plain(article_rows.speaker_name(s)) or "somebody" for s in tellers)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tidings.notebook"), autoescape=select_autoescape(default=True),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style = resources.files("tidings.notebook").joinpath("templates", "style.css").read_text("utf-8")
    environment.globals.update(
        style=Markup(style), party_name=article_rows.party_name, told_by=_told_by, bounds=words.bounds,
        value_words=value_words, is_short=is_short, ord=ord,
    )  # fmt: skip
    environment.filters.update(
        plain=words.plain, plural=words.plural, day=words.day, type_words=words.type_words,
        number=words.number, factuality=words.factuality, web=words.web,
    )  # fmt: skip
    return environment


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)
