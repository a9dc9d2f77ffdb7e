"""Finds who acts in a mention, upon whom, where and when, by the grammar of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from tidings.code.analysis import Analysis
from tidings.code.lexicon import word_lists
from tidings.types import Mention, Party, Span

DATA = "triggers.parties.toml"
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
STEPS_UP = 6
"""How many governing verbs are asked for a subject that a verb does not have itself."""

TARGET = frozenset(
    {"against", "with", "to", "on", "towards", "toward", "upon", "at", "from", "for", "into", "over"}
)
WITHIN = frozenset({"of", "in", "from", "for", "at"})
DEEPEST = 12
"""Phrases one in the other (*the head of the office of the ministry*) that make one phrase at most."""
HARMFUL = frozenset({"ASSAULT", "COERCE", "SANCTION"})
"""Types whose object is a recipient even if it is a thing: a bombed bridge, a seized ship."""

HARMED = frozenset({"kill", "injure", "wound", "stab", "arrest", "detain", "hurt", "maim"})
"""Verbs that headlines use as bare passives ("Two killed in blast")."""

MOVING = frozenset({"MOBILIZE", "RETREAT"})
"""Types whose object is what is moved, not a recipient."""

FROM_IS_ACTOR = frozenset({"AID", "REQUEST", "SUPPORT", "THREATEN", "ACCUSE"})
ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "ship", "ing", "acy", "age")
SUBJECT_CONTROL = frozenset({"promise", "threaten", "vow", "pledge", "offer"})


def _listed(token: Token, name: str) -> bool:
    """Whether the word or its lemma is in one of the shipped lists."""
    words = word_lists(DATA)[name]
    return token.lower_ in words or token.lemma_.lower() in words


def trigger_head(analysis: Analysis, trigger: Span) -> Token:
    """The verb or noun of a trigger that its other words depend on."""
    words = analysis.doc.char_span(trigger.start, trigger.end, alignment_mode="expand")
    if words is None:
        raise ValueError(f"no word at {trigger}")
    return words.root


def arguments_of(analysis: Analysis, trigger: Span, type_: str) -> Mention:
    """A mention of this trigger and type with the arguments that the grammar of its sentence gives it.

    Parties have words and no codes.
    """
    mention = Mention.make(analysis.article.id, trigger, type_)
    head = trigger_head(analysis, mention.trigger)
    nominal = head.pos_ in {"NOUN", "PROPN"}
    actors, recipients = _nominal(head, mention.type) if nominal else _verbal(head, mention.type)
    if mention.type == "CONSULT":
        actors, recipients = [*actors, *recipients], []
    elif mention.type == "ASSAULT" and _listed(head, "fights"):
        actors = [*actors, *(t for t in recipients if t.head.lower_ == "with")]
    elif mention.type == "MOBILIZE":
        recipients = [t for t in recipients if t.head.lower_ in {"against", "at"}]
    first = _parties(analysis, head, actors, True)
    taken = [p.span for p in first if p.span]
    second = tuple(
        p
        for p in _parties(analysis, head, recipients, mention.type in HARMFUL)
        if not any(p.span and p.span.overlaps(t) for t in taken)
    )
    place, time = _place(head), _time(head)
    return replace(
        mention,
        actors=first,
        recipients=second,
        place=analysis.span(place) if place else None,
        time=analysis.span(time) if time else None,
    )


def _children(token: Token, *deps: str) -> list[Token]:
    return [c for c in token.children if c.dep_ in deps]


def _pobjs(token: Token, prepositions: Iterable[str]) -> list[Token]:
    """Objects of the prepositions that hang on `token`."""
    return [
        p
        for c in token.children
        if c.dep_ in {"prep", "dative", "agent"} and c.lower_ in prepositions
        for p in c.children
        if p.dep_ in {"pobj", "pcomp"}
    ]


def _passive(verb: Token) -> bool:
    if _children(verb, "nsubjpass", "auxpass", "agent"):
        return True
    if verb.lemma_ in HARMED and not _children(verb, "dobj", "aux"):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not _children(verb, "nsubj", "dobj", "aux"):
        return _passive(verb.head)
    return verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"} and not _children(verb, "aux", "nsubj")


def _verbal(verb: Token, type_: str) -> tuple[list[Token], list[Token]]:
    if _passive(verb):
        actors = [p for c in _children(verb, "agent") for p in _children(c, "pobj")]
        actors = actors or _pobjs(verb, {"by"})
        return actors, _subjects(verb) or _pobjs(verb, TARGET)
    actors = _subjects(verb)
    direct = _children(verb, "dobj", "dative")
    if type_ in MOVING:
        return actors, [p for t in (verb, *direct) for p in _pobjs(t, {"against", "at"})]
    recipients = [t for t in direct if _is_party(t) or (type_ in HARMFUL and _is_thing(t))]
    for noun in () if recipients else direct:
        recipients += [t for t in (*_pobjs(noun, TARGET | {"of"}), *_children(noun, "poss")) if _is_party(t)][
            :1
        ]
    if not recipients:
        recipients = [t for t in _pobjs(verb, TARGET) if _is_party(t)]
    if not recipients:
        clauses = _children(verb, "ccomp", "xcomp")
        recipients = [s for c in clauses for s in _children(c, "nsubj") if c.tag_ == "VB" and _is_party(s)]
    return actors, recipients


def _subjects(verb: Token, steps: int = STEPS_UP) -> list[Token]:
    """The subject, understood where the verb has none of its own: shared, controlled or an antecedent."""
    own = _children(verb, "nsubj", "nsubjpass")
    if own and own[0].tag_ in {"WDT", "WP"}:
        return [verb.head] if verb.dep_ == "relcl" else []
    if own or not steps:
        return own
    head, dep = verb.head, verb.dep_
    if dep == "acl":
        return _owners(head, steps) if verb.tag_ == "VB" else [head]
    if dep == "relcl":
        return []
    if dep == "pcomp" and head.head.pos_ in {"VERB", "AUX"}:
        head = head.head
        accused = _children(head, "dobj", "nsubjpass")
        return accused or _subjects(head, steps - 1)
    if dep == "pcomp":
        return _owners(head.head, steps)
    if dep in {"xcomp", "ccomp"} and head.lemma_ not in SUBJECT_CONTROL:
        controller = _children(head, "dobj")
        if controller and _is_party(controller[0]):
            return controller
    if dep in {"xcomp", "ccomp", "conj", "advcl", "auxpass"} and head.pos_ in {"VERB", "AUX"}:
        return _subjects(head, steps - 1)
    return []


def _owners(noun: Token, steps: int = STEPS_UP) -> list[Token]:
    """Whose the action of a noun is: possessor, nationality, by-phrase, or the subject of its light verb."""
    owners = _children(noun, "poss") + _pobjs(noun, {"by"})
    owners += [c for c in _children(noun, "amod", "compound", "nmod") if _is_name(c)] if not owners else []
    if not owners and steps and noun.dep_ in {"dobj", "attr"} and _listed(noun.head, "light"):
        owners = _subjects(noun.head, steps - 1)
    return owners


def _nominal(noun: Token, type_: str) -> tuple[list[Token], list[Token]]:
    between = _pobjs(noun, {"between", "among"})
    if between:
        return between, []
    actors = _owners(noun)
    targets = TARGET
    if type_ in FROM_IS_ACTOR:
        actors, targets = actors or _pobjs(noun, {"from"}), TARGET - {"from"}
    of = _pobjs(noun, {"of"})
    if _listed(noun, "of_is_actor"):
        actors, of = actors + of, []
    recipients = [t for t in (*of, *_pobjs(noun, targets)) if _is_party(t)]
    if not recipients and noun.dep_ == "dobj":
        recipients = [t for t in _pobjs(noun.head, TARGET) if _is_party(t)]
    if not actors and noun.dep_ == "pobj" and _listed(noun.head.head, "light"):
        actors = _subjects(noun.head.head)
    return actors, recipients


def _is_name(token: Token) -> bool:
    return token.text[:1].isupper() and not _listed(token, "time")


def _is_party(token: Token) -> bool:
    """Whether a phrase with this head can act or be acted upon: a name, a pronoun, a group or person."""
    if token.pos_ == "PRON":
        return token.lower_ not in {"it", "that", "this", "what", "which", "there", "itself"}
    if token.pos_ in {"PROPN", "ADJ"} and _is_name(token):
        return True
    if token.pos_ == "NUM" or token.lower_ in {"others", "dozens", "hundreds", "thousands", "many", "some"}:
        return token.dep_ in {"nsubj", "nsubjpass", "dobj"}
    return _listed(token, "heads")


def _is_thing(token: Token) -> bool:
    return token.pos_ == "NOUN" and not token.lemma_.endswith(ABSTRACT) and not _listed(token, "time")


def _coordinated(token: Token) -> Iterator[Token]:
    waiting = [token]
    while waiting:
        first = waiting.pop()
        yield first
        waiting += reversed(_children(first, "conj"))


def _parties(
    analysis: Analysis, head: Token, tokens: Iterable[Token], lenient: bool = False
) -> tuple[Party, ...]:
    found: dict[tuple[int, int], Party] = {}
    for token in (t for first in tokens for t in _coordinated(first)):
        named = _antecedent(token)
        subject = named.dep_ in {"nsubj", "nsubjpass", "dobj"} and _is_thing(named)
        if named.i == head.i or not (_is_party(named) or (lenient and subject)):
            continue
        words = phrase(named)
        if words.start <= head.i < words.end and named.dep_ not in {"poss", "amod", "compound", "nmod"}:
            words = words.doc[words.start : named.i + 1]
        span = analysis.span(words)
        if not any(span.overlaps(p.span) for p in found.values() if p.span):
            found[span.start, span.end] = Party(span, None)
    return tuple(found.values())


def _antecedent(token: Token) -> Token:
    """For a third-person pronoun the subject nearest before it that agrees; else the token itself."""
    singular = token.lower_ in {"he", "him", "his", "she", "her", "it", "its"}
    if token.pos_ != "PRON" or not (singular or token.lower_ in {"they", "them", "their"}):
        return token
    neuter = token.lower_ in {"it", "its"}
    for before in reversed(token.doc[max(0, token.i - 60) : token.i]):
        if before.dep_ not in {"nsubj", "nsubjpass"} or before.pos_ not in {"PROPN", "NOUN"}:
            continue
        plural = "Plur" in str(before.morph) or bool(_children(before, "conj"))
        if (
            plural != singular
            and _is_party(before)
            and not (neuter and before.lemma_.lower() in {"man", "woman"})
        ):
            return before
    return token


def phrase(head: Token, deep: int = DEEPEST) -> DocSpan:
    """The shortest full phrase of a noun: what stands before it and "of", "in", "from" phrases after it.

    At most `deep` of these stand one in the other.
    """
    start, end = head.left_edge.i, head.i + 1
    doc = head.doc
    while start < head.i and (
        doc[start].is_punct or doc[start].is_space or doc[start].dep_ in {"cc", "mark"}
    ):
        start += 1
    for child in head.rights:
        if child.dep_ in {"flat", "compound", "nummod"} and child.i == end:
            end = child.i + 1
        elif child.dep_ == "prep" and child.i == end and child.lower_ in WITHIN:
            inner = _children(child, "pobj")
            if deep and inner and not _listed(inner[0], "time"):
                end = max(end, phrase(inner[0], deep - 1).end)
        else:
            break
    if head.dep_ in {"poss", "amod", "compound", "nmod"}:
        end = head.i + 1
    return doc[start:end]


def _tells_time(words: Iterable[Token]) -> bool:
    return any(_listed(w, "time") or YEAR.fullmatch(w.text) for w in words)


def _around(head: Token) -> list[Token]:
    """The trigger and, for a noun, the verb that governs it."""
    verb = head.head if head.dep_ in {"dobj", "nsubj", "nsubjpass"} else head
    return [head, verb] if verb.i != head.i else [head]


def _time(head: Token) -> DocSpan | None:
    for token in _around(head):
        for child in token.children:
            if child.dep_ in {"npadvmod", "advmod", "prep", "nmod", "tmod"} and child.i != head.i:
                words = child.doc[child.left_edge.i : child.right_edge.i + 1]
                if len(words) <= 8 and _tells_time(words):
                    return words
    return None


def _place(head: Token) -> DocSpan | None:
    near = _around(head)
    for token in (*near, *(o for t in near for o in _children(t, "dobj", "nsubjpass", "nsubj"))):
        for child in _children(token, "prep"):
            inner = _children(child, "pobj") if _listed(child, "place") else []
            words = phrase(inner[0]) if inner else ()
            if words and any(_is_name(w) for w in words) and not _tells_time(words):
                return child.doc[child.i : words.end]
    return None
