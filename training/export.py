"""Writes the trained network as the files of packages/tidings-en: ONNX, quantised, with digests."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from tidings.model.layout import WORD_FEATURES
from tidings.model.package import FORMAT, LAYOUT, NETWORKS, SUMS
from training.base import base_folder
from training.network import Reader, Sight

OPSET = 17
EIGHT_BITS = ("MatMul", "Gather")
MATRICES = r"^(/sight)?/(encoder|near|word)\b"
"""Names of matrices in 8 bits. Tags and features stay in single precision; judgements (Gemm) don't."""


class _Attention(torch.autograd.Function):
    """Attention of all heads as one operator of ONNX Runtime.

    https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MultiHeadAttention
    """

    @staticmethod
    def forward(ctx: object, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        """Shapes: (1, pieces, size) each, and what comes out."""
        size = query.shape[2] // heads
        query, key, value = (p.view(1, -1, heads, size).permute(0, 2, 1, 3) for p in (query, key, value))
        chances = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(size), -1)
        return (chances @ value).permute(0, 2, 1, 3).reshape(1, -1, heads * size)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        """The node that stands for it."""
        node = g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)
        return node.setType(query.type())


class _Encoder(nn.Module):
    """The encoder on one window without padding, written out so that ONNX holds little but matrices."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> SimpleNamespace:
        """What the encoder gives where nothing is masked."""
        table, length = self.bert.embeddings, input_ids.shape[1]
        hidden = table.word_embeddings(input_ids) + table.token_type_embeddings.weight[0]
        hidden = table.LayerNorm(hidden + table.position_embeddings.weight[:length])
        for layer in self.bert.encoder.layer:
            own = layer.attention.self
            query, key, value = (part(hidden) for part in (own.query, own.key, own.value))
            seen = _Attention.apply(query, key, value, own.num_attention_heads)
            hidden = layer.attention.output.LayerNorm(layer.attention.output.dense(seen) + hidden)
            inner = nn.functional.gelu(layer.intermediate.dense(hidden))
            hidden = layer.output.LayerNorm(layer.output.dense(inner) + hidden)
        return SimpleNamespace(last_hidden_state=hidden)


class _Three(nn.Module):
    """A convolution over three words as one matrix, which can be held in 8 bits."""

    def __init__(self, conv: nn.Conv1d) -> None:
        super().__init__()
        self.apart = conv.dilation[0]
        self.matrix = nn.Linear(3 * conv.in_channels, conv.out_channels)
        with torch.no_grad():
            self.matrix.weight.copy_(conv.weight.permute(0, 2, 1).reshape(conv.out_channels, -1))
            self.matrix.bias.copy_(conv.bias)

    def forward(self, seen: Tensor) -> Tensor:
        """Shapes: (rows, size, words) in and out."""
        words, apart = seen.transpose(1, 2), self.apart
        wide = nn.functional.pad(words, (0, 0, apart, apart))
        three = torch.cat([wide[:, : -2 * apart], words, wide[:, 2 * apart :]], -1)
        return self.matrix(three).transpose(1, 2)


def _written_out(reader: Reader) -> Reader:
    """The same network in the form that is exported."""
    copy = deepcopy(reader).eval()
    copy.words.encoder = _Encoder(copy.words.encoder)
    for part in (copy.words, copy.statements, copy.mentions):
        part.near = nn.ModuleList(_Three(conv) for conv in part.near)
    return copy


class _Sight(nn.Module):
    """A sight on the words of one window, of which each predicate is shown some."""

    def __init__(self, sight: Sight) -> None:
        super().__init__()
        self.sight = sight

    def forward(
        self,
        words: Tensor,
        first: Tensor,
        last: Tensor,
        shown: Tensor,
        distance: Tensor,
        path: Tensor,
        rule: Tensor,
        kind: Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        row = torch.zeros_like(first)
        return self.sight(words, row, first, last, distance, path, rule, kind, shown=shown)


def export(reader: Reader, folder: Path) -> None:
    """Write the four networks in single precision into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    reader.eval()
    size, words, predicates = reader.words.size, 9, 3
    ids = torch.randint(1000, 2000, (1, 14))
    heads = torch.arange(1, words + 1)[None]
    features = torch.ones(1, words, len(WORD_FEATURES), dtype=torch.long)
    given, reader = reader, _written_out(reader)
    for ours, theirs in zip(
        reader.words(ids, heads, features), given.words(ids, heads, features), strict=True
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-4)
    _write(
        reader.words, (ids, heads, features), folder / "words.onnx",
        ["pieces", "heads", "features"], ["words", "cue", "trigger", "type"],
        {"pieces": {1: "pieces"}, "heads": {1: "words"}, "features": {1: "words"}},
    )  # fmt: skip
    rows = torch.zeros(predicates, dtype=torch.long)
    pair = torch.ones(predicates, words - 2, dtype=torch.long)
    seen = (torch.randn(1, words, size), rows + 2, rows + 3, pair, pair, pair, pair)
    names = ["words", "first", "last", "shown", "distance", "path", "rule"]
    axes = {n: {0: "predicates"} for n in ("first", "last", "kind")} | {"words": {1: "words"}}
    axes |= {n: {0: "predicates", 1: "shown"} for n in ("shown", "distance", "path", "rule")}
    _write(_Sight(reader.statements), seen, folder / "statements.onnx", names, ["tags", "kind_of"], axes)
    _write(
        _Sight(reader.mentions), (*seen, rows), folder / "mentions.onnx",
        [*names, "kind"], ["tags", "mode", "factuality", "historical", "named"], axes,
    )  # fmt: skip
    _write(
        reader.figures,
        (torch.randn(3, 2 * size),),
        folder / "figures.onnx",
        ["own"],
        ["factuality"],
        {"own": {0: "figures"}},
    )


def _write(
    module: nn.Module,
    given: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    out: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    torch.onnx.export(
        module, given, str(path), input_names=names, output_names=out, opset_version=OPSET, dynamo=False,
        dynamic_axes={k: v for k, v in axes.items() if k in names},
    )  # fmt: skip
    model = onnx.load(path)
    model.ClearField("metadata_props")
    onnx.save(model, path)


def quantise(single: Path, folder: Path) -> None:
    """The networks with the large matrices in 8 bits per channel; the rest stays as it is.

    Seven of the eight bits are used: with all of them, sums overflow on processors without VNNI
    (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in NETWORKS:
        nodes = onnx.load(single / f"{name}.onnx").graph.node
        kept = [n.name for n in nodes if n.op_type in EIGHT_BITS and not re.search(MATRICES, n.name)]
        quantize_dynamic(
            str(single / f"{name}.onnx"), str(folder / f"{name}.onnx"), per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8, op_types_to_quantize=list(EIGHT_BITS), nodes_to_exclude=kept,
        )  # fmt: skip


def package(folder: Path, version: str, settings: dict[str, float]) -> None:
    """Complete a folder of networks: tokenizer, configuration and the SHA-256 of each file."""
    shutil.copyfile(base_folder() / "tokenizer.json", folder / "tokenizer.json")
    config = {"format": FORMAT, "version": version, **LAYOUT, "settings": settings}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")
    names = ["config.json", "tokenizer.json", *(f"{n}.onnx" for n in NETWORKS)]
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in sorted(names)]
    (folder / SUMS).write_text("".join(lines), "ascii")
