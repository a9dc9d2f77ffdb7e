"""Says who the parties of mentions and the holders of figures are, and on which day a mention lies."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from spacy.tokens import Token

from tidings.code.analysis import Analysis, Pointed
from tidings.code.dates import resolve_date
from tidings.code.language import sentence_of
from tidings.gazetteer import ActorMatch, Reason, countries, find_actors, match_actors
from tidings.gazetteer.names import word_set
from tidings.types import Figure, Mention, Party, Span

PRONOUNS: Final = word_set("he him his she her hers it its they them their theirs who which that itself")
SPEAKING: Final = word_set("i we our us my me ours")
"""Pronouns of whoever is quoted."""
REACH: Final = 1
"""Sentences before its own in which a pronoun looks for its noun."""
BODY_NOUNS: Final = word_set("alliance bloc organisation organization monitors observers mission agency team")
"""Nouns that point back to an international body, where the article has named one."""
COUNTRY_NOUNS: Final = word_set("country nation republic homeland")
TITLES: Final = word_set("Mr Mrs Ms Dr Mr. Mrs. Ms. Dr.")
LONGEST_INTRODUCTION: Final = 30
"""Words of a noun phrase that introduces a person, at most."""


BELIEVED: Final = 0.6
"""The least chance at which the model's word for whose a party is counts."""


@dataclass(slots=True)
class _Reader:
    """What one article says about who is who."""

    analysis: Analysis
    names: tuple[ActorMatch, ...]
    starts: list[int]
    main: str | None
    named: frozenset[str]
    coded: dict[Span, tuple[str, ...]] = field(default_factory=dict)
    introduced: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, analysis: Analysis) -> _Reader:
        found = find_actors(analysis.article.text, analysis.article.published)
        names = tuple(m for m in found if not analysis.article.is_furniture(m.start, m.end))
        known = countries()
        counts = Counter(m.country for m in names if m.country in known and m.sector != "JRN")
        main = counts.most_common(1)[0][0] if counts else None
        return cls(analysis, names, [m.start for m in names], main, frozenset(counts))

    def codes(self, span: Span, mention: Mention | None, pointed: Pointed | None = None) -> tuple[str, ...]:
        """The codes of the words at a span, in their order; empty where nothing says who they are.

        `pointed` is whose the party of the mention is in the model's eyes: it stands in where the words
        themselves name nobody.
        """
        if _is_pronoun(span):
            return self._believed(pointed, None) or self._antecedent(span, span.quote.casefold())
        if span not in self.coded:
            self.coded[span] = self._phrase(span)
        return self.coded[span] or self._by_role(span, mention, pointed)

    def _phrase(self, span: Span) -> tuple[str, ...]:
        """The codes that the words name themselves, or that the article gave the person when introduced."""
        matches = match_actors(span.quote, self.analysis.article.published)
        codes = tuple(m.code for m in matches if m.code)
        surname = _surname(span.quote)
        certain = any(
            m.reason is not Reason.PERSON or " " in m.name or m.country in self.named for m in matches
        )
        if surname and not certain and (found := self._introduction(surname)):
            return found
        if codes:
            return codes
        return () if matches else self._pointed_at(span)

    def _by_role(self, span: Span, mention: Mention | None, pointed: Pointed | None) -> tuple[str, ...]:
        """The code of a role or an unknown person, by whose they most likely are."""
        matches = match_actors(span.quote, self.analysis.article.published)
        sector = matches[0].sector if matches else None
        if found := self._believed(pointed, sector):
            return found
        country = self._country(mention)
        if country is None or (sector is None and _surname(span.quote) is None):
            return ()
        return (f"{country}:{sector}" if sector else country,)

    def _believed(self, pointed: Pointed | None, sector: str | None) -> tuple[str, ...]:
        """The code that the model points at, if it holds it likely, with the sector that the words show."""
        if pointed is None or pointed.code is None or pointed.chance < BELIEVED:
            return ()
        if sector is None or pointed.code not in countries():
            return (pointed.code,)
        return (f"{pointed.code}:{sector}",)

    def _pointed_at(self, span: Span) -> tuple[str, ...]:
        """The body or country that *the alliance*, *the monitors*, *the country* point back to."""
        words = span.quote.casefold().split()
        if words[-1] in COUNTRY_NOUNS and self.main:
            return (self.main,)
        if words[-1] in BODY_NOUNS:
            for match in reversed(self.names[: bisect_right(self.starts, span.start)]):
                wanted = words[-1] != "alliance" or match.country == "IGO"
                if match.reason is Reason.BODY and match.code and wanted:
                    return (match.code,)
        return ()

    def _country(self, mention: Mention | None) -> str | None:
        """Whose a bare role is: of the place of its mention, else of the article's most named country."""
        if mention is not None and mention.place is not None:
            for match in find_actors(mention.place.quote):
                if match.country in countries():
                    return match.country
        return self.main

    def _introduction(self, surname: str) -> tuple[str, ...]:
        """The codes of the noun phrase in which the article introduces a person."""
        if surname not in self.introduced:
            self.introduced[surname] = ()
            for token in self.analysis.doc:
                if token.text == surname and (found := self._introduced_at(token, surname)):
                    self.introduced[surname] = found
                    break
        return self.introduced[surname]

    def _introduced_at(self, token: Token, surname: str) -> tuple[str, ...]:
        head = token
        while head.dep_ == "appos" and head.head.i != head.i:
            head = head.head
        end = min(head.right_edge.i + 1, head.i + LONGEST_INTRODUCTION)
        words = self.analysis.doc[head.left_edge.i : end]
        if not words.start <= token.i < words.end or words.text.strip() == surname:
            return ()
        found = match_actors(words.text, self.analysis.article.published)
        others = (m for m in found if m.reason is not Reason.PERSON or m.name != surname)
        return tuple(m.code for m in others if m.code)[:1]

    def _antecedent(self, span: Span, key: str) -> tuple[str, ...]:
        """The codes of the nearest full mention before a pronoun; for *we* in a quotation, of the speaker."""
        if key in SPEAKING:
            return self._speaker(span)
        first = self._sentence_start(span.start, REACH)
        before = [s for s in self._full() if first <= s.start and s.end <= span.start]
        for other in sorted(before, key=lambda s: s.start, reverse=True):
            if found := self.codes(other, None):
                return found
        return ()

    def _full(self) -> Iterable[Span]:
        for statement in self.analysis.statements:
            if statement.source is not None and not _is_pronoun(statement.source):
                yield statement.source
        for mention in self.analysis.mentions:
            for party in (*mention.actors, *mention.recipients):
                if party.span is not None and not _is_pronoun(party.span):
                    yield party.span

    def _speaker(self, span: Span) -> tuple[str, ...]:
        around = [
            (sum(len(c) for c in s.content), s.source)
            for s in self.analysis.statements
            if s.source is not None and any(c.contains(span) for c in s.content)
        ]
        if not around:
            return ()
        _, source = min(around)
        return () if source.quote.casefold() in SPEAKING else self.codes(source, None)

    def _sentence_start(self, at: int, back: int) -> int:
        starts = [int(s.start_char) for s in self.analysis.sentences]
        return starts[max(0, bisect_right(starts, at) - 1 - back)] if starts else 0

    def left_out(self, pointed: Pointed | None) -> tuple[Party, ...]:
        """A party that the sentence leaves out, as a code without words, where the model points at it."""
        return tuple(Party(None, code) for code in self._believed(pointed, None))

    def holder(self, figure: Figure) -> str | None:
        """Whose a figure is: of what its counted words name, else of the nearest name before it."""
        if figure.of is not None and (found := self._named(figure.of)):
            return ",".join(dict.fromkeys(code.partition(":")[0] for code in found))
        sentence = sentence_of(self.analysis, figure.span.start)
        if sentence is not None:
            inside = [m for m in self.names if sentence.start_char <= m.start < sentence.end_char and m.code]
            before = [m for m in inside if m.end <= figure.span.start]
            nearest = before[-1:] or inside[:1]
            if nearest and nearest[0].country:
                return nearest[0].country
        return self.main

    def _named(self, span: Span) -> tuple[str, ...]:
        return tuple(m.code for m in match_actors(span.quote, self.analysis.article.published) if m.code)


