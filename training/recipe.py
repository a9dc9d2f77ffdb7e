"""The recipe: what is read in which order, at which rates. Chosen on the training sets and news dev."""

from __future__ import annotations

import hashlib
import random
from functools import cache
from pathlib import Path

from training.examples import Example, fingerprint, read
from training.fit import Stage
from training.gold_files import GoldFiles

SECOND_EPOCHS = 4

HERE = Path(__file__).parent


def stages(files: GoldFiles, folder: Path, seed: int) -> list[Stage]:
    """First attributions in quantity with the full annotation mixed in, then mostly the full annotation, and
    at last, slowly, that with more of the real news in it.

    `folder` keeps the articles as they were read; they are read when the stage needs them.
    """

    sets = {
        "news": files.news,
        "composed": files.composed[0],
        "own": files.composed[1],
        "wikinews": files.wikinews,
        "campaign": files.campaign,
        "sentences": files.sentences[0],
        "polnear": files.polnear,
    }

    @cache
    def pool(name: str) -> list[Example]:
        return read(sets[name], name, folder)

    def made_of(before: str, *names: str) -> str:
        digest = hashlib.sha256(f"{before} {seed}".encode())
        for name in names:
            digest.update(fingerprint(sets[name], name).encode())
        for module in ("recipe.py", "network.py", "batches.py", "fit.py"):
            digest.update((HERE / module).read_bytes())
        return digest.hexdigest()

    def some(name: str, share: float, epoch: int) -> list[Example]:
        every = pool(name)
        return random.Random(seed * 100 + epoch).sample(every, int(len(every) * share))

    def first(epoch: int) -> list[Example]:
        return some("polnear", 0.4 if epoch else 1.0, epoch) + (1 if epoch else 3) * (
            pool("news") + pool("composed")
        )

    def second(epoch: int) -> list[Example]:
        plain = [e for name in ("composed", "own", "wikinews", "campaign", "sentences") for e in pool(name)]
        return 2 * pool("news") + plain + some("polnear", 1 / 8, epoch)

    def third(epoch: int) -> list[Example]:
        real = 3 * pool("news") + 2 * pool("wikinews")
        own = some("own", 1 / 2, epoch) + some("campaign", 1 / 2, epoch)
        return real + pool("composed") + pool("sentences") + own + some("polnear", 1 / 16, epoch)

    after_first = made_of("", "polnear", "news", "composed")
    after_second = made_of(after_first, *sets)
    return [
        Stage("first", after_first, 2, first, 2e-4, 1e-3, 0.2),
        Stage("second", after_second, SECOND_EPOCHS, second, 1e-4, 5e-4, 0.0),
        Stage("third", made_of(after_second, *sets), 1, third, 5e-5, 2.5e-4, 0.0),
    ]
