"""What a run has cost: requests, tokens and, where prices are given, money."""

from __future__ import annotations

import threading
from collections import Counter

from tidings.llm.cache import Reply
from tidings.llm.settings import LanguageModel

MILLION = 1_000_000


class Spending:
    """Counts over all threads of one coder."""

    def __init__(self, settings: LanguageModel) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    def paid(self, reply: Reply) -> None:
        """Count a reply that was asked for."""
        with self._lock:
            self._counts["requests"] += 1
            self._counts["in"] += reply.tokens_in or 0
            self._counts["out"] += reply.tokens_out or 0
            self._counts["uncounted"] += reply.tokens_in is None or reply.tokens_out is None

    def kept(self) -> None:
        """Count a reply that the cache had."""
        with self._lock:
            self._counts["kept"] += 1

    def dropped(self, items: int, reasons: Counter[str]) -> None:
        """Count the items of an answer, and those of them that were left out, by reason."""
        with self._lock:
            self._counts["items"] += items
            self._dropped.update(+reasons)

    @property
    def cost(self) -> float | None:
        """What was spent, in the currency of the settings; None without prices."""
        price_in, price_out = self._settings.price_input, self._settings.price_output
        if price_in is None or price_out is None:
            return None
        with self._lock:
            return (self._counts["in"] * price_in + self._counts["out"] * price_out) / MILLION

    @property
    def uncounted(self) -> int:
        """Replies whose tokens the server did not count."""
        with self._lock:
            return self._counts["uncounted"]

    def line(self) -> str:
        """All of it on one line; empty before the first reply."""
        cost = self.cost
        with self._lock:
            counts, dropped = Counter(self._counts), Counter(self._dropped)
        if not counts["requests"] and not counts["kept"]:
            return ""
        told = f"{self._settings.model}: {counts['requests']:,} requests"
        if counts["kept"]:
            told += f", {counts['kept']:,} answers from the cache"
        told += f"; {counts['in']:,} tokens in, {counts['out']:,} out"
        if counts["uncounted"]:
            told += f" ({counts['uncounted']:,} answers not counted by the server)"
        if cost is not None:
            told += f", {cost:,.4f} {self._settings.currency}"
        if dropped:
            why = ", ".join(f"{reason} {count:,}" for reason, count in sorted(dropped.items()))
            told += f"; left out of {counts['items']:,} items: {why}"
        return told
