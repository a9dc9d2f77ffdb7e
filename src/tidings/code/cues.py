"""Cue words: verbs, nouns and adjectives that attribute something, with their source and what they attribute.

Which words are cues, and in which frame, is a table (data/cues.tsv); what fills the frame is read off the
grammar. A frame is what stands beside the word: `clause` (said that …), `inf` (wants to …, urges them
to …), `gerund` (denied sending …), `predicate` (described it as …), `object` (demanded an inquiry), a
preposition (*called for*), or `as` (as he said).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from types import MappingProxyType
from typing import Final, TypeAlias

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.errors import InstallationError
from tidings.types import Kind

Frames: TypeAlias = Mapping[tuple[str, str, str], Kind]
"""(lemma, part of speech, frame) → kind."""

Range: TypeAlias = tuple[int, int]
"""`[start, end)` in code points."""

TABLE: Final = "cues.tsv"

SUBJECT: Final = frozenset({"nsubj", "nsubjpass", "csubj"})
_OPENERS: Final = frozenset({"however", "therefore", "but", "and", "meanwhile", "moreover", "nevertheless"})
_STRIPPED: Final = frozenset(",.;:-–—")
_EMPTY: Final = frozenset({"PRON", "DET", "PUNCT", "SPACE", "PART"})
_DESCRIPTION_ENDS: Final = frozenset({"relcl", "acl", "advcl", "cc", "parataxis"})
_INHERITING: Final = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word with its frame; ranges are code points of the article. No source: `source` is None."""

    word: Token
    kind: Kind
    frame: str
    source: Range | None
    cue: Range
    content: tuple[Range, ...]


@cache
def table() -> Frames:
    """The cue table: columns lemma, part of speech, kind, frames (separated by blanks).

    Raises InstallationError (TID-301) where the file is missing or damaged.
    """
    frames: dict[tuple[str, str, str], Kind] = {}
    try:
        lines = files("tidings.code").joinpath("data", TABLE).read_text("utf-8").splitlines()
        for line in lines:
            if line and not line.startswith("#"):
                lemma, pos, kind, names = line.split("\t")
                frames.update(((lemma, pos, name), Kind(kind)) for name in names.split())
    except (OSError, ValueError) as error:
        raise InstallationError("TID-301", name=TABLE, detail=error) from error
    return MappingProxyType(frames)


@cache
def _cue_words() -> frozenset[tuple[str, str]]:
    """The words of the table with their part of speech; few words of a text are among them."""
    return frozenset((lemma, pos) for lemma, pos, _ in table())


def find_cues(sentence: DocSpan) -> Iterator[Cue]:
    """The cues of a sentence whose frame the table has, in the order of their words.

    Raises InstallationError (TID-301) as `table`.
    """
    frames, known = table(), _cue_words()
    for word in sentence:
        key = _lemma(word), _part(word)
        if key not in known:
            continue
        found = [(f, c) for f, c in _frames_of(word) if (*key, f) in frames]
        for frame, content in found[:1]:
            stretches = tuple(_stretches(content))
            if stretches:
                source, cue = _source_and_cue(word)
                yield Cue(word, frames[*key, frame], frame, source, cue, stretches)


def _lemma(word: Token) -> str:
    """Its lemma; the lemmatiser takes *hoped* and *hoping* for *hop*."""
    lemma = str(word.lemma_).lower()
    return "hope" if lemma == "hop" else lemma


def _part(word: Token) -> str:
    return "VERB" if word.pos_ == "AUX" else str(word.pos_)


def _frames_of(word: Token) -> Iterator[tuple[str, list[Token]]]:
    if word.pos_ in ("VERB", "AUX"):
        return _frames_of_verb(word)
    if word.pos_ in ("NOUN", "ADJ"):
        return _frames_of_noun(word)
    return iter(())


def _frames_of_verb(verb: Token) -> Iterator[tuple[str, list[Token]]]:
    children = list(verb.children)
    thing = next((c for c in children if c.dep_ in ("dobj", "dative")), None)
    for child in children:
        if child.dep_ in ("ccomp", "xcomp"):
            frame = _clausal(child)
            extra = [thing] if thing is not None and frame in ("inf", "predicate") else []
            yield frame, [t for part in (*extra, child) for t in part.subtree]
        elif child.dep_ == "oprd":
            owner = thing or next((c for c in children if c.dep_ == "nsubjpass"), None)
            yield "predicate", [*(owner.subtree if owner is not None else ()), *child.subtree]
    yield from _frames_of_prepositions(verb, thing)
    for child in children:
        if child.dep_ in ("dobj", "nsubjpass"):
            yield "object", _without_remark(child)
    if verb.dep_ in ("parataxis", "advcl") and verb.head.pos_ in ("VERB", "AUX"):
        as_clause = any(c.dep_ == "mark" and c.lower_ == "as" for c in children)
        if verb.dep_ == "parataxis" or as_clause:
            own = set(verb.subtree)
            yield ("as" if as_clause else "clause"), [t for t in verb.head.subtree if t not in own]


