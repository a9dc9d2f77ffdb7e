"""Imports spaCy without its own command line, which would take half as long again as spaCy itself.

`spacy/__init__.py` imports `spacy.cli` for one function, and with it what downloads models and makes projects
(typer, weasel, httpx, requests, jinja2). None of it is needed to read articles.
"""

from __future__ import annotations

import importlib
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

_LEFT_OUT: Final = ("spacy.cli", "spacy.cli.info")


def import_spacy_alone() -> None:
    """From now on the first import of spaCy leaves its command line out.

    `spacy.cli` and `spacy.info` are imported when they are first asked for. For the process of a command:
    a library should not change how others are imported.
    """
    if "spacy" not in sys.modules:
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != "spacy":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Alone(spec.loader)
        return spec


class _Alone(Loader):
    """Loads spaCy with an empty module in the place of its command line."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        for name in _LEFT_OUT:
            sys.modules[name] = ModuleType(name)
        sys.modules["spacy.cli.info"].info = None  # type: ignore[attr-defined]
        try:
            self._loader.exec_module(module)
        finally:
            for name in _LEFT_OUT:
                del sys.modules[name]
        del module.info
        module.__getattr__ = _asked_for  # type: ignore[method-assign]


def _asked_for(name: str) -> Any:
    if name == "cli":
        return importlib.import_module("spacy.cli")
    if name == "info":
        return importlib.import_module("spacy.cli.info").info
    raise AttributeError(f"module 'spacy' has no attribute {name!r}")
