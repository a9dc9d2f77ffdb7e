"""Answers of a language model, kept on disk: the digest of a request to its answer.

One small JSON file an answer, written under another name and then renamed, so that several processes can
share a folder, a kill leaves no half answer, and folders can be copied, merged and emptied with any tool. A
database would need locks for that; the package diskcache keeps pickles, which run code when they are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint answered: the text, why it ended (`stop` or `length`), and the tokens it counted.

    `model` is what the endpoint says it ran. Tokens are None where it does not count them.
    """

    content: str
    finish: str
    tokens_in: int | None
    tokens_out: int | None
    model: str


def digest(request: Mapping[str, object]) -> str:
    """SHA-256 of a request as canonical JSON."""
    written = json.dumps(request, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()


class Cache:
    """Replies in a folder; without a folder it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.expanduser() if folder is not None else None

    def get(self, key: str) -> Reply | None:
        """The reply to the request of this digest; None where there is none, or a file is damaged."""
        if self._folder is None:
            return None
        try:
            kept = json.loads(self._path(key).read_bytes())
            reply = Reply(**kept)
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return reply if isinstance(reply.content, str) and isinstance(reply.finish, str) else None

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply. A folder that can't be written costs only the saving: nothing is raised."""
        if self._folder is None:
            return
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    json.dump(asdict(reply), file)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / key[:2] / f"{key}.json"
