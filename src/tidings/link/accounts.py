"""What one article tells of one event: its tellings of it, brought together before articles are compared.

A headline, a lead and a sentence further down each tell a part: who, where, how many. Put together they can
be recognised in another article, which each alone often can't.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby

import numpy as np

from tidings.link.blocking import fitting
from tidings.link.cluster import groups
from tidings.link.score import Weights
from tidings.link.telling import Telling
from tidings.link.traits import rows

Account = tuple[Telling, ...]


def accounts(tellings: Iterable[Telling], weights: Weights) -> Iterator[Account]:
    """The accounts of articles; the tellings of an article must follow one another.

    `weights` are those within articles. The accounts of an article depend on its own tellings alone.
    """
    for _, article in groupby(tellings, key=lambda telling: telling.article_id):
        yield from _of_article(sorted(article, key=lambda t: (t.start, t.mention_id)), weights)


def _of_article(told: list[Telling], weights: Weights) -> Iterator[Account]:
    table = rows([(telling,) for telling in told])
    pairs = [p for p in combinations(range(len(told)), 2) if fitting(table[p[0]], table[p[1]])]
    scores: dict[tuple[int, int], int] = {}
    if pairs:
        one, other = np.array(pairs).T
        found = weights.scores(table[one], table[other]).tolist()
        scores = {pair: score for pair, score in zip(pairs, found, strict=True) if score >= weights.least}
    for group in groups(range(len(told)), scores, missing=weights.missing, join=weights.join):
        yield tuple(told[n] for n in group)
