"""A worker process: does the jobs that `tidings.scale.pool.Pool` hands it, one after the other."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from tidings.config import Config
from tidings.errors import TidingsError
from tidings.read.memory import limit_memory, resident
from tidings.scale.overdue import TimedCoder
from tidings.types import Article, Coding, Quarantined

if TYPE_CHECKING:
    from tidings.code.coder import Coder

_LOOK: Final = 1.0
"""Seconds between two looks at whether the parent still lives."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told first: its limit of address space (0: none), when it is tired, its coder."""

    worker_bytes: int
    tired_bytes: int
    coder: Coder | None


Tell = Callable[[Any], None]


def code_articles(
    coder: Coder, tell: Tell, articles: list[Article], settings: bytes
) -> list[Coding | Quarantined]:
    """Code these articles with pickled settings; it is told first that the work begins."""
    tell(None)
    config = _unpickled(settings)
    return list(TimedCoder(coder, config.scale, fatal=True).code(articles, config))


def code_one_shard(coder: Coder, tell: Tell, folder: str, name: str) -> Any:
    """Code the shard of that name of the plan in a folder; its manifest."""
    shards = importlib.import_module("tidings.scale.shard")
    place, plan, by_name = _planned(folder)
    _checked(folder, coder)
    timed = TimedCoder(coder, plan.config.scale, fatal=True)
    return shards.code_shard(
        plan, by_name[name], place, coder=timed, told=lambda articles, words: tell((articles, words))
    )


def warm(coder: Coder) -> None:
    """Load everything that coding needs, so that no article is blamed for what goes wrong in it."""
    text = "Poland sent 200 soldiers to the border on Monday."
    list(coder.code([Article.make(text)], Config()))


def find_accounts(coder: Coder | None, tell: Tell, folder: str, name: str, elsewhere: list[str]) -> Any:
    """The accounts of a shard, for linking."""
    place, plan, by_name = _planned(folder)
    linking = importlib.import_module("tidings.scale.linking")
    linking.find_accounts(place, plan, by_name[name], elsewhere)


def find_links(coder: Coder | None, tell: Tell, folder: str, first: int, last: int) -> Any:
    """The links of some weeks."""
    importlib.import_module("tidings.scale.linking").find_links(folder, first, last)


JOBS: Final[dict[str, Callable[..., Any]]] = {
    "articles": code_articles,
    "shard": code_one_shard,
    "accounts": find_accounts,
    "links": find_links,
}
CODING: Final = frozenset({"articles", "shard"})


@lru_cache(maxsize=1)
def _unpickled(settings: bytes) -> Config:
    config: Config = pickle.loads(settings)
    return config


@cache
def _planned(folder: str) -> tuple[Any, Any, dict[str, Any]]:
    places, plans = (importlib.import_module(f"tidings.scale.{name}") for name in ("places", "plan"))
    place = places.place(folder)
    plan = plans.needed_plan(place)
    return place, plan, {shard.name: shard for shard in plan.shards}


_CHECKED: Final[set[str]] = set()


def _checked(folder: str, coder: Coder) -> None:
    if folder not in _CHECKED:
        _, plan, _ = _planned(folder)
        importlib.import_module("tidings.scale.shard").check_machine(plan, folder, coder)
        _CHECKED.add(folder)


def _watch(parent: int) -> None:
    """End with the parent, even one that was killed: nobody would hear what is found."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def serve(line: Connection[Any, Any]) -> None:
    """Do jobs until the other end is closed."""
    setup: Setup = line.recv()
    limit_memory(setup.worker_bytes)
    coder, warmed = setup.coder, False
    while True:
        try:
            name, *arguments = line.recv()
        except EOFError:
            return
        try:
            if name in CODING and not warmed:
                coder = coder or importlib.import_module("tidings.code.coder").TrainedCoder()
                warm(coder)
                warmed = True
            answer = JOBS[name](coder, lambda value: line.send(("told", value)), *arguments)
            line.send(("done", (answer, resident() > setup.tired_bytes)))
        except TidingsError as error:
            words = {name: str(value) for name, value in error.details.items()}
            line.send(("failed", type(error)(error.number, **words)))
        except Exception as error:  # a defect here must be heard of, not end the worker
            line.send(("failed", RuntimeError(f"{type(error).__name__}: {error}")))


def main() -> None:
    """Run the worker's side of the line whose file descriptor is the first argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    logging.disable(logging.CRITICAL)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
