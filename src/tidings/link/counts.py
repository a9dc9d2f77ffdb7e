"""What a telling counts, so that equal things of different articles compare."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tidings.code.counted_things import normal_of
from tidings.link.nobody import Nobody, nobodies
from tidings.link.things import FATES, thing, things
from tidings.link.wording import stem
from tidings.types import Coding, Factuality, Figure, Mention, Unit


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of a telling: bounds (None where open) and what is counted, so that equal things compare.

    `who` is the noun for what is counted, in the singular, None where there is none. `rough` says that the
    words only give it about. `figure_id` is None where no figure says so, but words as *nobody was hurt*.
    """

    figure_id: str | None
    counted: str
    unit: str
    low: float | None
    high: float | None
    factuality: Factuality = Factuality.ACTUAL
    who: str | None = None
    rough: bool = False

    @property
    def size(self) -> float:
        """The larger bound that there is; 0 without any."""
        return max((v for v in (self.low, self.high) if v is not None), default=0.0)

    @property
    def thing(self) -> str:
        """What is counted, the same for words that mean one thing."""
        return thing(self.unit, self.counted)[0]


DEADLY: Final = frozenset(
    map(
        stem,
        [
            *(
                "kill",
                "die",
                "died",
                "dead",
                "death",
                "martyr",
                "perish",
                "fall",
                "fell",
                "burn",
                "slaughter",
            ),
            *("massacre", "murder", "execute", "lose", "cost", "neutralise", "neutralize", "slay", "slain"),
            *("claim", "tear", "torn", "drown", "bury", "assassinate", "behead", "butcher"),
            *("life", "lives", "mow", "hell"),
        ],
    )
)
HARMFUL: Final = frozenset(
    map(stem, ["wound", "injure", "hurt", "maim", "cripple", "hospitalise", "hospitalize", "gas"])
)
FATE_OF_TYPE: Final = {
    ("PROTEST", None): "protesters", ("COERCE", "arrest"): "detained", ("ASSAULT", "abduct"): "detained",
    ("RETREAT", "release"): "freed", ("COERCE", "deport"): "expelled",
}  # fmt: skip
"""What befalls the people whom a mention of this type and mode (any where None) counts."""

TYPES_OF_FATE: Final[Mapping[str, frozenset[str]]] = {
    "dead": frozenset(["ASSAULT"]), "wounded": frozenset(["ASSAULT"]), "missing": frozenset(["ASSAULT"]),
    "detained": frozenset(["COERCE"]), "freed": frozenset(["RETREAT"]), "expelled": frozenset(["SANCTION"]),
    "protesters": frozenset(["PROTEST"]),
}  # fmt: skip
"""Types of the mentions that a figure without one may measure, where it stands in their sentence."""

CROWDS: Final = frozenset(["detained", "displaced", "protesters", "voters"])
"""Words for people after what befell them before: something more may befall them."""
SURVIVORS: Final = frozenset(["freed", "expelled", *CROWDS])
"""What does not befall the people whom an assault counts, unless it abducts them."""

BEHIND: Final = 400
"""Characters after a mention of an assault within which *nobody was hurt* is told of it, at most."""

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ROUGH: Final = re.compile(
    r"\b(?:some|about|around|roughly|approximately|nearly|almost|close to|estimated|or so|circa)\b"
    r"|~|-odd\b",
    re.I,
)
_JOINED: Final = re.compile(
    r"\s*(?:,|,?\s*and|,?\s*as well as|,?\s*plus|&|,?\s*(?:along|together) with)\s*", re.I
)
_PART_BEFORE: Final = re.compile(r"(?:\bincluding|\bamong them|\bof them|\bof whom)\W*(?:\w+\W+)?$", re.I)
_PART_AFTER: Final = re.compile(
    r"\W*(?:\w+ ){0,2}?(?:of (?:them|whom|which|those)|among (?:them|whom))\b", re.I
)
_SENTENCE_END: Final = re.compile(r"[.!?]['\"”’)]*\s|\n")


def counts(coding: Coding) -> dict[str, tuple[Count, ...]]:
    """What each mention of an article counts, by the mention's id; one without counts is left out."""
    text = coding.article.text
    by_id = {m.id: m for m in coding.mentions}
    measured: defaultdict[str, list[tuple[Figure, Count]]] = defaultdict(list)
    for figure in coding.figures:
        mention = by_id.get(figure.mention_id or "") or _near(figure, coding.mentions, text)
        if mention is not None and (count := _count(figure, mention, text)) is not None:
            measured[mention.id].append((figure, count))
    found = {key: _put_together(theirs, text) for key, theirs in measured.items()}
    for nobody in nobodies(text):
        mention = _told_of(nobody, coding.mentions, text)
        if mention is not None:
            found[mention.id] = _with_none(found.get(mention.id, ()), nobody)
    return found


