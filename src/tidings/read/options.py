"""What a caller says about the articles before they are read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tidings.types import FIRST_DAY, LAST_DAY

KEYS: Final = ("id", "text", "html", "title", "outlet", "author", "date", "url", "language")
"""The keys of JSON Lines, CSV and sidecars (a sidecar has no `text` or `html`)."""


class ReadOptions(BaseModel):
    """Metadata for every article of one run, and the names of its keys.

    What is given here goes before a sidecar, which goes before the file itself; what the text's head
    suggests comes last and is listed in `Article.inferred`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    outlet: str | None = None
    """The outlet that published them."""
    title: str | None = None
    """The title."""
    author: str | None = None
    """The author."""
    published: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None
    """The day of publication, of the years 1000 to 2999."""
    url: str | None = None
    """The address."""
    language: str | None = None
    """A BCP 47 tag or English name; `en` switches the detection of languages off."""
    every_language: bool = False
    """Whether articles in other languages than English are read; a coder that codes them says so."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Our key (one of `KEYS`) to the key in JSON Lines or CSV; `a.b` looks for `b` inside `a`."""

    @field_validator("keys")
    @classmethod
    def _known(cls, keys: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(keys) - set(KEYS))
        if unknown:
            raise ValueError(f"no such key: {', '.join(unknown)}; known are {', '.join(KEYS)}")
        return keys

    def key(self, name: str) -> str:
        """The key under which the caller's files hold our `name`."""
        return self.keys.get(name, name)
