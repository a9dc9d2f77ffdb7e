"""Content-hash ids: the same content always has the same id, on every machine."""

from __future__ import annotations

import hashlib
import unicodedata

DIGEST_BYTES = 12
"""96 bits: among 10^9 rows the chance of any collision is below 10^-11 (birthday bound)."""


def content_id(prefix: str, *parts: object) -> str:
    """`prefix`, an underscore and 24 hexadecimal digits of BLAKE2b over the parts, in their order.

    A part is written as its `str`; parts are length-prefixed, so that no two lists of parts read alike.
    """
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return f"{prefix}_{digest.hexdigest()}"


def article_id(text: str, outlet: str | None) -> str:
    """Id of an article: normalised text (NFC, white space collapsed) and outlet (case folded)."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return content_id("a", normal, (outlet or "").strip().casefold())
