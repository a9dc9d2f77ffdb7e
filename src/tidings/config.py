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


class Uploads(BaseModel):
    """What may be added in the explorer at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    max_files: Annotated[int, Field(gt=0)] = 1000
    """Files of one upload."""
    max_bytes: Annotated[int, Field(gt=0)] = 500_000_000
    """Bytes of one upload, all its files together."""
    batch_articles: Annotated[int, Field(gt=0)] = 4
    """Articles coded and written together: few, so that progress shows and stopping is quick."""


class Scale(BaseModel):
    """How work is shared out among processes; none of it changes what a row says."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    articles_per_shard: Annotated[int, Field(gt=0)] = 1000
    """Articles of one shard, at most, where they can be counted: a WARC file is a shard by itself."""
    worker_bytes: Annotated[int, Field(ge=0)] = 8_000_000_000
    """Address space of one worker process, so that an article can't fill the machine; 0 for no limit."""
    tired_bytes: Annotated[int, Field(gt=0)] = 1_500_000_000
    """Memory from which a worker process is replaced by a fresh one between two shards."""
    deaths: Annotated[int, Field(gt=0)] = 3
    """Times that a worker may die of one article, read alone, before that article is left out."""
    article_seconds: Annotated[float, Field(ge=0, le=1e8)] = 120.0
    """Seconds that coding an article may take whatever its length; 0 for any time, however long it is."""
    character_seconds: Annotated[float, Field(ge=0, le=1e3)] = 0.003
    """Seconds more for each character of it; the reader takes about 0.0001 on a core of 2024."""


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


class OwnType(BaseModel):
    """One of a user's own event types, as its file has it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str
    """Capitals, digits and `_`: no name of PLOVER's."""
    definition: str
    """What counts as an action of this type, in words."""
    plover: str | None = None
    """The PLOVER type that it refines; none for a type beside PLOVER."""
    mode: str | None = None
    """The mode that its actions have in PLOVER; none leaves that to the reader."""
    quad: Annotated[int, Field(ge=1, le=4)]
    """Quad class 1 to 4: that of the PLOVER type where it refines one."""
    score: Annotated[float, Field(ge=-10, le=10)] | None = None
    """For a type beside PLOVER: from -10 (conflict) to 10 (cooperation), in series and networks."""
    words: tuple[str, ...] = ()
    """Words that name the action, as docs/how-to/use-your-own-event-types.md explains."""
    examples: tuple[str, ...] = ()
    """Sentences that tell of such an action."""
    counterexamples: tuple[str, ...] = ()
    """Sentences that seem to, and do not."""

    @property
    def type(self) -> str:
        """The type of its mentions in a record: the PLOVER type that it refines, or else its own name."""
        return self.plover or self.name


class Config(BaseModel):
    """All settings of one run."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    limits: Limits = Limits()
    """What one input may cost."""
    batch_articles: Annotated[int, Field(gt=0)] = 32
    """Articles coded and written together, in one transaction."""
    uploads: Uploads = Uploads()
    """What may be added in the explorer at once."""
    scale: Scale = Scale()
    """How work is shared out among processes."""
    copy_similarity: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Jaccard similarity of word 5-grams from which two articles count as copies of one another."""

    actors: tuple[OwnActor, ...] = ()
    """Rows of your own table of actors, which go before the shipped ones: `--actors FILE`."""
    own_types: tuple[OwnType, ...] = ()
    """Your own event types, whose words go before the model: `--ontology FILE`."""

    def digest(self) -> str:
        """Content hash of every setting that can change what a row says (not batch sizes or uploads)."""
        return content_id("c", self.model_dump_json(exclude={"batch_articles", "uploads", "scale"}))
