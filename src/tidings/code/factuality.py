"""How the grammar presents an action: actual, future, proposed, hypothetical or negated."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from spacy.tokens import Token

from tidings.code.lexicon import word_lists
from tidings.types import Factuality

DATA: Final = "triggers.factuality.toml"
VERBAL: Final = frozenset({"VERB", "AUX"})
STEPS_UP: Final = 8
"""How many governing words are asked."""

YEAR: Final = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
YEARS_AGO: Final = re.compile(
    r"\b(?:(\d+|two|three|four|five|ten|several|many) (?:years|decades)|decades) ago\b", re.I
)

ACTUAL, FUTURE, PROPOSED, HYPOTHETICAL, NEGATED = (
    Factuality.ACTUAL, Factuality.FUTURE, Factuality.PROPOSED, Factuality.HYPOTHETICAL, Factuality.NEGATED,
)  # fmt: skip


def is_historical(time: str, published: date | None) -> bool:
    """Whether words of time lie over one year before the day of publication, as far as a year tells."""
    if published is None:
        return False
    if YEARS_AGO.search(time):
        return True
    years = [int(y) for y in YEAR.findall(time)]
    return bool(years) and max(years) < published.year - 1


def _has(name: str, *words: Token) -> bool:
    listed = word_lists(DATA)[name]
    return any(w.lower_ in listed or w.lemma_.lower() in listed for w in words)


def factuality(head: Token, steps: int = STEPS_UP) -> Factuality:
    """How the action that `head` names is presented, from its own form and from what governs it."""
    first = _first_conjunct(head)
    own = _own(first) if first.pos_ in VERBAL else _bare(first)
    if head is not first and _is_negated(head):
        own = NEGATED
    if own is NEGATED or steps == 0:
        return own
    if first.pos_ in VERBAL and _is_asked(first):
        return HYPOTHETICAL
    finite = first.pos_ in VERBAL and _is_finite(first)
    if own is not ACTUAL:
        return _conditioned(first, own)
    return _governed(first, finite, steps)


def _first_conjunct(word: Token) -> Token:
    """The first of coordinated words, whose modals and governors the others share."""
    while word.dep_ == "conj" and (word.pos_ in VERBAL) == (word.head.pos_ in VERBAL):
        if any(c.dep_ in {"nsubj", "nsubjpass"} or c.tag_ == "MD" for c in word.children):
            break
        if word.pos_ in VERBAL and word.tag_ in {"VBD", "VBZ"} and word.tag_ != word.head.tag_:
            break
        word = word.head
    return word


def _is_negated(word: Token) -> bool:
    for child in word.children:
        if child.dep_ == "neg" or child.lower_ in {"never", "nor"}:
            return True
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "det", "preconj"}:
            if _has("no", child):
                return True
            first = child.left_edge
            if _has("no", first) or (
                first.lower_ == "not" and first.i < child.i and first.nbor().lower_ == "one"
            ):
                return True
    return word.dep_ in {"pobj", "pcomp"} and _has("without", word.head)


def _is_finite(verb: Token) -> bool:
    if verb.tag_ in {"VBD", "VBZ", "VBP"}:
        return True
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ in {"VBD", "VBZ", "VBP", "MD"} for c in verb.children)


def _own(verb: Token) -> Factuality:
    """What the verb's own modals and negation say."""
    auxiliaries = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    modals = [c for c in auxiliaries if c.tag_ == "MD"]
    negated = _is_negated(verb)
    perfect = any(c.lemma_ == "have" for c in auxiliaries)
    if modals and perfect and (_has("modal_proposed", *modals) or modals[0].lower_ in {"would", "’d", "'d"}):
        return ACTUAL if negated else NEGATED
    if negated:
        return NEGATED
    if _has("modal_proposed", *modals):
        return PROPOSED
    if _has("modal_hypothetical", *modals):
        return HYPOTHETICAL
    if _has("modal_future", *modals):
        return FUTURE
    if modals:  # "would": the future seen from a past verb of telling, else a condition
        told = verb.dep_ in {"ccomp", "conj"} and verb.head.tag_ in {"VBD", "VBN"}
        return FUTURE if told else HYPOTHETICAL
    return ACTUAL


