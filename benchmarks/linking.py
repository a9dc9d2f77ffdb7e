"""Events linked from gold mentions against the events named there: python benchmarks/linking.py GOLD.jsonl
...

    python benchmarks/linking.py GOLD.jsonl ... [--scenes PATTERN] [--disagreements FILE.csv ...] [--wrong]
        [--given | --reader]

A gold article is in the standoff format, its mentions with the name of their event as `event` where others
tell of it too. Prints precision, recall and F1 over pairs of mentions (pairs of one article whose mentions
have no event named are left out) and over the listed disagreements (group and kind), with 95 % intervals by
bootstrap over scenes. Each scene is linked alone.

--given takes the events as they are named in gold, and so measures the disagreements alone. --reader codes
the texts anew: a mention that it finds is taken for the gold one whose trigger overlaps its own the most;
only pairs of which both are such mentions count.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import duckdb
from linking_gold import Told, as_read, given, read

from tidings.link.disagreements import Disagreement, disagreements
from tidings.link.linker import add, assignment, create
from tidings.link.telling import Telling

Counts = tuple[int, int, int]
"""Of a scene: how many are found and right, found, and in gold."""

RESAMPLES = 2000


def linked(scene: list[Told]) -> dict[str, str]:
    db = duckdb.connect()
    create(db)
    add(db, [t for told in scene for t in told.tellings])
    return assignment(db)


def pairs(scene: list[Told], events: dict[str, str]) -> Counts:
    groups = {k: g for told in scene for k, g in told.groups.items()}
    article = {t.mention_id: t.article_id for told in scene for t in told.tellings}
    by_event: defaultdict[str, list[str]] = defaultdict(list)
    for mention, event in events.items():
        by_event[event].append(mention)
    together = [p for mentions in by_event.values() for p in combinations(mentions, 2)]
    known = {k for told in scene for k in told.judged}
    judged = [
        (a, b)
        for a, b in together
        if (a in groups or b in groups or article[a] != article[b]) and a in known and b in known
    ]
    right = sum(a in groups and groups[a] == groups.get(b) for a, b in judged)
    return right, len(judged), sum(n * (n - 1) // 2 for n in Counter(groups.values()).values())


def measures(counts: Sequence[Counts]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all scenes together."""
    right, found, wanted = (sum(column) for column in zip(*counts, strict=True))
    p, r = right / max(found, 1), right / max(wanted, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def shown(counts: Sequence[Counts]) -> str:
    """The measures, in brackets the 95 % interval over drawings of as many scenes with replacement."""
    chance = random.Random(0)
    drawn = [measures(chance.choices(counts, k=len(counts))) for _ in range(RESAMPLES)]
    parts = []
    for name, value, values in zip(
        ("precision", "recall", "F1"), measures(counts), zip(*drawn, strict=True), strict=True
    ):
        ordered = sorted(values)
        low, high = (ordered[round(at * (RESAMPLES - 1))] for at in (0.025, 0.975))
        parts.append(f"{name} {value:.3f} [{low:.3f}, {high:.3f}]")
    return f"{' '.join(parts)} ({sum(wanted for _, _, wanted in counts)})"


def contradictions(scene: list[Told], events: dict[str, str]) -> list[tuple[str, Disagreement]]:
    """Each disagreement with the name of the event that most of its tellings tell of in gold."""
    groups = {k: g for told in scene for k, g in told.groups.items()}
    by_event: defaultdict[str, list[Telling]] = defaultdict(list)
    for told in scene:
        for telling in told.tellings:
            by_event[events[telling.mention_id]].append(telling)
    found = []
    for event, tellings in by_event.items():
        named = Counter(groups[t.mention_id] for t in tellings if t.mention_id in groups)
        name = named.most_common(1)[0][0] if named else event
        found += [(name, d) for d in disagreements(tellings)]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--scenes", default=".", help="regular expression that a scene's name must match")
    parser.add_argument("--disagreements", nargs="*", default=[], metavar="FILE.csv")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--given", action="store_true", help="take the events named in gold")
    how.add_argument("--reader", action="store_true", help="link what the reader finds in the texts")
    args = parser.parse_args()
    scenes: dict[str, list[Told]] = defaultdict(list)
    for told in read(args.gold):
        if re.search(args.scenes, told.scene):
            scenes[told.scene].append(told)
    results, found, quotes, named = {}, set(), {}, {}
    if args.reader:
        gold = sum(len(told.tellings) for scene in scenes.values() for told in scene)
        wanted = sum(pairs(scene, given(scene))[2] for scene in scenes.values())
        scenes = {name: as_read(scene) for name, scene in scenes.items()}
        own = sum(len(told.tellings) for scene in scenes.values() for told in scene)
        matched = sum(len(told.judged) for scene in scenes.values() for told in scene)
        print(f"{matched} of {gold} gold mentions found, among {own} of the reader; {wanted} pairs in gold")
    for name, scene in sorted(scenes.items()):
        events = given(scene) if args.given else linked(scene)
        results[name] = pairs(scene, events)
        if args.wrong:
            print(name, shown([results[name]]), file=sys.stderr)
        named[name] = {g for told in scene for g in told.groups.values()}
        for group, d in contradictions(scene, events):
            named[name].add(group)
            found.add((group, str(d.kind)))
            quotes.setdefault((group, str(d.kind)), d)
    groups = {g for scene in scenes.values() for told in scene for g in told.groups.values()}
    articles = sum(map(len, scenes.values()))
    print(f"{len(scenes)} scenes, {articles} articles, {len(groups)} events told more than once")
    print("pairs of mentions:", shown(list(results.values())))
    listed = {
        (row["group"], row["kind"])
        for path in args.disagreements
        for row in csv.DictReader(Path(path).read_text("utf-8").splitlines())
        if row["group"] in groups
    }
    if listed:
        both = found & listed
        by_scene = [
            tuple(sum(group in own for group, _ in some) for some in (both, found, listed))
            for own in named.values()
        ]
        print("disagreements:", shown(by_scene))
        for kind in sorted({k for _, k in listed | found}):
            sets = [{x for x in s if x[1] == kind} for s in (listed, found, both)]
            print(f"  {kind:11} listed {len(sets[0])} found {len(sets[1])} both {len(sets[2])}")
        if args.wrong:
            for key in sorted(found ^ listed):
                print("found" if key in found else "listed", *key, quotes.get(key, ""), file=sys.stderr)


if __name__ == "__main__":
    main()
