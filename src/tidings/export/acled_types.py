"""What ACLED calls the events that PLOVER types: disorder type, event type and sub-event type.

The six event types and 25 sub-event types are those of the ACLED codebook (acleddata.com, "ACLED event
types"); which of them a PLOVER type and mode is was settled here. What ACLED does not code (words, aid,
sanctions, strikes and boycotts without a gathering) has none.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

BATTLES: Final = "Battles"
REMOTE: Final = "Explosions/Remote violence"
CIVILIANS: Final = "Violence against civilians"
PROTESTS: Final = "Protests"
RIOTS: Final = "Riots"
STRATEGIC: Final = "Strategic developments"

_DISORDER: Final = MappingProxyType(
    {
        BATTLES: "Political violence", REMOTE: "Political violence", CIVILIANS: "Political violence",
        RIOTS: "Demonstrations", PROTESTS: "Demonstrations", STRATEGIC: "Strategic developments",
    }
)  # fmt: skip


class AcledType(NamedTuple):
    """An event type of ACLED; `against_civilians`: the sub-event type where civilians suffer it, if other."""

    disorder: str
    type: str
    subtype: str
    against_civilians: str | None = None


def _of(type: str, subtype: str, against_civilians: str | None = None) -> AcledType:
    return AcledType(_DISORDER[type], type, subtype, against_civilians)


_FIGHT: Final = _of(BATTLES, "Armed clash", "Attack")

ACLED_TYPES: Final = MappingProxyType(
    {
        ("ASSAULT", None): _FIGHT,
        ("ASSAULT", "firearms"): _FIGHT,
        ("ASSAULT", "primitive"): _FIGHT,
        ("ASSAULT", "targeted"): _FIGHT,
        ("ASSAULT", "beat"): _of(CIVILIANS, "Attack"),
        ("ASSAULT", "torture"): _of(CIVILIANS, "Attack"),
        ("ASSAULT", "abduct"): _of(CIVILIANS, "Abduction/forced disappearance"),
        ("ASSAULT", "sexual"): _of(CIVILIANS, "Sexual violence"),
        ("ASSAULT", "aerial"): _of(REMOTE, "Air/drone strike"),
        ("ASSAULT", "drone"): _of(REMOTE, "Air/drone strike"),
        ("ASSAULT", "heavy-weapons"): _of(REMOTE, "Shelling/artillery/missile attack"),
        ("ASSAULT", "explosives"): _of(REMOTE, "Remote explosive/landmine/IED"),
        ("ASSAULT", "suicide-attack"): _of(REMOTE, "Suicide bomb"),
        ("ASSAULT", "unconventional"): _of(REMOTE, "Chemical weapon"),
        ("ASSAULT", "destroy"): _of(STRATEGIC, "Looting/property destruction"),
        ("ASSAULT", "crowd-control"): _of(PROTESTS, "Protest with intervention"),
        ("PROTEST", None): _of(PROTESTS, "Peaceful protest"),
        ("PROTEST", "demo"): _of(PROTESTS, "Peaceful protest"),
        ("PROTEST", "obstruct"): _of(PROTESTS, "Peaceful protest"),
        ("PROTEST", "riot"): _of(RIOTS, "Violent demonstration"),
        ("PROTEST", "vandalize"): _of(RIOTS, "Violent demonstration"),
        ("COERCE", "arrest"): _of(STRATEGIC, "Arrests"),
        ("COERCE", "seize"): _of(STRATEGIC, "Other"),
        ("RETREAT", "withdraw"): _of(STRATEGIC, "Non-violent transfer of territory"),
        ("RETREAT", "ceasefire"): _of(STRATEGIC, "Agreement"),
        ("RETREAT", "disarm"): _of(STRATEGIC, "Change to group/activity"),
        ("MOBILIZE", None): _of(STRATEGIC, "Change to group/activity"),
        ("MOBILIZE", "troops"): _of(STRATEGIC, "Change to group/activity"),
        ("MOBILIZE", "weapons"): _of(STRATEGIC, "Change to group/activity"),
        ("MOBILIZE", "militia"): _of(STRATEGIC, "Change to group/activity"),
    }
)
"""PLOVER type and mode to ACLED's."""


def acled_type(type: str, mode: str | None) -> AcledType | None:
    """What ACLED calls a PLOVER type and mode; None where it does not code them."""
    return ACLED_TYPES.get((type, mode))
