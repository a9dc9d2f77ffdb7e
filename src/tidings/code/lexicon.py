"""The trigger lexicon: which words, in which frame, name an action of which event type and mode."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import LEMMA, POS
from spacy.tokens import Doc, Token

from tidings.errors import InstallationError

DATA = "triggers.toml"
VERB, NOUN = "VERB", "NOUN"
KINDS = ("obj", "subj", "prep", "pobj", "near")
CLAUSE = frozenset({"ccomp", "advcl", "relcl", "acl", "conj", "xcomp", "parataxis"})

KEPT = 100_000
"""Lemmas of which is kept, for the next article, whether an entry has them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon.

    `head` is the lemma that is matched first, `words` the other lemmas that must depend on it; `frame` holds
    (kind, lemmas) conditions, of which every one must meet at least one lemma.
    """

    pos: str
    head: str
    words: tuple[str, ...]
    frame: tuple[tuple[str, frozenset[str]], ...]
    type: str
    mode: str | None

    @property
    def rank(self) -> tuple[int, int]:
        """How specific the entry is: more words first, then more conditions."""
        return len(self.words), len(self.frame)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found in a sentence: the head token and the tokens of the entry's other words."""

    entry: Entry
    head: Token
    others: tuple[Token, ...]


def lemmas_of(tokens: Iterator[Token]) -> set[str]:
    """Lemmas of phrase heads, what they are compounded and coordinated with."""
    found: set[str] = set()
    for token in tokens:
        for part in (token, *token.conjuncts):
            found.add(part.lemma_.lower())
            found.update(c.lemma_.lower() for c in part.children if c.dep_ in {"compound", "amod", "nmod"})
    return found


def objects(head: Token) -> Iterator[Token]:
    """What an action is done to: its objects, its subjects in the passive, what follows a noun after *of*."""
    for child in head.children:
        if child.dep_ in {"dobj", "nsubjpass", "oprd", "attr"}:
            yield child
    if head.dep_ == "acl" and head.tag_ == "VBN":
        yield head.head
    if head.pos_ == NOUN:
        yield from (p for c in head.children if c.lower_ == "of" for p in c.children if p.dep_ == "pobj")


def _subjects(head: Token) -> Iterator[Token]:
    verb = head
    for _ in range(3):
        found = [c for c in verb.children if c.dep_ == "nsubj"]
        found += [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
        if found or verb.dep_ not in {"xcomp", "conj", "advcl", "aux"}:
            yield from found
            return
        verb = verb.head


def _prepositions(head: Token) -> list[Token]:
    return [c for c in head.children if c.dep_ in {"prep", "prt", "agent", "dative", "advmod", "aux"}]


def lemmas(head: Token, kind: str) -> set[str]:
    """The lemmas that stand to `head` as a frame condition's kind says."""
    if kind == "obj":
        return lemmas_of(objects(head))
    if kind == "subj":
        return lemmas_of(_subjects(head))
    if kind == "prep":
        return {c.lower_ for c in _prepositions(head)}
    if kind == "pobj":
        inner = (p for c in _prepositions(head) for p in c.children if p.dep_ in {"pobj", "pcomp"})
        return lemmas_of(inner)
    return {t.lemma_.lower() for t in head.sent}


class Lexicon:
    """The entries by part of speech and head lemma, the most specific first."""

    def __init__(self, entries: list[Entry]) -> None:
        table: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            table.setdefault((entry.pos, entry.head), []).append(entry)
        for found in table.values():
            found.sort(key=lambda e: e.rank, reverse=True)
        self.entries = tuple(entries)
        self._table: Mapping[tuple[str, str], list[Entry]] = MappingProxyType(table)
        self._known: dict[tuple[int, ...], bool] = {}

    def heads(self, doc: Doc) -> list[bool]:
        """For each word of the doc whether an entry's head is of its part of speech and lemma."""
        strings, known = doc.vocab.strings, self._known
        found = []
        rows: NDArray[np.uint64] = doc.to_array([POS, LEMMA]).reshape(-1, 2)  # type: ignore[assignment]
        for pair in map(tuple, rows.tolist()):
            has = known.get(pair)
            if has is None:
                pos, lemma = (strings[value] if value else "" for value in pair)
                has = (pos, lemma.lower()) in self._table
                if len(known) >= KEPT:
                    known.clear()
                known[pair] = has
            found.append(has)
        return found

    def match(self, token: Token) -> Match | None:
        """The most specific entry whose words and frame are met at `token`."""
        for entry in self._table.get((token.pos_, token.lemma_.lower()), ()):
            others = _others(token, entry.words)
            if others is None:
                continue
            if all(lemmas(token, kind) & wanted for kind, wanted in entry.frame):
                return Match(entry, token, others)
        return None


def _others(head: Token, words: tuple[str, ...]) -> tuple[Token, ...] | None:
    """One dependent of `head` (at most two steps down, not in another clause) for each word; else None."""
    if not words:
        return ()
    near = [c for c in head.children if c.dep_ not in CLAUSE]
    near += [g for c in near for g in c.children if g.dep_ not in CLAUSE]
    found = []
    for word in words:
        token = next((t for t in near if word in (t.lemma_.lower(), t.lower_)), None)
        if token is None:
            return None
        found.append(token)
    return tuple(found)


def _entry(line: str, pos: str, type_: str, mode: str | None, classes: Mapping[str, list[str]]) -> Entry:
    phrase, frame = [], []
    for part in line.split():
        kind, equals, value = part.partition("=")
        if not equals:
            phrase.append(part)
            continue
        if kind not in KINDS:
            raise ValueError(f"{line!r}: no condition {kind!r}")
        wanted: set[str] = set()
        for word in value.split("|"):
            wanted.update(classes[word[1:]] if word.startswith("@") else [word])
        frame.append((kind, frozenset(wanted)))
    # English noun compounds end in their head, verbs and "X of Y" begin with it.
    last = pos == NOUN and not {"of", "in"} & set(phrase)
    head, rest = (phrase[-1], phrase[:-1]) if last else (phrase[0], phrase[1:])
    return Entry(pos, head, tuple(rest), tuple(frame), type_, mode)


def parse(data: Mapping[str, Any]) -> Lexicon:
    """The lexicon in the parsed data file; ValueError or KeyError where it breaks its format."""
    classes = data["classes"]
    entries = []
    for type_, table in data.items():
        if type_ == "classes":
            continue
        modes = {None: table, **{m: t for m, t in table.items() if isinstance(t, dict)}}
        for mode, lists in modes.items():
            for key, pos in (("verbs", VERB), ("nouns", NOUN)):
                entries += [_entry(line, pos, type_, mode, classes) for line in lists.get(key, ())]
    return Lexicon(entries)


def _read(name: str) -> str:
    return files("tidings.code").joinpath("data").joinpath(name).read_text(encoding="utf-8")


@cache
def word_lists(name: str) -> Mapping[str, frozenset[str]]:
    """The named lists of words in a shipped data file; InstallationError (TID-301) where it is damaged."""
    try:
        return {key: frozenset(words) for key, words in tomllib.loads(_read(name)).items()}
    except (OSError, ValueError, TypeError) as error:
        raise InstallationError("TID-301", name=name, detail=error) from error


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with tidings; InstallationError (TID-301) where its file is damaged."""
    try:
        return parse(tomllib.loads(_read(DATA)))
    except (OSError, ValueError, KeyError) as error:
        raise InstallationError("TID-301", name=DATA, detail=error) from error
