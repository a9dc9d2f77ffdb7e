"""Finds the installed English model, and refuses one that is damaged or doesn't fit."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from tidings.errors import InstallationError
from tidings.model.layout import (
    FACTUALITIES,
    KINDS,
    MENTION_TAGS,
    MODES,
    PAIR_FEATURES,
    PARTS,
    RELATIONS,
    STATEMENT_TAGS,
    TYPES,
    WORD_FEATURES,
)

PACKAGE: Final = "tidings-en"
MODULE: Final = "tidings_en"
FORMAT: Final = 1
"""Version of what the network is given and gives; a package of another format is refused."""

SUMS: Final = "SHA256SUMS"
NETWORKS: Final = ("words", "statements", "mentions", "figures")
SETTINGS: Final = ("cue_bias", "trigger_bias")
LAYOUT: Final = {
    "types": list(TYPES),
    "modes": list(MODES),
    "statement_tags": list(STATEMENT_TAGS),
    "mention_tags": list(MENTION_TAGS),
    "factualities": [str(f) for f in FACTUALITIES],
    "kinds": [str(k) for k in KINDS],
    "parts": list(PARTS),
    "relations": list(RELATIONS),
    "word_features": dict(WORD_FEATURES),
    "pair_features": dict(PAIR_FEATURES),
}
"""What the package's configuration must say too."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a model that has been found whole; `settings` are the thresholds chosen with it."""

    folder: Path
    version: str
    digest: str
    settings: dict[str, float]

    def network(self, name: str) -> Path:
        """The ONNX file of one of `NETWORKS`."""
        return self.folder / f"{name}.onnx"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file."""
        return self.folder / "tokenizer.json"


@cache
def installed_model() -> ModelFiles:
    """The model of the package tidings-en.

    Raises InstallationError: TID-305 where the package is missing, TID-306 where a file is missing or not
    what its SHA-256 says, TID-307 where it was made for another version of tidings.
    """
    spec = find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise InstallationError("TID-305", package=PACKAGE)
    return checked_model(Path(spec.origin).parent)


def checked_model(folder: Path) -> ModelFiles:
    """The model in a folder, every file compared with its SHA-256; raises as `installed_model`."""
    try:
        listed = (folder / SUMS).read_bytes()
        lines = [line.split("  ", 1) for line in listed.decode("ascii").splitlines()]
        sums = {name: digest for digest, name in lines}
    except (OSError, ValueError) as error:
        raise InstallationError("TID-306", package=PACKAGE, name=SUMS, detail=error) from error
    for name in ("config.json", "tokenizer.json", *(f"{n}.onnx" for n in NETWORKS)):
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise InstallationError("TID-306", package=PACKAGE, name=name, detail=error) from error
        if sums.get(name) != found:
            detail = "its SHA-256 is not the one listed"
            raise InstallationError("TID-306", package=PACKAGE, name=name, detail=detail)
    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    settings: dict[str, float] = config.get("settings", {})
    wrong = [k for k, v in {"format": FORMAT, **LAYOUT}.items() if config.get(k) != v]
    wrong += [k for k in SETTINGS if k not in settings]
    if wrong:
        raise InstallationError(
            "TID-307", package=PACKAGE, version=config.get("version", "?"), detail=", ".join(wrong)
        )
    digest = hashlib.sha256(listed).hexdigest()
    return ModelFiles(folder, str(config.get("version", "?")), digest, dict(settings))
