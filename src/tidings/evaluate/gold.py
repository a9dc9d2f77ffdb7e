"""Reading gold data and predictions: JSON Lines of standoff objects."""

from __future__ import annotations

import json
from pathlib import Path

from tidings.errors import GoldError
from tidings.evaluate.standoff import from_standoff
from tidings.types import Coding


def read_gold(path: str | Path) -> dict[str, Coding]:
    """The codings of a file of standoff objects (UTF-8, one a line, blank lines skipped), by `doc_id`.

    Raises GoldError: TID-501 with the line that is no standoff object or repeats a `doc_id`, TID-502 where
    the file holds none. A missing file raises FileNotFoundError.
    """
    found: dict[str, Coding] = {}
    with Path(path).open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                data = json.loads(line) if line else None
            except (ValueError, RecursionError) as error:
                raise GoldError("TID-501", path=str(path), line=number, detail=str(error)) from error
            if not line:
                continue
            coding = from_standoff(data, where=(str(path), number))
            key = coding.article.external_id or coding.article.id
            if key in found:
                raise GoldError("TID-501", path=str(path), line=number, detail=f"doc_id {key!r} again")
            found[key] = coding
    if not found:
        raise GoldError("TID-502", path=str(path))
    return found
