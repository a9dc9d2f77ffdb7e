"""The gold files that the recipe reads, and the project's own annotations of texts that it does not hold."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parent / "gold"
COMPOSED = HERE / "composed.jsonl"
"""Articles invented for training, written and annotated by a language model; CC0."""

ANNOTATED = HERE / "wikinews.jsonl"
"""Annotations of Wikinews texts by a language model; the texts (CC BY 2.5) are in the data folder."""


CAMPAIGN = HERE / "polnear.jsonl"
"""Annotations of PolNeAR texts with all layers by a language model; the texts are in the data folder."""

HELD_OUT: Final = HERE / "held_out.jsonl"
"""Invented articles like `COMPOSED` that the reader is not trained on; CC0."""

SENTENCES: Final = HERE / "sentences.jsonl"
"""Annotations of the single sentences of PLV by a language model; the sentences are in the data folder."""


@dataclass(frozen=True, slots=True)
class GoldFiles:
    """Where the files of each set lie."""

    news: Path
    composed: tuple[Path, Path]
    held_out: Path
    wikinews: Path
    campaign: Path
    sentences: tuple[Path, Path]
    polnear: Path
    news_dev: Path


def gold_files(data: Path, work: Path) -> GoldFiles:
    """The files below the data folder; annotations without texts are joined with them in `work`."""
    corpora = [data / "corpora" / f"{name}.jsonl" for name in ("wikinews_2019_2020", "gum_wikinews")]
    return GoldFiles(
        data / "news" / "train.jsonl",
        (data / "composed" / "train.jsonl", COMPOSED),
        HELD_OUT,
        _joined(ANNOTATED, corpora, work / "wikinews" / "train.jsonl"),
        _joined(CAMPAIGN, [data / "polnear" / "train.jsonl"], work / "campaign" / "train.jsonl"),
        _parted(_joined(SENTENCES, [data / "events" / "plv_train.jsonl"], work / "sentences" / "all.jsonl")),
        data / "polnear" / "train.jsonl",
        data / "news" / "dev.jsonl",
    )


def _joined(annotations: Path, sources: list[Path], joined: Path) -> Path:
    texts = {row.get("id") or row["doc_id"]: row["text"] for source in sources for row in _rows(source)}
    rows = [_with_text(row, texts, annotations) for row in _rows(annotations)]
    joined.parent.mkdir(parents=True, exist_ok=True)
    joined.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return joined


def _parted(every: Path) -> tuple[Path, Path]:
    """Two thirds to train on, and every third row, which is held out."""
    lines = every.read_text("utf-8").splitlines(keepends=True)
    parts = every.with_name("train.jsonl"), every.with_name("held_out.jsonl")
    parts[0].write_text("".join(line for n, line in enumerate(lines) if n % 3), "utf-8")
    parts[1].write_text("".join(lines[::3]), "utf-8")
    return parts


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _with_text(row: dict[str, Any], texts: dict[str, str], annotations: Path) -> dict[str, Any]:
    text = texts.get(row["doc_id"], "")
    if hashlib.sha256(text.encode()).hexdigest() != row.pop("text_sha256"):
        raise SystemExit(f"{annotations}: the text of {row['doc_id']} is missing or another one")
    return {**row, "text": text}
