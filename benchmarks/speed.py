"""Words a second of `code` on one core: taskset -c 0 python benchmarks/speed.py GOLD.jsonl [TIMES].

The least processor time of TIMES readings (3 unless given) after one to warm up, beside that of
spaCy's part in it. Loading is left out.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tidings.code.language import analyse
from tidings.code.pipeline import code
from tidings.evaluate import read_gold
from tidings.types import Article


def seconds(step: Callable[[Iterable[Article]], Iterable[object]], articles: list[Article]) -> float:
    began = time.process_time()
    for _ in step(articles):
        pass
    return time.process_time() - began


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    articles = [coding.article for coding in read_gold(Path(sys.argv[1])).values()]
    words = sum(len(article.text.split()) for article in articles)
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    seconds(code, articles)
    whole = min(seconds(code, articles) for _ in range(times))
    parser = min(seconds(analyse, articles) for _ in range(times))
    print(f"{len(articles)} articles, {words} words")
    print(f"code, whole          {words / whole:,.0f} words/s")
    print(f"spaCy's part in it   {words / parser:,.0f} words/s")
    print(f"the rest             {words / (whole - parser):,.0f} words/s")


if __name__ == "__main__":
    main()
