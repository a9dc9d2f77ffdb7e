"""Who is who in one article: the codes and names of its parties, speakers and holders of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from spacy.tokens import Token

from tidings.code.analysis import Analysis, Pointed
from tidings.code.introductions import dateline_country, key_of
from tidings.code.nearby import Nearby
from tidings.code.party_words import (
    BODY_NOUNS,
    POSSESSIVES,
    SPEAKING,
    STATES,
    how_many,
    is_pronoun,
    last_word,
    names_a_stranger,
    surname_of,
    words_of,
)
from tidings.code.whose import UNNAMED, Clues, ranked, usual_sector, weightiest
from tidings.gazetteer import ActorMatch, Reason, countries, country_name, find_actors, match_actors
from tidings.types import How, Mention, Party, Span

BELIEVED: Final = 0.5
"""The least chance at which the reader's word for whose a left-out party is counts."""
LONGEST_PHRASE: Final = 400
"""Code points of a phrase that can name somebody; a longer one is a text without punctuation."""
LEAST: Final = 0.3
"""The least chance at which words that name nobody get a code."""
REACH: Final = 1
"""Sentences before its own in which a pronoun looks for its noun."""
LONGEST_INTRODUCTION: Final = 30
"""Words of a noun phrase that introduces a person, at most."""


