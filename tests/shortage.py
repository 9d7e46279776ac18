"""Whether the machine was short of processors while a test ran.

Sound that is played in real time has gaps on such a machine, and a program that is given so
many seconds to start does not: whatever is tested. A test marked `sound` or `timed` that
fails there is tried again, a few times; where there was time enough, its first failure counts.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

TRIES = 5
_PRESSURE = Path("/proc/pressure/cpu")
_MOST_SHARE = 0.2
"""Of the time in which some program waited for a processor; alone it is a few percent."""


class Shortage:
    """Looks from when it is made."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._waited = _waited_seconds()

    def __bool__(self) -> bool:
        waited = _waited_seconds()
        if waited is None or self._waited is None:
            return os.getloadavg()[0] > (os.cpu_count() or 1)
        passed = max(1e-3, time.monotonic() - self._since)
        return (waited - self._waited) / passed > _MOST_SHARE


def _waited_seconds() -> float | None:
    """How long any program has waited for a processor since the start; None where unknown."""
    try:
        found = re.search(r"^some .*total=(\d+)", _PRESSURE.read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found[1]) / 1e6 if found else None
