"""Fits the weights by which two tellings are taken for one event.

    python -m training.link GOLD.jsonl ... [--scenes PATTERN]

Logistic regression with an L2 penalty over the candidate pairs of the gold articles' mentions
(`tidings.link.evidence`), by L-BFGS, and with less weight over those of the mentions that the installed
model finds in the same articles, so that what it misses is known to be missed. Prints pairwise F1 on either,
each writer's scenes (by the first letters of their names) left out in turn, and writes
`src/tidings/link/data/weights.toml`.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
from benchmarks.linking_gold import Told, as_read, read
from numpy.typing import NDArray
from scipy.optimize import minimize

from tidings.link.accounts import Account, accounts
from tidings.link.blocking import candidates_of, fitting_of, keys
from tidings.link.evidence import EVIDENCE, Reals, Truths, evidence
from tidings.link.linker import add, assignment, create
from tidings.link.score import Linking, Weights
from tidings.link.telling import Telling
from tidings.link.traits import Rows, rows

Places: TypeAlias = NDArray[np.int64]
Counts: TypeAlias = tuple[int, int, int]

WEIGHTS = Path(__file__).parent.parent / "src" / "tidings" / "link" / "data" / "weights.toml"
PENALTY = 0.3
"""Of the squared weights, against the summed loss of the pairs."""
LEAST = MISSING = {"within": -3000, "across": -1500}
JOIN = {"within": 750, "across": -600}
"""The mean score above which groups are joined, in thousandths. Within an article only what is sure is
joined: the rest is decided with what other articles tell. Chosen by leaving out each writer in turn, among
250 to 1,500 and 0 to -800."""
LATER = {"within": 500, "across": 0}
"""What is added to the score of two accounts of one article when events are formed (0 to 1,500
were tried in the same way)."""
READ = {"within": 1.0, "across": 0.3}
"""What a pair of mentions that the model finds counts beside one that is annotated, chosen by leaving
out each writer in turn."""
ONLY_WITHIN = {"near", "headline"}
ONLY_ACROSS = {
    "parties",
    "about",
    "stem_about",
    "type_about",
    "no_actor_about",
    "denied_about",
    "copied",
    "report_apart",
}
CONNECT = 500
FIRST_DAY = date(2020, 1, 1)
HEAD = """# Weights of the evidence that two tellings are of one event (see evidence.py).
# Fitted by python -m training.link on {articles} gold articles of {scenes} scenes, as annotated and as the
# model reads them: {within} pairs of tellings of one article, and {across} pairs of what two articles tell.
# Leaving out one writer after the other, mean F1 over pairs of mentions: {gold:.3f} as annotated,
# {read:.3f} as read.
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """The articles of one scene: the tellings of each, and the event of each mention that has one.

    `judged` are the mentions of which gold says to what event they belong.
    """

    articles: tuple[tuple[Telling, ...], ...]
    groups: Mapping[str, str]
    judged: frozenset[str]

    @classmethod
    def of(cls, told: Sequence[Told]) -> Scene:
        """The scene of these articles."""
        return cls(
            tuple(article.tellings for article in told),
            {k: g for article in told for k, g in article.groups.items()},
            frozenset(k for article in told for k in article.judged),
        )

    def moved(self, start: date) -> Scene:
        """The scene with all its days moved so that its first report is of that day."""
        by = start - min(t.published for told in self.articles for t in told if t.published is not None)

        def later(t: Telling) -> Telling:
            days = {f: v + by for f in ("published", "first", "last") if (v := getattr(t, f)) is not None}
            return replace(t, **days)

        return Scene(tuple(tuple(map(later, told)) for told in self.articles), self.groups, self.judged)

    def within(self) -> tuple[Reals, Truths]:
        """Evidence for the pairs of each article, and whether they are one event.

        Pairs of which neither is told elsewhere are left out: nobody judged them.
        """
        pairs = [
            (a, b)
            for article in self.articles
            for a, b in combinations(sorted(article, key=lambda t: t.start), 2)
            if (a.mention_id in self.groups or b.mention_id in self.groups)
            and {a.mention_id, b.mention_id} <= self.judged
        ]
        one, other = rows([(a,) for a, _ in pairs]), rows([(b,) for _, b in pairs])
        keep = np.flatnonzero(fitting_of(one["types"]) & other["types"])
        same = [self._event(pairs[n][0]) == self._event(pairs[n][1]) for n in keep]
        return _columns(one[keep], other[keep]), np.array(same, np.bool_)

    def across(self, weights: Weights) -> tuple[Reals, Truths]:
        """Evidence for the candidate pairs of accounts, and whether most of both tell of one event.

        Accounts of which nothing was judged are left out.
        """
        every = [account for article in self.articles for account in accounts(article, weights)]
        told = [account for account in every if any(t.mention_id in self.judged for t in account)]
        one, other, table = candidates(told)
        event = [
            Counter(self._event(t) for t in account if t.mention_id in self.judged).most_common(1)[0][0]
            for account in told
        ]
        same = [event[a] == event[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)]
        return _columns(table[one], table[other]), np.array(same, np.bool_)

    def _event(self, telling: Telling) -> str:
        return self.groups.get(telling.mention_id, telling.mention_id)


