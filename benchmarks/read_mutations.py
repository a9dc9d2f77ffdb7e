"""Reads mutated and hostile inputs and prints what they cost: python benchmarks/read_mutations.py [COUNT]."""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "read"))

from mutants import LARGE, Figures, run_large, run_mutants


def main() -> None:
    """Print the report of one run; any uncaught exception ends it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    figures = Figures()
    run_mutants(range(count), figures)
    print(f"mutants                {figures.inputs}")
    print(f"slowest mutant         {figures.seconds:.2f} s ({figures.slowest})")
    print(f"own memory (resident)  {figures.own_bytes / 1e6:.0f} MB")
    print(f"worker memory (peak)   {figures.worker_bytes / 1e6:.0f} MB")
    large = Figures()
    run_large(large)
    print(f"large and hostile      {len(LARGE)}")
    print(f"slowest of them        {large.seconds:.2f} s ({large.slowest})")
    print(
        f"own memory (peak, with the making of the inputs) "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB"
    )
    print(f"worker memory (peak)   {large.worker_bytes / 1e6:.0f} MB")
    print(f"articles               {figures.articles + large.articles}")
    for number, n in sorted((figures.reasons + large.reasons).items()):
        print(f"{number}                {n}")


if __name__ == "__main__":
    main()
