"""A small record with all that exports must get right: odd characters, several outlets, every factuality."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tidings.record import open_record
from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Location,
    Mention,
    Party,
    Precision,
    Statement,
    Unit,
)
from tidings.types.provenance import Provenance

PROVENANCE = Provenance("PLOVER 2.0", "model-1", "config-1")
ODD = '=1+1 "said"\tTom\u2028 🇺🇦 é'
"""A name that breaks cells, lines and spreadsheets."""


def telling(
    outlet: str,
    text: str,
    trigger: str,
    type: str,
    mode: str | None = None,
    *,
    actor: Party | None = None,
    recipient: Party | None = None,
    factuality: str = "actual",
    historical: bool = False,
    day: str | None = "2022-03-15",
    dead: int | None = None,
    place: Location | None = None,
    source: str | None = None,
    url: str | None = None,
) -> Coding:
    """One article with one mention, told by the outlet or by `source`."""
    article = Article.make(text, outlet=outlet, published=date(2022, 3, 16), url=url, title=f"{ODD} {outlet}")

    def span(words: str):
        at = text.index(words)
        return article.span(at, at + len(words))

    statements = []
    if source is not None:
        made = Statement.make(article.id, span(source), None, (span(trigger),), Kind.ASSERTION)
        statements.append(replace(made, speaker=Party(made.source, "UKR:GOV", "Ministry; of:Defence")))
    mention = replace(
        Mention.make(article.id, span(trigger), type, mode),
        actors=(actor,) if actor else (), recipients=(recipient,) if recipient else (),
        date=day, factuality=Factuality(factuality), historical=historical, location=place,
        place=span("in Kharkiv") if place and "in Kharkiv" in text else None,
        voice=statements[0].id if statements else "outlet",
    )  # fmt: skip
    figures = []
    if dead is not None:
        figure = Figure.make(article.id, span(str(dead)), dead, dead, Unit.PEOPLE)
        figures.append(replace(figure, mention_id=mention.id, counted="dead"))
    return Coding(article, tuple(statements), (mention,), tuple(figures))


KHARKIV = Location("Kharkiv", "UKR", 49.98081, 36.25272, Precision.CITY, 706483, "the only one")
RUSSIA = Party(None, "RUS:MIL", "Russia")
UKRAINE = Party(None, "UKR", "Ukraine")
SHELLED = {"actor": RUSSIA, "recipient": UKRAINE, "place": KHARKIV}

CODINGS = [
    telling("Morning", "First.\nThe army shelled a depot in Kharkiv, killing 12 people.", "shelled",
            "ASSAULT", "heavy-weapons", dead=12, url="https://example.org/a,b", **SHELLED),
    telling("Evening", "Troops shelled a depot in Kharkiv; 30 people were killed.", "shelled",
            "ASSAULT", "heavy-weapons", dead=30, **SHELLED),
    telling("Herald", "The ministry says rebels killed nurses.", "killed", "ASSAULT", "firearms",
            actor=Party(None, "COL:REB", "FARC"), recipient=Party(None, "COL:CVL", "nurses"), day=None,
            source="The ministry"),
    telling("Herald", f"{ODD} will send tanks.", "send", "AID", factuality="future",
            actor=Party(None, "IGO:NATO", ODD), recipient=UKRAINE, day="2022-04"),
    telling("Post", "In 1945 the Allies bombed the city.", "bombed", "ASSAULT", "aerial",
            actor=Party(None, "USA:MIL", "United States"), recipient=Party(None, "DEU", "Germany"),
            historical=True, day="1945-02-13"),
    telling("Post", "Workers did not demonstrate.", "demonstrate", "PROTEST", "demo", factuality="negated",
            actor=Party(None, "FRA:LAB", "Workers"), recipient=Party(None, "FRA:GOV", "France")),
    telling("Post", "Thousands rallied in Kharkiv.", "rallied", "PROTEST", "demo", place=KHARKIV,
            actor=Party(None, "UKR:CVL", "Ukraine")),
]  # fmt: skip


def sample_record(path: Path) -> Path:
    """A record of the codings at a path."""
    with open_record(path, create=True) as record:
        record.write(CODINGS, [], PROVENANCE)
        record.link()
    return path
