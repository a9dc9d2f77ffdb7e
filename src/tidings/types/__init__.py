"""Frozen records, spans, ids and Arrow schemas. No input or output happens here."""

from tidings.types.ids import article_id, content_id
from tidings.types.provenance import Provenance
from tidings.types.records import (
    OUTLET,
    Article,
    Coding,
    Event,
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Quarantined,
    Statement,
    Unit,
    Verdict,
)
from tidings.types.spans import Span, intersection, merged, size

__all__ = [
    "OUTLET",
    "Article",
    "Coding",
    "Event",
    "Factuality",
    "Figure",
    "Kind",
    "Mention",
    "Party",
    "Provenance",
    "Quarantined",
    "Span",
    "Statement",
    "Unit",
    "Verdict",
    "article_id",
    "content_id",
    "intersection",
    "merged",
    "size",
]
