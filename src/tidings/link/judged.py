"""Events as people correct them: what they judged to be one event, or not to be one, holds.

The latest judgement counts first. One that can't hold beside the later ones (*A is B* and *B is C*, but later
*A is not C*) gives way to them. What nobody judged stays as the linking has it, as far as the judgements let
it: where an event comes apart, its tellings go with those they are most like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two mentions tell of one event."""

    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention as the linking has it: in which account (`tidings.link.accounts`) of which event."""

    mention_id: str
    published: date | None
    account: int
    event: str

    @property
    def order(self) -> tuple[date, str]:
        """The earliest telling comes first, as for the id of an event."""
        return self.published or date.max, self.mention_id


Links = Iterable[tuple[int, int, int]]
"""Pairs of accounts with their scores."""


def holding(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Those of the judgements, given from the latest on, that hold beside all later ones."""
    groups = _Groups()
    return [j for j in judgements if groups.obeys(j)]


def reformed(placed: Sequence[Placed], links: Links, judgements: Sequence[Judgement]) -> dict[str, str]:
    """The event of each mention, by its id.

    `placed` are all mentions of some events, and both ends of each of the judgements (those that `holding`
    gives) are among them; `links` lead between accounts of one event. The order of `placed` and `links`
    changes nothing.
    """
    groups = _Groups()
    for judgement in judgements:
        groups.obeys(judgement)
    told = sorted(placed, key=lambda p: p.order)
    by_account: defaultdict[int, list[str]] = defaultdict(list)
    by_event: defaultdict[str, list[str]] = defaultdict(list)
    for one in told:
        by_account[one.account].append(one.mention_id)
        by_event[one.event].append(one.mention_id)
    for some in by_account.values():
        groups.gather(some)
    rank = {account: n for n, account in enumerate(by_account)}
    known = [(-score, *sorted((rank[a], rank[b])), a, b) for a, b, score in links if {a, b} <= rank.keys()]
    for *_, a, b in sorted(known):  # of equal scores, that with the earlier telling goes first
        for pair in product(by_account[a], by_account[b]):
            groups.join(*pair)
    for some in by_event.values():
        groups.gather(some)
    named: dict[str, str] = {}
    for one in told:
        named.setdefault(groups.of(one.mention_id), "e_" + one.mention_id.removeprefix("m_"))
    return {one.mention_id: named[groups.of(one.mention_id)] for one in told}


class _Groups:
    """Mentions in groups, some of which may never become one."""

    def __init__(self) -> None:
        self._leads: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)

    def of(self, mention: str) -> str:
        """The mention that stands for the group."""
        return self._leads.get(mention, mention)

    def obeys(self, judgement: Judgement) -> bool:
        """Whether a judgement can hold beside all before; from now on it does."""
        if judgement.same:
            return self.join(judgement.one, judgement.other)
        one, other = self.of(judgement.one), self.of(judgement.other)
        if one == other:
            return False
        self._apart[one].add(other)
        self._apart[other].add(one)
        return True

    def join(self, one: str, other: str) -> bool:
        """Make two groups one, unless that may not be; whether they are."""
        one, other = self.of(one), self.of(other)
        if one == other:
            return True
        if other in self._apart[one]:
            return False
        theirs = self._members.pop(other, [other])
        self._members.setdefault(one, [one]).extend(theirs)
        self._leads.update(dict.fromkeys(theirs, one))
        for enemy in self._apart.pop(other, ()):
            self._apart[enemy].remove(other)
            self._apart[enemy].add(one)
            self._apart[one].add(enemy)
        return True

    def gather(self, mentions: Iterable[str]) -> None:
        """Join each of the mentions with the first of those before it that it may be with."""
        firsts: list[str] = []
        for mention in mentions:
            if not any(self.join(first, mention) for first in firsts):
                firsts.append(mention)
