"""`python -m training DATA`: from gold data and the base encoder to packages/tidings-en, in one command.

Interrupted, it goes on where it was. The same seed, machine and number of threads give the same files.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from training.export import export, package, quantise
from training.fit import fit
from training.gold_files import gold_files
from training.network import Reader
from training.recipe import stages
from training.settings import choose

PACKAGE = Path(__file__).parent.parent / "packages" / "tidings-en"


def main() -> None:
    """Read the arguments and run the recipe."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the gold sets: news, composed, polnear, corpora")
    parser.add_argument("--work", type=Path, default=Path("training-work"), help="checkpoints and caches")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--package", type=Path, default=PACKAGE / "src" / "tidings_en", help="what is written"
    )
    parser.add_argument("--version", default="0.1.0")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.use_deterministic_algorithms(True)
    work = given.work / f"seed-{given.seed}"
    files = gold_files(given.data, given.work)
    torch.manual_seed(given.seed)
    reader = Reader()
    reader.words.load_base()
    for stage in stages(files, given.work / "examples", given.seed):
        fit(reader, stage, given.seed, work, lambda line: print(line, flush=True))
    single, made = work / "single", work / "tidings_en"
    export(reader, single)
    quantise(single, made)
    for folder in (single, made):
        package(folder, given.version, {"cue_bias": 0.0, "trigger_bias": 0.0})
    settings = choose(made, files.news_dev)
    for folder in (single, made):
        package(folder, given.version, settings)
    given.package.mkdir(parents=True, exist_ok=True)
    for file in made.iterdir():
        shutil.copyfile(file, given.package / file.name)
    print(f"written: {given.package}")


if __name__ == "__main__":
    main()