def befell(mention: Mention, counted: str) -> str:
    """What befell the people whom a mention counts, by its words and type, and `counted` by the figure's."""
    words = {stem(word) for word in _LETTERS.findall(mention.trigger.quote)}
    by_type = FATE_OF_TYPE.get((mention.type, mention.mode)) or FATE_OF_TYPE.get((mention.type, None))
    harm = None
    if mention.type == "ASSAULT":
        harm = "dead" if words & DEADLY else "wounded" if words & HARMFUL else None
    fate = harm or by_type
    if counted not in FATES:
        return fate or counted
    if mention.type == "ASSAULT" and counted in SURVIVORS and mention.mode != "abduct":
        return fate or ("people" if counted not in CROWDS else counted)
    if by_type is not None and by_type != "protesters" and counted in CROWDS:
        return by_type
    return counted


def _count(figure: Figure, mention: Mention, text: str) -> Count | None:
    counted = figure.counted or normal_of(figure, text)
    if counted is None or (figure.low is None and figure.high is None):
        return None
    if figure.unit in {Unit.PEOPLE, Unit.TROOPS}:
        counted = befell(mention, counted)
    unit = f"{figure.unit}:{figure.currency}" if figure.currency else str(figure.unit)
    unit = "people" if figure.unit is Unit.TROOPS and counted in FATES else unit
    around = text[max(0, figure.span.start - 15) : figure.span.end + 6]
    return Count(
        figure.id, counted, unit, figure.low, figure.high, figure.factuality, _who(figure),
        rough=_ROUGH.search(around) is not None,
    )  # fmt: skip


def _who(figure: Figure) -> str | None:
    if figure.of is None or figure.unit not in {Unit.PEOPLE, Unit.TROOPS}:
        return None
    bare = replace(figure, unit=Unit.WEAPONS, counted=None)  # of weapons it is the noun alone
    return normal_of(bare)


def _near(figure: Figure, mentions: Sequence[Mention], text: str) -> Mention | None:
    """The mention that a figure without one measures: the nearest of its sentence that fits its people."""
    if figure.mention_id is not None or figure.unit not in {Unit.PEOPLE, Unit.TROOPS}:
        return None
    fitting = TYPES_OF_FATE.get(figure.counted or normal_of(figure, text) or "", frozenset())
    start, end = _sentence(text, figure.span.start)
    inside = [m for m in mentions if m.type in fitting and start <= m.trigger.start < end]
    return min(inside, key=lambda m: (abs(m.trigger.start - figure.span.start), m.id), default=None)


def _put_together(counted: Iterable[tuple[Figure, Count]], text: str) -> tuple[Count, ...]:
    """One count of each thing: the sum of parts that *and* joins, else the largest."""
    found: dict[tuple[str, str], Count] = {}
    end: dict[tuple[str, str], int] = {}
    for figure, count in sorted(counted, key=lambda pair: (pair[0].span.start, pair[0].id)):
        key = (count.unit, count.counted)
        last = max(figure.span.end, figure.of.end if figure.of is not None else 0)
        before = found.get(key)
        if before is None:
            found[key], end[key] = count, last
            continue
        between = text[end[key] : figure.span.start]
        part = _PART_BEFORE.search(text[: figure.span.start]) or _PART_AFTER.match(text, figure.span.end)
        if not part and _JOINED.fullmatch(between) and _apart(before, count):
            found[key] = _sum(before, count)
        elif count.size > before.size:
            found[key] = count
        end[key] = last
    return tuple(found.values())


def _apart(one: Count, other: Count) -> bool:
    """Whether the two count people of different names, so that neither are among the others."""
    names = {one.who, other.who}
    return len(names) == 2 and None not in names and not names & things().people["anybody"]


def _sum(one: Count, other: Count) -> Count:
    low, high = (
        None if a is None or b is None else a + b for a, b in ((one.low, other.low), (one.high, other.high))
    )
    if low is None and high is None:
        return max(one, other, key=lambda c: c.size)
    return replace(one, low=low, high=high, who=None, rough=one.rough or other.rough)


def _told_of(nobody: Nobody, mentions: Sequence[Mention], text: str) -> Mention | None:
    """The assault of which the words say that nobody came to harm: of their sentence, else the one before."""
    start, end = _sentence(text, nobody.start)
    harm = [m for m in mentions if m.type == "ASSAULT"]
    inside = [m for m in harm if start <= m.trigger.start < end]
    if inside:
        return min(inside, key=lambda m: (abs(m.trigger.start - nobody.start), m.id))
    behind = [m for m in harm if start - BEHIND <= m.trigger.start < start]
    return max(behind, key=lambda m: (m.trigger.start, m.id), default=None)


def _with_none(counts: tuple[Count, ...], nobody: Nobody) -> tuple[Count, ...]:
    known = {c.counted for c in counts if c.unit == "people"}
    none = [Count(None, fate, "people", 0, 0, who=nobody.who) for fate in nobody.fates if fate not in known]
    return (*counts, *none)


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, at)), default=0)
    stop = _SENTENCE_END.search(text, at)
    return start, stop.end() if stop else len(text)
