"""Tellings for the tests of linking."""

from dataclasses import replace
from datetime import date

from tidings.link.telling import Side, Telling
from tidings.link.wording import hashed
from tidings.types import Factuality

DAY = date(2022, 3, 16)

STRIKE = Telling(
    mention_id="m_0", article_id="a_0", outlet="Morning", published=DAY, start=10, trigger="shelled",
    type="ASSAULT", mode="heavy-weapons", actors=(Side("RUS:MIL", "the army"),),
    recipients=(Side("UKR", "Ukraine"),), location=None, place_words="Velyka depot", first=DAY, last=DAY,
    grain=None, factuality=Factuality.ACTUAL, historical=False, speaker=None, counts=(),
    wording=hashed(["shell", "depot", "velyka"]), about=hashed(["velyka"]),
)  # fmt: skip


def strike(number: int, **changed: object) -> Telling:
    """A telling of one strike, in an article of its own."""
    return replace(
        STRIKE,
        **{"mention_id": f"m_{number}", "article_id": f"a_{number}", "outlet": f"o_{number}", **changed},
    )
