"""Formats and their columns, each with what it holds and the SQL that computes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Layout(StrEnum):
    """How the rows of a format are written."""

    TSV = "tsv"
    """Tab-separated, without quotation marks, so that it reads the same whatever a reader thinks of them."""
    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the SQL of its value (what may be named in it: see `event_rows`), its meaning."""

    name: str
    sql: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is written, what its rows are and the columns that scripts for it expect.

    `source` is where the columns are published. `extra` are columns after them; `extra_breaks` says that
    scripts for the format count columns, so that these are left out unless asked for. `empty` stands for
    words that are missing. `only`: condition on an event `e` to be a row of the format, and `only_words` what
    it says.
    """

    name: str
    title: str
    layout: Layout
    rows: str
    source: str
    columns: tuple[Column, ...] = ()
    extra: tuple[Column, ...] = ()
    extra_breaks: bool = False
    header: bool = True
    empty: str | None = None
    only: str | None = None
    only_words: str = ""
    tellings: bool = False
    counts_events: bool = True

    def chosen(self, extra: bool | None) -> tuple[Column, ...]:
        """The columns that are written; `extra` None for those columns where they break no script."""
        wanted = not self.extra_breaks if extra is None else extra
        return (*self.columns, *self.extra) if wanted else self.columns

    @property
    def ending(self) -> str:
        """The usual ending of its files."""
        return f".{self.layout.value}"


EXTRA: Final = (
    Column("event_id", "e.id", "id of the event in the record: `tidings show RECORD ID` shows its tellings"),
    Column(
        "factuality",
        "e.factuality",
        "how most outlets present it: actual, future, proposed, hypothetical or negated",
    ),
    Column("factualities", "t.factualities", "tellings of each factuality, as `actual:3; negated:1`"),
    Column("historical", "t.historical", "whether most tellings date it to over a year before the article"),
    Column("voices", "t.voices", "who tells of it: `outlet`, and the sources' codes, names or words"),
    Column("tellings", "e.tellings", "mentions of it"),
    Column("articles", "e.articles", "articles that tell of it"),
    Column("outlets", "e.outlets", "outlets that tell of it; those that print copies of one text count once"),
    Column("independent_outlets", "e.independent", "outlets with a source of their own"),
    Column("disagreements", "e.disagreements", "points on which its tellings contradict each other"),
    Column("dead_low", "d.low", "the lowest number of dead that a source gives"),
    Column("dead_best", "d.best", "the lower median of the numbers of dead that the outlets give"),
    Column("dead_high", "d.high", "the highest number of dead that a source gives"),
    Column("plover_type", "e.type", "type in the record"),
    Column("plover_mode", "e.mode", "mode in the record"),
    Column("own_type", "e.own_type", "the user's own type that most outlets tell, where any does"),
    Column("actor_codes", "nullif(array_to_string(e.actors, '; '), '')", "codes of all who do it"),
    Column("actor_names", "nullif(array_to_string(e.actor_names, '; '), '')", "their names"),
    Column(
        "recipient_codes",
        "nullif(array_to_string(e.recipients, '; '), '')",
        "codes of all it is done to",
    ),
    Column("recipient_names", "nullif(array_to_string(e.recipient_names, '; '), '')", "their names"),
    Column(
        "date_from",
        "CASE WHEN e.date_start IS NULL THEN 'published' ELSE 'text' END",
        "whether the text gives the date, or it is the day of the first report",
    ),
    Column("date_end", "e.date_end", "last day, where the text gives one"),
    Column("trigger", "f.trigger_quote", "the words that name the action in the first report"),
    Column("mention_id", "f.mention_id", "mentions.id of that telling"),
    Column("start", "f.trigger_start", "first code point of the words in that article's text"),
    Column("end", "f.trigger_end", "code point after their last"),
    Column("article_id", "f.article_id", "articles.id of the first report"),
)
"""What no other scheme has a column for; after the columns of each format of events."""
