"""An event in a sentence of plain words that takes nobody's wording: who did what to whom, where and when.

Names of parties come from their codes, not from what an outlet calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from tidings.explore.words import bounds, code_name, day, days, number, type_words
from tidings.ontology import TYPES

SECTORS: Final = MappingProxyType(
    {
        "GOV": "government", "MIL": "military", "LEG": "parliament", "JUD": "courts", "SPY": "intelligence",
        "COP": "police", "PTY": "party", "OPP": "opposition", "REB": "armed opposition",
        "PRM": "pro-government militia", "UAF": "armed men not identified", "CVL": "civilians",
        "JRN": "media", "BUS": "business", "LAB": "workers", "EDU": "schools and universities",
        "REL": "religious bodies", "MED": "health workers", "REF": "refugees and displaced people",
        "CRM": "criminals", "AGR": "farmers", "ELI": "former officials", "SOC": "civil society",
        "PRE": "authorities recognised by some", "UNK": "not identified", "IMG": "armed group",
        "ISM": "movement",
    }
)  # fmt: skip
"""The sectors of PLOVER 2.0 in a word or two, as they follow a country's name."""

_KINDS: Final = {
    "UNK": "unnamed", "IMG": "an armed group", "ISM": "a movement", "REF": "refugees", "MNC": "a company",
    "NGO": "an organisation", "IGO": "an international body", "CVL": "civilians",
}  # fmt: skip

SOMEBODY: Final = "somebody not named"
_UNKNOWN: Final = "?"
"""Stands for the sector of somebody from a country of whom no more is known."""

Verb = tuple[str, str, str, str]

