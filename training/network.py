"""The network: one encoder, tags of cues and triggers, and what each cue and trigger sees in its window."""

from __future__ import annotations

import json

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from tidings.model.layout import (
    FACTUALITIES,
    FOUND_TAGS,
    KINDS,
    MENTION_TAGS,
    MODES,
    PAIR_FEATURES,
    STATEMENT_TAGS,
    TYPES,
    WORD_FEATURES,
)
from training.base import base_folder

EMBEDDED = 16
"""Numbers per value of a feature."""

SEEN = 160
"""Width of a word as seen from a predicate."""

DISTANCES = 24
"""Buckets of how many words lie between a predicate and a word, with sign."""


class Words(nn.Module):
    """Word pieces and features of a window to one vector a word and the tags of cues, triggers and types."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(**json.loads((base_folder() / "config.json").read_text("utf-8")))
        # on a CPU drawing the dropout of attention costs a quarter of the time
        config.attention_probs_dropout_prob = 0.0
        config._attn_implementation = "sdpa"
        self.encoder = BertModel(config, add_pooling_layer=False)
        size = config.hidden_size
        self.features = nn.ModuleList(nn.Embedding(n, EMBEDDED) for n in WORD_FEATURES.values())
        self.join = nn.Linear(EMBEDDED * len(WORD_FEATURES), size)
        self.norm = nn.LayerNorm(size)
        self.near = nn.ModuleList(nn.Conv1d(size, size, 3, padding=1) for _ in range(2))
        self.after = nn.ModuleList(nn.LayerNorm(size) for _ in range(2))
        self.dropout = nn.Dropout(0.15)
        self.cue = nn.Linear(size, len(FOUND_TAGS))
        self.trigger = nn.Linear(size, len(FOUND_TAGS))
        self.event_type = nn.Sequential(
            nn.Linear(size, size), nn.GELU(), nn.Dropout(0.15), nn.Linear(size, len(TYPES))
        )
        self.size = size

    def load_base(self) -> None:
        """Take the base encoder's weights."""
        weights = load_file(base_folder() / "model.safetensors")
        own = self.encoder.state_dict()
        weights = {k: v for k, v in weights.items() if k in own}
        missing = [k for k in own if k not in weights and "position_ids" not in k]
        if missing:
            raise SystemExit(f"the base encoder lacks {missing[:3]}")
        self.encoder.load_state_dict(weights, strict=False)

    def forward(
        self,
        pieces: Tensor,
        heads: Tensor,
        features: Tensor,
        mask: Tensor | None = None,
        keep: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Shapes: pieces, mask (windows, pieces); heads (windows, words); features (windows, words, n)."""
        mask = torch.ones_like(pieces) if mask is None else mask
        hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        hidden = torch.gather(hidden, 1, heads.unsqueeze(-1).expand(-1, -1, self.size))
        said = [e(features[..., i]) for i, e in enumerate(self.features)]
        if keep is not None:
            said = [s * keep[:, i].view(-1, 1, 1) for i, s in enumerate(said)]
        words = self.norm(hidden + self.join(torch.cat(said, -1)))
        real = (heads > 0).unsqueeze(-1).to(words.dtype)
        words = self.dropout(words) * real
        for near, after in zip(self.near, self.after, strict=True):
            words = (
                after(words + self.dropout(nn.functional.gelu(near(words.transpose(1, 2)).transpose(1, 2))))
                * real
            )
        return words, self.cue(words), self.trigger(words), self.event_type(words)


class Sight(nn.Module):
    """Tags every word of a window as seen from a predicate in it, and judges the predicate itself."""

    def __init__(self, size: int, tags: int, judged: dict[str, int], kinds: int = 0) -> None:
        super().__init__()
        self.own = nn.Linear(2 * size, SEEN)
        self.word = nn.Linear(size, SEEN)
        self.distance = nn.Embedding(DISTANCES, SEEN)
        self.path = nn.Embedding(PAIR_FEATURES["path"], SEEN)
        self.rule = nn.Embedding(PAIR_FEATURES["rule"], SEEN)
        self.kind = nn.Embedding(kinds, SEEN) if kinds else None
        self.near = nn.ModuleList(nn.Conv1d(SEEN, SEEN, 3, padding=d, dilation=d) for d in (1, 2))
        self.norm = nn.ModuleList(nn.LayerNorm(SEEN) for _ in range(3))
        self.tags = nn.Linear(SEEN, tags)
        self.judge = nn.ModuleDict(
            {
                name: nn.Sequential(
                    nn.Linear(2 * size + (SEEN if kinds else 0), 192),
                    nn.GELU(),
                    nn.Dropout(0.15),
                    nn.Linear(192, n),
                )
                for name, n in judged.items()
            }
        )
        self.dropout = nn.Dropout(0.15)
        self.point = nn.Linear(SEEN, 2) if kinds else None
        self.nobody = nn.Linear(2 * size + SEEN, 2) if kinds else None

    def forward(
        self,
        words: Tensor,
        row: Tensor,
        first: Tensor,
        last: Tensor,
        distance: Tensor,
        path: Tensor,
        rule: Tensor,
        kind: Tensor | None = None,
        real: Tensor | None = None,
        shown: Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """Shapes: words (windows, words, size); distance, path, rule (predicates, words); else (predicates,).

        `row` is the predicate's window, `first` and `last` its first and last word; `real` (windows, words,
        1) is 0 at padding. Gives the tags and then each judgement; with kinds, then (predicates, 1 + words,
        2): how well nobody and each word name whose the actor and the recipient are. `shown` (predicates,
        words) are those of a single window's words that each predicate sees, where it doesn't see all.
        """
        own = torch.cat([words[row, first], words[row, last]], -1)
        word = self.word(words)
        seen = (word[row] if shown is None else word[0][shown]) + self.own(own).unsqueeze(1)
        seen = seen + self.distance(distance) + self.path(path) + self.rule(rule)
        judged = own
        if self.kind is not None and kind is not None:
            seen = seen + self.kind(kind).unsqueeze(1)
            judged = torch.cat([own, self.kind(kind)], -1)
        seen = nn.functional.gelu(self.norm[0](seen))
        for near, norm in zip(self.near, list(self.norm)[1:], strict=True):
            seen = seen if real is None else seen * real[row]
            seen = norm(seen + self.dropout(nn.functional.gelu(near(seen.transpose(1, 2)).transpose(1, 2))))
        out = self.tags(seen), *(judge(judged) for judge in self.judge.values())
        if self.point is None or self.nobody is None:
            return out
        return *out, torch.cat([self.nobody(judged).unsqueeze(1), self.point(seen)], 1)


class Reader(nn.Module):
    """All parts; only `words` and the three sights are exported."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        size = self.words.size
        self.statements = Sight(size, len(STATEMENT_TAGS), {"kind": len(KINDS)})
        self.mentions = Sight(
            size,
            len(MENTION_TAGS),
            {"mode": len(MODES), "factuality": len(FACTUALITIES), "historical": 2},
            len(TYPES),
        )
        self.figures = nn.Sequential(
            nn.Linear(2 * size, 192), nn.GELU(), nn.Dropout(0.15), nn.Linear(192, len(FACTUALITIES))
        )
