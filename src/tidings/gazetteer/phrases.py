"""Who is meant by the words of an actor: country or body, and sector."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from tidings.gazetteer.find import ActorMatch, OwnTable, find_actors, find_among, find_roles, person_match
from tidings.gazetteer.names import Name, Reason, Word, split, word_set
from tidings.gazetteer.people import by_surname

FOREIGN: Final = word_set("to against between who that which whose over about than")
"""After these a phrase names others than the actor: *ambassador to Russia*."""
SPLITTERS: Final = word_set(
    "of in from for with on at by near under including among across inside outside around within during after"
    " before amid through"
)
LINKS: Final = word_set("and or the both plus as well")
JOINERS: Final = word_set("and or")
TITLES: Final = word_set("mr mrs ms dr sir former ex the then late lady lord")
FORMER: Final = frozenset({"former", "ex", "ousted", "deposed"})
SEPARATISTS_FOR: Final = {"RUS": "UKR"}
"""Armed groups called pro-Russian, with no other country named, are those in Ukraine."""
POSSESSIVE: Final = 3
"""Code points between a state and its institution at most: `'s` and a space."""
_BREAK: Final = re.compile(r"[,;:()–—]")


@dataclass(frozen=True, slots=True)
class _Segment:
    first: int
    after: int
    foreign: bool


def match_actors(words: str, on: date | None = None, own: OwnTable | None = None) -> tuple[ActorMatch, ...]:
    """All actors that a phrase names, in its order: two for *the foreign ministers of France and Germany*.

    A match without a code shows only a sector (*the army*). Empty where the phrase shows neither. `on` is the
    day that decides who held an office; the names of `own` go first.
    """
    tokens = split(words)
    if not tokens:
        return ()
    roles = find_roles(words, tokens)
    hits = find_among(words, tokens, on, own)
    segments = _segments(words, tokens)
    chosen = _chosen(hits, segments, tokens)
    role = _role(roles, segments, tokens, hits)
    if not chosen and (people := _surnames(words, tokens, roles, on)):
        return people
    if not chosen:
        camp = _camp(words, tokens, role)
        return (camp,) if camp else (_sector_only(words, tokens, role),) if role else ()
    group = _group(chosen, hits, words, tokens, roles)
    former = any(t.key in FORMER for t in tokens[:2])
    return tuple(_coded(hit, _own_role(hit, group, roles, tokens) or role, hits, former) for hit in group)


def match_actor(words: str, on: date | None = None) -> ActorMatch | None:
    """The first actor that a phrase names, with its sector; None where it names none and shows no sector."""
    return next(iter(match_actors(words, on)), None)


def _segments(text: str, tokens: list[Word]) -> list[_Segment]:
    """The head of a phrase, then what follows each preposition, relative pronoun or break."""
    out, first, foreign = [], 0, False
    for i, token in enumerate(tokens):
        if i == 0:
            continue
        cut = token.key in SPLITTERS or token.key in FOREIGN
        cut = cut or bool(_BREAK.search(text, tokens[i - 1].end, token.start))
        if cut and i > first:
            out.append(_Segment(first, i, foreign))
            first = i
            foreign = token.key in FOREIGN or (foreign and token.key in SPLITTERS)
    out.append(_Segment(first, len(tokens), foreign))
    return out


def _chosen(hits: tuple[ActorMatch, ...], segments: list[_Segment], tokens: list[Word]) -> ActorMatch | None:
    """The hit that says whose actor it is: the first of the head, else of the next segment that has one."""
    for segment in segments:
        if segment.foreign:
            continue
        inside = [h for h in hits if _within(h, segment, tokens)]
        named = [h for h in inside if h.reason is not Reason.PERSON] or inside
        if named:
            return named[0]
    return None


def _within(hit: ActorMatch, segment: _Segment, tokens: list[Word]) -> bool:
    return tokens[segment.first].start <= hit.start < tokens[segment.after - 1].end


def _overlap(hit: ActorMatch, start: int, end: int) -> bool:
    return hit.start < end and start < hit.end


def _role(
    roles: list[tuple[Name, int, int]],
    segments: list[_Segment],
    tokens: list[Word],
    hits: tuple[ActorMatch, ...],
) -> Name | None:
    """The role of a phrase: the last strong one of its head, else of what follows, else a weak one."""
    free = [
        r
        for r in roles
        if not any(h.start < tokens[r[2] - 1].end and tokens[r[1]].start < h.end for h in hits)
    ]
    for strong in (True, False):
        for segment in segments:
            if segment.foreign:
                continue
            inside = [
                n for n, first, _ in free if segment.first <= first < segment.after and n.strong is strong
            ]
            if inside:
                return inside[-1]
    return None


def _group(
    chosen: ActorMatch,
    hits: tuple[ActorMatch, ...],
    text: str,
    tokens: list[Word],
    roles: list[tuple[Name, int, int]],
) -> list[ActorMatch]:
    """The chosen hit and those coordinated with it: only links, commas and roles stand between them."""
    covered = {i for _, first, after in roles for i in range(first, after)}
    group, last = [chosen], chosen
    pending: list[ActorMatch] = []
    for hit in hits[hits.index(chosen) + 1 :]:
        between = [i for i, t in enumerate(tokens) if last.end <= t.start and t.end <= hit.start]
        linked = all(tokens[i].key in LINKS or i in covered for i in between)
        gap = text[last.end : hit.start]
        if not linked or not (
            any(tokens[i].key in JOINERS for i in between) or gap.strip() in {",", "/", "&"}
        ):
            break
        pending.append(hit)
        if any(tokens[i].key in JOINERS for i in between) or gap.strip() in {"/", "&"}:
            group += pending
            pending = []
        last = hit
    seen: dict[str | None, ActorMatch] = {}
    for hit in group:
        seen.setdefault(hit.code, hit)
    return list(seen.values())


def _own_role(
    hit: ActorMatch, group: list[ActorMatch], roles: list[tuple[Name, int, int]], tokens: list[Word]
) -> Name | None:
    """The role that stands right after a hit and before the next, where several hits are coordinated."""
    if len(group) < 2:
        return None
    later = [h.start for h in group if h.start > hit.start]
    limit = min(later, default=None)
    for name, first, _ in roles:
        start = tokens[first].start
        if hit.end <= start <= hit.end + 3 and (limit is None or start < limit):
            return name
    return None


def _coded(hit: ActorMatch, role: Name | None, hits: tuple[ActorMatch, ...], former: bool) -> ActorMatch:
    if ":" in (hit.code or "") or hit.code in {"UNO", "EUR"}:
        if former and hit.reason is Reason.PERSON and hit.sector == "GOV":
            return replace(hit, code=f"{hit.country}:ELI", sector="ELI")
        return hit
    sector = role.sector if role and role.strong else None
    if sector is None:
        known = (h.sector for h in hits if h is not hit and h.sector and h.country == hit.country)
        metonym = (
            h.sector for h in hits if h.reason is Reason.METONYM and 0 < h.start - hit.end <= POSSESSIVE
        )
        sector = next(known, None) or next(metonym, None) or (role.sector if role else None)
    if sector is None and hit.reason is Reason.CAPITAL and len(hits) == 1:
        sector = "GOV"
    if former and sector == "GOV":
        sector = "ELI"
    return replace(hit, code=f"{hit.code}:{sector}" if sector else hit.code, sector=sector)


def _surnames(
    text: str, tokens: list[Word], roles: list[tuple[Name, int, int]], on: date | None
) -> tuple[ActorMatch, ...]:
    """The office holders whose surnames head a phrase: *Putin*, *Mr Putin*, *Merkel and Macron*."""
    covered = {i for _, first, after in roles for i in range(first, after)}
    found: list[ActorMatch] = []
    for i, token in enumerate(tokens):
        if token.key in SPLITTERS or token.key in FOREIGN:
            break
        if i in covered or token.key in TITLES or token.key in JOINERS:
            continue
        following = tokens[i + 1] if i + 1 < len(tokens) and i + 1 not in covered else None
        given = following and following.text[0].isupper() and text[token.end : following.start] == " "
        term = by_surname(token.text, on) if token.text[0].isupper() and len(token.text) > 1 else None
        if term is None or given:
            break
        if all(term.code != other.code for other in found):
            found.append(person_match(text, tokens, i, i + 1, term))
    return tuple(found)


def _camp(text: str, tokens: list[Word], role: Name | None) -> ActorMatch | None:
    """Armed groups called after the state they side with: *pro-Russian rebels*, *Moscow-backed forces*."""
    if role is None or role.sector not in {"REB", "UAF", "MIL"}:
        return None
    sector = "REB" if role.sector == "MIL" else role.sector
    for first, second in pairwise(tokens):
        side = second if first.key == "pro" else first if second.key == "backed" else None
        hit = next(iter(find_actors(side.text)), None) if side else None
        if hit is not None and hit.country in SEPARATISTS_FOR:
            code, words = f"{SEPARATISTS_FOR[hit.country]}:{sector}", text[first.start : second.end]
            because = f"armed group that sides with {hit.entity}"
            return ActorMatch(code, words, sector, hit.reason, first.start, second.end, words, because)
    return None


def _sector_only(text: str, tokens: list[Word], role: Name) -> ActorMatch:
    size = len(role.words)
    keys = [w.key for w in split(" ".join(role.words))]
    at = next(i for i in range(len(tokens)) if [t.key for t in tokens[i : i + size]] == keys)
    start, end = tokens[at].start, tokens[at + size - 1].end
    return ActorMatch(None, text[start:end], role.sector, Reason.ROLE, start, end)
