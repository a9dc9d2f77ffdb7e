"""Says who the parties, speakers and holders are, and when a mention lies."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tidings.code.actors import Cast
from tidings.code.analysis import Analysis, Pointed
from tidings.code.counted_things import normal_of
from tidings.code.language import sentence_of
from tidings.code.measured import as_of_words
from tidings.code.places import resolve_places
from tidings.code.times import resolve_time
from tidings.types import Factuality, Figure, Mention, Party, Statement

AHEAD: Final = frozenset({Factuality.FUTURE, Factuality.PROPOSED, Factuality.HYPOTHETICAL})
"""Of what these present, *on Wednesday* is the next one."""

NOWHERE: Final = (Pointed(), Pointed())
"""Where the reader points for a mention that it did not find."""


def resolve(analysis: Analysis) -> Analysis:
    """The analysis with codes and names of parties, speakers and holders, dates and places of mentions.

    A phrase that names several actors becomes one party each, all with its words. Words that name nobody
    (a role, a pronoun, a stranger), and a party that the sentence leaves out, go to the country or body that
    most speaks for (see `whose`). Every resolution has its reason.
    """
    cast = Cast.of(analysis)
    mentions: list[Mention] = []
    for mention in analysis.mentions:
        mentions.append(_mention(cast, mention, mentions[-1] if mentions else None))
    resolved = replace(
        analysis,
        statements=tuple(_statement(cast, s) for s in analysis.statements),
        mentions=tuple(mentions),
        figures=tuple(_figure(cast, f) for f in analysis.figures),
    )
    return resolve_places(resolved, cast.names)


def _statement(cast: Cast, statement: Statement) -> Statement:
    if statement.source is None or statement.speaker is not None:
        return statement
    return replace(statement, speaker=cast.speaker(statement.source))


def _mention(cast: Cast, mention: Mention, before: Mention | None) -> Mention:
    when = None
    if mention.time is not None and mention.date is None:
        ahead = mention.factuality in AHEAD
        when = resolve_time(mention.time.quote, cast.analysis.article.published, ahead=ahead)
    actor, recipient = cast.analysis.pointed.get(mention.id, NOWHERE)
    return replace(
        mention,
        actors=_parties(cast, mention, "actor", actor, before),
        recipients=_parties(cast, mention, "recipient", recipient, before),
        date=when.iso if when else mention.date,
        grain=when.grain if when else mention.grain,
        date_reason=when.reason if when else mention.date_reason,
    )


def _parties(
    cast: Cast, mention: Mention, role: str, pointed: Pointed, before: Mention | None
) -> tuple[Party, ...]:
    parties = mention.actors if role == "actor" else mention.recipients
    if not parties:
        return cast.left_out(role, mention, pointed)
    out: dict[tuple[object, str | None], Party] = {}
    for party in parties:
        given = party.span is None or party.code is not None
        found = (party,) if given else cast.parties(party.span, role, mention, pointed, before)  # type: ignore[arg-type]
        for one in found:
            out.setdefault((one.span, one.code), replace(one, score=party.score))
    return tuple(out.values())


def _figure(cast: Cast, figure: Figure) -> Figure:
    article, as_of = cast.analysis.article, figure.as_of
    if as_of is None and (words := as_of_words(_sentence_only(cast, figure), figure)) is not None:
        when = resolve_time(words.quote, article.published, ahead=figure.factuality in AHEAD)
        as_of = when.iso if when else None
    return replace(
        figure,
        holder=figure.holder or _holder(cast, figure),
        as_of=as_of,
        counted=figure.counted or normal_of(figure, article.text),
    )


def _sentence_only(cast: Cast, figure: Figure) -> Analysis:
    """The analysis with the mentions of the figure's sentence, which alone can be what words of time date."""
    sentence = sentence_of(cast.analysis, figure.span.start)
    if sentence is None:
        return cast.analysis
    return replace(cast.analysis, mentions=cast.nearby.mentions_in(sentence.start_char, sentence.end_char))


def _holder(cast: Cast, figure: Figure) -> str | None:
    """Whose a figure is: of what its counted words name, else of the nearest name before it."""
    if figure.of is not None:
        named = [m.code for m in cast.match(figure.of.quote) if m.code]
        if named:
            return ",".join(dict.fromkeys(code.partition(":")[0] for code in named))
    sentence = sentence_of(cast.analysis, figure.span.start)
    if sentence is not None:
        inside = cast.nearby.named_in(sentence.start_char, sentence.end_char)
        before = [m for m in inside if m.end <= figure.span.start]
        for match in before[-1:] or inside[:1]:
            return match.country
    return cast.main
