"""What goes wrong with a language model: what costs one article, and what stops a run."""

from __future__ import annotations

from typing import Final

from tidings.errors import TidingsError
from tidings.llm.cache import Reply

LONGEST: Final = 200
"""Characters of a server's own message that are told."""


class LanguageModelError(TidingsError, RuntimeError):
    """A language model that can't be used, or not any longer (7xx); it stops the run."""


class ArticleError(Exception):
    """Why one article can't be coded: a number of `PROBLEMS` and details.

    `endpoints`: whether that is the endpoint's fault, so that other articles will fail alike. `reply`: what
    came all the same and has to be paid.
    """

    def __init__(
        self, number: str, detail: str, *, endpoints: bool = False, reply: Reply | None = None
    ) -> None:
        self.number = number
        self.detail = detail
        self.endpoints = endpoints
        self.reply = reply
        super().__init__(f"{number} {detail}")


class TooLongError(Exception):
    """A request whose text is more than the model takes; smaller pieces may do."""


def told(message: object, key: str | None) -> str:
    """A server's message on one line, shortened, and never with the key in it."""
    text = " ".join(str(message).split())
    if key:
        text = text.replace(key, "…")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
