"""What `tidings.read`, `tidings.code` and `tidings.open` give: streams, records and tables for notebooks."""

from tidings.notebook.adding import Added
from tidings.notebook.events import Event
from tidings.notebook.opened import Record, open
from tidings.notebook.reading import code, read
from tidings.notebook.records import Article, Coding
from tidings.notebook.streams import Codings, ProblemWarning, Reading
from tidings.notebook.tables import Table

__all__ = [
    "Added",
    "Article",
    "Coding",
    "Codings",
    "Event",
    "ProblemWarning",
    "Reading",
    "Record",
    "Table",
    "code",
    "open",
    "read",
]
