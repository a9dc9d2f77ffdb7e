"""Holds the linear algebra under numpy to one thread while a text is parsed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import RLock

from threadpoolctl import ThreadpoolController

_alone = RLock()


@contextmanager
def one_thread() -> Iterator[None]:
    """No sum inside depends on the number of cores; what the process had set holds again after it.

    The limit is the whole process's, so that other threads wait to get in; spaCy would let them run little.
    """
    with _alone, _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
