"""An event with everything that tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidings.display.words import days, plural, type_words
from tidings.notebook.html import cards
from tidings.notebook.tables import Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Event:
    """What happened, or was said to; in a notebook it shows its tellings side by side.

    `row` is its row in the table `events`. `wordings` are how each outlet words it; `tellings` its mentions,
    each with its sentence; `disagreements` what they contradict each other on; `figures` low, best and high
    of what they count; `left_out` the outlets that published that week without it.
    """

    row: Mapping[str, Any]
    wordings: Table
    tellings: Table
    disagreements: Table
    figures: Table
    left_out: Table

    @property
    def id(self) -> str:
        """Its id in the record."""
        return str(self.row["id"])

    def __repr__(self) -> str:
        return f"<Event {self.id}: {self._name()}; {'; '.join(self._facts()[:1])}>"

    def _repr_html_(self) -> str:
        tables = {
            "in whose words": self.wordings, "tellings": self.tellings, "disagreements": self.disagreements,
            "figures": self.figures, "published that week, but without it": self.left_out,
        }  # fmt: skip
        return cards(self._name(), [*self._facts(), self.id], tables)

    def _name(self) -> str:
        sides = [
            ", ".join(dict.fromkeys(filter(None, self.row[f"{side}_names"]))) or "–"
            for side in ("actor", "recipient")
        ]
        what = " ".join(type_words(part) for part in (self.row["type"], self.row["mode"]) if part)
        return f"{sides[0]} → {sides[1]}: {what}"

    def _facts(self) -> list[str]:
        when = days(self.row["date_start"], self.row["date_end"])
        where = [self.row["location_name"]] if self.row["location_name"] else []
        told = f"told {plural(self.row['tellings'], 'time')} by {plural(self.row['outlets'], 'outlet')}"
        own = f"{self.row['independent']} with a source of their own"
        return [", ".join([when, *where, str(self.row["factuality"])]), f"{told}, {own}"]
