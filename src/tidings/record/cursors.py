"""Where a page of a list ends, as words that a client hands back to get the next one."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Final

from tidings.errors import ConfigurationError
from tidings.record.pages import Key
from tidings.types import content_id

OTHER: Final = frozenset({"after", "limit"})
"""Parameters that may differ from page to page of one list."""

List = tuple[str, tuple[tuple[str, str], ...]]
"""What a list is of: its path, and every parameter that decides what is in it and in which order."""


def list_of(path: str, parameters: Iterable[tuple[str, str]]) -> List:
    """The list that a request asks for."""
    return path, tuple(sorted((name, value) for name, value in parameters if name not in OTHER))


def encode(key: Key, of: List) -> str:
    """The cursor of a key in a list."""
    words = json.dumps([_digest(key, of), *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


def decode(cursor: str, of: List) -> Key:
    """The key that a cursor holds; ConfigurationError TID-614 where it is of another list, or broken."""
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        digest, *key = found if isinstance(found, list) else []
        if not all(isinstance(part, str) for part in key) or digest != _digest(tuple(key), of):
            raise ValueError
    except (ValueError, RecursionError, binascii.Error) as failure:
        raise ConfigurationError("TID-614") from failure
    return tuple(key)


def _digest(key: Key, of: List) -> str:
    return content_id("c", of, key)