def by_writer(scenes: Mapping[str, Scene]) -> list[Scene]:
    """The scenes of each writer as one."""
    found: defaultdict[str, list[Scene]] = defaultdict(list)
    for name, scene in scenes.items():
        found[_writer(name)].append(scene)
    return [together(of_one) for of_one in found.values()]


def together(scenes: Iterable[Scene]) -> Scene:
    """The scenes as if they had all begun on one day: what is not of one event is as common as where some
    ten crises go on at once."""
    moved = [scene.moved(FIRST_DAY) for scene in scenes]
    groups = {k: g for scene in moved for k, g in scene.groups.items()}
    judged = frozenset[str]().union(*(scene.judged for scene in moved))
    return Scene(tuple(told for scene in moved for told in scene.articles), groups, judged)


def candidates(told: Sequence[Account]) -> tuple[Places, Places, Rows]:
    """The places of the candidate pairs among accounts of two articles, and the accounts' rows."""
    table = rows(told)
    db = duckdb.connect()
    create(db)
    db.register("new_keys", keys(table))
    db.execute("INSERT INTO account_keys SELECT * FROM new_keys")
    pairs = candidates_of(db, table["number"])
    at = {number: n for n, number in enumerate(table["number"].tolist())}
    named = ((at[p["one"]], at[p["other"]]) for p in pairs.to_pylist())
    found = sorted(pair for pair in named if table["article"][pair[0]] != table["article"][pair[1]])
    one, other = np.array(found, np.int64).reshape(-1, 2).T
    return one, other, table


def _columns(one: Rows, other: Rows) -> Reals:
    found = evidence(one, other)
    return np.stack([found[name] for name in EVIDENCE], 1)


