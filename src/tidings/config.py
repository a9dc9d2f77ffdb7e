"""Settings, each with its default written out; a digest of them stands on every row of a record."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tidings.types import content_id


class Limits(BaseModel):
    """What one input may cost before it is quarantined.

    The expansion limits are those that crawlers settled on (crawlee PR 2012, fess-crawler PR 161).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    max_bytes: Annotated[int, Field(gt=0)] = 200_000_000
    """Bytes of one input file, as stored."""
    max_article_bytes: Annotated[int, Field(gt=0)] = 50_000_000
    """Bytes of one article, unpacked, counted while reading."""
    max_ratio: Annotated[int, Field(gt=0)] = 100
    """Unpacked bytes for each packed byte."""
    max_depth: Annotated[int, Field(gt=0)] = 10
    """Levels of containers inside containers."""
    max_members: Annotated[int, Field(gt=0)] = 10_000
    """Members of one archive."""
    max_seconds: Annotated[float, Field(gt=0)] = 9.0
    """Seconds for parsing one article. With the time to stop the parser, an input stays under 10 seconds."""
    max_characters: Annotated[int, Field(gt=0)] = 1_000_000
    """Code points of one article's text."""


class OwnActor(BaseModel):
    """One row of a user's own table of actors."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    names: tuple[str, ...]
    """What the actor is called; the first is its name in full."""
    code: str
    """`COUNTRY`, `COUNTRY:SECTOR` or `BODY:Name`, as in the coding manual."""
    start: date | None = None
    """First day on which the names have this code."""
    end: date | None = None
    """Last day on which the names have this code."""

    def covers(self, day: date | None) -> bool:
        """Whether the names have the code on a day; without a day they have."""
        if day is None:
            return True
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Config(BaseModel):
    """All settings of one run."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    limits: Limits = Limits()
    """What one input may cost."""
    batch_articles: Annotated[int, Field(gt=0)] = 32
    """Articles coded and written together, in one transaction."""
    copy_similarity: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Jaccard similarity of word 5-grams from which two articles count as copies of one another."""

    actors: tuple[OwnActor, ...] = ()
    """Rows of your own table of actors, which go before the shipped ones: `--actors FILE`."""

    def digest(self) -> str:
        """Content hash of every setting that can change what a row says (not batch sizes)."""
        return content_id("c", self.model_dump_json(exclude={"batch_articles"}))
