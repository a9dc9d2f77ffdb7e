"""Frozen records, spans, ids and Arrow schemas. No input or output happens here."""

from tidings.types.days import FIRST_DAY, LAST_DAY, Grain, When, iso_days
from tidings.types.ids import article_id, content_id
from tidings.types.provenance import Provenance
from tidings.types.records import (
    OUTLET,
    Article,
    Coding,
    Event,
    Factuality,
    Figure,
    How,
    Kind,
    Location,
    Mention,
    Party,
    Precision,
    Quarantined,
    Statement,
    Unit,
    Verdict,
)
from tidings.types.spans import Span, intersection, merged, size

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "OUTLET",
    "Article",
    "Coding",
    "Event",
    "Factuality",
    "Figure",
    "Grain",
    "How",
    "Kind",
    "Location",
    "Mention",
    "Party",
    "Precision",
    "Provenance",
    "Quarantined",
    "Span",
    "Statement",
    "Unit",
    "Verdict",
    "When",
    "article_id",
    "content_id",
    "intersection",
    "iso_days",
    "merged",
    "size",
]
