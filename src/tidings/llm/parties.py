"""Who the parties are that a model quotes: by the tables, by what the model calls them, or by its code.

Nothing that a model writes is kept: what it calls somebody is only looked up in the tables, and a code counts
only if it is on the closed lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tidings.gazetteer import ActorMatch, OwnNames, countries, country_name, find_actors, match_actors
from tidings.llm.answers import Who
from tidings.ontology import SECTORS
from tidings.types import Article, How, Party, Span

BODIES: Final = frozenset({"IGO", "UNO", "EUR", "NGO", "MNC", "ISM", "IMG"})
UNNAMED: Final = "UNK"
LONGEST: Final = 200
"""Characters of a name that are looked up."""
_CODE: Final = re.compile(r"([A-Z]{3})(?::(.{1,100}))?")


@dataclass(frozen=True, slots=True)
class Names:
    """The tables as they are on an article's day, with the user's own names first.

    `resolved_later`: words that the tables know are left to the step that resolves parties of English texts.
    `named` are the codes of all whom the article names, page furniture aside.
    """

    on: date | None
    own: OwnNames | None
    resolved_later: bool
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, article: Article, own: OwnNames | None, *, resolved_later: bool) -> Names:
        """The tables for an article."""
        found = find_actors(article.text, article.published, own)
        named = frozenset(m.code for m in found if m.code and not article.is_furniture(m.start, m.end))
        return cls(article.published, own, resolved_later, named)

    def parties(self, span: Span, who: Who) -> tuple[Party, ...]:
        """The parties at a span: one for each actor that is named there; one without a code if none is."""
        named = self._coded(span.quote)
        if named and (self.resolved_later or any(m.because.startswith("your table") for m in named)):
            return (Party(span, None),) if self.resolved_later else tuple(_by_name(span, named))
        called = self._coded(who.name or "")
        if called:
            return tuple(_by_name(span, called))
        if code := self.code(who.code):
            return (_by_code(span, code),)
        return tuple(_by_name(span, named)) or (Party(span, None),)

    def left_out(self, who: Who) -> tuple[Party, ...]:
        """The parties that a sentence leaves out: by what the model calls them, else by its code."""
        called = self._coded(who.name or "")
        code = self.code(who.code)
        found = tuple(_by_name(None, called)) or ((_by_code(None, code),) if code else ())
        return tuple(replace(party, how=How.GUESSED) for party in found)

    def speaker(self, span: Span, who: Who) -> Party | None:
        """Who the words of a source are; None where nothing tells, or a later step does."""
        return next((party for party in self.parties(span, who) if party.code), None)

    def code(self, code: str | None) -> str | None:
        """The code if it is on the closed lists; of a body whose name is not, the kind of body alone."""
        form = _CODE.fullmatch((code or "").strip())
        if form is None:
            return None
        country, rest = form.groups()
        if country in BODIES:
            known = [m.code for m in self._coded(rest or "") if m.country == country]
            return form[0] if form[0] in self.named else next(iter(known), country)
        if country not in countries() and country != UNNAMED:
            return None
        return f"{country}:{rest}" if rest in SECTORS else country

    def _coded(self, words: str) -> tuple[ActorMatch, ...]:
        return tuple(m for m in match_actors(words[:LONGEST], self.on, self.own) if m.code)


def _by_name(span: Span | None, matches: tuple[ActorMatch, ...]) -> Iterator[Party]:
    for match in matches:
        reason = f"{_words(span)} → {match.code}: the language model takes it for “{match.name}”"
        if match.because:
            reason += f", {match.because}"
        yield Party(span, match.code, match.entity or None, reason, how=How.NAMED)


def _words(span: Span | None) -> str:
    return span.quote if span else "left out"


def _by_code(span: Span | None, code: str) -> Party:
    country, _, name = code.partition(":")
    if country in countries():
        full = country_name(country)
    elif country == UNNAMED:
        full = "states that are not named"
    else:
        full = name or country
    return Party(span, code, full, f"{_words(span)} → {code}: the language model's code", how=How.GUESSED)