@dataclass(eq=False)
class Cast:
    """What one article says about who is who; made once, then asked for each party."""

    analysis: Analysis
    names: tuple[ActorMatch, ...]
    counts: Counter[str]
    known: dict[Span, tuple[Party, ...]] = field(default_factory=dict)
    introduced: dict[str, tuple[Party, ...]] = field(default_factory=dict)
    matched: dict[str, tuple[ActorMatch, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, analysis: Analysis) -> Cast:
        """The cast of an article."""
        found = analysis.names
        if found is None:
            found = find_actors(analysis.article.text, analysis.article.published, analysis.own)
        names = tuple(m for m in found if m.code and not analysis.article.is_furniture(m.start, m.end))
        return cls(analysis, names, Counter(key_of(m.code or "") for m in names if m.sector != "JRN"))

    def _find(self, words: str) -> tuple[ActorMatch, ...]:
        return find_actors(words, self.analysis.article.published, self.analysis.own)

    def match(self, words: str) -> tuple[ActorMatch, ...]:
        """Whom words name on the article's day; only the first `LONGEST_PHRASE` code points are looked at."""
        words = words[:LONGEST_PHRASE]
        if words not in self.matched:
            self.matched[words] = match_actors(words, self.analysis.article.published, self.analysis.own)
        return self.matched[words]

    def parties(
        self, span: Span, role: str, mention: Mention, pointed: Pointed, before: Mention | None = None
    ) -> tuple[Party, ...]:
        """The parties that the words at a span are; one without a code where nothing tells who they are.

        `role` is actor or recipient; `before` is the article's mention before.
        """
        if found := self.by_words(span):
            return found
        return self._by_clues(span, role, mention, pointed, before)

    def left_out(self, role: str, mention: Mention, pointed: Pointed) -> tuple[Party, ...]:
        """A party without words, where the reader holds it likely whose it is."""
        key = max(pointed.chances, key=lambda c: (pointed.chances[c], c), default=None)
        if key is None or pointed.chances[key] < BELIEVED:
            return ()
        because = f"the reader points there (chance {pointed.chances[key]:.2f})"
        sector = usual_sector(mention.type, mention.mode, role) if key in countries() else None
        code = f"{key}:{sector}" if sector else f"{UNNAMED}:GOV" if key == UNNAMED else key
        told = _told(f"{role} left out", code, _name_of(key), because)
        score = round(pointed.chances[key], 3)
        return (Party(None, code, _name_of(key), told, how=How.GUESSED, code_score=score),)

    def speaker(self, span: Span) -> Party | None:
        """Who the words of a source are; None where nothing tells."""
        found = self.by_words(span) or (self._antecedent(span) if is_pronoun(span) else ())
        return found[0] if found else None

    def by_words(self, span: Span) -> tuple[Party, ...]:
        """The parties that the words name themselves, or that the article gave the person when introduced."""
        if is_pronoun(span):
            return ()
        if span not in self.known:
            self.known[span] = self._phrase(span)
        return self.known[span]

    def _phrase(self, span: Span) -> tuple[Party, ...]:
        matches = self.match(span.quote)
        surname = surname_of(span.quote)
        certain = any(
            m.reason is not Reason.PERSON or " " in m.name or key_of(m.code or "") in self.counts
            for m in matches
        )
        if surname and not certain and (found := self._introduction(surname)):
            return tuple(Party(span, p.code, p.name, p.reason, how=How.NAMED) for p in found)
        return tuple(
            Party(span, m.code, m.entity or None, _told(m.name, m.code, m.entity, m.because), how=How.NAMED)
            for m in matches
            if m.code
        )

    def _introduction(self, surname: str) -> tuple[Party, ...]:
        """Who the article says a person is in the noun phrase that introduces them."""
        if surname not in self.introduced:
            self.introduced[surname] = ()
            for token in self.nearby.tokens(surname):
                if found := self._introduced_at(token, surname):
                    self.introduced[surname] = found
                    break
        return self.introduced[surname]

    def _introduced_at(self, token: Token, surname: str) -> tuple[Party, ...]:
        head = token
        while head.dep_ == "appos" and head.head.i != head.i:
            head = head.head
        end = min(head.right_edge.i + 1, head.i + LONGEST_INTRODUCTION)
        words = self.analysis.doc[max(head.left_edge.i, head.i - LONGEST_INTRODUCTION) : end]
        if not words.start <= token.i < words.end or words.text.strip() == surname:
            return ()
        found = self.match(words.text)
        others = [m for m in found if m.code and (m.reason is not Reason.PERSON or m.name != surname)]
        return tuple(
            Party(None, m.code, self._full_name(token), _told(surname, m.code, m.entity, f"“{words.text}”"))
            for m in others[:1]
        )

    def _full_name(self, surname: Token) -> str:
        first = surname
        while (
            first.i
            and first.nbor(-1).pos_ == "PROPN"
            and first.nbor(-1).dep_ == "compound"
            and self.match(first.nbor(-1).text) == ()
        ):
            first = first.nbor(-1)
        return str(self.analysis.doc[first.i : surname.i + 1].text)

    def _by_clues(
        self, span: Span, role: str, mention: Mention, pointed: Pointed, before: Mention | None
    ) -> tuple[Party, ...]:
        matches = self.match(span.quote)
        sector = matches[0].sector if matches else None
        if not matches and (found_body := self._body(span)):
            return found_body
        if is_pronoun(span):
            kind = "pronoun"
        else:
            stranger = surname_of(span.quote) is not None or names_a_stranger(
                span.quote, self.nearby.opens_sentence(span.start)
            )
            kind = "name" if stranger else "role" if sector else "thing"
        clues = self._clues(kind, span, role, mention, pointed, before, sector)
        found = ranked(clues)
        wanted = how_many(span)
        if wanted > 1:
            states = [pair for pair in found if pair[0] in countries()]
            if len(states) >= wanted:
                return tuple(self._party(span, c, sector, clues, p) for c, p in states[:wanted])
        if not found or found[0][1] < LEAST or (clues.first_person and clues.speaker is None):
            return (Party(span, None),)
        if kind == "pronoun":
            for party in self._antecedents(span):
                if party.code and key_of(party.code) == found[0][0]:
                    return (_standing_for(span, party),)
        return (self._party(span, found[0][0], sector, clues, found[0][1]),)

    def _body(self, span: Span) -> tuple[Party, ...]:
        """The body that *the alliance*, *the monitors* point back to."""
        noun = last_word(span)
        if noun not in BODY_NOUNS:
            return ()
        for match in self.nearby.bodies_before(span.start):
            if noun != "alliance" or match.country == "IGO":
                because = f"the last body named before, “{match.name}”"
                told = _told(span.quote, match.code, match.entity, because)
                return (Party(span, match.code, match.entity, told, how=How.REFERRED),)
        return ()

    def _party(self, span: Span, key: str, sector: str | None, clues: Clues, chance: float) -> Party:
        if key == UNNAMED:
            code = f"{UNNAMED}:{sector or 'GOV'}"
        else:
            code = f"{key}:{sector}" if sector and key in countries() else key
        because = f"{weightiest(clues, key)} (chance {chance:.2f})"
        told = _told(span.quote, code, _name_of(key), because)
        return Party(span, code, _name_of(key), told, how=How.GUESSED, code_score=round(chance, 3))

    def _clues(
        self,
        kind: str,
        span: Span,
        role: str,
        mention: Mention,
        pointed: Pointed,
        before: Mention | None,
        sector: str | None,
    ) -> Clues:
        noun = self._noun(span)
        own, others = mention.actors, mention.recipients
        if role == "recipient":
            own, others = others, own
        same = () if before is None else before.actors if role == "actor" else before.recipients
        pointing_back = kind == "pronoun" or not POSSESSIVES.isdisjoint(words_of(span)[:1])
        stood_for = self._antecedents(span) if pointing_back else ()
        return Clues(
            kind, role, mention.type, sector, pointed, self.counts,
            role_before=self.nearby.noun_before(span.start, noun) if noun else None,
            sector_before=self.nearby.sector_before(span.start, sector) if sector else None,
            near=tuple(dict.fromkeys(key_of(m.code or "") for m in self.nearby.named_before(span.start))),
            place=frozenset(self._keys(mention.place)) if mention.place else frozenset(),
            home=self.home,
            other=frozenset(self._named(others)),
            beside=frozenset(self._named(p for p in own if p.span != span)),
            before=frozenset(key_of(p.code) for p in same if p.code),
            speaker=self._speaking(span),
            antecedent=next((key_of(p.code or "") for p in stood_for), None),
            first_person=not SPEAKING.isdisjoint(words_of(span)),
            vague=last_word(span) in STATES,
        )  # fmt: skip

    @cached_property
    def main(self) -> str | None:
        """The country that the article names most."""
        return next((c for c, _ in self.counts.most_common() if c in countries()), None)

    @cached_property
    def home(self) -> str | None:
        """The country of the place that the article was sent from; None without a dateline."""
        return dateline_country(self.analysis.article.text)

    @cached_property
    def nearby(self) -> Nearby:
        """What stands near each place of the article."""
        return Nearby(self.analysis, self.names)

    def _named(self, parties: Iterable[Party]) -> Iterator[str]:
        """Whom parties are by their own words."""
        for party in parties:
            found = self.by_words(party.span) if party.span else ()
            yield from (key_of(p.code) for p in found if p.code)

    def _keys(self, span: Span) -> Iterator[str]:
        return (key_of(m.code) for m in self._find(span.quote) if m.code)

    def _noun(self, span: Span) -> str:
        words = self.analysis.doc.char_span(span.start, span.end, alignment_mode="expand")
        return "" if words is None else str(words.root.lemma_.casefold())

    def _speaking(self, span: Span) -> str | None:
        party = self._quoted(span)
        return key_of(party.code) if party and party.code else None

    def _quoted(self, span: Span) -> Party | None:
        """Who says the words at a span."""
        source = self.nearby.source_of(span)
        return next(iter(self.by_words(source)), None) if source else None

    def _antecedent(self, span: Span) -> tuple[Party, ...]:
        """Who a pronoun stands for: the speaker for *we*, else the nearest full mention before it."""
        for party in self._antecedents(span):
            return (_standing_for(span, party),)
        return ()

    def _antecedents(self, span: Span) -> Iterator[Party]:
        if not SPEAKING.isdisjoint(words_of(span)):
            if party := self._quoted(span):
                yield party
            return
        for other in self.nearby.full_before(span.start, REACH):
            yield from (p for p in self.by_words(other) if p.code)


def _name_of(key: str) -> str:
    if key == UNNAMED:
        return "states that are not named"
    return country_name(key) if key in countries() else key.partition(":")[2] or key


def _told(words: str, code: str | None, entity: str, because: str) -> str:
    """A reason as a person reads it: *Truss → United Kingdom, GOV: Foreign Secretary 2021-09-15 to …*."""
    country, _, sector = (code or "").partition(":")
    whose = country_name(country) if country in countries() else entity or country
    if country in countries() and sector:
        whose += f", {sector}"
    return f"{words} → {whose}: {because}"


def _standing_for(span: Span, party: Party) -> Party:
    words = party.span.quote if party.span else party.name or "the speaker"
    told = _told(span.quote, party.code, party.name or "", f"stands for “{words}”")
    return Party(span, party.code, party.name, told, how=How.REFERRED)
