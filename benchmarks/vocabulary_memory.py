"""Memory of a process that codes sentences of words that it has never met.

python benchmarks/vocabulary_memory.py [--words 150000]

Each invented sentence has 40 words of its own. Printed are, after every 15,000 words, what the process holds
and how many strings spaCy's vocabulary has: it forgets none until it is loaded again.
"""

from __future__ import annotations

import argparse

import psutil

from tidings.code import language
from tidings.code.pipeline import code
from tidings.types import Article

OWN = 40
EVERY = 15_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--words", type=int, default=150_000)
    words = parser.parse_args().words
    process = psutil.Process()
    print("| words of its own | MiB | strings |\n|--:|--:|--:|")
    for first in range(0, words, OWN):
        own = " ".join(f"Q{first + n}ab{n}" for n in range(OWN))
        for _ in code([Article.make(f"The ministry said that {own} went to Poland.")]):
            pass
        if not (first + OWN) % EVERY:
            strings = len(language._language().vocab.strings)
            print(f"| {first + OWN:,} | {process.memory_info().rss / 2**20:,.0f} | {strings:,} |", flush=True)


if __name__ == "__main__":
    main()
