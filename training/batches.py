"""Batches of windows as tensors, and the losses on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as nn

from tidings.model.layout import UNKNOWN
from tidings.model.outlook import distances
from training.examples import Example, Predicate
from training.network import Reader


def padded(rows: list[np.ndarray], value: int) -> Tensor:
    """Rows of different length as one tensor."""
    width = max(len(r) for r in rows)
    out = np.full((len(rows), width, *rows[0].shape[1:]), value, np.int64)
    for number, row in enumerate(rows):
        out[number, : len(row)] = row
    return torch.from_numpy(out)


@dataclass(slots=True)
class Weights:
    """How much each loss counts; tags seen from a predicate are summed over words and shared out by 20."""

    cue: float = 1.0
    trigger: float = 1.5
    type: float = 0.4
    kind: float = 0.1
    statement: float = 1.0
    mention: float = 1.0
    country: float = 0.15
    mode: float = 0.1
    factuality: float = 0.25
    historical: float = 0.1
    figure: float = 0.1


def loss_of(
    reader: Reader, batch: list[Example], weights: Weights, rng: np.random.Generator, drop: float = 0.15
) -> dict[str, Tensor]:
    """The losses of a batch by name, weighted; features and rules are hidden at random with chance `drop`."""
    ids = padded([e.pieces for e in batch], 0)
    mask = padded([np.ones(len(e.pieces), np.int64) for e in batch], 0)
    # a masked piece now and then keeps the network from leaning on single words
    hidden = torch.from_numpy(rng.random(ids.shape) < 0.03) & (ids > 200)
    ids = torch.where(hidden, torch.full_like(ids, 103), ids)
    features = padded([e.features for e in batch], 0)
    keep = torch.from_numpy((rng.random((len(batch), features.shape[-1])) >= drop).astype(np.float32))
    words, cue, trigger, type_ = reader.words(ids, padded([e.heads for e in batch], 0), features, mask, keep)
    losses = {
        "cue": weights.cue * 10 * _cross(cue, padded([e.cue for e in batch], UNKNOWN)),
        "trigger": weights.trigger * 10 * _cross(trigger, padded([e.trigger for e in batch], UNKNOWN)),
    }
    real = padded([np.ones(len(e.heads), np.int64) for e in batch], 0).unsqueeze(-1).to(words.dtype)
    found = [(n, p) for n, e in enumerate(batch) for p in e.cues]
    if found:
        tags, kind = reader.statements(words, *_seen(words.shape[1], found, rng, drop), None, real)
        losses["statement"] = weights.statement * _summed(tags, found)
        losses["kind"] = weights.kind * 10 * _judged(kind, found, "kind")
    found = [(n, p) for n, e in enumerate(batch) for p in e.triggers]
    if found:
        types = torch.tensor([p.labels["type"] for _, p in found])
        own = torch.stack([type_[n, p.first : p.last].mean(0) for n, p in found])
        losses["type"] = weights.type * 10 * nn.cross_entropy(own, types)
        tags, mode, factuality, historical, named = reader.mentions(
            words, *_seen(words.shape[1], found, rng, drop), types, real
        )
        losses["mention"] = weights.mention * _summed(tags, found)
        losses["country"] = weights.country * 10 * _pointed(named, found)
        losses["mode"] = weights.mode * 10 * _judged(mode, found, "mode")
        losses["factuality"] = weights.factuality * 10 * _judged(factuality, found, "factuality")
        losses["historical"] = weights.historical * 10 * _judged(historical, found, "historical")
    found = [(n, p) for n, e in enumerate(batch) for p in e.figures]
    if found:
        own = torch.stack([torch.cat([words[n, p.first], words[n, p.last - 1]]) for n, p in found])
        losses["figure"] = weights.figure * 10 * _judged(reader.figures(own), found, "factuality")
    return losses


def _seen(
    width: int, found: list[tuple[int, Predicate]], rng: np.random.Generator, drop: float
) -> tuple[Tensor, ...]:
    rows = torch.tensor([n for n, _ in found])
    first = torch.tensor([p.first for _, p in found])
    last = torch.tensor([p.last - 1 for _, p in found])
    far = torch.from_numpy(
        distances(first.numpy()[:, None], last.numpy()[:, None] + 1, np.arange(width)[None])
    )
    path = _wide([p.path for _, p in found], width)
    rule = _wide([p.rule for _, p in found], width)
    path = path * torch.from_numpy(rng.random((len(found), 1)) >= drop)
    rule = rule * torch.from_numpy(rng.random((len(found), 1)) >= 2 * drop)
    return rows, first, last, far, path, rule


def _wide(rows: list[np.ndarray | None], width: int, value: int = 0) -> Tensor:
    out = np.full((len(rows), width), value, np.int64)
    for number, row in enumerate(rows):
        if row is not None:
            out[number, : len(row)] = row
    return torch.from_numpy(out)


def _cross(logits: Tensor, labels: Tensor) -> Tensor:
    if bool((labels == UNKNOWN).all()):
        return logits.sum() * 0
    return nn.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=UNKNOWN)


def _summed(tags: Tensor, found: list[tuple[int, Predicate]]) -> Tensor:
    labels = _wide([p.tags for _, p in found], tags.shape[1], UNKNOWN)
    total = nn.cross_entropy(tags.flatten(0, 1), labels.flatten(), ignore_index=UNKNOWN, reduction="sum")
    return total / len(found) / 20 * 3


def _pointed(scores: Tensor, found: list[tuple[int, Predicate]]) -> Tensor:
    """Minus the log of the chance given to words that name the right country, or to nobody."""
    total, count = scores.sum() * 0, 0
    for role in range(2):
        chosen = [n for n, (_, p) in enumerate(found) if p.right[role] is not None]
        if not chosen:
            continue
        width = scores.shape[1]
        open_ = np.zeros((len(chosen), width), np.bool_)
        right = np.zeros((len(chosen), width), np.bool_)
        for row, n in enumerate(chosen):
            predicate = found[n][1]
            open_[row, 0] = True
            open_[row, 1 : len(predicate.named) + 1] = predicate.named
            right[row, : len(predicate.right[role])] = predicate.right[role]
        own = scores[chosen, :, role]
        every = own.masked_fill(~torch.from_numpy(open_), -1e4).logsumexp(-1)
        good = own.masked_fill(~torch.from_numpy(right), -1e4).logsumexp(-1)
        total = total + (every - good).sum()
        count += len(chosen)
    return total / max(count, 1)


def _judged(logits: Tensor, found: list[tuple[int, Predicate]], name: str) -> Tensor:
    labels = torch.tensor([p.labels[name] for _, p in found])
    if bool((labels == UNKNOWN).all()):
        return logits.sum() * 0
    return nn.cross_entropy(logits, labels, ignore_index=UNKNOWN)