def _is_asked(verb: Token) -> bool:
    """Whether the verb stands in a yes-or-no question."""
    subjects = [c.i for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    auxiliaries = [c.i for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    if not subjects or not auxiliaries or auxiliaries[0] > subjects[0]:
        return False
    opening = {t.tag_ for t in verb.sent if t.i < auxiliaries[0]}
    return any(t.text == "?" for t in verb.sent[-2:]) and not opening & {"WP", "WRB", "WDT"}


def _bare(noun: Token) -> Factuality:
    return NEGATED if _is_negated(noun) else ACTUAL


def _is_condition(verb: Token) -> bool:
    return any(_has("conditional", c) and c.dep_ in {"mark", "advmod"} for c in verb.children)


def _conditioned(verb: Token, own: Factuality) -> Factuality:
    """`own`, or hypothetical where the verb depends on, or stands in, a condition or a fear."""
    if own is FUTURE and any(c.dep_ == "advcl" and _is_condition(c) for c in verb.children):
        return HYPOTHETICAL
    if _is_condition(verb):
        return HYPOTHETICAL
    if verb.dep_ == "ccomp" and _has("negated", verb.head) and not _is_negated(verb.head):
        return NEGATED
    if verb.dep_ == "ccomp" and verb.head.lemma_ in {"threaten", "fear", "propose", "suggest"}:
        return PROPOSED if _has("proposed", verb.head) else HYPOTHETICAL
    return own


def _governed(word: Token, finite: bool, steps: int) -> Factuality:
    """The factuality of a word whose own form says nothing, by what governs it."""
    verbal = word.pos_ in VERBAL
    if verbal and _is_condition(word):
        return PROPOSED if word.dep_ in {"ccomp", "pcomp"} and _has("proposed", word.head) else HYPOTHETICAL
    infinitive = verbal and word.tag_ == "VB" and not finite
    if word.dep_ == "ROOT":
        return FUTURE if infinitive and any(c.lower_ == "to" for c in word.children) else ACTUAL
    governor = word.head.head if word.dep_ in {"pobj", "pcomp"} else word.head
    if word.dep_ not in {
        "xcomp",
        "ccomp",
        "advcl",
        "acl",
        "dobj",
        "pobj",
        "pcomp",
        "nsubjpass",
        "nsubj",
        "relcl",
    }:
        return ACTUAL
    if verbal and word.dep_ in {"relcl", "advcl", "acl"} and not infinitive:
        denied = word.dep_ == "acl" and finite and governor.dep_ in {"dobj", "nsubjpass"}
        return NEGATED if denied and _has("negated", governor.head) else ACTUAL
    if word.dep_ in {"pobj", "pcomp"} and _has("circumstance", word.head):
        return ACTUAL
    listed = _listed(governor, infinitive)
    if finite:
        strong = governor.lemma_ in {
            "threaten",
            "warn",
            "fear",
            "suggest",
            "propose",
            "demand",
            "deny",
            "insist",
        }
        told = word.tag_ in {"VBP", "VBZ"} or governor.lemma_ == "deny"
        return (
            _turned(governor, listed, steps)
            if listed and strong and told and word.dep_ == "ccomp"
            else ACTUAL
        )
    if listed and (verbal or word.dep_ in {"dobj", "pobj", "nsubjpass"}):
        return _turned(governor, listed, steps)
    above = factuality(governor, steps - 1) if governor.pos_ in VERBAL else ACTUAL
    if infinitive and governor.lemma_ in {"try", "seek", "attempt"}:
        return above if governor.tag_ in {"VBD", "VBN"} else FUTURE
    if infinitive and governor.lemma_ == "have":
        yet = any(c.lower_ == "yet" for c in (*governor.children, *word.children))
        return NEGATED if yet else PROPOSED
    if _has("transparent", governor) and not (infinitive and governor.lemma_ in {"be", "go"}):
        return above
    if infinitive:
        return FUTURE if above is ACTUAL else above
    return ACTUAL


def _listed(governor: Token, infinitive: bool) -> Factuality | None:
    if infinitive and _has("negated_infinitive", governor):
        return NEGATED
    for value in (NEGATED, PROPOSED, HYPOTHETICAL, FUTURE):
        if _has(value.value, governor):
            # "rule" negates only with "out", "set" is a plan only in the passive.
            if governor.lemma_ == "rule" and not any(c.lower_ == "out" for c in governor.children):
                return None
            return value
    return None


def _turned(governor: Token, listed: Factuality, steps: int) -> Factuality:
    """A governing word's value; turned round where the governing word is itself negated."""
    if _is_negated(_first_conjunct(governor)) or _is_negated(governor):
        return HYPOTHETICAL if listed is NEGATED else NEGATED
    above = factuality(governor, steps - 1) if governor.pos_ in VERBAL else ACTUAL
    if listed is FUTURE and above in {HYPOTHETICAL, PROPOSED, NEGATED}:
        return above
    if listed is NEGATED and above in {HYPOTHETICAL, PROPOSED}:
        return HYPOTHETICAL
    return listed
