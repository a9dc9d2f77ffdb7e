"""spaCy's attribute ruler, with what it does to a word remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs
from spacy.vocab import Vocab

KEPT: Final = 100_000
"""Kinds of words whose rules are kept for the next article."""

OTHER: Final = -1
"""Stands for every value of an attribute that no rule names."""

Numbers: TypeAlias = tuple[int, ...]
Pattern: TypeAlias = list[dict[str, Any]]
Set: TypeAlias = tuple[Numbers, dict[int, Any]]
"""Rules that a word matches, and what they set."""


class TagRules:
    """Does to a doc what the ruler does, faster: most of its rules look at one word alone.

    Words that are alike in all that those rules look at are matched once, and what the rules set is kept.
    Rules about several words are matched as ever. As in the ruler, all are matched before anything is set,
    and of two that set the same attribute of a word the later one counts.
    """

    def __init__(self, ruler: AttributeRuler, vocab: Vocab) -> None:
        self._rules: list[tuple[int, Mapping[int, Any]]] = list(zip(ruler.indices, ruler.attrs, strict=True))
        self._single, self._others = Matcher(vocab), Matcher(vocab)
        named: dict[str, set[int]] = {}
        for number, rule in enumerate(ruler.patterns):
            key, patterns = str(number), cast(list[Pattern], rule["patterns"])
            single = [pattern for pattern in patterns if _is_plain(pattern)]
            others = [pattern for pattern in patterns if not _is_plain(pattern)]
            if single:
                self._single.add(key, single)
            if others:
                self._others.add(key, others)
            for name, wanted in (pair for (word,) in single for pair in word.items()):
                values = {vocab.strings[value] if value else 0 for value in _values(wanted)}
                named.setdefault(name, set()).update(values)
        named = named or {"ORTH": set()}
        self._looked_at: list[int | str] = [*sorted(named)]
        self._named = [frozenset(named[name]) or None for name in sorted(named)]
        self._numbers = {vocab.strings.add(str(n)): n for n in range(len(self._rules))}
        self._known: dict[Numbers, Set] = {}
        self._alike: dict[Numbers, Set] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The doc, changed in place."""
        if not len(doc):
            return doc
        several = self._several(doc)
        rows: NDArray[np.uint64] = doc.to_array(self._looked_at).reshape(len(doc), -1)  # type: ignore[assignment]
        found = [self._of(doc, place, tuple(row)) for place, row in enumerate(rows.tolist())]
        for token, (numbers, attributes) in zip(doc, found, strict=True):
            more = several.get(token.i)
            wanted = self._set_by(sorted([*numbers, *more])) if more else attributes
            if wanted:
                set_token_attrs(token, wanted)
        return doc

    def _of(self, doc: Doc, place: int, kind: Numbers) -> Set:
        """What the rules about single words do to the word at this place."""
        known = self._known.get(kind)
        if known is None:
            pairs = zip(kind, self._named, strict=True)
            alike = tuple(value if named is None or value in named else OTHER for value, named in pairs)
            known = self._alike.get(alike)
            if known is None:
                matches = self._single(doc[place : place + 1], allow_missing=True)
                numbers = tuple(sorted(self._numbers[key] for key, _, _ in matches))
                known = self._alike[alike] = numbers, self._set_by(numbers)
            if len(self._known) >= KEPT:
                self._known = {}
            self._known[kind] = known
        return known

    def _set_by(self, numbers: Numbers | list[int]) -> dict[int, Any]:
        attributes: dict[int, Any] = {}
        for number in numbers:
            attributes.update(self._rules[number][1])
        return attributes

    def _several(self, doc: Doc) -> dict[int, list[int]]:
        """The rules about several words, by the word that they change."""
        changed: dict[int, list[int]] = {}
        for key, start, end in self._others(doc, allow_missing=True) if len(self._others) else ():
            number = self._numbers[key]
            index = self._rules[number][0]
            changed.setdefault((start if index >= 0 else end) + index, []).append(number)
        return changed


def _is_plain(pattern: Pattern) -> bool:
    """Whether a rule looks at one word, and says by name which values of its attributes it wants."""
    return (
        len(pattern) == 1
        and all(
            isinstance(wanted, (str, bool))
            or (isinstance(wanted, dict) and wanted.keys() <= {"IN", "NOT_IN"})
            for wanted in pattern[0].values()
        )
        and not pattern[0].keys() & {"OP", "_"}
    )


def _values(wanted: str | bool | dict[str, list[str]] | None) -> list[str]:
    if isinstance(wanted, dict):
        return [value for listed in wanted.values() for value in listed]
    return [wanted] if isinstance(wanted, str) else []
