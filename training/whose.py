"""Fits the weights by which a party that its words do not tell is given to a country or body.

    python -m training.whose DATA

Multinomial logistic regression with an L2 penalty over the candidates of each party (`tidings.code.whose`),
by L-BFGS, on gold articles and sentences that the installed reader was not trained on, with gold triggers and
spans given. Prints how often the likeliest is right in five-fold cross-validation over articles, and writes
`src/tidings/code/data/whose.toml`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tidings.code import whose
from tidings.code.actors import Cast
from tidings.code.analysis import Analysis, Pointed
from tidings.code.figures import find_figures
from tidings.code.introductions import key_of
from tidings.code.language import analyse
from tidings.code.reader import read_article
from tidings.code.resolution import resolve
from tidings.code.statements import find_statements
from tidings.code.whose import Clues
from tidings.evaluate import read_gold
from tidings.gazetteer import countries
from tidings.types import Coding, Mention, Party, Span
from training.gold_files import gold_files

WEIGHTS = Path(__file__).parent.parent / "src" / "tidings" / "code" / "data" / "whose.toml"
PENALTY = 0.01
"""Of the squared weights, against the mean loss of a party; chosen by cross-validation."""

FOLDS = 5
SHARE, ENOUGH = 0.5, 12
"""A sector is usual for parties left out where it has this share of so many or more in gold articles."""

HEAD = """# Weights of what speaks for a candidate (see whose.py): python -m training.whose
# Fitted on {parties} parties of {articles} gold articles that the reader was not trained on;
# the likeliest candidate is right in {share:.1%} of them in five-fold cross-validation.

