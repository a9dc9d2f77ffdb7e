"""The last step of reading: a text and what is known of it become an article."""

from __future__ import annotations

import importlib

from tidings.config import Limits
from tidings.errors import ReadError
from tidings.read.furniture import find_furniture
from tidings.read.metadata import Metadata, infer
from tidings.types import Article


def build(
    text: str,
    origin: str,
    metadata: Metadata,
    page_language: str | None,
    limits: Limits,
    every_language: bool = False,
) -> Article:
    """The article of a normalised text.

    Title, author and date that `metadata` lacks are read off the head of the text and named in `inferred`.
    Articles in other languages than English are refused unless `every_language`.
    Raises TID-108 (no text), TID-110 and TID-111 (language) and TID-118 (too long).
    """
    if not text or text.isspace():
        raise ReadError("TID-108", path=origin, detail="only white space")
    if len(text) > limits.max_characters:
        raise ReadError("TID-118", path=origin, limit=limits.max_characters)
    language = importlib.import_module("tidings.read.language")
    told = language.told if every_language else language.check_english
    tag = told(text, given=metadata.language, stated=page_language, origin=origin)
    seen = infer(text)
    inferred = tuple(
        name
        for name in ("title", "author", "published")
        if getattr(metadata, name) is None and getattr(seen, name) is not None
    )
    known = metadata.over(seen)
    return Article.make(
        text,
        title=known.title,
        outlet=known.outlet,
        author=known.author,
        published=known.published,
        url=known.url,
        language=tag,
        external_id=known.external_id,
        origin=origin,
        inferred=inferred,
        furniture=find_furniture(text, known.title),
    )
