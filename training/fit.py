"""Fits the network in stages, with checkpoints to go on from."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training.batches import Weights, loss_of
from training.examples import Example
from training.network import Reader

BATCH = 8
SAVE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass: `pool` says which windows an epoch reads; learning rates fall linearly to `floor`.

    `made_of` is a digest of all that decides its result; a checkpoint of another is never taken.
    """

    name: str
    made_of: str
    epochs: int
    pool: Callable[[int], list[Example]]
    encoder_rate: float
    head_rate: float
    floor: float


def fit(reader: Reader, stage: Stage, seed: int, folder: Path, log: Callable[[str], None] = print) -> None:
    """Fit through a stage; goes on from the checkpoint in `folder` where an earlier run was interrupted.

    The same seed gives the same weights on the same machine with the same number of threads.
    """
    done = folder / f"{stage.name}-{stage.made_of[:12]}.pt"
    if done.exists():
        reader.load_state_dict(torch.load(done))
        log(f"{stage.name}: done before")
        return
    plan = [
        batch for epoch in range(stage.epochs) for batch in _batches(stage.pool(epoch), seed * 1000 + epoch)
    ]
    for parameter in reader.words.encoder.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False
    inner = [p for p in reader.words.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in reader.words.encoder.parameters()}
    outer = [p for p in reader.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": inner, "lr": stage.encoder_rate}, {"params": outer, "lr": stage.head_rate}],
        weight_decay=0.01,
    )
    warm = max(1, len(plan) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm, stage.floor + (1 - stage.floor) * max(0.0, 1 - step / len(plan))),
    )
    part, start = done.with_suffix(".part"), 0
    if part.exists():
        state = torch.load(part)
        reader.load_state_dict(state["reader"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        start = state["step"]
    reader.train()
    saved, told, sums, count, read = time.monotonic(), time.monotonic(), defaultdict(float), 0, 0
    for step in range(start, len(plan)):
        torch.manual_seed(seed * 1_000_003 + step)
        losses = loss_of(reader, plan[step], Weights(), np.random.default_rng((seed, step)))
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_([*inner, *outer], 1.0)
        optimizer.step()
        schedule.step()
        count += 1
        read += sum(len(e.pieces) for e in plan[step])
        for name, value in losses.items():
            sums[name] += float(value.detach())
        if count == 50 or step == len(plan) - 1:
            rate = read / (time.monotonic() - told)
            told, read = time.monotonic(), 0
            log(
                f"{stage.name} {step + 1}/{len(plan)} {rate:.0f} pieces/s "
                + " ".join(f"{k} {v / count:.2f}" for k, v in sums.items())
            )
            sums.clear()
            count = 0
        if time.monotonic() - saved > SAVE_SECONDS:
            _store(
                part,
                {
                    "reader": reader.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step + 1,
                },
            )
            saved = time.monotonic()
    _store(done, reader.state_dict())
    part.unlink(missing_ok=True)


def _store(path: Path, state: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(path)


def _batches(pool: list[Example], seed: int) -> list[list[Example]]:
    """The pool in random batches of windows of like length."""
    chance = random.Random(seed)
    order = sorted(pool, key=lambda e: len(e.pieces) + chance.uniform(-60, 60))
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    chance.shuffle(batches)
    return batches
