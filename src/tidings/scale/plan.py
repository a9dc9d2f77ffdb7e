"""The plan of a run: which articles make up which shard. It depends on the input alone, and is stored.

A plan is a file of JSON Lines, `plan.jsonl`: what the run was asked for, then one line a shard.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from tidings.config import Config
from tidings.errors import ScaleError
from tidings.read import ReadOptions
from tidings.scale.places import Place, is_remote
from tidings.scale.sizing import Piece, inputs, pieces
from tidings.types.provenance import Provenance

PLAN: Final = "plan.jsonl"
_TRIAL: Final = ".trial"
FORMAT: Final = 1
_AMONG: Final = "the articles of {path}, among which it lies"
WRITER: Final = f"pyarrow {pa.__version__}"
"""What writes the shards: another version may write other bytes for the same rows."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some articles that are coded together: its name (digits, in the order of the input), its pieces.

    `articles` counts them where that can be told without reading them; `bytes` are those of the input.
    """

    name: str
    articles: int
    pieces: tuple[Piece, ...]

    @property
    def bytes(self) -> int:
        """Bytes of the input, as stored."""
        return sum(piece.size for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run was asked for and what it is made with, and its shards.

    `root` is the folder that relative paths begin at; it is no part of any digest.
    """

    paths: tuple[str, ...]
    root: str
    options: ReadOptions
    config: Config
    provenance: Provenance
    writer: str
    listing: str
    shards: tuple[Shard, ...]

    def input_digest(self, shard: Shard) -> str:
        """SHA-256 of what is read for a shard: names, bytes and the metadata given for them."""
        return _digest([piece.content() for piece in shard.pieces], self.options.model_dump(mode="json"))

    def digest(self) -> str:
        """SHA-256 of the plan but for its root: equal plans give equal shards."""
        return _digest(self._head(), [asdict(shard) for shard in self.shards])

    def _head(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "paths": list(self.paths),
            "options": self.options.model_dump(mode="json"),
            "config": self.config.model_dump(mode="json"),
            "provenance": asdict(self.provenance),
            "writer": self.writer,
            "listing": self.listing,
        }

    def to_bytes(self) -> bytes:
        """The file `plan.jsonl`."""
        head = {**self._head(), "root": self.root, "shards": len(self.shards), "digest": self.digest()}
        rows = [head, *(asdict(shard) for shard in self.shards)]
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    @classmethod
    def from_bytes(cls, data: bytes, folder: str) -> Plan:
        """The plan in the bytes of a `plan.jsonl`; ScaleError TID-705 where they are none, or damaged."""
        try:
            head, *rows = (json.loads(line) for line in data.splitlines())
            plan = cls(
                tuple(head["paths"]), head["root"], ReadOptions(**head["options"]), Config(**head["config"]),
                Provenance(**head["provenance"]), head["writer"], head["listing"],
                tuple(
                    Shard(row["name"], row["articles"], tuple(map(Piece.of, row["pieces"]))) for row in rows
                ),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise ScaleError("TID-705", folder=folder, detail=f"{PLAN} can't be understood") from error
        # Of what was stored: settings that this tidings has besides have their defaults.
        stored = {key: value for key, value in head.items() if key not in {"root", "shards", "digest"}}
        if _digest(stored, rows) != head.get("digest") or len(rows) != head.get("shards"):
            raise ScaleError("TID-705", folder=folder, detail=f"{PLAN} is damaged")
        return plan


def make_plan(
    paths: Sequence[str | Path],
    options: ReadOptions,
    config: Config,
    provenance: Provenance,
    looked: Callable[[int], None] | None = None,
) -> Plan:
    """The plan for the articles at these paths, which are read once for it; `looked` gets bytes read so far.

    Articles keep their order. A shard has at most `config.scale.articles_per_shard` rows and files, but a
    WARC file, whose articles can't be counted cheaply, is a shard by itself. Raises ReadError (TID-101) for
    a path that is not there, ScaleError (TID-710) for standard input.
    """
    listing = _listing(paths)
    shards: list[Shard] = []
    most = config.scale.articles_per_shard
    some: list[Piece] = []
    room, seen = most, 0

    def close() -> None:
        nonlocal some, room
        if some:
            shards.append(Shard(f"{len(shards):06}", sum(piece.articles for piece in some), tuple(some)))
        some, room = [], most

    for piece in pieces(paths, options, config.limits, most):
        if piece.alone or piece.articles > room:
            close()
        some.append(piece)
        room -= piece.articles
        seen += piece.size
        if looked:
            looked(seen)
        if piece.alone or room <= 0:
            close()
    close()
    return Plan(
        _names(paths),
        str(Path.cwd()),
        options,
        config,
        provenance,
        WRITER,
        listing,
        tuple(shards),
    )


def load_plan(place: Place) -> Plan | None:
    """The plan stored in a folder, or None; ScaleError TID-705 where it is damaged or can't be read."""
    try:
        return Plan.from_bytes(place.read(PLAN), place.name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ScaleError("TID-705", folder=place.name, detail=error.strerror or str(error)) from error


def needed_plan(place: Place) -> Plan:
    """The plan stored in a folder; ScaleError TID-705 where there is none, or it is damaged."""
    found = load_plan(place)
    if found is None:
        raise ScaleError("TID-705", folder=place.name, detail=f"no {PLAN}")
    return found


def stored_plan(
    place: Place,
    paths: Sequence[str | Path],
    options: ReadOptions,
    config: Config,
    provenance: Provenance,
    looked: Callable[[int], None] | None = None,
) -> Plan:
    """The plan that is stored in a folder, or a new one, which is then stored.

    Raises ScaleError TID-702 where the stored one is for other articles or settings than these, or the folder
    lies among the articles; TID-714 where a store elsewhere does not let us write.
    """
    _check_folder(place.name, paths)
    found = load_plan(place)
    if found is None:
        if place.sizes(""):
            raise ScaleError("TID-702", folder=place.name, detail="there are other files in it")
        if is_remote(place.name):  # a store that refuses must be known before all of the input is read
            place.write(_TRIAL, b"", lasting=False)
            place.remove(_TRIAL)
        found = make_plan(paths, options, config, provenance, looked)
        place.write(PLAN, found.to_bytes())
        return found
    for what, same in (
        ("other articles were named", found.paths == _names(paths)),
        ("other metadata were given", found.options == options),
        ("another reader coded them", found.provenance == provenance),
        ("another size of shards", found.config.scale.articles_per_shard == config.scale.articles_per_shard),
        ("files have come, gone or changed", found.listing == _listing(paths)),
    ):
        if not same:
            raise ScaleError("TID-702", folder=place.name, detail=what)
    return found


def _check_folder(folder: str, paths: Sequence[str | Path]) -> None:
    """ScaleError TID-702 where shards would be files of their own input, or can't be in a folder."""
    if is_remote(folder):
        for name in _names(paths):
            if f"{folder.rstrip('/')}/".startswith(f"{name.rstrip('/')}/"):
                raise ScaleError("TID-702", folder=folder, detail=_AMONG.format(path=name))
        return
    if Path(folder).exists() and not Path(folder).is_dir():
        raise ScaleError("TID-702", folder=folder, detail="it is a file")
    here = Path(folder).resolve()
    for path in paths:
        if not is_remote(path) and here.is_relative_to(Path(path).resolve()):
            raise ScaleError("TID-702", folder=folder, detail=_AMONG.format(path=path))


def _listing(paths: Sequence[str | Path]) -> str:
    """SHA-256 of the names and sizes of all files: what tells cheaply that the input has changed."""
    return _digest([(found.origin, found.size) for found in inputs(paths)])


def _names(paths: Sequence[str | Path]) -> tuple[str, ...]:
    return tuple(os.fspath(path) for path in paths)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
