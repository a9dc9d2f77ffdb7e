"""What one article tells of one event: its tellings of it, brought together before articles are compared.

A headline, a lead and a sentence further down each tell a part: who, where, how many. Put together they can
be recognised in another article, which each alone often can't.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, groupby, pairwise

import numpy as np

from tidings.link.blocking import fitting_of
from tidings.link.cluster import Pair, groups
from tidings.link.columns import Columns
from tidings.link.score import Weights
from tidings.link.telling import Telling
from tidings.link.traits import Rows, rows

Account = tuple[Telling, ...]


def accounts(tellings: Iterable[Telling], weights: Weights) -> Iterator[Account]:
    """The accounts of articles; the tellings of an article must follow one another.

    `weights` are those within articles. The accounts of an article depend on its own tellings alone.
    """
    return iter(account_rows(tellings, weights)[0])


def account_rows(tellings: Iterable[Telling], weights: Weights) -> tuple[list[Account], Rows]:
    """The accounts of articles, as `accounts` gives them, and their rows of numbers, in the same order."""
    articles = [
        sorted(article, key=lambda t: (t.start, t.mention_id))
        for _, article in groupby(tellings, key=lambda telling: telling.article_id)
    ]
    told = list(chain.from_iterable(articles))
    alone = rows([(telling,) for telling in told])
    bounds = list(pairwise(accumulate(map(len, articles), initial=0)))
    scores = _scores(alone, bounds, weights)
    found = [
        group
        for first, end in bounds
        for group in groups(
            range(first, end), scores.get(first, {}), missing=weights.missing, join=weights.join
        )
    ]
    made = [tuple(told[n] for n in group) for group in found]
    several = [n for n, account in enumerate(made) if len(account) > 1]
    table = alone[np.array([group[0] for group in found], np.int64)]
    table[several] = rows([made[n] for n in several])
    return made, table


def _scores(table: Rows, bounds: Sequence[tuple[int, int]], weights: Weights) -> dict[int, dict[Pair, int]]:
    """The scores that count of the pairs inside each stretch of rows, by its first row."""
    fits, types = fitting_of(table["types"]), table["types"]
    inside = []
    for first, end in bounds:
        one, other = np.triu_indices(end - first, 1)
        fit = (fits[first + one] & types[first + other]) != 0
        fit &= table["beside"][first + one] == table["beside"][first + other]
        inside.append(np.stack([np.full(fit.sum(), first), first + one[fit], first + other[fit]]))
    if not inside:
        return {}
    starts, one, other = np.concatenate(inside, 1)
    score = Columns(table).scores(one, other, weights)
    keep = score >= weights.least
    found: dict[int, dict[Pair, int]] = {}
    columns = (values[keep].tolist() for values in (starts, one, other, score))
    for start, a, b, value in zip(*columns, strict=True):
        found.setdefault(start, {})[a, b] = value
    return found