[weights]
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One party: what speaks for each candidate, and which are right."""

    article: int
    kind: str
    evidence: tuple[dict[str, float], ...]
    right: tuple[bool, ...]


def choices(gold: Sequence[Coding]) -> Iterator[Choice]:
    """The parties of gold articles whose words do not tell who they are."""
    for number, coding in enumerate(gold):
        analysis = next(analyse([coding.article]))
        analysis = read_article(find_figures(find_statements(analysis)), triggers=coding.mentions)
        yield from _of_article(number, coding, analysis)


def _of_article(number: int, coding: Coding, analysis: Analysis) -> Iterator[Choice]:
    found = {(m.trigger.start, m.type): m for m in analysis.mentions}
    told = tuple(_bare(m, found) for m in coding.mentions)
    bare = replace(analysis, mentions=told)
    cast, resolved = _Asked.of(bare), resolve(bare).mentions
    for mention, given, before in zip(told, coding.mentions, (None, *resolved), strict=False):
        read = found.get((mention.trigger.start, mention.type))
        if read is None:
            continue
        pointed = analysis.pointed[read.id]
        for role, parties, at in (
            ("actor", given.actors, pointed[0]),
            ("recipient", given.recipients, pointed[1]),
        ):
            for span in dict.fromkeys(p.span for p in parties if p.span):
                wanted = {key_of(p.code) for p in parties if p.span == span and p.code}
                yield from _choice(number, cast.asked_by(span, role, mention, at, before), wanted)


def _choice(number: int, asked: Sequence[Clues], wanted: set[str]) -> Iterator[Choice]:
    for clues in asked:
        names = whose.candidates(clues)
        right = tuple(n in wanted for n in names)
        if any(right):
            yield Choice(number, clues.kind, tuple(whose.evidence(clues, n) for n in names), right)


class _Asked(Cast):
    """A cast that tells what it would decide by."""

    def asked_by(
        self, span: Span, role: str, mention: Mention, pointed: Pointed, before: Mention | None
    ) -> list[Clues]:
        """The clues to one party; none where its words tell who it is."""
        self.asked: list[Clues] = []
        self.parties(span, role, mention, pointed, before)
        return self.asked

    def _clues(self, *given: Any) -> Clues:
        clues = super()._clues(*given)
        self.asked.append(clues)
        return clues


def _bare(mention: Mention, found: Mapping[tuple[int, str], Mention]) -> Mention:
    """A gold mention with the spans of its parties and what the reader says it is called."""
    read = found.get((mention.trigger.start, mention.type), mention)
    actors, recipients = _spans(mention.actors), _spans(mention.recipients)
    return replace(mention, id=read.id, actors=actors, recipients=recipients)


def _spans(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    return tuple(Party(span, None) for span in dict.fromkeys(p.span for p in parties) if span)


def fit(rows: Sequence[Choice], penalty: float = PENALTY) -> dict[str, float]:
    """The weights under which the right candidates are likeliest."""
    names = sorted({name for row in rows for e in row.evidence for name in e})
    place = {name: n for n, name in enumerate(names)}
    width = max(len(row.right) for row in rows)
    values = torch.zeros(len(rows), width, len(names))
    real, right = torch.zeros(len(rows), width), torch.zeros(len(rows), width)
    for n, row in enumerate(rows):
        for c, evidence in enumerate(row.evidence):
            real[n, c], right[n, c] = 1, float(row.right[c])
            for name, value in evidence.items():
                values[n, c, place[name]] = value
    weights = torch.zeros(len(names), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = values @ weights
        every = scores.masked_fill(real == 0, -1e4).logsumexp(-1)
        good = scores.masked_fill(right == 0, -1e4).logsumexp(-1)
        total = (every - good).mean() + penalty * (weights**2).sum() / 10
        total.backward()
        return total

    optimizer.step(loss)
    return dict(zip(names, weights.detach().tolist(), strict=True))


def usual_sectors(paths: Sequence[Path]) -> dict[str, str]:
    """The usual sector of the parties that each kind of action leaves out."""
    seen: dict[str, Counter[str]] = {}
    for path in paths:
        for mention in (m for coding in read_gold(path).values() for m in coding.mentions):
            for role, parties in (("actor", mention.actors), ("recipient", mention.recipients)):
                key = " ".join(filter(None, (mention.type, mention.mode, role)))
                for country, _, sector in ((p.code or "").partition(":") for p in parties if p.span is None):
                    if country in countries():
                        seen.setdefault(key, Counter())[sector or "GOV"] += 1
    most = {key: (count.most_common(1)[0], count.total()) for key, count in sorted(seen.items())}
    return {
        key: sector
        for key, ((sector, number), total) in most.items()
        if sector != "GOV" and total >= ENOUGH and number >= SHARE * total
    }


def hits(rows: Sequence[Choice], weights: dict[str, float]) -> list[bool]:
    """For each row whether the likeliest candidate is right."""
    out = []
    for row in rows:
        scores = [sum(weights.get(k, 0.0) * v for k, v in e.items()) for e in row.evidence]
        out.append(row.right[int(np.argmax(scores))])
    return out


def main() -> None:
    """Read the articles, cross-validate, fit on all, write."""
    parser = argparse.ArgumentParser(prog="python -m training.whose", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the gold sets")
    parser.add_argument("--work", type=Path, default=Path("training-work"))
    parser.add_argument("--penalty", type=float, default=PENALTY)
    parser.add_argument("--write", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    files = gold_files(given.data, given.work)
    gold = [coding for path in (files.held_out, files.sentences[1]) for coding in read_gold(path).values()]
    rows = list(choices(gold))
    found: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        weights = fit([r for r in rows if r.article % FOLDS != fold], given.penalty)
        kept = [r for r in rows if r.article % FOLDS == fold]
        for row, hit in zip(kept, hits(kept, weights), strict=True):
            found.setdefault(row.kind, []).append(hit)
    for kind, kinds in sorted(found.items()):
        print(f"{kind:<10} {np.mean(kinds):.3f} of {len(kinds)}")
    every = [hit for kinds in found.values() for hit in kinds]
    share = float(np.mean(every))
    print(f"all        {share:.3f} of {len(every)}")
    weights = fit(rows, given.penalty)
    lines = [f'"{name}" = {value:.3f}\n' for name, value in sorted(weights.items()) if abs(value) >= 0.005]
    head = HEAD.format(parties=len(rows), articles=len(gold), share=share)
    sectors = usual_sectors([files.news, *files.composed, files.held_out])
    told = [f'"{key}" = "{sector}"\n' for key, sector in sectors.items()]
    text = "".join([head, *lines, "\n[sectors]\n", *told])
    given.write.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