VERBS: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        "AGREE": ("agree or promise", "agreed or promised", "something to", "something"),
        "CONSULT": ("meet or talk", "met or talked", "with", ""),
        "CONSULT visit": ("visit", "visited", "", ""),
        "CONSULT phone": ("talk by telephone", "talked by telephone", "with", ""),
        "SUPPORT": ("back", "backed", "", "something"),
        "CONCEDE": ("make", "made", "a concession to", "a concession"),
        "COOPERATE": ("cooperate", "cooperated", "with", ""),
        "AID": ("help", "helped", "", "somebody not named"),
        "RETREAT": ("give way", "gave way", "to", ""),
        "RETREAT withdraw": ("withdraw", "withdrew", "from", ""),
        "RETREAT release": ("release", "released", "", "somebody not named"),
        "RETREAT disarm": ("disarm", "disarmed", "before", ""),
        "RETREAT ceasefire": ("keep a ceasefire", "kept a ceasefire", "with", ""),
        "RETREAT access": ("give access", "gave access", "to", ""),
        "RETREAT resign": ("step down", "stepped down", "before", ""),
        "REQUEST": ("call", "called", "on", "for something"),
        "ACCUSE": ("criticise or accuse", "criticised or accused", "", "somebody not named"),
        "ACCUSE disapprove": ("criticise", "criticised", "", "somebody not named"),
        "ACCUSE investigate": ("investigate", "investigated", "", "somebody not named"),
        "ACCUSE allege": ("accuse", "accused", "", "somebody not named"),
        "REJECT": ("say no", "said no", "to", ""),
        "REJECT meet": ("refuse to meet", "refused to meet", "", "somebody not named"),
        "THREATEN": ("threaten", "threatened", "", "somebody not named"),
        "PROTEST": ("protest", "protested", "against", ""),
        "PROTEST riot": ("riot", "rioted", "against", ""),
        "PROTEST strike": ("go on strike", "went on strike", "against", ""),
        "PROTEST hunger": ("go on hunger strike", "went on hunger strike", "against", ""),
        "PROTEST boycott": ("boycott", "boycotted", "", "something"),
        "PROTEST obstruct": ("block or occupy", "blocked or occupied", "something of", "something"),
        "PROTEST vandalize": ("damage", "damaged", "something of", "something"),
        "SANCTION": ("impose", "imposed", "sanctions on", "sanctions"),
        "SANCTION convict": ("convict", "convicted", "", "somebody not named"),
        "SANCTION expel": ("expel or dismiss", "expelled or dismissed", "", "somebody not named"),
        "SANCTION withdraw": ("break off", "broke off", "with", "ties"),
        "SANCTION discontinue": ("cut off", "cut off", "", "help or ties"),
        "MOBILIZE": ("build up", "built up", "forces against", "forces"),
        "MOBILIZE troops": ("move", "moved", "troops against", "troops"),
        "MOBILIZE weapons": ("build up", "built up", "weapons against", "weapons"),
        "MOBILIZE police": ("send", "sent", "police against", "police"),
        "MOBILIZE militia": ("raise", "raised", "a militia against", "a militia"),
        "COERCE": ("use", "used", "force or restrictions against", "force or restrictions"),
        "COERCE seize": ("seize", "seized", "something or somebody of", "something"),
        "COERCE restrict": ("restrict", "restricted", "", "something"),
        "COERCE censor": ("censor", "censored", "", "something"),
        "COERCE curfew": ("impose", "imposed", "a curfew on", "a curfew"),
        "COERCE martial-law": ("impose", "imposed", "martial law on", "martial law"),
        "COERCE arrest": ("arrest", "arrested", "", "somebody not named"),
        "COERCE deport": ("deport", "deported", "", "somebody not named"),
        "COERCE withhold": ("withhold", "withheld", "something from", "something"),
        "COERCE misinformation": ("spread", "spread", "false information against", "false information"),
        "COERCE cyber": ("hack", "hacked", "", "something"),
        "ASSAULT": ("attack", "attacked", "", ""),
        "ASSAULT abduct": ("abduct", "abducted", "", "somebody not named"),
        "ASSAULT beat": ("beat", "beat", "", "somebody not named"),
        "ASSAULT torture": ("torture", "tortured", "", "somebody not named"),
        "ASSAULT sexual": ("assault sexually", "assaulted sexually", "", "somebody not named"),
        "ASSAULT targeted": ("attack", "attacked", "", "somebody chosen"),
        "ASSAULT destroy": ("destroy", "destroyed", "something of", "something"),
        "ASSAULT firearms": ("fire", "fired", "at", ""),
        "ASSAULT explosives": ("use", "used", "explosives against", "explosives"),
        "ASSAULT suicide-attack": ("make", "made", "a suicide attack on", "a suicide attack"),
        "ASSAULT aerial": ("attack", "attacked", "", "from the air"),
        "ASSAULT drone": ("attack", "attacked", "", "with drones"),
        "ASSAULT heavy-weapons": ("use", "used", "heavy weapons against", "heavy weapons"),
        "ASSAULT crowd-control": ("use", "used", "force against the crowd of", "force against a crowd"),
        "ASSAULT unconventional": ("use", "used", "unconventional weapons against", "unconventional weapons"),
    }
)  # fmt: skip
"""Type, or type and mode, to: what is done, its past tense, the words that lead to a recipient, and the words
without one. What each type covers is PLOVER 2.0's (docs/explanation/coding-manual.md)."""

AFTER: Final = MappingProxyType({"ASSAULT aerial": "from the air", "ASSAULT drone": "with drones"})
"""What follows a recipient."""

SHOWN_PARTIES: Final = 3
"""Parties of one side that a heading names; the others are counted."""


def party(code: str | None) -> str:
    """A code in plain words: *Russia (military)*, *NATO*, *unnamed (police)*."""
    return _whole(*_named(code))


def parties(codes: Sequence[str | None], between: str = "and") -> str:
    """Several parties as one phrase, the first `SHOWN_PARTIES` by name; nothing for none.

    Those of one country stand together: *Georgia (opposition and civilians)*.
    """
    sectors: dict[str, list[str]] = {}
    for lead, rest in map(_named, codes):
        known = sectors.setdefault(lead, [])
        if rest not in known:
            known.append(rest)
    if len(sectors) > 1:
        sectors.pop(SOMEBODY, None)
    names = []
    for lead, found in sectors.items():
        named = [rest for rest in found if rest and rest != _UNKNOWN]
        rest = _joined(named, between) if named else min(found)
        names.append(_whole(lead, rest))
    return _joined(names, between)


def _whole(lead: str, rest: str) -> str:
    return f"somebody from {lead}" if rest == _UNKNOWN else f"{lead} ({rest})" if rest else lead


