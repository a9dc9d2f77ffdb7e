"""The reference page of what `import tidings` gives, made from signatures and docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import tidings
from tidings import notebook

FUNCTIONS = ("read", "code", "open")
FIRST = (*FUNCTIONS, "Record", "Table", "Event", "Article", "Coding", "Reading", "Codings")
"""These come first on the page, in this order."""


def python() -> str:
    """Every promised name with how to call it and what it does."""
    names = [*FIRST, *(name for name in tidings.__all__ if name not in FIRST and name != "__version__")]
    parts = [
        "# Python\n",
        "Made from the program. How to use it: [the guide](../how-to/use-from-python.md).\n",
    ]
    for name in names:
        thing = getattr(notebook if name in FUNCTIONS else tidings, name)
        parts.append(f"## tidings.{name}\n")
        if name in FUNCTIONS:
            parts += [_call(f"tidings.{name}", thing), inspect.cleandoc(thing.__doc__ or "") + "\n"]
        else:
            parts += _class(thing)
    return "\n".join(parts)


def _class(thing: Any) -> Iterator[str]:
    yield inspect.cleandoc(thing.__doc__ or "") + "\n"
    if is_dataclass(thing):
        yield f"Fields: {', '.join(f'`{f.name}`' for f in fields(thing))}.\n"
    for name, member in sorted(inspect.getmembers(thing)):
        home = getattr(member, "__module__", None) or getattr(getattr(member, "fget", None), "__module__", "")
        if name.startswith("_") or not str(home).startswith("tidings.notebook"):
            continue
        if isinstance(member, property):
            yield f"### {thing.__name__}.{name}\n"
            yield inspect.cleandoc(member.__doc__ or "") + "\n"
        elif inspect.isfunction(member):
            yield f"### {thing.__name__}.{name}\n"
            yield _call(name, member)
            yield inspect.cleandoc(member.__doc__ or "") + "\n"


def _call(name: str, function: Any) -> str:
    """How it is called, a parameter a line where there are many."""
    signature = inspect.signature(function)
    parameters = [p for p in signature.parameters.values() if p.name not in ("self", "unknown")]
    shown = []
    for p in parameters:
        if p.kind is p.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        stars = "**" if p.kind is p.VAR_KEYWORD else ""
        shown.append(
            f"{stars}{p.name}: {p.annotation}" + ("" if p.default is p.empty else f" = {p.default!r}")
        )
    result = signature.return_annotation
    line = f"{name}({', '.join(shown)}) -> {result}"
    if len(line) > 100:
        line = f"{name}(\n" + "".join(f"    {one},\n" for one in shown) + f") -> {result}"
    return f"```\n{line}\n```\n"