def _frames_of_noun(noun: Token) -> Iterator[tuple[str, list[Token]]]:
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp", "xcomp", "relcl"):
            frame = _clausal(child)
            opened = frame == "inf" or any(c.dep_ == "mark" for c in child.children)
            if opened:
                yield frame, list(child.subtree)
    yield from _frames_of_prepositions(noun, None)


def _frames_of_prepositions(word: Token, thing: Token | None) -> Iterator[tuple[str, list[Token]]]:
    for child in word.children:
        if child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    owner = list(thing.subtree) if thing is not None and thing.dep_ == "dobj" else []
                    frame = "predicate" if child.lower_ == "as" else child.lower_
                    yield frame, [*owner, *(child.subtree if owner else inner.subtree)]


def _without_remark(noun: Token) -> list[Token]:
    """The noun and what depends on it, without a relative clause that a comma sets off."""
    words = list(noun.subtree)
    for child in noun.rights:
        if child.dep_ == "relcl" and child.left_edge.i and child.left_edge.nbor(-1).text == ",":
            return [w for w in words if w.i < child.left_edge.i]
    return words


def _clausal(head: Token) -> str:
    """The frame that a clause with this head fills."""
    if head.pos_ not in ("VERB", "AUX"):
        return "clause" if any(c.dep_ in SUBJECT for c in head.children) and _finite(head) else "predicate"
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in head.children):
        return "inf"
    if _finite(head):
        return "clause"
    if head.tag_ == "VBG":
        return "gerund"
    if head.tag_ == "VBN":
        return "predicate"
    return "clause"


def _finite(head: Token) -> bool:
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in (head, *head.children) if t.dep_ != "ccomp")


def _stretches(words: Iterable[Token]) -> Iterator[Range]:
    """Runs of neighbouring words, without the punctuation and linking adverbs at their ends."""
    run: list[Token] = []
    for word in sorted(set(words), key=lambda t: t.i):
        if run and word.i != run[-1].i + 1:
            yield from _trimmed(run)
            run = []
        run.append(word)
    yield from _trimmed(run)


def _trimmed(run: list[Token]) -> Iterator[Range]:
    while run and (run[0].text in _STRIPPED or run[0].is_space or run[0].lower_ in _OPENERS):
        run = run[1:]
    while run and (run[-1].text in _STRIPPED or run[-1].is_space):
        run = run[:-1]
    if any(word.pos_ not in _EMPTY for word in run):
        yield run[0].idx, run[-1].idx + len(run[-1])


def _source_and_cue(word: Token) -> tuple[Range | None, Range]:
    if word.pos_ in ("NOUN", "ADJ"):
        owner = next((c for c in word.children if c.dep_ == "poss"), None) or _object_of(word, "by")
        if owner is not None:
            return description(owner), _range([word])
        verb = word.head
        if verb.pos_ in ("VERB", "AUX") and word.dep_ in ("dobj", "attr", "acomp", "pobj"):
            source, (start, end) = _source_and_cue(verb)
            return source, (min(start, word.idx), max(end, word.idx + len(word)))
        return None, _range([word])
    group = [c for c in word.children if c.dep_ in ("aux", "auxpass", "neg", "prt")]
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in word.children)
    near = [c for c in group if abs(c.i - word.i) <= len(group) + 1]
    return (_agent(word) if passive else _subject(word)), _range([word, *near])


def _range(words: list[Token]) -> Range:
    return min(w.idx for w in words), max(w.idx + len(w) for w in words)


def _agent(verb: Token) -> Range | None:
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    who = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    return description(who) if who is not None else None


def _object_of(word: Token, preposition: str) -> Token | None:
    for child in word.children:
        if child.dep_ in ("prep", "agent") and child.lower_ == preposition:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _subject(verb: Token) -> Range | None:
    """The subject of the verb, or the one it shares with the verb or noun that it depends on."""
    seen: set[Token] = set()
    while verb not in seen:
        seen.add(verb)
        subject = next((c for c in verb.children if c.dep_ in SUBJECT), None)
        if subject is not None:
            if verb.dep_ == "relcl" and subject.tag_ in ("WP", "WDT"):
                return description(verb.head)
            return description(subject)
        if verb.dep_ in ("acl", "relcl"):
            return description(verb.head)
        if verb.dep_ not in _INHERITING:
            return None
        verb = verb.head
    return None


def description(noun: Token) -> Range:
    """A noun with its modifiers, appositions and the noun joined to it by *and*, without clauses."""
    words = [noun]
    for child in noun.lefts:
        words.extend(child.subtree)
    for child in takewhile(_describes, noun.rights):
        words.extend(child.subtree)
    joined = [c for c in noun.rights if c.dep_ in ("cc", "conj")]
    if [c.dep_ for c in joined][:2] == ["cc", "conj"]:
        words.extend([joined[0], *joined[1].subtree])
    kept = sorted((w for w in words if not w.is_space), key=lambda t: t.i)
    while len(kept) > 1 and (kept[-1].text in _STRIPPED or kept[-1].text in ("'s", "’s", "'", "’")):
        kept.pop()
    return kept[0].idx, kept[-1].idx + len(kept[-1])


def _describes(word: Token) -> bool:
    return word.dep_ not in _DESCRIPTION_ENDS
