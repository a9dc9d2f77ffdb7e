"""The memory of a worker process: a limit of it, and how much it has taken."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")
"""Linux: `getrusage` there counts the most that the process had which started this one, too."""


def limit_memory(most: int) -> None:
    """Limit the address space of this process to so many bytes, 0 for no limit, and leave no core dumps.

    Nothing where the system has no such limits, as Windows.
    """
    if not most:
        return
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident() -> int:
    """The most bytes of memory that this process has had at once; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        for line in _STATUS.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit
