"""The component's factory and the attributes of documents.

spaCy loads this module as it looks for components, so that all that is heavy is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from tidings.errors import ConfigurationError

if TYPE_CHECKING:
    from tidings.spacy_pipe.pipe import TidingsPipe

FOUND: Final = ("statements", "mentions", "figures", "coding")
"""Attributes of a document that the component fills."""


@Language.factory(
    "tidings",
    default_config={"actors": None, "own_types": None, "spans_key": "tidings"},
    assigns=[f"doc._.{name}" for name in FOUND],
)
def make(
    nlp: Language, name: str, actors: str | None, own_types: str | None, spans_key: str | None
) -> TidingsPipe:
    """The component for a pipeline.

    `actors` and `own_types` are paths of the user's own actors and event types. `spans_key` names the group
    of `doc.spans` that receives the triggers of mentions, labelled with their types; None for no group.
    Raises ConfigurationError: TID-425 for a pipeline of another language than English, TID-427 where an
    attribute of documents is taken by another program, TID-404, TID-410 and TID-411 for a broken file.
    """
    for attribute, given in _EXTENSIONS.items():
        if Doc.get_extension(attribute) != given:
            raise ConfigurationError("TID-427", name=attribute)
    pipe: TidingsPipe = _module("pipe").make_pipe(nlp.lang, name, actors, own_types, spans_key)
    return pipe


def _module(name: str) -> Any:
    return import_module(f"tidings.spacy_pipe.{name}")


def _found(kind: str) -> Callable[[Doc], Any]:
    def get(doc: Doc) -> Any:
        return getattr(_module("views"), kind)(doc)

    return get


def _known(doc: Doc) -> Mapping[str, str]:
    known: Mapping[str, str] = _module("kept").known(doc)
    return known


def _know(doc: Doc, known: Mapping[str, object]) -> None:
    _module("kept").know(doc, known)


_EXTENSIONS: Final = {name: (None, None, _found(name), None) for name in FOUND} | {
    "article": (None, None, _known, _know)
}
"""Attribute of documents to (default, method, getter, setter)."""

for _name, (_, _, _getter, _setter) in _EXTENSIONS.items():
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, getter=_getter, setter=_setter)
