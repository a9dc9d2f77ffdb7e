"""A user's own event types: precision and recall of their triggers, and how often the factuality is right.

python benchmarks/own_types.py              the half that is reported
python benchmarks/own_types.py --develop    the half that the entries were written with; -v prints each miss
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tidings.code.pipeline import code
from tidings.config import Config
from tidings.ontology import read_own_types
from tidings.types import Article, Coding, Mention

FOLDER: Final = Path(__file__).parent / "data" / "own_types"
NAMES: Final = {"V": "VESSEL_HARASSMENT", "A": "APPOINTMENT", "E": "ELECTION_CALL"}
_MARKED: Final = re.compile(r"\{([^|}]+)\|(\w) (\w+)\}")


@dataclass(frozen=True, slots=True)
class Action:
    """What is annotated: words `[start, end)` of the sentence, the own type, the factuality."""

    start: int
    end: int
    type: str
    factuality: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One invented sentence with its actions."""

    text: str
    actions: tuple[Action, ...]


def sentences(half: str) -> Iterator[Sentence]:
    """The sentences under a heading of the file."""
    heading = ""
    for line in (FOLDER / "sentences.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            heading = line[2:]
        elif heading == half and line:
            yield _sentence(line)


def _sentence(line: str) -> Sentence:
    text, actions = "", []
    after = 0
    for mark in _MARKED.finditer(line):
        text += line[after : mark.start()]
        words, type_, factuality = mark.groups()
        actions.append(Action(len(text), len(text) + len(words), NAMES[type_], factuality))
        text += words
        after = mark.end()
    return Sentence(text + line[after:], tuple(actions))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--develop", action="store_true", help="the half that the entries were written with")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what is missed or wrong")
    chosen = parser.parse_args()
    given = list(sentences("develop" if chosen.develop else "report"))
    config = Config(own_types=read_own_types(FOLDER / "types.toml"))
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, coding in zip(given, code([Article.make(s.text) for s in given], config), strict=True):
        assert isinstance(coding, Coding), coding
        _count(counts, sentence, [m for m in coding.mentions if m.own_type], verbose=chosen.verbose)
    print(f"{len(given)} invented sentences, annotated by a language model")
    print("| type | right | precision | recall | F1 | factuality |\n|---|---|---|---|---|---|")
    for name in (*NAMES.values(), "all"):
        of = {what: counts[name, what] for what in ("right", "found", "there", "factuality")}
        precision, recall = of["right"] / (of["found"] or 1), of["right"] / (of["there"] or 1)
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        shares = (precision, recall, f1, of["factuality"] / (of["right"] or 1))
        print(f"| {name} | {of['right']} of {of['there']} | " + " | ".join(f"{s:.3f}" for s in shares) + " |")


def _count(
    counts: Counter[tuple[str, str]], sentence: Sentence, found: list[Mention], *, verbose: bool
) -> None:
    """Found and annotated words count as the same where they share a character and have the same type."""
    left = list(found)
    for action in sentence.actions:
        fits = [m for m in left if m.own_type == action.type and _meets(m, action)]
        for name in (action.type, "all"):
            counts[name, "there"] += 1
            counts[name, "right"] += bool(fits)
            counts[name, "factuality"] += bool(fits) and fits[0].factuality == action.factuality
        if fits:
            left.remove(fits[0])
        if verbose and not (fits and fits[0].factuality == action.factuality):
            what = f"is {fits[0].factuality}" if fits else "missed"
            words = sentence.text[action.start : action.end]
            print(f"{what}: {words!r} ({action.type}, {action.factuality}): {sentence.text}")
    for mention in found:
        for name in (mention.own_type or "", "all"):
            counts[name, "found"] += 1
    for mention in left if verbose else ():
        print(f"wrong: {mention.trigger.quote!r} as {mention.own_type}: {sentence.text}")


def _meets(mention: Mention, action: Action) -> bool:
    return mention.trigger.start < action.end and action.start < mention.trigger.end


if __name__ == "__main__":
    main()
