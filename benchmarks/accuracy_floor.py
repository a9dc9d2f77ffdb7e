"""The accuracy that may not be lost: scores on the project's own gold set, pinned with the set's digest.

python benchmarks/accuracy_floor.py                  scores beside the pinned; exit 1 where one has fallen
python benchmarks/accuracy_floor.py --pin            pin today's scores; refuses to lower one
python benchmarks/accuracy_floor.py --pin --lower    pin them even where lower: say why in the change
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from tidings.export_and_score import score_gold

FOLDER = Path(__file__).parents[1] / "tests" / "gold"
GOLD = FOLDER / "articles.jsonl"
FLOOR = FOLDER / "floor.json"
LOSS = 0.005
"""What a score may lose against the pinned one before it counts as fallen."""


def gold_digest() -> str:
    return hashlib.sha256(GOLD.read_bytes()).hexdigest()


def todays_scores() -> dict[str, float]:
    scores = score_gold(GOLD)
    return {o.name: round(o.f1.value, 4) for o in scores.overlaps} | {
        a.name: round(a.accuracy.value, 4) for a in scores.accuracies
    }


def fallen(today: dict[str, float], pinned: dict[str, float]) -> list[str]:
    """The measures that lost more than `LOSS`, or are gone."""
    return [name for name, floor in pinned.items() if today.get(name, 0.0) < floor - LOSS]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", action="store_true")
    given = parser.parse_args()
    today = todays_scores()
    floor = json.loads(FLOOR.read_text("utf-8")) if FLOOR.exists() else {"gold_sha256": "", "scores": {}}
    lost = fallen(today, floor["scores"])
    for name, value in today.items():
        print(
            f"{name:<45} {value:.4f}  pinned {floor['scores'].get(name, '-')}",
            "LOST" if name in lost else "",
        )
    if floor["gold_sha256"] != gold_digest():
        print("the gold set is not the one that was pinned", file=sys.stderr)
    lower = [name for name, floor_ in floor["scores"].items() if today.get(name, 0.0) < floor_]
    if given.pin and lower and not given.lower:
        print(f"not pinned: lower than before are {', '.join(lower)}; --lower pins them all the same")
        return 1
    if given.pin:
        pinned = {"gold_sha256": gold_digest(), "scores": today}
        FLOOR.write_text(json.dumps(pinned, indent=1) + "\n", "utf-8")
        return 0
    return 1 if lost or floor["gold_sha256"] != gold_digest() else 0


if __name__ == "__main__":
    sys.exit(main())
