"""A coder that knows three sentences, so that the facade is tested without a trained model."""

import re
from dataclasses import dataclass, replace

from tidings.types import (
    Article,
    Coding,
    Factuality,
    Figure,
    Kind,
    Mention,
    Party,
    Quarantined,
    Statement,
    Unit,
)

CODES = {"Norway": "NOR", "Iceland": "ISL", "Poland": "POL", "Sweden": "SWE"}
NAMES = "|".join(CODES)
SENT = re.compile(rf"(?:(The \w+) (said) )?({NAMES}) (sent) (\d+) (trucks) to ({NAMES})\.")
ATTACK = re.compile(rf"({NAMES}) will (attack) ({NAMES})\.")


def sentence(actor="Norway", recipient="Iceland", trucks=40, source=None):
    return f"{f'The {source} said ' if source else ''}{actor} sent {trucks} trucks to {recipient}."


@dataclass(frozen=True)
class PatternCoder:
    """Codes `sentence`s and *X will attack Y*; refuses what holds the word *poison*."""

    every_language: bool = False

    def digest(self):
        return "pattern"

    def note(self):
        return ""

    def code(self, articles, config):
        batch = []
        for article in articles:
            batch.append(article)
            if len(batch) == config.batch_articles:
                yield from map(coded, batch)
                batch = []
        yield from map(coded, batch)


def coded(article: Article) -> Coding | Quarantined:
    if "poison" in article.text:
        return Quarantined(article.origin, "TID-117", "could not be coded")

    def party(found, group):
        span = article.span(*found.span(group))
        return (Party(span, CODES[span.quote], span.quote),)

    statements, mentions, figures = [], [], []
    for found in SENT.finditer(article.text):
        voice = "outlet"
        if found[1]:
            content = (article.span(found.start(3), found.end() - 1),)
            source, cue = (article.span(*found.span(n)) for n in (1, 2))
            statement = Statement.make(article.id, source, cue, content, Kind.ASSERTION)
            speaker = Party(source, "NOR:GOV", "Ada Berg")
            statements.append(replace(statement, speaker=speaker))
            voice = statement.id
        mention = replace(
            Mention.make(article.id, article.span(*found.span(4)), "AID"),
            actors=party(found, 3), recipients=party(found, 7), voice=voice,
        )  # fmt: skip
        mentions.append(mention)
        of = article.span(*found.span(6))
        number = float(found[5])
        figure = Figure.make(article.id, article.span(*found.span(5)), number, number, Unit.VEHICLES, of=of)
        figures.append(replace(figure, holder="NOR", mention_id=mention.id, voice=voice, counted="truck"))
    for found in ATTACK.finditer(article.text):
        mentions.append(
            replace(
                Mention.make(article.id, article.span(*found.span(2)), "ASSAULT"),
                actors=party(found, 1),
                recipients=party(found, 3),
                factuality=Factuality.FUTURE,
            )
        )
    return Coding(article, tuple(statements), tuple(mentions), tuple(figures))