def fitted(
    data: Sequence[tuple[Reals, Truths]],
    kind: str,
    penalty: float = PENALTY,
    worth: Sequence[float] | None = None,
) -> Weights:
    """The weights for `within` or `across`; `worth` says what a pair of each of the data counts (1)."""
    x = np.concatenate([evidence for evidence, _ in data])
    sign = np.where(np.concatenate([same for _, same in data]), 1.0, -1.0)
    counts = np.repeat(worth or [1.0] * len(data), [len(same) for _, same in data])
    unused = ONLY_ACROSS if kind == "within" else ONLY_WITHIN
    x[:, [EVIDENCE.index(name) for name in unused]] = 0.0
    x = np.hstack([x, np.ones((len(x), 1))])

    def loss(w: Reals) -> tuple[float, Reals]:
        z = (x @ w) * sign
        chance = counts / (1 + np.exp(np.clip(z, -50, 50)))
        slope = -(x * (sign * chance)[:, None]).sum(0)
        slope[:-1] += penalty * w[:-1]
        return float((counts * np.logaddexp(0, -z)).sum() + penalty * (w[:-1] ** 2).sum() / 2), slope

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = {n: round(float(w), 3) for n, w in zip(EVIDENCE, best, strict=False)}
    return Weights(weights, round(float(best[-1]), 3), LEAST[kind], MISSING[kind], JOIN[kind], CONNECT,
                   LATER[kind])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights, and on how many pairs of one article and of two they were fitted."""

    linking: Linking
    within: int
    across: int


def fitted_on(gold: Mapping[str, Scene], found: Mapping[str, Scene]) -> Fitted:
    """The weights from scenes as annotated, and the same as the model reads them, by their names."""
    inside = [[scene.within() for scene in scenes.values()] for scenes in (gold, found)]
    within = _weighed(inside, "within")
    outside = [[scene.across(within) for scene in by_writer(scenes)] for scenes in (gold, found)]
    across = _weighed(outside, "across")
    pairs = (sum(len(same) for some in data for _, same in some) for data in (inside, outside))
    return Fitted(Linking(within, across), *pairs)


def _weighed(data: Sequence[Sequence[tuple[Reals, Truths]]], kind: str) -> Weights:
    """The weights from data as annotated and as read."""
    gold, found = data
    return fitted([*gold, *found], kind, worth=[1.0] * len(gold) + [READ[kind]] * len(found))


def counted(scene: Scene, events: Mapping[str, str], own: Scene) -> Counts:
    """Pairs of mentions that are rightly together, together, and of one event in gold.

    Only pairs with a mention of the scene `own` count. Pairs that nobody judged are left out, among them
    those of one article whose mentions have no event named.
    """
    article = {t.mention_id: t.article_id for told in scene.articles for t in told}
    by_event: defaultdict[str, list[str]] = defaultdict(list)
    for mention, event in events.items():
        by_event[event].append(mention)
    together = [p for ms in by_event.values() for p in combinations(ms, 2)]
    named, known = scene.groups, scene.judged
    ours = {t.mention_id for told in own.articles for t in told}
    judged = [
        (a, b)
        for a, b in together
        if (a in ours or b in ours)
        and (a in named or b in named or article[a] != article[b])
        and a in known
        and b in known
    ]
    right = sum(a in named and named[a] == named.get(b) for a, b in judged)
    sizes = Counter(own.groups.values()).values()
    return right, len(judged), sum(n * (n - 1) // 2 for n in sizes)


def f1(counts: Sequence[Counts]) -> tuple[float, float, float]:
    """Precision, recall and F1 of summed counts."""
    right, found, wanted = (sum(column) for column in zip(*counts, strict=True))
    p, r = right / max(found, 1), right / max(wanted, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def events(scene: Scene, linking: Linking) -> dict[str, str]:
    """The events of a scene's mentions, by their ids."""
    db = duckdb.connect()
    create(db)
    add(db, [t for article in scene.articles for t in article], linking)
    return assignment(db)


def left_out(gold: Mapping[str, Scene], found: Mapping[str, Scene]) -> tuple[dict[str, float], ...]:
    """F1 of each writer's scenes, as annotated and as read, with weights from the others' scenes."""
    scores: tuple[dict[str, float], ...] = ({}, {})
    for writer in sorted({_writer(name) for name in gold}):
        others = [name for name in gold if _writer(name) != writer]
        linking = fitted_on({n: gold[n] for n in others}, {n: found[n] for n in others}).linking
        for scenes, result in zip((gold, found), scores, strict=True):
            own = [scene for name, scene in scenes.items() if _writer(name) == writer]
            result[writer] = f1([counted(scene, events(scene, linking), scene) for scene in own])[2]
    return scores


def _writer(scene: str) -> str:
    """Who wrote a scene: *K* of *K-A*."""
    return scene.partition("-")[0]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--scenes", default=".", help="regular expression that a scene's name must match")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    args = parser.parse_args(arguments)
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for article in read(args.gold):
        if re.search(args.scenes, article.scene):
            told[article.scene].append(article)
    gold = {name: Scene.of(articles) for name, articles in told.items()}
    found = {name: Scene.of(as_read(articles)) for name, articles in told.items()}
    scores = left_out(gold, found)
    for kind, of_writer in zip(("as annotated", "as read"), scores, strict=True):
        print(kind, "  ".join(f"{writer} {score:.3f}" for writer, score in of_writer.items()))
    best = fitted_on(gold, found)
    means = [sum(of_writer.values()) / len(of_writer) for of_writer in scores]
    head = HEAD.format(
        articles=sum(map(len, told.values())), scenes=len(told), within=best.within, across=best.across,
        gold=means[0], read=means[1],
    )  # fmt: skip
    text = head + _toml("within", best.linking.within) + _toml("across", best.linking.across)
    if args.dry:
        print(text)
    else:
        WEIGHTS.write_text(text, "utf-8")


def _toml(name: str, weights: Weights) -> str:
    numbers = f"bias = {weights.bias:.3f}\nleast = {weights.least}\nmissing = {weights.missing}\n"
    body = "".join(f"{key} = {value:.3f}\n" for key, value in weights.weights.items() if value)
    return (
        f"\n[{name}]\n{numbers}join = {weights.join}\nconnect = {weights.connect}\n"
        f"later = {weights.later}\n\n[{name}.weights]\n{body}"
    )


if __name__ == "__main__":
    main()
