"""What a document keeps of tidings, in a form that `Doc.to_bytes` can write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter
from spacy.tokens import Doc

from tidings import types
from tidings.errors import ConfigurationError
from tidings.notebook import Coding
from tidings.notebook.records import shown

CODING: Final = "tidings_coding"
ARTICLE: Final = "tidings_article"
"""Keys of `Doc.user_data`: the coding as JSON without the text, and what is known of the article."""
KNOWN: Final = ("title", "outlet", "author", "date", "url", "id")
"""What can be said of a document's article before it is coded; `date` is that of publishing."""
_CODINGS: Final = TypeAdapter(types.Coding)
_CACHED: Final = 64
"""Codings that are kept built."""


def known(doc: Doc) -> dict[str, str]:
    """What was said of the document's article."""
    return dict(doc.user_data.get(ARTICLE, {}))


def know(doc: Doc, given: Mapping[str, object]) -> None:
    """Keep what is known of the document's article; days may be dates or words.

    Raises ConfigurationError TID-421 for a key that is not in `KNOWN`.
    """
    for name in given:
        if name not in KNOWN:
            raise ConfigurationError("TID-421", name=name, of="doc._.article", known=", ".join(KNOWN))
    doc.user_data[ARTICLE] = {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in given.items()
        if value is not None
    }


def keep(doc: Doc, coding: types.Coding) -> None:
    """Keep the coding of a document, whose text is the article's."""
    plain = _CODINGS.dump_json(coding, exclude={"article": {"text"}})
    doc.user_data[CODING] = plain.decode()


def coding(doc: Doc) -> Coding | None:
    """The coding of a document; None where it has not been coded."""
    kept = doc.user_data.get(CODING)
    return None if kept is None else _built(kept, doc.text)


@lru_cache(maxsize=_CACHED)
def _built(kept: str, text: str) -> Coding:
    plain: dict[str, Any] = json.loads(kept)
    plain["article"]["text"] = text
    return shown(_CODINGS.validate_python(plain))
