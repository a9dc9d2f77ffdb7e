"""Codings made up from a seed, for the tests of the record."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tidings.types import (
    OUTLET,
    Article,
    Coding,
    Factuality,
    Figure,
    Grain,
    How,
    Kind,
    Location,
    Mention,
    Party,
    Precision,
    Span,
    Statement,
    Unit,
)
from tidings.types.provenance import Provenance

PROVENANCE = Provenance("2.0", "model-1", "config-1")
OTHER = Provenance("2.0", "model-2", "config-1")

ODD = "aé\u0301שل\u200f\u200d👩👧🇺🇦\n\u0000\u2028 'x\"%_;-"
CODES = [None, "POL", "RUS:GOV", "IGO:NATO", "UNO:Security Council", "USA:GOV:x"]
TYPES = ["AID", "ACCUSE", "CONSULT", "ASSAULT", "no such type"]


def random_coding(seed: int, text: str | None = None) -> Coding:
    """A coding with every kind of row, and ids that do not repeat; seed and text settle all of it."""
    rng = random.Random(seed)
    if text is None:
        text = "".join(rng.choices(ODD + "the quick brown fox", k=rng.randint(1, 120))) + str(seed)
    article = Article.make(
        text,
        title=rng.choice([None, f"Title {seed}", "👩‍👩‍👧 e\u0301"]),
        outlet=rng.choice([None, "Wire", "שלום"]),
        author=rng.choice([None, "A. Writer"]),
        published=rng.choice([None, date(2022, 1, 1) + timedelta(days=seed % 400)]),
        url=rng.choice([None, "https://example.org/?a=1"]),
        external_id=rng.choice([None, f"ext-{seed}"]),
        origin=f"folder/file.jsonl!{seed}",
        inferred=rng.choice([(), ("title", "published")]),
        furniture=rng.choice([(), ((0, 1),)]),
    )

    def span() -> Span:
        start = rng.randrange(len(text))
        return article.span(start, rng.randint(start + 1, len(text)))

    def some() -> Span | None:
        return rng.choice([None, span()])

    def told() -> str | None:
        return rng.choice([None, "Oslo → Norway: capital", ODD])

    def parties() -> tuple[Party, ...]:
        return tuple(
            Party(
                some(), rng.choice(CODES), rng.choice([None, "Poland", ODD]), told(), chance(),
                rng.choice([None, *How]), chance(),
            )
            for _ in range(rng.randint(0, 3))
        )  # fmt: skip

    def chance() -> float | None:
        return rng.choice([None, round(rng.random(), 3)])

    def location() -> Location | None:
        precision = rng.choice(list(Precision))
        spot = precision is not Precision.COUNTRY
        found = Location(
            rng.choice(["Oslo", ODD]),
            rng.choice([None, "NOR"]),
            rng.uniform(-90, 90) if spot else None,
            rng.uniform(-180, 180) if spot else None,
            precision,
            rng.choice([None, 1, 2**31 - 1]),
            told() or "the only place of that name",
        )
        return rng.choice([None, found])

    statements: dict[str, Statement] = {}
    for _ in range(rng.randint(0, 4)):
        content = tuple(span() for _ in range(rng.randint(0, 3)))
        within = rng.choice([None, *statements])
        made = Statement.make(article.id, some(), some(), content, rng.choice(list(Kind)), within)
        speaker = Party(
            made.source, rng.choice(CODES[1:]), rng.choice([None, "Poland"]), told(),
            how=rng.choice([None, *How]),
        )  # fmt: skip
        made = replace(
            made, speaker=rng.choice([None, speaker]), cue_score=chance(), source_score=chance(),
            content_score=chance(), kind_score=chance(),
        )  # fmt: skip
        statements.setdefault(made.id, made)
    voices = [OUTLET, *statements]
    mentions: dict[str, Mention] = {}
    for _ in range(rng.randint(0, 4)):
        own = rng.choice([None, None, "BESIDE", "REFINING"])
        kind = own if own == "BESIDE" else rng.choice(TYPES)
        mention = replace(
            Mention.make(article.id, span(), kind, rng.choice([None, "visit"])),
            own_type=own,
            own_quad=rng.randint(1, 4) if own == "BESIDE" else None,
            actors=parties(),
            recipients=parties(),
            place=some(),
            time=some(),
            date=rng.choice([None, "2021", "2022-03", "2022-03-04", "2022-01-01/2022-02-01", "../2022"]),
            grain=rng.choice([None, *Grain]),
            date_reason=told(),
            location=location(),
            factuality=rng.choice(list(Factuality)),
            historical=rng.random() < 0.5,
            voice=rng.choice(voices),
            trigger_score=chance(),
            type_score=chance(),
            type_next=rng.choice([None, *TYPES]),
            mode_score=chance(),
            place_score=chance(),
            time_score=chance(),
            factuality_score=chance(),
        )
        mentions.setdefault(mention.id, mention)
    figures: dict[str, Figure] = {}
    for _ in range(rng.randint(0, 3)):
        made_figure = Figure.make(
            article.id,
            span(),
            rng.choice([None, 0.0, 1e300, -2.5]),
            rng.choice([None, 12.0]),
            rng.choice(list(Unit)),
            measure=rng.choice([None, "brigades"]),
            currency=rng.choice([None, "EUR"]),
            of=some(),
        )
        figure = replace(
            made_figure,
            holder=rng.choice([None, "POL,RUS:MIL"]),
            as_of=rng.choice([None, "2022"]),
            mention_id=rng.choice([None, *mentions]),
            counted=rng.choice([None, "troops"]),
            factuality=rng.choice(list(Factuality)),
            voice=rng.choice(voices),
            factuality_score=chance(),
        )
        figures.setdefault(figure.id, figure)
    return Coding(article, tuple(statements.values()), tuple(mentions.values()), tuple(figures.values()))


def codings_strategy() -> st.SearchStrategy[list[Coding]]:
    """Lists of codings with distinct articles and text of any storable characters."""
    texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
    one = st.builds(random_coding, st.integers(0, 10**6), st.none() | texts)
    return st.lists(one, max_size=4, unique_by=lambda coding: coding.article.id)