def _joined(names: Sequence[str], between: str) -> str:
    shown = list(names[:SHOWN_PARTIES])
    if len(names) > len(shown):
        shown.append(f"{number(len(names) - len(shown))} more")
    return f"{', '.join(shown[:-1])} {between} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _named(code: str | None) -> tuple[str, str]:
    """Whom a code names, and the part of it that it means; the latter may be empty."""
    if not code:
        return SOMEBODY, ""
    head, _, rest = code.partition(":")
    if rest not in SECTORS:
        return _KINDS[head] if not rest and head in _KINDS else code_name(code), ""
    lead = _KINDS.get(head) or code_name(head)
    if rest in {"UNK", head}:
        return (SOMEBODY, "") if head == "UNK" else (lead, "" if head in _KINDS else _UNKNOWN)
    return lead, SECTORS[rest]


def sentence(event: Mapping[str, Any], *, disputed_doer: bool = False) -> str:
    """A row of `events` in words: *Russia (military) used heavy weapons against Ukraine*.

    What has not happened yet stands in the infinitive (*Russia to meet Ukraine*), what is denied in the past
    tense; how certain it is must be said beside it. Where tellings name different doers, *or* joins them.
    """
    kind = f"{event['type']} {event['mode']}"
    kind = kind if kind in VERBS else event["type"]
    base, past, to_somebody, to_nobody = VERBS.get(kind, ("act", "acted", "towards", ""))
    actors = parties(event["actors"], "or" if disputed_doer else "and") or SOMEBODY
    ours = set(event["actors"])
    recipients = parties([code for code in event["recipients"] if code not in ours])
    if event["type"] not in TYPES:  # a user's own type has no verb
        towards = f", towards {recipients}" if recipients else ""
        words = f"{actors}: {type_words(event['type'])}{towards}"
        return words[0].upper() + words[1:]
    verb = past if event["factuality"] in {"actual", "negated"} else f"to {base}"
    if not recipients and event["recipients"]:
        recipients = "one another" if len(ours) > 1 and to_somebody != "something to" else ""
    rest = [to_somebody, recipients, AFTER.get(kind, "")] if recipients else [to_nobody]
    words = " ".join(filter(None, [actors, verb, *rest]))
    return words[0].upper() + words[1:]


def when(event: Mapping[str, Any]) -> str:
    """The days of a row of `events` in words; where it has none, that of its first report."""
    if event["date_start"] is not None or event["date_end"] is not None:
        return days(event["date_start"], event["date_end"])
    first = event["first_published"]
    return "day not told" if first is None else f"day not told; first report {day(first)}"


def said(kind: str, value: str) -> str:
    """What one side of a disagreement has, in words: a factuality, a day, codes, a place or a number."""
    if kind == "actor":
        return parties([code.strip() for code in value.split(",")])
    if kind == "time":
        first, _, last = value.partition("/")
        last = last or first
        return value if _odd(first, last) else days(_day(first), _day(last))
    if kind == "figure":
        numbers, _, what = value.partition(" ")
        low, _, high = numbers.partition("–")
        try:
            ends = [None if part == ".." else float(part) for part in (low, high or low)]
        except ValueError:
            return value
        return f"{bounds(*ends)} {counted(what, many=ends != [1, 1])}".strip()
    return value


_NO_PLURAL: Final = ("s", "ed", "ing", "people", "dead", "more", "money", "currency", "percent")
"""Endings of what is counted that have none: *displaced*, *wounded*, *missing*, *troops*."""


def counted(what: str, *, many: bool = False) -> str:
    """What is counted, as words: `barrels_per_day` is *barrels per day*; with `many`, *vote* is *votes*."""
    words = what.replace("_", " ")
    if not many or not words.isalpha() or not words.isascii() or words.endswith(_NO_PLURAL):
        return words
    if words.endswith("y") and words[-2:-1] not in {"a", "e", "i", "o", "u"}:
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("x", "z", "ch", "sh")) else f"{words}s"


def _odd(*parts: str) -> bool:
    return any(part != ".." and _day(part) is None for part in parts)


def _day(value: str) -> date | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        return None
