"""What the system tells of the listener's process, minute by minute.

In: its number. Out: frozen readings, and what they come to. Never does: asking the listener.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FIRST_MINUTES = 60
"""So long what is remembered of sounds still fills."""
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class Reading:
    """Of the listener's process."""

    minute: int
    """Of sound, since the beginning."""
    megabytes: float
    descriptors: int
    threads: int


def read(pid: int, minute: int) -> Reading:
    """What /proc tells of a process now."""
    folder = Path(f"/proc/{pid}")
    pages = int((folder / "statm").read_text().split()[1])
    status = (folder / "status").read_text()
    threads = next(line for line in status.splitlines() if line.startswith("Threads:"))
    descriptors = len(list((folder / "fd").iterdir()))
    return Reading(minute, pages * _PAGE / 2**20, descriptors, int(threads.split()[1]))


def later(readings: Sequence[Reading]) -> list[Reading]:
    """Those after the first hour; all where there are none."""
    return [one for one in readings if one.minute >= FIRST_MINUTES] or list(readings)


def slope(readings: Sequence[Reading]) -> float:
    """Growth of the memory after the first hour, by a straight line [MiB per 24 h of sound]."""
    after = [one for one in readings if one.minute >= FIRST_MINUTES]
    if len(after) < 2:
        return 0.0
    minutes = np.array([one.minute for one in after], float)
    memory = np.array([one.megabytes for one in after])
    return float(np.polyfit(minutes, memory, 1)[0] * 24 * 60)


def rows(readings: Sequence[Reading]) -> list[tuple[str, str]]:
    """Memory, descriptors and threads, in words."""
    after = later(readings)
    whole = len(readings) > FIRST_MINUTES
    when = " after the first hour" if whole else ""
    growth = [(f"growth{when}", f"{slope(readings):+.2f} MiB per 24 h of sound")] if whole else []
    return [
        (f"memory{when}", span([one.megabytes for one in after], ".1f") + " MiB"),
        *growth,
        ("descriptors", span([one.descriptors for one in after], "d")),
        ("threads", span([one.threads for one in after], "d")),
    ]


def span(figures: Sequence[float], form: str) -> str:
    """The least and the most."""
    return f"{min(figures):{form}} to {max(figures):{form}}"
