"""Reads news articles; records who did what to whom, according to whom, and how certain it is.

`read` gives the articles in files, `code` what they say, `open` a record of many of them. Nothing heavy is
loaded until one of these names is used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tidings.config import Config
    from tidings.errors import TidingsError
    from tidings.notebook import (
        Added,
        Article,
        Coding,
        Codings,
        Event,
        ProblemWarning,
        Reading,
        Record,
        Table,
        code,
        open,
        read,
    )
    from tidings.types import Figure, Mention, Party, Quarantined, Span, Statement

__version__ = "0.1.0"

__all__ = [
    "Added",
    "Article",
    "Coding",
    "Codings",
    "Config",
    "Event",
    "Figure",
    "Mention",
    "Party",
    "ProblemWarning",
    "Quarantined",
    "Reading",
    "Record",
    "Span",
    "Statement",
    "Table",
    "TidingsError",
    "__version__",
    "code",
    "open",
    "read",
]

_HOMES: Final = {
    "Config": "tidings.config",
    "TidingsError": "tidings.errors",
    **dict.fromkeys(("Figure", "Mention", "Party", "Quarantined", "Span", "Statement"), "tidings.types"),
}
"""Modules of the promised names; that of the others is `_HOME`."""
_HOME: Final = "tidings.notebook"
_CALLED: Final = ("code", "read")
"""Names that are rooms as well as functions: importing from a room puts the room in the function's place."""


class _Called(ModuleType):
    """A room that can be called as the function of its name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _function(self.__name__)(*args, **kwargs)

    @property
    def __signature__(self) -> object:
        """The function's, for whoever asks how to call it."""
        return import_module("inspect").signature(_function(self.__name__))


class _Package(ModuleType):
    """The package itself; see `_CALLED`."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _CALLED and isinstance(value, ModuleType):
            value.__class__ = _Called
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def _function(room: str) -> Any:
    return getattr(import_module(_HOME), room.rpartition(".")[2])


def __getattr__(name: str) -> Any:
    if name in _CALLED:
        return import_module(f"{__name__}.{name}")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, _HOME)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
