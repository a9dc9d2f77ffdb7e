"""What a shard was doing when its process died, so that an article that kills the reader is found out.

Before a batch is coded, its articles are noted in a file beside the shards. A process that finds such a note
knows that another one died there: it reads those articles one at a time, noting each. One that is noted alone
when a process dies, `deaths` times, is left out (TID-701), and nothing else is. A process that was killed
for another reason costs a little time, and no article. One that its timer ended is noted as late, and what it
was at is left out for that (TID-713).

A file that kills whoever reads it is left out likewise, once processes have died at one and the same place in
it `deaths` + 1 times: more is lost with it, so it takes more to believe it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tidings.config import Scale
from tidings.errors import PROBLEMS
from tidings.scale.overdue import overdue
from tidings.scale.places import Place
from tidings.types import Article, Quarantined

FOLDER: Final = "working"
_KEYS: Final = ("now", "piece", "seen", "alone", "died", "late", "places")


class Journal:
    """The journal of one shard."""

    def __init__(self, place: Place, shard: str, deaths: int) -> None:
        self._place = place
        self._name = f"{FOLDER}/{shard}.json"
        self._limit = deaths
        self._alone: set[str] = set()
        self._died: Counter[str] = Counter()
        self._late: set[str] = set()
        self._places: Counter[str] = Counter()
        self._piece = 0
        self._seen = 0
        self._load()

    def alone(self, id: str) -> bool:
        """Whether an article was in a batch that a process died of."""
        return id in self._alone

    def poison(self, id: str) -> int:
        """How often processes died of an article, where that is often enough to leave it out; else 0."""
        return self._died[id] if self._died[id] >= self._limit else 0

    def late(self, id: str) -> bool:
        """Whether a process took too long for an article that it read alone."""
        return id in self._late

    def poisoned_piece(self, piece: int) -> int:
        """How often processes died while reading a piece, where that is often enough to leave it out."""
        times = max((n for at, n in self._places.items() if at.split()[0] == str(piece)), default=0)
        return times if times > self._limit else 0

    def reading(self, piece: int) -> None:
        """Note which piece is read from here on; each of them only where a process has died of one."""
        self._piece = piece
        if self._places:
            self._save([])

    def coding(self, ids: Sequence[str]) -> None:
        """Note that these articles are coded now."""
        self._save(ids)

    def reading_on(self, seen: int) -> None:
        """Note that more are read now, after so many."""
        self._seen = seen
        self._save([])

    def writing(self) -> None:
        """Note that all is coded: whatever happens from here on is no article's fault."""
        self._save(None)

    @property
    def blame(self) -> int:
        """Grows with each death that the journal found a reason for; as each reason counts only so often, no
        shard dies for ever."""
        return len(self._alone) + self._died.total() + self._places.total()

    def close(self) -> None:
        """The shard is done."""
        self._place.remove(self._name)

    def _load(self) -> None:
        try:
            found = json.loads(self._place.read(self._name))
            now, piece, seen, alone, died, late, places = (found[key] for key in _KEYS)
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return
        self._alone.update(alone)
        self._died.update(died)
        self._late.update(late)
        self._places.update(places)
        if now is None:
            return
        if len(now) == 1 and now[0] in self._alone:
            self._died[now[0]] += 1
        elif now:
            self._alone.update(now)
        else:
            self._places[f"{piece} {seen}"] += 1

    def _save(self, now: Sequence[str] | None) -> None:
        state = {
            "now": None if now is None else list(now),
            "piece": self._piece,
            "alone": sorted(self._alone),
            "died": dict(self._died),
            "late": sorted(self._late),
            "seen": self._seen,
            "places": dict(self._places),
        }
        self._place.write(self._name, json.dumps(state).encode(), lasting=False)


def note_late(place: Place, shard: str) -> None:
    """Note that the process that worked on a shard was ended because it took too long."""
    name = f"{FOLDER}/{shard}.json"
    try:
        found = json.loads(place.read(name))
        if len(found["now"]) == 1 and found["now"][0] in found["alone"]:
            found["late"] = sorted({*found["late"], *found["now"]})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return
    place.write(name, json.dumps(found).encode(), lasting=False)


def left_out(article: Article, times: int, late: bool, scale: Scale) -> Quarantined:
    """The row for an article that processes died of so many times; `late`: because they took too long."""
    return overdue(article, scale) if late else deadly(article.origin or article.id, times)


def deadly(origin: str, times: int) -> Quarantined:
    """The row for what processes died of so many times."""
    return Quarantined(origin, "TID-701", PROBLEMS["TID-701"].format(path=origin, times=times))
