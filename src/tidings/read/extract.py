"""What the worker process finds in one page, PDF or feed, and hands back as JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text and metadata as the file states them; dates are unread. `number` and `reason` replace a text."""

    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    external_id: str | None = None
    member: str | None = None
    """What is added to the origin, such as `!entry 2`."""