def resolve(analysis: Analysis) -> Analysis:
    """The analysis with a code for each party whose words tell one, holders of figures, dates of mentions.

    A phrase that names several actors becomes one party each, all with its words. A name comes before a role.
    A role, a pronoun, or a person the gazetteer lacks is of the country that the model points at, if it holds
    that likely; else a pronoun is the nearest full mention in its own sentence or the one before, the others
    are of the place of their mention or of the article's most named country. Where nothing tells, the code
    stays None. A party without words that the model holds likely is a code alone.
    """
    reader = _Reader.of(analysis)
    mentions = tuple(_mention(reader, m) for m in analysis.mentions)
    figures = tuple(f if f.holder else replace(f, holder=reader.holder(f)) for f in analysis.figures)
    return replace(analysis, mentions=mentions, figures=figures)


def _mention(reader: _Reader, mention: Mention) -> Mention:
    day = resolve_date(mention.time.quote, reader.analysis.article.published) if mention.time else None
    actor, recipient = reader.analysis.pointed.get(mention.id, (None, None))
    return replace(
        mention,
        actors=_parties(reader, mention, mention.actors, actor),
        recipients=_parties(reader, mention, mention.recipients, recipient),
        date=mention.date or day,
    )


def _parties(
    reader: _Reader, mention: Mention, parties: tuple[Party, ...], pointed: Pointed | None
) -> tuple[Party, ...]:
    if not parties:
        return reader.left_out(pointed)
    out: list[Party] = []
    for party in parties:
        codes = () if party.span is None or party.code else reader.codes(party.span, mention, pointed)
        out += [Party(party.span, code) for code in codes] or [party]
    return tuple(dict.fromkeys(out))


def _is_pronoun(span: Span) -> bool:
    """Whether the words are a pronoun; *US* is none."""
    shouted = len(span.quote) > 1 and span.quote.isupper()
    return not shouted and span.quote.casefold() in PRONOUNS | SPEAKING


def _surname(words: str) -> str | None:
    """The last word of one to three capitalised words (titles aside): a name; None for other phrases."""
    parts = [w for w in words.replace("’s", "").replace("'s", "").split() if w not in TITLES]
    if 0 < len(parts) <= 3 and all(p[0].isupper() for p in parts) and parts[0] != "The":
        return parts[-1].strip(".,")
    return None
