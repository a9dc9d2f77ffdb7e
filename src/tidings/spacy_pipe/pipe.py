"""The component at work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, NoReturn, TypeAlias

from spacy.tokens import Doc

from tidings.code.pipeline import code
from tidings.config import Config
from tidings.errors import ConfigurationError, ReadError
from tidings.notebook.reading import settings
from tidings.read import ReadOptions
from tidings.read.articles import build
from tidings.read.metadata import Metadata, from_row
from tidings.spacy_pipe.kept import keep, known
from tidings.spacy_pipe.views import tokens
from tidings.types import Article, Quarantined

ErrorHandler: TypeAlias = Callable[[str, Any, list[Doc], Exception], None]

_BATCH: Final = 32
"""Documents coded together where the pipeline does not say how many."""
_ENGLISH: Final = Metadata(language="en")


def make_pipe(
    language: str, name: str, actors: str | None, own_types: str | None, spans_key: str | None
) -> TidingsPipe:
    """The component; raises as `tidings.spacy_pipe.component.make`."""
    if language != "en":
        raise ConfigurationError("TID-425", language=language)
    return TidingsPipe(name, settings(None, actors, own_types), spans_key)


class TidingsPipe:
    """Codes documents; made by `nlp.add_pipe("tidings")`.

    A document that is all white space has nothing in it. One that can't be coded raises ReadError TID-426, or
    goes to the error handler of the pipeline, and is then left out of the stream.
    """

    def __init__(self, name: str, config: Config, spans_key: str | None) -> None:
        self.name = name
        self._config = config
        self._spans_key = spans_key
        self._on_error: ErrorHandler = _raise

    def __call__(self, doc: Doc) -> Doc:
        """The document, coded."""
        for done in self._code([doc], _raise):
            return done
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """The documents, coded, in their order; `batch_size` are coded together."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            yield from self._code(batch, self._on_error)

    def set_error_handler(self, error_handler: ErrorHandler) -> None:
        """Have failures handled as the pipeline's other components have theirs."""
        self._on_error = error_handler

    def get_error_handler(self) -> ErrorHandler:
        """What failures go to."""
        return self._on_error

    def _code(self, docs: list[Doc], on_error: ErrorHandler) -> Iterator[Doc]:
        articles = {}
        refused: set[int] = set()
        for n, doc in enumerate(docs):
            try:
                if doc.text.strip():
                    articles[n] = self._article(doc)
            except ReadError as error:
                refused.add(n)
                on_error(self.name, self, [doc], error)
        found = dict(zip(articles, code(articles.values(), self._config), strict=True))
        for n, doc in enumerate(docs):
            coding = found.get(n)
            if isinstance(coding, Quarantined):
                refused.add(n)
                on_error(self.name, self, [doc], ReadError("TID-426", reason=coding.reason))
            elif coding is not None:
                keep(doc, coding)
                if self._spans_key is not None:
                    doc.spans[self._spans_key] = [tokens(doc, m.trigger, m.type) for m in coding.mentions]
            if n not in refused:
                yield doc

    def _article(self, doc: Doc) -> Article:
        # The text stays as it is, so that offsets into it are offsets into the document.
        row = from_row(known(doc), ReadOptions(), "doc._.article")
        return build(doc.text, "spaCy", row.over(_ENGLISH), None, self._config.limits)


def _raise(name: str, pipe: object, docs: list[Doc], error: Exception) -> NoReturn:
    raise error
